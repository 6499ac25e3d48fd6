"""Points of a sweep as analysts have them: a grid, a frame, a list of dicts; and what is said where they are none."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.errors import BadInput
from sim.experiment.layout import layout_of
from sim.experiment.points import points_of
from sim.experiment.reproduce import reproduce
from sim.experiment.sweep import sweep
from tests.experiment.tiny import tiny

HEADS, RATE = "people.data_scientist", "demand.per_year"
FEW: dict[str, Any] = {"replications": 3, "engine": "reference", "jobs": 1}


def levels(vary: Any) -> list[tuple[Any, ...]]:
    return [point.levels for point in points_of(tiny(), vary)]


def test_a_frame_gives_a_point_for_each_row_and_a_factor_for_each_column() -> None:
    frame = pd.DataFrame({HEADS: [1, 2, 3], RATE: [20.5, 30.0, 60.25]})
    assert levels(frame) == [(1, 20.5), (2, 30), (3, 60.25)]
    assert levels(frame.to_dict("records")) == levels(frame)


def test_what_a_point_leaves_out_is_as_in_the_scenario() -> None:
    one_at_a_time: list[dict[str, Any]] = [{}, {HEADS: 1}, {RATE: 30}]
    assert levels(one_at_a_time) == [(2, 60), (1, 60), (2, 30)]
    assert points_of(tiny(), one_at_a_time)[0].name == f"{HEADS} = 2, {RATE} = 60"


def test_the_same_grid_by_texts_mapping_and_table() -> None:
    grid = [(1, 60), (1, 90), (2, 60), (2, 90)]
    assert levels({HEADS: [1, 2], RATE: np.array([60, 90])}) == grid
    assert levels([f"{HEADS}=1..2", f"{RATE}=60,90"]) == grid
    assert levels(pd.DataFrame(grid, columns=[HEADS, RATE])) == grid
    assert levels(f"{HEADS}=1..2") == [(1,), (2,)]


def test_a_sweep_of_own_points_has_tables_no_picture_and_can_be_reproduced(tmp_path: Path) -> None:
    frame = pd.DataFrame({HEADS: [1, 2, 3], RATE: [20.0, 60.0, 40.0]})
    swept = sweep(tiny(), frame, out=tmp_path, **FEW)
    assert swept.base == 1
    assert swept.summary.groupby("point")[RATE].first().tolist() == [20, 60, 40]
    assert len(swept.runs) == 9
    assert swept.charts() == {}
    with pytest.raises(BadInput, match="no grid"):
        swept.figure()
    assert swept.stored
    assert not reproduce(swept.stored.path, jobs=1).different


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        (pd.DataFrame({HEADS: [1, 2.5]}), rf"The point {HEADS} = 2\.5 cannot be simulated"),
        (pd.DataFrame({HEADS: [1, np.nan]}), f"row 1: {HEADS}"),
        (pd.DataFrame({HEADS: [1, None]}, index=["low", "high"]), f"row high: {HEADS}"),
        (pd.DataFrame({"people.data_scientst": [1, 2]}), f'Did you mean "{HEADS}"'),
        (pd.DataFrame([[1, 2]]), "is no dotted path"),
        (pd.DataFrame([[1, 2]], columns=[HEADS, HEADS]), "is there twice"),
        (pd.DataFrame({HEADS: []}), "no points"),
        (pd.DataFrame({"people": [1], HEADS: [1]}), "lies within people"),
        ([{HEADS: 1}, 3], "must be values by dotted path"),
        ([{}], "no points"),
        ([{3: 1}], "is no dotted path"),
        (np.array([[1, 2]]), "DataFrame"),
        (3, "DataFrame"),
        (None, "DataFrame"),
    ],
    ids=range(14),
)
def test_what_are_no_points_is_refused_with_what_to_give(vary: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        points_of(tiny(), layout_of(vary))


def test_all_problems_of_a_point_are_named_together() -> None:
    with pytest.raises(BadInput) as wrong:
        points_of(tiny(), [{HEADS: 1}, {HEADS: 1.5, RATE: -3}])
    assert f"The point {HEADS} = 1.5, {RATE} = -3 cannot be simulated" in str(wrong.value)
    assert HEADS in str(wrong.value).split("\n\n", 1)[1]
    assert RATE in str(wrong.value).split("\n\n", 1)[1]

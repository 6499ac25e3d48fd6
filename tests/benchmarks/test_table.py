"""The table of the benchmarks says what was measured and whether it reaches the bar."""

import csv
import io

import numpy as np
import pytest

from sim.errors import BadInput
from sim.experiment.marked import markers, with_part
from tests.benchmarks.__main__ import PART, as_csv, as_markdown
from tests.benchmarks.table import FASTER, MEASUREMENTS, TIMES, MissingError, Row, beside, interleaved

TIMES_OF = {"ours": np.array([2.0, 3.0, 8.0]), "theirs": np.array([1.0, 1.0, 2.0])}


@pytest.mark.parametrize(
    ("unit", "value", "verdict"),
    [
        (TIMES, 1.2, "aim met"), (TIMES, 1.3, "aim met"), (TIMES, 2.0, "met"), (TIMES, 2.1, "missed"),
        (FASTER, 1.2, "missed"), (FASTER, 1.3, "missed"), (FASTER, 2.0, "aim met"), (FASTER, 1.9, "met"),
    ],
)  # fmt: skip
def test_the_verdict_knows_on_which_side_the_bar_is_met(unit: str, value: float, verdict: str) -> None:
    must, aim = (2.0, 1.3) if unit == TIMES else (1.9, 2.0)
    assert Row("a", "b", unit, (value,), must, aim).verdict == verdict


def test_ratios_are_taken_within_a_round() -> None:
    (slower,) = beside(TIMES_OF, "ours", "theirs", must=4)
    (faster,) = beside(TIMES_OF, "ours", "theirs", FASTER)
    assert slower.values == (2.0, 3.0, 4.0)
    assert faster.values == (0.5, 1 / 3, 0.25)
    assert str(slower) == "ours | theirs | 3.0 (2.00–4.0) times its time | must ≤ 4, aim : met"


def test_what_is_missing_is_named_and_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    def missing(_: int) -> float:
        raise MissingError("pip install something")

    times = interleaved({"there": float, "not there": missing}, rounds=2)
    assert {name: list(each) for name, each in times.items()} == {"there": [1.0, 2.0]}
    assert "left out: not there (pip install something)" in capsys.readouterr().out
    assert not list(beside(times, "there", "not there"))


def test_the_table_is_tidy_and_readable() -> None:
    table = [
        ("Topic", row) for row in (*beside(TIMES_OF, "ours", "theirs", must=2, per="item"), Row("a", "", "s", (1.0,)))
    ]
    first, second = csv.DictReader(io.StringIO(as_csv(table)))
    assert (first["median"], first["low"], first["high"], first["rounds"], first["verdict"]) == (
        "3",
        "2",
        "4",
        "3",
        "missed",
    )
    assert (second["what"], second["must"], second["verdict"]) == ("a", "", "")
    assert "| ours | theirs | 3.0 (2.00–4.0) times its time | ≤ 2 |  | **missed** |" in as_markdown(table)
    assert "| a |" not in as_markdown(table, short=True)


def test_the_short_table_goes_between_its_markers_only() -> None:
    page = "before\n{}\nold\n{}\nafter\n".format(*markers(PART))
    assert with_part(page, "new", "page", PART) == page.replace("old", "new")
    with pytest.raises(BadInput, match="once"):
        with_part("no markers", "new", "page", PART)


def test_every_measurement_says_what_it_is() -> None:
    assert MEASUREMENTS
    assert all(one.__doc__ for one in MEASUREMENTS.values())

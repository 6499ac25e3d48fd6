"""What a sweep keeps of its points is exact, in memory and on disk, however few bytes it takes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.found import Found, Gathered, joined
from sim.experiment.kept_points import KeptPoints

NAMES = ("time_to_production", "censored")


def found(sums: Sequence[float], *, load: float = 0.5, cohort: int = 0) -> Found:
    pairs = np.array([[[one, 20.0], [0.0, 20.0]] for one in sums])
    cases = np.full(len(sums), cohort)
    return Found(NAMES, pairs, load, cases, np.arange(1.0 * cases.sum()), np.ones(cases.sum(), dtype=np.int8))


def same(one: Found, other: Found) -> bool:
    arrays = ("pairs", "cases", "duration", "outcome")
    equal = all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in arrays)
    return equal and one.names == other.names and one.load == other.load


@pytest.mark.parametrize(
    "hard", [255.0, 256.0, 65_536.0, 2.0**32, 2.0**53 + 2, -1.0, -0.0, 0.1, np.nan, np.inf, 1e-300]
)
def test_points_come_back_to_the_last_bit_whatever_their_sums(hard: float) -> None:
    points = {"easy": found([1.0, 2.0]), "hard": found([3.0, hard]), "late": found([0.0, 255.0], load=1.5)}
    gathered = Gathered(3, 2)
    for meaning, there in points.items():
        gathered.add(meaning, there)
    assert list(gathered) == list(points)
    assert all(same(gathered[meaning], points[meaning]) for meaning in points)
    top, bottom = gathered.sums(["hard", "easy"], "time_to_production")
    assert top.tobytes() == np.array([[3.0, hard], [1.0, 2.0]]).tobytes()
    assert bottom.tolist() == [[20.0, 20.0], [20.0, 20.0]]


def test_numbers_of_use_cases_take_a_byte_each() -> None:
    gathered = Gathered(1000, 100)
    gathered.add("a", found(np.linspace(0.0, 1.0, 100).tolist()))
    assert sum(column.nbytes for column in gathered._columns) == 1000 * 100 * (8 + 3)


def test_cohorts_of_percentiles_are_kept_in_memory_and_on_disk(tmp_path: Path) -> None:
    points = {f"point {size}": found([0.5, 1.5, 2.5], cohort=size) for size in (4, 0, 2)}
    gathered, kept = Gathered(3, 3), KeptPoints(tmp_path, "sweep-1")
    for meaning, there in points.items():
        gathered.add(meaning, there)
        kept.keep(meaning, there)
    kept.flush()
    again = dict(KeptPoints(tmp_path, "sweep-1").kept(3))
    assert list(again) == list(points)
    assert all(same(points[meaning], gathered[meaning]) for meaning in points)
    assert all(same(points[meaning], again[meaning]) for meaning in points)
    assert dict(kept.kept(2)) == {}
    kept.clear()
    assert list(tmp_path.iterdir()) == []


def test_parts_of_a_point_join_in_the_order_given() -> None:
    assert same(joined([found([1.0], cohort=0), found([2.0, 3.0])]), found([1.0, 2.0, 3.0]))

"""What is varied is read as an analyst types it; what cannot be read says what can."""

import numpy as np
import pytest

from sim.errors import BadInput
from sim.experiment.points import points_of
from sim.experiment.vary import MOST_POINTS, checked, factors_of, grid, parse_factor, parse_factors
from tests.experiment.tiny import tiny


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("people.ml_engineer=2..5", (2, 3, 4, 5)),
        ("a=-1..1", (-1, 0, 1)),
        ("a=0..1/5", (0, 0.25, 0.5, 0.75, 1)),
        ("a = 2..8 / 3", (2, 5, 8)),
        ("a=10w..20w/3", ("10w", "15w", "20w")),
        ("a=0,0.5,1", (0, 0.5, 1)),
        ("a=1..3,8", (1, 2, 3, 8)),
        ("organization.form=centralized,coe", ("centralized", "coe")),
        ("switches.bounce=true,false", (True, False)),
        ("maturity.mlops=0.5,{0: 0.3, 250: 0.7}", (0.5, {0: 0.3, 250: 0.7})),
        ("demand.per_year*=0.5,1,2", ("*0.5", "*1", "*2")),
        ("people.ml_engineer+=1..3", ("+1", "+2", "+3")),
        ("a='1..2'", ("1..2",)),
    ],
)
def test_values_are_ranges_spaced_points_or_lists(typed: str, levels: tuple[object, ...]) -> None:
    assert parse_factor(typed).levels == levels


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("people.ml_engineer", "names no path and values"),
        ("a=", "Write a range of whole numbers"),
        ("a=0.5..2", "Write 0.5..2/5 for five"),
        ("a=8..2", "must go up"),
        ("a=1..x", "is not a range"),
        ("a=1,,2", "between two commas is missing"),
        ("a=0..1/1", "2 points or more"),
        ("a=1d..2w/3", "same unit"),
        ("a=0..9999999", "more than"),
    ],
)
def test_what_is_no_list_of_values_says_what_is(typed: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse_factor(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "nothing to vary"),
        (["a=1,2", "a=3,4"], "varied twice"),
        (["people=1,2", "people.ml_engineer=3,4"], "lies within people"),
        (["a=1,2,1"], "the value 1 is given twice"),
        (["a=1..400", "b=1..400"], "400 x 400 values make 160000 points"),
    ],
)
def test_factors_that_make_no_grid_are_refused(typed: list[str], said: str) -> None:
    assert MOST_POINTS == 100_000
    with pytest.raises(BadInput, match=said):
        parse_factors(typed)


def test_in_python_levels_are_any_list_or_the_same_text() -> None:
    found = factors_of({"a": range(1, 3), "b": np.array([0.0, 0.5]), "c": "1..2", "d": ["x", "y"]})
    assert [factor.levels for factor in found] == [(1, 2), (0.0, 0.5), (1, 2), ("x", "y")]
    for wrong in (3, {"low": 1}):
        with pytest.raises(BadInput, match="not a list of values"):
            factors_of({"a": wrong})
    with pytest.raises(BadInput, match="no values"):
        factors_of({"a": []})


def test_the_last_factor_of_a_grid_changes_fastest() -> None:
    assert grid(checked(parse_factors(["a=1,2", "b=3,4"]))) == [
        {"a": 1, "b": 3}, {"a": 1, "b": 4}, {"a": 2, "b": 3}, {"a": 2, "b": 4},
    ]  # fmt: skip


def test_a_point_knows_what_then_stands_at_its_paths() -> None:
    points = points_of(tiny(), parse_factors(["demand.per_year*=0.5,2", "goal.target=4w,30"]))
    assert [point.levels for point in points] == [(30, 20), (30, 30), (120, 20), (120, 30)]
    assert points[0].name == "demand.per_year = 30, goal.target = 20"


def test_an_unknown_path_is_told_with_a_suggestion() -> None:
    with pytest.raises(
        BadInput, match=r'^people\.data_enginer: unknown path(.|\n)*Did you mean "people.data_engineer"'
    ):
        points_of(tiny(), parse_factors(["people.data_enginer=1..3"]))


def test_a_point_that_cannot_be_is_named_with_its_reason() -> None:
    with pytest.raises(BadInput) as told:
        points_of(tiny(), parse_factors(["people.data_engineer=0..2", "demand.per_year=20,40"]))
    assert "The point people.data_engineer = 0, demand.per_year = 20 cannot be simulated" in str(told.value)
    assert "or say who stands in: roles.data_engineer" in str(told.value)
    assert "Of the 6 points 2 have problems." in str(told.value)

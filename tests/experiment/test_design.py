"""How many replications: fixed, or until the half-width is as wanted."""

import pytest

from sim.errors import BadInput
from sim.experiment.design import Plan, Precision, plan
from sim.scenario.schema import Study


def test_auto_takes_the_limits_of_the_study() -> None:
    assert plan(Study(), "auto") == Plan(60, 400)


def test_a_number_fixes_it() -> None:
    assert plan(Study(), 7) == plan(Study(), "7") == Plan(7, 7)
    assert plan(Study(), 7).fixed


@pytest.mark.parametrize("wrong", ["many", "1", 0, -3, "2.5", True, 10**9])
def test_anything_else_is_refused(wrong: object) -> None:
    with pytest.raises(BadInput, match="auto or a whole number"):
        plan(Study(), wrong)  # type: ignore[arg-type]


def test_the_next_look_comes_when_it_seems_enough_and_not_beyond_the_cap() -> None:
    rough = Precision(((10.0, 5.0),), n=20)
    assert 60 < Plan(20, 400).after(rough) < 110
    assert Plan(20, 50).after(rough) == 50
    assert not rough.reached


def test_all_half_widths_have_to_be_small_enough() -> None:
    assert Precision(((4.0, 5.0), (0.04, 0.05)), n=20).reached
    assert not Precision(((4.0, 5.0), (0.06, 0.05)), n=20).reached
    assert not Precision(((float("nan"), 5.0),), n=20).reached

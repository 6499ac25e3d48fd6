"""The pace of a run: no time is foretold from the first replications, nor from another engine's."""

import pytest

from sim.experiment.pace import Pace
from sim.experiment.run import precision_of, run
from sim.scenario.edit import edit
from tests.experiment.tiny import tiny


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_no_time_is_told_before_enough_replications_of_the_engine_at_work() -> None:
    clock = Clock()
    pace = Pace(clock)
    clock.now = 20.0  # libraries are loaded
    pace.count(1, "reference")
    assert pace.each is None
    for _ in range(8):
        clock.now += 0.01
        assert pace.each is None
        pace.count(1, "reference")
    assert pace.each == pytest.approx(0.01)
    pace.count(1, "compiled")
    assert pace.each is None
    clock.now += 0.008
    pace.count(8, "compiled")
    assert pace.each == pytest.approx(0.001)


def test_of_slow_replications_three_are_enough() -> None:
    clock = Clock()
    pace = Pace(clock)
    for at in range(5):
        clock.now = 2.0 * at
        pace.count(1, "reference")
    assert pace.each == pytest.approx(2.0)


def test_a_study_whose_times_grow_without_limit_stops_when_throughput_is_known() -> None:
    """The mean is disowned afterwards, so no time is spent to narrow it."""
    study = tiny().study.model_copy(update={"half_width": 0.3, "at_most": 60})
    over = edit(tiny(study=study), {"demand.per_year": 400, "goal.matters": 0})
    found = run(over, jobs=1, engine="reference")
    assert found.overloaded
    assert found.precision_reached
    assert found.n < 60
    rate = found.figure("throughput")
    assert rate is not None
    assert found.half_width == pytest.approx(((rate["high"] - rate["low"]) / 2, 0.3 * rate["estimate"]))


def test_precision_says_of_what_it_is() -> None:
    from sim.blueprint import make_blueprint
    from sim.experiment.work import replication

    measured = [replication(make_blueprint(tiny()), 1, number) for number in range(4)]
    assert precision_of(measured, tiny()).unit == "days"
    assert precision_of(measured, tiny(), grows=True).unit == "live a year"

"""The state expected on day 0, against exact answers and against what simulation settles to."""

import pytest

import sim
from sim.blueprint import make_blueprint
from sim.blueprint.opening import expected_opening
from sim.scenario.organization import with_form_factors
from sim.scenario.switches import switched

QUEUE = """\
opmodel: 1
name: one person, exponential times
people: {{clerk: {people}}}
roles: {{clerk: {{group: delivery}}}}
demand: {{interval: {{exponential: {interval}}}}}
study: {{warm_up: 0, intake: 50, horizon: 100, opening: {{expected: true}}}}
stages: {{only: {{steps: {{work: {{effort: {{exponential: 8}}, shared_by: {{clerk: 1}}, mark: live}}}}}}}}
operation: {{retire: {{after: {{exponential: 90}}}}}}
"""


@pytest.mark.parametrize(
    ("people", "interval", "here"),
    [(1, 10, 4), (1, 16, 1), (2, 5, 4)],  # M/M/1 at 0.8: 4, at 0.5: 1; M/M/2 at 0.8: 4.44, 4.3 by the approximation
)
def test_as_many_are_in_progress_as_little_says(people: int, interval: int, here: int) -> None:
    steps, _ = expected_opening(sim.loads(QUEUE.format(people=people, interval=interval)))
    assert steps == (0,) * here


def test_as_many_are_live_as_come_in_a_life() -> None:
    assert expected_opening(sim.loads(QUEUE.format(people=1, interval=10)))[1] == 9


def test_a_queue_that_grows_without_limit_opens_with_a_long_one_not_an_endless_one() -> None:
    steps, _ = expected_opening(sim.loads(QUEUE.format(people=1, interval=4)))
    assert 10 < len(steps) < 100


def test_the_expected_state_stands_in_for_the_numbers_written() -> None:
    scenario = sim.edit(sim.load("baseline"), {"study.opening.expected": True})
    blueprint = make_blueprint(scenario)
    sources = dict(zip(blueprint.source_names, range(len(blueprint.source_names)), strict=True))
    assert "opening waiting" not in sources
    steps, live = expected_opening(with_form_factors(switched(scenario)))
    first, last = (blueprint.planned_start[sources["opening in progress"] + more] for more in (0, 1))
    assert tuple(blueprint.planned_step[first:last]) == steps
    assert 8 <= len(steps) <= 20  # about 17 settle
    assert 20 <= live <= 45


@pytest.mark.slow
@pytest.mark.parametrize("maturity", [0, 0.5])
def test_a_short_warm_up_does_with_the_expected_state(maturity: float) -> None:
    dials = dict.fromkeys(("maturity.data_foundation", "maturity.platform", "maturity.mlops"), maturity)
    scenario = sim.edit(sim.load("baseline"), {**dials, "study.opening.expected": True})
    long, short = (
        sim.run(sim.edit(scenario, {"study.warm_up": days}), replications=4000, engine="compiled").figure(
            "time_to_production"
        )
        for days in (1500, 125)
    )
    assert long is not None
    assert short is not None
    assert abs(short["estimate"] / long["estimate"] - 1.0) < (0.02 if maturity else 0.10)

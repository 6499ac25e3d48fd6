"""Every figure's numerator and denominator cover the same days, people and requests, on both engines."""

from collections.abc import Callable

import pytest

from sim.blueprint import make_blueprint
from sim.engines import reference
from sim.responses import Measures, measure, measures_of
from sim.scenario import loads

Ratios = dict[str, tuple[float, float]]


def on_reference(text: str) -> Measures:
    """One replication, read off its trace."""
    blueprint = make_blueprint(loads(text))
    return measure(reference.simulate(blueprint), blueprint)


def on_compiled(text: str) -> Measures:
    """The same, added up while it runs."""
    compiled = pytest.importorskip("sim.engines.compiled")
    blueprint = make_blueprint(loads(text))
    return measures_of(compiled.observations(blueprint, 1, 0, 1), blueprint)[0]


both = pytest.mark.parametrize("measured", [on_reference, on_compiled])

LEAVING = """
opmodel: 1
name: handing over the desk
people: {analyst: {count: 1, leaves: LEAVES}, successor: {count: 1, roles: {analyst: 1}, joins: 19}}
roles: {analyst: {group: delivery, day_rate: 100}}
demand: {planned: [{at: 0}]}
study: {type: flow, warm_up: 0, intake: 20, horizon: 20, full_horizon: true}
money: {until: 20}
stages: {only: {steps: {work: {effort: 10, shared_by: {analyst: 1}, mark: live}}}}
"""


@both
def test_who_leaves_is_present_and_paid_until_the_work_in_hand_is_done(measured: Callable[[str], Measures]) -> None:
    found = measured(LEAVING.replace("LEAVES", "1")).ratios

    assert found["utilization.analyst"] == pytest.approx((10, 11))
    assert found["team_utilization.center"] == pytest.approx((10, 11))
    assert found["capacity.new"] == pytest.approx((10, 11))
    assert found["capacity.idle"] == pytest.approx((1, 11))
    assert found["capacity_for_new"] == pytest.approx((11, 11))
    assert found["cost_per_live"] == pytest.approx((1100, 1))
    assert found["cost_per_year"][0] == pytest.approx(1100)


@both
def test_who_leaves_with_empty_hands_or_hands_back_is_gone_on_that_day(measured: Callable[[str], Measures]) -> None:
    idle = measured(LEAVING.replace("LEAVES", "12")).ratios
    back = measured(LEAVING.replace("LEAVES", "4, hands_back: true")).ratios

    assert idle["utilization.analyst"] == pytest.approx((10, 13))
    assert back["utilization.analyst"] == pytest.approx((4 + 1, 4 + 1))  # the successor goes on from day 19
    assert idle["cost_per_live"] == pytest.approx((1300, 1))


@both
def test_the_time_present_by_period_holds_who_stays_on(measured: Callable[[str], Measures]) -> None:
    found = measured(LEAVING.replace("LEAVES", "1"))
    used, present = found.used[:, :-1].sum(axis=1), found.used[:, -1]

    assert present.sum() == pytest.approx(11)
    assert (used <= present + 1e-9).all()


@both
def test_who_stays_on_beyond_the_window_is_paid_for_the_window_only(measured: Callable[[str], Measures]) -> None:
    found = measured(LEAVING.replace("LEAVES", "1").replace("intake: 20", "intake: 6")).ratios

    assert found["utilization.analyst"] == pytest.approx((6, 6))
    assert found["cost_per_live"][0] == pytest.approx(600)


QUEUE = """
opmodel: 1
name: one expert
people: {expert: 1}
roles: {expert: {group: delivery}}
demand: {planned: [{at: 0}, {at: 1, count: 20}]}
study: {type: flow, warm_up: 0, intake: 50, horizon: 50, full_horizon: true}
stages: {only: {steps: {work: {effort: 1000, shared_by: {expert: 1}, mark: live}}}}
"""


@both
def test_who_still_waits_counts_with_the_wait_so_far(measured: Callable[[str], Measures]) -> None:
    found = measured(QUEUE).ratios

    assert found["queue_wait.expert"] == pytest.approx((20 * 49, 21))
    assert found["still_waiting.expert"] == pytest.approx((20, 1))
    assert found["waiting_so_far.expert"] == pytest.approx((20 * 49, 20))


@both
def test_who_gives_up_waiting_counts_with_the_wait_until_then(measured: Callable[[str], Measures]) -> None:
    found = measured(QUEUE.replace("shared_by: {expert: 1},", "shared_by: {expert: 1}, patience: 30,")).ratios

    assert found["queue_wait.expert"] == pytest.approx((20 * 30, 21))
    assert found["still_waiting.expert"] == pytest.approx((0, 1))

"""Every figure's numerator and denominator cover the same days, people and requests, on both engines."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sim.blueprint import make_blueprint
from sim.engines import reference
from sim.responses import Measures, events_table, items_table, known, measure, measures_of
from sim.scenario import loads
from tests.engines.worlds import GRIDS, World, scenario_of, worlds

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


HAIR = """
opmodel: 1
name: a hair too late
people: {clerk: 1}
roles: {clerk: {group: delivery}}
demand: {planned: [{at: 0}]}
goal: {target: TARGET}
study: {type: flow, warm_up: 0, intake: 10, horizon: 10}
stages: {only: {steps: {
  one: {effort: ONE, shared_by: {clerk: 1}}, two: {effort: TWO, shared_by: {clerk: 1}},
  three: {effort: THREE, shared_by: {clerk: 1}, mark: live}}}}
"""


@both
@pytest.mark.parametrize(("efforts", "target"), [((0.1, 0.2, 0.0), 0.3), ((0.2, 4.4, 0.4), 5)])
def test_a_sum_of_days_that_misses_the_target_by_a_hair_meets_it(
    measured: Callable[[str], Measures], efforts: tuple[float, ...], target: float
) -> None:
    text = HAIR.replace("TARGET", str(target))
    for name, effort in zip(("ONE", "TWO", "THREE"), efforts, strict=True):
        text = text.replace(name, str(effort))
    found = measured(text).ratios

    assert found["within_target"] == (1, 1)
    assert found["within_target_of_live"] == (1, 1)


KINDS = """
opmodel: 1
name: two domains, two kinds
people: {clerk: 9}
roles: {clerk: {group: delivery}}
demand:
  domains: {north: 0.5, south: 0.5}
  kinds: {quick: {}, slow: {}, stuck: {}}
  planned: [{at: 0, kind: quick, domain: north}, {at: 1, kind: slow, domain: north}, {at: 2, kind: slow, domain: south},
            {at: 3, kind: stuck, domain: south}]
goal: {target: 3}
study: {type: flow, warm_up: 0, intake: 10, horizon: 30}
stages: {only: {steps: {work: {effort: {by: kind, quick: 2, slow: 6, stuck: 99}, shared_by: {clerk: 1}, mark: live}}}}
"""


@both
def test_times_and_conversion_are_told_by_domain_and_by_kind(measured: Callable[[str], Measures]) -> None:
    found = measured(KINDS).ratios

    assert found["time_to_production_by_domain.north"] == (2 + 6, 2)
    assert found["time_to_production_by_domain.south"] == (6, 1)
    assert found["time_to_production_by_kind.quick"] == (2, 1)
    assert found["time_to_production_by_kind.slow"] == (12, 2)
    assert found["time_to_production_by_kind.stuck"] == (0, 0)
    assert found["conversion_by_domain.south"] == (1, 2)
    assert found["conversion_by_kind.stuck"] == (0, 1)
    assert found["within_target"] == (1, 4)
    assert found["within_target_of_live"] == (1, 3)


@both
def test_who_stays_on_and_stands_still_in_between_is_paid_and_not_present_then(
    measured: Callable[[str], Measures],
) -> None:
    """Gone on day 1, the work in hand rests from day 5 to 8 and is done on day 13."""
    found = measured(LEAVING.replace("LEAVES", "1, rates: {0: 1, 5: 0, 8: 1}")).ratios

    assert found["utilization.analyst"] == pytest.approx((10, 10 + 1))
    assert found["cost_per_live"][0] == pytest.approx(1300 + 100)


TOGETHER = """
opmodel: 1
name: a workshop with one who leaves
people: {analyst: {count: 1, leaves: 2}, maker: 1}
roles: {analyst: {group: delivery, day_rate: 100}, maker: {group: delivery, day_rate: 100}}
demand: {planned: [{at: 0}, {at: 1}]}
study: {type: flow, warm_up: 0, intake: 40, horizon: 40, full_horizon: true}
stages: {only: {steps: {work: {effort: 12, shared_by: {analyst: 0.5, maker: 0.5}, together: true, mark: live}}}}
"""


@both
def test_a_workshop_keeps_who_leaves_until_its_share_is_done(measured: Callable[[str], Measures]) -> None:
    """The second use case finds no analyst any more and waits to the very end."""
    found = measured(TOGETHER).ratios

    assert found["utilization.analyst"] == pytest.approx((6, 6))
    assert found["utilization.maker"] == pytest.approx((6, 40))
    assert found["cost_per_live"] == pytest.approx((600 + 4000, 1))
    assert found["still_waiting.analyst"] == (1, 1)
    assert found["waiting_so_far.analyst"] == pytest.approx((39, 1))


@pytest.mark.parametrize("grid", GRIDS)
def test_in_every_world_shares_are_shares_and_the_logs_cover_the_trace(grid: float | None) -> None:
    @settings(
        derandomize=True, deadline=None, database=None, max_examples=25, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(worlds(grid, "flow"))
    def each(world: World) -> None:
        blueprint = make_blueprint(scenario_of(world))
        trace = reference.simulate(blueprint)
        found = measure(trace, blueprint).ratios
        for name, (above, below) in found.items():
            assert np.isfinite([above, below]).all(), name
            unit = known(name).unit
            if unit.startswith("share") and (blueprint.queueing or unit != "share of time present"):
                assert 0.0 <= above <= below * (1 + 1e-9) + 1e-9, name
        items, events = (table(trace, blueprint, everything=True) for table in (items_table, events_table))
        assert (len(items), len(events)) == (len(trace.items), len(trace))
        assert items["item"].is_unique
        assert set(events["case:concept:name"]) <= set(items["item"])
        assert set(items["parent"]) - {""} <= set(items["item"])

    each()

"""Offered load against cases worked out by hand."""

import itertools
import math
import time
from pathlib import Path

import numpy as np
import pytest

from sim.blueprint import make_blueprint
from sim.blueprint.amounts import AmountTable, expected
from sim.blueprint.batches import mean_batch, rounded_on_average
from sim.blueprint.bottleneck import worst_set
from sim.blueprint.offered_load import Load, offered_load, worst
from sim.blueprint.visits import Return, expected_visits, repeated
from sim.engines.reference import simulate
from sim.scenario import Scenario, load, loads
from sim.scenario.amounts import Fixed, parse

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"

ONE_STEP = """
opmodel: 1
name: One step
people: {clerk: 4}
demand: {per_year: 504}
roles: {clerk: {group: delivery}}
stages:
  work:
    steps:
      job: {effort: 1, shared_by: {clerk: 1}}
"""


def scenario(extra: str = "", **changed: str) -> Scenario:
    text = ONE_STEP
    for old, new in changed.items():
        text = text.replace({"people": "{clerk: 4}", "demand": "{per_year: 504}", "roles": "{clerk: {group: delivery}}",
                             "effort": "effort: 1"}[old], new)  # fmt: skip
    return loads(text + extra)


def of(rows: list[Load], role: str) -> Load:
    return next(row for row in rows if row.scope == "role" and row.roles == (role,))


# -- the chain ------------------------------------------------------------------------------------------------------


def test_visits_of_the_tandem_with_feedback_equal_its_traffic_equations() -> None:
    """Three steps; after each 0.2 redo it, after the second and third 0.1 go one back (the benchmark's M2)."""
    same, back = 0.2, 0.1
    returns = [Return(step, step, same) for step in range(3)] + [Return(step, step - 1, back) for step in (1, 2)]
    chain = np.array([[same, 1 - same, 0], [back, same, 1 - same - back], [0, back, same]])
    expected = np.linalg.solve(np.eye(3) - chain.T, np.array([1.0, 0, 0]))
    assert expected_visits(3, returns, [0.0] * 3).visits == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("chance", [0.1, 0.5, 0.9])
def test_feedback_multiplies_visits_by_one_over_one_minus_p(chance: float) -> None:
    assert expected_visits(1, [Return(0, 0, chance)], [0.0]).visits[0] == pytest.approx(1 / (1 - chance))


def test_what_is_repeated_in_part_counts_in_part() -> None:
    way = expected_visits(1, [Return(0, 0, 0.5, repeats=0.6)], [0.0])
    assert way.visits[0] == pytest.approx(2.0)
    assert way.effort[0] == pytest.approx(1 / (1 - 0.5 * 0.6))


def test_a_limited_fading_loop_is_summed_term_by_term() -> None:
    way = expected_visits(1, [Return(0, 0, 0.5, fade=0.5, at_most=2, repeats=0.6)], [0.0])
    assert way.visits[0] == pytest.approx(1 + 0.5 + 0.5 * 0.25)
    assert way.effort[0] == pytest.approx(1 + 0.5 * 0.6 + 0.5 * 0.25 * 0.36)
    assert repeated(0.5, 0.5, 2, 0.6) == pytest.approx((way.visits[0], way.effort[0]))


def test_a_loop_that_always_fires_is_counted_up_to_its_limit() -> None:
    assert expected_visits(1, [Return(0, 0, 1.0, at_most=3)], [0.0]).visits[0] == pytest.approx(4.0)


def test_a_gate_stops_at_its_first_passage_only() -> None:
    """Stop 0.3 after step 0; step 1 returns to step 0 with chance 0.5: the way back through the gate is free."""
    way = expected_visits(2, [Return(1, 0, 0.5)], [0.3, 0.0])
    assert way.visits == pytest.approx([1 + 0.7, 0.7 * 2])
    assert way.passed == pytest.approx([0.7, 0.7])


def test_forward_entries_and_returns_add_up_to_the_visits() -> None:
    returns = [Return(2, 1, 0.3, at_most=2), Return(2, 0, 0.1, at_most=1), Return(1, 1, 0.2)]
    way = expected_visits(3, returns, [0.1, 0.0, 0.2])
    entered = list(way.forward)
    for rule, times in zip(returns, way.returned, strict=True):
        entered[rule.target] += times
    assert entered == pytest.approx(way.visits)


def test_starting_on_the_way_skips_what_lies_before() -> None:
    way = expected_visits(3, [Return(2, 1, 0.5)], [0.0] * 3, start=1)
    assert way.visits == pytest.approx([0, 2, 2])


def test_an_endless_loop_is_more_than_anybody_can_do_and_still_a_number() -> None:
    assert 1e6 < expected_visits(1, [Return(0, 0, 1.0)], [0.0]).visits[0] < math.inf


def test_a_loop_that_brings_about_more_each_time_has_endless_work_on_finite_visits() -> None:
    way = expected_visits(2, [Return(0, 0, 0.9, repeats=1.2)], [0.0, 0.0])
    assert way.visits == pytest.approx([10, 1])
    assert 1e6 < way.effort[0] < math.inf


def test_a_loop_whose_chances_add_up_to_one_is_endless_whatever_their_last_digits() -> None:
    returns = [Return(2, target, chance) for target, chance in enumerate((0.1, 0.2, 0.7))]
    assert min(expected_visits(4, returns, [0.0] * 4).visits[:3]) > 1e6


def test_a_long_route_with_gates_is_solved_as_linear_algebra_solves_it() -> None:
    """Twelve steps, overlapping loops, two gates: against the matrix of all states, written out."""
    steps, stops = 12, [0.0] * 4 + [0.3] + [0.0] * 3 + [0.2] + [0.0] * 3
    returns = [Return(after, after - back, 0.25) for after, back in ((2, 1), (3, 3), (6, 4), (9, 2), (11, 8), (11, 0))]
    chain = np.zeros((3 * steps, 3 * steps))
    for passed, step in itertools.product(range(3), range(steps)):
        here, leaves = passed * steps + step, 1.0
        for rule in returns:
            if rule.after == step:
                chain[here, passed * steps + rule.target] += rule.chance
                leaves -= rule.chance
        first = {4: 0, 8: 1}.get(step, -1) >= passed
        then = {4: 1, 8: 2}[step] if first else passed
        if step + 1 < steps:
            chain[here, then * steps + step + 1] += leaves * (1.0 - stops[step] if first else 1.0)
    visits = np.linalg.solve(np.eye(3 * steps) - chain.T, np.eye(3 * steps)[0]).reshape(3, steps).sum(axis=0)
    assert expected_visits(steps, returns, stops).visits == pytest.approx(visits, rel=1e-12)


def test_the_chain_agrees_with_playing_it() -> None:
    returns = [
        Return(1, 0, 0.4, at_most=3, repeats=0.6),
        Return(3, 2, 0.5, fade=0.7, repeats=0.7),
        Return(3, 0, 0.05, at_most=1, repeats=0.5),
    ]
    stops = [0.0, 0.3, 0.0, 0.2]
    way = expected_visits(4, returns, stops)
    draw, items = np.random.default_rng(7), 8_000
    visits, effort = np.zeros(4), np.zeros(4)
    for _ in range(items):
        step, fired, factor, passed = 0, [0, 0, 0], np.ones(4), set()
        while step < 4:
            visits[step] += 1
            effort[step] += factor[step]
            u, reached, target = draw.random(), 0.0, -1
            for r, rule in enumerate(returns):
                if rule.after == step and (rule.at_most is None or fired[r] < rule.at_most):
                    reached += rule.chance * rule.fade ** fired[r]
                    if target < 0 and u < reached:
                        fired[r] += 1
                        factor[rule.target : step + 1] *= rule.repeats
                        target = rule.target
            if target >= 0:
                step = target
                continue
            if step not in passed and draw.random() < stops[step]:
                break
            passed.add(step)
            step += 1
    assert way.visits == pytest.approx(visits / items, rel=0.04)
    assert way.effort == pytest.approx(effort / items, rel=0.04)


# -- the worst set --------------------------------------------------------------------------------------------------


def test_the_worst_set_is_found_among_all_sets() -> None:
    draw = np.random.default_rng(3)
    for _ in range(60):
        pools, people = int(draw.integers(1, 6)), int(draw.integers(1, 6))
        work = [float(x) for x in draw.random(pools)]
        capacity = [float(x) for x in draw.random(people) + 0.1]
        holders = [tuple({int(p) for p in draw.integers(0, people, 2)}) for _ in range(pools)]
        best = 0.0
        for bits in range(1, 1 << pools):
            chosen = [i for i in range(pools) if bits >> i & 1]
            there = sum(capacity[p] for p in {p for i in chosen for p in holders[i]})
            best = max(best, sum(work[i] for i in chosen) / there)
        assert worst_set(work, holders, capacity)[1] == pytest.approx(best, rel=1e-6)


def test_two_roles_that_one_person_holds_are_overloaded_together() -> None:
    """Each role alone has enough people; both lean on the same one."""
    assert worst_set([0.7, 0.7, 0.1], [(0,), (0,), (1,)], [1.0, 1.0]) == ((0, 1), pytest.approx(1.4))


# -- scenarios ------------------------------------------------------------------------------------------------------


def test_load_is_arrivals_times_effort_over_people() -> None:
    row = of(offered_load(scenario()), "clerk")
    assert (row.work, row.capacity, row.load) == pytest.approx((2.0, 4.0, 0.5))


def test_rework_inflates_the_load_as_bernoulli_feedback_says() -> None:
    rework = "    rework: {again: {after: job, back_to: job, chance: 0.2}}\n"
    assert worst(offered_load(scenario(rework))).load == pytest.approx(0.5 / 0.8)


def test_focus_and_part_time_shrink_capacity() -> None:
    slow = scenario(people="{clerk: {count: 4, fte: 0.5}}", roles="{clerk: {group: delivery, focus: 0.54}}")
    assert of(offered_load(slow), "clerk").capacity == pytest.approx(4 * 0.5 * 0.54)


def test_skill_turns_effort_into_time() -> None:
    skilled = scenario(people="{pair: {count: 4, roles: {clerk: 0.5}}}")
    assert of(offered_load(skilled), "clerk").load == pytest.approx(1.0)


def test_who_stands_in_takes_the_work_at_the_skill_of_a_stand_in() -> None:
    roles = "{clerk: {group: delivery, stand_in: {temp: 0.5}}, temp: {group: delivery}}"
    rows = offered_load(scenario(people="{temp: 8}", roles=roles))
    assert of(rows, "temp").work == pytest.approx(2.0 / 0.5)


def test_the_smallest_requests_are_small() -> None:
    """Of a lognormal size the smallest 30 % have Phi(z - sigma) of the whole; both kinds together have all of it."""
    size = "size: {lognormal: {median: 1, sigma: 0.85}}"
    kinds = f"{{per_year: 504, {size}, kinds: {{light: {{share: 0.3, smallest: true}}, standard: {{share: 0.7}}}}}}"
    only = "effort: {by: kind, light: 1, otherwise: 0}"
    all_of_it = of(offered_load(scenario(demand=kinds)), "clerk").work
    assert all_of_it == pytest.approx(2.0 * math.exp(0.85**2 / 2))
    small = of(offered_load(scenario(demand=kinds, effort=only)), "clerk").work
    phi = 0.5 * (1 + math.erf((-0.5244005127080407 - 0.85) / math.sqrt(2)))
    assert small == pytest.approx(all_of_it * phi)


def test_duties_count_per_own_service() -> None:
    duty = """platform: {services: 12, managed: 0.5}
duties: {care: {effort: 0.5, every: 1w, times_each: service, shared_by: {clerk: 1}}}
"""
    assert of(offered_load(scenario(duty)), "clerk").work == pytest.approx(2.0 + 6 * 0.5 / 5)


def test_the_live_stock_settles_at_inflow_times_life() -> None:
    operation = """operation:
  retire: {after: {exponential: 100}}
  upkeep: {care: {effort: 0.1, every: 10, shared_by: {clerk: 1}}}
study: {opening: {live: 50}}
"""
    at_first, at_last = (of(offered_load(scenario(operation), day), "clerk").work for day in (0.0, 1e5))
    assert at_first == pytest.approx(2.0 + 50 * 0.01)
    assert at_last == pytest.approx(2.0 + 2 * 100 * 0.01)


def test_drift_brings_repairs_and_returns() -> None:
    """Ten live items drift 20 days after the last drift was mended, which takes 1.75 days of work on average."""
    operation = """operation:
  drift:
    every: 20
    remedies:
      patch: {share: 0.75, effort: 2, shared_by: {clerk: 1}}
      again: {share: 0.25, back_to: job}
study: {opening: {live: 10}}
"""
    assert of(offered_load(scenario(operation)), "clerk").work == pytest.approx(2.0 + 10 / (20 + 1.75) * 1.75)


def test_a_crossing_between_teams_is_coordinated_and_a_handover_in_the_team_is_not() -> None:
    text = """
opmodel: 1
name: Two teams
organization: {form: custom, teams: {first: {members: {clerk: 2}}, second: {members: {smith: 2, lead: 1}}}}
people: {clerk: 2, smith: 2, lead: 1}
demand: {per_year: 252}
roles: {clerk: {group: delivery}, smith: {group: delivery}, lead: {group: delivery}}
handover: {between_teams: {coordination: 0.3}, coordinated_by: lead}
stages:
  work:
    steps:
      draw: {effort: 1, shared_by: {clerk: 1}}
      forge: {effort: 1, shared_by: {smith: 1}}
      polish: {effort: 1, shared_by: {smith: 1}}
    rework: {again: {after: polish, back_to: draw, chance: 0.5}}
"""
    rows = offered_load(loads(text))
    assert of(rows, "smith").work == pytest.approx(4.0)
    assert of(rows, "lead").work == pytest.approx(0.3 * (2 + 1))  # twice forward into forge, once back into draw


def test_a_decision_is_coordinated_once_for_each_time_that_it_is_come_to() -> None:
    text = """
opmodel: 1
name: decisions
people: {clerk: 4, lead: 1}
demand: {per_year: 252}
roles: {clerk: {group: delivery}, lead: {group: delivery}}
handover: {coordinated_by: lead}
stages:
  work:
    steps:
      draw: {effort: 1, shared_by: {clerk: 1}}
      polish: {effort: 1, shared_by: {clerk: 1}}
    rework: {again: {after: polish, back_to: draw, chance: 0.5}}
    gates:
      early: {after: draw, coordination: 0.2, stops: 0.5}
      late: {after: polish, coordination: 0.1}
"""
    rows = offered_load(loads(text))
    assert of(rows, "clerk").work == pytest.approx(1 + 0.5 * (2 + 1))  # half stop early; two visits each of the others
    assert of(rows, "lead").work == pytest.approx(0.2 * (1 + 0.5) + 0.1 * 0.5)  # rework never comes to the late one


def test_data_of_other_domains_burdens_their_owners() -> None:
    text = """
opmodel: 1
name: Silos
people: {clerk: 4, owner: {per_domain: 1}}
demand: {per_year: 252, domains: {big: 0.8, small: 0.2}}
roles: {clerk: {group: delivery}, owner: {group: business}}
calls: {grant: {foreign: 0.5, effort: 0.4, shared_by: {owner: 1}}}
stages:
  work:
    steps:
      job: {effort: 1, shared_by: {clerk: 1}, waits: {foreign: {call: grant, once: true}}}
"""
    rows = offered_load(loads(text))
    pools = {row.team: row.work for row in rows if row.scope == "pool" and row.roles == ("owner",)}
    assert pools == pytest.approx({"big": 0.2 * 0.5 * 0.4, "small": 0.8 * 0.5 * 0.4})


def test_no_requests_no_load() -> None:
    idle = scenario(demand="{planned: [{at: 0, count: 5}]}")
    assert worst(offered_load(idle)).load == 0.0


def test_switches_take_their_work_away() -> None:
    rework = "    rework: {again: {after: job, back_to: job, chance: 0.2}}\nswitches: {rework: false}\n"
    assert worst(offered_load(scenario(rework))).load == pytest.approx(0.5)


def test_the_baseline_is_told_at_once() -> None:
    baseline = load(SCENARIOS / "baseline.yaml")
    offered_load(baseline)
    began = time.process_time()
    for _ in range(3):
        offered_load(baseline)
    assert (time.process_time() - began) / 3 < 0.1


# -- batches --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "whole"),
    [
        ({"uniform": {"min": 1, "max": 2}, "times": 1.2}, 1.75),
        ({"exponential": 3}, 2.986155989695),
        ({"discrete": {"values": [1.5, 2.2], "shares": [1, 3]}}, 2.0),
        ({"geometric": 2.5}, 2.5),
        ({0: 2.4}, 2.0),
    ],
)
def test_the_mean_of_a_batch_is_that_of_whole_requests(size: object, whole: float) -> None:
    """Each batch is rounded, so the mean that spaces batches must be of the rounded ones."""
    dials = [Fixed(0.5)] * 3
    amount = parse(size)
    assert mean_batch(amount, AmountTable(dials)) == Fixed(pytest.approx(whole))
    assert rounded_on_average(amount, expected(amount, dials)) == pytest.approx(whole)


@pytest.mark.parametrize(
    ("size", "mlops"),
    [
        ("{uniform: {min: 1, max: 2}, times: 1.2}", "0.5"),
        ("{0: 2.4, 1000: 2.4}", "0.5"),
        ("{0: 1, 1000: 4}", "0.5"),
        ("{by: mlops, low: 1, mid: 2, high: 4}", "0.3"),
        ("{by: mlops, low: 1, mid: 2, high: 4}", "{0: 0, 1000: 1}"),
    ],
)
def test_as_many_requests_come_as_a_year_is_to_have_however_large_the_batches(size: str, mlops: str) -> None:
    text = f"\nmaturity: {{mlops: {mlops}}}\nstudy: {{warm_up: 0, intake: 1000, horizon: 1000, full_horizon: true}}\n"
    world = scenario(text, demand=f"{{per_year: 252, batch: {{size: {size}}}}}", effort="effort: 0.001")
    blueprint = make_blueprint(world)
    counts = [int((simulate(blueprint, 1, r).items.parent < 0).sum()) for r in range(20)]
    error = np.std(counts, ddof=1) / math.sqrt(len(counts))
    assert abs(np.mean(counts) - 1000) < 4 * error


# -- lost context ---------------------------------------------------------------------------------------------------

TWO_TEAMS = """
opmodel: 1
name: two rework rules after one step, context lost on the way to it
people: {a: 1, b: 1}
roles: {a: {group: delivery}, b: {group: delivery}}
organization: {form: custom, teams: {red: {members: {a: 1}}, blue: {members: {b: 1}}}}
demand: {interval: {exponential: 60}}
study: {type: flow, warm_up: 100, intake: 2000, horizon: 6000}
handover: {between_teams: {context_loss: LOSS}}
stages:
  only:
    steps:
      one: {effort: 1, shared_by: {a: 1}}
      two: {effort: 1, shared_by: {b: 1}, mark: live}
    rework:
      x: {after: two, back_to: one, chance: 0.45}
      y: {after: two, back_to: one, chance: 0.45}
"""


def test_the_sum_of_the_chances_after_a_step_is_raised_by_lost_context() -> None:
    """Odds of 9 are doubled on the way there (18/19), and doubled twice for whoever came back (36/37)."""
    visits = 1 + 18 / 19 / (1 - 36 / 37)
    assert visits == pytest.approx(36.05, abs=0.01)
    rows = offered_load(loads(TWO_TEAMS.replace("LOSS", "1")))
    assert of(rows, "a").load == pytest.approx(visits / 60, rel=1e-4)
    assert of(rows, "b").load == pytest.approx(visits / 60, rel=1e-4)


@pytest.mark.parametrize("loss", [9, 50, 1000, 1e9])
def test_a_load_is_a_number_however_much_context_is_lost(loss: float) -> None:
    rows = offered_load(load(SCENARIOS / "baseline.yaml").changed({"handover.between_teams.context_loss": loss}))
    assert all(0 <= row.load < math.inf for row in rows)
    assert worst(rows).load > 1
    assert worst(offered_load(loads(TWO_TEAMS.replace("LOSS", str(loss))))).load > 1


def test_the_average_loss_in_a_chance_is_taken_out_of_a_path_as_of_a_number() -> None:
    text = TWO_TEAMS.replace("LOSS", "0.5").replace("chance: 0.45", "chance: 0.3, includes_loss: 0.2")
    fixed, path = loads(text), loads(text.replace("chance: 0.3", "chance: {0: 0.3, 5000: 0.3}"))
    assert offered_load(path) == offered_load(fixed)
    assert simulate(make_blueprint(path)).same_as(simulate(make_blueprint(fixed)))

"""The collected columns as the arrays of a blueprint."""

import itertools
from collections.abc import Container, Sequence
from typing import Any

import numpy as np

from sim import rules
from sim.blueprint.amounts import AmountTable
from sim.blueprint.arrays import Array, flags, floats, grid, ints, keys, starts
from sim.blueprint.people import People
from sim.blueprint.presence import rates
from sim.blueprint.route import Route
from sim.blueprint.sources import Sources
from sim.draws import stream_key
from sim.scenario.schema import Scenario


def steps(route: Route, coordination: list[list[int]]) -> dict[str, Any]:
    """Steps and the limits they lie in."""
    steps = route.steps
    wide = np.full((len(steps), len(route.kinds)), -1, dtype=np.int64)
    for s, kinds in enumerate(coordination):
        wide[s, : len(kinds)] = kinds
    owners = route.activities["step"]
    counts = [owners.count(s) for s in range(len(steps))]
    return {
        "step_stage": ints(steps["stage"]),
        "step_activity_start": starts(counts),
        "step_mark": ints(steps["mark"]),
        "step_gate": ints(steps["gate"]),
        "step_rule_start": starts(len(rules_of) for rules_of in steps["rules"]),
        "step_stream": keys(steps["stream"]),
        "step_limits": ints(steps["limits"]),
        "step_closeness": floats(steps["closeness"]),
        "step_coordination": wide,
        "coordination_stream": keys(steps["coordination"]),
    }


def activities(route: Route) -> dict[str, Any]:
    """Activities, spread over all kinds."""
    table = route.activities
    owners = route.parts["activity"]
    return {
        "activity_step": ints(table["step"]),
        "activity_part_start": starts(owners.count(a) for a in range(len(table))),
        "activity_effort": _by_kind(route, "effort", -1),
        "activity_for": _by_kind(route, "applies", False),
        "activity_mean": _by_kind(route, "mean", 0.0),
        "activity_stream": keys(table["stream"]),
        "activity_together": ints(table["together"]),
        "activity_patience": _by_kind(route, "patience", -1),
        "activity_redo": _by_kind(route, "redo", -1),
        "activity_redo_repeats": floats(table["repeats"]),
        "activity_redo_fade": floats(table["fade"]),
        "activity_redo_at_most": ints(table["at_most"]),
        "redo_stream": keys(table["redo_stream"]),
        "patience_stream": keys(table["patience_stream"]),
    }


def _by_kind(route: Route, column: str, missing: Any) -> Array:
    """A column of the activities, spread over all kinds."""
    names = [kind.name for kind in route.kinds]
    dtype = {bool: np.bool_, float: np.float64, int: np.int64}[type(missing)]
    wide: Array = np.full((len(route.activities), len(names)), missing, dtype=dtype)
    for a, row in enumerate(route.activities.rows):
        for name, value in zip(row["kinds"], row[column], strict=True):
            wide[a, names.index(name)] = value
    return wide


def parts(route: Route) -> dict[str, Any]:
    """Stints, delays and calls."""
    parts = route.parts
    names = [kind.name for kind in route.kinds]
    amount = np.full((len(parts), len(names)), -1, dtype=np.int64)
    patience = amount.copy()
    for p, row in enumerate(parts.rows):
        for i, name in enumerate(route.activities.rows[row["activity"]]["kinds"]):
            amount[p, names.index(name)] = row["amount"][i]
            patience[p, names.index(name)] = row["patience"][i]
    return {
        "part_type": ints(parts["type"]),
        "part_phase": ints(parts["phase"]),
        "part_activity": ints(parts["activity"]),
        "part_step": ints(parts["step"]),
        "part_role": ints(parts["role"]),
        "part_ask": ints(parts["ask"]),
        "part_share": floats(parts["share"]),
        "part_amount": amount,
        "part_again": ints(parts["again"]),
        "part_once": flags(parts["once"]),
        "part_grows": floats(parts["grows"]),
        "part_stream": keys(parts["stream"]),
        "part_call": ints(parts["call"]),
        "part_domain": ints(parts["domain"]),
        "part_awaited": flags(parts["awaited"]),
        "part_patience": patience,
        "part_alone": floats(parts["alone"]),
    }


def rules_by_step(route: Route) -> list[dict[str, Any]]:
    """Rework rules in the order in which they are stored: those of one step together, as written."""
    return [route.rules.rows[r] for step in route.steps.rows for r in step["rules"]]


def decisions(route: Route, coordination: list[list[int]]) -> dict[str, Any]:
    """Gates, rework rules, limits."""
    gates, use_cases = route.gates, len(route.use_cases)
    found = rules_by_step(route)
    return {
        "gate_delay": grid(gates["delay"], use_cases),
        "gate_stops": grid(gates["stops"], use_cases),
        "gate_for": grid(gates["applies"], use_cases, np.bool_),
        "gate_grows": floats(gates["grows"]),
        "gate_meet_every": floats(gates["meet_every"]),
        "gate_coordination": grid(coordination, use_cases),
        "gate_coordination_stream": keys(gates["coordination"]),
        "gate_stream": keys(gates["stream"]),
        "verdict_stream": keys(gates["verdict"]),
        "rule_target": ints(rule["target"] for rule in found),
        "rule_chance": grid([rule["chance"] for rule in found], use_cases),
        "rule_fade": floats(rule["fade"] for rule in found),
        "rule_at_most": ints(rule["at_most"] for rule in found),
        "rule_repeats": floats(rule["repeats"] for rule in found),
        "limit_capacity": ints(route.limits),
    }


def handover(scenario: Scenario, amounts: AmountTable, route: Route) -> dict[str, Any]:
    """The two relations of a handover."""
    handover, kinds = scenario.handover, route.use_cases
    relations = (handover.same_team, handover.between_teams)
    return {
        "handover_delay": grid([[amounts.add(one.delay, kind=k) for k in kinds] for one in relations], len(kinds)),
        "handover_bounce": grid(
            [[amounts.add(one.bounce, rules.ODDS, k) for k in kinds] for one in relations], len(kinds)
        ),
        "handover_loss": grid(
            [[amounts.add(one.context_loss, kind=k) for k in kinds] for one in relations], len(kinds)
        ),
        "handover_stream": keys(stream_key(f"handover to {name}") for name in route.parts["name"]),
        "bounce_stream": keys(stream_key(f"bounce at {name}") for name in route.parts["name"]),
        "bounces_at_most": handover.bounces_at_most,
    }


def people(scenario: Scenario, amounts: AmountTable, people: People) -> dict[str, Any]:
    """Pools, asks, people and their speed over time."""
    seated = people.seating.people
    members = {group: [p for p in seated if p.group == group] for group in {p.group for p in seated}}
    schedules = [
        rates(scenario, amounts, person, members[person.group].index(person), len(members[person.group]))
        for person in seated
    ]
    flat = list(itertools.chain.from_iterable(schedules))
    pools = people.pools
    return {
        "pool_team": ints(pool.team for pool in pools),
        "pool_role": ints(pool.role for pool in pools),
        "pool_start": starts(len(pool.people) for pool in pools),
        "pool_person": ints(person for pool in pools for person, _, _ in pool.people),
        "pool_skill": floats(skill for pool in pools for _, skill, _ in pool.people),
        "pool_preference": ints(preference for pool in pools for _, _, preference in pool.people),
        "ask_role": ints(people.ask_role),
        "option_start": ints(people.option_start),
        "option_pool": ints(people.option_pool),
        "option_stands_in": flags(people.option_stands_in),
        "person_carries": ints(person.carries for person in seated),
        "person_loss": floats(person.switching_loss for person in seated),
        "person_roles": ints(len(person.roles) for person in seated),
        "person_fte": floats(person.fte for person in seated),
        "person_role": grid(
            [[r in dict(p.roles) for r in people.role_names] for p in seated], len(people.role_names), np.bool_
        ),
        "person_team": grid(
            [[t in p.teams for t in people.team_names] for p in seated], len(people.team_names), np.bool_
        ),
        "person_modeled": flags(any(scenario.roles[role].group != "business" for role, _ in p.roles) for p in seated),
        "rate_start": starts(len(schedule) for schedule in schedules),
        "rate_day": floats(day for day, _, _ in flat),
        "rate_slope": floats(slope for _, slope, _ in flat),
        "rate_presence": ints(presence for _, _, presence in flat),
        "role_day_rate": floats(scenario.roles[role].day_rate for role in people.role_names),
    }


def _held(owners: Sequence[Container[str]], names: Sequence[str]) -> Array:
    """Owner x name: whether it is among what the owner has."""
    return grid([[name in owner for name in names] for owner in owners], len(names), np.bool_)


def sources(sources: Sources) -> dict[str, Any]:
    """Sources with what they plan and how drifts end."""
    rows = sources.rows
    planned = list(itertools.chain.from_iterable(sources.planned))
    remedies = list(itertools.chain.from_iterable(sources.remedies))
    return {
        "source_type": ints(rows["type"]),
        "source_kind": ints(rows["kind"]),
        "source_stream": keys(rows["stream"]),
        "source_interval": ints(rows["interval"]),
        "source_rate": ints(rows["rate"]),
        "source_moves": flags(rows["moves"]),
        "source_batch": ints(rows["batch"]),
        "source_at_most": ints(rows["at_most"]),
        "source_ever": ints(rows["ever"]),
        "source_waits": flags(rows["waits"]),
        "source_measurable": flags(rows["measurable"]),
        "source_person": ints(rows["person"]),
        "planned_start": starts(len(entries) for entries in sources.planned),
        "planned_day": floats(entry[0] for entry in planned),
        "planned_kind": ints(entry[1] for entry in planned),
        "planned_domain": ints(entry[2] for entry in planned),
        "planned_size": floats(entry[3] for entry in planned),
        "planned_step": ints(entry[4] for entry in planned),
        "remedy_start": starts(len(entries) for entries in sources.remedies),
        "remedy_kind": ints(entry[0] for entry in remedies),
        "remedy_step": ints(entry[1] for entry in remedies),
        "remedy_share": ints(entry[2] for entry in remedies),
        "remedy_stream": keys(entry[3] for entry in remedies),
        "remedy_urgent": flags(entry[4] for entry in remedies),
        "interval_stream": keys(rows["interval_stream"]),
        "batch_stream": keys(rows["batch_stream"]),
        "ever_stream": keys(rows["ever_stream"]),
    }


def amounts(amounts: AmountTable) -> dict[str, Any]:
    """Records of all amounts, with paths and quantile tables."""
    return {
        "tables": floats(amounts.tables.floats),
        "path_start": ints(amounts.path_start),
        "path_day": floats(amounts.path_day),
        "path_value": floats(amounts.path_value),
        "amount_law": ints(amounts.law),
        "amount_shape": floats(amounts.shape),
        "amount_dial": ints(amounts.dial),
        "amount_scale": ints(amounts.scale),
        "amount_path": ints(amounts.path),
        "amount_factor": ints(amounts.factor),
    }

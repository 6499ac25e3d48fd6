"""From scenario to blueprint: names turned into indices, once."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim import rules
from sim.blueprint.amounts import AmountTable
from sim.blueprint.blueprint import MARKS, Blueprint
from sim.blueprint.people import People, rates
from sim.blueprint.route import Route
from sim.blueprint.sources import Sources
from sim.draws import stream_key
from sim.errors import BadInput
from sim.scenario.organization import place, with_form_factors
from sim.scenario.schema import Scenario
from sim.scenario.switches import switched

DISCIPLINES = {  # weights of class, requested, effort, cost of delay, closeness; the smallest goes first
    "first_come": (0.0, 0.0, 0.0, 0.0, 0.0),
    "by_class": (1.0, 0.0, 0.0, 0.0, 0.0),
    "shortest": (0.0, 0.0, 1.0, 0.0, 0.0),
    "cost_of_delay": (0.0, 0.0, 0.0, -1.0, 0.0),
    "finish_first": (0.0, 0.0, 0.0, 0.0, -1.0),
}
FIELDS = ("class", "requested", "effort", "cost_of_delay", "closeness")


def make_blueprint(scenario: Scenario) -> Blueprint:
    """Lower a scenario: switches and form factors applied, people seated, names turned into indices."""
    scenario = with_form_factors(switched(scenario))
    seating = place(scenario)
    roles = list(scenario.roles)
    dials = (scenario.maturity.data_foundation, scenario.maturity.platform, scenario.maturity.mlops)
    amounts = AmountTable(dials)
    people = People(scenario, seating, roles)
    route = Route(scenario, amounts, people)
    route.lay_stages()
    coordination = route.coordination_kinds()
    sources = Sources(scenario, amounts, route)
    sources.lay()
    route.lay_calls()
    return Blueprint(
        **_names(scenario, route, people, sources),
        **_study(scenario),
        **_kinds(scenario, amounts, route),
        **_steps(route, coordination),
        **_activities(route),
        **_parts(route),
        **_decisions(route),
        **_handover(scenario, amounts, route),
        **_people(scenario, amounts, people),
        **_sources(sources),
        **_amounts(amounts),  # last: everything above adds to the table
    )


def _names(scenario: Scenario, route: Route, people: People, sources: Sources) -> dict[str, Any]:
    return {
        "stage_names": tuple(scenario.stages),
        "step_names": tuple(route.steps["name"]),
        "activity_names": tuple(route.activities["name"]),
        "part_names": tuple(route.parts["name"]),
        "role_names": tuple(people.role_names),
        "role_labels": tuple(role.label or name.replace("_", " ") for name, role in scenario.roles.items()),
        "person_names": tuple(person.name for person in people.seating.people),
        "person_group": tuple(person.group for person in people.seating.people),
        "team_names": tuple(people.team_names),
        "kind_names": tuple(kind.name for kind in route.kinds),
        "domain_names": tuple(scenario.demand.domains),
        "mark_names": MARKS,
        "gate_names": tuple(route.gates["name"]),
        "rule_names": tuple(rule["name"] for rule in _rules_by_step(route)),
        "source_names": tuple(sources.rows["name"]),
    }


def _study(scenario: Scenario) -> dict[str, Any]:
    study = scenario.study
    return {
        "study_type": study.type,
        "warm_up": study.warm_up,
        "intake": study.intake,
        "horizon": study.horizon,
        "full_horizon": study.full_horizon,
        "queueing": scenario.switches.queueing,
        "goal_target": scenario.goal.target,
        "weights": floats(_weights(scenario)),
    }


def _weights(scenario: Scenario) -> Sequence[float]:
    discipline = scenario.flow.discipline
    if isinstance(discipline, str):
        if discipline not in DISCIPLINES:
            raise BadInput(f'flow.discipline "{discipline}" is not known. Known: {", ".join(DISCIPLINES)}')
        return DISCIPLINES[discipline]
    unknown = sorted(set(discipline) - set(FIELDS))
    if unknown:
        raise BadInput(
            f'flow.discipline: "{unknown[0]}" is refused; weights may be put on {", ".join(FIELDS)}, '
            "which are known when a request is made and do not change while it waits"
        )
    return [discipline.get(name, 0.0) for name in FIELDS]


def _kinds(scenario: Scenario, amounts: AmountTable, route: Route) -> dict[str, Any]:
    demand, kinds = scenario.demand, route.kinds
    shares = [amounts.exactly(kind.share, rules.ODDS) for kind in demand.kinds.values()]
    values = [amounts.add(demand.value if kind.value is None else kind.value) for kind in demand.kinds.values()]
    spawned = len(kinds) - len(shares)
    smallest = [kind.smallest for kind in demand.kinds.values()]
    return {
        "kind_is_use_case": flags(kind.use_case for kind in kinds),
        "kind_first_step": ints(kind.first_step for kind in kinds),
        "kind_last_step": ints(kind.last_step for kind in kinds),
        "kind_urgent": flags(kind.urgent for kind in kinds),
        "kind_class": floats(kind.klass for kind in kinds),
        "kind_cost_of_delay": floats(kind.cost_of_delay for kind in kinds),
        "kind_share": ints(shares + [-1] * spawned),
        "kind_smallest": flags(smallest + [False] * spawned),
        "kind_stream": keys(stream_key(f"kind {kind.name}") for kind in kinds),
        "kind_value": ints(values + [-1] * spawned),
        "size_amount": ints([amounts.exactly(demand.size)]),
        "size_stream": keys([stream_key("size")]),
        "value_stream": keys([stream_key("value")]),
        "domain_share": floats(demand.domains.values()),
        "domain_stream": keys(stream_key(f"domain {name}") for name in demand.domains),
    }


def _steps(route: Route, coordination: list[list[int]]) -> dict[str, Any]:
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


def _activities(route: Route) -> dict[str, Any]:
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


def _by_kind(route: Route, column: str, missing: Any) -> np.ndarray[Any, Any]:
    """A column of the activities, spread over all kinds."""
    names = [kind.name for kind in route.kinds]
    dtype = {bool: np.bool_, float: np.float64, int: np.int64}[type(missing)]
    wide = np.full((len(route.activities), len(names)), missing, dtype=dtype)
    for a, row in enumerate(route.activities.rows):
        for name, value in zip(row["kinds"], row[column], strict=True):
            wide[a, names.index(name)] = value
    return wide


def _parts(route: Route) -> dict[str, Any]:
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


def _rules_by_step(route: Route) -> list[dict[str, Any]]:
    """Rework rules in the order in which they are stored: those of one step together, as written."""
    return [route.rules.rows[r] for step in route.steps.rows for r in step["rules"]]


def _decisions(route: Route) -> dict[str, Any]:
    gates, use_cases = route.gates, len(route.use_cases)
    found = _rules_by_step(route)
    return {
        "gate_delay": grid(gates["delay"], use_cases),
        "gate_stops": grid(gates["stops"], use_cases),
        "gate_for": grid(gates["applies"], use_cases, np.bool_),
        "gate_grows": floats(gates["grows"]),
        "gate_meet_every": floats(gates["meet_every"]),
        "gate_stream": keys(gates["stream"]),
        "verdict_stream": keys(gates["verdict"]),
        "rule_target": ints(rule["target"] for rule in found),
        "rule_chance": grid([rule["chance"] for rule in found], use_cases),
        "rule_fade": floats(rule["fade"] for rule in found),
        "rule_at_most": ints(rule["at_most"] for rule in found),
        "rule_repeats": floats(rule["repeats"] for rule in found),
        "limit_capacity": ints(route.limits),
    }


def _handover(scenario: Scenario, amounts: AmountTable, route: Route) -> dict[str, Any]:
    handover, kinds = scenario.handover, route.use_cases
    relations = (handover.same_team, handover.between_teams)
    return {
        "handover_delay": grid([[amounts.add(one.delay, kind=k) for k in kinds] for one in relations], len(kinds)),
        "handover_bounce": grid(
            [[amounts.add(one.bounce, rules.ODDS, k) for k in kinds] for one in relations], len(kinds)
        ),
        "handover_loss": grid([[amounts.add(one.context_loss, kind=k) for k in kinds] for one in relations], len(kinds)),
        "handover_stream": keys(stream_key(f"handover to {name}") for name in route.parts["name"]),
        "bounce_stream": keys(stream_key(f"bounce at {name}") for name in route.parts["name"]),
        "bounces_at_most": handover.bounces_at_most,
    }


def _people(scenario: Scenario, amounts: AmountTable, people: People) -> dict[str, Any]:
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
        "person_role": grid([[r in dict(p.roles) for r in people.role_names] for p in seated], len(people.role_names), np.bool_),
        "person_team": grid([[t in p.teams for t in people.team_names] for p in seated], len(people.team_names), np.bool_),
        "rate_start": starts(len(schedule) for schedule in schedules),
        "rate_day": floats(day for day, _, _ in flat),
        "rate_slope": floats(slope for _, slope, _ in flat),
        "rate_presence": ints(presence for _, _, presence in flat),
        "role_day_rate": floats(scenario.roles[role].day_rate for role in people.role_names),
    }


def _sources(sources: Sources) -> dict[str, Any]:
    rows = sources.rows
    planned = list(itertools.chain.from_iterable(sources.planned))
    remedies = list(itertools.chain.from_iterable(sources.remedies))
    return {
        "source_type": ints(rows["type"]),
        "source_kind": ints(rows["kind"]),
        "source_stream": keys(rows["stream"]),
        "source_interval": ints(rows["interval"]),
        "source_batch": ints(rows["batch"]),
        "source_at_most": ints(rows["at_most"]),
        "source_ever": ints(rows["ever"]),
        "source_waits": flags(rows["waits"]),
        "source_measurable": flags(rows["measurable"]),
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


def _amounts(amounts: AmountTable) -> dict[str, Any]:
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


def ints(values: Iterable[int]) -> np.ndarray[Any, Any]:
    """Read into an array of integers."""
    return np.fromiter(values, dtype=np.int64)


def floats(values: Iterable[float]) -> np.ndarray[Any, Any]:
    """Read into an array of floats."""
    return np.fromiter(values, dtype=np.float64)


def flags(values: Iterable[bool]) -> np.ndarray[Any, Any]:
    """Read into an array of truth values."""
    return np.fromiter(values, dtype=np.bool_)


def keys(values: Iterable[int]) -> np.ndarray[Any, Any]:
    """Read into an array of stream keys."""
    return np.array(list(values), dtype=np.uint64)


def starts(counts: Iterable[int]) -> np.ndarray[Any, Any]:
    """Where each entry of a ragged list begins, and where the last ends."""
    return np.concatenate([[0], np.cumsum(list(counts), dtype=np.int64)]).astype(np.int64)


def grid(rows: Sequence[Sequence[Any]], width: int, dtype: Any = np.int64) -> np.ndarray[Any, Any]:
    """Read rows into a table, also when there are none."""
    return np.array(rows, dtype=dtype).reshape(len(rows), width)

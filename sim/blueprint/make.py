"""From scenario to blueprint: names turned into indices, once."""

from collections.abc import Sequence
from typing import Any

from sim import rules
from sim.blueprint import tables
from sim.blueprint.amounts import AmountTable
from sim.blueprint.arrays import flags, floats, ints, keys
from sim.blueprint.blueprint import MARKS, Blueprint, Money
from sim.blueprint.people import People
from sim.blueprint.route import Route
from sim.blueprint.sources import Sources
from sim.draws import stream_key
from sim.scenario.disciplines import DISCIPLINES, WEIGHTS
from sim.scenario.load import Given, as_scenario
from sim.scenario.organization import place, with_form_factors
from sim.scenario.schema import Scenario
from sim.scenario.switches import switched


def make_blueprint(scenario: Given) -> Blueprint:
    """Lower a scenario: switches and form factors applied, people seated, names turned into indices."""
    scenario = with_form_factors(switched(as_scenario(scenario)))
    seating = place(scenario)
    roles = list(scenario.roles)
    dials = (scenario.maturity.data_foundation, scenario.maturity.platform, scenario.maturity.mlops)
    amounts = AmountTable(dials)
    people = People(scenario, seating, roles)
    route = Route(scenario, amounts, people)
    route.lay_stages()
    coordination, of_gates = route.coordination_kinds(), route.gate_coordination_kinds()
    sources = Sources(scenario, amounts, route)
    sources.lay()
    route.lay_calls()
    return Blueprint(
        **_names(scenario, route, people, sources),
        **_study(scenario),
        **_kinds(scenario, amounts, route),
        **tables.steps(route, coordination),
        **tables.activities(route),
        **tables.parts(route),
        **tables.decisions(route, of_gates),
        **tables.handover(scenario, amounts, route),
        **tables.people(scenario, amounts, people),
        **tables.sources(sources),
        **tables.amounts(amounts),  # last: everything above adds to the table
        money=_money(scenario),
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
        "rule_names": tuple(rule["name"] for rule in tables.rules_by_step(route)),
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


def _money(scenario: Scenario) -> Money:
    platform, operation, money = scenario.platform, scenario.operation, scenario.money
    adoption = operation.adoption
    each = (1.0 - platform.managed) * platform.cost_own + platform.managed * platform.cost_managed
    return Money(
        until=-1.0 if money.until is None else money.until,
        discount=money.discount,
        hiring=money.hiring,
        platform=platform.services * each,
        half_after=0.0 if adoption is None else adoption.half_after,
        takes=0.0 if adoption is None else adoption.takes,
        drift_loses=0.0 if operation.drift is None else operation.drift.loses,
    )


def _weights(scenario: Scenario) -> Sequence[float]:
    written = scenario.flow.discipline
    weights = DISCIPLINES[written] if isinstance(written, str) else written
    return [weights.get(name, 0.0) for name in WEIGHTS]


def _kinds(scenario: Scenario, amounts: AmountTable, route: Route) -> dict[str, Any]:
    demand, kinds = scenario.demand, route.kinds
    shares = [amounts.exactly(kind.share, rules.ODDS) for kind in demand.kinds.values()]
    values = [
        amounts.add(demand.value if kind.value is None else kind.value, kind=name)
        for name, kind in demand.kinds.items()
    ]
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

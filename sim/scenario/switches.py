"""Switches: one effect turned off for all.

Switching an effect off removes its block from the scenario, so the result is bit for bit that of the scenario
written without it. Only `queueing` cannot be written away and stays a flag for the engine.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sim.rules import DAYS_PER_YEAR
from sim.scenario.amounts import Amount, Fixed, OverTime, Scaled
from sim.scenario.batches import inverse, mean_by_form
from sim.scenario.fields import Block
from sim.scenario.schema import Activity, Crossing, Flow, Group, Operation, Scenario, Stage, Switches

NOTHING = Fixed(0.0)
AnyBlock = TypeVar("AnyBlock", bound=Block)


def switched(scenario: Scenario) -> Scenario:
    """The scenario without the blocks whose switches are off, and with those switches on again."""
    off = [name for name, on in scenario.switches if not on and name != "queueing"]
    for name in off:
        scenario = _REMOVE[name](scenario)
    return scenario.model_copy(update={"switches": Switches(queueing=scenario.switches.queueing)}) if off else scenario


def _crossings(**update: Any) -> Callable[[Scenario], Scenario]:
    def change(crossing: Crossing) -> Crossing:
        own = {name: value for name, value in update.items() if name in type(crossing).model_fields}
        return crossing.model_copy(update=own)

    def remove(scenario: Scenario) -> Scenario:
        both = {name: change(getattr(scenario.handover, name)) for name in ("same_team", "between_teams")}
        return scenario.model_copy(update={"handover": scenario.handover.model_copy(update=both)})

    return remove


def _stages(change: Callable[[Stage], dict[str, Any]]) -> Callable[[Scenario], Scenario]:
    def remove(scenario: Scenario) -> Scenario:
        stages = {name: stage.model_copy(update=change(stage)) for name, stage in scenario.stages.items()}
        return scenario.model_copy(update={"stages": stages})

    return remove


def _activities(change: Callable[[Activity], dict[str, Any]]) -> Callable[[Scenario], Scenario]:
    def changed(activity: Activity) -> Activity:
        sides = getattr(activity, "parallel", {})
        more = {"parallel": {name: changed(side) for name, side in sides.items()}} if sides else {}
        return activity.model_copy(update={**change(activity), **more})

    return _stages(lambda stage: {"steps": {name: changed(step) for name, step in stage.steps.items()}})


def _context_loss(scenario: Scenario) -> Scenario:
    """Chances as published contain an average loss; with no loss simulated it must stay in them."""
    published = _stages(
        lambda s: {"rework": {name: rule.model_copy(update={"includes_loss": 0.0}) for name, rule in s.rework.items()}}
    )
    return published(_crossings(context_loss=NOTHING)(scenario))


def _coordination(scenario: Scenario) -> Scenario:
    """Neither handovers nor gates are coordinated."""
    gates = _stages(
        lambda s: {"gates": {name: gate.model_copy(update={"coordination": None}) for name, gate in s.gates.items()}}
    )
    return gates(_crossings(coordination=None)(scenario))


def _rework(scenario: Scenario) -> Scenario:
    return _activities(lambda _: {"redo": None})(_stages(lambda stage: {"rework": {}})(scenario))


def _limits(scenario: Scenario) -> Scenario:
    free = _stages(lambda stage: {"limit": None})(scenario)
    return free.model_copy(update={"flow": free.flow.model_copy(update={"portfolio_limit": None})})


def _questions(scenario: Scenario) -> Scenario:
    """No questions, and none of the calls that only questions use."""
    activities = [
        activity
        for stage in scenario.stages.values()
        for step in stage.steps.values()
        for activity in (step, *step.parallel.values())
    ]
    asked = {call for activity in activities for call in activity.asks.values()}
    needed = {wait.call for activity in activities for wait in activity.waits.values()}
    calls = {name: call for name, call in scenario.calls.items() if name not in asked - needed}
    return _activities(lambda _: {"asks": {}})(scenario).model_copy(update={"calls": calls})


def _answered(scenario: Scenario, calls: set[str]) -> Scenario:
    """Nothing waits for these calls before its work."""

    def change(activity: Activity) -> dict[str, Any]:
        waits = {
            name: wait.model_copy(update={"call": None}) if wait.call in calls else wait
            for name, wait in activity.waits.items()
        }
        return {"waits": {name: wait for name, wait in waits.items() if wait.call or wait.delay is not None}}

    return _activities(change)(scenario)


def _first_come(scenario: Scenario) -> Flow:
    return scenario.flow.model_copy(update={"discipline": Flow().discipline})


def _urgency(scenario: Scenario) -> Scenario:
    """Nothing goes before all others, and nothing interrupts."""

    def calm(named: Mapping[str, AnyBlock]) -> dict[str, AnyBlock]:
        return {name: block.model_copy(update={"urgent": False}) for name, block in named.items()}

    drift = scenario.operation.drift
    drift = drift.model_copy(update={"remedies": calm(drift.remedies)}) if drift else None
    return scenario.model_copy(
        update={
            "demand": scenario.demand.model_copy(update={"kinds": calm(scenario.demand.kinds)}),
            "calls": calm(scenario.calls),
            "duties": calm(scenario.duties),
            "operation": scenario.operation.model_copy(update={"drift": drift}),
        }
    )


def _batches(scenario: Scenario) -> Scenario:
    """Requests come one by one, as many a year; those of a planning cadence by chance, as `per_year` has them."""
    demand, batch = scenario.demand, scenario.demand.batch
    alone: dict[str, Any] = {"batch": None}
    if batch is not None and batch.every is not None:
        alone["per_year"] = _times(Fixed(DAYS_PER_YEAR / batch.every), mean_by_form(batch.size))
    elif batch is not None and demand.interval is not None:
        alone["interval"] = Scaled(demand.interval, (inverse(mean_by_form(batch.size)),))
    return scenario.model_copy(update={"demand": demand.model_copy(update=alone)})


def _times(number: Fixed, by: Amount) -> Amount:
    return Fixed(number.value * by.value) if isinstance(by, Fixed) else Scaled(number, (by,))


def _groups(scenario: Scenario, change: Callable[[Group], dict[str, Any]]) -> Scenario:
    people = {name: group.model_copy(update=change(group)) for name, group in scenario.people.items()}
    return scenario.model_copy(update={"people": people})


def _turnover(scenario: Scenario) -> Scenario:
    """Who is there on day 0 stays and nobody comes later, but for a role that only newcomers hold."""
    held = {
        role for name, group in scenario.people.items() if not group.joins for role in group.roles or {name: 1.0}
    }  # fmt: skip
    later = {
        name
        for name, group in scenario.people.items()
        if group.joins and held.issuperset(group.roles or {name: 1.0})
    }  # fmt: skip
    stays = {"joins": None, "leaves": None, "hands_back": False}
    people = {
        name: group.model_copy(update={**stays, **({"count": 0, "per_domain": None} if name in later else {})})
        for name, group in scenario.people.items()
    }
    return scenario.model_copy(update={"people": people})


def _ramp_and_absence(scenario: Scenario) -> Scenario:
    """Everybody works at full speed from the first day on, on every day."""
    roles = {name: role.model_copy(update={"absence": None, "ramp": None}) for name, role in scenario.roles.items()}
    full = scenario.model_copy(update={"roles": roles})
    return _groups(full, lambda _: {"absent": (), "rates": None})


def _switching_loss(scenario: Scenario) -> Scenario:
    roles = {name: role.model_copy(update={"switching_loss": 0.0}) for name, role in scenario.roles.items()}
    return _groups(scenario.model_copy(update={"roles": roles}), lambda _: {"switching_loss": None})


def _dial_paths(scenario: Scenario) -> Scenario:
    """Dials stay where they stand on day 0."""
    dials = {
        name: Fixed(dial.values[0]) if isinstance(dial, OverTime) else dial
        for name, dial in scenario.maturity
    }  # fmt: skip
    return scenario.model_copy(update={"maturity": scenario.maturity.model_copy(update=dials)})


def _form_factors(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"organization": scenario.organization.model_copy(update={"factors": {}})})


def _adoption(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"operation": scenario.operation.model_copy(update={"adoption": None})})


def _drift_loss(scenario: Scenario) -> Scenario:
    operation = scenario.operation
    drift = None if operation.drift is None else operation.drift.model_copy(update={"loses": 0.0})
    return scenario.model_copy(update={"operation": operation.model_copy(update={"drift": drift})})


_REMOVE: dict[str, Callable[[Scenario], Scenario]] = {
    "handover_delay": _crossings(delay=NOTHING),
    "bounce": _crossings(bounce=NOTHING),
    "context_loss": _context_loss,
    "coordination": _coordination,
    "rework": _rework,
    "gates": _stages(lambda stage: {"gates": {}}),
    "waits": _activities(lambda _: {"waits": {}}),
    "calls": lambda scenario: _answered(scenario, set(scenario.calls)),
    "silos": lambda scenario: _answered(scenario, {name for name, call in scenario.calls.items() if call.foreign}),
    "duties": lambda scenario: scenario.model_copy(update={"duties": {}}),
    "operation": lambda scenario: scenario.model_copy(update={"operation": Operation()}),
    "limits": _limits,
    "discipline": lambda scenario: scenario.model_copy(update={"flow": _first_come(scenario)}),
    "urgency": _urgency,
    "batches": _batches,
    "withdrawal": _activities(lambda _: {"patience": None}),
    "questions": _questions,
    "turnover": _turnover,
    "part_time": lambda scenario: _groups(scenario, lambda _: {"fte": 1.0}),
    "ramp_and_absence": _ramp_and_absence,
    "switching_loss": _switching_loss,
    "dial_paths": _dial_paths,
    "form_factors": _form_factors,
    "adoption": _adoption,
    "drift_loss": _drift_loss,
    "discounting": lambda s: s.model_copy(update={"money": s.money.model_copy(update={"discount": 0.0})}),
}

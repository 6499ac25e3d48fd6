"""Switches: one effect turned off for all.

Switching an effect off removes its block from the scenario, so the result is bit for bit that of the scenario
written without it. Only `queueing` cannot be written away and stays a flag for the engine.
"""

from collections.abc import Callable
from typing import Any

from sim.scenario.amounts import Fixed
from sim.scenario.schema import Activity, Crossing, Operation, Scenario, Stage, Switches

NOTHING = Fixed(0.0)


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


def _activities(**update: Any) -> Callable[[Scenario], Scenario]:
    def change(activity: Activity) -> Activity:
        sides = getattr(activity, "parallel", {})
        more = {"parallel": {name: change(side) for name, side in sides.items()}} if sides else {}
        return activity.model_copy(update={**update, **more})

    return _stages(lambda stage: {"steps": {name: change(step) for name, step in stage.steps.items()}})


def _context_loss(scenario: Scenario) -> Scenario:
    """Chances as published contain an average loss; with no loss simulated it must stay in them."""
    published = _stages(
        lambda s: {"rework": {name: rule.model_copy(update={"includes_loss": 0.0}) for name, rule in s.rework.items()}}
    )
    return published(_crossings(context_loss=NOTHING)(scenario))


def _rework(scenario: Scenario) -> Scenario:
    return _activities(redo=None)(_stages(lambda stage: {"rework": {}})(scenario))


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
    return _activities(asks={})(scenario).model_copy(update={"calls": calls})


def _ramp_and_absence(scenario: Scenario) -> Scenario:
    roles = {name: role.model_copy(update={"absence": None, "ramp": None}) for name, role in scenario.roles.items()}
    people = {name: group.model_copy(update={"absent": ()}) for name, group in scenario.people.items()}
    return scenario.model_copy(update={"roles": roles, "people": people})


def _switching_loss(scenario: Scenario) -> Scenario:
    roles = {name: role.model_copy(update={"switching_loss": 0.0}) for name, role in scenario.roles.items()}
    people = {name: group.model_copy(update={"switching_loss": None}) for name, group in scenario.people.items()}
    return scenario.model_copy(update={"roles": roles, "people": people})


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
    "coordination": _crossings(coordination=None),
    "rework": _rework,
    "gates": _stages(lambda stage: {"gates": {}}),
    "waits": _activities(waits={}),
    "duties": lambda scenario: scenario.model_copy(update={"duties": {}}),
    "operation": lambda scenario: scenario.model_copy(update={"operation": Operation()}),
    "limits": _limits,
    "questions": _questions,
    "ramp_and_absence": _ramp_and_absence,
    "switching_loss": _switching_loss,
    "form_factors": _form_factors,
    "adoption": _adoption,
    "drift_loss": _drift_loss,
    "discounting": lambda s: s.model_copy(update={"money": s.money.model_copy(update={"discount": 0.0})}),
}

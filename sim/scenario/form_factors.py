"""Form factors: what else is assumed to differ between forms, applied to a scenario's numbers."""

from typing import Any

from sim.scenario.change import times, times_odds
from sim.scenario.schema import Group, Scenario, Stage
from sim.scenario.seating import roles_held


def with_form_factors(scenario: Scenario) -> Scenario:
    """The scenario with the factors of its form applied to its numbers, and no factors left."""
    factors = scenario.organization.factors.get(scenario.organization.form)
    organization_ = scenario.organization.model_copy(update={"factors": {}})
    if factors is None:
        return scenario.model_copy(update={"organization": organization_})
    between = scenario.handover.between_teams
    loss = {"context_loss": times(between.context_loss, factors.context_loss)}
    handover = scenario.handover.model_copy(update={"between_teams": between.model_copy(update=loss)})

    def activity(written: Any) -> Any:
        update: dict[str, Any] = {}
        if written.duplicated and written.effort is not None:
            update["effort"] = times(written.effort, factors.duplicated_effort)
        if any(wait.governance for wait in written.waits.values()):
            update["waits"] = {name: _slower(wait, factors.governance_delay) for name, wait in written.waits.items()}
        if getattr(written, "parallel", None):
            update["parallel"] = {name: activity(side) for name, side in written.parallel.items()}
        return written.model_copy(update=update) if update else written

    def stage(written: Stage) -> Stage:
        update: dict[str, Any] = {"steps": {name: activity(step) for name, step in written.steps.items()}}
        update["gates"] = {
            name: gate.model_copy(update={"delay": times(gate.delay, factors.governance_delay)})
            for name, gate in written.gates.items()
        }
        update["rework"] = {
            name: rule.model_copy(update={"chance": times_odds(rule.chance, factors.acceptance_loop)})
            if rule.acceptance
            else rule
            for name, rule in written.rework.items()
        }
        return written.model_copy(update=update)

    return scenario.model_copy(
        update={
            "organization": organization_,
            "handover": handover,
            "stages": {name: stage(written) for name, written in scenario.stages.items()},
            "people": _reskilled(scenario, factors.specialist_skill),
        }
    )


def _slower(wait: Any, factor: float) -> Any:
    if not wait.governance or wait.delay is None:
        return wait
    return wait.model_copy(update={"delay": times(wait.delay, factor)})


def _reskilled(scenario: Scenario, factor: float) -> dict[str, Group]:
    special = {
        name
        for name, role in scenario.roles.items()
        if role.specialist or (role.specialist is None and (role.group == "specialist" or name == "security"))
    }
    people = {}
    for name, group in scenario.people.items():
        roles = dict(roles_held(name, group))
        if factor != 1 and special & set(roles):
            scaled = {role: skill * factor if role in special else skill for role, skill in roles.items()}
            people[name] = group.model_copy(update={"roles": scaled})
        else:
            people[name] = group
    return people

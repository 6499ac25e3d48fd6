"""Asked: every place of a scenario where work is asked of roles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.amounts import Amount
from sim.scenario.schema import Activity, Scenario, Share


@dataclass(frozen=True, slots=True)
class Asked:
    """One piece of work: its dotted path, its effort and who shares it."""

    path: str
    effort: Amount | None
    shared_by: Mapping[str, Share]
    together: bool = False
    of_items: bool = True  # asked for an item of some domain; duties are not
    works: bool = True  # must have effort and participants together


def activities(scenario: Scenario) -> Iterator[tuple[str, Activity]]:
    """Every activity of the route with its dotted path; a step with `parallel` gives those beside each other."""
    for stage_name, stage in scenario.stages.items():
        for step_name, step in stage.steps.items():
            path = f"stages.{stage_name}.steps.{step_name}"
            yield path, step
            for name, side in step.parallel.items():
                yield f"{path}.parallel.{name}", side


def asked(scenario: Scenario) -> Iterator[Asked]:
    """Everything that asks for roles."""
    for path, activity in activities(scenario):
        yield Asked(path, activity.effort, activity.shared_by, activity.together)
    for name, call in scenario.calls.items():
        yield Asked(f"calls.{name}", call.effort, call.shared_by)
    for name, duty in scenario.duties.items():
        yield Asked(f"duties.{name}", duty.effort, _or_person(duty), of_items=False)
    for name, upkeep in scenario.operation.upkeep.items():
        yield Asked(f"operation.upkeep.{name}", upkeep.effort, upkeep.shared_by)
    if scenario.operation.drift:
        for name, remedy in scenario.operation.drift.remedies.items():
            yield Asked(f"operation.drift.remedies.{name}", remedy.effort, remedy.shared_by)


def _or_person(duty: Any) -> Mapping[str, Share]:
    """Who does a duty: those named, or each person of the role that has it."""
    if duty.shared_by or duty.per_person is None:
        return duty.shared_by  # type: ignore[no-any-return]
    return {duty.per_person: Share(share=1.0)}


def coordinated(scenario: Scenario) -> bool:
    """Whether project management is asked for, at handovers or at gates."""
    gates = (gate for stage in scenario.stages.values() for gate in stage.gates.values())
    efforts = [scenario.handover.between_teams.coordination, *(gate.coordination for gate in gates)]
    return any(effort is not None for effort in efforts)


def step_names(scenario: Scenario) -> list[str]:
    """Steps in the order of the route."""
    return [step for stage in scenario.stages.values() for step in stage.steps]

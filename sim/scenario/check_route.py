"""Checks of the route: steps, shares, waits, rework, gates, marks, calls and what follows after live."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from sim.laws import LAWS
from sim.scenario import amounts
from sim.scenario.amounts import Amount
from sim.scenario.asked import activities, asked, coordinated, step_names
from sim.scenario.check import Findings
from sim.scenario.schema import Redo, Rework, Scenario

MARKS = ("requested", "defined", "model_ready", "live", "in_use", "retired")
EXACTLY = 1e-9


def steps(findings: Findings) -> None:
    """Step names are unique, marks known and unique; a step is one activity or several."""
    scenario = findings.scenario
    seen: dict[str, str] = {}
    marked: dict[str, str] = {}
    for stage_name, stage in scenario.stages.items():
        if not stage.steps:
            findings.error(f"stages.{stage_name}.steps", "is empty; a stage needs at least one step")
        for name, step in stage.steps.items():
            path = f"stages.{stage_name}.steps.{name}"
            if name in seen:
                findings.error(path, f'the name is taken by a step of the stage "{seen[name]}"; step names are unique')
            seen.setdefault(name, stage_name)
            if step.parallel and (step.effort is not None or step.shared_by or step.waits or step.asks or step.redo):
                what = "a step is one activity, or several side by side: move its own work into one of them"
                findings.error(f"{path}.parallel", what)
            if step.mark is not None and step.mark not in MARKS:
                findings.unknown(f"{path}.mark", step.mark, MARKS, "mark")
            elif step.mark is not None and step.mark in marked:
                findings.error(f"{path}.mark", f"is set by the step {marked[step.mark]} already", value=step.mark)
            if step.mark is not None:
                marked.setdefault(step.mark, name)
    if not scenario.stages:
        findings.error("stages", "is empty; a scenario needs at least one stage")
    elif "live" not in marked:
        findings.warn("stages", "no step sets the mark live, so nothing ever counts as in production")


def participants(findings: Findings) -> None:
    """Work has participants, participants have work, and shares add to 1."""
    roles = findings.scenario.roles
    for piece in asked(findings.scenario):
        path = f"{piece.path}.shared_by"
        for role in piece.shared_by:
            if role not in roles:
                findings.unknown(f"{path}.{role}", role, roles, "role")
        if piece.effort is not None and not piece.shared_by:
            findings.error(piece.path, "has effort but nobody to do it; add shared_by: {role: 1}")
        if piece.effort is None and piece.shared_by:
            findings.error(path, "names participants but there is no effort to share; add effort:")
        total = math.fsum(share.share for share in piece.shared_by.values())
        if piece.shared_by and abs(total - 1.0) > EXACTLY:
            findings.error(path, f"the shares add to {total:.6g}, not to 1")


def waits_and_calls(findings: Findings) -> None:
    """Waits and questions ask for calls that exist; a wait is one thing."""
    scenario = findings.scenario
    for path, activity in activities(scenario):
        for name, wait in activity.waits.items():
            below = f"{path}.waits.{name}"
            if (wait.delay is None) == (wait.call is None):
                findings.error(below, "needs either delay: how long, or call: what must be answered")
            if wait.call is not None and wait.call not in scenario.calls:
                findings.unknown(f"{below}.call", wait.call, scenario.calls, "call")
        for name, call in activity.asks.items():
            if call not in scenario.calls:
                findings.unknown(f"{path}.asks.{name}", call, scenario.calls, "call")
    for name, written in scenario.calls.items():
        if written.effort is None and written.delay is None:
            findings.error(f"calls.{name}", "needs effort or delay; as written it does nothing")


def rework(findings: Findings) -> None:
    """Rework goes back, and ends."""
    scenario = findings.scenario
    order = step_names(scenario)
    for stage_name, stage in scenario.stages.items():
        by_step: dict[str, list[Rework]] = {}
        for name, rule in stage.rework.items():
            path = f"stages.{stage_name}.rework.{name}"
            by_step.setdefault(rule.after, []).append(rule)
            if rule.after not in stage.steps:
                _no_step(findings, f"{path}.after", rule.after, list(stage.steps), f'step of the stage "{stage_name}"')
            elif rule.back_to not in order:
                _no_step(findings, f"{path}.back_to", rule.back_to, order, "step")
            elif order.index(rule.back_to) > order.index(rule.after):
                what = f'comes after "{rule.after}"; rework goes back to an earlier step or to the step itself'
                findings.error(f"{path}.back_to", what, value=rule.back_to)
            _ends(findings, path, rule)
        for step, rules in by_step.items():
            worst = _most_together(scenario, rules)
            if len(rules) > 1 and worst >= 1 - EXACTLY:
                what = f"the chances of the rework rules after {step} add to {worst:.3g}; they must add to less than 1"
                findings.error(f"stages.{stage_name}.rework", what)
    for path, activity in activities(scenario):
        if activity.redo is not None:
            _ends(findings, f"{path}.redo", activity.redo)
    if scenario.operation.drift is not None:
        for name, remedy in scenario.operation.drift.remedies.items():
            if remedy.back_to is not None and remedy.back_to not in order:
                path = f"operation.drift.remedies.{name}.back_to"
                _no_step(findings, path, remedy.back_to, order, "step")


def _no_step(findings: Findings, path: str, name: str, known: list[str], noun: str) -> None:
    for stage in findings.scenario.stages.values():
        for step, written in stage.steps.items():
            if name in written.parallel:
                what = f'is an activity beside others; name its step: "{step}"'
                findings.error(path, what, value=name)
                return
    findings.unknown(path, name, known, noun)


def _ends(findings: Findings, path: str, rule: Rework | Redo) -> None:
    """A chance that can reach 1 needs a cap, and so does work that grows each time; a high chance is odd."""
    highest, at_most = max((value for _, value in levels_of(rule.chance, ())), default=0.0), rule.at_most
    if at_most is None and highest >= 1:
        what = "the chance can reach 1, so this never ends; say at_most: how many times"
        findings.error(f"{path}.chance", what)
    elif at_most is None and rule.fade >= 1.0 and highest * rule.repeats >= 1:
        what = (
            f"chance {highest:.3g} x repeats {rule.repeats:.3g} is not below 1: each time brings about as much work as "
            "the last or more, without end; say at_most: how many times"
        )
        findings.error(f"{path}.repeats", what)
    elif highest >= 0.8 and (at_most is None or at_most > 3):
        visits = 1 / (1 - highest) if highest < 1 else math.inf
        if at_most is not None:
            visits = min(visits, at_most + 1)
        findings.warn(f"{path}.chance", f"chance {highest:.2g}: {_in_words(visits)} visits on average")


def _in_words(count: float) -> str:
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    whole = round(count)
    return words[whole - 1] if 1 <= whole <= len(words) else str(whole)


def _most_together(scenario: Scenario, rules: list[Rework]) -> float:
    """The highest sum of the chances of alternative rules, over kinds and levels of the dials."""
    most = 0.0
    for kind in scenario.demand.kinds:
        apply = [rule for rule in rules if rule.only_for is None or kind in rule.only_for]
        for levels in _settings([rule.chance for rule in apply]):
            most = max(most, math.fsum(highest_at(rule.chance, levels, kind) for rule in apply))
    return most


def _settings(written: Sequence[Amount | None]) -> Iterator[dict[str, str]]:
    """Every combination of levels of the dials that these amounts turn on."""
    dials = sorted(set[str]().union(*map(_dials, written)))
    for levels in itertools.product(amounts.LEVELS, repeat=len(dials)):
        yield dict(zip(dials, levels, strict=True))


def _dials(amount: Amount | None) -> set[str]:
    match amount:
        case amounts.ByLevel(dial, low, mid, high):
            return {dial} | _dials(low) | _dials(mid) | _dials(high)
        case amounts.ByKind(kinds, otherwise):
            return set().union(_dials(otherwise), *(_dials(inner) for _, inner in kinds))
        case amounts.Scaled(inner, factors):
            return set().union(*(_dials(part) for part in (inner, *factors)))
    return set()


def highest_at(amount: Amount | None, levels: Mapping[str, str], kind: str) -> float:
    """The amount at these levels of the dials for a kind: its highest over time, its mean if drawn."""
    match amount:
        case amounts.Fixed(value):
            return value
        case amounts.ByLevel(dial):
            return highest_at(getattr(amount, levels[dial]), levels, kind)
        case amounts.ByKind(kinds, otherwise):
            return highest_at(dict(kinds).get(kind, otherwise), levels, kind)
        case amounts.OverTime(_, values):
            return max(values)
        case amounts.Scaled(inner, factors):
            return math.prod([highest_at(part, levels, kind) for part in (inner, *factors)])
        case amounts.Drawn(law, parameters):
            return LAWS[law].mean(dict(parameters))
    return 0.0


def levels_of(amount: Amount, kinds: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """The amount at every level of the dials, for each kind."""
    named = {kind for kind, _ in amount.amounts} if isinstance(amount, amounts.ByKind) else set()
    for kind in (*kinds, *named, ""):
        for levels in _settings([amount]):
            yield kind, highest_at(amount, levels, kind)


def gates(findings: Findings) -> None:
    """Gates follow steps of their stage, at most one each."""
    for stage_name, stage in findings.scenario.stages.items():
        taken: dict[str, str] = {}
        for name, gate in stage.gates.items():
            path = f"stages.{stage_name}.gates.{name}"
            if gate.after is not None and gate.after not in stage.steps:
                _no_step(findings, f"{path}.after", gate.after, list(stage.steps), f'step of the stage "{stage_name}"')
                continue
            after = gate.after or next(reversed(list(stage.steps)), "")
            if after in taken:
                findings.error(path, f'the step "{after}" has a gate already: {taken[after]}')
            taken.setdefault(after, name)
            if max((value for _, value in levels_of(gate.stops, ())), default=0.0) >= 1:
                findings.warn(f"{path}.stops", "can stop every item, so nothing may ever go live")


def others(findings: Findings) -> None:
    """Coordination, duties and the ends of drifts name what exists."""
    scenario = findings.scenario
    handover = scenario.handover
    if handover.coordinated_by not in scenario.roles and coordinated(scenario):
        findings.unknown("handover.coordinated_by", handover.coordinated_by, scenario.roles, "role")
    for name, duty in scenario.duties.items():
        if duty.per_person is not None and duty.per_person not in scenario.roles:
            findings.unknown(f"duties.{name}.per_person", duty.per_person, scenario.roles, "role")
    drift = scenario.operation.drift
    if drift is None:
        return
    if not drift.remedies:
        findings.error("operation.drift.remedies", "is empty; say how a drift ends")
    for name, remedy in drift.remedies.items():
        path = f"operation.drift.remedies.{name}"
        if remedy.effort is None and remedy.back_to is None:
            findings.error(path, "needs effort: a repair, or back_to: the step where redevelopment starts")
        for unused in ("delay", "effort") if remedy.back_to is not None else ():
            if getattr(remedy, unused) is not None:
                what = "has no effect on a return to the route, which begins on the day of the drift; leave it out"
                findings.error(f"{path}.{unused}", what)


CHECKS = (steps, participants, waits_and_calls, rework, gates, others)

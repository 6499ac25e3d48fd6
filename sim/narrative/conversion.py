"""Conversion: whether it is an input of the scenarios that are compared, or a result."""

from collections.abc import Iterable, Sequence

from sim.scenario.amounts import Amount, ByKind, ByLevel, Scaled
from sim.scenario.schema import Scenario

INPUT = "an input (the chances at the gates and checks), not a result"


def conversion_is_input(scenarios: Sequence[Scenario]) -> bool:
    """Whether conversion follows from chances that are equal in all scenarios, so that it says nothing about them.

    Patience makes it a result, and so do stops that differ by form, dial or kind between the scenarios.
    """
    if any(_has_patience(scenario) for scenario in scenarios):
        return False
    return len({_stops(scenario) for scenario in scenarios}) == 1


def _has_patience(scenario: Scenario) -> bool:
    return any(
        activity.patience is not None
        for stage in scenario.stages.values()
        for step in stage.steps.values()
        for activity in (step, *step.parallel.values())
    )


def _stops(scenario: Scenario) -> str:
    gates = {
        f"{stage}.{name}": (gate.after, gate.stops, gate.only_for)
        for stage, each in scenario.stages.items()
        for name, gate in each.gates.items()
    }
    if not scenario.switches.gates:
        gates = {}
    written = list(gates.values())
    dials = {dial for _, stops, _ in written for dial in _dials(stops)}
    by_kind = any(only is not None or _by_kind(stops) for _, stops, only in written)
    kinds = {name: kind.share for name, kind in scenario.demand.kinds.items()} if by_kind else {}
    dials |= {dial for share in kinds.values() for dial in _dials(share)}
    levels = {dial: getattr(scenario.maturity, dial) for dial in sorted(dials)}
    return repr((sorted(gates.items(), key=lambda gate: gate[0]), kinds, levels))


def _dials(amount: Amount) -> Iterable[str]:
    match amount:
        case ByLevel(dial, low, mid, high):
            yield dial
            for level in (low, mid, high):
                yield from _dials(level)
        case ByKind(kinds, otherwise):
            for _, inner in kinds:
                yield from _dials(inner)
            if otherwise is not None:
                yield from _dials(otherwise)
        case Scaled(inner, factors):
            for each in (inner, *factors):
                yield from _dials(each)


def _by_kind(amount: Amount) -> bool:
    match amount:
        case ByKind():
            return True
        case Scaled(inner, factors):
            return any(_by_kind(each) for each in (inner, *factors))
    return False

"""Conversion: whether it is an input of the scenarios that are compared, or a result."""

from collections.abc import Iterable, Sequence

from sim.narrative.numbers import listed, percent
from sim.scenario.amounts import Amount, ByKind, ByLevel, Fixed, Scaled
from sim.scenario.schema import Scenario

INPUT = "an input (the chances at the gates and checks), not a result"
FEW = 0.0005  # share of requests that is nobody
Stops = tuple[str | None, Amount, tuple[str, ...] | None]  # of a gate: after which step, the chance, of which kinds


def conversion_is_input(scenarios: Sequence[Scenario]) -> bool:
    """Whether conversion follows from chances that are equal in all scenarios, so that it says nothing about them.

    Patience makes it a result, and so do stops that differ by form, dial or kind between the scenarios.
    """
    if any(_has_patience(scenario) for scenario in scenarios):
        return False
    return len({_stops(scenario) for scenario in scenarios}) == 1


def what_it_is(scenario: Scenario, *, live: float, undecided: float) -> str:
    """What kind of figure the conversion of one configuration is, as far as that is true."""
    if live >= 1.0 - FEW:
        return "nothing stops any of them"
    if _has_patience(scenario):
        return "a result, since requests are withdrawn that wait too long"
    if not _written(scenario):
        return "no gate stops any; the others have not ended when observation does"
    dials = sorted({dial for _, stops, _ in _written(scenario) for dial in _dials(stops)})
    kind = INPUT
    if dials:
        kind = f"it follows from the chances at the gates and checks, which move with {listed(dials)}"
    return f"{kind}, but for {percent(undecided, 0.002)} that are undecided" if undecided > FEW else kind


def _has_patience(scenario: Scenario) -> bool:
    return any(
        activity.patience is not None
        for stage in scenario.stages.values()
        for step in stage.steps.values()
        for activity in (step, *step.parallel.values())
    )


def _gates(scenario: Scenario) -> dict[str, Stops]:
    """What each gate stops; nothing where gates are switched off."""
    if not scenario.switches.gates:
        return {}
    return {
        f"{stage}.{name}": (gate.after, gate.stops, gate.only_for)
        for stage, each in scenario.stages.items()
        for name, gate in each.gates.items()
    }


def _written(scenario: Scenario) -> list[Stops]:
    return [gate for gate in _gates(scenario).values() if gate[1] != Fixed(0.0)]


def _stops(scenario: Scenario) -> str:
    gates = _gates(scenario)
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

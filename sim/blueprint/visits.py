"""How often a use case comes to each step: the route as an absorbing chain, solved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.blueprint.blueprint import Floats

ENOUGH = 1e-12  # chance below which further firings of a fading rule do not count


@dataclass(frozen=True, slots=True)
class Return:
    """A rework rule between numbered steps, with the chance that it has for one kind of item."""

    after: int
    target: int
    chance: float
    fade: float = 1.0
    at_most: int | None = None
    repeats: float = 1.0


@dataclass(frozen=True, slots=True)
class Visits:
    """Expected numbers for one item that starts on the route."""

    visits: Floats  # step
    effort: Floats  # step: visits, each times the factor of what rework repeats
    forward: Floats  # step: entries from the step before, or from outside
    returned: Floats  # rule: times that it fires
    passed: Floats  # step: chance of ever passing it, its gate included


def expected_visits(
    steps: int,
    returns: Sequence[Return],
    stops: Sequence[float],
    *,
    start: int = 0,
    last: int | None = None,
) -> Visits:
    """Solve the route's chain; `stops` holds for each step the chance that its gate stops an item that passes first.

    A rule with a limit or a fading chance is replaced by one without memory that fires and repeats as often on
    average. That is exact for loops that do not cut into one another, and close for the others: a return from beyond
    a loop counts the loop's limit anew.
    """
    last = steps - 1 if last is None else last
    gates = [step for step in range(steps) if stops[step] > 0.0]
    size = steps * (len(gates) + 1)
    fires, weighs = [], []
    for rule in returns:
        times, weight = _loop(rule.chance, rule.fade, rule.at_most, rule.repeats)
        fires.append(1.0 - 1.0 / times)
        weighs.append(1.0 - 1.0 / weight)
    covered = [tuple(r for r, rule in enumerate(returns) if rule.target <= step <= rule.after) for step in range(steps)]
    cases = sorted({(), *covered})
    chains = np.zeros((len(cases), size, size))
    forward_of = np.zeros((steps, size))
    for passed in range(len(gates) + 1):
        for step in range(start, last + 1):
            here = passed * steps + step
            onward = 1.0
            for r, rule in enumerate(returns):
                if rule.after != step:
                    continue
                onward -= fires[r]
                for c, case in enumerate(cases):
                    chains[c, here, passed * steps + rule.target] += weighs[r] if r in case else fires[r]
            then = passed
            if step in gates and gates.index(step) >= passed:
                then = gates.index(step) + 1
                onward *= 1.0 - stops[step]
            if step < last:
                chains[:, here, then * steps + step + 1] += onward
                forward_of[step + 1, here] = onward
    entry = np.zeros(size)
    entry[sum(gate < start for gate in gates) * steps + start] = 1.0
    try:
        entries = np.tile(entry[:, None], (len(cases), 1, 1))
        solved = np.linalg.solve(np.eye(size) - chains.transpose(0, 2, 1), entries)
    except np.linalg.LinAlgError:  # some loop never ends
        endless = np.full(steps, np.inf)
        return Visits(endless, endless, endless, np.full(len(returns), np.inf), _passed(gates, stops, steps, start))
    states = solved[:, :, 0]
    by_step = states.reshape(len(cases), len(gates) + 1, steps).sum(axis=1)
    plain = by_step[cases.index(())]
    effort = np.array([by_step[cases.index(case)][step] for step, case in enumerate(covered)])
    at = states[cases.index(())]
    forward = forward_of @ at
    forward[start] += 1.0
    return Visits(
        visits=plain,
        effort=effort,
        forward=forward,
        returned=np.array([plain[rule.after] * fires[r] for r, rule in enumerate(returns)]),
        passed=_passed(gates, stops, steps, start),
    )


def _passed(gates: Sequence[int], stops: Sequence[float], steps: int, start: int) -> Floats:
    kept = np.ones(steps)
    for step in gates:
        if step >= start:
            kept[step:] *= 1.0 - stops[step]
    return kept


def _loop(chance: float, fade: float, at_most: int | None, repeats: float) -> tuple[float, float]:
    """Expected visits of a step that goes back to itself, and the same with each visit weighed by its effort."""
    if at_most is None and fade >= 1.0:
        return _geometric(chance), _geometric(chance * repeats)
    times = weight = reached = factor = 1.0
    fired = 0
    while at_most is None or fired < at_most:
        reached *= min(chance * fade**fired, 1.0)
        if reached < ENOUGH:
            break
        factor *= repeats
        times += reached
        weight += reached * factor
        fired += 1
    return times, weight


def _geometric(chance: float) -> float:
    return 1.0 / (1.0 - chance) if chance < 1.0 else np.inf


def repeated(chance: float, fade: float, at_most: int | None, repeats: float) -> tuple[float, float]:
    """Expected rounds of an activity that redoes itself, and the effort they take in units of the first."""
    return _loop(chance, fade, at_most, repeats)

"""How often a use case comes to each step: the route as an absorbing chain, solved."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Numbers = tuple[float, ...]
ENOUGH = 1e-12  # a chance of a further firing below it does not count
ENDLESS = 1e-9  # chance of ever leaving a loop that has no end: so much work that no load is taken for a finite one


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

    visits: Numbers  # step
    effort: Numbers  # step: visits, each times the factor of what rework repeats
    forward: Numbers  # step: entries from the step before, or from outside
    returned: Numbers  # rule: times that it fires
    passed: Numbers  # step: chance of ever passing it, its gate included


def expected_visits(
    steps: int,
    returns: Sequence[Return],
    stops: Sequence[float],
    *,
    start: int = 0,
    weighed: bool = True,
) -> Visits:
    """Solve the route's chain; `stops` holds for each step the chance that its gate stops an item that passes first.

    A rule with a limit or a fading chance is replaced by one without memory that fires and repeats as often on
    average. That is exact for loops that do not cut into one another, and close for the others: a return from beyond
    a loop counts the loop's limit anew. Unless `weighed`, effort is not looked at and given as visits.
    """
    gates = [step for step in range(steps) if stops[step] > 0.0]
    size = steps * (len(gates) + 1)  # a state is a step, and how many gates have been passed
    fires, weighs = [], []
    for rule in returns:
        times, weight = _loop(rule.chance, rule.fade, rule.at_most, rule.repeats)
        fires.append(1.0 - 1.0 / times)
        weighs.append(_weighed(rule, weight))
    entry = [0.0] * size
    entry[sum(gate < start for gate in gates) * steps + start] = 1.0
    onward: dict[tuple[int, int], float] = {}  # from state, to state
    for passed in range(len(gates) + 1):
        for step in range(start, steps - 1):
            goes_on = 1.0 - sum(fires[r] for r, rule in enumerate(returns) if rule.after == step)
            then = passed
            if step in gates and gates.index(step) >= passed:
                then = gates.index(step) + 1
                goes_on *= 1.0 - stops[step]
            onward[passed * steps + step, then * steps + step + 1] = goes_on

    def by_state(repeating: Sequence[int]) -> Numbers:
        """Expected visits of each state, where what these rules repeat counts with its weight."""
        into: list[dict[int, float]] = [{} for _ in range(size)]
        for (here, there), chance in onward.items():
            into[there][here] = chance
        for r, rule in enumerate(returns):
            for before in range(0, size, steps) if rule.after >= start else ():
                row, here = into[before + rule.target], before + rule.after
                row[here] = row.get(here, 0.0) + (weighs[r] if r in repeating else fires[r])
        return _solved(into, entry)

    covered: list[tuple[int, ...]] = [
        tuple(r for r, rule in enumerate(returns) if weighed and rule.target <= step <= rule.after)
        for step in range(steps)
    ]
    through = tuple(math.prod(1.0 - stops[gate] for gate in gates if start <= gate <= step) for step in range(steps))
    states = {repeating: by_state(repeating) for repeating in {(), *covered}}
    plain = states[()]
    visits = tuple(sum(plain[step::steps]) for step in range(steps))
    forward = [0.0] * steps
    forward[start] = 1.0
    for (here, there), chance in onward.items():
        forward[there % steps] += chance * plain[here]
    return Visits(
        visits=visits,
        effort=tuple(sum(states[repeating][step::steps]) for step, repeating in enumerate(covered)),
        forward=tuple(forward),
        returned=tuple(visits[rule.after] * fires[r] for r, rule in enumerate(returns)),
        passed=through,
    )


def _solved(into: Sequence[Mapping[int, float]], entry: Sequence[float]) -> Numbers:
    """Expected visits of each state of an absorbing chain: x = entry + into x, by elimination without pivots.

    Pivots are not needed, since the chances of leaving a state add up to 1 at most. A route leads to the next step or
    some steps back, so rows are short and stay short. A loop that brings about more work each time is never left.
    """
    solved: list[tuple[float, dict[int, float]]] = []  # state: a number, and how often it is come to from later ones
    for state, written in enumerate(into):
        row, number = dict(written), entry[state]
        while row and (earlier := min(row)) < state:
            times = row.pop(earlier)
            number += times * solved[earlier][0]
            for later, chance in solved[earlier][1].items():
                row[later] = row.get(later, 0.0) + times * chance
        leaves = max(1.0 - row.pop(state, 0.0), ENDLESS)
        solved.append((number / leaves, {later: chance / leaves for later, chance in row.items()}))
    visits = [number for number, _ in solved]
    for state in reversed(range(len(visits))):
        visits[state] += sum(chance * visits[later] for later, chance in solved[state][1].items())
    return tuple(visits)


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


def _weighed(rule: Return, weight: float) -> float:
    """Chance of one more round, times what it repeats; above 1 where each brings about more work than the last."""
    if rule.at_most is None and rule.fade >= 1.0:
        return rule.chance * rule.repeats
    return 1.0 - 1.0 / weight


def _geometric(chance: float) -> float:
    return 1.0 / (1.0 - chance) if chance < 1.0 else math.inf


def repeated(chance: float, fade: float, at_most: int | None, repeats: float) -> tuple[float, float]:
    """Expected rounds of an activity that redoes itself, and the effort they take in units of the first."""
    return _loop(chance, fade, at_most, repeats)

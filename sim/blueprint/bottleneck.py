"""Which set of pools has the most work for the people who can do it."""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import pairwise

ROUNDS = 40
CLOSE = 1e-9  # relative


def worst_set(
    work: Sequence[float], holders: Sequence[Sequence[int]], capacity: Sequence[float]
) -> tuple[tuple[int, ...], float]:
    """The pools whose work together is largest against the capacity of all who are in one of them, and that ratio.

    Work of a pool can be done by any of its holders, so a set is overloaded if its ratio is above 1, and if no set is,
    everything can be done. Found by raising the ratio from set to set (Dinkelbach 1967), each found as a minimal cut.
    """
    chosen: tuple[int, ...] = ()
    ratio = 0.0
    for pool, amount in enumerate(work):  # the best single pool is where to start
        alone = _ratio((pool,), work, holders, capacity)
        if amount > 0.0 and alone > ratio:
            chosen, ratio = (pool,), alone
    for _ in range(ROUNDS):
        if ratio == float("inf") or not chosen:
            break
        better = _denser(ratio, work, holders, capacity)
        reached = _ratio(better, work, holders, capacity) if better else 0.0
        if reached <= ratio * (1.0 + CLOSE):
            break
        chosen, ratio = better, reached
    return chosen, ratio


def _ratio(
    pools: Sequence[int], work: Sequence[float], holders: Sequence[Sequence[int]], capacity: Sequence[float]
) -> float:
    there = sum(capacity[person] for person in {person for pool in pools for person in holders[pool]})
    asked = sum(work[pool] for pool in pools)
    return asked / there if there > 0.0 else (float("inf") if asked > 0.0 else 0.0)


def _denser(
    ratio: float, work: Sequence[float], holders: Sequence[Sequence[int]], capacity: Sequence[float]
) -> tuple[int, ...]:
    """Pools whose work exceeds `ratio` times the capacity of their holders by the most: the source side of a cut."""
    left = list(work)  # not yet given to anybody
    free = [ratio * one for one in capacity]
    given: list[dict[int, float]] = [{} for _ in capacity]  # person: pool -> work
    least = CLOSE * max(sum(work), 1e-300)
    for pool in range(len(work)):
        while left[pool] > least:
            path = _path(pool, holders, free, given, least)
            if path is None:
                break
            amount = min(left[pool], free[path[-1][1]], *(given[person][to] for (_, person), (to, _) in _links(path)))
            for at, person in path:
                given[person][at] = given[person].get(at, 0.0) + amount
            for (_, person), (to, _) in _links(path):
                given[person][to] -= amount
            free[path[-1][1]] -= amount
            left[pool] -= amount
    reached = {pool for pool in range(len(work)) if left[pool] > least}
    ahead = deque(reached)
    while ahead:
        for person in holders[ahead.popleft()]:
            for other, amount in given[person].items():
                if amount > least and other not in reached:
                    reached.add(other)
                    ahead.append(other)
    return tuple(sorted(reached))


def _links(path: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(pairwise(path))


def _path(
    start: int,
    holders: Sequence[Sequence[int]],
    free: Sequence[float],
    given: Sequence[Mapping[int, float]],
    least: float,
) -> list[tuple[int, int]] | None:
    """Shortest way to somebody with time left: (pool, person) pairs, each person giving up work of the next pool."""
    came: dict[int, tuple[int, int] | None] = {start: None}  # pool -> (pool before, person who gives it up)
    ahead = deque([start])
    while ahead:
        pool = ahead.popleft()
        for person in holders[pool]:
            if free[person] > least:
                path = [(pool, person)]
                step = came[pool]
                while step is not None:
                    path.append(step)
                    step = came[step[0]]
                return path[::-1]
            for other, amount in given[person].items():
                if amount > least and other not in came:
                    came[other] = (pool, person)
                    ahead.append(other)
    return None

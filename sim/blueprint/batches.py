"""Batches: how many requests come together on average, once their number is rounded to whole ones."""

import itertools
from collections.abc import Callable

from sim import rules
from sim.blueprint.amounts import AmountTable, expected
from sim.laws import LAWS
from sim.scenario.amounts import Amount, Drawn, Fixed, OverTime
from sim.scenario.batches import is_whole, mean_of_law, mean_rounded, rounded
from sim.scenario.bounds import parts

HALVINGS = 14  # of the days between two that a path names
CLOSE = 1e-3  # relative


def mean_batch(size: Amount, amounts: AmountTable) -> Amount:
    """Mean size of a batch in whole requests: a number, or a path over days where the size moves."""
    if isinstance(size, Fixed) or is_whole(size):
        return Fixed(expected(size, ()))
    record = amounts.exactly(size)
    records = (
        amounts.law, amounts.shape, amounts.dial, amounts.scale, amounts.path, amounts.factor,
        amounts.path_start, amounts.path_day, amounts.path_value, amounts.tables.floats,
    )  # fmt: skip

    def on(day: float) -> float:
        return mean_rounded(lambda u: rules.amount_value(record, u, day, *records))

    if not amounts.moves(size):
        return Fixed(on(0.0))
    days = sorted(set(amounts.path_day))
    points = {day: on(day) for day in days}
    for first, last in itertools.pairwise(days):
        _fill(on, points, first, last, HALVINGS)
    ordered = sorted(points)
    return OverTime(tuple(ordered), tuple(points[day] for day in ordered))


def _fill(on: Callable[[float], float], points: dict[float, float], first: float, last: float, left: int) -> None:
    """Days between two until the mean is close to a straight line between them."""
    middle = (first + last) / 2.0
    found, straight = on(middle), (points[first] + points[last]) / 2.0
    if left == 0 or (left < HALVINGS - 2 and abs(found - straight) <= CLOSE * straight):
        return
    points[middle] = found
    _fill(on, points, first, middle, left - 1)
    _fill(on, points, middle, last, left - 1)


def rounded_on_average(size: Amount, mean: float) -> float:
    """Mean of a batch in whole requests from its unrounded one, without tables; where only they tell, unrounded."""
    laws = [part for _, part, _ in parts(size) if isinstance(part, Drawn)]
    if not laws:
        return rounded(mean)
    if len(laws) > 1:
        return mean
    return mean_of_law(laws[0], 1.0 if size == laws[0] else mean / LAWS[laws[0].law].mean(dict(laws[0].parameters)))

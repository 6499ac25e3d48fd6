"""Batches: how many requests come together on average, once their number is rounded to whole ones."""

import itertools
import math
from collections.abc import Callable
from statistics import NormalDist

from sim import rules
from sim.blueprint.amounts import AmountTable, expected
from sim.laws import LAWS, quantile
from sim.scenario.amounts import Amount, Drawn, Fixed, OverTime
from sim.scenario.bounds import parts

MANY = 1000.0  # above it rounding does not show
HALVINGS = 14  # of the days between two that a path names
CLOSE = 1e-3  # relative


def mean_batch(size: Amount, amounts: AmountTable) -> Amount:
    """Mean size of a batch in whole requests: a number, or a path over days where the size moves."""
    if isinstance(size, Fixed) or _whole(size):
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


def _whole(size: Amount) -> bool:
    """Whether a law gives whole numbers only, so that its own mean holds to the last bit."""
    if not isinstance(size, Drawn):
        return False
    values = dict(size.parameters).get("values", (0.5,))
    return size.law == "geometric" or all(float(value).is_integer() for value in values)


def _fill(on: Callable[[float], float], points: dict[float, float], first: float, last: float, left: int) -> None:
    """Days between two until the mean is close to a straight line between them."""
    middle = (first + last) / 2.0
    found, straight = on(middle), (points[first] + points[last]) / 2.0
    if left == 0 or (left < HALVINGS - 2 and abs(found - straight) <= CLOSE * straight):
        return
    points[middle] = found
    _fill(on, points, first, middle, left - 1)
    _fill(on, points, middle, last, left - 1)


def mean_rounded(quantile: Callable[[float], float]) -> float:
    """Mean of a law of which each draw is rounded half up, as batches are: the sum of the chances of 1, 2, ... or more.

    A quantile function never falls, so where it comes to k - 1/2 is found by halving.
    """
    least, most = quantile(2.0**-53), quantile(1.0 - 2.0**-53)
    if least == most:
        return float(math.floor(least + 0.5))
    if quantile(0.5) > MANY:
        return _plain_mean(quantile)
    certain = math.floor(least + 0.5)
    total, below = float(certain), 0.0
    for count in itertools.count(certain + 1):
        if count - 0.5 > most:
            return total
        low, high = below, 1.0
        while high - low > 1e-12:
            middle = (low + high) / 2.0
            low, high = (low, middle) if quantile(middle) >= count - 0.5 else (middle, high)
        below = high
        total += 1.0 - high
        if 1.0 - high < 1e-10:
            return total
    return total


def _plain_mean(quantile: Callable[[float], float], cells: int = 4096) -> float:
    return math.fsum(quantile((i + 0.5) / cells) for i in range(cells)) / cells


def rounded_on_average(size: Amount, mean: float) -> float:
    """Mean of a batch in whole requests from its unrounded one, without tables; where only they tell, unrounded."""
    laws = [part for _, part, _ in parts(size) if isinstance(part, Drawn)]
    if not laws:
        return float(math.floor(mean + 0.5))
    if len(laws) > 1 or _whole(size):
        return mean
    law, given = laws[0].law, dict(laws[0].parameters)
    factor = mean / LAWS[law].mean(given)
    if "values" in given:
        shares = given.get("shares", (1.0,) * len(given["values"]))
        rounded = [math.floor(factor * value + 0.5) for value in given["values"]]
        return math.fsum(share * count for share, count in zip(shares, rounded, strict=True)) / math.fsum(shares)
    if law in ("gamma", "erlang", "pert"):
        return mean
    code, a, b, c = LAWS[law].prepare(given, None)  # type: ignore[arg-type]
    if law == "lognormal":
        return mean_rounded(lambda u: factor * math.exp(a + b * NormalDist().inv_cdf(u)))
    return mean_rounded(lambda u: factor * quantile(u, code, a, b, c, ()))

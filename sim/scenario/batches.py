"""Batches: how many requests come together on average, once their number is rounded to whole ones."""

import itertools
import math
from collections.abc import Callable
from statistics import NormalDist

from sim.laws import LAWS, quantile
from sim.scenario.amounts import Amount, ByLevel, Drawn, Fixed, OverTime, Scaled

MANY = 1000.0  # above it rounding does not show
WITH_TABLES = ("gamma", "erlang", "pert")  # laws whose quantiles are read from tables


def rounded(value: float) -> float:
    """A number of requests as a batch has it: rounded half up."""
    return float(math.floor(value + 0.5))


def is_whole(size: Amount) -> bool:
    """Whether a law gives whole numbers only, so that its own mean holds to the last bit."""
    if not isinstance(size, Drawn):
        return False
    values = dict(size.parameters).get("values", (0.5,))
    return size.law == "geometric" or all(float(value).is_integer() for value in values)


def mean_of_law(drawn: Drawn, factor: float = 1.0) -> float:
    """Mean of a law times a factor in whole requests, without tables; where only they tell, unrounded."""
    law, given = drawn.law, dict(drawn.parameters)
    if drawn.law in WITH_TABLES or (factor == 1.0 and is_whole(drawn)):
        return factor * LAWS[law].mean(given)
    if "values" in given:
        shares = given.get("shares", (1.0,) * len(given["values"]))
        counts = [rounded(factor * value) for value in given["values"]]
        return math.fsum(share * count for share, count in zip(shares, counts, strict=True)) / math.fsum(shares)
    code, a, b, c = LAWS[law].prepare(given, None)  # type: ignore[arg-type]
    if law == "lognormal":
        return mean_rounded(lambda u: factor * math.exp(a + b * NormalDist().inv_cdf(u)))
    return mean_rounded(lambda u: factor * quantile(u, code, a, b, c, ()))


def mean_rounded(quantile: Callable[[float], float]) -> float:
    """Mean of a law of which each draw is rounded half up: the sum of the chances of 1, 2, ... or more.

    A quantile function never falls, so where it comes to k - 1/2 is found by halving.
    """
    least, most = quantile(2.0**-53), quantile(1.0 - 2.0**-53)
    if least == most:
        return rounded(least)
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


def mean_by_form(size: Amount, factor: float = 1.0) -> Amount:
    """Mean size in whole requests in the form in which the size is written: by level, over time, scaled."""
    match size:
        case Drawn():
            return Fixed(mean_of_law(size, factor))
        case ByLevel(dial, low, mid, high):
            return ByLevel(dial, *(mean_by_form(level, factor) for level in (low, mid, high)))
        case OverTime(days, values):
            return OverTime(days, tuple(rounded(factor * value) for value in values))
        case Scaled(inner, factors):
            plain = math.prod(one.value for one in factors if isinstance(one, Fixed))
            moving = tuple(one for one in factors if not isinstance(one, Fixed))
            mean = mean_by_form(inner, factor * plain)
            return Scaled(mean, moving) if moving else mean
        case Fixed(value):
            return Fixed(rounded(factor * value))
    return size


def inverse(amount: Amount) -> Amount:
    """One over an amount that is not drawn."""
    match amount:
        case Fixed(value):
            return Fixed(1.0 / value)
        case ByLevel(dial, low, mid, high):
            return ByLevel(dial, inverse(low), inverse(mid), inverse(high))
        case OverTime(days, values):
            return OverTime(days, tuple(1.0 / value for value in values))
        case Scaled(inner, factors):
            return Scaled(inverse(inner), tuple(map(inverse, factors)))
    return amount

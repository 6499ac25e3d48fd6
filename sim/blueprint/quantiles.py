"""Means of amounts in which laws meet: by level of a dial, or one times another, all at the same draw.

The engines read every law of an amount at one uniform draw: between two levels the quantiles are interpolated, and
factors multiply them. The mean of that is not the interpolated or multiplied mean, so it is added up over draws. The
quantiles are worked out without tables, so that offered load needs none.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist
from typing import Any

from sim import rules
from sim.laws import LAWS, quantile
from sim.scenario.amounts import DIALS, Amount, ByLevel, Drawn, Fixed, OverTime, Scaled
from sim.scenario.bounds import inside

CELLS = 200  # draws at the middle of equal parts
FINE = 2000  # steps in which a density is added up
Row = tuple[float, ...]  # one value for each cell


def meets(amount: Amount) -> bool:
    """Whether the mean of an amount is not made of the means of its laws."""
    match amount:
        case ByLevel(_, low, mid, high):
            return any(isinstance(one, Drawn) for level in (low, mid, high) for one in inside(level))
        case Scaled(inner, factors):
            drawn = [part for part in (inner, *factors) if any(isinstance(one, Drawn) for one in inside(part))]
            return len(drawn) > 1 or any(map(meets, drawn))
    return False


def mean_of(amount: Amount, dials: Sequence[Amount], day: float, scale: int) -> float:
    """Mean over the draw of an amount without `by: kind` in it."""
    return math.fsum(_row(amount, dials, day, scale)) / CELLS


def mean_between(amount: Amount, low: float, high: float, dials: Sequence[Amount], day: float) -> float:
    """Mean over the draws between two of its quantiles."""
    row = _row(amount, dials, day, rules.GEOMETRIC)
    shares = [max(min(high, (cell + 1) / CELLS) - max(low, cell / CELLS), 0.0) for cell in range(CELLS)]
    return math.fsum(share * value for share, value in zip(shares, row, strict=True)) / (high - low)


def _row(amount: Amount, dials: Sequence[Amount], day: float, scale: int) -> Row:
    match amount:
        case Drawn(law, parameters):
            return _quantiles(law, parameters)
        case ByLevel(name, low, mid, high):
            level = _row(dials[DIALS.index(name)], dials, day, rules.GEOMETRIC)[0]
            levels = zip(*(_row(one, dials, day, scale) for one in (low, mid, high)), strict=True)
            return tuple(rules.by_level(a, b, c, level, scale) for a, b, c in levels)
        case OverTime(days, values):
            return (rules.path_value(0, day, (0, len(days)), days, values),) * CELLS
        case Scaled(inner, factors):
            rows = [_row(inner, dials, day, scale), *(_row(one, dials, day, rules.GEOMETRIC) for one in factors)]
            return tuple(math.prod(each) for each in zip(*rows, strict=True))
        case Fixed(value):
            return (value,) * CELLS
    raise AssertionError("an amount by kind has been resolved before")


@lru_cache(maxsize=512)
def _quantiles(law: str, parameters: tuple[tuple[str, Any], ...]) -> Row:
    """Quantiles at the middle of each cell, the last one so that the mean is the law's own."""
    given, middles = dict(parameters), [(cell + 0.5) / CELLS for cell in range(CELLS)]
    if law == "pert":
        found = _pert(given, middles)
    elif law in ("gamma", "erlang"):
        shape = float(given["phases"]) if law == "erlang" else 1.0 / float(given["cv"]) ** 2
        found = [float(given["mean"]) * _gamma(shape, u) for u in middles]
    elif "values" in given:
        found = _steps(given["values"], given.get("shares", (1.0,) * len(given["values"])), middles)
    elif law == "lognormal":
        _, mu, sigma, _ = LAWS[law].prepare(given, None)  # type: ignore[arg-type]
        found = [math.exp(mu + sigma * NormalDist().inv_cdf(u)) for u in middles]
    else:
        row = LAWS[law].prepare(given, None)  # type: ignore[arg-type]
        found = [quantile(u, *row, ()) for u in middles]
    mean = LAWS[law].mean(given)
    found[-1] = max(found[-1], CELLS * mean - math.fsum(found[:-1]))
    return tuple(found)


def _gamma(shape: float, u: float) -> float:
    """Of mean 1, by the cube of a normal law (Wilson and Hilferty 1931)."""
    ninth = 1.0 / (9.0 * shape)
    return max(1.0 - ninth + NormalDist().inv_cdf(u) * math.sqrt(ninth), 0.0) ** 3


def _pert(given: dict[str, Any], middles: Sequence[float]) -> list[float]:
    """By adding up the density of its beta law, which is bounded."""
    low, wide = float(given["min"]), float(given["max"]) - float(given["min"])
    first = 4.0 * (float(given["mode"]) - low) / wide
    steps = [(i + 0.5) / FINE for i in range(FINE)]
    reached = list(accumulate(x**first * (1.0 - x) ** (4.0 - first) for x in steps))
    return [low + wide * steps[bisect_left(reached, u * reached[-1])] for u in middles]


def _steps(values: Sequence[float], shares: Sequence[float], middles: Sequence[float]) -> list[float]:
    pairs = sorted(zip(values, shares, strict=True))
    reached = list(accumulate(share for _, share in pairs))
    return [float(pairs[min(bisect_left(reached, u * reached[-1]), len(pairs) - 1)][0]) for u in middles]

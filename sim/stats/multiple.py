"""Several comparisons at once: simultaneous intervals, and the set that may be best of very many.

Rows of `draws` are bootstrap draws made with the same counts for every configuration, so that the dependence between
the comparisons, which common random numbers make strong, is used and not bounded.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.stats.bootstrap import DRAWS, Interval, resample_counts, t_quantile
from sim.stats.curve import Floats

TOGETHER = "simultaneous: bootstrap max-t over linearized ratios, paired replications"
SIMULTANEOUS = "simultaneous: bootstrap max-t over paired replications"


def p_value(interval: Interval) -> float:
    """Two-sided p-value of 'no difference' that belongs to a t interval."""
    from scipy.special import stdtr  # noqa: PLC0415, RUF100

    if not np.isfinite(interval.half_width):
        return 1.0
    error = interval.half_width / t_quantile(interval.level, interval.n)
    if error == 0.0:
        return 1.0 if interval.estimate == 0.0 else 0.0
    return float(2.0 * stdtr(interval.n - 1, -abs(interval.estimate) / error))


def simultaneous(estimates: Floats, draws: Floats, *, n: int, level: float = 0.95) -> tuple[Interval, ...]:
    """Intervals that all cover at once with probability `level`: estimate(j) +- c se(j).

    se is the bootstrap's standard deviation, c the `level` quantile of max over j of |draw(j) - estimate(j)| / se(j)
    (max-t; Westfall & Young 1993), both widened for few replications by sqrt(n / (n-1)) and t(n-1) / z.
    """
    estimates, draws = np.asarray(estimates, dtype=float), np.atleast_2d(draws)
    error = errors(draws)
    far = np.max(np.where(error > 0.0, np.abs(draws - estimates), 0.0) / np.where(error > 0.0, error, 1.0), axis=1)
    half = np.where(error > 0.0, critical(far, n, level) * error, 0.0)
    return tuple(
        Interval(float(e), float(e - h), float(e + h), level, SIMULTANEOUS, n)
        for e, h in zip(estimates, half, strict=True)
    )


def at_once(alone: Sequence[Interval], influences: Floats, *, seed: int = 0, draws: int = DRAWS) -> list[Interval]:
    """Intervals of linear estimates made to hold together; `influences` (replication, estimate) are what each run adds.

    As wide as the bootstrap of the influences says that the farthest of them is away (max-t).
    """
    n = len(influences)
    if n < 2 or not all(np.isfinite(each.half_width) for each in alone):
        return list(alone)
    moved = resample_counts(n, draws, seed) @ (influences - influences.mean(axis=0)) / n
    error = np.std(influences, axis=0, ddof=1) / np.sqrt(n)
    spread = np.where(error > 0.0, error, 1.0) * np.sqrt((n - 1) / n)
    reach = critical(np.max(np.where(error > 0.0, np.abs(moved) / spread, 0.0), axis=1), n, alone[0].level)
    reach /= np.sqrt(n / (n - 1))  # these errors divide by n - 1 already
    return [
        replace(each, low=each.estimate - reach * size, high=each.estimate + reach * size, method=TOGETHER)
        if size > 0.0
        else each
        for each, size in zip(alone, error.tolist(), strict=True)
    ]


def may_be_best_of_many(
    numerators: Floats,
    denominators: Floats,
    *,
    better: str = "lower",
    level: float = 0.95,
    matters: float = 0.0,
) -> list[int]:
    """As `Pairs.may_be_best`, for ratios of sums in so many configurations that bootstrap draws would not fit.

    Configuration i drops out where its interval against the best estimate says that it is worse. The intervals are
    Student's t on linearized ratios, paired, with the quantile of Bonferroni for the k - 1 differences of any one
    configuration to all others. `numerators` and `denominators` have shape (configuration, replication).
    """
    k, n = numerators.shape
    total = denominators.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = numerators.sum(axis=1) / total
        moved = values[:, None] * denominators
        np.subtract(numerators, moved, out=moved)  # in place, since with many configurations these are large
        moved *= (n / total)[:, None]
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return list(range(k))
    sign = 1.0 if better == "lower" else -1.0
    first = int(known[np.argmin(sign * values[known])])
    moved -= moved[first]
    error = moved[known].std(axis=1, ddof=1) / np.sqrt(n) if n > 1 else np.full(len(known), np.inf)
    half = t_quantile(of_one_with_all(level, len(known)), n) * error if n > 1 else error
    behind = sign * (values[known] - values[first])
    worse = (behind - half > 0.0) & (behind + half > matters)
    return [int(place) for place in known[~worse]]


def of_one_with_all(level: float, many: int) -> float:
    """Level of a single interval, so that those of any one of so many with all others hold together (Bonferroni)."""
    return 1.0 - (1.0 - level) / max(many - 1, 1)


def errors(draws: Floats) -> Floats:
    """Standard error by column, of the draws that have a value."""
    clean = np.where(np.isfinite(draws), draws, np.nan)
    many = np.sum(np.isfinite(draws), axis=0)
    mean = np.nansum(clean, axis=0) / np.maximum(many, 1)
    return np.asarray(np.sqrt(np.nansum((clean - mean) ** 2, axis=0) / np.maximum(many - 1, 1)))


def critical(far: Floats, n: int, level: float) -> float:
    """How many standard errors the intervals reach: the `level` quantile of the farthest, widened for few replications.

    Widened as Student's t with n - 1 degrees of freedom is to the normal law at the tail that the quantile itself
    leaves, and by sqrt(n / (n-1)), since the bootstrap's errors divide by n.
    """
    from scipy.special import ndtr, stdtrit  # noqa: PLC0415, RUF100

    plain = float(np.quantile(np.where(np.isfinite(far), far, np.inf), level, method="higher"))
    if n < 2 or not np.isfinite(plain):
        return np.inf
    return float(-stdtrit(n - 1, ndtr(-plain)) * np.sqrt(n / (n - 1)))


def worst_chance(ratios: Floats, far: Floats, n: int) -> Floats:
    """P-values that belong to these intervals: how often the farthest is as many standard errors away.

    Below 1 - level exactly where an interval excludes 0.
    """
    from scipy.special import ndtri, stdtr  # noqa: PLC0415, RUF100

    if n < 2:
        return np.ones_like(ratios)
    plain = -ndtri(stdtr(n - 1, -np.asarray(ratios) / np.sqrt(n / (n - 1))))
    ordered = np.sort(np.where(np.isfinite(far), far, np.inf))
    return np.asarray((len(far) - np.searchsorted(ordered, plain, side="left")) / len(far))

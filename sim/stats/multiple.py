"""Several comparisons at once: Holm, simultaneous intervals, and the set that may be best.

Rows of `draws` are bootstrap draws made with the same counts for every configuration, so that the dependence between
the comparisons, which common random numbers make strong, is used and not bounded.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.stats.bootstrap import Interval, t_quantile
from sim.stats.curve import Floats

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


def holm(p_values: Sequence[float] | Floats) -> Floats:
    """Adjusted p-values of Holm's step-down procedure (Holm 1979, Scand. J. Statist. 6).

    adjusted(i) = max over j <= i of min(1, (m - j + 1) p(j)), p sorted. Rejecting what is at most alpha keeps the
    chance of any false claim in the family at alpha, however the comparisons depend on each other.
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    steps = np.minimum(1.0, given[order] * np.arange(len(given), 0, -1))
    adjusted = np.empty_like(given)
    adjusted[order] = np.maximum.accumulate(steps) if len(given) else steps
    return adjusted


def simultaneous(estimates: Floats, draws: Floats, *, n: int, level: float = 0.95) -> tuple[Interval, ...]:
    """Intervals that all cover at once with probability `level`: estimate(j) +- c se(j).

    se is the bootstrap's standard deviation, c the `level` quantile of max over j of |draw(j) - estimate(j)| / se(j)
    (max-t; Westfall & Young 1993), both widened for few replications by sqrt(n / (n-1)) and t(n-1) / z.
    """
    estimates, draws = np.asarray(estimates, dtype=float), np.atleast_2d(draws)
    error = _errors(draws)
    far = np.max(np.where(error > 0.0, np.abs(draws - estimates), 0.0) / np.where(error > 0.0, error, 1.0), axis=1)
    half = _critical(far, n, level, sides=2) * error
    return tuple(
        Interval(float(e), float(e - h), float(e + h), level, SIMULTANEOUS, n)
        for e, h in zip(estimates, half, strict=True)
    )


def may_be_best(estimates: Floats, draws: Floats, *, n: int, better: str = "lower", level: float = 0.95) -> list[int]:
    """Configurations that may be the best: multiple comparisons with the best (Hsu 1984, Ann. Statist. 12).

    Configuration i drops out when some j is ahead by more than c(i) se(i, j), c(i) the `level` quantile of
    max over j of (draw of the difference - difference) / se(i, j). The truly best one stays with probability `level`.
    `estimates` one per configuration, `draws` (draw, configuration).
    """
    sign = 1.0 if better == "lower" else -1.0
    values, shaken = sign * np.asarray(estimates, dtype=float), sign * np.atleast_2d(draws)
    stay = []
    for i in range(len(values)):
        others = [j for j in range(len(values)) if j != i]
        if not np.isfinite(values[i]):  # not reached: behind whoever reaches it
            if not np.isfinite(values).any():
                stay.append(i)
            continue
        others = [j for j in others if np.isfinite(values[j])]
        if not others:
            stay.append(i)
            continue
        behind = values[i] - values[others]
        shaken_behind = shaken[:, [i]] - shaken[:, others]
        error = _errors(shaken_behind)
        safe = np.where(error > 0.0, error, 1.0)
        moved = np.where(np.isfinite(shaken_behind), shaken_behind - behind, 0.0)
        limit = _critical(np.max(np.where(error > 0.0, moved, 0.0) / safe, axis=1), n, level, sides=1)
        if not np.any(behind > limit * error):
            stay.append(i)
    return stay


def may_be_best_of_many(
    numerators: Floats, denominators: Floats, *, better: str = "lower", level: float = 0.95, block: int = 16
) -> list[int]:
    """As `may_be_best`, for ratios of sums in so many configurations that bootstrap draws would not fit.

    Configuration i drops out when some j is ahead by more than t se(i, j), with the t quantile of Bonferroni for the
    k - 1 others (Student's t on linearized ratios, paired): never fewer stay than should. `numerators` and
    `denominators` have shape (configuration, replication).
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
    ahead = (1.0 if better == "lower" else -1.0) * values[known]
    moved = moved[known]
    moved -= moved.mean(axis=1, keepdims=True)
    limit = t_quantile(1.0 - 2.0 * (1.0 - level) / max(len(known) - 1, 1), n)
    squares = _squares(moved)

    def left(mine: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of these configurations those that none of the others is ahead of."""
        behind = ahead[mine, None] - ahead[None, others]
        spread = squares[mine, None] + squares[None, others] - 2.0 * moved[mine] @ moved[others].T
        error = np.sqrt(np.maximum(spread, 0.0) / (max(n - 1, 1) * n))
        return np.asarray(mine[~np.any(behind > limit * error, axis=1)])

    every = np.arange(len(known))
    some = left(every, np.array([np.argmin(ahead)]))  # the best estimate alone drops most of them
    parts = [left(some[at : at + block], every) for at in range(0, len(some), block)]
    return [int(place) for part in parts for place in known[part]]


def _squares(rows: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->i", rows, rows))


def _errors(draws: Floats) -> Floats:
    clean = np.where(np.isfinite(draws), draws, np.nan)
    many = np.sum(np.isfinite(draws), axis=0)
    mean = np.nansum(clean, axis=0) / np.maximum(many, 1)
    return np.asarray(np.sqrt(np.nansum((clean - mean) ** 2, axis=0) / np.maximum(many - 1, 1)))


def _critical(far: Floats, n: int, level: float, *, sides: int) -> float:
    from scipy.special import ndtri  # noqa: PLC0415, RUF100

    plain = float(np.quantile(np.where(np.isfinite(far), far, np.inf), level, method="higher"))
    if n < 2:
        return np.inf
    # widen as t(n-1) to z at the tail that the critical value itself leaves
    tail = max(1.0 - level, 1e-12) / sides
    t = t_quantile(1.0 - 2.0 * tail, n)
    return plain * t / float(ndtri(1.0 - tail)) * float(np.sqrt(n / (n - 1)))

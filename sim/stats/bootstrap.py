"""Intervals over replications: Student's t on linearized ratios, and the bootstrap.

The replication is the unit of evidence. A mean is a ratio of sums, R = sum y / sum x, with the interval

    R +- t(n-1) * sd(z) / sqrt(n),      z_r = (y_r - R x_r) / mean(x)

(linearization; Cochran 1977, Sampling Techniques, 6.4); a paired difference takes z of the one minus z of the other.
Percentiles of the averaged curve (`sim.stats.percentiles`) take the bootstrap over whole replications, whose interval
runs between quantiles of the draws, with tails widened for small n to Phi(sqrt(n / (n-1)) t(n-1)) (Hesterberg 2015,
The American Statistician 69, "expanded"). Both cover close to their level from 20 replications on; tests/stats watches
this. A ratio's interval is therefore the cheap one, and draws of ratios are made only where a family of comparisons
needs them.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sim.stats.curve import Floats

T_METHOD = "Student t, linearized ratio of sums over replications"
T_PAIRED = "Student t, linearized ratios of sums, paired replications"
T_OF_LOG = "Student t on the logarithm of a linearized ratio of sums over replications"
TOO_FEW = "none: skewed, and too few replications"
ENOUGH_OF_SKEWED = 40
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and what chance leaves open about it; infinite where a percentile is not reached."""

    estimate: float
    low: float
    high: float
    level: float
    method: str
    n: int  # replications

    @property
    def half_width(self) -> float:
        """Half of the interval's length."""
        return (self.high - self.low) / 2.0


def t_quantile(level: float, n: int) -> float:
    """Two-sided Student quantile with n - 1 degrees of freedom; infinite below two replications."""
    from scipy.special import stdtrit  # noqa: PLC0415, RUF100  scipy is slow to import

    return float(stdtrit(n - 1, 0.5 + level / 2.0)) if n > 1 else np.inf


@lru_cache(maxsize=16)
def resample_counts(n: int, draws: int = DRAWS, seed: int = 0) -> Floats:
    """How often each of n replications is taken in each bootstrap draw; the same for the same seed, read-only."""
    generator = np.random.Generator(np.random.Philox(seed))
    taken = generator.integers(0, n, size=(draws, n)) + n * np.arange(draws)[:, None]
    counts = np.bincount(taken.ravel(), minlength=n * draws).reshape(draws, n).astype(np.float64)
    counts.flags.writeable = False
    return counts


def influence(numerator: Floats, denominator: Floats) -> Floats:
    """What each replication does to the ratio of sums, linearized; sums to 0."""
    total = denominator.sum()
    if total == 0.0:
        return np.full(len(numerator), np.nan)
    return np.asarray((numerator - numerator.sum() / total * denominator) * (len(numerator) / total))


def ratio(numerator: Floats, denominator: Floats, counts: Floats | None = None) -> Floats:
    """Ratio of sums, or one for each bootstrap draw."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if counts is None:
            return np.asarray(np.sum(numerator) / np.sum(denominator))
        return np.asarray((counts @ numerator) / (counts @ denominator))


def ratio_of_sums(numerator: Floats, denominator: Floats, *, level: float = 0.95) -> Interval:
    """Interval for sum of numerators over sum of denominators."""
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    return _by_t(float(ratio(numerator, denominator)), influence(numerator, denominator), level, T_METHOD)


def ratio_of_skewed_sums(numerator: Floats, denominator: Floats, *, level: float = 0.95) -> Interval:
    """The same on the scale of logarithms, for waits, whose sums over replications are skewed to the right.

    R exp(+- t(n-1) sd(z) / (R sqrt(n))). From fewer than 40 replications no interval is given, since it would cover too
    seldom (85 to 91 % measured at 20).
    """
    plain = ratio_of_sums(numerator, denominator, level=level)
    if plain.n < ENOUGH_OF_SKEWED:
        return replace(plain, low=float("nan"), high=float("nan"), method=TOO_FEW)
    if not plain.estimate > 0.0:
        return plain
    factor = float(np.exp(plain.half_width / plain.estimate))
    return replace(plain, low=plain.estimate / factor, high=plain.estimate * factor, method=T_OF_LOG)


def ratio_difference(
    numerator: Floats, denominator: Floats, base_numerator: Floats, base_denominator: Floats, *, level: float = 0.95
) -> Interval:
    """Interval for the difference of two ratios of sums over the same replications, this one minus the base."""
    one, other = (
        (
            np.asarray(numerator, dtype=float),
            np.asarray(denominator, dtype=float),
        ),
        (np.asarray(base_numerator, dtype=float), np.asarray(base_denominator, dtype=float)),
    )
    estimate = float(ratio(*one)) - float(ratio(*other))
    return _by_t(estimate, influence(*one) - influence(*other), level, T_PAIRED)


def ratio_difference_combinations(
    numerators: Floats,
    denominators: Floats,
    base_numerators: Floats,
    base_denominators: Floats,
    weights: Floats,
    *,
    level: float = 0.95,
) -> tuple[tuple[Interval, ...], Floats]:
    """Intervals for weighted sums of several differences of ratios of sums, all over the same replications.

    The arrays have shape (replication, difference), the weights (sum, difference). Beside the intervals, each on its
    own, stand the influences of replications, by sum.
    """
    ones, others = (
        list(zip(np.asarray(y, dtype=float).T, np.asarray(x, dtype=float).T, strict=True))
        for y, x in ((numerators, denominators), (base_numerators, base_denominators))
    )
    pairs = list(zip(ones, others, strict=True))
    differences = np.array([float(ratio(*one)) - float(ratio(*other)) for one, other in pairs])
    influences = np.stack([influence(*one) - influence(*other) for one, other in pairs], axis=1)
    rows = np.asarray(weights, dtype=float)
    parts = np.asarray(influences @ rows.T)
    found = tuple(
        _by_t(float(row @ differences), part, level, T_PAIRED) for row, part in zip(rows, parts.T, strict=True)
    )
    return found, parts


def from_draws(estimate: float, draws: Floats, *, n: int, level: float, method: str) -> Interval:
    """Expanded percentile interval from bootstrap draws, which may be infinite; undefined ones widen both ends."""
    from scipy.special import ndtr  # noqa: PLC0415, RUF100

    if not np.isfinite(estimate) or n < 2:
        return Interval(estimate, -np.inf if n < 2 else estimate, np.inf if n < 2 else estimate, level, method, n)
    tail = float(ndtr(-np.sqrt(n / (n - 1)) * t_quantile(level, n)))
    place = tail * (len(draws) - 1)
    low = np.sort(np.where(np.isnan(draws), -np.inf, draws))[int(np.floor(place))]
    high = np.sort(np.where(np.isnan(draws), np.inf, draws))[len(draws) - 1 - int(np.floor(place))]
    return Interval(estimate, float(low), float(high), level, method, n)


def _by_t(estimate: float, influences: Floats, level: float, method: str) -> Interval:
    n = len(influences)
    if n < 2 or not np.isfinite(estimate):
        return Interval(estimate, np.nan, np.nan, level, method, n)
    half = t_quantile(level, n) * float(np.std(influences, ddof=1)) / np.sqrt(n)
    return Interval(estimate, estimate - half, estimate + half, level, method, n)

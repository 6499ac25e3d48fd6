"""All pairs of several configurations, judged by one family of intervals: who may be best, by how much, how sure.

The intervals of all differences, estimate(i) - estimate(j) +- c se(i, j), hold together: c is the critical value of
max over i, j of |draw of the difference - difference| / se(i, j), Tukey's all-pairs family with the dependence that is
there (bootstrap max-t; Westfall & Young 1993, Resampling-Based Multiple Testing). Everything is read off them:

- a p-value is that of the same maximum, so that it is below 1 - level exactly where the interval excludes 0;
- a configuration drops out of those that may be best where its interval against the best estimate says that it is
  worse, and by more than what matters may be. The truly best drops out only if its own interval misses, so at least
  `level` of such sets hold it, and what is called best alone is ahead of every other by its interval.

The set of constrained multiple comparisons with the best (Hsu 1984, Ann. Statist. 12) is a little smaller, but rules
configurations out that no two-sided interval tells from the best: one family cannot contradict itself.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.stats.bootstrap import Interval
from sim.stats.curve import Floats
from sim.stats.multiple import critical, errors, worst_chance
from sim.stats.verdict import Verdict, verdict

METHOD = "simultaneous: bootstrap max-t over paired replications, all pairs"
WORSE = (Verdict.BEATS, Verdict.BEATS_PERHAPS_LITTLE)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Differences of every two configurations, with intervals that hold together."""

    estimates: Floats  # configuration
    low: Floats  # configuration x configuration: of this one minus that one
    high: Floats
    chance: Floats  # p-value of no difference
    level: float
    method: str
    n: int  # replications

    def __len__(self) -> int:
        return len(self.estimates)

    def between(self, one: int, other: int) -> Interval:
        """The difference of two, one minus other."""
        with np.errstate(invalid="ignore"):
            estimate = float(self.estimates[one] - self.estimates[other])
        low, high = float(self.low[one, other]), float(self.high[one, other])
        return Interval(estimate, low, high, self.level, self.method, self.n)

    def some(self, places: list[int]) -> "Pairs":
        """Some of the configurations, with the intervals that hold for all."""
        square = np.ix_(places, places)
        return replace(
            self,
            estimates=self.estimates[places],
            low=self.low[square],
            high=self.high[square],
            chance=self.chance[square],
        )

    def may_be_best(self, *, better: str, matters: float = 0.0) -> list[int]:
        """Places of those that may be best, or as good for what matters; of those with an estimate, if any has one."""
        known = np.flatnonzero(np.isfinite(self.estimates))
        if not len(known):
            return list(range(len(self)))
        first = int(known[np.argmin(self.estimates[known] * (1.0 if better == "lower" else -1.0))])
        return [int(place) for place in known if place == first or not self._worse(int(place), first, matters)]

    def _worse(self, one: int, than: int, matters: float) -> bool:
        found = self.between(one, than)
        return verdict(found.estimate, found.low, found.high, matters) in WORSE


def all_pairs(estimates: Floats, draws: Floats, *, n: int, level: float = 0.95) -> Pairs:
    """The family of all pairs, from one estimate of each configuration and draws of shape (draw, configuration)."""
    estimates, draws = np.asarray(estimates, dtype=float), np.atleast_2d(draws)
    many = len(estimates)
    spread, farthest = np.zeros((many, many)), np.zeros(len(draws))
    with np.errstate(invalid="ignore"):
        for one in np.flatnonzero(np.isfinite(estimates)):
            others = np.flatnonzero(np.isfinite(estimates[: one + 1]))[:-1]
            moved = draws[:, [one]] - draws[:, others]
            spread[one, others] = spread[others, one] = errors(moved)
            away = _far(moved, estimates[one] - estimates[others], spread[one, others])
            farthest = np.maximum(farthest, away.max(axis=1, initial=0.0))
        gaps = estimates[:, None] - estimates[None, :]
        half = critical(farthest, n, level) * spread if many > 1 else spread
        half = np.where(spread > 0.0, half, 0.0)
        ratio = np.where(spread > 0.0, np.abs(gaps) / np.where(spread > 0.0, spread, 1.0), np.inf)
    chance = np.where(gaps == 0.0, 1.0, worst_chance(ratio, farthest, n))
    chance = np.where(np.isfinite(gaps), chance, np.nan)
    return Pairs(estimates, gaps - half, gaps + half, chance, level, METHOD, n)


def pair_of(interval: Interval, chance: float) -> Pairs:
    """Two configurations only: the second minus the first as it stands, with no family to allow for."""
    e, low, high = interval.estimate, interval.low, interval.high
    return Pairs(
        np.array([0.0, e]),
        np.array([[0.0, -high], [low, 0.0]]),
        np.array([[0.0, -low], [high, 0.0]]),
        np.array([[1.0, chance], [chance, 1.0]]),
        interval.level,
        interval.method,
        interval.n,
    )


def _far(moved: Floats, gaps: Floats, spread: Floats) -> Floats:
    """How many standard errors each draw lies from its estimate; infinite where it has no value."""
    away = np.abs(np.where(np.isfinite(moved), moved - gaps, np.inf))
    return np.asarray(np.where(spread > 0.0, away / np.where(spread > 0.0, spread, 1.0), 0.0))

"""Percentiles of those that go live: read off the jumps of the averaged curve, with bootstrap intervals.

With F the share live when observation ends and U the share undecided, a percentile lies between

    F^-1(p F)   if nobody of the undecided goes live, and   F^-1(p (F + U))   if all of them do later,

and the interval is the union of the intervals of both ends (Imbens & Manski 2004, Econometrica 72). It is refused where
the curve does not get as far. Without undecided requests both are the first day on which the share is reached.

A bootstrap draw takes each replication some number of times. Jumps are sorted once; sums up to every block of them are
one product of matrices, and only the block in which a draw passes its share is walked through.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.stats.bootstrap import DRAWS, Interval, from_draws, resample_counts
from sim.stats.curve import MUCH, NEAR, Curves, Floats, Ints

METHOD = "bootstrap over replications, expanded percentile"
PAIRED = "bootstrap over paired replications, expanded percentile"
OF_BOUNDS = "; union of the intervals of both bounds"
BLOCKS = 128  # of jumps
AT_ONCE = 1 << 20  # numbers in hand while blocks are walked through


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of a percentile, or of the difference of two: the least and the most it can be."""

    least: Interval
    most: Interval
    undecided: float  # share of requests that make the two differ

    @property
    def apart(self) -> bool:
        """Whether the undecided leave it open, so that there are bounds and no estimate."""
        least, most = self.least.estimate, self.most.estimate
        return self.undecided > MUCH and not abs(most - least) <= NEAR * abs(most)

    @property
    def interval(self) -> Interval:
        """One interval for both: an estimate where the undecided do not matter, else none between its ends."""
        most, least = self.most, self.least
        if not np.isfinite(most.estimate):
            return most
        if not self.apart:
            return most
        method = most.method + OF_BOUNDS
        return Interval(float("nan"), min(least.low, most.low), max(least.high, most.high), most.level, method, most.n)


def read(curve: Curves, ps: Sequence[float]) -> Floats:
    """Days of percentiles, p x (least, most); infinite where not reached."""
    upto = np.cumsum(curve.mass)
    live, left = float(upto[-1]) if len(upto) else 0.0, float(curve.left.sum())
    wanted = np.outer(ps, [live, live + left])
    place = np.searchsorted(upto, wanted * (1.0 - NEAR), side="left")
    days = np.append(curve.day, np.inf)[place]
    return np.where(wanted > 0.0, days, np.inf)


def resampled(curve: Curves, ps: Sequence[float], counts: Floats) -> Floats:
    """The same for bootstrap draws, p x (least, most) x draw; `counts` (draw, replication): how often each is taken."""
    ends, rows, masses, days = _in_blocks(curve)
    upto = np.cumsum(counts @ ends, axis=1)  # draw, block
    live = upto[:, -1]
    totals = [live, live + counts @ curve.left] if curve.left.any() else [live]
    found = np.empty((len(ps), 2, len(counts)))
    for at, p in enumerate(ps):
        for which, total in enumerate(totals):
            found[at, which] = _walked(p * total, upto, counts, rows, masses, days)
        if len(totals) == 1:
            found[at, 1] = found[at, 0]
    return found


def curve_percentiles(
    curve: Curves, ps: Sequence[float], *, level: float = 0.95, seed: int = 0, draws: int = DRAWS
) -> tuple[Bounds, ...]:
    """Percentiles of the averaged curve with intervals."""
    estimates = read(curve, ps)
    taken = resampled(curve, ps, resample_counts(len(curve), draws, seed))
    return tuple(
        _bounds(here, there, curve.undecided, n=len(curve), level=level, method=METHOD)
        for here, there in zip(estimates, taken, strict=True)
    )


def percentile_difference(
    curve: Curves, base: Curves, p: float, *, level: float = 0.95, seed: int = 0, draws: int = DRAWS
) -> Bounds:
    """Difference of a percentile between two configurations run with the same replications, this one minus the base.

    Not a number where the percentile is reached in neither.
    """
    counts = resample_counts(len(curve), draws, seed)
    undecided = max(curve.undecided, base.undecided)
    across = slice(None, None, -1) if undecided > MUCH else slice(None)  # the least of one minus the most of the other
    with np.errstate(invalid="ignore"):
        estimate = read(curve, [p])[0] - read(base, [p])[0][across]
        found = resampled(curve, [p], counts)[0] - resampled(base, [p], counts)[0][across]
    return _bounds(estimate, found, undecided, n=len(curve), level=level, method=PAIRED)


def _bounds(estimates: Floats, draws: Floats, undecided: float, *, n: int, level: float, method: str) -> Bounds:
    least, most = (
        from_draws(float(estimate), taken, n=n, level=level, method=method)
        for estimate, taken in zip(estimates, draws, strict=True)
    )
    return Bounds(least, most, undecided)


def _in_blocks(curve: Curves) -> tuple[Floats, Ints, Floats, Floats]:
    """Sums of each replication in every block (replication, block), and rows, masses and days of it (block, place)."""
    many = max(len(curve.day), 1)
    long = -(-many // BLOCKS)
    blocks = -(-many // long)
    rows, masses = np.zeros(blocks * long, dtype=np.int64), np.zeros(blocks * long)
    days: Floats = np.full(blocks * long, curve.day[-1] if len(curve.day) else np.inf)
    rows[: len(curve.day)], masses[: len(curve.day)], days[: len(curve.day)] = curve.row, curve.mass, curve.day
    cell = rows * blocks + np.arange(blocks * long) // long
    ends = np.bincount(cell, weights=masses, minlength=len(curve) * blocks).astype(np.float64)
    return (
        ends.reshape(len(curve), blocks),
        rows.reshape(blocks, long),
        masses.reshape(blocks, long),
        days.reshape(blocks, long),
    )


def _walked(wanted: Floats, upto: Floats, counts: Floats, rows: Ints, masses: Floats, days: Floats) -> Floats:
    """The day on which each draw reaches what is wanted of it."""
    enough = wanted * (1.0 - NEAR)
    known = (wanted > 0.0) & (upto[:, -1] >= enough)
    found = np.full(len(wanted), np.inf)
    draws = np.flatnonzero(known)
    block = np.argmax(upto[draws] >= enough[draws, None], axis=1)
    before = np.where(block > 0, upto[draws, np.maximum(block - 1, 0)], 0.0)
    step = max(AT_ONCE // rows.shape[1], 1)
    for first in range(0, len(draws), step):
        some = slice(first, first + step)
        mine, at = draws[some], block[some]
        inside = np.cumsum(counts[mine[:, None], rows[at]] * masses[at], axis=1) + before[some, None]
        reached = inside >= enough[mine, None]
        place = np.where(reached.any(axis=1), np.argmax(reached, axis=1), rows.shape[1] - 1)
        found[mine] = days[at, place]
    return found

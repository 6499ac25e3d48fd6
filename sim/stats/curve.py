"""When do requests go live: cumulative incidence with competing ends, read off the times of events.

Stopped and withdrawn items are ends of their own, not censored ones; only the end of observation censors. Within one
replication the Aalen-Johansen estimator (Aalen & Johansen 1978, Scand. J. Statist. 5) gives the share of requests
that are live by day t. It is worked out by redistribution to the right (Efron 1967, Proc. 5th Berkeley Symp. 4): each
request counts 1, and what counts for a request whose observation ends is shared out equally among those that are
observed longer. What nobody is left to take over is undecided. Without censoring every request counts exactly 1, and
the curve is the plain share.

The curve is kept as its jumps, a day and the requests that count there, never on a grid; replications are averaged
with their number of requests as weight. Days and shares are compared with a relative tolerance, since both are sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.rules import TOLERANCE

Floats = NDArray[np.float64]
Ints = NDArray[np.integer]

UNDECIDED, LIVE, STOPPED, WITHDRAWN = 0, 1, 2, 3
NEAR = TOLERANCE  # relative: sums of days, and of shares, that differ by less are equal
MUCH = 0.01  # undecided share above which no mean is told, and bounds instead of estimates


@dataclass(frozen=True, slots=True)
class Curves:
    """Cumulative incidence of one end in several replications, as jumps in the order of their days."""

    day: Floats  # of each jump, since the request, increasing
    row: Ints  # replication of each jump
    mass: Floats  # requests that count there
    left: Floats  # replication: requests that are undecided
    requests: Floats  # replication: all of them
    reach: float  # longest time for which any request was observed

    def __len__(self) -> int:
        return len(self.requests)

    @property
    def undecided(self) -> float:
        """Share of requests that have met no end, averaged like the curve."""
        total = float(self.requests.sum())
        return float(self.left.sum()) / total if total else 0.0


def curves(durations: Sequence[Floats], outcomes: Sequence[Ints], *, cause: int = LIVE) -> Curves:
    """The curve of every replication; `durations` run to the end of each item or to the end of its observation."""
    sizes = np.array([len(duration) for duration in durations], dtype=np.int64)
    row = np.repeat(np.arange(len(sizes)), sizes)
    duration = np.concatenate([np.zeros(0), *durations])
    outcome = np.concatenate([np.zeros(0, dtype=np.int8), *outcomes])
    mass, left = redistributed(row, duration, outcome, len(sizes))
    jumps = np.flatnonzero(outcome == cause)
    jumps = jumps[np.argsort(duration[jumps], kind="stable")]
    reach = float(duration.max()) if len(duration) else 0.0
    return Curves(duration[jumps], row[jumps], mass[jumps], left, sizes.astype(np.float64), reach)


def redistributed(row: Ints, duration: Floats, outcome: Ints, rows: int) -> tuple[Floats, Floats]:
    """For how many requests each counts where it ends, and how many requests of each replication are undecided.

    `row` is the replication of each item, below `rows`. One that is censored leaves after those that end on its last
    day.
    """
    censored = outcome == UNDECIDED
    mass, left = np.where(censored, 0.0, 1.0), np.zeros(rows)
    some = np.zeros(rows, dtype=bool)
    some[row[censored]] = True
    places = np.flatnonzero(some[row])
    if not len(places):
        return mass, left
    last_day = np.where(censored, duration * (1.0 + NEAR), duration)[places]
    places = places[np.lexsort((censored[places], last_day, row[places]))]
    starts = np.flatnonzero(np.diff(row[places], prepend=-1))
    for first, end in zip(starts.tolist(), [*starts[1:].tolist(), len(places)], strict=True):
        mine = places[first:end]
        at_risk = np.arange(len(mine), 0, -1)
        handed_on = np.where(censored[mine], at_risk / np.maximum(at_risk - 1, 1), 1.0)
        counts = np.concatenate([[1.0], np.cumprod(handed_on[:-1])])
        mass[mine] = np.where(censored[mine], 0.0, counts)
        left[row[mine[0]]] = counts[-1] if censored[mine[-1]] else 0.0
    return mass, left


def lived(curve: Curves, days: Floats) -> Floats:
    """Requests that count as live by each day, replication x day."""
    days = np.asarray(days, dtype=np.float64)
    order = np.argsort(days, kind="stable")
    cell = np.searchsorted(days[order] * (1.0 + NEAR), curve.day, side="left")
    wide = len(days) + 1
    inside = np.bincount(curve.row * wide + cell, weights=curve.mass, minlength=len(curve) * wide)
    found = np.empty((len(curve), len(days)))
    found[:, order] = np.cumsum(inside.reshape(len(curve), wide)[:, :-1], axis=1)
    return found


def shares_by(curve: Curves, days: Floats) -> Floats:
    """Share of requests live by each day."""
    upto = np.searchsorted(curve.day, np.asarray(days, dtype=np.float64) * (1.0 + NEAR), side="right")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.concatenate([[0.0], np.cumsum(curve.mass)])[upto] / curve.requests.sum())


def restricted_mean(curve: Curves, until: float) -> float:
    """Mean time without being live within the first `until` days: the area over the averaged curve up to there.

    With a single kind of end it is the restricted mean survival time E min(T, until); with competing ones `until` minus
    it is the mean time live won by then (Andersen 2013, Statist. Med. 32).
    """
    total = float(curve.requests.sum())
    won = float(curve.mass @ np.maximum(until - curve.day, 0.0))
    return until - won / total if total else float("nan")

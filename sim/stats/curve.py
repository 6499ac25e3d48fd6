"""When do requests go live: cumulative incidence with competing ends, and what may be read off it.

Stopped and withdrawn items are ends of their own, not censored ones; only the end of observation censors. Within one
replication the Aalen-Johansen estimator (Aalen & Johansen 1978, Scand. J. Statist. 5) gives the share of requests
that are live by day t,

    F(t) = sum over event times s <= t of  S(s-) d(s) / n(s),      S(t) = prod over s <= t of (1 - e(s) / n(s)),

with n(s) items at risk just before s, d(s) of them going live at s and e(s) ending in any way. Without censoring it is
the plain share. Replications are averaged with their number of requests as weight, so that the curve ends at the
conversion as a ratio of sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.integer]

UNDECIDED, LIVE, STOPPED, WITHDRAWN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Curves:
    """Cumulative incidence of one end, one row per replication, on a common grid of days since the request."""

    grid: Floats  # day, increasing, starts at 0
    share: Floats  # replication, day
    undecided: Floats  # replication: share neither live nor ended at the end of observation
    requests: Floats  # replication: number of requests, the weight

    def __len__(self) -> int:
        return len(self.requests)


def incidence(duration: Floats, outcome: Ints, *, cause: int = LIVE) -> tuple[Floats, Floats, Floats]:
    """Aalen-Johansen of one sample: its distinct times, F of `cause` at them, and S (nothing has happened yet)."""
    times, place = np.unique(np.asarray(duration, dtype=np.float64), return_inverse=True)
    many = len(times)
    leaving = np.bincount(place, minlength=many)
    at_risk = len(duration) - (np.cumsum(leaving) - leaving)
    ends = np.bincount(place, weights=outcome != UNDECIDED, minlength=many)
    events = np.bincount(place, weights=outcome == cause, minlength=many)
    undecided = np.cumprod(1.0 - ends / np.maximum(at_risk, 1))
    before = np.concatenate([np.ones(min(many, 1)), undecided[:-1]])
    return times, np.cumsum(before * events / np.maximum(at_risk, 1)), undecided


def curves(
    durations: Sequence[Floats], outcomes: Sequence[Ints], grid: Floats | None = None, *, cause: int = LIVE
) -> Curves:
    """The curve of every replication; `durations` run to the end of each item or to the end of its observation.

    Without a grid one of 2,001 days up to the longest duration is laid. An item that is censored leaves the risk set
    after its last day, ties with events last.
    """
    if grid is None:
        grid = common_grid(durations)
    share = np.zeros((len(durations), len(grid)))
    undecided = np.zeros(len(durations))
    requests = np.array([len(duration) for duration in durations], dtype=np.float64)
    for row, (duration, outcome) in enumerate(zip(durations, outcomes, strict=True)):
        if not len(duration):
            continue
        times, live, nothing_yet = incidence(duration, outcome, cause=cause)
        known = np.concatenate([[0.0], live])
        share[row] = known[np.searchsorted(times, grid, side="right")]
        undecided[row] = nothing_yet[-1]
    return Curves(np.asarray(grid, dtype=np.float64), share, undecided, requests)


def common_grid(durations: Sequence[Floats], cells: int = 2000) -> Floats:
    """Equal cells from 0 to the longest duration of all samples."""
    longest = max((float(np.max(duration)) for duration in durations if len(duration)), default=0.0)
    return np.linspace(0.0, longest if longest > 0.0 else 1.0, cells + 1)


def average(curve: Curves, counts: Floats | None = None) -> tuple[Floats, Floats]:
    """Mean curve and mean undecided share, weighted by requests; `counts` are how often each replication is taken.

    With `counts` of shape (draw, replication) the answers have shape (draw, day) and (draw,).
    """
    weight = curve.requests if counts is None else counts * curve.requests
    total = weight.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (weight @ curve.share) / total[..., None], (weight @ curve.undecided) / total


def percentiles(curve: Curves, p: float, counts: Floats | None = None) -> Floats:
    """Day by which a share p of those that go live is live; infinite where it is not reached.

    It is the first t with F(t) >= p (F_end + U): the undecided share U might all still go live, so a percentile is
    known only where the curve passes it whatever becomes of them. Linear within a cell of the grid.
    """
    return percentiles_of(curve.grid, *average(curve, counts), p)


def percentiles_of(grid: Floats, share: Floats, undecided: Floats, p: float) -> Floats:
    """The same for averages that are at hand."""
    share, undecided = np.atleast_2d(share), np.atleast_1d(undecided)
    wanted = p * (share[:, -1] + undecided)
    known = np.isfinite(wanted) & (wanted > 0.0) & (share[:, -1] >= wanted * (1.0 - 1e-12))
    cell = np.argmax(share >= wanted[:, None] * (1.0 - 1e-12), axis=1)
    row = np.arange(len(share))
    above, below = share[row, cell], share[row, np.maximum(cell - 1, 0)]
    left, right = grid[np.maximum(cell - 1, 0)], grid[cell]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip(np.where(above > below, (wanted - below) / (above - below), 1.0), 0.0, 1.0)
        day = left + part * (right - left)
    return np.where(known, day, np.inf)


def restricted_mean(curve: Curves, until: float) -> float:
    """Mean time without being live within the first `until` days: the area over the averaged curve up to there.

    With a single kind of end it is the restricted mean survival time E min(T, until); with competing ones `until` minus
    it is the mean time live won by then (Andersen 2013, Statist. Med. 32). Exact up to the grid (trapezoids).
    """
    share, _ = average(curve)
    inside = curve.grid < until
    days = np.append(curve.grid[inside], until)
    values = np.interp(days, curve.grid, share)
    return float(until - np.sum((values[1:] + values[:-1]) / 2.0 * np.diff(days)))


def share_by(curve: Curves, day: float, counts: Floats | None = None) -> Floats:
    """Share of requests live by a day."""
    share, _ = average(curve, counts)
    cell = max(int(np.searchsorted(curve.grid, day, side="right")) - 1, 0)
    return np.asarray(share[..., cell])

"""Is what is measured still filling up? A simulation that begins emptier than it settles measures times that are low.

Two paired tests over replications, each of a later half against an earlier one: time to production of the requests of
the window's second half against those of its first, and work in progress from the warm-up to the end of what all
replications observed. Each compares the halves of one and the same replication, so what replications differ in takes no
part. The warm-up that would do comes from MSER-5 (White 1997, Simulation 69) on the mean number in progress: how many
days to leave out makes the mean of what remains most certain. Where that is no more than the warm-up there is,
a rise is taken for chance, so that of studies that have settled about one in a hundred is said to fill up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.stats.bootstrap import ratio_difference
from sim.stats.curve import LIVE, UNDECIDED, Floats

LEVEL = 0.90  # of each test; only a rise counts, so that two of them raise at most one false alarm in twenty
FEWEST = 5  # replications below which nothing is said
MATTERS = 0.02  # a rise by a smaller share is no matter for anybody
UNDECIDED_AT_MOST = 0.01  # share of requests above which times of those that are live say too little
BATCH, FEWEST_BATCHES = 5, 20  # values that MSER-5 takes together, and how many of these it should have


class Kept(Protocol):
    """What is kept of a replication."""

    @property
    def requested(self) -> Floats:
        """Day, of each measured request."""

    @property
    def duration(self) -> Floats:
        """Days to its end."""

    @property
    def outcome(self) -> NDArray[np.int8]:
        """Its end, as in `sim.stats.curve`."""

    @property
    def wip(self) -> NDArray[np.float32]:
        """Items by day, every so many days, and stage."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What still rises over the days that are measured, and how long a warm-up would do."""

    of: str  # "time to production" or "work in progress"
    rise: float  # of the later half over the earlier one, as a share of the earlier one
    low: float  # ends of the interval of the rise
    high: float
    warm_up: float | None  # days; None where even the last days that were observed are not settled


def still_filling(replications: Sequence[Kept], *, warm_up: float, intake: float, every: float = 5.0) -> Filling | None:
    """What rises over the measured window of a flow study, or None where nothing is seen to.

    `every` is the number of days between two values of work in progress.
    """
    if len(replications) < FEWEST or intake <= 0.0:
        return None
    series = in_progress(replications)
    rises = (_of_times(replications, warm_up + intake / 2.0), _of_items(series[:, int(np.ceil(warm_up / every)) :]))
    rising = [each for each in rises if each is not None and _rises(each)]
    settled = settled_after(series.mean(axis=0))
    if not rising or (settled is not None and settled * every <= warm_up):
        return None
    if settled is not None and _rises(_of_items(series[:, settled:])):
        settled = None
    return replace(max(rising, key=lambda each: each.rise), warm_up=None if settled is None else settled * every)


def _rises(found: Filling | None) -> bool:
    return found is not None and found.low > 0.0 and found.rise >= MATTERS


def in_progress(replications: Sequence[Kept]) -> Floats:  # replication, value
    """Items in progress in each replication, as far as all of them were observed."""
    last = min(len(each.wip) for each in replications)
    return np.array([each.wip[:last].sum(axis=1) for each in replications], dtype=np.float64).reshape(-1, last)


def settled_after(series: Floats) -> int | None:
    """Values to be left out at the beginning of a series (MSER-5); None where half of them are not enough.

    A series that is too short for batches of five is taken by smaller ones.
    """
    size = max(min(BATCH, len(series) // FEWEST_BATCHES), 1)
    batches = len(series) // size
    if batches < 4:
        return None
    means = series[: batches * size].reshape(batches, size).mean(axis=1)
    errors = [float(np.var(means[left:])) / (batches - left) for left in range(batches // 2 + 1)]
    best = int(np.argmin(errors))
    return None if best == batches // 2 else best * size


def _of_times(replications: Sequence[Kept], middle: float) -> Filling | None:
    """Mean time to production of those requested from the middle of the window on, against those before."""
    if _undecided(replications) > UNDECIDED_AT_MOST:
        return None
    days, many = np.zeros((2, len(replications), 2))
    for row, each in enumerate(replications):
        live = each.outcome == LIVE
        late = (each.requested[live] >= middle).astype(np.int64)
        days[row] = np.bincount(late, weights=each.duration[live], minlength=2)
        many[row] = np.bincount(late, minlength=2)
    return _rise("time to production", days, many)


def _of_items(series: Floats) -> Filling | None:  # replication, value
    """Items in progress in the later half of what was observed since the warm-up, against the earlier half."""
    half = series.shape[1] // 2
    if half < 2:
        return None
    items = np.stack([series[:, :half].mean(axis=1), series[:, -half:].mean(axis=1)], axis=1)
    return _rise("work in progress", items, np.ones_like(items))


def _rise(of: str, above: Floats, below: Floats) -> Filling | None:  # replication, (earlier, later)
    """The later ratio of sums over the earlier one, less 1; None where the earlier half has nothing."""
    if not (below.sum(axis=0) > 0.0).all() or above[:, 0].sum() <= 0.0:
        return None
    found = ratio_difference(above[:, 1], below[:, 1], above[:, 0], below[:, 0], level=LEVEL)
    before = float(above[:, 0].sum() / below[:, 0].sum())
    return Filling(of, found.estimate / before, found.low / before, found.high / before, None)


def _undecided(replications: Sequence[Kept]) -> float:
    requests = sum(len(each.outcome) for each in replications)
    return sum(int((each.outcome == UNDECIDED).sum()) for each in replications) / max(requests, 1)

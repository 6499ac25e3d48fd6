"""What some replications show: the use cases of all of them, and how to add up by replication."""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.observations import Observations, Passages, Queues, TimeSplit, Work
from sim.responses.cases import YEAR, Cases, window_of, within
from sim.responses.effort import GONE, added_up, presence
from sim.stats.curve import redistributed
from sim.trace import Floats, Ints

if TYPE_CHECKING:
    from sim.blueprint import Blueprint


P = TypeVar("P")


class NotObservedError(LookupError):
    """A response reads a part of what happened that was not looked at."""


class Observed(Cases):
    """Some replications, looked at; responses are functions of this."""

    def __init__(self, seen: Observations, blueprint: "Blueprint") -> None:
        self.seen = seen
        self.read: set[str] = set()  # parts that somebody asked for
        self.blueprint = blueprint
        self.use_case = np.ones(len(seen.replication), dtype=bool)
        self.source, self.measurable, self.requested = seen.source, seen.measurable, seen.requested
        self.observed_until = seen.end[seen.replication]
        windows = [window_of(blueprint, end) for end in seen.end.tolist()]
        self.window: tuple[Floats, Floats] = (np.array([w[0] for w in windows]), np.array([w[1] for w in windows]))

    def __len__(self) -> int:
        return len(self.seen)

    @property
    def split(self) -> TimeSplit:
        """Where the time of the use cases went."""
        return self._part("split", self.seen.split)

    @property
    def passages(self) -> Passages:
        """Gates and handovers that the use cases passed."""
        return self._part("passages", self.seen.passages)

    @property
    def busy(self) -> Floats:
        """Replication x person: days at work in the window."""
        return self._part("busy", self.seen.busy)

    @property
    def queues(self) -> Queues:
        """How long requests queued for people."""
        return self._part("queues", self.seen.queues)

    @property
    def work(self) -> Work:
        """Days of work by role asked."""
        return self._part("work", self.seen.work)

    @property
    def used(self) -> Floats:
        """Replication x period (last: the window) x use: days of people whose whole time is modeled."""
        return self._part("used", self.seen.used)

    def _part(self, name: str, part: P | None) -> P:
        self.read.add(name)
        if part is None:
            raise NotObservedError(name)
        return part

    @property
    def marks(self) -> Floats:  # use case, mark
        """Day of the first row of each mark; not a number where there is none."""
        return self.seen.marks

    @property
    def ended(self) -> tuple[Floats, Ints, Ints]:
        """Day, outcome and step of each use case's end; not a number, -1, -1 for those that have not ended."""
        return self.seen.ended, self.seen.how, self.seen.where

    def total(self, values: Floats, places: Ints | None = None) -> Floats:
        """Sum by replication of values of use cases, all of them or those at `places`; a column each if given so."""
        rows = self.seen.replication if places is None else self.seen.replication[places]
        if values.ndim == 1:
            return np.bincount(rows, weights=values, minlength=len(self)).astype(np.float64)
        columns = values.shape[1]
        cells = (rows[:, None] * columns + np.arange(columns)).ravel()
        found = np.bincount(cells, weights=values.ravel(), minlength=len(self) * columns)
        return found.reshape(len(self), columns).astype(np.float64)

    def count(self, which: NDArray[np.bool_] | Ints) -> Floats:
        """Number by replication of the use cases that are marked, or listed by place."""
        places = np.flatnonzero(which) if which.dtype == np.bool_ else which
        return np.bincount(self.seen.replication[places], minlength=len(self)).astype(np.float64)

    @property
    def stays(self) -> Floats:
        """Replication x person: day on which who has left puts down the last stint; looked at only where they do."""
        if (np.asarray(self.blueprint.rate_presence) == GONE).any():
            return self._part("stays", self.seen.stays)
        return np.zeros((len(self), len(self.blueprint.person_names)))

    def presence(self, windows: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Replication x person: days in a window of each, neither absent nor gone; days on which they are employed."""
        return presence(self.blueprint, windows, self.stays)

    @cached_property
    def counting(self) -> tuple[Floats, Floats]:
        """For how many requests each use case counts where it ends, and how many of each replication are undecided."""
        return self.counted(self.until, self.outcome)

    def counted(self, until: Floats, outcome: NDArray[np.integer]) -> tuple[Floats, Floats]:
        """The same for other ends: those measured are followed up to `until`, undecided ones no longer."""
        mine, counts = self.cohort, np.zeros(len(self.requested))
        days = (until - self.requested)[mine]
        counts[mine], left = redistributed(self.seen.replication[mine], days, outcome[mine], len(self))
        return counts, left

    def modeled(self, windows: tuple[Floats, Floats]) -> Floats:
        """Days in each window on which people whose whole time is modeled are present, added up."""
        present, _ = self.presence(windows)
        return added_up(present[:, np.asarray(self.blueprint.person_modeled, dtype=bool)])

    @property
    def years(self) -> Floats:
        """Length of each window in years of 252 working days."""
        return (self.window[1] - self.window[0]) / YEAR

    def in_window(self, days: Floats) -> NDArray[np.bool_]:
        """Which days of use cases lie in the window; the last day of a replication belongs to it."""
        start, end = (days_of[self.seen.replication] for days_of in self.window)
        return within(days, start, np.where(end == self.observed_until, np.inf, end))

"""A trace, read by item and by stint, as arrays."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.blueprint import Blueprint
from sim.trace import Event, Trace

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Stints:
    """Every request for a person, in the order of item, part and visit: asked, started, finished; nan for not yet."""

    def __init__(self, trace: Trace, place: Ints) -> None:
        parts, visits = int(trace.part.max(initial=0)) + 2, int(trace.visit.max(initial=0)) + 2
        key = (place * parts + trace.part + 1) * visits + trace.visit
        asked = trace.event == Event.QUEUED
        order = np.argsort(key[asked], kind="stable")
        keys = key[asked][order]
        self.item = place[asked][order]
        self.part = trace.part[asked][order]
        self.visit = trace.visit[asked][order]
        self.asked: Floats = trace.time[asked][order]
        self.person = np.full(len(keys), -1, dtype=np.int64)
        self.started = np.full(len(keys), np.nan)
        self.finished = np.full(len(keys), np.nan)
        self.withdrawn = np.full(len(keys), np.nan)
        for event, column in (
            (Event.STARTED, self.started), (Event.FINISHED, self.finished), (Event.WITHDRAWN, self.withdrawn),
        ):  # fmt: skip
            rows = np.flatnonzero(trace.event == event)
            column[np.searchsorted(keys, key[rows])] = trace.time[rows]
            if event == Event.FINISHED:
                self.person[np.searchsorted(keys, key[rows])] = trace.person[rows]

    def __len__(self) -> int:
        return len(self.item)

    @cached_property
    def wait(self) -> Floats:
        """From the request to the start, or to the withdrawal."""
        return np.where(np.isnan(self.withdrawn), self.started, self.withdrawn) - self.asked

    @cached_property
    def work(self) -> Floats:
        """From start to finish."""
        return self.finished - self.started


class Reading:
    """One replication as a case looks at it; items in the order of their numbers, which is that of arrival."""

    def __init__(self, trace: Trace, blueprint: Blueprint) -> None:
        self.trace, self.blueprint = trace, blueprint
        self.requested: Floats = trace.items.requested
        self.kind = trace.items.kind
        self.place: Ints = np.searchsorted(trace.items.number, trace.item)

    def when(self, event: Event, *, last: bool = False) -> Floats:
        """Day of the first (or last) row of this event for each item; nan where there is none."""
        rows = np.flatnonzero(self.trace.event == event)
        rows = rows if last else rows[::-1]
        days = np.full(len(self.trace.items), np.nan)
        days[self.place[rows]] = self.trace.time[rows]
        return days

    @cached_property
    def ended(self) -> Floats:
        """Day on which each item ended."""
        return self.when(Event.ENDED)

    @cached_property
    def time(self) -> Floats:
        """From request to end."""
        return self.ended - self.requested

    @cached_property
    def stints(self) -> Stints:
        """All requests for people."""
        return Stints(self.trace, self.place)

    @cached_property
    def effort(self) -> Floats:
        """Days of work on each item, interruptions left out."""
        trace, event = self.trace, self.trace.event
        begins = (event == Event.STARTED) | (event == Event.RESUMED)
        ends = (event == Event.FINISHED) | (event == Event.PAUSED)
        sign = np.where(begins, -1.0, np.where(ends, 1.0, 0.0))
        return np.bincount(self.place, weights=sign * trace.time, minlength=len(trace.items))

    @cached_property
    def intervals(self) -> Floats:
        """Before each item: the time since the one before, or since day 0."""
        return np.diff(self.requested, prepend=0.0)

    def step(self, name: str) -> int:
        """Number of a step, by the last word of its name."""
        return next(s for s, full in enumerate(self.blueprint.step_names) if full.split(".")[-1] == name)

    def at(self, step: str) -> NDArray[np.bool_]:
        """Which stints belong to a step."""
        part_step = np.asarray(self.blueprint.part_step)
        return part_step[self.stints.part] == self.step(step)

    def entered(self, step: str) -> int:
        """Visits of a step."""
        return int(np.sum(self.at(step)))


def number_within(begin: Floats, end: Floats, since: float, until: float) -> float:
    """Time-average number of what lasts from `begin` to `end` (nan: to the last day) within a window."""
    stop = np.where(np.isnan(end), until, np.minimum(end, until))
    start = np.where(np.isnan(begin), until, np.maximum(begin, since))
    return float(np.sum(np.clip(stop - start, 0.0, None)) / (until - since))


def number_at(begin: Floats, end: Floats, day: float) -> int:
    """How many of what lasts from `begin` to `end` (nan: for ever) there are on a day."""
    return int(np.sum((begin <= day) & ~(end <= day)))


def bursts(
    load: Floats, intervals: Floats, law: tuple[float, float, float], interval: float, *, first: int = 0,
    name: str = "", blocks: tuple[int, ...] = (10, 30, 100, 300),
) -> dict[str, float]:  # fmt: skip
    """Controls: how unevenly work came in, as mean square and cube of (work - time) over blocks of requests.

    `law` are the first three moments of a request's work (over the number of people), `interval` the mean of the
    exponential intervals. Queues grow from such bursts, so these explain most of the spread of a run's mean wait.
    """
    mean, second, third = law
    variance = second - mean**2 + interval**2
    skew = third - 3.0 * mean * second + 2.0 * mean**3 - 2.0 * interval**3
    since = max(first - 300, 0)
    net = (load[since:-1] - mean) - (intervals[since + 1 :] - interval)
    path = np.concatenate([[0.0], np.cumsum(net)])
    found = {}
    for m in blocks:
        sums = path[m:] - path[:-m]
        found[f"~squares of {m} {name}"] = float(np.mean(sums**2)) / (m * variance) - 1.0
        found[f"~cubes of {m} {name}"] = (float(np.mean(sums**3)) - m * skew) / (m * variance) ** 1.5
    return found

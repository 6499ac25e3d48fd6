"""Stints as the invariants see them: what is open per request after each instant, and who has how many in hand."""

import numpy as np

from sim.responses.effort import SIGN
from sim.responses.walked import Walked
from sim.trace import Event, Floats


def keys(study: Walked, rows: np.ndarray) -> np.ndarray:
    """One number for each item, part and visit."""
    trace = study.trace
    parts, visits = int(trace.part.max(initial=0)) + 2, int(trace.visit.max(initial=0)) + 2
    key: np.ndarray = (study.row_item[rows] * parts + trace.part[rows] + 1) * visits + trace.visit[rows] + 1
    return key


def repeated(study: Walked, event: Event) -> np.ndarray:
    """Rows of an event that a stint has had before."""
    rows = np.flatnonzero(study.trace.event == event)
    _, first = np.unique(keys(study, rows), return_index=True)
    return np.delete(rows, first)


def running(study: Walked, opens: tuple[Event, ...], closes: tuple[Event, ...]) -> tuple[np.ndarray, np.ndarray]:
    """What is open per stint after the last row of each instant."""
    trace = study.trace
    sign = np.zeros(len(Event), dtype=np.int64)
    sign[list(opens)], sign[list(closes)] = 1, -1
    rows = np.flatnonzero(sign[trace.event] != 0)
    key = keys(study, rows)
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    if not len(rows):
        return rows, rows
    opened = np.cumsum(sign[trace.event[rows]])
    first = np.diff(key, prepend=key[0] - 1) != 0
    base = np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))
    opened = opened - (opened - sign[trace.event[rows]])[base]
    settled = np.ones(len(rows), dtype=bool)
    settled[:-1] = (key[1:] != key[:-1]) | (trace.time[rows[1:]] > trace.time[rows[:-1]])
    return rows[settled], opened[settled]


def open_at_the_end(study: Walked) -> np.ndarray:
    """Rows of stints that are open when observation ends."""
    rows, sums = running(study, (Event.STARTED, Event.RESUMED), (Event.PAUSED, Event.FINISHED))
    if not len(rows):
        return rows
    key = keys(study, rows)
    last = np.append(key[1:] != key[:-1], True)
    return rows[last & (sums > 0)]


def hands_over_time(study: Walked) -> tuple[np.ndarray, np.ndarray, Floats, Floats]:
    """Person, stints in hand, from, until: the intervals of positive length in which somebody works."""
    trace = study.trace
    rows = np.flatnonzero((SIGN[trace.event] != 0) & (trace.person >= 0))
    rows = rows[np.argsort(trace.person[rows], kind="stable")]
    person, sign = trace.person[rows], SIGN[trace.event[rows]]
    total = np.bincount(person, weights=sign, minlength=len(study.blueprint.person_names)).astype(np.int64)
    hands = np.cumsum(sign) - (np.cumsum(total) - total)[person]
    until = np.append(trace.time[rows][1:], trace.end)
    until[:-1] = np.where(person[1:] != person[:-1], trace.end, until[:-1])
    long = until > trace.time[rows]
    return person[long], hands[long], trace.time[rows][long], until[long]

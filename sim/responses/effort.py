"""Who was busy, on what, for how long, and how long requests queued.

Somebody with k stints in hand gives each of them a k-th of the time, so busy time adds up to work exactly. Work is
kept per row: a row that starts a stint adds what its person could give a stint from then on, one that stops takes it
off again, so sums over any set of rows are the work between them and nothing has to be paired.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.observations import CLOSES, NEW, OPENS, REWORK, USES, WORKING, periods, uses_of_sources
from sim.trace import Event, Floats, Ints, Trace

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

ABSENT, HERE, GONE = 1, 2, 3  # of Blueprint.rate_presence; who hands back when leaving is gone at once
SIGN = np.array([(OPENS.get(event) == WORKING) * 1 - (CLOSES.get(event) == WORKING) for event in Event])


@dataclass(frozen=True, slots=True)
class Effort:
    """Work by row, busy time by person, and the waits of requests."""

    rows: Ints  # rows of the trace at which a stint starts or stops
    worked: Floats  # days of work that each of these rows stands for, over the whole run; sums mean something
    worked_in_window: Floats
    busy: Floats  # person: days in the window
    used: Floats  # period (last: the window) x use: days of people whose whole time is modeled
    stays: Floats  # person: day on which the last stint was put down, 0 for who never had one
    requests: "Requests"


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests for people, each with what became of it."""

    row: Ints  # at which it was made
    requested: Floats  # day
    closed: Ints  # row at which it was served or given up; -1 for what waits to the very end
    wait: Floats  # days from the request to that row, or to the end


def sums(place: Ints, values: Floats, many: int) -> Floats:
    """Sum of the values at each place."""
    return np.bincount(place, weights=values, minlength=many).astype(np.float64)


def exact_sums(place: Ints, values: Floats, many: int) -> Floats:
    """Sum of the values at each place, rounded once, so that their order does not matter."""
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(many + 1))
    ordered = values[order].tolist()
    return np.array([fsum(ordered[first:end]) for first, end in pairwise(ends)], dtype=float)


def walk_people(trace: Trace, row_item: Ints, window: tuple[float, float], blueprint: "Blueprint") -> Effort:
    """Go once through the stints of each person."""
    people = len(blueprint.person_names)
    rows = np.flatnonzero((SIGN[trace.event] != 0) & (trace.person >= 0))
    rows = rows[np.argsort(trace.person[rows], kind="stable")]
    person, sign = trace.person[rows], SIGN[trace.event[rows]]
    hands = np.cumsum(sign)
    total = np.bincount(person, weights=sign, minlength=people)
    hands = hands - (np.cumsum(total) - total).astype(np.int64)[person]  # in hand after the row
    last = np.ones(len(rows), dtype=bool)
    last[:-1] = person[1:] != person[:-1]
    alone = not getattr(blueprint, "queueing", True)  # then everybody is served by a copy, at full speed
    clock, _ = _clock(trace.time[rows], person, hands, last, (0.0, trace.end), people, alone=alone)
    inside, busy = _clock(trace.time[rows], person, hands, last, window, people, alone=alone)
    use = uses_of_sources(blueprint)[trace.items.source[row_item[rows]]]
    use = np.where((use == NEW) & (trace.visit[rows] > 0), REWORK, use)
    held = np.cumsum(sign[:, None] * (use[:, None] == np.arange(len(USES))), axis=0)  # of all; then of the person
    begin = np.flatnonzero(np.diff(person, prepend=-1))
    before = np.zeros_like(held)
    if len(begin):
        others = np.vstack([np.zeros_like(held[:1]), held[begin[1:] - 1]])  # of all persons before
        before = np.repeat(others, np.diff(begin, append=len(rows)), 0)
    modeled = np.asarray(blueprint.person_modeled)[person]
    stop = np.where(last, trace.end, np.roll(trace.time[rows], -1))
    kept = np.flatnonzero(modeled & (hands > 0) & (stop > trace.time[rows]))
    divisor = np.ones(len(kept)) if alone else hands[kept].astype(np.float64)
    used = _by_use(trace.time[rows][kept], stop[kept], (held - before)[kept], divisor, window, blueprint.horizon)
    stays = np.zeros(people)
    stays[person[last]] = np.where(hands[last] > 0, trace.end, trace.time[rows][last])
    return Effort(rows, sign * clock, sign * inside, busy, used, stays, _requests(trace, row_item))


def _by_use(
    start: Floats, stop: Floats, held: Ints, divisor: Floats, window: tuple[float, float], horizon: float
) -> Floats:  # period (last: the window), use
    """Days between rows, shared among what was in hand, by period and within the window."""
    length, many = periods(horizon)
    first = np.floor(start / length).astype(np.int64)
    each = np.maximum(np.minimum(np.ceil(stop / length).astype(np.int64) + 1, many) - first, 0)
    row = np.repeat(np.arange(len(start)), each)
    period = np.arange(len(row)) - np.repeat(np.cumsum(each) - each, each) + first[row]
    days = np.minimum(stop[row], (period + 1) * length) - np.maximum(start[row], period * length)
    within = np.clip(stop, *window) - np.clip(start, *window)
    row = np.append(row, np.arange(len(start)))
    period, days = np.append(period, np.full(len(start), many)), np.append(days, within)
    found = np.empty((many + 1, len(USES)))
    for use in range(len(USES)):
        some = np.flatnonzero((days > 0) & (held[row, use] > 0))
        values = days[some] * held[row[some], use] / divisor[row[some]]
        found[:, use] = exact_sums(period[some], values, many + 1)
    return found


def _clock(
    time: Floats, person: Ints, hands: Ints, last: np.ndarray, window: tuple[float, float], people: int, *, alone: bool
) -> tuple[Floats, Floats]:
    """What a stint in hand at each row gets from its person until the window ends, and busy days by person."""
    start = np.clip(time, *window)
    days = np.where(last, window[1], np.roll(start, -1)) - start
    at_work = hands > 0
    given = np.where(at_work, days if alone else days / np.maximum(hands, 1), 0.0)
    later = np.empty_like(given)  # given from the row on
    ends = np.searchsorted(person, np.arange(people + 1))
    for first, end in pairwise(ends):
        later[first:end] = np.cumsum(given[first:end][::-1])[::-1]
    return later, sums(person, np.where(at_work, days * (hands if alone else 1), 0.0), people)


def presence(
    blueprint: "Blueprint", windows: tuple[Floats, Floats], stays: Floats | None = None
) -> tuple[Floats, Floats]:
    """Days in each window on which each person is there to work, and on which he or she is employed (absence is paid).

    Who leaves and finishes first is there until that is done: until the day in `stays` (window x person; as many rows
    for each replication as there are windows of it).
    """
    person, start, until = pieces(blueprint)
    there, moves = np.asarray(blueprint.rate_presence), np.asarray(blueprint.rate_slope) > 0.0
    first, last = (np.asarray(days)[:, None] for days in windows)
    gone = there == GONE
    if stays is not None and gone.any():
        stays = np.repeat(stays, len(first) // len(stays), axis=0)
        until = np.where(gone, np.minimum(until, np.maximum(stays[:, person], start)), until)
    else:
        until = np.where(gone, start, until)
    days = np.clip(until, first, last) - np.clip(start, first, last)  # window, piece
    of_person = person[:, None] == np.arange(len(blueprint.person_names))
    present = shared(np.where((there == HERE) | (gone & moves), days, 0.0), of_person)
    employed = shared(np.where((there == HERE) | (there == ABSENT) | gone, days, 0.0), of_person)
    return present, employed


def shared(values: Floats, shares: NDArray[Any]) -> Floats:
    """Values by row and place, shared out among members: row x member, added up in order of places.

    A matrix product whose last bits do not depend on how many rows there are.
    """
    place, member = np.nonzero(shares)
    rows, many = len(values), shares.shape[1]
    cells = np.arange(rows)[:, None] * many + member
    found = np.bincount(
        cells.ravel(), weights=(values[:, place] * shares[place, member]).ravel(), minlength=rows * many
    )
    return found.reshape(rows, many).astype(np.float64)


def added_up(values: Floats) -> Floats:
    """Sum of each row."""
    return shared(values, np.ones((values.shape[1], 1)))[:, 0]


def pieces(blueprint: "Blueprint") -> tuple[Ints, Floats, Floats]:
    """Person, first day and end of each piece of the rates; the last piece of a person has no end."""
    offsets: Ints = np.asarray(blueprint.rate_start)
    start = np.asarray(blueprint.rate_day, dtype=np.float64)
    until = np.append(start[1:], np.inf)
    pieces_each = offsets[1:] - offsets[:-1]
    until[offsets[1:][pieces_each > 0] - 1] = np.inf
    return np.repeat(np.arange(len(pieces_each)), pieces_each), start, until


def first_role(blueprint: "Blueprint") -> Ints:
    """The role that each person prefers; -1 for nobody's."""
    first = np.full(len(blueprint.person_names), -1, dtype=np.int64)
    person, preference = np.asarray(blueprint.pool_person), np.asarray(blueprint.pool_preference)
    start: Ints = np.asarray(blueprint.pool_start)
    role = np.repeat(np.asarray(blueprint.pool_role), start[1:] - start[:-1])
    least = np.zeros((len(first), len(blueprint.role_names)), dtype=np.int64)
    np.maximum.at(least, (person, role), preference)
    held = np.asarray(blueprint.person_role, dtype=bool)
    asked = np.zeros_like(held)
    asked[person, role] = True
    for each in range(len(first)):
        roles = np.flatnonzero(held[each] & asked[each])
        if len(roles):
            first[each] = roles[np.argmin(least[each, roles])]
        elif held[each].any():
            first[each] = np.argmax(held[each])
    return first


def _requests(trace: Trace, row_item: Ints) -> Requests:
    """Every request for somebody: who has started or was withdrawn first closes it."""
    closes = (trace.event == Event.STARTED) | (trace.event == Event.WITHDRAWN)
    rows = np.flatnonzero((trace.event == Event.QUEUED) | closes)
    if not len(rows):
        return Requests(rows, np.zeros(0), rows, np.zeros(0))
    parts, visits = int(trace.part.max()) + 2, int(trace.visit.max()) + 2
    key = (row_item[rows] * parts + trace.part[rows] + 1) * visits + trace.visit[rows] + 1
    order = np.argsort(2 * key + closes[rows], kind="stable")
    rows, key = rows[order], key[order]
    made = np.flatnonzero(trace.event[rows] == Event.QUEUED)
    after = np.minimum(made + 1, len(rows) - 1)
    closed = np.where((key[after] == key[made]) & closes[rows[after]], rows[after], -1)
    asked = trace.time[rows[made]]
    until = np.where(closed >= 0, trace.time[closed], trace.end)
    return Requests(rows[made], asked, closed, until - asked)

"""What is due, in order of time and, at one time, of what it is: a heap of places in the table of events."""

from typing import Any

from sim.engines.compiled.functions import RULES, inlined, inner

from sim.engines.compiled.records import (  # isort: skip
    ORDER, MAJOR, MINOR, WHAT, A, B, C, EVENTS, FREE_EVENT, DUE, MORE_EVENTS, new_record,
)  # fmt: skip

happens_at = RULES["happens_at"]


@inner
def before(e: int, f: int, w: Any) -> Any:
    """Whether event e comes before event f at the same time."""
    if w.events[e, ORDER] != w.events[f, ORDER]:
        return w.events[e, ORDER] < w.events[f, ORDER]
    if w.events[e, MAJOR] != w.events[f, MAJOR]:
        return w.events[e, MAJOR] < w.events[f, MAJOR]
    return w.events[e, MINOR] < w.events[f, MINOR]


@inlined
def rise(place: int, at: float, e: int, w: Any) -> None:
    """Event e is put at a place of the heap, or as far above it as it belongs."""
    while place > 0:
        up = (place - 1) >> 1
        if w.times[up] < at or (w.times[up] == at and not before(e, w.heap[up], w)):
            break
        w.times[place] = w.times[up]
        w.heap[place] = w.heap[up]
        place = up
    w.times[place] = at
    w.heap[place] = e


@inlined
def schedule(at: float, order: int, major: int, minor: int, what: int, a: int, b: int, c: int, w: Any) -> None:
    """Something is due at a time."""
    if at > w.horizon:
        at = happens_at(at, w.horizon)
    e = new_record(w.events, A, FREE_EVENT, EVENTS, w.event_room, MORE_EVENTS, w)
    if e < 0:
        return
    w.events[e, ORDER] = order
    w.events[e, MAJOR] = major
    w.events[e, MINOR] = minor
    w.events[e, WHAT] = what
    w.events[e, A] = a
    w.events[e, B] = b
    w.events[e, C] = c
    n = w.count[DUE]
    w.count[DUE] = n + 1
    rise(n, at, e, w)


@inlined
def take_first(w: Any) -> Any:
    """The first event, taken out of the calendar; its record is free from now on."""
    first = w.heap[0]
    n = w.count[DUE] - 1
    w.count[DUE] = n
    place = 0
    down = 1
    while down < n:  # the earlier of two moves up, to the very end: what came last is late as a rule
        if down + 1 < n:
            earlier = w.times[down + 1] < w.times[down]
            if w.times[down + 1] == w.times[down]:
                earlier = before(w.heap[down + 1], w.heap[down], w)
            down += earlier
        w.times[place] = w.times[down]
        w.heap[place] = w.heap[down]
        place = down
        down = 2 * place + 1
    rise(place, w.times[n], w.heap[n], w)
    return first

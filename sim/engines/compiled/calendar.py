"""What is due, in order of time and, at one time, of what it is: a heap of places in the table of events."""

from typing import Any

from sim.engines.compiled.functions import inlined, inner

from sim.engines.compiled.records import (  # isort: skip
    ORDER, MAJOR, MINOR, WHAT, A, B, C, EVENTS, FREE_EVENT, DUE, EVENT_ROOM, MORE_EVENTS, new_record,
)  # fmt: skip


@inner
def before(e: int, f: int, events: Any) -> Any:
    """Whether event e comes before event f at the same time."""
    if events[e, ORDER] != events[f, ORDER]:
        return events[e, ORDER] < events[f, ORDER]
    if events[e, MAJOR] != events[f, MAJOR]:
        return events[e, MAJOR] < events[f, MAJOR]
    return events[e, MINOR] < events[f, MINOR]


@inlined
def rise(place: int, at: float, e: int, times: Any, heap: Any, events: Any) -> None:
    """Event e is put at a place of the heap, or as far above it as it belongs."""
    while place > 0:
        up = (place - 1) >> 1
        if times[up] < at or (times[up] == at and not before(e, heap[up], events)):
            break
        times[place] = times[up]
        heap[place] = heap[up]
        place = up
    times[place] = at
    heap[place] = e


@inlined
def schedule(
    at: float, order: int, major: int, minor: int, what: int, a: int, b: int, c: int, count: Any, times: Any,
    heap: Any, events: Any,
) -> None:  # fmt: skip
    """Something is due at a time."""
    e = new_record(events, A, FREE_EVENT, EVENTS, EVENT_ROOM, MORE_EVENTS, count)
    if e < 0:
        return
    events[e, ORDER] = order
    events[e, MAJOR] = major
    events[e, MINOR] = minor
    events[e, WHAT] = what
    events[e, A] = a
    events[e, B] = b
    events[e, C] = c
    n = count[DUE]
    count[DUE] = n + 1
    rise(n, at, e, times, heap, events)


@inlined
def take_first(count: Any, times: Any, heap: Any, events: Any) -> Any:
    """The first event, taken out of the calendar; its record is free from now on."""
    first = heap[0]
    n = count[DUE] - 1
    count[DUE] = n
    place = 0
    down = 1
    while down < n:  # the earlier of two moves up, to the very end: what came last is late as a rule
        if down + 1 < n:
            earlier = times[down + 1] < times[down]
            if times[down + 1] == times[down]:
                earlier = before(heap[down + 1], heap[down], events)
            down += earlier
        times[place] = times[down]
        heap[place] = heap[down]
        place = down
        down = 2 * place + 1
    rise(place, times[n], heap[n], times, heap, events)
    return first

"""What the walk over the rows of a replication adds up, piece by piece: inlined there."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inlined
from sim.observations import HELD, NOTHING, USES

MANY_USES = len(USES)
NONE: Any = np.int64(-1)


@inlined
def add_up(
    case: int, now: float, states: int, opened: int, stages: int, desk: Any, since: Any, case_real: Any, wip: Any,
    wip_at: int, cells: int, every: float,
) -> None:  # fmt: skip
    """The time since the last change belongs to the state and stage that were open.

    `states` is where the use case's days by state begin, `opened` where the counts of what is open do.
    """
    start = since[case]
    if now <= start:
        return
    since[case] = now
    state = NOTHING
    for each in range(NOTHING):
        if desk[opened + each] > 0:
            state = each
            break
    stage = stages
    for each in range(stages):
        if desk[opened + NOTHING + each] > 0:
            stage = each
            break
    case_real[states + state] += now - start
    case_real[states + NOTHING + 1 + stage] += now - start
    place = stages if state == HELD else stage
    if cells > 0 and (place < stages or state == HELD):
        first = int(np.ceil(start / every))
        after = int(np.ceil(now / every))
        if first < cells:
            wip[wip_at + first * (stages + 1) + place] += 1
        if after < cells:
            wip[wip_at + after * (stages + 1) + place] -= 1


@inlined
def add(table: Any, lost: Any, place: int, column: int, value: float) -> None:
    """Add to a sum and keep what rounding loses of it, so that the order of adding does not matter (Neumaier 1974)."""
    before = table[place, column]
    total = before + value
    lost[place, column] += (before - total) + value if abs(before) >= abs(value) else (value - total) + before
    table[place, column] = total


@inlined
def spend(
    before: float, now: float, begin: float, finish: float, person: int, copies: int, length: float, many: int,
    hands: Any, in_hand: Any, of_use: Any, lost_use: Any,
) -> None:  # fmt: skip
    """Share somebody's days among what was in hand, by period and (the last row) within the window."""
    at = int(np.floor(before / length))
    while at < many and at * length < now:
        days = min(now, (at + 1) * length) - max(before, at * length)
        if days > 0.0:
            for use in range(MANY_USES):
                held = in_hand[person, use]
                if held > 0:
                    add(of_use, lost_use, at, use, days * held if copies != 0 else days * held / hands[person])
        at += 1
    days = min(max(now, begin), finish) - min(max(before, begin), finish)
    if days > 0.0:
        for use in range(MANY_USES):
            held = in_hand[person, use]
            if held > 0:
                add(of_use, lost_use, many, use, days * held if copies != 0 else days * held / hands[person])


@inlined
def unlink(r: int, top: int, rows: Any, first: Any, following: Any) -> Any:
    """The row at which the request of row r was made, taken out of those that wait for the same use case."""
    before = NONE
    found = first[top]
    while found >= 0:
        if rows[found, 0] == rows[r, 0] and rows[found, 2] == rows[r, 2] and rows[found, 3] == rows[r, 3]:
            if before < 0:
                first[top] = following[found]
            else:
                following[before] = following[found]
            break
        before = found
        found = following[found]
    return found

"""What the walk over the rows of a replication adds up, piece by piece: inlined there."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import RULES, inlined
from sim.observations import HELD, NOTHING, USES

MANY_USES = len(USES)
NONE: Any = np.int64(-1)
not_after = RULES["not_after"]


@inlined
def add_up(case: int, now: float, states: int, opened: int, wip_at: int, cells: int, w: Any) -> None:
    """The time since the last change belongs to the state and stage that were open.

    `states` is where the use case's days by state begin, `opened` where the counts of what is open do.
    """
    start = w.since[case]
    if now <= start:
        return
    w.since[case] = now
    state = NOTHING
    for each in range(NOTHING):
        if w.desk[opened + each] > 0:
            state = each
            break
    stage = w.n_stages
    for each in range(w.n_stages):
        if w.desk[opened + NOTHING + each] > 0:
            stage = each
            break
    w.case_real[states + state] += now - start
    w.case_real[states + NOTHING + 1 + stage] += now - start
    place = w.n_stages if state == HELD else stage
    if cells > 0 and (place < w.n_stages or state == HELD):
        first = int(np.ceil(start / w.every))
        after = int(np.ceil(now / w.every))
        if first < cells:
            w.wip[wip_at + first * (w.n_stages + 1) + place] += 1
        if after < cells:
            w.wip[wip_at + after * (w.n_stages + 1) + place] -= 1


@inlined
def add(table: Any, lost: Any, place: int, column: int, value: float) -> None:
    """Add to a sum and keep what rounding loses of it, so that the order of adding does not matter (Neumaier 1974)."""
    before = table[place, column]
    total = before + value
    lost[place, column] += (before - total) + value if abs(before) >= abs(value) else (value - total) + before
    table[place, column] = total


@inlined
def spend(before: float, now: float, begin: float, finish: float, person: int, w: Any) -> None:
    """Share somebody's days among what was in hand, by period and (the last row) within the window."""
    at = int(np.floor(before / w.period_days))
    while at < w.periods and at * w.period_days < now:
        days = min(now, (at + 1) * w.period_days) - max(before, at * w.period_days)
        if days > 0.0:
            for use in range(MANY_USES):
                held = w.in_hand[person, use]
                if held > 0:
                    add(w.of_use, w.lost_use, at, use, days * held if w.copies != 0 else days * held / w.hands[person])
        at += 1
    days = min(max(now, begin), finish) - min(max(before, begin), finish)
    if days > 0.0:
        for use in range(MANY_USES):
            held = w.in_hand[person, use]
            if held > 0:
                add(
                    w.of_use,
                    w.lost_use,
                    w.periods,
                    use,
                    days * held if w.copies != 0 else days * held / w.hands[person],
                )


@inlined
def unlink(r: int, top: int, w: Any) -> Any:
    """The row at which the request of row r was made, taken out of those that wait for the same use case."""
    before = NONE
    found = w.first[top]
    while found >= 0:
        if w.rows[found, 0] == w.rows[r, 0] and w.rows[found, 2] == w.rows[r, 2] and w.rows[found, 3] == w.rows[r, 3]:
            if before < 0:
                w.first[top] = w.following[found]
            else:
                w.following[before] = w.following[found]
            break
        before = found
        found = w.following[found]
    return found


@inlined
def waited_for(asked: int, column: int, until: float, begin: float, finish: float, end: float, w: Any) -> Any:
    """Count the wait of a request made at row `asked`; its days, or -1 where it was not made in the window."""
    if asked < 0:
        return -1.0
    day = w.row_time[asked]
    if not (not_after(begin, day) and (finish == end or not not_after(finish, day))):
        return -1.0
    role = w.part_role[w.rows[asked, 2]]
    add(w.of_role, w.lost, role, column, until - day)
    w.of_role[role, column + 1] += 1.0  # how many stands beside how long
    return until - day

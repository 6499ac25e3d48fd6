"""The rows of a trace, left while a replication runs."""

from typing import Any

from sim.engines.compiled.functions import entry, inlined, inner
from sim.engines.compiled.records import PART, REQUEST_NUMBER, REQUEST_STEP, ROWS, VISIT


@inlined
def log(now: float, number: int, step: int, part: int, visit: int, event: int, person: int, w: Any) -> None:
    """Leave a row in the trace, if its event is wanted."""
    if (w.rows_wanted >> event) & 1 != 0:
        leave(now, number, step, part, visit, event, person, w)


@inner
def leave(now: float, number: int, step: int, part: int, visit: int, event: int, person: int, w: Any) -> None:
    """Leave a row in the trace while there is room; it is counted in any case."""
    n = w.count[ROWS]
    w.count[ROWS] = n + 1
    if n < w.row_room:
        w.row_time[n] = now
        w.rows[n, 0] = number
        w.rows[n, 1] = step
        w.rows[n, 2] = part
        w.rows[n, 3] = visit
        w.rows[n, 4] = event
        w.rows[n, 5] = person


@inlined
def log_stint(now: float, r: int, event: int, person: int, w: Any) -> None:
    """Leave a row about a stint, if its event is wanted."""
    part, step = w.requests[r, PART], w.requests[r, REQUEST_STEP]
    log(now, w.requests[r, REQUEST_NUMBER], step, part, w.requests[r, VISIT], event, person, w)


@entry
def in_order(n: int, row_time: Any, rows: Any, keep: Any) -> None:
    """Sort the rows, which are in order of time, by all columns within each instant (Shell's gaps)."""
    begin = 0
    while begin < n:
        end = begin + 1
        while end < n and row_time[end] == row_time[begin]:
            end += 1
        gap = 1
        while gap < (end - begin) // 3:
            gap = 3 * gap + 1
        while gap > 0:
            for i in range(begin + gap, end):
                for k in range(6):
                    keep[k] = rows[i, k]
                j = i
                while j - gap >= begin:
                    column = 0
                    while column < 5 and rows[j - gap, column] == keep[column]:
                        column += 1
                    if rows[j - gap, column] <= keep[column]:
                        break
                    for k in range(6):
                        rows[j, k] = rows[j - gap, k]
                    j -= gap
                for k in range(6):
                    rows[j, k] = keep[k]
            gap //= 3
        begin = end

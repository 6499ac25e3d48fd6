"""The rows of a trace, left while a replication runs."""

from typing import Any

from sim.engines.compiled.functions import entry, inner
from sim.engines.compiled.records import PART, REQUEST_NUMBER, REQUEST_STEP, ROW_ROOM, ROWS, ROWS_WANTED, VISIT


@inner
def log(
    now: float, number: int, step: int, part: int, visit: int, event: int, person: int, count: Any, row_time: Any,
    rows: Any,
) -> None:  # fmt: skip
    """Leave a row in the trace, if its event is wanted, while there is room; it is counted in any case."""
    if (count[ROWS_WANTED] >> event) & 1 == 0:
        return
    n = count[ROWS]
    count[ROWS] = n + 1
    if n < count[ROW_ROOM]:
        row_time[n] = now
        rows[n, 0] = number
        rows[n, 1] = step
        rows[n, 2] = part
        rows[n, 3] = visit
        rows[n, 4] = event
        rows[n, 5] = person


@inner
def log_stint(now: float, r: int, event: int, person: int, requests: Any, count: Any, row_time: Any, rows: Any) -> None:
    """Leave a row about a stint."""
    log(
        now, requests[r, REQUEST_NUMBER], requests[r, REQUEST_STEP], requests[r, PART], requests[r, VISIT], event,
        person, count, row_time, rows,
    )  # fmt: skip


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

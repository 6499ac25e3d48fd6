"""Where time goes: every instant of an item's way to production has exactly one state and one stage.

What is open at an item is counted from its rows; the state is the first of working, reworking, queueing, waiting,
in handover, at a gate, held that is open. Only what is open after all rows of an instant matters, so the order of
rows within an instant does not. The parts add up to the item's time because they are its intervals.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.observations import CLOSES, HELD, NOTHING, OPENS, REWORKING, WORKING
from sim.responses.effort import sums
from sim.trace import Event, Floats, Ints, Trace

_TABLE = np.zeros((len(Event), NOTHING), dtype=np.int32)
for _by, _what in ((1, OPENS), (-1, CLOSES)):
    for _event, _state in _what.items():
        _TABLE[_event, _state] = _by
_MATTERS = np.any(_TABLE != 0, axis=1)
_MATTERS[Event.REQUESTED] = True


@dataclass(frozen=True, slots=True)
class Split:
    """Intervals of all use cases on their way, and their sums."""

    by_state: Floats  # item, state; the last column is time in which nothing is open and must be 0
    by_stage: Floats  # item, stage; the last column is time in no stage
    item: Ints  # of each interval: place in `items`
    start: Floats
    end: Floats
    state: Ints
    stage: Ints
    least: int  # lowest count of anything open over an interval; below 0 something ended that had not begun


def walk_items(
    trace: Trace, row_item: Ints, wanted: NDArray[np.bool_], until: Floats, step_stage: Ints, stages: int
) -> Split:
    """Go once through the rows of the wanted items, each up to its own last day."""
    rows = np.flatnonzero(_MATTERS[trace.event] & wanted[row_item])
    rows = rows[np.argsort(row_item[rows], kind="stable")]
    item, event, step = row_item[rows], trace.event[rows], trace.step[rows]
    many = len(wanted)
    if not len(rows):
        none = np.zeros(0)
        empty = np.zeros(0, dtype=np.int64)
        return Split(np.zeros((many, NOTHING + 1)), np.zeros((many, stages + 1)), empty, none, none, empty, empty, 0)

    change = _TABLE[event].T.copy()  # state, row
    again = trace.visit[rows] > 0
    change[REWORKING], change[WORKING] = change[WORKING] * again, change[WORKING] * ~again
    _hold_once(change, event, item)
    opened = change.sum(axis=0)
    stage = np.where(step >= 0, np.asarray(step_stage)[step], -1)
    change = np.concatenate([change, opened * (stage == np.arange(stages)[:, None])])
    first = np.flatnonzero(np.diff(item, prepend=-1))
    total = np.add.reduceat(change, first, axis=1)
    change[:, first[1:]] -= total[:, :-1]  # so that one running sum starts anew at every item
    count = np.cumsum(change, axis=1)

    start = np.minimum(trace.time[rows], until[item])
    end = np.empty_like(start)
    end[:-1] = start[1:]
    last = np.append(first[1:], len(rows)) - 1
    end[last] = until[item[last]]
    kept = np.flatnonzero(end > start)
    item, start, end, count = item[kept], start[kept], end[kept], count[:, kept]
    state, at = np.full(len(kept), NOTHING), np.full(len(kept), stages)
    for each in reversed(range(NOTHING)):
        state[count[each] > 0] = each
    for each in reversed(range(stages)):
        at[count[NOTHING + each] > 0] = each
    days = end - start
    by_state = sums(item * (NOTHING + 1) + state, days, many * (NOTHING + 1))
    by_stage = sums(item * (stages + 1) + at, days, many * (stages + 1))
    return Split(
        by_state.reshape(many, NOTHING + 1),
        by_stage.reshape(many, stages + 1),
        item,
        start,
        end,
        state,
        at,
        int(count.min()) if count.size else 0,
    )


def _hold_once(change: NDArray[np.int32], event: Ints, item: Ints) -> None:
    """An admission ends a hold only if there was one: who finds room is admitted without having been held."""
    rows = np.flatnonzero((event == Event.HELD) | (event == Event.ADMITTED))
    held = event[rows] == Event.HELD
    before = np.zeros(len(rows), dtype=bool)
    before[1:] = held[:-1] & (item[rows][1:] == item[rows][:-1])
    change[HELD, rows] = held.astype(np.int32) - before


def in_stages(split: Split, stages: int, every: float, days: float) -> Floats:  # day, stage (last: held)
    """Items in each stage at days 0, every, 2 every, ... until `days`, at the end of the instant."""
    cells = int(np.floor(days / every)) + 1
    place = np.where(split.state == HELD, stages, split.stage)
    inside = (place < stages) | (split.state == HELD)
    place = place[inside] * (cells + 1)
    first = np.minimum(np.ceil(split.start[inside] / every).astype(np.int64), cells)
    after = np.minimum(np.ceil(split.end[inside] / every).astype(np.int64), cells)
    size = (stages + 1) * (cells + 1)
    moves = np.bincount(place + first, minlength=size) - np.bincount(place + after, minlength=size)
    table: Floats = np.cumsum(moves.reshape(stages + 1, cells + 1), axis=1)[:, :cells].T.astype(np.float64)
    return table

"""What lies where in the tables of the compiled engine, and the codes that stand in them.

State lies in records: one row per item, request, person, pool, event. Numbers are typed, since the compiler makes
another function for each plain number it is given.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.blueprint import blueprint
from sim.blueprint.blueprint import PartType, Presence, SourceType
from sim.engines.compiled.functions import inlined, numbers
from sim.trace import Event, Outcome

NONE: Any = np.int64(-1)
ZERO: Any = np.int64(0)
ONE: Any = np.int64(1)


def codes(names: Iterable[int]) -> tuple[Any, ...]:
    """The numbers of an enumeration, typed for the compiler."""
    return tuple(np.int64(number) for number in names)


# events and outcomes of the trace; presence, sources and parts of the blueprint
(
    REQUESTED, HELD, ADMITTED, HANDOVER_BEGAN, CROSSED_TEAMS, PASSED_ON, BOUNCED, HANDOVER_ENDED, WAIT_BEGAN,
    WAIT_ENDED, QUEUED, STARTED, PAUSED, RESUMED, FINISHED, WITHDRAWN, REDONE, SENT_BACK, GATE_BEGAN, GATE_ENDED,
    MARKED, ENDED,
) = codes(Event)  # fmt: skip
DONE, STOPPED, GIVEN_UP = codes(Outcome)
NOT_YET, ABSENT, HERE, LEFT, LEFT_HANDING_BACK = codes(Presence)
PLANNED, RENEWAL, LIVE = codes(SourceType)
STINT, DELAY, CALL = codes(PartType)
WAITS, ASKS, IN_ORDER_WORKSHOP, LIVE_FROM_START, RETIREMENT = codes(
    (blueprint.WAITS, blueprint.ASKS, blueprint.IN_ORDER, blueprint.LIVE_FROM_START, blueprint.RETIREMENT)
)
SAME_PERSON: Any = np.int64(-1)
SAME_TEAM, OTHER_TEAM = numbers(2)
SOURCE_BITS, INDEX_BITS = 52, 24
FEW: Any = np.int64(8)  # members up to which a pool is looked through; of a larger one it is kept who goes first
LESS_1_BIT, LESS_8_BITS = np.int64((1 << 63) - 1), np.int64((1 << 56) - 1)  # what a shift to the right leaves

# an item's record, in whole numbers and in real ones
(
    NUMBER, SOURCE, KIND, DOMAIN, PARENT, ROOT, URGENT, MEASURABLE, FIRST, LAST, STEP, ARRIVAL, OPEN, RESUME, OUTCOME,
    SPANS, WANTED, BEEN, FAMILY, MARKS, PASSED, RETIRED, MEMORY, FACTORS, WHEN, WHEN_PART, WHEN_VISIT, WAITING,
    FARTHEST, KEEPS_OPEN,
) = numbers(30)  # fmt: skip
ITEM_INTS = 30
SIZE, VALUE, ASKED, ODDS, HELD_RANK, HELD_SINCE, ANSWER_UNTIL = numbers(7)
ITEM_FLOATS = 7
NOTHING, COORDINATED, ANSWERED, REPAIRED = numbers(4)  # what follows when a child is over
# an activity's place in the item's memory
BRANCH_OPEN, BRANCH_RESUME, BRANCH_VISIT, BRANCH_TIMES, BRANCH_BEGUN, BRANCH_PHASE = numbers(6)
BRANCH = 6
# a request's record
(
    ITEM, REQUEST_NUMBER, PART, ASK, VISIT, POOL, PERSON, SEAT, REQUEST_URGENT, NEXT, BEFORE, MATE, PLACE, REMEMBERS,
    LOOKED_AT, IN_ORDER, REQUEST_STEP,
) = numbers(17)  # fmt: skip
REQUEST_INTS = 17
RANK, ASKED_AT, WORK, TARGET, SKILL, STARTED_AT, UNTIL = numbers(7)
REQUEST_FLOATS = 7
# a person's record
PRESENCE, IN_HAND, HANDS, ASIDE, VERSION, WITHHELD, FREE, OF_MANY = numbers(8)
PERSON_INTS = 8
CLOCK, SINCE, SPEED, FREE_SINCE = numbers(4)
PERSON_FLOATS = 4
# a pool's record; the k-th row lists the k-th stirred pool beside its own
HEAD, TAIL, PRESENT, STIRRED, LISTED, SEAT_COUNT, FREE_TREE, MEMBERS, FIRST_WORD, LAST_WORD = numbers(10)
POOL_INTS = 10
# an event's record: its order among those of one time, then what it is
ORDER, MAJOR, MINOR, WHAT, A, B, C = numbers(7)
EVENT_INTS = 7
RATE_CHANGE, PART_DUE, SOURCE_DUE = numbers(3)
RATE, FINISH, PAUSE_OVER, CROSSED, GATE_DUE, PATIENCE, ALONE, PLAN, BATCH, RING = numbers(10)
# counters, and the status with which the kernel returns
(
    ROWS, ITEMS, EVENTS, FREE_EVENT, DUE, REQUESTS, FREE_REQUEST, WORDS, FACTOR_WORDS, STATUS, SETTLE, STIRRED_POOLS,
    WITHHELD_PEOPLE, HAPPENED, SHOPS, ROOM, SHELVES, STACKED, HELD_ITEMS, UNFINISHED, STOPPING, HANDOUTS,
    MOMENT, AGAIN, AT_SOURCE, AT_STEP,
) = numbers(26)  # fmt: skip
COUNTERS = 26
FINE, MORE_ITEMS, MORE_REQUESTS, MORE_EVENTS, MORE_WORDS, MORE_FACTORS, MORE_STACK, STANDS_STILL = numbers(8)
# steps of an item's story, and of a source's
(
    POP, DO_STEP, DO_ADMITTED, DO_ENTERED, DO_COORDINATE, DO_COORDINATED, DO_CROSS, DO_HANDED_OVER, DO_COUNT_DOWN,
    DO_CARRY, DO_BRANCHES, DO_VISIT, DO_PAUSES, DO_WORK, DO_ASKS, DO_REDO, DO_BRANCH_OVER, DO_WORKED, DO_DECIDE,
    DO_GATE, DO_GATE_OVER, DO_PASS, DO_END, DO_CLOCKS, DO_NEXT_BATCH, DO_BATCH, DO_MAKE,
) = numbers(27)  # fmt: skip
ONLY_THIS: Any = np.int64(1)  # of the clocks of a live item
DRY: Any = np.int64(-1)  # batches of a source that makes nothing any more


@inlined
def new_record(records: Any, following: int, free: int, used: int, room: int, more: int, w: Any) -> Any:
    """A record that is free (`following` leads from one to the next), else one never used; -1 if there is no room."""
    r = w.count[free]
    if r >= 0:
        w.count[free] = records[r, following]
        return r
    r = w.count[used]
    if r >= room:
        w.count[STATUS] = more
        return NONE
    w.count[used] = r + 1
    return r


@inlined
def push(op: int, i: int, b: int, p: int, w: Any) -> None:
    """Something to be told when what comes first is told."""
    sp = w.count[STACKED]
    if sp >= w.stack_room:
        w.count[STATUS] = MORE_STACK
        return
    w.count[STACKED] = sp + 1
    w.stack[sp, 0], w.stack[sp, 1], w.stack[sp, 2], w.stack[sp, 3] = op, i, b, p

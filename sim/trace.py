"""What happened: the columns that an engine leaves behind, and the invariants they keep.

A trace is a set of rows (time, item, step, part, visit, event, person), ordered by all columns; the order of writing
within an instant carries no meaning. Nothing has happened yet = no row.
"""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Event(IntEnum):
    """What a row says."""

    REQUESTED = 0  # the item came into being
    HELD = 1  # waits before a limit, for `step`
    ADMITTED = 2
    HANDOVER_BEGAN = 3  # into `step`; coordination, delays and bounces lie between
    CROSSED_TEAMS = 4  # one crossing begins, to another team; `part` is the participant's stint
    PASSED_ON = 5  # one crossing begins, within the team
    BOUNCED = 6  # that crossing comes back and is repeated
    HANDOVER_ENDED = 7
    WAIT_BEGAN = 8  # a delay, or an awaited call
    WAIT_ENDED = 9
    QUEUED = 10  # a stint was requested
    STARTED = 11
    PAUSED = 12  # put down, interrupted, handed back, or the person is absent: counts as queueing
    RESUMED = 13
    FINISHED = 14
    WITHDRAWN = 15  # a waiting stint was given up
    REDONE = 16  # the activity of `part` is done again
    SENT_BACK = 17  # rework: `part` is the rule
    GATE_BEGAN = 18
    GATE_ENDED = 19
    MARKED = 20  # `part` is the mark
    ENDED = 21  # `part` is the outcome


class Outcome(IntEnum):
    """How an item ends."""

    DONE = 0
    STOPPED = 1
    WITHDRAWN = 2


@dataclass(frozen=True, slots=True)
class Items:
    """The work items of a replication, in the order of their numbers."""

    number: Ints  # unique; orders items at one instant
    source: Ints  # index into Blueprint.source_names
    kind: Ints  # index into Blueprint.kind_names
    domain: Ints  # index into Blueprint.domain_names
    parent: Ints  # number of the parent, -1 for none
    requested: Floats  # day, 0 for the opening stock
    size: Floats
    value: Floats
    measurable: NDArray[np.bool_]  # a request by the clock, neither spawned nor opening stock

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Trace:
    """One replication, as columns."""

    time: Floats  # working days
    item: Ints  # item number
    step: Ints  # index into Blueprint.step_names, -1 for none
    part: Ints  # index into Blueprint.part_names; rule, mark or outcome where the event says so; -1 for none
    visit: Ints  # n-th time at the activity, from 0
    event: Ints
    person: Ints  # index into Blueprint.person_names, -1 for none
    items: Items
    end: float  # day on which observation ended: the horizon, or when the whole cohort had ended

    def __repr__(self) -> str:
        return f"Trace({len(self)} events of {len(self.items.number)} items in {self.end:g} days)"

    def __len__(self) -> int:
        return len(self.time)

    def same_as(self, other: "Trace") -> bool:
        """Equal to the last bit."""
        return _same(self, other) and _same(self.items, other.items) and self.end == other.end


def _same(one: Trace | Items, other: Trace | Items) -> bool:
    pairs = ((getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return all(a.tobytes() == b.tobytes() for a, b in pairs if isinstance(a, np.ndarray))

"""The model's order of events at one instant, laid over SimPy's.

At one instant come rate changes, then parts that are due, then sources; then held items are admitted and, last,
work is handed out. The order goes into SimPy's scheduling priority, above SimPy's own 0 and 1, so that nothing leans
on the order of insertion: what an event causes in the code drains before the next event.
"""

from collections.abc import Callable
from enum import IntEnum
from heapq import heappush
from typing import Any

import simpy
from simpy.events import Event

OWN = 16  # first priority that is the model's
KIND_BITS, MINOR_BITS = 96, 20
ADMIT, HAND_OUT, STOP = (OWN + (n << KIND_BITS + 8) for n in (1, 2, 3))


class Due(IntEnum):
    """Kinds of event, in their order at one instant."""

    RATE_CHANGE = 0
    PART = 1
    SOURCE = 2


class Clock(simpy.Environment):
    """A SimPy environment whose events are due at absolute times, in the model's order."""

    def due(
        self, at: float, kind: Due, major: int, minor: int = 0, callback: Callable[[Any], None] | None = None
    ) -> Event:
        """An event at time `at`; ties go by kind, then `major`, then `minor`."""
        return self.later(OWN + (kind << KIND_BITS | major << MINOR_BITS | minor), callback, at)

    def later(self, priority: int, callback: Callable[[Any], None] | None, at: float | None = None) -> Event:
        """An event with a priority, such as ADMIT, HAND_OUT or STOP: after everything due at an instant.

        The time is absolute: SimPy's now + (at - now) could miss it by the last bit.
        """
        event = Event(self)
        event._ok, event._value = True, None
        if callback is not None:
            event.callbacks = [callback]
        entry: Any = (self._now if at is None else at, priority, next(self._eid), event)
        heappush(self._queue, entry)
        return event

"""The model's order of events at one instant, laid over SimPy's.

At one instant come rate changes, then parts that are due, then sources; then held items are admitted and, last,
work is handed out. The order goes into SimPy's scheduling priority, above SimPy's own 0 and 1, so that nothing leans
on the order of insertion: what an event causes in the code drains before the next event.
"""

from collections.abc import Callable
from heapq import heappush
from typing import Any

import simpy
from simpy.events import Event

from sim import rules

OWN = 16  # first priority that is the model's
KIND_BITS, MINOR_BITS = 96, 20
RATE_CHANGE, PART, SOURCE, ADMIT, HAND_OUT, STOP = (OWN + (kind << KIND_BITS) for kind in range(6))


class Moment(Event):
    """Something that comes when it is time, as a SimPy timeout does; what it brings, and when, may be said later."""

    _ok = True
    _value: Any = None


class Clock(simpy.Environment):
    """A SimPy environment whose events are due at absolute times, in the model's order."""

    def __init__(self, horizon: float) -> None:
        super().__init__()
        self.horizon = horizon

    def due(self, at: float, kind: int, callback: Callable[[Any], None], major: int = 0, minor: int = 0) -> None:
        """Call back at time `at`; ties go by kind, then `major`, then `minor`."""
        moment = Moment(self)
        moment.callbacks.append(callback)
        self.set(moment, at, kind, major, minor)

    def set(self, moment: Moment, at: float, kind: int, major: int, minor: int) -> None:
        """Say when a moment comes. The time is absolute: SimPy's now + (at - now) could miss it by the last bit."""
        if at > self.horizon:
            at = rules.happens_at(at, self.horizon)
        entry: Any = (at, kind + (major << MINOR_BITS) + minor, next(self._eid), moment)
        heappush(self._queue, entry)

"""Pace: how long a replication takes by the clock, with the engine and the processes that are at work now.

What went before says little: the first replications load libraries, and the reference engine makes way for the compiled
one in the middle of a run. So each change of engine begins anew, and no time is told before enough has been seen.
"""

import time
from collections.abc import Callable

ENOUGH = 8  # replications
LONG_ENOUGH = 1.0  # seconds, where replications are that slow that fewer will do
FEW = 3


class Pace:
    """Counts replications as they are made."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._engine = clock, ""
        self._since, self._count = clock(), 0

    def count(self, replications: int, engine: str) -> None:
        """So many more were made, by this engine; the first of an engine are not timed, as it is loaded with them."""
        if engine != self._engine:
            self._engine, self._since, self._count = engine, self._clock(), 0
        else:
            self._count += replications

    @property
    def each(self) -> float | None:
        """Seconds by the clock per replication; None as long as that is a guess."""
        spent = self._clock() - self._since
        if self._count < (FEW if spent > LONG_ENOUGH else ENOUGH):
            return None
        return spent / self._count

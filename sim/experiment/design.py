"""The design of a run: how many replications, and when they are enough.

The rule looks at results only at planned sizes, so where it stops depends neither on the number of processes nor on
which of them was quicker; and it looks at the width of the interval, never at which side of zero it lies on. Times are
skewed, so that samples that happen to be low look precise too early: the first look comes at about the size that is
needed (`study.at_least`), which keeps the level of the intervals to about a point.
"""

from dataclasses import dataclass
from math import inf

from sim.errors import BadInput
from sim.scenario.schema import Study

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Precision:
    """Half-widths against those wanted; each pair is (half-width, wanted), the first that of the run's response."""

    pairs: tuple[tuple[float, float], ...]
    n: int
    level: float = 0.95
    unit: str = "days"  # of the first pair

    @property
    def reached(self) -> bool:
        """Whether every half-width is as small as wanted."""
        return all(half <= wanted for half, wanted in self.pairs)

    @property
    def needed(self) -> float:
        """Replications in all that the widest of them takes; infinite where that cannot be said."""
        from sim.stats.precision import replications_needed

        return max(replications_needed(half, self.n, wanted, level=self.level) for half, wanted in self.pairs)


@dataclass(frozen=True, slots=True)
class Plan:
    """Replications at least and at most; between them as many as the wanted half-width takes."""

    at_least: int
    at_most: int

    @property
    def fixed(self) -> bool:
        """Whether the number is given instead of found."""
        return self.at_least == self.at_most

    def after(self, precision: Precision) -> int:
        """How many replications there are at the next look."""
        from sim.stats.precision import next_size

        return next_size(precision.n, precision.needed, at_most=self.at_most)

    def expected(self, precision: Precision | None) -> int:
        """Replications that the run will probably take, for the time left."""
        if precision is None:
            return self.at_least
        needed = inf if self.fixed else precision.needed
        return precision.n if precision.reached else min(self.at_most, max(precision.n, int(min(needed, MOST))))


def plan(study: Study, replications: int | str) -> Plan:
    """The plan for `"auto"` (the study's own limits) or for a fixed number.

    Raises:
        BadInput: if it is neither, or below 2, since one replication says nothing about chance.
    """
    if isinstance(replications, str) and replications == "auto":
        return Plan(study.at_least, max(study.at_least, study.at_most))
    text = str(replications)
    if isinstance(replications, bool) or not text.isdigit() or not 2 <= int(text) <= MOST:
        raise BadInput(f'replications = "{text[:40]}"\n    must be auto or a whole number from 2 to {MOST}')
    return Plan(int(text), int(text))

"""Work items as responses see them: marks, ends, the cohort, the window.

The window is [warm_up, warm_up + intake) of a flow study and the whole run of a portfolio study; the cohort are the
use cases requested by the clock within it, in a portfolio study those waiting on day 0 too. The first row of a mark
counts. An item whose route has no mark `live` is live when it is done.
"""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.observations import waiting_sources
from sim.rules import DAYS_PER_YEAR, not_after, window
from sim.stats.curve import LIVE, STOPPED, UNDECIDED, WITHDRAWN
from sim.trace import Floats, Ints, Outcome

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

YEAR = DAYS_PER_YEAR  # working days
_END = {Outcome.STOPPED: STOPPED, Outcome.WITHDRAWN: WITHDRAWN}
Flags = NDArray[np.bool_]


class Cases(ABC):
    """Columns with a place for each item; everything is worked out once, when first asked for."""

    blueprint: "Blueprint"
    use_case: Flags  # the items that are use cases and nobody's child
    source: Ints
    measurable: Flags
    requested: Floats
    observed_until: Floats | float  # of each item, or of all: end of observation

    @property
    @abstractmethod
    def marks(self) -> Floats:  # item, mark
        """Day of the first row of each mark; not a number where there is none."""

    @property
    @abstractmethod
    def ended(self) -> tuple[Floats, Ints, Ints]:
        """Day, outcome and step of each item's end; not a number, -1, -1 for those that have not ended."""

    def mark(self, name: str) -> Floats:
        """Day on which each item reached a mark; not a number for those that did not, or where no route has it."""
        if name == "requested":
            return self.requested
        if name == "live":
            return self.live_at
        if name not in self.blueprint.mark_names:
            return np.full(len(self.requested), np.nan)
        return np.asarray(self.marks[:, self.blueprint.mark_names.index(name)])

    @cached_property
    def live_at(self) -> Floats:
        """Day on which each item went live."""
        day, how, _ = self.ended
        done = np.where(how == Outcome.DONE, day, np.nan)
        if "live" not in self.blueprint.mark_names:
            return done
        live = self.marks[:, self.blueprint.mark_names.index("live")]
        return np.where(np.isnan(live), done, live)

    @cached_property
    def outcome(self) -> NDArray[np.int8]:
        """Live, stopped, withdrawn or undecided, by the end of observation."""
        _, how, _ = self.ended
        outcome = np.full(len(how), UNDECIDED, dtype=np.int8)
        for end, code in _END.items():
            outcome[how == end] = code
        outcome[~np.isnan(self.live_at)] = LIVE
        return outcome

    @cached_property
    def until(self) -> Floats:
        """Day on which each item went live or ended, or on which observation did."""
        day = np.where(np.isnan(self.live_at), self.ended[0], self.live_at)
        return np.where(np.isnan(day), self.observed_until, day)

    @cached_property
    def on_route(self) -> Flags:
        """Use cases on their way to production, so not the stock that is live on day 0."""
        stock = ~self.measurable & (self.live_at <= self.requested)
        return np.asarray(self.use_case & ~stock)

    @cached_property
    def in_cohort(self) -> Flags:
        """Use cases that are measured."""
        if self.blueprint.study_type == "flow":
            start, end = self.blueprint.warm_up, self.blueprint.warm_up + self.blueprint.intake
            return np.asarray(self.use_case & self.measurable & within(self.requested, start, end))
        return np.asarray(self.on_route & (self.measurable | waiting_sources(self.blueprint)[self.source]))

    @cached_property
    def cohort(self) -> Ints:
        """Places of the use cases that are measured."""
        return np.flatnonzero(self.in_cohort)

    @cached_property
    def went_live(self) -> Ints:
        """Places of the measured use cases that went live."""
        return np.asarray(self.cohort[self.outcome[self.cohort] == LIVE])


def within(days: Floats, first: Floats | float, last: Floats | float) -> Flags:
    """Which days lie in [first, last), by the rule that both engines use."""
    reached = not_after(first, days)  # type: ignore[arg-type]  # the rule reads the same for columns
    return np.asarray(reached & ~np.asarray(not_after(last, days)))  # type: ignore[arg-type]


def window_of(blueprint: "Blueprint", end: float) -> tuple[float, float]:
    """First and last day of what is measured in a replication observed until `end`."""
    flow = blueprint.study_type == "flow"
    return window(flow, float(blueprint.warm_up), float(blueprint.warm_up + blueprint.intake), end)

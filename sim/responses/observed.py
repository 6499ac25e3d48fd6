"""What one replication shows: marks, ends, the cohort, the window, and the walks through the trace made from them.

The window is [warm_up, warm_up + intake) of a flow study and the whole run of a portfolio study; the cohort are the
use cases requested by the clock within it, in a portfolio study those waiting on day 0 too. The first row of a mark
counts. An item whose route has no mark `live` is live when it is done.
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.responses.effort import Effort, walk_people
from sim.responses.split import Split, walk_items
from sim.rules import DAYS_PER_YEAR
from sim.stats.curve import LIVE, STOPPED, UNDECIDED, WITHDRAWN
from sim.trace import Event, Floats, Ints, Outcome, Trace

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

YEAR = DAYS_PER_YEAR  # working days
_END = {Outcome.STOPPED: STOPPED, Outcome.WITHDRAWN: WITHDRAWN}


class Observed:
    """One replication, looked at; everything is worked out once, when first asked for."""

    def __init__(self, trace: Trace, blueprint: "Blueprint") -> None:
        self.trace = trace
        self.blueprint = blueprint
        items = trace.items
        kinds = np.asarray(blueprint.kind_is_use_case, dtype=bool)
        self.use_case: NDArray[np.bool_] = kinds[items.kind] & (items.parent < 0)
        self.requested: Floats = items.requested
        flow = blueprint.study_type == "flow"
        self.window: tuple[float, float] = (0.0, trace.end)
        if flow:
            end = min(blueprint.warm_up + blueprint.intake, trace.end)
            self.window = (min(float(blueprint.warm_up), end), end)

    @cached_property
    def row_item(self) -> Ints:
        """Place in `items` of each row's item."""
        number = self.trace.items.number
        if len(number) and number[0] == 0 and number[-1] == len(number) - 1:
            return self.trace.item
        return np.searchsorted(number, self.trace.item)

    @cached_property
    def marks(self) -> Floats:  # item, mark
        """Day of the first row of each mark; not a number where there is none."""
        rows = np.flatnonzero(self.trace.event == Event.MARKED)[::-1]
        days = np.full((len(self.trace.items), len(self.blueprint.mark_names)), np.nan)
        days[self.row_item[rows], self.trace.part[rows]] = self.trace.time[rows]
        return days

    def mark(self, name: str) -> Floats:
        """Day on which each item reached a mark; not a number for those that did not, or where no route has it."""
        if name == "requested":
            return self.requested
        if name == "live":
            return self.live_at
        if name not in self.blueprint.mark_names:
            return np.full(len(self.trace.items), np.nan)
        return np.asarray(self.marks[:, self.blueprint.mark_names.index(name)])

    @cached_property
    def ended(self) -> tuple[Floats, Ints, Ints]:
        """Day, outcome and step of each item's end; not a number, -1, -1 for those that have not ended."""
        rows = np.flatnonzero(self.trace.event == Event.ENDED)[::-1]
        place = self.row_item[rows]
        day = np.full(len(self.trace.items), np.nan)
        how, where = np.full(len(day), -1, dtype=np.int64), np.full(len(day), -1, dtype=np.int64)
        day[place], how[place] = self.trace.time[rows], self.trace.part[rows]
        where[place] = self.trace.step[rows]
        return day, how, where

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
        return np.where(np.isnan(day), self.trace.end, day)

    @cached_property
    def on_route(self) -> NDArray[np.bool_]:
        """Use cases on their way to production, so not the stock that is live on day 0."""
        stock = ~self.trace.items.measurable & (self.live_at <= self.requested)
        return np.asarray(self.use_case & ~stock)

    @cached_property
    def in_cohort(self) -> NDArray[np.bool_]:
        """Use cases that are measured."""
        items = self.trace.items
        if self.blueprint.study_type == "flow":
            start, end = self.blueprint.warm_up, self.blueprint.warm_up + self.blueprint.intake
            return np.asarray(self.use_case & items.measurable & (self.requested >= start) & (self.requested < end))
        waiting = np.array(["waiting" in name for name in self.blueprint.source_names], dtype=bool)
        return np.asarray(self.on_route & (items.measurable | waiting[items.source]))

    @cached_property
    def cohort(self) -> Ints:
        """Places in `items` of the use cases that are measured."""
        return np.flatnonzero(self.in_cohort)

    @cached_property
    def went_live(self) -> Ints:
        """Places in `items` of the measured use cases that went live."""
        return np.asarray(self.cohort[self.outcome[self.cohort] == LIVE])

    @cached_property
    def split(self) -> Split:
        """Where the time of the use cases on their way went."""
        return walk_items(
            self.trace,
            self.row_item,
            self.on_route,
            self.until,
            np.asarray(self.blueprint.step_stage),
            len(self.blueprint.stage_names),
        )

    @cached_property
    def effort(self) -> Effort:
        """Who was busy for how long, on what."""
        return walk_people(self.trace, self.row_item, self.window, self.blueprint)

    @property
    def years(self) -> float:
        """Length of the window in years of 252 working days."""
        return (self.window[1] - self.window[0]) / YEAR

    def in_window(self, days: Floats) -> NDArray[np.bool_]:
        """Which days lie in the window; the last day of a run belongs to it."""
        start, end = self.window
        return np.asarray((days >= start) & ((days < end) | ((end == self.trace.end) & (days == end))))

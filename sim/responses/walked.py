"""One trace, looked at: the walks through its rows, and the observations that responses are made of."""

from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from sim.observations import WIP_EVERY, Observations, Passages, Queues, TimeSplit, Work, account_until
from sim.responses.cases import Cases, window_of, within
from sim.responses.effort import Effort, exact_sums, sums, walk_people
from sim.responses.split import Split, in_stages, walk_items
from sim.stats.curve import STOPPED
from sim.trace import Event, Floats, Ints, Trace

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

CROSSINGS = (Event.CROSSED_TEAMS, Event.PASSED_ON, Event.BOUNCED)


class Walked(Cases):
    """All items of one trace."""

    def __init__(self, trace: Trace, blueprint: "Blueprint") -> None:
        self.trace = trace
        self.blueprint = blueprint
        items = trace.items
        kinds = np.asarray(blueprint.kind_is_use_case, dtype=bool)
        self.use_case = kinds[items.kind] & (items.parent < 0)
        self.source, self.measurable, self.requested = items.source, items.measurable, items.requested
        self.observed_until = trace.end
        self.window = window_of(blueprint, trace.end)

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

    def observations(self) -> Observations:
        """This one replication as responses need it."""
        trace, blueprint, effort, cases = self.trace, self.blueprint, self.effort, np.flatnonzero(self.use_case)
        role_of, roles = np.asarray(blueprint.part_role), len(blueprint.role_names)
        ours = self.in_cohort[self.row_item[effort.rows]]
        role = role_of[trace.part[effort.rows]]
        again = ours & (trace.visit[effort.rows] > 0)
        wip = in_stages(self.split, len(blueprint.stage_names), WIP_EVERY, trace.end)
        return Observations(
            replication=np.zeros(len(cases), dtype=np.int64),
            source=trace.items.source[cases],
            kind=trace.items.kind[cases],
            domain=trace.items.domain[cases],
            measurable=trace.items.measurable[cases],
            requested=trace.items.requested[cases],
            size=trace.items.size[cases],
            value=trace.items.value[cases],
            marks=self.marks[cases],
            ended=self.ended[0][cases],
            how=self.ended[1][cases],
            where=self.ended[2][cases],
            drifted=self._drifted(account_until(blueprint))[cases],
            drifted_ever=self._drifted(trace.end)[cases],
            end=np.array([trace.end]),
            split=TimeSplit(self.split.by_state[cases], self.split.by_stage[cases]),
            passages=Passages(self._passed()[cases], self._crossings()[cases]),
            busy=effort.busy[None],
            queues=self._queues(),
            work=Work(
                worked=exact_sums(role[ours], effort.worked[ours], roles)[None],
                reworked=np.array([fsum(effort.worked[again].tolist())]),
                worked_in_window=exact_sums(role, effort.worked_in_window, roles)[None],
            ),
            used=effort.used[None],
            stays=effort.stays[None],
            wip=(wip.astype(np.float32),),
        )

    def _queues(self) -> Queues:
        """The requests made in the window: served, given up, waiting to the very end."""
        trace, requests, role_of = self.trace, self.effort.requests, np.asarray(self.blueprint.part_role)
        start, end = self.window
        inside = within(requests.requested, start, np.inf if end == trace.end else end)
        closed, waits, role = requests.closed, requests.wait, role_of[trace.part[requests.row]]
        served = inside & (closed >= 0) & (trace.event[closed] == Event.STARTED)
        waiting, gave_up = inside & (closed < 0), inside & (closed >= 0) & ~served

        def added(which: np.ndarray, place: Ints, many: int) -> tuple[Floats, Floats]:
            ours = np.flatnonzero(which)
            days = exact_sums(place[ours], waits[ours], many)
            return days[None], sums(place[ours], np.ones(len(ours)), many)[None]

        roles, by = len(self.blueprint.role_names), trace.person[closed]
        return Queues(
            *added(served, role, roles),
            *added(waiting, role, roles),
            *added(gave_up, role, roles),
            *added(served, by, len(self.blueprint.person_names)),
        )

    def _drifted(self, by: float) -> Floats:  # item
        """Days from each drift to the end of its mending, until the item is retired, by a day."""
        items, waits = self.trace.items, np.asarray(self.blueprint.source_waits, dtype=bool)
        own = np.searchsorted(items.number, items.parent)
        child = np.flatnonzero((items.parent >= 0) & waits[items.source])
        child = child[items.parent[own[child]] < 0]
        parent = own[child]
        until = np.full(len(child), min(by, self.trace.end))
        until = np.fmin(until, self.marks[parent, self.blueprint.mark_names.index("retired")])
        over = self.ended[0][child]
        mended = np.where(np.isnan(over), self.trace.end, over)
        return sums(parent, np.minimum(mended, until) - np.minimum(items.requested[child], until), len(items))

    def _passed(self) -> np.ndarray:  # item, gate
        """Gates whose verdict each item has waited for."""
        gate_of = np.asarray(self.blueprint.step_gate)
        rows = np.flatnonzero((self.trace.event == Event.GATE_ENDED) & (self.trace.step >= 0))
        passed = np.zeros((len(self.trace.items), len(self.blueprint.gate_names)), dtype=bool)
        passed[self.row_item[rows], gate_of[self.trace.step[rows]]] = True
        _, _, where = self.ended
        out = np.flatnonzero((self.outcome == STOPPED) & (where >= 0))
        out = out[gate_of[where[out]] >= 0]
        passed[out, gate_of[where[out]]] = True
        return passed

    def _crossings(self) -> Ints:  # item, kind of crossing
        found = np.zeros((len(self.trace.items), len(CROSSINGS)), dtype=np.int64)
        for column, event in enumerate(CROSSINGS):
            rows = np.flatnonzero(self.trace.event == event)
            late = self.trace.time[rows] > self.live_at[self.row_item[rows]]
            np.add.at(found[:, column], self.row_item[rows[~late]], 1)
        return found

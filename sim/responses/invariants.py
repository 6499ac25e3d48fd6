"""What must hold in every trace, checked on request and reported by name (verification case V28)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.observations import NOTHING
from sim.responses.effort import SIGN, pieces, presence
from sim.responses.stints import hands_over_time, open_at_the_end, repeated, running
from sim.responses.walked import Walked
from sim.trace import Event, Outcome, Trace

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

TOLERANCE = 1e-9  # relative
Check = Callable[[Walked], str]
CHECKS: dict[str, Check] = {}


class InvariantError(AssertionError):
    """A trace contradicts itself; `name` says which identity is broken."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")
        self.name = name


def check_invariants(trace: Trace, blueprint: "Blueprint") -> None:
    """Raise an InvariantError that names the first identity that does not hold."""
    study = Walked(trace, blueprint)
    for name, check in CHECKS.items():
        if broken := check(study):
            raise InvariantError(name, broken)


def _invariant(check: Check) -> Check:
    CHECKS[check.__name__.replace("_", " ")] = check
    return check


def _row(study: Walked, row: int) -> str:
    trace = study.trace
    return f"day {trace.time[row]:.12g}, item {trace.item[row]}, {Event(int(trace.event[row])).name}, row {row}"


@_invariant
def event_times_never_decrease(study: Walked) -> str:
    """And lie between 0 and the end of observation."""
    time = study.trace.time
    if not len(time):
        return ""
    back = np.flatnonzero(np.diff(time) < 0.0)
    if len(back):
        return _row(study, int(back[0]) + 1)
    if not np.all(np.isfinite(time)) or time[0] < 0.0 or time[-1] > study.trace.end:
        return f"days from {time[0]} to {time[-1]}, observed from 0 to {study.trace.end}"
    return ""


@_invariant
def items_are_numbered_once_and_known(study: Walked) -> str:
    """Every row belongs to an item; numbers increase."""
    number = study.trace.items.number
    if np.any(np.diff(number) <= 0):
        return "numbers do not increase"
    strange = np.flatnonzero(~np.isin(study.trace.item, number))
    return _row(study, int(strange[0])) if len(strange) else ""


@_invariant
def items_requested_are_done_or_gone_or_in_progress(study: Walked) -> str:
    """At every event: each item comes into being once, as written in its record, and ends at most once."""
    trace = study.trace
    begun = np.bincount(study.row_item[trace.event == Event.REQUESTED], minlength=len(trace.items))
    ended = np.bincount(study.row_item[trace.event == Event.ENDED], minlength=len(trace.items))
    wrong = np.flatnonzero((begun != 1) | (ended > 1))
    if len(wrong):
        where = int(wrong[0])
        return f"item {trace.items.number[where]} is requested {begun[where]} times and ends {ended[where]} times"
    rows = np.flatnonzero(trace.event == Event.REQUESTED)
    off = np.flatnonzero(trace.time[rows] != trace.items.requested[study.row_item[rows]])
    if len(off):
        return f"{_row(study, int(rows[off[0]]))} differs from the item's record"
    early = np.flatnonzero(trace.time < trace.items.requested[study.row_item])
    if len(early):
        return f"{_row(study, int(early[0]))} lies before the item's request"
    moves = (trace.event == Event.REQUESTED).astype(np.int64) - (trace.event == Event.ENDED)
    inside = np.cumsum(moves)
    settled = np.append(np.diff(trace.time) > 0.0, True)[: len(trace)]  # the last row of each instant
    if inside[settled].min(initial=0) < 0:
        return f"{inside[settled].min()} items in progress"
    return ""


@_invariant
def every_start_has_one_finish(study: Walked) -> str:
    """Requests, starts, pauses and ends of a stint alternate, per item, part and visit."""
    trace = study.trace
    for event in (Event.STARTED, Event.FINISHED):
        if len(again := repeated(study, event)):
            return f"{_row(study, int(again[0]))} happened before"
    for opens, closes in (
        ((Event.STARTED, Event.RESUMED), (Event.PAUSED, Event.FINISHED)),
        ((Event.QUEUED, Event.PAUSED), (Event.STARTED, Event.RESUMED, Event.WITHDRAWN)),
    ):
        rows, sums = running(study, opens, closes)
        wrong = np.flatnonzero((sums < 0) | (sums > 1))
        if len(wrong):
            return f"{_row(study, int(rows[wrong[0]]))}: {sums[wrong[0]]} open"
    open_work = open_at_the_end(study)
    ended = study.ended[1][study.row_item[open_work]] == Outcome.DONE
    if np.any(ended):
        return f"{_row(study, int(open_work[ended][0]))} has no finish although the item has ended"
    missing = np.flatnonzero((SIGN[trace.event] != 0) & (trace.person < 0))
    return f"{_row(study, int(missing[0]))} names nobody" if len(missing) else ""


@_invariant
def nobody_carries_more_than_they_can(study: Walked) -> str:
    """Stints in hand never exceed what a person carries, nor fall below none."""
    if not getattr(study.blueprint, "queueing", True):
        return ""
    person, hands, start, _ = hands_over_time(study)
    carries = np.asarray(study.blueprint.person_carries)[person]
    wrong = np.flatnonzero((hands > carries) | (hands < 0))
    if not len(wrong):
        return ""
    at = int(wrong[0])
    return f"{study.blueprint.person_names[person[at]]} has {hands[at]} stints in hand on day {start[at]:.12g}"


@_invariant
def only_people_who_are_there_are_busy(study: Walked) -> str:
    """Work in hand lies within the times at which a person has a rate above 0."""
    if not getattr(study.blueprint, "queueing", True):
        return ""
    who, first, end = pieces(study.blueprint)
    idle = np.asarray(study.blueprint.rate_slope) <= 0.0
    idle_until = np.where(idle, np.minimum(end, study.trace.end), first)
    person, hands, start, until = hands_over_time(study)
    busy = hands > 0
    person, start, until = person[busy], start[busy], until[busy]
    for each in np.unique(who[idle]):
        mine, off = person == each, idle & (who == each)
        overlap = np.minimum(until[mine][:, None], idle_until[off]) - np.maximum(start[mine][:, None], first[off])
        if overlap.size and overlap.max() > TOLERANCE * max(study.trace.end, 1.0):
            where = int(np.argmax(overlap.max(axis=1)))
            name = study.blueprint.person_names[each]
            return f"{name} works from day {start[mine][where]:.12g} to {until[mine][where]:.12g} while away"
    return ""


@_invariant
def nobody_is_busy_longer_than_present(study: Walked) -> str:
    """Busy days of each person, and of all whose whole time is modeled by use, fit into the days present."""
    if not getattr(study.blueprint, "queueing", True):
        return ""
    effort, window = study.effort, (np.array([study.window[0]]), np.array([study.window[1]]))
    present = presence(study.blueprint, window, effort.stays[None])[0][0]
    slack = TOLERANCE * max(study.trace.end, 1.0)
    over = np.flatnonzero(effort.busy > present + slack)
    if len(over):
        who = int(over[0])
        return f"{study.blueprint.person_names[who]} is busy {effort.busy[who]!r} of {present[who]!r} days"
    modeled = float(present[np.asarray(study.blueprint.person_modeled, dtype=bool)].sum())
    used = float(effort.used[-1].sum())
    return f"{used!r} of {modeled!r} days are used" if used > modeled + slack * max(len(present), 1) else ""


@_invariant
def time_split_adds_up(study: Walked) -> str:
    """Every instant of an item on its way has one state and one stage, and nothing ends that had not begun."""
    if study.split.least < 0:
        return "something ended at an item that had not begun"
    days = np.where(study.on_route, study.until - study.requested, 0.0)
    slack = TOLERANCE * np.maximum(days, 1.0)
    none = np.flatnonzero(study.split.by_state[:, NOTHING] > slack)
    if len(none):
        where = int(none[0])
        at = np.flatnonzero((study.split.item == where) & (study.split.state == NOTHING))
        since = study.split.start[at[0]] if len(at) else study.requested[where]
        return f"item {study.trace.items.number[where]} is in no state from day {since:.12g}"
    for parts in (study.split.by_state, study.split.by_stage):
        wrong = np.flatnonzero(np.abs(parts.sum(axis=1) - days) > slack)
        if len(wrong):
            where = int(wrong[0])
            return f"item {study.trace.items.number[where]}: {parts[where].sum()} of {days[where]} days"
    return ""


@_invariant
def what_has_ended_has_no_later_work(study: Walked) -> str:
    """Nothing begins at a stopped or withdrawn item; what is in hand may be finished, what is live retires."""
    day, how, _ = study.ended
    gone = np.where((how == Outcome.STOPPED) | (how == Outcome.WITHDRAWN), day, np.inf)
    in_hand = np.isin(study.trace.event, [Event.PAUSED, Event.RESUMED, Event.FINISHED])
    retires = (study.trace.event == Event.MARKED) & (study.trace.part == study.blueprint.mark_names.index("retired"))
    late = np.flatnonzero((study.trace.time > gone[study.row_item]) & ~in_hand & ~retires)
    return _row(study, int(late[0])) if len(late) else ""


@_invariant
def little_law_holds_on_the_path(study: Walked) -> str:
    """The integral of items in progress is the sum of their times; per stage too (Little 1961, sample path)."""
    trace = study.trace
    rows = np.flatnonzero((trace.event == Event.REQUESTED) | (trace.event == Event.ENDED))
    inside = np.cumsum(np.where(trace.event[rows] == Event.REQUESTED, 1, -1))
    until = np.append(trace.time[rows][1:], trace.end)
    area = float(np.sum(inside * (until - trace.time[rows])))
    end = np.where(np.isnan(study.ended[0]), trace.end, study.ended[0])
    times = float(np.sum(end - trace.items.requested))
    if abs(area - times) > TOLERANCE * max(abs(times), 1.0):
        return f"area {area!r}, sum of times {times!r}"
    split = study.split
    for stage in range(len(study.blueprint.stage_names)):
        here = split.stage == stage
        days = np.concatenate([split.start[here], split.end[here]])
        step = np.repeat([1, -1], int(here.sum()))
        order = np.argsort(days, kind="stable")
        area = float(np.sum(np.cumsum(step[order])[:-1] * np.diff(days[order]))) if len(days) else 0.0
        times = float(split.by_stage[:, stage].sum())
        if abs(area - times) > TOLERANCE * max(abs(times), 1.0):
            return f"stage {study.blueprint.stage_names[stage]}: area {area!r}, sum of times {times!r}"
    return ""


@_invariant
def busy_time_is_work(study: Walked) -> str:
    """Busy days of people equal the work logged on items; utilization is a share."""
    effort = study.effort
    _, hands, start, until = hands_over_time(study)
    alone = not getattr(study.blueprint, "queueing", True)
    busy = float(np.sum((until - start) * (hands if alone else hands > 0)))
    worked = float(effort.worked.sum())
    if abs(busy - worked) > TOLERANCE * max(busy, 1.0):
        return f"{busy!r} busy days, {worked!r} worked"
    return ""

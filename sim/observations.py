"""What responses need of some replications, without their traces: sums by use case, person and role.

Made from a trace by `sim.responses.walked`, or by the compiled engine while the rows are still at hand.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.blueprint.blueprint import SourceType
from sim.trace import Event, Floats, Ints

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

WIP_EVERY = 5.0  # working days

# what people's time is used for; what is left of the time present is idle
USES = ("new", "rework", "upkeep", "duties")
NEW, REWORK, UPKEEP, DUTIES = range(4)
IDLE = "idle"
PERIOD, MOST_PERIODS = 63.0, 200  # uses are told by quarters of a year, or by longer periods of a long study

# the state of an item on its way is the first of these that is open
STATES = ("working", "reworking", "queueing", "waiting", "handover", "gate", "held")
WORKING, REWORKING, QUEUEING, WAITING, HANDOVER, GATE, HELD, NOTHING = range(8)
OPENS = {  # what a row opens; work at a repeated visit is rework
    Event.QUEUED: QUEUEING, Event.STARTED: WORKING, Event.PAUSED: QUEUEING, Event.RESUMED: WORKING,
    Event.WAIT_BEGAN: WAITING, Event.HANDOVER_BEGAN: HANDOVER, Event.GATE_BEGAN: GATE, Event.HELD: HELD,
}  # fmt: skip
CLOSES = {  # and what it closes; an admission closes only what was held
    Event.STARTED: QUEUEING, Event.PAUSED: WORKING, Event.RESUMED: QUEUEING, Event.FINISHED: WORKING,
    Event.WITHDRAWN: QUEUEING, Event.WAIT_ENDED: WAITING, Event.HANDOVER_ENDED: HANDOVER, Event.GATE_ENDED: GATE,
    Event.ADMITTED: HELD,
}  # fmt: skip


# what need not be looked at, by name, with the rows of a trace that it is made of; marks and ends always are
_STINTS = {Event.STARTED, Event.PAUSED, Event.RESUMED, Event.FINISHED}
PARTS: dict[str, set[Event]] = {
    "split": {*OPENS, *CLOSES},
    "wip": {*OPENS, *CLOSES},
    "busy": _STINTS,
    "queues": {Event.QUEUED, Event.STARTED, Event.WITHDRAWN},
    "work": _STINTS,
    "used": _STINTS,
    "stays": _STINTS,
    "passages": {Event.GATE_ENDED, Event.CROSSED_TEAMS, Event.PASSED_ON, Event.BOUNCED},
}
ALWAYS = {Event.MARKED, Event.ENDED}


@dataclass(frozen=True, slots=True)
class TimeSplit:
    """Where the time of use cases went: days until live, end, or end of observation."""

    by_state: Floats  # use case x state (last: in none)
    by_stage: Floats  # use case x stage (last: in none)


@dataclass(frozen=True, slots=True)
class Passages:
    """What use cases passed on their way."""

    passed: NDArray[np.bool_]  # use case x gate
    crossings: Ints  # use case x (between teams, within the team, bounced), until live


@dataclass(frozen=True, slots=True)
class Queues:
    """How long requests queued for people."""

    waited: Floats  # replication x role: days in queues, of requests made in the window and served
    served: Floats  # replication x role: number of these
    waiting_for: Floats  # replication x role: days so far, of requests made in the window that wait to the very end
    waiting: Floats
    gave_up_after: Floats  # replication x role: days until it was withdrawn, of requests made in the window
    gave_up: Floats
    waited_by: Floats  # replication x person who served
    served_by: Floats


@dataclass(frozen=True, slots=True)
class Work:
    """What was worked on."""

    worked: Floats  # replication x role asked: days of work on the cohort's use cases
    reworked: Floats  # replication: of these, at repeated visits
    worked_in_window: Floats  # replication x role asked: days of work in the window, on anything


@dataclass(frozen=True, slots=True)
class Observations:
    """Some replications, one after another; the window of a study is told in `sim.responses.cases`."""

    # a row for each use case that is nobody's child, in the order of item numbers
    replication: Ints  # place among these replications
    source: Ints
    kind: Ints
    domain: Ints
    measurable: NDArray[np.bool_]
    requested: Floats  # day
    size: Floats
    value: Floats
    marks: Floats  # use case x mark: first day; not a number where there is none
    ended: Floats  # day; not a number for those that have not ended
    how: Ints  # sim.trace.Outcome; -1 for those that have not ended
    where: Ints  # step of the end, -1 for none
    drifted: Floats  # days from a drift to the end of its mending, until retired, by the end of the account
    drifted_ever: Floats  # the same by the end of observation

    # a row for each replication
    end: Floats  # day on which observation ended

    # parts; None for those that were not looked at
    split: TimeSplit | None
    passages: Passages | None
    busy: Floats | None  # replication x person: days in the window
    queues: Queues | None
    work: Work | None
    used: Floats | None  # replication x period (last: the window) x use: days of people whose whole time is modeled
    stays: Floats | None  # replication x person: day on which the last stint was put down; a leaver goes then
    wip: tuple[NDArray[np.float32], ...] | None  # every fifth day x stage (last: held): use cases

    def __len__(self) -> int:
        return len(self.end)


def waiting_sources(blueprint: "Blueprint") -> NDArray[np.bool_]:
    """Sources whose items wait on day 0 of a portfolio study, so that they are measured too."""
    return np.array(["waiting" in name for name in blueprint.source_names], dtype=bool)


def uses_of_sources(blueprint: "Blueprint") -> Ints:
    """What working on an item of each source is at a first visit; what an item asks for comes from its source too."""
    kinds, live = np.asarray(blueprint.source_kind), np.asarray(blueprint.source_type) == SourceType.LIVE
    use_case = np.append(np.asarray(blueprint.kind_is_use_case, dtype=bool), True)[kinds]
    return np.where(live, UPKEEP, np.where(use_case, NEW, DUTIES)).astype(np.int64)


def periods(horizon: float) -> tuple[float, int]:
    """Length of the periods by which uses are told, and how many there are up to a horizon."""
    length = PERIOD if horizon >= 10 * PERIOD else max(horizon / 10, 1.0)
    length *= max(1.0, float(np.ceil(horizon / (length * MOST_PERIODS))))
    return length, int(np.floor(horizon / length)) + 1


def account_until(blueprint: "Blueprint") -> float:
    """Last day of value and cost: as the scenario says, else the end of the window, or the horizon of a portfolio."""
    if blueprint.money.until >= 0:
        return blueprint.money.until
    flow = blueprint.study_type == "flow"
    return float(blueprint.warm_up + blueprint.intake) if flow else float(blueprint.horizon)

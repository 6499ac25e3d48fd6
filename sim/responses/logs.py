"""Replications spelled out: a row per work item, and an event log that process-mining tools read.

Columns of the event log are named as in the XES standard (IEEE 1849), beside the day of the study. An item is known by
its source and its place there, `requests-17`, and what it asked for by a number after that, `requests-17.2`; the same
item has the same name in every configuration and in every log.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.observations import STATES
from sim.responses.walked import Walked
from sim.stats.curve import LIVE
from sim.trace import Event, Items, Outcome, Trace

if TYPE_CHECKING:
    import pandas as pd

    from sim.blueprint import Blueprint

OUTCOMES = ("undecided", "live", "stopped", "withdrawn")
LASTING = {  # event -> (what it is about, lifecycle transition of the XES standard)
    Event.QUEUED: ("part", "schedule"), Event.STARTED: ("part", "start"), Event.PAUSED: ("part", "suspend"),
    Event.RESUMED: ("part", "resume"), Event.FINISHED: ("part", "complete"), Event.WITHDRAWN: ("part", "withdraw"),
    Event.WAIT_BEGAN: ("part", "start"), Event.WAIT_ENDED: ("part", "complete"),
    Event.HANDOVER_BEGAN: ("handover to", "start"), Event.HANDOVER_ENDED: ("handover to", "complete"),
    Event.GATE_BEGAN: ("gate after", "start"), Event.GATE_ENDED: ("gate after", "complete"),
    Event.HELD: ("held before", "start"), Event.ADMITTED: ("held before", "complete"),
}  # fmt: skip
AT_ONCE = {
    Event.CROSSED_TEAMS: "handover between teams to", Event.PASSED_ON: "handover within the team to",
    Event.BOUNCED: "handover bounced on the way to", Event.REDONE: "redone", Event.SENT_BACK: "sent back from",
}  # fmt: skip
Names = NDArray[np.object_]


def items_table(
    trace: Trace, blueprint: "Blueprint", *, replication: int = 0, everything: bool = False
) -> "pd.DataFrame":
    """A row for each request: marks, outcome, and its days by state, which add up to `days`.

    With `everything` what requests ask for, duties, upkeep and the live stock are there too.
    """
    import pandas as pd

    study, words = Walked(trace, blueprint), _Words.of(blueprint)
    rows = np.flatnonzero(study.on_route | everything)
    items, names = trace.items, item_names(trace.items, blueprint)
    table: dict[str, Any] = {
        "replication": np.full(len(rows), replication),
        "item": names[rows],
        "parent": _parents(items, names)[rows],
        "kind": words.kinds[items.kind[rows]],
        "domain": words.domains[items.domain[rows]],
        "source": words.sources[items.source[rows]],
        "size": items.size[rows],
        "value": items.value[rows],
        "measured": study.in_cohort[rows],
        "requested": items.requested[rows],
    }
    for mark in ("defined", "model_ready", "live", "in_use", "retired"):
        table[mark] = study.mark(mark)[rows]
    table["outcome"] = _outcomes(study)[rows]
    table["until"] = study.until[rows]
    table["days"] = (study.until - study.requested)[rows]
    for place, state in enumerate(STATES):
        table[state] = study.split.by_state[rows, place]
    return pd.DataFrame(table)


def events_table(
    trace: Trace,
    blueprint: "Blueprint",
    *,
    replication: int = 0,
    everything: bool = False,
    timestamp: Callable[[float], Any] = float,
) -> "pd.DataFrame":
    """The event log of the requests, or of everything; `timestamp` turns a day of the study into a point in time.

    A case is a work item. It is named `requests-17`; in replications after the first their number stands before it,
    `3/requests-17`, so that logs may be put together.
    """
    import pandas as pd

    study, words, items = Walked(trace, blueprint), _Words.of(blueprint), trace.items
    rows = np.flatnonzero((study.on_route | everything)[study.row_item])
    of, person = study.row_item[rows], trace.person[rows]
    names = item_names(items, blueprint)
    cases = names if replication == 0 else np.array([f"{replication}/{name}" for name in names], dtype=object)
    told = [
        words.activity(event, part, step)
        for event, part, step in zip(
            *(each[rows].tolist() for each in (trace.event, trace.part, trace.step)), strict=True
        )
    ]
    role = np.append(np.asarray(blueprint.part_role), -1)[
        np.where(words.of_a_part[trace.event[rows]], trace.part[rows], -1)
    ]
    return pd.DataFrame(
        {
            "case:concept:name": cases[of],
            "concept:name": [name for name, _ in told],
            "lifecycle:transition": [transition for _, transition in told],
            "time:timestamp": [timestamp(day) for day in trace.time[rows].tolist()],
            "org:resource": words.people[person],
            "org:role": np.append(np.array(blueprint.role_names, dtype=object), "")[role],
            "org:group": words.teams[person],
            "day": trace.time[rows],
            "stage": words.stages[np.append(np.asarray(blueprint.step_stage), -1)[trace.step[rows]]],
            "visit": trace.visit[rows] + 1,
            "replication": np.full(len(rows), replication),
            "case:kind": words.kinds[items.kind[of]],
            "case:domain": words.domains[items.domain[of]],
            "case:source": words.sources[items.source[of]],
            "case:parent": _parents(items, cases)[of],
            "case:outcome": _outcomes(study)[of],
            "case:measured": study.in_cohort[of],
        }
    )


def item_names(items: Items, blueprint: "Blueprint") -> Names:
    """What each item is called: its source and its place there from 1 on; its parent's name and a number below it."""
    seen: dict[Any, int] = {}
    roots: dict[int, str] = {}
    names = np.empty(len(items), dtype=object)
    order = np.argsort(items.parent >= 0, kind="stable")  # a root before what it asks for
    sources = [name.replace(" ", "_") for name in blueprint.source_names]
    parents = dict(zip(items.number.tolist(), items.parent.tolist(), strict=True))
    for place in order.tolist():
        number, parent = int(items.number[place]), int(items.parent[place])
        if parent < 0:
            under: Any = sources[int(items.source[place])]
            link = "-"
        else:
            while parents[parent] >= 0:
                parent = parents[parent]
            under, link = roots[parent], "."
        seen[under] = seen.get(under, 0) + 1
        names[place] = roots[number] = f"{under}{link}{seen[under]}"
    return names


def _outcomes(study: Walked) -> Names:
    """How each item ended; what is no use case is done, not live."""
    ends = np.array(OUTCOMES, dtype=object)[study.outcome.astype(np.int64)]
    return np.where((study.outcome == LIVE) & ~study.use_case, "done", ends)


def _parents(items: Items, names: Names) -> Names:
    """Name of each item's parent; "" where it has none."""
    place = np.searchsorted(items.number, np.maximum(items.parent, items.number[:1].min(initial=0)))
    return np.where(items.parent >= 0, names[np.minimum(place, max(len(names) - 1, 0))], "")


@dataclass(frozen=True, slots=True)
class _Words:
    """The names of a blueprint as a reader wants them: without the path where that says nothing more."""

    kinds: Names
    domains: Names
    sources: Names
    people: Names  # last: nobody
    teams: Names  # of each person; last: none
    stages: Names  # last: none
    steps: list[str]
    parts: list[str]
    marks: list[str]
    of_a_part: NDArray[np.bool_]  # event

    @staticmethod
    def of(blueprint: "Blueprint") -> "_Words":
        """As the blueprint has them."""
        sits = np.asarray(blueprint.person_team, dtype=bool)
        teams = [" + ".join(t for t, here in zip(blueprint.team_names, row, strict=True) if here) for row in sits]
        activities = _shortest([*blueprint.activity_names, *blueprint.step_names])
        about = [LASTING.get(event, ("", ""))[0] == "part" or event == Event.REDONE for event in Event]
        return _Words(
            _objects([_plain(kind) for kind in blueprint.kind_names]),
            _objects(blueprint.domain_names),
            _objects(blueprint.source_names),
            _objects([*blueprint.person_names, ""]),
            _objects([*teams, ""]),
            _objects([*blueprint.stage_names, ""]),
            [activities[step] for step in blueprint.step_names],
            [
                _part(part, role, activities)
                for part, role in zip(blueprint.part_names, blueprint.part_role, strict=True)
            ],
            list(blueprint.mark_names),
            np.array(about),
        )

    def activity(self, event: int, part: int, step: int) -> tuple[str, str]:
        """What a row is about, and the lifecycle transition it is."""
        what, transition = LASTING.get(Event(event), ("", "complete"))
        if what == "part":
            return self.parts[part], transition
        if event == Event.REQUESTED:
            return "requested", transition
        if event == Event.MARKED:
            return self.marks[part], transition
        if event == Event.ENDED:
            return f"ended: {Outcome(part).name.lower()}", transition
        name = what or AT_ONCE[Event(event)]
        return f"{name} {self.steps[step]}" if step >= 0 else name, transition


def _objects(names: Iterable[str]) -> Names:
    return np.array(list(names), dtype=object)


def _plain(name: str) -> str:
    """Coordination has a kind and a step for each role that may stand in, which says nothing to a reader."""
    return "coordination" if name.startswith("coordination or ") else name


def _shortest(paths: Iterable[str]) -> dict[str, str]:
    """Each path by its last word, or by as many of its last words as tell it from the others."""
    wanted = dict.fromkeys(map(_plain, paths))
    short = {path: path.rsplit(".", 1)[-1] for path in wanted}
    for words in range(2, 5):
        many = [name for name in short.values()]
        again = {name for name in many if many.count(name) > 1}
        short |= {path: ".".join(path.split(".")[-words:]) for path, name in short.items() if name in again}
    return {path: short[_plain(path)] for path in paths} | short


def _part(part: str, role: int, activities: dict[str, str]) -> str:
    """A stint is told by its activity, a wait or a call by its own name too."""
    fit = max((path for path in activities if part.startswith(f"{path}.")), key=len, default="")
    if not fit:
        return part
    return activities[fit] if role >= 0 else f"{activities[fit]}: {part[len(fit) + 1 :]}"

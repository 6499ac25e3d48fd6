"""One replication spelled out: a row per work item, and an event log that process-mining tools read."""

from typing import TYPE_CHECKING

import numpy as np

from sim.observations import STATES
from sim.responses.walked import Walked
from sim.trace import Event, Outcome, Trace

if TYPE_CHECKING:
    import pandas as pd

    from sim.blueprint import Blueprint

OUTCOMES = ("undecided", "live", "stopped", "withdrawn")
# event -> (what it is about, lifecycle transition of the XES standard)
_LIFECYCLE = {
    Event.QUEUED: ("part", "schedule"),
    Event.STARTED: ("part", "start"),
    Event.PAUSED: ("part", "suspend"),
    Event.RESUMED: ("part", "resume"),
    Event.FINISHED: ("part", "complete"),
    Event.WITHDRAWN: ("part", "withdraw"),
    Event.WAIT_BEGAN: ("part", "start"),
    Event.WAIT_ENDED: ("part", "complete"),
    Event.HANDOVER_BEGAN: ("handover to", "start"),
    Event.HANDOVER_ENDED: ("handover to", "complete"),
    Event.GATE_BEGAN: ("gate after", "start"),
    Event.GATE_ENDED: ("gate after", "complete"),
    Event.HELD: ("held before", "start"),
    Event.ADMITTED: ("held before", "complete"),
}


def items_table(trace: Trace, blueprint: "Blueprint") -> "pd.DataFrame":
    """Every use case on the route: marks, outcome, and its days by state, which add up to `days`."""
    import pandas as pd

    study = Walked(trace, blueprint)
    rows = np.flatnonzero(study.on_route)
    items = trace.items

    def named(names: tuple[str, ...], places: np.ndarray) -> np.ndarray:
        return np.asarray(np.array(names, dtype=object)[places])

    table = {
        "item": items.number[rows],
        "kind": named(blueprint.kind_names, items.kind[rows]),
        "domain": named(blueprint.domain_names, items.domain[rows]),
        "source": named(blueprint.source_names, items.source[rows]),
        "size": items.size[rows],
        "value": items.value[rows],
        "measured": study.in_cohort[rows],
        "requested": items.requested[rows],
    }
    for mark in ("defined", "model_ready", "live", "in_use", "retired"):
        table[mark] = study.mark(mark)[rows]
    table["outcome"] = named(OUTCOMES, study.outcome[rows].astype(np.int64))
    table["until"] = study.until[rows]
    table["days"] = (study.until - study.requested)[rows]
    for place, state in enumerate(STATES):
        table[state] = study.split.by_state[rows, place]
    return pd.DataFrame(table)


def events_table(trace: Trace, blueprint: "Blueprint") -> "pd.DataFrame":
    """Event log: case_id, activity, lifecycle, timestamp (working day), resource, team; spawned items are cases."""
    import pandas as pd

    rows = np.arange(len(trace))
    parts, steps = list(blueprint.part_names), list(blueprint.step_names)
    marks, outcomes = blueprint.mark_names, {o.value: o.name.lower() for o in Outcome}
    singles = {
        Event.REQUESTED: "requested",
        Event.CROSSED_TEAMS: "handover between teams",
        Event.PASSED_ON: "handover within team",
        Event.BOUNCED: "handover bounced",
        Event.REDONE: "redone",
        Event.SENT_BACK: "sent back",
    }
    activity, lifecycle = [], []
    for event, part, step in zip(trace.event.tolist(), trace.part.tolist(), trace.step.tolist(), strict=True):
        what, transition = _LIFECYCLE.get(event, ("", "complete"))
        if what == "part":
            name = parts[part]
        elif what:
            name = f"{what} {steps[step]}" if step >= 0 else what
        elif event == Event.MARKED:
            name = marks[part]
        elif event == Event.ENDED:
            name = f"ended: {outcomes[part]}"
        else:
            name = singles[Event(event)]
            name = f"{name}: {steps[step]}" if step >= 0 else name
        activity.append(name)
        lifecycle.append(transition)
    person = trace.person[rows]
    resource = np.array([*blueprint.person_names, ""], dtype=object)[person]
    sits = np.asarray(blueprint.person_team, dtype=bool)
    teams = [" + ".join(t for t, here in zip(blueprint.team_names, row, strict=True) if here) for row in sits]
    return pd.DataFrame(
        {
            "case_id": trace.item,
            "activity": activity,
            "lifecycle": lifecycle,
            "timestamp": trace.time,
            "resource": resource,
            "team": np.array([*teams, ""], dtype=object)[person],
        }
    )

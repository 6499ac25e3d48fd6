"""Groups of effects: the switches by what an explanation names, and a scenario with some of the groups off.

Every switch belongs to one group, but for a few that are no effect of their own and make others larger or smaller, as
`form_factors` does. A factor on context loss or on the acceptance loop counts with rework and context, one on
governance delay with gates and waits, and vanishes with them; factors on effort and skill change the work itself, which
remains when all groups are off. (Switching all factors off with one group would book delays of reviews under it.) So it
is with batches, which change nothing where nobody queues, with part-time, and with dials that move.

A gate that is off decides at once, but still stops the items that it would have stopped. Without its verdicts three
times as many items would go live and queue, and what was a wait would look like protection from overload; as it is,
the same items go live in every combination.
"""

from collections.abc import Collection, Mapping

from sim.scenario.amounts import Fixed
from sim.scenario.schema import Gate, Scenario, Stage

GROUPS: Mapping[str, tuple[str, ...]] = {
    "handover": ("handover_delay", "bounce", "coordination"),
    "rework": ("rework", "context_loss"),
    "gates": ("gates", "waits", "calls", "silos", "questions"),
    "queueing": (
        "queueing",
        "limits",
        "discipline",
        "urgency",
        "withdrawal",
        "turnover",
        "ramp_and_absence",
        "switching_loss",
    ),
    "platform": ("duties", "operation", "adoption", "drift_loss", "discounting"),
}
LABELS: Mapping[str, str] = {
    "handover": "handover and coordination",
    "rework": "rework and context",
    "gates": "gates and waits",
    "queueing": "queueing",
    "platform": "platform, duties and operation",
}
WITH_WHAT_THEY_CHANGE = ("form_factors", "batches", "part_time", "dial_paths")


def without(scenario: Scenario, off: Collection[str]) -> Scenario:
    """The scenario with these groups of effects off; the same object for none."""
    if not off:
        return scenario
    switches = {switch: False for group in off for switch in GROUPS[group] if switch != "gates"}
    update: dict[str, object] = {"switches": scenario.switches.model_copy(update=switches)}
    if "gates" in off:
        update["stages"] = {name: _decided_at_once(stage) for name, stage in scenario.stages.items()}
    return scenario.model_copy(update=update)


def _decided_at_once(stage: Stage) -> Stage:
    def gate(written: Gate) -> Gate:
        return written.model_copy(update={"delay": Fixed(0.0), "meet_every": 0.0})

    return stage.model_copy(update={"gates": {name: gate(written) for name, written in stage.gates.items()}})

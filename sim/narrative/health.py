"""A study in ill health says so first: it cannot keep up, too much is undecided, or it is still filling up."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.narrative import numbers
from sim.stats.curve import MUCH

if TYPE_CHECKING:
    from sim.blueprint.relief import Relief
    from sim.experiment.health import Health
    from sim.experiment.run import RunResult
    from sim.scenario.schema import Scenario

HEAVY = 0.85  # load from which on the days that are measured are named
UNDECIDED = MUCH  # share of requests above which no mean is told
RELIEFS = 3  # that a sentence names


# -- the state, for titles and footers --------------------------------------------------------------------------------


def state(health: "Health", scenario: "Scenario") -> str:
    """What is wrong, in a few words; empty where nothing is."""
    if health.overloaded:
        return f"cannot keep up: {roles(scenario, health.overloaded)} at {share(health.load)} of what is possible"
    parts = []
    if health.forbids_means:
        parts.append(f"{share(health.undecided)} of requests undecided")
    if health.filling is not None:
        parts.append("still filling up")
    return "; ".join(parts)


def state_of_all(healths: Sequence["Health"], names: Sequence[str]) -> str:
    """The states of several configurations; named where they differ."""
    states = [each.state for each in healths]
    if not any(states):
        return ""
    if len(set(states)) == 1:
        return states[0] if len(states) == 1 else f"all: {states[0]}"
    return "; ".join(f"{name}: {state}" for name, state in zip(names, states, strict=True) if state)


def roles(scenario: "Scenario", names: Sequence[str]) -> str:
    """Roles as the user calls them."""
    labels = [scenario.roles[name].label or name.replace("_", " ") for name in names]
    return numbers.listed([label if label[:2].isupper() else label[:1].lower() + label[1:] for label in labels])


def share(value: float) -> str:
    """A load or an undecided share: whole per cents, and never 100 % for what is above or below it."""
    return numbers.percent(value, 0.02) if isfinite(value) else "more than any number"


# -- sentences of a run ------------------------------------------------------------------------------------------------


def first(run: "RunResult") -> list[str]:
    """What is said before anything else."""
    health = run.health
    if health.overloaded:
        return [cannot_keep_up(run), *relieved(run.name, health.relief)]
    told = []
    if health.forbids_means:
        told.append(
            f"{run.name}: not known yet how long it takes, since {share(health.undecided)} of requests are undecided "
            f"when observation ends, on day {numbers.plain(run.scenario.study.horizon)}; so there is no "
            "mean and no date."
        )
    if health.filling is not None:
        told.append(still_filling(run))
    return told


def cannot_keep_up(run: "RunResult") -> str:
    """Which roles are asked for more than they can do, and what that means."""
    health = run.health
    asked = (
        f"work for {roles(run.scenario, health.overloaded)} is {share(health.load)} of what they can do"
        if isfinite(health.load)
        else f"nobody is there for the work of {roles(run.scenario, health.overloaded)}"
    )
    return (
        f"{run.name}: the team cannot keep up; time to production grows without limit, so compare throughput ({asked})."
    )


def relieved(name: str, relief: Sequence["Relief"]) -> list[str]:
    """What relieves an overload, with the load after it."""
    if not relief:
        return []
    ways = [f"{each.text} (load then {share(each.load_after)})" for each in relief[:RELIEFS]]
    return [f"What would relieve {name}: {numbers.listed(ways, 'or')}."]


def still_filling(run: "RunResult") -> str:
    """That what is measured still rises, and the warm-up that would do."""
    found, study = run.health.filling, run.scenario.study
    if found is None:
        return ""
    rise = numbers.with_interval(found.rise, found.low, found.high, scale=numbers.scale_of("share"), limits=(0.0,))
    remedy = (
        f"a warm-up of {numbers.days(found.warm_up)} would do, where the study has {numbers.plain(study.warm_up)}"
        if found.warm_up is not None
        else "no warm-up within what was observed would do"
    )
    return (
        f"{run.name}: still filling up, so times are too low: {found.of} rises by {rise.estimate} % ({rise.low} to "
        f"{rise.high} %) from the first half of what is measured to the second; {remedy}."
    )


def measured_days(run: "RunResult") -> str:
    """Which days are measured, where queues are long enough for that to matter."""
    study = run.scenario.study
    if study.type != "flow" or run.scenario.demand.at_most is not None or run.health.load < HEAVY:
        return ""
    first_day, last = numbers.plain(study.warm_up), numbers.plain(study.warm_up + study.intake)
    return (
        f"Measured are requests of working days {first_day} to {last}, at a load of {share(run.health.load)} "
        f"({roles(run.scenario, run.health.heaviest)})."
    )


def together(runs: Sequence["RunResult"]) -> list[str]:
    """What a comparison says before anything else."""
    over = [run for run in runs if run.health.overloaded]
    told = []
    if over:
        told.append(_none_or_some(runs, over))
        told += [text for run in over for text in relieved(run.name, run.health.relief)]
    late = [run for run in runs if run.health.forbids_means and not run.health.overloaded]
    if late:
        each = numbers.listed([f"{share(run.health.undecided)} of requests with {run.name}" for run in late])
        told.append(
            f"Not known yet how long it takes: {each} are undecided when observation ends, so there are no means and "
            "no difference of means."
        )
    told += [still_filling(run) for run in runs if run.health.filling is not None]
    return told


def _none_or_some(runs: Sequence["RunResult"], over: Sequence["RunResult"]) -> str:
    who = [f"{run.name} ({roles(run.scenario, run.health.overloaded)}, {share(run.health.load)})" for run in over]
    if len(over) == len(runs):
        head = f"{'Neither' if len(runs) == 2 else 'None of them'} can keep up: {numbers.listed(who)}"
    else:
        head = f"{numbers.listed(who)} cannot keep up"
    return f"{head}; time to production grows without limit there, so there is no difference in it: compare throughput."

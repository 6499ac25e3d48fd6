"""Health of a study: whether the people keep up, how many requests are decided, and whether it is still filling up.

What it forbids is neither said nor drawn. Work that exceeds what the people can do lets time to production grow for as
long as it lasts, so that a mean, a percentile or a difference of means is a matter of when one looks. Requests that are
undecided at the end are missing from every mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from sim.blueprint import Blueprint, make_blueprint
from sim.blueprint.blueprint import Presence
from sim.blueprint.overload import day_of, ends, load_of, overloaded
from sim.blueprint.relief import Relief, relief
from sim.narrative import health as voice
from sim.observations import WIP_EVERY
from sim.responses import Measures
from sim.scenario.schema import Scenario
from sim.stats.initial_bias import Filling, still_filling


@dataclass(frozen=True, slots=True)
class Health:
    """What stands in the way of reading a study's figures at their face value."""

    overloaded: tuple[str, ...] = ()  # roles that are asked for more than they can do
    heaviest: tuple[str, ...] = ()  # the worst set of roles, overloaded or not
    load: float = 0.0  # of that set, when the last requests that are measured come in
    relief: tuple[Relief, ...] = ()  # cheapest first
    undecided: float = 0.0  # share of requests of which nothing shows whether they go live
    filling: Filling | None = None
    state: str = ""  # for titles and footers; empty where nothing is wrong

    @property
    def forbids_means(self) -> bool:
        """Whether no mean, percentile, date or difference of means may be told."""
        return bool(self.overloaded) or self.undecided > voice.UNDECIDED

    def as_plain(self) -> dict[str, Any]:
        """The same as plain data."""
        filling = self.filling
        return {
            "state": self.state,
            "forbids_means": self.forbids_means,
            "overloaded": list(self.overloaded),
            "load": self.load,
            "relief": [
                {"text": each.text, "edits": dict(each.edits), "load_after": each.load_after} for each in self.relief
            ],
            "undecided": self.undecided,
            "filling": filling
            and {"of": filling.of, "rise": filling.rise, "low": filling.low, "high": filling.high}
            | {"warm_up": filling.warm_up},
        }


def health_of(scenario: Scenario, measures: Sequence[Measures], undecided: float) -> Health:
    """The health of one configuration's replications."""
    study, load = scenario.study, load_of(scenario)
    over = overloaded(scenario, load)
    filling = None
    if not over and not ends(scenario):
        filling = still_filling(measures, warm_up=study.warm_up, intake=study.intake, every=WIP_EVERY)
        if filling is not None and _changes_with_time(make_blueprint(scenario)):
            filling = None  # what rises by itself would rise after any warm-up
    found = Health(
        overloaded=tuple(load.roles) if over else (),
        heaviest=tuple(load.roles),
        load=float(load.load),
        relief=relief(scenario, day_of(scenario)) if over else (),
        undecided=undecided,
        filling=filling,
    )
    return replace(found, state=voice.state(found, scenario))


def _changes_with_time(blueprint: Blueprint) -> bool:
    """Whether the world itself is another one later: requests of known days, paths, people who come or go."""
    ends = np.asarray(blueprint.path_start)
    values = np.asarray(blueprint.path_value)
    paths = any(np.ptp(values[first:last]) > 0.0 for first, last in pairwise(ends.tolist()) if last > first)
    there = np.asarray(blueprint.rate_presence)
    comes_or_goes = ((there == Presence.NOT_YET) | (there >= Presence.LEFT)).any()
    return bool(paths or comes_or_goes or (np.asarray(blueprint.planned_day) > 0.0).any())


def together(healths: Sequence[Health], names: Sequence[str]) -> Health:
    """The health of a comparison: the worst of each kind, and whose it is."""
    worst_load = max(healths, key=lambda each: (bool(each.overloaded), each.load))
    filling = [each.filling for each in healths if each.filling is not None]
    return Health(
        overloaded=worst_load.overloaded,
        heaviest=worst_load.heaviest,
        load=worst_load.load,
        relief=worst_load.relief,
        undecided=max(each.undecided for each in healths),
        filling=max(filling, key=lambda each: each.rise, default=None),
        state=voice.state_of_all(healths, names),
    )

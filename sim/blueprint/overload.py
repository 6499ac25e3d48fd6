"""Overload: whether more is asked for than can be done, so that time to production grows for as long as one looks."""

from math import isfinite

from sim.blueprint.offered_load import Load, offered_load, worst
from sim.scenario.schema import Scenario


def load_of(scenario: Scenario) -> Load:
    """The worst set of roles when the last requests that are measured come in; of a portfolio, on its first day."""
    return worst(offered_load(scenario, day_of(scenario)))


def day_of(scenario: Scenario) -> float:
    """The day on which the load is judged, before a run and after it."""
    study = scenario.study
    return study.warm_up + study.intake if study.type == "flow" else 0.0


def overloaded(scenario: Scenario, load: Load) -> bool:
    """Whether a load grows without limit; work that ends is done some day, if anybody is there for it."""
    return load.load >= 1.0 and not (ends(scenario) and isfinite(load.load))


def ends(scenario: Scenario) -> bool:
    """Whether there are only so many requests: a portfolio, or a demand of so many at most."""
    return scenario.study.type == "portfolio" or scenario.demand.at_most is not None

"""Shortest: how long a request takes when nobody ever queues, and whether the study lasts as long."""

from sim.blueprint.offered_load import Workload
from sim.errors import Problem
from sim.scenario.check import place_of
from sim.scenario.organization import with_form_factors
from sim.scenario.schema import Scenario
from sim.scenario.switches import switched


def shortest(scenario: Scenario) -> float:
    """Days from request to live of the quickest kind on average: waits, work and gates, without any queue."""
    work = Workload(with_form_factors(switched(scenario)), 0.0)
    return min(
        work.ways.least_days(work.ways.way(kind, domain, 0, stopped=False), kind, size)
        for kind, (share, size) in work.averages.kinds.items()
        for domain in range(len(work.domains))
    )


def too_short(scenario: Scenario) -> list[Problem]:
    """A warning where the study ends before the first request that counts can be expected to go live."""
    study = scenario.study
    first = study.warm_up if study.type == "flow" else 0.0
    if study.type == "portfolio" and scenario.demand.planned:
        first = min(planned.at for planned in scenario.demand.planned)
    takes = shortest(scenario)
    if first + takes <= study.horizon or study.horizon <= first:
        return []
    file, line, column = place_of(scenario, "study.horizon")
    what = (
        f"ends before anything is likely to go live: requests that count come from day {first:g} on and take "
        f"{takes:.0f} working days on average even if nobody ever queues"
    )
    return [Problem(file, line, column, f"study.horizon = {study.horizon:g}", what)]

"""Checks of days: what never happens within the study, and calendar years that are read as days."""

from collections.abc import Iterable

from sim.rules import path_value
from sim.scenario import amounts
from sim.scenario.bounds import inside, ranges
from sim.scenario.check import Findings
from sim.scenario.check_demand import amounts_in
from sim.scenario.organization import head_count
from sim.scenario.set_here import SET_HERE

YEARS = (2015, 2060)  # days that are more likely years


def paths(findings: Findings) -> None:
    """A path over days moves within the study."""
    horizon = findings.scenario.study.horizon
    for path, amount in amounts_in(findings.scenario):
        for one in inside(amount):
            if not isinstance(one, amounts.OverTime):
                continue
            first = one.days[0]
            if _are_years(one.days):
                what = f"your study ends on day {horizon:g}, and this does not move before day {first:g}"
                findings.warn(path, what, _YEARS)
            elif first >= horizon and len(one.days) > 1:
                what = (
                    f"your study ends on day {horizon:g}, and this does not move before day {first:g}: it never moves"
                )
                findings.warn(path, what)


def happenings(findings: Findings) -> None:
    """People who come, go or change, and requests that are planned, do so within the study."""
    scenario, horizon = findings.scenario, findings.scenario.study.horizon
    days: list[tuple[str, float, str]] = []
    for name, group in scenario.people.items():
        days += [(f"people.{name}.joins", group.joins, "nobody of them ever joins")] if group.joins else []
        days += [(f"people.{name}.leaves", group.leaves, "nobody of them ever leaves")] if group.leaves else []
        days += [(f"people.{name}.rates.{day}", float(day), "this never counts") for day in group.rates or {}]
    days += [
        (f"demand.planned.{number}.at", planned.at, "it is never asked for")
        for number, planned in enumerate(scenario.demand.planned)
    ]
    for path, day, never in days:
        if _are_years([day]):
            findings.warn(path, f"is day {day:g} of the study, which ends on day {horizon:g}", _YEARS, value=day)
        elif day > horizon:
            findings.warn(path, f"your study ends on day {horizon:g}: {never}", value=day)


_YEARS = "Did you mean calendar years? Days here are working days from the start of the study, 252 a year."


def _are_years(days: Iterable[float]) -> bool:
    return all(day == int(day) and YEARS[0] <= day <= YEARS[1] for day in days)


def asked_for(findings: Findings) -> None:
    """Something is asked for in the days that are measured."""
    demand, study = findings.scenario.demand, findings.scenario.study
    first, last = study.warm_up, study.warm_up + study.intake
    if study.type != "flow" or demand.interval is not None or any(first <= one.at < last for one in demand.planned):
        return
    if demand.batch is not None and demand.batch.every is not None:
        return
    if demand.per_year is None or not _comes_between(demand.per_year, first, last):
        path = "demand" if demand.per_year is None else "demand.per_year"
        what = f"nothing is asked for in the days that are measured, {first:g} to {last:g}, so there is no time to tell"
        findings.warn(path, what)


def _comes_between(per_year: amounts.Amount, first: float, last: float) -> bool:
    """Whether a rate is above 0 at some time between two days."""
    for one in inside(per_year):
        if isinstance(one, amounts.OverTime):
            days = [first, last, *(day for day in one.days if first < day < last)]
            starts = (0, len(one.days))
            if not any(path_value(0, day, starts, one.days, one.values) > 0.0 for day in days):
                return False
    return any(most > 0.0 for _, most in ranges(per_year))


def nobody(findings: Findings) -> None:
    """A group of nobody: who does their work then; who gave it a source has said so already."""
    scenario = findings.scenario
    for name, group in scenario.people.items():
        row = scenario.sources.get(f"people.{name}")
        if row is not None and row.basis != SET_HERE:
            continue
        if head_count(scenario, group) or (group.roles is None and name not in scenario.roles):
            continue
        role = next(iter(group.roles or {name: 1.0}))
        stand_in = scenario.roles[role].stand_in if role in scenario.roles else None
        told = [f"{other.replace('_', ' ')} at skill {skill:g}" for other, skill in (stand_in or {}).items()]
        what = f"0 people: their work is done by {' or '.join(told)}" if told else "0 people: the group changes nothing"
        findings.warn(f"people.{name}", what)


CHECKS = (paths, happenings, asked_for, nobody)

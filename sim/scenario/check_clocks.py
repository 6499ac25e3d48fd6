"""Checks of clocks: whatever comes again and again comes so often only that a replication has an end in sight."""

from collections.abc import Iterator

from sim.rules import DAYS_PER_YEAR
from sim.scenario.amounts import Amount
from sim.scenario.bounds import at_means, ranges
from sim.scenario.check import Findings
from sim.scenario.organization import head_count
from sim.scenario.schema import Scenario

MOST = 1_000_000  # times that one clock goes off in a replication


def countable(findings: Findings) -> None:
    """No clock goes off more often than can be simulated."""
    scenario = findings.scenario
    for path, count, what in (*_requests(scenario), *_recurring(scenario), *_absences(scenario)):
        if count > MOST:
            findings.error(path, f"comes to {count:.3g} {what} within the study; at most {MOST:,} can be simulated")


def _requests(scenario: Scenario) -> Iterator[tuple[str, float, str]]:
    """Path, number and noun of the requests that go on arriving."""
    demand, days, batch = scenario.demand, scenario.study.horizon, scenario.demand.batch
    size = 1.0 if batch is None else max(most for _, most in ranges(at_means(batch.size)))
    if batch is not None and batch.every is not None:
        path, count = "demand.batch.every", size * days / batch.every
    elif demand.interval is not None:
        path, count = "demand.interval", size * days / _least(demand.interval)
    elif demand.per_year is not None:
        path, count = "demand.per_year", days / DAYS_PER_YEAR * max(most for _, most in ranges(demand.per_year))
    else:
        return
    yield path, count if demand.at_most is None else min(count, demand.at_most), "requests"


def _recurring(scenario: Scenario) -> Iterator[tuple[str, float, str]]:
    """Path, number and noun of duties and of the clocks of a live item; a portfolio ends when its items have."""
    if scenario.study.type == "portfolio":
        return
    operation = scenario.operation
    clocks = [(f"duties.{name}.every", duty.every) for name, duty in scenario.duties.items()]
    clocks += [(f"operation.upkeep.{name}.every", upkeep.every) for name, upkeep in operation.upkeep.items()]
    clocks += [("operation.drift.every", operation.drift.every)] if operation.drift is not None else []
    for path, every in clocks:
        yield path, scenario.study.horizon / _least(every), "times"


def _absences(scenario: Scenario) -> Iterator[tuple[str, float, str]]:
    """Path, number and noun of the absences that come again, of all people of a first role."""
    for name, role in scenario.roles.items():
        if role.absence is not None:
            people = sum(
                head_count(scenario, group)
                for group_name, group in scenario.people.items()
                if next(iter(group.roles or {group_name: 1.0})) == name
            )
            yield f"roles.{name}.absence.every", people * scenario.study.horizon / role.absence.every, "absences"


def _least(every: Amount) -> float:
    """The shortest mean of a time between, over levels and days."""
    return min(least for least, _ in ranges(at_means(every)))


CHECKS = (countable,)

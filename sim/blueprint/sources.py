"""Where items come from: opening stock, planned and recurring requests, duties, and the clocks of live items."""

import math
from collections.abc import Iterator
from typing import Any

from sim import rules
from sim.blueprint.amounts import AmountTable, is_zero
from sim.blueprint.batches import mean_batch
from sim.blueprint.blueprint import FIRST_STEP, LIVE_FROM_START, OF_THE_PARENT, RETIREMENT, SourceType
from sim.blueprint.columns import Columns
from sim.blueprint.opening import expected_opening
from sim.blueprint.route import Route
from sim.errors import BadInput
from sim.rules import DAYS_PER_YEAR
from sim.scenario.amounts import Amount, ByLevel, Drawn, Fixed, OverTime, Scaled
from sim.scenario.schema import Duty, Scenario


class Sources:
    """Collects the sources in the order in which they are written."""

    def __init__(self, scenario: Scenario, amounts: AmountTable, route: Route) -> None:
        self.scenario, self.amounts, self.route = scenario, amounts, route
        self.rows = Columns()
        self.planned: list[list[tuple[float, int, int, float, int]]] = []  # day, kind, domain, size, step
        self.remedies: list[list[tuple[int, int, int, int, bool]]] = []  # kind, step, share, stream, urgent

    def lay(self) -> None:
        """Lower everything that makes items."""
        self._opening()
        self._demand()
        for name, duty in self.scenario.duties.items():
            self._duty(name, duty)
        self._operation()

    def _opening(self) -> None:
        opening = self.scenario.study.opening
        in_progress, live = tuple(self._spread(opening.in_progress)), opening.live
        if opening.expected:
            in_progress, live = expected_opening(self.scenario)
        places = {
            "opening live": [LIVE_FROM_START] * live,
            "opening in progress": list(in_progress),
            "opening waiting": [FIRST_STEP] * (0 if opening.expected else opening.waiting),
        }
        for name, steps in places.items():
            if steps:
                self._source(name, SourceType.PLANNED, planned=[(0.0, -1, -1, math.nan, step) for step in steps])

    def _spread(self, many: int) -> Iterator[int]:
        """Steps for so many items, evenly along the route up to live."""
        last = self.route.live_step()
        return (int((i + 0.5) / many * (last + 1)) for i in range(many))

    def _demand(self) -> None:
        demand = self.scenario.demand
        domains = list(demand.domains)
        if demand.planned:
            entries = [
                (
                    entry.at,
                    self.route.use_cases.index(entry.kind) if entry.kind is not None else -1,
                    domains.index(entry.domain) if entry.domain is not None else -1,
                    math.nan if entry.size is None else entry.size,
                    FIRST_STEP,
                )
                for entry in sorted(demand.planned, key=lambda entry: entry.at)
                for _ in range(entry.count)
            ]
            self._source("planned requests", SourceType.PLANNED, planned=entries, measurable=True)
        batch = -1 if demand.batch is None else self.amounts.add(demand.batch.size)
        every, rate = self._between_requests()
        if every is not None:
            self._source(
                "requests", SourceType.RENEWAL, every, rate=rate, batch=batch,
                at_most=-1 if demand.at_most is None else demand.at_most, measurable=True,
            )  # fmt: skip

    def _between_requests(self) -> tuple[Amount | None, Amount | None]:
        """Time between requests, or batches of them, and the rate that divides it where that moves or can be 0."""
        demand = self.scenario.demand
        if demand.batch is not None and demand.batch.every is not None:
            return Fixed(demand.batch.every), None
        if demand.interval is not None or demand.per_year is None or is_zero(demand.per_year):
            return demand.interval, None
        together = Fixed(1.0) if demand.batch is None else mean_batch(demand.batch.size, self.amounts)
        mean, moving = (together.value, ()) if isinstance(together, Fixed) else (1.0, (together,))
        if self.amounts.moves(demand.per_year) or _reaches_zero(demand.per_year):
            years = Drawn("exponential", (("mean", mean * DAYS_PER_YEAR),))
            return Scaled(years, moving) if moving else years, demand.per_year
        return Scaled(Drawn("exponential", (("mean", mean),)), (_days_between(demand.per_year), *moving)), None

    def _duty(self, name: str, duty: Duty) -> None:
        platform = self.scenario.platform
        own = platform.services * (1.0 - platform.managed)
        number = {
            "once": 1.0, "service": own, "pair": max(0.0, own * (own - 1.0) / 2.0), "user": platform.users,
            "domain": float(len(self.scenario.demand.domains)),
        }[duty.times_each]  # fmt: skip
        if number == 0.0:
            return
        effort = duty.effort if number == 1.0 else Scaled(duty.effort, (Fixed(number),))
        if duty.per_person is None:
            kind = self.route.spawned(f"duties.{name}", effort, duty.shared_by, None, duty.urgent)
            self._source(name, SourceType.RENEWAL, duty.every, kind=kind)
            return
        for person in self.route.people.holders(duty.per_person):
            who = self.route.people.seating.people[person].name
            kind = self.route.personal_duty(f"duties.{name} of {who}", effort, duty.per_person, person, duty.urgent)
            self._source(f"{name} of {who}", SourceType.RENEWAL, duty.every, kind=kind, person=person)

    def _operation(self) -> None:
        operation = self.scenario.operation
        if operation.drift is not None:
            remedies = []
            for name, remedy in operation.drift.remedies.items():
                share = self.amounts.exactly(remedy.share, rules.ODDS)
                stream = self.route.stream(f"remedy {name}")
                if remedy.back_to is not None:
                    step = self.route.step_index(remedy.back_to)
                    remedies.append((OF_THE_PARENT, step, share, stream, remedy.urgent))
                else:
                    kind = self.route.spawned(
                        f"operation.drift.{name}", remedy.effort, remedy.shared_by, remedy.delay, remedy.urgent
                    )
                    remedies.append((kind, FIRST_STEP, share, stream, remedy.urgent))
            self._source(
                "drift", SourceType.LIVE, operation.drift.every, waits=True,
                ever=self.amounts.exactly(operation.drift.ever, rules.ODDS), remedies=remedies,
            )  # fmt: skip
        for name, upkeep in operation.upkeep.items():
            kind = self.route.spawned(f"operation.upkeep.{name}", upkeep.effort, upkeep.shared_by, None, False)
            self._source(
                f"upkeep {name}", SourceType.LIVE, upkeep.every, kind=kind,
                remedies=[(kind, FIRST_STEP, -1, 0, False)],
            )  # fmt: skip
        if operation.retire is not None:
            self._source(
                "retirement", SourceType.LIVE, operation.retire.after, at_most=1,
                remedies=[(RETIREMENT, FIRST_STEP, -1, 0, False)],
            )  # fmt: skip

    def _source(
        self, name: str, source_type: SourceType, every: Amount | None = None, *, rate: Amount | None = None,
        **given: Any,
    ) -> None:  # fmt: skip
        self.planned.append(given.pop("planned", []))
        self.remedies.append(given.pop("remedies", []))
        row = {
            "name": name, "type": int(source_type), "kind": -1, "stream": self.route.stream(f"items of {name}"),
            "interval": -1 if every is None else self.amounts.exactly(every),
            "rate": -1 if rate is None else self.amounts.exactly(rate),
            "moves": rate is not None or (every is not None and self.amounts.moves(every)),
            "batch": -1, "at_most": -1, "ever": -1, "waits": False, "measurable": False, "person": -1,
            "interval_stream": self.route.stream(f"interval of {name}"),
            "batch_stream": self.route.stream(f"batch of {name}"),
            "ever_stream": self.route.stream(f"whether {name} ever"),
        }  # fmt: skip
        self.rows.add(**{**row, **given})


def _reaches_zero(per_year: Amount) -> bool:
    """Whether a rate is 0 at some level or day."""
    match per_year:
        case Fixed(value):
            return value == 0.0
        case ByLevel(_, low, mid, high):
            return any(map(_reaches_zero, (low, mid, high)))
        case OverTime(_, values):
            return min(values) == 0.0
        case Scaled(inner, factors):
            return any(map(_reaches_zero, (inner, *factors)))
    return False


def _days_between(per_year: Amount) -> Amount:
    """Mean days between requests from requests per year of 252 working days."""
    match per_year:
        case Fixed(value) if value > 0:
            return Fixed(DAYS_PER_YEAR / value)
        case ByLevel(dial, low, mid, high):
            return ByLevel(dial, _days_between(low), _days_between(mid), _days_between(high))
        case OverTime(days, values) if min(values) > 0:
            return OverTime(days, tuple(DAYS_PER_YEAR / value for value in values))
        case Scaled(inner, factors):
            return Scaled(_days_between(inner), tuple(_inverse(factor) for factor in factors))
    raise BadInput("demand.per_year: write a number above 0, one by level, or one over days")


def _inverse(factor: Amount) -> Amount:
    match factor:
        case Fixed(value) if value > 0:
            return Fixed(1.0 / value)
        case ByLevel(dial, low, mid, high):
            return ByLevel(dial, _inverse(low), _inverse(mid), _inverse(high))
        case OverTime(days, values) if min(values) > 0:
            return OverTime(days, tuple(1.0 / value for value in values))
    raise BadInput("demand.per_year: a factor is a number above 0, one by level, or one over days")

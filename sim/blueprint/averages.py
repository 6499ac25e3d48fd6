"""Averages of a scenario on a day: expected amounts, kinds with their sizes, requests, and people's speed."""

import math
from collections.abc import Sequence
from functools import cached_property
from statistics import NormalDist

from sim import rules
from sim.blueprint.amounts import expected
from sim.blueprint.batches import rounded_on_average
from sim.blueprint.quantiles import mean_between, mean_of, meets
from sim.laws import P90_OF_NORMAL
from sim.rules import DAYS_PER_YEAR
from sim.scenario.amounts import DIALS, Amount, Drawn, Fixed, Scaled, for_kind
from sim.scenario.organization import SeatedPerson
from sim.scenario.schema import Scenario


class Averages:
    """Expected values of one scenario on one day."""

    def __init__(self, scenario: Scenario, day: float) -> None:
        self.scenario, self.day = scenario, day
        self._means: dict[tuple[int, str | None, int], float] = {}
        self.dials: Sequence[Amount] = [getattr(scenario.maturity, name) for name in DIALS]
        self.domains = list(scenario.demand.domains)
        total = sum(scenario.demand.domains.values())
        self.domain_share = [share / total for share in scenario.demand.domains.values()]

    def mean(self, amount: Amount | None, kind: str | None = None, scale: int = rules.GEOMETRIC) -> float:
        """Expected value on the day."""
        if amount is None:
            return 0.0
        key = (id(amount), kind, scale)  # the scenario holds its amounts
        if key not in self._means:
            chosen = amount if kind is None else for_kind(amount, kind)
            self._means[key] = 0.0 if chosen is None else self._expected(chosen, scale)
        return self._means[key]

    def _expected(self, amount: Amount, scale: int) -> float:
        of = mean_of if meets(amount) else expected
        return of(amount, self.dials, self.day, scale)

    @cached_property
    def kinds(self) -> dict[str, tuple[float, float]]:
        """Share and mean size of each kind of use case."""
        demand = self.scenario.demand
        shares = {name: self.mean(kind.share, scale=rules.ODDS) for name, kind in demand.kinds.items()}
        small = [name for name, kind in demand.kinds.items() if kind.smallest]
        others = sum(share for name, share in shares.items() if name not in small)
        taken, sizes = 0.0, {}
        for name in small:
            upto = min(1.0, taken + shares[name]) if others > 0.0 or name != small[-1] else 1.0
            sizes[name] = (upto - taken, _mean_between(demand.size, taken, upto, self.dials, self.day))
            taken = upto
        rest = _mean_between(demand.size, taken, 1.0, self.dials, self.day)
        return {
            name: sizes[name] if name in sizes else ((1.0 - taken) * shares[name] / others, rest) for name in shares
        }

    @cached_property
    def requests(self) -> float:
        """Requests per working day that go on arriving; those planned by day are none of them."""
        demand = self.scenario.demand
        together = 1.0
        if demand.batch is not None:
            together = rounded_on_average(demand.batch.size, self.mean(demand.batch.size))
        if demand.batch is not None and demand.batch.every is not None:
            return together / demand.batch.every
        if demand.interval is not None:
            interval = self.mean(demand.interval)
            return together / interval if interval > 0.0 else math.inf
        return self.mean(demand.per_year) / DAYS_PER_YEAR

    def speed(self, person: SeatedPerson) -> float:
        """Focused person-days that somebody has per working day; absences are spread evenly."""
        if self.day < (person.joins or 0.0) or (person.leaves is not None and self.day >= person.leaves):
            return 0.0
        role = self.scenario.roles[person.roles[0][0]]
        speed = person.fte * self.mean(role.focus)
        speed *= next(
            (value for start, value in reversed(sorted(dict(person.rates or ()).items())) if start <= self.day), 1.0
        )
        if role.absence is not None:
            speed *= 1.0 - min(1.0, role.absence.lasts / role.absence.every)
        since = self.day - (person.joins or 0.0)
        if role.ramp is not None and person.joins and since < role.ramp.takes:
            speed *= role.ramp.starts_at + (1.0 - role.ramp.starts_at) * since / role.ramp.takes
        return speed


def _mean_between(size: Amount, low: float, high: float, dials: Sequence[Amount], day: float) -> float:
    """Mean of a size between two of its quantiles."""
    mean = (mean_of(size, dials, day, rules.GEOMETRIC)) if meets(size) else expected(size, dials, day)
    if high - low >= 1.0 or high <= low or isinstance(size, Fixed):
        return mean
    sigma = _sigma(size)
    if sigma is None:
        return mean_between(size, low, high, dials, day)
    normal = NormalDist()
    upper = normal.cdf(normal.inv_cdf(high) - sigma) if high < 1.0 else 1.0
    lower = normal.cdf(normal.inv_cdf(low) - sigma) if low > 0.0 else 0.0
    return mean * (upper - lower) / (high - low)


def _sigma(size: Amount) -> float | None:
    """Spread of the logarithm of a size, None where the law has none in closed form."""
    match size:
        case Drawn("lognormal", parameters):
            p = dict(parameters)
            if "cv" in p:
                return math.sqrt(math.log1p(float(p["cv"]) ** 2))
            return float(p["sigma"]) if "sigma" in p else math.log(p["p90"] / p["median"]) / P90_OF_NORMAL
        case Scaled(inner, _):
            return _sigma(inner)
    return None

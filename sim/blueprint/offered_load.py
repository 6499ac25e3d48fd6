"""Offered load: the work that a scenario asks for per day, against what its people can do, before anything is run.

Averages only: the route is solved as an absorbing chain, so rework, gates, kinds, sizes, duties, coordination,
stand-ins and the live stock are counted; waiting times are not known here. Small things are left out: bounces take
no work, and whoever is asked for the next step is taken to know the item already if the same people did the last one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Any, Literal

from sim import rules
from sim.blueprint.amounts import expected
from sim.blueprint.bottleneck import worst_set
from sim.blueprint.people import People
from sim.blueprint.visits import Return, Visits, expected_visits, repeated
from sim.scenario.amounts import DIALS, Amount, ByKind, ByLevel, Drawn, Fixed, Scaled, for_kind
from sim.scenario.organization import SeatedPerson, place, with_form_factors
from sim.scenario.schema import Activity, Scenario, Share, Step
from sim.scenario.switches import switched

DAYS_PER_YEAR = 252.0
CELLS = 4000  # of the numerical mean of the smallest requests

Asked = tuple[str, str]  # role, first other participant, who may stand in


@dataclass(frozen=True, slots=True)
class Load:
    """Work of a role, of a pool (those of one team who serve a role) or of the worst set of pools, per working day."""

    scope: Literal["role", "pool", "set"]
    roles: tuple[str, ...]
    team: str  # "" for all teams
    work: float  # focused person-days that its people are asked for
    capacity: float  # focused person-days that they have

    @property
    def load(self) -> float:
        """Work over capacity; above 1 it cannot be kept up with."""
        if self.capacity > 0.0:
            return self.work / self.capacity
        return math.inf if self.work > 0.0 else 0.0


def offered_load(scenario: Scenario, day: float = 0.0) -> list[Load]:
    """Loads on a day: each role that somebody holds, each pool, and last the set of pools that is loaded worst."""
    return _Demanded(with_form_factors(switched(scenario)), day).loads()


def worst(loads: Iterable[Load]) -> Load:
    """The set of roles with the most work for those who hold them."""
    return next(load for load in loads if load.scope == "set")


@dataclass(frozen=True, slots=True)
class _Way:
    """What one use case of a kind and domain brings about from some step on."""

    visits: Visits
    crossings: tuple[float, ...]  # step: coordinated entries
    live: float  # chance of going live


class _Demanded:
    """Adds up the work of one scenario on one day, pool by pool."""

    def __init__(self, scenario: Scenario, day: float) -> None:
        self.scenario, self.day = scenario, day
        self.dials: Sequence[Amount] = [getattr(scenario.maturity, name) for name in DIALS]
        self.people = People(scenario, place(scenario), list(scenario.roles))
        self.domains = list(scenario.demand.domains)
        total = sum(scenario.demand.domains.values())
        self.domain_share = [share / total for share in scenario.demand.domains.values()]
        self.steps: list[tuple[str, Step]] = [
            (name, step) for stage in scenario.stages.values() for name, step in stage.steps.items()
        ]
        self.step_names = [name for name, _ in self.steps]
        self.work: dict[int, float] = {}  # pool: person-days per day
        self.unserved: dict[str, float] = {}  # role that nobody serves: work
        self._ways: dict[Any, _Way] = {}

    # -- amounts, kinds, requests --------------------------------------------------------------------------------

    def mean(self, amount: Amount | None, kind: str | None = None, scale: int = rules.GEOMETRIC) -> float:
        """Expected value on the day."""
        if amount is not None and kind is not None:
            amount = for_kind(amount, kind)
        return 0.0 if amount is None else expected(amount, self.dials, self.day, scale)

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
        together = 1.0 if demand.batch is None else self.mean(demand.batch.size)
        if demand.batch is not None and demand.batch.every is not None:
            return together / demand.batch.every
        if demand.interval is not None:
            interval = self.mean(demand.interval)
            return together / interval if interval > 0.0 else math.inf
        return self.mean(demand.per_year) / DAYS_PER_YEAR

    # -- the sum -------------------------------------------------------------------------------------------------

    def loads(self) -> list[Load]:
        """Everything that asks for work, then the loads."""
        lives = 0.0
        for kind, (share, size) in self.kinds.items():
            for d, of_domain in enumerate(self.domain_share):
                rate = self.requests * share * of_domain
                way = self.way(kind, d, 0)
                self.add_way(way, kind, d, rate, size)
                lives += rate * way.live
        self._duties()
        self._operation(lives)
        return self._loads()

    def add_way(self, way: _Way, kind: str, d: int, rate: float, size: float) -> None:
        """Work of `rate` use cases a day that go this way."""
        if rate <= 0.0:
            return
        coordination = self.mean(self.scenario.handover.between_teams.coordination, kind)
        for s, (_, step) in enumerate(self.steps):
            weight, plain = way.visits.effort[s], way.visits.visits[s]
            if plain <= 0.0:
                continue
            for activity in _activities(step, kind):
                redone, times = self._redone(activity, kind)
                effort = self.mean(activity.effort, kind) * size * weight * redone
                self.add_shares(activity.shared_by, d, rate * effort)
                reached = way.visits.forward[s] if s else 1.0
                for wait in activity.waits.values():
                    if wait.call is not None and (wait.only_for is None or kind in wait.only_for):
                        self._call(wait.call, d, rate * (min(reached, 1.0) if wait.once else plain * times), size)
                for call in activity.asks.values():
                    self._call(call, d, rate * plain * times, size)
            if coordination and way.crossings[s]:
                first = next((role for a in _activities(step, kind) for role in a.shared_by), "")
                self.add(self.scenario.handover.coordinated_by, first, d, rate * way.crossings[s] * coordination * size)

    def _redone(self, activity: Activity, kind: str) -> tuple[float, float]:
        redo = activity.redo
        if redo is None:
            return 1.0, 1.0
        chance = self.mean(redo.chance, kind, rules.ODDS)
        times, weight = repeated(chance, redo.fade, redo.at_most, redo.repeats)
        return weight, times

    def _call(self, name: str, d: int, rate: float, size: float) -> None:
        call = self.scenario.calls[name]
        effort = self.mean(call.effort) * size
        if call.foreign is None:
            self.add_shares(call.shared_by, d, rate * self.mean(call.chance, scale=rules.ODDS) * effort)
            return
        for other in range(len(self.domains)):
            if other != d:
                self.add_shares(call.shared_by, other, rate * self.mean(call.foreign, scale=rules.ODDS) * effort)

    def add_shares(self, shared_by: Mapping[str, Share], d: int, effort: float) -> None:
        """Effort per day, split over its participants."""
        for role, share in shared_by.items():
            self.add(role, next((other for other in shared_by if other != role), ""), d, effort * share.share)

    def add(self, role: str, first_other: str, d: int, effort: float) -> None:
        """Effort per day that is asked of a role in a domain, as time of the pool that is asked."""
        pool = self.pool(role, first_other, d)
        if pool is None:
            self.unserved[role] = self.unserved.get(role, 0.0) + effort
            return
        self.work[pool] = self.work.get(pool, 0.0) + effort / self._skill(pool)

    def pool(self, role: str, first_other: str, d: int) -> int | None:
        """The pool that is asked first: those who hold the role, else who stands in."""
        place_ = self.people.ask(role, first_other) * len(self.domains) + d
        options = self.people.option_pool[self.people.option_start[place_] : self.people.option_start[place_ + 1]]
        return options[0] if options else None

    def _skill(self, pool: int) -> float:
        people = self.people.pools[pool].people
        there = sum(self.capacity[p] for p, _, _ in people)
        return sum(self.capacity[p] * skill for p, skill, _ in people) / there if there > 0.0 else 1.0

    @cached_property
    def capacity(self) -> list[float]:
        """Focused person-days per working day of each person."""
        return [self._speed(person) for person in self.people.seating.people]

    def _speed(self, person: SeatedPerson) -> float:
        if self.day < (person.joins or 0.0) or (person.leaves is not None and self.day >= person.leaves):
            return 0.0
        role = self.scenario.roles[person.roles[0][0]]
        speed = person.fte * self.mean(role.focus)
        speed *= next((value for start, value in reversed(sorted(dict(person.rates or ()).items())) if start <= self.day), 1.0)
        if role.absence is not None:
            speed *= 1.0 - min(1.0, role.absence.lasts / role.absence.every)
        since = self.day - (person.joins or 0.0)
        if role.ramp is not None and person.joins and since < role.ramp.takes:
            speed *= role.ramp.starts_at + (1.0 - role.ramp.starts_at) * since / role.ramp.takes
        return speed

    # -- the route -----------------------------------------------------------------------------------------------

    def way(self, kind: str, d: int, start: int, *, stopped: bool = True) -> _Way:
        """Expected visits of a use case of this kind and domain from a step on."""
        asked = [self._asked(kind, d, step) for _, step in self.steps]
        key = (kind if self._kinds_matter else "", tuple(asked), start, stopped)
        if key not in self._ways:
            self._ways[key] = self._solve(kind, asked, start, stopped)
        return self._ways[key]

    @cached_property
    def _kinds_matter(self) -> bool:
        """Whether any rule, gate or handover differs by kind."""
        handover = self.scenario.handover
        found = [one.context_loss for one in (handover.same_team, handover.between_teams)]
        for stage in self.scenario.stages.values():
            found += [rule.chance for rule in stage.rework.values()] + [gate.stops for gate in stage.gates.values()]
            if any(each.only_for for each in (*stage.rework.values(), *stage.gates.values())):
                return True
        return any(map(_by_kind, found))

    def _asked(self, kind: str, d: int, step: Step) -> frozenset[int]:
        """Pools that are asked for the step."""
        found = set()
        for activity in _activities(step, kind):
            for role in activity.shared_by:
                pool = self.pool(role, next((other for other in activity.shared_by if other != role), ""), d)
                found.add(-1 if pool is None else pool)
        return frozenset(found - {-1})

    def _solve(self, kind: str, asked: Sequence[frozenset[int]], start: int, stopped: bool) -> _Way:
        handover = self.scenario.handover
        losses = (0.0, self.mean(handover.same_team.context_loss, kind), self.mean(handover.between_teams.context_loss, kind))
        before: frozenset[int] = frozenset()
        relation = []
        for s, pools in enumerate(asked):
            relation.append(self._relation(before, pools) if s else 0)
            before = pools or before
        returns, stops = [], [0.0] * len(self.steps)
        deciding = {rule.after for stage in self.scenario.stages.values() for rule in stage.rework.values()}
        odds, factor = {}, 1.0
        for s, name in enumerate(self.step_names):
            factor *= 1.0 + losses[relation[s]]
            odds[name] = factor
            if name in deciding:
                factor = 1.0
        for stage in self.scenario.stages.values():
            for rule in stage.rework.values():
                chance = self.mean(rule.chance, kind, rules.ODDS)
                if rule.only_for is not None and kind not in rule.only_for:
                    chance = 0.0
                if losses[1] or losses[2]:
                    chance = rules.with_loss(rules.without_loss(chance, rule.includes_loss), odds[rule.after])
                after, target = self.step_names.index(rule.after), self.step_names.index(rule.back_to)
                returns.append(Return(after, target, chance, rule.fade, rule.at_most, rule.repeats))
            for gate in stage.gates.values():
                if stopped and (gate.only_for is None or kind in gate.only_for):
                    after = self.step_names.index(gate.after or list(stage.steps)[-1])
                    stops[after] = self.mean(gate.stops, kind, rules.ODDS)
        visits = expected_visits(len(self.steps), returns, stops, start=start)
        crossings = [float(visits.forward[s]) if relation[s] == 2 and s else 0.0 for s in range(len(self.steps))]
        for r, rule_ in enumerate(returns):
            if rule_.target and self._relation(asked[rule_.after], asked[rule_.target]) == 2:
                crossings[rule_.target] += float(visits.returned[r])
        live = next((s for s, (_, step) in enumerate(self.steps) if step.mark == "live"), len(self.steps) - 1)
        return _Way(visits, tuple(crossings), float(visits.passed[live]))

    def _relation(self, before: frozenset[int], pools: frozenset[int]) -> int:
        """0 the same people, 1 the same team, 2 another team; the farthest of all who are asked."""
        teams = {self.people.pools[pool].team for pool in before}
        if not before:
            return 0
        return max((0 if p in before else 1 if self.people.pools[p].team in teams else 2 for p in pools), default=0)

    # -- duties and operation --------------------------------------------------------------------------------------

    def _duties(self) -> None:
        platform = self.scenario.platform
        own = platform.services * (1.0 - platform.managed)
        number = {
            "once": 1.0, "service": own, "pair": max(0.0, own * (own - 1.0) / 2.0), "user": platform.users,
            "domain": float(len(self.domains)),
        }  # fmt: skip
        for duty in self.scenario.duties.values():
            rate = self.mean(duty.effort) * number[duty.times_each] / self.mean(duty.every)
            if duty.per_person is None:
                for d, share in enumerate(self.domain_share):
                    self.add_shares(duty.shared_by, d, rate * share)
                continue
            for person in self.people.holders(duty.per_person):
                ask = self.people.ask_person(person, duty.per_person)
                pool = self.people.option_pool[self.people.option_start[ask * len(self.domains)]]
                self.work[pool] = self.work.get(pool, 0.0) + (rate if self.capacity[person] > 0.0 else 0.0)

    def _operation(self, lives: float) -> None:
        """Upkeep, repairs and returns of the live stock; it settles at inflow x life, from the opening stock on."""
        operation, stock = self.scenario.operation, float(self.scenario.study.opening.live)
        if operation.retire is None:
            stock += lives * self.day
        else:
            life = self.mean(operation.retire.after)
            stock = lives * life + (stock - lives * life) * math.exp(-self.day / life)
        for kind, (share, size) in self.kinds.items():
            for d, of_domain in enumerate(self.domain_share):
                there = stock * share * of_domain
                for upkeep in operation.upkeep.values():
                    self.add_shares(upkeep.shared_by, d, there * self.mean(upkeep.effort) * size / self.mean(upkeep.every))
                if operation.drift is not None and there > 0.0:
                    self._drift(kind, d, there, size)

    def _drift(self, kind: str, d: int, there: float, size: float) -> None:
        drift = self.scenario.operation.drift
        assert drift is not None
        rate = there * self.mean(drift.ever, scale=rules.ODDS) / self.mean(drift.every)
        shares = {name: self.mean(remedy.share, scale=rules.ODDS) for name, remedy in drift.remedies.items()}
        for name, remedy in drift.remedies.items():
            times = rate * shares[name] / sum(shares.values())
            if remedy.back_to is not None:
                way = self.way(kind, d, self.step_names.index(remedy.back_to), stopped=False)
                self.add_way(way, kind, d, times, size)
            else:
                self.add_shares(remedy.shared_by, d, times * self.mean(remedy.effort) * size)

    # -- the result ------------------------------------------------------------------------------------------------

    def _loads(self) -> list[Load]:
        people, pools, names = self.people.seating.people, self.people.pools, self.people.role_names
        asked = sorted(self.work)
        in_pool = [tuple(p for p, _, _ in pools[pool].people) for pool in asked]
        rows = []
        for role in names:
            holders = {p for p, person in enumerate(people) if role in dict(person.roles)}
            if holders:
                own = sum(self.work[pool] for pool in asked if self._done_as(pool) == role)
                rows.append(Load("role", (role,), "", own, sum(self.capacity[p] for p in holders)))
        rows += [Load("role", (role,), "", effort, 0.0) for role, effort in self.unserved.items() if effort > 0.0]
        for pool, holders_ in zip(asked, in_pool, strict=True):
            team = self.people.team_names[pools[pool].team]
            there = sum(self.capacity[p] for p in holders_)
            rows.append(Load("pool", (names[pools[pool].role],), team, self.work[pool], there))
        if self.unserved:
            none = [role for role, effort in self.unserved.items() if effort > 0.0]
            if none:
                return [*rows, Load("set", tuple(none), "", sum(self.unserved[role] for role in none), 0.0)]
        chosen, _ = worst_set([self.work[pool] for pool in asked], in_pool, self.capacity)
        there = sum(self.capacity[p] for p in {p for i in chosen for p in in_pool[i]})
        roles = tuple(dict.fromkeys(names[pools[asked[i]].role] for i in chosen))
        teams = ", ".join(dict.fromkeys(self.people.team_names[pools[asked[i]].team] for i in chosen))
        return [*rows, Load("set", roles, teams, sum(self.work[asked[i]] for i in chosen), there)]

    def _done_as(self, pool: int) -> str:
        """Role as which a pool works: the one asked for, or their own first one where they stand in."""
        role = self.people.role_names[self.people.pools[pool].role]
        roles = dict(self.people.seating.people[self.people.pools[pool].people[0][0]].roles)
        return role if role in roles else next(iter(roles))


def _activities(step: Step, kind: str) -> list[Activity]:
    """Activities of a step that a kind needs."""
    activities = list(step.parallel.values()) if step.parallel else [step]
    return [one for one in activities if one.only_for is None or kind in one.only_for]


def _by_kind(amount: Amount) -> bool:
    match amount:
        case ByKind():
            return True
        case ByLevel(_, low, mid, high):
            return any(map(_by_kind, (low, mid, high)))
        case Scaled(inner, factors):
            return any(map(_by_kind, (inner, *factors)))
    return False


def _mean_between(size: Amount, low: float, high: float, dials: Sequence[Amount], day: float) -> float:
    """Mean of a size between two of its quantiles."""
    mean = expected(size, dials, day)
    if high - low >= 1.0 or high <= low or isinstance(size, Fixed):
        return mean
    sigma = _sigma(size)
    if sigma is None:
        return mean
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
            return float(p["sigma"]) if "sigma" in p else math.log(p["p90"] / p["median"]) / 1.2815515655446004
        case Scaled(inner, _):
            return _sigma(inner)
    return None

"""Offered load: the work that a scenario asks for per day, against what its people can do, before anything is run.

Averages only: the route is solved as an absorbing chain, so rework, gates, kinds, sizes, duties, coordination,
stand-ins and the live stock are counted; queues are not known here. Small things are left out: bounces take no work,
and whoever is asked for the next step is taken to know the item already if the same people did the last one.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim import rules
from sim.blueprint.averages import Averages
from sim.blueprint.bottleneck import worst_set
from sim.blueprint.people import People
from sim.blueprint.visits import repeated
from sim.blueprint.ways import Way, Ways, activities_of
from sim.scenario.organization import place, with_form_factors
from sim.scenario.schema import Activity, Drift, Scenario, Share
from sim.scenario.switches import switched


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


def offered_load(scenario: Scenario, day: float = 0.0, *, known: dict[Any, Way] | None = None) -> list[Load]:
    """Loads on a day: each role that somebody holds, each pool, and last the set of pools that is loaded worst.

    `known` keeps what use cases do on their way, for scenarios that differ in people, demand and services only.
    """
    return Workload(with_form_factors(switched(scenario)), day, known).loads()


def worst(loads: Iterable[Load]) -> Load:
    """The set of roles with the most work for those who hold them."""
    return next(load for load in loads if load.scope == "set")


class Workload:
    """Adds up the work of one scenario on one day, pool by pool."""

    def __init__(self, scenario: Scenario, day: float, known: dict[Any, Way] | None = None) -> None:
        self.scenario, self.day = scenario, day
        self.averages = Averages(scenario, day)
        self.mean = self.averages.mean
        self.domains, self.domain_share = self.averages.domains, self.averages.domain_share
        self.people = People(scenario, place(scenario), list(scenario.roles))
        self.capacity = [self.averages.speed(person) for person in self.people.seating.people]
        self._pools: dict[tuple[str, str, int], int | None] = {}
        self._skills: dict[int, float] = {}
        self.ways = Ways(self.averages, self.people, self.pool, known)
        self.work: dict[int, float] = {}  # pool: person-days per day
        self.unserved: dict[str, float] = {}  # role that nobody serves: work

    # -- the sum -------------------------------------------------------------------------------------------------

    def loads(self) -> list[Load]:
        """Everything that asks for work, then the loads."""
        lives = 0.0
        for kind, (share, size) in self.averages.kinds.items():
            for d, of_domain in enumerate(self.domain_share):
                rate = self.averages.requests * share * of_domain
                way = self.ways.way(kind, d, 0)
                self.add_way(way, kind, d, rate, size)
                lives += rate * way.live
        self._duties()
        self._operation(lives)
        return self._loads()

    def add_way(self, way: Way, kind: str, d: int, rate: float, size: float) -> None:
        """Work of `rate` use cases a day that go this way."""
        if rate <= 0.0:
            return
        coordination = self.mean(self.scenario.handover.between_teams.coordination, kind)
        for s, (_, step) in enumerate(self.ways.steps):
            weight, plain = way.visits.effort[s], way.visits.visits[s]
            if plain <= 0.0:
                continue
            for activity in activities_of(step, kind):
                redone, times = self.redone(activity, kind)
                effort = self.mean(activity.effort, kind) * size * weight * redone
                self.add_shares(activity.shared_by, d, rate * effort)
                reached = way.visits.forward[s]
                for wait in activity.waits.values():
                    if wait.call is not None and (wait.only_for is None or kind in wait.only_for):
                        self._call(wait.call, kind, d, rate * (min(reached, 1.0) if wait.once else plain * times), size)
                for call in activity.asks.values():
                    self._call(call, kind, d, rate * plain * times, size)
            if coordination and way.crossings[s]:
                manager = self.scenario.handover.coordinated_by
                asked = [role for each in activities_of(step, kind) for role in each.shared_by]
                self.add(
                    manager, self.people.first_other(asked, manager), d, rate * way.crossings[s] * coordination * size
                )

        self._decisions(way, kind, d, rate * size)

    def _decisions(self, way: Way, kind: str, d: int, rate: float) -> None:
        """Coordination of the decisions that are come to at gates."""
        manager = self.scenario.handover.coordinated_by
        for s, (gate, step) in self.ways.gates.items():
            effort = self.mean(gate.coordination, kind)
            if effort and (gate.only_for is None or kind in gate.only_for):
                asked = [role for each in activities_of(step, kind) for role in each.shared_by]
                times = self.ways.decided(way, s) if asked else 0.0  # coordinated are those who work on the step
                self.add(manager, self.people.first_other(asked, manager), d, rate * times * effort)

    def redone(self, activity: Activity, kind: str) -> tuple[float, float]:
        """What redoing multiplies an activity's effort by, and how often the activity is done."""
        redo = activity.redo
        if redo is None:
            return 1.0, 1.0
        chance = self.mean(redo.chance, kind, rules.ODDS)
        times, weight = repeated(chance, redo.fade, redo.at_most, redo.repeats)
        return weight, times

    def _call(self, name: str, kind: str, d: int, rate: float, size: float) -> None:
        call = self.scenario.calls[name]
        effort = self.mean(call.effort) * size
        if call.foreign is None:
            self.add_shares(call.shared_by, d, rate * self.mean(call.chance, kind, rules.ODDS) * effort)
            return
        for other in range(len(self.domains)):
            if other != d:
                self.add_shares(call.shared_by, other, rate * self.mean(call.foreign, kind, rules.ODDS) * effort)

    def add_shares(self, shared_by: Mapping[str, Share], d: int, effort: float) -> None:
        """Effort per day, split over its participants."""
        for role, share in shared_by.items():
            self.add(role, self.people.first_other(shared_by, role), d, effort * share.share)

    def add(self, role: str, first_other: str, d: int, effort: float) -> None:
        """Effort per day that is asked of a role in a domain, as time of the pool that is asked."""
        pool = self.pool(role, first_other, d)
        if pool is None:
            self.unserved[role] = self.unserved.get(role, 0.0) + effort
            return
        self.work[pool] = self.work.get(pool, 0.0) + float(effort) / self.skill(pool)

    def pool(self, role: str, first_other: str, d: int) -> int | None:
        """The pool that is asked first: those who hold the role, else who stands in."""
        key = (role, first_other, d)
        if key not in self._pools:
            place_ = self.people.ask(role, first_other) * len(self.domains) + d
            options = self.people.option_pool[self.people.option_start[place_] : self.people.option_start[place_ + 1]]
            self._pools[key] = options[0] if options else None
        return self._pools[key]

    def load_of(self, pool: int) -> float:
        """Work over capacity of those who are asked first, whatever other pools ask of them too left aside."""
        there = sum(self.capacity[p] for p, _, _ in self.people.pools[pool].people)
        return self.work.get(pool, 0.0) / there if there > 0.0 else math.inf

    def skill(self, pool: int) -> float:
        """Mean skill of a pool's people, weighed by the time that they have."""
        if pool not in self._skills:
            people = self.people.pools[pool].people
            there = sum(self.capacity[p] for p, _, _ in people)
            skill = sum(self.capacity[p] * skill for p, skill, _ in people)
            self._skills[pool] = skill / there if there > 0.0 else 1.0
        return self._skills[pool]

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
            if self.scenario.study.opening.expected:
                stock = lives * life
            stock = lives * life + (stock - lives * life) * math.exp(-self.day / life)
        for kind, (share, size) in self.averages.kinds.items():
            for d, of_domain in enumerate(self.domain_share):
                there = stock * share * of_domain
                for upkeep in operation.upkeep.values():
                    self.add_shares(
                        upkeep.shared_by, d, there * self.mean(upkeep.effort) * size / self.mean(upkeep.every)
                    )
                if operation.drift is not None and there > 0.0:
                    self._drift(operation.drift, kind, d, there, size)

    def _drift(self, drift: Drift, kind: str, d: int, there: float, size: float) -> None:
        shares = {name: self.mean(remedy.share, scale=rules.ODDS) for name, remedy in drift.remedies.items()}
        every, ways = self.mean(drift.every), {}
        for name, remedy in drift.remedies.items():  # the next drift is on its way when the last is mended
            takes = self.mean(remedy.delay)
            if remedy.back_to is not None:
                ways[name] = self.ways.way(kind, d, self.ways.step_names.index(remedy.back_to), stopped=False)
                takes += self.ways.least_days(ways[name], kind, size)
            else:
                takes += self.ways.work_days(remedy) * size
            every += takes * shares[name] / sum(shares.values())
        for name, remedy in drift.remedies.items():
            times = there * self.mean(drift.ever, scale=rules.ODDS) / every * shares[name] / sum(shares.values())
            if name in ways:
                self.add_way(ways[name], kind, d, times, size)
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

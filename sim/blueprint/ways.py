"""What a use case brings about on its way: visits of each step, crossings between teams, and whether it goes live."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim import rules
from sim.blueprint.amounts import each_fixed, expected
from sim.blueprint.averages import Averages
from sim.blueprint.people import People
from sim.blueprint.visits import Return, Visits, expected_visits
from sim.scenario.amounts import Amount, ByKind, ByLevel, Scaled, for_kind
from sim.scenario.schema import Activity, Gate, Remedy, Rework, Step

ROUNDS, CLOSE = 30, 1e-5  # of what depends on itself
ON_THE_WAY = -1  # comes to a deciding step from the one before, not by a return
SAME_PEOPLE, SAME_TEAM, OTHER_TEAM = 0, 1, 2  # relations of a handover, near to far


@dataclass(frozen=True, slots=True)
class Way:
    """Averages for one use case of a kind and domain from some step on."""

    visits: Visits
    crossings: tuple[float, ...]  # step: entries that somebody from another team makes
    live: float  # chance of going live


class Ways:
    """The ways of a scenario's use cases; ways that are alike are solved once."""

    def __init__(
        self,
        averages: Averages,
        people: People,
        pool: Callable[[str, str, int], int | None],
        known: dict[Any, Way] | None = None,
    ) -> None:
        self.averages, self.people, self.pool = averages, people, pool
        self.scenario, self.mean = averages.scenario, averages.mean
        self.steps: list[tuple[str, Step]] = [
            (name, step) for stage in self.scenario.stages.values() for name, step in stage.steps.items()
        ]
        self.step_names = [name for name, _ in self.steps]
        self._known: dict[Any, Way] = {} if known is None else known  # of a scenario with the same route and dials
        self._relations: dict[tuple[str, int], tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def way(self, kind: str, d: int, start: int, *, stopped: bool = True) -> Way:
        """Expected visits of a use case of this kind and domain from a step on."""
        if (kind, d) not in self._relations:
            self._relations[kind, d] = self._nearness(kind, d)
        forward, back = self._relations[kind, d]
        key = (kind if self._kinds_matter else "", forward, back, start, stopped)
        if key not in self._known:
            self._known[key] = self._solve(kind, forward, back, start, stopped)
        return self._known[key]

    def _nearness(self, kind: str, d: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """How near those of each step are to those of the step before, and those of each return to its target."""
        asked = [self._asked(kind, d, step) for _, step in self.steps]
        before: frozenset[int] = frozenset()
        forward = []
        for pools in asked:
            forward.append(self._relation(before, pools))
            before = pools or before
        return tuple(forward), tuple(self._relation(asked[after], asked[target]) for after, target in self._returns)

    @cached_property
    def _returns(self) -> list[tuple[int, int]]:
        """Deciding and target step of each rework rule."""
        return [(self.step_names.index(rule.after), self.step_names.index(rule.back_to)) for rule in self._rules]

    @cached_property
    def _kinds_matter(self) -> bool:
        """Whether any rule, gate or handover differs by kind."""
        handover = self.scenario.handover
        found = [one.context_loss for one in (handover.same_team, handover.between_teams)]
        for stage in self.scenario.stages.values():
            found += [rule.chance for rule in stage.rework.values()] + [gate.stops for gate in stage.gates.values()]
            if any(rule.only_for for rule in stage.rework.values()) or any(g.only_for for g in stage.gates.values()):
                return True
        return any(map(_by_kind, found))

    @cached_property
    def gates(self) -> dict[int, tuple[Gate, Step]]:
        """Gates by the step that they follow."""
        return {
            self.step_names.index(after): (gate, stage.steps[after])
            for stage in self.scenario.stages.values()
            for gate in stage.gates.values()
            for after in [gate.after or list(stage.steps)[-1]]
        }

    def decided(self, way: Way, s: int) -> float:
        """Times that the gate after a step is come to: visits of the step that rework does not send back."""
        back = sum(way.visits.returned[r] for r, (after, _) in enumerate(self._returns) if after == s)
        return max(way.visits.visits[s] - back, 0.0)

    def _asked(self, kind: str, d: int, step: Step) -> frozenset[int]:
        """Pools that are asked for the step."""
        found = set()
        for activity in activities_of(step, kind):
            for role in activity.shared_by:
                pool = self.pool(role, self.people.first_other(activity.shared_by, role), d)
                found.add(-1 if pool is None else pool)
        return frozenset(found - {-1})

    def _solve(self, kind: str, forward: Sequence[int], back: Sequence[int], start: int, stopped: bool) -> Way:
        """The chain with the average context loss of each decision, which depends on where items come from."""
        chances, odds = self._chances(kind), self._odds(kind, forward, back)
        stops = [0.0] * len(self.steps)
        for s, (gate, _) in self.gates.items():
            if stopped and (gate.only_for is None or kind in gate.only_for):
                stops[s] = self.mean(gate.stops, kind, rules.ODDS)
        come: dict[int, dict[int, float]] = {s: {ON_THE_WAY: 1.0} for s in odds}  # deciding step: origin, share
        for _ in range(ROUNDS if any(len(set(each.values())) > 1 for each in odds.values()) else 0):
            returns = self._raised(chances, odds, come)
            visits = expected_visits(len(self.steps), returns, stops, start=start, weighed=False)
            before, come = come, self._origins(visits, odds)
            if all(abs(come[s][of] - before[s].get(of, 0.0)) < CLOSE for s in come for of in come[s]):
                break
        returns = self._raised(chances, odds, come)
        visits = expected_visits(len(self.steps), returns, stops, start=start)
        entries = list(visits.forward)
        entries[start] -= 1.0  # no handover into the first step
        crossings = [entries[s] if near == OTHER_TEAM else 0.0 for s, near in enumerate(forward)]
        for r, near in enumerate(back):
            if near == OTHER_TEAM:
                crossings[returns[r].target] += visits.returned[r]
        live = next((s for s, (_, step) in enumerate(self.steps) if step.mark == "live"), len(self.steps) - 1)
        return Way(visits, tuple(crossings), visits.passed[live])

    @cached_property
    def _rules(self) -> list[Rework]:
        return [rule for stage in self.scenario.stages.values() for rule in stage.rework.values()]

    def _chances(self, kind: str) -> list[float]:
        """Chance of each rework rule for a kind, before context is lost."""
        return [
            self._net(rule, kind) if rule.only_for is None or kind in rule.only_for else 0.0 for rule in self._rules
        ]

    def _net(self, rule: Rework, kind: str) -> float:
        """The chance without the average loss that it contains, taken out where the blueprint takes it out."""
        if not rule.includes_loss:
            return self.mean(rule.chance, kind, rules.ODDS)
        chosen = for_kind(rule.chance, kind)
        if chosen is None:
            return 0.0
        net = each_fixed(chosen, lambda p: rules.without_loss(p, rule.includes_loss))
        return expected(net, self.averages.dials, self.averages.day, rules.ODDS)

    def _odds(self, kind: str, forward: Sequence[int], back: Sequence[int]) -> dict[int, dict[int, float]]:
        """What lost context makes of the odds at each deciding step, by where an item comes from: a return, or not."""
        handover = self.scenario.handover
        losses = (
            0.0,
            self.mean(handover.same_team.context_loss, kind),
            self.mean(handover.between_teams.context_loss, kind),
        )
        onto = [1.0 + losses[near] for near in forward]
        applied = [rule.only_for is None or kind in rule.only_for for rule in self._rules]
        deciding = {after for (after, _), applies in zip(self._returns, applied, strict=True) if applies}
        found, first = {}, 0
        for s in sorted(deciding):
            found[s] = {ON_THE_WAY: math.prod(onto[first : s + 1])}
            for r, (_, target) in enumerate(self._returns):
                if first <= target <= s:
                    found[s][r] = (1.0 + losses[back[r]]) * math.prod(onto[target + 1 : s + 1])
            first = s + 1
        return found

    def _raised(
        self, chances: Sequence[float], odds: Mapping[int, Mapping[int, float]], come: Mapping[int, Mapping[int, float]]
    ) -> list[Return]:
        """The rules with lost context: those of a step are one draw, so their sum is raised and split in proportion."""
        total: dict[int, float] = {}
        for (after, _), chance in zip(self._returns, chances, strict=True):
            total[after] = total.get(after, 0.0) + chance
        times = {
            s: math.fsum(share * rules.with_loss(whole, odds[s][of]) for of, share in come[s].items()) / whole
            for s, whole in total.items()
            if whole > 0.0
        }
        return [
            Return(after, target, chance * times.get(after, 1.0), rule.fade, rule.at_most, rule.repeats)
            for (after, target), chance, rule in zip(self._returns, chances, self._rules, strict=True)
        ]

    def _origins(self, visits: Visits, deciding: Iterable[int]) -> dict[int, dict[int, float]]:
        """At each deciding step, the share of visits that each return has led to; the others come on the way."""
        found, first = {}, 0
        for s in deciding:
            shares = {
                r: min(visits.returned[r] / visits.visits[s], 1.0)
                for r, (_, target) in enumerate(self._returns)
                if first <= target <= s and visits.visits[s] > 0.0
            }
            whole = max(math.fsum(shares.values()), 1.0)
            shares = {r: share / whole for r, share in shares.items()}
            found[s] = {**shares, ON_THE_WAY: 1.0 - math.fsum(shares.values())}
            first = s + 1
        return found

    def least_days(self, way: Way, kind: str, size: float) -> float:
        """Days that a use case takes on its way at least: waits, the longest share of work, and gates, no queues."""
        days = 0.0
        for s, (name, step) in enumerate(self.steps):
            plain, weight = way.visits.visits[s], way.visits.effort[s]
            if plain <= 0.0:
                continue
            alone = [
                (self._wait(each, kind, plain), self.work_days(each, kind) * size) for each in activities_of(step, kind)
            ]
            days += max((wait + work * weight for wait, work in alone), default=0.0)
            for stage in self.scenario.stages.values():
                for gate in stage.gates.values():
                    if (gate.after or list(stage.steps)[-1]) == name and (
                        gate.only_for is None or kind in gate.only_for
                    ):
                        days += plain * self.mean(gate.delay, kind)
        return days

    def _wait(self, activity: Activity, kind: str, visits: float) -> float:
        waits = [
            self.mean(wait.delay, kind) * (1.0 if wait.once else 1.0 + (visits - 1.0) * self.mean(wait.again))
            for wait in activity.waits.values()
            if wait.only_for is None or kind in wait.only_for
        ]
        return max(waits, default=0.0)

    def work_days(self, each: Activity | Remedy, kind: str | None = None) -> float:
        """Days of the longest share of the work."""
        focus = {role: self.mean(self.scenario.roles[role].focus) for role in each.shared_by}
        longest = max(
            (s.share / s.people / focus[role] for role, s in each.shared_by.items() if focus[role]), default=0.0
        )
        return self.mean(each.effort, kind) * longest

    def _relation(self, before: frozenset[int], pools: frozenset[int]) -> int:
        """How near those who are asked are to those who did the last step; the farthest counts."""
        teams = {self.people.pools[pool].team for pool in before}
        if not before:
            return SAME_PEOPLE
        near = [
            SAME_PEOPLE if p in before else SAME_TEAM if self.people.pools[p].team in teams else OTHER_TEAM
            for p in pools
        ]
        return max(near, default=SAME_PEOPLE)


def activities_of(step: Step, kind: str) -> list[Activity]:
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

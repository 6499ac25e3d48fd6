"""What a use case brings about on its way: visits of each step, crossings between teams, and whether it goes live."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim import rules
from sim.blueprint.averages import Averages
from sim.blueprint.people import People
from sim.blueprint.visits import Return, Visits, expected_visits
from sim.scenario.amounts import Amount, ByKind, ByLevel, Scaled
from sim.scenario.schema import Activity, Gate, Remedy, Step

SAME_PEOPLE, SAME_TEAM, OTHER_TEAM = 0, 1, 2  # relations of a handover, near to far


@dataclass(frozen=True, slots=True)
class Way:
    """Averages for one use case of a kind and domain from some step on."""

    visits: Visits
    crossings: tuple[float, ...]  # step: entries that somebody from another team makes
    live: float  # chance of going live


class Ways:
    """The ways of a scenario's use cases; ways that are alike are solved once."""

    def __init__(self, averages: Averages, people: People, pool: Callable[[str, str, int], int | None]) -> None:
        self.averages, self.people, self.pool = averages, people, pool
        self.scenario, self.mean = averages.scenario, averages.mean
        self.steps: list[tuple[str, Step]] = [
            (name, step) for stage in self.scenario.stages.values() for name, step in stage.steps.items()
        ]
        self.step_names = [name for name, _ in self.steps]
        self._known: dict[Any, Way] = {}
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
        return [
            (self.step_names.index(rule.after), self.step_names.index(rule.back_to))
            for stage in self.scenario.stages.values()
            for rule in stage.rework.values()
        ]

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
        return way.visits.visits[s] - back

    def _asked(self, kind: str, d: int, step: Step) -> frozenset[int]:
        """Pools that are asked for the step."""
        found = set()
        for activity in activities_of(step, kind):
            for role in activity.shared_by:
                pool = self.pool(role, self.people.first_other(activity.shared_by, role), d)
                found.add(-1 if pool is None else pool)
        return frozenset(found - {-1})

    def _solve(self, kind: str, forward: Sequence[int], back: Sequence[int], start: int, stopped: bool) -> Way:
        """The chain with the average context loss of each decision; relations are those of the way forward."""
        handover = self.scenario.handover
        losses = (
            0.0,
            self.mean(handover.same_team.context_loss, kind),
            self.mean(handover.between_teams.context_loss, kind),
        )
        returns, stops = [], [0.0] * len(self.steps)
        deciding = {rule.after for stage in self.scenario.stages.values() for rule in stage.rework.values()}
        odds, factor = {}, 1.0
        for s, name in enumerate(self.step_names):
            factor *= 1.0 + losses[forward[s]]
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
        entries = list(visits.forward)
        entries[start] -= 1.0  # no handover into the first step
        crossings = [entries[s] if near == OTHER_TEAM else 0.0 for s, near in enumerate(forward)]
        for r, near in enumerate(back):
            if near == OTHER_TEAM:
                crossings[returns[r].target] += visits.returned[r]
        live = next((s for s, (_, step) in enumerate(self.steps) if step.mark == "live"), len(self.steps) - 1)
        return Way(visits, tuple(crossings), visits.passed[live])

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

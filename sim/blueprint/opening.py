"""The state expected on day 0: how many items stand at each step and how many are live, by Little's law.

At step s there are N(s) = rate x visits(s) x days(s), with days(s) the mean time of one visit: handovers, waits, the
longest share of the work, the queue before it, gates (Little 1961, Operations Research 9). Queues are those of M/M/c in
Sakasegawa's approximation (1977, Ann. Inst. Statist. Math. 29),

    days in queue = service / c x rho**(sqrt(2 (c + 1)) - 1) / (1 - rho),

with the load rho of the pool that is asked, taken as `MOST` where it cannot keep up. Items begin their step on day 0:
what is left of a visit is as long as a whole one where times spread as much as exponential ones. So the state is near
the one that settles, not in it, and a short warm-up still stands before the window; tests measure its bias.
"""

import math
from collections.abc import Sequence

from sim import rules
from sim.blueprint.offered_load import Workload
from sim.blueprint.ways import Way, activities_of
from sim.scenario.schema import Activity, Crossing, Scenario, Step

MOST = 0.95  # load of those who cannot keep up: their queue has no expected length


def expected_opening(scenario: Scenario) -> tuple[tuple[int, ...], int]:
    """The steps at which items in progress stand on day 0, in order, and the number of items that are live.

    Switches and form factors are applied to the scenario already.
    """
    state = _State(scenario)
    return _whole(state.at_steps), round(state.live)


def _whole(expected: Sequence[float]) -> tuple[int, ...]:
    """Whole numbers of items, so that up to each step there are as many as expected, to the nearest."""
    places: list[int] = []
    reached = 0.0
    for step, many in enumerate(expected):
        reached += many
        places += [step] * (math.floor(reached + 0.5) - len(places))
    return tuple(places)


class _State:
    """Expected numbers at the steps up to live, and of live items, under the load of day 0."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.load = Workload(scenario, 0.0)
        self.load.loads()
        self.mean = self.load.mean
        names = self.load.ways.step_names
        last = next((s for s, (_, step) in enumerate(self.load.ways.steps) if step.mark == "live"), len(names) - 1)
        self.at_steps = [0.0] * (last + 1)
        lives = 0.0
        for kind, (share, size) in self.load.averages.kinds.items():
            for d, of_domain in enumerate(self.load.domain_share):
                rate = self.load.averages.requests * share * of_domain
                if rate > 0.0:
                    way = self.load.ways.way(kind, d, 0)
                    lives += rate * way.live
                    for s in range(last + 1):
                        self.at_steps[s] += rate * self._days(way, s, kind, d, size)
        retire = scenario.operation.retire
        self.live = float(scenario.study.opening.live) if retire is None else lives * self.mean(retire.after)

    def _days(self, way: Way, s: int, kind: str, d: int, size: float) -> float:
        """Mean days of all visits of a step."""
        visits = way.visits.visits[s]
        if visits <= 0.0 or not math.isfinite(visits):
            return 0.0
        _, step = self.load.ways.steps[s]
        scale = way.visits.effort[s] / visits * size
        longest = max((self._activity(each, kind, d, scale) for each in activities_of(step, kind)), default=0.0)
        return visits * longest + self._handovers(way, s, step, kind, d, size) + self._gate(way, s, kind)

    def _activity(self, activity: Activity, kind: str, d: int, scale: float) -> float:
        """Days of one visit: waits, then the longest of the queue and work of each participant."""
        waits = [
            self.mean(wait.delay, kind)
            for wait in activity.waits.values()
            if wait.only_for is None or kind in wait.only_for
        ]
        _, times = self.load.redone(activity, kind)
        effort = self.mean(activity.effort, kind) * scale
        parts = [
            self._queue(
                role, self.load.people.first_other(activity.shared_by, role), d, effort * share.share / share.people
            )
            for role, share in activity.shared_by.items()
        ]
        return max(waits, default=0.0) + times * max(parts, default=0.0)

    def _queue(self, role: str, first_other: str, d: int, effort: float) -> float:
        """Days from asking a role for so much effort to its end."""
        pool = self.load.pool(role, first_other, d)
        if pool is None:
            return 0.0
        people = [p for p, _, _ in self.load.people.pools[pool].people if self.load.capacity[p] > 0.0]
        there = sum(self.load.capacity[p] for p in people)
        if not there:
            return 0.0
        service = effort / (there / len(people) * self.load.skill(pool))
        rho = min(self.load.load_of(pool), MOST)
        return service * (1.0 + math.pow(rho, math.sqrt(2.0 * (len(people) + 1.0)) - 1.0) / (len(people) * (1.0 - rho)))

    def _handovers(self, way: Way, s: int, step: Step, kind: str, d: int, size: float) -> float:
        """Days in all handovers into a step: the farther relation for those that cross teams, else within the team."""
        handover, crossings = self.scenario.handover, way.crossings[s]
        across = self._handover_days(handover.between_teams, kind) * crossings
        coordination = self.mean(handover.between_teams.coordination, kind) * size
        if coordination and crossings:
            manager = handover.coordinated_by
            asked = [role for each in activities_of(step, kind) for role in each.shared_by]
            across += crossings * self._queue(manager, self.load.people.first_other(asked, manager), d, coordination)
        return across

    def _handover_days(self, crossing: Crossing, kind: str) -> float:
        """Delay with its repetitions after a bounce."""
        delay = self.mean(crossing.delay, kind)
        bounce = self.mean(crossing.bounce, kind, rules.ODDS)
        times = math.fsum(bounce**again for again in range(self.scenario.handover.bounces_at_most + 1))
        return delay * times

    def _gate(self, way: Way, s: int, kind: str) -> float:
        """Days before the decisions at a step's gate: the delay, then half of the time between meetings on average."""
        gate, _ = self.load.ways.gates.get(s, (None, None))
        if gate is None or (gate.only_for is not None and kind not in gate.only_for):
            return 0.0
        every = self.scenario.gates.meet_every if gate.meet_every is None else gate.meet_every
        return self.load.ways.decided(way, s) * (self.mean(gate.delay, kind) + every / 2.0)

"""The blueprint unpacked into plain objects, once: what the story of an item looks up at each turn."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim import draws, renewals, rules
from sim.blueprint.blueprint import ASKS, WAITS, Blueprint, PartType
from sim.laws import CONSTANT, quantile


@dataclass(frozen=True, slots=True)
class Seat:
    """A participant of an activity."""

    part: int
    ask: int
    share: float
    handover_stream: int
    bounce_stream: int


@dataclass(frozen=True, slots=True)
class Pause:
    """A delay, or a call to another team."""

    part: int
    is_call: bool
    amount: int  # length of a delay, chance of a call
    once: bool
    again: int
    grows: float
    stream: int
    call: int
    domain: int
    awaited: bool
    patience: int
    alone: float


@dataclass(frozen=True, slots=True)
class Task:
    """One activity as one kind of item meets it."""

    activity: int
    step: int
    effort: int
    mean: float
    stream: int
    together: int
    patience: int
    patience_stream: int
    redo: int
    redo_stream: int
    redo_repeats: float
    redo_fade: float
    redo_at_most: int
    waits: tuple[Pause, ...]
    seats: tuple[Seat, ...]
    asks: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rework rule as one kind of item meets it."""

    number: int
    target: int
    chance: int
    fade: float
    at_most: int
    repeats: float


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as one kind of item meets it."""

    number: int
    delay: int
    stops: int
    grows: float
    meet_every: float
    stream: int
    verdict_stream: int
    coordination: int
    coordination_stream: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step as one kind of item meets it."""

    number: int
    tasks: tuple[Task, ...]
    participants: tuple[Seat, ...]  # one for each role asked
    rules: tuple[Rule, ...]
    rule_stream: int
    gate: Gate | None
    mark: int
    limits: int
    closeness: float
    coordination: int
    coordination_stream: int


class Plan:
    """Everything of a blueprint that does not change during a run."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        b = _Lists(blueprint)
        self._records = (
            b.amount_law, b.amount_shape, b.amount_dial, b.amount_scale, b.amount_path, b.amount_factor,
            b.path_start, b.path_day, b.path_value, b.tables,
        )  # fmt: skip
        self._simple = [self._without_dials(b, amount) for amount in range(len(b.amount_dial))]
        self._fixed = [self._constant(b, amount) for amount in range(len(b.amount_dial))]
        kinds, steps = range(len(b.kind_first_step)), range(len(b.step_stage))
        use_cases = sum(b.kind_is_use_case)
        self.steps = [[_step(b, s, k, use_cases) for k in kinds] for s in steps]  # step, kind
        self.lists = b

    def value(self, amount: int, key: int, stream: int, visit: int, day: float) -> float:
        """Value of an amount for one purpose; a draw is made only where there is something to draw."""
        fixed = self._fixed[amount]
        if fixed is not None:
            return fixed
        u = draws.uniform(key, stream, visit, 0)
        simple = self._simple[amount]
        if simple is not None:
            code, a, b, c, multiplier = simple
            return quantile(u, code, a, b, c, self._records[-1]) * multiplier
        return rules.amount_value(amount, u, day, *self._records)

    def next_of(self, source: int, key: int, visit: int, now: float) -> float:
        """The day on which what a source makes comes next; infinite if it never does."""
        b = self.lists
        interval, stream = b.source_interval[source], b.interval_stream[source]
        if not b.source_moves[source]:
            return now + self.value(interval, key, stream, visit, now)
        u = draws.uniform(key, stream, visit, 0)
        return renewals.next_day(interval, b.source_rate[source], u, now, self._records)

    def level(self, amount: int, day: float) -> float:
        """Value of an amount that is not drawn, such as a chance; 0 where it is absent."""
        if amount < 0:
            return 0.0
        fixed = self._fixed[amount]
        return fixed if fixed is not None else rules.amount_value(amount, 0.5, day, *self._records)

    def _without_dials(self, b: Any, amount: int) -> tuple[int, float, float, float, float] | None:
        """Law and multiplier of an amount that is nothing but a law."""
        if b.amount_dial[amount] >= 0 or b.amount_path[amount] >= 0 or b.amount_factor[amount] >= 0:
            return None
        return (b.amount_law[3 * amount], *b.amount_shape[12 * amount : 12 * amount + 4])

    def _constant(self, b: Any, amount: int) -> float | None:
        """Value of an amount that neither draws nor moves."""
        first, chain = amount, []
        while amount >= 0:
            chain.append(amount)
            amount = b.amount_factor[amount]
        paths = {b.amount_dial[one] for one in chain} | {b.amount_path[one] for one in chain}
        still = all(path < 0 or b.path_start[path + 1] - b.path_start[path] == 1 for path in paths)
        plain = all(b.amount_law[3 * one + level] == CONSTANT for one in chain for level in range(3))
        return rules.amount_value(first, 0.5, 0.0, *self._records) if still and plain else None


class _Lists:
    """The blueprint's arrays as lists of plain numbers, which Python reads faster."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._blueprint = blueprint

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._blueprint, name)
        value = value.tolist() if hasattr(value, "tolist") else value
        setattr(self, name, value)
        return value


def _step(b: Any, s: int, kind: int, use_cases: int) -> Step:
    activities = range(b.step_activity_start[s], b.step_activity_start[s + 1])
    tasks = tuple(_task(b, a, kind) for a in activities if b.activity_for[a][kind])
    participants: dict[int, Seat] = {}
    for task in tasks:
        for seat in task.seats:
            participants.setdefault(seat.ask, seat)
    is_use_case = kind < use_cases
    span = range(b.step_rule_start[s], b.step_rule_start[s + 1])
    found = tuple(
        Rule(r, b.rule_target[r], b.rule_chance[r][kind], b.rule_fade[r], b.rule_at_most[r], b.rule_repeats[r])
        for r in span
        if is_use_case and b.rule_chance[r][kind] >= 0
    )
    gate = b.step_gate[s]
    return Step(
        number=s, tasks=tasks, participants=tuple(participants.values()), rules=found, rule_stream=b.step_stream[s],
        gate=_gate(b, gate, kind) if is_use_case and gate >= 0 and b.gate_for[gate][kind] else None,
        mark=b.step_mark[s], limits=b.step_limits[s], closeness=b.step_closeness[s],
        coordination=b.step_coordination[s][kind], coordination_stream=b.coordination_stream[s],
    )  # fmt: skip


def _task(b: Any, a: int, kind: int) -> Task:
    parts = range(b.activity_part_start[a], b.activity_part_start[a + 1])
    pauses = [
        (b.part_phase[p], _pause(b, p, kind))
        for p in parts
        if b.part_type[p] != PartType.STINT and b.part_amount[p][kind] >= 0
    ]
    return Task(
        activity=a, step=b.activity_step[a], effort=b.activity_effort[a][kind], mean=b.activity_mean[a][kind],
        stream=b.activity_stream[a], together=b.activity_together[a], patience=b.activity_patience[a][kind],
        patience_stream=b.patience_stream[a], redo=b.activity_redo[a][kind], redo_stream=b.redo_stream[a],
        redo_repeats=b.activity_redo_repeats[a], redo_fade=b.activity_redo_fade[a],
        redo_at_most=b.activity_redo_at_most[a],
        waits=tuple(pause for phase, pause in pauses if phase == WAITS),
        seats=tuple(
            Seat(p, b.part_ask[p], b.part_share[p], b.handover_stream[p], b.bounce_stream[p])
            for p in parts
            if b.part_type[p] == PartType.STINT
        ),
        asks=tuple(pause for phase, pause in pauses if phase == ASKS),
    )  # fmt: skip


def _pause(b: Any, p: int, kind: int) -> Pause:
    return Pause(
        part=p, is_call=b.part_type[p] == PartType.CALL, amount=b.part_amount[p][kind], once=b.part_once[p],
        again=b.part_again[p], grows=b.part_grows[p], stream=b.part_stream[p], call=b.part_call[p],
        domain=b.part_domain[p], awaited=b.part_awaited[p], patience=b.part_patience[p][kind], alone=b.part_alone[p],
    )  # fmt: skip


def _gate(b: Any, g: int, kind: int) -> Gate:
    return Gate(
        number=g, delay=b.gate_delay[g][kind], stops=b.gate_stops[g][kind], grows=b.gate_grows[g],
        meet_every=b.gate_meet_every[g], stream=b.gate_stream[g], verdict_stream=b.verdict_stream[g],
        coordination=b.gate_coordination[g][kind], coordination_stream=b.gate_coordination_stream[g],
    )  # fmt: skip


@lru_cache(maxsize=16)
def plan_of(blueprint: Blueprint) -> Plan:
    """The plan of a blueprint; made once."""
    return Plan(blueprint)

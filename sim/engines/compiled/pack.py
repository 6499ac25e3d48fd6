"""The blueprint packed for the compiled engine, once: its fields one after another in three arrays, and numbers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sim import rules
from sim.blueprint.blueprint import ASKS, WAITS, Blueprint, PartType
from sim.engines.standstill import most_in_a_moment
from sim.laws import CONSTANT
from sim.observations import CLOSES, OPENS, WORKING, account_until, periods, uses_of_sources, waiting_sources
from sim.trace import Event

Array = np.ndarray[Any, Any]
WORD_BITS = 64

INTS = (
    "kind_first_step", "kind_last_step", "kind_urgent", "kind_share", "kind_smallest", "kind_value",
    "kind_is_use_case", "kind_visits", "kind_arrivals", "kind_fired", "kind_children", "kind_words", "kind_factors",
    "step_activity_start", "step_mark", "step_gate", "step_rule_start", "step_limits", "step_coordination",
    "step_tasks", "activity_effort", "activity_for", "activity_together", "activity_patience", "activity_redo",
    "activity_redo_at_most", "activity_part_start", "activity_seats", "activity_waits", "activity_asks", "part_type",
    "part_phase", "part_activity", "part_step", "part_ask", "part_amount", "part_again", "part_once", "part_call",
    "part_domain", "part_awaited", "part_patience", "gate_delay", "gate_stops", "gate_for", "gate_coordination",
    "rule_target", "rule_chance", "rule_at_most", "limit_capacity", "handover_delay", "handover_bounce",
    "handover_loss", "pool_team", "pool_start", "pool_person", "pool_preference", "pool_members", "option_start",
    "option_pool", "option_stands_in", "person_carries", "person_roles", "person_pool_start", "person_pool",
    "person_place", "person_modeled", "rate_start", "rate_presence", "source_type", "source_kind", "source_interval",
    "source_rate", "source_moves", "source_batch", "source_at_most", "source_ever", "source_waits", "source_measurable",
    "source_person", "planned_start", "planned_kind", "planned_domain", "planned_step", "remedy_start", "remedy_kind",
    "remedy_step", "remedy_share", "remedy_urgent", "participant_start", "participant_part", "step_stage", "part_role",
    "amount_law", "amount_dial", "amount_scale", "amount_path", "amount_factor", "path_start", "opens", "closes",
    "signs", "waiting", "uses",
)  # fmt: skip
FLOATS = (
    "kind_class", "kind_cost_of_delay", "domain_share", "step_closeness", "activity_mean", "activity_redo_repeats",
    "activity_redo_fade", "part_share", "part_grows", "part_alone", "gate_grows", "gate_meet_every", "rule_fade",
    "rule_repeats", "person_skill", "person_loss", "rate_day", "rate_slope", "planned_day", "planned_size",
    "amount_fixed", "amount_shape", "path_day", "path_value", "discipline",
)  # fmt: skip
KEYS = (
    "kind_stream", "size_stream", "value_stream", "domain_stream", "step_stream", "coordination_stream",
    "activity_stream", "redo_stream", "patience_stream", "part_stream", "gate_stream", "verdict_stream",
    "gate_coordination_stream", "handover_stream", "bounce_stream", "source_stream", "remedy_stream",
    "interval_stream", "batch_stream", "ever_stream",
)  # fmt: skip
WHOLE = (
    "kinds", "use_cases", "domains", "n_people", "n_pools", "n_sources", "n_limits", "n_roles", "n_stages", "n_marks",
    "copies", "full_horizon", "is_flow", "attempts", "first_come", "any_smallest", "mark_live", "mark_in_use",
    "mark_retired", "size_amount", "person_words", "team_words", "crossings", "branches", "teams_at", "near_at",
    "branch_at", "most_seats", "most_shares", "periods", "most_in_a_moment",
)  # fmt: skip
REAL = ("horizon", "warm_up", "window_end", "period_days", "account_until")


@dataclass(eq=False)
class Packed:
    """What compiled code reads of a blueprint."""

    ints: Array
    int_at: Array  # where each of INTS begins
    floats: Array
    float_at: Array
    keys: Array
    key_at: Array
    tables: Array
    numbers: dict[str, Any]  # WHOLE and REAL
    blueprint: Blueprint  # the names in it, to tell of


@lru_cache(maxsize=16)
def pack(blueprint: Blueprint) -> Packed:
    """Pack a blueprint; made once."""
    derived = _derived(blueprint)
    return Packed(
        *_flat(blueprint, derived, INTS, np.int64),
        *_flat(blueprint, derived, FLOATS, np.float64),
        *_flat(blueprint, derived, KEYS, np.uint64),
        np.ascontiguousarray(blueprint.tables),
        {name: derived[name] for name in WHOLE + REAL},
        blueprint,
    )


def _flat(b: Blueprint, derived: dict[str, Any], names: Iterable[str], dtype: Any) -> tuple[Array, Array]:
    """The named fields one after another, and where each begins."""
    pieces, at, reached = [], [], 0
    for name in names:
        piece = np.asarray(derived[name] if name in derived else getattr(b, name)).astype(dtype).ravel()
        pieces.append(piece)
        at.append(reached)
        reached += len(piece)
    return np.concatenate(pieces), np.array(at)


def _fixed(b: Blueprint) -> Array:
    """Value of each amount that neither draws nor moves; nan elsewhere."""
    law, dial, path, factor = (getattr(b, f"amount_{name}").tolist() for name in ("law", "dial", "path", "factor"))
    start = b.path_start.tolist()
    lists = [
        law, b.amount_shape.tolist(), dial, b.amount_scale.tolist(), path, factor, start, b.path_day.tolist(),
        b.path_value.tolist(), b.tables,
    ]  # fmt: skip
    found = np.full(len(dial), math.nan)
    for amount in range(len(dial)):
        chain, one = [], amount
        while one >= 0:
            chain.append(one)
            one = factor[one]
        paths = {dial[one] for one in chain} | {path[one] for one in chain}
        still = all(p < 0 or start[p + 1] - start[p] == 1 for p in paths)
        if still and all(law[3 * one + level] == CONSTANT for one in chain for level in range(3)):
            found[amount] = rules.amount_value(amount, 0.5, 0.0, *lists)
    return found


def _most_seats(b: Blueprint) -> int:
    starts = b.activity_part_start
    return max([int(starts[a + 1] - starts[a]) for a in range(len(starts) - 1)], default=0)


def _bits(numbers: Sequence[int], words: int) -> list[int]:
    """A set of numbers as words of 64 bits, signed."""
    found = [0] * words
    for number in numbers:
        found[number // WORD_BITS] |= 1 << number % WORD_BITS
    return [word - (1 << WORD_BITS) if word >> WORD_BITS - 1 else word for word in found]


def _starts(groups: Sequence[Sequence[Any]]) -> list[int]:
    return [0, *np.cumsum([len(group) for group in groups], dtype=np.int64).tolist()]


def _derived(b: Blueprint) -> dict[str, Any]:
    """What the blueprint says, turned around for the kernel."""
    people, pools, kinds, steps = len(b.person_carries), len(b.pool_team), len(b.kind_first_step), len(b.step_stage)
    seats = [
        [p for p in range(b.activity_part_start[a], b.activity_part_start[a + 1]) if b.part_type[p] == PartType.STINT]
        for a in range(len(b.activity_step))
    ]
    tasks = [
        [a for a in range(b.step_activity_start[s], b.step_activity_start[s + 1]) if b.activity_for[a, k]]
        for s in range(steps)
        for k in range(kinds)
    ]
    participants = [_one_per_ask(b, [part for a in own for part in seats[a]]) for own in tasks]
    members = [b.pool_person[b.pool_start[pool] : b.pool_start[pool + 1]].tolist() for pool in range(pools)]
    sits: list[list[tuple[int, int]]] = [[] for _ in range(people)]
    for pool, own in enumerate(members):
        for place, person in enumerate(own):
            sits[person].append((pool, place))
    person_words = people // WORD_BITS + 1
    team_words = len(b.team_names) // WORD_BITS + 1
    teams_at = 3 * person_words  # in an item's memory: last people, people here, workers, last teams, teams here
    near_at = teams_at + 2 * team_words  # then how near each participant is
    skill = np.zeros((pools, people))
    for pool in range(pools):
        for place in range(b.pool_start[pool], b.pool_start[pool + 1]):
            skill[pool, b.pool_person[place]] = b.pool_skill[place]
    crossings = max(map(len, participants), default=0)
    branches = max([int(b.step_activity_start[s + 1] - b.step_activity_start[s]) for s in range(steps)], default=0)
    return {
        "step_tasks": [len(own) for own in tasks],
        "activity_seats": [len(own) for own in seats],
        "activity_waits": [_pauses(b, activity, WAITS) for activity in range(len(seats))],
        "activity_asks": [_pauses(b, activity, ASKS) for activity in range(len(seats))],
        "participant_start": _starts(participants),
        "participant_part": [part for own in participants for part in own],
        "pool_members": [word for own in members for word in _bits(own, person_words)],
        "person_pool_start": _starts(sits),
        "person_pool": [pool for own in sits for pool, _ in own],
        "person_place": [place for own in sits for _, place in own],
        "person_skill": skill,
        "amount_fixed": _fixed(b),
        "discipline": b.weights,
        **_numbers(b),
        "person_words": person_words,
        "team_words": team_words,
        "crossings": crossings,
        "branches": branches,
        "teams_at": teams_at,
        "near_at": near_at,
        "branch_at": near_at + crossings,  # then the activities side by side
        **_stretches(b, near_at + crossings, branches),
        **_seen(b),
    }


def _numbers(b: Blueprint) -> dict[str, Any]:
    """How many there are of what, and what holds for the whole of a blueprint."""
    marks = b.mark_names
    return {
        "kinds": len(b.kind_first_step), "use_cases": int(b.kind_is_use_case.sum()), "domains": len(b.domain_share),
        "n_people": len(b.person_carries), "n_pools": len(b.pool_team), "n_sources": len(b.source_type),
        "n_limits": len(b.limit_capacity), "n_roles": len(b.role_names), "n_stages": len(b.stage_names),
        "n_marks": len(marks), "copies": int(not b.queueing), "full_horizon": int(b.full_horizon),
        "is_flow": int(b.study_type == "flow"), "attempts": b.bounces_at_most + 1,
        "first_come": int(not b.weights.any()), "any_smallest": int(b.kind_smallest.any()),
        "mark_live": marks.index("live"), "mark_in_use": marks.index("in_use"), "mark_retired": marks.index("retired"),
        "size_amount": int(b.size_amount[0]), "most_seats": _most_seats(b),
        "most_in_a_moment": most_in_a_moment(b), "most_shares": max(len(b.kind_first_step), len(b.remedy_kind), 1),
        "horizon": b.horizon, "warm_up": b.warm_up, "window_end": b.warm_up + b.intake,
    }  # fmt: skip


def _seen(b: Blueprint) -> dict[str, Any]:
    """What is read by those who observe."""
    opens, closes = (np.array([what.get(event, -1) for event in Event]) for what in (OPENS, CLOSES))
    length, many = periods(b.horizon)
    return {
        "opens": opens,
        "closes": closes,
        "signs": (opens == WORKING).astype(np.int64) - (closes == WORKING),
        "waiting": waiting_sources(b),
        "uses": uses_of_sources(b),
        "periods": many,
        "period_days": length,
        "account_until": account_until(b),
    }


def _pauses(b: Blueprint, activity: int, phase: int) -> int:
    """Delays and calls of an activity in one of its phases."""
    parts = range(b.activity_part_start[activity], b.activity_part_start[activity + 1])
    return sum(b.part_type[part] != PartType.STINT and b.part_phase[part] == phase for part in parts)


def _one_per_ask(b: Blueprint, parts: Sequence[int]) -> list[int]:
    """The first stint of each role that a step asks."""
    first: dict[int, int] = {}
    for part in parts:
        first.setdefault(int(b.part_ask[part]), part)
    return list(first.values())


def _stretches(b: Blueprint, fixed: int, branches: int) -> dict[str, list[int]]:
    """Where an item of each kind remembers visits, arrivals, rules and children: offsets for absolute indices."""
    from sim.engines.compiled.records import BRANCH

    found: dict[str, list[int]] = {name: [] for name in ("visits", "arrivals", "fired", "children", "words", "factors")}
    for kind in range(len(b.kind_first_step)):
        first, end = int(b.kind_first_step[kind]), max(int(b.kind_last_step[kind]) + 1, int(b.kind_first_step[kind]))
        activity, rule = b.step_activity_start, b.step_rule_start
        at = fixed + BRANCH * branches
        found["visits"].append(at - int(activity[first]))
        at += int(activity[end] - activity[first])
        found["arrivals"].append(at - first)
        at += end - first
        found["fired"].append(at - int(rule[first]))
        at += int(rule[end] - rule[first])
        found["children"].append(at)
        at += len(b.source_type) if b.kind_is_use_case[kind] else 0
        found["words"].append(at)
        found["factors"].append(end - first if b.kind_is_use_case[kind] else 0)
    return {f"kind_{name}": offsets for name, offsets in found.items()}

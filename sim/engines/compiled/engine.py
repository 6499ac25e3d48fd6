"""Replications by the compiled kernel: one as a trace, or many as what responses need of them."""

from collections.abc import Collection
from typing import Any

import numpy as np

from sim import draws
from sim.blueprint.blueprint import Blueprint
from sim.engines.compiled import lens as o
from sim.engines.compiled import records as k
from sim.engines.compiled.desk import Desk, desk
from sim.engines.compiled.pack import pack
from sim.engines.compiled.refusal import refusal
from sim.engines.compiled.refusal import refuses as refuses
from sim.engines.compiled.rows import in_order
from sim.errors import BadInput
from sim.observations import NOTHING, PARTS, Observations, Passages, Queues, TimeSplit, Work
from sim.trace import Items, Trace


def simulate(blueprint: Blueprint, seed: int = 1, replication: int = 0) -> Trace:
    """Simulate one replication; a pure function of its arguments."""
    place = _desk_for(blueprint)
    place.run(_keys(seed, replication, 1))
    return _trace(place)


def observations(
    blueprint: Blueprint, seed: int, first: int, count: int, *, parts: Collection[str] = tuple(PARTS)
) -> Observations:
    """What responses need of `count` replications from number `first` on, without their traces.

    Other threads go on meanwhile, in Python and in here; who calls, and for how many at once, changes nothing. With
    fewer `parts` (of `sim.observations.PARTS`) less is looked at, which takes less time.
    """
    place = _desk_for(blueprint)
    place.run(_keys(seed, first, count), parts=parts)
    return _observations(place, blueprint, parts)


def events_of(blueprint: Blueprint, seed: int, first: int, count: int) -> int:
    """Run replications and keep nothing of them; how many rows their traces would have (for timings)."""
    return _desk_for(blueprint).run(_keys(seed, first, count), rows=False)


def _desk_for(blueprint: Blueprint) -> Desk:
    refused = refuses(blueprint)
    if refused:
        raise BadInput(refusal(refused))
    return desk(pack(blueprint))


def _keys(seed: int, first: int, count: int) -> Any:
    return np.array([draws.run_key(seed, replication) for replication in range(first, first + count)], dtype=np.uint64)


def _trace(place: Desk) -> Trace:
    """What the kernel left behind, in the order of a trace."""
    row_time, rows, items, sizes = place.row_time, place.rows, place.items, place.sizes
    n, m = int(place.count[k.ROWS]), int(place.count[k.ITEMS])
    in_order(n, row_time, rows, np.empty(6, np.int64))
    item, step, part, visit, event, person = (rows[:n, column].copy() for column in range(6))
    order = np.argsort(items[:m, k.NUMBER], kind="stable")
    records, reals = items[order], sizes[order]
    parent = records[:, k.PARENT]
    return Trace(
        time=row_time[:n].copy(), item=item, step=step, part=part, visit=visit, event=event, person=person,
        items=Items(
            number=records[:, k.NUMBER].copy(), source=records[:, k.SOURCE].copy(), kind=records[:, k.KIND].copy(),
            domain=records[:, k.DOMAIN].copy(),
            parent=np.where(parent < 0, -1, items[np.maximum(parent, 0), k.NUMBER]),
            requested=reals[:, k.ASKED].copy(), size=reals[:, k.SIZE].copy(), value=reals[:, k.VALUE].copy(),
            measurable=records[:, k.MEASURABLE] != 0,
        ),
        end=float(place.runs[0, o.END]),
    )  # fmt: skip


def _observations(place: Desk, blueprint: Blueprint, parts: Collection[str]) -> Observations:
    """The tables of a batch, taken apart."""
    cases = int(place.used[0])
    whole, real = place.case_int[:cases].T.copy(), place.case_real[:cases]
    states_at = o.MARKS_AT + len(blueprint.mark_names)
    stages_at = states_at + NOTHING + 1
    persons, roles, runs = place.persons, place.roles, place.runs
    gates = np.arange(len(blueprint.gate_names))
    return Observations(
        replication=whole[o.REPLICATION], source=whole[o.SOURCE], kind=whole[o.KIND], domain=whole[o.DOMAIN],
        measurable=whole[o.MEASURABLE] != 0, requested=real[:, o.REQUESTED].copy(), size=real[:, o.SIZE].copy(),
        value=real[:, o.VALUE].copy(), marks=real[:, o.MARKS_AT : states_at].copy(), ended=real[:, o.ENDED].copy(),
        how=whole[o.HOW], where=whole[o.WHERE], drifted=real[:, o.DRIFTED].copy(),
        drifted_ever=real[:, o.DRIFTED_EVER].copy(), end=runs[:, o.END].copy(),
        split=TimeSplit(real[:, states_at:stages_at].copy(), real[:, stages_at:].copy()) if "split" in parts else None,
        passages=Passages(
            passed=((whole[o.PASSED][:, None] >> gates) & 1) != 0,
            crossings=whole[o.BETWEEN_TEAMS : o.BOUNCED + 1].T,
        ) if "passages" in parts else None,
        busy=persons[:, :, o.BUSY] if "busy" in parts else None,
        queues=Queues(
            waited=roles[:, :, o.WAITED], served=roles[:, :, o.SERVED], waiting_for=roles[:, :, o.WAITING_FOR],
            waiting=roles[:, :, o.WAITING], gave_up_after=roles[:, :, o.GAVE_UP_AFTER], gave_up=roles[:, :, o.GAVE_UP],
            waited_by=persons[:, :, o.WAITED_BY], served_by=persons[:, :, o.SERVED_BY],
        ) if "queues" in parts else None,
        work=Work(
            worked=roles[:, :, o.WORKED], reworked=runs[:, o.REWORKED].copy(),
            worked_in_window=roles[:, :, o.IN_WINDOW],
        ) if "work" in parts else None,
        used=place.used_days if "used" in parts else None,
        stays=persons[:, :, o.STAYS] if "stays" in parts else None,
        wip=place.wip_tables() if "wip" in parts else None,
    )  # fmt: skip

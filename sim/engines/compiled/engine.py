"""One replication by the compiled kernel, from a blueprint to its trace."""

import threading
from typing import Any

import numpy as np

from sim import draws
from sim.blueprint.blueprint import Blueprint
from sim.engines.compiled import kernel as k
from sim.engines.compiled.pack import MOST_BITS, Packed, pack
from sim.errors import BadInput
from sim.trace import Items, Trace

FIRST_ROOM = {"items": 1024, "requests": 512, "events": 2048, "words": 1 << 16, "factors": 8192, "stack": 256,
              "rows": 1 << 14}  # fmt: skip
TOO_SMALL = {
    k.MORE_ITEMS: "items", k.MORE_REQUESTS: "requests", k.MORE_EVENTS: "events", k.MORE_WORDS: "words",
    k.MORE_FACTORS: "factors", k.MORE_STACK: "stack",
}  # fmt: skip


PEOPLE, POOLS, SOURCES, LIMITS, SEATS = 3, 4, 5, 6, 21  # places in Packed.whole
MOST_SOURCES = 2047  # the number of an item begins with that of its source
_desk = threading.local()


def refuses(blueprint: Blueprint) -> str:
    """What the compiled engine cannot do of this blueprint; "" if it can do it all."""
    for name, count in (
        ("gates", len(blueprint.gate_names)),
        ("marks", len(blueprint.mark_names)),
        ("limits", len(blueprint.limit_capacity)),
    ):
        if count > MOST_BITS:
            return f"more than {MOST_BITS} {name}"
    if len(blueprint.source_names) > MOST_SOURCES:
        return f"more than {MOST_SOURCES} sources"
    return ""


def simulate(blueprint: Blueprint, seed: int = 1, replication: int = 0) -> Trace:
    """Simulate one replication; a pure function of its arguments."""
    refused = refuses(blueprint)
    if refused:
        raise BadInput(f"the compiled engine cannot do {refused}; use the reference engine")
    packed = pack(blueprint)
    key = np.uint64(draws.run_key(seed, replication))
    return _trace(*run(packed, key))


def run(packed: Packed, key: Any, rows: bool = True) -> tuple[Any, ...]:
    """Run the kernel until all tables are large enough; draws are keyed, so a repetition changes nothing."""
    room = packed.room or {**FIRST_ROOM, "stack": packed.whole[SOURCES] + FIRST_ROOM["stack"]}
    while True:
        tables = _tables(packed, room)
        items, sizes, item_key, row_time, table, *others = tables
        if not rows:
            row_time, table = row_time[:0], table[:0]
        count = np.zeros(k.COUNTERS, np.int64)
        count[k.FREE_EVENT] = count[k.FREE_REQUEST] = -1
        end = k.replication(
            key, packed.ints, packed.floats, packed.keys, packed.int_at, packed.float_at, packed.key_at,
            packed.amounts, packed.weights, packed.whole, packed.real, items, sizes, item_key, row_time, table, count,
            *others, *_small_tables(packed),
        )  # fmt: skip
        short = TOO_SMALL.get(int(count[k.STATUS]))
        if short is None and rows and count[k.ROWS] > len(table):
            short = "rows"
        packed.room = room
        if short is None:
            return end, count, items, sizes, row_time, table
        room = {**room, short: max(2 * room[short], int(1.25 * count[k.ROWS]) if short == "rows" else 0)}


def _tables(packed: Packed, room: dict[str, int]) -> tuple[Any, ...]:
    """The tables that grow; each thread uses its own again, the kernel clears what it takes."""
    size = tuple(room.values())
    if getattr(_desk, "size", None) != size:
        _desk.size = size
        _desk.tables = (
            np.empty((room["items"], k.ITEM_INTS), np.int64), np.empty((room["items"], k.ITEM_FLOATS)),
            np.empty(room["items"], np.uint64), np.empty(room["rows"]), np.empty((room["rows"], 6), np.int64),
            np.empty((room["requests"], k.REQUEST_INTS), np.int64), np.empty((room["requests"], k.REQUEST_FLOATS)),
            np.empty((room["events"], k.EVENT_INTS), np.int64), np.empty(room["events"]),
            np.empty(room["events"], np.int64), np.empty(room["words"], np.int64), np.empty(room["factors"]),
            np.empty((room["stack"], 4), np.int64), np.empty(room["items"], np.int64),
            np.empty(room["requests"], np.int64),
        )  # fmt: skip
    tables: tuple[Any, ...] = _desk.tables
    return tables


def _small_tables(packed: Packed) -> tuple[Any, ...]:
    """People and pools; items and batches made, limits, seats, who is withheld, shares of a race."""
    n_people, n_pools, most_seats = packed.whole[PEOPLE], packed.whole[POOLS], packed.whole[SEATS]
    return (
        np.zeros((n_people, k.PERSON_INTS), np.int64), np.zeros((n_people, k.PERSON_FLOATS)),
        np.zeros((n_pools, k.POOL_INTS), np.int64), *np.zeros((2, packed.whole[SOURCES]), np.int64),
        np.zeros(packed.whole[LIMITS] + 1, np.int64), *np.empty((3, most_seats + 1), np.int64),
        np.empty(n_people + 1, np.int64), np.zeros(packed.shares),
    )  # fmt: skip


def _trace(end: float, count: Any, items: Any, sizes: Any, row_time: Any, rows: Any) -> Trace:
    """What the kernel left behind, in the order of a trace."""
    n, m = int(count[k.ROWS]), int(count[k.ITEMS])
    k.in_order(n, row_time, rows, np.empty(6, np.int64))
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
        end=float(end),
    )  # fmt: skip

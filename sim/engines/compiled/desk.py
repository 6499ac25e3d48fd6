"""The tables of one thread: they grow until a replication fits, and serve the next ones again."""

import threading
from collections.abc import Collection
from typing import Any

import numpy as np

from sim.engines.compiled import batch
from sim.engines.compiled import lens as o
from sim.engines.compiled import records as k
from sim.engines.compiled.pack import Packed
from sim.observations import ALWAYS, NOTHING, PARTS, USES, WIP_EVERY
from sim.trace import Event

FIRST_ROOM = {"items": 1024, "requests": 512, "events": 2048, "words": 1 << 16, "factors": 8192, "stack": 256,
              "rows": 1 << 14, "cases": 1024, "cells": 4096}  # fmt: skip
TOO_SMALL = {
    k.MORE_ITEMS: "items", k.MORE_REQUESTS: "requests", k.MORE_EVENTS: "events", k.MORE_WORDS: "words",
    k.MORE_FACTORS: "factors", k.MORE_STACK: "stack", o.MORE_ROWS: "rows", o.MORE_CASES: "cases",
    o.MORE_CELLS: "cells",
}  # fmt: skip
PEOPLE, POOLS, SOURCES, LIMITS, SEATS = 3, 4, 5, 6, 21  # places in Packed.whole
Lens = tuple[tuple[Any, ...], tuple[int, ...], tuple[float, ...]]
_of_thread = threading.local()


def desk(packed: Packed, lens: Lens) -> "Desk":
    """This thread's desk for a blueprint; the last one is kept."""
    last: Desk | None = getattr(_of_thread, "desk", None)
    if last is None or last.packed is not packed:
        last = _of_thread.desk = Desk(packed, lens, getattr(last, "room", FIRST_ROOM))
    return last


class Desk:
    """Where replications of one blueprint are made."""

    def __init__(self, packed: Packed, lens: Lens, room: dict[str, int]) -> None:
        self.packed, self.lens = packed, lens
        self.room = {**room, "stack": max(room["stack"], packed.whole[SOURCES] + FIRST_ROOM["stack"])}
        _, (stages, marks, *_, self._periods, n_roles), _ = lens
        self._stages, self._open = stages, o.OPEN_AT + NOTHING + stages
        people, pools = packed.whole[PEOPLE], packed.whole[POOLS]
        sources, most_seats = packed.whole[SOURCES], packed.whole[SEATS]
        self.count = np.zeros(k.COUNTERS, np.int64)
        self.used = np.zeros(2, np.int64)
        self._small: tuple[Any, ...] = (
            np.empty((people, k.PERSON_INTS), np.int64), np.empty((people, k.PERSON_FLOATS)),
            np.empty((pools, k.POOL_INTS), np.int64), *np.empty((2, sources), np.int64),
            np.empty(packed.whole[LIMITS] + 1, np.int64), *np.empty((3, most_seats + 1), np.int64),
            np.empty(people + 1, np.int64), np.empty(packed.shares),
        )  # fmt: skip
        self._offset, self._hands = np.empty(sources + 2, np.int64), np.empty(people, np.int64)
        self._later = np.empty((people, 3))
        self._sums = (
            np.empty((people, o.PERSON_COLUMNS)), np.empty((people, o.PERSON_COLUMNS)),
            np.empty((n_roles + 1, o.ROLE_COLUMNS)), np.empty((n_roles + 1, o.ROLE_COLUMNS)),
        )  # fmt: skip
        self._in_hand = np.empty((people, len(USES)), np.int64)
        self._of_use = np.empty((2, self._periods + 1, len(USES)))
        self.case_int = np.empty((0, o.CASE_INTS), np.int64)
        self.case_real = np.empty((0, o.MARKS_AT + marks + NOTHING + stages + 2))
        self.wip = np.empty(0, np.int64)
        self._lay()

    def _lay(self) -> None:
        """Tables as large as there is room for; what is known of earlier replications of a batch stays."""
        room = self.room
        self.items = np.empty((room["items"], k.ITEM_INTS), np.int64)
        self.sizes = np.empty((room["items"], k.ITEM_FLOATS))
        self.row_time, self.rows = np.empty(room["rows"]), np.empty((room["rows"], 6), np.int64)
        self._large = (
            np.empty((room["requests"], k.REQUEST_INTS), np.int64), np.empty((room["requests"], k.REQUEST_FLOATS)),
            np.empty((room["events"], k.EVENT_INTS), np.int64), np.empty(room["events"]),
            np.empty(room["events"], np.int64), np.empty(room["words"], np.int64), np.empty(room["factors"]),
            np.empty((room["stack"], 4), np.int64), np.empty(room["items"], np.int64),
            np.empty(room["requests"], np.int64),
        )  # fmt: skip
        self._item_key = np.empty(room["items"], np.uint64)
        self.case_int = _longer(self.case_int, room["cases"])
        self.case_real = _longer(self.case_real, room["cases"])
        self.wip = _longer(self.wip, room["cells"])
        self._following = np.empty(room["rows"], np.int64)
        self._tops, self._over = np.empty((4, room["items"]), np.int64), np.empty(room["items"])
        self._desk_ints, self._since = np.empty((room["items"], self._open), np.int64), np.empty(room["items"])

    def run(self, run_keys: Any, *, rows: bool = True, parts: Collection[str] | None = None) -> int:
        """Run replications; draws are keyed, so that one is begun again where a table was too small changes nothing.

        With `parts` the replications are observed, and only rows are written that these are made of. Returns the number
        of rows written, or that would have been.
        """
        wanted = set(Event) if parts is None else ALWAYS.union(*(PARTS[part] for part in parts))
        bits = -1 if parts is None else sum(int(o.BIT[part]) for part in set(parts))
        every = WIP_EVERY if parts and "wip" in parts else 0.0
        people = self.packed.whole[PEOPLE]
        roles = int(self.lens[1][-1])
        self.runs = np.empty((len(run_keys), o.RUN_COLUMNS))
        self.persons = np.empty((len(run_keys), people, o.PERSON_COLUMNS))
        self.roles = np.empty((len(run_keys), roles, o.ROLE_COLUMNS))
        self.used_days = np.empty((len(run_keys) if parts and "used" in parts else 0, self._periods + 1, len(USES)))
        self.used[:] = 0
        packed, done, written = self.packed, 0, np.zeros(1, np.int64)
        while True:
            row_time, table = (self.row_time, self.rows) if rows else (self.row_time[:0], self.rows[:0])
            several: Any = batch.several
            done = several(
                done, run_keys, sum(1 << event for event in wanted), bits, every, written, packed.ints, packed.floats,
                packed.keys, packed.int_at, packed.float_at, packed.key_at, packed.amounts, packed.weights,
                packed.whole, packed.real, self.items, self.sizes, self._item_key, row_time, table, self.count,
                *self._large, *self._small, self.runs, *self.lens, self.case_int, self.case_real, self.persons,
                self.roles, self.wip, self.used, self._offset, *self._tops[:2], self._following, self._desk_ints,
                self._since, self._hands, self._later, *self._sums, *self._tops[2:], self._over, self._in_hand,
                *self._of_use, self.used_days,
            )  # fmt: skip
            if done == len(run_keys):
                return int(written[0])
            short = TOO_SMALL[int(self.count[k.STATUS])]
            enough = int(1.25 * self.count[k.ROWS]) if short == "rows" else 0
            self.room = {**self.room, short: max(2 * self.room[short], enough)}
            self._lay()

    def wip_tables(self) -> tuple[Any, ...]:
        """Use cases by day and stage, a table for each replication of the batch."""
        found, at = [], 0
        for end in self.runs[:, o.END]:
            cells = (int(np.floor(end / WIP_EVERY)) + 1) * (self._stages + 1)
            found.append(self.wip[at : at + cells].reshape(-1, self._stages + 1).astype(np.float32))
            at += cells
        return tuple(found)


def _longer(table: Any, room: int) -> Any:
    """A table with room for more rows; those that are there stay."""
    longer = np.empty((max(room, len(table)), *table.shape[1:]), table.dtype)
    longer[: len(table)] = table
    return longer

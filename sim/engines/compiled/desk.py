"""The tables of one thread: they grow until a replication fits, and serve the next ones again."""

import threading
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.engines.compiled import batch
from sim.engines.compiled import lens as o
from sim.engines.compiled import records as k
from sim.engines.compiled.pack import FLOATS, INTS, KEYS, Packed
from sim.engines.compiled.world import Slots
from sim.engines.standstill import standstill
from sim.observations import ALWAYS, NOTHING, PARTS, USES, WIP_EVERY
from sim.trace import Event

FIRST_ROOM = {"items": 1024, "requests": 512, "events": 2048, "words": 1 << 16, "factors": 8192, "stack": 256,
              "rows": 1 << 14, "cases": 1024, "cells": 4096}  # fmt: skip
TOO_SMALL = {
    k.MORE_ITEMS: "items", k.MORE_REQUESTS: "requests", k.MORE_EVENTS: "events", k.MORE_WORDS: "words",
    k.MORE_FACTORS: "factors", k.MORE_STACK: "stack", o.MORE_ROWS: "rows", o.MORE_CASES: "cases",
    o.MORE_CELLS: "cells",
}  # fmt: skip
_of_thread = threading.local()


def desk(packed: Packed) -> "Desk":
    """This thread's desk for a blueprint; the last one is kept."""
    last: Desk | None = getattr(_of_thread, "desk", None)
    if last is None or last.packed is not packed:
        last = _of_thread.desk = Desk(packed, getattr(last, "room", FIRST_ROOM))
    return last


class Desk:
    """Where replications of one blueprint are made."""

    def __init__(self, packed: Packed, room: dict[str, int]) -> None:
        self.packed, self._numbers = packed, SimpleNamespace(**packed.numbers)
        n = self._numbers
        self.room = {**room, "stack": max(room["stack"], n.n_sources + FIRST_ROOM["stack"])}
        self._open = o.OPEN_AT + NOTHING + n.n_stages
        self._slots = slots = Slots()
        slots.fill_one_after_another(packed.ints, packed.int_at, INTS)
        slots.fill_one_after_another(packed.floats, packed.float_at, FLOATS)
        slots.fill_one_after_another(packed.keys, packed.key_at, KEYS)
        slots.fill(tables=packed.tables, **packed.numbers)
        self.count, self.used = np.zeros(k.COUNTERS, np.int64), np.zeros(3, np.int64)
        made, batches = np.empty((2, n.n_sources), np.int64)
        seat_person, seat_request, seat_victim = np.empty((3, n.most_seats + 1), np.int64)
        of_person, lost_by = np.empty((2, n.n_people, o.PERSON_COLUMNS))
        of_role, lost = np.empty((2, n.n_roles + 1, o.ROLE_COLUMNS))
        of_use, lost_use = np.empty((2, n.periods + 1, len(USES)))
        slots.fill(
            count=self.count, used=self.used, people=np.empty((n.n_people, k.PERSON_INTS), np.int64),
            clocks=np.empty((n.n_people, k.PERSON_FLOATS)), pools=np.empty((n.n_pools, k.POOL_INTS), np.int64),
            made=made, batches=batches, limit_count=np.empty(n.n_limits + 1, np.int64), seat_person=seat_person,
            seat_request=seat_request, seat_victim=seat_victim, withheld=np.empty(n.n_people + 1, np.int64),
            free=np.empty(n.person_words, np.int64),
            shares=np.empty(n.most_shares), offset=np.empty(n.n_sources + 2, np.int64),
            hands=np.empty(n.n_people, np.int64), later=np.empty((n.n_people, 3)), of_person=of_person,
            lost_by=lost_by, of_role=of_role, lost=lost, in_hand=np.empty((n.n_people, len(USES)), np.int64),
            of_use=of_use, lost_use=lost_use,
        )  # fmt: skip
        self.case_int = np.empty((0, o.CASE_INTS), np.int64)
        self.case_real = np.empty((0, o.MARKS_AT + n.n_marks + NOTHING + n.n_stages + 2))
        self.wip = np.empty(0, np.int64)
        self._lay()

    def _lay(self) -> None:
        """Tables as large as there is room for; what is known of earlier replications of a batch stays."""
        room = self.room
        items, requests, events, rows = (room[name] for name in ("items", "requests", "events", "rows"))
        self.items, self.sizes = np.empty((items, k.ITEM_INTS), np.int64), np.empty((items, k.ITEM_FLOATS))
        self.row_time, self.rows = np.empty(rows), np.empty((rows, 6), np.int64)
        self.case_int = _longer(self.case_int, room["cases"])
        self.case_real = _longer(self.case_real, room["cases"])
        self.wip = _longer(self.wip, room["cells"])
        first, place, family, use_at = np.empty((4, items), np.int64)
        self._slots.fill(
            items=self.items, sizes=self.sizes, item_key=np.empty(items, np.uint64), held=np.empty(items, np.int64),
            item_room=items, requests=np.empty((requests, k.REQUEST_INTS), np.int64),
            weights=np.empty((requests, k.REQUEST_FLOATS)), shops=np.empty(requests, np.int64), request_room=requests,
            events=np.empty((events, k.EVENT_INTS), np.int64), times=np.empty(events),
            heap=np.empty(events, np.int64), event_room=events, memory=np.empty(room["words"], np.int64),
            word_room=room["words"], factors=np.empty(room["factors"]), factor_room=room["factors"],
            stack=np.empty((room["stack"], 4), np.int64), stack_room=room["stack"], row_time=self.row_time,
            rows=self.rows, following=np.empty(rows, np.int64), case_int=self.case_int,
            case_real=self.case_real.ravel(), case_room=room["cases"], wip=self.wip, cell_room=room["cells"],
            first=first, place=place, family=family, use_at=use_at, over=np.empty(items),
            desk=np.empty(items * self._open, np.int64), since=np.empty(items),
        )  # fmt: skip

    def run(self, run_keys: Any, *, rows: bool = True, parts: Collection[str] | None = None) -> int:
        """Run replications; draws are keyed, so that one is begun again where a table was too small changes nothing.

        With `parts` the replications are observed, and only rows are written that these are made of. Returns the number
        of rows written, or that would have been.
        """
        wanted = set(Event) if parts is None else ALWAYS.union(*(PARTS[part] for part in parts))
        n, using = self._numbers, len(run_keys) if parts and "used" in parts else 0
        self.runs = np.empty((len(run_keys), o.RUN_COLUMNS))
        self.persons = np.empty((len(run_keys), n.n_people, o.PERSON_COLUMNS))
        self.roles = np.empty((len(run_keys), n.n_roles, o.ROLE_COLUMNS))
        self.used_days = np.empty((using, n.periods + 1, len(USES)))
        self.used[:] = 0
        self._slots.fill(
            runs=self.runs, persons=self.persons.reshape(-1, o.PERSON_COLUMNS),
            roles=self.roles.reshape(-1, o.ROLE_COLUMNS), used_days=self.used_days.reshape(-1, len(USES)),
            rows_wanted=sum(1 << event for event in wanted), every=WIP_EVERY if parts and "wip" in parts else 0.0,
            parts=-1 if parts is None else sum(int(o.BIT[part]) for part in set(parts)),
        )  # fmt: skip
        done = 0
        while True:
            self._slots.fill(row_room=self.room["rows"] if rows else 0)
            several: Any = batch.several
            done = several(done, run_keys, self._slots.array)
            if done == len(run_keys):
                return int(self.used[2])
            if self.count[k.STATUS] == k.STANDS_STILL:
                day, source, step = self.runs[done, o.END], self.count[k.AT_SOURCE], self.count[k.AT_STEP]
                raise standstill(self.packed.blueprint, float(day), int(source), int(step))
            short = TOO_SMALL[int(self.count[k.STATUS])]
            enough = int(1.25 * self.count[k.ROWS]) if short == "rows" else 0
            self.room = {**self.room, short: max(2 * self.room[short], enough)}
            self._lay()

    def wip_tables(self) -> tuple[Any, ...]:
        """Use cases by day and stage, a table for each replication of the batch."""
        found, at, width = [], 0, self._numbers.n_stages + 1
        for end in self.runs[:, o.END]:
            cells = (int(np.floor(end / WIP_EVERY)) + 1) * width
            found.append(self.wip[at : at + cells].reshape(-1, width).astype(np.float32))
            at += cells
        return tuple(found)


def _longer(table: Any, room: int) -> Any:
    """A table with room for more rows; those that are there stay."""
    longer = np.empty((max(room, len(table)), *table.shape[1:]), table.dtype)
    longer[: len(table)] = table
    return longer

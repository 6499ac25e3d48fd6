"""The world of a replication: all that compiled code reads and writes, by name.

What a blueprint says bears the names that it has there; the tables hold the records of `records.py` and `lens.py`.
"""

from typing import Any

import numpy as np

from sim.engines.compiled import lens as o
from sim.engines.compiled import records as k
from sim.engines.compiled.pack import FLOATS, INTS, KEYS, REAL, WHOLE
from sim.engines.compiled.tables import Slot, world_in
from sim.observations import USES

Array = np.ndarray[Any, Any]


def _tables(dtype: Any, **widths: Any) -> dict[str, Slot]:
    return {name: Slot(dtype, int(width)) for name, width in widths.items()}


def _numbers(dtype: Any, *names: str) -> dict[str, Slot]:
    return dict.fromkeys(names, Slot(dtype))


SLOTS = {
    # what the blueprint says
    **_tables(np.int64, **dict.fromkeys(INTS, 1)),
    **_tables(np.float64, **dict.fromkeys(FLOATS, 1)),
    **_tables(np.uint64, **dict.fromkeys(KEYS, 1)),
    **_tables(np.float64, tables=1),
    **_numbers(np.int64, *WHOLE),
    **_numbers(np.float64, *REAL),
    # what is asked for
    **_numbers(np.int64, "rows_wanted", "parts"),
    **_numbers(np.float64, "every"),
    # records of the kernel, and how many there is room for
    **_tables(np.int64, items=k.ITEM_INTS, requests=k.REQUEST_INTS, people=k.PERSON_INTS, pools=k.POOL_INTS),
    **_tables(np.float64, sizes=k.ITEM_FLOATS, weights=k.REQUEST_FLOATS, clocks=k.PERSON_FLOATS),
    **_tables(np.int64, events=k.EVENT_INTS, heap=1, memory=1, stack=4, held=1, shops=1, withheld=1, free=1, count=1),
    **_tables(np.float64, times=1, factors=1, shares=1),
    **_tables(np.int64, made=1, batches=1, limit_count=1, seat_person=1, seat_request=1, seat_victim=1),
    **_tables(np.uint64, item_key=1),
    **_tables(np.float64, row_time=1),
    **_tables(np.int64, rows=6),
    **_numbers(np.int64, "item_room", "request_room", "event_room", "word_room", "factor_room", "stack_room"),
    **_numbers(np.int64, "row_room", "case_room", "cell_room"),
    # what is observed of a batch, and the desk of the one who observes
    **_tables(np.int64, case_int=o.CASE_INTS, wip=1, used=1),
    **_tables(np.float64, case_real=1, persons=o.PERSON_COLUMNS, roles=o.ROLE_COLUMNS, runs=o.RUN_COLUMNS),
    **_tables(np.float64, used_days=len(USES)),
    **_tables(np.int64, offset=1, place=1, first=1, following=1, desk=1, hands=1, family=1, use_at=1),
    **_tables(np.int64, in_hand=len(USES)),
    **_tables(np.float64, since=1, later=3, over=1, of_use=len(USES), lost_use=len(USES)),
    **_tables(np.float64, of_person=o.PERSON_COLUMNS, lost_by=o.PERSON_COLUMNS),
    **_tables(np.float64, of_role=o.ROLE_COLUMNS, lost=o.ROLE_COLUMNS),
}
PLACE = {name: place for place, name in enumerate(SLOTS)}
world = world_in("World", SLOTS)


class Slots:
    """The slots as Python fills them; the arrays whose addresses stand there are kept alive."""

    def __init__(self) -> None:
        self.array: Array = np.zeros(len(SLOTS), np.int64)
        self._kept: dict[str, Any] = {}

    def fill(self, **given: Any) -> None:
        """Put tables and numbers in their slots. A table has the type and, if it is not flat, the width of its slot."""
        for name, what in given.items():
            slot, place = SLOTS[name], PLACE[name]
            if slot.width:
                if what.dtype != slot.dtype or not what.flags.c_contiguous or what.shape[1:] not in ((), (slot.width,)):
                    raise TypeError(f"{name}: {what.dtype} {what.shape} is not a table of {slot}")
                self.array[place] = what.__array_interface__["data"][0]
                self._kept[name] = what
            elif slot.dtype is np.float64:
                self.array.view(np.float64)[place] = what
            else:
                self.array[place] = what

    def fill_one_after_another(self, flat: Array, starts: Array, names: tuple[str, ...]) -> None:
        """Put pieces of one array in slots that are neighbors, like the names."""
        begin = PLACE[names[0]]
        self.array[begin : begin + len(names)] = flat.__array_interface__["data"][0] + flat.itemsize * starts
        self._kept[names[0]] = flat

"""What happens to an item is told by small steps on a stack, depth first in the order of `reference/journey.py`."""

from typing import Any

from sim.engines.compiled.arriving import arrive
from sim.engines.compiled.deciding import decide
from sim.engines.compiled.functions import inlined
from sim.engines.compiled.sources import demand
from sim.engines.compiled.working import work

from sim.engines.compiled.records import (  # isort: skip
    STATUS, STACKED, FINE, POP, DO_COUNT_DOWN, DO_DECIDE, DO_CLOCKS,
)  # fmt: skip


@inlined
def tell(op: int, i: int, b: int, p: int, key: Any, now: float, w: Any) -> None:
    """Go on with a story until its item waits, then with those on the stack."""
    while w.count[STATUS] == FINE:
        if op == POP:
            sp = w.count[STACKED] - 1
            if sp < 0:
                return
            w.count[STACKED] = sp
            op, i, b, p = w.stack[sp, 0], w.stack[sp, 1], w.stack[sp, 2], w.stack[sp, 3]
        if op < DO_COUNT_DOWN:
            op, i, b, p = arrive(op, i, b, p, now, w)
        elif op < DO_DECIDE:
            op, i, b, p = work(op, i, b, p, now, w)
        elif op < DO_CLOCKS:
            op, i, b, p = decide(op, i, b, p, now, w)
        else:
            op, i, b, p = demand(op, i, b, p, key, now, w)

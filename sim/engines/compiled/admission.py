"""Items that are held are admitted where limits have room again."""

from typing import Any

from sim.engines.compiled.functions import inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, SPANS, WANTED, BEEN, ROOM, STACKED, HELD_ITEMS, DO_COUNT_DOWN, push,
)  # fmt: skip


@inner
def admit(w: Any) -> None:
    """Admit those that fit, in order; the first one goes on first."""
    w.count[ROOM] = 0
    still = 0
    for k in range(w.count[HELD_ITEMS]):
        i = w.held[k]
        wanted = w.items[i, WANTED]
        fits = True
        for limit in range(w.n_limits):
            new = ((wanted & ~w.items[i, BEEN]) >> limit) & 1
            if new != 0 and w.limit_count[limit] >= w.limit_capacity[limit]:
                fits = False
        if not fits:
            w.held[still] = i
            still += 1
            continue
        for limit in range(w.n_limits):
            w.limit_count[limit] += (wanted >> limit) & 1
        w.items[i, SPANS] |= wanted
        w.items[i, BEEN] |= wanted
        push(DO_COUNT_DOWN, i, NONE, ZERO, w)
    w.count[HELD_ITEMS] = still
    last = w.count[STACKED] - 1  # nothing else is there
    for k in range(w.count[STACKED] // 2):
        w.stack[k, 1], w.stack[last - k, 1] = w.stack[last - k, 1], w.stack[k, 1]

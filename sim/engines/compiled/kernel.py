"""The event rules of the reference engine as one compiled loop over the blueprint's arrays.

State lies in records: one row per item, request, person, pool, event. The phases of an instant are called here in their
order, each in a module of its own. Expressions that round come from `sim.rules`, in the order in which the reference
engine takes them.
"""

from typing import Any

from sim.engines.compiled.admission import admit
from sim.engines.compiled.due import happen
from sim.engines.compiled.functions import inner
from sim.engines.compiled.handout import hand_out
from sim.engines.compiled.morning import begin
from sim.engines.compiled.story import tell

from sim.engines.compiled.records import (  # isort: skip
    ZERO, DUE, STATUS, SETTLE, STIRRED_POOLS, ROOM, HELD_ITEMS, UNFINISHED, STOPPING, FINE, POP,
)  # fmt: skip


@inner
def replication(key: Any, w: Any) -> Any:
    """Simulate one replication and return the day on which observation ended; `count` says how it went."""
    now = 0.0
    admitting = handing_out = False
    window_open = w.is_flow != 0 and w.window_end < w.horizon
    begin(w)
    tell(POP, ZERO, ZERO, ZERO, key, now, w)
    while w.count[STATUS] == FINE:
        if w.count[SETTLE] != 0:
            w.count[SETTLE] = 0
            admitting = admitting or w.count[HELD_ITEMS] > 0
            handing_out = handing_out or w.count[STIRRED_POOLS] > 0
        if w.count[DUE] > 0 and w.times[0] <= now:
            op, i, b, p = happen(key, now, w)
            tell(op, i, b, p, key, now, w)
        elif admitting:
            admitting = False
            if w.count[ROOM] != 0:  # since the last admission something was held or given back
                admit(w)
                tell(POP, ZERO, ZERO, ZERO, key, now, w)
        elif handing_out:
            handing_out = False
            hand_out(now, w)
        else:  # the instant is over
            if w.count[STOPPING] != 0 or now >= w.horizon:
                break
            if window_open and now >= w.window_end:
                window_open = False
                if w.full_horizon == 0 and w.count[UNFINISHED] == 0:
                    break
            at = w.horizon
            if window_open:
                at = min(at, w.window_end)
            if w.count[DUE] > 0 and w.times[0] < at:
                at = w.times[0]
            now = at
    return now

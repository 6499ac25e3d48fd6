"""Many replications in one call: nothing is written down but what responses need, and threads run side by side."""

from typing import Any

from sim.engines.compiled import lens as o
from sim.engines.compiled import records as k
from sim.engines.compiled.functions import entry
from sim.engines.compiled.kernel import replication
from sim.engines.compiled.observe import observe
from sim.engines.compiled.world import world


@entry
def several(begin: int, run_keys: Any, slots: Any) -> Any:
    """Make replications from number `begin` on; how many are done, fewer than asked for if a table is too small.

    `used` counts the rows of the tables of what is observed and, third, those of traces.
    """
    w = world(slots)
    for r in range(begin, len(run_keys)):
        end = replication(run_keys[r], w)
        w.runs[r, o.END] = end
        if w.count[k.STATUS] != k.FINE:
            return r
        if w.row_room > 0 and w.count[k.ROWS] > w.row_room:
            w.count[k.STATUS] = o.MORE_ROWS
            return r
        if w.parts >= 0 and not observe(r, end, w):
            return r
        w.used[2] += w.count[k.ROWS]
    return len(run_keys)

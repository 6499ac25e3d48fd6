"""Many replications in one call: nothing is written down but what responses need, and threads run side by side."""

from typing import Any

from sim.engines.compiled import lens as o
from sim.engines.compiled import records as k
from sim.engines.compiled.functions import entry
from sim.engines.compiled.kernel import replication
from sim.engines.compiled.observe import observe


@entry
def several(
    begin: int, run_keys: Any, rows_wanted: int, parts: int, every: float, written: Any, ints: Any, floats: Any,
    keys: Any, int_at: Any, float_at: Any, key_at: Any, amounts: Any, discipline: Any, whole: Any, real: Any,
    items: Any, sizes: Any, item_key: Any, row_time: Any, rows: Any, count: Any, requests: Any, weights: Any,
    events: Any, times: Any, heap: Any, memory: Any, factors: Any, stack: Any, held: Any, shops: Any, people: Any,
    clocks: Any, pools: Any, made: Any, batches: Any, limit_count: Any, seat_person: Any, seat_request: Any,
    seat_victim: Any, withheld: Any, shares: Any, runs: Any, arrays: Any, lens_whole: Any, lens_real: Any,
    case_int: Any, case_real: Any, persons: Any, roles: Any, wip: Any, used: Any, offset: Any, place: Any, first: Any,
    following: Any, desk_ints: Any, since: Any, hands: Any, later: Any, of_person: Any, lost_by: Any, of_role: Any,
    lost: Any, family: Any, use_at: Any, over: Any, in_hand: Any, of_use: Any, lost_use: Any, used_days: Any,
) -> Any:  # fmt: skip
    """Make replications from number `begin` on; how many are done, fewer than asked for if a table is too small.

    Each bit of `parts` stands for a part of what is observed; below 0 nothing is.
    """
    for r in range(begin, len(run_keys)):
        end = replication(
            run_keys[r], rows_wanted, ints, floats, keys, int_at, float_at, key_at, amounts, discipline, whole, real,
            items, sizes, item_key, row_time, rows, count, requests, weights, events, times, heap, memory, factors,
            stack, held, shops, people, clocks, pools, made, batches, limit_count, seat_person, seat_request,
            seat_victim, withheld, shares,
        )  # fmt: skip
        runs[r, o.END] = end
        if count[k.STATUS] != k.FINE:
            return r
        if len(rows) > 0 and count[k.ROWS] > len(rows):
            count[k.STATUS] = o.MORE_ROWS
            return r
        if parts >= 0 and not observe(
            r, end, parts, arrays, lens_whole, lens_real, items, sizes, row_time, rows, count, case_int, case_real,
            persons, roles, runs, wip, used, every, offset, place, first, following, desk_ints, since, hands, later,
            of_person, lost_by, of_role, lost, family, use_at, over, in_hand, of_use, lost_use, used_days,
        ):  # fmt: skip
            return r
        written[0] += count[k.ROWS]
    return len(run_keys)

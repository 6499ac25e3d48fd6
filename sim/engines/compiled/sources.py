"""Sources make items: as planned, in batches, or for each live item."""

from typing import Any

import numpy as np

from sim.engines.compiled.amounts import fastest, level, next_of, value
from sim.engines.compiled.calendar import schedule
from sim.engines.compiled.functions import DRAWS, RULES, inner
from sim.engines.compiled.items import new_item
from sim.engines.compiled.rows import log

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, REQUESTED, MARKED, ENDED, DONE, LIVE, LIVE_FROM_START, SOURCE_BITS, INDEX_BITS, NUMBER, KIND, OUTCOME,
    MARKS, RETIRED, MEMORY, KEEPS_OPEN, SOURCE_DUE, BATCH, RING, UNFINISHED, POP, DO_STEP, DO_CLOCKS, DO_NEXT_BATCH,
    DO_BATCH, DO_MAKE, ONLY_THIS, DRY, push,
)  # fmt: skip

uniform = DRAWS["uniform"]
child_key = DRAWS["child_key"]
in_window = RULES["in_window"]


@inner
def demand(op: int, i: int, b: int, p: int, key: Any, now: float, w: Any) -> Any:
    """Sources make items: as planned, in batches, or for each live item."""
    while DO_CLOCKS <= op <= DO_MAKE:
        if op == DO_CLOCKS:  # start the clocks of a live item, from source b on, or go on with this one
            for source in range(b, w.n_sources):
                if w.source_type[source] != LIVE:
                    continue
                runs = True
                ever = w.source_ever[source]
                if p != ONLY_THIS and ever >= 0:
                    runs = uniform(w.item_key[i], w.ever_stream[source], ZERO, ZERO) < level(ever, now, w)
                before_now = w.memory[w.items[i, MEMORY] + w.kind_children[w.items[i, KIND]] + source]
                at_most = w.source_at_most[source]
                if runs and w.items[i, RETIRED] == 0 and (at_most < 0 or before_now < at_most):
                    at = next_of(source, w.item_key[i], before_now, now, w)
                    if at < np.inf:
                        schedule(at, SOURCE_DUE << 32 | source, w.items[i, NUMBER], ZERO, RING, i, source, ZERO, w)
                if p == ONLY_THIS:
                    break
            op = POP
            continue

        if op == DO_NEXT_BATCH:  # i is the source
            op = POP
            at_most = w.source_at_most[i]
            if at_most < 0 or w.made[i] < at_most:
                at = next_of(i, key, w.batches[i], now, w)
                if at < np.inf:
                    schedule(at, SOURCE_DUE << 32 | i, ZERO, ZERO, BATCH, i, ZERO, ZERO, w)
                else:
                    w.batches[i] = DRY
            continue

        if op == DO_BATCH:  # b more items of source i, then the next batch
            if b <= 0:
                op = DO_NEXT_BATCH
                continue
            push(DO_BATCH, i, b - 1, ZERO, w)
            op, b = DO_MAKE, NONE

        if op == DO_MAKE:  # one item of source i, as planned in entry b or drawn under its own key
            source = i
            kind = w.source_kind[source]
            domain = NONE
            size = np.nan
            step = NONE
            if b >= 0:
                kind = w.planned_kind[b]
                domain = w.planned_domain[b]
                size = w.planned_size[b]
                step = w.planned_step[b]
            index = w.made[source]
            w.made[source] += 1
            its_key = child_key(key, w.source_stream[source], index)
            use_case = kind < 0 or w.kind_is_use_case[kind] != 0
            if use_case and size != size:
                size = value(w.size_amount, its_key, w.size_stream[0], ZERO, now, w)
            if kind < 0:
                if w.any_smallest != 0:
                    u = uniform(its_key, w.size_stream[0], ZERO, ZERO)
                    reached = 0.0
                    for k in range(w.kinds):
                        if w.kind_smallest[k] != 0:
                            reached += level(w.kind_share[k], now, w)
                            if u < reached:
                                kind = k
                                break
                if kind < 0:
                    for k in range(w.use_cases):
                        w.shares[k] = 0.0
                        if w.kind_smallest[k] == 0:
                            w.shares[k] = level(w.kind_share[k], now, w)
                    kind = fastest(its_key, w.use_cases, w.kind_stream, ZERO, w.shares)
            if domain < 0:
                domain = fastest(its_key, w.domains, w.domain_stream, ZERO, w.domain_share)
            worth = 0.0
            if use_case and w.kind_value[kind] >= 0:
                worth = value(w.kind_value[kind], its_key, w.value_stream[0], ZERO, now, w)
            measurable = w.source_measurable[source]
            number = source << SOURCE_BITS | index << INDEX_BITS
            i = new_item(
                number, its_key, source, kind, domain, size if use_case else 1.0, worth, now, NONE,
                w.kind_urgent[kind], measurable, step, w,
            )  # fmt: skip
            if i < 0:
                break
            log(now, number, NONE, NONE, ZERO, REQUESTED, NONE, w)
            if step == LIVE_FROM_START:
                w.items[i, MARKS] = 1 << w.mark_live | 1 << w.mark_in_use
                log(now, number, NONE, w.mark_live, ZERO, MARKED, NONE, w)
                log(now, number, NONE, w.mark_in_use, ZERO, MARKED, NONE, w)
                log(now, number, NONE, DONE, ZERO, ENDED, NONE, w)
                w.items[i, OUTCOME] = DONE
                op, b, p = DO_CLOCKS, ZERO, ZERO
            else:
                counts = w.is_flow == 0 or (measurable != 0 and in_window(now, w.warm_up, w.window_end))
                if counts and w.kind_is_use_case[kind] != 0:
                    w.items[i, KEEPS_OPEN] = 1
                    w.count[UNFINISHED] += 1
                op = DO_STEP

    return op, i, b, p

"""What follows the work of a step: sent back, through a gate, on to the next step, or at an end."""

from typing import Any

import numpy as np

from sim.engines.compiled.amounts import level, value
from sim.engines.compiled.calendar import schedule
from sim.engines.compiled.functions import DRAWS, RULES, inlined
from sim.engines.compiled.items import recycle
from sim.engines.compiled.rows import log
from sim.engines.compiled.standstill import again

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, ONE, WAIT_ENDED, SENT_BACK, GATE_BEGAN, GATE_ENDED, MARKED, ENDED, STOPPED, GIVEN_UP, PLANNED, RENEWAL,
    NUMBER, KIND, PARENT, STEP, ARRIVAL, OPEN, RESUME, OUTCOME, SPANS, MARKS, PASSED, MEMORY, FACTORS, WHEN, WHEN_PART,
    WHEN_VISIT, WAITING, KEEPS_OPEN, SIZE, ODDS, ANSWER_UNTIL, COORDINATED, ANSWERED, REPAIRED, PART_DUE, GATE_DUE,
    SETTLE, ROOM, UNFINISHED, STOPPING, POP, DO_STEP, DO_COORDINATE, DO_COUNT_DOWN, DO_DECIDE, DO_GATE, DO_GATE_OVER,
    DO_PASS, DO_END, DO_CLOCKS, ONLY_THIS, DRY, push,
)  # fmt: skip

uniform = DRAWS["uniform"]
wait_delay = RULES["delay"]
next_meeting = RULES["next_meeting"]
not_after = RULES["not_after"]
faded = RULES["faded"]
with_loss = RULES["with_loss"]


@inlined
def decide(op: int, i: int, b: int, p: int, now: float, w: Any) -> Any:
    """What follows the work of a step: sent back, through a gate, on to the next step, or at an end."""
    while DO_DECIDE <= op <= DO_END:
        if op == DO_DECIDE:
            step = w.items[i, STEP]
            kind = w.items[i, KIND]
            op = DO_PASS
            if kind < w.use_cases:
                fired_at = w.items[i, MEMORY] + w.kind_fired[kind]
                begin = w.step_rule_start[step]
                end = w.step_rule_start[step + 1]
                total = 0.0
                decides = False
                for rule in range(begin, end):
                    amount = w.rule_chance[rule * w.use_cases + kind]
                    if amount >= 0:
                        decides = True
                        at_most = w.rule_at_most[rule]
                        fired = w.memory[fired_at + rule]
                        if at_most < 0 or fired < at_most:
                            total += faded(level(amount, now, w), w.rule_fade[rule], fired)
                back = NONE
                if decides:
                    raised = with_loss(total, w.sizes[i, ODDS])
                    w.sizes[i, ODDS] = 1.0
                    if total > 0.0:
                        u = uniform(w.item_key[i], w.step_stream[step], w.items[i, ARRIVAL], ZERO)
                        reached = 0.0
                        for rule in range(begin, end):
                            amount = w.rule_chance[rule * w.use_cases + kind]
                            if amount < 0:
                                continue
                            at_most = w.rule_at_most[rule]
                            fired = w.memory[fired_at + rule]
                            if at_most < 0 or fired < at_most:
                                reached += faded(level(amount, now, w), w.rule_fade[rule], fired)
                            if u < raised * (reached / total):
                                back = rule
                                break
                if back >= 0:
                    target = w.rule_target[back]
                    w.memory[fired_at + back] += 1
                    if w.rule_repeats[back] != 1.0:
                        of_step = w.items[i, FACTORS] + w.branches - w.kind_first_step[kind]
                        for other in range(target, step + 1):
                            w.factors[of_step + other] *= w.rule_repeats[back]
                    log(now, w.items[i, NUMBER], step, back, w.items[i, ARRIVAL], SENT_BACK, NONE, w)
                    again(NONE, step, ONE, now, w)
                    w.items[i, STEP] = target
                    op = DO_STEP
                    continue
                gate = w.step_gate[step]
                if gate >= 0 and w.gate_for[gate * w.use_cases + kind] != 0:
                    arrival = w.items[i, ARRIVAL]
                    log(now, w.items[i, NUMBER], step, NONE, arrival, GATE_BEGAN, NONE, w)
                    op = DO_GATE
                    coordination = w.gate_coordination[gate * w.use_cases + kind]
                    if coordination >= 0:
                        op, b, p = DO_COORDINATE, DO_GATE, coordination
                        continue

        if op == DO_GATE:  # the delay, then the next meeting
            gate = w.step_gate[w.items[i, STEP]]
            delay = w.gate_delay[gate * w.use_cases + w.items[i, KIND]]
            every = w.gate_meet_every[gate]
            ready = now
            if delay >= 0:
                drawn = value(delay, w.item_key[i], w.gate_stream[gate], w.items[i, ARRIVAL], now, w)
                ready = now + wait_delay(drawn, w.sizes[i, SIZE], w.gate_grows[gate], 1.0)
            if every > 0.0:
                ready = next_meeting(ready, every)
            op = DO_GATE_OVER
            if delay >= 0 or every > 0.0:
                w.items[i, OPEN] += 1
                w.items[i, RESUME] = DO_GATE_OVER
                schedule(ready, PART_DUE << 32, w.items[i, NUMBER], ZERO, GATE_DUE, i, ZERO, ZERO, w)
                op = POP
                continue

        if op == DO_GATE_OVER:
            step = w.items[i, STEP]
            log(now, w.items[i, NUMBER], step, NONE, w.items[i, ARRIVAL], GATE_ENDED, NONE, w)
            gate = w.step_gate[step]
            first = (w.items[i, PASSED] >> gate) & 1 == 0
            w.items[i, PASSED] |= 1 << gate
            op = DO_PASS
            stops = w.gate_stops[gate * w.use_cases + w.items[i, KIND]]
            verdict = np.inf
            if first and w.items[i, PARENT] < 0 and stops >= 0:
                verdict = uniform(w.item_key[i], w.verdict_stream[gate], ZERO, ZERO)
            if verdict < level(stops, now, w):
                op, b, p = DO_END, STOPPED, step

        if op == DO_PASS:
            step = w.items[i, STEP]
            w.items[i, STEP] = step + 1
            op = DO_STEP
            mark = w.step_mark[step]
            if mark >= 0 and w.items[i, PARENT] < 0 and (w.items[i, MARKS] >> mark) & 1 == 0:
                w.items[i, MARKS] |= 1 << mark
                log(now, w.items[i, NUMBER], step, mark, ZERO, MARKED, NONE, w)
                if mark == w.mark_live:
                    push(DO_STEP, i, ZERO, ZERO, w)
                    op, b, p = DO_CLOCKS, ZERO, ZERO
            if op == DO_STEP:
                continue

        if op == DO_END:  # b is the outcome, p the step; whoever waited for the item goes on
            log(now, w.items[i, NUMBER], p, b, ZERO, ENDED, NONE, w)
            w.items[i, OUTCOME] = b
            if b != GIVEN_UP and (w.items[i, MARKS] >> w.mark_live) & 1 == 0:  # no clock runs, nothing is in hand
                recycle(i, w)
            gone = w.items[i, SPANS]
            if gone != 0:
                for limit in range(w.n_limits):
                    w.limit_count[limit] -= (gone >> limit) & 1
                w.items[i, SPANS] = 0
                w.count[SETTLE] = w.count[ROOM] = 1
            if w.items[i, KEEPS_OPEN] != 0:
                w.count[UNFINISHED] -= 1
                if w.full_horizon == 0 and w.count[UNFINISHED] == 0:
                    over = True
                    if w.is_flow != 0:
                        over = now >= w.window_end
                    else:
                        for source in range(w.n_sources):
                            if w.source_type[source] == PLANNED:
                                entries = w.planned_start[source + 1] - w.planned_start[source]
                                if w.made[source] < entries:
                                    over = False
                            elif w.source_type[source] == RENEWAL and w.source_kind[source] < 0:
                                at_most = w.source_at_most[source]
                                if w.batches[source] != DRY and (at_most < 0 or w.made[source] < at_most):
                                    over = False
                    if over:
                        w.count[STOPPING] = 1
            when = w.items[i, WHEN]
            parent = w.items[i, PARENT]
            op = POP
            if when == COORDINATED:
                op, i, b = DO_COUNT_DOWN, parent, NONE
            elif when == ANSWERED:
                if w.items[i, WAITING] != 0 and w.items[parent, OUTCOME] < 0:
                    w.items[i, WAITING] = 0
                    part = w.items[i, WHEN_PART]
                    step = w.part_step[part]
                    if not_after(w.sizes[i, ANSWER_UNTIL], now):  # too late by a hair: the asker decides alone
                        w.sizes[parent, ODDS] *= 1.0 + w.part_alone[part]
                    log(now, w.items[parent, NUMBER], step, part, w.items[i, WHEN_VISIT], WAIT_ENDED, NONE, w)
                    op, i, b = DO_COUNT_DOWN, parent, w.part_activity[part] - w.step_activity_start[step]
            elif when == REPAIRED:
                op, b, p = DO_CLOCKS, w.items[i, WHEN_PART], ONLY_THIS
                i = parent
            if op != DO_CLOCKS:
                continue

    return op, i, b, p

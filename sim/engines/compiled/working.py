"""The work of a step: activities side by side, each with its pauses, its people and its redoing."""

from typing import Any

import numpy as np

from sim.engines.compiled.amounts import level, value
from sim.engines.compiled.calendar import schedule
from sim.engines.compiled.functions import DRAWS, RULES, inlined
from sim.engines.compiled.items import new_child
from sim.engines.compiled.requests import asked_pool, enqueue, stir
from sim.engines.compiled.rows import log
from sim.engines.compiled.standstill import again as come_again

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, ONE, REQUESTED, WAIT_BEGAN, QUEUED, REDONE, STINT, DELAY, WAITS, ASKS, IN_ORDER_WORKSHOP, IN_ORDER,
    NUMBER, SOURCE, KIND, DOMAIN, URGENT, STEP, OPEN, RESUME, MEMORY, FACTORS, WHEN, WHEN_PART, WHEN_VISIT, WAITING,
    SIZE, ANSWERED, BRANCH_OPEN, BRANCH_RESUME, BRANCH_VISIT, BRANCH_TIMES, BRANCH_BEGUN, BRANCH_PHASE, BRANCH, ITEM,
    REQUEST_NUMBER, PART, ASK, VISIT, POOL, PERSON, SEAT, REQUEST_URGENT, NEXT, MATE, PLACE, REMEMBERS, LOOKED_AT,
    REQUEST_STEP, RANK, ASKED_AT, WORK, STARTED_AT, UNTIL, ANSWER_UNTIL, PART_DUE, PAUSE_OVER, PATIENCE, ALONE, ITEMS,
    REQUESTS, FREE_REQUEST, STATUS, SETTLE, SHOPS, FINE, MORE_REQUESTS, POP, DO_STEP, DO_COUNT_DOWN, DO_CARRY,
    DO_BRANCHES, DO_VISIT, DO_PAUSES, DO_WORK, DO_ASKS, DO_REDO, DO_BRANCH_OVER, DO_WORKED, DO_DECIDE, new_record, push,
)  # fmt: skip

uniform = DRAWS["uniform"]
child_key = DRAWS["child_key"]
work_effort = RULES["effort"]
wait_delay = RULES["delay"]
faded = RULES["faded"]
rank_value = RULES["rank_value"]


@inlined
def ask_people(i: int, b: int, now: float, w: Any) -> Any:
    """Ask for the people of an activity, each for a share of one draw of its effort; what follows."""
    step = w.items[i, STEP]
    activity = w.step_activity_start[step] + b
    n_seats = w.activity_seats[activity]
    if n_seats == 0:
        return DO_ASKS
    kind = w.items[i, KIND]
    mine = w.items[i, MEMORY]
    place = mine + w.branch_at + BRANCH * b
    visit = w.memory[place + BRANCH_VISIT]
    effort = w.activity_effort[activity * w.kinds + kind]
    drawn = value(effort, w.item_key[i], w.activity_stream[activity], visit, now, w)
    factor = 1.0
    if kind < w.use_cases:
        factor = w.factors[w.items[i, FACTORS] + w.branches + step - w.kind_first_step[kind]]
    redone = w.factors[w.items[i, FACTORS] + b]
    together = w.activity_together[activity] if n_seats > 1 else 0
    patience = w.activity_patience[activity * w.kinds + kind]
    until = np.inf
    if patience >= 0:
        until = now + value(patience, w.item_key[i], w.patience_stream[activity], visit, now, w)
    earlier = NONE
    lead = NONE
    for part in range(w.activity_part_start[activity], w.activity_part_start[activity + 1]):
        if w.part_type[part] != STINT:
            continue
        r = new_record(w.requests, NEXT, FREE_REQUEST, REQUESTS, w.request_room, MORE_REQUESTS, w)
        if r < 0:
            break
        share = w.part_share[part]
        w.requests[r, ITEM] = i
        w.requests[r, REQUEST_NUMBER] = w.items[i, NUMBER]
        w.requests[r, PART] = part
        w.requests[r, REQUEST_STEP] = step
        w.requests[r, ASK] = w.part_ask[part]
        w.requests[r, VISIT] = visit
        w.requests[r, POOL] = asked_pool(mine + w.teams_at, w.part_ask[part] * w.domains + w.items[i, DOMAIN], w)
        w.requests[r, PERSON] = NONE
        w.requests[r, SEAT] = 1 if together != 0 else 0
        w.requests[r, REQUEST_URGENT] = w.items[i, URGENT]
        w.requests[r, MATE] = NONE
        w.requests[r, PLACE] = place
        w.requests[r, REMEMBERS] = mine
        w.requests[r, LOOKED_AT] = 0
        w.requests[r, IN_ORDER] = 1 if together == IN_ORDER_WORKSHOP else 0
        w.weights[r, WORK] = work_effort(drawn, w.sizes[i, SIZE], factor, redone, share)
        w.weights[r, STARTED_AT] = -1.0
        w.weights[r, ASKED_AT] = now
        w.weights[r, UNTIL] = until
        w.weights[r, RANK] = 0.0
        if w.first_come == 0:
            mean = w.activity_mean[activity * w.kinds + kind]
            expected = work_effort(mean, w.sizes[i, SIZE], factor, redone, share)
            w.weights[r, RANK] = rank_value(
                w.discipline, w.kind_class[kind], now, expected, w.kind_cost_of_delay[kind], w.step_closeness[step]
            )
        log(now, w.items[i, NUMBER], step, part, visit, QUEUED, NONE, w)
        if together == 0:
            enqueue(r, w)
        else:
            if earlier >= 0:
                w.requests[earlier, MATE] = r
            else:
                lead = r
            earlier = r
            stir(w.requests[r, POOL], w)
    if w.count[STATUS] != FINE:
        return POP
    if lead >= 0:
        w.shops[w.count[SHOPS]] = lead
        w.count[SHOPS] += 1
    w.count[SETTLE] = 1
    w.memory[place + BRANCH_OPEN] += n_seats
    w.memory[place + BRANCH_BEGUN] = 0
    if patience >= 0:
        part = w.activity_part_start[activity]
        while w.part_type[part] != STINT:
            part += 1
        schedule(until, PART_DUE << 32, w.items[i, NUMBER], part, PATIENCE, i, activity, visit, w)
    w.memory[place + BRANCH_RESUME] = DO_ASKS
    return POP


@inlined
def work(op: int, i: int, b: int, p: int, now: float, w: Any) -> Any:
    """The activities of a step, each with its pauses, its people and its redoing."""
    while DO_COUNT_DOWN <= op <= DO_WORKED:
        if op == DO_COUNT_DOWN:  # one of the things waited for has come, for the item (b < 0) or an activity
            if b < 0:
                w.items[i, OPEN] -= 1
                op = POP
                if w.items[i, OPEN] == 0 and w.items[i, RESUME] != 0:
                    op = w.items[i, RESUME]
                    w.items[i, RESUME] = 0
            else:
                place = w.items[i, MEMORY] + w.branch_at + BRANCH * b
                w.memory[place + BRANCH_OPEN] -= 1
                op = POP
                if w.memory[place + BRANCH_OPEN] == 0 and w.memory[place + BRANCH_RESUME] != 0:
                    op = w.memory[place + BRANCH_RESUME]
                    w.memory[place + BRANCH_RESUME] = 0
            continue

        if op == DO_CARRY:
            w.items[i, OPEN] += w.step_tasks[w.items[i, STEP] * w.kinds + w.items[i, KIND]]
            op, b = DO_BRANCHES, ZERO

        if op == DO_BRANCHES:  # the activities side by side, each with a story of its own; the last one here
            step = w.items[i, STEP]
            begin = w.step_activity_start[step]
            end = w.step_activity_start[step + 1]
            while w.activity_for[(begin + b) * w.kinds + w.items[i, KIND]] == 0:
                b += 1
            last = True
            for activity in range(begin + b + 1, end):
                if w.activity_for[activity * w.kinds + w.items[i, KIND]] != 0:
                    last = False
            if last:
                w.items[i, RESUME] = DO_WORKED
            else:
                push(DO_BRANCHES, i, b + 1, ZERO, w)
            place = w.items[i, MEMORY] + w.branch_at + BRANCH * b
            w.memory[place + BRANCH_OPEN] = 0
            w.memory[place + BRANCH_RESUME] = 0
            w.memory[place + BRANCH_TIMES] = 0
            w.factors[w.items[i, FACTORS] + b] = 1.0
            op = DO_VISIT

        if op == DO_VISIT:
            activity = w.step_activity_start[w.items[i, STEP]] + b
            at_visit = w.items[i, MEMORY] + w.kind_visits[w.items[i, KIND]] + activity
            place = w.items[i, MEMORY] + w.branch_at + BRANCH * b
            w.memory[place + BRANCH_VISIT] = w.memory[at_visit]
            w.memory[at_visit] += 1
            w.memory[place + BRANCH_PHASE] = WAITS
            op, p = DO_PAUSES, w.activity_part_start[activity]
            if w.activity_waits[activity] == 0:
                op = DO_WORK

        if op == DO_ASKS:
            activity = w.step_activity_start[w.items[i, STEP]] + b
            w.memory[w.items[i, MEMORY] + w.branch_at + BRANCH * b + BRANCH_PHASE] = ASKS
            op, p = DO_PAUSES, w.activity_part_start[activity]
            if w.activity_asks[activity] == 0:
                op = DO_REDO

        if op == DO_PAUSES:  # delays and calls, before the work or after it
            activity = w.step_activity_start[w.items[i, STEP]] + b
            kind = w.items[i, KIND]
            place = w.items[i, MEMORY] + w.branch_at + BRANCH * b
            visit = w.memory[place + BRANCH_VISIT]
            phase = w.memory[place + BRANCH_PHASE]
            end = w.activity_part_start[activity + 1]
            child = NONE
            while p < end and child < 0:
                part = p
                p += 1
                amount = w.part_amount[part * w.kinds + kind]
                if w.part_type[part] == STINT or w.part_phase[part] != phase or amount < 0:
                    continue
                if w.part_once[part] != 0 and visit > 0:
                    continue
                if w.part_type[part] == DELAY:
                    drawn = value(amount, w.item_key[i], w.part_stream[part], visit, now, w)
                    again = 1.0
                    if visit > 0 and w.part_again[part] >= 0:
                        again = level(w.part_again[part], now, w)
                    log(now, w.items[i, NUMBER], w.items[i, STEP], part, visit, WAIT_BEGAN, NONE, w)
                    w.memory[place + BRANCH_OPEN] += 1
                    over = now + wait_delay(drawn, w.sizes[i, SIZE], w.part_grows[part], again)
                    schedule(over, PART_DUE << 32, w.items[i, NUMBER], part, PAUSE_OVER, i, part, visit, w)
                    continue
                domain = w.part_domain[part]
                if domain == w.items[i, DOMAIN]:
                    continue
                if domain < 0:
                    domain = w.items[i, DOMAIN]
                if uniform(w.item_key[i], w.part_stream[part], visit, ZERO) >= level(amount, now, w):
                    continue
                called = w.part_call[part]
                awaited = w.part_awaited[part] != 0
                until = np.inf
                if awaited:
                    log(now, w.items[i, NUMBER], w.items[i, STEP], part, visit, WAIT_BEGAN, NONE, w)
                    w.memory[place + BRANCH_OPEN] += 1
                    patience = w.part_patience[part * w.kinds + kind]
                    if patience >= 0:
                        days = value(patience, w.item_key[i], w.part_stream[part], visit + (1 << 20), now, w)
                        until = now + days
                        schedule(until, PART_DUE << 32, w.items[i, NUMBER], part, ALONE, i, w.count[ITEMS], ZERO, w)
                its_key = child_key(w.item_key[i], w.part_stream[part], visit)
                urgent = w.items[i, URGENT] | w.kind_urgent[called]
                child = new_child(i, its_key, w.items[i, SOURCE], called, domain, urgent, NONE, now, w)
                if child < 0:
                    break
                if awaited:
                    w.items[child, WHEN] = ANSWERED
                    w.items[child, WHEN_PART] = part
                    w.items[child, WHEN_VISIT] = visit
                    w.items[child, WAITING] = 1
                    w.sizes[child, ANSWER_UNTIL] = until
            if w.count[STATUS] != FINE:
                break
            if child >= 0:  # the child's story first, then the other pauses
                push(DO_PAUSES, i, b, p, w)
                i = child
                log(now, w.items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, w)
                op = DO_STEP
                continue
            op = DO_WORK if phase == WAITS else DO_REDO
            if w.memory[place + BRANCH_OPEN] > 0:
                w.memory[place + BRANCH_RESUME] = op
                op = POP
                continue

        if op == DO_WORK:
            op = ask_people(i, b, now, w)
            continue

        if op == DO_REDO:
            activity = w.step_activity_start[w.items[i, STEP]] + b
            place = w.items[i, MEMORY] + w.branch_at + BRANCH * b
            redo = w.activity_redo[activity * w.kinds + w.items[i, KIND]]
            done_again = w.memory[place + BRANCH_TIMES]
            op = DO_BRANCH_OVER
            if redo >= 0 and done_again != w.activity_redo_at_most[activity]:
                visit = w.memory[place + BRANCH_VISIT]
                chance = faded(level(redo, now, w), w.activity_redo_fade[activity], done_again)
                if uniform(w.item_key[i], w.redo_stream[activity], visit, ZERO) < chance:
                    log(now, w.items[i, NUMBER], w.items[i, STEP], activity, visit, REDONE, NONE, w)
                    come_again(NONE, w.items[i, STEP], ONE, now, w)
                    if w.count[STATUS] != FINE:
                        break
                    w.memory[place + BRANCH_TIMES] += 1
                    w.factors[w.items[i, FACTORS] + b] *= w.activity_redo_repeats[activity]
                    op = DO_VISIT
                    continue

        if op == DO_BRANCH_OVER:
            op, b = DO_COUNT_DOWN, NONE
            continue

        if op == DO_WORKED:  # those who were at work here are the last ones now
            mine = w.items[i, MEMORY]
            anyone = False
            for word in range(w.person_words):
                if w.memory[mine + w.person_words + word] != 0:
                    anyone = True
            if anyone:
                for word in range(w.person_words):
                    w.memory[mine + word] = w.memory[mine + w.person_words + word]
                    w.memory[mine + w.person_words + word] = 0
                for word in range(w.team_words):
                    w.memory[mine + w.teams_at + word] = w.memory[mine + w.teams_at + w.team_words + word]
                    w.memory[mine + w.teams_at + w.team_words + word] = 0
            op = DO_DECIDE

    return op, i, b, p

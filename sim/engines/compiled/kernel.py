"""The event rules of the reference engine as one compiled loop over the blueprint's arrays.

State lies in records: one row per item, request, person, pool, event. What happens to an item is told by small steps
(`DO_...`) on a stack, depth first in the order of `reference/journey.py`. Sections are named as the phases of an
instant. Expressions that round come from `sim.rules`, in the order in which the reference engine takes them.
"""

from typing import Any

import numpy as np

from sim.engines.compiled.amounts import amount_tables, fastest, level, value
from sim.engines.compiled.calendar import schedule, take_first
from sim.engines.compiled.functions import DRAWS, RULES, inner
from sim.engines.compiled.hands import change_rate, drop, interruptible, let_go, retime, start
from sim.engines.compiled.items import new_item, recycle
from sim.engines.compiled.requests import asked_pool, dequeue, enqueue, forget, ranks_before, stir
from sim.engines.compiled.rows import log, log_stint
from sim.engines.compiled.seats import anybody, best_free, look_up
from sim.engines.compiled.workshop import seat_workshop, withdraw

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, REQUESTED, HELD, ADMITTED, HANDOVER_BEGAN, CROSSED_TEAMS, PASSED_ON, BOUNCED, HANDOVER_ENDED,
    WAIT_BEGAN, WAIT_ENDED, QUEUED, PAUSED, FINISHED, REDONE, SENT_BACK, GATE_BEGAN, GATE_ENDED, MARKED, ENDED, DONE,
    STOPPED, GIVEN_UP, ABSENT, HERE, PLANNED, RENEWAL, LIVE, STINT, DELAY, WAITS, ASKS, IN_ORDER_WORKSHOP,
    LIVE_FROM_START, RETIREMENT, SAME_PERSON, SAME_TEAM, OTHER_TEAM, SOURCE_BITS, INDEX_BITS, NUMBER, SOURCE, KIND,
    DOMAIN, PARENT, ROOT, URGENT, FIRST, LAST, STEP, ARRIVAL, OPEN, RESUME, OUTCOME, SPANS, WANTED, BEEN, FAMILY, MARKS,
    PASSED, RETIRED, MEMORY, FACTORS, WHEN, WHEN_PART, WHEN_VISIT, WAITING, FARTHEST, KEEPS_OPEN, SIZE, ODDS, HELD_RANK,
    HELD_SINCE, COORDINATED, ANSWERED, REPAIRED, BRANCH_OPEN, BRANCH_RESUME, BRANCH_VISIT, BRANCH_TIMES, BRANCH_BEGUN,
    BRANCH_PHASE, BRANCH, ITEM, REQUEST_NUMBER, PART, ASK, VISIT, POOL, PERSON, SEAT, REQUEST_URGENT, NEXT, MATE, PLACE,
    REMEMBERS, LOOKED_AT, IN_ORDER, REQUEST_STEP, RANK, ASKED_AT, WORK, TARGET, STARTED_AT, CARRIES, ROLES, PRESENCE,
    HANDS, ASIDE, VERSION, WITHHELD, COPIES, POOLS_FROM, POOLS_TO, PERSON_INTS, LOSS, CLOCK, SINCE, PERSON_FLOATS, HEAD,
    TAIL, STIRRED, LISTED, SEATS, SEAT_COUNT, FREE_TREE, MEMBERS, FIRST_WORD, LAST_WORD, TEAM, POOL_INTS, WHAT, A, B, C,
    RATE_CHANGE, PART_DUE, SOURCE_DUE, RATE, FINISH, PAUSE_OVER, CROSSED, GATE_DUE, PATIENCE, ALONE, PLAN, BATCH, RING,
    ITEMS, FREE_EVENT, DUE, REQUESTS, FREE_REQUEST, WORDS, STATUS, SETTLE, STIRRED_POOLS, WITHHELD_PEOPLE, HAPPENED,
    SHOPS, ROOM, ITEM_ROOM, REQUEST_ROOM, EVENT_ROOM, WORD_ROOM, FACTOR_ROOM, ROW_ROOM, SHELVES, ROWS_WANTED, COUNTERS,
    FINE, MORE_REQUESTS, MORE_WORDS, MORE_STACK, POP, DO_STEP, DO_ADMITTED, DO_ENTERED, DO_COORDINATE, DO_COORDINATED,
    DO_CROSS, DO_HANDED_OVER, DO_CARRY, DO_BRANCHES, DO_VISIT, DO_PAUSES, DO_WORK, DO_ASKS, DO_REDO, DO_BRANCH_OVER,
    DO_WORKED, DO_DECIDE, DO_GATE, DO_GATE_OVER, DO_PASS, DO_END, DO_COUNT_DOWN, DO_CLOCKS, DO_NEXT_BATCH, DO_BATCH,
    DO_MAKE, ONLY_THIS, flat, row_table, stack_table, item_table, size_table, request_table, weight_table, person_table,
    clock_table, pool_table, event_table, new_record,
)  # fmt: skip

uniform = DRAWS["uniform"]
child_key = DRAWS["child_key"]
work_effort = RULES["effort"]
wait_delay = RULES["delay"]
next_meeting = RULES["next_meeting"]
faded = RULES["faded"]
with_loss = RULES["with_loss"]
rank_value = RULES["rank_value"]


@inner
def replication(
    key: Any, rows_wanted: int, ints: Any, floats: Any, keys: Any, int_at: Any, float_at: Any, key_at: Any,
    amounts: Any, discipline: Any, whole: Any, real: Any, items: Any, sizes: Any, item_key: Any, row_time: Any,
    rows: Any, count: Any, requests: Any, weights: Any, events: Any, times: Any, heap: Any, memory: Any, factors: Any,
    stack: Any, held: Any, shops: Any, people: Any, clocks: Any, pools: Any, made: Any, batches: Any, limit_count: Any,
    seat_person: Any, seat_request: Any, seat_victim: Any, withheld: Any, shares: Any,
) -> Any:  # fmt: skip
    """Simulate one replication and return the day on which observation ended; `count` says how it went.

    Of `rows_wanted` each bit stands for the rows of an event.
    """
    for k in range(COUNTERS):
        count[k] = 0
    count[ROWS_WANTED] = rows_wanted
    count[FREE_EVENT] = count[FREE_REQUEST] = NONE
    count[ITEM_ROOM], count[REQUEST_ROOM], count[EVENT_ROOM] = len(items), len(requests), len(events)
    count[WORD_ROOM], count[FACTOR_ROOM], count[ROW_ROOM] = len(memory), len(factors), len(rows)
    stack_room = len(stack)

    # from here on they are tables
    amounts = amount_tables(amounts)
    ints, floats, keys, discipline, shares = (
        flat(ints), flat(floats), flat(keys), flat(discipline), flat(shares)
    )  # fmt: skip
    items, sizes, item_key = item_table(items), size_table(sizes), flat(item_key)
    row_time, rows, count = flat(row_time), row_table(rows), flat(count)
    requests, weights = request_table(requests), weight_table(weights)
    events, times, heap = event_table(events), flat(times), flat(heap)
    memory, factors, stack, held, shops = (
        flat(memory),
        flat(factors),
        stack_table(stack),
        flat(held),
        flat(shops),
    )
    people, clocks, pools = person_table(people), clock_table(clocks), pool_table(pools)
    made, batches, limit_count, withheld = flat(made), flat(batches), flat(limit_count), flat(withheld)
    seat_person, seat_request, seat_victim = flat(seat_person), flat(seat_request), flat(seat_victim)

    (
        kind_first_step, kind_last_step, kind_urgent, kind_share, kind_smallest, kind_value, kind_is_use_case,
        kind_visits, kind_arrivals, kind_fired, kind_children, kind_words, kind_factors, step_activity_start,
        step_mark, step_gate, step_rule_start, step_limits, step_coordination, step_tasks, activity_effort,
        activity_for, activity_together, activity_patience, activity_redo, activity_redo_at_most,
        activity_part_start, activity_seats, part_type, part_phase, part_activity, part_step, part_ask, part_amount,
        part_again, part_once, part_call, part_domain, part_awaited, part_patience, gate_delay, gate_stops, gate_for,
        gate_coordination,
        rule_target, rule_chance, rule_at_most, limit_capacity, handover_delay, handover_bounce, handover_loss,
        pool_team, pool_start, pool_seat, pool_members, option_start, option_pool,
        option_stands_in, person_carries, person_roles, person_pool_start, person_pool, rate_start, rate_presence,
        source_type, source_kind, source_interval, source_batch, source_at_most, source_ever, source_waits,
        source_measurable, source_person, planned_start, planned_kind, planned_domain, planned_step, remedy_start,
        remedy_kind, remedy_step, remedy_share, remedy_urgent, participant_start, participant_part,
    ) = int_at  # fmt: skip
    (
        kind_class, kind_cost_of_delay, domain_share, step_closeness, activity_mean, activity_redo_repeats,
        activity_redo_fade, part_share, part_grows, part_alone, gate_grows, gate_meet_every, rule_fade, rule_repeats,
        person_skill, person_loss, rate_day, rate_slope, planned_day, planned_size,
    ) = float_at  # fmt: skip
    (
        kind_stream, size_stream, value_stream, domain_stream, step_stream, coordination_stream, activity_stream,
        redo_stream, patience_stream, part_stream, gate_stream, verdict_stream, gate_coordination_stream,
        handover_stream, bounce_stream,
        source_stream, remedy_stream, interval_stream, batch_stream, ever_stream,
    ) = key_at  # fmt: skip
    (
        kinds, use_cases, domains, n_people, n_pools, n_sources, n_limits, copies, full_horizon, is_flow, attempts,
        first_come, any_smallest, mark_live, mark_in_use, mark_retired, size_amount, person_words, team_words,
        crossings, branches, _,
    ) = whole  # fmt: skip
    horizon, warm_up, window_end = real
    teams_at = 3 * person_words  # in an item's memory: last people, people here, workers, last teams, teams here
    near_at = teams_at + 2 * team_words  # then how near each participant is
    branch_at = near_at + crossings  # then the activities side by side

    n_held = ZERO
    handouts = ZERO
    unfinished = ZERO
    now = 0.0
    admitting = handing_out = stopping = False
    window_open = is_flow != 0 and window_end < horizon
    op = POP
    i = b = p = ZERO
    sp = ZERO
    luck = ZERO  # where the key of the stream that coordination draws from stands

    # -- the first morning ---------------------------------------------------------------------------------------------
    for source in range(n_sources):
        made[source] = batches[source] = 0
    for limit in range(n_limits):
        limit_count[limit] = 0
    count[SHELVES] = 2 * ints[pool_start + n_pools]
    count[WORDS] = count[SHELVES] + kinds
    if count[WORDS] > count[WORD_ROOM]:
        count[STATUS] = MORE_WORDS
        return now
    for k in range(count[WORDS]):  # memory begins with who is free in each pool and what is left by each kind of item
        memory[k] = NONE
    for pool in range(n_pools):
        for column in range(POOL_INTS):
            pools[pool, column] = 0
        pools[pool, TEAM] = ints[pool_team + pool]
        pools[pool, HEAD] = pools[pool, TAIL] = NONE
        pools[pool, SEATS] = pool_seat + 2 * ints[pool_start + pool]
        pools[pool, SEAT_COUNT] = ints[pool_start + pool + 1] - ints[pool_start + pool]
        pools[pool, FREE_TREE] = 2 * ints[pool_start + pool]
        pools[pool, MEMBERS] = pool_members + pool * person_words
        pools[pool, FIRST_WORD] = person_words
        for word in range(person_words):
            if ints[pools[pool, MEMBERS] + word] != 0:
                pools[pool, FIRST_WORD] = min(word, pools[pool, FIRST_WORD])
                pools[pool, LAST_WORD] = word
    for person in range(n_people):
        for column in range(PERSON_INTS):
            people[person, column] = 0
        for column in range(PERSON_FLOATS):
            clocks[person, column] = 0.0
        people[person, CARRIES] = ints[person_carries + person]
        people[person, ROLES] = ints[person_roles + person]
        people[person, HANDS] = people[person, ASIDE] = NONE
        people[person, COPIES] = copies
        people[person, POOLS_FROM] = person_pool + 2 * ints[person_pool_start + person]
        people[person, POOLS_TO] = person_pool + 2 * ints[person_pool_start + person + 1]
        clocks[person, LOSS] = floats[person_loss + person]
        place = ints[rate_start + person]
        if place < ints[rate_start + person + 1]:
            at = max(floats[rate_day + place], 0.0)
            schedule(at, RATE_CHANGE << 32, person, ZERO, RATE, person, place, ZERO, count, times, heap, events)
    for source in range(n_sources - 1, -1, -1):
        if ints[source_type + source] == PLANNED:
            for entry in range(ints[planned_start + source], ints[planned_start + source + 1]):
                schedule(
                    floats[planned_day + entry], SOURCE_DUE << 32 | source, entry, ZERO, PLAN, source, entry, ZERO,
                    count, times, heap, events,
                )  # fmt: skip
        elif ints[source_type + source] == RENEWAL:
            stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3] = DO_NEXT_BATCH, source, ZERO, ZERO
            sp += 1

    while True:
        # -- the story of an item, told until it waits -----------------------------------------------------------------
        while True:
            if op == POP:
                if sp == 0 or count[STATUS] != FINE:
                    break
                sp -= 1
                op, i, b, p = stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3]
                if sp + 8 > stack_room:
                    count[STATUS] = MORE_STACK

            if op == DO_COUNT_DOWN:  # one of the things waited for has come, for the item (b < 0) or an activity
                if b < 0:
                    items[i, OPEN] -= 1
                    op = POP
                    if items[i, OPEN] == 0 and items[i, RESUME] != 0:
                        op = items[i, RESUME]
                        items[i, RESUME] = 0
                else:
                    place = items[i, MEMORY] + branch_at + BRANCH * b
                    memory[place + BRANCH_OPEN] -= 1
                    op = POP
                    if memory[place + BRANCH_OPEN] == 0 and memory[place + BRANCH_RESUME] != 0:
                        op = memory[place + BRANCH_RESUME]
                        memory[place + BRANCH_RESUME] = 0
                continue

            if op == DO_STEP:  # limits: give back those whose span is left, take those that are entered
                step = items[i, STEP]
                if step > items[i, LAST]:
                    op, b, p = DO_END, DONE, items[i, LAST]
                    continue
                op = DO_ENTERED
                limits = ints[step_limits + step]
                if limits != items[i, SPANS]:
                    gone = items[i, SPANS] & ~limits
                    if gone != 0:
                        for limit in range(n_limits):
                            limit_count[limit] -= (gone >> limit) & 1
                        items[i, SPANS] &= ~gone
                        count[SETTLE] = count[ROOM] = 1
                    wanted = limits & ~items[i, SPANS]
                    if wanted != 0 and (items[i, PARENT] >= 0 or wanted & ~items[i, BEEN] == 0):
                        for limit in range(n_limits):
                            limit_count[limit] += (wanted >> limit) & 1
                        items[i, SPANS] |= wanted
                        items[i, BEEN] |= wanted
                    elif wanted != 0:
                        log(now, items[i, NUMBER], step, NONE, ZERO, HELD, NONE, count, row_time, rows)
                        items[i, OPEN] += 1
                        items[i, WANTED] = wanted
                        kind = items[i, KIND]
                        sizes[i, HELD_SINCE] = now
                        sizes[i, HELD_RANK] = 0.0
                        if first_come == 0:
                            sizes[i, HELD_RANK] = rank_value(
                                discipline, floats[kind_class + kind], now, 0.0, floats[kind_cost_of_delay + kind],
                                floats[step_closeness + step],
                            )  # fmt: skip
                        place = n_held
                        while place > 0:
                            j = held[place - 1]
                            if items[i, URGENT] != items[j, URGENT]:
                                first = items[i, URGENT] > items[j, URGENT]
                            elif sizes[i, HELD_RANK] != sizes[j, HELD_RANK]:
                                first = sizes[i, HELD_RANK] < sizes[j, HELD_RANK]
                            elif sizes[i, HELD_SINCE] != sizes[j, HELD_SINCE]:
                                first = sizes[i, HELD_SINCE] < sizes[j, HELD_SINCE]
                            else:
                                first = items[i, NUMBER] < items[j, NUMBER]
                            if not first:
                                break
                            held[place] = j
                            place -= 1
                        held[place] = i
                        n_held += 1
                        count[SETTLE] = count[ROOM] = 1
                        items[i, RESUME] = DO_ADMITTED
                        op = POP
                        continue

            if op == DO_ADMITTED:
                log(now, items[i, NUMBER], items[i, STEP], NONE, ZERO, ADMITTED, NONE, count, row_time, rows)
                op = DO_ENTERED

            if op == DO_ENTERED:  # the handover: how near is everybody who is asked
                step = items[i, STEP]
                kind = items[i, KIND]
                mine = items[i, MEMORY]
                arrival = memory[mine + ints[kind_arrivals + kind] + step]
                memory[mine + ints[kind_arrivals + kind] + step] = arrival + 1
                items[i, ARRIVAL] = arrival
                if ints[step_tasks + step * kinds + kind] == 0:
                    op = DO_DECIDE
                elif step == items[i, FIRST] and arrival == 0:
                    op = DO_CARRY
                else:
                    op = DO_CARRY
                    anyone = False
                    for k in range(team_words):
                        if memory[mine + teams_at + k] != 0:
                            anyone = True
                    farthest = SAME_PERSON
                    if anyone:
                        begin = ints[participant_start + step * kinds + kind]
                        end = ints[participant_start + step * kinds + kind + 1]
                        for k in range(begin, end):
                            part = ints[participant_part + k]
                            pool = asked_pool(
                                mine + teams_at, ints[part_ask + part] * domains + items[i, DOMAIN], option_start,
                                option_pool, option_stands_in, pools, ints, memory,
                            )  # fmt: skip
                            near = SAME_PERSON
                            same = False
                            for word in range(person_words):
                                if memory[mine + word] & ints[pool_members + pool * person_words + word] != 0:
                                    same = True
                            if not same:
                                team = ints[pool_team + pool]
                                worked = (memory[mine + teams_at + (team >> 6)] >> np.int64(team & 63)) & 1 == 1
                                near = SAME_TEAM if worked else OTHER_TEAM
                            memory[mine + near_at + k - begin] = near
                            farthest = max(farthest, near)
                    if farthest > SAME_PERSON:
                        items[i, FARTHEST] = farthest
                        log(now, items[i, NUMBER], step, NONE, arrival, HANDOVER_BEGAN, NONE, count, row_time, rows)
                        op = DO_CROSS
                        coordination = ints[step_coordination + step * kinds + kind]
                        if farthest == OTHER_TEAM and coordination >= 0:
                            op, b, p, luck = DO_COORDINATE, DO_CROSS, coordination, coordination_stream + step

            if op == DO_COORDINATE:  # an item of kind p, which is waited for; then the story goes on with b
                items[i, OPEN] += 1
                stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_COORDINATED, i, b
                sp += 1
                root = items[i, ROOT]
                items[root, FAMILY] += 1
                child = new_item(
                    items[root, NUMBER] + items[root, FAMILY], child_key(item_key[i], keys[luck], items[i, ARRIVAL]),
                    items[i, SOURCE], p, items[i, DOMAIN], sizes[i, SIZE], 0.0, now, i, ints[kind_urgent + p], ZERO,
                    ints[kind_first_step + p], ints[kind_last_step + p], ints[kind_words + p], ints[kind_factors + p],
                    teams_at, team_words, branches, items, sizes, item_key, memory, factors, count,
                )  # fmt: skip
                if child < 0:
                    break
                items[child, WHEN] = COORDINATED
                i = child
                log(now, items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                op = DO_STEP
                continue

            if op == DO_COORDINATED:
                op = b
                if items[i, OPEN] > 0:
                    items[i, RESUME] = b
                    op = POP
                if op != DO_CROSS:
                    continue

            if op == DO_CROSS:  # each crossing has its delay
                step = items[i, STEP]
                kind = items[i, KIND]
                mine = items[i, MEMORY]
                arrival = items[i, ARRIVAL]
                begin = ints[participant_start + step * kinds + kind]
                for k in range(begin, ints[participant_start + step * kinds + kind + 1]):
                    near = memory[mine + near_at + k - begin]
                    if near == SAME_PERSON:
                        continue
                    part = ints[participant_part + k]
                    event = CROSSED_TEAMS if near == OTHER_TEAM else PASSED_ON
                    log(now, items[i, NUMBER], step, part, arrival, event, NONE, count, row_time, rows)
                    delay = ints[handover_delay + near * use_cases + kind]
                    if delay >= 0:
                        days = value(delay, item_key[i], keys[handover_stream + part], arrival * attempts, now, amounts)
                        items[i, OPEN] += 1
                        schedule(
                            now + days, PART_DUE << 32, items[i, NUMBER], part, CROSSED, i, k - begin, ZERO, count,
                            times, heap, events,
                        )  # fmt: skip
                op = DO_HANDED_OVER
                if items[i, OPEN] > 0:
                    items[i, RESUME] = DO_HANDED_OVER
                    op = POP
                    continue

            if op == DO_HANDED_OVER:
                log(
                    now, items[i, NUMBER], items[i, STEP], NONE, items[i, ARRIVAL], HANDOVER_ENDED, NONE, count,
                    row_time, rows,
                )  # fmt: skip
                loss = ints[handover_loss + items[i, FARTHEST] * use_cases + items[i, KIND]]
                if loss >= 0:
                    sizes[i, ODDS] *= 1.0 + level(loss, now, amounts)
                op = DO_CARRY

            # -- the work of a step --------------------------------------------------------------------------------
            if op == DO_CARRY:
                items[i, OPEN] += ints[step_tasks + items[i, STEP] * kinds + items[i, KIND]]
                op, b = DO_BRANCHES, ZERO

            if op == DO_BRANCHES:  # the activities side by side, each with a story of its own; the last one here
                step = items[i, STEP]
                begin = ints[step_activity_start + step]
                end = ints[step_activity_start + step + 1]
                while ints[activity_for + (begin + b) * kinds + items[i, KIND]] == 0:
                    b += 1
                last = True
                for activity in range(begin + b + 1, end):
                    if ints[activity_for + activity * kinds + items[i, KIND]] != 0:
                        last = False
                if last:
                    items[i, RESUME] = DO_WORKED
                else:
                    stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_BRANCHES, i, b + 1
                    sp += 1
                place = items[i, MEMORY] + branch_at + BRANCH * b
                memory[place + BRANCH_OPEN] = 0
                memory[place + BRANCH_RESUME] = 0
                memory[place + BRANCH_TIMES] = 0
                factors[items[i, FACTORS] + b] = 1.0
                op = DO_VISIT

            if op == DO_VISIT:
                activity = ints[step_activity_start + items[i, STEP]] + b
                at_visit = items[i, MEMORY] + ints[kind_visits + items[i, KIND]] + activity
                place = items[i, MEMORY] + branch_at + BRANCH * b
                memory[place + BRANCH_VISIT] = memory[at_visit]
                memory[at_visit] += 1
                memory[place + BRANCH_PHASE] = WAITS
                op, p = DO_PAUSES, ints[activity_part_start + activity]

            if op == DO_ASKS:
                activity = ints[step_activity_start + items[i, STEP]] + b
                memory[items[i, MEMORY] + branch_at + BRANCH * b + BRANCH_PHASE] = ASKS
                op, p = DO_PAUSES, ints[activity_part_start + activity]

            if op == DO_PAUSES:  # delays and calls, before the work or after it
                activity = ints[step_activity_start + items[i, STEP]] + b
                kind = items[i, KIND]
                place = items[i, MEMORY] + branch_at + BRANCH * b
                visit = memory[place + BRANCH_VISIT]
                phase = memory[place + BRANCH_PHASE]
                end = ints[activity_part_start + activity + 1]
                child = NONE
                while p < end and child < 0:
                    part = p
                    p += 1
                    amount = ints[part_amount + part * kinds + kind]
                    if ints[part_type + part] == STINT or ints[part_phase + part] != phase or amount < 0:
                        continue
                    if ints[part_once + part] != 0 and visit > 0:
                        continue
                    if ints[part_type + part] == DELAY:
                        drawn = value(amount, item_key[i], keys[part_stream + part], visit, now, amounts)
                        again = 1.0
                        if visit > 0 and ints[part_again + part] >= 0:
                            again = level(ints[part_again + part], now, amounts)
                        log(now, items[i, NUMBER], items[i, STEP], part, visit, WAIT_BEGAN, NONE, count, row_time, rows)
                        memory[place + BRANCH_OPEN] += 1
                        schedule(
                            now + wait_delay(drawn, sizes[i, SIZE], floats[part_grows + part], again), PART_DUE << 32,
                            items[i, NUMBER], part, PAUSE_OVER, i, part, visit, count, times, heap, events,
                        )  # fmt: skip
                        continue
                    domain = ints[part_domain + part]
                    if domain == items[i, DOMAIN]:
                        continue
                    if domain < 0:
                        domain = items[i, DOMAIN]
                    if uniform(item_key[i], keys[part_stream + part], visit, ZERO) >= level(amount, now, amounts):
                        continue
                    called = ints[part_call + part]
                    awaited = ints[part_awaited + part] != 0
                    if awaited:
                        log(now, items[i, NUMBER], items[i, STEP], part, visit, WAIT_BEGAN, NONE, count, row_time, rows)
                        memory[place + BRANCH_OPEN] += 1
                        patience = ints[part_patience + part * kinds + kind]
                        if patience >= 0:
                            days = value(
                                patience, item_key[i], keys[part_stream + part], visit + (1 << 20), now, amounts
                            )
                            schedule(
                                now + days, PART_DUE << 32, items[i, NUMBER], part, ALONE, i, count[ITEMS], ZERO, count,
                                times, heap, events,
                            )  # fmt: skip
                    root = items[i, ROOT]
                    items[root, FAMILY] += 1
                    child = new_item(
                        items[root, NUMBER] + items[root, FAMILY],
                        child_key(item_key[i], keys[part_stream + part], visit), items[i, SOURCE], called, domain,
                        sizes[i, SIZE], 0.0, now, i, ints[kind_urgent + called], ZERO, ints[kind_first_step + called],
                        ints[kind_last_step + called], ints[kind_words + called], ints[kind_factors + called],
                        teams_at, team_words, branches, items, sizes, item_key, memory, factors, count,
                    )  # fmt: skip
                    if child < 0:
                        break
                    if awaited:
                        items[child, WHEN] = ANSWERED
                        items[child, WHEN_PART] = part
                        items[child, WHEN_VISIT] = visit
                        items[child, WAITING] = 1
                if count[STATUS] != FINE:
                    break
                if child >= 0:  # the child's story first, then the other pauses
                    stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3] = DO_PAUSES, i, b, p
                    sp += 1
                    i = child
                    log(now, items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                    op = DO_STEP
                    continue
                op = DO_WORK if phase == WAITS else DO_REDO
                if memory[place + BRANCH_OPEN] > 0:
                    memory[place + BRANCH_RESUME] = op
                    op = POP
                    continue

            if op == DO_WORK:  # ask for the people of an activity, each for a share of one draw of its effort
                step = items[i, STEP]
                activity = ints[step_activity_start + step] + b
                n_seats = ints[activity_seats + activity]
                op = DO_ASKS
                if n_seats > 0:
                    kind = items[i, KIND]
                    mine = items[i, MEMORY]
                    place = mine + branch_at + BRANCH * b
                    visit = memory[place + BRANCH_VISIT]
                    effort = ints[activity_effort + activity * kinds + kind]
                    drawn = value(effort, item_key[i], keys[activity_stream + activity], visit, now, amounts)
                    factor = 1.0
                    if kind < use_cases:
                        factor = factors[items[i, FACTORS] + branches + step - ints[kind_first_step + kind]]
                    redone = factors[items[i, FACTORS] + b]
                    together = ints[activity_together + activity] if n_seats > 1 else 0
                    earlier = NONE
                    lead = NONE
                    for part in range(ints[activity_part_start + activity], ints[activity_part_start + activity + 1]):
                        if ints[part_type + part] != STINT:
                            continue
                        r = new_record(requests, NEXT, FREE_REQUEST, REQUESTS, REQUEST_ROOM, MORE_REQUESTS, count)
                        if r < 0:
                            break
                        share = floats[part_share + part]
                        requests[r, ITEM] = i
                        requests[r, REQUEST_NUMBER] = items[i, NUMBER]
                        requests[r, PART] = part
                        requests[r, REQUEST_STEP] = step
                        requests[r, ASK] = ints[part_ask + part]
                        requests[r, VISIT] = visit
                        requests[r, POOL] = asked_pool(
                            mine + teams_at, ints[part_ask + part] * domains + items[i, DOMAIN], option_start,
                            option_pool, option_stands_in, pools, ints, memory,
                        )  # fmt: skip
                        requests[r, PERSON] = NONE
                        requests[r, SEAT] = 1 if together != 0 else 0
                        requests[r, REQUEST_URGENT] = items[i, URGENT]
                        requests[r, MATE] = NONE
                        requests[r, PLACE] = place
                        requests[r, REMEMBERS] = mine
                        requests[r, LOOKED_AT] = 0
                        requests[r, IN_ORDER] = 1 if together == IN_ORDER_WORKSHOP else 0
                        weights[r, WORK] = work_effort(drawn, sizes[i, SIZE], factor, redone, share)
                        weights[r, STARTED_AT] = -1.0
                        weights[r, ASKED_AT] = now
                        weights[r, RANK] = 0.0
                        if first_come == 0:
                            mean = floats[activity_mean + activity * kinds + kind]
                            weights[r, RANK] = rank_value(
                                discipline, floats[kind_class + kind], now,
                                work_effort(mean, sizes[i, SIZE], factor, redone, share),
                                floats[kind_cost_of_delay + kind], floats[step_closeness + step],
                            )  # fmt: skip
                        log(now, items[i, NUMBER], step, part, visit, QUEUED, NONE, count, row_time, rows)
                        if together == 0:
                            enqueue(r, requests, weights, pools, count)
                        else:
                            if earlier >= 0:
                                requests[earlier, MATE] = r
                            else:
                                lead = r
                            earlier = r
                            stir(requests[r, POOL], pools, count)
                    if count[STATUS] != FINE:
                        break
                    if lead >= 0:
                        shops[count[SHOPS]] = lead
                        count[SHOPS] += 1
                    count[SETTLE] = 1
                    memory[place + BRANCH_OPEN] += n_seats
                    memory[place + BRANCH_BEGUN] = 0
                    patience = ints[activity_patience + activity * kinds + kind]
                    if patience >= 0:
                        part = ints[activity_part_start + activity]
                        while ints[part_type + part] != STINT:
                            part += 1
                        days = value(patience, item_key[i], keys[patience_stream + activity], visit, now, amounts)
                        schedule(
                            now + days, PART_DUE << 32, items[i, NUMBER], part, PATIENCE, i, activity, visit, count,
                            times, heap, events,
                        )  # fmt: skip
                    memory[place + BRANCH_RESUME] = DO_ASKS
                    op = POP
                continue

            if op == DO_REDO:
                activity = ints[step_activity_start + items[i, STEP]] + b
                place = items[i, MEMORY] + branch_at + BRANCH * b
                redo = ints[activity_redo + activity * kinds + items[i, KIND]]
                done_again = memory[place + BRANCH_TIMES]
                op = DO_BRANCH_OVER
                if redo >= 0 and done_again != ints[activity_redo_at_most + activity]:
                    visit = memory[place + BRANCH_VISIT]
                    chance = faded(level(redo, now, amounts), floats[activity_redo_fade + activity], done_again)
                    if uniform(item_key[i], keys[redo_stream + activity], visit, ZERO) < chance:
                        log(now, items[i, NUMBER], items[i, STEP], activity, visit, REDONE, NONE, count, row_time, rows)
                        memory[place + BRANCH_TIMES] += 1
                        factors[items[i, FACTORS] + b] *= floats[activity_redo_repeats + activity]
                        op = DO_VISIT
                        continue

            if op == DO_BRANCH_OVER:
                op, b = DO_COUNT_DOWN, NONE
                continue

            if op == DO_WORKED:  # those who were at work here are the last ones now
                mine = items[i, MEMORY]
                anyone = False
                for word in range(person_words):
                    if memory[mine + person_words + word] != 0:
                        anyone = True
                if anyone:
                    for word in range(person_words):
                        memory[mine + word] = memory[mine + person_words + word]
                        memory[mine + person_words + word] = 0
                    for word in range(team_words):
                        memory[mine + teams_at + word] = memory[mine + teams_at + team_words + word]
                        memory[mine + teams_at + team_words + word] = 0
                op = DO_DECIDE

            # -- decisions -----------------------------------------------------------------------------------------
            if op == DO_DECIDE:
                step = items[i, STEP]
                kind = items[i, KIND]
                op = DO_PASS
                if kind < use_cases:
                    fired_at = items[i, MEMORY] + ints[kind_fired + kind]
                    begin = ints[step_rule_start + step]
                    end = ints[step_rule_start + step + 1]
                    total = 0.0
                    decides = False
                    for rule in range(begin, end):
                        amount = ints[rule_chance + rule * use_cases + kind]
                        if amount >= 0:
                            decides = True
                            at_most = ints[rule_at_most + rule]
                            fired = memory[fired_at + rule]
                            if at_most < 0 or fired < at_most:
                                total += faded(level(amount, now, amounts), floats[rule_fade + rule], fired)
                    back = NONE
                    if decides:
                        raised = with_loss(total, sizes[i, ODDS])
                        sizes[i, ODDS] = 1.0
                        if total > 0.0:
                            u = uniform(item_key[i], keys[step_stream + step], items[i, ARRIVAL], ZERO)
                            reached = 0.0
                            for rule in range(begin, end):
                                amount = ints[rule_chance + rule * use_cases + kind]
                                if amount < 0:
                                    continue
                                at_most = ints[rule_at_most + rule]
                                fired = memory[fired_at + rule]
                                if at_most < 0 or fired < at_most:
                                    reached += faded(level(amount, now, amounts), floats[rule_fade + rule], fired)
                                if u < raised * (reached / total):
                                    back = rule
                                    break
                    if back >= 0:
                        target = ints[rule_target + back]
                        memory[fired_at + back] += 1
                        if floats[rule_repeats + back] != 1.0:
                            of_step = items[i, FACTORS] + branches - ints[kind_first_step + kind]
                            for other in range(target, step + 1):
                                factors[of_step + other] *= floats[rule_repeats + back]
                        log(
                            now, items[i, NUMBER], step, back, items[i, ARRIVAL], SENT_BACK, NONE, count, row_time, rows
                        )
                        items[i, STEP] = target
                        op = DO_STEP
                        continue
                    gate = ints[step_gate + step]
                    if gate >= 0 and ints[gate_for + gate * use_cases + kind] != 0:
                        arrival = items[i, ARRIVAL]
                        log(now, items[i, NUMBER], step, NONE, arrival, GATE_BEGAN, NONE, count, row_time, rows)
                        op = DO_GATE
                        coordination = ints[gate_coordination + gate * use_cases + kind]
                        if coordination >= 0:
                            op, b, p, luck = DO_COORDINATE, DO_GATE, coordination, gate_coordination_stream + gate
                            continue

            if op == DO_GATE:  # the delay, then the next meeting
                gate = ints[step_gate + items[i, STEP]]
                delay = ints[gate_delay + gate * use_cases + items[i, KIND]]
                every = floats[gate_meet_every + gate]
                ready = now
                if delay >= 0:
                    drawn = value(delay, item_key[i], keys[gate_stream + gate], items[i, ARRIVAL], now, amounts)
                    ready = now + wait_delay(drawn, sizes[i, SIZE], floats[gate_grows + gate], 1.0)
                if every > 0.0:
                    ready = next_meeting(ready, every)
                op = DO_GATE_OVER
                if delay >= 0 or every > 0.0:
                    items[i, OPEN] += 1
                    items[i, RESUME] = DO_GATE_OVER
                    schedule(
                        ready, PART_DUE << 32, items[i, NUMBER], ZERO, GATE_DUE, i, ZERO, ZERO, count, times, heap,
                        events,
                    )  # fmt: skip
                    op = POP
                    continue

            if op == DO_GATE_OVER:
                step = items[i, STEP]
                log(now, items[i, NUMBER], step, NONE, items[i, ARRIVAL], GATE_ENDED, NONE, count, row_time, rows)
                gate = ints[step_gate + step]
                first = (items[i, PASSED] >> gate) & 1 == 0
                items[i, PASSED] |= 1 << gate
                op = DO_PASS
                stops = ints[gate_stops + gate * use_cases + items[i, KIND]]
                verdict = np.inf
                if first and items[i, PARENT] < 0 and stops >= 0:
                    verdict = uniform(item_key[i], keys[verdict_stream + gate], ZERO, ZERO)
                if verdict < level(stops, now, amounts):
                    op, b, p = DO_END, STOPPED, step

            if op == DO_PASS:
                step = items[i, STEP]
                items[i, STEP] = step + 1
                op = DO_STEP
                mark = ints[step_mark + step]
                if mark >= 0 and items[i, PARENT] < 0 and (items[i, MARKS] >> mark) & 1 == 0:
                    items[i, MARKS] |= 1 << mark
                    log(now, items[i, NUMBER], step, mark, ZERO, MARKED, NONE, count, row_time, rows)
                    if mark == mark_live:
                        stack[sp, 0], stack[sp, 1] = DO_STEP, i
                        sp += 1
                        op, b, p = DO_CLOCKS, ZERO, ZERO
                if op == DO_STEP:
                    continue

            if op == DO_END:  # b is the outcome, p the step; whoever waited for the item goes on
                log(now, items[i, NUMBER], p, b, ZERO, ENDED, NONE, count, row_time, rows)
                items[i, OUTCOME] = b
                if b != GIVEN_UP and (items[i, MARKS] >> mark_live) & 1 == 0:  # no clock runs, nothing is in hand
                    recycle(i, items, memory, count)
                gone = items[i, SPANS]
                if gone != 0:
                    for limit in range(n_limits):
                        limit_count[limit] -= (gone >> limit) & 1
                    items[i, SPANS] = 0
                    count[SETTLE] = count[ROOM] = 1
                if items[i, KEEPS_OPEN] != 0:
                    unfinished -= 1
                    if full_horizon == 0 and unfinished == 0:
                        over = True
                        if is_flow != 0:
                            over = now >= window_end
                        else:
                            for source in range(n_sources):
                                if ints[source_type + source] == PLANNED:
                                    entries = ints[planned_start + source + 1] - ints[planned_start + source]
                                    if made[source] < entries:
                                        over = False
                                elif ints[source_type + source] == RENEWAL and ints[source_kind + source] < 0:
                                    at_most = ints[source_at_most + source]
                                    if at_most < 0 or made[source] < at_most:
                                        over = False
                        if over:
                            stopping = True
                when = items[i, WHEN]
                parent = items[i, PARENT]
                op = POP
                if when == COORDINATED:
                    op, i, b = DO_COUNT_DOWN, parent, NONE
                elif when == ANSWERED:
                    if items[i, WAITING] != 0 and items[parent, OUTCOME] < 0:
                        items[i, WAITING] = 0
                        part = items[i, WHEN_PART]
                        log(
                            now, items[parent, NUMBER], ints[part_step + part], part, items[i, WHEN_VISIT], WAIT_ENDED,
                            NONE, count, row_time, rows,
                        )  # fmt: skip
                        op, i = DO_COUNT_DOWN, parent
                        b = ints[part_activity + part] - ints[step_activity_start + ints[part_step + part]]
                elif when == REPAIRED:
                    op, b, p = DO_CLOCKS, items[i, WHEN_PART], ONLY_THIS
                    i = parent
                if op != DO_CLOCKS:
                    continue

            # -- sources -------------------------------------------------------------------------------------------
            if op == DO_CLOCKS:  # start the clocks of a live item, from source b on, or go on with this one
                for source in range(b, n_sources):
                    if ints[source_type + source] != LIVE:
                        continue
                    runs = True
                    ever = ints[source_ever + source]
                    if p != ONLY_THIS and ever >= 0:
                        runs = uniform(item_key[i], keys[ever_stream + source], ZERO, ZERO) < level(ever, now, amounts)
                    before_now = memory[items[i, MEMORY] + ints[kind_children + items[i, KIND]] + source]
                    at_most = ints[source_at_most + source]
                    if runs and items[i, RETIRED] == 0 and (at_most < 0 or before_now < at_most):
                        days = value(
                            ints[source_interval + source], item_key[i], keys[interval_stream + source], before_now,
                            now, amounts,
                        )  # fmt: skip
                        schedule(
                            now + days, SOURCE_DUE << 32 | source, items[i, NUMBER], ZERO, RING, i, source, ZERO, count,
                            times, heap, events,
                        )  # fmt: skip
                    if p == ONLY_THIS:
                        break
                op = POP
                continue

            if op == DO_NEXT_BATCH:  # i is the source
                op = POP
                at_most = ints[source_at_most + i]
                if at_most < 0 or made[i] < at_most:
                    days = value(ints[source_interval + i], key, keys[interval_stream + i], batches[i], now, amounts)
                    order = SOURCE_DUE << 32 | i
                    schedule(now + days, order, ZERO, ZERO, BATCH, i, ZERO, ZERO, count, times, heap, events)
                continue

            if op == DO_BATCH:  # b more items of source i, then the next batch
                if b <= 0:
                    op = DO_NEXT_BATCH
                    continue
                stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_BATCH, i, b - 1
                sp += 1
                op, b = DO_MAKE, NONE

            if op == DO_MAKE:  # one item of source i, as planned in entry b or drawn under its own key
                source = i
                kind = ints[source_kind + source]
                domain = NONE
                size = np.nan
                step = NONE
                if b >= 0:
                    kind = ints[planned_kind + b]
                    domain = ints[planned_domain + b]
                    size = floats[planned_size + b]
                    step = ints[planned_step + b]
                index = made[source]
                made[source] += 1
                its_key = child_key(key, keys[source_stream + source], index)
                use_case = kind < 0 or ints[kind_is_use_case + kind] != 0
                if use_case and size != size:
                    size = value(size_amount, its_key, keys[size_stream], ZERO, now, amounts)
                if kind < 0:
                    if any_smallest != 0:
                        u = uniform(its_key, keys[size_stream], ZERO, ZERO)
                        reached = 0.0
                        for k in range(kinds):
                            if ints[kind_smallest + k] != 0:
                                reached += level(ints[kind_share + k], now, amounts)
                                if u < reached:
                                    kind = k
                                    break
                    if kind < 0:
                        for k in range(use_cases):
                            shares[k] = 0.0
                            if ints[kind_smallest + k] == 0:
                                shares[k] = level(ints[kind_share + k], now, amounts)
                        kind = fastest(its_key, use_cases, kind_stream, ZERO, keys, shares)
                if domain < 0:
                    domain = fastest(its_key, domains, domain_stream, domain_share, keys, floats)
                worth = 0.0
                if use_case and ints[kind_value + kind] >= 0:
                    worth = value(ints[kind_value + kind], its_key, keys[value_stream], ZERO, now, amounts)
                measurable = ints[source_measurable + source]
                number = source << SOURCE_BITS | index << INDEX_BITS
                i = new_item(
                    number, its_key, source, kind, domain, size if use_case else 1.0, worth, now, NONE,
                    ints[kind_urgent + kind], measurable, max(step, ints[kind_first_step + kind]),
                    ints[kind_last_step + kind], ints[kind_words + kind], ints[kind_factors + kind], teams_at,
                    team_words, branches, items, sizes, item_key, memory, factors, count,
                )  # fmt: skip
                if i < 0:
                    break
                log(now, number, NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                if step == LIVE_FROM_START:
                    items[i, MARKS] = 1 << mark_live | 1 << mark_in_use
                    log(now, number, NONE, mark_live, ZERO, MARKED, NONE, count, row_time, rows)
                    log(now, number, NONE, mark_in_use, ZERO, MARKED, NONE, count, row_time, rows)
                    log(now, number, NONE, DONE, ZERO, ENDED, NONE, count, row_time, rows)
                    items[i, OUTCOME] = DONE
                    op, b, p = DO_CLOCKS, ZERO, ZERO
                else:
                    counts = is_flow == 0 or (measurable != 0 and warm_up <= now < window_end)
                    if counts and ints[kind_is_use_case + kind] != 0:
                        items[i, KEEPS_OPEN] = 1
                        unfinished += 1
                    op = DO_STEP

        # -- what is to be settled -----------------------------------------------------------------------------------
        if count[STATUS] != FINE:
            return now
        if count[SETTLE] != 0:
            count[SETTLE] = 0
            admitting = admitting or n_held > 0
            handing_out = handing_out or count[STIRRED_POOLS] > 0
        op = POP

        # -- an event that is due --------------------------------------------------------------------------------------
        if count[DUE] > 0 and times[0] <= now:
            e = take_first(count, times, heap, events)
            what, i, b, p = events[e, WHAT], events[e, A], events[e, B], events[e, C]
            events[e, A] = count[FREE_EVENT]
            count[FREE_EVENT] = e

            if what == FINISH:  # a person has done a stint, if nothing has changed since
                person = i
                if people[person, VERSION] != b:
                    continue
                count[HAPPENED] += 1
                r = p
                clocks[person, CLOCK] = weights[r, TARGET]
                clocks[person, SINCE] = now
                drop(r, person, now, people, clocks, requests, pools, ints, memory)
                part = requests[r, PART]
                log_stint(now, r, FINISHED, person, requests, count, row_time, rows)
                while requests[r, SEAT] != 0 and people[person, ASIDE] >= 0:  # what was put down comes back to hand
                    after = people[person, ASIDE]
                    people[person, ASIDE] = requests[after, NEXT]
                    if weights[after, STARTED_AT] >= 0.0 or items[requests[after, ITEM], OUTCOME] < 0:
                        start(
                            after, person, now, person_skill, n_people, person_words, team_words, people, clocks,
                            requests, weights, pools, ints, floats, memory, count, row_time, rows,
                        )  # fmt: skip
                        break
                    forget(after, requests, count)
                for k in range(people[person, POOLS_FROM], people[person, POOLS_TO], 2):
                    if pools[ints[k], HEAD] >= 0 or count[SHOPS] > 0:
                        stir(ints[k], pools, count)
                count[SETTLE] = 1
                retime(person, now, people, clocks, requests, weights, count, times, heap, events)
                i = requests[r, ITEM]
                if items[i, OUTCOME] < 0:
                    op = DO_COUNT_DOWN
                    b = ints[part_activity + part] - ints[step_activity_start + ints[part_step + part]]
                forget(r, requests, count)
                continue

            count[HAPPENED] += 1
            if what == RATE:  # a person joins, leaves, is absent or changes speed
                change_rate(
                    i, b, now, n_pools, domains, teams_at, rate_start, rate_day, rate_slope, rate_presence,
                    option_start, option_pool, option_stands_in, items, requests, weights, people, clocks, pools,
                    shops, memory, ints, floats, count, times, heap, events, row_time, rows,
                )  # fmt: skip
                count[SETTLE] = 1
            elif what == PLAN:
                op = DO_MAKE
            elif what == BATCH:
                amount = ints[source_batch + i]
                at_most = ints[source_at_most + i]
                b = np.int64(1)
                person = ints[source_person + i]
                if person >= 0 and people[person, PRESENCE] != HERE and people[person, PRESENCE] != ABSENT:
                    b = ZERO  # a duty of who is not there yet, or left
                if amount >= 0:
                    b = int(value(amount, key, keys[batch_stream + i], batches[i], now, amounts) + 0.5)
                if at_most >= 0:
                    b = min(b, at_most - made[i])
                batches[i] += 1
                op = DO_BATCH
            elif what == RING:  # the clock of a live item: it drifts, is kept up, or retires
                source = b
                if items[i, RETIRED] == 0:
                    place = items[i, MEMORY] + ints[kind_children + items[i, KIND]] + source
                    index = memory[place]
                    memory[place] += 1
                    its_key = child_key(item_key[i], keys[source_stream + source], index)
                    begin = ints[remedy_start + source]
                    end = ints[remedy_start + source + 1]
                    remedy = begin
                    if end - begin != 1:
                        for k in range(begin, end):
                            shares[k - begin] = 1.0
                            if ints[remedy_share + k] >= 0:
                                shares[k - begin] = level(ints[remedy_share + k], now, amounts)
                        remedy = begin + fastest(its_key, end - begin, remedy_stream + begin, ZERO, keys, shares)
                    kind = ints[remedy_kind + remedy]
                    if kind == RETIREMENT:
                        items[i, RETIRED] = 1
                        items[i, MARKS] |= 1 << mark_retired
                        log(now, items[i, NUMBER], NONE, mark_retired, ZERO, MARKED, NONE, count, row_time, rows)
                    else:
                        urgent = ints[remedy_urgent + remedy]
                        if kind >= 0:
                            urgent |= ints[kind_urgent + kind]
                        else:
                            kind = items[i, KIND]
                        root = items[i, ROOT]
                        items[root, FAMILY] += 1
                        child = new_item(
                            items[root, NUMBER] + items[root, FAMILY], its_key, source, kind, items[i, DOMAIN],
                            sizes[i, SIZE], 0.0, now, i, urgent, ZERO,
                            max(ints[remedy_step + remedy], ints[kind_first_step + kind]),
                            ints[kind_last_step + kind], ints[kind_words + kind], ints[kind_factors + kind], teams_at,
                            team_words, branches, items, sizes, item_key, memory, factors, count,
                        )  # fmt: skip
                        if child < 0:
                            return now
                        if ints[source_waits + source] != 0:
                            items[child, WHEN] = REPAIRED
                            items[child, WHEN_PART] = source
                        else:
                            stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3] = DO_CLOCKS, i, source, ONLY_THIS
                            sp += 1
                        i = child
                        log(now, items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                        op = DO_STEP
            elif items[i, OUTCOME] >= 0:  # something of an item's step, which is over by now
                pass
            elif what == PAUSE_OVER:
                part = b
                step = ints[part_step + part]
                log(now, items[i, NUMBER], step, part, p, WAIT_ENDED, NONE, count, row_time, rows)
                op, b = DO_COUNT_DOWN, ints[part_activity + part] - ints[step_activity_start + step]
            elif what == CROSSED:  # b is the participant, p the attempt
                step = items[i, STEP]
                kind = items[i, KIND]
                arrival = items[i, ARRIVAL]
                near = memory[items[i, MEMORY] + near_at + b]
                part = ints[participant_part + ints[participant_start + step * kinds + kind] + b]
                chance = ints[handover_bounce + near * use_cases + kind]
                bounced = False
                if p + 1 < attempts and chance >= 0:
                    u = uniform(item_key[i], keys[bounce_stream + part], arrival, p)
                    bounced = u < level(chance, now, amounts)
                if bounced:
                    log(now, items[i, NUMBER], step, part, arrival, BOUNCED, NONE, count, row_time, rows)
                    days = value(
                        ints[handover_delay + near * use_cases + kind], item_key[i], keys[handover_stream + part],
                        arrival * attempts + p + 1, now, amounts,
                    )  # fmt: skip
                    schedule(
                        now + days, PART_DUE << 32, items[i, NUMBER], part, CROSSED, i, b, p + 1, count, times, heap,
                        events,
                    )  # fmt: skip
                else:
                    op, b = DO_COUNT_DOWN, NONE
            elif what == GATE_DUE:
                op, b = DO_COUNT_DOWN, NONE
            elif what == ALONE:  # b is the child that should have answered by now
                if items[b, WAITING] != 0:
                    items[b, WAITING] = 0
                    part = items[b, WHEN_PART]
                    step = ints[part_step + part]
                    sizes[i, ODDS] *= 1.0 + floats[part_alone + part]
                    log(
                        now, items[i, NUMBER], step, part, items[b, WHEN_VISIT], WAIT_ENDED, NONE, count, row_time, rows
                    )
                    op, b = DO_COUNT_DOWN, ints[part_activity + part] - ints[step_activity_start + step]
            elif what == PATIENCE:  # b is the activity, p the visit; withdrawn if nobody has begun
                step = items[i, STEP]
                mine = items[i, MEMORY]
                place = b - ints[step_activity_start + step]
                if (
                    b >= ints[step_activity_start + step]
                    and b < ints[step_activity_start + step + 1]
                    and memory[mine + ints[kind_visits + items[i, KIND]] + b] == p + 1
                    and memory[mine + branch_at + BRANCH * place + BRANCH_BEGUN] == 0
                ):
                    withdraw(i, now, n_pools, requests, pools, shops, count, row_time, rows)
                    count[SETTLE] = 1
                    op, b, p = DO_END, GIVEN_UP, step
            continue

        # -- settle: admission ---------------------------------------------------------------------------------------
        if admitting:
            admitting = False
            if count[ROOM] == 0:
                continue  # since the last admission nothing was held or given back
            count[ROOM] = 0
            still = 0
            begin = sp
            for k in range(n_held):
                i = held[k]
                wanted = items[i, WANTED]
                fits = True
                for limit in range(n_limits):
                    new = ((wanted & ~items[i, BEEN]) >> limit) & 1
                    if new != 0 and limit_count[limit] >= ints[limit_capacity + limit]:
                        fits = False
                if not fits:
                    held[still] = i
                    still += 1
                    continue
                for limit in range(n_limits):
                    limit_count[limit] += (wanted >> limit) & 1
                items[i, SPANS] |= wanted
                items[i, BEEN] |= wanted
                if sp + 8 > stack_room:
                    count[STATUS] = MORE_STACK
                    return now
                stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_COUNT_DOWN, i, NONE
                sp += 1
            n_held = still
            for k in range((sp - begin) // 2):  # the first admitted goes on first
                one, other = stack[begin + k, 1], stack[sp - 1 - k, 1]
                stack[begin + k, 1], stack[sp - 1 - k, 1] = other, one
            continue

        # -- settle: hand-out ------------------------------------------------------------------------------------------
        if handing_out:
            handing_out = False
            handouts += 1
            while True:
                best = NONE
                for k in range(count[STIRRED_POOLS]):
                    pool = pools[k, LISTED]
                    r = pools[pool, HEAD]
                    if r < 0 or (best >= 0 and ranks_before(best, r, requests, weights)):
                        continue
                    if anybody(pool, pools, memory) or (
                        requests[r, REQUEST_URGENT] != 0
                        and interruptible(pool, people, requests, weights, pools, ints) >= 0
                    ):
                        best = r
                shop = NONE
                for k in range(count[SHOPS]):
                    lead = shops[k]
                    if requests[lead, LOOKED_AT] == handouts:
                        continue
                    if shop >= 0 and ranks_before(shops[shop], lead, requests, weights):
                        continue
                    looks = requests[lead, IN_ORDER] != 0
                    r = lead
                    while r >= 0 and not looks:
                        looks = pools[requests[r, POOL], STIRRED] != 0
                        r = requests[r, MATE]
                    if looks:
                        shop = k
                if shop >= 0 and (best < 0 or ranks_before(shops[shop], best, requests, weights)):
                    requests[shops[shop], LOOKED_AT] = handouts
                    seat_workshop(
                        shop, now, copies, n_people, person_words, team_words, person_skill, items, requests,
                        weights, people, clocks, pools, shops, seat_person, seat_request, seat_victim, withheld,
                        memory, ints, floats, count, times, heap, events, row_time, rows,
                    )  # fmt: skip
                elif best >= 0:
                    pool = requests[best, POOL]
                    dequeue(best, requests, pools)
                    person = best_free(best, person_words, people, clocks, requests, pools, ints, memory)
                    if person < 0:
                        victim = interruptible(pool, people, requests, weights, pools, ints)
                        person = requests[victim, PERSON]
                        let_go(victim, person, now, people, clocks, requests, weights, pools, ints, memory)
                        log_stint(now, victim, PAUSED, person, requests, count, row_time, rows)
                        enqueue(victim, requests, weights, pools, count)
                    start(
                        best, person, now, person_skill, n_people, person_words, team_words, people, clocks, requests,
                        weights, pools, ints, floats, memory, count, row_time, rows,
                    )  # fmt: skip
                    retime(person, now, people, clocks, requests, weights, count, times, heap, events)
                else:
                    break
            for k in range(count[STIRRED_POOLS]):
                pools[pools[k, LISTED], STIRRED] = 0
            count[STIRRED_POOLS] = 0
            for k in range(count[WITHHELD_PEOPLE]):  # may be free for other work at the next settle
                person = withheld[k]
                people[person, WITHHELD] = 0
                look_up(person, people, clocks, pools, ints, memory)
                for j in range(people[person, POOLS_FROM], people[person, POOLS_TO], 2):
                    stir(ints[j], pools, count)
            count[WITHHELD_PEOPLE] = 0
            continue

        # -- the instant is over ---------------------------------------------------------------------------------------
        if stopping or now >= horizon:
            return now
        if window_open and now >= window_end:
            window_open = False
            if full_horizon == 0 and unfinished == 0:
                return now
        at = horizon
        if window_open:
            at = min(at, window_end)
        if count[DUE] > 0 and times[0] < at:
            at = times[0]
        now = at

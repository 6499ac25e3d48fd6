"""An item comes to its next step: limits, coordination, the handover."""

from typing import Any

import numpy as np

from sim.engines.compiled.amounts import level, value
from sim.engines.compiled.calendar import schedule
from sim.engines.compiled.functions import DRAWS, RULES, inlined
from sim.engines.compiled.items import new_child
from sim.engines.compiled.requests import asked_pool
from sim.engines.compiled.rows import log

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, REQUESTED, HELD, ADMITTED, HANDOVER_BEGAN, CROSSED_TEAMS, PASSED_ON, HANDOVER_ENDED, DONE, SAME_PERSON,
    SAME_TEAM, OTHER_TEAM, NUMBER, SOURCE, KIND, DOMAIN, PARENT, URGENT, FIRST, LAST, STEP, ARRIVAL, OPEN, RESUME,
    SPANS, WANTED, BEEN, MEMORY, WHEN, FARTHEST, ODDS, HELD_RANK, HELD_SINCE, COORDINATED, PART_DUE, CROSSED, SETTLE,
    ROOM, HELD_ITEMS, POP, DO_STEP, DO_ADMITTED, DO_ENTERED, DO_COORDINATE, DO_COORDINATED, DO_CROSS, DO_HANDED_OVER,
    DO_CARRY, DO_DECIDE, DO_END, push,
)  # fmt: skip

child_key = DRAWS["child_key"]
rank_value = RULES["rank_value"]


@inlined
def arrive(op: int, i: int, b: int, p: int, now: float, w: Any) -> Any:
    """An item comes to its next step: limits, coordination, the handover."""
    while DO_STEP <= op <= DO_HANDED_OVER:
        if op == DO_STEP:  # limits: give back those whose span is left, take those that are entered
            step = w.items[i, STEP]
            if step > w.items[i, LAST]:
                op, b, p = DO_END, DONE, w.items[i, LAST]
                continue
            op = DO_ENTERED
            limits = w.step_limits[step]
            if limits != w.items[i, SPANS]:
                gone = w.items[i, SPANS] & ~limits
                if gone != 0:
                    for limit in range(w.n_limits):
                        w.limit_count[limit] -= (gone >> limit) & 1
                    w.items[i, SPANS] &= ~gone
                    w.count[SETTLE] = w.count[ROOM] = 1
                wanted = limits & ~w.items[i, SPANS]
                if wanted != 0 and (w.items[i, PARENT] >= 0 or wanted & ~w.items[i, BEEN] == 0):
                    for limit in range(w.n_limits):
                        w.limit_count[limit] += (wanted >> limit) & 1
                    w.items[i, SPANS] |= wanted
                    w.items[i, BEEN] |= wanted
                elif wanted != 0:
                    log(now, w.items[i, NUMBER], step, NONE, ZERO, HELD, NONE, w)
                    w.items[i, OPEN] += 1
                    w.items[i, WANTED] = wanted
                    kind = w.items[i, KIND]
                    w.sizes[i, HELD_SINCE] = now
                    w.sizes[i, HELD_RANK] = 0.0
                    if w.first_come == 0:
                        w.sizes[i, HELD_RANK] = rank_value(
                            w.discipline, w.kind_class[kind], now, 0.0, w.kind_cost_of_delay[kind],
                            w.step_closeness[step],
                        )  # fmt: skip
                    place = w.count[HELD_ITEMS]
                    while place > 0:
                        j = w.held[place - 1]
                        if w.items[i, URGENT] != w.items[j, URGENT]:
                            first = w.items[i, URGENT] > w.items[j, URGENT]
                        elif w.sizes[i, HELD_RANK] != w.sizes[j, HELD_RANK]:
                            first = w.sizes[i, HELD_RANK] < w.sizes[j, HELD_RANK]
                        elif w.sizes[i, HELD_SINCE] != w.sizes[j, HELD_SINCE]:
                            first = w.sizes[i, HELD_SINCE] < w.sizes[j, HELD_SINCE]
                        else:
                            first = w.items[i, NUMBER] < w.items[j, NUMBER]
                        if not first:
                            break
                        w.held[place] = j
                        place -= 1
                    w.held[place] = i
                    w.count[HELD_ITEMS] += 1
                    w.count[SETTLE] = w.count[ROOM] = 1
                    w.items[i, RESUME] = DO_ADMITTED
                    op = POP
                    continue

        if op == DO_ADMITTED:
            log(now, w.items[i, NUMBER], w.items[i, STEP], NONE, ZERO, ADMITTED, NONE, w)
            op = DO_ENTERED

        if op == DO_ENTERED:  # the handover: how near is everybody who is asked
            step = w.items[i, STEP]
            kind = w.items[i, KIND]
            mine = w.items[i, MEMORY]
            arrival = w.memory[mine + w.kind_arrivals[kind] + step]
            w.memory[mine + w.kind_arrivals[kind] + step] = arrival + 1
            w.items[i, ARRIVAL] = arrival
            if w.step_tasks[step * w.kinds + kind] == 0:
                op = DO_DECIDE
            elif step == w.items[i, FIRST] and arrival == 0:
                op = DO_CARRY
            else:
                op = DO_CARRY
                anyone = False
                for k in range(w.team_words):
                    if w.memory[mine + w.teams_at + k] != 0:
                        anyone = True
                farthest = SAME_PERSON
                if anyone:
                    begin = w.participant_start[step * w.kinds + kind]
                    end = w.participant_start[step * w.kinds + kind + 1]
                    for k in range(begin, end):
                        part = w.participant_part[k]
                        pool = asked_pool(mine + w.teams_at, w.part_ask[part] * w.domains + w.items[i, DOMAIN], w)
                        near = SAME_PERSON
                        same = False
                        for word in range(w.person_words):
                            if w.memory[mine + word] & w.pool_members[pool * w.person_words + word] != 0:
                                same = True
                        if not same:
                            team = w.pool_team[pool]
                            worked = (w.memory[mine + w.teams_at + (team >> 6)] >> np.int64(team & 63)) & 1 == 1
                            near = SAME_TEAM if worked else OTHER_TEAM
                        w.memory[mine + w.near_at + k - begin] = near
                        farthest = max(farthest, near)
                if farthest > SAME_PERSON:
                    w.items[i, FARTHEST] = farthest
                    log(now, w.items[i, NUMBER], step, NONE, arrival, HANDOVER_BEGAN, NONE, w)
                    op = DO_CROSS
                    coordination = w.step_coordination[step * w.kinds + kind]
                    if farthest == OTHER_TEAM and coordination >= 0:
                        op, b, p = DO_COORDINATE, DO_CROSS, coordination

        if op == DO_COORDINATE:  # an item of kind p, which is waited for; then the story goes on with b
            w.items[i, OPEN] += 1
            push(DO_COORDINATED, i, b, ZERO, w)
            step = w.items[i, STEP]
            stream = w.coordination_stream[step] if b == DO_CROSS else w.gate_coordination_stream[w.step_gate[step]]
            its_key = child_key(w.item_key[i], stream, w.items[i, ARRIVAL])
            urgent = w.items[i, URGENT] | w.kind_urgent[p]
            child = new_child(i, its_key, w.items[i, SOURCE], p, w.items[i, DOMAIN], urgent, NONE, now, w)
            if child < 0:
                break
            w.items[child, WHEN] = COORDINATED
            i = child
            log(now, w.items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, w)
            op = DO_STEP
            continue

        if op == DO_COORDINATED:
            op = b
            if w.items[i, OPEN] > 0:
                w.items[i, RESUME] = b
                op = POP
            if op != DO_CROSS:
                continue

        if op == DO_CROSS:  # each crossing has its delay
            step = w.items[i, STEP]
            kind = w.items[i, KIND]
            mine = w.items[i, MEMORY]
            arrival = w.items[i, ARRIVAL]
            begin = w.participant_start[step * w.kinds + kind]
            for k in range(begin, w.participant_start[step * w.kinds + kind + 1]):
                near = w.memory[mine + w.near_at + k - begin]
                if near == SAME_PERSON:
                    continue
                part = w.participant_part[k]
                event = CROSSED_TEAMS if near == OTHER_TEAM else PASSED_ON
                log(now, w.items[i, NUMBER], step, part, arrival, event, NONE, w)
                delay = w.handover_delay[near * w.use_cases + kind]
                if delay >= 0:
                    days = value(delay, w.item_key[i], w.handover_stream[part], arrival * w.attempts, now, w)
                    w.items[i, OPEN] += 1
                    schedule(now + days, PART_DUE << 32, w.items[i, NUMBER], part, CROSSED, i, k - begin, ZERO, w)
            op = DO_HANDED_OVER
            if w.items[i, OPEN] > 0:
                w.items[i, RESUME] = DO_HANDED_OVER
                op = POP
                continue

        if op == DO_HANDED_OVER:
            log(now, w.items[i, NUMBER], w.items[i, STEP], NONE, w.items[i, ARRIVAL], HANDOVER_ENDED, NONE, w)
            loss = w.handover_loss[w.items[i, FARTHEST] * w.use_cases + w.items[i, KIND]]
            if loss >= 0:
                w.sizes[i, ODDS] *= 1.0 + level(loss, now, w)
            op = DO_CARRY

    return op, i, b, p

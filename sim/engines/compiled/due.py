"""What is due at an instant: a stint is done, a delay is over, somebody comes or goes, a source makes items."""

from typing import Any

import numpy as np

from sim.engines.compiled.amounts import fastest, level, value
from sim.engines.compiled.calendar import schedule, take_first
from sim.engines.compiled.functions import DRAWS, inlined, inner
from sim.engines.compiled.hands import change_rate, drop, retime, start
from sim.engines.compiled.items import new_child
from sim.engines.compiled.requests import forget, stir
from sim.engines.compiled.rows import log, log_stint
from sim.engines.compiled.standstill import again
from sim.engines.compiled.workshop import withdraw

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, ONE, REQUESTED, BOUNCED, WAIT_ENDED, FINISHED, MARKED, GIVEN_UP, ABSENT, HERE, RETIREMENT, NUMBER, KIND,
    DOMAIN, STEP, ARRIVAL, OUTCOME, MARKS, RETIRED, MEMORY, WHEN, WHEN_PART, WHEN_VISIT, WAITING, ODDS, REPAIRED,
    BRANCH_BEGUN, BRANCH, ITEM, PART, SEAT, NEXT, TARGET, STARTED_AT, PRESENCE, ASIDE, VERSION, CLOCK, SINCE, HEAD,
    WHAT, A, B, C, PART_DUE, RATE, FINISH, PAUSE_OVER, CROSSED, GATE_DUE, PATIENCE, ALONE, PLAN, BATCH, RING,
    FREE_EVENT, SETTLE, HAPPENED, SHOPS, POP, DO_STEP, DO_COUNT_DOWN, DO_END, DO_CLOCKS, DO_BATCH, DO_MAKE, ONLY_THIS,
    push,
)  # fmt: skip

uniform = DRAWS["uniform"]
child_key = DRAWS["child_key"]


@inlined
def finish(person: int, version: int, r: int, now: float, w: Any) -> Any:
    """A person has done a stint, if nothing has changed since that was foreseen."""
    if w.people[person, VERSION] != version:
        return POP, ZERO, ZERO, ZERO
    w.count[HAPPENED] += 1
    w.clocks[person, CLOCK] = w.weights[r, TARGET]
    w.clocks[person, SINCE] = now
    drop(r, person, now, w)
    part = w.requests[r, PART]
    log_stint(now, r, FINISHED, person, w)
    while w.requests[r, SEAT] != 0 and w.people[person, ASIDE] >= 0:  # what was put down comes back to hand
        after = w.people[person, ASIDE]
        w.people[person, ASIDE] = w.requests[after, NEXT]
        if w.weights[after, STARTED_AT] >= 0.0 or w.items[w.requests[after, ITEM], OUTCOME] < 0:
            start(after, person, now, w)
            break
        forget(after, w)
    for k in range(w.person_pool_start[person], w.person_pool_start[person + 1]):
        if w.pools[w.person_pool[k], HEAD] >= 0 or w.count[SHOPS] > 0:
            stir(w.person_pool[k], w)
    w.count[SETTLE] = 1
    retime(person, now, w)
    i = w.requests[r, ITEM]
    forget(r, w)
    if w.items[i, OUTCOME] >= 0:
        return POP, ZERO, ZERO, ZERO
    return DO_COUNT_DOWN, i, w.part_activity[part] - w.step_activity_start[w.part_step[part]], ZERO


@inner
def ring(i: int, source: int, now: float, w: Any) -> Any:
    """The clock of a live item: it drifts, is kept up, or retires."""
    if w.items[i, RETIRED] != 0:
        return POP, i
    place = w.items[i, MEMORY] + w.kind_children[w.items[i, KIND]] + source
    index = w.memory[place]
    w.memory[place] += 1
    again(source, NONE, ONE, now, w)
    its_key = child_key(w.item_key[i], w.source_stream[source], index)
    begin = w.remedy_start[source]
    end = w.remedy_start[source + 1]
    remedy = begin
    if end - begin != 1:
        for k in range(begin, end):
            w.shares[k - begin] = 1.0
            if w.remedy_share[k] >= 0:
                w.shares[k - begin] = level(w.remedy_share[k], now, w)
        remedy = begin + fastest(its_key, end - begin, w.remedy_stream, begin, w.shares)
    kind = w.remedy_kind[remedy]
    if kind == RETIREMENT:
        w.items[i, RETIRED] = 1
        w.items[i, MARKS] |= 1 << w.mark_retired
        log(now, w.items[i, NUMBER], NONE, w.mark_retired, ZERO, MARKED, NONE, w)
        return POP, i
    urgent = w.remedy_urgent[remedy]
    if kind >= 0:
        urgent |= w.kind_urgent[kind]
    else:
        kind = w.items[i, KIND]
    child = new_child(i, its_key, source, kind, w.items[i, DOMAIN], urgent, w.remedy_step[remedy], now, w)
    if child < 0:
        return POP, i
    if w.source_waits[source] != 0:
        w.items[child, WHEN] = REPAIRED
        w.items[child, WHEN_PART] = source
    else:
        push(DO_CLOCKS, i, source, ONLY_THIS, w)
    log(now, w.items[child, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, w)
    return DO_STEP, child


@inlined
def happen(key: Any, now: float, w: Any) -> Any:
    """Take the first event, and say which story goes on with it."""
    op = POP
    e = take_first(w)
    what, i, b, p = w.events[e, WHAT], w.events[e, A], w.events[e, B], w.events[e, C]
    w.events[e, A] = w.count[FREE_EVENT]
    w.count[FREE_EVENT] = e

    if what == FINISH:
        return finish(i, b, p, now, w)
    w.count[HAPPENED] += 1
    if what == RATE:  # a person joins, leaves, is absent or changes speed
        change_rate(i, b, now, w)
        w.count[SETTLE] = 1
    elif what == PLAN:
        op = DO_MAKE
    elif what == BATCH:
        amount = w.source_batch[i]
        at_most = w.source_at_most[i]
        b = np.int64(1)
        person = w.source_person[i]
        if person >= 0 and w.people[person, PRESENCE] != HERE and w.people[person, PRESENCE] != ABSENT:
            b = ZERO  # a duty of who is not there yet, or left
        if amount >= 0:
            b = int(value(amount, key, w.batch_stream[i], w.batches[i], now, w) + 0.5)
        if at_most >= 0:
            b = min(b, at_most - w.made[i])
        w.batches[i] += 1
        again(i, NONE, b + 1, now, w)
        op = DO_BATCH
    elif what == RING:
        op, i = ring(i, b, now, w)
    elif w.items[i, OUTCOME] >= 0:  # something of an item's step, which is over by now
        pass
    elif what == PAUSE_OVER:
        part = b
        step = w.part_step[part]
        log(now, w.items[i, NUMBER], step, part, p, WAIT_ENDED, NONE, w)
        op, b = DO_COUNT_DOWN, w.part_activity[part] - w.step_activity_start[step]
    elif what == CROSSED:  # b is the participant, p the attempt
        step = w.items[i, STEP]
        kind = w.items[i, KIND]
        arrival = w.items[i, ARRIVAL]
        near = w.memory[w.items[i, MEMORY] + w.near_at + b]
        part = w.participant_part[w.participant_start[step * w.kinds + kind] + b]
        chance = w.handover_bounce[near * w.use_cases + kind]
        bounced = False
        if p + 1 < w.attempts and chance >= 0:
            u = uniform(w.item_key[i], w.bounce_stream[part], arrival, p)
            bounced = u < level(chance, now, w)
        if bounced:
            log(now, w.items[i, NUMBER], step, part, arrival, BOUNCED, NONE, w)
            delay, attempt = w.handover_delay[near * w.use_cases + kind], arrival * w.attempts + p + 1
            days = value(delay, w.item_key[i], w.handover_stream[part], attempt, now, w)
            schedule(now + days, PART_DUE << 32, w.items[i, NUMBER], part, CROSSED, i, b, p + 1, w)
        else:
            op, b = DO_COUNT_DOWN, NONE
    elif what == GATE_DUE:
        op, b = DO_COUNT_DOWN, NONE
    elif what == ALONE:  # b is the child that should have answered by now
        if w.items[b, WAITING] != 0:
            w.items[b, WAITING] = 0
            part = w.items[b, WHEN_PART]
            step = w.part_step[part]
            w.sizes[i, ODDS] *= 1.0 + w.part_alone[part]
            log(now, w.items[i, NUMBER], step, part, w.items[b, WHEN_VISIT], WAIT_ENDED, NONE, w)
            op, b = DO_COUNT_DOWN, w.part_activity[part] - w.step_activity_start[step]
    elif what == PATIENCE:  # b is the activity, p the visit; withdrawn if nobody has begun
        step = w.items[i, STEP]
        mine = w.items[i, MEMORY]
        place = b - w.step_activity_start[step]
        if (
            b >= w.step_activity_start[step]
            and b < w.step_activity_start[step + 1]
            and w.memory[mine + w.kind_visits[w.items[i, KIND]] + b] == p + 1
            and w.memory[mine + w.branch_at + BRANCH * place + BRANCH_BEGUN] == 0
        ):
            withdraw(i, now, w)
            w.count[SETTLE] = 1
            op, b, p = DO_END, GIVEN_UP, step
    return op, i, b, p

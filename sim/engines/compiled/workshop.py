"""Several people at once: seated together when all are free; and requests withdrawn by the impatient."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inner
from sim.engines.compiled.hands import interruptible, let_go, retime, start
from sim.engines.compiled.requests import dequeue, forget, stir
from sim.engines.compiled.rows import log_stint
from sim.engines.compiled.seats import best_free, look_up

from sim.engines.compiled.records import (  # isort: skip
    NONE, PAUSED, WITHDRAWN, ABSENT, HERE, IN_ORDER, ITEM, ASK, POOL, PERSON, NEXT, MATE, PRESENCE, ASIDE, WITHHELD,
    HEAD, SEAT_COUNT, MEMBERS, WITHHELD_PEOPLE, SHOPS,
)  # fmt: skip


@inner
def withdraw(i: int, now: float, w: Any) -> None:
    """Take everything that waits for an item out of the queues."""
    for pool in range(w.n_pools):
        r = w.pools[pool, HEAD]
        while r >= 0:
            following = w.requests[r, NEXT]
            if w.requests[r, ITEM] == i:
                dequeue(r, w)
                log_stint(now, r, WITHDRAWN, NONE, w)
                stir(pool, w)
                forget(r, w)
            r = following
    j = 0
    while j < w.count[SHOPS]:
        r = w.shops[j]
        if w.requests[r, ITEM] != i:
            j += 1
            continue
        w.count[SHOPS] -= 1
        w.shops[j] = w.shops[w.count[SHOPS]]
        while r >= 0:
            following = w.requests[r, MATE]
            log_stint(now, r, WITHDRAWN, NONE, w)
            stir(w.requests[r, POOL], w)
            forget(r, w)
            r = following


@inner
def seat_workshop(shop: int, now: float, w: Any) -> None:
    """Seat a workshop if it can be: seats in written order by those free, who put down their work, or in turn."""
    lead = w.shops[shop]
    in_order_only = w.requests[lead, IN_ORDER] != 0
    n = 0
    any_free = False
    complete = True
    r = lead
    while r >= 0:
        pool = w.requests[r, POOL]
        victim = NONE
        person = best_free(r, w)
        if person >= 0:
            any_free = True
        else:
            in_turn = True
            if in_order_only:
                for k in range(w.pools[pool, SEAT_COUNT]):
                    other = w.pool_person[w.pool_start[pool] + k]
                    there = w.people[other, PRESENCE] == HERE or w.people[other, PRESENCE] == ABSENT
                    if there and w.people[other, WITHHELD] == 0:
                        in_turn = False
            else:
                victim = interruptible(pool, w)
                if victim >= 0:
                    person = w.requests[victim, PERSON]
                    in_turn = False
            if in_turn:  # somebody seated already who holds this role too, for other roles only
                for k in range(n):
                    whose = w.seat_person[k]
                    word = w.pool_members[w.pools[pool, MEMBERS] + (whose >> 6)]
                    if (word >> np.int64(whose & 63)) & 1 == 0:
                        continue
                    person = whose
                    for j in range(n):
                        same_ask = w.requests[w.seat_request[j], ASK] == w.requests[r, ASK]
                        if w.seat_person[j] == whose and same_ask:
                            person = NONE
                    if person >= 0:
                        break
        if person < 0:
            complete = False
            if not in_order_only:
                break
        else:
            w.seat_person[n] = person
            w.seat_request[n] = r
            w.seat_victim[n] = victim
            n += 1
            if w.copies == 0 and w.people[person, WITHHELD] == 0:
                w.people[person, WITHHELD] = 2
                look_up(person, w)
        r = w.requests[r, MATE]
    for k in range(n):
        person = w.seat_person[k]
        if w.people[person, WITHHELD] == 2:
            if in_order_only and not complete:
                w.people[person, WITHHELD] = 1
                w.withheld[w.count[WITHHELD_PEOPLE]] = person
                w.count[WITHHELD_PEOPLE] += 1
            else:
                w.people[person, WITHHELD] = 0
                look_up(person, w)
    if not complete or not any_free:
        return
    w.count[SHOPS] -= 1
    w.shops[shop] = w.shops[w.count[SHOPS]]
    for k in range(n):
        person = w.seat_person[k]
        victim = w.seat_victim[k]
        if victim >= 0:
            let_go(victim, person, now, w)
            log_stint(now, victim, PAUSED, person, w)
            w.requests[victim, NEXT] = w.people[person, ASIDE]
            w.people[person, ASIDE] = victim
        again = False
        if w.copies == 0:
            for j in range(k):
                again = again or w.seat_person[j] == person
        if again:
            continue
        if w.copies == 0:
            for j in range(n - 1, k, -1):
                if w.seat_person[j] == person:
                    w.requests[w.seat_request[j], NEXT] = w.people[person, ASIDE]
                    w.people[person, ASIDE] = w.seat_request[j]
        r = w.seat_request[k]
        start(r, person, now, w)
        retime(person, now, w)

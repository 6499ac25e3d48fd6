"""Several people at once: seated together when all are free; and requests withdrawn by the impatient."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inner
from sim.engines.compiled.hands import interruptible, let_go, retime, start
from sim.engines.compiled.requests import dequeue, forget, stir
from sim.engines.compiled.rows import log_stint
from sim.engines.compiled.seats import best_free, look_up

from sim.engines.compiled.records import (  # isort: skip
    NONE, PAUSED, WITHDRAWN, ABSENT, HERE, ITEM, ASK, POOL, PERSON, NEXT, MATE, IN_ORDER, PRESENCE, ASIDE, WITHHELD,
    HEAD, SEATS, SEAT_COUNT, MEMBERS, WITHHELD_PEOPLE, SHOPS,
)  # fmt: skip


@inner
def withdraw(
    i: int, now: float, n_pools: int, requests: Any, pools: Any, shops: Any, count: Any, row_time: Any, rows: Any
) -> None:
    """Take everything that waits for an item out of the queues."""
    for pool in range(n_pools):
        r = pools[pool, HEAD]
        while r >= 0:
            following = requests[r, NEXT]
            if requests[r, ITEM] == i:
                dequeue(r, requests, pools)
                log_stint(now, r, WITHDRAWN, NONE, requests, count, row_time, rows)
                stir(pool, pools, count)
                forget(r, requests, count)
            r = following
    j = 0
    while j < count[SHOPS]:
        r = shops[j]
        if requests[r, ITEM] != i:
            j += 1
            continue
        count[SHOPS] -= 1
        shops[j] = shops[count[SHOPS]]
        while r >= 0:
            following = requests[r, MATE]
            log_stint(now, r, WITHDRAWN, NONE, requests, count, row_time, rows)
            stir(requests[r, POOL], pools, count)
            forget(r, requests, count)
            r = following


@inner
def seat_workshop(
    shop: int, now: float, copies: int, n_people: int, person_words: int, team_words: int, person_skill: int,
    items: Any, requests: Any, weights: Any, people: Any, clocks: Any, pools: Any, shops: Any, seat_person: Any,
    seat_request: Any, seat_victim: Any, withheld: Any, memory: Any, ints: Any, floats: Any, count: Any, times: Any,
    heap: Any, events: Any, row_time: Any, rows: Any,
) -> None:  # fmt: skip
    """Seat a workshop if it can be: seats in written order by those free, who put down their work, or in turn."""
    lead = shops[shop]
    in_order_only = requests[lead, IN_ORDER] != 0
    n = 0
    any_free = False
    complete = True
    r = lead
    while r >= 0:
        pool = requests[r, POOL]
        victim = NONE
        person = best_free(r, person_words, people, clocks, requests, pools, ints, memory)
        if person >= 0:
            any_free = True
        else:
            in_turn = True
            if in_order_only:
                for k in range(pools[pool, SEAT_COUNT]):
                    other = ints[pools[pool, SEATS] + 2 * k]
                    there = people[other, PRESENCE] == HERE or people[other, PRESENCE] == ABSENT
                    if there and people[other, WITHHELD] == 0:
                        in_turn = False
            else:
                victim = interruptible(pool, people, requests, weights, pools, ints)
                if victim >= 0:
                    person = requests[victim, PERSON]
                    in_turn = False
            if in_turn:  # somebody seated already who holds this role too, for other roles only
                for k in range(n):
                    whose = seat_person[k]
                    word = ints[pools[pool, MEMBERS] + (whose >> 6)]
                    if (word >> np.int64(whose & 63)) & 1 == 0:
                        continue
                    person = whose
                    for j in range(n):
                        same_ask = requests[seat_request[j], ASK] == requests[r, ASK]
                        if seat_person[j] == whose and same_ask:
                            person = NONE
                    if person >= 0:
                        break
        if person < 0:
            complete = False
            if not in_order_only:
                break
        else:
            seat_person[n] = person
            seat_request[n] = r
            seat_victim[n] = victim
            n += 1
            if copies == 0 and people[person, WITHHELD] == 0:
                people[person, WITHHELD] = 2
                look_up(person, people, clocks, pools, ints, memory)
        r = requests[r, MATE]
    for k in range(n):
        person = seat_person[k]
        if people[person, WITHHELD] == 2:
            if in_order_only and not complete:
                people[person, WITHHELD] = 1
                withheld[count[WITHHELD_PEOPLE]] = person
                count[WITHHELD_PEOPLE] += 1
            else:
                people[person, WITHHELD] = 0
                look_up(person, people, clocks, pools, ints, memory)
    if not complete or not any_free:
        return
    count[SHOPS] -= 1
    shops[shop] = shops[count[SHOPS]]
    for k in range(n):
        person = seat_person[k]
        victim = seat_victim[k]
        if victim >= 0:
            let_go(victim, person, now, people, clocks, requests, weights, pools, ints, memory)
            log_stint(now, victim, PAUSED, person, requests, count, row_time, rows)
            requests[victim, NEXT] = people[person, ASIDE]
            people[person, ASIDE] = victim
        again = False
        if copies == 0:
            for j in range(k):
                again = again or seat_person[j] == person
        if again:
            continue
        if copies == 0:
            for j in range(n - 1, k, -1):
                if seat_person[j] == person:
                    requests[seat_request[j], NEXT] = people[person, ASIDE]
                    people[person, ASIDE] = seat_request[j]
        r = seat_request[k]
        start(
            r, person, now, person_skill, n_people, person_words, team_words, people, clocks, requests,
            weights, pools, ints, floats, memory, count, row_time, rows,
        )  # fmt: skip
        retime(person, now, people, clocks, requests, weights, count, times, heap, events)

"""At the end of an instant work is handed out: the request that ranks first of those for whom somebody is free."""

from typing import Any

from sim.engines.compiled.functions import RULES, inlined
from sim.engines.compiled.hands import interruptible, let_go, retime, start
from sim.engines.compiled.requests import dequeue, enqueue, ranks_before, stir
from sim.engines.compiled.rows import log_stint
from sim.engines.compiled.seats import anybody, best_free, look_up
from sim.engines.compiled.workshop import seat_workshop

from sim.engines.compiled.records import (  # isort: skip
    NONE, PAUSED, IN_ORDER, POOL, PERSON, REQUEST_URGENT, MATE, LOOKED_AT, WITHHELD, HEAD, STIRRED, LISTED,
    STIRRED_POOLS, WITHHELD_PEOPLE, SHOPS, HANDOUTS, PLACE, UNTIL, BRANCH_BEGUN,
)  # fmt: skip

not_after = RULES["not_after"]


@inlined
def is_too_late(r: int, now: float, w: Any) -> Any:
    """Patience ends now, or did so a hair ago, before anybody has begun: it is not begun any more."""
    return not_after(w.weights[r, UNTIL], now) and w.memory[w.requests[r, PLACE] + BRANCH_BEGUN] == 0


@inlined
def hand_out(now: float, w: Any) -> None:
    """Hand out what can be, in the order of rank."""
    handouts = w.count[HANDOUTS] + 1
    w.count[HANDOUTS] = handouts
    hopeful = w.count[STIRRED_POOLS]
    while True:
        best = NONE
        k = 0
        while k < hopeful:
            pool = w.pools[k, LISTED]
            r = w.pools[pool, HEAD]
            if r >= 0 and (anybody(pool, w) or (w.requests[r, REQUEST_URGENT] != 0 and interruptible(pool, w) >= 0)):
                k += 1
                if best < 0 or ranks_before(r, best, w):
                    best = r
            else:  # nor will it be better off by what others are given
                hopeful -= 1
                w.pools[k, LISTED] = w.pools[hopeful, LISTED]
                w.pools[hopeful, LISTED] = pool
        shop = NONE
        for k in range(w.count[SHOPS]):
            lead = w.shops[k]
            if w.requests[lead, LOOKED_AT] == handouts:
                continue
            if shop >= 0 and ranks_before(w.shops[shop], lead, w):
                continue
            looks = w.requests[lead, IN_ORDER] != 0
            r = lead
            while r >= 0 and not looks:
                looks = w.pools[w.requests[r, POOL], STIRRED] != 0
                r = w.requests[r, MATE]
            if looks:
                shop = k
        if shop >= 0 and (best < 0 or ranks_before(w.shops[shop], best, w)):
            w.requests[w.shops[shop], LOOKED_AT] = handouts
            if not is_too_late(w.shops[shop], now, w):
                seat_workshop(shop, now, w)
            hopeful = w.count[STIRRED_POOLS]
        elif best >= 0:
            pool = w.requests[best, POOL]
            dequeue(best, w)
            if is_too_late(best, now, w):  # it waits with those that nobody convenes
                w.requests[best, LOOKED_AT] = handouts
                w.shops[w.count[SHOPS]] = best
                w.count[SHOPS] += 1
                continue
            person = best_free(best, w)
            if person < 0:
                victim = interruptible(pool, w)
                person = w.requests[victim, PERSON]
                let_go(victim, person, now, w)
                log_stint(now, victim, PAUSED, person, w)
                enqueue(victim, w)
                hopeful = w.count[STIRRED_POOLS]
            start(best, person, now, w)
            retime(person, now, w)
        else:
            break
    for k in range(w.count[STIRRED_POOLS]):
        w.pools[w.pools[k, LISTED], STIRRED] = 0
    w.count[STIRRED_POOLS] = 0
    for k in range(w.count[WITHHELD_PEOPLE]):  # may be free for other work at the next settle
        person = w.withheld[k]
        w.people[person, WITHHELD] = 0
        look_up(person, w)
        for j in range(w.person_pool_start[person], w.person_pool_start[person + 1]):
            stir(w.person_pool[j], w)
    w.count[WITHHELD_PEOPLE] = 0

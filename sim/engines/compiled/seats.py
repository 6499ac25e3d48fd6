"""Who is free in a pool, and who of them goes first."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inlined, inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, HERE, FEW, LESS_1_BIT, LESS_8_BITS, POOL, REMEMBERS, PRESENCE, IN_HAND, WITHHELD, FREE, OF_MANY,
    FREE_SINCE, SEAT_COUNT, FREE_TREE, MEMBERS, FIRST_WORD, LAST_WORD,
)  # fmt: skip


@inlined
def goes_first(seat: int, other: int, w: Any) -> Any:
    """Whether a member of a pool takes what both of two know equally well."""
    if w.pool_preference[seat] != w.pool_preference[other]:
        return w.pool_preference[seat] < w.pool_preference[other]
    p, q = w.pool_person[seat], w.pool_person[other]
    if w.person_roles[p] != w.person_roles[q]:
        return w.person_roles[p] < w.person_roles[q]
    if w.people[p, IN_HAND] != w.people[q, IN_HAND]:
        return w.people[p, IN_HAND] < w.people[q, IN_HAND]
    if w.clocks[p, FREE_SINCE] != w.clocks[q, FREE_SINCE]:
        return w.clocks[p, FREE_SINCE] < w.clocks[q, FREE_SINCE]
    return p < q


@inner
def compete(p: int, free: int, w: Any) -> None:
    """The free members of each large pool of a person compete in pairs, up to node 1: who wins there goes first."""
    for k in range(w.person_pool_start[p], w.person_pool_start[p + 1]):
        pool, place = w.person_pool[k], w.person_place[k]
        if w.pools[pool, SEAT_COUNT] <= FEW:
            continue
        tree = w.pools[pool, FREE_TREE]
        node = w.pools[pool, SEAT_COUNT] + place
        seat = w.pool_start[pool] + place
        w.memory[tree + node] = seat if free != 0 else NONE
        while node > 1:
            one, other = w.memory[tree + node], w.memory[tree + (node ^ 1)]
            node >>= 1
            if one < 0 or (other >= 0 and goes_first(other, one, w)):
                one = other
            if w.memory[tree + node] == one and one != seat:
                break
            w.memory[tree + node] = one


@inlined
def look_up(p: int, w: Any) -> None:
    """Whether a person can take more, and who goes first now in the large pools where he or she sits."""
    free = 0
    if w.people[p, PRESENCE] == HERE and w.people[p, WITHHELD] == 0:
        free = 1 if w.copies != 0 or w.people[p, IN_HAND] < w.person_carries[p] else 0
    changed = free != w.people[p, FREE]
    if changed:
        w.people[p, FREE] = free
        w.free[p >> 6] ^= np.int64(1) << np.int64(p & 63)
    if w.people[p, OF_MANY] != 0 and (changed or free != 0):
        compete(p, free, w)


@inlined
def anybody(pool: int, w: Any) -> Any:
    """Whether somebody of a pool is free."""
    members = w.pools[pool, MEMBERS]
    for word in range(w.pools[pool, FIRST_WORD], w.pools[pool, LAST_WORD] + 1):
        if w.free[word] & w.pool_members[members + word] != 0:
            return True
    return False


@inlined
def best_of_few(pool: int, workers: int, w: Any) -> Any:
    """Who of the free members of a small pool takes a request: with equal preference, who has worked on its item."""
    best = NONE
    best_knows = ZERO
    seats = w.pool_start[pool]
    for seat in range(seats, seats + w.pools[pool, SEAT_COUNT]):
        p = w.pool_person[seat]
        if w.people[p, FREE] == 0:
            continue
        knows = (w.memory[workers + (p >> 6)] >> np.int64(p & 63)) & 1
        if best >= 0:
            if knows != best_knows and w.pool_preference[seat] == w.pool_preference[best]:
                if knows < best_knows:
                    continue
            elif not goes_first(seat, best, w):
                continue
        best = seat
        best_knows = knows
    return NONE if best < 0 else w.pool_person[best]


@inlined
def best_free(r: int, w: Any) -> Any:
    """Who of those free takes the request; -1 for nobody."""
    pool = w.requests[r, POOL]
    workers = w.requests[r, REMEMBERS] + 2 * w.person_words
    if w.pools[pool, SEAT_COUNT] <= FEW:
        return best_of_few(pool, workers, w)
    best = w.memory[w.pools[pool, FREE_TREE] + 1]
    if best < 0:
        return NONE
    p = w.pool_person[best]
    if (w.memory[workers + (p >> 6)] >> np.int64(p & 63)) & 1 == 1:
        return p
    preference = w.pool_preference[best]
    known = NONE
    for word in range(w.pools[pool, FIRST_WORD], w.pools[pool, LAST_WORD] + 1):
        left = w.memory[workers + word] & w.pool_members[w.pools[pool, MEMBERS] + word]
        p = 64 * word - 1
        while left != 0:  # somebody who has worked on the item goes first among those equally preferred
            while left & 255 == 0:
                left = (left >> 8) & LESS_8_BITS
                p += 8
            p += 1
            if left & 1 != 0 and w.people[p, FREE] != 0:
                k = w.person_pool_start[p]
                while w.person_pool[k] != pool:
                    k += 1
                seat = w.pool_start[pool] + w.person_place[k]
                if w.pool_preference[seat] == preference and (known < 0 or goes_first(seat, known, w)):
                    known = seat
            left = (left >> 1) & LESS_1_BIT
    return w.pool_person[best] if known < 0 else w.pool_person[known]

"""Who is free in a pool, and who of them goes first."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inlined, inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, HERE, FEW, LESS_1_BIT, LESS_8_BITS, POOL, REMEMBERS, CARRIES, ROLES, PRESENCE, IN_HAND, WITHHELD, FREE,
    COPIES, POOLS_FROM, POOLS_TO, FREE_SINCE, SEATS, SEAT_COUNT, FREE_TREE, MEMBERS, FIRST_WORD, LAST_WORD,
)  # fmt: skip


@inner
def goes_first(seat: int, other: int, people: Any, clocks: Any, ints: Any) -> Any:
    """Whether a member of a pool takes what both of two know equally well."""
    if ints[seat + 1] != ints[other + 1]:
        return ints[seat + 1] < ints[other + 1]
    p, q = ints[seat], ints[other]
    if people[p, ROLES] != people[q, ROLES]:
        return people[p, ROLES] < people[q, ROLES]
    if people[p, IN_HAND] != people[q, IN_HAND]:
        return people[p, IN_HAND] < people[q, IN_HAND]
    if clocks[p, FREE_SINCE] != clocks[q, FREE_SINCE]:
        return clocks[p, FREE_SINCE] < clocks[q, FREE_SINCE]
    return p < q


@inner
def compete(p: int, free: int, people: Any, clocks: Any, pools: Any, ints: Any, memory: Any) -> None:
    """The free members of each pool of a person compete in pairs, up to node 1: who wins there goes first."""
    for k in range(people[p, POOLS_FROM], people[p, POOLS_TO], 2):
        pool, place = ints[k], ints[k + 1]
        tree = pools[pool, FREE_TREE]
        node = pools[pool, SEAT_COUNT] + place
        seat = pools[pool, SEATS] + 2 * place
        if node > 1 and pools[pool, SEAT_COUNT] <= FEW:  # all are looked at; node 1 counts who is free, from -1
            memory[tree + 1] += (1 if free != 0 else 0) - (1 if memory[tree + node] >= 0 else 0)
            memory[tree + node] = seat if free != 0 else NONE
            continue
        memory[tree + node] = seat if free != 0 else NONE
        while node > 1:
            one, other = memory[tree + node], memory[tree + (node ^ 1)]
            node >>= 1
            if one < 0 or (other >= 0 and goes_first(other, one, people, clocks, ints)):
                one = other
            if memory[tree + node] == one and one != seat:
                break
            memory[tree + node] = one


@inlined
def look_up(p: int, people: Any, clocks: Any, pools: Any, ints: Any, memory: Any) -> None:
    """Whether a person can take more, and who goes first now in the pools where he or she sits."""
    free = 0
    if people[p, PRESENCE] == HERE and people[p, WITHHELD] == 0:
        free = 1 if people[p, COPIES] != 0 or people[p, IN_HAND] < people[p, CARRIES] else 0
    if free != 0 or people[p, FREE] != 0:
        people[p, FREE] = free
        compete(p, free, people, clocks, pools, ints, memory)


@inlined
def anybody(pool: int, pools: Any, memory: Any) -> Any:
    """Whether somebody of a pool is free."""
    return memory[pools[pool, FREE_TREE] + 1] >= 0


@inlined
def best_of_few(leaves: int, seats: int, workers: int, people: Any, clocks: Any, ints: Any, memory: Any) -> Any:
    """Who of the free members of a small pool takes a request: with equal preference, who has worked on its item."""
    best = NONE
    best_knows = ZERO
    for leaf in range(leaves, leaves + seats):
        seat = memory[leaf]
        if seat < 0:
            continue
        p = ints[seat]
        knows = (memory[workers + (p >> 6)] >> np.int64(p & 63)) & 1
        if best >= 0:
            if knows != best_knows and ints[seat + 1] == ints[best + 1]:
                if knows < best_knows:
                    continue
            elif not goes_first(seat, best, people, clocks, ints):
                continue
        best = seat
        best_knows = knows
    return ints[best]


@inner
def best_free(r: int, words: int, people: Any, clocks: Any, requests: Any, pools: Any, ints: Any, memory: Any) -> Any:
    """Who of those free takes the request; -1 for nobody."""
    pool = requests[r, POOL]
    tree = pools[pool, FREE_TREE]
    best = memory[tree + 1]
    if best < 0:
        return NONE
    workers = requests[r, REMEMBERS] + 2 * words
    if 1 < pools[pool, SEAT_COUNT] <= FEW:
        return best_of_few(
            tree + pools[pool, SEAT_COUNT], pools[pool, SEAT_COUNT], workers, people, clocks, ints, memory
        )
    p = ints[best]
    if pools[pool, SEAT_COUNT] == 1 or (memory[workers + (p >> 6)] >> np.int64(p & 63)) & 1 == 1:
        return p
    preference = ints[best + 1]
    known = NONE
    for word in range(pools[pool, FIRST_WORD], pools[pool, LAST_WORD] + 1):
        left = memory[workers + word] & ints[pools[pool, MEMBERS] + word]
        p = 64 * word - 1
        while left != 0:  # somebody who has worked on the item goes first among those equally preferred
            while left & 255 == 0:
                left = (left >> 8) & LESS_8_BITS
                p += 8
            p += 1
            if left & 1 != 0 and people[p, FREE] != 0:
                k = people[p, POOLS_FROM]
                while ints[k] != pool:
                    k += 2
                seat = pools[pool, SEATS] + 2 * ints[k + 1]
                if ints[seat + 1] == preference and (known < 0 or goes_first(seat, known, people, clocks, ints)):
                    known = seat
            left = (left >> 1) & LESS_1_BIT
    return ints[best] if known < 0 else ints[known]

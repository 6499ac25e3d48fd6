"""Requests in the queues of pools: who is asked, who comes first."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inlined, inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, REQUEST_NUMBER, PART, POOL, REQUEST_URGENT, NEXT, BEFORE, RANK, ASKED_AT, HEAD, TAIL, PRESENT, STIRRED,
    LISTED, TEAM, FREE_REQUEST, STIRRED_POOLS,
)  # fmt: skip


@inner
def ranks_before(r: int, s: int, requests: Any, weights: Any) -> Any:
    """Whether request r goes before request s."""
    if requests[r, REQUEST_URGENT] != requests[s, REQUEST_URGENT]:
        return requests[r, REQUEST_URGENT] > requests[s, REQUEST_URGENT]
    if weights[r, RANK] != weights[s, RANK]:
        return weights[r, RANK] < weights[s, RANK]
    if weights[r, ASKED_AT] != weights[s, ASKED_AT]:
        return weights[r, ASKED_AT] < weights[s, ASKED_AT]
    if requests[r, REQUEST_NUMBER] != requests[s, REQUEST_NUMBER]:
        return requests[r, REQUEST_NUMBER] < requests[s, REQUEST_NUMBER]
    return requests[r, PART] < requests[s, PART]


@inlined
def stir(pool: int, pools: Any, count: Any) -> None:
    """The next hand-out looks at this pool."""
    if pools[pool, STIRRED] == 0:
        pools[pool, STIRRED] = 1
        pools[count[STIRRED_POOLS], LISTED] = pool
        count[STIRRED_POOLS] += 1


@inlined
def link(one: int, other: int, pool: int, requests: Any, pools: Any) -> None:
    """In a pool's queue one request comes right before the other; in place of either, -1 is the end of the queue."""
    if one < 0:
        pools[pool, HEAD] = other
    else:
        requests[one, NEXT] = other
    if other < 0:
        pools[pool, TAIL] = one
    else:
        requests[other, BEFORE] = one


@inlined
def enqueue(r: int, requests: Any, weights: Any, pools: Any, count: Any) -> None:
    """A request waits, or waits again, at its rank; the queue is in order and is searched from both ends."""
    pool = requests[r, POOL]
    after = pools[pool, TAIL]
    ahead = pools[pool, HEAD]
    while after >= 0 and ranks_before(r, after, requests, weights):
        if ranks_before(r, ahead, requests, weights):
            after = requests[ahead, BEFORE]
            break
        after = requests[after, BEFORE]
        ahead = requests[ahead, NEXT]
    follows = pools[pool, HEAD] if after < 0 else requests[after, NEXT]
    link(after, r, pool, requests, pools)
    link(r, follows, pool, requests, pools)
    stir(pool, pools, count)


@inner
def dequeue(r: int, requests: Any, pools: Any) -> None:
    """Take a request out of its pool's queue."""
    link(requests[r, BEFORE], requests[r, NEXT], requests[r, POOL], requests, pools)


@inner
def forget(r: int, requests: Any, count: Any) -> None:
    """The record of a request is free for another one."""
    requests[r, NEXT] = count[FREE_REQUEST]
    count[FREE_REQUEST] = r


@inner
def asked_pool(
    at: int, place: int, option_start: int, option_pool: int, option_stands_in: int, pools: Any,
    ints: Any, memory: Any,
) -> Any:  # fmt: skip
    """Who is asked: a team that worked on the item's last step (bits at `at`), else the first; helpers if need be."""
    begin = ints[option_start + place]
    end = ints[option_start + place + 1]
    if end - begin == 1:
        return ints[option_pool + begin]
    first = NONE
    helper = NONE
    for k in range(begin, end):
        pool = ints[option_pool + k]
        if pools[pool, PRESENT] == 0:
            continue
        team = pools[pool, TEAM]
        worked = (memory[at + (team >> 6)] >> np.int64(team & 63)) & 1 == 1
        if ints[option_stands_in + k] != 0:
            if first >= 0:
                break
            if worked:
                return pool
            if helper < 0:
                helper = pool
        else:
            if worked:
                return pool
            if first < 0:
                first = pool
    if first >= 0:
        return first
    if helper >= 0:
        return helper
    return ints[option_pool + begin]

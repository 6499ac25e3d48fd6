"""Requests in the queues of pools: who is asked, who comes first."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inlined, inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, REQUEST_NUMBER, PART, POOL, REQUEST_URGENT, NEXT, BEFORE, RANK, ASKED_AT, HEAD, TAIL, PRESENT, STIRRED,
    LISTED, FREE_REQUEST, STIRRED_POOLS,
)  # fmt: skip


@inlined
def ranks_before(r: int, s: int, w: Any) -> Any:
    """Whether request r goes before request s."""
    if w.requests[r, REQUEST_URGENT] != w.requests[s, REQUEST_URGENT]:
        return w.requests[r, REQUEST_URGENT] > w.requests[s, REQUEST_URGENT]
    if w.weights[r, RANK] != w.weights[s, RANK]:
        return w.weights[r, RANK] < w.weights[s, RANK]
    if w.weights[r, ASKED_AT] != w.weights[s, ASKED_AT]:
        return w.weights[r, ASKED_AT] < w.weights[s, ASKED_AT]
    if w.requests[r, REQUEST_NUMBER] != w.requests[s, REQUEST_NUMBER]:
        return w.requests[r, REQUEST_NUMBER] < w.requests[s, REQUEST_NUMBER]
    return w.requests[r, PART] < w.requests[s, PART]


@inlined
def stir(pool: int, w: Any) -> None:
    """The next hand-out looks at this pool."""
    if w.pools[pool, STIRRED] == 0:
        w.pools[pool, STIRRED] = 1
        w.pools[w.count[STIRRED_POOLS], LISTED] = pool
        w.count[STIRRED_POOLS] += 1


@inlined
def link(one: int, other: int, pool: int, w: Any) -> None:
    """In a pool's queue one request comes right before the other; in place of either, -1 is the end of the queue."""
    if one < 0:
        w.pools[pool, HEAD] = other
    else:
        w.requests[one, NEXT] = other
    if other < 0:
        w.pools[pool, TAIL] = one
    else:
        w.requests[other, BEFORE] = one


@inlined
def enqueue(r: int, w: Any) -> None:
    """A request waits, or waits again, at its rank; the queue is in order and is searched from both ends."""
    pool = w.requests[r, POOL]
    after = w.pools[pool, TAIL]
    ahead = w.pools[pool, HEAD]
    while after >= 0 and ranks_before(r, after, w):
        if ranks_before(r, ahead, w):
            after = w.requests[ahead, BEFORE]
            break
        after = w.requests[after, BEFORE]
        ahead = w.requests[ahead, NEXT]
    follows = w.pools[pool, HEAD] if after < 0 else w.requests[after, NEXT]
    link(after, r, pool, w)
    link(r, follows, pool, w)
    stir(pool, w)


@inlined
def dequeue(r: int, w: Any) -> None:
    """Take a request out of its pool's queue."""
    link(w.requests[r, BEFORE], w.requests[r, NEXT], w.requests[r, POOL], w)


@inlined
def forget(r: int, w: Any) -> None:
    """The record of a request is free for another one."""
    w.requests[r, NEXT] = w.count[FREE_REQUEST]
    w.count[FREE_REQUEST] = r


@inner
def asked_pool(at: int, place: int, w: Any) -> Any:
    """Who is asked: a team that worked on the item's last step (bits at `at`), else the first; helpers if need be."""
    begin = w.option_start[place]
    end = w.option_start[place + 1]
    if end - begin == 1:
        return w.option_pool[begin]
    first = NONE
    helper = NONE
    for k in range(begin, end):
        pool = w.option_pool[k]
        if w.pools[pool, PRESENT] == 0:
            continue
        team = w.pool_team[pool]
        worked = (w.memory[at + (team >> 6)] >> np.int64(team & 63)) & 1 == 1
        if w.option_stands_in[k] != 0:
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
    return w.option_pool[begin]

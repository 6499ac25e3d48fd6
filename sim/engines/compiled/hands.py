"""What people have in hand: stints that start, go on at a rate, are taken away and finish."""

from typing import Any

import numpy as np

from sim.engines.compiled.calendar import schedule
from sim.engines.compiled.functions import RULES, inlined, inner
from sim.engines.compiled.requests import asked_pool, enqueue, ranks_before, stir
from sim.engines.compiled.rows import log_stint
from sim.engines.compiled.seats import look_up

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, STARTED, PAUSED, RESUMED, NOT_YET, ABSENT, HERE, LEFT, LEFT_HANDING_BACK, DOMAIN, BRANCH_BEGUN, ITEM,
    REQUEST_NUMBER, PART, ASK, POOL, PERSON, SEAT, REQUEST_URGENT, NEXT, BEFORE, MATE, PLACE, REMEMBERS, WORK, TARGET,
    SKILL, STARTED_AT, PRESENCE, IN_HAND, HANDS, ASIDE, VERSION, WITHHELD, COPIES, POOLS_FROM, POOLS_TO, LOSS, CLOCK,
    SINCE, SPEED, FREE_SINCE, HEAD, TAIL, PRESENT, SEATS, SEAT_COUNT, TEAM, RATE_CHANGE, PART_DUE, RATE, FINISH, SHOPS,
)  # fmt: skip

share_of_attention = RULES["share_of_attention"]
clock_after = RULES["clock_after"]
clock_target = RULES["clock_target"]
finish_time = RULES["finish_time"]
work_left = RULES["work_left"]


@inlined
def slope(p: int, people: Any, clocks: Any) -> Any:
    """Speed of a person's work clock."""
    if people[p, IN_HAND] == 1:
        return clocks[p, SPEED]
    return clocks[p, SPEED] * share_of_attention(people[p, IN_HAND], clocks[p, LOSS], people[p, COPIES] != 0)


@inlined
def bring_up_to_date(p: int, now: float, people: Any, clocks: Any) -> None:
    """Advance a person's work clock; before every change of its slope and never otherwise."""
    if people[p, IN_HAND] > 0:
        clocks[p, CLOCK] = clock_after(clocks[p, CLOCK], clocks[p, SINCE], now, slope(p, people, clocks))
    else:
        clocks[p, CLOCK] = 0.0
    clocks[p, SINCE] = now


@inlined
def next_to_finish(p: int, people: Any, clocks: Any, requests: Any, weights: Any) -> Any:
    """The stint in hand that ends first; -1 for empty hands or while nothing advances."""
    best = people[p, HANDS]
    if best < 0:
        return best
    r = requests[best, NEXT]
    while r >= 0:
        if weights[r, TARGET] < weights[best, TARGET]:
            best = r
        elif weights[r, TARGET] == weights[best, TARGET]:
            one, other = requests[r, REQUEST_NUMBER], requests[best, REQUEST_NUMBER]
            if one < other or (one == other and requests[r, PART] < requests[best, PART]):
                best = r
        r = requests[r, NEXT]
    due = weights[best, TARGET] <= clocks[p, CLOCK] and people[p, ASIDE] < 0
    return best if clocks[p, SPEED] > 0.0 or due else NONE


@inner
def reach(p: int, now: float, people: Any, clocks: Any, requests: Any, weights: Any) -> None:
    """Bring the clock up to date at a change of rate; what is due at this very instant is done, not paused."""
    first = next_to_finish(p, people, clocks, requests, weights)
    done = False
    if first >= 0:
        target = weights[first, TARGET]
        done = finish_time(clocks[p, SINCE], clocks[p, CLOCK], target, slope(p, people, clocks)) <= now
    bring_up_to_date(p, now, people, clocks)
    if done and clocks[p, CLOCK] < weights[first, TARGET]:
        clocks[p, CLOCK] = weights[first, TARGET]


@inlined
def retime(
    p: int, now: float, people: Any, clocks: Any, requests: Any, weights: Any, count: Any, times: Any, heap: Any,
    events: Any,
) -> None:  # fmt: skip
    """Hands or speed have changed: see anew what ends next."""
    people[p, VERSION] += 1
    r = next_to_finish(p, people, clocks, requests, weights)
    if r >= 0:
        at = finish_time(now, clocks[p, CLOCK], weights[r, TARGET], slope(p, people, clocks))
        schedule(
            at, PART_DUE << 32, requests[r, REQUEST_NUMBER], requests[r, PART], FINISH, p, people[p, VERSION], r,
            count, times, heap, events,
        )  # fmt: skip


@inlined
def drop(
    r: int, p: int, now: float, people: Any, clocks: Any, requests: Any, pools: Any, ints: Any, memory: Any
) -> None:
    """A stint leaves a person's hands."""
    one, other = requests[r, BEFORE], requests[r, NEXT]
    if one < 0:
        people[p, HANDS] = other
    else:
        requests[one, NEXT] = other
    if other >= 0:
        requests[other, BEFORE] = one
    people[p, IN_HAND] -= 1
    clocks[p, FREE_SINCE] = now
    look_up(p, people, clocks, pools, ints, memory)


@inner
def let_go(
    r: int, p: int, now: float, people: Any, clocks: Any, requests: Any, weights: Any, pools: Any, ints: Any,
    memory: Any,
) -> None:  # fmt: skip
    """Put an unfinished stint out of the hands; what is left is kept as effort."""
    bring_up_to_date(p, now, people, clocks)
    weights[r, WORK] = work_left(clocks[p, CLOCK], weights[r, TARGET], weights[r, SKILL])
    drop(r, p, now, people, clocks, requests, pools, ints, memory)


@inlined
def start(
    r: int, p: int, now: float, person_skill: int, n_people: int, words: int, team_words: int, people: Any,
    clocks: Any, requests: Any, weights: Any, pools: Any, ints: Any, floats: Any, memory: Any, count: Any,
    row_time: Any, rows: Any,
) -> None:  # fmt: skip
    """A person takes a stint in hand, first or after an interruption."""
    skill = floats[person_skill + requests[r, POOL] * n_people + p]
    event = STARTED if weights[r, STARTED_AT] < 0.0 else RESUMED
    bring_up_to_date(p, now, people, clocks)
    requests[r, PERSON] = p
    weights[r, STARTED_AT] = now
    weights[r, SKILL] = skill
    weights[r, TARGET] = clock_target(clocks[p, CLOCK], weights[r, WORK], skill)
    first = people[p, HANDS]
    requests[r, BEFORE] = NONE
    requests[r, NEXT] = first
    if first >= 0:
        requests[first, BEFORE] = r
    people[p, HANDS] = r
    people[p, IN_HAND] += 1
    look_up(p, people, clocks, pools, ints, memory)
    at = requests[r, REMEMBERS]
    team = pools[requests[r, POOL], TEAM]
    bit = np.int64(1) << np.int64(p & 63)
    memory[at + words + (p >> 6)] |= bit
    memory[at + 2 * words + (p >> 6)] |= bit
    memory[at + 3 * words + team_words + (team >> 6)] |= np.int64(1) << np.int64(team & 63)
    memory[requests[r, PLACE] + BRANCH_BEGUN] = 1
    log_stint(now, r, event, p, requests, count, row_time, rows)


@inner
def interruptible(pool: int, people: Any, requests: Any, weights: Any, pools: Any, ints: Any) -> Any:
    """The single, non-urgent stint in hand of a member that ranks last; -1 for none."""
    last = NONE
    for k in range(pools[pool, SEAT_COUNT]):
        p = ints[pools[pool, SEATS] + 2 * k]
        if people[p, PRESENCE] != HERE or people[p, WITHHELD] > 0:
            continue
        r = people[p, HANDS]
        while r >= 0:
            single = requests[r, REQUEST_URGENT] == 0 and requests[r, SEAT] == 0
            if single and (last < 0 or ranks_before(last, r, requests, weights)):
                last = r
            r = requests[r, NEXT]
    return last


@inner
def change_rate(
    person: int, place: int, now: float, n_pools: int, domains: int, teams_at: int, rate_start: int, rate_day: int,
    rate_slope: int, rate_presence: int, option_start: int, option_pool: int, option_stands_in: int, items: Any,
    requests: Any, weights: Any, people: Any, clocks: Any, pools: Any, shops: Any, memory: Any, ints: Any,
    floats: Any, count: Any, times: Any, heap: Any, events: Any, row_time: Any, rows: Any,
) -> None:  # fmt: skip
    """A person joins, leaves, is absent or changes speed; stints in hand are re-rated."""
    if place + 1 < ints[rate_start + person + 1]:
        at = max(floats[rate_day + place + 1], 0.0)
        schedule(at, RATE_CHANGE << 32, person, ZERO, RATE, person, place + 1, ZERO, count, times, heap, events)
    was = people[person, PRESENCE]
    presence = ints[rate_presence + place]
    reach(person, now, people, clocks, requests, weights)
    stood_still = clocks[person, SPEED] <= 0.0
    clocks[person, SPEED] = floats[rate_slope + place]
    stands_still = clocks[person, SPEED] <= 0.0
    people[person, PRESENCE] = presence
    if presence == LEFT_HANDING_BACK:
        following = people[person, HANDS]
        while following >= 0:
            r = following
            following = requests[r, NEXT]
            if weights[r, TARGET] <= clocks[person, CLOCK] and people[person, ASIDE] < 0:
                continue  # due at this instant
            let_go(r, person, now, people, clocks, requests, weights, pools, ints, memory)
            if not stood_still:
                log_stint(now, r, PAUSED, person, requests, count, row_time, rows)
            requests[r, SEAT] = 0
            enqueue(r, requests, weights, pools, count)
        while people[person, ASIDE] >= 0:
            r = people[person, ASIDE]
            people[person, ASIDE] = requests[r, NEXT]
            requests[r, SEAT] = 0
            enqueue(r, requests, weights, pools, count)
    if stood_still != stands_still:
        r = people[person, HANDS]
        while r >= 0:
            if weights[r, TARGET] > clocks[person, CLOCK] or people[person, ASIDE] >= 0:
                log_stint(now, r, RESUMED if stood_still else PAUSED, person, requests, count, row_time, rows)
            r = requests[r, NEXT]
    joined = was == NOT_YET and presence in (HERE, ABSENT)
    left = was in (HERE, ABSENT) and presence >= LEFT
    if joined:
        clocks[person, FREE_SINCE] = now
    look_up(person, people, clocks, pools, ints, memory)
    for k in range(people[person, POOLS_FROM], people[person, POOLS_TO], 2):
        pools[ints[k], PRESENT] += (1 if joined else 0) - (1 if left else 0)
        if pools[ints[k], HEAD] >= 0 or count[SHOPS] > 0:
            stir(ints[k], pools, count)
    retime(person, now, people, clocks, requests, weights, count, times, heap, events)
    if joined or left:  # requests are routed again where the last has left, or waited for somebody
        for k in range(n_pools if joined else (people[person, POOLS_TO] - people[person, POOLS_FROM]) // 2):
            pool = k if joined else ints[people[person, POOLS_FROM] + 2 * k]
            if pools[pool, PRESENT] > 0:
                continue
            r = pools[pool, HEAD]
            pools[pool, HEAD] = pools[pool, TAIL] = NONE
            while r >= 0:
                following = requests[r, NEXT]
                requests[r, POOL] = asked_pool(
                    requests[r, REMEMBERS] + teams_at,
                    requests[r, ASK] * domains + items[requests[r, ITEM], DOMAIN], option_start,
                    option_pool, option_stands_in, pools, ints, memory,
                )  # fmt: skip
                enqueue(r, requests, weights, pools, count)
                r = following
            for j in range(count[SHOPS]):
                r = shops[j]
                while r >= 0:
                    if requests[r, POOL] == pool:
                        requests[r, POOL] = asked_pool(
                            requests[r, REMEMBERS] + teams_at,
                            requests[r, ASK] * domains + items[requests[r, ITEM], DOMAIN], option_start,
                            option_pool, option_stands_in, pools, ints, memory,
                        )  # fmt: skip
                        stir(requests[r, POOL], pools, count)
                    r = requests[r, MATE]

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
    SKILL, STARTED_AT, PRESENCE, IN_HAND, HANDS, ASIDE, VERSION, WITHHELD, CLOCK, SINCE, SPEED, FREE_SINCE, HEAD, TAIL,
    PRESENT, SEAT_COUNT, RATE_CHANGE, PART_DUE, RATE, FINISH, SHOPS,
)  # fmt: skip

not_after = RULES["not_after"]
share_of_attention = RULES["share_of_attention"]
clock_after = RULES["clock_after"]
clock_target = RULES["clock_target"]
finish_time = RULES["finish_time"]
work_left = RULES["work_left"]


@inlined
def slope(p: int, w: Any) -> Any:
    """Speed of a person's work clock."""
    if w.people[p, IN_HAND] == 1:
        return w.clocks[p, SPEED]
    return w.clocks[p, SPEED] * share_of_attention(w.people[p, IN_HAND], w.person_loss[p], w.copies != 0)


@inlined
def bring_up_to_date(p: int, now: float, w: Any) -> None:
    """Advance a person's work clock; before every change of its slope and never otherwise."""
    if w.people[p, IN_HAND] > 0:
        w.clocks[p, CLOCK] = clock_after(w.clocks[p, CLOCK], w.clocks[p, SINCE], now, slope(p, w))
    else:
        w.clocks[p, CLOCK] = 0.0
    w.clocks[p, SINCE] = now


@inlined
def next_to_finish(p: int, w: Any) -> Any:
    """The stint in hand that ends first; -1 for empty hands or while nothing advances."""
    best = w.people[p, HANDS]
    if best < 0:
        return best
    r = w.requests[best, NEXT]
    while r >= 0:
        if w.weights[r, TARGET] < w.weights[best, TARGET]:
            best = r
        elif w.weights[r, TARGET] == w.weights[best, TARGET]:
            one, other = w.requests[r, REQUEST_NUMBER], w.requests[best, REQUEST_NUMBER]
            if one < other or (one == other and w.requests[r, PART] < w.requests[best, PART]):
                best = r
        r = w.requests[r, NEXT]
    due = w.weights[best, TARGET] <= w.clocks[p, CLOCK] and w.people[p, ASIDE] < 0
    return best if w.clocks[p, SPEED] > 0.0 or due else NONE


@inner
def reach(p: int, now: float, w: Any) -> None:
    """Bring the clock up to date at a change of rate; what is due at this very instant is done, not paused."""
    first = next_to_finish(p, w)
    done = False
    if first >= 0:
        target = w.weights[first, TARGET]
        done = not_after(finish_time(w.clocks[p, SINCE], w.clocks[p, CLOCK], target, slope(p, w)), now)
    bring_up_to_date(p, now, w)
    if done and w.clocks[p, CLOCK] < w.weights[first, TARGET]:
        w.clocks[p, CLOCK] = w.weights[first, TARGET]


@inlined
def retime(p: int, now: float, w: Any) -> None:
    """Hands or speed have changed: see anew what ends next."""
    w.people[p, VERSION] += 1
    r = next_to_finish(p, w)
    if r >= 0:
        at = finish_time(now, w.clocks[p, CLOCK], w.weights[r, TARGET], slope(p, w))
        number, part = w.requests[r, REQUEST_NUMBER], w.requests[r, PART]
        schedule(at, PART_DUE << 32, number, part, FINISH, p, w.people[p, VERSION], r, w)


@inlined
def drop(r: int, p: int, now: float, w: Any) -> None:
    """A stint leaves a person's hands."""
    one, other = w.requests[r, BEFORE], w.requests[r, NEXT]
    if one < 0:
        w.people[p, HANDS] = other
    else:
        w.requests[one, NEXT] = other
    if other >= 0:
        w.requests[other, BEFORE] = one
    w.people[p, IN_HAND] -= 1
    w.clocks[p, FREE_SINCE] = now
    look_up(p, w)


@inner
def let_go(r: int, p: int, now: float, w: Any) -> None:
    """Put an unfinished stint out of the hands; what is left is kept as effort."""
    bring_up_to_date(p, now, w)
    w.weights[r, WORK] = work_left(w.clocks[p, CLOCK], w.weights[r, TARGET], w.weights[r, SKILL])
    drop(r, p, now, w)


@inlined
def start(r: int, p: int, now: float, w: Any) -> None:
    """A person takes a stint in hand, first or after an interruption."""
    skill = w.person_skill[w.requests[r, POOL] * w.n_people + p]
    event = STARTED if w.weights[r, STARTED_AT] < 0.0 else RESUMED
    bring_up_to_date(p, now, w)
    w.requests[r, PERSON] = p
    w.weights[r, STARTED_AT] = now
    w.weights[r, SKILL] = skill
    w.weights[r, TARGET] = clock_target(w.clocks[p, CLOCK], w.weights[r, WORK], skill)
    first = w.people[p, HANDS]
    w.requests[r, BEFORE] = NONE
    w.requests[r, NEXT] = first
    if first >= 0:
        w.requests[first, BEFORE] = r
    w.people[p, HANDS] = r
    w.people[p, IN_HAND] += 1
    look_up(p, w)
    at = w.requests[r, REMEMBERS]
    team = w.pool_team[w.requests[r, POOL]]
    bit = np.int64(1) << np.int64(p & 63)
    w.memory[at + w.person_words + (p >> 6)] |= bit
    w.memory[at + 2 * w.person_words + (p >> 6)] |= bit
    w.memory[at + w.teams_at + w.team_words + (team >> 6)] |= np.int64(1) << np.int64(team & 63)
    w.memory[w.requests[r, PLACE] + BRANCH_BEGUN] = 1
    log_stint(now, r, event, p, w)


@inner
def interruptible(pool: int, w: Any) -> Any:
    """The single, non-urgent stint in hand of a member that ranks last; -1 for none."""
    last = NONE
    for k in range(w.pools[pool, SEAT_COUNT]):
        p = w.pool_person[w.pool_start[pool] + k]
        if w.people[p, PRESENCE] != HERE or w.people[p, WITHHELD] > 0:
            continue
        r = w.people[p, HANDS]
        while r >= 0:
            single = w.requests[r, REQUEST_URGENT] == 0 and w.requests[r, SEAT] == 0
            if single and (last < 0 or ranks_before(last, r, w)):
                last = r
            r = w.requests[r, NEXT]
    return last


@inner
def change_rate(person: int, place: int, now: float, w: Any) -> None:
    """A person joins, leaves, is absent or changes speed; stints in hand are re-rated."""
    if place + 1 < w.rate_start[person + 1]:
        at = max(w.rate_day[place + 1], 0.0)
        schedule(at, RATE_CHANGE << 32, person, ZERO, RATE, person, place + 1, ZERO, w)
    was = w.people[person, PRESENCE]
    presence = w.rate_presence[place]
    reach(person, now, w)
    stood_still = w.clocks[person, SPEED] <= 0.0
    w.clocks[person, SPEED] = w.rate_slope[place]
    stands_still = w.clocks[person, SPEED] <= 0.0
    w.people[person, PRESENCE] = presence
    if presence == LEFT_HANDING_BACK:
        following = w.people[person, HANDS]
        while following >= 0:
            r = following
            following = w.requests[r, NEXT]
            if w.weights[r, TARGET] <= w.clocks[person, CLOCK] and w.people[person, ASIDE] < 0:
                continue  # due at this instant
            let_go(r, person, now, w)
            if not stood_still:
                log_stint(now, r, PAUSED, person, w)
            w.requests[r, SEAT] = 0
            enqueue(r, w)
        while w.people[person, ASIDE] >= 0:
            r = w.people[person, ASIDE]
            w.people[person, ASIDE] = w.requests[r, NEXT]
            w.requests[r, SEAT] = 0
            enqueue(r, w)
    if stood_still != stands_still:
        r = w.people[person, HANDS]
        while r >= 0:
            if w.weights[r, TARGET] > w.clocks[person, CLOCK] or w.people[person, ASIDE] >= 0:
                log_stint(now, r, RESUMED if stood_still else PAUSED, person, w)
            r = w.requests[r, NEXT]
    joined = was == NOT_YET and presence in (HERE, ABSENT)
    left = was in (HERE, ABSENT) and presence >= LEFT
    if joined:
        w.clocks[person, FREE_SINCE] = now
    look_up(person, w)
    for k in range(w.person_pool_start[person], w.person_pool_start[person + 1]):
        w.pools[w.person_pool[k], PRESENT] += (1 if joined else 0) - (1 if left else 0)
        if w.pools[w.person_pool[k], HEAD] >= 0 or w.count[SHOPS] > 0:
            stir(w.person_pool[k], w)
    retime(person, now, w)
    if joined or left:  # requests are routed again where the last has left, or waited for somebody
        for k in range(w.n_pools if joined else w.person_pool_start[person + 1] - w.person_pool_start[person]):
            pool = k if joined else w.person_pool[w.person_pool_start[person] + k]
            if w.pools[pool, PRESENT] > 0:
                continue
            r = w.pools[pool, HEAD]
            w.pools[pool, HEAD] = w.pools[pool, TAIL] = NONE
            while r >= 0:
                following = w.requests[r, NEXT]
                w.requests[r, POOL] = asked_pool(
                    w.requests[r, REMEMBERS] + w.teams_at,
                    w.requests[r, ASK] * w.domains + w.items[w.requests[r, ITEM], DOMAIN],
                    w,
                )
                enqueue(r, w)
                r = following
            for j in range(w.count[SHOPS]):
                r = w.shops[j]
                while r >= 0:
                    if w.requests[r, POOL] == pool:
                        w.requests[r, POOL] = asked_pool(
                            w.requests[r, REMEMBERS] + w.teams_at,
                            w.requests[r, ASK] * w.domains + w.items[w.requests[r, ITEM], DOMAIN],
                            w,
                        )
                        stir(w.requests[r, POOL], w)
                    r = w.requests[r, MATE]

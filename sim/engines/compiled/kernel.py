"""The event rules of the reference engine as one compiled loop over the blueprint's arrays.

State lies in records: one row per item, request, person, pool, event. What happens to an item is told by small steps
(`DO_...`) on a stack, depth first in the order of `reference/journey.py`. Sections are named as the phases of an
instant. Expressions that round come from `sim.rules`, in the order in which the reference engine takes them.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.blueprint import blueprint
from sim.blueprint.blueprint import PartType, Presence, SourceType
from sim.engines.compiled.functions import DRAWS, LAWS, RULES, entry, inlined, inner, numbers
from sim.engines.compiled.tables import table
from sim.trace import Event, Outcome

uniform, child_key = DRAWS["uniform"], DRAWS["child_key"]
quantile = LAWS["quantile"]
amount_value, work_effort, wait_delay = RULES["amount_value"], RULES["effort"], RULES["delay"]
next_meeting, share_of_attention = RULES["next_meeting"], RULES["share_of_attention"]
clock_after, clock_target, finish_time = RULES["clock_after"], RULES["clock_target"], RULES["finish_time"]
work_left, race, faded, with_loss, rank_value = (
    RULES[name] for name in ("work_left", "race", "faded", "with_loss", "rank_value")
)

NONE: Any = np.int64(-1)
ZERO: Any = np.int64(0)


def codes(names: Iterable[int]) -> tuple[Any, ...]:
    """The numbers of an enumeration, typed for the compiler."""
    return tuple(np.int64(number) for number in names)


# events and outcomes of the trace; presence, sources and parts of the blueprint
(
    REQUESTED, HELD, ADMITTED, HANDOVER_BEGAN, CROSSED_TEAMS, PASSED_ON, BOUNCED, HANDOVER_ENDED, WAIT_BEGAN,
    WAIT_ENDED, QUEUED, STARTED, PAUSED, RESUMED, FINISHED, WITHDRAWN, REDONE, SENT_BACK, GATE_BEGAN, GATE_ENDED,
    MARKED, ENDED,
) = codes(Event)  # fmt: skip
DONE, STOPPED, GIVEN_UP = codes(Outcome)
NOT_YET, ABSENT, HERE, LEFT, LEFT_HANDING_BACK = codes(Presence)
PLANNED, RENEWAL, LIVE = codes(SourceType)
STINT, DELAY, CALL = codes(PartType)
WAITS, ASKS, IN_ORDER_WORKSHOP, LIVE_FROM_START, RETIREMENT = codes(
    (blueprint.WAITS, blueprint.ASKS, blueprint.IN_ORDER, blueprint.LIVE_FROM_START, blueprint.RETIREMENT)
)
SAME_PERSON: Any = np.int64(-1)
SAME_TEAM, OTHER_TEAM = numbers(2)
SOURCE_BITS, INDEX_BITS = 52, 24
FEW: Any = np.int64(8)  # members up to which a pool is looked through; a larger one keeps who goes first
LESS_1_BIT, LESS_8_BITS = np.int64((1 << 63) - 1), np.int64((1 << 56) - 1)  # what a shift to the right leaves

# an item's record, in whole numbers and in real ones
(
    NUMBER, SOURCE, KIND, DOMAIN, PARENT, ROOT, URGENT, MEASURABLE, FIRST, LAST, STEP, ARRIVAL, OPEN, RESUME, OUTCOME,
    SPANS, WANTED, BEEN, FAMILY, MARKS, PASSED, RETIRED, MEMORY, FACTORS, WHEN, WHEN_PART, WHEN_VISIT, WAITING,
    FARTHEST, KEEPS_OPEN,
) = numbers(30)  # fmt: skip
ITEM_INTS = 30
SIZE, VALUE, ASKED, ODDS, HELD_RANK, HELD_SINCE = numbers(6)
ITEM_FLOATS = 6
NOTHING, COORDINATED, ANSWERED, REPAIRED = numbers(4)  # what follows when a child is over
# an activity's place in the item's memory
BRANCH_OPEN, BRANCH_RESUME, BRANCH_VISIT, BRANCH_TIMES, BRANCH_BEGUN, BRANCH_PHASE = numbers(6)
BRANCH = 6
# a request's record
(
    ITEM, REQUEST_NUMBER, PART, ASK, VISIT, POOL, PERSON, SEAT, REQUEST_URGENT, NEXT, BEFORE, MATE, PLACE, REMEMBERS,
    LOOKED_AT, IN_ORDER, REQUEST_STEP,
) = numbers(17)  # fmt: skip
REQUEST_INTS = 17
RANK, ASKED_AT, WORK, TARGET, SKILL, STARTED_AT = numbers(6)
REQUEST_FLOATS = 6
# a person's record; the pools where he or she sits are listed in pairs: pool, place in it
CARRIES, ROLES, PRESENCE, IN_HAND, HANDS, ASIDE, VERSION, WITHHELD, FREE, COPIES, POOLS_FROM, POOLS_TO = numbers(12)
PERSON_INTS = 12
LOSS, CLOCK, SINCE, SPEED, FREE_SINCE = numbers(5)
PERSON_FLOATS = 5
# a pool's record; the k-th row lists the k-th stirred pool beside its own; a seat is a pair: person, preference
HEAD, TAIL, PRESENT, STIRRED, LISTED, SEATS, SEAT_COUNT, FREE_TREE, MEMBERS, FIRST_WORD, LAST_WORD, TEAM = numbers(12)
POOL_INTS = 12
# an event's record: its order among those of one time, then what it is
ORDER, MAJOR, MINOR, WHAT, A, B, C = numbers(7)
EVENT_INTS = 7
RATE_CHANGE, PART_DUE, SOURCE_DUE = numbers(3)
RATE, FINISH, PAUSE_OVER, CROSSED, GATE_DUE, PATIENCE, ALONE, PLAN, BATCH, RING = numbers(10)
# counters, and the status with which the kernel returns
(
    ROWS, ITEMS, EVENTS, FREE_EVENT, DUE, REQUESTS, FREE_REQUEST, WORDS, FACTOR_WORDS, STATUS, SETTLE, STIRRED_POOLS,
    WITHHELD_PEOPLE, HAPPENED, SHOPS, ROOM, ITEM_ROOM, REQUEST_ROOM, EVENT_ROOM, WORD_ROOM, FACTOR_ROOM, ROW_ROOM,
    SHELVES, WANTED,
) = numbers(24)  # fmt: skip
COUNTERS = 24
FINE, MORE_ITEMS, MORE_REQUESTS, MORE_EVENTS, MORE_WORDS, MORE_FACTORS, MORE_STACK = numbers(7)
# steps of an item's story, and of a source's
(
    POP, DO_STEP, DO_ADMITTED, DO_ENTERED, DO_COORDINATE, DO_COORDINATED, DO_CROSS, DO_HANDED_OVER, DO_CARRY,
    DO_BRANCHES, DO_VISIT, DO_PAUSES, DO_WORK, DO_ASKS, DO_REDO, DO_BRANCH_OVER, DO_WORKED, DO_DECIDE, DO_GATE,
    DO_GATE_OVER, DO_PASS, DO_END, DO_COUNT_DOWN, DO_CLOCKS, DO_NEXT_BATCH, DO_BATCH, DO_MAKE,
) = numbers(27)  # fmt: skip
ONLY_THIS = np.int64(1)  # of the clocks of a live item
# the kinds of table
flat, row_table, stack_table = table(), table(6), table(4)
item_table, size_table = table(ITEM_INTS), table(ITEM_FLOATS)
request_table, weight_table = table(REQUEST_INTS), table(REQUEST_FLOATS)
person_table, clock_table = table(PERSON_INTS), table(PERSON_FLOATS)
pool_table, event_table = table(POOL_INTS), table(EVENT_INTS)


# -- the calendar -----------------------------------------------------------------------------------------------------


@inner
def before(e: int, f: int, events: Any) -> Any:
    """Whether event e comes before event f at the same time."""
    if events[e, ORDER] != events[f, ORDER]:
        return events[e, ORDER] < events[f, ORDER]
    if events[e, MAJOR] != events[f, MAJOR]:
        return events[e, MAJOR] < events[f, MAJOR]
    return events[e, MINOR] < events[f, MINOR]


@inlined
def rise(place: int, at: float, e: int, times: Any, heap: Any, events: Any) -> None:
    """Event e is put at a place of the heap, or as far above it as it belongs."""
    while place > 0:
        up = (place - 1) >> 1
        if times[up] < at or (times[up] == at and not before(e, heap[up], events)):
            break
        times[place] = times[up]
        heap[place] = heap[up]
        place = up
    times[place] = at
    heap[place] = e


@inlined
def schedule(
    at: float, order: int, major: int, minor: int, what: int, a: int, b: int, c: int, count: Any, times: Any,
    heap: Any, events: Any,
) -> None:  # fmt: skip
    """Something is due at a time."""
    e = count[FREE_EVENT]
    if e >= 0:
        count[FREE_EVENT] = events[e, A]
    else:
        e = count[EVENTS]
        if e >= count[EVENT_ROOM]:
            count[STATUS] = MORE_EVENTS
            return
        count[EVENTS] = e + 1
    events[e, ORDER] = order
    events[e, MAJOR] = major
    events[e, MINOR] = minor
    events[e, WHAT] = what
    events[e, A] = a
    events[e, B] = b
    events[e, C] = c
    n = count[DUE]
    count[DUE] = n + 1
    rise(n, at, e, times, heap, events)


@inlined
def take_first(count: Any, times: Any, heap: Any, events: Any) -> Any:
    """The first event, taken out of the calendar; its record is free from now on."""
    first = heap[0]
    n = count[DUE] - 1
    count[DUE] = n
    place = 0
    down = 1
    while down < n:  # the earlier of two moves up, to the very end: what came last is late as a rule
        if down + 1 < n:
            earlier = times[down + 1] < times[down]
            if times[down + 1] == times[down]:
                earlier = before(heap[down + 1], heap[down], events)
            down += earlier
        times[place] = times[down]
        heap[place] = heap[down]
        place = down
        down = 2 * place + 1
    rise(place, times[n], heap[n], times, heap, events)
    return first


@inlined
def log(
    now: float, number: int, step: int, part: int, visit: int, event: int, person: int, count: Any, row_time: Any,
    rows: Any,
) -> None:  # fmt: skip
    """Leave a row in the trace, if its event is wanted, while there is room; it is counted in any case."""
    if (count[WANTED] >> event) & 1 == 0:
        return
    n = count[ROWS]
    count[ROWS] = n + 1
    if n < count[ROW_ROOM]:
        row_time[n] = now
        rows[n, 0] = number
        rows[n, 1] = step
        rows[n, 2] = part
        rows[n, 3] = visit
        rows[n, 4] = event
        rows[n, 5] = person


@inner
def log_stint(now: float, r: int, event: int, person: int, requests: Any, count: Any, row_time: Any, rows: Any) -> None:
    """Leave a row about a stint."""
    log(
        now, requests[r, REQUEST_NUMBER], requests[r, REQUEST_STEP], requests[r, PART], requests[r, VISIT], event,
        person, count, row_time, rows,
    )  # fmt: skip


# -- amounts ----------------------------------------------------------------------------------------------------------


@inlined
def amount_tables(amounts: Any) -> Any:
    """The arrays of amounts as tables."""
    fixed, law, shape, dial, scale, path, factor, starts, days, values, tables = amounts
    return (
        flat(fixed), flat(law), flat(shape), flat(dial), flat(scale), flat(path), flat(factor), flat(starts),
        flat(days), flat(values), flat(tables),
    )  # fmt: skip


@inner
def drawn_value(amount: int, u: float, day: float, amounts: Any) -> Any:
    """Value of an amount at a uniform draw."""
    _, law, shape, dial, scale, path, factor, starts, days, values, tables = amounts
    if dial[amount] < 0 and path[amount] < 0 and factor[amount] < 0:
        at = 12 * amount
        return quantile(u, law[3 * amount], shape[at], shape[at + 1], shape[at + 2], tables) * shape[at + 3]
    return amount_value(amount, u, day, law, shape, dial, scale, path, factor, starts, days, values, tables)


@inlined
def value(amount: int, key: Any, stream: Any, visit: int, day: float, amounts: Any) -> Any:
    """Value of an amount for one purpose; a draw is made only where there is something to draw."""
    fixed = amounts[0][amount]
    if fixed == fixed:
        return fixed
    return drawn_value(amount, uniform(key, stream, visit, ZERO), day, amounts)


@inlined
def level(amount: int, day: float, amounts: Any) -> Any:
    """Value of an amount that is not drawn, such as a chance; 0 where it is absent."""
    if amount < 0:
        return 0.0
    fixed = amounts[0][amount]
    if fixed == fixed:
        return fixed
    return drawn_value(amount, 0.5, day, amounts)


@inner
def fastest(key: Any, n: int, first_stream: int, first_share: int, streams: Any, shares: Any) -> Any:
    """Winner of an exponential race: a new category takes only its own share."""
    best = np.inf
    winner = 0
    if n == 1:
        return winner
    for category in range(n):
        share = shares[first_share + category]
        if share > 0.0:
            time = race(uniform(key, streams[first_stream + category], ZERO, ZERO), share)
            if time < best:
                best = time
                winner = category
    return winner


# -- requests and people ----------------------------------------------------------------------------------------------


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
    requests[r, BEFORE] = after
    requests[r, NEXT] = follows
    if after < 0:
        pools[pool, HEAD] = r
    else:
        requests[after, NEXT] = r
    if follows < 0:
        pools[pool, TAIL] = r
    else:
        requests[follows, BEFORE] = r
    stir(pool, pools, count)


@inner
def dequeue(r: int, requests: Any, pools: Any) -> None:
    """Take a request out of its pool's queue."""
    pool = requests[r, POOL]
    one, other = requests[r, BEFORE], requests[r, NEXT]
    if one < 0:
        pools[pool, HEAD] = other
    else:
        requests[one, NEXT] = other
    if other < 0:
        pools[pool, TAIL] = one
    else:
        requests[other, BEFORE] = one


@inner
def forget(r: int, requests: Any, count: Any) -> None:
    """The record of a request is free for another one."""
    requests[r, NEXT] = count[FREE_REQUEST]
    count[FREE_REQUEST] = r


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
    r: int, p: int, now: float, skill: float, words: int, team_words: int, people: Any,
    clocks: Any, requests: Any, weights: Any, pools: Any, ints: Any, memory: Any, count: Any, row_time: Any,
    rows: Any,
) -> None:  # fmt: skip
    """A person takes a stint in hand, first or after an interruption."""
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
        pool = requests[r, POOL]
        skill = floats[person_skill + pool * n_people + person]
        start(
            r, person, now, skill, person_words, team_words, people,
            clocks, requests, weights, pools, ints, memory, count, row_time, rows,
        )  # fmt: skip
        retime(person, now, people, clocks, requests, weights, count, times, heap, events)


@entry
def in_order(n: int, row_time: Any, rows: Any, keep: Any) -> None:
    """Sort the rows, which are in order of time, by all columns within each instant (Shell's gaps)."""
    begin = 0
    while begin < n:
        end = begin + 1
        while end < n and row_time[end] == row_time[begin]:
            end += 1
        gap = 1
        while gap < (end - begin) // 3:
            gap = 3 * gap + 1
        while gap > 0:
            for i in range(begin + gap, end):
                for k in range(6):
                    keep[k] = rows[i, k]
                j = i
                while j - gap >= begin:
                    column = 0
                    while column < 5 and rows[j - gap, column] == keep[column]:
                        column += 1
                    if rows[j - gap, column] <= keep[column]:
                        break
                    for k in range(6):
                        rows[j, k] = rows[j - gap, k]
                    j -= gap
                for k in range(6):
                    rows[j, k] = keep[k]
            gap //= 3
        begin = end


# -- items ------------------------------------------------------------------------------------------------------------


@inner
def new_item(
    number: int, key: Any, source: int, kind: int, domain: int, size: float, worth: float, now: float, parent: int,
    urgent: int, measurable: int, first: int, last: int, words: int, factors: int, teams_at: int, team_words: int,
    branches: int, items: Any, sizes: Any, item_key: Any, memory: Any, amounts: Any, count: Any,
) -> Any:  # fmt: skip
    """The record of a new item; a child takes the last teams of its parent."""
    i = count[ITEMS]
    if i >= count[ITEM_ROOM]:
        count[STATUS] = MORE_ITEMS
        return NONE
    shelf = count[SHELVES] + kind
    at = memory[shelf]
    if at >= 0:  # the memory of one that is over
        memory[shelf] = memory[at]
        amounts_at = memory[at + 1]
    else:
        at = count[WORDS]
        amounts_at = count[FACTOR_WORDS]
        if at + words > count[WORD_ROOM] or amounts_at + branches + factors > count[FACTOR_ROOM]:
            count[STATUS] = MORE_WORDS if at + words > count[WORD_ROOM] else MORE_FACTORS
            return NONE
        count[WORDS] = at + words
        count[FACTOR_WORDS] = amounts_at + branches + factors
    count[ITEMS] = i + 1
    for k in range(factors):
        amounts[amounts_at + branches + k] = 1.0
    for column in range(ITEM_INTS):
        items[i, column] = 0
    for k in range(at, at + words):
        memory[k] = 0
    items[i, NUMBER] = number
    items[i, SOURCE] = source
    items[i, KIND] = kind
    items[i, DOMAIN] = domain
    items[i, PARENT] = parent
    items[i, ROOT] = i
    items[i, URGENT] = urgent
    items[i, MEASURABLE] = measurable
    items[i, FIRST] = first
    items[i, LAST] = last
    items[i, STEP] = first
    items[i, OUTCOME] = NONE
    items[i, MEMORY] = at
    items[i, FACTORS] = amounts_at
    sizes[i, SIZE] = size
    sizes[i, VALUE] = worth
    sizes[i, ASKED] = now
    sizes[i, ODDS] = 1.0
    item_key[i] = key
    if parent >= 0:
        items[i, ROOT] = items[parent, ROOT]
        for k in range(team_words):
            memory[at + teams_at + k] = memory[items[parent, MEMORY] + teams_at + k]
    return i


@inner
def recycle(i: int, items: Any, memory: Any, count: Any) -> None:
    """Nothing looks into the memory of this item any more: the next one of its kind takes it."""
    at = items[i, MEMORY]
    shelf = count[SHELVES] + items[i, KIND]
    memory[at] = memory[shelf]
    memory[at + 1] = items[i, FACTORS]
    memory[shelf] = at


@inner
def replication(
    key: Any, wanted: int, ints: Any, floats: Any, keys: Any, int_at: Any, float_at: Any, key_at: Any, amounts: Any,
    discipline: Any, whole: Any, real: Any, items: Any, sizes: Any, item_key: Any, row_time: Any, rows: Any,
    count: Any, requests: Any, weights: Any, events: Any, times: Any, heap: Any, memory: Any, factors: Any,
    stack: Any, held: Any, shops: Any, people: Any, clocks: Any, pools: Any, made: Any, batches: Any,
    limit_count: Any, seat_person: Any, seat_request: Any, seat_victim: Any, withheld: Any, shares: Any,
) -> Any:  # fmt: skip
    """Simulate one replication and return the day on which observation ended; `count` says how it went.

    Of `wanted` each bit stands for the rows of an event.
    """
    for k in range(COUNTERS):
        count[k] = 0
    count[WANTED] = wanted
    count[FREE_EVENT] = count[FREE_REQUEST] = NONE
    count[ITEM_ROOM], count[REQUEST_ROOM], count[EVENT_ROOM] = len(items), len(requests), len(events)
    count[WORD_ROOM], count[FACTOR_ROOM], count[ROW_ROOM] = len(memory), len(factors), len(rows)
    stack_room = len(stack)

    # from here on they are tables
    amounts = amount_tables(amounts)
    ints, floats, keys, discipline, shares = (
        flat(ints), flat(floats), flat(keys), flat(discipline), flat(shares)
    )  # fmt: skip
    items, sizes, item_key = item_table(items), size_table(sizes), flat(item_key)
    row_time, rows, count = flat(row_time), row_table(rows), flat(count)
    requests, weights = request_table(requests), weight_table(weights)
    events, times, heap = event_table(events), flat(times), flat(heap)
    memory, factors, stack, held, shops = (
        flat(memory),
        flat(factors),
        stack_table(stack),
        flat(held),
        flat(shops),
    )
    people, clocks, pools = person_table(people), clock_table(clocks), pool_table(pools)
    made, batches, limit_count, withheld = flat(made), flat(batches), flat(limit_count), flat(withheld)
    seat_person, seat_request, seat_victim = flat(seat_person), flat(seat_request), flat(seat_victim)

    (
        kind_first_step, kind_last_step, kind_urgent, kind_share, kind_smallest, kind_value, kind_is_use_case,
        kind_visits, kind_arrivals, kind_fired, kind_children, kind_words, kind_factors, step_activity_start,
        step_mark, step_gate, step_rule_start, step_limits, step_coordination, step_tasks, activity_effort,
        activity_for, activity_together, activity_patience, activity_redo, activity_redo_at_most,
        activity_part_start, activity_seats, part_type, part_phase, part_activity, part_step, part_ask, part_amount,
        part_again, part_once, part_call, part_domain, part_awaited, part_patience, gate_delay, gate_stops, gate_for,
        gate_coordination,
        rule_target, rule_chance, rule_at_most, limit_capacity, handover_delay, handover_bounce, handover_loss,
        pool_team, pool_start, pool_seat, pool_members, option_start, option_pool,
        option_stands_in, person_carries, person_roles, person_pool_start, person_pool, rate_start, rate_presence,
        source_type, source_kind, source_interval, source_batch, source_at_most, source_ever, source_waits,
        source_measurable, source_person, planned_start, planned_kind, planned_domain, planned_step, remedy_start,
        remedy_kind, remedy_step, remedy_share, remedy_urgent, participant_start, participant_part,
    ) = int_at  # fmt: skip
    (
        kind_class, kind_cost_of_delay, domain_share, step_closeness, activity_mean, activity_redo_repeats,
        activity_redo_fade, part_share, part_grows, part_alone, gate_grows, gate_meet_every, rule_fade, rule_repeats,
        person_skill, person_loss, rate_day, rate_slope, planned_day, planned_size,
    ) = float_at  # fmt: skip
    (
        kind_stream, size_stream, value_stream, domain_stream, step_stream, coordination_stream, activity_stream,
        redo_stream, patience_stream, part_stream, gate_stream, verdict_stream, gate_coordination_stream,
        handover_stream, bounce_stream,
        source_stream, remedy_stream, interval_stream, batch_stream, ever_stream,
    ) = key_at  # fmt: skip
    (
        kinds, use_cases, domains, n_people, n_pools, n_sources, n_limits, copies, full_horizon, is_flow, attempts,
        first_come, any_smallest, mark_live, mark_in_use, mark_retired, size_amount, person_words, team_words,
        crossings, branches, _,
    ) = whole  # fmt: skip
    horizon, warm_up, window_end = real
    teams_at = 3 * person_words  # in an item's memory: last people, people here, workers, last teams, teams here
    near_at = teams_at + 2 * team_words  # then how near each participant is
    branch_at = near_at + crossings  # then the activities side by side

    n_held = ZERO
    handouts = ZERO
    unfinished = ZERO
    now = 0.0
    admitting = handing_out = stopping = False
    window_open = is_flow != 0 and window_end < horizon
    op = POP
    i = b = p = ZERO
    sp = ZERO
    luck = ZERO  # where the key of the stream that coordination draws from stands

    # -- the first morning ---------------------------------------------------------------------------------------------
    for source in range(n_sources):
        made[source] = batches[source] = 0
    for limit in range(n_limits):
        limit_count[limit] = 0
    count[SHELVES] = 2 * ints[pool_start + n_pools]
    count[WORDS] = count[SHELVES] + kinds
    if count[WORDS] > count[WORD_ROOM]:
        count[STATUS] = MORE_WORDS
        return now
    for k in range(count[WORDS]):  # memory begins with who is free in each pool and what is left by each kind of item
        memory[k] = NONE
    for pool in range(n_pools):
        for column in range(POOL_INTS):
            pools[pool, column] = 0
        pools[pool, TEAM] = ints[pool_team + pool]
        pools[pool, HEAD] = pools[pool, TAIL] = NONE
        pools[pool, SEATS] = pool_seat + 2 * ints[pool_start + pool]
        pools[pool, SEAT_COUNT] = ints[pool_start + pool + 1] - ints[pool_start + pool]
        pools[pool, FREE_TREE] = 2 * ints[pool_start + pool]
        pools[pool, MEMBERS] = pool_members + pool * person_words
        pools[pool, FIRST_WORD] = person_words
        for word in range(person_words):
            if ints[pools[pool, MEMBERS] + word] != 0:
                pools[pool, FIRST_WORD] = min(word, pools[pool, FIRST_WORD])
                pools[pool, LAST_WORD] = word
    for person in range(n_people):
        for column in range(PERSON_INTS):
            people[person, column] = 0
        for column in range(PERSON_FLOATS):
            clocks[person, column] = 0.0
        people[person, CARRIES] = ints[person_carries + person]
        people[person, ROLES] = ints[person_roles + person]
        people[person, HANDS] = people[person, ASIDE] = NONE
        people[person, COPIES] = copies
        people[person, POOLS_FROM] = person_pool + 2 * ints[person_pool_start + person]
        people[person, POOLS_TO] = person_pool + 2 * ints[person_pool_start + person + 1]
        clocks[person, LOSS] = floats[person_loss + person]
        place = ints[rate_start + person]
        if place < ints[rate_start + person + 1]:
            at = max(floats[rate_day + place], 0.0)
            schedule(at, RATE_CHANGE << 32, person, ZERO, RATE, person, place, ZERO, count, times, heap, events)
    for source in range(n_sources - 1, -1, -1):
        if ints[source_type + source] == PLANNED:
            for entry in range(ints[planned_start + source], ints[planned_start + source + 1]):
                schedule(
                    floats[planned_day + entry], SOURCE_DUE << 32 | source, entry, ZERO, PLAN, source, entry, ZERO,
                    count, times, heap, events,
                )  # fmt: skip
        elif ints[source_type + source] == RENEWAL:
            stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3] = DO_NEXT_BATCH, source, ZERO, ZERO
            sp += 1

    while True:
        # -- the story of an item, told until it waits -----------------------------------------------------------------
        while True:
            if op == POP:
                if sp == 0 or count[STATUS] != FINE:
                    break
                sp -= 1
                op, i, b, p = stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3]
                if sp + 8 > stack_room:
                    count[STATUS] = MORE_STACK

            if op == DO_COUNT_DOWN:  # one of the things waited for has come, for the item (b < 0) or an activity
                if b < 0:
                    items[i, OPEN] -= 1
                    op = POP
                    if items[i, OPEN] == 0 and items[i, RESUME] != 0:
                        op = items[i, RESUME]
                        items[i, RESUME] = 0
                else:
                    place = items[i, MEMORY] + branch_at + BRANCH * b
                    memory[place + BRANCH_OPEN] -= 1
                    op = POP
                    if memory[place + BRANCH_OPEN] == 0 and memory[place + BRANCH_RESUME] != 0:
                        op = memory[place + BRANCH_RESUME]
                        memory[place + BRANCH_RESUME] = 0
                continue

            if op == DO_STEP:  # limits: give back those whose span is left, take those that are entered
                step = items[i, STEP]
                if step > items[i, LAST]:
                    op, b, p = DO_END, DONE, items[i, LAST]
                    continue
                op = DO_ENTERED
                limits = ints[step_limits + step]
                if limits != items[i, SPANS]:
                    gone = items[i, SPANS] & ~limits
                    if gone != 0:
                        for limit in range(n_limits):
                            limit_count[limit] -= (gone >> limit) & 1
                        items[i, SPANS] &= ~gone
                        count[SETTLE] = count[ROOM] = 1
                    wanted = limits & ~items[i, SPANS]
                    if wanted != 0 and (items[i, PARENT] >= 0 or wanted & ~items[i, BEEN] == 0):
                        for limit in range(n_limits):
                            limit_count[limit] += (wanted >> limit) & 1
                        items[i, SPANS] |= wanted
                        items[i, BEEN] |= wanted
                    elif wanted != 0:
                        log(now, items[i, NUMBER], step, NONE, ZERO, HELD, NONE, count, row_time, rows)
                        items[i, OPEN] += 1
                        items[i, WANTED] = wanted
                        kind = items[i, KIND]
                        sizes[i, HELD_SINCE] = now
                        sizes[i, HELD_RANK] = 0.0
                        if first_come == 0:
                            sizes[i, HELD_RANK] = rank_value(
                                discipline, floats[kind_class + kind], now, 0.0, floats[kind_cost_of_delay + kind],
                                floats[step_closeness + step],
                            )  # fmt: skip
                        place = n_held
                        while place > 0:
                            j = held[place - 1]
                            if items[i, URGENT] != items[j, URGENT]:
                                first = items[i, URGENT] > items[j, URGENT]
                            elif sizes[i, HELD_RANK] != sizes[j, HELD_RANK]:
                                first = sizes[i, HELD_RANK] < sizes[j, HELD_RANK]
                            elif sizes[i, HELD_SINCE] != sizes[j, HELD_SINCE]:
                                first = sizes[i, HELD_SINCE] < sizes[j, HELD_SINCE]
                            else:
                                first = items[i, NUMBER] < items[j, NUMBER]
                            if not first:
                                break
                            held[place] = j
                            place -= 1
                        held[place] = i
                        n_held += 1
                        count[SETTLE] = count[ROOM] = 1
                        items[i, RESUME] = DO_ADMITTED
                        op = POP
                        continue

            if op == DO_ADMITTED:
                log(now, items[i, NUMBER], items[i, STEP], NONE, ZERO, ADMITTED, NONE, count, row_time, rows)
                op = DO_ENTERED

            if op == DO_ENTERED:  # the handover: how near is everybody who is asked
                step = items[i, STEP]
                kind = items[i, KIND]
                mine = items[i, MEMORY]
                arrival = memory[mine + ints[kind_arrivals + kind] + step]
                memory[mine + ints[kind_arrivals + kind] + step] = arrival + 1
                items[i, ARRIVAL] = arrival
                if ints[step_tasks + step * kinds + kind] == 0:
                    op = DO_DECIDE
                elif step == items[i, FIRST] and arrival == 0:
                    op = DO_CARRY
                else:
                    op = DO_CARRY
                    anyone = False
                    for k in range(team_words):
                        if memory[mine + teams_at + k] != 0:
                            anyone = True
                    farthest = SAME_PERSON
                    if anyone:
                        begin = ints[participant_start + step * kinds + kind]
                        end = ints[participant_start + step * kinds + kind + 1]
                        for k in range(begin, end):
                            part = ints[participant_part + k]
                            pool = asked_pool(
                                mine + teams_at, ints[part_ask + part] * domains + items[i, DOMAIN], option_start,
                                option_pool, option_stands_in, pools, ints, memory,
                            )  # fmt: skip
                            near = SAME_PERSON
                            same = False
                            for word in range(person_words):
                                if memory[mine + word] & ints[pool_members + pool * person_words + word] != 0:
                                    same = True
                            if not same:
                                team = ints[pool_team + pool]
                                worked = (memory[mine + teams_at + (team >> 6)] >> np.int64(team & 63)) & 1 == 1
                                near = SAME_TEAM if worked else OTHER_TEAM
                            memory[mine + near_at + k - begin] = near
                            farthest = max(farthest, near)
                    if farthest > SAME_PERSON:
                        items[i, FARTHEST] = farthest
                        log(now, items[i, NUMBER], step, NONE, arrival, HANDOVER_BEGAN, NONE, count, row_time, rows)
                        op = DO_CROSS
                        coordination = ints[step_coordination + step * kinds + kind]
                        if farthest == OTHER_TEAM and coordination >= 0:
                            op, b, p, luck = DO_COORDINATE, DO_CROSS, coordination, coordination_stream + step

            if op == DO_COORDINATE:  # an item of kind p, which is waited for; then the story goes on with b
                items[i, OPEN] += 1
                stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_COORDINATED, i, b
                sp += 1
                root = items[i, ROOT]
                items[root, FAMILY] += 1
                child = new_item(
                    items[root, NUMBER] + items[root, FAMILY], child_key(item_key[i], keys[luck], items[i, ARRIVAL]),
                    items[i, SOURCE], p, items[i, DOMAIN], sizes[i, SIZE], 0.0, now, i, ints[kind_urgent + p], ZERO,
                    ints[kind_first_step + p], ints[kind_last_step + p], ints[kind_words + p], ints[kind_factors + p],
                    teams_at, team_words, branches, items, sizes, item_key, memory, factors, count,
                )  # fmt: skip
                if child < 0:
                    break
                items[child, WHEN] = COORDINATED
                i = child
                log(now, items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                op = DO_STEP
                continue

            if op == DO_COORDINATED:
                op = b
                if items[i, OPEN] > 0:
                    items[i, RESUME] = b
                    op = POP
                if op != DO_CROSS:
                    continue

            if op == DO_CROSS:  # each crossing has its delay
                step = items[i, STEP]
                kind = items[i, KIND]
                mine = items[i, MEMORY]
                arrival = items[i, ARRIVAL]
                begin = ints[participant_start + step * kinds + kind]
                for k in range(begin, ints[participant_start + step * kinds + kind + 1]):
                    near = memory[mine + near_at + k - begin]
                    if near == SAME_PERSON:
                        continue
                    part = ints[participant_part + k]
                    event = CROSSED_TEAMS if near == OTHER_TEAM else PASSED_ON
                    log(now, items[i, NUMBER], step, part, arrival, event, NONE, count, row_time, rows)
                    delay = ints[handover_delay + near * use_cases + kind]
                    if delay >= 0:
                        days = value(delay, item_key[i], keys[handover_stream + part], arrival * attempts, now, amounts)
                        items[i, OPEN] += 1
                        schedule(
                            now + days, PART_DUE << 32, items[i, NUMBER], part, CROSSED, i, k - begin, ZERO, count,
                            times, heap, events,
                        )  # fmt: skip
                op = DO_HANDED_OVER
                if items[i, OPEN] > 0:
                    items[i, RESUME] = DO_HANDED_OVER
                    op = POP
                    continue

            if op == DO_HANDED_OVER:
                log(
                    now, items[i, NUMBER], items[i, STEP], NONE, items[i, ARRIVAL], HANDOVER_ENDED, NONE, count,
                    row_time, rows,
                )  # fmt: skip
                loss = ints[handover_loss + items[i, FARTHEST] * use_cases + items[i, KIND]]
                if loss >= 0:
                    sizes[i, ODDS] *= 1.0 + level(loss, now, amounts)
                op = DO_CARRY

            # -- the work of a step --------------------------------------------------------------------------------
            if op == DO_CARRY:
                items[i, OPEN] += ints[step_tasks + items[i, STEP] * kinds + items[i, KIND]]
                op, b = DO_BRANCHES, ZERO

            if op == DO_BRANCHES:  # the activities side by side, each with a story of its own; the last one here
                step = items[i, STEP]
                begin = ints[step_activity_start + step]
                end = ints[step_activity_start + step + 1]
                while ints[activity_for + (begin + b) * kinds + items[i, KIND]] == 0:
                    b += 1
                last = True
                for activity in range(begin + b + 1, end):
                    if ints[activity_for + activity * kinds + items[i, KIND]] != 0:
                        last = False
                if last:
                    items[i, RESUME] = DO_WORKED
                else:
                    stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_BRANCHES, i, b + 1
                    sp += 1
                place = items[i, MEMORY] + branch_at + BRANCH * b
                memory[place + BRANCH_OPEN] = 0
                memory[place + BRANCH_RESUME] = 0
                memory[place + BRANCH_TIMES] = 0
                factors[items[i, FACTORS] + b] = 1.0
                op = DO_VISIT

            if op == DO_VISIT:
                activity = ints[step_activity_start + items[i, STEP]] + b
                at_visit = items[i, MEMORY] + ints[kind_visits + items[i, KIND]] + activity
                place = items[i, MEMORY] + branch_at + BRANCH * b
                memory[place + BRANCH_VISIT] = memory[at_visit]
                memory[at_visit] += 1
                memory[place + BRANCH_PHASE] = WAITS
                op, p = DO_PAUSES, ints[activity_part_start + activity]

            if op == DO_ASKS:
                activity = ints[step_activity_start + items[i, STEP]] + b
                memory[items[i, MEMORY] + branch_at + BRANCH * b + BRANCH_PHASE] = ASKS
                op, p = DO_PAUSES, ints[activity_part_start + activity]

            if op == DO_PAUSES:  # delays and calls, before the work or after it
                activity = ints[step_activity_start + items[i, STEP]] + b
                kind = items[i, KIND]
                place = items[i, MEMORY] + branch_at + BRANCH * b
                visit = memory[place + BRANCH_VISIT]
                phase = memory[place + BRANCH_PHASE]
                end = ints[activity_part_start + activity + 1]
                child = NONE
                while p < end and child < 0:
                    part = p
                    p += 1
                    amount = ints[part_amount + part * kinds + kind]
                    if ints[part_type + part] == STINT or ints[part_phase + part] != phase or amount < 0:
                        continue
                    if ints[part_once + part] != 0 and visit > 0:
                        continue
                    if ints[part_type + part] == DELAY:
                        drawn = value(amount, item_key[i], keys[part_stream + part], visit, now, amounts)
                        again = 1.0
                        if visit > 0 and ints[part_again + part] >= 0:
                            again = level(ints[part_again + part], now, amounts)
                        log(now, items[i, NUMBER], items[i, STEP], part, visit, WAIT_BEGAN, NONE, count, row_time, rows)
                        memory[place + BRANCH_OPEN] += 1
                        schedule(
                            now + wait_delay(drawn, sizes[i, SIZE], floats[part_grows + part], again), PART_DUE << 32,
                            items[i, NUMBER], part, PAUSE_OVER, i, part, visit, count, times, heap, events,
                        )  # fmt: skip
                        continue
                    domain = ints[part_domain + part]
                    if domain == items[i, DOMAIN]:
                        continue
                    if domain < 0:
                        domain = items[i, DOMAIN]
                    if uniform(item_key[i], keys[part_stream + part], visit, ZERO) >= level(amount, now, amounts):
                        continue
                    called = ints[part_call + part]
                    awaited = ints[part_awaited + part] != 0
                    if awaited:
                        log(now, items[i, NUMBER], items[i, STEP], part, visit, WAIT_BEGAN, NONE, count, row_time, rows)
                        memory[place + BRANCH_OPEN] += 1
                        patience = ints[part_patience + part * kinds + kind]
                        if patience >= 0:
                            days = value(
                                patience, item_key[i], keys[part_stream + part], visit + (1 << 20), now, amounts
                            )
                            schedule(
                                now + days, PART_DUE << 32, items[i, NUMBER], part, ALONE, i, count[ITEMS], ZERO, count,
                                times, heap, events,
                            )  # fmt: skip
                    root = items[i, ROOT]
                    items[root, FAMILY] += 1
                    child = new_item(
                        items[root, NUMBER] + items[root, FAMILY],
                        child_key(item_key[i], keys[part_stream + part], visit), items[i, SOURCE], called, domain,
                        sizes[i, SIZE], 0.0, now, i, ints[kind_urgent + called], ZERO, ints[kind_first_step + called],
                        ints[kind_last_step + called], ints[kind_words + called], ints[kind_factors + called],
                        teams_at, team_words, branches, items, sizes, item_key, memory, factors, count,
                    )  # fmt: skip
                    if child < 0:
                        break
                    if awaited:
                        items[child, WHEN] = ANSWERED
                        items[child, WHEN_PART] = part
                        items[child, WHEN_VISIT] = visit
                        items[child, WAITING] = 1
                if count[STATUS] != FINE:
                    break
                if child >= 0:  # the child's story first, then the other pauses
                    stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3] = DO_PAUSES, i, b, p
                    sp += 1
                    i = child
                    log(now, items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                    op = DO_STEP
                    continue
                op = DO_WORK if phase == WAITS else DO_REDO
                if memory[place + BRANCH_OPEN] > 0:
                    memory[place + BRANCH_RESUME] = op
                    op = POP
                    continue

            if op == DO_WORK:  # ask for the people of an activity, each for a share of one draw of its effort
                step = items[i, STEP]
                activity = ints[step_activity_start + step] + b
                n_seats = ints[activity_seats + activity]
                op = DO_ASKS
                if n_seats > 0:
                    kind = items[i, KIND]
                    mine = items[i, MEMORY]
                    place = mine + branch_at + BRANCH * b
                    visit = memory[place + BRANCH_VISIT]
                    effort = ints[activity_effort + activity * kinds + kind]
                    drawn = value(effort, item_key[i], keys[activity_stream + activity], visit, now, amounts)
                    factor = 1.0
                    if kind < use_cases:
                        factor = factors[items[i, FACTORS] + branches + step - ints[kind_first_step + kind]]
                    redone = factors[items[i, FACTORS] + b]
                    together = ints[activity_together + activity] if n_seats > 1 else 0
                    earlier = NONE
                    lead = NONE
                    for part in range(ints[activity_part_start + activity], ints[activity_part_start + activity + 1]):
                        if ints[part_type + part] != STINT:
                            continue
                        r = count[FREE_REQUEST]
                        if r >= 0:
                            count[FREE_REQUEST] = requests[r, NEXT]
                        else:
                            r = count[REQUESTS]
                            if r >= count[REQUEST_ROOM]:
                                count[STATUS] = MORE_REQUESTS
                                break
                            count[REQUESTS] = r + 1
                        share = floats[part_share + part]
                        requests[r, ITEM] = i
                        requests[r, REQUEST_NUMBER] = items[i, NUMBER]
                        requests[r, PART] = part
                        requests[r, REQUEST_STEP] = step
                        requests[r, ASK] = ints[part_ask + part]
                        requests[r, VISIT] = visit
                        requests[r, POOL] = asked_pool(
                            mine + teams_at, ints[part_ask + part] * domains + items[i, DOMAIN], option_start,
                            option_pool, option_stands_in, pools, ints, memory,
                        )  # fmt: skip
                        requests[r, PERSON] = NONE
                        requests[r, SEAT] = 1 if together != 0 else 0
                        requests[r, REQUEST_URGENT] = items[i, URGENT]
                        requests[r, MATE] = NONE
                        requests[r, PLACE] = place
                        requests[r, REMEMBERS] = mine
                        requests[r, LOOKED_AT] = 0
                        requests[r, IN_ORDER] = 1 if together == IN_ORDER_WORKSHOP else 0
                        weights[r, WORK] = work_effort(drawn, sizes[i, SIZE], factor, redone, share)
                        weights[r, STARTED_AT] = -1.0
                        weights[r, ASKED_AT] = now
                        weights[r, RANK] = 0.0
                        if first_come == 0:
                            mean = floats[activity_mean + activity * kinds + kind]
                            weights[r, RANK] = rank_value(
                                discipline, floats[kind_class + kind], now,
                                work_effort(mean, sizes[i, SIZE], factor, redone, share),
                                floats[kind_cost_of_delay + kind], floats[step_closeness + step],
                            )  # fmt: skip
                        log(now, items[i, NUMBER], step, part, visit, QUEUED, NONE, count, row_time, rows)
                        if together == 0:
                            enqueue(r, requests, weights, pools, count)
                        else:
                            if earlier >= 0:
                                requests[earlier, MATE] = r
                            else:
                                lead = r
                            earlier = r
                            stir(requests[r, POOL], pools, count)
                    if count[STATUS] != FINE:
                        break
                    if lead >= 0:
                        shops[count[SHOPS]] = lead
                        count[SHOPS] += 1
                    count[SETTLE] = 1
                    memory[place + BRANCH_OPEN] += n_seats
                    memory[place + BRANCH_BEGUN] = 0
                    patience = ints[activity_patience + activity * kinds + kind]
                    if patience >= 0:
                        part = ints[activity_part_start + activity]
                        while ints[part_type + part] != STINT:
                            part += 1
                        days = value(patience, item_key[i], keys[patience_stream + activity], visit, now, amounts)
                        schedule(
                            now + days, PART_DUE << 32, items[i, NUMBER], part, PATIENCE, i, activity, visit, count,
                            times, heap, events,
                        )  # fmt: skip
                    memory[place + BRANCH_RESUME] = DO_ASKS
                    op = POP
                continue

            if op == DO_REDO:
                activity = ints[step_activity_start + items[i, STEP]] + b
                place = items[i, MEMORY] + branch_at + BRANCH * b
                redo = ints[activity_redo + activity * kinds + items[i, KIND]]
                done_again = memory[place + BRANCH_TIMES]
                op = DO_BRANCH_OVER
                if redo >= 0 and done_again != ints[activity_redo_at_most + activity]:
                    visit = memory[place + BRANCH_VISIT]
                    chance = faded(level(redo, now, amounts), floats[activity_redo_fade + activity], done_again)
                    if uniform(item_key[i], keys[redo_stream + activity], visit, ZERO) < chance:
                        log(now, items[i, NUMBER], items[i, STEP], activity, visit, REDONE, NONE, count, row_time, rows)
                        memory[place + BRANCH_TIMES] += 1
                        factors[items[i, FACTORS] + b] *= floats[activity_redo_repeats + activity]
                        op = DO_VISIT
                        continue

            if op == DO_BRANCH_OVER:
                op, b = DO_COUNT_DOWN, NONE
                continue

            if op == DO_WORKED:  # those who were at work here are the last ones now
                mine = items[i, MEMORY]
                anyone = False
                for word in range(person_words):
                    if memory[mine + person_words + word] != 0:
                        anyone = True
                if anyone:
                    for word in range(person_words):
                        memory[mine + word] = memory[mine + person_words + word]
                        memory[mine + person_words + word] = 0
                    for word in range(team_words):
                        memory[mine + teams_at + word] = memory[mine + teams_at + team_words + word]
                        memory[mine + teams_at + team_words + word] = 0
                op = DO_DECIDE

            # -- decisions -----------------------------------------------------------------------------------------
            if op == DO_DECIDE:
                step = items[i, STEP]
                kind = items[i, KIND]
                op = DO_PASS
                if kind < use_cases:
                    fired_at = items[i, MEMORY] + ints[kind_fired + kind]
                    begin = ints[step_rule_start + step]
                    end = ints[step_rule_start + step + 1]
                    total = 0.0
                    decides = False
                    for rule in range(begin, end):
                        amount = ints[rule_chance + rule * use_cases + kind]
                        if amount >= 0:
                            decides = True
                            at_most = ints[rule_at_most + rule]
                            fired = memory[fired_at + rule]
                            if at_most < 0 or fired < at_most:
                                total += faded(level(amount, now, amounts), floats[rule_fade + rule], fired)
                    back = NONE
                    if decides:
                        raised = with_loss(total, sizes[i, ODDS])
                        sizes[i, ODDS] = 1.0
                        if total > 0.0:
                            u = uniform(item_key[i], keys[step_stream + step], items[i, ARRIVAL], ZERO)
                            reached = 0.0
                            for rule in range(begin, end):
                                amount = ints[rule_chance + rule * use_cases + kind]
                                if amount < 0:
                                    continue
                                at_most = ints[rule_at_most + rule]
                                fired = memory[fired_at + rule]
                                if at_most < 0 or fired < at_most:
                                    reached += faded(level(amount, now, amounts), floats[rule_fade + rule], fired)
                                if u < raised * (reached / total):
                                    back = rule
                                    break
                    if back >= 0:
                        target = ints[rule_target + back]
                        memory[fired_at + back] += 1
                        if floats[rule_repeats + back] != 1.0:
                            of_step = items[i, FACTORS] + branches - ints[kind_first_step + kind]
                            for other in range(target, step + 1):
                                factors[of_step + other] *= floats[rule_repeats + back]
                        log(
                            now, items[i, NUMBER], step, back, items[i, ARRIVAL], SENT_BACK, NONE, count, row_time, rows
                        )
                        items[i, STEP] = target
                        op = DO_STEP
                        continue
                    gate = ints[step_gate + step]
                    if gate >= 0 and ints[gate_for + gate * use_cases + kind] != 0:
                        arrival = items[i, ARRIVAL]
                        log(now, items[i, NUMBER], step, NONE, arrival, GATE_BEGAN, NONE, count, row_time, rows)
                        op = DO_GATE
                        coordination = ints[gate_coordination + gate * use_cases + kind]
                        if coordination >= 0:
                            op, b, p, luck = DO_COORDINATE, DO_GATE, coordination, gate_coordination_stream + gate
                            continue

            if op == DO_GATE:  # the delay, then the next meeting
                gate = ints[step_gate + items[i, STEP]]
                delay = ints[gate_delay + gate * use_cases + items[i, KIND]]
                every = floats[gate_meet_every + gate]
                ready = now
                if delay >= 0:
                    drawn = value(delay, item_key[i], keys[gate_stream + gate], items[i, ARRIVAL], now, amounts)
                    ready = now + wait_delay(drawn, sizes[i, SIZE], floats[gate_grows + gate], 1.0)
                if every > 0.0:
                    ready = next_meeting(ready, every)
                op = DO_GATE_OVER
                if delay >= 0 or every > 0.0:
                    items[i, OPEN] += 1
                    items[i, RESUME] = DO_GATE_OVER
                    schedule(
                        ready, PART_DUE << 32, items[i, NUMBER], ZERO, GATE_DUE, i, ZERO, ZERO, count, times, heap,
                        events,
                    )  # fmt: skip
                    op = POP
                    continue

            if op == DO_GATE_OVER:
                step = items[i, STEP]
                log(now, items[i, NUMBER], step, NONE, items[i, ARRIVAL], GATE_ENDED, NONE, count, row_time, rows)
                gate = ints[step_gate + step]
                first = (items[i, PASSED] >> gate) & 1 == 0
                items[i, PASSED] |= 1 << gate
                op = DO_PASS
                stops = ints[gate_stops + gate * use_cases + items[i, KIND]]
                verdict = np.inf
                if first and items[i, PARENT] < 0 and stops >= 0:
                    verdict = uniform(item_key[i], keys[verdict_stream + gate], ZERO, ZERO)
                if verdict < level(stops, now, amounts):
                    op, b, p = DO_END, STOPPED, step

            if op == DO_PASS:
                step = items[i, STEP]
                items[i, STEP] = step + 1
                op = DO_STEP
                mark = ints[step_mark + step]
                if mark >= 0 and items[i, PARENT] < 0 and (items[i, MARKS] >> mark) & 1 == 0:
                    items[i, MARKS] |= 1 << mark
                    log(now, items[i, NUMBER], step, mark, ZERO, MARKED, NONE, count, row_time, rows)
                    if mark == mark_live:
                        stack[sp, 0], stack[sp, 1] = DO_STEP, i
                        sp += 1
                        op, b, p = DO_CLOCKS, ZERO, ZERO
                if op == DO_STEP:
                    continue

            if op == DO_END:  # b is the outcome, p the step; whoever waited for the item goes on
                log(now, items[i, NUMBER], p, b, ZERO, ENDED, NONE, count, row_time, rows)
                items[i, OUTCOME] = b
                if b != GIVEN_UP and (items[i, MARKS] >> mark_live) & 1 == 0:  # no clock runs, nothing is in hand
                    recycle(i, items, memory, count)
                gone = items[i, SPANS]
                if gone != 0:
                    for limit in range(n_limits):
                        limit_count[limit] -= (gone >> limit) & 1
                    items[i, SPANS] = 0
                    count[SETTLE] = count[ROOM] = 1
                if items[i, KEEPS_OPEN] != 0:
                    unfinished -= 1
                    if full_horizon == 0 and unfinished == 0:
                        over = True
                        if is_flow != 0:
                            over = now >= window_end
                        else:
                            for source in range(n_sources):
                                if ints[source_type + source] == PLANNED:
                                    entries = ints[planned_start + source + 1] - ints[planned_start + source]
                                    if made[source] < entries:
                                        over = False
                                elif ints[source_type + source] == RENEWAL and ints[source_kind + source] < 0:
                                    at_most = ints[source_at_most + source]
                                    if at_most < 0 or made[source] < at_most:
                                        over = False
                        if over:
                            stopping = True
                when = items[i, WHEN]
                parent = items[i, PARENT]
                op = POP
                if when == COORDINATED:
                    op, i, b = DO_COUNT_DOWN, parent, NONE
                elif when == ANSWERED:
                    if items[i, WAITING] != 0 and items[parent, OUTCOME] < 0:
                        items[i, WAITING] = 0
                        part = items[i, WHEN_PART]
                        log(
                            now, items[parent, NUMBER], ints[part_step + part], part, items[i, WHEN_VISIT], WAIT_ENDED,
                            NONE, count, row_time, rows,
                        )  # fmt: skip
                        op, i = DO_COUNT_DOWN, parent
                        b = ints[part_activity + part] - ints[step_activity_start + ints[part_step + part]]
                elif when == REPAIRED:
                    op, b, p = DO_CLOCKS, items[i, WHEN_PART], ONLY_THIS
                    i = parent
                if op != DO_CLOCKS:
                    continue

            # -- sources -------------------------------------------------------------------------------------------
            if op == DO_CLOCKS:  # start the clocks of a live item, from source b on, or go on with this one
                for source in range(b, n_sources):
                    if ints[source_type + source] != LIVE:
                        continue
                    runs = True
                    ever = ints[source_ever + source]
                    if p != ONLY_THIS and ever >= 0:
                        runs = uniform(item_key[i], keys[ever_stream + source], ZERO, ZERO) < level(ever, now, amounts)
                    before_now = memory[items[i, MEMORY] + ints[kind_children + items[i, KIND]] + source]
                    at_most = ints[source_at_most + source]
                    if runs and items[i, RETIRED] == 0 and (at_most < 0 or before_now < at_most):
                        days = value(
                            ints[source_interval + source], item_key[i], keys[interval_stream + source], before_now,
                            now, amounts,
                        )  # fmt: skip
                        schedule(
                            now + days, SOURCE_DUE << 32 | source, items[i, NUMBER], ZERO, RING, i, source, ZERO, count,
                            times, heap, events,
                        )  # fmt: skip
                    if p == ONLY_THIS:
                        break
                op = POP
                continue

            if op == DO_NEXT_BATCH:  # i is the source
                op = POP
                at_most = ints[source_at_most + i]
                if at_most < 0 or made[i] < at_most:
                    days = value(ints[source_interval + i], key, keys[interval_stream + i], batches[i], now, amounts)
                    order = SOURCE_DUE << 32 | i
                    schedule(now + days, order, ZERO, ZERO, BATCH, i, ZERO, ZERO, count, times, heap, events)
                continue

            if op == DO_BATCH:  # b more items of source i, then the next batch
                if b <= 0:
                    op = DO_NEXT_BATCH
                    continue
                stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_BATCH, i, b - 1
                sp += 1
                op, b = DO_MAKE, NONE

            if op == DO_MAKE:  # one item of source i, as planned in entry b or drawn under its own key
                source = i
                kind = ints[source_kind + source]
                domain = NONE
                size = np.nan
                step = NONE
                if b >= 0:
                    kind = ints[planned_kind + b]
                    domain = ints[planned_domain + b]
                    size = floats[planned_size + b]
                    step = ints[planned_step + b]
                index = made[source]
                made[source] += 1
                its_key = child_key(key, keys[source_stream + source], index)
                use_case = kind < 0 or ints[kind_is_use_case + kind] != 0
                if use_case and size != size:
                    size = value(size_amount, its_key, keys[size_stream], ZERO, now, amounts)
                if kind < 0:
                    if any_smallest != 0:
                        u = uniform(its_key, keys[size_stream], ZERO, ZERO)
                        reached = 0.0
                        for k in range(kinds):
                            if ints[kind_smallest + k] != 0:
                                reached += level(ints[kind_share + k], now, amounts)
                                if u < reached:
                                    kind = k
                                    break
                    if kind < 0:
                        for k in range(use_cases):
                            shares[k] = 0.0
                            if ints[kind_smallest + k] == 0:
                                shares[k] = level(ints[kind_share + k], now, amounts)
                        kind = fastest(its_key, use_cases, kind_stream, ZERO, keys, shares)
                if domain < 0:
                    domain = fastest(its_key, domains, domain_stream, domain_share, keys, floats)
                worth = 0.0
                if use_case and ints[kind_value + kind] >= 0:
                    worth = value(ints[kind_value + kind], its_key, keys[value_stream], ZERO, now, amounts)
                measurable = ints[source_measurable + source]
                number = source << SOURCE_BITS | index << INDEX_BITS
                i = new_item(
                    number, its_key, source, kind, domain, size if use_case else 1.0, worth, now, NONE,
                    ints[kind_urgent + kind], measurable, max(step, ints[kind_first_step + kind]),
                    ints[kind_last_step + kind], ints[kind_words + kind], ints[kind_factors + kind], teams_at,
                    team_words, branches, items, sizes, item_key, memory, factors, count,
                )  # fmt: skip
                if i < 0:
                    break
                log(now, number, NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                if step == LIVE_FROM_START:
                    items[i, MARKS] = 1 << mark_live | 1 << mark_in_use
                    log(now, number, NONE, mark_live, ZERO, MARKED, NONE, count, row_time, rows)
                    log(now, number, NONE, mark_in_use, ZERO, MARKED, NONE, count, row_time, rows)
                    log(now, number, NONE, DONE, ZERO, ENDED, NONE, count, row_time, rows)
                    items[i, OUTCOME] = DONE
                    op, b, p = DO_CLOCKS, ZERO, ZERO
                else:
                    counts = is_flow == 0 or (measurable != 0 and warm_up <= now < window_end)
                    if counts and ints[kind_is_use_case + kind] != 0:
                        items[i, KEEPS_OPEN] = 1
                        unfinished += 1
                    op = DO_STEP

        # -- what is to be settled -----------------------------------------------------------------------------------
        if count[STATUS] != FINE:
            return now
        if count[SETTLE] != 0:
            count[SETTLE] = 0
            admitting = admitting or n_held > 0
            handing_out = handing_out or count[STIRRED_POOLS] > 0
        op = POP

        # -- an event that is due --------------------------------------------------------------------------------------
        if count[DUE] > 0 and times[0] <= now:
            e = take_first(count, times, heap, events)
            what, i, b, p = events[e, WHAT], events[e, A], events[e, B], events[e, C]
            events[e, A] = count[FREE_EVENT]
            count[FREE_EVENT] = e

            if what == FINISH:  # a person has done a stint, if nothing has changed since
                person = i
                if people[person, VERSION] != b:
                    continue
                count[HAPPENED] += 1
                r = p
                clocks[person, CLOCK] = weights[r, TARGET]
                clocks[person, SINCE] = now
                drop(r, person, now, people, clocks, requests, pools, ints, memory)
                part = requests[r, PART]
                log_stint(now, r, FINISHED, person, requests, count, row_time, rows)
                while requests[r, SEAT] != 0 and people[person, ASIDE] >= 0:  # what was put down comes back to hand
                    after = people[person, ASIDE]
                    people[person, ASIDE] = requests[after, NEXT]
                    if weights[after, STARTED_AT] >= 0.0 or items[requests[after, ITEM], OUTCOME] < 0:
                        pool = requests[after, POOL]
                        skill = floats[person_skill + pool * n_people + person]
                        start(
                            after, person, now, skill, person_words, team_words, people,
                            clocks, requests, weights, pools, ints, memory, count, row_time, rows,
                        )  # fmt: skip
                        break
                    forget(after, requests, count)
                for k in range(people[person, POOLS_FROM], people[person, POOLS_TO], 2):
                    if pools[ints[k], HEAD] >= 0 or count[SHOPS] > 0:
                        stir(ints[k], pools, count)
                count[SETTLE] = 1
                retime(person, now, people, clocks, requests, weights, count, times, heap, events)
                i = requests[r, ITEM]
                if items[i, OUTCOME] < 0:
                    op = DO_COUNT_DOWN
                    b = ints[part_activity + part] - ints[step_activity_start + ints[part_step + part]]
                forget(r, requests, count)
                continue

            count[HAPPENED] += 1
            if what == RATE:  # a person joins, leaves, is absent or changes speed
                change_rate(
                    i, b, now, n_pools, domains, teams_at, rate_start, rate_day, rate_slope, rate_presence,
                    option_start, option_pool, option_stands_in, items, requests, weights, people, clocks, pools,
                    shops, memory, ints, floats, count, times, heap, events, row_time, rows,
                )  # fmt: skip
                count[SETTLE] = 1
            elif what == PLAN:
                op = DO_MAKE
            elif what == BATCH:
                amount = ints[source_batch + i]
                at_most = ints[source_at_most + i]
                b = np.int64(1)
                person = ints[source_person + i]
                if person >= 0 and people[person, PRESENCE] != HERE and people[person, PRESENCE] != ABSENT:
                    b = ZERO  # a duty of who is not there yet, or left
                if amount >= 0:
                    b = int(value(amount, key, keys[batch_stream + i], batches[i], now, amounts) + 0.5)
                if at_most >= 0:
                    b = min(b, at_most - made[i])
                batches[i] += 1
                op = DO_BATCH
            elif what == RING:  # the clock of a live item: it drifts, is kept up, or retires
                source = b
                if items[i, RETIRED] == 0:
                    place = items[i, MEMORY] + ints[kind_children + items[i, KIND]] + source
                    index = memory[place]
                    memory[place] += 1
                    its_key = child_key(item_key[i], keys[source_stream + source], index)
                    begin = ints[remedy_start + source]
                    end = ints[remedy_start + source + 1]
                    remedy = begin
                    if end - begin != 1:
                        for k in range(begin, end):
                            shares[k - begin] = 1.0
                            if ints[remedy_share + k] >= 0:
                                shares[k - begin] = level(ints[remedy_share + k], now, amounts)
                        remedy = begin + fastest(its_key, end - begin, remedy_stream + begin, ZERO, keys, shares)
                    kind = ints[remedy_kind + remedy]
                    if kind == RETIREMENT:
                        items[i, RETIRED] = 1
                        items[i, MARKS] |= 1 << mark_retired
                        log(now, items[i, NUMBER], NONE, mark_retired, ZERO, MARKED, NONE, count, row_time, rows)
                    else:
                        urgent = ints[remedy_urgent + remedy]
                        if kind >= 0:
                            urgent |= ints[kind_urgent + kind]
                        else:
                            kind = items[i, KIND]
                        root = items[i, ROOT]
                        items[root, FAMILY] += 1
                        child = new_item(
                            items[root, NUMBER] + items[root, FAMILY], its_key, source, kind, items[i, DOMAIN],
                            sizes[i, SIZE], 0.0, now, i, urgent, ZERO,
                            max(ints[remedy_step + remedy], ints[kind_first_step + kind]),
                            ints[kind_last_step + kind], ints[kind_words + kind], ints[kind_factors + kind], teams_at,
                            team_words, branches, items, sizes, item_key, memory, factors, count,
                        )  # fmt: skip
                        if child < 0:
                            return now
                        if ints[source_waits + source] != 0:
                            items[child, WHEN] = REPAIRED
                            items[child, WHEN_PART] = source
                        else:
                            stack[sp, 0], stack[sp, 1], stack[sp, 2], stack[sp, 3] = DO_CLOCKS, i, source, ONLY_THIS
                            sp += 1
                        i = child
                        log(now, items[i, NUMBER], NONE, NONE, ZERO, REQUESTED, NONE, count, row_time, rows)
                        op = DO_STEP
            elif items[i, OUTCOME] >= 0:  # something of an item's step, which is over by now
                pass
            elif what == PAUSE_OVER:
                part = b
                step = ints[part_step + part]
                log(now, items[i, NUMBER], step, part, p, WAIT_ENDED, NONE, count, row_time, rows)
                op, b = DO_COUNT_DOWN, ints[part_activity + part] - ints[step_activity_start + step]
            elif what == CROSSED:  # b is the participant, p the attempt
                step = items[i, STEP]
                kind = items[i, KIND]
                arrival = items[i, ARRIVAL]
                near = memory[items[i, MEMORY] + near_at + b]
                part = ints[participant_part + ints[participant_start + step * kinds + kind] + b]
                chance = ints[handover_bounce + near * use_cases + kind]
                bounced = False
                if p + 1 < attempts and chance >= 0:
                    u = uniform(item_key[i], keys[bounce_stream + part], arrival, p)
                    bounced = u < level(chance, now, amounts)
                if bounced:
                    log(now, items[i, NUMBER], step, part, arrival, BOUNCED, NONE, count, row_time, rows)
                    days = value(
                        ints[handover_delay + near * use_cases + kind], item_key[i], keys[handover_stream + part],
                        arrival * attempts + p + 1, now, amounts,
                    )  # fmt: skip
                    schedule(
                        now + days, PART_DUE << 32, items[i, NUMBER], part, CROSSED, i, b, p + 1, count, times, heap,
                        events,
                    )  # fmt: skip
                else:
                    op, b = DO_COUNT_DOWN, NONE
            elif what == GATE_DUE:
                op, b = DO_COUNT_DOWN, NONE
            elif what == ALONE:  # b is the child that should have answered by now
                if items[b, WAITING] != 0:
                    items[b, WAITING] = 0
                    part = items[b, WHEN_PART]
                    step = ints[part_step + part]
                    sizes[i, ODDS] *= 1.0 + floats[part_alone + part]
                    log(
                        now, items[i, NUMBER], step, part, items[b, WHEN_VISIT], WAIT_ENDED, NONE, count, row_time, rows
                    )
                    op, b = DO_COUNT_DOWN, ints[part_activity + part] - ints[step_activity_start + step]
            elif what == PATIENCE:  # b is the activity, p the visit; withdrawn if nobody has begun
                step = items[i, STEP]
                mine = items[i, MEMORY]
                place = b - ints[step_activity_start + step]
                if (
                    b >= ints[step_activity_start + step]
                    and b < ints[step_activity_start + step + 1]
                    and memory[mine + ints[kind_visits + items[i, KIND]] + b] == p + 1
                    and memory[mine + branch_at + BRANCH * place + BRANCH_BEGUN] == 0
                ):
                    withdraw(i, now, n_pools, requests, pools, shops, count, row_time, rows)
                    count[SETTLE] = 1
                    op, b, p = DO_END, GIVEN_UP, step
            continue

        # -- settle: admission ---------------------------------------------------------------------------------------
        if admitting:
            admitting = False
            if count[ROOM] == 0:
                continue  # since the last admission nothing was held or given back
            count[ROOM] = 0
            still = 0
            begin = sp
            for k in range(n_held):
                i = held[k]
                wanted = items[i, WANTED]
                fits = True
                for limit in range(n_limits):
                    new = ((wanted & ~items[i, BEEN]) >> limit) & 1
                    if new != 0 and limit_count[limit] >= ints[limit_capacity + limit]:
                        fits = False
                if not fits:
                    held[still] = i
                    still += 1
                    continue
                for limit in range(n_limits):
                    limit_count[limit] += (wanted >> limit) & 1
                items[i, SPANS] |= wanted
                items[i, BEEN] |= wanted
                if sp + 8 > stack_room:
                    count[STATUS] = MORE_STACK
                    return now
                stack[sp, 0], stack[sp, 1], stack[sp, 2] = DO_COUNT_DOWN, i, NONE
                sp += 1
            n_held = still
            for k in range((sp - begin) // 2):  # the first admitted goes on first
                one, other = stack[begin + k, 1], stack[sp - 1 - k, 1]
                stack[begin + k, 1], stack[sp - 1 - k, 1] = other, one
            continue

        # -- settle: hand-out ------------------------------------------------------------------------------------------
        if handing_out:
            handing_out = False
            handouts += 1
            while True:
                best = NONE
                for k in range(count[STIRRED_POOLS]):
                    pool = pools[k, LISTED]
                    r = pools[pool, HEAD]
                    if r < 0 or (best >= 0 and ranks_before(best, r, requests, weights)):
                        continue
                    if anybody(pool, pools, memory) or (
                        requests[r, REQUEST_URGENT] != 0
                        and interruptible(pool, people, requests, weights, pools, ints) >= 0
                    ):
                        best = r
                shop = NONE
                for k in range(count[SHOPS]):
                    lead = shops[k]
                    if requests[lead, LOOKED_AT] == handouts:
                        continue
                    if shop >= 0 and ranks_before(shops[shop], lead, requests, weights):
                        continue
                    looks = requests[lead, IN_ORDER] != 0
                    r = lead
                    while r >= 0 and not looks:
                        looks = pools[requests[r, POOL], STIRRED] != 0
                        r = requests[r, MATE]
                    if looks:
                        shop = k
                if shop >= 0 and (best < 0 or ranks_before(shops[shop], best, requests, weights)):
                    requests[shops[shop], LOOKED_AT] = handouts
                    seat_workshop(
                        shop, now, copies, n_people, person_words, team_words, person_skill, items, requests,
                        weights, people, clocks, pools, shops, seat_person, seat_request, seat_victim, withheld,
                        memory, ints, floats, count, times, heap, events, row_time, rows,
                    )  # fmt: skip
                elif best >= 0:
                    pool = requests[best, POOL]
                    dequeue(best, requests, pools)
                    person = best_free(best, person_words, people, clocks, requests, pools, ints, memory)
                    if person < 0:
                        victim = interruptible(pool, people, requests, weights, pools, ints)
                        person = requests[victim, PERSON]
                        let_go(victim, person, now, people, clocks, requests, weights, pools, ints, memory)
                        log_stint(now, victim, PAUSED, person, requests, count, row_time, rows)
                        enqueue(victim, requests, weights, pools, count)
                    skill = floats[person_skill + pool * n_people + person]
                    start(
                        best, person, now, skill, person_words, team_words, people,
                        clocks, requests, weights, pools, ints, memory, count, row_time, rows,
                    )  # fmt: skip
                    retime(person, now, people, clocks, requests, weights, count, times, heap, events)
                else:
                    break
            for k in range(count[STIRRED_POOLS]):
                pools[pools[k, LISTED], STIRRED] = 0
            count[STIRRED_POOLS] = 0
            for k in range(count[WITHHELD_PEOPLE]):  # may be free for other work at the next settle
                person = withheld[k]
                people[person, WITHHELD] = 0
                look_up(person, people, clocks, pools, ints, memory)
                for j in range(people[person, POOLS_FROM], people[person, POOLS_TO], 2):
                    stir(ints[j], pools, count)
            count[WITHHELD_PEOPLE] = 0
            continue

        # -- the instant is over ---------------------------------------------------------------------------------------
        if stopping or now >= horizon:
            return now
        if window_open and now >= window_end:
            window_open = False
            if full_horizon == 0 and unfinished == 0:
                return now
        at = horizon
        if window_open:
            at = min(at, window_end)
        if count[DUE] > 0 and times[0] < at:
            at = times[0]
        now = at

"""The first morning: nobody has anything to do, and what is known of the days ahead stands in the calendar."""

from typing import Any

from sim.engines.compiled.calendar import schedule
from sim.engines.compiled.functions import inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, PLANNED, RENEWAL, FEW, HANDS, ASIDE, OF_MANY, PERSON_INTS, PERSON_FLOATS, HEAD, TAIL, SEAT_COUNT,
    FREE_TREE, MEMBERS, FIRST_WORD, LAST_WORD, POOL_INTS, RATE_CHANGE, SOURCE_DUE, RATE, PLAN, FREE_EVENT,
    FREE_REQUEST, WORDS, STATUS, SHELVES, COUNTERS, MORE_WORDS, DO_NEXT_BATCH, push,
)  # fmt: skip


@inner
def begin(w: Any) -> None:
    """Lay everything out."""
    for k in range(COUNTERS):
        w.count[k] = 0
    w.count[FREE_EVENT] = w.count[FREE_REQUEST] = NONE
    for source in range(w.n_sources):
        w.made[source] = w.batches[source] = 0
    for limit in range(w.n_limits):
        w.limit_count[limit] = 0
    w.count[SHELVES] = 2 * w.pool_start[w.n_pools]
    w.count[WORDS] = w.count[SHELVES] + w.kinds
    if w.count[WORDS] > w.word_room:
        w.count[STATUS] = MORE_WORDS
        return
    for k in range(w.count[WORDS]):  # memory begins with who goes first in large pools and what is left by each kind
        w.memory[k] = NONE
    for pool in range(w.n_pools):
        for column in range(POOL_INTS):
            w.pools[pool, column] = 0
        w.pools[pool, HEAD] = w.pools[pool, TAIL] = NONE
        w.pools[pool, SEAT_COUNT] = w.pool_start[pool + 1] - w.pool_start[pool]
        w.pools[pool, FREE_TREE] = 2 * w.pool_start[pool]
        w.pools[pool, MEMBERS] = pool * w.person_words
        w.pools[pool, FIRST_WORD] = w.person_words
        for word in range(w.person_words):
            if w.pool_members[w.pools[pool, MEMBERS] + word] != 0:
                w.pools[pool, FIRST_WORD] = min(word, w.pools[pool, FIRST_WORD])
                w.pools[pool, LAST_WORD] = word
    for word in range(w.person_words):
        w.free[word] = 0
    for person in range(w.n_people):
        for column in range(PERSON_INTS):
            w.people[person, column] = 0
        for column in range(PERSON_FLOATS):
            w.clocks[person, column] = 0.0
        w.people[person, HANDS] = w.people[person, ASIDE] = NONE
        for k in range(w.person_pool_start[person], w.person_pool_start[person + 1]):
            if w.pools[w.person_pool[k], SEAT_COUNT] > FEW:
                w.people[person, OF_MANY] = 1
        place = w.rate_start[person]
        if place < w.rate_start[person + 1]:
            at = max(w.rate_day[place], 0.0)
            schedule(at, RATE_CHANGE << 32, person, ZERO, RATE, person, place, ZERO, w)
    for source in range(w.n_sources - 1, -1, -1):
        if w.source_type[source] == PLANNED:
            for entry in range(w.planned_start[source], w.planned_start[source + 1]):
                schedule(w.planned_day[entry], SOURCE_DUE << 32 | source, entry, ZERO, PLAN, source, entry, ZERO, w)
        elif w.source_type[source] == RENEWAL:
            push(DO_NEXT_BATCH, source, ZERO, ZERO, w)

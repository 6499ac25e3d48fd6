"""Work items and what is remembered of them."""

from typing import Any

from sim.engines.compiled.functions import inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, NUMBER, SOURCE, KIND, DOMAIN, PARENT, ROOT, URGENT, MEASURABLE, FIRST, LAST, STEP, OUTCOME, MEMORY, FACTORS,
    ITEM_INTS, SIZE, VALUE, ASKED, ODDS, ITEMS, WORDS, FACTOR_WORDS, STATUS, ITEM_ROOM, WORD_ROOM, FACTOR_ROOM, SHELVES,
    MORE_ITEMS, MORE_WORDS, MORE_FACTORS,
)  # fmt: skip


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

"""Work items and what is remembered of them."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import inner

from sim.engines.compiled.records import (  # isort: skip
    NONE, ZERO, NUMBER, SOURCE, KIND, DOMAIN, PARENT, ROOT, URGENT, MEASURABLE, FIRST, LAST, STEP, OUTCOME, FAMILY,
    MEMORY, FACTORS, ITEM_INTS, SIZE, VALUE, ASKED, ODDS, ANSWER_UNTIL, ITEMS, WORDS, FACTOR_WORDS, STATUS, SHELVES,
    MORE_ITEMS, MORE_WORDS, MORE_FACTORS,
)  # fmt: skip


@inner
def new_item(
    number: int, key: Any, source: int, kind: int, domain: int, size: float, worth: float, now: float, parent: int,
    urgent: int, measurable: int, step: int, w: Any,
) -> Any:  # fmt: skip
    """The record of a new item, which begins at a step or later; a child takes the last teams of its parent."""
    i = w.count[ITEMS]
    if i >= w.item_room:
        w.count[STATUS] = MORE_ITEMS
        return NONE
    words = w.kind_words[kind]
    factors = w.kind_factors[kind]
    shelf = w.count[SHELVES] + kind
    at = w.memory[shelf]
    if at >= 0:  # the memory of one that is over
        w.memory[shelf] = w.memory[at]
        factors_at = w.memory[at + 1]
    else:
        at = w.count[WORDS]
        factors_at = w.count[FACTOR_WORDS]
        if at + words > w.word_room or factors_at + w.branches + factors > w.factor_room:
            w.count[STATUS] = MORE_WORDS if at + words > w.word_room else MORE_FACTORS
            return NONE
        w.count[WORDS] = at + words
        w.count[FACTOR_WORDS] = factors_at + w.branches + factors
    w.count[ITEMS] = i + 1
    for k in range(factors):
        w.factors[factors_at + w.branches + k] = 1.0
    for column in range(ITEM_INTS):
        w.items[i, column] = 0
    for k in range(at, at + words):
        w.memory[k] = 0
    w.items[i, NUMBER] = number
    w.items[i, SOURCE] = source
    w.items[i, KIND] = kind
    w.items[i, DOMAIN] = domain
    w.items[i, PARENT] = parent
    w.items[i, ROOT] = i
    w.items[i, URGENT] = urgent
    w.items[i, MEASURABLE] = measurable
    w.items[i, FIRST] = w.items[i, STEP] = max(step, w.kind_first_step[kind])
    w.items[i, LAST] = w.kind_last_step[kind]
    w.items[i, OUTCOME] = NONE
    w.items[i, MEMORY] = at
    w.items[i, FACTORS] = factors_at
    w.sizes[i, SIZE] = size
    w.sizes[i, VALUE] = worth
    w.sizes[i, ASKED] = now
    w.sizes[i, ODDS] = 1.0
    w.sizes[i, ANSWER_UNTIL] = np.inf
    w.item_key[i] = key
    if parent >= 0:
        w.items[i, ROOT] = w.items[parent, ROOT]
        for k in range(w.team_words):
            w.memory[at + w.teams_at + k] = w.memory[w.items[parent, MEMORY] + w.teams_at + k]
    return i


@inner
def new_child(
    parent: int, key: Any, source: int, kind: int, domain: int, urgent: int, step: int, now: float, w: Any
) -> Any:
    """The record of an item that another one asks for; numbers count through a family."""
    root = w.items[parent, ROOT]
    w.items[root, FAMILY] += 1
    number = w.items[root, NUMBER] + w.items[root, FAMILY]
    size = w.sizes[parent, SIZE]
    return new_item(number, key, source, kind, domain, size, 0.0, now, parent, urgent, ZERO, step, w)


@inner
def recycle(i: int, w: Any) -> None:
    """Nothing looks into the memory of this item any more: the next one of its kind takes it."""
    at = w.items[i, MEMORY]
    shelf = w.count[SHELVES] + w.items[i, KIND]
    w.memory[at] = w.memory[shelf]
    w.memory[at + 1] = w.items[i, FACTORS]
    w.memory[shelf] = at

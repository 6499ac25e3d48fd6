"""Amounts of a blueprint: drawn, or read off at a level."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import DRAWS, LAWS, RENEWALS, RULES, inlined, inner
from sim.engines.compiled.records import ZERO

uniform = DRAWS["uniform"]
quantile = LAWS["quantile"]
amount_value = RULES["amount_value"]
race = RULES["race"]
next_day = RENEWALS["next_day"]


@inner
def drawn_value(amount: int, u: float, day: float, w: Any) -> Any:
    """Value of an amount at a uniform draw."""
    if w.amount_dial[amount] < 0 and w.amount_path[amount] < 0 and w.amount_factor[amount] < 0:
        law, at, shape = w.amount_law[3 * amount], 12 * amount, w.amount_shape
        return quantile(u, law, shape[at], shape[at + 1], shape[at + 2], w.tables) * shape[at + 3]
    return amount_value(
        amount, u, day, w.amount_law, w.amount_shape, w.amount_dial, w.amount_scale, w.amount_path, w.amount_factor,
        w.path_start, w.path_day, w.path_value, w.tables,
    )  # fmt: skip


@inlined
def value(amount: int, key: Any, stream: Any, visit: int, day: float, w: Any) -> Any:
    """Value of an amount for one purpose; a draw is made only where there is something to draw."""
    fixed = w.amount_fixed[amount]
    if fixed == fixed:
        return fixed
    return drawn_value(amount, uniform(key, stream, visit, ZERO), day, w)


@inlined
def level(amount: int, day: float, w: Any) -> Any:
    """Value of an amount that is not drawn, such as a chance; 0 where it is absent."""
    if amount < 0:
        return 0.0
    fixed = w.amount_fixed[amount]
    if fixed == fixed:
        return fixed
    return drawn_value(amount, 0.5, day, w)


@inner
def next_of(source: int, key: Any, visit: int, now: float, w: Any) -> Any:
    """The day on which what a source makes comes next; infinite if it never does."""
    if w.source_moves[source] == 0:
        return now + value(w.source_interval[source], key, w.interval_stream[source], visit, now, w)
    records = (
        w.amount_law, w.amount_shape, w.amount_dial, w.amount_scale, w.amount_path, w.amount_factor, w.path_start,
        w.path_day, w.path_value, w.tables,
    )  # fmt: skip
    u = uniform(key, w.interval_stream[source], visit, ZERO)
    return next_day(w.source_interval[source], w.source_rate[source], u, now, records)


@inner
def fastest(key: Any, n: int, streams: Any, first_stream: int, shares: Any) -> Any:
    """Winner of an exponential race: a new category takes only its own share."""
    best = np.inf
    winner = 0
    if n == 1:
        return winner
    for category in range(n):
        share = shares[category]
        if share > 0.0:
            time = race(uniform(key, streams[first_stream + category], ZERO, ZERO), share)
            if time < best:
                best = time
                winner = category
    return winner

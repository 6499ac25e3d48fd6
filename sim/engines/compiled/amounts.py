"""Amounts of a blueprint: drawn, or read off at a level."""

from typing import Any

import numpy as np

from sim.engines.compiled.functions import DRAWS, LAWS, RULES, inlined, inner
from sim.engines.compiled.records import ZERO, flat

uniform = DRAWS["uniform"]
quantile = LAWS["quantile"]
amount_value = RULES["amount_value"]
race = RULES["race"]


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

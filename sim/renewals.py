"""When the next one comes of what comes at a rate that moves: requests, duties, drifts, upkeep, retirement.

"Every 10 days" or "36 a year" may move over the days, along a path or by a dial on a path. What is drawn is then one
unit of *cumulated* rate, on a clock that runs at the rate of the moment. With g(u, t), the gap that the amount gives at
the draw u on day t, and r(t), the rate that divides it where one is given, the next one comes on the day T on which

    the integral of r(t) / g(u, t) from now to T reaches 1,

so that counts in any window are right, whatever the rate was when the last one came, and a rate of 0 lets nothing come
for as long. Where nothing moves, T is now + g(u), and the engines say so without coming here.

The draw u stays the same from gap to gap of a moment: where a dial moves between laws, g is the quantile at u of the
law between them. A path over a gap interpolates the gap, a path over a rate the rate.

The integral is taken over stretches between two bends of a path in which the pace at most doubles, by Gauss and
Legendre with eight points (relative error below 1e-12; exact where a rate is linear), and the day in the last stretch
is found by Newton's steps within bounds. Plain scalar code like `sim.rules`, compiled as it stands, so that both
engines give the same bits. `records` are the tables of amounts, in the order in which `amount_value` takes them.
"""

import math
from collections.abc import Sequence
from typing import Any

from sim.rules import amount_value, path_value

NEVER = math.inf
NEWTON_STEPS = 60  # far more than are needed


def pace(gap: int, rate: int, u: float, day: float, records: Any) -> float:
    """How many come per day, on a day: the rate, or 1, over the gap at the draw `u`."""
    share = 1.0
    if rate >= 0:
        share = amount_value(rate, 0.5, day, *records)
        if share <= 0.0:
            return 0.0
    days = amount_value(gap, u, day, *records)
    return share / days if days > 0.0 else math.inf


def bend_of_path(path: int, after: float, starts: Sequence[int], days: Sequence[float]) -> float:
    """First day after another one on which a path changes its course."""
    for point in range(starts[path], starts[path + 1]):
        if days[point] > after:
            return days[point]
    return NEVER


def bend_of_dial(
    path: int, after: float, starts: Sequence[int], days: Sequence[float], values: Sequence[float]
) -> float:
    """First day after another one on which a dial changes its course, or passes its middle level."""
    end = bend_of_path(path, after, starts, days)
    if end < NEVER:
        here = path_value(path, after, starts, days, values) - 0.5
        there = path_value(path, end, starts, days, values) - 0.5
        if here * there < 0.0:
            middle = after + here / (here - there) * (end - after)
            if after < middle < end:
                return middle
    return end


def bend(amount: int, after: float, records: Any) -> float:
    """First day after another one on which an amount changes its course; infinite if it stays as it is."""
    _, _, dial, _, path, factor, starts, days, values, _ = records
    first = NEVER
    while amount >= 0:
        if dial[amount] >= 0:
            first = min(first, bend_of_dial(dial[amount], after, starts, days, values))
        if path[amount] >= 0:
            first = min(first, bend_of_path(path[amount], after, starts, days))
        amount = factor[amount]
    return first


def two_paces(gap: int, rate: int, u: float, middle: float, aside: float, records: Any) -> float:
    """The paces at two days, before and after a middle."""
    return pace(gap, rate, u, middle - aside, records) + pace(gap, rate, u, middle + aside, records)


def cumulated(gap: int, rate: int, u: float, begin: float, end: float, records: Any) -> float:
    """What comes between two days of one course: Gauss-Legendre quadrature with eight points."""
    middle = 0.5 * (begin + end)
    half = 0.5 * (end - begin)
    return half * (
        0.3626837833783620 * two_paces(gap, rate, u, middle, 0.1834346424956498 * half, records)
        + 0.3137066458778873 * two_paces(gap, rate, u, middle, 0.5255324099163290 * half, records)
        + 0.2223810344533745 * two_paces(gap, rate, u, middle, 0.7966664774136267 * half, records)
        + 0.1012285362903763 * two_paces(gap, rate, u, middle, 0.9602898564975363 * half, records)
    )


def day_within(
    gap: int, rate: int, u: float, begin: float, end: float, left: float, guess: float, records: Any
) -> float:
    """The day between two, from the first of which on so much of a unit has come."""
    low = begin
    high = end
    day = guess
    for _ in range(NEWTON_STEPS):
        short = left - cumulated(gap, rate, u, begin, day, records)
        if short > 0.0:
            low = day
        else:
            high = day
        now = pace(gap, rate, u, day, records)
        following = 0.5 * (low + high)
        if now > 0.0 and low <= day + short / now <= high:
            following = day + short / now
        step = abs(following - day)
        day = following
        if step <= 1e-9 * (end - begin):  # the next step would be the square of it
            break
    return day


def next_day(gap: int, rate: int, u: float, now: float, records: Any) -> float:
    """The day on which one unit of cumulated rate has come since now; infinite if it never does."""
    left = 1.0
    day = now
    end = now
    while True:
        if day >= end:
            end = bend(gap, day, records)
            if rate >= 0:
                end = min(end, bend(rate, day, records))
        here = pace(gap, rate, u, day, records)
        if here == math.inf:
            return day
        if end == NEVER:
            return day + left / here if here > 0.0 else NEVER
        to = end
        if here > 0.0 and day + 2.0 * left / here < end:
            to = day + 2.0 * left / here
        there = pace(gap, rate, u, to, records)
        while here > 0.0 and there > 0.0 and (there > 2.0 * here or here > 2.0 * there):
            to = 0.5 * (day + to)
            there = pace(gap, rate, u, to, records)
        if to <= day:  # the gap shrinks to nothing here
            return day
        come = cumulated(gap, rate, u, day, to, records)
        if come >= left:
            return day_within(gap, rate, u, day, to, left, day + (to - day) * left / come, records)
        left -= come
        day = to

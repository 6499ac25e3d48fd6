"""The rules of the world, each in one place: numbers in, number out.

Both engines call these functions; the compiled one applies the compiler to the same text. So they are plain scalar
code: sequences are only indexed, arithmetic stands in one order, and functions of `math` are the only ones used.
"""

import math
from collections.abc import Sequence

from sim.laws import quantile

DAYS_PER_YEAR = 252.0  # working days: twelve months of 21
LINEAR, GEOMETRIC, ODDS = 0, 1, 2  # scales on which levels of a dial are interpolated
MOMENTS = 1000  # from day 0 to the horizon
TOLERANCE = 1e-9  # of a limit: what a sum of days may miss it by and still meet it


# -- time --------------------------------------------------------------------------------------------------------------


def not_after(day: float, limit: float) -> bool:
    """Whether a day is no later than a limit. A hair does not count: 0.1 + 0.2 is not after 0.3.

    Every comparison of a sum of days with a day that is given (meeting, target, horizon, window, patience, absence)
    is made by this function, here and where results are measured.
    """
    return day <= limit + TOLERANCE * abs(limit)


def in_window(day: float, first: float, last: float) -> bool:
    """Whether a day lies in [first, last); a hair before either of them is on it."""
    return not_after(first, day) and not not_after(last, day)


def happens_at(day: float, horizon: float) -> float:
    """The day on which something due happens: on the horizon where it would miss that by a hair."""
    return horizon if horizon < day and not_after(day, horizon) else day


def moment(day: float, horizon: float) -> int:
    """Which of the moments of a run a day lies in; too much within one of them is a standstill."""
    return int(day / horizon * MOMENTS) if horizon > 0.0 else 0


# -- amounts --------------------------------------------------------------------------------------------------------


def path_value(path: int, day: float, starts: Sequence[int], days: Sequence[float], values: Sequence[float]) -> float:
    """Value of a path on a day: linear between its points, constant before the first and after the last."""
    first = starts[path]
    last = starts[path + 1] - 1
    if first == last or day <= days[first]:
        return values[first]
    if day >= days[last]:
        return values[last]
    while days[first + 1] <= day:
        first += 1
    share = (day - days[first]) / (days[first + 1] - days[first])
    return values[first] + (values[first + 1] - values[first]) * share


def between(low: float, high: float, share: float, scale: int) -> float:
    """From `low` to `high` by `share`: geometrically, on the odds scale, or linearly where a level is 0 (or 1)."""
    if share <= 0.0:
        return low
    if share >= 1.0:
        return high
    if scale == GEOMETRIC and low > 0.0 and high > 0.0:
        return low * math.pow(high / low, share)
    if scale == ODDS and 0.0 < low < 1.0 and 0.0 < high < 1.0:
        odds = low / (1.0 - low) * math.pow(high / (1.0 - high) / (low / (1.0 - low)), share)
        return odds / (1.0 + odds)
    return low + (high - low) * share


def by_level(low: float, mid: float, high: float, level: float, scale: int) -> float:
    """Interpolate three levels, given at 0, 0.5 and 1 of a dial."""
    if level <= 0.5:
        return between(low, mid, 2.0 * level, scale)
    return between(mid, high, 2.0 * level - 1.0, scale)


def amount_value(
    amount: int,
    u: float,
    day: float,
    law: Sequence[int],
    shape: Sequence[float],
    dial: Sequence[int],
    scale: Sequence[int],
    path: Sequence[int],
    factor: Sequence[int],
    starts: Sequence[int],
    days: Sequence[float],
    values: Sequence[float],
    tables: Sequence[float],
) -> float:
    """Value of an amount at the uniform draw `u`: law by level x path x the amounts that multiply it."""
    product = 1.0
    while amount >= 0:
        first = 3 * amount
        at = 4 * first
        value = quantile(u, law[first], shape[at], shape[at + 1], shape[at + 2], tables) * shape[at + 3]
        if dial[amount] >= 0:
            level = path_value(dial[amount], day, starts, days, values)
            mid = quantile(u, law[first + 1], shape[at + 4], shape[at + 5], shape[at + 6], tables) * shape[at + 7]
            high = quantile(u, law[first + 2], shape[at + 8], shape[at + 9], shape[at + 10], tables) * shape[at + 11]
            value = by_level(value, mid, high, level, scale[amount])
        if path[amount] >= 0:
            value = value * path_value(path[amount], day, starts, days, values)
        product = product * value
        amount = factor[amount]
    return product


# -- work -----------------------------------------------------------------------------------------------------------


def effort(drawn: float, size: float, factor: float, redone: float, share: float) -> float:
    """Focused person-days of one stint: fresh draw x size x what rework repeats x what redoing repeats x share."""
    return drawn * size * factor * redone * share


def delay(drawn: float, size: float, grows: float, again: float) -> float:
    """Length of a wait: the draw, growing with size to a power, times a factor on repeated visits."""
    if grows != 0.0:
        drawn = drawn * math.pow(size, grows)
    return drawn * again


def next_meeting(ready: float, every: float) -> float:
    """First meeting (at every, 2 every, ...) not before the papers are ready; it waits a hair for them."""
    count = max(math.ceil(ready / every), 1)
    if count > 1 and not_after(ready, every * (count - 1)):
        return ready
    return every * count


# -- the work clock of a person ---------------------------------------------------------------------------------------


def share_of_attention(in_hand: int, loss: float, copies: bool) -> float:
    """Speed of each stint with `in_hand` of them: (1 - loss)^(k-1) / k; full speed for each where copies work."""
    if in_hand <= 1 or copies:
        return 1.0
    return math.pow(1.0 - loss, float(in_hand - 1)) / in_hand  # a whole exponent is multiplied out when compiled


def clock_after(clock: float, since: float, now: float, slope: float) -> float:
    """Focused work that every stint in hand has received by now."""
    return clock + (now - since) * slope


def clock_target(clock: float, work: float, skill: float) -> float:
    """Where the work clock stands when a stint taken now is finished."""
    return clock + work / skill


def finish_time(now: float, clock: float, target: float, slope: float) -> float:
    """When the clock reaches the target, if its slope stays."""
    ahead = target - clock
    if ahead <= 0.0:
        return now
    return now + ahead / slope


def work_left(clock: float, target: float, skill: float) -> float:
    """Effort still to do of an interrupted stint, in focused person-days."""
    left = (target - clock) * skill
    return left if left > 0.0 else 0.0


# -- decisions --------------------------------------------------------------------------------------------------------


def race(u: float, share: float) -> float:
    """Arrival of one category in an exponential race; the smallest wins, so a new one takes only its share."""
    return -math.log(u) / share if share > 0.0 else math.inf


def faded(chance: float, fade: float, fired: int) -> float:
    """Chance of a rule that has fired before."""
    if fired == 0 or fade == 1.0:
        return chance
    return chance * math.pow(fade, float(fired))


def with_loss(chance: float, odds_factor: float) -> float:
    """Chance after lost context has multiplied its odds."""
    if odds_factor == 1.0 or chance <= 0.0 or chance >= 1.0:
        return chance
    return chance * odds_factor / (1.0 - chance + chance * odds_factor)


def without_loss(chance: float, average_loss: float) -> float:
    """Chance from which the average context loss that a published figure contains is removed (on the odds)."""
    return with_loss(chance, 1.0 / (1.0 + average_loss))


# -- order ------------------------------------------------------------------------------------------------------------


def rank_value(
    weights: Sequence[float], kind_class: float, requested: float, work: float, cost_of_delay: float, closeness: float
) -> float:
    """What the queue discipline makes of a request; the smallest goes first, ties by time of the request."""
    return (
        weights[0] * kind_class
        + weights[1] * requested
        + weights[2] * work
        + weights[3] * cost_of_delay
        + weights[4] * closeness
    )


# -- what is measured -----------------------------------------------------------------------------------------------


def window(flow: bool, first: float, last: float, end: float) -> tuple[float, float]:
    """First and last day of what is measured in a run observed until `end`: a flow study's own, else all of it."""
    if not flow:
        return 0.0, end
    last = min(last, end)
    return min(first, last), last

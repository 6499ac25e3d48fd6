"""How figures are written in sentences and tables: rounded to what their interval supports, never to a lie.

Rounding keeps what a figure says: a value that is not 0 is not written as 0, and one beyond a limit that matters is
not written as on it or inside it; the step is refined until that holds.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sim.rules import DAYS_PER_YEAR

DAYS_PER_WEEK = 5.0
CALENDAR_DAYS_PER_WORKING_DAY = 365.25 / DAYS_PER_YEAR
SMALLEST = 1e-6  # smaller than this is 0 to a reader: no sentence depends on it
FIRST_DAY = date(2001, 1, 1)  # a Monday, where the study names no date
_PARTS = ((10, "early"), (20, "mid"), (31, "late"))


def step_of(half_width: float) -> float:
    """The power of ten to which a figure with this half-width is rounded: 12 and 3 to ones, 0.6 to tenths."""
    if not math.isfinite(half_width) or half_width < SMALLEST:
        return 0.01
    return float(10.0 ** math.floor(math.log10(half_width / 2.0)))


def snapped(value: float) -> float:
    """The value without what is too small to be said."""
    return 0.0 if abs(value) < SMALLEST else value


def written(values: Sequence[float], half_width: float, *, limits: Sequence[float] = (0.0,)) -> tuple[str, ...]:
    """Figures of one sentence, rounded alike; each stays on its side of every limit."""
    clean = [snapped(value) for value in values]
    step = step_of(half_width)
    for _ in range(12):
        texts = tuple(_text(value, step) for value in clean)
        read = [float(text) for text in texts]
        if all(
            _side(value, limit) == _side(back, limit)
            for value, back in zip(clean, read, strict=True)
            for limit in limits
        ):
            break
        step /= 10.0
    return texts


def _text(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    rounded = round(value / step) * step
    text = f"{rounded:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0.0 else text


def _side(value: float, limit: float) -> int:
    gap = value - limit
    return 0 if abs(gap) < SMALLEST / 2 else (1 if gap > 0 else -1)


def plain(value: float) -> str:
    """A figure the user wrote, as the user would write it: 5, 2.5."""
    return f"{value:.10g}"


def days(value: float) -> str:
    """A duration in working days, with its unit."""
    return f"{plain(value)} {'day' if value == 1 else 'days'}"


def weeks(value: float) -> str:
    """A duration that the user wrote: in weeks where that is a whole number of them, else in days."""
    count = value / DAYS_PER_WEEK
    if value and count == int(count):
        return f"{int(count)} {'week' if count == 1 else 'weeks'}"
    return days(value)


def percent(share: float, half_width: float = 0.01) -> str:
    """A share as a percentage."""
    return f"{written([100 * share], 100 * half_width, limits=())[0]} %"


def calendar(start: date, working_days: float) -> str:
    """The part of a month in which a day of the study lies: "mid March 2028"."""
    day = start + timedelta(days=round(working_days * CALENDAR_DAYS_PER_WORKING_DAY))
    part = next(name for last, name in _PARTS if day.day <= last)
    return f"{part} {_MONTHS[day.month - 1]} {day.year}"


def full_date(day: date) -> str:
    """A date as a sentence says it, whatever the language of the machine: "4 January 2027"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def timestamp(day: float, start: date | None) -> str:
    """A working day of the study by the calendar: Monday to Friday, its parts spread over 9:00 to 17:00."""
    first = start or FIRST_DAY
    if first.weekday() > 4:
        first += timedelta(days=7 - first.weekday())
    weeks, rest = divmod(first.weekday() + int(day), 5)
    at = first + timedelta(days=7 * weeks + rest - first.weekday())
    seconds = round((day - int(day)) * 8 * 3600, 3)
    return (datetime(at.year, at.month, at.day, 9) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def about(seconds: float) -> str:
    """A duration by the clock, as a person would say it."""
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    if seconds < 172800:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / 86400)} days"


def two_figures(count: float) -> int:
    """A number of runs rounded up to two figures."""
    if count <= 10:
        return max(1, math.ceil(count))
    unit = int(10 ** (math.floor(math.log10(count)) - 1))
    return math.ceil(count / unit) * unit


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

"""Days of a study by the calendar, as sentences and event logs say them."""

from datetime import date, datetime, timedelta

from sim.rules import DAYS_PER_YEAR

CALENDAR_DAYS_PER_WORKING_DAY = 365.25 / DAYS_PER_YEAR
FIRST_DAY = date(2001, 1, 1)  # a Monday, where the study names no date
_PARTS = ((10, "early"), (20, "mid"), (31, "late"))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


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

"""A target: by when a use case should be in production, on average or for a share of them, and whether a run meets it.

| written | means |
| --- | --- |
| `26w`, `180`, `mean<=6mo` | on average, of those that go live |
| `p85<=26w`, `median<=100d` | for 85 (50) of 100 of those that go live |
| `2028-03-15`, `p85<=2028-03-15` | by that day, for a request of the study's first day (`study.start`) |
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING

from sim.errors import BadInput
from sim.rules import DAYS_PER_YEAR
from sim.scenario.amounts import AmountError, number

if TYPE_CHECKING:
    from sim.scenario.schema import Study

MEAN = "mean"
PERCENTILES = (10, 25, 50, 75, 85, 90, 95)  # of the curve: those that a run's table of percentiles has
STATISTICS = {"mean": MEAN, "average": MEAN, "on average": MEAN, "median": "p50"}
STATISTICS |= {f"p{p}": f"p{p}" for p in PERCENTILES}
REACHED, NOT_REACHED, NOT_CLEAR = "reached", "not reached", "not clear"
FORMS = "Write 26w, mean<=6mo, p85<=26w or a date such as 2028-03-15."
_WRITTEN = re.compile(r"\s*(?:(?P<figure>.*?)\s*(?P<sign><=|=<|≤|<|>=|≥|>|==?))?\s*(?P<when>[^<>=≤≥]*?)\s*", re.DOTALL)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_OTHER_DATE = re.compile(r"\d{1,4}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,4}")


@dataclass(frozen=True, slots=True)
class Target:
    """A time to production that is wanted, for one figure of those that go live."""

    statistic: str  # "mean", or a percentile such as "p85"
    days: float  # working days from the request, at the most
    by: date | None = None  # where it was given as a date, for a request of the study's first day

    def __str__(self) -> str:
        return f"{self.statistic}<={self.by.isoformat() if self.by else _exactly(self.days) + 'd'}"

    @property
    def percentile(self) -> int:
        """85 for `p85`; 0 for the mean."""
        return 0 if self.statistic == MEAN else int(self.statistic[1:])

    def verdict(self, low: float, high: float) -> str:
        """What the interval of the figure says: "reached", "not reached" or "not clear"."""
        if isfinite(high) and high <= self.days:
            return REACHED
        return NOT_REACHED if isfinite(low) and low > self.days else NOT_CLEAR


def _exactly(days: float) -> str:
    """All digits, without an exponent: read again it is the same number."""
    return format(Decimal(repr(float(days))), "f").removesuffix(".0")


def target_of(written: "str | float | date | Target | None", study: "Study") -> Target | None:
    """A target as a user gives it: a text, a number of working days or a date.

    Raises:
        BadInput: if it is none of these, or a date without `study.start`.
    """
    if written is None:
        return None
    if isinstance(written, Target):
        return target_of(str(written), study) if written.by else written
    if isinstance(written, date):
        return _by_date(MEAN, written, str(written), study)
    if isinstance(written, str):
        return _read(written, study)
    return Target(MEAN, _days(written, written))


def _read(text: str, study: "Study") -> Target:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise _wrong(text, f"is not a target. {FORMS}")
    figure, sign, when = match["figure"], match["sign"], match["when"]
    if sign in (">=", "≥", ">"):
        raise _wrong(text, f"a target is a time at the most. {FORMS}")
    statistic = MEAN if figure is None else _statistic(figure, text)
    if figure is None and when.lower() in STATISTICS:
        raise _wrong(text, f"by when? Write {STATISTICS[when.lower()]}<=26w.")
    if figure is None and re.fullmatch(r"[pP]\d+|\d+\s*%", when):
        _statistic(when, text)
    if _DATE.fullmatch(when):
        try:
            day = date(*map(int, when.split("-")))
        except ValueError as error:
            raise _wrong(text, f"is not a day of the calendar: {error}") from None
        return _by_date(statistic, day, text, study)
    if _OTHER_DATE.fullmatch(when):
        raise _wrong(text, "is not a date as we read it: write year, month and day, such as 2028-03-15")
    return Target(statistic, _days(when, text))


def _statistic(figure: str, text: str) -> str:
    known = STATISTICS.get(figure.lower())
    if known is not None:
        return known
    listed = ", ".join(["mean", *(f"p{p}" for p in PERCENTILES)])
    share = re.fullmatch(r"(\d+)\s*%|[pP]?0?\.(\d+)", figure)
    asked = f"p{share[1] or share[2]}" if share else ""
    hint = f'\n    Did you mean "{asked}"?' if asked in STATISTICS else ""
    raise _wrong(text, f'"{figure}" cannot have a target. Able to: {listed}, of those that go live{hint}')


def _by_date(statistic: str, day: date, text: str, study: "Study") -> Target:
    if study.start is None:
        raise _wrong(text, "a date needs study.start, the day of the study's first request.\n    Or write 26w.")
    gone = (day - study.start).days
    if gone <= 0:
        raise _wrong(text, f"must lie after study.start, {study.start.isoformat()}")
    return Target(statistic, gone * DAYS_PER_YEAR / 365.25, day)


def _days(written: object, text: object) -> float:
    plain = isinstance(written, str) and re.fullmatch(r"\d*\.?\d+", written)
    try:
        days = number(float(written) if plain else written)  # type: ignore[arg-type]
    except AmountError as error:
        comma = isinstance(written, str) and re.fullmatch(r"(\d+),(\d+)\s*(\w*)", written)
        hint = f"\n    A decimal comma? Write {comma[1]}.{comma[2]}{comma[3]}." if comma else f" {FORMS}"
        raise _wrong(text, f"{error.what}.{hint}") from None
    if days <= 0:
        raise _wrong(text, "must be above 0")
    return days


def _wrong(text: object, what: str) -> BadInput:
    return BadInput(f'target = "{str(text)[:60]}"\n    {what}')

"""How numbers are written, everywhere: rounded to what the widest interval beside them supports, never to a lie.

Rounding keeps what a figure says: a value that is not 0 is not written as 0, and one beyond a limit that matters is
not written as on it or inside it; the step is refined until that holds.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.stats.verdict import SMALLEST, snapped

DAYS = "working days"
DAYS_PER_WEEK = 5.0
ROUND = 1000.0  # from here on a figure without an interval is written without decimals, and with its thousands marked
UNKNOWN = "unknown"
READ_AS = {"live per year": "a year", "items": "use cases"}  # units as sentences say them


@dataclass(frozen=True, slots=True)
class Scale:
    """What a response's figures are divided by to be read, and the unit they then have."""

    divisor: float
    unit: str

    def of(self, text: str) -> str:
        """The figure with its unit: "1 week", "3.9 weeks", "12 percentage points", "46 %"."""
        if text.lstrip("-−+") == "1" and self.unit in ("weeks", "days", "percentage points"):
            return f"{text} {self.unit.removesuffix('s')}"
        return f"{text} {self.unit}" if self.unit else text


@dataclass(frozen=True, slots=True)
class Written:
    """An estimate with its interval as texts, rounded alike."""

    estimate: str
    low: str
    high: str

    def __str__(self) -> str:
        """The estimate, its interval in brackets."""
        if self.estimate == UNKNOWN:
            return UNKNOWN
        if self.estimate == self.low == self.high:  # without spread
            return self.estimate
        if self.low == UNKNOWN:
            return f"{self.estimate} (interval unknown)"
        return f"{self.estimate} ({self.low} to {self.high})"


def scale_of(unit: str, days: Iterable[float] = (), *, difference: bool = False) -> Scale:
    """How figures of a unit are read: shares in per cent, long times in weeks.

    Working days become weeks where one of `days` (the figures that are told together) reaches a week.
    """
    if unit == DAYS:
        long = any(abs(one) >= DAYS_PER_WEEK for one in days if math.isfinite(one))
        return Scale(DAYS_PER_WEEK, "weeks") if long else Scale(1.0, "days")
    if unit.startswith("share"):
        return Scale(0.01, "percentage points" if difference else "%")
    return Scale(1.0, READ_AS.get(unit, unit))


PLAIN = Scale(1.0, "")
PER_CENT = scale_of("share")


def with_interval(
    estimate: float,
    low: float,
    high: float,
    *,
    scale: Scale | None = None,
    limits: Sequence[float] = (),
    widest: float = 0.0,
) -> Written:
    """An estimate and its interval as texts; `limits` and `widest`, the largest half-width beside it, are unscaled."""
    divisor = scale.divisor if scale else 1.0
    if not math.isfinite(estimate):
        return Written(UNKNOWN, UNKNOWN, UNKNOWN)
    if not (math.isfinite(low) and math.isfinite(high)):
        return Written(written([estimate / divisor], abs(estimate) / divisor / 10)[0], UNKNOWN, UNKNOWN)
    half = max((high - low) / 2, widest) / divisor
    texts = written([one / divisor for one in (estimate, low, high)], half, limits=[one / divisor for one in limits])
    return Written(*texts)


def typeset(text: str) -> str:
    """A figure with the minus of a printer."""
    return text.replace("-", "−")


def signed(text: str) -> str:
    """A figure with its sign, + included."""
    return text if text.startswith("-") or text == UNKNOWN or value_of(text) == 0.0 else f"+{text}"


def value_of(text: str) -> float:
    """The number that a text of this module says."""
    return float(text.replace(",", "").replace("−", "-"))


def step_of(half_width: float) -> float:
    """The power of ten to which a figure with this half-width is rounded: 12 and 3 to ones, 0.6 to tenths."""
    if not math.isfinite(half_width) or half_width < SMALLEST:
        return 0.01
    return float(10.0 ** math.floor(math.log10(half_width / 2.0)))


def written(values: Sequence[float], half_width: float, *, limits: Sequence[float] = (0.0,)) -> tuple[str, ...]:
    """Figures of one sentence, rounded alike; each stays on its side of every limit."""
    clean = [snapped(value) for value in values]
    step = step_of(half_width)
    exact = half_width < SMALLEST
    if exact and clean and max(map(abs, clean)) >= ROUND:
        step = 1.0
    for _ in range(12):
        texts = tuple(_text(value, step) for value in clean)
        read = [value_of(text) for text in texts]
        if all(
            _side(value, limit) == _side(back, limit)
            for value, back in zip(clean, read, strict=True)
            for limit in limits
        ):
            break
        step /= 10.0
    return tuple(map(_shortest, texts)) if exact else texts


def _shortest(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    rounded = round(value / step) * step
    text = f"{rounded:,.{decimals}f}"
    return text.lstrip("-") if value_of(text) == 0.0 else text


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
    return f"{written([100 * share], 100 * half_width, limits=(0.0, 100.0))[0]} %"


def listed(texts: Sequence[str], word: str = "and") -> str:
    """Texts in a row: "a, b and c"."""
    return f" {word} ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


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

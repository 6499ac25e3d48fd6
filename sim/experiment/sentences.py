"""Sentences about results, made from the numbers only, so that they never disagree with them.

A difference is told as one of six verdicts. Which one depends on the interval and on the difference that the user
said matters; no sentence is written by hand for a result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sim.experiment import figures
from sim.experiment.figures import DAYS_PER_WEEK, snapped

DAYS = "working days"
MODEL_RESULT = (
    "This is a model result: there is no published measurement of central against federated delivery time, "
    "so it rests on the assumptions listed with it."
)
MODEL_RUN = "This is a model result, as good as the assumptions listed with it."
INPUT = "an input (the chances at the gates and checks), not a result"
STATISTICS = {"time_to_production": "on average"}
FEWER = {
    "working": ("less work", "more work"),
    "reworking": ("less rework", "more rework"),
    "queueing": ("less queueing", "more queueing"),
    "waiting": ("shorter waits", "longer waits"),
    "handover": ("shorter handovers", "longer handovers"),
    "gate": ("quicker gates", "slower gates"),
    "held": ("less holding back", "more holding back"),
}


class Verdict(Enum):
    """What an interval for a difference says, given the difference that matters."""

    EQUAL = "the same in every paired run"
    BEATS = "excludes 0 and exceeds what matters"
    BEATS_PERHAPS_LITTLE = "excludes 0, may or may not exceed what matters"
    BARELY = "excludes 0, inside what matters"
    NO_DIFFERENCE = "includes 0, narrow"
    UNCLEAR = "includes 0, wide"


@dataclass(frozen=True, slots=True)
class Gap:
    """A paired difference, one configuration minus another, with all that its sentence needs."""

    response: str
    label: str
    unit: str
    better: str  # "lower" or "higher"
    one: str  # name of the configuration
    other: str  # name of what it is compared with
    estimate: float  # one minus other
    low: float
    high: float
    n: int
    matters: float = 0.0  # in the response's unit; 0: no such difference was stated
    level: float = 0.95
    simultaneous: bool = False

    @property
    def advantage(self) -> tuple[float, float, float]:
        """Estimate, low and high of how much better `one` is; above 0 where it is better."""
        estimate, low, high = snapped(self.estimate), snapped(self.low), snapped(self.high)
        return (-estimate, -high, -low) if self.better == "lower" else (estimate, low, high)

    @property
    def verdict(self) -> Verdict:
        """Which of the wordings applies."""
        _, low, high = self.advantage
        near, far = min(abs(low), abs(high)), max(abs(low), abs(high))
        if low == high == 0:
            return Verdict.EQUAL
        if low > 0 or high < 0:
            if near > self.matters or self.matters == 0:
                return Verdict.BEATS
            return Verdict.BARELY if far < self.matters else Verdict.BEATS_PERHAPS_LITTLE
        return Verdict.NO_DIFFERENCE if far <= self.matters else Verdict.UNCLEAR

    @property
    def winner(self) -> str | None:
        """The better one, where the interval says which."""
        _, low, high = self.advantage
        return self.one if low > 0 else self.other if high < 0 else None


def _unit_of(gap: Gap) -> tuple[float, str]:
    """What to divide by and the unit's name: weeks for long times, percentage points for shares."""
    if gap.unit == DAYS:
        return (DAYS_PER_WEEK, "weeks") if abs(gap.estimate) >= DAYS_PER_WEEK else (1.0, "days")
    if gap.unit.startswith("share"):
        return 0.01, "percentage points"
    return 1.0, gap.unit


def _statistic(gap: Gap) -> str:
    if gap.response in STATISTICS:
        return STATISTICS[gap.response]
    if gap.response[:1] == "p" and gap.response[1:].isdigit():
        return f"at {gap.response.upper()}"
    return f"in {gap.label or gap.response}"


def _those(gap: Gap) -> str:
    return ", of those that go live" if gap.response in STATISTICS or _statistic(gap).startswith("at P") else ""


def _interval(gap: Gap, low: str, high: str) -> str:
    kind = "simultaneous " if gap.simultaneous else ""
    runs = "paired run" if gap.n == 1 else "paired runs"
    return f"({100 * gap.level:g} % {kind}interval {low} to {high}, chance only; {gap.n} {runs})"


def decision(gap: Gap, *, seconds_per_run: float | None = None) -> str:
    """Which of two is better and by how much, or why that cannot be said."""
    estimate, low, high = gap.advantage
    divisor, unit = _unit_of(gap)
    half = (high - low) / 2
    where = _statistic(gap)
    those = _those(gap)
    verdict = gap.verdict
    if verdict is Verdict.EQUAL:
        return f"{gap.one} and {gap.other} make no difference {where}: the same in each of {gap.n} paired runs."
    if gap.winner is not None:
        first, second = (gap.one, gap.other) if gap.winner == gap.one else (gap.other, gap.one)
        bounds = (low, high) if low > 0 else (-high, -low)
        limits = (0.0, gap.matters / divisor)
        d, lo, hi = figures.written(
            [value / divisor for value in (abs(estimate), *bounds)], half / divisor, limits=limits
        )
        one_unit = unit.removesuffix("s") if d == "1" and unit in ("weeks", "days") else unit
        said = f"by {d} {one_unit} {where}{those} {_interval(gap, lo, hi)}"
        matter = _matter(gap)
        if verdict is Verdict.BEATS:
            return f"{first} beats {second} {said}."
        if verdict is Verdict.BARELY:
            return f"{first} is {_faster(gap)} than {second}, but by less than the {matter} you said matter: {said}."
        return f"{first} beats {second} {said}; whether by more than the {matter} you said matter is not certain."
    unit_days = (1.0, "days") if gap.unit == DAYS else (divisor, unit)
    divisor, unit = unit_days
    worse, better, most = figures.written(
        [value / divisor for value in (max(0.0, -low), max(0.0, high), max(-low, high))],
        half / divisor,
        limits=(0.0, gap.matters / divisor),
    )
    if verdict is Verdict.NO_DIFFERENCE:
        return (
            f"No practical difference between {gap.one} and {gap.other} {where}{those}: at most {most} {unit} "
            f"either way ({100 * gap.level:g} %, chance only; {gap.n} paired runs)."
        )
    more = figures.two_figures(runs_needed(gap) - gap.n)
    time = f" (about {figures.about(more * seconds_per_run)})" if seconds_per_run else ""
    return (
        f"Not clear yet whether {gap.one} or {gap.other} is {_faster(gap)} {where}{those}: {gap.one} is between "
        f"{better} {unit} {_faster(gap)} and {worse} {unit} {_slower(gap)} ({100 * gap.level:g} %, chance only; "
        f"{gap.n} paired runs). About {more} more paired runs needed{time}."
    )


def _matter(gap: Gap) -> str:
    divisor, unit = (1.0, "days") if gap.unit == DAYS else _unit_of(gap)
    return f"{figures.plain(gap.matters / divisor)} {unit}"


def _faster(gap: Gap) -> str:
    return "faster" if gap.unit == DAYS else "better"


def _slower(gap: Gap) -> str:
    return "slower" if gap.unit == DAYS else "worse"


def runs_needed(gap: Gap) -> float:
    """Paired runs after which the interval, shrinking as 1 / sqrt(n), excludes 0 or lies within what matters."""
    estimate, low, high = gap.advantage
    half = (high - low) / 2
    wanted = max(abs(estimate), gap.matters - abs(estimate), half / 100)
    return max(gap.n * (half / wanted) ** 2, gap.n + 1)


def because(gap: Gap, split: Mapping[str, float]) -> str:
    """Where the difference comes from; `split` is one minus other by state in days and sums to the difference."""
    if gap.winner is None or gap.unit != DAYS:
        return ""
    divisor, unit = _unit_of(gap)
    sign = -1.0 if gap.winner == gap.one else 1.0
    half = (gap.high - gap.low) / 2 / divisor
    gains = {state: sign * value / divisor for state, value in split.items()}
    helped = [state for state in sorted(gains, key=lambda state: -gains[state]) if _shows(gains[state], half)][:2]
    hurt = [state for state in sorted(gains, key=lambda state: gains[state]) if _shows(-gains[state], half)][:1]
    if not helped:
        return ""
    parts = [f"{figures.written([gains[state]], half)[0]} from {FEWER[state][0]}" for state in helped]
    parts[0] = parts[0].replace(" from ", f" {unit} come from " if hurt else " of them come from ", 1)
    lost = "".join(f"; {figures.written([-gains[state]], half)[0]} go to {FEWER[state][1]}" for state in hurt)
    return f"About {', '.join(parts)}{lost}."


def _shows(value: float, half_width: float) -> bool:
    return float(figures.written([value], half_width, limits=())[0]) > 0


def standing(gaps: Sequence[Gap], best: Sequence[str], names: Sequence[str]) -> str:
    """Of more than two: the set that may be best, by simultaneous intervals."""
    first = gaps[0]
    level = f"{100 * first.level:g} % simultaneous intervals over {len(gaps)} comparisons, {first.n} paired runs"
    where = _statistic(first)
    if len(best) == 1:
        return f"Best of {len(names)} {where} is {best[0]} ({level})."
    listed = f"{', '.join(best[:-1])} or {best[-1]}"
    if len(best) == len(names):
        return f"Any of the {len(names)} may be best {where}: {listed} ({level})."
    return f"May be best of {len(names)} {where}: {listed}; the others are not ({level})."

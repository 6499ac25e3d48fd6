"""What charts read: the tidy tables of a run and of a comparison, seen through protocols, and how numbers are said."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Protocol

import numpy as np
import pandas as pd

DAYS_PER_WEEK = 5.0
STATES = ("working", "reworking", "queueing", "waiting", "handover", "gate", "held")


class Run(Protocol):
    """The tables of one configuration's run that charts draw; see `sim.experiment.run.RunResult`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def summary(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def curve(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def percentiles(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def time_split(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def roles(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def wip(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def capacity(self) -> pd.DataFrame: ...  # noqa: D102


class Paired(Protocol):
    """A comparison: the runs, baseline first, and their paired differences."""

    @property
    def runs(self) -> Sequence[Run]: ...  # noqa: D102
    @property
    def differences(self) -> pd.DataFrame: ...  # noqa: D102


def as_runs(runs: Run | Sequence[Run]) -> list[Run]:
    """One run or several, as a list; names have to differ, or one look would stand for two."""
    several = list(runs) if isinstance(runs, Sequence) else [runs]
    if not several:
        raise ValueError("no run to draw")
    names = [run.name for run in several]
    if len(set(names)) < len(names):
        raise ValueError(f"runs need different names, got {', '.join(names)}")
    return several


def column(table: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A column as floats; missing values are NaN."""
    return np.asarray(pd.to_numeric(table[name], errors="coerce"), dtype=np.float64)


def cell(table: pd.DataFrame, row: str, name: str) -> float:
    """One number of a table with named rows; what is missing is 0."""
    return float(np.nan_to_num(column(table.loc[[row]], name)[0]))


def level_of(run: Run) -> float:
    """The confidence level of a run's intervals."""
    table = getattr(run, "summary", None)
    if table is None or "level" not in table or table.empty:
        return 0.95
    levels = column(table, "level")
    levels = levels[np.isfinite(levels)]
    return float(levels[0]) if len(levels) else 0.95


def sample(runs: Sequence[Run], *, intervals: bool = True) -> str:
    """How many replications, and the level of the intervals if any are drawn, for subtitles."""
    counts = sorted({int(run.n) for run in runs})
    many = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    if not intervals:
        return f"n = {many} replications"
    return f"n = {many} replications, {level_of(runs[0]):.0%} intervals (chance only)".replace("%", "\u00a0%")


def percentile(run: Run, p: float) -> tuple[float, float, float] | None:
    """Estimate, low and high of a percentile in working days; None where it is not reached."""
    table = run.percentiles
    wanted = p if column(table, "p").max(initial=0.0) > 1.0 else p / 100.0
    for row in table.to_dict("records"):
        if abs(float(row["p"]) - wanted) < 1e-9:
            value = float(row["estimate"])
            if not bool(row["reached"]) or not isfinite(value):
                return None
            return value, float(row["low"]), float(row["high"])
    return None


def split_of(run: Run) -> dict[str, float]:
    """Mean days by state, in the order in which they are always drawn; states not given are 0."""
    given = dict(zip(run.time_split["state"].astype(str), column(run.time_split, "days"), strict=True))
    unknown = set(given) - set(STATES)
    if unknown:
        raise ValueError(f"unknown states of the time split: {', '.join(sorted(unknown))}")
    return {state: float(np.nan_to_num(given.get(state, 0.0))) for state in STATES}


def weeks(days: float, half_width: float = 0.0) -> str:
    """A number of weeks, rounded to what the interval (half-width in days) supports."""
    return said(days / DAYS_PER_WEEK, half_width / DAYS_PER_WEEK)


def said(value: float, half_width: float = 0.0) -> str:
    """A number with one decimal, or none where it is large or its interval is wide."""
    if not isfinite(value):
        return "unknown"
    text = f"{value:.0f}" if abs(value) >= 9.95 or half_width >= 1.0 else f"{value:.1f}"
    return ("0" if text in ("-0", "-0.0", "0.0") else text).replace("-", "−")


def signed(value: float, half_width: float = 0.0) -> str:
    """As `said`, with its sign."""
    text = said(value, half_width)
    return text if text.startswith("−") or text in ("0", "unknown") else "+" + text


def with_interval(middle: float, low: float, high: float) -> tuple[str, str, str]:
    """A difference and its interval, with sign, rounded alike; a bound is not rounded to zero."""
    ends = (middle, low, high)
    digits = 0 if (high - low) / 2 >= 1.0 and all(abs(one) >= 0.5 or one == 0 for one in ends) else 1
    first, second, third = (
        f"{one:+.{digits}f}".replace("-", "−").replace("+0.0", "0").replace("−0.0", "0") for one in ends
    )
    return first, second, third


def adding_up(parts: Sequence[float], digits: int = 1) -> list[float]:
    """Parts rounded so that they add up to the rounded total (largest remainder)."""
    scale = 10.0**digits
    exact = np.asarray(parts, dtype=np.float64) * scale
    floors = np.floor(exact)
    missing = int(round(float(exact.sum())) - floors.sum())
    order = np.argsort(-(exact - floors), kind="stable")
    floors[order[: max(missing, 0)]] += 1.0
    return [float(one) / scale for one in floors]


def readable(name: str) -> str:
    """A key as words: `use_case_definition` becomes "use case definition"."""
    return name.replace("_", " ")

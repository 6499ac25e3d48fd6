"""What charts read: the tidy tables of a run and of a comparison, seen through protocols, and how numbers are said."""

from collections.abc import Iterable, Sequence
from math import isfinite, nan
from typing import Any, Protocol

import numpy as np
import pandas as pd

from sim.narrative.numbers import signed

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
    """Estimate, low and high of a percentile in working days; None where it is not reached.

    Undecided requests leave only bounds: the estimate is then not a number, see `percentile_bounds`.
    """
    row = _percentile_row(run, p)
    if row is None or not isfinite(float(row["estimate"])):
        return None
    return float(row["estimate"]), float(row["low"]), float(row["high"])


def percentile_bounds(run: Run, p: float) -> tuple[float, float, float, float] | None:
    """Least and largest estimate, low and high of a percentile that undecided requests leave open, in working days."""
    row = _percentile_row(run, p)
    if row is None or isfinite(float(row["estimate"])) or not isfinite(float(row.get("low_estimate", nan))):
        return None
    least, most = float(row["low_estimate"]), float(row["high_estimate"])
    return least, most, float(row["low"]), float(row["high"])


def _percentile_row(run: Run, p: float) -> dict[Any, Any] | None:
    """A percentile's row, where it is reached and may be told."""
    table = run.percentiles
    wanted = p if column(table, "p").max(initial=0.0) > 1.0 else p / 100.0
    for row in table.to_dict("records"):
        if abs(float(row["p"]) - wanted) < 1e-9 and bool(row["reached"]):
            return None if overloaded(run) else row
    return None


def mean_of(run: Run) -> tuple[float, float, float] | None:
    """The mean time to production with its interval, in working days; None where the study's health forbids it."""
    table = run.summary
    if not may_tell_means(run) or not {"response", "estimate", "low", "high"} <= set(table):
        return None
    rows = table[table["response"] == "time_to_production"]
    if rows.empty or not isfinite(column(rows, "estimate")[0]):
        return None
    estimate, low, high = (float(column(rows, name)[0]) for name in ("estimate", "low", "high"))
    return estimate, low, high


def may_tell_means(run: object) -> bool:
    """Whether the study is in such health that means may be told."""
    return not getattr(getattr(run, "health", None), "forbids_means", False)


def overloaded(run: object) -> tuple[str, ...]:
    """The roles that are asked for more than they can do."""
    return tuple(getattr(getattr(run, "health", None), "overloaded", ()))


def state(run: object) -> str:
    """What is wrong with a run, in a few words; empty where nothing is."""
    return str(getattr(getattr(run, "health", None), "state", "") or "")


def widest_half(ends: Iterable[tuple[float, float, float] | None]) -> float:
    """Half-width of the widest interval, which rounds all that stands beside it."""
    return max(((one[2] - one[1]) / 2 for one in ends if one is not None and isfinite(one[2] - one[1])), default=0.0)


def split_of(run: Run) -> dict[str, float]:
    """Mean days by state, in the order in which they are always drawn; states not given are 0."""
    given = dict(zip(run.time_split["state"].astype(str), column(run.time_split, "days"), strict=True))
    unknown = set(given) - set(STATES)
    if unknown:
        raise ValueError(f"unknown states of the time split: {', '.join(sorted(unknown))}")
    return {state: float(np.nan_to_num(given.get(state, 0.0))) for state in STATES}


def counted(value: float) -> str:
    """A figure without an interval, such as a count of items: one decimal, none where it is large."""
    if not isfinite(value):
        return "unknown"
    text = f"{value:.0f}" if abs(value) >= 9.95 else f"{value:.1f}"
    return ("0" if text in ("-0", "-0.0", "0.0") else text).replace("-", "−")


def adding_up(parts: Sequence[float], digits: int = 1) -> list[float]:
    """Parts rounded so that they add up to the rounded total (largest remainder)."""
    scale = 10.0**digits
    exact = np.asarray(parts, dtype=np.float64) * scale
    floors = np.floor(exact)
    missing = int(round(float(exact.sum())) - floors.sum())
    order = np.argsort(-(exact - floors), kind="stable")
    floors[order[: max(missing, 0)]] += 1.0
    return [float(one) / scale for one in floors]


def rounded(value: float, digits: int) -> str:
    """A change with its sign to so many decimals; what rounds to 0 has none."""
    return signed(f"{round(value, digits) + 0.0:.{digits}f}")


def decimals(text: str) -> int:
    """How many decimals a figure is written with."""
    return len(text.partition(".")[2])


def readable(name: str) -> str:
    """A key as words: `use_case_definition` becomes "use case definition"."""
    return name.replace("_", " ")

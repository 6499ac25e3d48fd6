"""Measurements and the table they make: ratios within interleaved rounds, beside the bar that was set for them.

A measurement is a function decorated `@measurement` that yields rows. Absolute times move with the machine and with
who else uses it; a ratio is taken within one round, so a slow moment hits both sides.
"""

import gc
import os
import platform
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import numpy.typing as npt

TIMES, FASTER = "times its time", "times as fast"
HIGHER_IS_BETTER = (FASTER,)
Runner = Callable[[int], float]  # number of a round -> seconds per item, event or whatever is compared
Times = dict[str, npt.NDArray[np.float64]]  # by runner: seconds in each round


class MissingError(Exception):
    """Something optional is not installed on this machine."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    against: str
    unit: str
    values: tuple[float, ...]  # one of each round
    must: float | None = None
    aim: float | None = None
    seconds: tuple[float, float] | None = None  # medians of both sides
    per: str = ""  # what those seconds are for
    shown: bool = False  # in the short table, though it has no bar

    @property
    def verdict(self) -> str:
        """Whether the median reaches the bar."""
        if self.must is None and self.aim is None:
            return ""
        sign = -1 if self.unit in HIGHER_IS_BETTER else 1
        if self.aim is not None and sign * median(self.values) <= sign * self.aim:
            return "aim met"
        return "met" if self.must is not None and sign * median(self.values) <= sign * self.must else "missed"

    @property
    def measured(self) -> str:
        low, high = min(self.values), max(self.values)
        spread = f" ({number(low)}–{number(high)})" if len(self.values) > 1 else ""
        return f"{number(median(self.values))}{spread} {self.unit}"

    def bar(self, value: float | None) -> str:
        """A value of the bar, with the side on which it is met."""
        return "" if value is None else f"{'≥' if self.unit in HIGHER_IS_BETTER else '≤'} {value:g}"

    def __str__(self) -> str:
        bars = f"must {self.bar(self.must)}, aim {self.bar(self.aim)}: {self.verdict}" if self.verdict else ""
        return f"{self.what} | {self.against} | {self.measured} | {bars}".rstrip(" |")


def number(value: float) -> str:
    """Two digits that count, three from 100 on."""
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}" if abs(value) >= 3 else f"{value:.2f}"


Measurement = Callable[[], Iterator[Row]]
MEASUREMENTS: dict[str, Measurement] = {}


def measurement(function: Measurement) -> Measurement:
    """Register a function that measures; the first line of its docstring is its heading."""
    MEASUREMENTS[function.__name__] = function
    return function


def clocked(call: Callable[[], object]) -> float:
    """Seconds that a call takes, the garbage of those before it cleared."""
    gc.collect()
    began = perf_counter()
    call()
    return perf_counter() - began


def interleaved(runners: Mapping[str, Runner], rounds: int = 7) -> Times:
    """Seconds of every runner in every round, after one round to warm up; what is missing is named and left out."""
    there = dict(runners)
    for name, runner in runners.items():
        try:
            runner(0)
        except MissingError as missing:
            print(f"  left out: {name} ({missing})", flush=True)
            del there[name]
    times: dict[str, list[float]] = {name: [] for name in there}
    for round_ in range(1, rounds + 1):
        for name, runner in there.items():
            times[name].append(runner(round_))
    return {name: np.array(each) for name, each in times.items()}


def beside(
    times: Times,
    ours: str,
    other: str,
    unit: str = TIMES,
    *,
    on: str = "",
    must: float | None = None,
    aim: float | None = None,
    per: str = "",
    shown: bool = False,
) -> Iterator[Row]:
    """The row that compares two runners; none where one of them is missing."""
    if ours in times and other in times:
        ratios = times[ours] / times[other] if unit == TIMES else times[other] / times[ours]
        both = float(np.median(times[ours])), float(np.median(times[other]))
        values = tuple(float(ratio) for ratio in ratios)
        yield Row(f"{ours}{on and ', '}{on}", other, unit, values, must, aim, both, per, shown)


def machine() -> str:
    """Where this is measured: processor, cores, system and versions."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(encoding="utf-8"), flags=re.MULTILINE)
        processor = found[1].strip() if found else processor
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "simpy"))
    return (
        f"{processor} ({platform.machine()}), {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )

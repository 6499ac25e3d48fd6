"""The tables of a sweep: one row for each run, one for each point and response, and which points may be best."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.found import UNDECIDED, Found, Gathered
from sim.experiment.point_family import Family, gap_of, is_told, response_of
from sim.experiment.points import Point, said
from sim.experiment.run import LEVEL
from sim.responses import estimate
from sim.responses.estimates import OPEN
from sim.responses.summary import bounds
from sim.scenario.schema import Scenario
from sim.stats import bootstrap
from sim.stats.bootstrap import Interval

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.sweep import Sweep

ROW = (
    "response", "label", "unit", "better", "estimate", "low", "high", "level", "method", "n",
    "difference", "difference_low", "difference_high", "difference_method",
)  # fmt: skip


def label_of(name: str, scenario: Scenario) -> str:
    """A response as tables and charts call it, its member included."""
    found, _, member = response_of(name), *name.partition(".")[1:]
    if not member:
        return found.label
    role = scenario.roles.get(member) if found.over == "role" else None
    return f"{found.label}, {role.label if role and role.label else member.replace('_', ' ')}"


def columns_of(paths: Sequence[str], points: Sequence[Point]) -> "dict[str, np.ndarray[Any, Any]]":
    """Levels by path: numbers where all of them are, else texts."""
    columns = {}
    for place, path in enumerate(paths):
        levels = [point.levels[place] for point in points]
        if all(isinstance(level, int) for level in levels):
            columns[path] = np.array(levels, dtype=np.int64)
        elif all(isinstance(level, int | float) for level in levels):
            columns[path] = np.array(levels, dtype=np.float64)
        else:
            columns[path] = np.array([said(level) for level in levels], dtype=object)
    return columns


def runs_of(swept: "Sweep", *, at_once: int = 0) -> "Iterator[pd.DataFrame]":
    """One row for each replication, in tables of so many points at once; 0 for all of them.

    Each response has three columns: its value, and the numerator and denominator whose sums over replications make the
    estimate. Percentiles have none, since they are read off the curve of all replications together.
    """
    import pandas as pd

    levels = columns_of(swept.factors, swept.points)
    kept = [name for name in swept.responses if response_of(name).measure is not None]
    step = at_once or len(swept.points)
    for start in range(0, len(swept.points), step):
        points = swept.points[start : start + step]
        wide = {"point": np.array([point.number for point in points], dtype=np.int64)}
        wide |= {path: each[start : start + step] for path, each in levels.items()}
        columns: dict[str, Any] = {name: np.repeat(each, swept.n) for name, each in wide.items()}
        columns["replication"] = np.tile(np.arange(swept.n), len(points))
        for name in kept:
            top, bottom = (each.ravel() for each in swept.found.sums([point.meaning for point in points], name))
            with np.errstate(invalid="ignore", divide="ignore"):
                columns[name] = top / bottom
            columns[f"{name}.numerator"], columns[f"{name}.denominator"] = top, bottom
        yield pd.DataFrame(columns)


def summary_of(
    scenario: Scenario,
    paths: Sequence[str],
    points: Sequence[Point],
    found: Gathered,
    responses: Sequence[str],
    base: int,
    family: Family,
    best: Sequence[int],
) -> "pd.DataFrame":
    """One row for each point and response: estimate with interval, paired difference from the base with its own.

    The differences in the response that decides are of one family, and hold together.
    """
    import pandas as pd

    base_meaning, stay, levels = points[base].meaning, set(best), columns_of(paths, points)
    labels = {name: label_of(name, scenario) for name in responses}
    of_meaning: dict[str, list[tuple[Any, ...]]] = {}
    rows = []
    for point in points:
        if point.meaning not in of_meaning:
            there = found[point.meaning]
            shares = (undecided(there), there.load)
            gaps = {name: gap_of(there, found[base_meaning], name) for name in responses if name != family.response}
            gaps[family.response] = family.gap(point.meaning, base_meaning)
            of_meaning[point.meaning] = [(*_row(there, name, labels[name], gaps[name]), *shares) for name in responses]
        rows += of_meaning[point.meaning]
    table = pd.DataFrame.from_records(rows, columns=[*ROW, "undecided", "offered_load"])
    numbers = np.array([point.number for point in points], dtype=np.int64)
    heads = {"point": numbers} | {path: levels[path][numbers] for path in paths}
    for place, (name, column) in enumerate(heads.items()):
        table.insert(place, name, np.repeat(column, len(responses)))
    table.insert(
        len(table.columns) - 2, "may_be_best", np.repeat([point.number in stay for point in points], len(responses))
    )
    return table


def undecided(there: Found) -> float:
    """Share of requests of which nothing shows whether they go live: above 0.01 means of those that do are not told."""
    top, bottom = (sums.sum() for sums in there.sums(UNDECIDED))
    return float(top / bottom) if bottom else 0.0


def _row(there: Found, name: str, label: str, gap: Interval) -> tuple[Any, ...]:
    """The columns of ROW."""
    response = response_of(name)
    if response.measure is None or name in OPEN or not is_told(there, response):
        here = estimate(there.measures(), name, level=LEVEL)
    else:
        here = bootstrap.ratio_of_sums(*there.sums(name), level=LEVEL)
    low, high = bounds(response, here)
    head = (name, label, response.unit, response.better, here.estimate, low, high, here.level, here.method, here.n)
    return (*head, gap.estimate, gap.low, gap.high, gap.method)

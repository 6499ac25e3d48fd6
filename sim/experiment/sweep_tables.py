"""The tables of a sweep: one row for each run, one for each point and response, and which points may be best."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.kept_points import UNDECIDED, Found
from sim.experiment.points import Point, said
from sim.experiment.run import LEVEL
from sim.responses import RESPONSES, Measures, difference, estimate, family
from sim.responses.register import Response
from sim.responses.summary import bounds
from sim.scenario.schema import Scenario
from sim.stats import multiple

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.sweep import Sweep

MANY = 50  # points, from which on bootstrap draws for all pairs would take too long
TOGETHER = "of all pairs of points together: "
BOOTSTRAP = f"{TOGETHER}multiple comparisons with the best, bootstrap over paired replications"
BONFERRONI = f"{TOGETHER}multiple comparisons with the best, Student t and Bonferroni over paired replications"


def response_of(name: str) -> Response:
    """The response of a name with or without member."""
    return RESPONSES[name.split(".")[0]]


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


def runs_of(swept: "Sweep", start: int = 0, stop: int | None = None) -> "pd.DataFrame":
    """One row for each replication of the points from `start` to `stop`.

    Each response has three columns: its value, and the numerator and denominator whose sums over replications make the
    estimate. Percentiles have none, since they are read off the curve of all replications together.
    """
    import pandas as pd

    points = swept.points[start:stop]
    wide = {"point": np.array([point.number for point in points], dtype=np.int64)}
    wide |= {path: levels[start:stop] for path, levels in columns_of(swept.factors, swept.points).items()}
    columns: dict[str, Any] = {name: np.repeat(levels, swept.n) for name, levels in wide.items()}
    columns["replication"] = np.tile(np.arange(swept.n), len(points))
    kept = next(iter(swept.found.values())).names
    pairs = np.concatenate([swept.found[point.meaning].pairs for point in points])
    for name in (name for name in swept.responses if name in kept):
        place = kept.index(name)
        top, bottom = pairs[:, place, 0], pairs[:, place, 1]
        with np.errstate(invalid="ignore", divide="ignore"):
            columns[name] = top / bottom
        columns[f"{name}.numerator"], columns[f"{name}.denominator"] = top, bottom
    return pd.DataFrame(columns)


def summary_of(
    scenario: Scenario,
    paths: Sequence[str],
    points: Sequence[Point],
    found: Mapping[str, Found],
    responses: Sequence[str],
    base: int,
    best: Sequence[int],
) -> "pd.DataFrame":
    """One row for each point and response: estimate with interval, paired difference from the base with its own."""
    import pandas as pd

    against = found[points[base].meaning].measures()
    of_meaning: dict[str, list[dict[str, Any]]] = {}
    rows = []
    levels = columns_of(paths, points)
    for point in points:
        there = found[point.meaning]
        if point.meaning not in of_meaning:
            of_meaning[point.meaning] = [_row(there.measures(), against, name, scenario) for name in responses]
        head = {"point": point.number} | {path: levels[path][point.number] for path in paths}
        tail = {"may_be_best": point.number in best, "undecided": undecided(there), "offered_load": there.load}
        rows += [head | row | tail for row in of_meaning[point.meaning]]
    return pd.DataFrame(rows)


def undecided(there: Found) -> float:
    """Share of requests that have not ended when observation does: means of those that go live leave them out."""
    top, bottom = there.pairs[:, there.names.index(UNDECIDED)].sum(axis=0)
    return float(top / bottom) if bottom else 0.0


def _row(mine: Sequence[Measures], base: Sequence[Measures], name: str, scenario: Scenario) -> dict[str, Any]:
    response = response_of(name)
    here, gap = estimate(mine, name, level=LEVEL), difference(mine, base, name, level=LEVEL)
    low, high = bounds(response, here)
    return {
        "response": name,
        "label": label_of(name, scenario),
        "unit": response.unit,
        "better": response.better,
        "estimate": here.estimate,
        "low": low,
        "high": high,
        "level": here.level,
        "method": here.method,
        "n": here.n,
        "difference": gap.estimate,
        "difference_low": gap.low,
        "difference_high": gap.high,
        "difference_method": gap.method,
    }


def best_of(points: Sequence[Point], found: Mapping[str, Found], name: str) -> tuple[int, ...]:
    """Points that may be best in a response; none where neither high nor low is better, or nothing is known."""
    response = response_of(name)
    if not response.better:
        return ()
    meanings = list(dict.fromkeys(point.meaning for point in points))
    if response.measure is not None and len(meanings) > MANY:
        place = found[meanings[0]].names.index(name)
        pairs = np.stack([found[meaning].pairs[:, place] for meaning in meanings])
        stay = multiple.may_be_best_of_many(pairs[:, :, 0], pairs[:, :, 1], better=response.better, level=LEVEL)
        known = np.isfinite(pairs.sum(axis=1)).all(axis=1) & (pairs[:, :, 1].sum(axis=1) > 0)
    else:
        measured = [found[meaning].measures() for meaning in meanings]
        estimates, draws = family(measured, name)
        stay = multiple.may_be_best(estimates, draws, n=len(measured[0]), better=response.better, level=LEVEL)
        known = np.isfinite(estimates)
    if not known.any():
        return ()
    remaining = {meanings[place] for place in stay}
    return tuple(point.number for point in points if point.meaning in remaining)


def method_of_best(points: Sequence[Point], name: str) -> str:
    """How the set that may be best was found."""
    many = len({point.meaning for point in points}) > MANY and response_of(name).measure is not None
    return BONFERRONI if many else BOOTSTRAP


def gap_to_base(swept: "Sweep", number: int) -> tuple[float, float, float] | None:
    """Difference of a point from the base, with an interval that holds for all points together (Bonferroni)."""
    name = swept.responses[0]
    meanings = {point.meaning for point in swept.points}
    mine, base = swept.points[number].meaning, swept.points[swept.base].meaning
    if response_of(name).measure is None or mine == base:
        return None
    level = 1.0 - (1.0 - LEVEL) / (len(meanings) - 1)
    gap = difference(swept.found[mine].measures(), swept.found[base].measures(), name, level=level)
    return (gap.estimate, gap.low, gap.high) if np.isfinite(gap.half_width) else None

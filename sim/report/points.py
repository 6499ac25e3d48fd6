"""The table of a sweep's points: levels, each response with its interval, and the difference from the base point.

Each column has one unit and one rounding, that of its widest interval; what overload or undecided requests make
meaningless is not in it.
"""

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.experiment.point_family import response_of
from sim.experiment.points import said
from sim.experiment.sweep_tables import label_of
from sim.narrative.health import UNDECIDED
from sim.narrative.numbers import DAYS, Scale, scale_of, with_interval
from sim.narrative.run import bounds_cell
from sim.responses.estimates import CONVERSION

if TYPE_CHECKING:
    from sim.experiment.sweep import Sweep

Row = dict[str, Any]
FIGURE = ("estimate", "low", "high")
DIFFERENCE = ("difference", "difference_low", "difference_high")


def points_table(swept: "Sweep", *, most: int) -> tuple[list[str], list[list[str]]]:
    """Header and rows, all points in their order; where there are more than `most` the best estimates come first."""
    of_point: dict[int, list[Row]] = {}
    for row in swept.summary.to_dict("records"):
        of_point.setdefault(int(row["point"]), []).append({str(key): value for key, value in row.items()})
    numbers = _ordered(swept, of_point, most)
    columns = [_column([of_point[at][place] for at in numbers], FIGURE) for place in range(len(swept.responses))]
    gaps, gap_unit = _column([of_point[at][0] for at in numbers], DIFFERENCE)
    labels = [
        _headed(label_of(name, swept.scenario), unit) for name, (_, unit) in zip(swept.responses, columns, strict=True)
    ]
    header = [*swept.factors, "", *labels, f"difference, {gap_unit}" if gap_unit else "difference"]
    rows = []
    for at, number in enumerate(numbers):
        levels = [said(level) for level in swept.points[number].levels]
        mark = "*" if number in swept.best else ""
        gap = "" if number == swept.base else gaps[at]
        rows.append([*levels, mark, *(cells[at] for cells, _ in columns), gap])
    return header, rows


def _headed(label: str, unit: str) -> str:
    """A column's name with its unit, of which nothing is said twice."""
    unit = unit.removesuffix(" per year") if label.endswith("per year") else unit
    return f"{label}, {unit}" if unit else label


def _ordered(swept: "Sweep", of_point: dict[int, list[Row]], most: int) -> list[int]:
    numbers = [point.number for point in swept.points]
    better = response_of(swept.responses[0]).better
    if len(numbers) > most and better:
        sign = -1.0 if better == "higher" else 1.0
        numbers.sort(key=lambda at: (not isfinite(of_point[at][0]["estimate"]), sign * of_point[at][0]["estimate"]))
    return numbers


def _column(rows: list[Row], keys: tuple[str, ...]) -> tuple[list[str], str]:
    """Cells rounded alike, and their unit."""
    unit = str(rows[0]["unit"])
    meant = [row for row in rows if not _spoiled(row) and not _bounds(row, keys)]
    scale = scale_of(unit, [row["estimate"] for row in meant], difference=keys is DIFFERENCE)
    halves = [(row[keys[2]] - row[keys[1]]) / 2 for row in meant]
    widest = max((half for half in halves if isfinite(half)), default=0.0)
    return [_spoiled(row) or _bounds(row, keys) or _cell(row, keys, scale, widest) for row in rows], scale.unit


def _cell(row: Row, keys: tuple[str, ...], scale: Scale, widest: float) -> str:
    estimate, low, high = (row[key] for key in keys)
    return str(with_interval(estimate, low, high, scale=scale, widest=widest))


def _bounds(row: Row, keys: tuple[str, ...]) -> str:
    """The bounds of a conversion that undecided requests leave open."""
    is_open = keys is FIGURE and row["response"] == CONVERSION and row["undecided"] > UNDECIDED
    return bounds_cell(row["estimate"], row["undecided"]) if is_open else ""


def _spoiled(row: Row) -> str:
    """What stands in place of a time that is no figure of the point, but of when one looks."""
    if str(row["unit"]) != DAYS:
        return ""
    if row["offered_load"] >= 1.0:
        return "cannot keep up"
    return "undecided" if row["undecided"] > UNDECIDED else ""

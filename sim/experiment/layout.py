"""Layout: which points a sweep looks at, as a grid of factors or as a table of points that somebody has laid out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.errors import BadInput
from sim.experiment.asking import quoted
from sim.experiment.vary import MOST_POINTS, Factor, apart, checked, factors_of, grid, parse_factors

if TYPE_CHECKING:
    import pandas as pd

TABLES = 'Give a table with a column for each path, such as pd.DataFrame({"people.ml_engineer": [3, 4]}).'


@dataclass(frozen=True)
class Layout:
    """Points by what is written at each, and what they were made of."""

    paths: tuple[str, ...]  # factors, in the order of the columns
    factors: tuple[Factor, ...] = ()  # of a grid
    table: tuple[Mapping[str, Any], ...] = ()  # of points laid out one by one

    @cached_property
    def edits(self) -> Sequence[Mapping[str, Any]]:
        """What is written at each point, by path."""
        return self.table or grid(self.factors)

    def as_plain(self) -> dict[str, Any]:
        """For the order of the run: what makes these points again."""
        if self.table:
            return {"points": [dict(point) for point in self.table]}
        return {"vary": {factor.path: list(factor.levels) for factor in self.factors}}


def layout_of(vary: Any) -> Layout:
    """The points meant: a grid by factors (a mapping, texts such as "a.b=2..8"), a data frame, or a list of dicts.

    Raises:
        BadInput: for anything else, or for points that make no sense.
    """
    if isinstance(vary, Layout):
        return vary
    if isinstance(vary, Mapping):
        return _gridded(factors_of(vary))
    if isinstance(vary, str):
        return _gridded(parse_factors([vary]))
    if hasattr(vary, "to_dict") and hasattr(vary, "columns"):
        return _tabled(_rows(vary))
    if not isinstance(vary, Iterable) or hasattr(vary, "shape"):
        raise BadInput(f"vary = {quoted(vary)}\n    must be values by dotted path, or points. {TABLES}")
    listed = list(vary)
    if listed and all(isinstance(each, Mapping) for each in listed):
        return _tabled([dict(each) for each in listed])
    if all(isinstance(each, str) for each in listed):
        return _gridded(parse_factors(listed))
    if all(isinstance(each, Factor) for each in listed):
        return _gridded(checked(listed))
    raise BadInput(f"vary = {quoted(listed)}\n    must be values by dotted path, or points. {TABLES}")


def _gridded(factors: tuple[Factor, ...]) -> Layout:
    return Layout(tuple(factor.path for factor in factors), factors=factors)


def _rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """The rows of a frame; a gap in it is told with its place."""
    names = list(frame.columns)
    for name in names:
        if not isinstance(name, str):
            raise BadInput(f"column {quoted(name)}\n    is no dotted path. {TABLES}")
        if names.count(name) > 1:
            raise BadInput(f"column {quoted(name)}\n    is there twice")
    rows = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    for label, row in zip(frame.index, rows, strict=True):
        for name, value in row.items():
            if value is None or value != value:
                raise BadInput(f"row {label}: {name}\n    has no value. Give each point a value for each column.")
    return rows


def _tabled(rows: list[dict[str, Any]]) -> Layout:
    paths = list(dict.fromkeys(path for row in rows for path in row))
    for path in paths:
        if not isinstance(path, str):
            raise BadInput(f"{quoted(path)}\n    is no dotted path. {TABLES}")
    if not rows or not paths:
        raise BadInput(f"no points to look at. {TABLES}")
    if len(rows) > MOST_POINTS:
        raise BadInput(f"{len(rows)} points are too many: {MOST_POINTS} at the most")
    apart(paths)
    table = tuple({path: _plain(value) for path, value in row.items()} for row in rows)
    return Layout(tuple(paths), table=table)


def _plain(value: Any) -> Any:
    """Numbers of numpy as numbers; a whole one as such, since a frame makes 3 into 3.0 beside fractions."""
    value = value.item() if hasattr(value, "item") and getattr(value, "shape", None) == () else value
    return int(value) if isinstance(value, float) and value.is_integer() else value

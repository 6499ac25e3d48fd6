"""Points of a sweep: each a scenario by edit, described before anything is run and made when it is its turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import BadInput
from sim.experiment.layout import layout_of
from sim.experiment.run import meaning_of
from sim.scenario.edit import edit, field_at, get
from sim.scenario.schema import Scenario

Level = float | int | str


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of levels."""

    number: int  # from 0; in a grid the last factor changes fastest
    paths: tuple[str, ...]  # of the factors
    edits: Mapping[str, Any]  # what is written, by path; factors that are not there are left as they are
    levels: tuple[Level, ...]  # what then stands there: a number where it is one, else as written
    meaning: str  # digest of what happens

    @property
    def name(self) -> str:
        """Its levels by dotted path."""
        return ", ".join(f"{path} = {said(level)}" for path, level in zip(self.paths, self.levels, strict=True))


def points_of(scenario: Scenario, vary: Any, *, tell: Callable[[int, int], None] | None = None) -> tuple[Point, ...]:
    """All points of a layout, each looked at before anything is run; `tell` hears how many of how many.

    Raises:
        BadInput: for a path that does not exist, or naming the first point that cannot be simulated.
    """
    layout = layout_of(vary)
    for path in layout.paths:
        field_at(scenario, path)
    found, wrong = [], list[tuple[str, BadInput]]()
    every = layout.edits
    for number, edits in enumerate(every):
        if tell:
            tell(number, len(every))
        try:
            edited = edit(scenario, edits)
        except BadInput as error:
            wrong.append((", ".join(f"{path} = {said(level)}" for path, level in edits.items()), error))
            continue
        levels = tuple(_level(edited, path, edits.get(path, get(edited, path))) for path in layout.paths)
        found.append(Point(number, layout.paths, edits, levels, meaning_of(edited)))
    if wrong:
        name, why = wrong[0]
        title, *rest = str(why).split("\n\n", 1)
        others = "".join(f"\n    {factor.path}: {factor.doubt}." for factor in layout.factors if factor.doubt)
        others += f"\n\nOf the {len(every)} points {len(wrong)} have problems." if len(wrong) > 1 else ""
        raise BadInput(f"The point {name} cannot be simulated:\n\n{rest[0] if rest else title}{others}")
    return tuple(found)


def _level(edited: Scenario, path: str, written: Any) -> Level:
    value = get(edited, path)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return said(written)


def said(level: Any) -> str:
    """A level as text: as a file would write it."""
    if isinstance(level, bool):
        return str(level).lower()
    if isinstance(level, float | int):
        return f"{level:.12g}"
    if isinstance(level, dict):
        return "{" + ", ".join(f"{key}: {said(inner)}" for key, inner in level.items()) + "}"
    if isinstance(level, list | tuple):
        return "[" + ", ".join(map(said, level)) + "]"
    return "-" if level is None else str(level)

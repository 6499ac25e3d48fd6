"""Shapes: what may stand where in a scenario file, read off the schema once.

The shape of a field decides how a file is merged with the one it extends, how it is read, edited, compared and
described; nothing else lists the fields a second time.
"""

import types
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from sim.scenario.bounds import Bounds
from sim.scenario.schema import Block, Group, Scenario, Share


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value: an amount, number, whole number, truth, text, day of the calendar, or one of some choices.

    A whole number may have choices too: words that stand for one.
    """

    kind: Literal["amount", "number", "int", "bool", "text", "date", "choice"]
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocks:
    """A block with named fields; a bare number stands for its field `shorthand`."""

    model: type[Block]
    shorthand: str = ""

    @property
    def fields(self) -> "dict[str, Field]":
        """The fields by name, in the order of the schema."""
        return fields_of(self.model)


@dataclass(frozen=True, slots=True)
class Names:
    """A mapping from names that the user chooses (or from days) to values.

    Mappings to numbers are replaced as a whole by a file that extends another; mappings to blocks are merged.
    """

    of: "Shape"
    days: bool = False

    @property
    def merges(self) -> bool:
        """Whether an extending file adds to what is inherited."""
        return isinstance(self.of, Blocks) and self.of.model is not Share


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values; `size` of them if given."""

    of: "Shape"
    size: int = 0


@dataclass(frozen=True, slots=True)
class Either:
    """A plain value or something longer."""

    plain: Leaf
    longer: "Shape"


Shape = Leaf | Blocks | Names | Items | Either

SHORTHANDS: dict[type[Block], str] = {Group: "count", Share: "share"}


FORMS = ("above_low", "whole", "drawn", "kinds", "levels")  # of `Bounds`


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a block: its shape, whether it may be left out, its label, unit and bounds."""

    name: str
    shape: Shape
    optional: bool  # None is a value
    required: bool
    default: Any = field(compare=False)
    label: str = ""
    about: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def low(self) -> float | None:
        """Smallest value allowed."""
        low = self.about.get("low")
        if low is None and (self.about.get("scale") == "chance" or self.shape == Leaf("amount")):
            return 0.0
        return None if low is None else float(low)

    @property
    def high(self) -> float | None:
        """Largest value allowed."""
        high = self.about.get("high")
        if high is None and self.about.get("scale") == "chance":
            return 1.0
        return None if high is None else float(high)

    @property
    def bounds(self) -> Bounds:
        """What it may be, and in which forms an amount is read."""
        forms = {name: self.about[name] for name in FORMS if name in self.about}
        return Bounds(self.low, self.high, **forms)

    @property
    def unit(self) -> str:
        """Unit of the value, or an empty string."""
        return str(self.about.get("unit", ""))


@cache
def fields_of(model: type[Block]) -> dict[str, Field]:
    """The fields of a block by name."""
    fields = {}
    for name, info in model.model_fields.items():
        shape, optional = _shape(info.annotation)
        about = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        required = info.is_required()
        default = None if required else info.get_default(call_default_factory=True)
        default = None if default is PydanticUndefined else default
        fields[name] = Field(name, shape, optional, required, default, info.title or "", dict(about))
    return fields


ROOT = Blocks(Scenario)


def _shape(annotation: Any) -> tuple[Shape, bool]:
    """The shape of an annotation, and whether None is among its values."""
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        shapes = [_shape(part)[0] for part in parts]
        optional = len(parts) < len(get_args(annotation))
        if len(shapes) == 1:
            return shapes[0], optional
        leaves = [shape for shape in shapes if isinstance(shape, Leaf)]
        words = tuple(choice for leaf in leaves if leaf.kind == "choice" for choice in leaf.choices)
        plain = next((Leaf(leaf.kind, words) for leaf in leaves if leaf.kind != "choice"), leaves[0])
        longer = next((shape for shape in shapes if not isinstance(shape, Leaf)), None)
        return plain if longer is None else Either(plain, longer), optional
    return _single(annotation), False


def _single(annotation: Any) -> Shape:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(parts[0])[0]
    if annotation is Any:
        return Leaf("amount")
    if origin is Literal:
        return Leaf("choice", parts)
    if origin is tuple:
        if parts[-1] is Ellipsis:
            return Items(_shape(parts[0])[0])
        return Items(_shape(parts[0])[0], len(parts))
    if origin is not None:  # Mapping
        return Names(_shape(parts[1])[0], days=parts[0] is Any)
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return Blocks(annotation, SHORTHANDS.get(annotation, ""))
    kinds: dict[Any, Leaf] = {
        bool: Leaf("bool"),
        int: Leaf("int"),
        float: Leaf("number"),
        str: Leaf("text"),
        date: Leaf("date"),
    }
    return kinds[annotation]

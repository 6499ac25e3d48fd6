"""Reading: a tree of written values becomes a scenario, or the list of all that is wrong with it."""

import re
from datetime import date
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem, did_you_mean
from sim.scenario import amounts
from sim.scenario.amounts import AmountError
from sim.scenario.change import changed_amount, changed_number
from sim.scenario.document import Node, plain
from sim.scenario.inherit import CHANGE, is_change, spelled_out
from sim.scenario.meant import number_meant, whole_meant
from sim.scenario.shape import ROOT, Blocks, Either, Field, Items, Leaf, Names, Shape
from sim.scenario.words import (
    DURATIONS,
    elsewhere,
    example,
    fits,
    quoted,
    result,
    unquoted,
    wanted,
    wanted_shape,
)

NAME = re.compile(r"\w[\w -]*")
TRUTHS = {"yes": "true", "y": "true", "on": "true", "1": "true", "no": "false", "n": "false", "off": "false"}
MANY = 20  # unknown fields of one block that are told one by one
_BAD = object()  # stands for a value that has a problem
Path = tuple[str, ...]
Place = tuple[str, int, int]


class Reader:
    """Reads one tree; afterwards holds its problems and the place of every dotted path.

    What has a problem is left out and the rest read on, so that one pass finds everything; `dropped` are the names
    that got lost on the way, `unsure` says that a whole mapping of names did.
    """

    def __init__(self) -> None:
        self.dropped: set[str] = set()
        self.unsure = False
        self.problems: list[tuple[tuple[int, int], Problem]] = []
        self.places: dict[str, Place] = {}
        self.gone: dict[str, Place] = {}  # of what a file took away from the one it extends

    def read(self, node: Node) -> Any:
        """The scenario, without what has problems; None when too little is left."""
        value = self._value(node, ROOT, (), None)
        return None if value is _BAD else value

    def _fault(self, node: Node, path: Path, what: str, remedy: str = "", *, after: tuple[int, int] = (0, 0)) -> Any:
        shown = ".".join(path)
        if not isinstance(node.value, dict | list) and node.value is not None and not after[0]:
            shown += f" = {quoted(node)}"
        problem = Problem(node.file, node.line, node.column, shown, what, remedy)
        self.problems.append((after if after[0] else (node.line, node.column), problem))
        return _BAD

    def _value(self, node: Node, shape: Shape, path: Path, field: Field | None) -> Any:
        if path:
            self.places[".".join(path)] = (node.file, node.line, node.column)
        for key, null in node.gone.items():
            self._taken_away(null.inherited, (*path, str(key)), (null.file, null.line, null.column))
        if node.broken:
            return _BAD
        match shape:
            case Leaf():
                return self._leaf(node, shape, path, field)
            case Blocks():
                return self._block(spelled_out(node, shape), shape, path)
            case Names():
                return self._names(node, shape, path, field)
            case Items():
                return self._items(node, shape, path, field)
            case Either(short, longer):
                nested = isinstance(node.value, dict | list)
                return self._value(node, longer if nested or not fits(node, short) else short, path, field)

    def _taken_away(self, node: Node | None, path: Path, place: Place) -> None:
        """Keep where this, and all that stood below it, was taken away."""
        self.gone[".".join(path)] = place
        for key, child in node.value.items() if node is not None and isinstance(node.value, dict) else ():
            self._taken_away(child, (*path, str(key)), place)

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _block(self, node: Node, shape: Blocks, path: Path) -> Any:
        if not isinstance(node.value, dict):
            such = f"; such as {shape.model.EXAMPLE}" if shape.model.EXAMPLE else ""
            return self._fault(node, path, f"must be a block. Fields here: {', '.join(shape.fields)}{such}")
        values: dict[str, Any] = {}
        last_unknown, lacking = (0, 0), False
        fields_here = [*shape.fields] if path else ["extends", *shape.fields]
        unknown = [key for key in node.value if key not in shape.fields]
        told = {key: number for number, key in enumerate(unknown[:MANY])}
        for key, child in node.value.items():
            known = shape.fields.get(key) if isinstance(key, str) else None
            below = path if child.short else (*path, str(key))
            if known is None:
                if key not in told:
                    continue
                what = f"unknown field. Fields here: {', '.join(fields_here)}" if told[key] < 3 else "unknown field"
                if told[key] == MANY - 1 and len(unknown) > MANY:
                    what = f"unknown field; {len(unknown) - MANY} more follow"
                self._fault(_bare(child), below, what, elsewhere(str(key), path) or did_you_mean(str(key), fields_here))
                last_unknown = (child.line, child.column)
            elif child.value is None and not child.broken:
                self._empty(child, known, below)
                lacking = lacking or known.required
            else:
                value = self._value(child, known.shape, below, known)
                if value is not _BAD:
                    values[key] = value
                lacking = lacking or (value is _BAD and known.required)
                self.unsure = self.unsure or (value is _BAD and isinstance(known.shape, Names))
        for name, known in shape.fields.items():
            if known.required and name not in node.value:
                lacking = True
                place = _bare(node)
                remedy = "" if path or unknown else "Write it, or inherit it: extends: baseline.yaml"
                self._fault(place, (*path, name), f"is missing; it needs {wanted(known)}", remedy, after=last_unknown)
        if lacking:
            return _BAD
        try:
            return shape.model(**values)
        except ValidationError:
            return self._fault(_bare(node), path, "cannot be used as it is written")

    def _empty(self, node: Node, field: Field, path: Path) -> None:
        """Nothing after a key: an oversight where a value is needed; `null` takes the default."""
        if field.required:
            self._fault(node, path, f"is empty; it needs {wanted(field)}")
        elif isinstance(field.shape, Leaf) and not (field.optional and node.text):
            self._fault(node, path, f"is empty; it needs {wanted(field)}, or leave the field out")

    def _names(self, node: Node, shape: Names, path: Path, field: Field | None) -> Any:
        if not isinstance(node.value, dict):
            each = "days and values" if shape.days else "names and what they stand for"
            if isinstance(node.value, int) and isinstance(shape.of, Either):
                each = f"names and numbers, since {node.value} does not say who"
            return self._fault(node, path, f"must be a mapping of {each}, such as {{{example(shape, field)}}}")
        read: dict[Any, Any] = {}
        for key, child in node.value.items():
            below = (*path, str(key))
            name: Any = str(key)
            if shape.days:
                if not isinstance(key, int | float):
                    self._fault(_bare(child), below, "must be a day, such as 0 or 250")
                    continue
                name = key
            elif path[:1] != ("sources",) and not NAME.fullmatch(name):
                place = _bare(child)
                self._fault(place, below, "is not a name; use letters, digits, _ and -")
                continue
            if child.value is None:
                self._fault(child, below, "is empty; it needs " + wanted_shape(shape.of))
                continue
            value = self._value(child, shape.of, below, field)
            if value is _BAD:
                self.dropped.add(str(name))
            else:
                read[name] = value
        return read

    def _items(self, node: Node, shape: Items, path: Path, field: Field | None) -> Any:
        written = node.value
        if not isinstance(written, list):
            if isinstance(shape.of, Leaf) and not shape.size and not isinstance(written, dict):
                written = [node]
            else:
                return self._fault(node, path, f"must be a list, such as [{example(shape, field)}]")
        if shape.size and len(written) != shape.size:
            return self._fault(node, path, f"needs {shape.size} values, has {len(written)}")
        read = [self._value(child, shape.of, (*path, str(i)), field) for i, child in enumerate(written)]
        self.places[".".join(path)] = (node.file, node.line, node.column)
        return _BAD if any(value is _BAD for value in read) else tuple(read)

    # -- leaves ---------------------------------------------------------------------------------------------------

    def _leaf(self, node: Node, leaf: Leaf, path: Path, field: Field | None) -> Any:
        if leaf.kind == "amount":
            return self._amount(node, path, field)
        if isinstance(node.value, dict | list):
            return self._fault(node, path, f"must be {wanted_shape(leaf)}")
        if leaf.kind == "int" and isinstance(node.value, str) and node.value in leaf.choices:
            return node.value
        if leaf.kind in ("number", "int"):
            return self._number(node, leaf, path, field)
        value = node.value
        if leaf.kind == "bool":
            if isinstance(value, bool):
                return value
            remedy = TRUTHS.get(str(value).strip().lower(), "")
            return self._fault(node, path, "must be true or false", remedy and f"Write {remedy}.")
        if leaf.kind == "choice":
            if value in leaf.choices and not isinstance(value, bool):
                return value
            known = ", ".join(str(choice) for choice in leaf.choices)
            remedy = did_you_mean(str(value), [str(choice) for choice in leaf.choices])
            return self._fault(node, path, f"not known here. Known: {known}", remedy)
        if leaf.kind == "date":
            try:
                return value if isinstance(value, date) else date.fromisoformat(str(value))
            except ValueError:
                return self._fault(node, path, "is not a date; write year-month-day, such as 2027-01-04")
        text = value if isinstance(value, str) else node.text or str(value)
        text = text.lower() if isinstance(value, bool) and not node.text else text
        longest = field.about.get("longest") if field else None
        if longest is not None and len(text) > longest:
            return self._fault(node, path, f"has {len(text)} characters; write at most {longest}")
        return text

    def _number(self, node: Node, leaf: Leaf, path: Path, field: Field | None) -> Any:
        try:
            value = self._changed(node, leaf, path, field) if is_change(node.value) else amounts.number(node.value)
        except AmountError as error:
            what = unquoted(error.what, node)
            if what.startswith("is not a number"):
                what = f"is not {wanted_shape(leaf)}" + ("; " + DURATIONS if field and "days" in field.unit else "")
                what += f", such as in {field.about['example']}" if field and "example" in field.about else ""
            meant = whole_meant if leaf.kind == "int" else number_meant
            return self._fault(node, path, what, error.remedy or meant(node.value))
        if value is _BAD:
            return _BAD
        if leaf.kind == "int":
            if value != int(value):
                return self._fault(node, path, f"must be a whole number{result(node, value)}")
            value = int(value)
        if field is not None and field.bounds.refuse(float(value)):
            return self._fault(node, path, f"must be {field.bounds.words}{result(node, value)}")
        return value

    def _amount(self, node: Node, path: Path, field: Field | None) -> Any:
        try:
            if is_change(node.value):
                value = self._changed(node, Leaf("amount"), path, field)
            else:
                value = amounts.parse(plain(node))
        except AmountError as error:
            place = node.below(error.where)
            what = unquoted(error.what, place)
            if what.startswith("is not a number"):
                days = field is not None and "days" in field.unit
                wants = "a number" if error.where else wanted_shape(Leaf("amount"))
                what = f"is not {wants}" + (f"; {DURATIONS}" if days else "")
            dial = field is not None and not field.bounds.levels
            return self._fault(place, (*path, *error.where), what, error.remedy or number_meant(place.value, dial=dial))
        fault = None if value is _BAD or field is None else field.bounds.fault(value)
        if fault is None:
            return value
        place, where = _written(node, fault.where)
        comes_to = "" if fault.value is None else result(place, fault.value)
        return self._fault(place, (*path, *where), f"{fault.what}{comes_to}", fault.remedy)

    def _changed(self, node: Node, leaf: Leaf, path: Path, field: Field | None) -> Any:
        """What is inherited, scaled or added to."""
        match = CHANGE.fullmatch(node.value)
        if match is None or node.inherited is None:
            return self._fault(node, path, "nothing is inherited here that could be changed; write the value itself")
        below = self._leaf(node.inherited, leaf, path, None)
        self.places[".".join(path)] = (node.file, node.line, node.column)
        if below is _BAD:
            return _BAD
        operation, amount = match[1], float(match[2]) * amounts.DAYS_PER.get(match[3] or "d", 1.0)
        if leaf.kind != "amount":
            return changed_number(float(below), operation, amount)
        try:
            return changed_amount(below, operation, amount)
        except AmountError as error:
            return self._fault(node, path, error.what, error.remedy)


def _bare(node: Node) -> Node:
    """The place of a node without its value, for what is wrong with its key."""
    return Node({}, node.file, node.line, node.column)


def _written(node: Node, where: Path) -> tuple[Node, Path]:
    """The node of a part of an amount and the keys that lead to it; some parts have none of their own."""
    keys: list[str] = []
    if is_change(node.value):
        own = where[: where.index("times")] if "times" in where else where  # a factor is the change itself
        return node, tuple(key for key in own if key != "amount")
    for key in where:
        below = node.below((key,))
        if below is not node:
            node = below
            keys.append(key)
    return node, tuple(keys)

"""Words: what messages about a scenario file call its values, and what they say is allowed."""

import re
from collections.abc import Iterator

from sim.scenario.document import Node
from sim.scenario.inherit import is_change
from sim.scenario.shape import ROOT, Blocks, Either, Field, Items, Leaf, Names, Shape

DURATIONS = "write 10 or 10d (working days), 2w, 3mo or 1y"


def quoted(node: Node) -> str:
    """The user's own text as a message shows it."""
    if isinstance(node.value, str):
        return f'"{" ".join(node.value.split())[:80]}"'
    return node.text[:80] or str(node.value)


def unquoted(what: str, node: Node) -> str:
    """The message without the value at its beginning, which the path already shows."""
    if isinstance(node.value, dict | list) or node.value is None:
        return what
    return re.sub(r'^"[^"]*" (?=is )', "", what)


def wanted(field: Field) -> str:
    """What a field needs, in words."""
    unit = f" in {field.unit}" if field.unit and field.unit not in field.label else ""
    text = wanted_shape(field.shape)
    return f"{text}{unit} ({field.label})" if field.label else f"{text}{unit}"


def wanted_shape(shape: Shape) -> str:
    """What a shape needs, in words."""
    match shape:
        case Leaf("choice", choices):
            return "one of " + ", ".join(str(choice) for choice in choices)
        case Leaf("int", choices) if choices:
            return f"a whole number or {' or '.join(choices)}"
        case Leaf(kind):
            return {
                "amount": "a number, a law or an amount by level",
                "number": "a number",
                "int": "a whole number",
                "bool": "true or false",
                "date": "a date",
            }.get(kind, "a text")
        case Blocks():
            return "a block with " + ", ".join(shape.fields)
        case Names():
            return f"names such as {{{example(shape)}}}"
        case Items():
            return "a list"
        case Either(short, longer):
            return f"{wanted_shape(short)}, or {wanted_shape(longer)}"


def example(shape: Names | Items, field: Field | None = None) -> str:
    """A whole example of a mapping or a list, without the brackets around it."""
    declared = str(field.about.get("example", "")) if field is not None and field.shape == shape else ""
    text = declared or _sample(shape)
    return text[1:-1] if text[:1] in "{[" else text


def _sample(shape: Shape) -> str:
    """Something that may stand there."""
    match shape:
        case Leaf("choice", choices):
            return str(choices[0])
        case Leaf(kind):
            plain = {"text": "name", "int": "1", "bool": "true", "date": "2027-01-04"}
            return plain.get(kind, "0.5")
        case Blocks(model, shorthand):
            if model.EXAMPLE or shorthand:
                return model.EXAMPLE or {"count": "2", "share": "1"}[shorthand]
            needed = [field for field in shape.fields.values() if field.required] or [*shape.fields.values()][:1]
            return "{" + ", ".join(f"{field.name}: {_sample(field.shape)}" for field in needed) + "}"
        case Names(of):
            return f"{{{'0' if shape.days else 'some_name'}: {_sample(of)}}}"
        case Items(of, size):
            return "[" + ", ".join([_sample(of)] * max(size, 1)) + "]"
        case Either(short):
            return _sample(short)


def elsewhere(key: str, path: tuple[str, ...]) -> str:
    """Where a field of this name does stand, for one that was written at the wrong place."""
    found = [".".join(at) for at in _places(ROOT, ()) if at[-1] == key.strip().casefold() and at[:-1] != path]
    return f"It belongs at {found[0]}." if len(found) == 1 else ""


def _places(block: Blocks, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, field in block.fields.items():
        yield (*path, name)
        if isinstance(field.shape, Blocks):
            yield from _places(field.shape, (*path, name))


def fits(node: Node, leaf: Leaf) -> bool:
    """Whether the written value may be meant as this plain value."""
    return leaf.kind != "choice" or node.value in leaf.choices


def result(node: Node, value: float) -> str:
    """What a change comes to, to add to a message about it."""
    return f" (comes to {value:g})" if is_change(node.value) else ""

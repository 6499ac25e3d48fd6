"""Set here: what the sources of a scenario say of values that were changed without a source of their own.

A source belongs to a value, not to its place: where a file, an edit or a level of a sweep puts another value there and
names no source for it, the row says "set here". Of a block of which a part was changed the row stays for the rest, and
the part has a row of its own. A value that was scaled keeps the rows of what it was scaled from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sim.scenario import amounts
from sim.scenario.amounts import AmountError
from sim.scenario.document import Node, plain, same_key
from sim.scenario.inherit import CHANGE, is_change, spelled_out
from sim.scenario.shape import ROOT, Blocks, Either, Field, Items, Leaf, Names, Shape

SET_HERE = "set here"  # the basis of such a row
NO_SOURCE = "no source"
_NEUTRAL = {("*", 1.0), ("+", 0.0), ("-", 0.0)}


@dataclass(frozen=True, slots=True)
class Change:
    """A number, or a block of them, that is not what it was."""

    path: str
    node: Node | None  # None where it was taken away


def restate(root: Node, changes: Sequence[Change], *, own: Mapping[str, Node]) -> None:
    """Let the sources of a tree say what was set here; `own` are those that came with the changes, as written.

    Where there are no sources at all, every number is an assumption, and nothing has to be said of single ones.
    """
    sources = root.value.get("sources")
    if not changes or sources is None or not isinstance(sources.value, dict) or not sources.value:
        return
    rows: dict[str, Node] = dict(sources.value)
    inherited = {path: row for path, row in rows.items() if path not in own}
    for change in changes:
        for path in [path for path in rows if path not in own and covers(change.path, path)]:
            del rows[path]
        if change.node is None:
            continue
        of, before = _covering(change.path, own), _covering(change.path, inherited)
        if of is None:
            rows[change.path] = _row(change.node, inherited.get(before or ""))
            continue
        rows[of] = own[of]  # as a whole: nothing of the row of the former value
        if before is not None and len(of) < len(before) < len(change.path):
            rows[change.path] = own[of]  # else the inherited row would seem to speak of the new value
    touched = {_covering(change.path.rpartition(".")[0], rows) or "" for change in changes}
    for above in touched & inherited.keys():
        if not _rest(root, above, rows):
            del rows[above]
    root.value["sources"] = Node(rows, sources.file, sources.line, sources.column)
    if not rows:
        del root.value["sources"]


def _row(node: Node, before: Node | None) -> Node:
    """The row of a value that was set here; of one that was scaled, with what its former row cites."""
    match = CHANGE.fullmatch(node.value) if isinstance(node.value, str) else None
    entries: dict[str, Any] = {"basis": SET_HERE, "note": NO_SOURCE}
    known = plain(before) if before is not None else {}
    if match and isinstance(known, dict) and known.get("note") != NO_SOURCE and before is not None:
        sign = {"*": "×", "+": "+", "-": "-"}[match[1]]
        by = f"{sign} {match[2]}{match[3] or ''}"
        scaled = known.get("basis") == SET_HERE
        entries["note"] = (
            f"{known.get('note', '')} {by}" if scaled else f"the source of {PurePath(before.file).name} {by}"
        )
        if known.get("rows"):
            entries["rows"] = known["rows"]
    of = {name: Node(value, node.file, node.line, node.column, str(value)) for name, value in entries.items()}
    if "rows" in of:
        of["rows"] = Node([Node(row, node.file, node.line, node.column, str(row)) for row in _listed(entries["rows"])])
    return Node(of, node.file, node.line, node.column)


def _listed(written: Any) -> list[Any]:
    return list(written) if isinstance(written, list) else [written]


def covers(above: str, path: str) -> bool:
    """Whether a source of the first path speaks of the second."""
    return f"{path}.".startswith(f"{above}.")


def _covering(path: str, rows: Mapping[str, Any]) -> str | None:
    """The most particular row that speaks of a path."""
    while path and path not in rows:
        path = path.rpartition(".")[0]
    return path or None


def _rest(root: Node, path: str, rows: Mapping[str, Any]) -> bool:
    """Whether a row still speaks of any number, beside those with more particular rows; defaults count."""

    def left(node: Node | None, shape: Shape | None, at: str) -> bool:
        if at != path and at in rows:
            return False
        entries = _entries(node, shape) if shape is not None else None
        if isinstance(shape, Blocks) and entries is not None:
            return any(left(entries.get(name), each.shape, f"{at}.{name}") for name, each in shape.fields.items())
        if isinstance(shape, Names) and entries is not None:
            return any(left(child, shape.of, f"{at}.{key}") for key, child in entries.items())
        return shape is None or _numeric(shape, node)

    return left(exactly(root, path.split(".")), _shape_at(path), path)


def _shape_at(path: str) -> Shape | None:
    """What may stand at a path; None inside of an amount."""
    shape: Shape | None = ROOT
    for part in path.split("."):
        if isinstance(shape, Blocks):
            shape = shape.fields[part].shape if part in shape.fields else None
        else:
            shape = shape.of if isinstance(shape, Names) else None
    return shape


def exactly(root: Node, parts: list[str]) -> Node | None:
    """The node at a path, if something is written there."""
    node: Node | None = root
    for part in parts:
        if node is None:
            return None
        if isinstance(node.value, dict):
            node = next((child for key, child in node.value.items() if same_key(key, part)), None)
        elif isinstance(node.value, list) and part.isdigit() and int(part) < len(node.value):
            node = node.value[int(part)]
        else:
            return None
    return node


# -- what changed -----------------------------------------------------------------------------------------------------


def changes_of(
    lower: Node | None,
    upper: Node | None,
    shape: Shape,
    *,
    path: str = "",
    finer: frozenset[str] = frozenset(),
    field: Field | None = None,
    named: bool = False,
) -> Iterator[Change]:
    """Where the numbers of two trees differ; `finer` are the paths of all sources, below which it is looked closer.

    `named` says that the node is an entry with a name of its own, which is new as a whole where it was not before.
    """
    if upper is lower or path == "sources":
        return
    if upper is None:
        yield Change(path, None)
        return
    closer = any(covers(path, row) and row != path for row in finer) if path else True
    if isinstance(shape, Blocks) and (lower is not None or closer or not named):
        entries, before = _entries(upper, shape), _entries(lower, shape)
        if entries is None:
            return
        for name, known in shape.fields.items():
            short = name in entries and entries[name].short
            at = path if short else f"{path}.{name}" if path else name
            if name in entries or name in (before or {}):
                there, then = _written(entries.get(name)), _written((before or {}).get(name))
                yield from changes_of(then, there, known.shape, path=at, finer=finer, field=known)
        return
    if isinstance(shape, Names) and not shape.days and (closer or shape.merges):
        entries, before = _entries(upper, shape), _entries(lower, shape) or {}
        if not before and entries and not closer and _numeric(shape, upper):
            yield Change(path, upper)
            return
        for key in {**before, **(entries or {})}:
            at = f"{path}.{key}" if path else str(key)
            there, then = _written((entries or {}).get(key)), _written(before.get(key))
            yield from changes_of(then, there, shape.of, path=at, finer=finer, field=field, named=True)
        return
    if (_numeric(shape, upper) or path in finer) and not _same(lower, upper, shape, field):
        yield Change(path, upper)


def _written(node: Node | None) -> Node | None:
    return None if node is None or node.value is None else node


def _entries(node: Node | None, shape: Shape) -> dict[Any, Node] | None:
    if node is None:
        return None
    node = spelled_out(node, shape)
    return node.value if isinstance(node.value, dict) else None


def _numeric(shape: Shape, node: Node | None) -> bool:
    """Whether what may stand there has numbers in it."""
    match shape:
        case Leaf(kind):
            return kind in ("amount", "number", "int")
        case Names(of) | Items(of):
            return _numeric(of, node)
        case Either(short, longer):
            return _numeric(longer if node is not None and isinstance(node.value, dict | list) else short, node)
        case Blocks():
            return any(_numeric(field.shape, node) for field in shape.fields.values())


def _same(lower: Node | None, upper: Node, shape: Shape, field: Field | None) -> bool:
    """Whether both mean the same number, however they write it."""
    if is_change(upper.value) and upper.inherited is not None:
        match = CHANGE.fullmatch(upper.value)
        return match is not None and (match[1], float(match[2])) in _NEUTRAL
    if isinstance(shape, Leaf):
        usual = field.default if field is not None else None
        return bool(_read(upper, shape) == (usual if lower is None else _read(lower, shape)))
    if lower is None:
        return False
    one, other = _entries(lower, shape), _entries(upper, shape)
    inner = shape.of if isinstance(shape, Names | Items) else None
    if one is not None and other is not None and isinstance(inner, Leaf | Blocks) and one.keys() == other.keys():
        return all(_alike(one[key], other[key], inner) for key in one)
    return bool(plain(lower) == plain(upper))


def _alike(one: Node, other: Node, shape: Leaf | Blocks) -> bool:
    if isinstance(shape, Leaf):
        return bool(_read(one, shape) == _read(other, shape))
    return bool(plain(spelled_out(one, shape)) == plain(spelled_out(other, shape)))


def _read(node: Node, shape: Leaf) -> Any:
    written = plain(node)
    try:
        return amounts.parse(written) if shape.kind == "amount" else amounts.number(written)
    except AmountError:
        return written

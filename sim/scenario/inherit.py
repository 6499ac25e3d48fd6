"""Inheritance: a scenario file written on top of another one with `extends`.

Blocks and mappings of named blocks are merged, key by key; everything else is replaced as a whole, so that half of an
inherited law or half of a split of shares never survives. `"*0.5"`, `"+2"`, `"-1"` change what is inherited, and
`null` removes it.
"""

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.errors import Problem, did_you_mean
from sim.scenario.document import Node, Unreadable, compose, read_text
from sim.scenario.seating import OTHER_NAMES
from sim.scenario.shape import ROOT, Blocks, Either, Leaf, Names, Shape

CHANGE = re.compile(r"\s*([*+-])=?\s*((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(d|w|mo|y)?\s*")
EFFECTS = "effects"  # the folder of those that show one effect each
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_directory() -> Path:
    """Where the scenarios that come with the product lie."""
    inside = _PACKAGE / "shipped"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"


def shipped(name: str) -> Path | None:
    """The shipped scenario of this name (`baseline`, `effects/silos`), with or without `.yaml`."""
    bare = name.removeprefix(f"{EFFECTS}/")
    if Path(bare).name != bare or not bare:
        return None
    path = shipped_directory() / (name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    return path if path.is_file() else None


def shipped_names() -> tuple[str, ...]:
    """Names of the shipped scenarios."""
    return tuple(sorted(p.stem for p in shipped_directory().glob("*.yaml") if p.stem != "sources"))


def effect_names() -> tuple[str, ...]:
    """Names of the shipped scenarios that each show one effect: `effects/silos`."""
    return tuple(sorted(f"{EFFECTS}/{p.stem}" for p in (shipped_directory() / EFFECTS).glob("*.yaml")))


def did_you_mean_shipped(name: str) -> str:
    """A suggestion for a misspelt name of a shipped scenario, or an empty string."""
    bare = {full.rpartition("/")[2]: full for full in (*effect_names(), *shipped_names())}
    close = did_you_mean(Path(name).stem, bare, also={word: of for word, of in OTHER_NAMES.items() if of in bare})
    return next((f'Did you mean "{full}"?' for stem, full in bare.items() if f'"{stem}"' in close), "")


def display_name(path: Path) -> str:
    """The path as messages show it: short, and never a path of the machine that nobody typed."""
    if not path.is_absolute():
        return path.as_posix()
    try:
        near = os.path.relpath(path)
    except ValueError:
        return path.name
    return path.name if near.startswith("..") else Path(near).as_posix()


def is_change(value: object) -> bool:
    """Whether a written value changes what is inherited instead of replacing it."""
    return isinstance(value, str) and CHANGE.fullmatch(value) is not None


def read_tree(path: Path, *, file: str) -> tuple[Node, list[Problem]]:
    """The tree of a file on top of all it extends, and what is wrong with their writing.

    Raises:
        Unreadable: when there is no tree to go on with.
    """
    node, problems = compose(read_text(path, file=file), file=file)
    return extend(node, problems, directory=path.resolve().parent, seen=((path.resolve(), file),))


def extend(
    node: Node, problems: list[Problem], *, directory: Path | None, seen: tuple[tuple[Path, str], ...] = ()
) -> tuple[Node, list[Problem]]:
    """Put a file's own tree on top of the one that it extends."""
    from sim.scenario.set_here import changes_of, restate

    above = node.value.pop("extends", None)
    if above is None:
        return node, problems

    def refuse(what: str, remedy: str = "") -> Unreadable:
        place = Problem(above.file, above.line, above.column, _quoted_path(above), what, remedy)
        return Unreadable(*problems, place)

    if not isinstance(above.value, str) or not above.value.strip():
        raise refuse("must name one scenario file, such as baseline.yaml")
    path = _find(above.value.strip(), directory)
    if path is None:
        known = shipped_names()
        remedy = did_you_mean_shipped(above.value.strip())
        raise refuse(f"there is no such file beside this one. Shipped: {', '.join(known) or 'none'}", remedy)
    file = display_name(path)
    if any(path.resolve() == earlier for earlier, _ in seen):
        chain = " -> ".join([*(name for _, name in seen), file])
        raise refuse(f"goes in a circle: {chain}", "Let one of them extend nothing.")
    try:
        lower, more = compose(read_text(path, file=file), file=file)
    except Unreadable as error:
        raise Unreadable(*problems, *error.problems) from None
    found = [*problems, *more]
    base, found = extend(lower, found, directory=path.resolve().parent, seen=(*seen, (path.resolve(), file)))
    for own in ("name", "short", "description"):
        base.value.pop(own, None)
    whole = merged(node, base, ROOT)
    sources = _rows(node)
    finer = frozenset({*sources, *_rows(base)})
    restate(whole, list(changes_of(base, whole, ROOT, finer=finer)), own=sources)
    return whole, found


def _rows(node: Node) -> dict[str, Node]:
    """The sources that a tree names, by path."""
    sources = node.value.get("sources")
    return dict(sources.value) if sources is not None and isinstance(sources.value, dict) else {}


def _quoted_path(node: Node) -> str:
    return f'extends = "{node.text[:80]}"' if node.text else "extends"


def _find(name: str, directory: Path | None) -> Path | None:
    if directory is not None:
        for candidate in (directory / name, directory / f"{name}.yaml"):
            if candidate.is_file():
                return candidate
    return shipped(name)


def merged(upper: Node, lower: Node, shape: Shape) -> Node:
    """What a file writes, on top of what it inherits; order as inherited, new names last."""
    if isinstance(shape, Blocks) and shape.shorthand:
        upper, lower = _spelled_out(upper, shape), _spelled_out(lower, shape)
    if is_change(upper.value) and _changeable(shape):
        return replace(upper, inherited=lower)
    if isinstance(shape, Either) and isinstance(upper.value, dict):
        shape = shape.longer
    if not isinstance(upper.value, dict) or not isinstance(lower.value, dict):
        return upper
    if isinstance(shape, Names) and not shape.merges and not shape.days:
        entries = {k: merged(v, lower.value[k], shape.of) if k in lower.value else v for k, v in upper.value.items()}
        return replace(upper, value=entries)
    if not isinstance(shape, Blocks | Names) or (isinstance(shape, Names) and shape.days):
        return upper
    entries, gone = dict(lower.value), dict(lower.gone)
    for rivals in _RIVALS:
        if isinstance(shape, Blocks) and shape.model.__name__ == rivals[0]:
            named = [key for key in rivals[1] if key in upper.value]
            if named:
                entries = {key: node for key, node in entries.items() if key not in rivals[1] or key in named}
    for key, node in upper.value.items():
        below = _child(shape, key)
        if node.value is None and node.text and key in entries:
            gone[key] = replace(node, inherited=entries.pop(key))  # null; a key with nothing after it is no null
        elif node.value is None and key in entries and not isinstance(below, Leaf):
            continue
        elif key in entries and below is not None:
            entries[key] = merged(node, entries[key], below)
        else:
            entries[key] = node
    return replace(upper, value=entries, gone=gone)


# of these fields, writing one takes back the others that were inherited
_RIVALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Group", ("count", "per_domain")),
    ("Demand", ("per_year", "interval")),
)


def _child(shape: Blocks | Names, key: Any) -> Shape | None:
    if isinstance(shape, Names):
        return shape.of
    known = shape.fields.get(str(key))
    return known.shape if known else None


def _changeable(shape: Shape) -> bool:
    if isinstance(shape, Either):
        return _changeable(shape.plain)
    return isinstance(shape, Leaf) and shape.kind in ("amount", "number", "int")


def _spelled_out(node: Node, shape: Blocks) -> Node:
    """A bare number as the block that it is short for."""
    if isinstance(node.value, dict | list) or node.value is None:
        return node
    short = Node(node.value, node.file, node.line, node.column, node.text, node.inherited, short=True)
    return replace(node, value={shape.shorthand: short}, text="", inherited=None)


def spelled_out(node: Node, shape: Shape) -> Node:
    """A bare number as the block that it is short for, where the shape has such a shorthand."""
    return _spelled_out(node, shape) if isinstance(shape, Blocks) and shape.shorthand else node

"""Edits: a scenario changed by dotted path, the one spelling from file to factor, column, axis and slider."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.errors import BadInput, did_you_mean
from sim.scenario import amounts
from sim.scenario.change import changed_amount
from sim.scenario.document import Node, Unreadable, compose, from_plain, plain, same_key
from sim.scenario.inherit import CHANGE, is_change, merged
from sim.scenario.load import Given, as_scenario, from_tree, shortened
from sim.scenario.organization import FORMS
from sim.scenario.resolve import leaves, plain_value, resolved
from sim.scenario.schema import Scenario
from sim.scenario.set_here import SET_HERE, changes_of, exactly, restate
from sim.scenario.shape import ROOT, Blocks, Either, Field, Items, Leaf, Names, Shape

_ASSIGNMENT = re.compile(r"\s*([^=]*?)\s*([*+]?)=\s*(.*?)\s*", re.DOTALL)


def edit(scenario: Given, edits: Mapping[str, Any], *, checked: bool = True) -> Scenario:
    """The scenario with these values at these paths; written as in a file that extends it (`"*0.5"`, `None`, ...).

    Args:
        scenario: a scenario, a shipped name, the path of a file or a dict.
        edits: values by dotted path, such as `{"people.ml_engineer": 4, "handover.between_teams.delay": "*0.5"}`.
        checked: off for whoever knows that the result can be simulated.

    Raises:
        BadInput: for a path that does not exist.
        ScenarioError: for values that cannot be.
    """
    scenario = as_scenario(scenario)
    if not isinstance(edits, Mapping) or not all(isinstance(path, str) for path in edits):
        raise BadInput(f'edits = {shortened(edits)}\n    must be values by dotted path: {{"people.ml_engineer": 4}}')
    root = _tree(scenario)
    file = f"change of {scenario.name}"
    nodes = {path: _as_node(written, path, file) for path, written in edits.items()}
    own = {_split(path)[1]: node for path, node in nodes.items() if _is_row(path) and isinstance(node.value, dict)}
    for path in sorted(nodes, key=lambda path: path.startswith("sources.")):  # values first: they clear old sources
        if path.startswith("sources."):
            _forget_set_here(root, _split(path)[1])
            _put(scenario, root, path, nodes[path])
        else:
            _put_and_restate(scenario, root, path, nodes[path], own)
    return from_tree(root, [], checked=checked)


def _as_node(written: Any, path: str, file: str) -> Node:
    try:
        return from_plain(written, file=file)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def get(scenario: Scenario, path: str) -> Any:
    """The value at a path as a file would write it: a number, a text, a mapping; None where nothing is set."""
    value, shape, rest = _walk(scenario, path)
    data = plain_value(value, shape)
    for part in rest:
        data = _inside(data, part, path)
    return data


def field_at(scenario: Scenario, path: str) -> Field | None:
    """Label, unit, bounds and usual range of the field at a path; for a name's own number those of its mapping."""
    value, shape, field, _ = _trail(scenario, path)[-1]
    if isinstance(shape, Blocks) and shape.shorthand and not isinstance(plain_value(value, shape), dict):
        return shape.fields[shape.shorthand]
    return field


def paths(scenario: Scenario) -> tuple[str, ...]:
    """Every dotted path that carries a value, in the order of the schema."""
    return tuple(path for path, _ in leaves(scenario))


def diff(a: Given, b: Given) -> list[tuple[str, Any, Any]]:
    """Where two resolved scenarios differ: path, value in the first, value in the second (None where absent).

    Args:
        a: a scenario, a shipped name, the path of a file or a dict.
        b: another.
    """
    a, b = as_scenario(a), as_scenario(b)
    left, right = dict(leaves(a)), dict(leaves(b))
    every = [*left, *(path for path in right if path not in left)]
    return [(path, left.get(path), right.get(path)) for path in every if left.get(path) != right.get(path)]


def parse_assignment(text: str) -> tuple[str, Any]:
    """`path=value`, `path*=factor` or `path+=number` as the path and what a file would write there.

    Raises:
        BadInput: when it is none of these.
    """
    match = _ASSIGNMENT.fullmatch(text)
    if match is None or not match[1] or not match[3]:
        raise BadInput(f'"{text}" is not an assignment; write path=value, path*=0.5 or path+=2')
    path, operation, value = match.groups()
    if operation:
        by = value.removeprefix("+") if operation == "+" else value
        change = by if operation == "+" and by.startswith("-") else operation + by
        if not CHANGE.fullmatch(change):
            raise BadInput(f'"{text}": after {operation}= comes a number, not "{value}"')
        return path, change
    if value[0] in "*+" and CHANGE.fullmatch(value):
        return path, value
    try:
        root, problems = compose(f"value: {value}", file=text)
    except Unreadable as error:
        problems = list(error.problems)
    if problems:
        first = problems[0]
        written = first.path.rpartition(" = ")[2] if " = " in first.path else ""
        told = [f"{written} {first.what}".lstrip(), *([first.remedy.rstrip(".")] if first.remedy else [])]
        raise BadInput(f'"{text}": {". ".join(told)}')
    return path, plain(root.value["value"])


# -- along a path -----------------------------------------------------------------------------------------------------


def _split(path: str) -> list[str]:
    parts = [part.strip() for part in path.split(".")]
    if parts[:1] == ["sources"] and len(parts) > 2:  # names of sources are dotted paths themselves
        ending = parts[-1] if parts[-1] in ("basis", "rows", "range", "note") else None
        name = ".".join(parts[1:-1] if ending else parts[1:])
        return ["sources", name, *([ending] if ending else [])]
    return parts


def _trail(scenario: Scenario, path: str) -> list[tuple[Any, Shape, Field | None, str]]:
    """Value, shape, field and own name along the path; below an amount its data, by the keys in it."""
    trail: list[tuple[Any, Shape, Field | None, str]] = [(scenario, ROOT, None, "")]
    done: list[str] = []
    for part in _split(path):
        value, shape, field, _ = trail[-1]
        if isinstance(shape, Either) and not isinstance(shape.longer, Leaf) and not isinstance(value, str):
            shape = shape.longer
        if isinstance(shape, Blocks):
            known = shape.fields.get(part)
            if known is None:
                raise _unknown(done, part, shape.fields)
            below = known.default if value is None else getattr(value, part)
            trail.append((below, known.shape, known, part))
        elif isinstance(shape, Names):
            entries = value or {}
            key = next((k for k in entries if same_key(k, part)), None)
            if key is None and part not in _may_be_added(scenario, done):
                raise _unknown(done, part, entries)
            trail.append((None if key is None else entries[key], shape.of, field, part))
        elif isinstance(shape, Items) and part.isdigit() and int(part) < len(value or ()):
            trail.append((value[int(part)], shape.of, field, part))
        elif isinstance(shape, Leaf) and shape.kind == "amount":
            data = value if isinstance(value, dict | list) else plain_value(value, shape)
            trail.append((_inside(data, part, path), shape, field, part))
        else:
            raise BadInput(f"{path}: nothing stands below {'.'.join(done)}")
        done.append(part)
    return trail


def _walk(scenario: Scenario, path: str) -> tuple[Any, Shape, list[str]]:
    """Value and shape at the path, and the keys that lead further into an amount."""
    trail = _trail(scenario, path)
    parts = _split(path)
    for depth, (value, shape, _, _) in enumerate(trail):
        if shape == Leaf("amount"):
            return value, shape, parts[depth:]
    value, shape = trail[-1][:2]
    return value, shape, []


def _inside(data: Any, part: str, path: str) -> Any:
    if isinstance(data, dict):
        key = next((k for k in data if same_key(k, part)), None)
        if key is not None:
            return data[key]
        raise _unknown(path.split(".")[: path.split(".").index(part)], part, data)
    if isinstance(data, list) and part.isdigit() and int(part) < len(data):
        return data[int(part)]
    raise BadInput(f"{path}: nothing stands below a single value")


def _may_be_added(scenario: Scenario, done: list[str]) -> Mapping[str, Any]:
    """Names that an edit may add at this place."""
    if done == ["people"] or done[-1:] in (["shared_by"], ["stand_in"]):
        return scenario.roles
    if done[:2] == ["organization", "teams"] and done[-1:] == ["members"]:
        return scenario.people
    return FORMS if done == ["organization", "factors"] else {}


def _unknown(done: list[str], part: str, known: Mapping[Any, Any]) -> BadInput:
    names = [str(name) for name in known]
    below = f"Fields of {'.'.join(done)}" if done else "Fields"
    close = did_you_mean(part, names)
    if close:
        close = f'Did you mean "{".".join([*done, close.split(chr(34))[1]])}"?'
    listed = ", ".join(names) or "none"
    return BadInput(f"{'.'.join([*done, part])}: unknown path. {below}: {listed}. {close}".rstrip())


def _put(scenario: Scenario, root: Node, path: str, node: Node) -> None:
    """Write a node at a path of the tree, on top of what is there."""
    trail, parts = _trail(scenario, path), _split(path)
    place: Node = root
    for depth, part in enumerate(parts[:-1]):
        place = _step_down(place, part, trail[depth + 1])
    last = parts[-1]
    shape = trail[-1][1]
    entries = place.value
    if isinstance(entries, list):
        entries[int(last)] = merged(node, entries[int(last)], shape)
        return
    if not isinstance(entries, dict):
        raise BadInput(f"{path}: lies within a place that is changed to {entries} here. Change one of them.")
    key = next((k for k in entries if same_key(k, last)), last)
    if is_change(node.value) and len(trail) > 1 and trail[-2][1] == Leaf("amount"):  # below an amount
        change = CHANGE.fullmatch(node.value)
        assert change is not None  # noqa: S101 - for the type checker
        by = float(change[2]) * amounts.DAYS_PER[change[3] or "d"]
        try:
            now = changed_amount(amounts.parse(get(scenario, path)), change[1], by)
        except amounts.AmountError as error:
            raise BadInput(f'{path} = "{node.value}": {error.what}') from None
        entries[key] = from_plain(amounts.plain(now), file=node.file)
    elif node.value is None:
        entries.pop(key, None)
    elif key in entries:
        entries[key] = merged(node, entries[key], shape)
    elif is_change(node.value) and (now := get(scenario, path)) is not None:
        entries[key] = merged(node, from_plain(now, file=node.file), shape)
    else:
        entries[key] = node


def _put_and_restate(scenario: Scenario, root: Node, path: str, node: Node, own: Mapping[str, Node]) -> None:
    """Write a node at a path, and let the sources say what was set here."""
    trail, parts = _trail(scenario, path), _split(path)
    depth = max(depth for depth, (_, shape, _, _) in enumerate(trail) if isinstance(shape, Blocks))
    above, shape = parts[:depth], trail[depth][1]
    there = exactly(root, above)
    before = None if there is None else _outline(there)
    _put(scenario, root, path, node)
    rows = root.value["sources"].value if "sources" in root.value else {}
    named = depth > 0 and isinstance(trail[depth - 1][1], Names)
    finer = frozenset({*rows, *own})
    found = changes_of(before, exactly(root, above), shape, path=".".join(above), finer=finer, named=named)
    restate(root, list(found), own=own)


def _outline(node: Node) -> Node:
    """The same mappings and lists anew, with the same values in them."""
    if isinstance(node.value, dict):
        return replace(node, value={key: _outline(child) for key, child in node.value.items()})
    return replace(node, value=[_outline(child) for child in node.value]) if isinstance(node.value, list) else node


def _is_row(path: str) -> bool:
    parts = _split(path)
    return parts[0] == "sources" and len(parts) == 2


def _forget_set_here(root: Node, name: str) -> None:
    """What a row says of a value without a source, before the row gets one."""
    rows = root.value["sources"].value if "sources" in root.value else {}
    basis = rows[name].value.get("basis") if name in rows else None
    if basis is not None and basis.value == SET_HERE:
        rows[name] = replace(rows[name], value={})


def _step_down(place: Node, part: str, below: tuple[Any, Shape, Field | None, str]) -> Node:
    """The node of one part of a path, made if it is not written, spelled out if it is short."""
    value, shape = below[:2]
    if isinstance(place.value, list):
        listed: Node = place.value[int(part)]
        return listed
    key = next((k for k in place.value if same_key(k, part)), part)
    if key not in place.value:
        data = {} if value is None or isinstance(shape, Blocks) else plain_value(value, shape)
        place.value[key] = from_plain(data, file=place.file)
    node: Node = place.value[key]
    if not isinstance(node.value, dict | list) and isinstance(shape, Blocks) and shape.shorthand:
        node = replace(node, value={shape.shorthand: replace(node)}, inherited=None)
        place.value[key] = node
    return node


def _tree(scenario: Scenario) -> Node:
    """The resolved scenario as a tree whose nodes know where they were written."""
    root = from_plain(resolved(scenario))
    known = scenario._places
    file = next((place[0] for place in known.values()), scenario.name)

    def stamp(node: Node, path: str, above: tuple[str, int, int]) -> None:
        node.file, node.line, node.column = place = known.get(path, above)
        children = node.value.items() if isinstance(node.value, dict) else ()
        for key, child in children:
            stamp(child, f"{path}.{key}" if path else str(key), place)
        for index, child in enumerate(node.value if isinstance(node.value, list) else ()):
            stamp(child, f"{path}.{index}", place)

    stamp(root, "", (file, 0, 0))
    return root

"""Resolved scenarios: everything inherited written out, as plain data, as YAML, as a digest, as dotted paths."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from sim.scenario import amounts
from sim.scenario.schema import Group, Scenario
from sim.scenario.shape import ROOT, Blocks, Either, Items, Leaf, Names, Shape

NAMING = ("name", "short", "description", "sources")  # say nothing about what happens


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data with nothing inherited; beside the front panel, defaults are left out."""
    data = plain_value(scenario, ROOT)
    assert isinstance(data, dict)  # noqa: S101 - for the type checker
    return {"opmodel": 1, **data}


def dump(scenario: Scenario) -> str:
    """The resolved scenario as YAML; `loads(dump(scenario)) == scenario`."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.representer.sort_base_mapping_type_on_output = False
    yaml.representer.ignore_aliases = lambda data: True
    stream = StringIO()
    yaml.dump(resolved(scenario), stream)
    return stream.getvalue()


def digest(scenario: Scenario) -> str:
    """SHA-256 of the resolved content, in its order (the order of people, domains and steps means something)."""
    return _sha256(resolved(scenario))


def meaning_digest(scenario: Scenario) -> str:
    """As `digest`, without names, description and sources: equal for scenarios in which the same happens."""
    return _sha256({key: value for key, value in resolved(scenario).items() if key not in NAMING})


def _sha256(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain_value(value: Any, shape: Shape) -> Any:
    """A value of a scenario as a file would write it."""
    if value is None:
        return None
    match shape:
        case Blocks(_, shorthand):
            written, panel = {}, _on_panel(shape)
            for name, field in shape.fields.items():
                own = getattr(value, name)
                if field.required or own != field.default or (name in panel and own is not None):
                    written[name] = plain_value(own, field.shape)
            return written[shorthand] if shorthand and list(written) == [shorthand] else written
        case Names(of):
            return {_whole(key): plain_value(inner, of) for key, inner in value.items()}
        case Items(of):
            return [plain_value(inner, of) for inner in value]
        case Either(short, longer):
            return plain_value(value, longer if isinstance(value, Mapping | tuple | list) else short)
        case Leaf("amount"):
            return amounts.plain(value)
    return value.isoformat() if isinstance(value, date) else _whole(value)


@cache
def _on_panel(block: Blocks) -> frozenset[str]:
    """Fields of a block that are levers of the front panel, or blocks that have some."""
    return frozenset(
        name
        for name, field in block.fields.items()
        if field.about.get("panel") or (isinstance(field.shape, Blocks) and _on_panel(field.shape))
    )


def _whole(value: Any) -> Any:
    """5 rather than 5.0."""
    return int(value) if isinstance(value, float) and value == int(value) and abs(value) < 1e15 else value


def is_only_count(group: Group) -> bool:
    """Whether a group says nothing but how many it has."""
    return isinstance(plain_value(group, Blocks(Group, "count")), int)


def leaves(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """Every dotted path that carries a value, with the value as a file would write it; defaults included."""
    yield from _leaves(scenario, ROOT, "")


def _leaves(value: Any, shape: Shape, path: str) -> Iterator[tuple[str, Any]]:
    match shape:
        case Blocks(_, shorthand) if value is not None:
            if shorthand and not isinstance(plain_value(value, shape), dict):
                yield path, plain_value(value, shape)
                return
            for name, field in shape.fields.items():
                yield from _leaves(getattr(value, name), field.shape, f"{path}.{name}" if path else name)
        case Names(of) if value is not None and not shape.days:
            for key, inner in value.items():
                yield from _leaves(inner, of, f"{path}.{key}")
        case _:
            yield path, plain_value(value, shape)

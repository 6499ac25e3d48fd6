"""JSON schema: what editors need to complete and check a scenario file while it is typed."""

from typing import Any

from sim.laws import LAWS
from sim.scenario.amounts import DIALS, LEVELS
from sim.scenario.organization import FORMS
from sim.scenario.shape import ROOT, Blocks, Either, Field, Items, Leaf, Names, Shape

_CHANGE = {"$ref": "#/$defs/text"}
_TEXT = {
    "type": "string",
    "pattern": r"^\s*([*+-]\s*)?\d*\.?\d+([eE][-+]?\d+)?\s*(d|w|mo|y)?\s*$",
    "description": "a duration with its unit (10d, 2w, 3mo, 1y), or a change of what is inherited (*0.5, +2, -1)",
}


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file, drawn from the labels, units and bounds of `sim.scenario.schema`."""
    definitions: dict[str, Any] = {"amount": _amount(), "number": _number(), "text": _TEXT}
    _shape(ROOT, None, definitions)
    body = definitions.pop("Scenario")
    body["properties"]["extends"] = {
        "type": "string",
        "description": "scenario file that this one changes: a path beside it, or a shipped name such as baseline.yaml",
    }
    definitions["Organization"]["properties"]["form"] |= {"type": "string", "enum": list(FORMS)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "opmodel scenario",
        "description": "A configuration of teams, demand and maturity.",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def _shape(shape: Shape, field: Field | None, definitions: dict[str, Any]) -> dict[str, Any]:
    match shape:
        case Leaf(kind, choices):
            return _leaf(kind, choices, field)
        case Blocks(model, shorthand):
            name = model.__name__
            if name not in definitions:
                definitions[name] = {}  # reserves the place; blocks may contain each other
                definitions[name] = _block(shape, definitions)
            reference = {"$ref": f"#/$defs/{name}"}
            return {"anyOf": [{"$ref": "#/$defs/number"}, reference]} if shorthand else reference
        case Names(of, days):
            inner = {"anyOf": [_shape(of, field, definitions), {"type": "null"}]}
            names = {"propertyNames": {"pattern": r"^\d+(\.\d+)?$"}} if days else {}
            return {"type": "object", "additionalProperties": inner, **names}
        case Items(of, size):
            listed: dict[str, Any] = {"type": "array", "items": _shape(of, field, definitions)}
            if size:
                return {**listed, "minItems": size, "maxItems": size}
            return {"anyOf": [listed, {"type": "string"}]} if of == Leaf("text") else listed
        case Either(short, longer):
            return {"anyOf": [_shape(short, field, definitions), _shape(longer, field, definitions)]}


def _block(shape: Blocks, definitions: dict[str, Any]) -> dict[str, Any]:
    properties = {}
    for name, field in shape.fields.items():
        inner = _shape(field.shape, field, definitions)
        about = describe(field)
        properties[name] = {**({"description": about} if about else {}), **_or_null(inner)}
    about = (shape.model.__doc__ or "").strip().splitlines()[0]
    return {"type": "object", "description": about, "properties": properties, "additionalProperties": False}


def _or_null(inner: dict[str, Any]) -> dict[str, Any]:
    """A derived file may write null to take back what it inherits."""
    if "anyOf" in inner:
        return {"anyOf": [*inner["anyOf"], {"type": "null"}]}
    if "type" in inner and isinstance(inner["type"], str) and "enum" not in inner:
        return {**inner, "type": [inner["type"], "null"]}
    return {"anyOf": [inner, {"type": "null"}]} if "$ref" in inner else inner


def describe(field: Field) -> str:
    """Label, unit, bounds and usual range of a field in one line."""
    label = field.label or field.name.replace("_", " ")
    parts = [label if not field.unit or field.unit in label else f"{label}, in {field.unit}"]
    usual = field.about.get("usual")
    if usual:
        parts.append(f"usually {usual[0]:g} to {usual[1]:g}")
    bounds = field.bounds
    if bounds.low is not None and (bounds.high is not None or bounds.low or bounds.above_low):
        parts.append(bounds.words)
    return "; ".join(parts)


def _leaf(kind: str, choices: tuple[Any, ...], field: Field | None) -> dict[str, Any]:
    if kind in ("amount", "number", "int"):
        bounds = {
            name: bound
            for name, bound in (
                ("exclusiveMinimum" if field and field.bounds.above_low else "minimum", field and field.low),
                ("maximum", field and field.high),
            )
            if bound is not None
        }
        own: dict[str, Any] = {"type": "integer" if kind == "int" else "number", **bounds}
        longer: list[dict[str, Any]] = [{"$ref": "#/$defs/amount"}] if kind == "amount" else []
        longer += [{"enum": list(choices)}] if choices else []
        return {"anyOf": [own, _CHANGE, *longer]}
    if kind == "choice":
        return {"enum": list(choices)}
    if kind in ("bool", "date"):
        return {"type": "boolean"} if kind == "bool" else {"type": "string", "format": "date"}
    longest = field.about.get("longest") if field else None
    return {"type": "string"} if longest is None else {"type": "string", "maxLength": longest}


def _number() -> dict[str, Any]:
    return {
        "description": "A number, a duration (10d, 2w, 3mo, 1y), or a change of what is inherited (*0.5, +2, -1).",
        "anyOf": [{"type": "number"}, _CHANGE],
    }


def _amount() -> dict[str, Any]:
    """A number, or something from which numbers come: the union that `sim.scenario.amounts` reads."""
    again = {"anyOf": [{"$ref": "#/$defs/number"}, {"$ref": "#/$defs/amount"}]}
    parameters = {"anyOf": [{"$ref": "#/$defs/number"}, {"type": "array", "items": {"$ref": "#/$defs/number"}}]}
    laws = [
        {
            "type": "object",
            "description": f"drawn from the {name} law: "
            + " or ".join("{" + ", ".join(form) + "}" for form in law.forms),
            "required": [name],
            "additionalProperties": False,
            "properties": {
                "times": {"anyOf": [again, {"type": "array", "items": again}]},
                name: {
                    "anyOf": [
                        {
                            "type": "object",
                            "required": list(form),
                            "additionalProperties": False,
                            "properties": {parameter: parameters for parameter in form},
                        }
                        for form in law.forms
                    ]
                    + ([parameters["anyOf"][law.short in law.lists]] if law.short else [])
                },
            },
        }
        for name, law in sorted(LAWS.items())
    ]
    by_level = {
        "type": "object",
        "description": "by level of a dial, interpolated between low (0), mid (0.5) and high (1)",
        "required": ["by", *LEVELS],
        "properties": {"by": {"enum": list(DIALS)}, **{level: again for level in LEVELS}},
    }
    by_kind = {
        "type": "object",
        "description": "by kind of work item; otherwise: for kinds not named",
        "required": ["by"],
        "properties": {"by": {"const": "kind"}},
        "additionalProperties": again,
    }
    over_time = {
        "type": "object",
        "description": "over time: linear between the days named, constant before and after",
        "propertyNames": {"pattern": r"^\d+(\.\d+)?$"},
        "additionalProperties": {"$ref": "#/$defs/number"},
    }
    scaled = {
        "type": "object",
        "description": "an amount times others",
        "required": ["amount", "times"],
        "properties": {"amount": again, "times": {"anyOf": [again, {"type": "array", "items": again}]}},
    }
    return {
        "description": "A number, a law, or an amount by level of a dial, by kind, over time, or scaled.",
        "anyOf": [*laws, by_level, by_kind, over_time, scaled],
    }

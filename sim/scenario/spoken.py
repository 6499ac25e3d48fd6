"""What a path of a scenario is called: `people.ml_engineer` is "ML engineers", by the labels of fields and roles."""

import re
from collections.abc import Sequence

from sim.errors import BadInput
from sim.scenario.edit import field_at
from sim.scenario.schema import Scenario

AS_THEY_ARE = ("ity", "tions", "s")  # labels that are no count of heads, or many already


def spoken(scenario: Scenario, path: str) -> str:
    """A path in words: the label of its field and whose it is."""
    head, *inner = path.split(".")
    if head == "people" and len(inner) == 1:
        return _heads(_label(scenario, inner[0]))
    try:
        field = field_at(scenario, path)
    except BadInput:
        return path
    if field is None or not field.label:
        return path
    label = re.split(r"[,;] | of \d", field.label)[0]
    owner = _label(scenario, inner[-2]) if len(inner) > 1 else ""
    return label if not owner or owner in label else f"{label}, {_lowered(owner)}"


def spoken_all(scenario: Scenario, paths: Sequence[str]) -> dict[str, str]:
    """Each path in words; two that would be called alike keep their paths."""
    found = {path: spoken(scenario, path) for path in paths}
    every = list(found.values())
    return {path: text if every.count(text) == 1 else path for path, text in found.items()}


def _label(scenario: Scenario, name: str) -> str:
    role = scenario.roles.get(name)
    return role.label if role and role.label else name.replace("_", " ")


def _heads(label: str) -> str:
    """So many of a role: ML engineers, people in security."""
    return f"people in {_lowered(label)}" if label.endswith(AS_THEY_ARE) else f"{_lowered(label)}s"


def _lowered(label: str) -> str:
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"

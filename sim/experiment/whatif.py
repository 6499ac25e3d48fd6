"""What if: a scenario compared with itself after some changes by dotted path."""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import BadInput
from sim.experiment.compare import Comparison, compare
from sim.scenario.edit import edit, parse_assignment
from sim.scenario.schema import Scenario


def changes(assignments: Iterable[str]) -> dict[str, Any]:
    """Changes as typed (`people.ml_engineer=4`, `handover.between_teams.delay*=0.5`) by path.

    Raises:
        BadInput: for what is no assignment, or for a path that is changed twice.
    """
    edits: dict[str, Any] = {}
    for text in assignments:
        path, written = parse_assignment(text)
        if path in edits:
            raise BadInput(f"{path}: changed twice. Give it one value.")
        edits[path] = written
    return edits


def whatif(scenario: Scenario, edits: Mapping[str, Any], **options: Any) -> Comparison:
    """Compare a scenario (the baseline) with its edited self, under the same luck; options as for `compare`.

    Raises:
        BadInput: for a path that does not exist, or without any change.
    """
    if not edits:
        raise BadInput("nothing to change: give at least one path and value")
    name = f"{scenario.name} with {', '.join(_said(path, written) for path, written in edits.items())}"
    variant = edit(scenario, edits).model_copy(update={"name": name, "short": ""})
    return compare([scenario, variant], verb="whatif", **options)


def _said(path: str, written: Any) -> str:
    text = str(written)
    if isinstance(written, str) and text[:1] in "*+-":
        return f"{path} {text[0]}= {text[1:].lstrip('=').strip()}"
    return f"{path} = {text if len(text) <= 40 else text[:39] + '…'}"

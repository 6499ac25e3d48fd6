"""The front panel: the dozen levers that a strategist moves, with their values and units."""

from html import escape
from typing import Any

from sim.scenario.edit import field_at, get, paths
from sim.scenario.schema import Scenario
from sim.scenario.seating import head_count


def panel(scenario: Scenario) -> list[tuple[str, Any, str]]:
    """Dotted path, value and unit of each lever."""
    found = []
    for path in paths(scenario):
        field = field_at(scenario, path)
        if field is not None and field.about.get("panel"):
            value = get(scenario, path)
            if value is None and path.startswith("people."):
                path = path.removesuffix(".count")
                value = _per_domain(scenario, path.removeprefix("people."))
            found.append((path, value, field.unit))
    return found


def _per_domain(scenario: Scenario, name: str) -> str:
    """The head count of a group that has so many in each domain."""
    group = scenario.people[name]
    return f"{head_count(scenario, group)} ({group.per_domain} in each domain)"


def as_html(scenario: Scenario) -> str:
    """The panel as a table for a notebook."""
    told = "".join(f"<p>{escape(text)}</p>" for text in (scenario.name, scenario.description) if text)
    cells = ((path, "-" if value is None else str(value), unit) for path, value, unit in panel(scenario))
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells)
    return f"{told}<table><thead><tr><th>path</th><th>value</th><th>unit</th></tr></thead><tbody>{rows}</tbody></table>"

"""What is being simulated: stages, steps, rework arrows, gates, marks and the roles that are asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from sim.charts import arrange, ink, route
from sim.charts.page import axes_for, finish
from sim.charts.rows import readable
from sim.charts.style import MUTED, SLIDE, SMALL, chart
from sim.charts.texts import text_width, wrapped

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

TEAMS = {  # the same team has the same color whatever the form
    "center": "#0E5A63",
    "domain teams": "#DDBB8E",
    "hub": "#4A4A68",
    "platform": "#BFD9D9",
    "delivery roles": "#0E5A63",
    "business roles": "#DDBB8E",
    "specialists": "#4A4A68",
    "platform roles": "#BFD9D9",
}
OTHERS = ("#8C5A2B", "#A9A9C4", "#F3E9DA", "#6FB1B3", "#E9E9EE")
GROUPS = {
    "delivery": "delivery roles",
    "specialist": "specialists",
    "platform": "platform roles",
    "business": "business roles",
}


@chart
def flow_picture(
    scenario: "Scenario",
    *,
    seating: Any | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    ill: str = "",
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The route of a scenario: who does what, what sends work back, what stops it.

    Roles are colored by the team that is asked if a `seating` is given, else by their group. A page of its own keeps
    the format of a slide and grows only where a route would not be readable on one.
    """
    rows = route.rows_of(scenario)
    teams = _teams(scenario, rows, seating)
    short = route.abbreviations({role: scenario.roles[role].label or readable(role).capitalize() for role in teams})
    ax, own = axes_for(ax)

    def furnish(ax: Axes) -> tuple[float, float]:
        ax.set_axis_off()
        finish(
            ax,
            own,
            title=title or _title(scenario),
            subtitle=subtitle or _subtitle(scenario, seating),
            footer="",
            ill=ill,
            alt=alt or _alt(scenario, rows),
        )
        frame = ax.get_window_extent()
        return frame.width / ax.figure.dpi, frame.height / ax.figure.dpi

    for row in rows:
        row.cells = [_abbreviated(cell, short) for cell in row.cells]
    width, room = furnish(ax)
    rows = route.folded(rows, width - ink.TAB)
    legend = _role_lines(scenario, teams, short, width)
    below = footer or ""
    if below and sum(wide for _, _, wide in legend[-1]) + text_width(below, SMALL) > width:
        legend.append([])  # a line of its own
    spare = room - len(legend) * ink.ROLE_LINE - ink.BETWEEN * len(rows)
    needed = arrange.arrange(rows, width - ink.TAB, spare)
    if own and needed > spare + 0.01:
        ax, own = axes_for(None, height=SLIDE[1] + needed - spare)
        width, room = furnish(ax)
        spare = needed
    ax.set_xlim(0, width)
    ax.set_ylim(0, room)
    extra = max(spare - needed, 0.0) / max(len(rows), 1)
    y = room
    turning: tuple[float, float, float] | None = None
    for at, row in enumerate(rows):
        height = row.above + row.below + extra
        ink.draw_row(ax, row, at, y, height, width, _colors(teams), _owner(teams, short))
        line = y - extra / 2 - row.above
        if turning is not None and row.lefts:
            ink.turn(ax, turning, (ink.TAB + row.lefts[0], line), y + ink.BETWEEN / 2, width)
        if row.cells:
            turning = (ink.TAB + row.lefts[-1] + _right_of(row), line, ink.TAB + row.lefts[-1] + row.widths[-1] + 0.08)
        y -= height + ink.BETWEEN
    ink.draw_roles(ax, legend, _colors(teams), teams, short, y)
    if below:
        low = y - len(legend) * ink.ROLE_LINE + (ink.ROLE_LINE - route.CHIP) - 0.02 + route.CHIP / 2
        text = wrapped(below, width, SMALL, lines=1)
        ax.text(width, low, text, size=SMALL, color=MUTED, va="center_baseline", ha="right", gid="footer")
    return ax


def _right_of(row: route.Row) -> float:
    return row.widths[-1] if row.cells[-1].boxes else row.widths[-1] / 2 + 0.22


def _abbreviated(cell: route.Cell, short: Mapping[str, str]) -> route.Cell:
    boxes = tuple(route.Box(box.name, tuple(short[role] for role in box.roles), box.again) for box in cell.boxes)
    return route.Cell(cell.key, boxes, cell.mark, cell.lines, cell.over)


def _teams(scenario: "Scenario", rows: Sequence[route.Row], seating: Any | None) -> dict[str, str]:
    """The team that is asked for each role of the route, or the role's group."""
    used = dict.fromkeys(role for row in rows for cell in row.cells for box in cell.boxes for role in box.roles)
    named = {role: GROUPS[scenario.roles[role].group] for role in used}
    if seating is None:
        return named
    serves = {team.name: len(team.domains) for team in seating.teams}
    every = max(len(scenario.demand.domains), 1)
    for role in used:
        asked = {team for person in seating.people for held, _ in person.roles if held == role for team in person.teams}
        if not asked:
            continue
        if len(asked) == 1:
            named[role] = readable(next(iter(asked)))
        elif all(serves.get(team, 1) < every for team in asked):
            named[role] = "domain teams"
        else:
            named[role] = "several teams"
    return named


def _colors(teams: Mapping[str, str]) -> dict[str, str]:
    others = sorted(set(teams.values()) - set(TEAMS))
    further = {team: OTHERS[at % len(OTHERS)] for at, team in enumerate(others)}
    return {team: TEAMS.get(team) or further[team] for team in sorted(set(teams.values()))}


def _owner(teams: Mapping[str, str], short: Mapping[str, str]) -> dict[str, str]:
    return {short[role]: team for role, team in teams.items()}


def _role_lines(
    scenario: "Scenario", teams: Mapping[str, str], short: Mapping[str, str], width: float
) -> list[list[tuple[str, str, float]]]:
    """The roles by team, in lines: role (empty for the team's own name), text, width."""
    entries: list[tuple[str, str, float]] = []
    for team in sorted(set(teams.values())):
        entries.append(("", team, text_width(team, SMALL, "bold") + 0.16))
        for role in (one for one in teams if teams[one] == team):
            name = scenario.roles[role].label or readable(role).capitalize()
            entries.append((role, name, text_width(short[role], SMALL) + 0.18 + text_width(name, SMALL) + 0.22))
    entries += [(sign, text, 0.3 + text_width(text, SMALL) + 0.22) for sign, text in ink.SIGNS.items()]
    lines: list[list[tuple[str, str, float]]] = [[]]
    used = 0.0
    for at, entry in enumerate(entries):
        need = entry[2] + (entries[at + 1][2] if not entry[0] else 0.0)
        if lines[-1] and used + need - 0.22 > width:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += entry[2]
    return lines


def _counts(scenario: "Scenario") -> tuple[int, int, int]:
    stages = scenario.stages.values()
    activities = sum(len(step.parallel) or 1 for stage in stages for step in stage.steps.values())
    return (
        len(scenario.stages),
        activities,
        sum(route.share(gate.stops) != "0\u00a0%" for stage in stages for gate in stage.gates.values()),
    )


def _plural(count: int, word: str) -> str:
    many = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{count} {word if count == 1 else many}"


def _title(scenario: "Scenario") -> str:
    stages, activities, gates = _counts(scenario)
    text = f"A request passes {_plural(stages, 'stage')} and {_plural(activities, 'activity')}"
    return text + (f", and {_plural(gates, 'gate')} can stop it" if gates else "")


def _subtitle(scenario: "Scenario", seating: Any | None) -> str:
    by = "the team asked" if seating is not None else "group"
    return f"{scenario.name}: the route as simulated; roles colored by {by}, chances from low to high maturity"


def _alt(scenario: "Scenario", rows: Sequence[route.Row]) -> str:
    said = []
    for row in rows:
        names = ["; ".join(box.name for box in cell.boxes) or f"gate {cell.lines[0]}" for cell in row.cells]
        said.append(f"{row.name}: {', then '.join(names)}")
    return f"{_title(scenario)}. {'. '.join(said)}."

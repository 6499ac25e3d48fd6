"""What is being simulated: stages, steps, rework arrows, gates, marks and the roles that are asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle
from matplotlib.path import Path

from sim.charts import route
from sim.charts.page import axes_for, finish, text_width, wrapped
from sim.charts.rows import readable
from sim.charts.style import INK, MUTED, PAPER, SLIDE, SMALL, chart, ink_on

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

TAB, BETWEEN = 0.56, 0.08
ROLE_LINE = 0.275
BAND, STEP, BRACKET = "#F4F6F8", "#FFFFFF", "#E3E9EE"
BACK, GATE = "#8A4B1A", "#3A4656"
TEAMS = ("#0E5A63", "#DDBB8E", "#BFD9D9", "#4A4A68", "#E9E9EE", "#8C5A2B", "#A9A9C4")
SIGNS = {"<back>": "goes back", "<again>": "done again", "<gate>": "gate", "<side>": "side by side", "<mark>": "mark"}
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
    say = {
        "title": title or _title(scenario),
        "subtitle": subtitle or _subtitle(scenario, seating),
        "footer": footer or "",
        "alt": alt or _alt(scenario, rows),
    }
    for row in rows:
        row.cells = [_abbreviated(cell, short) for cell in row.cells]
    ax, own = axes_for(ax)
    ax.set_axis_off()
    finish(ax, own, **say)
    width, room = _inches(ax)
    legend = _role_lines(scenario, teams, short, width)
    spare = room - len(legend) * ROLE_LINE - BETWEEN * len(rows)
    needed = route.arrange(rows, width - TAB, spare)
    if own and needed > spare + 0.01:
        ax, own = axes_for(None, height=SLIDE[1] + needed - spare)
        ax.set_axis_off()
        finish(ax, own, **say)
        width, room = _inches(ax)
        spare = needed
    ax.set_xlim(0, width)
    ax.set_ylim(0, room)
    extra = max(spare - needed, 0.0) / max(len(rows), 1)
    y = room
    turning: tuple[float, float, float] | None = None
    for at, row in enumerate(rows):
        height = row.above + row.below + extra
        _draw_row(ax, row, at, y, height, width, _colors(teams), _owner(teams, short))
        line = y - extra / 2 - row.above
        if turning is not None and row.lefts:
            _turn(ax, turning, (TAB + row.lefts[0], line), y + BETWEEN / 2, width)
        if row.cells:
            turning = (TAB + row.lefts[-1] + _right_of(row), line, TAB + row.lefts[-1] + row.widths[-1] + 0.08)
        y -= height + BETWEEN
    _draw_roles(ax, legend, _colors(teams), teams, short, y)
    return ax


def _right_of(row: route.Row) -> float:
    return row.widths[-1] if row.cells[-1].boxes else row.widths[-1] / 2 + 0.22


def _inches(ax: Axes) -> tuple[float, float]:
    frame = ax.get_window_extent()
    return frame.width / ax.figure.dpi, frame.height / ax.figure.dpi


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
    return {team: TEAMS[at % len(TEAMS)] for at, team in enumerate(sorted(set(teams.values())))}


def _owner(teams: Mapping[str, str], short: Mapping[str, str]) -> dict[str, str]:
    return {short[role]: team for role, team in teams.items()}


def _draw_row(
    ax: Axes,
    row: route.Row,
    at: int,
    top: float,
    height: float,
    width: float,
    colors: Mapping[str, str],
    owner: Mapping[str, str],
) -> None:
    ax.add_patch(Rectangle((0, top - height), width, height, facecolor=BAND, edgecolor="none", zorder=0))
    ax.add_patch(Rectangle((0, top - height), TAB, height, facecolor="#3A4656", edgecolor="none", zorder=0.5))
    name = wrapped(row.name, height - 0.1, SMALL + 1, lines=2, weight="bold")
    ax.text(
        TAB / 2, top - height / 2, name, rotation=90, ha="center", va="center", color=PAPER, size=SMALL + 1, weight="bold",
        linespacing=1.1, multialignment="center",
    )  # fmt: skip
    spare = height - row.above - row.below
    line = top - spare / 2 - row.above
    deepest = max([0.9 if any(cell.over for cell in row.cells) else 0.0, *(row.height(cell) for cell in row.cells)])
    for place, cell in enumerate(row.cells):
        left, wide = TAB + row.lefts[place], row.widths[place]
        if cell.boxes:
            _draw_step(ax, row, cell, left, line, colors, owner)
        else:
            _draw_gate(ax, cell, left + wide / 2, line)
        if place:
            before = TAB + row.lefts[place - 1] + row.widths[place - 1]
            if not row.cells[place - 1].boxes:
                before -= row.widths[place - 1] / 2 - 0.22
            to = left if cell.boxes else left + wide / 2 - 0.22
            _arrow(ax, [(before, line), (to, line)], MUTED)
    for back, lane in zip(row.backs, row.lanes, strict=True):
        start, end = (TAB + x for x in route.ends(row, back))
        y = line + deepest / 2 + 0.16 + lane * route.LANE
        low = line + row.height(row.cells[back.after]) / 2
        if back.to is None:
            _arrow(ax, [(start, low), (start, y + 0.02)], BACK)
        else:
            _arrow(ax, [(start, low), (start, y), (end, y), (end, line + row.height(row.cells[back.to]) / 2)], BACK)
        ax.text(
            TAB + route.text_at(row, back), y, back.text, ha="center", va="center", size=SMALL, color=BACK, zorder=5,
            bbox={"facecolor": BAND, "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip


def _draw_step(
    ax: Axes,
    row: route.Row,
    cell: route.Cell,
    left: float,
    line: float,
    colors: Mapping[str, str],
    owner: Mapping[str, str],
) -> None:
    height, pad = row.height(cell), route.PAD
    several = len(cell.boxes) > 1
    if several:
        wide = row.columns(cell) * (row.box_width + pad) + pad
        ax.add_patch(
            Rectangle((left, line - height / 2), wide, height, facecolor=BRACKET, edgecolor=MUTED, linewidth=0.8)
        )
    columns = row.columns(cell)
    for at, box in enumerate(cell.boxes):
        x = left + (pad if several else 0) + (at % columns) * (row.box_width + pad)
        y = line + height / 2 - (pad if several else 0) - (at // columns) * (row.box_height + pad)
        ax.add_patch(
            FancyBboxPatch(
                (x, y - row.box_height),
                row.box_width,
                row.box_height,
                boxstyle="round,pad=0,rounding_size=0.05",
                facecolor=STEP,
                edgecolor=MUTED,
                linewidth=0.9,
                zorder=2,
            )  # fmt: skip
        )
        text = wrapped(box.name, row.box_width - 2 * pad, SMALL, lines=3)
        ax.text(x + pad, y - pad + 0.01, text, size=SMALL, va="top", ha="left", linespacing=1.08, zorder=3)
        chips = route.chip_rows(box.roles, row.box_width - 2 * pad)
        y = y - row.box_height + pad + (len(chips) - 1) * (route.CHIP + 0.03)
        if box.again:
            above = y + route.CHIP + 0.03
            ax.text(x + pad, above, box.again, size=SMALL, va="bottom", ha="left", color=BACK, zorder=3)
        for chip_row in chips:
            across = x + pad
            for role, wide in chip_row:
                _chip(ax, across, y, wide, role, colors[owner[role]])
                across += wide + 0.04
            y -= route.CHIP + 0.03
    if cell.mark:
        ax.text(
            left + row.widths[row.cells.index(cell)], line - height / 2 - 0.04, f"▶ {cell.mark}", size=SMALL, va="top",
            ha="right", weight="bold",
        )  # fmt: skip


def _draw_gate(ax: Axes, cell: route.Cell, x: float, line: float) -> None:
    points = [(x - 0.2, line), (x, line + 0.2), (x + 0.2, line), (x, line - 0.2)]
    ax.add_patch(Polygon(points, closed=True, facecolor=GATE, edgecolor=INK, linewidth=1.0, zorder=2))
    if cell.over:
        ax.text(x, line + 0.22, cell.over, ha="center", va="bottom", size=SMALL, zorder=3)
    ax.text(x, line - 0.22, "\n".join(cell.lines), ha="center", va="top", size=SMALL, linespacing=1.08, zorder=3)


def _chip(ax: Axes, x: float, y: float, wide: float, role: str, color: str) -> None:
    ax.add_patch(Rectangle((x, y), wide, route.CHIP, facecolor=color, edgecolor=MUTED, linewidth=0.5, zorder=3))
    ax.text(
        x + wide / 2,
        y + route.CHIP / 2,
        role,
        size=SMALL,
        ha="center",
        va="center_baseline",
        color=ink_on(color),
        zorder=4,
    )


def _arrow(ax: Axes, points: Sequence[tuple[float, float]], color: str) -> None:
    ax.add_patch(
        FancyArrowPatch(
            path=Path(points),
            arrowstyle="-|>,head_length=5,head_width=2.6",
            color=color,
            linewidth=1.5,
            zorder=2.5,
            joinstyle="miter",
            fill=False,
        )  # fmt: skip
    )


def _turn(ax: Axes, start: tuple[float, float, float], end: tuple[float, float], between: float, width: float) -> None:
    """From the end of one stage to the start of the next, through the space between them."""
    right, left = min(start[2], width - 0.05), end[0] - 0.2
    _arrow(ax, [start[:2], (right, start[1]), (right, between), (left, between), (left, end[1]), end], MUTED)


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
    entries += [(sign, text, 0.3 + text_width(text, SMALL) + 0.22) for sign, text in SIGNS.items()]
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


def _draw_roles(
    ax: Axes, lines: Sequence[Sequence[tuple[str, str, float]]], colors: Mapping[str, str], teams: Mapping[str, str],
    short: Mapping[str, str], top: float,
) -> None:  # fmt: skip
    y = top - route.CHIP - 0.02
    for line in lines:
        x = 0.0
        for role, name, wide in line:
            if role in SIGNS:
                _sign(ax, role, x, y + route.CHIP / 2)
                ax.text(x + 0.3, y + route.CHIP / 2, name, size=SMALL, va="center_baseline", ha="left")
                x += wide
                continue
            if not role:
                ax.text(x, y + route.CHIP / 2, name, size=SMALL, va="center_baseline", ha="left", weight="bold")
                x += wide
                continue
            box = text_width(short[role], SMALL) + 0.1
            _chip(ax, x, y, box, short[role], colors[teams[role]])
            ax.text(x + box + 0.06, y + route.CHIP / 2, name, size=SMALL, va="center_baseline", ha="left")
            x += wide
        y -= ROLE_LINE


def _sign(ax: Axes, sign: str, x: float, y: float) -> None:
    if sign == "<back>":
        _arrow(ax, [(x + 0.24, y), (x, y)], BACK)
    elif sign == "<gate>":
        points = [(x, y), (x + 0.12, y + 0.12), (x + 0.24, y), (x + 0.12, y - 0.12)]
        ax.add_patch(Polygon(points, closed=True, facecolor=GATE, edgecolor=INK, linewidth=1.0))
    elif sign == "<side>":
        ax.add_patch(Rectangle((x, y - 0.09), 0.24, 0.18, facecolor=BRACKET, edgecolor=MUTED, linewidth=0.8))
    else:
        ax.text(x + 0.12, y, "▶" if sign == "<mark>" else "↻", size=SMALL, va="center_baseline", ha="center")


def _counts(scenario: "Scenario") -> tuple[int, int, int]:
    stages = scenario.stages.values()
    activities = sum(len(step.parallel) or 1 for stage in stages for step in stage.steps.values())
    return len(scenario.stages), activities, sum(len(stage.gates) for stage in stages)


def _plural(count: int, word: str) -> str:
    many = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{count} {word if count == 1 else many}"


def _title(scenario: "Scenario") -> str:
    stages, activities, gates = _counts(scenario)
    text = f"A request passes {_plural(stages, 'stage')} and {_plural(activities, 'activity')}"
    return text + (f", and {_plural(gates, 'gate')} can stop it" if gates else "")


def _subtitle(scenario: "Scenario", seating: Any | None) -> str:
    by = "the team that is asked" if seating is not None else "group"
    care = "; what is live keeps asking for care" if scenario.operation.drift or scenario.operation.upkeep else ""
    return (
        f"{scenario.name}: the route that is simulated, roles colored by {by}, chances from low to high maturity{care}"
    )


def _alt(scenario: "Scenario", rows: Sequence[route.Row]) -> str:
    said = []
    for row in rows:
        names = ["; ".join(box.name for box in cell.boxes) or f"gate {cell.lines[0]}" for cell in row.cells]
        said.append(f"{row.name}: {', then '.join(names)}")
    return f"{_title(scenario)}. {'. '.join(said)}."

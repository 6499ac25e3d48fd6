"""The ink of the flow picture: boxes, gates, arrows and chips, once the layout is known."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle
from matplotlib.path import Path

from sim.charts import arrange, route
from sim.charts.style import INK, MUTED, PAPER, SMALL, ink_on
from sim.charts.texts import text_width, wrapped

TAB, BETWEEN = 0.56, 0.08
ROLE_LINE = 0.275
BAND, STEP, BRACKET = "#F4F6F8", "#FFFFFF", "#E3E9EE"
BACK, GATE = "#8A4B1A", "#3A4656"
SIGNS = {"<back>": "goes back", "<again>": "done again", "<gate>": "gate", "<side>": "side by side", "<mark>": "mark"}


def draw_row(
    ax: Axes,
    row: route.Row,
    at: int,
    top: float,
    height: float,
    width: float,
    colors: Mapping[str, str],
    owner: Mapping[str, str],
) -> None:
    """A stage: its band and name, its cells, the arrows between and back."""
    ax.add_patch(Rectangle((0, top - height), width, height, facecolor=BAND, edgecolor="none", zorder=0))
    ax.add_patch(Rectangle((0, top - height), TAB, height, facecolor="#3A4656", edgecolor="none", zorder=0.5))
    name = wrapped(row.name, height - 0.1, SMALL + 1, lines=2, weight="bold")
    ax.text(
        TAB / 2,
        top - height / 2,
        name,
        rotation=90,
        ha="center",
        va="center",
        color=PAPER,
        size=SMALL + 1,
        weight="bold",
        linespacing=1.1,
        multialignment="center",
    )
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
        start, end = (TAB + x for x in arrange.ends(row, back))
        y = line + deepest / 2 + 0.16 + lane * route.LANE
        low = line + row.height(row.cells[back.after]) / 2
        if back.to is None:
            _arrow(ax, [(start, low), (start, y + 0.02)], BACK)
        else:
            _arrow(ax, [(start, low), (start, y), (end, y), (end, line + row.height(row.cells[back.to]) / 2)], BACK)
        ax.text(
            TAB + arrange.text_at(row, back),
            y,
            back.text,
            ha="center",
            va="center",
            size=SMALL,
            color=BACK,
            zorder=5,
            bbox={"facecolor": BAND, "edgecolor": "none", "pad": 1.5},
        )


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
    box_width = row.box_widths[row.cells.index(cell)]
    several = len(cell.boxes) > 1
    if several:
        wide = row.columns(cell) * (box_width + pad) + pad
        ax.add_patch(
            Rectangle((left, line - height / 2), wide, height, facecolor=BRACKET, edgecolor=MUTED, linewidth=0.8)
        )
    columns = row.columns(cell)
    for at, box in enumerate(cell.boxes):
        x = left + (pad if several else 0) + (at % columns) * (box_width + pad)
        y = line + height / 2 - (pad if several else 0) - (at // columns) * (row.box_height + pad)
        ax.add_patch(
            FancyBboxPatch(
                (x, y - row.box_height),
                box_width,
                row.box_height,
                boxstyle="round,pad=0,rounding_size=0.05",
                facecolor=STEP,
                edgecolor=MUTED,
                linewidth=0.9,
                zorder=2,
            )
        )
        text = wrapped(box.name, box_width - 2 * pad, SMALL, lines=3)
        ax.text(x + pad, y - pad + 0.01, text, size=SMALL, va="top", ha="left", linespacing=1.08, zorder=3)
        chips = arrange.chip_rows(box.roles, box_width - 2 * pad)
        y = y - row.box_height + pad + (len(chips) - 1) * (route.CHIP + 0.03)
        if box.again:
            above = y + route.CHIP + 0.03
            ax.text(x + pad, above, box.again, size=SMALL, va="bottom", ha="left", color=BACK, zorder=3)
        for chip_row in chips:
            across = x + pad
            for role, wide in chip_row:
                _chip(ax, across, y, wide, role, colors[owner[role]])
                across += wide + 0.03
            y -= route.CHIP + 0.03
    if cell.mark:
        ax.text(
            left + row.widths[row.cells.index(cell)],
            line - height / 2 - 0.04,
            f"▶ {cell.mark}",
            size=SMALL,
            va="top",
            ha="right",
            weight="bold",
        )


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
        )
    )


def turn(ax: Axes, start: tuple[float, float, float], end: tuple[float, float], between: float, width: float) -> None:
    """From the end of one stage to the start of the next, through the space between them."""
    right, left = min(start[2], width - 0.05), end[0] - 0.2
    _arrow(ax, [start[:2], (right, start[1]), (right, between), (left, between), (left, end[1]), end], MUTED)


def draw_roles(
    ax: Axes,
    lines: Sequence[Sequence[tuple[str, str, float]]],
    colors: Mapping[str, str],
    teams: Mapping[str, str],
    short: Mapping[str, str],
    top: float,
) -> None:
    """What the abbreviations and signs stand for, in lines under the rows."""
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

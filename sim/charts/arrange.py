"""The layout of the flow picture: what stands where, how large, before anything is drawn."""

from collections.abc import Sequence

from sim.charts.route import CHIP, GAP, GATE, LANE, LINE, NARROW, PAD, WIDE, Back, Box, Cell, Row
from sim.charts.style import SMALL
from sim.charts.texts import text_width, wrapped


def arrange(rows: Sequence[Row], width: float, room: float) -> float:
    """Give every cell its place; parallel activities stand above one another where the room allows it.

    Returns the height that the rows need.
    """
    for row in rows:
        row.stacked = True
        _measure(row, width)
    while _needed(rows) > room:
        savings = []
        for at, row in enumerate(rows):
            if row.stacked and any(len(cell.boxes) > 1 for cell in row.cells):
                before = row.above + row.below
                row.stacked = False
                _measure(row, width)
                if min(row.box_widths, default=WIDE) >= NARROW or not _crowded(row, width):
                    savings.append((before - row.above - row.below, at))
                row.stacked = True
                _measure(row, width)
        if not savings or max(savings)[0] <= 0:
            break
        best = rows[max(savings)[1]]
        best.stacked = False
        _measure(best, width)
    return _needed(rows)


def _needed(rows: Sequence[Row]) -> float:
    return sum(row.above + row.below for row in rows)


def _measure(row: Row, width: float) -> None:
    columns = sum(row.columns(cell) for cell in row.cells)
    gates = sum(not cell.boxes for cell in row.cells)
    frames = sum(2 * PAD + (row.columns(cell) - 1) * PAD for cell in row.cells if len(cell.boxes) > 1)
    room = width - gates * GATE - frames - GAP * (len(row.cells) + 1)
    wanted = [_wanted(cell) for cell in row.cells]
    spare = room - sum(row.columns(cell) * wide for cell, wide in zip(row.cells, wanted, strict=True))
    each = spare / max(columns, 1)
    uniform = max(min(room / max(columns, 1), WIDE), 0.9)
    row.box_widths = [min(wide + each, WIDE) if each >= 0 else uniform for wide in wanted]
    need = [box_height(box, wide) for cell, wide in zip(row.cells, row.box_widths, strict=True) for box in cell.boxes]
    row.box_height = max(need, default=0.5)
    row.lefts, row.widths = [], []
    x = GAP
    for cell, box in zip(row.cells, row.box_widths, strict=True):
        count = row.columns(cell)
        wide = GATE if not cell.boxes else count * box + (count - 1) * PAD + (2 * PAD if len(cell.boxes) > 1 else 0)
        row.lefts.append(x)
        row.widths.append(wide)
        x += wide + GAP
    spare = max(width - x, 0.0) / max(len(row.cells), 1)
    row.lefts = [left + spare * at for at, left in enumerate(row.lefts)]
    row.lanes = _lanes(row)
    deepest = max((row.height(cell) for cell in row.cells), default=0.5)
    if any(cell.over for cell in row.cells):
        deepest = max(deepest, 2 * (0.22 + LINE))
    row.above = deepest / 2 + LANE * (max(row.lanes, default=-1) + 1) + (0.13 if row.lanes else 0.07)
    marks = LINE + 0.05 if any(cell.mark for cell in row.cells) else 0.0
    gate = max((0.22 + LINE * len(cell.lines) for cell in row.cells if not cell.boxes), default=0.0)
    row.below = max([gate, *(row.height(cell) / 2 + (marks if cell.mark else 0.0) for cell in row.cells)]) + 0.06


def _wanted(cell: Cell) -> float:
    """Width at which the chips of each box stand in one line and no word is broken."""
    wide = NARROW
    for box in cell.boxes:
        chips = sum(text_width(role, SMALL) + 0.1 for role in box.roles)
        words = max(text_width(word, SMALL) for word in box.name.split())
        wide = max(wide, min(max(chips, words) + 2 * PAD, 1.8))
    return wide


def _crowded(row: Row, width: float) -> bool:
    """Whether the cells of a row need more than its width."""
    return bool(row.lefts) and row.lefts[-1] + row.widths[-1] > width + 1e-9


def box_height(box: Box, width: float) -> float:
    """Height of a box: its name, what is done again, and the chips of its roles."""
    lines = wrapped(box.name, width - 2 * PAD, SMALL, lines=3).count("\n") + 1 + bool(box.again)
    return lines * LINE + len(chip_rows(box.roles, width - 2 * PAD)) * (CHIP + 0.03) + 2 * PAD


def chip_rows(roles: Sequence[str], width: float) -> list[list[tuple[str, float]]]:
    """Abbreviations with the width of their chips, in lines no wider than the box."""
    rows: list[list[tuple[str, float]]] = []
    used = width
    for role in roles:
        wide = text_width(role, SMALL) + 0.07
        if not rows or used + wide > width + 1e-9:
            rows.append([])
            used = 0.0
        rows[-1].append((role, wide))
        used += wide + 0.03
    return rows


def _lanes(row: Row) -> list[int]:
    """Heights at which rework arrows run: shortest lowest, none through another's text."""
    spans = [span(row, back) for back in row.backs]
    lanes = [0] * len(spans)
    taken: list[tuple[int, float, float]] = []
    for at in sorted(range(len(spans)), key=lambda one: (spans[one][1] - spans[one][0], one)):
        lane = 0
        while any(one == lane and spans[at][0] < high + 0.1 and low - 0.1 < spans[at][1] for one, low, high in taken):
            lane += 1
        lanes[at] = lane
        taken.append((lane, *spans[at]))
    return lanes


def ends(row: Row, back: Back) -> tuple[float, float]:
    """Where an arrow leaves its step and where it arrives."""
    middle = row.lefts[back.after] + row.widths[back.after] / 2
    start = middle + min(row.widths[back.after] * 0.2, 0.4)
    if back.to is None:
        start = middle + min(row.widths[back.after] * 0.35, 0.65)
        return start, start
    if back.to == back.after:
        return start + 0.1, start - 0.25
    return start, row.lefts[back.to] + row.widths[back.to] / 2 - min(row.widths[back.to] * 0.12, 0.25)


def span(row: Row, back: Back) -> tuple[float, float]:
    """The stretch of a lane that an arrow and its text take."""
    start, end = ends(row, back)
    half, middle = text_width(back.text, SMALL) / 2 + 0.06, text_at(row, back)
    return min(start, end, middle - half), max(start, end, middle + half)


def text_at(row: Row, back: Back) -> float:
    """Middle of an arrow's text: on the arrow, or beside it where the arrow is too short to carry it."""
    start, end = ends(row, back)
    half = text_width(back.text, SMALL) / 2 + 0.06
    if abs(start - end) > 2 * half + 0.3:
        return (start + end) / 2
    right = max(start, end) + half
    if any(other.after == back.after and other.to is None for other in row.backs if other is not back):
        return min(start, end) - half
    return right if right + half < row.lefts[-1] + row.widths[-1] + GAP else min(start, end) - half

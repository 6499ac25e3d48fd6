"""The layout of the flow picture: what stands in which row, how large, before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.charts.page import text_width, wrapped
from sim.charts.rows import readable
from sim.charts.style import SMALL

LINE, CHIP, GAP, PAD = 0.184, 0.22, 0.25, 0.055  # inches
GATE, NARROW, WIDE = 1.06, 1.34, 2.3
LANE = 0.23


@dataclass(frozen=True, slots=True)
class Box:
    """An activity: its name and who is asked."""

    name: str
    roles: tuple[str, ...]
    again: str = ""  # how often it is done again before its step is done


@dataclass(frozen=True, slots=True)
class Cell:
    """A step with its activities, or a gate (no boxes)."""

    key: str
    boxes: tuple[Box, ...] = ()
    mark: str = ""
    lines: tuple[str, ...] = ()  # what stands below a gate
    over: str = ""  # what stands above it


@dataclass(frozen=True, slots=True)
class Back:
    """A rework arrow between two cells of a row; `to` is None where it leaves the row."""

    after: int
    to: int | None
    text: str


@dataclass(slots=True)
class Row:
    """A stage on its way to the paper."""

    name: str
    cells: list[Cell]
    backs: list[Back]
    stacked: bool = True
    box_width: float = 0.0
    box_height: float = 0.0
    lefts: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    lanes: list[int] = field(default_factory=list)
    above: float = 0.0  # room needed above and below the line on which work flows
    below: float = 0.0

    def columns(self, cell: Cell) -> int:
        """Boxes of a cell that stand side by side."""
        count = len(cell.boxes)
        return -(-count // 2) if self.stacked and count > 1 else count

    def height(self, cell: Cell) -> float:
        """Height of a cell's boxes with their frame."""
        if len(cell.boxes) < 2:
            return self.box_height
        deep = 2 if self.stacked else 1
        return deep * self.box_height + (deep - 1) * PAD + 2 * PAD


def rows_of(scenario: Any) -> list[Row]:
    """The stages of a scenario, with steps, gates and rework arrows in order."""
    rows = []
    for name, stage in scenario.stages.items():
        cells: list[Cell] = []
        place: dict[str, int] = {}
        steps = list(stage.steps)
        for key, step in stage.steps.items():
            place[key] = len(cells)
            parts = step.parallel or {key: step}
            boxes = tuple(_box(scenario, one, part) for one, part in parts.items())
            cells.append(Cell(key, boxes, readable(step.mark) if step.mark else ""))
            for gate_key, gate in stage.gates.items():
                if (gate.after or steps[-1]) == key:
                    cells.append(_gate(gate_key, gate, scenario))
        backs = []
        for rule in stage.rework.values():
            chance = share(rule.chance)
            inside = rule.back_to in place
            text = f"{chance} back" if inside else f"{chance} back to {readable(rule.back_to)}"
            if inside and rule.back_to == rule.after:
                text = f"{chance} again"
            backs.append(Back(place[rule.after], place.get(rule.back_to), text.strip()))
        rows.append(Row(stage.label or readable(name).capitalize(), cells, backs))
    return rows


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
                if row.box_width >= NARROW:
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
    row.box_width = max(min(room / max(columns, 1), WIDE), 0.9)
    need = [box_height(box, row.box_width) for cell in row.cells for box in cell.boxes]
    row.box_height = max(need, default=0.5)
    row.lefts, row.widths = [], []
    x = GAP
    for cell in row.cells:
        count = row.columns(cell)
        wide = (
            GATE
            if not cell.boxes
            else count * row.box_width + (count - 1) * PAD + (2 * PAD if len(cell.boxes) > 1 else 0)
        )
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


def box_height(box: Box, width: float) -> float:
    """Height of a box: its name, what is done again, and the chips of its roles."""
    lines = wrapped(box.name, width - 2 * PAD, SMALL, lines=3).count("\n") + 1 + bool(box.again)
    return lines * LINE + len(chip_rows(box.roles, width - 2 * PAD)) * (CHIP + 0.03) + 2 * PAD


def chip_rows(roles: Sequence[str], width: float) -> list[list[tuple[str, float]]]:
    """Abbreviations with the width of their chips, in lines no wider than the box."""
    rows: list[list[tuple[str, float]]] = []
    used = width
    for role in roles:
        wide = text_width(role, SMALL) + 0.1
        if not rows or used + wide > width + 1e-9:
            rows.append([])
            used = 0.0
        rows[-1].append((role, wide))
        used += wide + 0.04
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
    return right if right + half < row.lefts[-1] + row.widths[-1] + GAP else min(start, end) - half


def share(amount: Any) -> str:
    """A chance as a percentage, or the range that its levels or kinds span."""
    values = _values(amount)
    if not values:
        return ""
    low, high = round(min(values) * 100), round(max(values) * 100)
    return f"{low}\u00a0%" if low == high else f"{low}–{high}\u00a0%"


def _values(amount: Any) -> list[float]:
    """The numbers between which an amount lies, as far as it is not drawn from a law."""
    if isinstance(amount, int | float):
        return [float(amount)]
    found: list[float] = []
    if hasattr(amount, "value"):
        found.append(float(amount.value))
    for name in ("low", "mid", "high", "otherwise", "amount"):
        inner = getattr(amount, name, None)
        if inner is not None:
            found += _values(inner)
    for one in getattr(amount, "values", ()):
        found.append(float(one))
    for _, inner in getattr(amount, "amounts", ()):
        found += _values(inner)
    return found


def _box(scenario: Any, key: str, activity: Any) -> Box:
    again = f"↻ {share(activity.redo.chance)}" if activity.redo is not None and scenario.switches.rework else ""
    return Box(activity.label or readable(key).capitalize(), tuple(activity.shared_by), again)


def _gate(key: str, gate: Any, scenario: Any) -> Cell:
    name = wrapped(gate.label or readable(key).capitalize(), GATE + 0.1, SMALL, lines=3).split("\n")
    stops = share(gate.stops)
    meets = gate.meet_every if gate.meet_every is not None else scenario.gates.meet_every
    below = (*name, f"every {meets:g} d") if meets else tuple(name)
    return Cell(key, lines=below, over=f"stops {stops}" if stops and stops != "0\u00a0%" else "")


def abbreviations(roles: Mapping[str, str]) -> dict[str, str]:
    """Two or three letters for each role, all different: data engineer becomes DE, UX designer UXD."""
    made: dict[str, str] = {}
    for role, label in roles.items():
        words = [
            word
            for word in label.replace("&", " ").replace("/", " ").split()
            if word.lower() not in ("and", "of", "or")
        ]
        if len(words) > 1:
            short = "".join(word if word.isupper() and len(word) < 3 else word[0].upper() for word in words)[:4]
        else:
            short = (words[0] if words else role)[:2].upper()
        letters, at = label.upper().replace(" ", ""), 2
        while short in made.values():
            at += 1
            short = letters[:at] if at <= len(letters) else f"{short[:2]}{len(made)}"
        made[role] = short
    return made

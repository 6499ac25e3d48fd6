"""What the flow picture shows of a scenario: rows of steps and gates with the arrows back between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.charts.names import told_apart
from sim.charts.rows import readable
from sim.charts.style import SMALL
from sim.charts.texts import wrapped

LINE, CHIP, GAP, PAD = 0.184, 0.22, 0.22, 0.055  # inches
GATE, NARROW, WIDE = 1.06, 1.13, 2.3
LANE = 0.215
LEAST = 1.0  # inches, a box that is still readable
LONGEST = 4  # letters of an abbreviation, a number not counted


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
    most: int = 9  # boxes of one cell side by side; with more they stand in several lines
    box_widths: list[float] = field(default_factory=list)  # one per cell
    box_height: float = 0.0
    lefts: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    lanes: list[int] = field(default_factory=list)
    above: float = 0.0  # room needed above and below the line on which work flows
    below: float = 0.0

    def columns(self, cell: Cell) -> int:
        """Boxes of a cell that stand side by side."""
        count = len(cell.boxes)
        return min(-(-count // 2) if self.stacked and count > 1 else count, self.most)

    def height(self, cell: Cell) -> float:
        """Height of a cell's boxes with their frame."""
        if len(cell.boxes) < 2:
            return self.box_height
        deep = -(-len(cell.boxes) // self.columns(cell))
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


def folded(rows: list[Row], width: float) -> list[Row]:
    """The same route with every row that does not fit into `width` inches continued in further rows, about equal."""
    return [part for row in rows for part in _parts(row, width)]


def _parts(row: Row, width: float) -> list[Row]:
    sizes = [GAP + _least(row, cell) for cell in row.cells]
    cuts = _cuts(sizes, width - GAP)
    room = width - GAP
    while len(closer := _cuts(sizes, room - 0.2)) == len(cuts) and room > max(sizes, default=0.0) + 0.2:
        cuts, room = closer, room - 0.2
    if len(cuts) == 1:
        return [row]
    names = [cell.boxes[0].name if len(cell.boxes) == 1 else readable(cell.key) for cell in row.cells]
    parts = []
    for at, (first, last) in enumerate(cuts, start=1):
        backs = []
        for back in row.backs:
            if not first <= back.after < last:
                continue
            inside = back.to is not None and first <= back.to < last
            text = back.text if inside or back.to is None else f"{back.text} to {names[back.to]}"
            backs.append(Back(back.after - first, back.to - first if inside and back.to is not None else None, text))
        parts.append(Row(f"{row.name} {at}/{len(cuts)}", row.cells[first:last], backs))
    return parts


def _least(row: Row, cell: Cell) -> float:
    """Width that a cell needs at least."""
    if not cell.boxes:
        return GATE
    columns = row.columns(cell)
    return columns * LEAST + (columns + 1) * PAD if len(cell.boxes) > 1 else LEAST


def _cuts(sizes: list[float], room: float) -> list[tuple[int, int]]:
    """First cell and first cell beyond it of each row when rows are filled one after the other."""
    cuts, first, used = [], 0, 0.0
    for at, size in enumerate(sizes):
        if at > first and used + size > room:
            cuts.append((first, at))
            first, used = at, 0.0
        used += size
    return [*cuts, (first, len(sizes))]


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
    """Two to four letters for each role, all different: data engineer becomes DE, UX designer UXD."""
    made: dict[str, str] = {}
    for role, label in told_apart(roles).items():
        words = [
            word
            for word in label.replace("&", " ").replace("/", " ").split()
            if word.lower() not in ("and", "of", "or")
        ]
        if len(words) > 1:
            short = "".join(word if word.isupper() and len(word) < 3 else word[0].upper() for word in words)[:LONGEST]
        else:
            short = (words[0] if words else role)[:2].upper()
        letters, at = label.upper().replace(" ", ""), 2
        while short in made.values():
            at += 1
            short = letters[:at] if at <= min(len(letters), LONGEST) else f"{letters[:2]}{at - 1}"
        made[role] = short
    return made

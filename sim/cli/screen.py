"""What the terminal shows: text, tables, progress; plain where it is not a terminal or NO_COLOR is set."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from sim.experiment.replicate import Progress

WIDEST = 124  # characters of a line of a table of figures
EVERY = 60.0  # seconds between two lines of progress where lines cannot be rewritten


def say(text: str = "") -> None:
    """Print to standard output: results, and nothing else."""
    typer.echo(text)


def note(text: str = "") -> None:
    """Print to standard error: progress, warnings, where files lie."""
    typer.echo(text, err=True)


def colored() -> bool:
    """Whether standard output takes colors and frames."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """A table: framed on a terminal, aligned columns elsewhere; the first column is a name, the rest are figures."""
    if not colored():
        say("\n".join(plain_table(header, rows, title=title)))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    blocks = _blocks(header, rows)
    if len(blocks) > 1:
        for at, places in enumerate(blocks):
            part = [[row[place] for place in places] for row in rows]
            table([header[place] for place in places], part, title="" if at else title)
        return
    drawn = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(header):
        drawn.add_column(Text(name), justify="right" if place and _figures(rows, place) else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


def plain_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> list[str]:
    """The lines of a table without frame; columns that do not fit beside one another follow below."""
    told: list[str] = [title] if title else []
    for at, places in enumerate(_blocks(header, rows)):
        told += [""] if at else []
        told += _block([header[place] for place in places], [[row[place] for place in places] for row in rows])
    return told


def _blocks(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[int]]:
    """Columns of figures that fit into a line together, the first one, which names the figures, always among them."""
    widths = _widths(header, rows)
    if not widths or header[0]:
        return [list(range(len(widths)))]  # what stands in a row belongs together
    blocks = [[0]]
    for place in range(1, len(widths)):
        if len(blocks[-1]) > 1 and sum(widths[one] + 2 for one in (*blocks[-1], place)) - 2 > WIDEST:
            blocks.append([0])
        blocks[-1].append(place)
    return blocks


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(len(str(line[place])) for line in (header, *rows)) for place in range(len(header))]


def _block(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = _widths(header, rows)

    def line(cells: Sequence[str]) -> str:
        parts = [
            cell.rjust(width) if place and _figures(rows, place) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(parts).rstrip()

    return [line(header), "  ".join("-" * width for width in widths), *map(line, rows)]


def _figures(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether most cells of a column are figures, which stand at the right."""
    cells = [row[place] for row in rows if row[place]]
    return sum(len(cell) < 32 and cell.lstrip("-+±")[:1].isdigit() for cell in cells) > len(cells) / 2


def as_json(value: Any) -> None:
    """Print plain data as JSON; what is not a number becomes null."""
    import json

    say(json.dumps(_finite(value), indent=2, ensure_ascii=False, default=str))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, Mapping):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value


def clock(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


class Meter:
    """Progress on standard error: one line rewritten on a terminal, a line a minute elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet, self._foretold = quiet, False
        self._rewrites = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._last, self._width, self._note = float("-inf"), 0, ""

    def begin(self, text: str) -> None:
        """Say at once what is going on."""
        if not self._quiet:
            note(text)

    def __call__(self, progress: "Progress") -> None:
        """Show how far a run is."""
        now = time.monotonic()
        fresh = progress.note != self._note or (progress.left is not None and not self._foretold)
        if self._quiet or (not fresh and now - self._last < (0.1 if self._rewrites else EVERY)):
            return
        self._last, self._note, self._foretold = now, progress.note, self._foretold or progress.left is not None
        text = self.line(progress)
        if self._rewrites:
            sys.stderr.write("\r" + text.ljust(self._width))
            sys.stderr.flush()
            self._width = len(text)
        else:
            note(text)

    def line(self, progress: "Progress") -> str:
        """The line itself."""
        parts = [f"{progress.done} of about {progress.expected} replications", clock(progress.seconds)]
        if progress.left is not None:
            parts.append(f"about {clock(progress.left)} left")
        if progress.half_width is not None and progress.wanted is not None:
            parts.append(f"± {progress.half_width:.3g} {progress.unit} (wanted {progress.wanted:.3g})")
        if progress.note:
            parts.append(progress.note)
        return "  " + ", ".join(parts)

    def __enter__(self) -> "Meter":
        """Start with an empty line."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Leave the line clean."""
        if self._rewrites and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()

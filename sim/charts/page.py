"""The page around a chart: title that says the finding, subtitle, key, footer; everything measured, nothing clipped.

A chart draws into its axes and hands them to `finish`, which sets the texts, shrinks the axes until tick labels and
direct labels fit on the page, and then runs what depends on the final size (spreading labels apart).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox
from matplotlib.typing import LineStyleType

from sim.charts.names import Names, names_of
from sim.charts.rows import overloaded, state
from sim.charts.style import ALARM, BODY, MUTED, PAPER, SLIDE, SMALL, SUBTITLE, TITLE
from sim.charts.texts import text_width, wrapped
from sim.narrative.numbers import listed

MARGIN = 0.45  # inches
LINE = 1.32  # line height, in font sizes
MOST_STATES = 3  # told one by one
LETTER = 0.4  # inches, from a letter of the key to its name
INSIDE = SLIDE[0] - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of a key: a patch, a line, a marker or a line with marker, and its text."""

    text: str
    color: str
    marker: str | None = None
    line: LineStyleType | None = None
    hatch: str | None = None
    open: bool = False

    @property
    def width(self) -> float:
        """Width of the sign itself, in inches."""
        return 0.42 if self.line is not None else 0.2


def axes_for(ax: Axes | None, *, height: float = SLIDE[1], names: Names | None = None) -> tuple[Axes, bool]:
    """The axes to draw into, and whether the page is ours to lay out; it grows by what the key of names needs."""
    if ax is not None:
        return ax, False
    height += (_name_lines(names) * SMALL * LINE + 8) / 72 if names is not None and names.key else 0.0
    figure = Figure(figsize=(SLIDE[0], height), dpi=100.0, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure.add_axes((0.1, 0.1, 0.8, 0.7)), True


def panels(ax: Axes, widths: Sequence[float], gap: float) -> list[Axes]:
    """Side-by-side axes inside `ax`, which itself disappears; widths in shares, the gap in shares of the whole."""
    ax.set_axis_off()
    whole = sum(widths)
    room = 1.0 - gap * (len(widths) - 1)
    made, left = [], 0.0
    for width in widths:
        made.append(ax.inset_axes((left, 0.0, room * width / whole, 1.0)))
        left += room * width / whole + gap
    return made


def grid(ax: Axes, count: int, *, columns: int, gap: tuple[float, float]) -> list[Axes]:
    """So many axes in rows inside `ax`, which itself disappears; gaps in shares of the whole, across and down."""
    ax.set_axis_off()
    rows = -(-count // columns)
    wide, tall = ((1.0 - gap[at] * (parts - 1)) / parts for at, parts in enumerate((columns, rows)))
    return [
        ax.inset_axes((at % columns * (wide + gap[0]), 1.0 - tall - at // columns * (tall + gap[1]), wide, tall))
        for at in range(count)
    ]


def finish(
    ax: Axes,
    own: bool,
    *,
    title: str,
    subtitle: str,
    footer: str,
    alt: str | None,
    key: Sequence[Sign] = (),
    then: Sequence[Callable[[], None]] = (),
    names: Names | None = None,
    ill: str = "",
) -> Axes:
    """Set the texts, fit the axes, spread the labels; axes that belong to somebody else only get title and key.

    `ill` is what has to be known before any figure is believed: it stands in red above the footer.
    """
    figure = cast(Figure, ax.get_figure(root=True))
    said = alt if alt is not None else f"{title}. {subtitle}."
    figure.set_label(f"{ill.rstrip('.')}. {said}" if ill else said)
    if own:
        rect = _texts(figure, title, subtitle, footer, key, names, ill)
        _fit(ax, figure, rect)
    else:
        inches = ax.get_window_extent().width / figure.dpi
        ax.set_title(wrapped(title, inches, BODY + 1, weight="bold"), loc="left")
        if key:
            ax.legend(handles=[_handle(sign) for sign in key], frameon=False, fontsize=SMALL)
    for act in then:
        act()
    return ax


def _handle(sign: Sign) -> Line2D | Rectangle:
    if sign.line is None and sign.marker is None:
        return Rectangle((0, 0), 1, 1, facecolor=sign.color, hatch=sign.hatch, edgecolor=PAPER, label=sign.text)
    return Line2D(
        [],
        [],
        color=sign.color,
        marker=sign.marker or "",
        linestyle=sign.line or "none",
        label=sign.text,
        markersize=8,
        markerfacecolor=PAPER if sign.open else sign.color,
    )


def _texts(
    figure: Figure, title: str, subtitle: str, footer: str, key: Sequence[Sign], names: Names | None, ill: str
) -> Bbox:
    """Title, subtitle, keys, state and footer; returns what is left for the axes, in inches."""
    width, height = figure.get_size_inches()
    inside = width - 2 * MARGIN
    for size, most in ((TITLE, 2), (20.0, 2), (18.0, 3), (16.0, 3)):
        broken = wrapped(title, inside, size, weight="bold")
        if broken.count("\n") < most:
            break
    else:
        broken = wrapped(title, inside, size, lines=3, weight="bold")
    broken = _balanced(broken, inside, size)
    top = height - 0.3

    def put(text: str, y: float, size: float, gid: str, **how: Any) -> float:
        figure.text(MARGIN / width, y / height, text, size=size, va="top", ha="left", gid=gid, linespacing=1.2, **how)
        return y - (text.count("\n") + 1) * size * LINE / 72

    top = put(broken, top, size, "title", weight="bold") - 0.04
    top = put(wrapped(subtitle, inside, SUBTITLE), top, SUBTITLE, "subtitle", color=MUTED) - 0.06
    bottom = 0.28 if footer else 0.1
    if footer:
        low = wrapped(footer, inside, SMALL)
        figure.text(MARGIN / width, bottom / height, low, size=SMALL, va="bottom", ha="left", color=MUTED, gid="footer")
        bottom += (low.count("\n") + 1) * SMALL * LINE / 72
    if ill:
        low = wrapped(f"⚠ {ill}", inside, SMALL + 1, weight="bold")
        how: dict[str, Any] = {"size": SMALL + 1, "weight": "bold", "va": "bottom", "ha": "left", "gid": "state"}
        figure.text(MARGIN / width, (bottom + 0.03) / height, low, color=ALARM, **how)
        bottom += 0.03 + (low.count("\n") + 1) * (SMALL + 1) * LINE / 72
    if key:
        top = _key(figure, key, top - 0.06, inside) - 0.06
    if names is not None and names.key:
        for letter, name in names.key:
            figure.text(MARGIN / width, (top - 0.04) / height, letter, size=SMALL, va="top", ha="left", weight="bold")
            low = wrapped(name, inside - LETTER, SMALL)
            figure.text((MARGIN + LETTER) / width, (top - 0.04) / height, low, size=SMALL, va="top", ha="left")
            top -= (low.count("\n") + 1) * SMALL * LINE / 72
    return Bbox.from_extents(MARGIN, bottom + 0.06, width - MARGIN, top - 0.08)


def _name_lines(names: Names) -> int:
    """Lines that the key of names takes."""
    return sum(wrapped(name, INSIDE - LETTER, SMALL).count("\n") + 1 for _, name in names.key)


def _balanced(broken: str, inside: float, size: float) -> str:
    """The same number of lines, about equally long."""
    lines, width, text = broken.count("\n"), inside, broken.replace("\n", " ")
    while lines and width > inside / 2:
        width -= 0.25
        narrower = wrapped(text, width, size, weight="bold")
        if narrower.count("\n") > lines:
            break
        broken = narrower
    return broken


def _key(figure: Figure, key: Sequence[Sign], top: float, inside: float) -> float:
    """The key, laid out like text: left to right, then the next line."""
    width, height = figure.get_size_inches()
    x, step = MARGIN, 0.27
    y = top - step / 2
    for sign in key:
        text = wrapped(sign.text, inside - 1.0, SMALL, lines=1)
        need = sign.width + 0.1 + text_width(text, SMALL) + 0.35
        if x > MARGIN and x + need - 0.35 > MARGIN + inside:
            x, y = MARGIN, y - step
        if sign.line is None and sign.marker is None:
            corner = (x / width, (y - 0.09) / height)
            figure.add_artist(
                Rectangle(
                    corner,
                    sign.width / width,
                    0.18 / height,
                    facecolor=sign.color,
                    edgecolor=PAPER,
                    hatch=sign.hatch,
                    transform=figure.transFigure,
                )
            )
        else:
            xs = [x / width, (x + sign.width / 2) / width, (x + sign.width) / width]
            line = Line2D(
                xs if sign.line is not None else xs[1:2],
                [y / height] * (3 if sign.line is not None else 1),
                color=sign.color,
                marker=sign.marker or "",
                linestyle=sign.line or "none",
                linewidth=2.4,
                markersize=8,
                markevery=[1] if sign.line is not None else None,
                markerfacecolor=PAPER if sign.open else sign.color,
                markeredgewidth=1.6,
                transform=figure.transFigure,
            )
            figure.add_artist(line)
        figure.text((x + sign.width + 0.1) / width, y / height, text, size=SMALL, va="center_baseline", ha="left")
        x += need
    return y - step / 2


def _fit(ax: Axes, figure: Figure, rect: Bbox) -> None:
    """Shrink the axes until they and all that hangs on them lie inside `rect`."""
    width, height = figure.get_size_inches()
    inner = rect
    for _ in range(5):
        ax.set_position((inner.x0 / width, inner.y0 / height, inner.width / width, inner.height / height))
        whole = ax.get_tightbbox()
        if whole is None:
            return
        own = ax.get_window_extent()
        dpi = figure.dpi
        left, right = max(own.x0 - whole.x0, 0.0) / dpi, max(whole.x1 - own.x1, 0.0) / dpi
        low, high = max(own.y0 - whole.y0, 0.0) / dpi, max(whole.y1 - own.y1, 0.0) / dpi
        before = inner
        inner = Bbox.from_extents(
            rect.x0 + left,
            rect.y0 + low,
            max(rect.x1 - right, rect.x0 + left + 0.5),
            max(rect.y1 - high, rect.y0 + low + 0.5),
        )
        moved = (inner.x0 - before.x0, inner.y0 - before.y0, inner.x1 - before.x1, inner.y1 - before.y1)
        if max(map(abs, moved)) < 0.005:
            break
    ax.set_position((inner.x0 / width, inner.y0 / height, inner.width / width, inner.height / height))


def weekly(ax: Axes, label: str = "weeks since the request") -> None:
    """A horizontal axis in weeks, with as many ticks as can be read."""
    ax.set_xlabel(label)
    ax.tick_params(axis="x", length=4)


def state_of(runs: Sequence[Any], names: Names | None = None) -> str:
    """What is wrong with these runs in one line, by configuration where they differ; empty where they are in health."""
    names = names or names_of(runs)
    found = {run.name: state(run) for run in runs}
    if not any(found.values()):
        return ""
    if len(set(found.values())) == 1:
        text = next(iter(found.values()))
        return _capital(text) if len(runs) == 1 else f"All {len(runs)}: {text}"
    if sum(map(bool, found.values())) <= MOST_STATES:
        return "; ".join(f"{names[name]}: {text}" for name, text in found.items() if text)
    cannot = [names[run.name] for run in runs if overloaded(run)]
    other = [names[run.name] for run in runs if state(run) and not overloaded(run)]
    parts = [f"{len(cannot)} of {len(runs)} cannot keep up: {listed(cannot)}"] if cannot else []
    parts += [f"{len(other)} of {len(runs)} undecided or still filling up: {listed(other)}"] if other else []
    return "; ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def footed(runs: Sequence[object], footer: str | None) -> str:
    """The footer: as given, else the ids and seeds that the runs carry."""
    if footer is not None:
        return footer
    ids = [str(one) for run in runs if (one := getattr(run, "run_id", "") or getattr(run, "id", ""))]
    seeds = sorted({str(one) for run in runs if (one := getattr(run, "seed", None)) is not None})
    said = [f"run {', '.join(dict.fromkeys(ids))}"] if ids else []
    if seeds:
        said.append(f"seed {', '.join(seeds)}")
    return " · ".join([*said, "model results"])

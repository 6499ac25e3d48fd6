"""The page around a chart: title that says the finding, subtitle, key, footer; everything measured, nothing clipped.

A chart draws into its axes and hands them to `finish`, which sets the texts, shrinks the axes until tick labels and
direct labels fit on the page, and then runs what depends on the final size (spreading labels apart).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.charts.style import BODY, INK, MUTED, PAPER, SLIDE, SMALL, SUBTITLE, TITLE

MARGIN = 0.45  # inches
LINE = 1.32  # line height, in font sizes


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of a key: a patch, a line, a marker or a line with marker, and its text."""

    text: str
    color: str
    marker: str | None = None
    line: str | tuple[float, tuple[float, ...]] | None = None
    hatch: str | None = None
    open: bool = False

    @property
    def width(self) -> float:
        """Width of the sign itself, in inches."""
        return 0.42 if self.line is not None else 0.2


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text, in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return _pen().get_text_width_height_descent(text, font, False)[0] / 100.0


@lru_cache(maxsize=1)
def _pen() -> RendererAgg:
    return RendererAgg(100, 100, 100.0)


def wrapped(text: str, width: float, size: float, *, lines: int | None = None, weight: str = "normal") -> str:
    """Text broken into lines no wider than `width` inches; what exceeds `lines` gives way in the middle."""
    broken = _break(text, width, size, weight)
    keep = len(text)
    while lines is not None and len(broken) > lines and keep > 4:
        keep -= 1
        broken = _break(shortened(text, keep), width, size, weight)
    return "\n".join(broken)


def shortened(text: str, length: int) -> str:
    """Text of at most `length` characters; what is too long gives way in the middle, so that both ends tell."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    return text[: length - 1 - tail].rstrip() + "…" + text[len(text) - tail :].lstrip()


def _break(text: str, width: float, size: float, weight: str) -> list[str]:
    broken: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.split(r"[ \t]+", paragraph.strip(" \t")):
            longer = f"{line} {word}".strip()
            if text_width(longer, size, weight) <= width:
                line = longer
                continue
            if line:
                broken.append(line)
            line = word
            while text_width(line, size, weight) > width and len(line) > 1:
                cut = len(line) - 1
                while cut > 1 and text_width(line[:cut], size, weight) > width:
                    cut -= 1
                broken.append(line[:cut])
                line = line[cut:]
        broken.append(line)
    return broken


def axes_for(ax: Axes | None, *, height: float = SLIDE[1]) -> tuple[Axes, bool]:
    """The axes to draw into, and whether the page is ours to lay out."""
    if ax is not None:
        return ax, False
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
) -> Axes:
    """Set the texts, fit the axes, spread the labels; axes that belong to somebody else only get title and key."""
    figure = cast(Figure, ax.get_figure(root=True))
    figure.set_label(alt if alt is not None else f"{title}. {subtitle}.")
    if own:
        rect = _texts(figure, title, subtitle, footer, key)
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
        [], [], color=sign.color, marker=sign.marker or "", linestyle=sign.line or "none", label=sign.text, markersize=8,
        markerfacecolor=PAPER if sign.open else sign.color,
    )  # fmt: skip


def _texts(figure: Figure, title: str, subtitle: str, footer: str, key: Sequence[Sign]) -> Bbox:
    """Title, subtitle, key and footer; returns what is left for the axes, in inches."""
    width, height = figure.get_size_inches()
    inside = width - 2 * MARGIN
    for size, most in ((TITLE, 2), (20.0, 2), (18.0, 3), (16.0, 3)):
        broken = wrapped(title, inside, size, weight="bold")
        if broken.count("\n") < most:
            break
    else:
        broken = wrapped(title, inside, size, lines=3, weight="bold")
    broken = _balanced(broken, inside, size)
    top = height - 0.35

    def put(text: str, y: float, size: float, gid: str, **how: str) -> float:
        figure.text(MARGIN / width, y / height, text, size=size, va="top", ha="left", gid=gid, linespacing=1.2, **how)
        return y - (text.count("\n") + 1) * size * LINE / 72

    top = put(broken, top, size, "title", weight="bold") - 0.04
    top = put(wrapped(subtitle, inside, SUBTITLE), top, SUBTITLE, "subtitle", color=MUTED) - 0.06
    bottom = 0.28 if footer else 0.12
    if footer:
        low = wrapped(footer, inside, SMALL)
        figure.text(MARGIN / width, bottom / height, low, size=SMALL, va="bottom", ha="left", color=MUTED, gid="footer")
        bottom += (low.count("\n") + 1) * SMALL * LINE / 72
    if key:
        top = _key(figure, key, top - 0.06, inside) - 0.06
    return Bbox.from_extents(MARGIN, bottom + 0.08, width - MARGIN, top - 0.1)


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
                )  # fmt: skip
            )
        else:
            xs = [x / width, (x + sign.width / 2) / width, (x + sign.width) / width]
            line = Line2D(
                xs if sign.line is not None else xs[1:2], [y / height] * (3 if sign.line is not None else 1),
                color=sign.color, marker=sign.marker or "", linestyle=sign.line or "none", linewidth=2.4, markersize=8,
                markevery=[1] if sign.line is not None else None, markerfacecolor=PAPER if sign.open else sign.color,
                markeredgewidth=1.6, transform=figure.transFigure,
            )  # fmt: skip
            figure.add_artist(line)
        figure.text((x + sign.width + 0.1) / width, y / height, text, size=SMALL, va="center_baseline", ha="left")
        x += need
    return y - step / 2


def _fit(ax: Axes, figure: Figure, rect: Bbox) -> None:
    """Shrink the axes until they and all that hangs on them lie inside `rect`."""
    width, height = figure.get_size_inches()
    pen = cast(FigureCanvasAgg, figure.canvas).get_renderer()
    inner = rect
    for _ in range(5):
        ax.set_position((inner.x0 / width, inner.y0 / height, inner.width / width, inner.height / height))
        whole = ax.get_tightbbox(pen)
        if whole is None:
            return
        own = ax.get_window_extent(pen)
        dpi = figure.dpi
        left, right = max(own.x0 - whole.x0, 0.0) / dpi, max(whole.x1 - own.x1, 0.0) / dpi
        low, high = max(own.y0 - whole.y0, 0.0) / dpi, max(whole.y1 - own.y1, 0.0) / dpi
        inner = Bbox.from_extents(
            rect.x0 + left,
            rect.y0 + low,
            max(rect.x1 - right, rect.x0 + left + 0.5),
            max(rect.y1 - high, rect.y0 + low + 0.5),
        )
    ax.set_position((inner.x0 / width, inner.y0 / height, inner.width / width, inner.height / height))


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centers as near as possible to the wanted ones, in the same order, without overlap, between low and high."""
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    blocks: list[list[float]] = []  # [bottom, height, wish of the bottom summed over members, members]
    for at in order:
        blocks.append([wanted[at] - heights[at] / 2, heights[at], wanted[at] - heights[at] / 2, 1.0])
        blocks[-1][0] = min(max(blocks[-1][0], low), max(high - heights[at], low))
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][1] > blocks[-1][0]:
            last, before = blocks.pop(), blocks[-1]
            before[2] += last[2] - last[3] * before[1]
            before[3] += last[3]
            before[1] += last[1]
            before[0] = min(max(before[2] / before[3], low), max(high - before[1], low))
    centers, at = [0.0] * len(wanted), 0
    for bottom, _, _, members in blocks:
        for _ in range(int(members)):
            centers[order[at]] = bottom + heights[order[at]] / 2
            bottom += heights[order[at]]
            at += 1
    return centers


def label_ends(
    ax: Axes, ends: Sequence[tuple[float, str, str]], *, width: float = 3.1, lines: int = 2
) -> Callable[[], None]:
    """Direct labels right of the axes: (height in data, name with further lines, color).

    Returns what has to run once the axes have their size: it moves labels apart and leads a thin line to each.
    """
    pairs: list[tuple[Text, Text | None]] = []
    for y, label, color in ends:
        name, _, rest = label.partition("\n")
        how = {"transform": ax.get_yaxis_transform(), "size": SMALL, "ha": "left", "va": "top", "clip_on": False}
        shown = wrapped(name, width, SMALL, lines=lines, weight="bold")
        head = ax.text(1.03, y, shown, color=darker(color), weight="bold", linespacing=1.1, **how)
        pairs.append((head, ax.text(1.03, y, rest, color=INK, linespacing=1.15, **how) if rest else None))

    def move() -> None:
        frame = ax.get_window_extent()
        wanted = [float(ax.transData.transform((0.0, y))[1]) for y, _, _ in ends]
        pen = cast(FigureCanvasAgg, cast(Figure, ax.get_figure(root=True)).canvas).get_renderer()
        sizes = [[text.get_window_extent(pen).height + 3.0 if text else 0.0 for text in pair] for pair in pairs]
        heights = [sum(size) + 7.0 for size in sizes]
        centers = spread(wanted, heights, frame.y0 - 35.0, frame.y1 + 12.0)
        for pair, size, center, wish, (_, _, color) in zip(pairs, sizes, centers, wanted, ends, strict=True):
            top = center + sum(size) / 2
            for text, height in zip(pair, size, strict=True):
                if text is not None:
                    text.set_transform(ax.transAxes)
                    text.set_y((top - frame.y0) / frame.height)
                top -= height
            at = (center - frame.y0) / frame.height
            ax.add_line(
                Line2D(
                    [1.0, 1.024],
                    [(wish - frame.y0) / frame.height, at],
                    transform=ax.transAxes,
                    color=color,
                    linewidth=1.0,
                    clip_on=False,
                )  # fmt: skip
            )

    return move


def darker(color: str) -> str:
    """A color dark enough for text on paper."""
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    light = 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
    if light <= 105:
        return color
    return "#" + "".join(f"{round(part * 105 / light):02X}" for part in parts)


def weekly(ax: Axes, label: str = "weeks since the request") -> None:
    """A horizontal axis in weeks, with as many ticks as can be read."""
    ax.set_xlabel(label)
    ax.tick_params(axis="x", length=4)


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


__all__ = [
    "Sign", "axes_for", "darker", "finish", "footed", "label_ends", "panels", "shortened", "spread", "text_width",
    "weekly", "wrapped",
]  # fmt: skip

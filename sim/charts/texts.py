"""Texts that fit: measured, broken into lines, shortened in the middle, and direct labels that do not overlap."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.text import Text

from sim.charts.style import INK, SMALL


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line of text, in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(_pen().get_text_width_height_descent(text, font, False)[0]) / 100.0


@lru_cache(maxsize=1)
def _pen() -> Any:
    return cast(Any, RendererAgg)(100, 100, 100.0)


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
        how: dict[str, Any] = {
            "transform": ax.get_yaxis_transform(),
            "size": SMALL,
            "ha": "left",
            "va": "top",
            "clip_on": False,
        }
        shown = wrapped(name, width, SMALL, lines=lines, weight="bold")
        head = ax.text(1.03, y, shown, color=darker(color), weight="bold", linespacing=1.1, **how)
        pairs.append((head, ax.text(1.03, y, rest, color=INK, linespacing=1.15, **how) if rest else None))

    def move() -> None:
        frame = ax.get_window_extent()
        wanted = [float(ax.transData.transform((0.0, y))[1]) for y, _, _ in ends]
        sizes = [[text.get_window_extent().height + 3.0 if text else 0.0 for text in pair] for pair in pairs]
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
                )
            )

    return move


def darker(color: str) -> str:
    """A color dark enough for text on paper."""
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    light = 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
    if light <= 105:
        return color
    return "#" + "".join(f"{round(part * 105 / light):02X}" for part in parts)

"""How a response answers to what is varied: a curve for one factor, a heat map for two; both with intervals."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite, log, nan, sqrt
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from sim.charts.page import Sign, axes_for, finish
from sim.charts.rows import column
from sim.charts.style import ALARM, FAINT, LOOKS, MUTED, PAPER, SMALL, ZONE, chart, ink_on, paler
from sim.charts.sweep_words import (
    CANNOT,
    UNKNOWN,
    Points,
    all_alike,
    curve_title,
    level_text,
    map_title,
    points_of,
    state_of_points,
    words_of,
)
from sim.charts.texts import shortened, text_width, wrapped
from sim.narrative.numbers import typeset
from sim.narrative.numbers import written as plain

SHADES = LinearSegmentedColormap.from_list("opmodel", ["#F2F6F7", "#A9CFCF", "#4D9296", "#0E4A57"])
MOST_TICKS = 14
OPEN = "from none to all of the undecided going live"
FAR = 4.0  # how many times the least the largest value is where shades go by ratios


@chart
def response_curve(
    summary: pd.DataFrame,
    *,
    factor: str,
    response: str = "time_to_production",
    names: Mapping[str, str] | None = None,
    circumstances: Sequence[str] = (),
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One response against one factor: estimate and interval; a band between numbers, bars for words.

    Points that may be best are filled, the others open; where none is asked to be best, all are filled. `names` are the
    factors in words; a factor that nobody chooses is one of the `circumstances` and has no best level.
    """
    rows = _rows(summary, response)
    called = words_of(factor, names)
    numbers = pd.api.types.is_numeric_dtype(rows[factor])
    if numbers:
        rows = rows.sort_values(factor, kind="stable")
    places = column(rows, factor) if numbers else np.arange(len(rows), dtype=np.float64)
    points = points_of(rows)
    drawn = points.known
    values, lows, highs = (np.where(drawn, one, nan) for one in (points.values, points.lows, points.highs))
    spanned = np.array([span is not None for span in points.spans], dtype=bool)
    best = points.best if points.best.any() and factor not in circumstances else np.ones(len(rows), dtype=bool)
    ax, own = axes_for(ax)
    look = LOOKS[0]
    if numbers:
        ax.fill_between(places, lows, highs, color=paler(look.color, 0.8), linewidth=0, zorder=1)
        ax.plot(places, values, color=look.color, linewidth=2.2, zorder=2)
    ax.vlines(places, lows, highs, color=look.color, linewidth=1.4 if numbers else 3.0, zorder=2)
    for which, fill in ((best & drawn, look.color), (~best & drawn, PAPER)):
        ax.plot(
            places[which],
            values[which],
            marker=look.marker,
            linestyle="none",
            markersize=10,
            markerfacecolor=fill,
            markeredgecolor=look.color,
            markeredgewidth=2.0,
            zorder=3,
        )
    bars = np.array([span or (nan, nan) for span in points.spans]).reshape(-1, 2)
    ax.vlines(
        places[spanned], *bars[spanned].T, color=paler(look.color, 0.45), linewidth=5.0, zorder=2, gid="undecided"
    )
    reach = (np.where(spanned, bars[:, 0], lows), np.where(spanned, bars[:, 1], highs))
    _scale(ax, places, rows[factor] if not numbers else None, *reach, values)
    nowhere = ~drawn & ~spanned
    for x, why in zip(places[nowhere], (text or UNKNOWN for text in np.array(points.ill)[nowhere]), strict=True):
        how: dict[str, Any] = {"weight": "bold", "color": ALARM} if why == CANNOT else {}
        ax.text(x, 0.02, why, transform=ax.get_xaxis_transform(), size=SMALL, ha="center", rotation=90, **how)
    ax.set_xlabel(wrapped(called, 11.0, 13.0))
    ax.set_ylabel(wrapped(f"{points.label}{', ' + points.unit if points.unit else ''}", 4.5, 13.0))
    ax.grid(axis="y")
    key = [
        Sign("may be best, judged by paired differences", look.color, marker=look.marker),
        Sign("not the best", look.color, marker=look.marker, open=True),
    ]
    key = key if not best[drawn].all() else []
    if spanned.any():
        key.append(Sign(OPEN, paler(look.color, 0.45)))
    levels = [level_text(one) for one in rows[factor].tolist()]
    return finish(
        ax,
        own,
        title=title or curve_title(points, called, levels, circumstance=factor in circumstances),
        subtitle=subtitle or _subtitle(rows, points),
        footer=footer or "model results",
        alt=alt,
        key=key,
        ill=state_of_points(rows, levels),
    )


def _scale(ax: Axes, places: Any, words: "pd.Series[Any] | None", lows: Any, highs: Any, values: Any) -> None:
    """Axes that show every point, and zero where it is near."""
    ends = [one for many in (lows, highs, values) for one in many if isfinite(one)] or [0.0, 1.0]
    low, high = min(ends), max(ends)
    low = 0.0 if 0.0 <= low < 0.6 * high else low
    pad = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    ax.set_ylim(low - (pad if low else 0.0), high + pad)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    span = float(places.max() - places.min()) or 1.0
    ax.set_xlim(
        places.min() - 0.04 * span - (0.4 if words is not None else 0.0),
        places.max() + 0.04 * span + (0.4 if words is not None else 0.0),
    )
    if words is None:
        shown = places
        gap = float(np.min(np.diff(places))) if len(places) > 1 else span
        if len(places) > MOST_TICKS or gap / span < 0.05:
            ax.xaxis.set_major_locator(MaxNLocator(nbins=10, steps=[1, 2, 2.5, 5, 10]))
        else:
            ax.set_xticks(shown, [f"{one:.6g}" for one in shown])
        return
    room = 10.5 / len(places)
    names = [str(one) for one in words]
    lines = [wrapped(name, max(room - 0.15, 0.3), SMALL, lines=3) for name in names]
    if room >= 0.9 or all(text_width(name, SMALL) < room - 0.1 for name in names):
        ax.set_xticks(places, lines)
    else:
        ax.set_xticks(places, [shortened(name, 26) for name in names], rotation=90)


@chart
def heat_map(
    summary: pd.DataFrame,
    *,
    factors: Sequence[str],
    response: str = "time_to_production",
    names: Mapping[str, str] | None = None,
    circumstances: Sequence[str] = (),
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One response over two factors, the first across: estimate and half-width in each cell.

    Cells that may be best have a frame. Cells too small for figures have none: read them in the table. Cells whose
    people cannot keep up are hatched. `names` and `circumstances` as for a curve.
    """
    rows = _rows(summary, response)
    across, up = factors
    called = [words_of(name, names) for name in factors]
    points = points_of(rows)
    levels = [_levels(rows[name]) for name in (across, up)]
    columns, lines = len(levels[0]), len(levels[1])
    values = np.full((lines, columns), nan)
    best, texts = np.zeros((lines, columns), dtype=bool), np.full((lines, columns), "", dtype=object)
    ill = texts.copy()
    told = points.known
    for place, (x, y) in enumerate(zip(rows[across], rows[up], strict=True)):
        at = levels[1].index(y), levels[0].index(x)
        if told[place]:
            half = points.halves[place]
            values[at], best[at] = points.values[place], points.best[place]
            texts[at] = f"{points.texts[place]} ± {half}" if half else points.texts[place]
        else:
            texts[at] = points.span(place) if points.spans[place] else ""
        ill[at] = points.ill[place] or ("" if told[place] else UNKNOWN)
    if all(name in circumstances for name in factors):
        best[:] = False
    ax, own = axes_for(ax)
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    flat = not high > low or all_alike(points)
    high += abs(low) + 1.0 if flat else 0.0
    shade = _shades(low, high)
    some = bool(best.any()) and best.sum() < told.sum()
    ticks = [[level_text(one) for one in each] for each in levels]
    beside = max(text_width(shortened(name, 26), SMALL) for name in ticks[1])
    upward = wrapped(called[1], 3.2, 13.0)
    wide, tall = (11.9 - beside - 0.25 * (upward.count("\n") + 1)) / columns, 4.4 / lines
    written = tall >= 0.3 and max(text_width(text, SMALL) for text in texts.ravel()) < wide - 0.12
    _cells(ax, values, texts, ill, shade, written=written, wide=wide, tall=tall)
    if some:
        _frames(ax, best)
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_ylim(-0.5, lines - 0.5)
    across_texts = [wrapped(name, max(wide - 0.2, 0.35), SMALL, lines=2) for name in ticks[0]]
    if wide < 1.2 and max(text_width(name, SMALL) for name in ticks[0]) > wide - 0.1:
        step = 1 if wide > 0.26 else -(-columns // 30)
        ax.set_xticks(range(0, columns, step), [shortened(name, 18) for name in ticks[0][::step]], rotation=90)
    else:
        ax.set_xticks(range(columns), across_texts)
    step = max(1, -(-lines // 22))
    ax.set_yticks(range(0, lines, step), [shortened(name, 26) for name in ticks[1][::step]])
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel(wrapped(called[0], 11.0, 13.0))
    ax.set_ylabel(upward, labelpad=12)
    ends = [typeset(text) for text in plain([low, _middle(low, high), high], (high - low) / 4)]
    key = [
        Sign(f"{points.label}{', ' + points.unit if points.unit else ''}: {ends[0]}", to_hex(SHADES(0.0)).upper()),
        Sign(ends[1], to_hex(SHADES(0.5)).upper()),
        Sign(ends[2], to_hex(SHADES(1.0)).upper()),
    ]
    if flat:
        key = []
    if not len(known):
        key = []
    if some:
        key.append(Sign("may be best, judged by paired differences", LOOKS[1].color, marker="s", open=True))
    for why, hatch in ((CANNOT, "xxx"), (UNKNOWN, "///")):
        if (ill == why).any():
            said = OPEN if why == UNKNOWN and any(points.spans) else why
            key.append(Sign(said, FAINT, hatch=hatch))
    return finish(
        ax,
        own,
        title=title
        or map_title(
            points,
            [[level_text(one) for one in pair] for pair in zip(rows[across], rows[up], strict=True)],
            called,
            circumstances=[name in circumstances for name in factors],
        ),
        subtitle=subtitle or _subtitle(rows, points, cells=written),
        footer=footer or "model results",
        alt=alt,
        key=key,
        ill=state_of_points(rows),
    )


def _cells(
    ax: Axes, values: Any, texts: Any, ill: Any, shade: Callable[[float], float], *, written: bool, wide: float,
    tall: float,
) -> None:  # fmt: skip
    """All cells at once, those without a figure hatched; figures where there is room for them."""
    known, colors = [], []
    hatched: dict[str, list[Rectangle]] = {CANNOT: [], UNKNOWN: []}
    for line, place in np.ndindex(values.shape):
        cell = Rectangle((place - 0.5, line - 0.5), 1, 1)
        if not isfinite(values[line, place]):
            why = str(ill[line, place] or UNKNOWN)
            hatched[why].append(cell)
            said = texts[line, place] or why
            text = said.replace(" ", "\n", 1) if text_width(said, SMALL) > wide - 0.12 else said
            fits = max(text_width(part, SMALL, "bold") for part in text.split("\n")) < wide - 0.12
            if fits and tall >= 0.24 * (text.count("\n") + 1):
                weight = "bold" if why == CANNOT else "normal"
                box = {"fc": PAPER, "ec": "none", "pad": 1.5}
                ax.text(
                    place, line, text, ha="center", va="center", size=SMALL, weight=weight, zorder=6, bbox=box,
                    color=ALARM if why == CANNOT else MUTED,
                )  # fmt: skip
            continue
        known.append(cell)
        colors.append(to_hex(SHADES(shade(values[line, place]))))
        if written:
            ink = ink_on(colors[-1])
            ax.text(place, line, texts[line, place], ha="center", va="center", size=SMALL, color=ink, zorder=6)
    ax.add_collection(PatchCollection(known, facecolors=colors, edgecolors=PAPER, linewidths=1.5))
    for why, hatch in ((CANNOT, "xxx"), (UNKNOWN, "///")):
        cells = hatched[why]
        ax.add_collection(PatchCollection(cells, facecolors=ZONE, edgecolors=MUTED, linewidths=0.0, hatch=hatch))


def _frames(ax: Axes, best: Any) -> None:
    """A frame around each cell that may be best."""
    places = np.argwhere(best).tolist()
    for color, width in ((PAPER, 5.0), (LOOKS[1].color, 3.0)):
        frames = [Rectangle((place - 0.46, line - 0.44), 0.92, 0.88) for line, place in places]
        ax.add_collection(
            PatchCollection(frames, facecolors="none", edgecolors=color, linewidths=width, zorder=4, gid="may be best")
        )


def _shades(low: float, high: float) -> Callable[[float], float]:
    """From a value to its place between light and dark: by ratios where the largest is many times the least."""
    if low > 0.0 and high > FAR * low:
        return lambda value: log(value / low) / log(high / low)
    return lambda value: (value - low) / (high - low)


def _middle(low: float, high: float) -> float:
    """The value in the middle of the shades."""
    return sqrt(low * high) if low > 0.0 and high > FAR * low else (low + high) / 2


def _levels(values: "pd.Series[Any]") -> list[Any]:
    """Each level once: numbers in order, words as they come."""
    found = list(dict.fromkeys(values.tolist()))
    return sorted(found) if pd.api.types.is_numeric_dtype(values) else found


def _rows(summary: pd.DataFrame, response: str) -> pd.DataFrame:
    rows = summary[summary["response"] == response]
    if rows.empty:
        known = ", ".join(dict.fromkeys(summary["response"].astype(str)))
        raise ValueError(f"no rows for response {response!r}; there are: {known}")
    return rows


def _subtitle(rows: pd.DataFrame, points: Points, *, cells: bool = False) -> str:
    level, n = float(column(rows, "level")[0]), int(column(rows, "n")[0])
    what = f"{points.label}{', ' + points.unit if points.unit else ''}"
    half = "estimate ± half of the interval; " if cells else ""
    return f"{what}; {half}n = {n} paired runs at each point, {100 * level:.0f}\u00a0% intervals (chance only)"

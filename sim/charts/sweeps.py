"""How a response answers to what is varied: a curve for one factor, a heat map for two; both with intervals."""

from collections.abc import Callable, Sequence
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
from sim.charts.rows import DAYS_PER_WEEK, column
from sim.charts.style import FAINT, LOOKS, MUTED, PAPER, SMALL, ZONE, chart, ink_on, paler
from sim.charts.texts import shortened, text_width, wrapped
from sim.narrative.numbers import UNKNOWN, typeset, written

SHADES = LinearSegmentedColormap.from_list("opmodel", ["#F2F6F7", "#A9CFCF", "#4D9296", "#0E4A57"])
MOST_TICKS = 14
FAR = 4.0  # how many times the least the largest value is where shades go by ratios


def said(value: float, half: float = 0.0) -> str:
    """A figure rounded to what its interval supports."""
    return (
        typeset(written([value], half if half > 0 else abs(value) / 10, limits=())[0]) if isfinite(value) else UNKNOWN
    )


@chart
def response_curve(
    summary: pd.DataFrame,
    *,
    factor: str,
    response: str = "time_to_production",
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One response against one factor: estimate and interval; a band between numbers, bars for words.

    Points that may be best are filled, the others open. Responses in working days are drawn in weeks.
    """
    rows = _rows(summary, response)
    scale, unit = _unit(rows)
    values, lows, highs = (column(rows, name) / scale for name in ("estimate", "low", "high"))
    numbers = pd.api.types.is_numeric_dtype(rows[factor])
    places = column(rows, factor) if numbers else np.arange(len(rows), dtype=np.float64)
    order = np.argsort(places, kind="stable")
    places, values, lows, highs = places[order], values[order], lows[order], highs[order]
    best = _best(rows)[order]
    ax, own = axes_for(ax)
    look = LOOKS[0]
    drawn = np.isfinite(values)
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
    _scale(ax, places, rows[factor].iloc[order] if not numbers else None, lows, highs, values)
    for x in places[~drawn]:
        ax.text(x, 0.02, "not known", transform=ax.get_xaxis_transform(), size=SMALL, ha="center", rotation=90)
    ax.set_xlabel(factor)
    ax.set_ylabel(wrapped(f"{_label(rows)}{', ' + unit if unit else ''}", 4.5, 13.0))
    ax.grid(axis="y")
    key = [
        Sign("may be best, judged by paired differences", look.color, marker=look.marker),
        Sign("not the best", look.color, marker=look.marker, open=True),
    ]
    return finish(
        ax,
        own,
        title=title or _curve_title(rows, factor, values, lows, highs, order, unit),
        subtitle=subtitle or _subtitle(rows, unit),
        footer=footer or "model results",
        alt=alt,
        key=key if best.any() and not best.all() else (),
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
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One response over two factors, the first across: estimate and half-width in each cell.

    Cells that may be best have a frame. Cells too small for figures have none: read them in the table. Responses in
    working days are drawn in weeks.
    """
    rows = _rows(summary, response)
    across, up = factors
    scale, unit = _unit(rows)
    levels = [_levels(rows[name]) for name in (across, up)]
    columns, lines = len(levels[0]), len(levels[1])
    values = np.full((lines, columns), nan)
    halves, best = values.copy(), np.zeros((lines, columns), dtype=bool)
    for x, y, value, low, high, may in zip(
        rows[across],
        rows[up],
        column(rows, "estimate") / scale,
        column(rows, "low") / scale,
        column(rows, "high") / scale,
        _best(rows),
        strict=True,
    ):
        at = levels[1].index(y), levels[0].index(x)
        values[at], halves[at], best[at] = value, (high - low) / 2, may
    ax, own = axes_for(ax)
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    flat = not high > low or said(low) == said(high)  # what reads alike looks alike
    high += abs(low) + 1.0 if flat else 0.0
    shade = _shades(low, high)
    some = bool(best.any()) and not best.all()
    names = [[_level(one) for one in each] for each in levels]
    beside = max(text_width(shortened(name, 26), SMALL) for name in names[1])
    upward = wrapped(up, 3.2, 13.0)
    wide, tall = (11.9 - beside - 0.25 * (upward.count("\n") + 1)) / columns, 4.4 / lines
    texts = [_in_cell(*pair) for pair in zip(values.ravel().tolist(), halves.ravel().tolist(), strict=True)]
    written = tall >= 0.3 and max(text_width(text, SMALL) for text in texts) < wide - 0.12
    _cells(ax, values, texts, shade, written)
    if some:
        _frames(ax, best)
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_ylim(-0.5, lines - 0.5)
    across_texts = [wrapped(name, max(wide - 0.2, 0.35), SMALL, lines=2) for name in names[0]]
    if wide < 1.2 and max(text_width(name, SMALL) for name in names[0]) > wide - 0.1:
        step = 1 if wide > 0.26 else -(-columns // 30)
        ax.set_xticks(range(0, columns, step), [shortened(name, 18) for name in names[0][::step]], rotation=90)
    else:
        ax.set_xticks(range(columns), across_texts)
    step = max(1, -(-lines // 22))
    ax.set_yticks(range(0, lines, step), [shortened(name, 26) for name in names[1][::step]])
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel(across)
    ax.set_ylabel(upward, labelpad=12)
    key = [
        Sign(f"{_label(rows)}{', ' + unit if unit else ''}: {said(low)}", to_hex(SHADES(0.0)).upper()),
        Sign(said(_middle(low, high)), to_hex(SHADES(0.5)).upper()),
        Sign(said(high), to_hex(SHADES(1.0)).upper()),
    ]
    if flat:
        key = key[:1]
    if some:
        key.append(Sign("may be best, judged by paired differences", LOOKS[1].color, marker="s", open=True))
    if not np.isfinite(values).all():
        key.append(Sign("not known", FAINT, hatch="///"))
    return finish(
        ax,
        own,
        title=title or _map_title(rows, (across, up), scale, unit),
        subtitle=subtitle or _subtitle(rows, unit, cells=written),
        footer=footer or "model results",
        alt=alt,
        key=key,
    )


def _cells(ax: Axes, values: Any, texts: Sequence[str], shade: Callable[[float], float], written: bool) -> None:
    """All cells at once, the unknown ones hatched; figures where there is room for them."""
    known, unknown, colors = [], [], []
    for (line, place), text in zip(np.ndindex(values.shape), texts, strict=True):
        cell = Rectangle((place - 0.5, line - 0.5), 1, 1)
        if not isfinite(values[line, place]):
            unknown.append(cell)
            continue
        known.append(cell)
        colors.append(to_hex(SHADES(shade(values[line, place]))))
        if written:
            ink = ink_on(colors[-1])
            ax.text(place, line, text, ha="center", va="center", size=SMALL, color=ink, zorder=6)
    ax.add_collection(PatchCollection(known, facecolors=colors, edgecolors=PAPER, linewidths=1.5))
    ax.add_collection(PatchCollection(unknown, facecolors=ZONE, edgecolors=MUTED, linewidths=0.0, hatch="///"))


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


def _in_cell(value: float, half: float) -> str:
    return f"{said(value, half)} ± {_half(half)}" if isfinite(half) else said(value)


def _half(half: float) -> str:
    """A half-width; never written as zero where it is not."""
    text = said(half, half)
    return text if text != "0" or half == 0.0 else "<0.1"


def _levels(values: "pd.Series[Any]") -> list[Any]:
    """Each level once: numbers in order, words as they come."""
    found = list(dict.fromkeys(values.tolist()))
    return sorted(found) if pd.api.types.is_numeric_dtype(values) else found


def _level(level: Any) -> str:
    return f"{level:.6g}" if isinstance(level, int | float) else str(level)


def _rows(summary: pd.DataFrame, response: str) -> pd.DataFrame:
    rows = summary[summary["response"] == response]
    if rows.empty:
        known = ", ".join(dict.fromkeys(summary["response"].astype(str)))
        raise ValueError(f"no rows for response {response!r}; there are: {known}")
    return rows


def _unit(rows: pd.DataFrame) -> tuple[float, str]:
    unit = str(rows["unit"].iloc[0])
    if unit == "working days":
        return DAYS_PER_WEEK, "weeks"
    return (0.01, unit.replace("share", "%", 1)) if unit.startswith("share") else (1.0, unit)


def _label(rows: pd.DataFrame) -> str:
    return str(rows["label"].iloc[0])


def _best(rows: pd.DataFrame) -> Any:
    """Points that may be best; none where this response has no better and worse."""
    if "may_be_best" not in rows:
        return np.zeros(len(rows), dtype=bool)
    return rows["may_be_best"].to_numpy(dtype=bool)


def _subtitle(rows: pd.DataFrame, unit: str, *, cells: bool = False) -> str:
    level, n = float(column(rows, "level")[0]), int(column(rows, "n")[0])
    what = f"{_label(rows)}{', ' + unit if unit else ''}"
    half = "estimate ± half of the interval; " if cells else ""
    return f"{what}; {half}n = {n} paired runs at each point, {100 * level:.0f}\u00a0% intervals (chance only)"


def _curve_title(rows: pd.DataFrame, factor: str, values: Any, lows: Any, highs: Any, order: Any, unit: str) -> str:
    """What may be best and what it comes to; without a better and worse, where it is least and most."""
    known = np.flatnonzero(np.isfinite(values))
    label = _capital(_label(rows))
    if not len(known):
        return f"{label} is known at no level of {factor}"
    names = [_level(one) for one in rows[factor].iloc[order].tolist()]
    best = _best(rows)[order]
    text = [f"{said(values[at], (highs[at] - lows[at]) / 2)}{_sign(unit)}" for at in range(len(values))]
    least, most = known[np.argmin(values[known])], known[np.argmax(values[known])]
    if len(names) == 1:
        return f"{label}: {text[0]} with {factor} at {names[0]}"
    if best.any():
        lower = str(rows["better"].iloc[0]) != "higher"
        first, last = (least, most) if lower else (most, least)
        if best.all():
            return f"{label}: no level of {factor} is known to be better; {_span(text[first], text[last])}"
        word = "is" if best.sum() == 1 else "may be"
        return (
            f"{label} {word} best with {factor} at {_several(names, best)}: {text[first]}, "
            f"against {text[last]} at {names[last]}"
        )
    one, other = sorted((least, most))
    if text[one] == text[other]:
        return f"{label}: {text[one]} at each level of {factor}"
    return f"{label}: {text[one]} with {factor} at {names[one]}, {text[other]} at {names[other]}"


def _map_title(rows: pd.DataFrame, factors: tuple[str, str], scale: float, unit: str) -> str:
    known = rows[np.isfinite(column(rows, "estimate"))]
    label = _capital(_label(rows))
    if known.empty:
        return f"{label} is known at no point"
    values = column(known, "estimate") / scale
    halves = (column(known, "high") - column(known, "low")) / 2 / scale
    text = [f"{said(value, half)}{_sign(unit)}" for value, half in zip(values, halves, strict=True)]
    first, last = int(np.argmin(values)), int(np.argmax(values))
    if str(known["better"].iloc[0]) == "higher":
        first, last = last, first

    def at(place: int) -> str:
        return ", ".join(f"{name} {_level(known[name].iloc[place])}" for name in factors)

    best = _best(rows)
    if best.all():
        return f"{label}: no point is known to be better; {_span(text[first], text[last])}"
    if best.sum() == 1:
        return f"{label} is best at {at(first)}: {text[first]}, against {text[last]} at {at(last)}"
    if best.any():
        return (
            f"{label}: {best.sum()} of {len(rows)} points may be best, about {text[first]}; {text[last]} at {at(last)}"
        )
    if text[first] == text[last]:
        return f"{label}: {text[first]} at each point"
    return f"{label}: {text[first]} at {at(first)}, {text[last]} at {at(last)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sign(unit: str) -> str:
    return "\u00a0%" if unit.startswith("%") else f" {unit}" if unit else ""


def _span(one: str, other: str) -> str:
    return f"about {one}" if one == other else f"{one} to {other}"


def _several(names: Sequence[str], which: Any) -> str:
    """Levels in words; a run of them by its ends."""
    places = np.flatnonzero(which).tolist()
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1 and all(_is_number(name) for name in names):
        return f"{names[places[0]]} to {names[places[-1]]}"
    chosen = [shortened(names[place], 40) for place in places]
    if len(chosen) > 4:
        return f"{', '.join(chosen[:3])} or {len(chosen) - 3} others"
    return f"{', '.join(chosen[:-1])} or {chosen[-1]}" if len(chosen) > 1 else chosen[0]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()

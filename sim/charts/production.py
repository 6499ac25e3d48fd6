"""When will it be in production: the share of requests by week."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.charts.names import Names, names_of
from sim.charts.page import Sign, axes_for, finish, footed, grid, state_of, weekly
from sim.charts.rows import (
    DAYS_PER_WEEK,
    Run,
    as_runs,
    column,
    overloaded,
    percentile,
    percentile_bounds,
    sample,
    widest_half,
)
from sim.charts.style import FAINT, INK, MUTED, PAPER, SLIDE, SMALL, Look, chart, look_of
from sim.charts.texts import darker, label_ends, wrapped
from sim.charts.titles import by_percentile, ill_title, scale_for, time_text
from sim.narrative.health import share as share_text
from sim.narrative.numbers import PER_CENT, Scale, weeks, with_interval
from sim.stats.curve import MUCH

MOST_TOGETHER = 4  # curves in one picture; with more each gets its own, the others in gray behind it
PERCENTILES = (10, 25, 50, 75, 85, 90, 95)
NEARLY_ALL = 0.99  # the axis ends where this part of what will be live is live
FAR = 3.0  # a target this many times farther away is not drawn, only named
PANEL = 2.75  # inches, height of one of several pictures with its title


Floats = NDArray[np.float64]


@chart
def production_curve(
    runs: Run | Sequence[Run],
    *,
    looks: Mapping[str, Look] | None = None,
    target: float | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Share of requests in production by week, with bands; it ends at the conversion.

    P50 and P85 are of those that go live; where one is not reached the label says so. `target` in working days draws a
    line. More than four configurations get a picture each.
    """
    several = as_runs(runs)
    called = names_of(several)
    known = {run.name: look_of(run.name, looks, [each.name for each in several]) for run in several}
    scale = scale_for(several)
    shown = last_shown(several, scale, target)
    top = max((float(np.nanmax(column(run.curve, "high"), initial=0.0)) for run in several), default=0.0) * 100
    highest = min(max(top * 1.08, 10.0), 100.0)
    ill = state_of(several, called)
    if len(several) <= MOST_TOGETHER:
        ax, own = axes_for(ax, names=called)
        then = [label_ends(ax, _together(ax, several, known, called, shown, scale))]
        _furnish(ax, shown, highest)
        ax.set_ylabel("share of requests in production, %")
        weekly(ax, f"{scale.unit} since the request")
        _target(ax, target, shown, scale)
    else:
        columns = min(4, -(-len(several) // 2))
        lines = -(-len(several) // columns)
        height = max(SLIDE[1], 1.9 + lines * PANEL) + (1.0 if ill else 0.0)
        ax, own = axes_for(ax, names=called, height=height)
        then = []
        panels = grid(ax, len(several), columns=columns, gap=(0.05, 0.95 / (height - 3.1 - (1.0 if ill else 0.0))))
        for at, (panel, run) in enumerate(zip(panels, several, strict=True)):
            _apart(panel, run, several, known, called, shown, scale)
            _furnish(panel, shown, highest)
            _target(panel, target, shown, scale, said=at == 0)
            if at % columns:
                panel.set_yticklabels([])
            if at + columns < len(several):
                panel.set_xticklabels([])
        panels[0].set_ylabel("in production, %", size=SMALL)
        panels[-columns].set_xlabel(f"{scale.unit} since the request", size=SMALL)
    return finish(
        ax,
        own,
        title=title or _title(several, called, scale),
        subtitle=subtitle or f"Cumulative share of requests in production over time; {sample(several)}",
        footer=footed(several, footer),
        alt=alt,
        key=[
            Sign("P50 of those that go live", INK, marker="o"),
            Sign("P85 of those that go live", INK, marker="o", open=True),
        ],
        then=then,
        names=called,
        ill=ill,
    )


def _together(
    ax: Axes, runs: Sequence[Run], looks: Mapping[str, Look], called: Names, shown: float, scale: Scale
) -> list[tuple[float, str, str]]:
    """All curves in one picture; returns their labels."""
    ends = []
    for run in runs:
        last = _curve(ax, run, looks[run.name], shown, scale)
        ends.append((last, "\n".join([called[run.name], *_figures(run, last, runs, scale)]), looks[run.name].color))
    return ends


def _apart(
    ax: Axes, run: Run, runs: Sequence[Run], looks: Mapping[str, Look], called: Names, shown: float, scale: Scale
) -> None:
    """One curve in color, the others behind it in gray, and what it comes to above it."""
    for other in runs:
        at, share = _times(other, scale), column(other.curve, "share") * 100
        ax.plot(at[at <= shown], share[at <= shown], color=FAINT, linewidth=1.2, zorder=1)
    last = _curve(ax, run, looks[run.name], shown, scale)
    live, *times = _figures(run, last, runs, scale)
    said = f"{live}\n{', '.join(times)}"
    how: dict[str, Any] = {
        "xycoords": "axes fraction", "textcoords": "offset points", "size": SMALL, "va": "bottom", "linespacing": 1.1,
        "annotation_clip": False,
    }  # fmt: skip
    ax.annotate(said, (0.0, 1.0), xytext=(0, 4), **how)
    name = wrapped(called[run.name], 2.7, SMALL, lines=1, weight="bold")
    ax.annotate(name, (0.0, 1.0), xytext=(0, 36), weight="bold", color=darker(looks[run.name].color), **how)


def _curve(ax: Axes, run: Run, look: Look, shown: float, scale: Scale) -> float:
    """A curve with its band and its P50 and P85; returns where it ends, in percent."""
    at, share = _times(run, scale), column(run.curve, "share") * 100
    last = float(share[-1]) if len(share) and isfinite(share[-1]) else 0.0
    inside = at <= shown
    low, high = column(run.curve, "low") * 100, column(run.curve, "high") * 100
    ax.fill_between(at[inside], low[inside], high[inside], color=look.color, alpha=0.14, linewidth=0)
    line = _line(run, at, share, last, scale)
    line = line[:, line[0] <= shown]
    ax.plot(line[0], line[1], color=look.color, linestyle=look.line, linewidth=2.6, solid_capstyle="butt")
    for p, face in ((50, look.color), (85, PAPER)):
        found = percentile(run, p)
        if found is not None and len(at) and found[0] / scale.divisor <= shown:
            time = found[0] / scale.divisor
            how: dict[str, Any] = {"color": look.color, "markerfacecolor": face, "linestyle": "none"}
            height = p / 100 * last if scale.divisor < DAYS_PER_WEEK else np.interp(time, at, share)
            ax.plot(time, height, marker=look.marker, markersize=10, markeredgewidth=2.0, zorder=5, **how)
    if len(at) and at[-1] < shown:  # all of the cohort has ended
        ax.plot([at[-1], shown], [last, last], color=look.color, linewidth=0.8)
    return last


def _line(run: Run, at: Floats, share: Floats, last: float, scale: Scale) -> Floats:
    """The line that is drawn: by week, and where times are a matter of days through each percentile that is known."""
    if scale.divisor >= DAYS_PER_WEEK:
        return np.array([at, share])
    known = [(one[0] / scale.divisor, p / 100 * last) for p in PERCENTILES if (one := percentile(run, p)) is not None]
    points = sorted([*zip(at.tolist(), share.tolist(), strict=True), *known])
    times, heights = (np.array(each, dtype=np.float64) for each in zip(*points, strict=True))
    return np.array([times, np.maximum.accumulate(heights)])


def _times(run: Run, scale: Scale) -> Floats:
    """The times of a curve in the unit in which they are read."""
    return column(run.curve, "week") * DAYS_PER_WEEK / scale.divisor


def _furnish(ax: Axes, shown: float, highest: float) -> None:
    ax.set_xlim(0, shown)
    ax.set_ylim(0, highest)
    ax.grid(axis="y")


def _target(ax: Axes, target: float | None, shown: float, scale: Scale, *, said: bool = True) -> None:
    """A line at the target with its label inside the picture; one that lies far beyond is only named."""
    if target is None or target <= 0:
        return
    at, beyond = target / scale.divisor, target / scale.divisor > shown
    if not beyond:
        ax.axvline(at, color=INK, linewidth=1.4, linestyle=(0.0, (4.0, 3.0)), zorder=4)
    if said:
        text = f"target: {weeks(round(target, 1))}{' →' if beyond else ''}"
        left = at < shown * 0.6
        ax.annotate(
            text, (min(at, shown), 0.985), xycoords=ax.get_xaxis_transform(), xytext=(4 if left else -4, 0),
            textcoords="offset points", size=SMALL, va="top", ha="left" if left else "right", zorder=6,
            color=MUTED, bbox={"fc": PAPER, "ec": "none", "pad": 1.0, "alpha": 0.8},
        )  # fmt: skip


def _figures(run: Run, last: float, runs: Sequence[Run], scale: Scale) -> list[str]:
    """The share in production and the percentiles, in words."""
    found = {p: percentile(run, p) for p in (50, 85)}
    wide = {p: widest_half(percentile(each, p) for each in runs) for p in found}
    said = {p: time_text(one, scale, wide[p]) for p, one in found.items() if one is not None}
    missing = [f"P{p}" for p, one in found.items() if one is None]
    lines = [f"{_live(run)} in production"]
    if said:
        *first, (p, text) = said.items()
        lines.append(", ".join([*(f"P{one} {each}" for one, each in first), f"P{p} {scale.of(text)}"]))
    if overloaded(run):
        lines.append("cannot keep up")
    elif missing and any(percentile_bounds(run, int(p[1:])) for p in missing):
        lines.append(f"{' and '.join(missing)} not known yet")
    elif missing:
        lines.append(f"{' and '.join(missing)} not reached")
    return lines


def last_shown(runs: Sequence[Run], scale: Scale, target: float | None = None) -> float:
    """Where nearly all of what goes live is live in the slowest configuration, or the end of the tables."""
    least = 4.0
    nearly, end = least, least
    for run in runs:
        at, share = _times(run, scale), np.nan_to_num(column(run.curve, "share"))
        if not len(at):
            continue
        end = max(end, float(at[-1]))
        rising = at[share < share[-1] * NEARLY_ALL] if share[-1] > 0 else at
        nearly = max(nearly, float(rising[-1]) if len(rising) else 0.0)
    nearly *= 1.03
    if target is not None and target / scale.divisor <= FAR * nearly:
        nearly = max(nearly, target / scale.divisor * 1.1)
        end = max(end, nearly)
    step = 13 if nearly > 26 else 2
    return float(min(max(np.ceil(nearly / step) * step, least), end))


def _title(runs: Sequence[Run], called: Names, scale: Scale) -> str:
    if not any(percentile(run, 50) for run in runs):
        return ill_title(runs, called) or "Too little goes live within the horizon to say how long it takes"
    if len(runs) == 1 and (found := percentile(runs[0], 50)) is not None:
        half = scale.of(time_text(found, scale))
        return f"{_live(runs[0])} of requests go live, half of them within {half}"
    return by_percentile(runs, called, scale, 50)


def _live(run: Run) -> str:
    """The conversion in per cent, as sentences and tables write it: bounds where too much is undecided."""
    open_ = float(getattr(getattr(run, "health", None), "undecided", 0.0))
    table = run.summary
    rows = table[table["response"] == "conversion"]
    if len(rows) and {"estimate", "low", "high"} <= set(table):
        ends = [float(column(rows, name)[0]) for name in ("estimate", "low", "high")]
        if open_ > MUCH:
            least, most = share_text(ends[0]), share_text(min(1.0, ends[0] + open_))
            return (most if least == most else f"{least.removesuffix(' %')} to {most}").replace(" %", "\u00a0%")
        return with_interval(*ends, scale=PER_CENT, limits=(0.0, 1.0)).estimate + "\u00a0%"
    share = np.nan_to_num(column(run.curve, "share"))
    return f"{100 * float(share[-1]) if len(share) else 0.0:.0f}\u00a0%"

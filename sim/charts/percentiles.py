"""How long, typically and badly: P50, P85 and P95 of those that go live, with intervals."""

from collections.abc import Mapping, Sequence
from math import isfinite

from matplotlib.axes import Axes

from sim.charts.names import names_of
from sim.charts.page import axes_for, finish, footed, state_of, weekly
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
from sim.charts.texts import text_width
from sim.charts.titles import by_percentile, scale_for, time_text
from sim.narrative.numbers import Scale, weeks, with_interval, written

FAR = 3.0  # a target this many times farther away is not drawn, only named
ROW = 0.24  # inches a configuration needs for its line of text


@chart
def percentile_intervals(
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
    """P50, P85 and P95 of time to production with intervals; `target` in working days draws a line."""
    several = as_runs(runs)
    names = [run.name for run in several]
    called = names_of(several)
    levels = [50, 85, 95]
    ax, own = axes_for(ax, names=called, height=max(SLIDE[1], 2.6 + len(levels) * (len(several) + 1) * ROW))
    pitch = 1.0 / (len(several) + 1.0)
    scale = scale_for(several)
    unreached = [run for run in several for p in levels if percentile(run, p) is None]
    ends = {run.name: _horizon(run) / scale.divisor for run in unreached if not overloaded(run)}
    highest = max([*(_far(run, p) / scale.divisor for run in several for p in levels), *ends.values()])
    if target is not None and (target / scale.divisor <= FAR * highest or highest <= 0):
        highest = max(highest, target / scale.divisor)
    room = highest * 1.04 if highest > 0 else 10.0
    for group, p in enumerate(levels):
        if group:
            ax.axhline(group - 0.5, color=FAINT, linewidth=1.0)
        widest = widest_half(percentile(run, p) for run in several)
        for place, run in enumerate(several):
            y = group - 0.5 + (place + 1) * pitch
            said = _draw(ax, run, p, y, look_of(run.name, looks, names), scale, room, widest)
            for x, ha, text in ((1.02, "left", said), (-0.012, "right", called[run.name])):
                ax.text(x, y, text, transform=ax.get_yaxis_transform(), size=SMALL, va="center", ha=ha, clip_on=False)
    column_width = max(text_width(called[name], SMALL) for name in names)
    for group, p in enumerate(levels):
        head = ax.annotate(
            f"P{p}",
            (0.0, group),
            xycoords=ax.get_yaxis_transform(),
            xytext=(-(column_width + 0.35) * 72, 0),
            textcoords="offset points",
            size=18,
            weight="bold",
            va="center",
            ha="right",
            annotation_clip=False,
        )
        head.set_color(MUTED)
    if target is not None:
        at = target / scale.divisor
        if at <= room:
            ax.axvline(at, color=INK, linewidth=1.4, linestyle=(0.0, (4.0, 3.0)))
        ax.text(
            min(at, room),
            1.01,
            f"target: {weeks(round(target, 1))}{' →' if at > room else ''}",
            transform=ax.get_xaxis_transform(),
            size=SMALL,
            ha="center" if at < 0.75 * room else "right",
            va="bottom",
        )
    ax.set_xlim(0, room)
    ax.set_ylim(2.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    weekly(ax, f"{scale.unit} from request to live")
    ax.text(
        1.02,
        1.01,
        f"{scale.unit} (interval)",
        transform=ax.transAxes,
        size=SMALL,
        color=MUTED,
        va="bottom",
        clip_on=False,
    )
    return finish(
        ax,
        own,
        title=title or by_percentile(several, called, scale, 85),
        subtitle=subtitle or f"Time to production of those that go live, in {scale.unit}; {sample(several)}",
        footer=footed(several, footer),
        alt=alt,
        names=called,
        ill=state_of(several, called),
    )


def _draw(ax: Axes, run: Run, p: int, y: float, look: Look, scale: Scale, room: float, widest: float) -> str:
    """One percentile on its line; returns what it comes to in words."""
    found, open_ = percentile(run, p), percentile_bounds(run, p)
    if found is not None:
        value, low, high = (one / scale.divisor for one in found)
        _bar(ax, low, value, high, y, look, room)
        ax.plot(
            value, y, marker=look.marker, color=look.color, markersize=11, markeredgecolor=PAPER, markeredgewidth=1.2,
            linestyle="none", zorder=4,
        )  # fmt: skip
        text = with_interval(*found, scale=scale, limits=(0.0,), widest=widest)
        if isfinite(found[2]):
            return str(text) if text.low != text.high else text.estimate
        low_text = time_text((found[0], found[1], 2 * found[0] - found[1]), scale)
        return f"{low_text}  ({time_text((found[1], found[1], found[1] + 2 * widest), scale)} or more)"
    if open_ is not None:
        least, most, low, high = (one / scale.divisor for one in open_)
        _bar(ax, low, most if isfinite(most) else least, high, y, look, room)
        ax.plot([least, most if isfinite(most) else room], [y, y], color=look.color, linewidth=8.0, alpha=0.45)
        ends = written([one for one in (least, most) if isfinite(one)], (high - low) / 2 if isfinite(high) else least)
        return f"between {ends[0]} and {ends[1]}" if len(ends) > 1 and ends[0] != ends[1] else f"{ends[0]} or more"
    end = room if overloaded(run) else _horizon(run) / scale.divisor or room
    ax.plot([0, end], [y, y], color=look.color, linestyle=(0.0, (1.0, 1.5)), linewidth=1.6)
    ax.plot(end, y, marker=">", color=look.color, markersize=9, clip_on=False, linestyle="none")
    if overloaded(run):
        return "grows without limit"
    return f"not reached in {scale.of(f'{end:.0f}')}" if _horizon(run) else "not reached"


def _bar(ax: Axes, low: float, value: float, high: float, y: float, look: Look, room: float) -> None:
    """An interval; one without an upper end within the horizon goes on as a dotted arrow."""
    closed = isfinite(high)
    ax.plot([low, high if closed else value], [y, y], color=look.color, linewidth=3.0, solid_capstyle="butt")
    for end in (low, high) if closed else (low,):
        ax.plot([end, end], [y - 0.05, y + 0.05], color=look.color)
    if not closed:
        ax.plot([value, room], [y, y], color=look.color, linestyle=(0.0, (1.0, 1.5)), linewidth=1.6)
        ax.plot(room, y, marker=">", color=look.color, markersize=9, clip_on=False, linestyle="none")


def _far(run: Run, p: float) -> float:
    found = percentile(run, p) or percentile_bounds(run, p)
    return max((one for one in found if isfinite(one)), default=0.0) if found else 0.0


def _horizon(run: Run) -> float:
    """The last day on which anything is seen; 0 where that is not known."""
    study = getattr(getattr(run, "scenario", None), "study", None)
    return float(getattr(study, "horizon", 0.0) or column(run.curve, "week").max(initial=0.0) * DAYS_PER_WEEK)

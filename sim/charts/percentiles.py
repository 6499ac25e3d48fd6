"""How long, typically and badly: P50, P85 and P95 of those that go live, with intervals."""

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
from matplotlib.axes import Axes

from sim.charts.names import Names, names_of
from sim.charts.page import axes_for, finish, footed, state_of, weekly
from sim.charts.rows import DAYS_PER_WEEK, Run, as_runs, column, percentile, sample, weeks
from sim.charts.style import FAINT, INK, MUTED, PAPER, SLIDE, SMALL, Look, chart, look_of
from sim.charts.texts import text_width

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
    highest = max([target or 0.0, *(_far(run, p) for run in several for p in levels)]) / DAYS_PER_WEEK
    unreached = [run for run in several for p in levels if percentile(run, p) is None]
    ends = {run.name: _horizon(run) / DAYS_PER_WEEK for run in unreached}
    highest = max([highest, *ends.values()])
    room = highest * 1.04 if highest > 0 else 10.0
    for group, p in enumerate(levels):
        if group:
            ax.axhline(group - 0.5, color=FAINT, linewidth=1.0)
        for place, run in enumerate(several):
            look = look_of(run.name, looks, names)
            y = group - 0.5 + (place + 1) * pitch
            found = percentile(run, p)
            if found is None:
                end = ends[run.name] or room
                ax.plot([0, end], [y, y], color=look.color, linestyle=(0.0, (1.0, 1.5)), linewidth=1.6)
                ax.plot(end, y, marker=">", color=look.color, markersize=9, clip_on=False, linestyle="none")
                said = f"not reached in {weeks(end * DAYS_PER_WEEK, 5)} weeks" if ends[run.name] else "not reached"
            else:
                value, low, high = (one / DAYS_PER_WEEK for one in found)
                closed = isfinite(high)
                ax.plot(
                    [low, high if closed else value], [y, y], color=look.color, linewidth=3.0, solid_capstyle="butt"
                )
                if not closed:  # the interval has no upper end within the horizon
                    ax.plot([value, room], [y, y], color=look.color, linestyle=(0.0, (1.0, 1.5)), linewidth=1.6)
                    ax.plot(room, y, marker=">", color=look.color, markersize=9, clip_on=False, linestyle="none")
                ax.plot(
                    [low, low, np.nan, high, high], [y - 0.05, y + 0.05, np.nan, y - 0.05, y + 0.05], color=look.color
                )
                ax.plot(
                    value,
                    y,
                    marker=look.marker,
                    color=look.color,
                    markersize=11,
                    markeredgecolor=PAPER,
                    markeredgewidth=1.2,
                    linestyle="none",
                    zorder=4,
                )
                half = (found[2] - found[1] if closed else found[0] - found[1]) / 2
                to = f"to {weeks(found[2], half)}" if closed else "or more"
                said = f"{weeks(found[0], half)}  ({weeks(found[1], half)} {to})"
            ax.text(
                1.02, y, said, transform=ax.get_yaxis_transform(), size=SMALL, va="center", ha="left", clip_on=False
            )
            ax.text(
                -0.012,
                y,
                called[run.name],
                transform=ax.get_yaxis_transform(),
                size=SMALL,
                va="center",
                ha="right",
                linespacing=1.0,
                clip_on=False,
            )
    widest = max(text_width(called[name], SMALL) for name in names)
    for group, p in enumerate(levels):
        head = ax.annotate(
            f"P{p}",
            (0.0, group),
            xycoords=ax.get_yaxis_transform(),
            xytext=(-(widest + 0.35) * 72, 0),
            textcoords="offset points",
            size=18,
            weight="bold",
            va="center",
            ha="right",
            annotation_clip=False,
        )
        head.set_color(MUTED)
    if target is not None:
        ax.axvline(target / DAYS_PER_WEEK, color=INK, linewidth=1.4, linestyle=(0.0, (4.0, 3.0)))
        ax.text(
            target / DAYS_PER_WEEK,
            1.01,
            f"target {weeks(target)} weeks",
            transform=ax.get_xaxis_transform(),
            size=SMALL,
            ha="center" if target / DAYS_PER_WEEK < 0.75 * room else "right",
            va="bottom",
        )
    ax.set_xlim(0, room)
    ax.set_ylim(2.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    weekly(ax, "weeks from request to live")
    ax.text(1.02, 1.01, "weeks (interval)", transform=ax.transAxes, size=SMALL, color=MUTED, va="bottom", clip_on=False)
    return finish(
        ax,
        own,
        title=title or _percentile_title(several, called),
        subtitle=subtitle or f"Time to production of those that go live, in weeks; {sample(several)}",
        footer=footed(several, footer),
        alt=alt,
        names=called,
        state=state_of(several, called),
    )


def _far(run: Run, p: float) -> float:
    found = percentile(run, p)
    return max((one for one in found if isfinite(one)), default=0.0) if found else 0.0


def _horizon(run: Run) -> float:
    """The last day on which anything is seen; 0 where that is not known."""
    study = getattr(getattr(run, "scenario", None), "study", None)
    return float(getattr(study, "horizon", 0.0) or column(run.curve, "week").max(initial=0.0) * DAYS_PER_WEEK)


def _percentile_title(runs: Sequence[Run], called: Names) -> str:
    found = [(run, percentile(run, 85)) for run in runs]
    reached = [(run, one) for run, one in found if one is not None]
    missing = [called[run.name] for run, one in found if one is None]
    if not reached:
        return "P85 is not reached within the horizon" + (f" with {missing[0]}" if len(runs) == 1 else "")
    reached.sort(key=lambda pair: pair[1][0])
    run, one = reached[0]
    best = weeks(one[0], (one[2] - one[1]) / 2)
    if len(runs) == 1:
        return f"85 of 100 that go live are there within {best} weeks"
    text = f"85 of 100 that go live are there within {best} weeks with {called[run.name]}"
    if missing:
        return f"{text}; P85 is not reached with {missing[0] if len(missing) == 1 else f'{len(missing)} others'}"
    other, far = reached[-1]
    return f"{text}, within {weeks(far[0], (far[2] - far[1]) / 2)} with {called[other.name]}"

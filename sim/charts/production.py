"""When will it be in production: the share of requests by week."""

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
from matplotlib.axes import Axes

from sim.charts.page import Sign, axes_for, finish, footed, weekly
from sim.charts.rows import DAYS_PER_WEEK, Run, as_runs, column, percentile, sample, weeks
from sim.charts.style import INK, PAPER, Look, chart, look_of
from sim.charts.texts import label_ends, shortened


@chart
def production_curve(
    runs: Run | Sequence[Run],
    *,
    looks: Mapping[str, Look] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Share of requests in production by week, with bands; it ends at the conversion.

    P50 and P85 are of those that go live; where one is not reached the label says so.
    """
    several = as_runs(runs)
    names = [run.name for run in several]
    ax, own = axes_for(ax)
    shown = _last_week(several)
    top, ends = 0.0, []
    for run in several:
        look = look_of(run.name, looks, names)
        at, share = column(run.curve, "week"), column(run.curve, "share") * 100
        inside = at <= shown
        low, high = column(run.curve, "low") * 100, column(run.curve, "high") * 100
        ax.fill_between(at[inside], low[inside], high[inside], color=look.color, alpha=0.14, linewidth=0)
        ax.plot(at[inside], share[inside], color=look.color, linestyle=look.line, linewidth=2.6, solid_capstyle="butt")
        said = []
        for p, face in ((50, look.color), (85, PAPER)):
            found = percentile(run, p)
            if found is None:
                continue
            week = found[0] / DAYS_PER_WEEK
            said.append(f"P{p} {weeks(found[0], (found[2] - found[1]) / 2)} weeks")
            if week <= shown and len(at):
                ax.plot(
                    week,
                    np.interp(week, at, share),
                    marker=look.marker,
                    markersize=11,
                    color=look.color,
                    markerfacecolor=face,
                    markeredgewidth=2.0,
                    linestyle="none",
                    zorder=5,
                )
        last = float(share[-1]) if len(share) and isfinite(share[-1]) else 0.0
        if len(at) and at[-1] < shown:  # all of the cohort has ended
            ax.plot([at[-1], shown], [last, last], color=look.color, linewidth=0.8)
        top = max(top, last, float(np.nanmax(high, initial=0.0)))
        ends.append((last, _end_label(run, last, said, len(several)), look.color))
    ax.set_xlim(0, shown)
    ax.set_ylim(0, min(max(top * 1.08, 10.0), 100.0))
    ax.grid(axis="y")
    ax.set_ylabel("share of requests in production, %")
    weekly(ax)
    move = label_ends(ax, ends, lines=2 if len(several) <= 5 else 1)
    key = [
        Sign("P50 of those that go live", INK, marker="o"),
        Sign("P85 of those that go live", INK, marker="o", open=True),
    ]
    return finish(
        ax,
        own,
        title=title or _curve_title(several),
        subtitle=subtitle or f"Cumulative share of requests in production by week; {sample(several)}",
        footer=footed(several, footer),
        alt=alt,
        key=key,
        then=[move],
    )


def _end_label(run: Run, last: float, said: Sequence[str], count: int) -> str:
    if count > 5:
        return run.name
    live = f"{last:.0f}\u00a0% in production"
    missing = [f"P{p}" for p in (50, 85) if percentile(run, p) is None]
    lines = [run.name, live]
    if said:
        lines.append(", ".join(said))
    if missing:
        lines.append(f"{' and '.join(missing)} not reached")
    return "\n".join(lines)


def _last_week(runs: Sequence[Run]) -> float:
    """Where the last curve has become flat, or the end of the tables."""
    flat, end = 4.0, 4.0
    for run in runs:
        at, share = column(run.curve, "week"), np.nan_to_num(column(run.curve, "share"))
        if not len(at):
            continue
        end = max(end, float(at[-1]))
        rising = at[share < share[-1] * 0.998] if share[-1] > 0 else at
        flat = max(flat, float(rising[-1]) if len(rising) else 0.0)
    return float(min(max(np.ceil(flat * 1.03 / 13) * 13, 4.0), max(end, 4.0)))


def _curve_title(runs: Sequence[Run]) -> str:
    found = [(run, percentile(run, 50)) for run in runs]
    reached = [(run, one) for run, one in found if one is not None]
    if not reached:
        return "Too little goes live within the horizon to say how long it takes"
    if len(runs) == 1:
        run, one = reached[0]
        last = float(np.nan_to_num(column(run.curve, "share")[-1])) if len(run.curve) else 0.0
        half = weeks(one[0], (one[2] - one[1]) / 2)
        return f"{last:.0%} of requests go live, half of them within {half} weeks".replace("%", "\u00a0%", 1)
    reached.sort(key=lambda pair: pair[1][0])
    (first, quick), (last_run, slow) = reached[0], reached[-1]
    if len(reached) < 2 or quick[2] >= slow[1]:
        span = (
            f"{weeks(quick[0], 5)} to {weeks(slow[0], 5)}"
            if weeks(quick[0], 5) != weeks(slow[0], 5)
            else weeks(quick[0], 5)
        )
        return f"Half of what goes live is there within {span} weeks; the intervals overlap"
    return (
        f"Half of what goes live is there after {weeks(quick[0], (quick[2] - quick[1]) / 2)} weeks with "
        f"{shortened(first.name, 40)}, after {weeks(slow[0], (slow[2] - slow[1]) / 2)} with "
        f"{shortened(last_run.name, 40)}"
    )

"""Is work piling up: work in progress over time, by stage for one configuration, in all for several."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.charts.names import Names, names_of
from sim.charts.page import axes_for, finish, footed, state_of, weekly
from sim.charts.rows import DAYS_PER_WEEK, Run, as_runs, counted, overloaded, readable, sample
from sim.charts.style import PAPER, STAGE_COLORS, Look, chart, look_of
from sim.charts.texts import label_ends


@chart
def work_in_progress(
    runs: Run | Sequence[Run],
    *,
    looks: Mapping[str, Look] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Work items in progress over time: stacked by stage for one run, one line in all for each of several."""
    several = as_runs(runs)
    called = names_of(several)
    ax, own = axes_for(ax, names=called)
    if len(several) == 1:
        ends, end = _stacked(ax, several[0])
    else:
        ends, end = _lines(ax, several, looks, called)
    top = max((_by_stage(run).sum(axis=1).max() if len(run.wip) else 0.0 for run in several), default=0.0)
    ax.set_ylim(0, top * 1.1 if top > 0 else 5.0)
    ax.set_xlim(0, end if end > 0 else 1.0)
    ax.grid(axis="y")
    ax.set_ylabel("work items in progress, mean")
    weekly(ax, "weeks since the start of the study")
    move = label_ends(ax, ends, lines=2 if len(several) <= 6 else 1)
    by = "by stage" if len(several) == 1 else "in all stages"
    return finish(
        ax,
        own,
        title=title or _title(several, called),
        subtitle=subtitle or f"Mean number of work items in progress {by}, by week; {sample(several, intervals=False)}",
        footer=footed(several, footer),
        alt=alt,
        then=[move],
        names=called,
        ill=state_of(several, called),
    )


def _by_stage(run: Run) -> pd.DataFrame:
    """Items by day (rows) and stage (columns, in the order given), up to the last whole week before the horizon."""
    stages = list(dict.fromkeys(run.wip["stage"].astype(str)))
    table = run.wip.assign(stage=run.wip["stage"].astype(str)).pivot_table(
        index="day", columns="stage", values="items", aggfunc="sum", observed=True
    )
    horizon = getattr(getattr(getattr(run, "scenario", None), "study", None), "horizon", None)
    if horizon is not None and len(table) > 1:
        table = table[table.index < float(horizon)]  # at the horizon itself nobody is looked at any more
    return table.reindex(columns=stages).fillna(0.0)


def _stacked(ax: Axes, run: Run) -> tuple[list[tuple[float, str, str]], float]:
    if not len(run.wip):
        return [], 0.0
    table = _by_stage(run)
    at = np.asarray(table.index, dtype=np.float64) / DAYS_PER_WEEK
    base = np.zeros(len(at))
    ends = []
    for place, stage in enumerate(reversed(list(table.columns))):
        items = np.asarray(table[stage], dtype=np.float64)
        color = STAGE_COLORS[(len(table.columns) - 1 - place) % len(STAGE_COLORS)]
        ax.fill_between(at, base, base + items, color=color, edgecolor=PAPER, linewidth=0.8, gid=str(stage))
        label = readable(str(stage))
        ends.append(
            (
                float(base[-1] + items[-1] / 2),
                f"{label[:1].upper()}{label[1:]}\n{counted(float(items[-1]))} items",
                color,
            )
        )
        base = base + items
    return ends, float(at[-1])


def _lines(
    ax: Axes, runs: Sequence[Run], looks: Mapping[str, Look] | None, called: Names
) -> tuple[list[tuple[float, str, str]], float]:
    names = [run.name for run in runs]
    ends, finals = [], []
    for run in runs:
        look = look_of(run.name, looks, names)
        total = _by_stage(run).sum(axis=1) if len(run.wip) else pd.Series([0.0], index=[0.0])
        at = np.asarray(total.index, dtype=np.float64) / DAYS_PER_WEEK
        items = np.asarray(total, dtype=np.float64)
        ax.plot(at, items, color=look.color, linestyle=look.line, linewidth=2.4)
        marks = np.linspace(0, len(at) - 1, 8).astype(int)[1:-1] if len(at) > 8 else np.array([], dtype=int)
        ax.plot(at[marks], items[marks], color=look.color, marker=look.marker, linestyle="none", markersize=8)
        label = (
            called[run.name] if len(runs) > 5 else f"{called[run.name]}\n{counted(float(items[-1]))} items at the end"
        )
        ends.append((float(items[-1]), label, look.color))
        finals.append((float(at[-1]), float(items[-1]), look.color))
    end = max(final[0] for final in finals)
    for stop, last, color in finals:  # leads to the label of a line that ends earlier
        ax.plot([stop, end], [last, last], color=color, linewidth=0.6, linestyle=(0.0, (1.0, 2.0)))
    return ends, end


def _title(runs: Sequence[Run], called: Names) -> str:
    found = []
    for run in runs:
        items = np.asarray(_by_stage(run).sum(axis=1), dtype=np.float64) if len(run.wip) else np.zeros(1)
        part = max(len(items) // 4, 1)
        found.append(
            (float(items[-part:].mean()), float(items[part : 2 * part].mean() if len(items) > 3 else items[0]), run)
        )
    if max(one[0] for one in found) <= 0:
        return "Nothing is in progress"
    growing = [one for one in found if one[0] > 1.25 * one[1] + 1.0 or overloaded(one[2])]
    late, early, run = max(growing or found, key=lambda one: one[0] - one[1])
    if growing:
        amount = f"from {counted(early)} to {counted(late)} items in progress"
        if len(runs) == 1:
            return f"Work piles up: {amount}"
        most = f"most with {called[run.name]}, {amount}"
        if len(growing) == len(runs):
            return f"Work piles up with all {len(runs)}, {most}"
        if len(growing) == 1:
            return f"Work piles up with {called[run.name]}: {amount}"
        return f"Work piles up with {len(growing)} of {len(runs)}, {most}"
    rising = [run for run in runs if _rises(run)]
    if rising:
        ends = {run.name: _halves(run) for run in rising}
        run = max(rising, key=lambda one: ends[one.name][1] - ends[one.name][0])
        early, late = ends[run.name]
        where = "" if len(runs) == 1 else f" with {called[run.name]}"
        where += f" and {len(rising) - 1} more" if len(rising) > 1 else ""
        return f"Work in progress still rises{where}: from {counted(early)} to {counted(late)} items"
    if len(runs) == 1:
        return f"Work does not pile up: about {counted(late)} items in progress"
    counts = sorted(one[0] for one in found)
    span = list(dict.fromkeys([counted(counts[0]), counted(counts[-1])]))
    return f"Work does not pile up: about {' to '.join(span)} items in progress"


def _rises(run: Run) -> bool:
    """Whether the run is still filling up with work."""
    filling = getattr(getattr(run, "health", None), "filling", None)
    return filling is not None and filling.of == "work in progress" and len(run.wip) > 0


def _halves(run: Run) -> tuple[float, float]:
    """Mean items over the first and the second half of the days from the warm-up on, which are those compared."""
    total = _by_stage(run).sum(axis=1)
    study = getattr(getattr(run, "scenario", None), "study", None)
    items = total[total.index >= float(getattr(study, "warm_up", 0.0))]
    half = max(len(items) // 2, 1)
    return float(items.iloc[:half].mean()), float(items.iloc[half:].mean())

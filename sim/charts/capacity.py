"""What the time of people is used for: new work, rework, upkeep of what is live, duties; what is left is idle."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.charts.names import Names, names_of
from sim.charts.page import Sign, axes_for, finish, footed, grid, state_of, weekly
from sim.charts.rows import DAYS_PER_WEEK, Run, as_runs, column, overloaded, readable, sample
from sim.charts.style import MUTED, PAPER, SLIDE, SMALL, USE_COLORS, chart, ink_on
from sim.charts.texts import label_ends, wrapped

SAID = {
    "new": "New use cases",
    "rework": "Rework on the way to live",
    "upkeep": "Upkeep: repairs and returns of what is live included",
    "duties": "Duties",
    "idle": "Idle",
}
SHORT = {"new": "New", "rework": "Rework", "upkeep": "Upkeep", "duties": "Duties", "idle": "Idle"}
FROM_BELOW = ("duties", "upkeep", "rework", "new", "idle")  # what has to be done is the ground of the picture
FULL = 0.97  # busy share from which on a role has no time left
BESIDE = 4  # configurations side by side; more stand in rows


@chart
def capacity_by_use(
    runs: Run | Sequence[Run],
    *,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Share of the time present by use, period by period; a picture for each of several configurations."""
    several = as_runs(runs)
    called = names_of(several)
    columns = len(several) if len(several) <= BESIDE else min(4, -(-len(several) // 2))
    lines = -(-len(several) // columns)
    height = max(SLIDE[1], 2.9 + lines * 2.2)
    ax, own = axes_for(ax, names=called, height=height)
    tables = [shares(run) for run in several]
    if len(several) == 1:
        then = [label_ends(ax, _stacked(ax, tables[0]), lines=2)]
        weekly(ax, "weeks since the start of the study")
        ax.set_ylabel("share of the time present of specialists")
    else:
        then = []
        several_rows = lines > 1
        made = grid(ax, len(several), columns=columns, gap=(0.04, 0.5 / (height - 3.0)))
        last = max(float(table["until"].max()) if len(table) else 0.0 for table in tables)
        for place, (panel, table, run) in enumerate(zip(made, tables, several, strict=True)):
            _stacked(panel, table)
            panel.set_xlim(0.0, last or 1.0)
            name = wrapped(called[run.name], 11.0 / columns - 0.3, SMALL, lines=1 if several_rows else 2, weight="bold")
            panel.set_title(name, loc="left", size=SMALL)
            if place + columns < len(several):
                panel.set_xticklabels([])
            else:
                panel.set_xlabel("weeks since the start", size=SMALL)
            if place % columns:
                panel.set_yticklabels([])
            elif not place:
                panel.set_ylabel("share of the time" if several_rows else "share of the time present", size=SMALL)
    key = [Sign(SAID[use], USE_COLORS[use]) for use in reversed(FROM_BELOW)]
    return finish(
        ax,
        own,
        title=title or _title(several, tables, called),
        subtitle=subtitle
        or f"What the time present of all but business roles is used for, by quarter; "
        f"{sample(several, intervals=False)}",
        footer=footed(several, footer),
        alt=alt,
        key=key,
        then=then,
        names=called,
        ill=state_of(several, called),
    )


def shares(run: Run) -> pd.DataFrame:
    """Share of the time present by period (first day and end, in weeks) and use."""
    if not len(run.capacity):
        return pd.DataFrame(columns=["week", "until", *FROM_BELOW], dtype=float)
    wide = run.capacity.pivot_table(index=["day", "until"], columns="use", values="share", aggfunc="sum", observed=True)
    wide = wide.reindex(columns=list(FROM_BELOW)).fillna(0.0).reset_index()
    wide["week"], wide["until"] = wide["day"] / DAYS_PER_WEEK, wide["until"] / DAYS_PER_WEEK
    return wide


def _stacked(ax: Axes, table: pd.DataFrame) -> list[tuple[float, str, str]]:
    ends = []
    begin, until = (np.asarray(table[name], dtype=np.float64) for name in ("week", "until"))
    base = np.zeros(len(table))
    for use in FROM_BELOW:
        part = np.asarray(table[use], dtype=np.float64)
        ax.bar(
            begin, part, width=until - begin, bottom=base, align="edge", color=USE_COLORS[use], edgecolor=PAPER,
            linewidth=0.5, gid=use,
        )  # fmt: skip
        if len(part) and part.max() > 0:
            ends.append((float(base[-1] + part[-1] / 2), f"{SHORT[use]}\n{_percent(part[-1])}", _readable(use)))
        base = base + part
    ax.set_ylim(0.0, 1.0)
    ax.set_xlim(0.0, float(until[-1]) if len(table) else 1.0)
    ax.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0", "25\u00a0%", "50\u00a0%", "75\u00a0%", "100\u00a0%"])
    ax.grid(axis="y")
    return ends


def _readable(use: str) -> str:
    return MUTED if ink_on(USE_COLORS[use]) != PAPER else USE_COLORS[use]


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


def _title(runs: Sequence[Run], tables: Sequence[pd.DataFrame], called: Names) -> str:
    """How what is live grows into the capacity: the first year against the last."""
    found = []
    for run, table in zip(runs, tables, strict=True):
        if not len(table):
            continue
        part = max(1, min(4, len(table) // 2))
        early, late = table.iloc[:part].mean(), table.iloc[-part:].mean()
        found.append((run, early, late))
    if not found:
        return "Nothing is observed, so no capacity is used"
    run, early, late = max(found, key=lambda one: one[2]["upkeep"])
    name = "" if len(runs) == 1 else f" with {called[run.name]}"
    left = 1.0 - late["upkeep"] - late["duties"]
    full = full_roles(run)
    kept = f"{_percent(left)} of the time is left for new use cases in the last year"
    if full:
        kept = f"{_percent(left)} is left on average, none at {full}"
    if late["upkeep"] > early["upkeep"] + 0.05:
        return f"Upkeep grows from {_percent(early['upkeep'])} to {_percent(late['upkeep'])} of the time{name}: {kept}"
    return f"What is live takes {_percent(late['upkeep'])} of the time{name}: {kept}"


def full_roles(run: Run) -> str:
    """The roles that have no time left, in words; empty where there are none."""
    labels = dict(zip(run.roles["role"].astype(str), run.roles["label"].astype(str), strict=True))
    named = list(overloaded(run))
    busy = zip(run.roles["role"].astype(str), column(run.roles, "utilization"), strict=True)
    found = named or [role for role, value in busy if value >= FULL]
    said = [labels.get(role, readable(role)) for role in found]
    if not said:
        return ""
    lower = [f"{text[:1].lower()}{text[1:]}" if text[1:2].islower() else text for text in said]
    if len(lower) > 3:
        return f"{len(lower)} roles"
    return "the " + (f"{', '.join(lower[:-1])} and {lower[-1]}" if len(lower) > 1 else lower[0])

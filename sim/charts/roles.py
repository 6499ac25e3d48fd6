"""Who is the bottleneck, and who is needed: roles with their utilization, queue and work."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.charts.names import Names, names_of, told_apart
from sim.charts.page import Sign, axes_for, finish, footed, panels, state_of
from sim.charts.rows import Run, as_runs, cell, column, counted, overloaded, readable, sample
from sim.charts.style import (
    FAINT,
    INK,
    LEVEL_COLORS,
    LEVEL_MARKERS,
    MUTED,
    PAPER,
    SLIDE,
    SMALL,
    ZONE,
    Look,
    chart,
    look_of,
    paler,
)
from sim.charts.texts import wrapped

BUSY = 0.85  # from here on waits grow steeply
ROW, THIN = 0.25, 0.085  # inches that a role needs at least, and that one configuration needs of it
HEAD, TALLEST = 2.8, 15.0  # inches for all but the rows, and in all; roles that have no room are counted instead


@chart
def role_utilization(
    runs: Run | Sequence[Run],
    *,
    looks: Mapping[str, Look] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Utilization by role with its interval, and the mean queue wait per request beside it."""
    several = as_runs(runs)
    names = [run.name for run in several]
    called = names_of(several)
    every = _busiest_first(several)
    each = max(ROW, THIN * len(several))
    roles = every[: int((TALLEST - HEAD) / each)]
    ax, own = axes_for(ax, names=called, height=max(SLIDE[1], HEAD + len(roles) * each))
    busy, queue = panels(ax, (1.25, 1.0), 0.07)
    pitch = 0.8 / len(several)
    busy.axvspan(BUSY * 100, 100, color=ZONE, linewidth=0, zorder=0)
    longest = 0.0
    size = 9.0 if len(several) <= 3 else 6.5 if len(several) <= 6 else 5.0
    for place, run in enumerate(several):
        look = look_of(run.name, looks, names)
        rows = run.roles.set_index("role")
        for at, role in enumerate(roles):
            if role not in rows.index:
                continue
            y = at - 0.4 + (place + 0.5) * pitch
            value, low, high, wait = (cell(rows, role, one) for one in ("utilization", "low", "high", "queue_wait"))
            if np.isfinite(value):
                busy.plot([low * 100, high * 100], [y, y], color=look.color, linewidth=2.2, solid_capstyle="butt")
                busy.plot(
                    value * 100,
                    y,
                    marker=look.marker,
                    color=look.color,
                    markersize=size,
                    linestyle="none",
                    clip_on=False,
                    zorder=4,
                )
                if len(several) == 1:
                    busy.text(104, y, f"{value * 100:.0f}\u00a0%", size=SMALL, va="center", ha="left", clip_on=False)
            wait = wait if np.isfinite(wait) else 0.0
            longest = max(longest, wait)
            queue.barh(y, wait, height=pitch * 0.82, color=look.color, edgecolor=PAPER, linewidth=0.6)
            if len(several) == 1:
                queue.text(wait, y, f" {counted(wait)}", size=SMALL, va="center", ha="left", clip_on=False)
    labels = _labels(several)
    busy.set_yticks(range(len(roles)), [wrapped(labels[role], 2.5, SMALL, lines=1) for role in roles])
    queue.set_yticks([])
    for one in (busy, queue):
        one.set_ylim(len(roles) - 0.5, -0.5)
        one.spines["left"].set_visible(False)
        one.tick_params(axis="y", length=0)
        one.grid(axis="x")
        for at in range(1, len(roles)):
            one.axhline(at - 0.5, color=FAINT, linewidth=0.6, zorder=0)
    busy.set_xlim(0, 100)
    busy.set_xlabel("busy, % of working time (shaded: waits grow steeply)")
    queue.set_xlim(0, longest * 1.12 if longest > 0 else 1.0)
    queue.set_xlabel("mean wait in the queue, working days")
    key = []
    if len(several) > 1:
        for name in names:
            look = look_of(name, looks, names)
            key.append(Sign(called[name], look.color, marker=look.marker))
    return finish(
        ax,
        own,
        title=title or _busy_title(several, labels, called),
        subtitle=subtitle
        or f"Utilization by role, and the wait of a request for it; {sample(several)}{_others(several, every, roles)}",
        footer=footed(several, footer),
        alt=alt,
        key=key,
        names=called,
        ill=state_of(several, called),
    )


def _others(runs: Sequence[Run], every: Sequence[str], shown: Sequence[str]) -> str:
    """How many roles are not drawn, and how busy the busiest of them is."""
    left = set(every) - set(shown)
    if not left:
        return ""
    most = max(
        float(np.nan_to_num(value))
        for run in runs
        for role, value in zip(run.roles["role"].astype(str), column(run.roles, "utilization"), strict=True)
        if role in left
    )
    return f"; {len(left)} more roles, none busy beyond {np.ceil(most * 100):.0f}\u00a0%, are in the table"


def _labels(runs: Sequence[Run]) -> dict[str, str]:
    said_as: dict[str, str] = {}
    for run in runs:
        for role, label in zip(run.roles["role"].astype(str), run.roles["label"].astype(str), strict=True):
            said_as.setdefault(role, label or readable(role))
    return told_apart(said_as)


def _busiest_first(runs: Sequence[Run]) -> list[str]:
    most: dict[str, float] = {}
    for run in runs:
        for role, value in zip(run.roles["role"].astype(str), column(run.roles, "utilization"), strict=True):
            most[role] = max(most.get(role, -1.0), float(np.nan_to_num(value)))
    order = list(most)
    return sorted(order, key=lambda role: (-most[role], order.index(role)))


def _busy_title(runs: Sequence[Run], labels: Mapping[str, str], called: Names) -> str:
    tops: list[tuple[float, str, str]] = []
    for run in runs:
        values = np.nan_to_num(column(run.roles, "utilization"))
        business = np.array([_is_business(run, str(role)) for role in run.roles["role"]], dtype=bool)
        if len(values) and not business.all():
            values = np.where(business, 0.0, values)
        if len(values):
            at = int(values.argmax())
            tops.append((float(values[at]), str(run.roles["role"].iloc[at]), run.name))
    if not tops or max(tops)[0] <= 0:
        return "Nobody is busy"
    value, role, name = max(tops)
    who = labels[role][:1].upper() + labels[role][1:]
    where = "" if len(runs) == 1 else f" with {called[name]}"
    if any(role in overloaded(run) for run in runs):
        return f"{who} cannot keep up: busy {value * 100:.0f}\u00a0% of the time{where}"
    if value >= BUSY:
        return f"{who} is the bottleneck: busy {value * 100:.0f}\u00a0% of the time{where}"
    return f"No role is busy beyond {BUSY * 100:.0f}\u00a0%: {who} comes closest, {value * 100:.0f}\u00a0%{where}"


def _is_business(run: Run, role: str) -> bool:
    """Business roles have other duties that are not simulated, so their utilization makes no headline."""
    known = getattr(getattr(run, "scenario", None), "roles", {})
    return role in known and known[role].group == "business"


@chart
def who_is_needed(
    work: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    of: str = "",
    ill: str = "",
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Work by role at low, mid and high maturity, per use case and per year, with the head count beside it.

    The frame has a row per role and level: role, label, level, work_per_use_case, work_per_year (focused person-days)
    and people. `of` names the configuration, where there are others it could be taken for.
    """
    every = _most_work_first(work)
    roles = every[: int((TALLEST - HEAD) / ROW)]
    ax, own = axes_for(ax, height=max(SLIDE[1], HEAD + len(roles) * ROW))
    per_case, year, people = panels(ax, (1.0, 1.0, 0.42), 0.035)
    levels = [level for level in LEVEL_COLORS if level in set(work["level"].astype(str))]
    labels = told_apart(
        {str(role): str(label) or readable(str(role)) for role, label in zip(work["role"], work["label"], strict=True)}
    )
    for panel, name in ((per_case, "work_per_use_case"), (year, "work_per_year")):
        furthest = max(float(np.nanmax(column(work, name), initial=0.0)), 0.0)
        for at, role in enumerate(roles):
            rows = work[work["role"] == role].set_index("level")
            values = [cell(rows, level, name) for level in levels if level in rows.index]
            if not values:
                continue
            panel.plot(
                [min(values), max(values)], [at, at], color=FAINT, linewidth=4.0, zorder=1, solid_capstyle="round"
            )
            for level in levels:
                if level in rows.index:
                    panel.plot(
                        cell(rows, level, name),
                        at,
                        marker=LEVEL_MARKERS[level],
                        markersize=10.5,
                        color=LEVEL_COLORS[level],
                        markeredgecolor=INK,
                        markeredgewidth=0.7,
                        linestyle="none",
                        clip_on=False,
                        zorder=3,
                    )
        panel.set_xlim(*((-0.03 * furthest, furthest * 1.06) if furthest > 0 else (-0.03, 1.0)))
        panel.grid(axis="x")
    heads = [column(work[work["role"] == role], "people") for role in roles]
    for at, count in enumerate(heads):
        low, high = float(np.nanmin(count, initial=np.inf)), float(np.nanmax(count, initial=0.0))
        low = min(low, high)
        people.barh(at, high, height=0.5, color=paler(MUTED, 0.45), edgecolor=PAPER)
        text = f" {high:g}" if low == high else f" {low:g} to {high:g}"
        people.text(high, at, text, size=SMALL, va="center", ha="left", clip_on=False)
    most = max([float(np.nanmax(count, initial=0.0)) for count in heads], default=0.0)
    people.set_xlim(0, most * 1.3 if most > 0 else 1.0)
    people.set_xticks([])
    people.spines["bottom"].set_visible(False)
    per_case.set_yticks(range(len(roles)), [wrapped(labels[role], 2.5, SMALL, lines=1) for role in roles])
    for panel, head in ((per_case, "Work per use case"), (year, "Work per year"), (people, "People")):
        panel.set_ylim(len(roles) - 0.4, -0.6)
        panel.set_title(head, loc="left", size=SMALL + 1)
        panel.spines["left"].set_visible(False)
        panel.tick_params(axis="y", length=0)
        if panel is not per_case:
            panel.set_yticks([])
        for at in range(1, len(roles)):
            panel.axhline(at - 0.5, color=FAINT, linewidth=0.6, zorder=0)
    for panel in (per_case, year):
        panel.set_xlabel("focused person-days")
    key = [Sign(f"{level} maturity", LEVEL_COLORS[level], marker=LEVEL_MARKERS[level]) for level in levels]
    return finish(
        ax,
        own,
        title=title or _needed_title(work, labels, levels),
        subtitle=subtitle
        or (f"{of}: m" if of else "M")
        + "ean work by role at three levels of maturity, in focused person-days, and head count"
        + (f"; {len(every) - len(roles)} roles with less are in the table" if len(every) > len(roles) else ""),
        footer="model results" if footer is None else footer,
        ill=ill,
        alt=alt,
        key=key,
    )


def _most_work_first(work: pd.DataFrame) -> list[str]:
    order = list(dict.fromkeys(work["role"].astype(str)))
    most = {role: float(np.nansum(column(work[work["role"] == role], "work_per_use_case"))) for role in order}
    return sorted(order, key=lambda role: (-most[role], order.index(role)))


def _needed_title(work: pd.DataFrame, labels: Mapping[str, str], levels: Sequence[str]) -> str:
    sums = {level: float(np.nansum(column(work[work["level"] == level], "work_per_use_case"))) for level in levels}
    if not sums or max(sums.values()) <= 0:
        return "No work is asked of anybody"
    role = _most_work_first(work)[0]
    if len(levels) > 1:
        first, last = sums[levels[0]], sums[levels[-1]]
        if counted(first) == counted(last):
            return (
                f"A use case takes {counted(first)} person-days of work at any maturity; largest part: {labels[role]}"
            )
        return (
            f"A use case takes {counted(first)} person-days of work at {levels[0]} and {counted(last)} at {levels[-1]} "
            f"maturity; largest part: {labels[role]}"
        )
    return f"A use case takes {counted(sums[levels[0]])} person-days of work; largest part: {labels[role]}"

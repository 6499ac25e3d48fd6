"""Which is better: paired differences with their intervals, against the baseline and what matters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.charts.gaps import best_of, gaps_of
from sim.charts.names import distinguishing, names_of
from sim.charts.page import axes_for, finish, footed, state_of
from sim.charts.rows import Paired, readable
from sim.charts.style import INK, MUTED, PAPER, SLIDE, SMALL, ZONE, Look, chart, look_of
from sim.narrative import difference
from sim.narrative.alike import demands
from sim.narrative.difference import Gap
from sim.narrative.numbers import DAYS
from sim.narrative.standing import headline_of
from sim.stats.verdict import Verdict

ROW = 0.42  # inches a difference needs


@chart
def paired_differences(
    comparison: Paired | pd.DataFrame,
    *,
    response: str = "time_to_production",
    matters: float | None = None,
    better: Literal["lower", "higher"] | None = None,
    looks: Mapping[str, Look] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Each configuration minus the baseline, with interval, zero line and zone of indifference.

    `matters` is in the response's unit; unless given it is the baseline's `goal.matters` for responses in working days.
    Long times are drawn in weeks. Title, labels and the sentences of the comparison quote the same figures.
    """
    table = comparison if isinstance(comparison, pd.DataFrame) else comparison.differences
    runs = [] if isinstance(comparison, pd.DataFrame) else list(comparison.runs)
    rows = table[table["response"] == response]
    if rows.empty:
        known = ", ".join(dict.fromkeys(table["response"].astype(str)))
        raise ValueError(f"no difference for response {response!r}; there are: {known}")
    label = str(rows["label"].iloc[0]) or readable(response)
    if matters is None:
        matters = _matters(runs)
    better = better or _better(runs, response)
    baseline = str(rows["baseline"].iloc[0])
    names = [str(one) for one in rows["configuration"]]
    order = [run.name for run in runs] or [baseline, *names]
    called = names_of(runs) if runs else distinguishing(order)
    gaps = [
        replace(gap, demands=_demands(runs, name, baseline))
        for name, gap in zip(names, gaps_of(rows, called, better=better, matters=matters or 0.0), strict=True)
    ]
    scale = difference.scale(gaps[0])
    ax, own = axes_for(ax, names=called, height=max(SLIDE[1], 3.0 + len(names) * ROW))
    zone = gaps[0].matters / scale.divisor
    ends = [one / scale.divisor for gap in gaps for one in (gap.estimate, gap.low, gap.high) if isfinite(one)]
    extent = max([zone * 1.4, 1e-9, *map(abs, ends)])
    extent = extent * 1.12 if extent > 1e-6 else 1.0
    if zone > 0:
        _zone(ax, zone, f"less than {difference.matter(gaps[0])}: does not matter")
    ax.axvline(0, color=INK, linewidth=1.6)
    for place, (name, gap) in enumerate(zip(names, gaps, strict=True)):
        _draw(ax, place, gap, scale.divisor, look_of(name, looks, order if name in order else [baseline, *names]))
    ax.set_xlim(-extent, extent)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    ax.set_ylim(max(len(names) - 0.4, 1.4), -0.75 if len(names) > 1 else -0.9)
    ax.set_yticks(range(len(names)), [called[name] for name in names], size=SMALL + 1)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    _sides(ax, better, ("faster", "slower") if gaps[0].unit == DAYS else ("lower", "higher"))
    unit = scale.unit if scale.unit != "a year" else gaps[0].unit
    ax.set_xlabel(f"difference in {label[:1].lower() + label[1:] if not label.isupper() else label}, {unit}")
    family = str(rows["family"].iloc[0]) if "family" in rows else ""
    together = f", {family}" if family and len(names) > 1 else ""
    return finish(
        ax,
        own,
        title=title or _title(gaps, best_of(comparison, response, called)),
        subtitle=subtitle
        or f"Each minus the baseline, {called[baseline]}; {difference.runs(gaps[0])}, "
        f"{gaps[0].level * 100:.0f}\u00a0% intervals{together} (chance only)",
        footer=footed(runs, footer),
        alt=alt,
        names=called,
        ill=state_of(runs, called),
    )


def _draw(ax: Axes, place: int, gap: Gap, divisor: float, look: Look) -> None:
    """One difference with its interval, and what it comes to beside it."""
    if not isfinite(gap.estimate):
        how = {"fc": PAPER, "ec": "none", "pad": 2}
        ax.text(0, place, "not known", size=SMALL, ha="center", va="center", bbox=how)
        return
    middle, low, high = (one / divisor for one in (gap.estimate, gap.low, gap.high))
    ax.plot([low, high], [place, place], color=look.color, linewidth=3.4, solid_capstyle="butt")
    for end in (low, high):
        ax.plot([end, end], [place - 0.08, place + 0.08], color=look.color, linewidth=2.0)
    ax.plot(
        middle, place, marker=look.marker, markersize=13, color=look.color, markeredgecolor=PAPER, zorder=4,
        linestyle="none",
    )  # fmt: skip
    text = difference.label(gap, unit=False)
    ax.text(1.02, place, text, transform=ax.get_yaxis_transform(), size=SMALL + 1, va="center", clip_on=False)


def _zone(ax: Axes, zone: float, text: str) -> None:
    """Where a difference does not matter."""
    ax.axvspan(-zone, zone, color=ZONE, zorder=0, linewidth=0)
    ax.text(
        0, 0.012, text, transform=ax.get_xaxis_transform(), ha="center", va="bottom", size=SMALL, color=MUTED,
        bbox={"fc": PAPER, "ec": "none", "pad": 2}, zorder=6,
    )  # fmt: skip


def _sides(ax: Axes, better: str, words: tuple[str, str]) -> None:
    """What it means to stand left or right of the baseline; the good side in bold."""
    for x, text, ha in (
        (0.0, f"← {words[0]} than the baseline", "left"),
        (1.0, f"{words[1]} than the baseline →", "right"),
    ):
        good = (better == "lower") == (x == 0.0)
        ax.text(
            x, 0.995, text, transform=ax.transAxes, ha=ha, va="top", size=SMALL, color=INK if good else MUTED,
            weight="bold" if good else "normal",
        )  # fmt: skip


def _title(gaps: Sequence[Gap], best: Sequence[str]) -> str:
    """The decision in the words of the comparison; without one what each interval says."""
    if len(gaps) == 1 or best or all(gap.verdict in (Verdict.UNKNOWN, Verdict.EQUAL) for gap in gaps):
        return headline_of(gaps, best)
    clear = [gap for gap in gaps if gap.winner is not None]
    if not clear:
        return f"Not clear yet whether any of {len(gaps)} differs from {gaps[0].other} {difference.place(gaps[0])}"
    rest = "" if len(clear) == len(gaps) else "; not clear for the others"
    if len(clear) <= 2:
        return "; ".join(map(difference.headline, clear)) + rest
    return f"Differences to {gaps[0].other} {difference.place(gaps[0])}"


def _demands(runs: Sequence[Any], one: str, other: str) -> tuple[float, ...] | None:
    """Requests a year of two configurations, where they differ."""
    scenarios = {run.name: getattr(run, "scenario", None) for run in runs}
    return demands(scenarios.get(one), scenarios.get(other))


def _matters(runs: Sequence[Any]) -> float | None:
    goal = getattr(getattr(runs[0], "scenario", None), "goal", None) if runs else None
    return float(goal.matters) if goal is not None else None


def _better(runs: Sequence[Any], response: str) -> Literal["lower", "higher"]:
    if runs and "better" in runs[0].summary:
        found = runs[0].summary.loc[runs[0].summary["response"] == response, "better"]
        if len(found) and str(found.iloc[0]) == "higher":
            return "higher"
    return "lower"

"""Which is better: paired differences with their intervals, against the baseline and what matters."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.charts.names import distinguishing, names_of
from sim.charts.page import axes_for, finish, footed, state_of
from sim.charts.rows import DAYS_PER_WEEK, Paired, column, readable, said, with_interval
from sim.charts.style import INK, MUTED, PAPER, SLIDE, SMALL, ZONE, Look, chart, look_of

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
    Responses in working days are drawn in weeks.
    """
    table = comparison if isinstance(comparison, pd.DataFrame) else comparison.differences
    runs = [] if isinstance(comparison, pd.DataFrame) else list(comparison.runs)
    rows = table[table["response"] == response]
    if rows.empty:
        known = ", ".join(dict.fromkeys(table["response"].astype(str)))
        raise ValueError(f"no difference for response {response!r}; there are: {known}")
    unit = str(rows["unit"].iloc[0])
    label = str(rows["label"].iloc[0]) or readable(response)
    in_days = unit == "working days"
    scale = DAYS_PER_WEEK if in_days else 1.0
    if matters is None and in_days:
        matters = _matters(runs)
    better = better or _better(runs, response)
    baseline = str(rows["baseline"].iloc[0])
    names = [str(one) for one in rows["configuration"]]
    order = [run.name for run in runs] or [baseline, *names]
    called = names_of(runs) if runs else distinguishing(order)
    ax, own = axes_for(ax, names=called, height=max(SLIDE[1], 3.0 + len(names) * ROW))
    estimates, lows, highs = (column(rows, one) / scale for one in ("estimate", "low", "high"))
    zone = (matters or 0.0) / scale
    extent = max([zone * 1.4, 1e-9, *(abs(one) for ends in (estimates, lows, highs) for one in ends if isfinite(one))])
    extent = extent * 1.12 if extent > 1e-6 else 1.0
    if zone > 0:
        ax.axvspan(-zone, zone, color=ZONE, zorder=0, linewidth=0)
        say = f"less than {said(zone)} {'weeks' if in_days else unit}: does not matter".replace("1.0 weeks", "1 week")
        ax.text(
            0,
            0.012,
            say,
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="bottom",
            size=SMALL,
            color=MUTED,
            bbox={"fc": PAPER, "ec": "none", "pad": 2},
            zorder=6,
        )
    ax.axvline(0, color=INK, linewidth=1.6)
    for place, name in enumerate(names):
        look = look_of(name, looks, order if name in order else [baseline, *names])
        middle, low, high = estimates[place], lows[place], highs[place]
        if not isfinite(middle):
            ax.text(
                0, place, "not known", size=SMALL, ha="center", va="center", bbox={"fc": PAPER, "ec": "none", "pad": 2}
            )
            continue
        ax.plot([low, high], [place, place], color=look.color, linewidth=3.4, solid_capstyle="butt")
        ax.plot([low, low], [place - 0.08, place + 0.08], color=look.color, linewidth=2.0)
        ax.plot([high, high], [place - 0.08, place + 0.08], color=look.color, linewidth=2.0)
        ax.plot(
            middle,
            place,
            marker=look.marker,
            markersize=13,
            color=look.color,
            markeredgecolor=PAPER,
            zorder=4,
            linestyle="none",
        )
        first, second, third = with_interval(middle, low, high)
        text = f"{first}  ({second} to {third})"
        ax.text(1.02, place, text, transform=ax.get_yaxis_transform(), size=SMALL + 1, va="center", clip_on=False)
    ax.set_xlim(-extent, extent)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    ax.set_ylim(max(len(names) - 0.4, 1.4), -0.75 if len(names) > 1 else -0.9)
    ax.set_yticks(range(len(names)), [called[name] for name in names], size=SMALL + 1)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    words = ("faster", "slower") if in_days else ("lower", "higher")
    for x, text, ha in (
        (0.0, f"← {words[0]} than the baseline", "left"),
        (1.0, f"{words[1]} than the baseline →", "right"),
    ):
        good = (better == "lower") == (x == 0.0)
        ax.text(
            x,
            0.995,
            text,
            transform=ax.transAxes,
            ha=ha,
            va="top",
            size=SMALL,
            color=INK if good else MUTED,
            weight="bold" if good else "normal",
        )
    ax.set_xlabel(f"difference in {label.lower() if not label.isupper() else label}, {'weeks' if in_days else unit}")
    level, count = float(column(rows, "level")[0]), int(column(rows, "n")[0])
    family = str(rows["family"].iloc[0]) if "family" in rows else ""
    together = f", {family}" if family and len(names) > 1 else ""
    return finish(
        ax,
        own,
        title=title
        or _title(
            [called[name] for name in names],
            called[baseline],
            list(zip(estimates, lows, highs, strict=True)),
            zone,
            words,
            in_days,
            unit,
            better,
        ),
        subtitle=subtitle
        or f"Each minus the baseline, {called[baseline]}; n = {count} paired runs, "
        f"{level * 100:.0f}\u00a0% intervals{together} (chance only)",
        footer=footed(runs, footer),
        alt=alt,
        names=called,
        state=state_of(runs, called),
    )


def _matters(runs: Sequence[Any]) -> float | None:
    goal = getattr(getattr(runs[0], "scenario", None), "goal", None) if runs else None
    return float(goal.matters) if goal is not None else None


def _better(runs: Sequence[Any], response: str) -> Literal["lower", "higher"]:
    if runs and "better" in runs[0].summary:
        found = runs[0].summary.loc[runs[0].summary["response"] == response, "better"]
        if len(found) and str(found.iloc[0]) == "higher":
            return "higher"
    return "lower"


def _title(
    names: Sequence[str],
    baseline: str,
    found: Sequence[tuple[float, float, float]],
    zone: float,
    words: tuple[str, str],
    in_days: bool,
    unit: str,
    better: str,
) -> str:
    """The clearest difference, worded as far as its interval allows."""
    known = [(one, name) for one, name in zip(found, names, strict=True) if all(map(isfinite, one))]
    base = baseline
    if not known:
        return f"No difference to {base} is known"
    clear = [(one, name) for one, name in known if one[1] > 0 or one[2] < 0]
    measure = "weeks" if in_days else unit
    worse = [pair for pair in clear if (pair[0][0] > 0) == (better == "lower")]
    if len(known) > 1 and len(worse) == len(names):
        (middle, low, high), name = min(worse, key=lambda pair: abs(pair[0][0]))
        size, word = said(abs(middle), (high - low) / 2), words[0] if better == "lower" else words[1]
        return f"{base} stays ahead: {size} {measure} {word} than {name}, the next"
    if len(worse) < len(clear):
        clear = [pair for pair in clear if pair not in worse]
    if clear:
        (middle, low, high), name = max(clear, key=lambda pair: abs(pair[0][0]))
        size = said(abs(middle), (high - low) / 2)
        word = words[0] if middle < 0 else words[1]
        small = f", but by less than the {said(zone)} {measure} that matter" if max(abs(low), abs(high)) <= zone else ""
        return f"{size} {measure} {word} with {name} than with {base}{small}"
    widest = max(max(abs(low), abs(high)) for (_, low, high), _ in known)
    if zone and widest <= zone:
        return f"No practical difference to {base}: at most {said(widest)} {measure} either way"
    return f"Not clear yet whether anything differs from {base}: all intervals include zero"

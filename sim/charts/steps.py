"""Steps from one total to another: the drawing that both waterfalls share, and how its numbers are rounded."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.charts.page import Sign
from sim.charts.rows import rounded
from sim.charts.style import INK, LESS, MORE, MUTED, PAPER, SMALL
from sim.charts.texts import wrapped
from sim.narrative.numbers import typeset

KEY = (Sign("less time", LESS), Sign("more time", MORE, hatch="///"))


def draw_steps(
    ax: Axes,
    ends: tuple[float, float],
    steps: Sequence[float],
    labels: Sequence[str],
    *,
    names: Sequence[str],
    colors: Sequence[str],
    totals: tuple[str, str],
    digits: int,
    intervals: Sequence[tuple[float, float]] | None = None,
    whole: tuple[float, float] | None = None,
    said: str = "",
) -> list[str]:
    """Two bars and the steps between them; returns the numbers of the steps as shown.

    `totals` are the two ends as written; each step is rounded to so many digits, as the difference is; `intervals` are
    low and high of each step, `whole` those of the difference, `said` its label.
    """
    start, end = ends
    for x, height, color in ((0, start, colors[0]), (len(steps) + 1, end, colors[1])):
        ax.bar(x, height, width=0.66, color=color, edgecolor=PAPER)
    level, levels, tops = start, [start], [start, end]
    for place, step in enumerate(steps, start=1):
        ax.plot([place - 0.67, place + 0.33], [level, level], color=MUTED, linewidth=0.9)
        ax.bar(
            place,
            step,
            bottom=level,
            width=0.66,
            color=LESS if step < 0 else MORE,
            edgecolor=PAPER,
            hatch=None if step < 0 else "///",
        )
        top = max(level, level + step)
        if intervals is not None and intervals[place - 1][0] < intervals[place - 1][1]:
            low, high = (level + limit for limit in intervals[place - 1])
            ax.plot([place, place], [low, high], color=INK, linewidth=1.8, solid_capstyle="butt")
            for limit in (low, high):
                ax.plot([place - 0.07, place + 0.07], [limit, limit], color=INK, linewidth=1.8)
            top = max(top, high)
        level += step
        levels.append(level)
        tops.append(top)
    ax.plot([len(steps) + 0.33, len(steps) + 0.67], [level, level], color=MUTED, linewidth=0.9)
    highest = max(tops)
    height = highest * 1.12 if highest > 0 else 10.0
    if whole is not None:
        low, high = (start + limit for limit in whole)
        place = len(steps) + 1
        ax.plot([place, place], [low, high], color=INK, linewidth=1.8, solid_capstyle="butt", zorder=5)
        for limit in (low, high):
            ax.plot([place - 0.07, place + 0.07], [limit, limit], color=INK, linewidth=1.8, zorder=5)
        tops[1] = max(end, high)
        highest = max(tops)
        height = highest * 1.12 if highest > 0 else 10.0
    numbers = [typeset(rounded(one, digits)) for one in steps]
    for place, step, number, top in zip(range(1, len(steps) + 1), steps, numbers, tops[2:], strict=True):
        ax.text(
            place,
            top + height * 0.012,
            number,
            ha="center",
            va="bottom",
            size=SMALL + 1,
            weight="bold" if abs(step) == max(map(abs, steps)) and step else "normal",
        )
    for x, top, text in ((0, start, totals[0]), (len(steps) + 1, tops[1], totals[1])):
        ax.text(x, top + height * 0.012, text, ha="center", va="bottom", size=SMALL + 2, weight="bold")
    last = wrapped(names[1], 1.3, SMALL, lines=4)
    shown = [wrapped(names[0], 1.3, SMALL, lines=4), *labels, f"{last}\n{said}" if said else last]
    ax.set_xticks(range(len(shown)), shown)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.55, len(steps) + 1.55)
    ax.set_ylim(0, height)
    ax.grid(axis="y")
    return numbers

"""Steps from one total to another: the drawing that both waterfalls share, and how its numbers are rounded."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.charts.page import Sign
from sim.charts.rows import adding_up, signed
from sim.charts.style import INK, LESS, MORE, MUTED, PAPER, SMALL
from sim.charts.texts import wrapped

KEY = (Sign("less time", LESS), Sign("more time", MORE, hatch="///"))


def draw_steps(
    ax: Axes,
    ends: tuple[float, float],
    steps: Sequence[float],
    labels: Sequence[str],
    *,
    names: Sequence[str],
    colors: Sequence[str],
    intervals: Sequence[tuple[float, float]] | None = None,
) -> list[float]:
    """Two bars and the steps between them, with the numbers as shown; `intervals` are low and high of each step."""
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
    numbers = rounded_steps(start, end, steps)
    for place, step, number, top in zip(range(1, len(steps) + 1), steps, numbers, tops[2:], strict=True):
        ax.text(
            place,
            top + height * 0.012,
            signed(number),
            ha="center",
            va="bottom",
            size=SMALL + 1,
            weight="bold" if abs(step) == max(map(abs, steps)) and step else "normal",
        )
    for x, total in ((0, start), (len(steps) + 1, end)):
        ax.text(x, total + height * 0.012, f"{total:.1f}", ha="center", va="bottom", size=SMALL + 2, weight="bold")
    shown = [wrapped(names[0], 1.3, SMALL, lines=4), *labels, wrapped(names[1], 1.3, SMALL, lines=4)]
    ax.set_xticks(range(len(shown)), shown)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.55, len(steps) + 1.55)
    ax.set_ylim(0, height)
    ax.grid(axis="y")
    return numbers


def rounded_steps(start: float, end: float, steps: Sequence[float]) -> list[float]:
    """Steps rounded so that they lead from the rounded start to the rounded end."""
    lift = [abs(step) + 1.0 for step in steps]  # keeps the remainders positive
    target = round(end, 1) - round(start, 1)
    shown = adding_up([step + up for step, up in zip(steps, map(round, lift), strict=True)])
    steps_shown = [one - up for one, up in zip(shown, map(round, lift), strict=True)]
    gap = round(target - sum(steps_shown), 1)
    if gap and steps:
        largest = max(range(len(steps)), key=lambda at: abs(steps[at]))
        steps_shown[largest] += gap
    return [round(one, 1) for one in steps_shown]

"""Why: steps from the baseline's mean time to the alternative's, by group of effects."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Protocol

import pandas as pd
from matplotlib.axes import Axes

from sim.charts.names import distinguishing
from sim.charts.page import axes_for, finish, footed
from sim.charts.rows import DAYS_PER_WEEK, column, said, signed
from sim.charts.steps import KEY, draw_steps
from sim.charts.style import SMALL, Look, chart, look_of
from sim.charts.texts import wrapped


class Explained(Protocol):
    """The tables of an explanation; see `sim.experiment.why.Why`."""

    @property
    def table(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def combinations(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102


@chart
def why_waterfall(
    why: Explained,
    configuration: str,
    *,
    looks: Mapping[str, Look] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """From the baseline's mean time to the alternative's, by group of effects; the steps add up to the difference.

    A step whose interval includes 0 is marked as not clear.
    """
    rows = why.table[why.table["configuration"] == configuration].to_dict("records")
    if not rows:
        raise ValueError(f"no explanation for configuration {configuration!r}")
    *parts, whole = rows
    names = [str(whole["baseline"]), configuration]
    if not all(isfinite(part["estimate"]) for part in rows):
        raise ValueError(f"the parts of the difference between {names[1]} and {names[0]} are not known")
    called = distinguishing(names)
    ax, own = axes_for(ax, names=called)
    start = _mean(why, names[0])
    ends = (start / DAYS_PER_WEEK, (start + whole["estimate"]) / DAYS_PER_WEEK)
    numbers = draw_steps(
        ax,
        ends,
        [part["estimate"] / DAYS_PER_WEEK for part in parts],
        [_label(part) for part in parts],
        names=[called[name] for name in names],
        colors=[look_of(name, looks, names).color for name in names],
        intervals=[(part["low"] / DAYS_PER_WEEK, part["high"] / DAYS_PER_WEEK) for part in parts],
    )
    ax.set_ylabel("mean weeks to production")
    return finish(
        ax,
        own,
        title=title or _title([called[name] for name in names], ends, rows, numbers),
        subtitle=subtitle
        or f"Model effects, by the simulation's own switches, averaged over all orders of turning them on; "
        f"n = {why.n} paired runs, {whole['level'] * 100:.0f}\u00a0% intervals (chance only)",
        footer=footed([], footer),
        alt=alt,
        key=KEY,
        names=called,
    )


def _mean(why: Explained, name: str) -> float:
    """The baseline's mean with all effects on, in days."""
    table = why.combinations[why.combinations["configuration"] == name]
    groups = [key for key in table if table[key].dtype == bool]
    return float(column(table[table[groups].all(axis=1)], "mean")[0])


def _name(part: Mapping[Any, Any]) -> str:
    return "the work itself" if part["group"] == "remains" else str(part["label"])


def _label(part: Mapping[Any, Any]) -> str:
    doubt = "\n(not clear)" if part["verdict"] == "not clear" else ""
    return wrapped(_name(part), 1.25, SMALL, lines=4) + doubt


def _title(
    names: Sequence[str], ends: tuple[float, float], rows: Sequence[Mapping[Any, Any]], numbers: Sequence[float]
) -> str:
    *parts, whole = rows
    gap = round(ends[1], 1) - round(ends[0], 1)
    first, second = names
    clear = [(n, part) for n, part in zip(numbers, parts, strict=True) if part["verdict"] in ("faster", "slower")]
    if all(part["verdict"] == "none" for part in parts):
        return f"Nothing makes {second} differ from {first}"
    if not clear:
        return f"Not clear which effects make {second} differ from {first}"
    most, part = max(clear, key=lambda pair: abs(pair[0]))
    if whole["verdict"] not in ("faster", "slower"):
        return (
            f"Not clear whether {second} or {first} is faster; "
            f"the largest effect is {_name(part)} ({signed(most)} weeks)"
        )
    word = "less" if gap < 0 else "more"
    return (
        f"{said(abs(gap))} weeks {word} with {second} than with {first}; "
        f"the largest effect is {_name(part)} ({signed(most)})"
    )

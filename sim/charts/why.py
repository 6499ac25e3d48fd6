"""Why: steps from the baseline's mean time to the alternative's, by group of effects."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Protocol

import pandas as pd
from matplotlib.axes import Axes

from sim.charts.names import distinguishing
from sim.charts.page import axes_for, finish, footed
from sim.charts.rows import column, decimals
from sim.charts.steps import KEY, draw_steps
from sim.charts.style import SMALL, Look, chart, look_of
from sim.charts.texts import wrapped
from sim.narrative.difference import Gap, figures, headline, label
from sim.narrative.difference import scale as scale_of_gap
from sim.narrative.numbers import DAYS, value_of


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
    """From the baseline's mean time to the alternative's, by group of effects; rounded steps, which add up.

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
    whole_gap = _gap(whole, called[names[0]], called[configuration], why.n)
    scale = scale_of_gap(whole_gap)
    start = _mean(why, names[0])
    ends = (start / scale.divisor, (start + whole["estimate"]) / scale.divisor)
    difference = figures(whole_gap).estimate
    digits = decimals(difference)
    numbers = draw_steps(
        ax,
        ends,
        [part["estimate"] / scale.divisor for part in parts],
        [_label(part) for part in parts],
        names=[called[name] for name in names],
        colors=[look_of(name, looks, names).color for name in names],
        totals=(f"{ends[0]:.{digits}f}", f"{ends[1]:.{digits}f}"),
        digits=digits,
        intervals=[(part["low"] / scale.divisor, part["high"] / scale.divisor) for part in parts],
        whole=(whole["low"] / scale.divisor, whole["high"] / scale.divisor) if whole_gap.low < whole_gap.high else None,
        said=label(whole_gap, unit=False).replace(" (", "\n("),
    )
    ax.set_ylabel(f"mean {scale.unit} to production")
    return finish(
        ax,
        own,
        title=title or _title(whole_gap, rows, numbers),
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


def _gap(whole: Mapping[Any, Any], first: str, second: str, n: int) -> Gap:
    """The difference that is explained, as sentences tell it."""
    return Gap(
        response="time_to_production", label="time to production", unit=DAYS, better="lower", one=second, other=first,
        estimate=float(whole["estimate"]), low=float(whole["low"]), high=float(whole["high"]), n=n,
        level=float(whole["level"]),
    )  # fmt: skip


def _title(gap: Gap, rows: Sequence[Mapping[Any, Any]], numbers: Sequence[str]) -> str:
    *parts, whole = rows
    clear = [(n, part) for n, part in zip(numbers, parts, strict=True) if part["verdict"] in ("faster", "slower")]
    if all(part["verdict"] == "none" for part in parts):
        return f"Nothing makes {gap.one} differ from {gap.other}"
    if not clear:
        return f"Not clear which effects make {gap.one} differ from {gap.other}"
    most, part = max(clear, key=lambda pair: abs(value_of(pair[0])))
    largest = f"the largest effect is {_name(part)} ({most} {scale_of_gap(gap).unit})"
    if whole["verdict"] not in ("faster", "slower") or gap.winner is None:
        return f"Not clear whether {gap.one} or {gap.other} is faster; {largest}"
    return f"{headline(gap)}; {largest}"

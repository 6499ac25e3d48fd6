"""Tables of where a difference comes from: days by state, exactly, and by group of effects where asked for."""

from math import isfinite
from typing import TYPE_CHECKING

from sim.charts.names import distinguishing, names_of
from sim.charts.rows import decimals, rounded
from sim.experiment.why import ALL, CLEAR
from sim.narrative.difference import Gap, figures, half_of, label, scale
from sim.narrative.numbers import UNKNOWN, signed, with_interval
from sim.stats.verdict import snapped

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.compare import Comparison
    from sim.experiment.why import Why

Titled = tuple[str, list[str], list[list[str]]]  # title, header, rows


def tables_of(comparison: "Comparison") -> list[Titled]:
    """What says where the differences come from, as tables of text."""
    if comparison.health.forbids_means:
        return []
    found = [state_table(comparison)]
    return [*found, why_table(comparison.why)] if comparison.why is not None else found


def state_table(comparison: "Comparison") -> Titled:
    """Days by state against the baseline, a column for each configuration; states that never occur are left out."""
    names = [run.name for run in comparison.runs[1:]]
    called = names_of(comparison.runs)
    table = comparison.by_state
    gaps = [comparison.gap(name, "time_to_production") for name in names]
    columns = [_column(table[table["configuration"] == gap.one], gap) for gap in gaps]
    rows = []
    for place, state in enumerate(dict.fromkeys(table["state"])):
        each = table[table["state"] == state]
        if not (each[["estimate", "low", "high"]] == 0.0).all().all():
            rows.append([str(state), *(column[place] for column in columns)])
    rows.append(["time to production, mean", *(label(gap, unit=False).replace("−", "-") for gap in gaps)])
    unit = scale(gaps[0]).unit.capitalize()
    base = called[comparison.runs[0].name]
    title = f"{unit} more (+) or less (-) than {base} in each state; they add up, each is rounded"
    return title, ["", *(called[name] for name in names)], rows


def _column(table: "pd.DataFrame", gap: Gap) -> list[str]:
    """The states of one configuration, each rounded like its difference."""
    divisor, total = scale(gap).divisor, figures(gap).estimate
    if total == UNKNOWN:
        return [UNKNOWN] * len(table)
    digits = decimals(total)
    ends = table[["estimate", "low", "high"]].to_numpy(dtype=float) / divisor
    return [_rounded([rounded(one, digits) for one in each]) for each in ends.tolist()]


def _rounded(texts: list[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else f"{texts[0]} ({texts[1]} to {texts[2]})"


def why_table(why: "Why") -> Titled:
    """Days by group of effects against the baseline; a part whose interval includes 0 is not clear."""
    names = list(dict.fromkeys(why.table["configuration"]))
    baseline = str(why.table["baseline"].iloc[0])
    called = distinguishing([baseline, *names])
    labels = {group: str(row["label"]) for group, row in why.parts(names[0]).items()}
    rows = []
    for group, name_of_group in labels.items():
        cells = []
        for name in names:
            part = why.parts(name)[group]
            text = _cell(why.gap(name), part["estimate"], part["low"], part["high"])
            if part["verdict"] == "not clear":
                text = f"{text}, not clear"
            cells.append(text)
            shown = isfinite(part["share"]) and group != ALL and part["verdict"] in CLEAR
            cells.append(f"{100 * part['share']:.0f} %" if shown else "")
        rows.append([name_of_group, *cells])
    to = called[baseline]
    unit = scale(why.gap(names[0])).unit
    title = f"Model effects: {unit} more (+) or less (-) than {to} by group, {why.n} paired runs; they add up"
    return title, ["", *(cell for name in names for cell in (called[name], "share"))], rows


def _cell(gap: Gap, estimate: float, low: float, high: float) -> str:
    """A part of a difference, in its unit and rounded as it is."""
    ends = (snapped(estimate), snapped(low), snapped(high))
    found = with_interval(*ends, scale=scale(gap), limits=(0.0,), widest=half_of(gap))
    return f"{signed(found.estimate)}{str(found)[len(found.estimate) :]}"

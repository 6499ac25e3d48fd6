"""The table of configurations: times, conversion, flow efficiency, capacity left, return, busiest role."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.narrative.numbers import with_interval

if TYPE_CHECKING:
    from sim.experiment.run import RunResult

ROWS = (  # response, label, factor
    ("time_to_production", "time to production, mean", 1.0),
    (50, "P50 of those that go live", 1.0),
    (85, "P85", 1.0),
    (95, "P95", 1.0),
    ("conversion", "conversion, %", 100.0),
    ("within_target", "in production within {target}, %", 100.0),
    ("flow_efficiency", "flow efficiency, %", 100.0),
    ("throughput", "in production per year", 1.0),
    ("capacity_for_new", "capacity left for new use cases, %", 100.0),
    ("return_on_data_assets", "value for each USD of cost", 1.0),
)


def results_table(runs: Sequence["RunResult"]) -> tuple[list[str], list[list[str]]]:
    """Header and rows; a column for each configuration, times in working days, each with its interval."""
    header = ["", *(run.name for run in runs)]
    rows = []
    for key, label, factor in ROWS:
        cells = [_cell(run, key, factor) for run in runs]
        if any(cells):
            rows.append([label.format(target=_target(runs)), *cells])
    rows.append(["busiest role", *(busiest(run) for run in runs)])
    return header, rows


def _target(runs: Sequence["RunResult"]) -> str:
    targets = {run.scenario.goal.target for run in runs}
    return f"{targets.pop():g} days" if len(targets) == 1 else "the target"


def _cell(run: "RunResult", key: str | int, factor: float) -> str:
    if isinstance(key, int):
        found = run.percentile(key)
        if found is None:
            return f"not reached in {run.scenario.study.horizon:g}"
        return figure(*found)
    row = run.figure(key)
    if row is None or (key == "return_on_data_assets" and row["estimate"] == 0.0):
        return ""
    return figure(row["estimate"] * factor, row["low"] * factor, row["high"] * factor)


def figure(estimate: float, low: float, high: float) -> str:
    """An estimate with its interval, rounded to what the interval supports."""
    return str(with_interval(estimate, low, high))


def busiest(run: "RunResult") -> str:
    """The role with the highest utilization."""
    role = run.busiest
    return "" if role is None else f"{role['label']}, {100 * role['utilization']:.0f} % busy"


def said(value: Any, most: int = 80) -> str:
    """A value of a scenario as one line, as a file might write it."""
    if value is None:
        return "-"
    if isinstance(value, dict):
        return shortened("{" + ", ".join(f"{key}: {said(inner, most)}" for key, inner in value.items()) + "}", most)
    if isinstance(value, list | tuple):
        return shortened("[" + ", ".join(said(inner, most) for inner in value) + "]", most)
    return shortened(str(value), most)


def shortened(text: str, most: int) -> str:
    """The text, cut where it is longer."""
    return text if len(text) <= most else text[: most - 1] + "…"

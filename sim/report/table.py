"""The table of configurations: times, conversion, flow efficiency, capacity left, return, busiest role.

Each row has one unit and one rounding, that of its widest interval; what the state of health forbids is not in it.
"""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.charts.names import names_of, told_apart
from sim.narrative.health import UNDECIDED
from sim.narrative.numbers import DAYS, PER_CENT, PLAIN, Scale, scale_of, weeks, with_interval
from sim.narrative.run import bounds_cell, percentile, percentile_row
from sim.responses.estimates import CONVERSION

if TYPE_CHECKING:
    from sim.experiment.run import RunResult

Ends = tuple[float, float, float]  # estimate, low, high
ROWS: tuple[tuple[str | int, str, str], ...] = (  # response or percentile, label, kind of figure
    ("time_to_production", "time to production, mean, {unit}", DAYS),
    (50, "P50 of those that go live, {unit}", DAYS),
    (85, "P85, {unit}", DAYS),
    (95, "P95, {unit}", DAYS),
    ("conversion", "conversion, %", "share"),
    ("within_target_of_live", "of those that go live, within {target}, %", "share"),
    ("within_target", "of all requests, live within {target}, %", "share"),
    ("flow_efficiency", "flow efficiency, %", "share"),
    ("throughput", "in production per year", ""),
    ("capacity_for_new", "capacity left for new use cases, %", "share"),
    ("return_on_data_assets", "value over life for each USD of cost", ""),
    ("cash_return", "value so far for each USD of cost so far", ""),
)
OF_LIVE = ("time_to_production", "within_target_of_live", "flow_efficiency")  # means over those that go live
BY = {"time_to_production_by_domain": "domain", "time_to_production_by_kind": "kind"}


def results_table(runs: Sequence["RunResult"]) -> tuple[list[str], list[list[str]]]:
    """Header and rows; a column for each configuration, times in weeks where they are long, each with its interval."""
    called = names_of(runs)
    header = ["", *(called[run.name] for run in runs)]
    times = scale_of(DAYS, [row["estimate"] for run in runs if (row := run.figure("time_to_production"))])
    rows = []
    for key, label, kind in [*ROWS[:1], *_members(runs), *ROWS[1:]]:
        scale = times if kind == DAYS else PER_CENT if kind else PLAIN
        cells = _row(runs, key, scale)
        if any(cells) and (isinstance(key, int) or any(key in set(run.summary["response"]) for run in runs)):
            rows.append([label.format(target=_target(runs), unit=scale.unit), *cells])
    rows.append(["busiest role", *(busiest(run) for run in runs)])
    return header, rows


def legend(runs: Sequence["RunResult"]) -> list[str]:
    """What letters at the head of columns stand for; empty where columns have names."""
    return [f"{letter}: {name}" for letter, name in names_of(runs).key]


def _members(runs: Sequence["RunResult"]) -> list[tuple[str, str, str]]:
    """In the table of one run a row for each domain and kind, where there are several."""
    found: list[tuple[str, str, str]] = []
    if len(runs) > 1:
        return found
    for head, of in BY.items():
        names = dict.fromkeys(
            name for run in runs for name in run.summary["response"] if str(name).startswith(f"{head}.")
        )
        if len(names) > 1:
            found += [
                (name, f"{of} {name.partition('.')[2].replace('_', ' ')}, mean, {{unit}}", DAYS) for name in names
            ]
    return found


def _row(runs: Sequence["RunResult"], key: str | int, scale: Scale) -> list[str]:
    ends = [_ends(run, key) for run in runs]
    halves = [
        (each[2] - each[1]) / 2
        for run, each in zip(runs, ends, strict=True)
        if each and isfinite(each[2] - each[1]) and not _open(run, key)
    ]
    widest = max(halves, default=0.0)
    return [
        bounds_cell(each[0], run.health.undecided)
        if each and _open(run, key)
        else str(with_interval(*each, scale=scale, widest=widest))
        if each
        else _without(run, key, scale)
        for run, each in zip(runs, ends, strict=True)
    ]


def _open(run: "RunResult", key: str | int) -> bool:
    """Whether undecided requests leave the figure open, so that its bounds stand in its place."""
    return key == CONVERSION and run.health.undecided > UNDECIDED


def _ends(run: "RunResult", key: str | int) -> Ends | None:
    """The figure with its interval; None where there is none, or none that may be told."""
    if _forbidden(run, key):
        return None
    if isinstance(key, int):
        return run.percentile(key)
    row = run.figure(key)
    if row is None or (key in ("return_on_data_assets", "cash_return") and row["estimate"] == 0.0):
        return None
    return row["estimate"], row["low"], row["high"]


def _forbidden(run: "RunResult", key: str | int) -> bool:
    if isinstance(key, int):
        return bool(run.health.overloaded)
    return run.health.forbids_means and key.partition(".")[0] in (*OF_LIVE, *BY)


def _without(run: "RunResult", key: str | int, scale: Scale) -> str:
    """What stands where no figure does."""
    if _forbidden(run, key):
        return "grows without limit" if run.health.overloaded and scale.unit != PER_CENT.unit else "not known"
    if isinstance(key, int):
        row = percentile_row(run, key)
        return (
            f"{percentile(row, scale)}, as far as decided"
            if row
            else f"not reached in {run.scenario.study.horizon:g} days"
        )
    return ""


def _target(runs: Sequence["RunResult"]) -> str:
    targets = {run.scenario.goal.target for run in runs}
    return weeks(targets.pop()) if len(targets) == 1 else "the target"


def figure(estimate: float, low: float, high: float) -> str:
    """An estimate with its interval, rounded to what the interval supports."""
    return str(with_interval(estimate, low, high))


def busiest(run: "RunResult") -> str:
    """The role with the highest utilization."""
    role = run.busiest
    if role is None:
        return ""
    labels = dict(zip(run.roles["role"].astype(str), run.roles["label"].astype(str), strict=True))
    return f"{told_apart(labels)[str(role['role'])]}, {100 * role['utilization']:.0f} % busy"


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

"""The charts that a run or a comparison gets, by the name of their files."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim import charts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.experiment.compare import Comparison
    from sim.experiment.run import RunResult


def of_run(run: "RunResult") -> "dict[str, Figure]":
    """When, how long, where the time goes, who is busy, what piles up, what is simulated."""
    return _drawn(
        _needs(run)
        | {
            "production": lambda: charts.production_curve(run),
            "percentiles": lambda: charts.percentile_intervals(run, target=_days(run)),
            "time-split": lambda: charts.time_split(run),
            "utilization": lambda: charts.role_utilization(run),
            "in-progress": lambda: charts.work_in_progress(run),
            "capacity": lambda: charts.capacity_by_use(run),
            "flow": lambda: _flow(run),
        }
    )


def _days(run: "RunResult") -> float | None:
    return run.target.days if run.target else None


def of_comparison(comparison: "Comparison") -> "dict[str, Figure]":
    """Which is better, when, how long, where the difference comes from, who is busy, what piles up."""
    runs = comparison.runs
    agreed = charts.looks([run.name for run in runs])
    wanted: dict[str, Callable[[], Axes]] = {
        "differences": lambda: charts.paired_differences(comparison, response=comparison.response),
        "production": lambda: charts.production_curve(runs),
        "percentiles": lambda: charts.percentile_intervals(runs, target=_days(runs[0])),
        "time-split": lambda: charts.time_split(runs),
    }
    if all(run.figure("time_to_production") for run in runs):
        for place, run in enumerate(runs[1:], start=2):
            wanted[f"waterfall-{place}"] = lambda run=run: charts.time_waterfall(runs[0], run, looks=agreed)  # type: ignore[misc]
    if comparison.why is not None:
        why = comparison.why
        for place, run in enumerate(runs[1:], start=2):
            if not why.known(run.name):
                continue
            wanted[f"why-{place}"] = lambda run=run: charts.why_waterfall(  # type: ignore[misc]
                why, run.name, looks=agreed, footer=f"run {run.run_id} · seed {run.seed} · model results"
            )
    wanted["utilization"] = lambda: charts.role_utilization(runs)
    wanted["in-progress"] = lambda: charts.work_in_progress(runs)
    wanted["capacity"] = lambda: charts.capacity_by_use(runs)
    wanted |= _needs(runs[0])
    wanted["flow"] = lambda: _flow(runs[0])
    return _drawn(wanted)


def _needs(run: "RunResult") -> "dict[str, Callable[[], Axes]]":
    from sim.experiment.needs import who_is_needed

    needs = who_is_needed(run.scenario)
    return {} if needs.empty else {"who-is-needed": lambda: charts.who_is_needed(needs, footer=f"run {run.run_id}")}


def _flow(run: "RunResult") -> "Axes":
    from sim.scenario.organization import place

    footer = f"run {run.run_id}"
    return charts.flow_picture(run.scenario, seating=place(run.scenario), footer=footer)


def _drawn(wanted: "dict[str, Callable[[], Axes]]") -> "dict[str, Figure]":
    return {name: draw().get_figure(root=True) for name, draw in wanted.items()}  # type: ignore[misc]

"""The charts that a run or a comparison gets, by the name of their files."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sim import charts
from sim.narrative.comparison import forbidden_in, instead_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.experiment.compare import Comparison
    from sim.experiment.run import RunResult


def of_run(run: "RunResult") -> "dict[str, Figure]":
    """When, how long, where the time goes, who is busy, what piles up, what is simulated; times only where told."""
    wanted = _needs(run) | {
        "production": lambda: charts.production_curve(run, target=_target(run)),
        "percentiles": lambda: charts.percentile_intervals(run, target=_target(run)),
        "time-split": lambda: charts.time_split(run),
        "utilization": lambda: charts.role_utilization(run),
        "in-progress": lambda: charts.work_in_progress(run),
        "capacity": lambda: charts.capacity_by_use(run),
        "flow": lambda: _flow(run),
    }
    return _drawn({name: draw for name, draw in wanted.items() if name not in _withheld([run])})


def of_comparison(comparison: "Comparison") -> "dict[str, Figure]":
    """Which is better, when, how long, where the difference comes from, who is busy, what piles up.

    Where times may not be compared, what is compared instead of them is drawn: throughput, or the share live in time.
    """
    runs = comparison.runs
    agreed = charts.looks([run.name for run in runs])
    forbidden = forbidden_in(comparison)
    response = next(iter(instead_of(comparison)), "conversion") if forbidden else comparison.response
    wanted: dict[str, Callable[[], Axes]] = {
        "differences": lambda: charts.paired_differences(comparison, response=response),
        "production": lambda: charts.production_curve(runs, target=_target(runs[0])),
        "percentiles": lambda: charts.percentile_intervals(runs, target=_target(runs[0])),
        "time-split": lambda: charts.time_split(runs),
    }
    if not comparison.health.forbids_means and all(run.figure("time_to_production") for run in runs):
        for place, run in enumerate(runs[1:], start=2):
            wanted[f"waterfall-{place}"] = lambda run=run: charts.time_waterfall(  # type: ignore[misc]
                runs[0], run, gap=comparison.gap(run.name, "time_to_production"), looks=agreed
            )
    if comparison.why is not None and not comparison.health.forbids_means:
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
    wanted |= _needs(runs[0], of=runs[0].name)
    wanted["flow"] = lambda: _flow(runs[0])
    return _drawn({name: draw for name, draw in wanted.items() if name not in _withheld(runs)})


def _withheld(runs: "Sequence[RunResult]") -> set[str]:
    """Charts of times that no configuration's health allows."""
    found = set()
    if all(run.health.forbids_means for run in runs):
        found.add("time-split")
    if all(run.health.overloaded for run in runs):
        found.add("percentiles")
    return found


def _state(run: "RunResult") -> str:
    return charts.state_of([run])


def _target(run: "RunResult") -> float | None:
    """The target asked for, else the one of the scenario, in working days."""
    return run.target.days if run.target else run.scenario.goal.target


def _needs(run: "RunResult", *, of: str = "") -> "dict[str, Callable[[], Axes]]":
    from sim.experiment.needs import who_is_needed

    needs = who_is_needed(run.scenario)
    footer = f"run {run.run_id} · seed {run.seed} · model results"
    return (
        {}
        if needs.empty
        else {"who-is-needed": lambda: charts.who_is_needed(needs, footer=footer, of=of, ill=_state(run))}
    )


def _flow(run: "RunResult") -> "Axes":
    from sim.scenario.organization import place

    footer = f"run {run.run_id}"
    return charts.flow_picture(run.scenario, seating=place(run.scenario), footer=footer, ill=_state(run))


def _drawn(wanted: "dict[str, Callable[[], Axes]]") -> "dict[str, Figure]":
    return {name: draw().get_figure(root=True) for name, draw in wanted.items()}  # type: ignore[misc]

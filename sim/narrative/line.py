"""A result in one line, as a notebook or a debugger shows it: what it is, what it says, what it rests on."""

from typing import TYPE_CHECKING

from sim.narrative import difference
from sim.narrative.numbers import DAYS, PER_CENT, with_interval
from sim.narrative.run import time_of

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.run import RunResult
    from sim.experiment.sweep import Sweep

NAMED = 3  # differences or factors in one line


def of_run(run: "RunResult") -> str:
    """`RunResult(Federated: 33 weeks (31 to 35), 32 % go live, n=20)`, or its state of health where that forbids it."""
    return f"RunResult({run.name}: {_said(run)}, n={run.n})"


def _said(run: "RunResult") -> str:
    time, share = run.figure("time_to_production"), run.figure("conversion")
    if run.health.forbids_means:
        return run.health.state
    if time is None or share is None:
        return "nothing goes live"
    scale, found = time_of(time)
    live = with_interval(share["estimate"], share["low"], share["high"], scale=PER_CENT, limits=(0.0, 1.0)).estimate
    return f"{found.estimate} {scale.unit} ({found.low} to {found.high}), {live} % go live"


def of_comparison(comparison: "Comparison") -> str:
    """`Comparison(Federated vs Centralized: −7 (−17 to +3) days, n=20)`."""
    runs = comparison.runs
    gaps = [comparison.gap(run.name) for run in runs[1:]]
    told = [f"{gap.one} vs {gap.other}: {difference.label(gap)}" for gap in gaps[:NAMED]]
    if comparison.health.forbids_means and gaps[0].unit == DAYS:
        told = [f"{', '.join(run.name for run in runs[1:])} vs {runs[0].name}: {comparison.health.state}"]
    elif len(gaps) > NAMED:
        told.append(f"{len(gaps) - NAMED} more")
    where = "" if comparison.response == "time_to_production" else f" {difference.place(gaps[0])}"
    return f"Comparison({'; '.join(told)}{where}, n={runs[0].n})"


def of_sweep(swept: "Sweep") -> str:
    """`Sweep(people.ml_engineer, maturity.mlops: 21 points, n=100, 3 may be best in time to production)`."""
    factors = ", ".join(swept.factors[:NAMED]) + (", ..." if len(swept.factors) > NAMED else "")
    best = f", {len(swept.best)} may be best in {swept.responses[0]}" if swept.best else ""
    return f"Sweep({factors}: {len(swept.points)} points, n={swept.n}{best})"

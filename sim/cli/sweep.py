"""Sweep: an analyst's grid of factors, on screen and on disk."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options, screen

if TYPE_CHECKING:
    from sim.experiment.sweep import Sweep
    from sim.experiment.vary import Factor
    from sim.scenario import Scenario

SHOWN = 40  # points on screen


def sweep(
    scenario: options.File,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="PATH=VALUES",
            help="A factor: 2..8, 0..1/5 (five points) or 0,0.5,1; several make a grid.",
        ),
    ],
    response: Annotated[
        list[str] | None,
        typer.Option(
            "--response",
            help="What to look at, as often as you like; the first decides.",
            show_default="time_to_production, conversion",
        ),
    ] = None,
    replications: Annotated[
        str, typer.Option("--replications", "-n", metavar="N", help="Replications of each point.")
    ] = "100",
    seed: options.Seed = 1,
    jobs: options.Jobs = None,
    engine: options.Engine = "auto",
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
    json: options.Json = False,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> None:
    """How does the answer move? The scenario at every point of a grid, under the same luck; stopped, it goes on later.

    Example: opmodel sweep coe --vary people.ml_engineer=2..8 --vary maturity.mlops=0,0.5,1 --replications 20
    """
    from sim.experiment.engines import engine_called
    from sim.experiment.store import writable
    from sim.experiment.sweep import HEADLINES
    from sim.experiment.sweep import sweep as sweep_it
    from sim.experiment.vary import parse_factors
    from sim.scenario import load

    chosen, factors = load(scenario), parse_factors(vary)
    wanted = response or list(HEADLINES)
    engine_called(engine)
    writable(out)
    warn_of_commas(factors)
    if dry_run:
        _foresee(chosen, factors, wanted, replications, seed, options.processes(jobs), engine)
        return
    with screen.Meter(quiet=quiet) as meter:
        swept = sweep_it(
            chosen,
            factors,
            response=wanted,
            replications=replications,
            seed=seed,
            jobs=options.processes(jobs),
            engine=engine,
            out=out,
            progress=meter,
            force=force,
        )
    if json:
        screen.as_json(swept.as_plain())
        return
    _tell(swept)
    screen.note(f"\nResults: {swept.stored}")


def warn_of_commas(factors: "Sequence[Factor]") -> None:
    """Two values that look like one number with a decimal comma are named, so that nobody takes them for it."""
    for factor in factors:
        if factor.doubt and factor.typed.startswith("0,"):
            screen.note(f"Warning: {factor.path}: {factor.doubt}.")


def _tell(swept: "Sweep") -> None:
    from sim.report.points import points_table

    for sentence in swept.sentences:
        screen.say(sentence)
    screen.say()
    header, rows = points_table(swept, most=SHOWN)
    title = f"Intervals cover chance only; * may be best; differences from {swept.points[swept.base].name}"
    screen.table(header, rows[:SHOWN], title=title)
    if len(rows) > SHOWN:
        screen.say(f"... and {len(rows) - SHOWN} more points: summary.csv has all of them.")
    for warning in swept.warnings:
        screen.note(f"Warning: {warning}")


def _foresee(
    scenario: "Scenario",
    factors: "Sequence[Factor]",
    wanted: Sequence[str],
    replications: str,
    seed: int,
    jobs: int,
    engine: str,
) -> None:
    """Say what would run and about how long, from one replication of a few points; all points are looked at."""
    from sim.blueprint import make_blueprint
    from sim.experiment.foresight import SAMPLE, seconds_of_one
    from sim.experiment.points import points_of
    from sim.experiment.sweep import asked_for, counted
    from sim.narrative.numbers import about
    from sim.scenario.edit import edit

    n = counted(replications)
    asked_for(scenario, wanted)
    points = points_of(scenario, factors)
    distinct = len({point.meaning for point in points})
    tried = points[:: -(-len(points) // SAMPLE)]
    made = {point.meaning: make_blueprint(edit(scenario, point.edits)) for point in tried}
    name, seconds = seconds_of_one(made, seed, engine)
    each = seconds / len(made)
    same = f" ({distinct} of them different)" if distinct < len(points) else ""
    how = f"on the {name} engine, {jobs} at a time"
    needed = about(each * distinct * n / jobs)
    screen.say(
        f"Would run {n} replications at each of {len(points)} points{same} of {scenario.name} with seed {seed} {how}: "
        f"about {needed}."
    )

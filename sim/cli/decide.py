"""Decide: what happens, which is better and by how much, and what if."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import beforehand, options, screen

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.run import RunResult
    from sim.scenario import Scenario

TARGET_NOT_REACHED = 3


def run(
    scenario: options.File,
    replications: options.Replications = "auto",
    seed: options.Seed = 1,
    jobs: options.Jobs = None,
    engine: options.Engine = "auto",
    target: options.Target = None,
    out: options.Out = Path("results"),
    items: Annotated[bool, typer.Option("--items", help="Also write items.csv, a row per request.")] = False,
    events: Annotated[bool, typer.Option("--events", help="Also write events.csv, a log for process mining.")] = False,
    quiet: options.Quiet = False,
    json: options.Json = False,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> None:
    """What happens: when is it in production, how sure is that, and who is the bottleneck?

    Example: opmodel run coe --replications 20
    """
    from sim.experiment.run import run as run_it
    from sim.scenario import load

    chosen = load(scenario)
    settle_first([chosen], replications, engine, out, target)
    prepare([chosen], quiet=quiet or json)
    if dry_run:
        foresee([chosen], replications, seed, options.processes(jobs), engine)
        return
    with screen.Meter(quiet=quiet) as meter:
        result = run_it(
            chosen,
            seed=seed,
            replications=replications,
            jobs=options.processes(jobs),
            engine=engine,
            out=out,
            progress=meter,
            target=target,
            extra=[name for name, wanted in (("items", items), ("events", events)) if wanted],
            force=force,
        )
    if json:
        screen.as_json(result.as_plain())
    else:
        tell([result], result.sentences, result.warnings)
        screen.note(f"\nResults: {result.stored}")
    _leave(result.target_reached)


def compare(
    scenarios: options.Files,
    response: options.Response = "time_to_production",
    replications: options.Replications = "auto",
    seed: options.Seed = 1,
    jobs: options.Jobs = None,
    engine: options.Engine = "auto",
    target: options.Target = None,
    factors_at_one: Annotated[
        bool, typer.Option(help="For forms: also compare with all form factors at 1, the structure alone.")
    ] = True,
    why: options.Why = False,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Also tell every pair, not only each against the first.")
    ] = False,
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
    json: options.Json = False,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> None:
    """Which is better, by how much, and why? Each meets the same luck, so that the difference is theirs.

    Example: opmodel compare centralized coe --replications 20
    """
    from sim.experiment.compare import compare as compare_them
    from sim.experiment.compare import several

    chosen = several(scenarios)
    settle_first(chosen, replications, engine, out, target, response=response, why=why)
    prepare(chosen, quiet=quiet or json)
    if dry_run:
        foresee(chosen, replications, seed, options.processes(jobs), engine, factors_at_one=factors_at_one, why=why)
        return
    with screen.Meter(quiet=quiet) as meter:
        comparison = compare_them(
            chosen,
            response=response,
            seed=seed,
            replications=replications,
            jobs=options.processes(jobs),
            engine=engine,
            out=out,
            progress=meter,
            target=target,
            factors_at_one=factors_at_one,
            why=why,
            force=force,
        )
    conclude(comparison, json=json, pairs=pairs)


def whatif(
    scenario: options.File,
    set_: Annotated[
        list[str],
        typer.Option("--set", metavar="PATH=VALUE", help="A change: = replaces, *= and += change what is there."),
    ],
    response: options.Response = "time_to_production",
    replications: options.Replications = "auto",
    seed: options.Seed = 1,
    jobs: options.Jobs = None,
    engine: options.Engine = "auto",
    target: options.Target = None,
    why: options.Why = False,
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
    json: options.Json = False,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> None:
    """And if...? Compares the scenario with and without changes, by the same paths as in error messages.

    Example: opmodel whatif coe --set people.ml_engineer=4 --replications 20
    """
    from sim.experiment.whatif import changes
    from sim.experiment.whatif import whatif as compare_with
    from sim.scenario import load
    from sim.scenario.edit import edit

    chosen, edits = load(scenario), changes(set_)
    changed = edit(chosen, edits)
    settle_first([chosen, changed], replications, engine, out, target, response=response, why=why)
    prepare([chosen, changed], quiet=quiet or json)
    if dry_run:
        foresee([chosen, changed], replications, seed, options.processes(jobs), engine, factors_at_one=True, why=why)
        return
    with screen.Meter(quiet=quiet) as meter:
        comparison = compare_with(
            chosen,
            edits,
            response=response,
            seed=seed,
            replications=replications,
            jobs=options.processes(jobs),
            engine=engine,
            out=out,
            progress=meter,
            target=target,
            why=why,
            force=force,
        )
    conclude(comparison, json=json)


def settle_first(
    scenarios: Sequence["Scenario"],
    replications: str,
    engine: str,
    out: Path,
    target: str | None,
    *,
    response: str | None = None,
    why: bool = False,
) -> None:
    """Whatever can be wrong with a question is told before anything else, dry run or not.

    Raises:
        BadInput: for the first that is wrong.
    """
    from sim.blueprint import make_blueprint
    from sim.experiment.compare import deciding
    from sim.experiment.design import plan
    from sim.experiment.engines import engine_called
    from sim.experiment.store import writable
    from sim.experiment.target import target_of

    if response is not None:
        deciding(response, why=why)
    for scenario in scenarios:
        target_of(target, scenario.study)
    plan(scenarios[0].study, replications)
    engine_called(engine)
    writable(out)
    for scenario in scenarios:
        make_blueprint(scenario)


def prepare(scenarios: Sequence["Scenario"], *, quiet: bool) -> None:
    """Before a run: odd-but-legal warnings and who is overloaded."""
    beforehand.warn_of(scenarios, quiet=quiet)


def foresee(
    scenarios: Sequence["Scenario"],
    replications: str,
    seed: int,
    jobs: int,
    engine: str,
    *,
    factors_at_one: bool = False,
    why: bool = False,
) -> None:
    """Say what would run and about how long, from one replication of all that is simulated."""
    from sim.experiment.compare import lined_up
    from sim.experiment.design import plan
    from sim.experiment.foresight import seconds_of_one
    from sim.experiment.why import MOST
    from sim.narrative.numbers import about, listed

    design, lineup = plan(scenarios[0].study, replications), lined_up(scenarios, factors_at_one=factors_at_one, why=why)
    name, each = seconds_of_one(lineup.blueprints, seed, engine)
    off = {key: made for key, made in lineup.switched.blueprints.items() if key not in lineup.blueprints}
    _, further = seconds_of_one(off, seed, engine)
    names = listed(list(dict.fromkeys(scenario.name for scenario in scenarios)))
    many = f"{design.at_least}" if design.fixed else f"{design.at_least} to {design.at_most}"

    def needed(n: int) -> str:
        return about((each * n + further * min(n, MOST)) / jobs)

    time_needed = needed(design.at_least)
    if not design.fixed:
        time_needed += f" to {needed(design.at_most)}"
    how = f"on the {name} engine, {jobs} at a time"
    also = f"; {len(off)} more with groups of effects off, {MOST} times at the most" if off else ""
    screen.say(
        f"Would run {many} replications of {names} with seed {seed} {how}{also}: about {time_needed}, and some "
        "seconds for charts."
    )


def conclude(comparison: "Comparison", *, json: bool, pairs: bool = False) -> None:
    """After a comparison: sentences, tables, where the files are, exit code."""
    from sim.narrative.comparison import pairs_told
    from sim.report.why import tables_of

    if json:
        screen.as_json(comparison.as_plain())
    else:
        tell(comparison.runs, [*comparison.told(), *(pairs_told(comparison) if pairs else ())], ())
        for title, header, rows in tables_of(comparison):
            screen.say()
            screen.table(header, rows, title=title)
        for warning in comparison.warnings:
            screen.note(f"Warning: {warning}")
        screen.note(f"\nResults: {comparison.stored}")
    _leave(comparison.target_reached)


def tell(runs: Sequence["RunResult"], sentences: Sequence[str], warnings: Sequence[str]) -> None:
    """Sentences, the table of configurations, warnings."""
    from sim.report.table import legend, results_table

    for sentence in sentences:
        screen.say(sentence)
    screen.say()
    header, rows = results_table(runs)
    screen.table(header, rows, title="Intervals of 95 %, chance only")
    for line in legend(runs):
        screen.say(line)
    for warning in warnings:
        screen.note(f"Warning: {warning}")


def _leave(target_reached: bool | None) -> None:
    if target_reached is False:
        raise typer.Exit(TARGET_NOT_REACHED)

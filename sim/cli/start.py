"""Start: see it work, get a file to begin with, check it."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import beforehand, options, screen

SHIPPED = ("centralized", "coe", "federated")
DEMO_REPLICATIONS = 20


def demo(
    replications: options.Replications = str(DEMO_REPLICATIONS),
    seed: options.Seed = 1,
    jobs: options.Jobs = None,
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
    force: options.Force = False,
) -> None:
    """Show me: three ways to set up the teams, compared, with charts and one page to mail.

    Example: opmodel demo
    """
    from sim.cli.decide import conclude

    with screen.Meter(quiet=quiet) as meter:
        meter.begin(f"Comparing {', '.join(SHIPPED[:-1])} and {SHIPPED[-1]} teams: the same people, the same requests.")
        from sim.experiment.compare import compare
        from sim.scenario import load

        comparison = compare(
            [load(name) for name in SHIPPED],
            seed=seed,
            replications=replications,
            jobs=options.processes(jobs),
            out=out,
            progress=meter,
            force=force,
        )
    conclude(comparison, json=False)
    screen.note(f"Page: {comparison.stored.path / 'report.html'}" if comparison.stored else "")


def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the scenario.")],
    from_: Annotated[str, typer.Option("--from", metavar="NAME", help="Shipped scenario to start from.")] = "federated",
    form: Annotated[
        str, typer.Option("--form", metavar="FORM", help="Another form; custom writes out who sits in which team.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> None:
    """Give me a start: a commented scenario file, unit and usual range beside each lever.

    With --form custom it has teams of your own to edit, which begin as the scenario after --from seats everybody.

    Example: opmodel new my.yaml --from federated
    """
    from sim.errors import BadInput, OpmodelError
    from sim.scenario.template import template

    text = template(from_, name=path.stem.replace("_", " ").replace("-", " "), form=form)
    if path.exists() and not force:
        raise BadInput(f"{path} is there already.\n    Choose another name, or replace it with --force.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OpmodelError(f"Cannot write {path}: {error.strerror or error}.") from None
    screen.say(f"{path} written. Edit it, then: opmodel check {path}")


def check(
    scenario: options.File,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Problems and warnings only.")] = False,
) -> None:
    """Is my file right? All problems at once, what is odd but legal, and the offered load per role.

    Example: opmodel check coe
    """
    from sim.scenario import load

    chosen = load(scenario, checked=False)
    found = beforehand.warnings_of(chosen)
    loads = beforehand.loads_of(chosen)
    over = beforehand.overload(chosen, loads)
    head = "can be run, but the team cannot keep up" if over else "no problems"
    also = f", {len(found)} warning{'s' if len(found) != 1 else ''}" if found else ""
    screen.say("\n".join([f"{scenario}: {head}{also}", *(f"    {text}" for text in over)]))
    for warning in found:
        screen.say(f"\n{warning}")
    if not quiet:
        beforehand.show_loads(chosen, loads)

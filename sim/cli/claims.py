"""Explore: what does the simulation say of what is commonly claimed?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options, pages, prose, screen

if TYPE_CHECKING:
    from sim.experiment.claims import Answered

NAME = "claims"  # folder of the data
Fewer = Annotated[
    int | None,
    typer.Option("--replications", "-n", min=2, metavar="N", help="How many, in place of what the claim says."),
]


def claim(
    name: Annotated[str, typer.Argument(metavar="CLAIM", help="A shipped claim, or a folder with a claim.yaml.")],
    replications: Fewer = None,
    jobs: options.Jobs = None,
    engine: options.Engine = "auto",
    seed: options.Seed = 1,
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
    force: options.Force = False,
) -> None:
    """Is it true? One claim put to the test: what was expected, what came out, what it rests on.

    Example: opmodel claim no_ml_engineers --replications 2
    """
    from sim.experiment.claim_files import load_claim
    from sim.experiment.claims import put_to_the_test
    from sim.experiment.claims_text import markdown
    from sim.experiment.store import usable

    asked = load_claim(name)
    usable(out / NAME)
    with screen.Meter(quiet=quiet) as meter:
        tested = put_to_the_test(
            asked,
            replications=replications,
            seed=seed,
            jobs=options.processes(jobs),
            engine=engine,
            progress=meter,
        )
    prose.show(markdown(tested))
    as_written = tested.n == asked.replications and seed == 1
    place = out / NAME if as_written else out / NAME / f"seed-{seed}-n-{tested.n}"
    screen.note(f"\nResults: {pages.save({f'{asked.name}.csv': tested.as_csv()}, place, force=force)}")


def claims(
    replications: Fewer = None,
    jobs: options.Jobs = None,
    engine: options.Engine = "auto",
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="README.md", help="Put the answers between the markers of this page."),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", metavar="README.md", help="Exit code 1 and a diff if this page differs; writes nothing."
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only name the claims and their questions.")] = False,
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
    force: options.Force = False,
) -> None:
    """What does the simulation say? Every claim put to the test, contrary answers first; some minutes.

    Example: opmodel claims --list
    """
    from sim.errors import BadInput
    from sim.experiment.claim_files import claim_names, load_claim
    from sim.experiment.claims import put_to_the_test
    from sim.experiment.claims_text import PART, section
    from sim.experiment.marked import between_markers, with_part
    from sim.experiment.store import usable

    asked = [load_claim(name) for name in claim_names()]
    if listed:
        screen.table(["claim", "question"], [[each.name, each.question] for each in asked])
        return
    if write is not None and check is not None:
        raise BadInput("--write and --check\n    only one of them at a time")
    if replications is not None and (write or check):
        raise BadInput("--replications\n    a page shows each claim with the replications that it says")
    page = pages.read(write or check, missing_is_empty=write is not None)
    if check is not None or page:
        between_markers(page, str(write or check), PART)  # complain before any time is spent
    if check is None:
        usable(out / NAME)
    results: list[Answered] = []
    for number, each in enumerate(asked, 1):
        if not quiet:
            screen.note(f"{number} of {len(asked)}: {each.name}")
        with screen.Meter(quiet=quiet) as meter:
            results.append(
                put_to_the_test(
                    each, replications=replications, jobs=options.processes(jobs), engine=engine, progress=meter
                )
            )
    text = section(results)
    if check is not None:
        pages.compare(between_markers(page, str(check), PART), text, check, verb=NAME)
        return
    prose.show(text)
    place = out / NAME if replications is None else out / NAME / f"seed-1-n-{replications}"
    made = {f"{each.claim.name}.csv": each.as_csv() for each in results}
    screen.note(f"\nResults: {pages.save(made, place, force=force or write is not None)}")
    if write is not None:
        pages.put(write, with_part(page, text, str(write), PART).encode())
        screen.note(f"{write} written.")

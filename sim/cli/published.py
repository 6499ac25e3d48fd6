"""Trust: how does it compare with what surveys have published?"""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options, pages, prose, screen

NAME = "published"  # folder of the data


def published(
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=2, metavar="N", help="How many at each of three levels.")
    ] = 40,
    jobs: options.Jobs = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="README.md", help="Put the table between the markers of this page."),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", metavar="README.md", help="Exit code 1 and a diff if this page differs; writes nothing."
        ),
    ] = None,
    scenario: Annotated[str, typer.Option("--scenario", help="What is run at three levels of maturity.")] = "baseline",
    seed: options.Seed = 1,
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
    force: options.Force = False,
) -> None:
    """Is it plausible? The baseline beside published totals, in range or not.

    Example: opmodel published --replications 2
    """
    from sim.errors import BadInput
    from sim.experiment.marked import between_markers, with_part
    from sim.experiment.published import published as lay_beside
    from sim.experiment.published_text import markdown
    from sim.experiment.store import usable
    from sim.scenario import load

    if write is not None and check is not None:
        raise BadInput("--write and --check\n    only one of them at a time")
    page = pages.read(write or check, missing_is_empty=write is not None)
    if check is not None or page:
        between_markers(page, str(write or check))  # complain before any time is spent
    if check is None:
        usable(out / NAME)
    with screen.Meter(quiet=quiet) as meter:
        result = lay_beside(
            load(scenario), replications=replications, seed=seed, jobs=options.processes(jobs), progress=meter
        )
    table = markdown(result)
    if check is not None:
        pages.compare(between_markers(page, str(check)), table, check, verb=NAME)
        return
    prose.show(table)
    stored = pages.save(result.files(), out / NAME, force=force or write is not None)
    screen.note(f"\nResults: {stored}")
    if write is not None:
        pages.put(write, with_part(page, table, str(write)).encode())
        screen.note(f"{write} written.")

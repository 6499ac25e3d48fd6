"""Trust: how does it compare with what surveys have published?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options, screen

if TYPE_CHECKING:
    from sim.experiment.published import Published

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
    from sim.experiment.published import published as lay_beside
    from sim.experiment.published_text import between_markers, markdown, with_table
    from sim.experiment.store import usable
    from sim.scenario import load

    if write is not None and check is not None:
        raise BadInput("--write and --check\n    only one of them at a time")
    page = _read(write or check, missing_is_empty=write is not None)
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
        _compare(between_markers(page, str(check)), table, check)
        return
    screen.say(table)
    stored = _save(result, out / NAME, force=force or write is not None)
    screen.note(f"\nResults: {stored}")
    if write is not None:
        _put(write, with_table(page, table, str(write)).encode())
        screen.note(f"{write} written.")


def _read(page: Path | None, *, missing_is_empty: bool) -> str:
    from sim.errors import BadInput

    if page is None or (missing_is_empty and not page.exists()):
        return ""
    try:
        return page.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text in UTF-8"
        raise BadInput(f"{page}\n    cannot be read: {reason}") from None


def _compare(there: str, table: str, page: Path) -> None:
    from difflib import unified_diff

    if there == table:
        screen.say(f"{page} is up to date.")
        return
    for line in unified_diff(there.splitlines(), table.splitlines(), str(page), "computed now", lineterm=""):
        screen.say(line)
    screen.note(f"{page} is out of date: `opmodel published --write {page}` puts the new table in.")
    raise typer.Exit(1)


def _save(result: "Published", folder: Path, *, force: bool) -> str:
    """Write the data; different data that are there are replaced only on demand."""
    from sim.experiment.store import StoreError

    files = {folder / name: content for name, content in result.files().items()}
    old = [place for place, content in files.items() if place.exists() and place.read_bytes() != content]
    if old and not force:
        raise StoreError(
            f"{old[0].parent} holds different results ({', '.join(place.name for place in old)}).\n"
            "    Nothing was overwritten. Use --force to replace them, or --out for another folder."
        )
    same = not old and all(place.exists() for place in files)
    for place, content in files.items():
        if not same:
            _put(place, content)
    return f"{next(iter(files)).parent} ({'already there, identical' if same else 'replaced' if old else 'written'})"


def _put(place: Path, content: bytes) -> None:
    """Write a file under a temporary name first."""
    from sim.experiment.store import unwritable

    temporary = place.with_name(f".{place.name}.writing")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(place)
    except OSError as error:
        raise unwritable(place.parent, error) from None

"""Pages and tables that a command makes anew: read, compared, and written whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

import typer

from sim.cli import screen


def read(page: Path | None, *, missing_is_empty: bool) -> str:
    """The text of a page."""
    from sim.errors import BadInput

    if page is None or (missing_is_empty and not page.exists()):
        return ""
    try:
        return page.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text in UTF-8"
        raise BadInput(f"{page}\n    cannot be read: {reason}") from None


def compare(there: str, made: str, page: Path, *, verb: str) -> None:
    """Say that the page is up to date, or what differs, with exit code 1."""
    from difflib import unified_diff

    if there == made:
        screen.say(f"{page} is up to date.")
        return
    for line in unified_diff(there.splitlines(), made.splitlines(), str(page), "computed now", lineterm=""):
        screen.say(line)
    screen.note(f"{page} is out of date: `opmodel {verb} --write {page}` puts the new text in.")
    raise typer.Exit(1)


def save(made: Mapping[str, bytes], folder: Path, *, force: bool) -> str:
    """Write the data; different data that are there are replaced only on demand."""
    from sim.experiment.store import StoreError

    files = {folder / name: content for name, content in made.items()}
    old = [place for place, content in files.items() if place.exists() and place.read_bytes() != content]
    if old and not force:
        raise StoreError(
            f"{old[0].parent} holds different results ({', '.join(place.name for place in old)}).\n"
            "    Nothing was overwritten. Use --force to replace them, or --out for another folder."
        )
    same = not old and all(place.exists() for place in files)
    for place, content in files.items():
        if not same:
            put(place, content)
    return f"{next(iter(files)).parent} ({'already there, identical' if same else 'replaced' if old else 'written'})"


def put(place: Path, content: bytes) -> None:
    """Write a file under a temporary name first."""
    from sim.experiment.store import unwritable

    temporary = place.with_name(f".{place.name}.writing")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(place)
    except OSError as error:
        raise unwritable(place.parent, error) from None

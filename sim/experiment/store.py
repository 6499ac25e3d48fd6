"""The store: a folder of results for each run id, whole or not there at all, and never quietly overwritten."""

import filecmp
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sim.errors import OpmodelError
from sim.experiment.provenance import file_digest

MANIFEST = "manifest.json"
TIMES = "times.json"  # clock times, outside every digest
CIRCUMSTANCES = ("environment", "engines")  # of the manifest; they change nothing in the results
Content = bytes | Iterable[bytes]  # of a file, whole or piece by piece


class StoreError(OpmodelError):
    """Results would overwrite different ones."""


class UnwritableError(StoreError):
    """Results cannot be written: a full disk, or a folder that nobody may write to."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Stored:
    """Where results lie and what had to be done for it."""

    path: Path
    status: Literal["written", "identical", "replaced"]

    def __str__(self) -> str:
        said = {"written": "written", "identical": "already there, identical", "replaced": "replaced"}
        return f"{self.path} ({said[self.status]})"


def usable(root: str | Path) -> Path:
    """The folder of results, made if need be.

    Raises:
        UnwritableError: before any time is spent on a run, if nothing can be written there.
    """
    folder = Path(root)
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise unwritable(folder, error) from None
    return folder


def writable(root: str | Path) -> None:
    """Make sure that results could be written to a folder, without making it.

    Raises:
        UnwritableError: if nothing can be written there.
    """
    folder = Path(root)
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    probe = there / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise unwritable(folder, error) from None


def save(
    root: str | Path,
    run_id: str,
    files: Mapping[str, Content],
    *,
    manifest: Callable[[Mapping[str, str]], bytes] | None = None,
    times: Any = None,
    force: bool = False,
) -> Stored:
    """Write the files of a run under a temporary name, then call them `root`/`run_id`: all of them or none.

    `manifest` makes the manifest of their digests.

    Raises:
        StoreError: if other results are there already and `force` is off.
        UnwritableError: if writing fails; what was there before is as it was.
    """
    folder = usable(root)
    target, temporary = folder / run_id, folder / f".{run_id}-{os.getpid()}"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        for name, content in files.items():
            _write(temporary / name, content)
        if manifest:
            digests = {name: file_digest(temporary / name) for name in sorted(files)}
            _write(temporary / MANIFEST, manifest(digests))
        different = _different(target, temporary) if target.exists() else []
        if target.exists() and not different:
            return Stored(target, "identical")
        if target.exists() and not force:
            shown = ", ".join(different[:3]) + (" ..." if len(different) > 3 else "")
            raise StoreError(
                f"{target} holds different results ({shown}).\n"
                "    Nothing was overwritten. Use --force to replace them, or --out for another folder."
            )
        said = json.dumps({"finished": _now(), **(times or {})}, indent=2) + "\n"
        _write(temporary / TIMES, said.encode())
        return Stored(target, _put(temporary, target))
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write(place: Path, content: Content) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        file.writelines([content] if isinstance(content, bytes) else content)


def _put(temporary: Path, target: Path) -> Literal["written", "replaced"]:
    """In its place; what was there goes last, and comes back if anything fails."""
    if not target.exists():
        temporary.rename(target)
        return "written"
    retired = temporary.with_name(f"{temporary.name}-old")
    target.rename(retired)
    try:
        temporary.rename(target)
    except OSError:
        retired.rename(target)
        raise
    shutil.rmtree(retired, ignore_errors=True)
    return "replaced"


def _different(target: Path, made: Path) -> list[str]:
    """Names of files that are missing or have other content; circumstances in the manifest do not count."""
    files = sorted(place for place in made.rglob("*") if place.is_file())
    names = [place.relative_to(made).as_posix() for place in files]
    return [name for name in names if not _same(target / name, made / name)]


def _same(there: Path, made: Path) -> bool:
    try:
        if filecmp.cmp(there, made, shallow=False):
            return True
        if made.name != MANIFEST:
            return False
        one, other = json.loads(there.read_bytes()), json.loads(made.read_bytes())
    except (OSError, ValueError):
        return False
    return {**one, **dict.fromkeys(CIRCUMSTANCES)} == {**other, **dict.fromkeys(CIRCUMSTANCES)}


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def unwritable(folder: Path, error: OSError) -> UnwritableError:
    """What to tell when writing below a folder fails."""
    reason = error.strerror or str(error)
    return UnwritableError(
        f"Cannot write results to {folder}: {reason}.\n"
        "    Free some space or allow writing there, or choose another folder with --out."
    )

"""The store: a folder of results for each run id, whole or not there at all, and never quietly overwritten."""

import json
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sim.errors import OpmodelError

MANIFEST = "manifest.json"
TIMES = "times.json"  # clock times, outside every digest
CIRCUMSTANCES = ("environment", "engines")  # of the manifest; they change nothing in the results


class StoreError(OpmodelError):
    """Results cannot be written or would overwrite different ones."""


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
        StoreError: before any time is spent on a run, if nothing can be written there.
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


def save(
    root: str | Path, run_id: str, files: Mapping[str, bytes], *, times: Any = None, force: bool = False
) -> Stored:
    """Write the files of a run under `root`/`run_id`, under a temporary name first.

    Raises:
        StoreError: if other results are there already and `force` is off, or if writing fails.
    """
    folder = usable(root)
    target = folder / run_id
    different = _different(target, files) if target.exists() else []
    if target.exists() and not different:
        return Stored(target, "identical")
    if target.exists() and not force:
        shown = ", ".join(different[:3]) + (" ..." if len(different) > 3 else "")
        raise StoreError(
            f"{target} holds different results ({shown}).\n"
            "    Nothing was overwritten. Use --force to replace them, or --out for another folder."
        )
    temporary = folder / f".{run_id}-{os.getpid()}"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        for name, content in files.items():
            place = temporary / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        (temporary / TIMES).write_text(json.dumps({"finished": _now(), **(times or {})}, indent=2) + "\n")
        status: Literal["written", "replaced"] = "replaced" if target.exists() else "written"
        if status == "replaced":
            retired = folder / f".{run_id}-{os.getpid()}-old"
            target.rename(retired)
            temporary.rename(target)
            shutil.rmtree(retired, ignore_errors=True)
        else:
            temporary.rename(target)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise unwritable(folder, error) from None
    return Stored(target, status)


def _different(target: Path, files: Mapping[str, bytes]) -> list[str]:
    """Names of files that are missing or have other content; circumstances in the manifest do not count."""
    return [name for name, content in files.items() if not _same(target / name, name, content)]


def _same(place: Path, name: str, content: bytes) -> bool:
    try:
        there = place.read_bytes()
    except OSError:
        return False
    if there == content:
        return True
    if name != MANIFEST:
        return False
    try:
        one, other = json.loads(there), json.loads(content)
    except ValueError:
        return False
    return {**one, **dict.fromkeys(CIRCUMSTANCES)} == {**other, **dict.fromkeys(CIRCUMSTANCES)}


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def unwritable(folder: Path, error: OSError) -> StoreError:
    """What to tell when writing below a folder fails."""
    reason = error.strerror or str(error)
    return StoreError(
        f"Cannot write results to {folder}: {reason}.\n"
        "    Free some space or allow writing there, or choose another folder with --out."
    )

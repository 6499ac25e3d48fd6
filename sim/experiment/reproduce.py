"""Reproducing: a stored run is run again from what its folder holds, and its tables are compared to the last digit."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.errors import BadInput
from sim.experiment import provenance
from sim.experiment.compare import compared
from sim.experiment.replicate import Watch
from sim.experiment.run import run
from sim.experiment.store import MANIFEST, Stored
from sim.experiment.sweep import sweep
from sim.experiment.vary import Factor
from sim.scenario.load import loads
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Reproduced:
    """Which tables came out the same."""

    same: tuple[str, ...]
    different: tuple[str, ...]
    same_program: bool  # made by the same text of the program
    environment: tuple[str, ...]  # libraries whose versions differ, as "numpy 1.26 then, 2.4 now"


def reproduce(folder: str | Path, *, jobs: int | None = None, progress: Watch | None = None) -> Reproduced:
    """Run again what made the results in a folder, and compare every table with the digest in its manifest.

    Raises:
        BadInput: if the folder holds no results.
    """
    place = Path(folder)
    manifest = _manifest(place)
    parameters = manifest["parameters"]
    options: dict[str, Any] = dict(parameters["options"])
    scenarios = [_scenario(path) for path in sorted(place.glob("scenario*.resolved.yaml"), key=_number)]
    given = {"seed": parameters["seed"], "replications": parameters["replications"], "jobs": jobs, "progress": progress}
    with TemporaryDirectory() as again:
        stored: Stored | None
        if parameters["verb"] == "run":
            stored = run(scenarios[0], out=again, **given, **options).stored
        elif parameters["verb"] == "sweep":
            gridded = [Factor(path, tuple(levels)) for path, levels in options.get("vary", {}).items()]
            points = gridded or options["points"]
            stored = sweep(scenarios[0], points, response=options["response"], out=again, **given).stored
        else:
            fixed = {"engine": "auto", "force": False, "why": False}
            stored = compared(parameters["verb"], scenarios, out=again, **{**fixed, **given, **options}).stored
        assert stored is not None  # noqa: S101 - for the type checker: there is a folder
        tables = sorted(name for name in manifest["resources"] if name.endswith(".csv"))
        digests = {name: provenance.file_digest(stored.path / name) for name in tables}
    now, then = provenance.versions(), manifest["environment"]
    return Reproduced(
        tuple(name for name in tables if digests[name] == manifest["resources"][name]),
        tuple(name for name in tables if digests[name] != manifest["resources"][name]),
        manifest["software"]["source"] == provenance.source_hash(),
        tuple(f"{name} {then[name]} then, {now.get(name)} now" for name in then if then[name] != now.get(name)),
    )


def tampered(folder: str | Path) -> tuple[str, ...]:
    """Files of a folder that are gone or no longer what its manifest says."""
    place = Path(folder)
    found = []
    for name, digest in _manifest(place)["resources"].items():
        file = place / name
        if not file.is_file() or provenance.file_digest(file) != digest:
            found.append(name)
    return tuple(found)


def _manifest(place: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        if not {"parameters", "resources", "software", "environment"} <= set(manifest):
            raise ValueError
    except (OSError, ValueError, TypeError):
        raise BadInput(f"{place} holds no results: there is no {MANIFEST} that can be read") from None
    return dict(manifest)


def _scenario(path: Path) -> Scenario:
    return loads(path.read_text(encoding="utf-8"), name=path.name)


def _number(path: Path) -> int:
    part = path.name.split(".")[1]
    return int(part) if part.isdigit() else 0

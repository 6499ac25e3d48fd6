"""Provenance: what went into a run, so that it can be run again and found again by its id.

Software, parameters, environment and resources, in that order. Nothing that depends on the clock or the machine's
name goes into the id; how many processes did the work does not either, because it changes nothing.
"""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

RELEVANT = ("numpy", "scipy", "simpy", "pandas", "numba", "matplotlib")
PIECE = 1 << 20  # bytes of a file at a time


def digest(*parts: bytes | str) -> str:
    """A stable digest of texts or bytes, each with its length, so that nothing can run into its neighbor."""
    state = blake2b(digest_size=20)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "little"))
        state.update(raw)
    return state.hexdigest()


def file_digest(place: Path) -> str:
    """The digest of a file's bytes, of which only a piece is in memory."""
    state = blake2b(digest_size=20)
    state.update(place.stat().st_size.to_bytes(8, "little"))
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            state.update(piece)
    return state.hexdigest()


def canonical(value: Any) -> str:
    """Plain data as text, in its order: the order of people, domains and steps means something."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


@cache
def source_hash() -> str:
    """Digest of the program's own text: an edited program gives another run id, whatever its version says."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(path for path in root.rglob("*.py") if "__pycache__" not in path.parts)
    parts: list[bytes | str] = []
    for path in files:
        parts += [path.relative_to(root).as_posix(), path.read_bytes().replace(b"\r\n", b"\n")]
    return digest(*parts)


@cache
def version() -> str:
    """The program's version, from its metadata where it is installed."""
    try:
        return metadata.version("opmodel")
    except metadata.PackageNotFoundError:
        return "0.1.0"


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that numbers or pictures depend on, without importing them."""
    found = {"python": platform.python_version(), "opmodel": version()}
    for name in RELEVANT:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


@dataclass(frozen=True, slots=True)
class Order:
    """All that decides the outcome of an experiment; equal orders have equal results and one id."""

    verb: str  # run, compare, whatif
    scenarios: tuple[Mapping[str, Any], ...]  # resolved, as plain data
    seed: int
    replications: int | str
    options: Mapping[str, Any] = field(default_factory=dict)  # response, target, files asked for

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the configurations, in order."""
        return tuple(str(scenario["name"]) for scenario in self.scenarios)

    @property
    def run_id(self) -> str:
        """The verb and a hash of everything that goes in, the program included."""
        return f"{self.verb}-{digest(canonical(asdict(self)), source_hash())[:12]}"

    def manifest(self, *, meanings: Sequence[str], digests: Mapping[str, str]) -> dict[str, Any]:
        """What is needed to run again and to see that the result is the same, by name of file; no clock time in it."""
        return {
            "run_id": self.run_id,
            "software": {"name": "opmodel", "version": version(), "source": source_hash()},
            "parameters": {
                "verb": self.verb,
                "names": list(self.names),
                "meanings": list(meanings),
                "scenarios": [digest(canonical(scenario)) for scenario in self.scenarios],
                "seed": self.seed,
                "replications": self.replications,
                "options": dict(self.options),
            },
            "environment": versions(),
            "resources": dict(sorted(digests.items())),
        }

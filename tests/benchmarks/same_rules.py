"""The yardstick of the compiled engine: an ordinary C++ event loop with the same rules, compiled on the spot.

It reads the blueprint's own columns, not the tables that were packed for the compiled engine, and digests its rows and
items, so that the same digest says that it did the same work.
"""

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import fields
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim import draws
from sim.blueprint import Blueprint
from sim.trace import Trace

SOURCE = Path(__file__).with_suffix(".cpp")
FLAGS = ("-O2", "-std=c++17", "-ffp-contract=off")
MAGIC = b"opmodel1"


class Measured(NamedTuple):
    """What the C++ loop says of its replications."""

    seconds: float  # of the loops only, in memory that was used before
    rows: int
    events: int
    digest: int


def build(folder: Path | None = None) -> Path | None:
    """The executable, compiled if its sources have changed; None where there is no g++."""
    compiler = shutil.which("g++")
    if compiler is None:
        return None
    texts = [path.read_bytes() for path in (SOURCE, *sorted(SOURCE.with_suffix("").glob("*.hpp")))]
    version = blake2b(b"".join(texts) + " ".join(FLAGS).encode(), digest_size=8).hexdigest()
    executable = (folder or Path(tempfile.gettempdir())) / f"same_rules-{version}"
    if not executable.exists():
        with tempfile.TemporaryDirectory(dir=executable.parent) as own:
            fresh = Path(own) / executable.name
            subprocess.run([compiler, *FLAGS, str(SOURCE), "-o", str(fresh)], check=True)
            fresh.replace(executable)  # nobody sees half of it
    return executable


def write(blueprint: Blueprint, path: Path) -> None:
    """Leave the blueprint as named columns of 8-byte words: after the magic, name, number of values and values.

    Raises:
        NotImplementedError: for what the loop does not do, by name.
    """
    if (blueprint.gate_coordination >= 0).any():
        raise NotImplementedError("coordination at gates")
    if blueprint.source_moves.any():
        raise NotImplementedError("clocks whose rate moves")
    marks = blueprint.mark_names
    columns = {f.name: value for f in fields(blueprint) if isinstance(value := getattr(blueprint, f.name), np.ndarray)}
    wholes = {
        "teams": len(blueprint.team_names), "bounces_at_most": blueprint.bounces_at_most,
        "queueing": blueprint.queueing, "full_horizon": blueprint.full_horizon,
        "is_flow": blueprint.study_type == "flow", "mark_live": marks.index("live"),
        "mark_in_use": marks.index("in_use"), "mark_retired": marks.index("retired"),
    }  # fmt: skip
    columns |= {name: np.array([value], np.int64) for name, value in wholes.items()}
    columns |= {name: np.array([getattr(blueprint, name)]) for name in ("horizon", "warm_up", "intake")}
    columns["replication_stream"] = np.array([draws.stream_key("replication")], np.uint64)
    with path.open("wb") as file:
        file.write(MAGIC)
        for name, values in columns.items():
            words = values.ravel().astype({"f": "<f8", "u": "<u8"}.get(values.dtype.kind, "<i8"))
            file.write(struct.pack("<Q", len(name)) + name.encode() + struct.pack("<Q", words.size) + words.tobytes())


def run(
    blueprint: Blueprint, seed: int, replications: int, executable: Path, *, first: int = 0, rows: bool = True
) -> Measured:
    """Simulate replications by the C++ loop; without rows they are only counted and the digest is of the items."""
    with tempfile.NamedTemporaryFile(suffix=".blueprint") as file:
        write(blueprint, Path(file.name))
        words = [file.name, str(seed), str(first), str(replications), "rows" if rows else "no-rows"]
        said = subprocess.run([str(executable), *words], check=True, capture_output=True, text=True)
    took, n_rows, events, digested = said.stdout.split()
    return Measured(float(took), int(n_rows), int(events), int(digested))


def seconds(
    blueprint: Blueprint, seed: int, replications: int, executable: Path, *, rows: bool = True
) -> tuple[float, int]:
    """Seconds of the loops, rows written or only counted, and how many rows they were."""
    measured = run(blueprint, seed, replications, executable, rows=rows)
    return measured.seconds, measured.rows


def digest(blueprint: Blueprint, seed: int, replications: int, executable: Path) -> int:
    """The digest of all rows and items."""
    return run(blueprint, seed, replications, executable).digest


def digest_of(traces: Iterable[Trace]) -> int:
    """The digest of the same replications from their traces."""
    result = 0
    for trace in traces:
        items = trace.items
        rows = (trace.time, trace.item, trace.step, trace.part, trace.visit, trace.event, trace.person)
        records = (
            items.number, items.source, items.kind, items.domain, items.parent, items.requested, items.size,
            items.value, items.measurable,
        )  # fmt: skip
        total = sum(_added_up(columns) for columns in ((np.array([trace.end]),), rows, records))
        result = draws.mix(result ^ (total & draws.WORD))
    return result


def _added_up(columns: tuple[Any, ...]) -> int:
    """Sum of the hashes of records, so that their order does not count."""
    hashes = np.full(len(columns[0]), 14695981039346656037, np.uint64)
    for column in columns:
        words = column.view(np.uint64) if column.dtype.kind == "f" else column.astype(np.int64).view(np.uint64)
        hashes = (hashes ^ words) * np.uint64(1099511628211)
        hashes ^= hashes >> np.uint64(32)
    return int(hashes.sum(dtype=np.uint64))

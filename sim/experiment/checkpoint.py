"""A checkpoint: finished replications on disk while a run is going on, so that a stopped run can go on from there.

It lies in a folder `<run id>.partial` beside the results to be, in whole files only, and goes when they are written.
A file that cannot be read is as good as none: its replications are simulated again.
"""

import os
import shutil
import time
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from sim.experiment.store import unwritable, usable
from sim.responses.measures import Measures

EVERY = 5.0  # seconds between two files
Task = tuple[str, int]


class Checkpoint:
    """Where a run keeps what is finished."""

    def __init__(self, root: str | Path, run_id: str) -> None:
        self.folder = usable(root) / f"{run_id}.partial"
        self._waiting: dict[Task, Measures] = {}
        self._last = time.monotonic()

    def kept(self) -> dict[Task, Measures]:
        """What an earlier run with the same id has finished."""
        found: dict[Task, Measures] = {}
        for place in sorted(self.folder.glob("*.npz")):
            try:
                found |= _read(place)
            except (OSError, ValueError, KeyError, EOFError, BadZipFile):
                continue
        return found

    def keep(self, task: Task, measures: Measures) -> None:
        """Remember one replication, on disk within a few seconds."""
        self._waiting[task] = measures
        if time.monotonic() - self._last > EVERY:
            self.flush()

    def flush(self) -> Path:
        """Write what is only in memory; the folder."""
        self._last = time.monotonic()
        if not self._waiting:
            return self.folder
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            number = len(list(self.folder.glob("*.npz")))
            temporary = self.folder / f".{os.getpid()}.writing"
            _write(temporary, self._waiting)
            temporary.rename(self.folder / f"{number:05}-{os.getpid()}.npz")
        except OSError as error:
            raise unwritable(self.folder.parent, error) from None
        self._waiting = {}
        return self.folder

    def clear(self) -> None:
        """Remove it: the results are written."""
        self._waiting = {}
        shutil.rmtree(self.folder, ignore_errors=True)


def _write(place: Path, measured: dict[Task, Measures]) -> None:
    arrays: dict[str, np.ndarray] = {}
    for each, ((meaning, number), measures) in enumerate(measured.items()):
        arrays[f"{each}.task"] = np.array([meaning, str(number)])
        arrays[f"{each}.names"] = np.array(measures.names, dtype=np.str_)
        for name in ("pairs", "requested", "duration", "outcome", "wip", "used"):
            arrays[f"{each}.{name}"] = getattr(measures, name)
        arrays[f"{each}.end"] = np.array(measures.end)
    with place.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def _read(place: Path) -> dict[Task, Measures]:
    found: dict[Task, Measures] = {}
    with np.load(BytesIO(place.read_bytes()), allow_pickle=False) as arrays:
        for each in range(sum(name.endswith(".task") for name in arrays.files)):
            meaning, number = (str(text) for text in arrays[f"{each}.task"])
            found[meaning, int(number)] = Measures(
                tuple(arrays[f"{each}.names"].tolist()),
                arrays[f"{each}.pairs"],
                arrays[f"{each}.requested"],
                arrays[f"{each}.duration"],
                arrays[f"{each}.outcome"],
                arrays[f"{each}.wip"],
                float(arrays[f"{each}.end"]),
                arrays[f"{each}.used"],
            )
    return found

"""Finished points on disk while a sweep is going on, so that one that was stopped goes on from there."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from sim.experiment.found import Found
from sim.experiment.store import unwritable, usable

EVERY = 1.0  # second between two files


class KeptPoints:
    """Finished points in `<run id>.partial`, in whole files only; they go when the results are written."""

    def __init__(self, root: str | Path, run_id: str) -> None:
        self.folder = usable(root) / f"{run_id}.partial"
        self._waiting: dict[str, Found] = {}
        self._last = time.monotonic()

    def kept(self, n: int) -> Iterator[tuple[str, Found]]:
        """What an earlier sweep with the same id has finished; a file that cannot be read is as good as none."""
        for place in sorted(self.folder.glob("*.npz")):
            try:
                found = _read(place)
            except (OSError, ValueError, KeyError, EOFError, BadZipFile):
                continue
            yield from ((meaning, there) for meaning, there in found if len(there.pairs) == len(there.cases) == n)

    def keep(self, meaning: str, found: Found) -> None:
        """Remember a finished point, on disk within a second of work."""
        self._waiting[meaning] = found
        if time.monotonic() - self._last > EVERY:
            self.flush()

    def flush(self) -> None:
        """Write what is only in memory."""
        waiting, self._waiting = self._waiting, {}
        self._last = time.monotonic()
        if not waiting:
            return
        writing = self.folder / f".{os.getpid()}.writing"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            number = len(list(self.folder.glob("*.npz")))
            _write(writing, waiting)
            writing.replace(self.folder / f"{number:05}-{os.getpid()}.npz")
        except OSError as error:
            writing.unlink(missing_ok=True)
            with suppress(OSError):  # there are other points in it
                self.folder.rmdir()
            raise unwritable(self.folder.parent, error) from None

    def clear(self) -> None:
        """Remove them: the results are written."""
        self._waiting = {}
        shutil.rmtree(self.folder, ignore_errors=True)


def _write(place: Path, points: dict[str, Found]) -> None:
    found = list(points.values())
    with place.open("wb") as file:
        np.savez(
            file,
            meanings=np.array(list(points), dtype=np.str_),
            names=np.array(found[0].names, dtype=np.str_),
            pairs=np.stack([each.pairs for each in found]),
            load=np.array([each.load for each in found]),
            cases=np.stack([each.cases for each in found]),
            duration=np.concatenate([each.duration for each in found]),
            outcome=np.concatenate([each.outcome for each in found]),
        )


def _read(place: Path) -> list[tuple[str, Found]]:
    with np.load(BytesIO(place.read_bytes()), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    names, load = tuple(arrays["names"].tolist()), arrays["load"].tolist()
    ends = np.cumsum(arrays["cases"].sum(axis=1))[:-1]
    duration, outcome = (np.split(arrays[name], ends) for name in ("duration", "outcome"))
    parts = zip(arrays["pairs"], load, arrays["cases"], duration, outcome, strict=True)
    return [(meaning, Found(names, *part)) for meaning, part in zip(arrays["meanings"].tolist(), parts, strict=True)]

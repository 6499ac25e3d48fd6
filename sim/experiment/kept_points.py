"""What is kept of a point of a sweep, and finished points on disk, so that a stopped sweep goes on from there."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from sim.experiment.store import unwritable, usable
from sim.responses import Measures
from sim.trace import Floats

UNDECIDED = "censored"  # kept of every point, asked for or not
NO_WIP: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
NO_USE: Floats = np.zeros((0, 0))


@dataclass(frozen=True, slots=True)
class Found:
    """The sums of the responses asked for, by replication; cohorts only where a percentile is asked for."""

    names: tuple[str, ...]  # responses with their members
    pairs: Floats  # replication x response x (numerator, denominator)
    load: float  # offered to the worst set of roles
    cases: NDArray[np.int64]  # use cases of the cohort, by replication
    duration: Floats  # days, of all these cohorts one after another
    outcome: NDArray[np.int8]

    def measures(self) -> list[Measures]:
        """As estimates and differences take them."""
        ends = np.cumsum(self.cases)
        cuts = zip((ends - self.cases).tolist(), ends.tolist(), strict=True)
        spans = [slice(*cut) for cut in cuts]
        nothing = self.duration[:0]
        return [
            Measures(self.names, pair, nothing, self.duration[span], self.outcome[span], NO_WIP, 0.0, NO_USE)
            for pair, span in zip(self.pairs, spans, strict=True)
        ]


def joined(parts: Sequence[Found]) -> Found:
    """Replications of one point that follow one another."""
    return Found(
        parts[0].names,
        np.concatenate([part.pairs for part in parts]),
        parts[0].load,
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("cases", "duration", "outcome")),
    )


class KeptPoints:
    """Finished points in `<run id>.partial`, in whole files only; they go when the results are written."""

    def __init__(self, root: str | Path, run_id: str) -> None:
        self.folder = usable(root) / f"{run_id}.partial"

    def kept(self, meaning: str, n: int) -> Found | None:
        """What an earlier sweep with the same id has finished; a file that cannot be read is as good as none."""
        try:
            with np.load(BytesIO(self._place(meaning).read_bytes()), allow_pickle=False) as arrays:
                found = Found(
                    tuple(arrays["names"].tolist()),
                    arrays["pairs"],
                    float(arrays["load"]),
                    arrays["cases"],
                    arrays["duration"],
                    arrays["outcome"],
                )
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None
        return found if len(found.pairs) == len(found.cases) == n else None

    def keep(self, meaning: str, found: Found) -> None:
        """Put a finished point on disk."""
        writing = self.folder / f".{os.getpid()}.writing"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with writing.open("wb") as file:
                np.savez(
                    file,
                    names=np.array(found.names, dtype=np.str_),
                    pairs=found.pairs,
                    load=np.array(found.load),
                    cases=found.cases,
                    duration=found.duration,
                    outcome=found.outcome,
                )
            writing.replace(self._place(meaning))
        except OSError as error:
            raise unwritable(self.folder.parent, error) from None

    def clear(self) -> None:
        """Remove them: the results are written."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, meaning: str) -> Path:
        return self.folder / f"point-{meaning[:40]}.npz"

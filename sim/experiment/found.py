"""What is found at the points of a sweep: the sums of the responses asked for, of all points in as few bytes as hold
them exactly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.responses import Measures
from sim.trace import Floats

UNDECIDED = "censored"  # kept of every point, asked for or not
NO_WIP: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
NO_USE: Floats = np.zeros((0, 0))
WIDTHS = (np.uint8, np.uint16, np.uint32, np.float64)  # most sums are numbers of use cases


@dataclass(frozen=True, slots=True)
class Found:
    """The sums of the responses asked for, by replication; cohorts only where a percentile is asked for."""

    names: tuple[str, ...]  # responses with their members
    pairs: Floats  # replication x response x (numerator, denominator)
    load: float  # offered to the worst set of roles
    cases: NDArray[np.int64]  # use cases of the cohort, by replication
    duration: Floats  # days, of all these cohorts one after another
    outcome: NDArray[np.int8]

    def sums(self, name: str) -> tuple[Floats, Floats]:
        """Numerators and denominators of a response, by replication."""
        place = self.names.index(name)
        return self.pairs[:, place, 0], self.pairs[:, place, 1]

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


class Gathered(Mapping[str, Found]):
    """The points found so far, by meaning: a column for each sum, of numbers as wide as the widest in it."""

    def __init__(self, points: int, n: int) -> None:
        self._size = (points, n)
        self._place: dict[str, int] = {}
        self._names: tuple[str, ...] = ()
        self._columns: list[NDArray[Any]] = []  # numerator and denominator of each response: point x replication
        self._load = np.zeros(points)
        self._cohorts: dict[str, tuple[NDArray[np.int64], Floats, NDArray[np.int8]]] = {}

    def add(self, meaning: str, found: Found) -> None:
        """One more point."""
        if not self._columns:
            self._names = found.names
            self._columns = [np.zeros(self._size, dtype=WIDTHS[0]) for _ in range(2 * len(found.names))]
        place = self._place.setdefault(meaning, len(self._place))
        for at, sums in enumerate(found.pairs.reshape(self._size[1], -1).T):
            self._columns[at] = column = _wide_enough(self._columns[at], sums)
            column[place] = sums
        self._load[place] = found.load
        if len(found.duration):
            self._cohorts[meaning] = (found.cases, found.duration, found.outcome)

    def __getitem__(self, meaning: str) -> Found:
        place = self._place[meaning]
        pairs = np.stack([column[place] for column in self._columns], axis=1, dtype=np.float64)
        nobody = np.zeros(len(pairs), dtype=np.int64), np.zeros(0), np.zeros(0, dtype=np.int8)
        cohort = self._cohorts.get(meaning, nobody)
        return Found(self._names, pairs.reshape(len(pairs), -1, 2), float(self._load[place]), *cohort)

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    def __len__(self) -> int:
        return len(self._place)

    def sums(self, meanings: Sequence[str], name: str) -> tuple[Floats, Floats]:
        """Numerators and denominators of a response at these points: point x replication."""
        places, at = [self._place[meaning] for meaning in meanings], 2 * self._names.index(name)
        top, bottom = (column[places].astype(np.float64) for column in self._columns[at : at + 2])
        return top, bottom


def _wide_enough(column: NDArray[Any], sums: Floats) -> NDArray[Any]:
    """The column, copied into wider numbers if need be, so that it holds these to the last bit."""
    for width in WIDTHS[WIDTHS.index(column.dtype.type) : -1]:
        with np.errstate(invalid="ignore"):
            narrow = sums.astype(width)
        if np.array_equal(narrow.astype(np.float64).view(np.int64), np.ascontiguousarray(sums).view(np.int64)):
            return column.astype(width, copy=False)
    return column.astype(np.float64, copy=False)

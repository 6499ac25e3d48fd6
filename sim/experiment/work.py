"""What is made of replications of one blueprint: all their measures, here; what a sweep makes is in `fieldwork`.

A replication is a pure function of (blueprint, seed, number), so it does not matter who makes it, when, in which order,
or how many at a time.
"""

import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from sim.blueprint.blueprint import Blueprint
from sim.responses.measures import Measures, measure, measures_of

M = TypeVar("M")


class Batch(NamedTuple):
    """Replications whose numbers follow one another."""

    meaning: str  # of their blueprint
    first: int
    size: int


class Piece(NamedTuple, Generic[M]):
    """What was made of a batch."""

    batch: Batch
    made: M
    seconds: float  # of a processor's time, without making the blueprint
    engine: str


class Work(ABC, Generic[M]):
    """Makes something of replications, in any thread or process."""

    seed: int

    @abstractmethod
    def blueprint(self, meaning: str) -> Blueprint:
        """The blueprint of a meaning."""

    @abstractmethod
    def refused(self) -> str:
        """What the compiled engine cannot do of this, as far as that is known before; "" for nothing."""

    @abstractmethod
    def walked(self, batch: Batch) -> M:
        """Made on the reference engine."""

    @abstractmethod
    def summed(self, batch: Batch) -> M:
        """Made on the compiled engine, in one call."""

    def piece(self, batch: Batch, engine: str) -> Piece[M]:
        """A batch, on the compiled engine if it is asked for and can do this blueprint."""
        blueprint = self.blueprint(batch.meaning)
        able = engine == "compiled" and not refused(blueprint)
        began = time.perf_counter()
        made = self.summed(batch) if able else self.walked(batch)
        return Piece(batch, made, time.perf_counter() - began, "compiled" if able else "reference")


def refused(blueprint: Blueprint) -> str:
    """What of a blueprint the compiled engine cannot do; "" for nothing."""
    from sim.engines.compiled.refusal import refuses

    return refuses(blueprint)


class Measuring(Work[list[Measures]]):
    """All measures of each replication."""

    def __init__(self, blueprints: Mapping[str, Blueprint], seed: int) -> None:
        self._blueprints, self.seed = blueprints, seed

    def blueprint(self, meaning: str) -> Blueprint:
        """It was given."""
        return self._blueprints[meaning]

    def refused(self) -> str:
        """Of any of the blueprints."""
        return next(filter(None, map(refused, self._blueprints.values())), "")

    def walked(self, batch: Batch) -> list[Measures]:
        """One after the other."""
        numbers = range(batch.first, batch.first + batch.size)
        return [replication(self._blueprints[batch.meaning], self.seed, number) for number in numbers]

    def summed(self, batch: Batch) -> list[Measures]:
        """All at once."""
        from sim.engines.compiled import observations

        blueprint = self._blueprints[batch.meaning]
        return measures_of(observations(blueprint, self.seed, batch.first, batch.size), blueprint)


def replication(blueprint: Blueprint, seed: int, number: int) -> Measures:
    """One replication on the reference engine: simulated, then measured; the trace is not kept."""
    from sim.engines.reference import simulate

    return measure(simulate(blueprint, seed=seed, replication=number), blueprint)


class Agenda:
    """Which replications are to be made; batches are taken from it, and come back if they are not made after all."""

    def __init__(self, todo: Mapping[str, Sequence[int]]) -> None:
        self._waiting = deque((meaning, numbers) for meaning, numbers in todo.items() if numbers)
        self._begun: dict[str, deque[int]] = {}
        self.left = sum(len(numbers) for _, numbers in self._waiting)  # not made yet, those under way with them

    def take(self, own: str, most: int) -> Batch | None:
        """Of one's own meaning, else of one that nobody has begun, else of the one of which most is to be taken."""
        if own not in self._begun:
            if self._waiting:
                own, numbers = self._waiting.popleft()
                self._begun[own] = deque(numbers)
            elif self._begun:
                own = max(self._begun, key=lambda meaning: len(self._begun[meaning]))
            else:
                return None
        ahead = self._begun[own]
        first, count = ahead.popleft(), 1
        while ahead and ahead[0] == first + count and count < most:
            ahead.popleft()
            count += 1
        if not ahead:
            del self._begun[own]
        return Batch(own, first, count)

    def back(self, batch: Batch) -> None:
        """Nobody has made it."""
        numbers = range(batch.first, batch.first + batch.size)
        self._begun.setdefault(batch.meaning, deque()).extendleft(reversed(numbers))

    def at(self, places: Iterable[int]) -> Iterator[tuple[str, int]]:
        """Meaning and number of the replications at these places, while none are under way."""
        ahead, start = deque(sorted(places)), 0
        for meaning, numbers in chain(self._begun.items(), self._waiting):
            while ahead and ahead[0] < start + len(numbers):
                yield meaning, numbers[ahead.popleft() - start]
            start += len(numbers)

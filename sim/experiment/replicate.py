"""Replications: simulated and measured, each once, whoever does it, with progress, checkpoints and a way to stop."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.blueprint.blueprint import Blueprint
from sim.errors import OpmodelError
from sim.experiment.checkpoint import Checkpoint, Task
from sim.experiment.design import Plan, Precision
from sim.experiment.dispatch import Computed, Dispatcher, interrupted_once
from sim.experiment.pace import Pace
from sim.experiment.work import Measuring
from sim.responses.measures import Measures


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    done: int  # replications, all configurations together
    expected: int  # that will probably be needed; the cap where nothing is known yet
    seconds: float  # since the start
    left: float | None  # seconds left, as far as known
    half_width: float | None = None  # current one of the response, in its unit
    wanted: float | None = None
    unit: str = ""  # of the two
    note: str = ""  # what else goes on


Watch = Callable[[Progress], None]


class StoppedError(OpmodelError):
    """The user stopped a run; what is finished is kept where there is a folder for it."""


class Replications:
    """The replications of several blueprints under one seed, numbered from 0."""

    def __init__(
        self,
        blueprints: Mapping[str, Blueprint],
        *,
        seed: int,
        jobs: int = 1,
        engine: str = "auto",
        checkpoint: Checkpoint | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._checkpoint, self._watch = checkpoint, watch
        kept = checkpoint.kept() if checkpoint else {}
        self._done: dict[Task, Measures] = {task: kept[task] for task in kept if task[0] in blueprints}
        self._resumed = len(self._done)
        self._dispatcher = Dispatcher(Measuring(dict(blueprints), seed), engine=engine, jobs=jobs, kept=self._resumed)
        self._began = time.monotonic()
        self.expected = 0  # in all, for the time left
        self._pace = Pace()
        self.precision: Precision | None = None

    @property
    def computed(self) -> Computed:
        """How many replications each engine made."""
        return self._dispatcher.computed

    def of(self, meaning: str, n: int) -> list[Measures]:
        """The first n replications of a blueprint, in order."""
        return [self._done[meaning, number] for number in range(n)]

    @property
    def seconds_each(self) -> float | None:
        """Seconds by the clock per replication at the present pace; None as long as that is a guess."""
        return self._pace.each

    def tell(self) -> None:
        """Report how far the run is."""
        if self._watch is None:
            return
        each, done = self.seconds_each, len(self._done)
        ahead = max(0, self.expected - done)
        left = 0.0 if done and not ahead else None if each is None else each * ahead
        half, wanted = self.precision.pairs[0] if self.precision else (None, None)
        unit = self.precision.unit if self.precision else ""
        spent, note = time.monotonic() - self._began, self._dispatcher.note
        self._watch(Progress(done, max(self.expected, done), spent, left, half, wanted, unit, note))

    def extend(self, meanings: Sequence[str], n: int) -> None:
        """Make sure that the first n replications of these blueprints are there.

        Raises:
            StoppedError: after Ctrl-C, with what is finished kept.
        """
        todo = {meaning: [number for number in range(n) if (meaning, number) not in self._done] for meaning in meanings}
        self.expected = max(self.expected, len(self._done) + sum(map(len, todo.values())))
        self.tell()
        try:
            for piece in self._dispatcher.compute(todo, ahead=self._ahead, tell=self.tell):
                self._pace.count(piece.batch.size, piece.engine)
                for number, measures in enumerate(piece.made, start=piece.batch.first):
                    self._keep((piece.batch.meaning, number), measures)
                    self.tell()
        except KeyboardInterrupt:
            raise StoppedError(self._goodbye(self.keep())) from None

    def _ahead(self, left: int) -> int:
        """Replications that are probably still to be made, of this call and later ones."""
        return max(left, self.expected - len(self._done))

    def _keep(self, task: Task, measures: Measures) -> None:
        self._done[task] = measures
        if self._checkpoint:
            self._checkpoint.keep(task, measures)

    def keep(self) -> Path | None:
        """Put what is finished on disk, where there is a folder for it."""
        return self._checkpoint.flush() if self._checkpoint else None

    def close(self, *, at_once: bool = False) -> None:
        """Let the workers go, `at_once` in the middle of a replication."""
        self._dispatcher.close(at_once=at_once)

    def _goodbye(self, kept: object) -> str:
        done = f"Stopped after {len(self._done)} of about {max(self.expected, len(self._done))} replications."
        if kept is None:
            return f"{done}\n    Nothing is kept: there was no folder for results."
        return f"{done}\n    They are kept in {kept}. Give the same command again to go on from there."


def settle(
    them: Replications,
    meanings: Sequence[str],
    plan: Plan,
    gauge: Callable[[int], Precision],
    later: Callable[[int], int] = lambda n: 0,
) -> tuple[int, Precision]:
    """Replicate until the plan is content; how many there are of each, and how precise that is.

    `later` says how many more are to come after n of each, for the time left.
    """
    n = plan.at_least
    them.expected = n * len(meanings) + later(n)
    while True:
        them.extend(meanings, n)
        precision = gauge(n)
        them.precision = precision
        expected = plan.expected(precision)
        them.expected = expected * len(meanings) + later(expected)
        if n >= plan.at_most or precision.reached:
            return n, precision
        n = plan.after(precision)


@contextmanager
def replications_of(*args: Any, **options: Any) -> Iterator[Replications]:
    """Replications whose workers are let go at the end, whatever happens."""
    them = Replications(*args, **options)
    with interrupted_once():
        try:
            yield them
        except BaseException:
            them.close(at_once=True)
            them.keep()
            raise
        them.close()

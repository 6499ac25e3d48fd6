"""Replications: simulated and measured, in this process or in several, each once, in any order.

A replication is a pure function of (blueprint, seed, number), so it does not matter who computes it, when, or whether
a checkpoint did so yesterday. Workers are started afresh ("spawn"), hold the blueprints and send back measures only.
"""

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sim.blueprint.blueprint import Blueprint
from sim.errors import BadInput, OpmodelError, did_you_mean
from sim.experiment.checkpoint import Checkpoint
from sim.experiment.design import Plan, Precision
from sim.responses.measures import Measures, measure

ENGINES = ("auto", "compiled", "reference")
Task = tuple[str, int]  # meaning of a blueprint, number of a replication


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    done: int  # replications, all configurations together
    expected: int  # that will probably be needed; the cap where nothing is known yet
    seconds: float  # since the start
    left: float | None  # seconds left, as far as known
    half_width: float | None = None  # current one of the response, in its unit
    wanted: float | None = None


Watch = Callable[[Progress], None]


class StoppedError(OpmodelError):
    """The user stopped a run; what is finished is kept where there is a folder for it."""


def engine_called(name: str) -> str:
    """The engine that a name stands for.

    Raises:
        BadInput: if there is none of that name.
    """
    if name not in ENGINES:
        remedy = did_you_mean(name, ENGINES)
        raise BadInput(f'engine = "{name[:40]}"\n    not known. Known: {", ".join(ENGINES)}\n    {remedy}'.rstrip())
    return "reference" if name == "auto" else name


def replication(blueprint: Blueprint, seed: int, number: int, engine: str = "reference") -> Measures:
    """One replication: simulated, then measured; the trace is not kept."""
    if engine == "compiled":
        from sim.engines.compiled import simulate
    else:
        from sim.engines.reference import simulate
    return measure(simulate(blueprint, seed=seed, replication=number), blueprint)


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
        self._engine = engine_called(engine)
        if isinstance(jobs, bool) or jobs < 1:
            raise BadInput(f"jobs = {jobs}\n    must be 1 or more")
        self._blueprints, self._seed, self._jobs = dict(blueprints), seed, jobs
        self._checkpoint, self._watch = checkpoint, watch
        self._done: dict[Task, Measures] = checkpoint.kept() if checkpoint else {}
        self._done = {task: measures for task, measures in self._done.items() if task[0] in self._blueprints}
        self._resumed = len(self._done)
        self._began = time.monotonic()
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[multiprocessing.process.BaseProcess] = set()  # processes that are none of ours
        self.expected = 0  # in all, for the time left
        self.precision: tuple[float, float] | None = None  # half-width, wanted

    def of(self, meaning: str, n: int) -> list[Measures]:
        """The first n replications of a blueprint, in order."""
        return [self._done[meaning, number] for number in range(n)]

    @property
    def seconds_each(self) -> float | None:
        """Seconds by the clock per replication so far."""
        fresh = len(self._done) - self._resumed
        return (time.monotonic() - self._began) / fresh if fresh else None

    def tell(self) -> None:
        """Report how far the run is."""
        if self._watch is None:
            return
        each, done = self.seconds_each, len(self._done)
        left = None if each is None else each * max(0, self.expected - done)
        half, wanted = self.precision or (None, None)
        self._watch(Progress(done, max(self.expected, done), time.monotonic() - self._began, left, half, wanted))

    def extend(self, meanings: Sequence[str], n: int) -> None:
        """Make sure that the first n replications of these blueprints are there.

        Raises:
            StoppedError: after Ctrl-C, with what is finished kept.
        """
        missing = [(meaning, number) for number in range(n) for meaning in meanings]
        missing = [task for task in dict.fromkeys(missing) if task not in self._done]
        self.expected = max(self.expected, len(self._done) + len(missing))
        self.tell()
        try:
            for task, measures in self._computed(missing):
                self._keep(task, measures)
                self.tell()
        except KeyboardInterrupt:
            raise StoppedError(self._goodbye(self.keep())) from None

    def _computed(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Measures]]:
        if self._jobs == 1 or len(tasks) < 2:
            for task in tasks:
                yield task, replication(self._blueprints[task[0]], self._seed, task[1], self._engine)
            return
        if self._pool is None:
            self._others = set(multiprocessing.active_children())
            self._pool = ProcessPoolExecutor(
                self._jobs,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_move_in,
                initargs=(self._blueprints, self._seed, self._engine),
            )
        pool = self._pool
        todo, running = iter(tasks), dict[Future[Measures], Task]()
        try:
            while True:
                for task in islice(todo, 3 * self._jobs - len(running)):
                    running[pool.submit(_replicate, *task)] = task
                if not running:
                    return
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield running.pop(future), future.result()
        except BrokenProcessPool:
            raise OpmodelError(
                "A worker process ended unexpectedly, perhaps for lack of memory. Try again with --jobs 1."
            ) from None

    def _keep(self, task: Task, measures: Measures) -> None:
        self._done[task] = measures
        if self._checkpoint:
            self._checkpoint.keep(task, measures)

    def keep(self) -> Path | None:
        """Put what is finished on disk, where there is a folder for it."""
        return self._checkpoint.flush() if self._checkpoint else None

    def close(self, *, at_once: bool = False) -> None:
        """Let the workers go, `at_once` in the middle of a replication."""
        if self._pool is None:
            return
        if at_once:
            for process in set(multiprocessing.active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

    def _goodbye(self, kept: object) -> str:
        done = f"Stopped after {len(self._done)} of about {max(self.expected, len(self._done))} replications."
        if kept is None:
            return f"{done}\n    Nothing is kept: there was no folder for results."
        return f"{done}\n    They are kept in {kept}. Give the same command again to go on from there."


def settle(
    them: Replications, meanings: Sequence[str], plan: Plan, gauge: Callable[[int], Precision]
) -> tuple[int, Precision]:
    """Replicate until the plan is content; how many there are of each, and how precise that is."""
    n = plan.at_least
    them.expected = n * len(meanings)
    while True:
        them.extend(meanings, n)
        precision = gauge(n)
        them.precision = precision.pairs[0]
        them.expected = plan.expected(precision) * len(meanings)
        if n >= plan.at_most or precision.reached:
            return n, precision
        n = plan.after(precision)


@contextmanager
def replications_of(*args: Any, **options: Any) -> Iterator[Replications]:
    """Replications whose workers are let go at the end, whatever happens."""
    them = Replications(*args, **options)
    with _interrupted_once():
        try:
            yield them
        except BaseException:
            them.close(at_once=True)
            them.keep()
            raise
        them.close()


@contextmanager
def _interrupted_once() -> Iterator[None]:
    """Within, Ctrl-C raises KeyboardInterrupt once; pressed again it does not disturb the tidying up."""
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def once(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


_office: tuple[Mapping[str, Blueprint], int, str]  # in a worker: its blueprints, seed and engine


def _move_in(blueprints: Mapping[str, Blueprint], seed: int, engine: str) -> None:
    global _office
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _office = (blueprints, seed, engine)


def _replicate(meaning: str, number: int) -> Measures:
    blueprints, seed, engine = _office
    return replication(blueprints[meaning], seed, number, engine)

"""Who computes replications: this process, other processes, or threads in the compiled engine.

A replication is a pure function of (blueprint, seed, number), so it does not matter who computes it, when, in which
order, or how many at a time.
"""

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Protocol

from sim.blueprint.blueprint import Blueprint
from sim.errors import OpmodelError
from sim.responses.measures import Measures, measure, measures_of

Task = tuple[str, int]  # meaning of a blueprint, number of a replication
Done = tuple[Task, Measures]
BATCH_SECONDS = 0.1  # of one call into the compiled engine: so long Ctrl-C and the meter have to wait
MOST_AT_ONCE = 4096  # replications in one call, whose use cases lie in memory together


def replication(blueprint: Blueprint, seed: int, number: int) -> Measures:
    """One replication on the reference engine: simulated, then measured; the trace is not kept."""
    from sim.engines.reference import simulate

    return measure(simulate(blueprint, seed=seed, replication=number), blueprint)


class Crew(Protocol):
    """Computes tasks, each once."""

    engine: str
    jobs: int
    seconds_each: float | None  # of a processor's time for a replication, once that is known

    def compute(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Results as they come; whoever stops asking leaves the rest undone."""

    def close(self, *, at_once: bool = False) -> None:
        """Let the workers go, `at_once` in the middle of a task where that is possible."""


class Alone:
    """The reference engine in this process."""

    engine, jobs = "reference", 1

    def __init__(self, blueprints: Mapping[str, Blueprint], seed: int) -> None:
        self._blueprints, self._seed = blueprints, seed
        self.seconds_each: float | None = None

    def compute(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """One after the other."""
        import sim.engines.reference  # noqa: F401 - so that the first is not timed with it

        for task in tasks:
            began = time.perf_counter()
            measured = replication(self._blueprints[task[0]], self._seed, task[1])
            self.seconds_each = time.perf_counter() - began
            yield task, measured

    def close(self, *, at_once: bool = False) -> None:
        """Nobody is there to go."""


class Processes:
    """The reference engine in processes; they are started afresh ("spawn"), hold the blueprints, send measures back."""

    engine = "reference"

    def __init__(
        self, blueprints: Mapping[str, Blueprint], seed: int, jobs: int, seconds_each: float | None = None
    ) -> None:
        self._others = set(multiprocessing.active_children())  # none of ours
        self.jobs = jobs
        self.seconds_each: float | None = seconds_each
        self._pool = ProcessPoolExecutor(
            jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_move_in,
            initargs=(dict(blueprints), seed),
        )

    def compute(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """A few at a time, in the order in which they are finished."""
        todo, running = iter(tasks), dict[Future[Measures], Task]()
        try:
            while True:
                for task in islice(todo, 3 * self.jobs - len(running)):
                    running[self._pool.submit(_replicate, *task)] = task
                if not running:
                    return
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield running.pop(future), future.result()
        except BrokenProcessPool:
            raise OpmodelError(
                "A worker process ended unexpectedly, perhaps for lack of memory. Try again with --jobs 1."
            ) from None
        finally:
            for future in running:
                future.cancel()

    def close(self, *, at_once: bool = False) -> None:
        """Let them go."""
        if at_once:
            for process in set(multiprocessing.active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


class Threads:
    """The compiled engine in threads, several replications per call, as many as take a tenth of a second."""

    engine = "compiled"

    def __init__(self, blueprints: Mapping[str, Blueprint], seed: int, jobs: int) -> None:
        self._blueprints, self._seed, self.jobs = blueprints, seed, jobs
        self.seconds_each: float | None = None
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="opmodel")
        self._at_once: dict[str, int] = dict.fromkeys(blueprints, 1)

    def compute(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Batch by batch, in the order in which they are finished."""
        todo: dict[str, deque[int]] = {}
        for meaning, number in tasks:
            todo.setdefault(meaning, deque()).append(number)
        running: dict[Future[tuple[list[Measures], float]], list[Task]] = {}
        try:
            while todo or running:
                while todo and len(running) < 2 * self.jobs:
                    batch = self._next_batch(todo)
                    running[self._pool.submit(self._replicate, batch)] = batch
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    batch = running.pop(future)
                    measured, seconds = future.result()
                    self._learn(batch[0][0], len(batch), seconds)
                    yield from zip(batch, measured, strict=True)
        finally:
            for future in running:
                future.cancel()

    def _next_batch(self, todo: dict[str, deque[int]]) -> list[Task]:
        """Replications whose numbers follow one another, of the blueprint of which most are left."""
        meaning = max(todo, key=lambda each: len(todo[each]))
        numbers = todo[meaning]
        batch = [numbers.popleft()]
        while numbers and numbers[0] == batch[-1] + 1 and len(batch) < self._at_once[meaning]:
            batch.append(numbers.popleft())
        if not numbers:
            del todo[meaning]
        return [(meaning, number) for number in batch]

    def _replicate(self, batch: list[Task]) -> tuple[list[Measures], float]:
        from sim.engines.compiled import observations

        (meaning, first), began = batch[0], time.perf_counter()
        blueprint = self._blueprints[meaning]
        measured = measures_of(observations(blueprint, self._seed, first, len(batch)), blueprint)
        return measured, time.perf_counter() - began

    def _learn(self, meaning: str, count: int, seconds: float) -> None:
        """How many of these make a batch; grows step by step, as the first is slow."""
        self.seconds_each = seconds / count
        fitting = int(BATCH_SECONDS * count / max(seconds, 1e-9))
        self._at_once[meaning] = max(1, min(fitting, 4 * count, MOST_AT_ONCE))

    def close(self, *, at_once: bool = False) -> None:
        """Let them go, at the end of their batches in any case."""
        self._pool.shutdown(wait=True, cancel_futures=True)


_office: tuple[Mapping[str, Blueprint], int]  # in a worker process: its blueprints and seed


def _move_in(blueprints: Mapping[str, Blueprint], seed: int) -> None:
    global _office
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _office = (blueprints, seed)


def _replicate(meaning: str, number: int) -> Measures:
    blueprints, seed = _office
    return replication(blueprints[meaning], seed, number)

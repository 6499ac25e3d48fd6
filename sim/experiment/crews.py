"""Who makes replications: this process alone, or lanes: threads in the compiled engine, processes in the reference one.

A lane stays with the blueprint it has begun, some replications per call, so that Ctrl-C and the meter wait for a
fraction of a second; where no blueprint is left that nobody has begun, it helps another lane.
"""

import multiprocessing
import signal
import sys
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, Generic, Protocol

from sim.errors import OpmodelError
from sim.experiment.work import Agenda, Batch, M, Piece, Work

CALL_SECONDS = 0.1  # of one call: so long Ctrl-C and the meter have to wait
MOST_AT_ONCE = 4096  # replications in one call, whose use cases lie in memory together


Pieces = Generator[Piece[M], None, None]


class Crew(Protocol[M]):
    """Makes what is on an agenda."""

    engine: str
    jobs: int
    seconds_each: float | None  # of a processor's time for a replication, once that is known

    def compute(self, agenda: Agenda) -> Pieces[M]:
        """Pieces as they come; whoever stops asking, and closes this, finds the rest on the agenda."""

    def close(self, *, at_once: bool = False) -> None:
        """Let the workers go, `at_once` in the middle of a replication where that is possible."""


class Alone(Generic[M]):
    """The reference engine in this process, one replication after the other."""

    engine, jobs = "reference", 1

    def __init__(self, work: Work[M]) -> None:
        self._work = work
        self.seconds_each: float | None = None

    def compute(self, agenda: Agenda) -> Pieces[M]:
        """One after the other."""
        import sim.engines.reference  # noqa: F401 - so that the first is not timed with it

        meaning = ""
        while batch := agenda.take(meaning, 1):
            meaning, piece = batch.meaning, self._work.piece(batch, self.engine)
            self.seconds_each = piece.seconds
            yield piece

    def close(self, *, at_once: bool = False) -> None:
        """Nobody is there to go."""


class Lanes(Generic[M]):
    """Several at a time; processes are started afresh ("spawn"), hold the work, and send back what they make of it."""

    def __init__(self, work: Work[M], engine: str, jobs: int, seconds_each: float | None = None) -> None:
        self._work, self.engine, self.jobs, self.seconds_each = work, engine, jobs, seconds_each
        self._others = set(multiprocessing.active_children())  # none of ours
        self._at_once = 1  # replications per call
        self._pool: Executor
        if engine == "compiled":
            self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="opmodel")
        else:
            context = _Context()
            self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_move_in, initargs=(work, engine))

    def compute(self, agenda: Agenda) -> Pieces[M]:
        """Call by call, in the order in which they end."""
        own = dict.fromkeys(range(self.jobs + 1), "")  # one call more than there are workers, so that none has to wait
        running: dict[Future[Piece[M]], tuple[int, Batch]] = {}
        try:
            while True:
                for lane in own.keys() - {lane for lane, _ in running.values()}:
                    if batch := agenda.take(own[lane], self._at_once):
                        own[lane] = batch.meaning
                        running[self._submit(batch)] = (lane, batch)
                if not running:
                    return
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    piece = future.result()
                    del running[future]
                    self._learn(piece)
                    yield piece
        except BrokenProcessPool:
            raise OpmodelError(
                "A worker process ended unexpectedly, perhaps for lack of memory. Try again with --jobs 1."
            ) from None
        finally:
            for future, (_, batch) in running.items():
                future.cancel()
                agenda.back(batch)

    def _submit(self, batch: Batch) -> "Future[Piece[M]]":
        if isinstance(self._pool, ProcessPoolExecutor):
            return self._pool.submit(_piece, batch)
        return self._pool.submit(self._work.piece, batch, self.engine)

    def _learn(self, piece: Piece[M]) -> None:
        """How many make a call; grows step by step, as the first is slow."""
        self.seconds_each = piece.seconds / piece.batch.size
        fitting = int(CALL_SECONDS / max(self.seconds_each, 1e-9))
        self._at_once = max(1, min(fitting, 4 * self._at_once, MOST_AT_ONCE))

    def close(self, *, at_once: bool = False) -> None:
        """Let them go: threads at the end of their calls, processes in the middle if `at_once`."""
        if at_once:
            for process in set(multiprocessing.active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


class _Worker(SpawnProcess):
    """A process that does not begin with the user's own script: nothing of it is needed, and it may have no guard."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name that multiprocessing gives it
        there = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = there


class _Context(SpawnContext):
    """Starts such processes."""

    Process = _Worker


_held: tuple[Work[Any], str]  # in a worker process: its work and its engine


def _move_in(work: Work[Any], engine: str) -> None:
    global _held
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _held = (work, engine)


def _piece(batch: Batch) -> Piece[Any]:
    work, engine = _held
    return work.piece(batch, engine)

"""Fieldwork: the replications of many points, a few points at a time, of which only sums are kept.

Each lane works on a point of its own, some replications per call, so that Ctrl-C and the meter wait for a fraction of a
second; without points left it helps another lane. On the compiled engine lanes are threads, on the reference engine
processes. Who computes what, and in how many calls, changes no bit.
"""

import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sim.blueprint import Blueprint, make_blueprint
from sim.errors import BadInput, OpmodelError
from sim.experiment.engines import INVESTED, Chooser
from sim.experiment.found import UNDECIDED, Found, joined
from sim.experiment.twins import drawn, must_agree
from sim.observations import PARTS
from sim.responses import ratios_of
from sim.responses.observed import NotObservedError, Observed
from sim.responses.register import RESPONSES
from sim.scenario.edit import edit
from sim.scenario.schema import Scenario

CALL_SECONDS = 0.2
MOST_AT_ONCE = 4096
Edits = Mapping[str, Any]


class Piece(NamedTuple):
    """Some replications of one point."""

    found: Found
    seconds: float  # in the engine and in measuring
    engine: str


class Office:
    """Makes points and their replications, in any thread or process; the last few points are remembered."""

    def __init__(self, scenario: Scenario, seed: int, responses: Sequence[str], engine: str, remembers: int) -> None:
        self._given = (scenario, seed, tuple(responses), engine, remembers)
        self._scenario, self._seed, self._engine = scenario, seed, engine
        self._wanted = tuple(name for name in responses if RESPONSES[name.split(".")[0]].measure)
        self._cohorts = len(self._wanted) < len(responses)
        self._wanted = tuple(dict.fromkeys([*self._wanted, UNDECIDED]))
        self._heads = tuple(dict.fromkeys(name.split(".")[0] for name in self._wanted))
        self._remembers = remembers
        self._parts = frozenset(PARTS)  # of what happens that the responses look at: all, until it is known
        self._made: dict[str, tuple[threading.Lock, list[tuple[Blueprint, float]]]] = {}
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return Office, self._given

    def blueprint(self, meaning: str, edits: Edits) -> tuple[Blueprint, float]:
        """A point's blueprint and its offered load, made once as long as it is remembered."""
        from sim.blueprint.offered_load import offered_load, worst

        with self._lock:
            lock, made = self._made.setdefault(meaning, (threading.Lock(), []))
            while len(self._made) > self._remembers:
                del self._made[next(iter(self._made))]
        with lock:
            if not made:
                edited = edit(self._scenario, edits)
                made.append((make_blueprint(edited), float(worst(offered_load(edited)).load)))
        return made[0]

    def replications(self, meaning: str, edits: Edits, first: int, count: int) -> Piece:
        """Replications from number `first` on, measured."""
        blueprint, load = self.blueprint(meaning, edits)
        began = time.perf_counter()
        engine = self._engine_for(blueprint)
        if engine == "compiled":
            found = self._summed(blueprint, load, first, count)
        else:
            found = joined([self._walked(blueprint, load, number) for number in range(first, first + count)])
        return Piece(found, time.perf_counter() - began, engine)

    def _engine_for(self, blueprint: Blueprint) -> str:
        if self._engine == "reference":
            return "reference"
        from sim.engines.compiled import refuses

        refused = refuses(blueprint)
        if refused and self._engine == "compiled":
            raise BadInput(f"the compiled engine cannot do {refused}; use the reference engine")
        return "reference" if refused else "compiled"

    def _summed(self, blueprint: Blueprint, load: float, first: int, count: int) -> Found:
        """By the compiled engine, which looks at no more than the responses read of the points before."""
        from sim.engines.compiled import observations

        for parts in (self._parts, frozenset(PARTS)):
            study = Observed(observations(blueprint, self._seed, first, count, parts=parts), blueprint)
            try:
                found = self._measured(study, load)
            except NotObservedError:  # here they read something else
                continue
            self._parts = frozenset(study.read) if len(parts) == len(PARTS) else parts
            return found
        raise AssertionError("everything was looked at")

    def _walked(self, blueprint: Blueprint, load: float, number: int) -> Found:
        """By the reference engine."""
        from sim.engines.reference import simulate
        from sim.responses.walked import Walked

        trace = simulate(blueprint, seed=self._seed, replication=number)
        return self._measured(Observed(Walked(trace, blueprint).observations(), blueprint), load)

    def _measured(self, study: Observed, load: float) -> Found:
        pairs = np.full((len(study), len(self._wanted), 2), np.nan)
        names, every = ratios_of(study, self._heads)
        for place, name in enumerate(self._wanted):
            if name in names:  # teams differ from form to form
                pairs[:, place] = every[:, names.index(name)]
        cohort = study.cohort if self._cohorts else study.cohort[:0]
        return Found(
            self._wanted,
            pairs,
            load,
            np.bincount(study.seen.replication[cohort], minlength=len(study)),
            (study.until - study.requested)[cohort],
            study.outcome[cohort],
        )


def engine_for(asked: str, scenario: Scenario, seed: int, tasks: int, jobs: int, tell: Callable[[str], None]) -> str:
    """Which engine computes so many replications: "auto" where the compiled one does all that it can.

    Where it was never compiled here, that is done first if the reference engine would take longer.

    Raises:
        BadInput: for an unknown engine, or where the compiled one is asked for and cannot be used.
    """
    from sim.engines.compiled import ready

    blueprint = make_blueprint(scenario)
    chooser = Chooser(asked, {"": blueprint}, seed, 1)
    if asked == "reference" or (asked == "auto" and chooser.why_not):
        return "reference"
    if asked == "auto" and not ready.prepared():
        list(chooser.crew(tasks).compute([("", 0)]))
        each = chooser.crew(0).seconds_each or 0.0
        if each * tasks / jobs < INVESTED * ready.expected_seconds():
            return "reference"
    maker = Chooser("compiled", {"": blueprint}, seed, 1)
    maker.prepare(lambda: tell(ready.announcement()))
    maker.close()
    return asked


@dataclass(slots=True)
class _Task:
    """A point under way."""

    meaning: str
    edits: Edits
    n: int
    given: int = 0  # replications handed to a lane
    parts: dict[int, Found] = field(default_factory=dict)  # by number of the first replication

    @property
    def left(self) -> int:
        return self.n - self.given

    @property
    def done(self) -> bool:
        return sum(len(part.cases) for part in self.parts.values()) == self.n


class Fieldwork:
    """Computes points until all are there; `counted` holds how many replications each engine made."""

    def __init__(self, office: Office, *, jobs: int, engine: str, seed: int) -> None:
        self._office, self._jobs, self._seed = office, jobs, seed
        self._others = set(multiprocessing.active_children())
        self._pool: Executor
        if engine == "reference" and jobs > 1:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_move_in, initargs=(office,))
        else:
            self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="opmodel")
        self._checks = ThreadPoolExecutor(1, thread_name_prefix="opmodel-check")
        self._checking: list[Future[None]] = []
        self._at_once = 1
        self.counted = {"compiled": 0, "reference": 0}
        self.checked = 0

    def compute(
        self, points: Mapping[str, Edits], n: int, *, tell: Callable[[int], None] = lambda made: None
    ) -> Iterator[tuple[str, Found]]:
        """Each point when it is finished; `tell` hears how many replications have been made."""
        todo = deque(_Task(meaning, edits, n) for meaning, edits in points.items())
        sample = self._drawn(list(points), n)
        lanes: dict[int, _Task | None] = dict.fromkeys(range(self._jobs))
        running: dict[Future[Piece], tuple[int, _Task, int]] = {}
        made = 0
        while True:
            for lane in set(lanes) - {lane for lane, _, _ in running.values()}:
                task = self._next(lanes, lane, todo)
                if task is not None:
                    count = min(task.left, self._at_once)
                    running[self._submit(task, count)] = (lane, task, task.given)
                    task.given += count
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                _, task, first = running.pop(future)
                piece = self._result(future)
                count = len(piece.found.cases)
                self._at_once = max(
                    1, min(int(CALL_SECONDS * count / max(piece.seconds, 1e-9)), 4 * count, MOST_AT_ONCE)
                )
                self.counted[piece.engine] += count
                made += count
                task.parts[first] = piece.found
                if task.done:
                    if piece.engine == "compiled":
                        self._check(task, sample.get(task.meaning, ()))
                    yield task.meaning, joined([task.parts[at] for at in sorted(task.parts)])
                tell(made)
        while self._checking:
            self._checking.pop().result()
            self.checked += 1

    def _next(self, lanes: dict[int, _Task | None], lane: int, todo: deque[_Task]) -> _Task | None:
        """A lane's own point, else a new one, else the one of which most is left."""
        own = lanes[lane]
        if own is None or not own.left:
            others = [task for task in lanes.values() if task is not None and task.left]
            own = todo.popleft() if todo else max(others, key=lambda task: task.left, default=None)
            lanes[lane] = own
        return own

    def _submit(self, task: _Task, count: int) -> Future[Piece]:
        work = (task.meaning, task.edits, task.given, count)
        if isinstance(self._pool, ProcessPoolExecutor):
            return self._pool.submit(_replications, *work)
        return self._pool.submit(self._office.replications, *work)

    def _result(self, future: Future[Piece]) -> Piece:
        try:
            return future.result()
        except BrokenProcessPool:
            raise OpmodelError(
                "A worker process ended unexpectedly, perhaps for lack of memory. Try again with --jobs 1."
            ) from None

    def _drawn(self, meanings: Sequence[str], n: int) -> dict[str, list[int]]:
        """A random sample of replications, to be made again on the reference engine and compared."""
        found: dict[str, list[int]] = {}
        for task in drawn(len(meanings) * n):
            found.setdefault(meanings[task // n], []).append(task % n)
        return found

    def _check(self, task: _Task, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._checking.append(self._checks.submit(self._compare, task.meaning, task.edits, number))

    def _compare(self, meaning: str, edits: Edits, number: int) -> None:
        must_agree(self._office.blueprint(meaning, edits)[0], self._seed, number)

    def close(self, *, at_once: bool = False) -> None:
        """Let the lanes go: threads at the end of their calls, processes in the middle if `at_once`."""
        if at_once:
            for process in set(multiprocessing.active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._checks.shutdown(wait=True, cancel_futures=True)


_office: Office  # in a worker process


def _move_in(office: Office) -> None:
    global _office
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _office = office


def _replications(meaning: str, edits: Edits, first: int, count: int) -> Piece:
    return _office.replications(meaning, edits, first, count)

"""The court: many files judged by processes of their own, each with a limit on its time and memory.

A process that takes too long over one file is ended, and that is a finding too.
"""

import multiprocessing as mp
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from tests.kinds.judge import Judgment, judge

SECONDS_EACH = 90.0
SLOW_START = 240.0  # the first file of a process may wait for the compiler
MEMORY = 6 * 2**30


@dataclass
class Verdicts:
    """What came out."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[Judgment] = field(default_factory=list)

    def add(self, judgment: Judgment) -> None:
        """One more file."""
        if judgment.fault:
            self.faults.append(judgment)
        else:
            self.outcomes[judgment.outcome] += 1

    @property
    def total(self) -> int:
        """Files judged."""
        return self.outcomes.total() + len(self.faults)


def _work(pipe: Connection, seed: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while (number := pipe.recv()) is not None:
        pipe.send(judge(seed, number))


class _Process:
    """One process and the file that it is at."""

    def __init__(self, seed: int) -> None:
        context = mp.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, seed), daemon=True)
        self.process.start()
        theirs.close()
        self.number, self.since, self.fresh = -1, 0.0, True

    def give(self, number: int) -> None:
        self.number, self.since = number, time.monotonic()
        self.pipe.send(number)

    @property
    def late(self) -> bool:
        return time.monotonic() - self.since > (SLOW_START if self.fresh else SECONDS_EACH)

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def try_files(
    seed: int, numbers: Iterable[int], *, jobs: int = 1, tell: Callable[[Verdicts], None] = lambda verdicts: None
) -> Verdicts:
    """Judge the files of these numbers."""
    waiting, verdicts = iter(numbers), Verdicts()
    at_work: list[_Process] = []

    def next_for(process: _Process) -> None:
        number = next(waiting, None)
        if number is None:
            process.pipe.send(None)
            process.process.join()
            at_work.remove(process)
        else:
            process.give(number)

    for _ in range(jobs):
        at_work.append(_Process(seed))
        next_for(at_work[-1])
    while at_work:
        ready: list[Any] = wait([process.pipe for process in at_work], timeout=1.0)
        for process in list(at_work):
            judgment = None
            if process.pipe in ready:
                judgment = _answer(process)
            elif process.late:
                judgment = Judgment(process.number, "", f"takes longer than {SECONDS_EACH:g} s")
            if judgment is None:
                continue
            verdicts.add(judgment)
            tell(verdicts)
            if process.process.is_alive() and process.pipe in ready:
                process.fresh = False
            else:
                process.end()
                at_work.remove(process)
                process = _Process(seed)
                at_work.append(process)
            next_for(process)
    return verdicts


def _answer(process: _Process) -> Judgment:
    try:
        answer: Judgment = process.pipe.recv()
    except EOFError:
        process.process.join()
        return Judgment(process.number, "", f"the process ended with code {process.process.exitcode}")
    return answer

"""A small random sample of what the compiled engine has made, made again on the reference engine and compared."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from sim.blueprint.blueprint import Blueprint
from sim.errors import OpmodelError
from sim.experiment.work import Agenda, Work, refused
from sim.responses.measures import measure, measures_of

CHECKED_EACH = 500  # replications of which one is made again
MOST_CHECKED = 200  # in all: so many, all identical, leave less than 1.5 % that may differ (at 95 %)
COLUMNS = ("time", "item", "step", "part", "visit", "event", "person")


class Sample:
    """Some replications of the compiled engine, drawn at random and made again on the reference engine beside it."""

    def __init__(self, work: Work[Any]) -> None:
        self._work = work
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="opmodel-check")
        self._running: list[Future[bool]] = []
        self.size = 0

    def draw(self, agenda: Agenda) -> None:
        """Check a few of what the compiled engine is about to make: one in `CHECKED_EACH`, one at least."""
        size = min(agenda.left, 1 + agenda.left // CHECKED_EACH, MOST_CHECKED)
        places = np.random.default_rng().choice(agenda.left, size, replace=False).tolist()
        self._running += [self._pool.submit(self._check, *each) for each in agenda.at(places)]

    def _check(self, meaning: str, number: int) -> bool:
        """Whether there were two to compare."""
        blueprint = self._work.blueprint(meaning)
        if refused(blueprint):
            return False
        must_agree(blueprint, self._work.seed, number)
        return True

    def settle(self) -> None:
        """Wait for what is being checked.

        Raises:
            OpmodelError: if anything differs.
        """
        while self._running:
            self.size += self._running.pop().result()

    def close(self) -> None:
        """Let it go."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def must_agree(blueprint: Blueprint, seed: int, number: int) -> None:
    """Make one replication on both engines.

    Raises:
        OpmodelError: if they differ, saying where.
    """
    if difference := differs(blueprint, seed, number):
        raise OpmodelError(
            f"The two engines differ in replication {number}: {difference}.\n"
            "    This should never happen, so nothing is written. Please report it with the scenario file.\n"
            "    --engine reference goes without the compiled engine."
        )


def differs(blueprint: Blueprint, seed: int, number: int) -> str:
    """How the engines differ in one replication, in its trace or in what responses need of it; "" if they do not."""
    from sim.engines import compiled, reference

    slow = reference.simulate(blueprint, seed=seed, replication=number)
    fast = compiled.simulate(blueprint, seed=seed, replication=number)
    if not fast.same_as(slow):
        many = min(len(slow), len(fast))
        rows = np.zeros(many, dtype=bool)
        for name in COLUMNS:
            rows |= getattr(slow, name)[:many] != getattr(fast, name)[:many]
        first = int(np.argmax(rows)) if rows.any() else many
        day = slow.time[first] if first < len(slow) else slow.end
        return f"from day {day:.6g} on (row {first})"
    summed = measures_of(compiled.observations(blueprint, seed, number, 1), blueprint)[0]
    walked = measure(slow, blueprint)
    unequal = (summed.pairs != walked.pairs).any(axis=1)
    return f"in {summed.names[int(np.argmax(unequal))]}" if unequal.any() else ""

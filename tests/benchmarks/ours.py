"""Both engines as runners of the benchmarks: seconds per item or per row of the trace."""

from collections.abc import Callable

import sim
from sim import Blueprint, Measures
from sim.engines.compiled import engine
from sim.observations import Observations
from sim.responses.measures import measures_of
from tests.benchmarks.table import Runner, clocked

SEED = 1


def reference(blueprint: Blueprint) -> float:
    """Seconds of one replication of the reference engine; the trace is what it makes, there is none to turn off."""
    return clocked(lambda: sim.simulate(blueprint, seed=SEED))


def with_trace(blueprint: Blueprint, replications: int = 1) -> float:
    """Seconds per replication of the compiled engine, a whole trace made of each."""

    def run() -> None:
        for number in range(replications):
            engine.simulate(blueprint, seed=SEED, replication=number)

    return clocked(run) / replications


def without_trace(blueprint: Blueprint, replications: int = 1) -> float:
    """Seconds per replication of the compiled engine that keeps no rows: what a bare event loop does too."""
    return clocked(lambda: rows(blueprint, replications)) / replications


def rows(blueprint: Blueprint, replications: int = 1) -> int:
    """Simulate and keep nothing; how many rows the traces would have had."""
    return int(engine.events_of(blueprint, SEED, 0, replications))


def observed(blueprint: Blueprint, replications: int, first: int = 0) -> Observations:
    """What responses need of many replications, in one call."""
    return engine.observations(blueprint, SEED, first, replications)


def measured(blueprint: Blueprint, replications: int, first: int = 0) -> list[Measures]:
    """The measures of many replications."""
    return measures_of(observed(blueprint, replications, first), blueprint)


def per_row(blueprint: Blueprint, replications: int = 1) -> Runner:
    """Seconds per row of the trace, a replication before to have tables of the right size."""
    count: list[int] = []

    def run(_: int) -> float:
        if not count:
            count.append(rows(blueprint, replications))
        rows(blueprint)
        return without_trace(blueprint, replications) * replications / count[0]

    return run


def per(amount: int, seconds: Callable[[], float]) -> Runner:
    """Seconds for each of an amount of items."""
    return lambda _: seconds() / amount

"""A case: a small scenario whose answers are known exactly, and how they are read off a trace."""

import importlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np

from sim.blueprint import Blueprint, make_blueprint
from sim.scenario import loads
from sim.trace import Trace
from tests.verification.judge import FAMILY_BUDGET, QUICK, THOROUGH, Floats, Verdict, judge
from tests.verification.reading import Reading

ENGINES = ("reference", "compiled")  # by name in sim.engines; an engine enters the whole suite here
FASTEST = ENGINES[-1:]  # for long runs

Level = Literal["quick", "thorough"]
Measured = Callable[[Reading], Mapping[str, float]]
SEEDS = {"quick": 20261123, "thorough": 41}


@dataclass(frozen=True)
class Case:
    """A scenario, its exact answers, how they are measured, and how many replications each level needs.

    Readings named `~...` have expectation 0 and serve as controls. `coarse` widens the half-width asked for of some
    quantities (rare events whose 0.5 % would take days); `thorough_only` leaves some out of the quick level.
    """

    name: str
    scenario: str
    exact: Mapping[str, float]
    measured: Measured
    quick: int = 0  # replications; 0: only in the thorough suite
    thorough: int = 0
    coarse: Mapping[str, float] = field(default_factory=dict)
    thorough_only: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """The quantity that stands for the case where one metric per case is wanted: the first."""
        return next(iter(self.exact))

    def replications(self, level: Level) -> int:
        """How many replications."""
        return self.quick if level == "quick" else self.thorough

    def judged(self, level: Level) -> dict[str, float]:
        """The quantities that are judged, with their exact values."""
        left_out = self.thorough_only if level == "quick" else ()
        return {name: exact for name, exact in self.exact.items() if name not in left_out}

    def epsilon(self, quantity: str, level: Level) -> float:
        """Half-width at most, as a share of the exact value."""
        return max(QUICK if level == "quick" else THOROUGH, self.coarse.get(quantity, 0.0))

    @property
    def blueprint(self) -> Blueprint:
        """The scenario lowered, once."""
        return _blueprint(self.scenario)


@cache
def _blueprint(text: str) -> Blueprint:
    return make_blueprint(loads(text))


def simulate(engine: str, blueprint: Blueprint, seed: int = 1, replication: int = 0) -> Trace:
    """One replication by the engine of this name."""
    trace: Trace = importlib.import_module(f"sim.engines.{engine}").simulate(blueprint, seed, replication)
    return trace


def read(engine: str, scenario: str, seed: int = 1, replication: int = 0) -> Reading:
    """One replication of a scenario text, ready to be read."""
    blueprint = _blueprint(scenario)
    return Reading(simulate(engine, blueprint, seed, replication), blueprint)


def _some(engine: str, case: Case, seed: int, replications: range) -> list[dict[str, float]]:
    return [dict(case.measured(read(engine, case.scenario, seed, r))) for r in replications]


def _some_by_name(engine: str, name: str, seed: int, replications: range) -> list[dict[str, float]]:
    from tests.verification.table import CASES

    return _some(engine, CASES[name], seed, replications)


def samples(engine: str, case: Case, level: Level, *, replications: int = 0) -> dict[str, Floats]:
    """Readings of all replications; the thorough level uses all processors."""
    count, seed = replications or case.replications(level), SEEDS[level]
    if level == "quick":
        rows = _some(engine, case, seed, range(count))
    else:
        workers = os.cpu_count() or 1
        size = max(1, min(50, count // (4 * workers)))
        chunks = [range(first, min(first + size, count)) for first in range(0, count, size)]
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            asked = [pool.submit(_some_by_name, engine, case.name, seed, chunk) for chunk in chunks]
            rows = [row for answer in asked for row in answer.result()]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def checks(cases: Iterable[Case], level: Level) -> int:
    """Number of checks in the suite, over which the family's budget is spread."""
    return sum(len(case.judged(level)) for case in cases if case.replications(level))


@cache
def verdicts(engine: str, name: str, level: Level) -> tuple[Verdict, ...]:
    """Every quantity of a case against its exact value; each case is run once."""
    from tests.verification.table import CASES

    case = CASES[name]
    found = samples(engine, case, level)
    controls = np.column_stack([found[key] for key in found if key.startswith("~")] or [np.empty((0, 0))])
    alpha = FAMILY_BUDGET / checks(CASES.values(), level)
    return tuple(
        judge(quantity, found[quantity], exact, alpha=alpha, epsilon=case.epsilon(quantity, level), controls=controls)
        for quantity, exact in case.judged(level).items()
    )

"""How often intervals hold the truth, where the truth is known: that of a kept pool of replications.

An experiment is n replications drawn from the pool, and the truth is the pool's own figure, so that it has no error of
its own. A study that is cut is the same replications, of which less is seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from sim.blueprint import make_blueprint
from sim.engines.compiled import observations
from sim.responses import Measures, measures_of
from sim.scenario import load
from sim.scenario.schema import Scenario
from sim.stats.bootstrap import Interval
from sim.stats.curve import UNDECIDED, Floats, redistributed

SEED, BATCH = 7, 100


@cache
def scenario(name: str) -> Scenario:
    """A shipped scenario."""
    return load(f"scenarios/{name}.yaml")


@cache
def pool(name: str, size: int) -> tuple[Measures, ...]:
    """So many replications of a shipped scenario."""
    blueprint = make_blueprint(scenario(name))
    found: list[Measures] = []
    for first in range(0, size, BATCH):
        found += measures_of(observations(blueprint, SEED, first, BATCH), blueprint)
    return tuple(found)


def draws(size: int, n: int, experiments: int, seed: int = 1) -> np.ndarray:
    """Which replications each experiment has: experiment x n."""
    return np.random.default_rng(seed).integers(0, size, size=(experiments, n))


def covered(
    interval: Callable[[Sequence[Measures]], Interval],
    truth: float,
    whole: Sequence[Measures],
    n: int,
    experiments: int,
) -> float:
    """Share of the experiments whose interval holds the truth."""
    hits = 0
    for rows in draws(len(whole), n, experiments):
        found = interval([whole[row] for row in rows])
        hits += bool(found.low - 1e-12 * abs(truth) <= truth <= found.high + 1e-12 * abs(truth))
    return hits / experiments


def until(horizon: float, measures: Measures, *, responses: Sequence[str] = ("conversion", "censored")) -> Measures:
    """The replication as it is seen up to a horizon: later requests are not there, later ends have not happened."""
    there = measures.requested < horizon
    requested = measures.requested[there]
    days = np.minimum(measures.duration[there], horizon - requested)
    outcome = np.where(measures.duration[there] <= days, measures.outcome[there], UNDECIDED).astype(np.int8)
    counts, left = redistributed(np.zeros(len(days), dtype=np.int64), days, outcome, 1)
    many, live = float(len(days)), outcome == 1
    known = {
        "conversion": (float(counts[live].sum()), many),
        "censored": (float(left[0]), many),
        "time_to_production": (float((counts * days)[live].sum()), float(counts[live].sum())),
    }
    pairs: Floats = np.array([known[name] for name in responses])
    return replace(measures, names=tuple(responses), pairs=pairs, requested=requested, duration=days, outcome=outcome)

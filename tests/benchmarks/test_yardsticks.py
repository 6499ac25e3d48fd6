"""All that is timed against each other simulates the same two models: means agree with theory within their error."""

from collections.abc import Callable
from statistics import fmean, stdev

import pytest

import sim
from sim import Blueprint, Trace
from sim.engines import compiled, reference
from tests.benchmarks import models, yardsticks
from tests.benchmarks.table import MissingError

RUNS = 6
FEW = {"Ciw": 2000, "idiomatic SimPy": 4000}  # items; the others are fast


def agrees_with_theory(model: str, means: list[float], allowed: float = 0.01) -> bool:
    """Four standard errors, and a hundredth for the empty start."""
    exact = models.exact_mean_time(model)
    return abs(fmean(means) - exact) < 4 * stdev(means) / len(means) ** 0.5 + allowed * exact


@pytest.mark.parametrize("model", ["m1", "m2"])
@pytest.mark.parametrize("name", yardsticks.YARDSTICKS)
def test_each_yardstick_has_the_mean_time_of_theory(name: str, model: str) -> None:
    items = FEW.get(name, 20_000)
    try:
        means = [yardsticks.YARDSTICKS[name](model, items, seed).mean_time for seed in range(1, RUNS + 1)]
    except MissingError as missing:
        pytest.skip(f"{name}: {missing}")
    assert agrees_with_theory(model, means)


@pytest.mark.parametrize("model", ["m1", "m2"])
@pytest.mark.parametrize(("simulate", "items"), [(reference.simulate, 2000), (compiled.simulate, 20_000)])
def test_so_have_both_engines(simulate: Callable[..., Trace], items: int, model: str) -> None:
    blueprint = models.blueprint(model, items)
    assert agrees_with_theory(model, [mean_time(simulate, blueprint, number) for number in range(RUNS)])


def mean_time(simulate: Callable[..., Trace], blueprint: Blueprint, number: int) -> float:
    trace = simulate(blueprint, seed=1, replication=number)
    ended = trace.event == sim.Event.ENDED
    order = trace.item[ended].argsort()
    return float((trace.time[ended][order] - trace.items.requested).mean())


def test_theory_tells_m2_from_a_model_without_its_handovers() -> None:
    """The precision asked for above is enough to see a mistake."""
    means = [mean_time(compiled.simulate, models.blueprint("m2", 20_000), number) for number in range(RUNS)]
    without = [mean - models.MOVES["m2"] * models.HANDOVER for mean in means]
    assert agrees_with_theory("m2", means)
    assert not agrees_with_theory("m2", without)


@pytest.mark.parametrize("people", [10, 100])
def test_more_people_with_as_many_more_requests_wait_less(people: int) -> None:
    blueprint = models.crowded(people, items=2000)
    assert len(blueprint.person_carries) == people
    assert mean_time(compiled.simulate, blueprint, 0) < 1.1 * models.exact_mean_time("m2")

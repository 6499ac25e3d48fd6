"""Timings: `pytest -m benchmark tests/benchmarks`. Ratios count; absolute times move with the machine."""

import gc
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest

import sim
from tests.benchmarks import idiomatic

pytestmark = pytest.mark.benchmark
M2 = Path(__file__).with_name("m2.yaml")
ITEMS = 5000
MUST = 4.0


def test_reference_engine_on_m2(benchmark: Any) -> None:
    blueprint = sim.make_blueprint(sim.load(M2))
    benchmark.pedantic(sim.simulate, args=(blueprint,), kwargs={"seed": 1}, rounds=5, warmup_rounds=1)


def test_idiomatic_simpy_on_m2(benchmark: Any) -> None:
    benchmark.pedantic(idiomatic.mean_time, args=(ITEMS, 1), rounds=5, warmup_rounds=1)


def test_reference_engine_takes_at_most_four_times_idiomatic_simpy(record_property: Any) -> None:
    blueprint = sim.make_blueprint(sim.load(M2))
    ratios = []
    for replication in range(9):  # interleaved, so that a slow moment hits both
        began = perf_counter()
        sim.simulate(blueprint, seed=1, replication=replication)
        between = perf_counter()
        idiomatic.mean_time(ITEMS, replication)
        ratios.append((between - began) / (perf_counter() - between))
    record_property("ratio", median(ratios))
    print(f"reference engine / idiomatic SimPy on M2: median {median(ratios):.2f}, {min(ratios):.2f}-{max(ratios):.2f}")
    assert median(ratios) <= MUST


def test_both_simulate_the_same_model() -> None:
    blueprint = sim.make_blueprint(sim.load(M2))
    trace = sim.simulate(blueprint, seed=1)
    times = trace.time[trace.event == sim.Event.ENDED]
    order = trace.item[trace.event == sim.Event.ENDED].argsort()
    ours = (times[order] - trace.items.requested).mean()
    assert abs(ours / idiomatic.mean_time(ITEMS, 1) - 1) < 0.1  # exact: 14.907; one run of 5,000 items each


@pytest.mark.parametrize("name", ["m2", "baseline"])
def test_how_many_times_faster_the_compiled_engine_is(name: str) -> None:
    from sim.engines import compiled

    blueprint = sim.make_blueprint(sim.load(M2 if name == "m2" else name))
    compiled.simulate(blueprint, seed=1)  # compiled, or loaded from the cache
    ratios = []
    for replication in range(9):
        began = perf_counter()
        slow = sim.simulate(blueprint, seed=1, replication=replication)
        took = perf_counter() - began
        gc.collect()  # what the reference engine leaves behind is not the other one's to clear
        began = perf_counter()
        fast = compiled.simulate(blueprint, seed=1, replication=replication)
        ratios.append(took / (perf_counter() - began))
        assert fast.same_as(slow)
    print(f"reference / compiled engine on {name}: median {median(ratios):.0f}, {min(ratios):.0f}-{max(ratios):.0f}")
    assert median(ratios) > 1.0

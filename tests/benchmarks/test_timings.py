"""Timings of both engines by pytest-benchmark: `pytest -m benchmark tests/benchmarks/test_timings.py`.

For comparing a change with what was before on one machine (`--benchmark-save`, `--benchmark-compare`).
"""

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.engines import compiled, reference
from sim.responses import measures_of

pytestmark = pytest.mark.benchmark
MODELS = {"m2": Path(__file__).with_name("m2.yaml"), "baseline": "baseline"}


@pytest.fixture(params=MODELS)
def blueprint(request: Any) -> sim.Blueprint:
    return sim.make_blueprint(sim.load(MODELS[request.param]))


@pytest.mark.parametrize("engine", [reference.simulate, compiled.simulate], ids=["reference", "compiled"])
def test_one_replication_as_a_trace(benchmark: Any, blueprint: sim.Blueprint, engine: Any) -> None:
    benchmark.pedantic(engine, args=(blueprint,), kwargs={"seed": 1}, rounds=5, warmup_rounds=1)


def test_twenty_replications_measured_without_traces(benchmark: Any, blueprint: sim.Blueprint) -> None:
    def measured() -> None:
        measures_of(compiled.observations(blueprint, 1, 0, 20), blueprint)

    benchmark.pedantic(measured, rounds=5, warmup_rounds=1)


def test_a_blueprint_made(benchmark: Any, blueprint: sim.Blueprint, request: Any) -> None:
    scenario = sim.load(MODELS[request.node.callspec.params["blueprint"]])
    benchmark.pedantic(sim.make_blueprint, args=(scenario,), rounds=5, warmup_rounds=1)

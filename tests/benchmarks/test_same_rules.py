"""The yardstick does the same work: the C++ loop and the compiled engine leave the same rows, to the last bit."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sim import load
from sim.blueprint import Blueprint, make_blueprint
from sim.engines import compiled
from tests.benchmarks import same_rules
from tests.engines.worlds import scenario_of, worlds

M2 = Path(__file__).with_name("m2.yaml")
SHIPPED = [path for path in sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml")) if path.stem != "sources"]
SOME = settings(
    derandomize=True, deadline=None, database=None, max_examples=40, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
ANY = st.tuples(st.sampled_from([None, 0.25, 1.0]), st.sampled_from(["portfolio", "flow"])).flatmap(
    lambda drawn: worlds(*drawn)
)


@pytest.fixture(scope="module")
def executable() -> Path:
    built = same_rules.build()
    if built is None:
        pytest.skip("there is no g++")
    return built


def does_the_same_work(blueprint: Blueprint, executable: Path, replications: int) -> None:
    measured = same_rules.run(blueprint, 1, replications, executable)
    traces = [compiled.simulate(blueprint, 1, replication) for replication in range(replications)]
    assert measured.rows == sum(map(len, traces))
    assert measured.digest == same_rules.digest_of(traces)


@pytest.mark.parametrize("path", [M2, *SHIPPED], ids=lambda path: path.stem)
def test_the_loop_leaves_the_rows_of_the_compiled_engine(path: Path, executable: Path) -> None:
    does_the_same_work(make_blueprint(load(path)), executable, 3)


@SOME
@given(ANY)
def test_so_it_does_in_generated_worlds(executable, world):
    blueprint = make_blueprint(scenario_of(world))
    assume((blueprint.gate_coordination < 0).all())  # what the loop does not do
    assume(not blueprint.source_moves.any())
    does_the_same_work(blueprint, executable, 1)


def test_the_digest_notices_one_bit() -> None:
    blueprint = make_blueprint(load(M2))
    trace = compiled.simulate(blueprint)
    before = same_rules.digest_of([trace])
    trace.part[len(trace) // 2] ^= 1
    assert same_rules.digest_of([trace]) != before


def test_replications_begin_where_they_are_told_to(executable: Path) -> None:
    blueprint = make_blueprint(load(M2))
    third = same_rules.run(blueprint, 7, 1, executable, first=3)
    assert third.digest == same_rules.digest_of([compiled.simulate(blueprint, 7, 3)])

"""What the compiled engine sums up while it runs is what is read off a trace, to the last bit."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import sim
from sim.blueprint import Blueprint, make_blueprint
from sim.engines import compiled, reference
from sim.engines.compiled import desk
from sim.observations import Observations
from sim.responses import measure, measures_of
from sim.responses.walked import Walked
from sim.trace import Trace
from tests.engines.worlds import GRIDS, World, scenario_of, worlds

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for path in (ROOT / "scenarios").glob("*.yaml") if path.stem != "sources")
STEADY = settings(
    derandomize=True, deadline=None, database=None, max_examples=60, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
OF_RUNS = {
    "end", "busy", "waited", "served", "waited_by", "served_by", "worked", "reworked", "worked_in_window", "wip",
    "used",
}  # fmt: skip


def columns(seen: Observations, replication: int) -> dict[str, np.ndarray]:
    """What was seen of one replication of a batch."""
    ours = seen.replication == replication
    found = {}
    for each in fields(seen):
        if each.name != "replication":
            whole = getattr(seen, each.name)
            found[each.name] = np.asarray(whole[replication] if each.name in OF_RUNS else whole[ours])
    return found


def the_same_is_seen(blueprint: Blueprint, traces: list[Trace]) -> None:
    """Sums by the kernel against those by the walk through each trace."""
    seen = compiled.observations(blueprint, seed=1, first=0, count=len(traces))
    for replication, trace in enumerate(traces):
        walked = columns(Walked(trace, blueprint).observations(), 0)
        for name, column in columns(seen, replication).items():
            np.testing.assert_array_equal(column, walked[name], err_msg=name)
    for summed, trace in zip(measures_of(seen, blueprint), traces, strict=True):
        walk = measure(trace, blueprint)
        assert summed.names == walk.names
        for name in ("pairs", "requested", "duration", "outcome", "wip"):
            assert getattr(summed, name).tobytes() == getattr(walk, name).tobytes(), name


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_are_seen_the_same_by_kernel_and_trace(path):
    blueprint = make_blueprint(sim.load(path))
    the_same_is_seen(blueprint, [reference.simulate(blueprint, seed=1, replication=0)])
    the_same_is_seen(blueprint, [compiled.simulate(blueprint, seed=1, replication=each) for each in range(3)])


@pytest.mark.parametrize("study", ["portfolio", "flow"])
@pytest.mark.parametrize("grid", GRIDS)
def test_generated_worlds_are_seen_the_same_by_kernel_and_trace(grid, study):
    @STEADY
    @given(worlds(grid, study))
    def each(world: World) -> None:
        blueprint = make_blueprint(scenario_of(world))
        the_same_is_seen(blueprint, [compiled.simulate(blueprint, seed=1, replication=0)])

    each()


def test_the_size_of_a_batch_changes_nothing():
    blueprint = make_blueprint(sim.load("federated"))
    whole = measures_of(compiled.observations(blueprint, 5, 0, 7), blueprint)
    parts = [
        one
        for first, count in ((0, 1), (1, 4), (5, 2))
        for one in measures_of(compiled.observations(blueprint, 5, first, count), blueprint)
    ]
    for one, other in zip(whole, parts, strict=True):
        assert one.pairs.tobytes() == other.pairs.tobytes()
        assert one.duration.tobytes() == other.duration.tobytes()
        assert one.wip.tobytes() == other.wip.tobytes()


def test_tables_that_were_too_small_keep_what_was_summed_before(monkeypatch):
    blueprint = make_blueprint(sim.load("coe"))
    whole = compiled.observations(blueprint, 1, 0, 3)
    monkeypatch.setattr(desk, "_of_thread", type("Fresh", (), {})())
    monkeypatch.setattr(desk, "FIRST_ROOM", dict.fromkeys(desk.FIRST_ROOM, 16))
    grown = compiled.observations(blueprint, 1, 0, 3)
    for replication in range(3):
        for name, column in columns(grown, replication).items():
            np.testing.assert_array_equal(column, columns(whole, replication)[name], err_msg=name)


def test_without_tables_of_work_in_progress_everything_else_is_there():
    blueprint = make_blueprint(sim.load("coe"))
    bare = compiled.observations(blueprint, 1, 0, 2, wip=False)
    assert bare.wip == ()
    assert [one.wip.size for one in measures_of(bare, blueprint)] == [0, 0]
    whole = measures_of(compiled.observations(blueprint, 1, 0, 2), blueprint)
    assert (measures_of(bare, blueprint)[1].pairs == whole[1].pairs).all()

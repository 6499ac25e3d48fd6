"""What the compiled engine sums up while it runs is what is read off a trace, to the last bit."""

from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import sim
from sim.blueprint import Blueprint, make_blueprint
from sim.engines import compiled, reference
from sim.engines.compiled import desk
from sim.observations import PARTS, Observations
from sim.responses import measure, measures_of, ratios_of
from sim.responses.observed import NotObservedError, Observed
from sim.responses.walked import Walked
from sim.trace import Trace
from tests.engines.worlds import GRIDS, World, scenario_of, worlds

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for path in (ROOT / "scenarios").glob("*.yaml") if path.stem != "sources")
STEADY = settings(
    derandomize=True, deadline=None, database=None, max_examples=60, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
BY_REPLICATION = {"end", "busy", "queues", "work", "used", "stays", "wip"}


def columns(seen: Observations, replication: int) -> dict[str, np.ndarray]:
    """What was seen of one replication of a batch."""
    ours = seen.replication == replication
    found = {}
    for each in fields(seen):
        part = getattr(seen, each.name)
        if each.name != "replication" and part is not None:
            of = replication if each.name in BY_REPLICATION else ours
            held = {one.name: getattr(part, one.name) for one in fields(part)} if is_dataclass(part) else {"": part}
            found |= {f"{each.name} {name}": np.asarray(column[of]) for name, column in held.items()}
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


@pytest.mark.parametrize("name", ["coe", "stretched", "maintenance_trap"])
@pytest.mark.parametrize(
    "parts", [[], *([part] for part in PARTS), ["work", "passages"], ["wip", "used"]], ids=" ".join
)
def test_parts_are_the_same_whatever_else_is_looked_at(name, parts):
    blueprint = make_blueprint(sim.load(name))
    whole, seen = (
        columns(compiled.observations(blueprint, 1, 0, 2, parts=wanted), 1) for wanted in (tuple(PARTS), parts)
    )
    assert {head.split()[0] for head in seen} & set(PARTS) == set(parts)
    for head, column in seen.items():
        np.testing.assert_array_equal(column, whole[head], err_msg=head)


def test_a_response_that_reads_what_was_not_looked_at_is_told_so():
    blueprint = make_blueprint(sim.load("coe"))
    study = Observed(compiled.observations(blueprint, 1, 0, 2, parts=["split"]), blueprint)
    assert ratios_of(study, ["time_in"])[1].shape[:2] == (2, 7)
    assert study.read == {"split"}
    with pytest.raises(NotObservedError):
        ratios_of(study, ["utilization"])

"""What holds in every world: it runs to its end, keeps the invariants, and depends on nothing but its meaning."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.blueprint import Blueprint, make_blueprint
from sim.engines.reference import pools, simulate
from sim.responses import check_invariants
from sim.trace import Event, Trace
from tests.engines.worlds import HORIZON, World, scenario_of, worlds

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
STEADY = settings(  # shrinking is left to the long ones
    derandomize=True, deadline=None, database=None, max_examples=60, suppress_health_check=CHECKS,
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
LONG = settings(deadline=None, database=None, max_examples=3000, suppress_health_check=CHECKS)
GRIDS = st.sampled_from([None, 0.25, 1.0])
ENDING = GRIDS.flatmap(worlds)
ANY = st.tuples(GRIDS, st.sampled_from(["portfolio", "flow"])).flatmap(lambda drawn: worlds(*drawn))


def run(world: World, replication: int = 0) -> tuple[Trace, Blueprint]:
    blueprint = make_blueprint(scenario_of(world))
    return simulate(blueprint, 1, replication), blueprint


def runs_to_its_end_and_keeps_the_invariants(world: World) -> None:
    trace, blueprint = run(world)
    check_invariants(trace, blueprint)
    if world["study"]["type"] == "portfolio":
        assert trace.end < HORIZON
        mine = trace.items.number[(trace.items.parent < 0) & blueprint.kind_is_use_case[trace.items.kind]]
        assert set(mine) <= set(trace.item[trace.event == Event.ENDED])


def leaves_the_same_trace_when_everything_waiting_is_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A settle looks only at what an event of the instant has stirred; looking at everything changes nothing."""
    blueprint = make_blueprint(scenario_of(world))
    trace = simulate(blueprint)
    plain = pools.HandOut.hand_out

    def thorough(self: pools.HandOut, now: float) -> None:
        self.stirred.update(self.start.__self__.staff.pools)  # type: ignore[attr-defined]
        plain(self, now)

    with monkeypatch.context() as patch:
        patch.setattr(pools.HandOut, "hand_out", thorough)
        assert simulate(blueprint).same_as(trace)


@STEADY
@given(ENDING)
def test_every_world_runs_to_its_end_and_keeps_the_invariants(world):
    runs_to_its_end_and_keeps_the_invariants(world)


@STEADY
@given(ANY)
def test_looking_at_everything_that_waits_changes_nothing(monkeypatch, world):
    leaves_the_same_trace_when_everything_waiting_is_looked_at(world, monkeypatch)


def test_the_worlds_contain_everything_that_can_happen():
    seen: set[int] = set()

    @STEADY
    @given(ANY)
    def look(world: World) -> None:
        seen.update(run(world)[0].event.tolist())

    look()
    assert seen == set(Event)


@settings(STEADY, max_examples=25)
@given(ANY)
def test_the_same_seed_leaves_the_same_trace_and_the_name_says_nothing(world):
    trace, _ = run(world)
    assert run({**world, "name": "another"})[0].same_as(trace)
    other = run(world, replication=1)[0]
    assert not other.same_as(trace) or len(trace) == 0 or is_fixed(trace, other)


def is_fixed(trace: Trace, other: Trace) -> bool:
    """Nothing was drawn that shows: the sizes and domains agree as well."""
    return trace.items.size.tobytes() == other.items.size.tobytes()


@pytest.mark.slow
@LONG
@given(ANY)
def test_thousands_of_worlds_run_to_their_end(world):
    runs_to_its_end_and_keeps_the_invariants(world)


@pytest.mark.slow
@LONG
@given(ANY)
def test_thousands_of_worlds_do_not_change_when_everything_is_looked_at(monkeypatch, world):
    leaves_the_same_trace_when_everything_waiting_is_looked_at(world, monkeypatch)

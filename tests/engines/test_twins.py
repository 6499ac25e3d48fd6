"""Two engines, one meaning: the traces of the compiled engine are those of the reference, to the last bit."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import sim
from sim import rules
from sim.blueprint import Blueprint, make_blueprint
from sim.blueprint.blueprint import PartType, Presence, SourceType
from sim.engines import compiled, reference
from sim.engines.compiled import engine as tables
from sim.engines.compiled import kernel
from sim.engines.reference import office, people, pools
from sim.engines.reference.clock import Clock, Due
from sim.trace import Event, Items, Trace
from tests.engines.worlds import World, scenario_of, worlds

ROOT = Path(__file__).parents[2]
M2 = ROOT / "tests" / "benchmarks" / "m2.yaml"
SHIPPED = sorted(path for path in (ROOT / "scenarios").glob("*.yaml") if path.stem != "sources")
ENGINES = {"reference": reference.simulate, "compiled": compiled.simulate}
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
STEADY = settings(
    derandomize=True, deadline=None, database=None, max_examples=120, suppress_health_check=CHECKS,
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
LONG = settings(deadline=None, database=None, max_examples=5000, suppress_health_check=CHECKS)
STUDIES = st.sampled_from(["portfolio", "flow"])
TIED = st.tuples(st.sampled_from([0.25, 1.0]), STUDIES).flatmap(lambda drawn: worlds(*drawn))
CONTINUOUS = STUDIES.flatmap(lambda study: worlds(None, study))


def first_difference(one: Trace, other: Trace) -> str:
    """Where two traces part, to be read: "" where they are equal."""
    if one.same_as(other):
        return ""
    names = [
        field.name for field in fields(Trace) if not is_dataclass(getattr(one, field.name)) and field.name != "end"
    ]
    common = min(len(one), len(other))
    differ = np.zeros(common, dtype=bool)
    for name in names:
        differ |= getattr(one, name)[:common] != getattr(other, name)[:common]
    row = int(np.argmax(differ)) if differ.any() else common
    lines = [f"rows {len(one)} and {len(other)}, ends {one.end} and {other.end}, first difference in row {row}"]
    for trace in (one, other):
        rows = range(max(0, row - 3), min(len(trace), row + 3))
        lines += [str({name: getattr(trace, name)[at].item() for name in names}) for at in rows]
    for field in fields(Items):
        if getattr(one.items, field.name).tobytes() != getattr(other.items, field.name).tobytes():
            lines.append(f"items differ in {field.name}")
    return "\n".join(lines)


def leaves_the_same_trace_in_both(blueprint: Blueprint, replication: int = 0) -> None:
    assert not compiled.refuses(blueprint)
    told = first_difference(compiled.simulate(blueprint, 1, replication), reference.simulate(blueprint, 1, replication))
    assert not told, told


@pytest.mark.parametrize("path", [M2, *SHIPPED], ids=lambda path: path.stem)
def test_shipped_scenarios_leave_the_same_trace_in_both_engines(path):
    leaves_the_same_trace_in_both(make_blueprint(sim.load(path)))


@STEADY
@given(TIED)
def test_worlds_in_which_everything_ties_leave_the_same_trace_in_both_engines(world: World):
    leaves_the_same_trace_in_both(make_blueprint(scenario_of(world)))


@STEADY
@given(CONTINUOUS)
def test_worlds_of_continuous_durations_leave_the_same_trace_in_both_engines(world: World):
    leaves_the_same_trace_in_both(make_blueprint(scenario_of(world)))


@pytest.mark.parametrize("names", [Event, Presence, SourceType, PartType], ids=lambda names: names.__name__)
def test_the_kernel_numbers_things_as_blueprint_and_trace_do(names):
    for one in names:
        assert getattr(kernel, one.name) == one


@pytest.mark.parametrize("engine", ENGINES)
def test_a_replication_is_a_function_of_its_seed_and_number(engine):
    simulate, blueprint = ENGINES[engine], make_blueprint(sim.load(SHIPPED[0]))
    trace = simulate(blueprint, seed=3, replication=2)
    assert simulate(blueprint, seed=3, replication=2).same_as(trace)
    assert not simulate(blueprint, seed=3, replication=1).same_as(trace)
    assert not simulate(blueprint, seed=4, replication=2).same_as(trace)


def test_tables_that_were_too_small_are_doubled_until_they_are_not(monkeypatch):
    blueprint = make_blueprint(sim.load(SHIPPED[0]))
    monkeypatch.setattr(tables, "FIRST_ROOM", dict.fromkeys(tables.FIRST_ROOM, 16))
    leaves_the_same_trace_in_both(blueprint)


def test_what_the_compiled_engine_cannot_do_it_refuses_by_name(monkeypatch):
    blueprint = make_blueprint(sim.load(SHIPPED[0]))
    monkeypatch.setattr(tables, "MOST_BITS", 1)
    assert compiled.refuses(blueprint) == "more than 1 gates"
    with pytest.raises(sim.BadInput, match="more than 1 gates"):
        compiled.simulate(blueprint)


# -- planted errors: what the same tests must notice ------------------------------------------------------------------


def _order_of_people(key):
    def plant(patch: pytest.MonkeyPatch) -> None:
        plain = pools.Pool.suits
        patch.setattr(pools.Pool, "suits", lambda pool, person, stint: key(*plain(pool, person, stint)))

    return plant


def _kinds_exchanged(one: Due, other: Due):
    def plant(patch: pytest.MonkeyPatch) -> None:
        plain, exchanged = Clock.due, {one: other, other: one}
        patch.setattr(Clock, "due", lambda clock, at, kind, *rest, **named: plain(
            clock, at, exchanged.get(kind, kind), *rest, **named))  # fmt: skip

    return plant


def _parts_reversed(patch: pytest.MonkeyPatch) -> None:
    plain = office.Office.rank

    def rank(self: office.Office, *of: Any) -> Any:
        urgent, value, now, number, part = plain(self, *of)
        return urgent, value, now, number, -part

    patch.setattr(office.Office, "rank", rank)


def _admission_last(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(office, "ADMIT", office.HAND_OUT + 1)


def _clock_never_reset(patch: pytest.MonkeyPatch) -> None:
    def bring_up_to_date(person: people.Person, now: float) -> None:
        if person.hands:
            person.clock = rules.clock_after(person.clock, person.since, now, person.slope())
        person.since = now

    patch.setattr(people.Person, "bring_up_to_date", bring_up_to_date)


def _clock_written_differently(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "clock_after", lambda clock, since, now, slope: clock + (now * slope - since * slope))


PLANTED = {
    "the longest free does not go first": _order_of_people(lambda role, new, roles, hands, free, number: (
        role, new, roles, hands, number)),
    "the highest number goes first": _order_of_people(lambda role, new, roles, hands, free, number: (
        role, new, roles, hands, free, -number)),
    "who knows the item does not go first": _order_of_people(lambda role, new, roles, hands, free, number: (
        role, roles, hands, free, number)),
    "parts before changes of rate": _kinds_exchanged(Due.PART, Due.RATE_CHANGE),
    "the last part of an item goes first": _parts_reversed,
    "admission after hand-out": _admission_last,
    "a work clock that is never reset": _clock_never_reset,
    "a clock that differs in the last bit": _clock_written_differently,
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_errors_are_noticed(planted, monkeypatch):
    PLANTED[planted](monkeypatch)

    @STEADY
    @given(CONTINUOUS if "bit" in planted else TIED)
    def twins(world: World) -> None:
        leaves_the_same_trace_in_both(make_blueprint(scenario_of(world)))

    with pytest.raises(AssertionError):
        twins()


@pytest.mark.slow
@LONG
@given(TIED)
def test_thousands_of_worlds_in_which_everything_ties_leave_the_same_trace(world: World):
    leaves_the_same_trace_in_both(make_blueprint(scenario_of(world)))


@pytest.mark.slow
@LONG
@given(CONTINUOUS)
def test_thousands_of_worlds_of_continuous_durations_leave_the_same_trace(world: World):
    leaves_the_same_trace_in_both(make_blueprint(scenario_of(world)))


@pytest.mark.slow
@pytest.mark.parametrize("path", [M2, *SHIPPED], ids=lambda path: path.stem)
def test_many_replications_of_shipped_scenarios_leave_the_same_trace(path):
    blueprint = make_blueprint(sim.load(path))
    for replication in range(1, 21):
        leaves_the_same_trace_in_both(blueprint, replication)

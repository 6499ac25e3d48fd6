"""Two engines, one meaning: the traces of the compiled engine are those of the reference, to the last bit.

    pytest tests/engines/test_twins.py             every shipped scenario, and some worlds on each grid
    pytest -m slow tests/engines/test_twins.py     a million work items and more, on all processors

Durations of worlds lie on a grid of 0 (as they are drawn), 0.25 or 1 day: on the latter two everything ties. That these
tests can fail is shown in `test_planted_errors.py`.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import sim
from sim.blueprint import Blueprint, make_blueprint
from sim.blueprint.blueprint import (
    ASKS,
    IN_ORDER,
    INTERRUPTING,
    LIVE_FROM_START,
    RETIREMENT,
    PartType,
    Presence,
    SourceType,
)
from sim.engines import compiled, reference
from sim.engines.compiled import desk, records
from sim.trace import Event, Items, Trace
from tests.engines.telling import house
from tests.engines.worlds import GRIDS, World, scenario_of, worlds

ROOT = Path(__file__).parents[2]
M2 = ROOT / "tests" / "benchmarks" / "m2.yaml"
SHIPPED = sorted(path for path in (ROOT / "scenarios").glob("*.yaml") if path.stem != "sources")
EFFECTS = sorted((ROOT / "scenarios" / "effects").glob("*.yaml"))  # by default in tests/test_shipped_effects.py
ENGINES: dict[str, Callable[..., Trace]] = {"reference": reference.simulate, "compiled": compiled.simulate}
STUDIES = st.sampled_from(["portfolio", "flow"])
STEADY = settings(
    derandomize=True, deadline=None, database=None, max_examples=70, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
LONG = settings(STEADY, derandomize=False, max_examples=150, phases=[Phase.explicit, Phase.generate, Phase.shrink])


@dataclass
class Tally:
    """What has been compared."""

    replications: int = 0
    items: int = 0
    rows: int = 0
    differing: int = 0
    seen: set[str] = field(default_factory=set)  # what it contained, of `FEATURES` and `Event`
    most: int = 0  # of it at once

    def compare(self, blueprint: Blueprint, replication: int = 0) -> None:
        """Simulate one replication by each engine; fail where a bit differs."""
        assert not compiled.refuses(blueprint)
        one, other = (ENGINES[name](blueprint, 1, replication) for name in ("compiled", "reference"))
        told = first_difference(one, other)
        here = {name for name, has in FEATURES.items() if has(blueprint, other)}
        here |= {Event(event).name for event in np.unique(other.event)}
        self.add(Tally(1, len(other.items), len(other), bool(told), here, len(here)))
        assert not told, told

    def add(self, more: "Tally") -> None:
        """Count what was compared elsewhere."""
        self.replications += more.replications
        self.items += more.items
        self.rows += more.rows
        self.differing += more.differing
        self.seen |= more.seen
        self.most = max(self.most, more.most)

    def __str__(self) -> str:
        compared = (
            f"{self.items:,} work items, {self.rows:,} rows in {self.replications:,} replications of both engines"
        )
        return f"{compared}; {self.differing} differ"


COMPARED = Tally()


@pytest.fixture(scope="module", autouse=True)
def _said_at_the_end(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write(f"\n{COMPARED}\n")


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
    lines = [f"the traces differ from row {row} on: rows {len(one)} and {len(other)}, ends {one.end} and {other.end}"]
    for trace in (one, other):
        rows = range(max(0, row - 3), min(len(trace), row + 3))
        lines += [str({name: getattr(trace, name)[at].item() for name in names}) for at in rows]
    for column in fields(Items):
        if getattr(one.items, column.name).tobytes() != getattr(other.items, column.name).tobytes():
            lines.append(f"items differ in {column.name}")
    return "\n".join(lines)


# -- shipped scenarios, and worlds in which all primitives meet --------------------------------------------------------


@pytest.mark.parametrize("path", [M2, *SHIPPED], ids=lambda path: path.stem)
def test_shipped_scenarios_leave_the_same_trace_in_both_engines(path):
    COMPARED.compare(make_blueprint(sim.load(path)))


HOUSES = {  # what worlds meet too seldom, and an error can hide behind
    "a source and the end of a part at one instant": house(
        {"ann": "coder", "bob": "analyst"},
        {
            "build": {"effort": 0, "shared_by": {"coder": 1}, "mark": "live"},
            "teach": {"effort": 5, "shared_by": {"analyst": 1}},
            "open": {"effort": 1, "shared_by": {"analyst": 1}, "waits": {"key": {"call": "key"}}},
        },
        calls={"key": {"effort": 1, "shared_by": {"coder": 1}}},
        operation={"upkeep": {"models": {"effort": 1, "every": 5, "shared_by": {"coder": 1}}}},
        study={"horizon": 40},
    ),
    "sums of days that miss a day that is given by a hair": house(
        {"ann": {"roles": "coder", "leaves": 0.3, "hands_back": True}, "bob": {"roles": "coder", "joins": 0.6}},
        {name: {"effort": effort, "shared_by": {"coder": 1}} for name, effort in (("one", 0.1), ("two", 0.2))}
        | {name: {"waits": {"post": {"delay": delay}}} for name, delay in (("three", 0.6), ("four", 0.1))},
        [0, 0.6], gates={"board": {"after": "one", "meet_every": 0.1}, "end": {"after": "three", "meet_every": 0.3}},
        study={"horizon": 0.9},
    ),
    "patience that ends a hair after somebody would be free": house(
        {"ann": "coder", "kim": "keeper"},
        {
            "busy": {"effort": 0.1, "shared_by": {"coder": 1}, "only_for": ["other"]},
            "code": {"effort": 3, "shared_by": {"coder": 1}, "only_for": ["ours"], "patience": 1},
            "open": {"effort": 1, "shared_by": {"coder": 1}, "waits": {"key": {"call": "key"}}},
        },
        [{"at": 0, "count": 10, "kind": "other"}, {"at": 0, "count": 2, "kind": "ours"}],
        demand={"kinds": {"other": {}, "ours": {}}},
        calls={"key": {"effort": 0.1, "shared_by": {"keeper": 1}, "patience": 1, "alone": 2}},
        rework={"again": {"after": "open", "back_to": "open", "chance": 0.3, "at_most": 3}},
    ),
    "clocks that run at rates that move": house(
        {"ann": "coder"},
        {"code": {"effort": {"exponential": 1}, "shared_by": {"coder": 1}, "mark": "live"}}, [],
        maturity={"mlops": {0: 0, 60: 0.4, 80: 0.6, 150: 1}, "platform": {20: 1, 90: 0}},
        demand={"per_year": {0: 0, 10: 0, 20: 60, 50: 10, 120: 90}, "batch": {"size": 2}},
        duties={"tidy": {"effort": 0.1, "shared_by": {"coder": 1}, "every": {0: 20, 50: 1, 51: 9}}},
        operation={
            "upkeep": {"models": {"effort": 0.1, "shared_by": {"coder": 1}, "every": {
                "by": "mlops", "low": {"exponential": 30}, "mid": {"lognormal": {"mean": 9, "cv": 1}}, "high": 4,
                "times": {"by": "platform", "low": 1, "mid": 0.5, "high": 3},
            }}},
            "drift": {"every": {"exponential": 30, "times": {0: 3, 100: 0.2}}, "ever": 1,
                      "remedies": {"retrain": {"share": 1, "effort": 0.5, "shared_by": {"coder": 1}}}},
            "retire": {"after": {"by": "mlops", "low": {"exponential": 90}, "mid": 60, "high": {"exponential": 20}}},
        },
        study={"type": "flow", "warm_up": 0, "intake": 150, "horizon": 200, "full_horizon": True},
    ),
    "two parts of an item that end at one instant": house(
        {"ann": "coder", "bob": "analyst", "cal": "keeper", "dan": "porter"},
        {
            "both": {
                "parallel": {
                    name: {
                        "effort": 5, "shared_by": {role: 1}, "waits": {"key": {"call": call}},
                        "redo": {"chance": 1, "at_most": 1},
                    }
                    for name, role, call in (("build", "coder", "key"), ("draw", "analyst", "door"))
                }
            },
        },
        calls={
            "key": {"effort": 1, "shared_by": {"keeper": 1}},
            "door": {"effort": 1, "shared_by": {"porter": 1}},
        },
    ),
    "somebody is kept for a workshop convened in order": house(
        {"ann": "analyst", "bob": "coder"},
        {
            "code": {"effort": 6, "shared_by": {"coder": 1}, "only_for": ["coding"]},
            "draw": {"effort": 1, "shared_by": {"analyst": 1}, "only_for": ["drawing"]},
            "meeting": {
                "effort": 2, "shared_by": {"analyst": 0.5, "coder": 0.5}, "together": True, "convene": "in_order",
                "only_for": ["meeting"],
            },
        },
        [{"at": day, "kind": kind} for day, kind in ((0, "coding"), (1, "meeting"), (2, "drawing"))],
        demand={"kinds": {"coding": {}, "drawing": {}, "meeting": {}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("scenario", HOUSES.values(), ids=HOUSES)
def test_houses_leave_the_same_trace_in_both_engines(scenario):
    COMPARED.compare(make_blueprint(scenario))


@cache
def compared(grid: float) -> Tally:
    """The default worlds of a grid, compared."""
    tally = Tally()

    @STEADY
    @given(STUDIES.flatmap(lambda study: worlds(grid, study)))
    def twins(world: World) -> None:
        tally.compare(make_blueprint(scenario_of(world)))

    try:
        twins()
    finally:
        COMPARED.add(tally)
    return tally


@pytest.mark.parametrize("grid", GRIDS)
def test_worlds_on_each_grid_leave_the_same_trace_in_both_engines(grid):
    assert compared(grid).items > 1000


def test_the_worlds_compared_contain_all_primitives_and_most_of_them_at_once():
    tally = Tally()
    for grid in GRIDS:
        tally.add(compared(grid))
    everything = {*FEATURES, *Event.__members__}
    assert tally.seen == everything
    assert tally.most > 0.7 * len(everything)


FEATURES: dict[str, Callable[[Blueprint, Trace], bool]] = {  # what a world can have beside events
    "delays": lambda b, _: PartType.DELAY in b.part_type,
    "delays that grow with size": lambda b, _: any(b.part_grows > 0),
    "delays at the first visit only": lambda b, _: any(b.part_once),
    "calls awaited": lambda b, _: any(b.part_awaited & (b.part_type == PartType.CALL)),
    "calls not awaited": lambda b, _: any(~b.part_awaited & (b.part_type == PartType.CALL)),
    "calls with patience": lambda b, _: np.any(b.part_patience >= 0),
    "questions after the work": lambda b, _: ASKS in b.part_phase,
    "patience of work that queues": lambda b, _: np.any(b.activity_patience >= 0),
    "activities done again": lambda b, _: np.any(b.activity_redo >= 0),
    "activities side by side": lambda b, _: any(np.diff(b.step_activity_start) > 1),
    "activities for some kinds": lambda b, _: not np.all(b.activity_for),
    "workshops that interrupt": lambda b, _: INTERRUPTING in b.activity_together,
    "workshops in order": lambda b, _: IN_ORDER in b.activity_together,
    "gates on demand": lambda b, _: any(b.gate_meet_every == 0),
    "gates that meet": lambda b, _: any(b.gate_meet_every > 0),
    "gates for some kinds": lambda b, _: not np.all(b.gate_for),
    "gates that grow with size": lambda b, _: any(b.gate_grows > 0),
    "items stopped at a gate": lambda _, t: any((t.event == Event.ENDED) & (t.part == 1)),
    "rework rules": lambda b, _: len(b.rule_target) > 0,
    "rework by alternatives": lambda b, _: any(np.diff(b.step_rule_start) > 1),
    "rework for some kinds": lambda b, _: np.any((b.rule_chance >= 0) != (b.rule_chance >= 0)[:, :1]),
    "rework that fades": lambda b, _: any(b.rule_fade < 1),
    "rework that repeats a part": lambda b, _: any(b.rule_repeats < 1),
    "limits": lambda b, _: len(b.limit_capacity) > 0,
    "limits within limits": lambda b, _: any((b.step_limits & (b.step_limits - 1)) > 0),
    "coordination": lambda b, t: any("coordination" in b.kind_names[kind] for kind in np.unique(t.items.kind)),
    "context loss": lambda b, _: np.any(b.handover_loss >= 0),
    "several teams": lambda b, _: len(b.team_names) > 2,
    "people in two teams": lambda b, _: any(b.person_team.sum(axis=1) > 1),
    "people of several roles": lambda b, _: any(b.person_roles > 1),
    "people who stand in": lambda b, _: any(b.option_stands_in),
    "people who carry several": lambda b, _: any(b.person_carries > 1),
    "a loss by switching": lambda b, _: any(b.person_loss > 0),
    "part-time": lambda b, _: any(b.person_fte < 1),
    "absence": lambda b, _: Presence.ABSENT in b.rate_presence,
    "people who join": lambda b, _: Presence.NOT_YET in b.rate_presence,
    "people who leave": lambda b, _: Presence.LEFT in b.rate_presence,
    "people who hand back": lambda b, _: Presence.LEFT_HANDING_BACK in b.rate_presence,
    "speeds that change": lambda b, _: len({*b.rate_slope.tolist()} - {0.0}) > 1,
    "planned requests": lambda b, _: SourceType.PLANNED in b.source_type,
    "planned requests of a given size": lambda b, _: not np.all(np.isnan(b.planned_size)),
    "items in progress on day 0": lambda b, _: any(b.planned_step > 0),
    "items live on day 0": lambda b, _: LIVE_FROM_START in b.planned_step,
    "recurring requests": lambda b, _: SourceType.RENEWAL in b.source_type,
    "clocks at rates that move": lambda b, _: any(b.source_moves),
    "batches": lambda b, _: any(b.source_batch >= 0),
    "duties": lambda b, _: any(name.startswith("duties") for name in b.kind_names),
    "duties of each person": lambda b, _: any(b.source_person >= 0),
    "clocks of live items": lambda b, _: SourceType.LIVE in b.source_type,
    "clocks that wait for a remedy": lambda b, _: any(b.source_waits),
    "remedies that go back": lambda b, _: any(b.remedy_step >= 0),
    "urgent remedies": lambda b, _: any(b.remedy_urgent),
    "retirement": lambda b, _: RETIREMENT in b.remedy_kind,
    "domains": lambda b, _: len(b.domain_names) > 1,
    "data owned by other domains": lambda b, _: any(b.part_domain >= 0),
    "kinds": lambda b, _: sum(b.kind_is_use_case) > 1,
    "urgent kinds": lambda b, _: any(b.kind_urgent & b.kind_is_use_case),
    "kinds of the smallest": lambda b, _: any(b.kind_smallest),
    "sizes": lambda _, t: len(np.unique(t.items.size)) > 1,
    "values": lambda _, t: len(np.unique(t.items.value)) > 2,
    "maturity over days": lambda b, _: b.path_start[3] > 3,
    "amounts by level": lambda b, _: any(b.amount_dial >= 0),
    "first come first served": lambda b, _: not any(b.weights),
    "disciplines as weights": lambda b, _: np.count_nonzero(b.weights) > 1,
    "decisions that are coordinated": lambda b, _: any(b.gate_coordination.ravel() >= 0),
    "no queueing": lambda b, _: not b.queueing,
    "portfolios": lambda b, _: b.study_type == "portfolio",
    "flows": lambda b, _: b.study_type == "flow",
    "a full horizon": lambda b, _: b.full_horizon,
    "items at one instant": lambda _, t: any((np.diff(t.time) == 0) & (np.diff(t.item) != 0) & (t.time[1:] > 0)),
}


# -- a million work items ----------------------------------------------------------------------------------------------


def many_worlds(grid: float, luck: int) -> Tally:
    """More worlds of a grid, ten replications each; a failure tells the smallest world that was found."""
    tally = Tally()

    @seed(luck)
    @LONG
    @given(STUDIES.flatmap(lambda study: worlds(grid, study)))
    def twins(world: World) -> None:
        blueprint = make_blueprint(scenario_of(world))
        for replication in range(10):
            tally.compare(blueprint, replication)

    twins()
    return tally


def many_replications(path: Path) -> Tally:
    """More replications of a scenario."""
    tally, blueprint = Tally(), make_blueprint(sim.load(path))
    for replication in range(1, 21):
        tally.compare(blueprint, replication)
    return tally


@pytest.mark.slow
def test_a_million_work_items_leave_the_same_trace_in_both_engines():
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processors:
        shipped = [processors.submit(many_replications, path) for path in (M2, *SHIPPED, *EFFECTS)]
        generated = [processors.submit(many_worlds, grid, luck) for luck in range(4) for grid in GRIDS]
        for part in (*generated, *shipped):
            COMPARED.add(part.result())
    assert sum(part.result().items for part in generated) > 400_000
    assert COMPARED.items > 1_000_000
    assert COMPARED.differing == 0


# -- what else an engine promises --------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [Event, Presence, SourceType, PartType], ids=lambda names: names.__name__)
def test_the_kernel_numbers_things_as_blueprint_and_trace_do(names):
    for one in names:
        assert getattr(records, one.name) == one


@pytest.mark.parametrize("name", ENGINES)
def test_a_replication_is_a_function_of_its_seed_and_number(name):
    simulate, blueprint = ENGINES[name], make_blueprint(sim.load(SHIPPED[0]))
    trace = simulate(blueprint, seed=3, replication=2)
    assert simulate(blueprint, seed=3, replication=2).same_as(trace)
    assert not simulate(blueprint, seed=3, replication=1).same_as(trace)
    assert not simulate(blueprint, seed=4, replication=2).same_as(trace)


def test_tables_that_were_too_small_are_doubled_until_they_are_not(monkeypatch):
    blueprint = make_blueprint(sim.load(SHIPPED[0]))
    monkeypatch.setattr(desk, "FIRST_ROOM", dict.fromkeys(desk.FIRST_ROOM, 16))
    monkeypatch.setattr(desk, "_of_thread", threading.local())
    COMPARED.compare(blueprint)


def test_what_the_compiled_engine_cannot_do_it_refuses_by_name():
    blueprint = replace(make_blueprint(sim.load(SHIPPED[0])), gate_names=tuple(map(str, range(63))))
    assert compiled.refuses(blueprint) == "more than 62 gates"
    with pytest.raises(sim.BadInput, match="more than 62 gates"):
        compiled.simulate(blueprint)


JUGGLING = """\
opmodel: 1
name: many items in hand and a rule that fires often
people: {clerk: 1}
roles: {clerk: {group: delivery, carries: 9, switching_loss: 0.1}}
demand: {planned: [{at: 0, count: 9}]}
study: {type: portfolio, horizon: 100000}
stages:
  only:
    steps: {work: {effort: {exponential: 1}, shared_by: {clerk: 1}, mark: live}}
    rework: {again: {after: work, back_to: work, chance: 0.99, fade: 0.97, at_most: 40}}
"""


def test_shares_of_many_items_in_hand_and_of_rules_that_fired_often_are_the_same_bits() -> None:
    blueprint = make_blueprint(sim.loads(JUGGLING))
    for replication in range(20):
        one, other = (engine.simulate(blueprint, 1, replication) for engine in (compiled, reference))
        assert one.same_as(other)

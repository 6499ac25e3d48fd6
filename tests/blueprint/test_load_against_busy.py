"""Offered load is a second statement of the rules, so it is held against the first: how busy people are when simulated.

Worlds are generated; what keeps work from being done at all (limits, withdrawals), who shares whose work (stand-ins,
several roles, several items in hand) and people who come and go are taken out of them, and demand is thinned so that
nobody is overloaded and comes evenly, so that little is left to chance.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sim.blueprint import make_blueprint
from sim.blueprint.offered_load import offered_load, worst
from sim.engines.reference import simulate
from sim.responses import measure
from tests.engines.worlds import World, scenario_of, worlds

DAY, HORIZON = 1000, 2000
WANTED = 0.5  # load of the busiest
STEADY = settings(
    derandomize=True, deadline=None, database=None, max_examples=12, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
LONG = settings(STEADY, derandomize=False, max_examples=300)


def steady(world: World, every: float) -> World:
    """The world with one request every so many days, forever, and nobody who shares work or turns it away."""
    stages: dict[str, Any] = {}
    for name, stage in world["stages"].items():
        steps = {step: _patient(written) for step, written in stage["steps"].items()}
        stages[name] = {key: value for key, value in stage.items() if key != "limit"} | {"steps": steps}
    demand = {key: value for key, value in world["demand"].items() if key not in ("at_most", "interval", "batch")}
    people = {name: {"count": world["people"][name]["count"]} for name in ("a", "b", "c")} | {
        "d": {"count": 1}, "pm": {"count": 1, "roles": {"project_manager": 1}},
    }  # fmt: skip
    return {
        **{key: value for key, value in world.items() if key != "switches"},
        "stages": stages,
        "demand": {**demand, "planned": [], "interval": every},
        "people": people,
        "organization": {"form": "custom", "teams": _teams(world, people)},
        "roles": {**world["roles"], "a": {"group": "delivery"}},
        "calls": {name: _patient(call) for name, call in world["calls"].items()},
        "maturity": {"platform": 0.3},
        "flow": {"discipline": world["flow"]["discipline"]},
        "study": {
            "type": "flow", "warm_up": DAY // 2, "intake": HORIZON - DAY // 2, "horizon": HORIZON, "full_horizon": True,
        },
    }  # fmt: skip


def _patient(written: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in written.items() if key != "patience"}
    if "parallel" in kept:
        kept["parallel"] = {name: _patient(each) for name, each in kept["parallel"].items()}
    return kept


def _teams(world: World, people: dict[str, Any]) -> dict[str, Any]:
    if "center" in world["organization"]["teams"]:
        return {"center": {"serves": "all", "members": {name: group["count"] for name, group in people.items()}}}
    return {f"team of {name}": {"serves": "all", "members": {name: group["count"]}} for name, group in people.items()}


def load_is_how_busy_people_are(world: World) -> None:
    """Within a fifth: loops that cut into one another are close, not exact."""
    unthinned = worst(offered_load(scenario_of(steady(world, 10.0)), DAY)).load
    scenario = scenario_of(steady(world, round(10.0 * max(unthinned / WANTED, 0.1), 3)))
    loads = {row.roles[0]: row.load for row in offered_load(scenario, DAY) if row.scope == "role"}
    assume(max(loads.values()) < 0.7)  # duties alone may ask for more
    blueprint = make_blueprint(scenario)
    found = [measure(simulate(blueprint, 1, replication), blueprint).ratios for replication in range(2)]
    for role, load in loads.items():
        busy = [each[f"utilization.{role}"] for each in found]
        share = np.mean([days / present for days, present in busy])
        assert share == pytest.approx(load, rel=0.2, abs=0.04), role


WORLDS = st.just(0.0).flatmap(worlds)


@STEADY
@given(WORLDS)
def test_people_are_as_busy_as_the_offered_load_says_where_nobody_is_overloaded(world: World) -> None:
    load_is_how_busy_people_are(world)


@pytest.mark.slow
@LONG
@given(WORLDS)
def test_people_are_as_busy_as_the_offered_load_says_in_hundreds_of_worlds(world: World) -> None:
    load_is_how_busy_people_are(world)

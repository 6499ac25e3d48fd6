"""Stories of houses that came out right when they were tried, kept so: crowded hands, windows, loops, idle blocks."""

from typing import Any

import pytest

from sim.blueprint import make_blueprint
from sim.responses import measure
from sim.scenario.schema import Scenario
from tests.engines import telling
from tests.engines.telling import house, told

WORK = {"work": {"effort": 1, "shared_by": {"coder": 1}, "mark": "live"}}


def flow(first: float, last: float, horizon: float, **more: Any) -> dict[str, Any]:
    return {"type": "flow", "warm_up": first, "intake": last - first, "horizon": horizon, "full_horizon": True, **more}


def figures(scenario: Scenario) -> dict[str, Any]:
    """What one replication adds up to: numerator over denominator."""
    blueprint = make_blueprint(scenario)
    ratios = measure(telling.simulate(blueprint, 1, 0), blueprint).ratios
    return {name: above / below for name, (above, below) in ratios.items() if below}


def ends(scenario: Scenario) -> list[float]:
    return [row[0] for row in told(scenario) if row[2] == "ended"]


# -- several items in hand --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "effort", "person", "last"),
    [
        (20, 1, {"carries": 20}, 20),
        (1000, 0.1, {"carries": 20}, 100),
        (2, 1, {"carries": 2, "switching_loss": 0.1}, 2 / 0.9),
    ],
)
def test_what_is_in_hand_side_by_side_ends_as_late_as_one_after_the_other(count, effort, person, last):
    steps = {"work": {"effort": effort, "shared_by": {"coder": 1}}}
    found = ends(house({"ann": {"roles": "coder"}}, steps, [{"at": 0, "count": count}], roles={"coder": {
        "group": "delivery", **person}}))  # fmt: skip
    assert len(found) == count
    assert found[-1] == pytest.approx(last, rel=1e-9)
    if count < 100:
        assert set(found) == {round(last, 9)}


# -- windows ----------------------------------------------------------------------------------------------------------


def test_what_began_before_a_window_counts_in_it_while_it_lasts():
    """Forty days of work from day 0, a second request on day 12; the window is days 10 to 20."""
    steps = {"work": {"effort": 40, "shared_by": {"coder": 1}, "mark": "live"}}
    found = figures(house({"ann": "coder"}, steps, [0, 12], study=flow(10, 20, 200)))
    assert found["utilization.coder"] == 1
    assert found["work_in_progress"] == pytest.approx(1.8)
    assert found["queue_wait.coder"] == 28


def test_an_opening_stock_is_worked_off_into_a_window():
    """Four wait on day 0, five days each: the third is done on day 15; in days 12 to 16 there are 1.75 of them."""
    steps = {"work": {"effort": 5, "shared_by": {"coder": 1}, "mark": "live"}}
    found = figures(house({"ann": "coder"}, steps, [900], study=flow(12, 16, 1000, opening={"waiting": 4})))
    assert found["utilization.coder"] == 1
    assert found["work_in_progress"] == pytest.approx(1.75)


def test_one_a_day_that_takes_a_day_is_counted_from_its_first_day_to_its_last():
    scenario = house({"ann": "coder"}, WORK, [], demand={"interval": 1}, study=flow(0, 24, 24))
    rows = told(scenario)
    asked = [row[0] for row in rows if row[2] == "requested"]
    assert asked == list(range(1, 25))
    assert len([row for row in rows if row[2] == "ended"]) == 23
    found = figures(scenario)
    assert found["conversion"] == 1  # of the 23 asked for before day 24
    assert found["throughput"] == pytest.approx(23 * 252 / 24)  # a year


# -- loops ------------------------------------------------------------------------------------------------------------


def test_what_goes_back_after_it_is_live_stays_live_and_is_in_use_later():
    steps = {
        name: {"effort": effort, "shared_by": {"coder": 1}, **mark}
        for name, effort, mark in (("build", 3, {}), ("launch", 1, {"mark": "live"}), ("use", 2, {"mark": "in_use"}))
    }
    rework = {"back": {"after": "use", "back_to": "build", "chance": 1, "at_most": 1}}
    rows = told(house({"ann": "coder"}, steps, rework=rework))
    assert [(row[0], row[3]) for row in rows if row[2] == "marked"] == [(4, "live"), (12, "in_use")]


# -- what nobody meets ------------------------------------------------------------------------------------------------


def test_blocks_that_nothing_meets_change_no_row_of_the_others():
    """A duty of no effort, a gate of no delay, a call with chance 0 and persons of a role that nothing asks for."""
    kinds = {"usual": {}, "fire": {"urgent": True}}
    steps = {
        "draw": {"effort": 2, "shared_by": {"analyst": 1}},
        "code": {"effort": {"exponential": 3}, "shared_by": {"coder": 1}},
    }
    requests = [{"at": day, "kind": "fire" if day == 3 else "usual"} for day in (0, 0, 1, 3, 3, 5, 9)]
    rework = {"back": {"after": "code", "back_to": "draw", "chance": 0.4, "at_most": 2}}
    people = {"ann": "analyst", "bob": "coder"}
    plain = house(people, steps, requests, rework=rework, demand={"kinds": kinds})
    called = {**steps["code"], "waits": {"key": {"call": "key"}}}
    more = house(
        {**people, "kim": "keeper"}, {**steps, "code": called}, requests, rework=rework, demand={"kinds": kinds},
        gates={"nod": {"after": "draw", "delay": 0, "stops": 0}},
        calls={"key": {"chance": 0, "effort": 5, "shared_by": {"coder": 1}}},
        duties={"tidy": {"every": 1, "effort": 0, "shared_by": {"analyst": 1}}},
    )  # fmt: skip
    added = [row for row in told(more) if "tidy" not in row[1] and not row[2].startswith("gate")]
    assert added == told(plain)

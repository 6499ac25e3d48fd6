"""Stories of rates that move: what comes "every ..." comes after one unit of cumulated rate, whatever makes it come.

Gaps are fixed here, so that every day is known: 30 days until day 100, then 1 day, or that by a dial that moves so.
"""

from typing import Any

import numpy as np
import pytest

from sim.blueprint import make_blueprint
from sim.scenario.schema import Scenario
from tests.engines import telling
from tests.engines.telling import house, told

UP: Any = {0: 30, 100: 30, 100.000001: 1}
BY_DIAL = {"by": "mlops", "low": 30, "mid": 5, "high": 1}
DIAL = {"mlops": {0: 0, 100: 0, 100.000001: 1}}
FASTER = [30, 60, 90, 100 + 2 / 3, 101 + 2 / 3, 102 + 2 / 3]  # a third of a unit at the slow rate, two at the fast one
CODE = {"code": {"effort": 0, "shared_by": {"coder": 1}, "mark": "live"}}
WORK = {"effort": 0, "shared_by": {"coder": 1}}
ENDS = {"study": {"horizon": 103, "opening": {"live": 1}}}
WAYS = pytest.mark.parametrize("way", [{"every": UP}, {"every": BY_DIAL, "dials": DIAL},
                                       {"every": {"constant": {"value": 1}, "times": UP}}],
                               ids=["by a path", "by a dial on a path", "by a factor on a path"])  # fmt: skip


def days(scenario: Scenario, what: str, event: str = "requested") -> list[float]:
    """Days on which something of this name is made."""
    return [row[0] for row in told(scenario) if row[1].split(" (")[0] == what and row[2] == event]


def moving(way: dict[str, Any], block: dict[str, Any], **more: Any) -> Scenario:
    return house({"ann": "coder"}, CODE, [], **{**ENDS, **more}, **block, maturity=way.get("dials", {}))


@WAYS
def test_a_duty_becomes_more_frequent_at_once(way):
    assert days(moving(way, {"duties": {"tidy": {**WORK, "every": way["every"]}}}), "tidy") == pytest.approx(FASTER)


@WAYS
def test_upkeep_of_what_is_live_becomes_more_frequent_at_once(way):
    scenario = moving(way, {"operation": {"upkeep": {"patch": {**WORK, "every": way["every"]}}}})
    assert days(scenario, "1: patch") == pytest.approx(FASTER)


@WAYS
def test_drift_becomes_more_frequent_at_once(way):
    remedies = {"retrain": {**WORK, "share": 1}}
    scenario = moving(way, {"operation": {"drift": {"every": way["every"], "ever": 1, "remedies": remedies}}})
    assert days(scenario, "1: retrain") == pytest.approx(FASTER)


@WAYS
def test_retirement_comes_sooner_where_lives_become_shorter(way):
    """It would come on day 210 by the life of 210 days with which it began: 100/210 of it are over on day 100."""
    every = way["every"]
    seven = {0: 210, 100: 210, 100.000001: 7}
    after = {id(UP): seven, id(BY_DIAL): {"by": "mlops", "low": 210, "mid": 35, "high": 7}}.get(
        id(every), {"constant": {"value": 1}, "times": seven}
    )
    scenario = moving(way, {"operation": {"retire": {"after": after}}}, study={"horizon": 200, "opening": {"live": 1}})
    retired = [row[0] for row in told(scenario) if "retired" in row]
    assert retired == pytest.approx([100 + 7 * 110 / 210])


@WAYS
def test_requests_and_batches_of_them_come_faster_at_once(way):
    for batch in ({}, {"batch": {"size": 2}}):
        scenario = house({"ann": "coder"}, CODE, [], study={"horizon": 103}, maturity=way.get("dials", {}),
                         demand={"interval": way["every"], "at_most": 99, **batch})  # fmt: skip
        together = 2 if batch else 1
        ended = [row[0] for row in told(scenario) if row[2] == "ended"]
        assert ended == pytest.approx(np.repeat(FASTER, together))


def counts(demand: dict[str, Any], edges: list[float], replications: int) -> tuple[Any, Any]:
    """Mean number of requests between days, and its standard error."""
    study = {"type": "flow", "warm_up": 0, "intake": edges[-1], "horizon": edges[-1], "full_horizon": True}
    blueprint = make_blueprint(house({"ann": "coder"}, CODE, [], study=study, demand=demand))
    asked = [telling.simulate(blueprint, 1, r).items.requested for r in range(replications)]
    found = np.array([np.histogram(one, edges)[0] for one in asked])
    return found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(replications) + 1e-9


@pytest.mark.parametrize(
    ("per_year", "edges", "right"),
    [
        ({0: 2.52, 100: 2.52, 100.001: 252}, [0, 100, 200, 300], [1, 100, 100]),
        ({0: 252, 100: 252, 100.001: 2.52}, [0, 100, 300], [100, 2]),
        ({0: 4, 252: 4, 252.001: 60}, [0, 252, 504], [4, 60]),
        ({0: 36, 252: 60}, [0, 252, 504], [48, 60]),
        ({0: 36, 252: 360}, [0, 252], [198]),
        ({0: 0, 100: 0, 100.001: 252}, [0, 100, 200], [0, 100]),
        ({0: 252, 100: 252, 100.001: 0}, [0, 100, 1000], [100, 0]),
        ({0: 126, 252: 126, "times": {0: 0, 252: 2}}, [0, 252], [126]),
    ],
    ids=str,
)
def test_requests_a_year_along_a_path_are_as_many_as_their_rate_says(per_year, edges, right, told_of):
    """Four standard errors; nothing comes where the rate is 0, and the run ends well where it stays so."""
    mean, error = counts({"per_year": per_year}, edges, 200 if told_of == "compiled" else 40)
    assert np.all(np.abs(mean - right) < 4.0 * error), (mean, error)


def test_batches_of_two_come_half_as_often_along_a_path(told_of):
    mean, error = counts({"per_year": {0: 0, 100: 252}, "batch": {"size": 2}}, [0, 100, 200],
                         200 if told_of == "compiled" else 40)  # fmt: skip
    assert np.all(np.abs(mean - [50, 100]) < 4.0 * error), (mean, error)


def test_a_portfolio_ends_with_its_last_request_where_none_will_come_any_more():
    scenario = house({"ann": "coder"}, CODE, [3], demand={"per_year": {0: 2520, 5: 2520, 5.001: 0}, "at_most": 999})
    blueprint = make_blueprint(scenario)
    trace = telling.simulate(blueprint, 1, 0)
    assert len(trace.items) > 20
    assert trace.end < 6

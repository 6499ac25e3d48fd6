"""Stories of what is live: adoption, drift, mending, returns, retirement; told row by row, with what they are worth."""

import pytest

import sim
from sim.blueprint import make_blueprint
from sim.engines.reference import simulate
from sim.responses import measure
from sim.scenario import Scenario
from tests.engines.telling import house, story, told

PEOPLE = {"ann": "analyst", "dan": "engineer", "mia": "mlops", "sue": "user"}
STEPS = {
    "idea": {"effort": 1, "shared_by": {"analyst": 1}},
    "prepare": {"effort": 2, "shared_by": {"engineer": 1}},
    "release": {"effort": 1, "shared_by": {"mlops": 1}, "mark": "live"},
    "adopt": {"effort": 1, "shared_by": {"user": 1}, "waits": {"trial": {"delay": 3}}, "mark": "in_use"},
}
STUDY = {"type": "flow", "warm_up": 0, "intake": 30, "horizon": 30, "full_horizon": True}
WORTH = {"value": 252}  # USD a year, so one a day
MEND = {"effort": 2, "delay": 3, "shared_by": {"mlops": 1}, "urgent": True}
GOES_LIVE = """
    0  1  requested
    0  1  queued  idea.analyst
    0  1  started  idea.analyst  ann
    1  1  finished  idea.analyst  ann
    1  1  handover began  prepare
    1  1  passed on  prepare.engineer
    1  1  handover ended  prepare
    1  1  queued  prepare.engineer
    1  1  started  prepare.engineer  dan
    3  1  finished  prepare.engineer  dan
    3  1  handover began  release
    3  1  passed on  release.mlops
    3  1  handover ended  release
    3  1  queued  release.mlops
    3  1  started  release.mlops  mia
    4  1  finished  release.mlops  mia
    4  1  marked  live
    4  1  handover began  adopt
    4  1  passed on  adopt.user
    4  1  handover ended  adopt
    4  1  wait began  adopt.trial
    7  1  wait ended  adopt.trial
    7  1  queued  adopt.user
    7  1  started  adopt.user  sue
    8  1  finished  adopt.user  sue
"""
IN_USE = """
    8  1  marked  in_use
    8  1  ended  done
"""


def world(**more) -> Scenario:
    return house(PEOPLE, STEPS, [0], study=STUDY, demand=WORTH, **more)


def drift(remedy, **more):
    return {"drift": {"every": 10, "loses": 0.5, "remedies": {"remedy": remedy}}, **more}


def value(scenario: Scenario) -> float:
    """What a replication is worth, at one a day."""
    blueprint = make_blueprint(scenario)
    found = measure(simulate(blueprint, 1, 0), blueprint).ratios
    return found["value_per_year"][0]


def test_who_does_not_take_it_up_at_once_asks_for_changes_and_it_is_in_use_only_then():
    """Half the effort again, after another trial; value begins on day 11.5."""
    loop = {"after": "adopt", "back_to": "adopt", "chance": 1, "at_most": 1, "repeats": 0.5, "acceptance": True}
    scenario = world(rework={"changes": loop})
    rest = """
        8  1  sent back  changes
        8  1  wait began  adopt.trial
        11  1  wait ended  adopt.trial
        11  1  queued  adopt.user
        11  1  started  adopt.user  sue
        11.5  1  finished  adopt.user  sue
        11.5  1  marked  in_use
        11.5  1  ended  done
    """
    assert told(scenario) == story(GOES_LIVE + rest)
    assert value(scenario) == pytest.approx(30 - 11.5)


def test_a_drift_goes_unnoticed_for_a_while_then_mlops_mends_it():
    """Days 14 to 19 and 29 to 30 are drift, half of the value is lost in 6 of the 26 days since live."""
    scenario = world(operation=drift(MEND))
    rest = """
        14  1: remedy  requested
        14  1: remedy  wait began  drift.remedy.delay
        17  1: remedy  wait ended  drift.remedy.delay
        17  1: remedy  queued  drift.remedy.mlops
        17  1: remedy  started  drift.remedy.mlops  mia
        19  1: remedy  finished  drift.remedy.mlops  mia
        19  1: remedy  ended  done
        29  1: remedy (2)  requested
        29  1: remedy (2)  wait began  drift.remedy.delay
    """
    assert told(scenario) == story(GOES_LIVE + IN_USE + rest)
    assert value(scenario) == pytest.approx(22 * (1 - 0.5 * 6 / 26))


def test_a_drift_that_no_retraining_mends_returns_to_the_data_steps():
    """From data preparation on, by all steps up to use; the next drift would come on day 31."""
    scenario = world(operation=drift({"back_to": "prepare"}))
    rest = """
        14  1: standard  requested
        14  1: standard  queued  prepare.engineer
        14  1: standard  started  prepare.engineer  dan
        16  1: standard  finished  prepare.engineer  dan
        16  1: standard  handover began  release
        16  1: standard  passed on  release.mlops
        16  1: standard  handover ended  release
        16  1: standard  queued  release.mlops
        16  1: standard  started  release.mlops  mia
        17  1: standard  finished  release.mlops  mia
        17  1: standard  handover began  adopt
        17  1: standard  passed on  adopt.user
        17  1: standard  handover ended  adopt
        17  1: standard  wait began  adopt.trial
        20  1: standard  wait ended  adopt.trial
        20  1: standard  queued  adopt.user
        20  1: standard  started  adopt.user  sue
        21  1: standard  finished  adopt.user  sue
        21  1: standard  ended  done
    """
    assert told(scenario) == story(GOES_LIVE + IN_USE + rest)
    assert value(scenario) == pytest.approx(22 * (1 - 0.5 * 7 / 26))


def test_business_that_has_changed_goes_back_to_definition():
    scenario = world(operation=drift({"back_to": "idea"}))
    rest = """
        14  1: standard  requested
        14  1: standard  queued  idea.analyst
        14  1: standard  started  idea.analyst  ann
        15  1: standard  finished  idea.analyst  ann
        15  1: standard  handover began  prepare
        15  1: standard  passed on  prepare.engineer
        15  1: standard  handover ended  prepare
        15  1: standard  queued  prepare.engineer
        15  1: standard  started  prepare.engineer  dan
        17  1: standard  finished  prepare.engineer  dan
        17  1: standard  handover began  release
        17  1: standard  passed on  release.mlops
        17  1: standard  handover ended  release
        17  1: standard  queued  release.mlops
        17  1: standard  started  release.mlops  mia
        18  1: standard  finished  release.mlops  mia
        18  1: standard  handover began  adopt
        18  1: standard  passed on  adopt.user
        18  1: standard  handover ended  adopt
        18  1: standard  wait began  adopt.trial
        21  1: standard  wait ended  adopt.trial
        21  1: standard  queued  adopt.user
        21  1: standard  started  adopt.user  sue
        22  1: standard  finished  adopt.user  sue
        22  1: standard  ended  done
    """
    assert told(scenario) == story(GOES_LIVE + IN_USE + rest)
    assert value(scenario) == pytest.approx(22 * (1 - 0.5 * 8 / 26))


def test_retirement_ends_value_and_clocks_though_what_is_being_mended_is_finished():
    """Retired on day 16, two days into a drift: 8 days in use, 2 of 12 live days in drift; no drift comes after."""
    scenario = world(operation=drift(MEND, retire={"after": 12}))
    rest = """
        14  1: remedy  requested
        14  1: remedy  wait began  drift.remedy.delay
        16  1  marked  retired
        17  1: remedy  wait ended  drift.remedy.delay
        17  1: remedy  queued  drift.remedy.mlops
        17  1: remedy  started  drift.remedy.mlops  mia
        19  1: remedy  finished  drift.remedy.mlops  mia
        19  1: remedy  ended  done
    """
    assert told(scenario) == story(GOES_LIVE + IN_USE + rest)
    assert value(scenario) == pytest.approx(8 * (1 - 0.5 * 2 / 12))


@pytest.mark.parametrize("switch", ["adoption", "drift_loss", "discounting"])
def test_value_and_cost_change_no_row(switch: str):
    """What these switches turn off is read off a trace; the trace stays the same to the last bit."""
    scenario = sim.load("baseline")
    off = scenario.changed({f"switches.{switch}": False})
    one, other = (simulate(make_blueprint(each), 1, 0) for each in (scenario, off))
    assert one.same_as(other)

"""Who is needed at which maturity."""

import pytest
from tiny import tiny

from sim.experiment.needs import who_is_needed
from sim.scenario import load
from sim.scenario.edit import edit


def test_work_of_a_role_is_its_effort_times_the_requests() -> None:
    needs = who_is_needed(tiny()).set_index(["role", "level"])
    scientist = needs.loc[("data_scientist", "mid")]
    assert scientist["work_per_use_case"] == pytest.approx(1 + 0.7 * 3)  # the gate between stops 30 %
    assert scientist["work_per_year"] == pytest.approx(60 * (1 + 0.7 * 3))
    assert scientist["people"] == 2


def test_ml_engineering_falls_with_maturity_and_data_science_hardly() -> None:
    needs = who_is_needed(load("baseline")).pivot(index="role", columns="level", values="work_per_use_case")
    assert needs.loc["ml_engineer", "high"] < 0.8 * needs.loc["ml_engineer", "low"]
    assert needs.loc["data_scientist", "high"] > 0.7 * needs.loc["data_scientist", "low"]


def test_without_requests_that_keep_arriving_there_is_nothing_to_say() -> None:
    scenario = edit(tiny(), {"demand.planned": [{"count": 3}], "demand.per_year": None})
    assert who_is_needed(scenario).empty

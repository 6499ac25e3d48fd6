"""What relieves an overload, with the load after it."""

import time

import pytest

from sim.blueprint.offered_load import offered_load, worst
from sim.blueprint.overload import day_of
from sim.blueprint.relief import relief
from sim.scenario import Scenario, load, loads
from sim.scenario.edit import edit

INSURER = """
opmodel: 1
extends: baseline.yaml
name: Insurer
people: {data_engineer: 8, data_scientist: 6, project_manager: 3, operations: 2}
demand: {per_year: 40, domains: {claims: 0.3, underwriting: 0.25, pricing: 0.2, sales: 0.15, finance: 0.1}}
maturity: {data_foundation: 0.4, platform: 0.3, mlops: 0.3}
platform: {services: 30, managed: 0.1}
goal: {target: 6mo}
"""
DAY = 2500


def insurer(**edits: object) -> Scenario:
    return edit(loads(INSURER), {path.replace("__", "."): value for path, value in edits.items()})


def test_nothing_is_to_be_relieved_where_the_people_keep_up() -> None:
    assert relief(load("baseline")) == ()


def test_the_insurer_is_told_one_more_architect_or_half_of_the_services_managed_first() -> None:
    assert worst(offered_load(insurer(), DAY)).load == pytest.approx(1.07, abs=0.005)
    found = relief(insurer(), DAY)
    assert [one.text for one in found] == [
        "one more platform architect", "half of the platform services managed", "platform at 0.5 instead of 0.3",
    ]  # fmt: skip
    assert [100 * one.load_after for one in found] == pytest.approx([71, 71, 97], abs=1)
    assert found[0].edits == {"people.platform_architect.count": 3}


@pytest.mark.parametrize(
    "edits",
    [
        {},
        {"organization__form": "federated"},
        {"organization__form": "coe"},
        {"demand__per_year": 70},
        {"demand__per_year": 400},
        {"handover__between_teams__context_loss": 50},
        {"people__platform_architect": 1},
    ],
)
def test_each_relief_can_be_made_and_has_the_load_that_it_tells(edits: dict[str, object]) -> None:
    scenario = insurer(**edits)
    found = relief(scenario, DAY)
    assert found
    for one in found:
        assert one.load_after < 1
        assert worst(offered_load(edit(scenario, one.edits), DAY)).load == pytest.approx(one.load_after)


def test_people_of_an_own_form_join_a_team_of_theirs() -> None:
    text = """
opmodel: 1
name: own
people: {clerk: 2}
roles: {clerk: {group: delivery}}
organization: {form: custom, teams: {red: {members: {clerk: 1}}, blue: {members: {clerk: 1}}}}
demand: {interval: {exponential: 1}}
stages: {only: {steps: {work: {effort: 1.5, shared_by: {clerk: 1}, mark: live}}}}
"""
    found = relief(loads(text))
    assert found[0].text == "one more clerk"
    assert found[0].edits == {"people.clerk.count": 3, "organization.teams.red.members.clerk": 2}


def test_as_many_requests_as_can_be_done_are_told_where_people_and_services_do_not_help() -> None:
    found = relief(insurer(demand__per_year=400), DAY)
    assert found[-1].text.startswith("at most ")
    assert found[-1].text.endswith(" requests a year instead of 400")


def test_relief_is_found_at_once() -> None:
    scenario = insurer()
    began = time.process_time()
    relief(scenario, DAY)
    assert time.process_time() - began < 1.0


def test_a_load_far_beyond_any_hiring_is_answered_at_once_and_without_hundreds_of_people() -> None:
    scenario = edit(load("baseline"), {"demand.per_year": 90_000})
    assert not any("more" in one.text.split() for one in relief(scenario))


@pytest.mark.parametrize(
    "demand", [{"demand.per_year": 90}, {"demand.per_year": 91.7}, {"demand": {"interval": {"exponential": 2.4}}}]
)
def test_the_demand_that_is_told_is_the_one_that_relieves(demand: dict[str, object]) -> None:
    scenario = load("baseline").changed(demand)
    day = day_of(scenario)
    less = next(one for one in relief(scenario, day) if one.text.startswith("at most "))
    told = int(less.text.split()[2])
    (written,) = less.edits.values()
    assert written == told or float(written[1:]) == pytest.approx(100 / told)
    assert worst(offered_load(edit(scenario, less.edits), day)).load == pytest.approx(less.load_after)
    assert less.load_after <= 0.98

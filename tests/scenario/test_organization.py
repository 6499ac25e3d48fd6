"""Organization: forms move people between teams and change nothing else about them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scenario import SMALL, small

from sim.errors import ScenarioError
from sim.scenario import load, loads
from sim.scenario.amounts import Fixed
from sim.scenario.change import times_odds
from sim.scenario.edit import edit
from sim.scenario.organization import FORMS, SeatedTeam, Seating, on_the_line, organization, place, with_form_factors

DOMAINS = ("retail", "supply_chain", "finance", "customer_care")


@pytest.fixture(scope="module")
def seatings() -> dict[str, Seating]:
    scenario = load("baseline")
    return {form: place(edit(scenario, {"organization.form": form})) for form in ("centralized", "coe", "federated")}


def test_forms_change_only_where_people_sit(seatings: dict[str, Seating]) -> None:
    people = {form: [replace(person, teams=()) for person in seating.people] for form, seating in seatings.items()}
    assert people["centralized"] == people["coe"] == people["federated"]


def test_everybody_sits_in_a_team_that_is_there(seatings: dict[str, Seating]) -> None:
    for seating in seatings.values():
        teams = {team.name for team in seating.teams}
        assert all(person.teams and set(person.teams) <= teams for person in seating.people)
        assert teams == {team for person in seating.people for team in person.teams}


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ("centralized", {"business": "domain", "delivery": "center", "specialist": "center", "platform": "center"}),
        ("coe", {"business": "domain", "delivery": "domain", "specialist": "hub", "platform": "hub"}),
        ("federated", {"business": "domain", "delivery": "domain", "specialist": "domain", "platform": "platform"}),
    ],
)
def test_role_groups_sit_where_the_form_says(seatings: dict[str, Seating], form: str, where: dict[str, str]) -> None:
    roles = load("baseline").roles
    for person in seatings[form].people:
        expected = where[roles[person.roles[0][0]].group]
        assert all((team if team not in DOMAINS else "domain") == expected for team in person.teams)


def test_shared_teams_serve_every_domain_in_the_order_of_demand(seatings: dict[str, Seating]) -> None:
    teams = {team.name: team.domains for seating in seatings.values() for team in seating.teams}
    assert teams["center"] == teams["hub"] == teams["platform"] == DOMAINS
    assert teams["finance"] == ("finance",)


def test_a_domain_may_have_a_platform_of_its_own() -> None:
    seating = place(edit(load("federated"), {"organization.platform": "own"}))
    assert {team.name for team in seating.teams} == set(DOMAINS)


def test_people_on_the_line_sit_with_every_domain_that_they_overlap() -> None:
    shares = {"retail": 0.4, "supply_chain": 0.3, "finance": 0.2, "customer_care": 0.1}
    assert on_the_line(shares, 2) == [("retail", "supply_chain"), ("supply_chain", "finance", "customer_care")]
    assert on_the_line(shares, 10) == [
        *[("retail",)] * 4, *[("supply_chain",)] * 3, *[("finance",)] * 2, ("customer_care",),
    ]  # fmt: skip
    assert on_the_line(shares, 1) == [DOMAINS]
    assert on_the_line(shares, 0) == []


@given(st.dictionaries(st.text("abcdefgh", min_size=1), st.floats(0.01, 1), min_size=1, max_size=8), st.integers(1, 40))
def test_every_domain_is_served_and_nobody_is_left_over(weights: dict[str, float], count: int) -> None:
    total = sum(weights.values())
    served = on_the_line({name: weight / total for name, weight in weights.items()}, count)
    assert len(served) == count
    assert all(served)
    assert {name for one in served for name in one} == set(weights)


def test_people_are_named_by_group_and_number_or_domain() -> None:
    seating = place(loads(small("{engineer: 2, scientist: 1}", "{engineer: 2, scientist: {per_domain: 1}}")))
    assert [person.name for person in seating.people] == [
        "engineer 1", "engineer 2", "scientist retail", "scientist finance",
    ]  # fmt: skip


def test_what_a_group_leaves_open_its_first_role_says() -> None:
    text = small("scientist: {group: delivery}", "scientist: {group: delivery, carries: 3, switching_loss: 0.1}")
    text = text.replace("scientist: 1}\n", "scientist: 1, both: {count: 1, roles: {scientist: 1, engineer: 0.5}}}\n", 1)
    people = {person.name: person for person in place(loads(text)).people}
    assert (people["both 1"].carries, people["both 1"].switching_loss) == (3, 0.1)
    assert people["both 1"].roles == (("scientist", 1.0), ("engineer", 0.5))
    assert people["engineer 1"].carries == 1


def test_custom_teams_take_their_members_in_order() -> None:
    text = small(
        "people: {engineer: 2, scientist: 1}",
        """\
organization:
  form: custom
  teams:
    shop: {serves: [retail], members: {engineer: 1}}
    rest: {members: {engineer: 1}}
people: {engineer: 2, scientist: {count: 1, teams: [shop, rest]}}""",
    )
    seating = place(loads(text))
    assert seating.teams == (SeatedTeam("shop", ("retail",)), SeatedTeam("rest", ("retail", "finance")))
    assert [person.teams for person in seating.people] == [("shop",), ("rest",), ("shop", "rest")]


def test_people_whom_no_custom_team_names_sit_where_their_domain_is_served() -> None:
    text = small(
        "people: {engineer: 2, scientist: 1}",
        """\
organization: {form: custom, teams: {all: {members: {engineer: 2}}, shop: {serves: [retail]}}}
people: {engineer: 2, scientist: {per_domain: 1}}""",
    )
    assert [person.teams for person in place(loads(text)).people] == [("all",), ("all",), ("shop",), ("all",)]


def test_a_new_form_is_one_decorated_function() -> None:
    @organization("everybody")
    def everybody(scenario: object) -> Seating:
        """One team."""
        return Seating((), ())

    try:
        assert FORMS["everybody"] is everybody
    finally:
        del FORMS["everybody"]


def test_form_factors_are_written_into_the_numbers_of_their_form() -> None:
    factors = (
        "{context_loss: 2, duplicated_effort: 1.5, specialist_skill: 0.5, governance_delay: 2, acceptance_loop: 2}"
    )
    text = small("name: Small", f"name: Small\norganization: {{form: coe, factors: {{coe: {factors}}}}}")
    text = text.replace("bounce: 0.3}", "bounce: 0.3, context_loss: 0.1}").replace(
        "chance: 0.2", "chance: 0.2, acceptance: true"
    )
    text = text.replace("effort: 5,", "effort: 5, duplicated: true,").replace(
        "engineer: {group: delivery}", "engineer: {group: specialist}"
    )
    applied = with_form_factors(loads(text))
    assert applied.organization.factors == {}
    assert applied.handover.between_teams.context_loss == Fixed(0.2)
    assert applied.stages["build"].steps["code"].effort == Fixed(7.5)
    assert applied.stages["build"].steps["release"].effort == Fixed(1)
    assert applied.stages["define"].gates["board"].delay == Fixed(6)
    assert applied.stages["define"].rework["again"].chance == times_odds(Fixed(0.2), 2)
    assert applied.people["engineer"].roles == {"engineer": 0.5}
    assert applied.people["scientist"].roles is None


def test_without_factors_for_its_form_a_scenario_stays_as_it_is() -> None:
    assert with_form_factors(loads(SMALL)) == loads(SMALL)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("CoE", "coe"), ("center of excellence", "coe"), ("Federated", "federated"), ("hub", "coe"), ("hybrid", "custom")],
)
def test_a_form_by_another_name_is_told_which_is_meant(written: str, meant: str) -> None:
    with pytest.raises(ScenarioError, match=f'Did you mean "{meant}"'):
        loads(small("name: Small", f"name: Small\norganization: {{form: {written}}}"))


@pytest.mark.parametrize("name", ["CoE", "Center of excellence", "COE.yaml"])
def test_a_shipped_scenario_by_another_name_is_told_which_is_meant(name: str) -> None:
    with pytest.raises(ScenarioError, match='Did you mean "coe"'):
        load(name)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("teams: {hub: {serves: all}}", "organization.teams"),
        ("per_year: 40", "demand.per_year"),
        ("mlops: 1", "maturity.mlops"),
    ],
)
def test_a_field_at_the_wrong_place_is_told_where_it_belongs(line: str, meant: str) -> None:
    with pytest.raises(ScenarioError, match=f"It belongs at {meant}"):
        loads(small("name: Small", f"name: Small\n{line}"))

"""One's own form: any form can be written out as teams, seats everybody as it did, and is told where it cannot be."""

import random
import re

import numpy as np
import pytest
from small_scenario import small

from sim.blueprint import make_blueprint
from sim.engines.reference import simulate
from sim.errors import BadInput, ScenarioError
from sim.scenario import Scenario, load, loads
from sim.scenario.check import check
from sim.scenario.edit import edit
from sim.scenario.organization import as_custom, place
from sim.scenario.resolve import dump
from sim.scenario.template import template

SHORT = {"study.warm_up": 0, "study.intake": 60, "study.horizon": 150}
FORMS = ("centralized", "coe", "federated")


def written_out(scenario: Scenario, *, above: str) -> Scenario:
    return loads(f"extends: {above}\nname: Mine\n{as_custom(scenario)}")


@pytest.mark.parametrize("form", FORMS)
def test_a_form_written_out_seats_everybody_as_it_did(form: str) -> None:
    own = loads(template(form, form="custom"))
    assert own.organization.form == "custom"
    assert place(own) == place(load(form))
    assert check(own) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_form_written_out_gives_the_same_trace_bit_for_bit(form: str) -> None:
    before, after = (
        simulate(make_blueprint(edit(scenario, SHORT)), seed=5, replication=0)
        for scenario in (load(form), loads(template(form, form="custom")))
    )
    for name in ("time", "item", "event", "person"):
        assert np.array_equal(getattr(before, name), getattr(after, name)), name


@pytest.mark.parametrize(
    "edits",
    [
        {"organization.form": "federated", "organization.platform": "own"},
        {"organization.form": "federated", "people.analyst": 3, "people.data_owner.per_domain": 2},
        {"organization.form": "coe", "demand.domains": {"north": 0.5, "true": 0.3, "12": 0.2}},
        {"organization.form": "centralized", "demand.domains": {"company": 1}},
    ],
)
def test_whatever_is_written_out_seats_everybody_as_it_did(edits: dict[str, object]) -> None:
    scenario = edit(load("baseline"), edits)
    own = loads(f"{whole(scenario)}\n{as_custom(scenario)}")
    assert place(own) == place(scenario)


def test_any_seating_can_be_written_out_and_written_out_again() -> None:
    luck, baseline = random.Random(10), load("baseline")
    for _ in range(3):
        names = luck.sample(["a", "b b", "north-east", "Ünal", "7", "yes", "null", "No"], luck.randint(1, 5))
        edits = {
            "organization.form": luck.choice(FORMS),
            "organization.platform": luck.choice(["shared", "own"]),
            "demand.domains": {name: 1 / len(names) for name in names},
            "people.data_engineer": luck.choice([1, 2, 3, 7, 11]),
            "people.security": {"per_domain": luck.randint(1, 2)},
            "people.data_scientist": {"count": luck.randint(2, 5), "roles": {"data_scientist": 1, "ml_engineer": 0.5}},
        }
        scenario = edit(baseline, edits)
        own = loads(f"{whole(scenario)}\n{as_custom(scenario)}")
        assert place(own) == place(scenario), edits
        assert place(loads(f"{whole(own)}\n{as_custom(own)}")) == place(scenario), edits


def test_a_group_that_ones_own_form_names_nowhere_stays_unnamed() -> None:
    squads = load("hub_and_squads")
    assert "data_owner" not in as_custom(squads)
    assert place(loads(f"{whole(squads)}\n{as_custom(squads)}")) == place(squads)


def whole(scenario: Scenario) -> str:
    """A scenario as text, without its organization."""
    lines = dump(scenario).splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("organization:"))
    end = next(n for n in range(begin + 1, len(lines)) if not lines[n].startswith((" ", "-")))
    return "\n".join(lines[:begin] + lines[end:])


def test_one_who_is_named_in_two_teams_sits_in_both() -> None:
    teams = "{shop: {serves: [retail], members: {engineer: [1, 2]}}, rest: {members: {engineer: [2]}}}"
    scenario = loads(small("name: Small", f"name: Small\norganization: {{form: custom, teams: {teams}}}"))
    assert [person.teams for person in place(scenario).people][:2] == [("shop",), ("shop", "rest")]
    assert re.search(r"engineer: all +# of 2; 2 also in rest", as_custom(scenario))
    assert re.search(r"engineer: \[2\] +# of 2; 2 also in shop", as_custom(scenario))
    assert place(loads(f"{whole(scenario)}\n{as_custom(scenario)}")) == place(scenario)


def told(organization: str, *, more: str = "") -> str:
    text = f"""name: Mine
extends: baseline.yaml
demand: {{per_year: 20, domains: {{claims: 0.4, life: 0.3, health: 0.3}}}}
{more}organization: {organization}
"""
    with pytest.raises(ScenarioError) as error:
        loads(text, "mine.yaml")
    return str(error.value)


@pytest.mark.parametrize(
    ("organization", "words"),
    [
        ("{form: custom}", "{hub: {serves: all, members: {business_stakeholder: all}}, squad: {serves: [claims]}}"),
        ("{form: custom}", "opmodel new my.yaml --form custom"),
        (
            "{form: custom, teams: [hub]}",
            "{hub: {serves: all, members: {ml_engineer: all}}, retail: {serves: [retail]}}",
        ),
        ("{form: custom, teams: {hub: [a]}}", "such as {serves: all, members: {ml_engineer: all}}"),
        ("{form: custom, teams: {hub: {members: 3}}}", "3 does not say who, such as {ml_engineer: all, "),
        (
            "{form: custom, teams: {hub: {members: {analyst: most}}}}",
            "is not a whole number or all, such as in {ml_engineer: all",
        ),
        ("{form: custom, teams: {hub: {serves: everything}}}", 'Did you mean "all"?'),
        ("{form: custom, teams: {hub: {serves: Claims}}}", 'Did you mean "claims"?'),
        ("{form: custom, teams: {hub: {members: {analysts: 1}}}}", 'Did you mean "analyst"?'),
        (
            "{form: custom, teams: {hub: {members: {analyst: [2]}}}}",
            "there is no analyst 2, whom the teams name; by number they are 1 to 1",
        ),
        ("{form: custom, teams: {hub: {members: {ux_designer: [2]}}}}", "no team names ux_designer 1, of 2"),
        (
            "{form: custom, teams: {hub: {members: {ux_designer: [1]}}, b: {members: {ux_designer: 1}}}}",
            "write the same for a group everywhere",
        ),
        ("{form: custom, teams: {hub: {members: {ml_engineer: 5}}}}", "the teams have 5 of them as members, but there"),
        (
            "{form: custom, teams: {hub: {members: {ml_engineer: 5}}}}",
            "Write organization.teams.hub.members.ml_engineer: 4",
        ),
    ],
)
def test_a_guess_at_teams_is_answered_with_a_whole_example(organization: str, words: str) -> None:
    message = told(organization)
    assert words in message
    assert message.startswith("mine.yaml has 1 problem\n\nmine.yaml:4")
    assert "..." not in message


def test_all_of_a_group_stay_in_their_team_however_many_there_are() -> None:
    more = edit(load("hub_and_squads"), {"people.ml_engineer": 6})
    assert [person.teams for person in place(more).people if person.group == "ml_engineer"] == [("hub",)] * 6
    with pytest.raises(
        ScenarioError, match=r"change of Hub and squads  people\.data_engineer\n +the teams have 7 .* are 8\n"
    ):
        edit(load("hub_and_squads"), {"people.data_engineer": 8})


def test_a_role_out_of_reach_is_told_at_ones_own_teams_with_domains_and_remedies() -> None:
    organization = """
  form: custom
  teams:
    hub: {}
    claims_squad:
      serves: [claims]
      members: {analyst: 1, data_scientist: 5, ml_engineer: 4}"""
    message = told(organization)
    assert "mine.yaml:9:7  organization.teams.claims_squad.serves\n    no analyst serves life or health" in message
    assert "the only one sits in claims_squad (serves claims)" in message
    assert "Let claims_squad serve all (serves: all), or seat analyst 1 in hub as well" in message
    assert "Let claims_squad serve all (serves: all), or put one data_scientist into hub." in message
    assert "baseline.yaml:" not in message


def test_people_who_are_not_there_are_told_at_the_line_that_took_them_away() -> None:
    message = told("{form: coe}", more="people: {platform_architect: 0, operations: 0}\n")
    assert message.startswith("mine.yaml has 1 problem\n\nmine.yaml:4:33  people.operations")
    assert "roles.operations: {stand_in: {security: 0.5}}" in message


def test_teams_that_nobody_reads_or_sits_in_are_odd() -> None:
    unread = loads("extends: coe\nname: x\norganization: {teams: {hub: {}}}", "x.yaml")
    assert [problem.what for problem in check(unread)] == ["is read only under the form custom; the form is coe"]
    empty = edit(load("hub_and_squads"), {"organization.teams.hub.members": {}, "name": "x"})
    assert [problem.what for problem in check(empty)] == ["nobody sits in this team"]


def test_somebody_may_be_seated_by_an_edit() -> None:
    scenario = edit(load("hub_and_squads"), {"organization.teams.hub.members.analyst": None})
    assert edit(scenario, {"organization.teams.hub.members.analyst": 1}) is not None


def test_a_template_of_an_unknown_form_is_told_what_is_meant() -> None:
    with pytest.raises(BadInput, match=r"opmodel new my\.yaml --form custom"):
        template("custom")
    with pytest.raises(BadInput, match='Did you mean "custom"'):
        template("coe", form="hybrid")
    assert "form: federated" in template("coe", form="federated")


def test_a_form_without_factors_is_shown_where_they_would_stand() -> None:
    bare = edit(load("coe"), {"organization.factors.coe": None})
    assert "# factors: {custom: {context_loss: 1, " in as_custom(bare)
    assert "custom" not in written_out(bare, above="coe").organization.factors

"""Edits by dotted path: one spelling everywhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scenario import SMALL, small

from sim.errors import BadInput, ScenarioError
from sim.scenario import Scenario, load, loads
from sim.scenario.edit import diff, edit, field_at, get, parse_assignment, paths
from sim.scenario.resolve import digest, dump, meaning_digest, resolved

SHIPPED = ("baseline", "centralized", "coe", "federated")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(SMALL)


def test_edits_are_written_as_in_a_file(scenario: Scenario) -> None:
    variant = edit(
        scenario,
        {
            "people.engineer": 4,
            "people.scientist": "+1",
            "handover.between_teams.delay": "*0.5",
            "maturity.mlops": {0: 0.3, 250: 0.7},
            "stages.define.rework.again.chance": "*0.5",
            "stages.define.gates.board": None,
            "study.horizon": "*2",
            "stages.build.steps.code.shared_by.engineer.people": 2,
        },
    )
    assert diff(scenario, variant) == [
        ("people.engineer", 2, 4),
        ("people.scientist", 1, 2),
        ("maturity.mlops", 0.5, {0: 0.3, 250: 0.7}),
        (
            "handover.between_teams.delay",
            {"lognormal": {"median": 2.0, "p90": 6.0}},
            {"amount": {"lognormal": {"median": 2.0, "p90": 6.0}}, "times": [0.5]},
        ),
        ("study.horizon", 2500, 5000),
        ("stages.define.rework.again.chance", 0.2, 0.1),
        ("stages.define.gates.board.label", "", None),
        ("stages.define.gates.board.delay", 3, None),
        ("stages.define.gates.board.stops", 0.1, None),
        ("stages.define.gates.board.grows", 0, None),
        ("stages.build.steps.code.shared_by.engineer", 1, None),
        ("stages.build.steps.code.shared_by.engineer.share", None, 1),
        ("stages.build.steps.code.shared_by.engineer.people", None, 2),
    ]


def test_a_path_over_time_is_scaled_day_by_day(scenario: Scenario) -> None:
    rising = edit(scenario, {"maturity.mlops": {0: 0.2, 250: 0.8}})
    assert get(edit(rising, {"maturity.mlops": "*0.5"}), "maturity.mlops") == {0: 0.1, 250: 0.4}
    with pytest.raises(ScenarioError, match=r"maturity.mlops.250 = .*\n    must be between 0 and 1 \(comes to 1.6\)"):
        edit(rising, {"maturity.mlops": "*2"})


def test_an_edit_leaves_the_scenario_itself_alone(scenario: Scenario) -> None:
    before = dump(scenario)
    assert scenario.changed({"people.engineer": 3}) != scenario
    assert dump(scenario) == before


def test_a_group_that_is_only_a_count_is_its_count(scenario: Scenario) -> None:
    assert get(scenario, "people.engineer") == 2
    assert get(edit(scenario, {"people.engineer.fte": 0.5}), "people.engineer") == {"count": 2, "fte": 0.5}
    assert edit(scenario, {"people.engineer.count": 5}) == edit(scenario, {"people.engineer": 5})


def test_paths_lead_into_amounts(scenario: Scenario) -> None:
    assert get(scenario, "handover.between_teams.delay.lognormal.median") == 2
    variant = edit(scenario, {"handover.between_teams.delay.lognormal.median": "*2"})
    assert get(variant, "handover.between_teams.delay") == {"lognormal": {"median": 4, "p90": 6.0}}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            "people.enginer",
            'people.enginer: unknown path. Fields of people: engineer, scientist. Did you mean "people.engineer"?',
        ),
        (
            "handover.between_team.delay",
            "handover.between_team: unknown path. Fields of handover: same_team, between_teams, coordinated_by, "
            'bounces_at_most. Did you mean "handover.between_teams"?',
        ),
        ("goal.target.days", "goal.target.days: nothing stands below goal.target"),
        (
            "handover.between_teams.delay.lognormal.meen",
            "handover.between_teams.delay.lognormal.meen: unknown path. "
            "Fields of handover.between_teams.delay.lognormal: median, p90. "
            'Did you mean "handover.between_teams.delay.lognormal.median"?',
        ),
    ],
)
def test_an_unknown_path_is_told_with_what_is_there(scenario: Scenario, path: str, told: str) -> None:
    for look in (lambda: get(scenario, path), lambda: edit(scenario, {path: 1}), lambda: field_at(scenario, path)):
        with pytest.raises(BadInput) as error:
            look()
        assert str(error.value) == told


def test_a_value_that_cannot_be_is_told_with_its_path(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError) as error:
        edit(scenario, {"people.engineer": "many", "maturity.mlops": 2})
    assert str(error.value) == (
        "change of Small has 2 problems\n\n"
        'change of Small  people.engineer = "many"\n    is not a whole number\n'
        "change of Small  maturity.mlops = 2\n    must be between 0 and 1"
    )


def test_a_role_without_people_can_be_given_some() -> None:
    scenario = loads(
        small("engineer: 2, ", "").replace("engineer: {group", "engineer: {stand_in: {scientist: 1}, group")
    )
    assert get(edit(scenario, {"people.engineer": 1}), "people.engineer") == 1


def test_what_is_removed_takes_its_sources_along() -> None:
    scenario = loads(SMALL + "sources: {stages.define.rework.again.chance: {basis: assumption}}\n")
    assert "stages.define.rework.again.chance.basis" not in dict.fromkeys(
        paths(edit(scenario, {"stages.define.rework.again": None}))
    )
    assert get(scenario, "sources.stages.define.rework.again.chance.basis") == "assumption"


@pytest.mark.parametrize(
    ("text", "path", "written"),
    [
        ("people.ml_engineer=4", "people.ml_engineer", 4),
        ("handover.between_teams.delay*=0.5", "handover.between_teams.delay", "*0.5"),
        ("people.ml_engineer += 2", "people.ml_engineer", "+2"),
        ("people.ml_engineer+=-2", "people.ml_engineer", "-2"),
        ("goal.target=26w", "goal.target", "26w"),
        ("maturity.mlops={0: 0.3, 250: 0.7}", "maturity.mlops", {0: 0.3, 250: 0.7}),
        ("organization.form=coe", "organization.form", "coe"),
        ("handover.between_teams.delay=*0.5", "handover.between_teams.delay", "*0.5"),
        ("operation.retire=null", "operation.retire", None),
        ("switches.rework=false", "switches.rework", False),
    ],
)
def test_assignments_are_read_as_on_the_command_line(text: str, path: str, written: object) -> None:
    assert parse_assignment(text) == (path, written)


@pytest.mark.parametrize("text", ["people", "=3", "people=", "people*=half", "a=[1", "a=&b 3"])
def test_what_is_no_assignment_is_told(text: str) -> None:
    with pytest.raises(BadInput, match=r"is not an assignment|: after|: cannot|: anchors"):
        parse_assignment(text)


def test_fields_say_label_unit_and_bounds(scenario: Scenario) -> None:
    field = field_at(scenario, "people.engineer")
    assert field is not None
    assert (field.label, field.unit, field.low, field.high) == ("how many", "people", 0, 10000)


# -- resolved ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_a_resolved_scenario_reads_back_as_itself(name: str) -> None:
    scenario = load(name)
    again = loads(dump(scenario))
    assert again == scenario
    assert digest(again) == digest(scenario)
    assert diff(scenario, again) == []


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30),
    bounce=st.floats(0, 1),
    target=st.floats(0, 1e9),
)
def test_any_text_and_number_survives_the_round_trip(name: str, bounce: float, target: float) -> None:
    edits = {"description": name, "handover.between_teams.bounce": bounce, "goal.target": target}
    try:
        variant = edit(loads(SMALL), edits)
    except ScenarioError:
        pytest.fail("legal values were refused")
    assert loads(dump(variant)) == variant


def test_names_descriptions_and_sources_mean_nothing(scenario: Scenario) -> None:
    other = loads(small("name: Small", "name: Other\ndescription: x\nsources: {demand.per_year: {basis: assumption}}"))
    assert digest(other) != digest(scenario)
    assert meaning_digest(other) == meaning_digest(scenario)
    assert meaning_digest(edit(scenario, {"demand.per_year": 13})) != meaning_digest(scenario)


def test_a_default_that_is_written_changes_no_digest(scenario: Scenario) -> None:
    assert digest(loads(small("mark: live}", "mark: live, together: false, redo: null}"))) == digest(scenario)


def test_resolved_names_the_front_panel_even_where_it_is_the_default(scenario: Scenario) -> None:
    assert resolved(scenario)["maturity"] == {"data_foundation": 0.5, "platform": 0.5, "mlops": 0.5}
    assert resolved(scenario)["organization"] == {"form": "centralized", "platform": "shared"}


def test_a_place_within_one_that_is_changed_to_a_plain_value_is_refused() -> None:
    with pytest.raises(BadInput, match=r"roles\.engineer\.carries: lies within a place that is changed"):
        edit(loads(SMALL), {"roles.engineer": "*2", "roles.engineer.carries": 5})

"""Checks: what is legal but odd is told, and what is right is not complained about."""

import pytest
from small_scenario import SMALL, small

from sim.blueprint import make_blueprint
from sim.errors import ScenarioError
from sim.scenario import load, loads
from sim.scenario.check import check
from sim.scenario.disciplines import DISCIPLINES
from sim.scenario.inherit import shipped_names


def warnings(text: str) -> list[str]:
    return [str(problem) for problem in check(loads(text, "mine.yaml"))]


def test_the_small_scenario_has_nothing_odd() -> None:
    assert warnings(SMALL) == []


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_have_nothing_odd(name: str) -> None:
    assert check(load(name)) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "chance: 0.2",
            "chance: 0.9",
            "mine.yaml:22:45  stages.define.rework.again.chance\n    chance 0.9: ten visits on average",
        ),
        (
            "roles:\n",
            "roles:\n  analyst: {group: delivery}\n",
            "mine.yaml:11:3  roles.analyst\n    nothing asks for this role",
        ),
        (
            "scientist: 1}\nd",
            "scientist: 1, analyst: 2}\nroles: {analyst: {group: delivery}, engineer: {group: delivery},"
            " scientist: {group: delivery}}\nd",
            "mine.yaml:3:37  people.analyst\n    these people are never asked: nothing asks for their roles",
        ),
        (
            "name: Small",
            "name: Small\nstudy: {horizon: 600}",
            "mine.yaml:3:9  study.horizon = 600\n"
            "    ends before warm_up + intake (1000): late requests of the cohort are not simulated at all",
        ),
        (
            ", mark: live",
            "",
            "mine.yaml:13:1  stages\n    no step sets the mark live, so nothing ever counts as in production",
        ),
        (
            "stops: 0.1",
            "stops: 1",
            "mine.yaml:24:25  stages.define.gates.board.stops\n    can stop every item, so nothing may ever go live",
        ),
        (
            "{engineer: 2,",
            "{engineer: {count: 2, teams: [a]},",
            "mine.yaml:3:31  people.engineer.teams\n    is read only under the form custom",
        ),
    ],
)
def test_what_is_odd_is_told(old: str, new: str, told: str) -> None:
    text = small(old, new)
    if "people.analyst" in told:  # the roles moved up
        text = text.replace("roles:\n  engineer: {group: delivery}\n  scientist: {group: delivery}\n", "")
    assert told in warnings(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("chance: 0.2", "chance: 1, at_most: 2"),
        ("{effort: 5,", "{effort: 5, redo: {chance: 1, at_most: 2},"),
        ("back_to: frame", "back_to: check"),
        ("      again:", "      more: {after: check, back_to: check, chance: 0.7}\n      again:"),
        ("effort: 5,", "effort: {by: kind, light: 3}, only_for: light,"),
        ("people: {engineer: 2, scientist: 1}", "people: {engineer: 2, scientist: 0}\nflow: {discipline: {effort: 1}}"),
        (
            "{engineer: 0.5, scientist: 0.5}",
            "{engineer: {share: 0.5, people: 2}, scientist: 0.5}\n        together: true",
        ),
    ],
)
def test_what_is_right_is_let_through(old: str, new: str) -> None:
    text = small(old, new)
    if "scientist: 0}" in new:
        text = text.replace("scientist: {group: delivery}", "scientist: {group: delivery, stand_in: {engineer: 0.5}}")
    loads(text)


def test_the_first_other_participant_may_stand_in() -> None:
    text = small("scientist: {group: delivery}", "scientist: {group: delivery, stand_in: {first_participant: 0.5}}")
    text = text.replace("engineer: 2, scientist: 1", "engineer: 2").replace("{scientist: 1}", "{engineer: 1}")
    loads(text)


def test_alternatives_of_different_kinds_do_not_add_up() -> None:
    more = "      more: {after: check, back_to: frame, chance: 0.9, only_for: [light]}\n"
    loads(small("      again: {after: check,", more + "      again: {only_for: [standard], after: check,"))


def test_chances_add_up_level_by_level() -> None:
    rising = "{by: mlops, low: 0.1, mid: 0.4, high: 0.75}"
    more = f"      more: {{after: check, back_to: frame, chance: {rising}}}\n"
    loads(small("      again:", more + "      again:"))


NOBODY_COORDINATES = """\
opmodel: 1
name: nobody holds the role of those who would stand in for project management
people: {engineer: 1}
roles:
  engineer: {group: delivery}
  tester: {group: delivery, stand_in: {engineer: 0.5}}
  project_manager: {group: delivery, stand_in: {first_participant: 0.5}}
handover: {between_teams: {coordination: 0.5}}
demand: {per_year: 12}
stages: {only: {steps: {make: {effort: 1, shared_by: {engineer: 1}}, test: {effort: 1, shared_by: {tester: 1}}}}}
"""


def test_whoever_coordinates_a_step_is_looked_for_among_those_of_that_step() -> None:
    with pytest.raises(ScenarioError, match="the coordination of handovers or gates asks for it"):
        loads(NOBODY_COORDINATES)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("chance: 0.2", "chance: 0.9, repeats: 1.2", "stages.define.rework.again.repeats"),
        (
            "{effort: 5,",
            "{effort: 5, redo: {chance: 0.5, repeats: 2},",
            "stages.build.steps.code.redo.repeats",
        ),
    ],
)
def test_work_that_grows_each_time_needs_an_end(old: str, new: str, path: str) -> None:
    with pytest.raises(ScenarioError, match="is not below 1") as error:
        loads(small(old, new), "mine.yaml")
    assert path in str(error.value)
    loads(small(old, new.replace("repeats", "at_most: 2, repeats")))
    loads(small(old, new.replace("repeats", "fade: 0.5, repeats")))


def test_every_named_discipline_is_read_by_the_blueprint() -> None:
    for name in DISCIPLINES:
        make_blueprint(loads(small("name: Small", f"name: Small\nflow: {{discipline: {name}}}")))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "name: Small",
            "name: Small\nmaturity: {mlops: {2027: 0.3, 2028: 0.7}}",
            "mine.yaml:3:12  maturity.mlops\n"
            "    your study ends on day 2500, and this does not move before day 2027\n"
            "    Did you mean calendar years? Days here are working days from the start of the study, 252 a year.",
        ),
        (
            "delay: 3",
            "delay: {amount: 3, times: {3000: 1, 4000: 2}}",
            "mine.yaml:24:15  stages.define.gates.board.delay\n"
            "    your study ends on day 2500, and this does not move before day 3000: it never moves",
        ),
        (
            "{engineer: 2,",
            "{engineer: {count: 2, leaves: 2028},",
            "mine.yaml:3:31  people.engineer.leaves = 2028\n"
            "    is day 2028 of the study, which ends on day 2500\n"
            "    Did you mean calendar years? Days here are working days from the start of the study, 252 a year.",
        ),
        (
            "per_year: 12",
            "per_year: 12\n  planned: [{at: 3000}]",
            "mine.yaml:6:14  demand.planned.0.at = 3000\n    your study ends on day 2500: it is never asked for",
        ),
        (
            "engineer: 2, scientist: 1",
            "engineer: 2, scientist: 1, more: {count: 0, roles: {engineer: 1}}",
            "mine.yaml:3:37  people.more\n    0 people: the group changes nothing",
        ),
    ],
)
def test_what_never_happens_within_the_study_is_told(old: str, new: str, told: str) -> None:
    assert warnings(small(old, new)) == [told]


def test_who_does_the_work_of_nobody_is_told() -> None:
    text = small("scientist: 1", "scientist: 0")
    text = text.replace("scientist: {group: delivery}", "scientist: {group: delivery, stand_in: {engineer: 0.5}}")
    assert warnings(text) == [
        "mine.yaml:3:23  people.scientist\n    0 people: their work is done by engineer at skill 0.5"
    ]


NOTHING = "nothing is asked for in the days that are measured, 500 to 1000, so there is no time to tell"


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("planned: [{at: 3}]", f"mine.yaml:4:1  demand\n    {NOTHING}"),
        ("planned: [{at: 3}]\n  per_year: 0", f"mine.yaml:6:3  demand.per_year\n    {NOTHING}"),
        ("per_year: {0: 9, 400: 0, 1100: 0, 1200: 5}", f"mine.yaml:5:3  demand.per_year\n    {NOTHING}"),
        ("per_year: {0: 0, 900: 0, 1200: 5}", None),
        ("planned: [{at: 700}]", None),
    ],
)
def test_a_study_in_whose_measured_days_nothing_is_asked_for_is_warned_of(new: str, told: str | None) -> None:
    assert warnings(small("per_year: 12", new)) == ([] if told is None else [told])

"""Numbers in another way of writing, words for levels and laws by another name: what to write instead is told."""

import pytest
from small_scenario import small

from sim.errors import BadInput, ScenarioError
from sim.scenario import loads
from sim.scenario.amounts import Drawn, parse
from sim.scenario.edit import edit, parse_assignment

# ruff: noqa: E501 - messages are shown as they are read

SMALL = "name: Small"
MISTAKES = [
    ("effort: 5,", "effort: 2,5,", 'mine.yaml:27:14  stages.build.steps.code.effort = "2,5"', "A decimal comma? Write 2.5."),
    ("effort: 5,", 'effort: "2,5",', 'mine.yaml:27:14  stages.build.steps.code.effort = "2,5"', "A decimal comma? Write 2.5."),
    ("delay: 3", "delay: 2,5w", 'mine.yaml:24:15  stages.define.gates.board.delay = "2,5w"', "A decimal comma? Write 2.5w."),
    ("per_year: 12", "per_year: 12,5", 'mine.yaml:5:3  demand.per_year = "12,5"', "A decimal comma? Write 12.5."),
    ("delay: 3", "delay: {exponential: 2,5}", 'mine.yaml:24:23  stages.define.gates.board.delay.exponential = "2,5"', "A decimal comma? Write 2.5."),
    (SMALL, SMALL + "\nmaturity: {mlops: {0: 0,3, 250: 0.7}}", 'mine.yaml:3:20  maturity.mlops.0 = "0,3"', "A decimal comma? Write 0.3."),
    (SMALL, SMALL + "\nstudy: {horizon: 2,500}", 'mine.yaml:3:9  study.horizon = "2,500"', "Write 2500, or 2.500 if it is a decimal comma."),
    (SMALL, SMALL + "\nplatform: {services: 10, managed: 70%}", 'mine.yaml:3:26  platform.managed = "70%"', "Write 0.7."),
    (SMALL, SMALL + "\nmaturity: {mlops: 70 %}", 'mine.yaml:3:12  maturity.mlops = "70 %"', "Write 0.7."),
    (SMALL, SMALL + "\nmaturity: {mlops: high}", 'mine.yaml:3:12  maturity.mlops = "high"', "Write 1; a dial goes from 0 (low) to 1 (high)."),
    (SMALL, SMALL + "\nmaturity: {mlops: Medium}", 'mine.yaml:3:12  maturity.mlops = "Medium"', "Write 0.5; a dial goes from 0 (low) to 1 (high)."),
    (SMALL, SMALL + "\nstudy: {full_horizon: yes}", 'mine.yaml:3:9  study.full_horizon = "yes"', "Write true."),
    (SMALL, SMALL + "\norganization: {form: CoE}", 'mine.yaml:3:16  organization.form = "CoE"', 'Did you mean "coe"?'),
    (SMALL, SMALL + "\nstudy: {type: Flow}", 'mine.yaml:3:9  study.type = "Flow"', 'Did you mean "flow"?'),
    ("delay: 3", "delay: {normal: {mean: 3, sd: 1}}", "mine.yaml:24:23  stages.define.gates.board.delay.normal", "A normal law goes below 0, which no amount here may; write lognormal or gamma: {mean: ..., cv: ...}."),
    ("delay: 3", "delay: {Log-normal: {median: 3, p90: 5}}", "mine.yaml:24:23  stages.define.gates.board.delay.Log-normal", 'Did you mean "lognormal"?'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "remedy"), MISTAKES, ids=[new for _, new, _, _ in MISTAKES])
def test_a_sensible_mistake_is_told_with_what_to_write_instead(old: str, new: str, place: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(small(old, new), "mine.yaml")
    lines = str(error.value).splitlines()
    assert (lines[0], lines[2], lines[-1]) == ("mine.yaml has 1 problem", place, f"    {remedy}")


def test_every_decimal_comma_of_a_mapping_is_told_at_its_own_place() -> None:
    with pytest.raises(ScenarioError) as error:
        loads(small("{engineer: 0.5, scientist: 0.5}", "{engineer: 0,5, scientist: 0,5}"), "mine.yaml")
    assert [problem.path.rpartition(".shared_by.")[2] for problem in error.value.problems] == [
        'engineer = "0,5"', 'scientist = "0,5"',
    ]  # fmt: skip


def test_a_decimal_comma_in_an_edit_is_told() -> None:
    with pytest.raises(BadInput, match=r"A decimal comma\? Write 12\.5"):
        edit(loads(small()), dict([parse_assignment("demand.per_year=12,5")]))
    with pytest.raises(BadInput, match=r'"0,5" is not a number\. A decimal comma\? Write 0\.5'):
        parse_assignment("stages.define.steps.check.shared_by={engineer: 0,5, scientist: 0,5}")


def test_a_law_with_one_parameter_needs_no_name_for_it() -> None:
    assert parse({"constant": 3}) == Drawn("constant", (("value", 3.0),))
    assert parse({"empirical": [1, 2]}) == Drawn("empirical", (("values", (1.0, 2.0)),))
    with pytest.raises(ScenarioError, match="constant: value must not be negative"):
        loads(small("delay: 3", "delay: {constant: -1}"))


def test_keys_that_are_days_are_no_decimals() -> None:
    scenario = loads(small(SMALL, SMALL + "\nmaturity: {mlops: {0: 0.3, 250: 0.7}}"))
    assert scenario.maturity.mlops.days == (0.0, 250.0)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ('"50%"', "Write a whole number."),
        ('"1,5"', "Write a whole number, such as 1 or 2."),
        ('"1,500"', "Write 1500."),
        ('"0,5 %"', "Write a whole number."),
    ],
)
def test_no_fraction_is_proposed_where_a_whole_number_is_needed(written: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(small(SMALL, f"{SMALL}\nstudy: {{at_least: {written}}}"), "mine.yaml")
    assert str(error.value).splitlines()[-1] == f"    {remedy}"


def test_no_fraction_is_proposed_for_people_in_braces() -> None:
    for text in ("people: {engineer: 1,5}", "people: {engineer: {count: 1,5}}"):
        with pytest.raises(ScenarioError, match="Write a whole number, such as 1 or 2"):
            loads(f"opmodel: 1\nname: x\n{text}\n", "mine.yaml")

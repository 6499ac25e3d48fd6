"""A sweep says first where nobody keeps up, never calls a circumstance a choice, and knows a factor without effect."""

from sim.experiment.sweep import sweep
from sim.report.points import points_table
from sim.scenario.edit import edit
from tests.experiment.tiny import tiny

N = 10


def test_a_factor_without_effect_makes_no_difference_whatever_its_number_of_points() -> None:
    swept = sweep(tiny(), {"goal.matters": [1, 2, 3]}, replications=N)
    assert swept.sentence.startswith(
        "goal.matters makes no difference in time to production: the same at each of the 3"
    )
    assert not any("may be best" in text for text in swept.sentences)


def test_what_is_asked_for_is_nobodys_choice_so_the_best_is_named_at_each_demand() -> None:
    swept = sweep(tiny(), {"demand.per_year": [30, 60], "people.data_scientist": [1, 3]}, replications=N)
    assert [text.split(",")[0] for text in swept.sentences[:2]] == [
        "At demand.per_year = 30",
        "At demand.per_year = 60",
    ]
    assert not any("best" in text and "is demand" in text for text in swept.sentences)
    of_demand = sweep(tiny(), {"demand.per_year": [30, 60]}, replications=N)
    assert of_demand.best == ()
    assert of_demand.sentence.startswith("time to production lies between")


def test_points_that_cannot_keep_up_are_said_first_and_are_never_among_the_best() -> None:
    swept = sweep(edit(tiny(), {"demand.per_year": 90}), {"people.data_scientist": [1, 3, 5]}, replications=N)
    assert swept.sentence.startswith("At 1 of 3 points the team cannot keep up, so time to production grows without")
    assert 0 not in swept.best
    assert points_table(swept, most=9)[1][0][2] == "cannot keep up"


def test_where_no_point_keeps_up_none_is_best_in_time() -> None:
    swept = sweep(edit(tiny(), {"demand.per_year": 900}), {"people.data_scientist": [1, 2]}, replications=N)
    assert swept.sentence.startswith("At every point the team cannot keep up")
    assert not any("best" in text or "weeks" in text for text in swept.sentences)


def test_money_is_said_with_its_unit_thousands_and_no_more_digits_than_it_has() -> None:
    paid = edit(tiny(), {"roles.data_engineer.day_rate": 1000, "roles.data_scientist.day_rate": 1234.56})
    swept = sweep(paid, {"people.data_scientist": [1, 2]}, response="cost_per_year", replications=N)
    assert "563,109 USD per year in each of 10 runs" in swept.sentence
    assert "by 311,109 USD per year in cost per year (the same in each of 10 paired runs)" in swept.sentences[1]

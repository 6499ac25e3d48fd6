"""Stories of sums of days that miss a day that is given by the last bits of a number: that hair does not count.

Each is told twice, in tenths of a day, where sums round, and in whole days, where they do not: with the same rows.
"""

import pytest

from tests.engines.telling import house, told

DAYS = pytest.mark.parametrize("day", [0.1, 1.0], ids=["rounded", "exact"])


def chain(*efforts: float, **blocks):
    """One item, whose steps are done one after the other by one person."""
    steps = {f"step {n}": {"effort": effort, "shared_by": {"coder": 1}} for n, effort in enumerate(efforts, start=1)}
    return house({"ann": "coder"}, steps, **blocks)


def test_what_ends_a_hair_after_the_horizon_happens_at_it():
    rows = told(chain(0.2, 4.4, 0.4, study={"horizon": 5}))
    assert 0.2 + 4.4 + 0.4 > 5
    assert (5.0, "1", "ended", "done") in rows


def test_ten_thousand_tenths_of_a_day_make_a_thousand_days():
    """The last of 10,000 items ends at 1000.0000000001588 by its sum."""
    rows = told(house({"ann": "coder"}, {"code": {"effort": 0.1, "shared_by": {"coder": 1}}},
                      [{"at": 0, "count": 10_000}], study={"horizon": 1000}))  # fmt: skip
    assert sum(row[2] == "ended" for row in rows) == 10_000
    assert (1000.0, "10000", "ended", "done") in rows


@DAYS
def test_papers_ready_a_hair_after_a_meeting_are_decided_at_it(day):
    """One and two are three: the board that meets every three days meets for them."""
    steps = {"one": {"effort": day, "shared_by": {"coder": 1}}, "two": {"effort": 2 * day, "shared_by": {"coder": 1}}}
    rows = told(house({"ann": "coder"}, steps, gates={"board": {"meet_every": 3 * day}}))
    assert (round(3 * day, 9), "1", "gate ended", "two") in rows


@DAYS
def test_what_would_end_a_hair_after_its_person_goes_is_done(day):
    """Ann hands back what is left on day three; of one and then two days nothing is left."""
    people = {"ann": {"roles": "coder", "leaves": 3 * day, "hands_back": True}, "bob": {"roles": "coder", "joins": 900}}
    steps = {name: {"effort": n * day, "shared_by": {"coder": 1}} for name, n in (("one", 1), ("two", 2))}
    rows = told(house(people, steps))
    assert (round(3 * day, 9), "1", "ended", "done") in rows
    assert not any("paused" in row for row in rows)


@DAYS
def test_a_request_a_hair_before_the_end_of_the_window_is_none_of_its_cohort(day):
    """Ten times a tenth is less than one; the study ends with its last request of the ten days before day ten."""
    scenario = house(
        {"ann": "coder"}, {"code": {"effort": 0, "shared_by": {"coder": 1}}, "end": {"waits": {"post": {"delay": 90}}}},
        [], demand={"interval": day}, study={"type": "flow", "warm_up": 0, "intake": 10 * day, "horizon": 500},
    )  # fmt: skip
    ended = [row for row in told(scenario) if row[2] == "ended"]
    assert ended[-1][1] == "9"

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


BUSY = {"effort": 1, "shared_by": {"coder": 1}, "only_for": ["other"]}


def queue(day: float, activity: dict, **blocks):
    """Ten requests of a day each before one of another kind, all of them for one coder."""
    requests = [{"at": 0, "count": 10, "kind": "other", "size": day}, {"at": 0, "kind": "ours", "size": 1}]
    steps = {"busy": BUSY, "code": {"only_for": ["ours"], **activity}}
    return house({"ann": "coder"}, steps, requests, demand={"kinds": {"other": {}, "ours": {}}}, **blocks)


@DAYS
def test_who_would_be_served_a_hair_before_patience_ends_has_lost_it(day):
    """Ten tenths add up to less than one: at whole days patience ends first, so it does at tenths."""
    assert sum([0.1] * 10) < 1
    rows = told(queue(day, {"effort": 3, "shared_by": {"coder": 1}, "patience": 10 * day}))
    assert (round(10 * day, 9), "11", "ended", "withdrawn") in rows
    assert not any(row[1:3] == ("11", "started") for row in rows)


@DAYS
def test_who_is_served_well_before_patience_ends_is_served(day):
    rows = told(queue(day, {"effort": 3, "shared_by": {"coder": 1}, "patience": 10.001 * day}))
    assert (round(10 * day + 3, 9), "11", "ended", "done") in rows


@DAYS
def test_an_answer_a_hair_before_patience_ends_comes_too_late(day):
    """Who decides alone loses so much that the item is sent back; the answer, after nine others, takes one day more."""
    keys = {"key": {"effort": day, "shared_by": {"keeper": 1}, "patience": 10 * day, "alone": 1e9}}
    scenario = house(
        {"ann": "coder", "kim": "keeper"},
        {"busy": {"effort": day, "shared_by": {"keeper": 1}, "only_for": ["other"]},
         "code": {"effort": 0, "shared_by": {"coder": 1}, "only_for": ["ours"],
                  "waits": {"key": {"call": "key", "once": True}}}},
        [{"at": 0, "count": 9, "kind": "other"}, {"at": 0, "kind": "ours"}],
        demand={"kinds": {"other": {}, "ours": {}}}, calls=keys,
        rework={"again": {"after": "code", "back_to": "code", "chance": 0.001, "at_most": 1, "only_for": ["ours"]}},
    )  # fmt: skip
    rows = told(scenario)
    assert (round(10 * day, 9), "10: key", "ended", "done") in rows
    assert (round(10 * day, 9), "10", "sent back", "again") in rows

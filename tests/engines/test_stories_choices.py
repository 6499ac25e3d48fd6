"""Stories of choices: queue disciplines, lost context, duties of each person, what is left of a stint."""

import pytest

from tests.engines.telling import house, story, told

FAR, RARE = 1e12, 1e-6  # a loss that makes the rarest rework certain

ORDERS = {  # of the items 2 to 5 that wait on day 4, by discipline
    "first_come": "2345",
    "by_class": "4235",  # the smallest class goes first, ties by request
    "shortest": "5324",  # expected effort: 1, 2, 3 and 9 days
    "cost_of_delay": "3524",  # 9, 5 and twice 1
    "finish_first": "2345",  # all before their first step
}


@pytest.mark.parametrize("discipline", ORDERS)
def test_a_discipline_orders_what_waits(discipline):
    """Long is expected to take 3 days but always happens to take less: only the expectation counts."""
    kinds = {
        "first": {},
        "long": {"priority": 2},
        "dear": {"priority": 2, "cost_of_delay": 9},
        "great": {"priority": 1},
        "small": {"priority": 2, "cost_of_delay": 5},
    }
    days = {"first": 4, "long": 3, "dear": 2, "great": 9, "small": 1}
    steps = {"code": {"effort": {"by": "kind", **days}, "shared_by": {"coder": 1}}}
    requests = [{"at": day, "kind": kind} for day, kind in enumerate(kinds)]
    requests[-1]["at"] = 3.5
    rows = told(house({"bob": "coder"}, steps, requests, demand={"kinds": kinds}, flow={"discipline": discipline}))
    assert "".join(row[1] for row in rows if row[2] == "started") == "1" + ORDERS[discipline]


def test_finish_first_prefers_what_is_closer_to_its_end():
    one = {"effort": 2, "shared_by": {"coder": 1}}
    rows = told(house({"bob": "coder"}, {"code": one, "test": one}, [0, 0, 1], flow={"discipline": "finish_first"}))
    assert [row[:2] for row in rows if row[2] == "started"] == [
        (0, "1"), (2, "1"), (4, "2"), (6, "2"), (8, "3"), (10, "3"),
    ]  # fmt: skip


def test_urgent_requests_go_before_all_others_whatever_the_discipline():
    kinds = {"normal": {}, "fire": {"urgent": True, "priority": 9}}
    meeting = {"effort": 4, "shared_by": {"coder": 0.5, "tester": 0.5}, "together": True, "only_for": ["normal"]}
    steps = {"meet": meeting, "code": {"effort": 1, "shared_by": {"coder": 1}}}
    requests = [{"at": 0, "kind": "normal"}, {"at": 1, "kind": "normal"}, {"at": 1.5, "kind": "fire"}]
    rows = told(
        house(
            {"bob": "coder", "tim": "tester"}, steps, requests, demand={"kinds": kinds}, flow={"discipline": "by_class"}
        )
    )
    assert [row for row in rows if row[2] == "started" and row[-1] == "bob"] == [
        (0, "1", "started", "meet.coder", "bob"),
        (2, "3", "started", "code.coder", "bob"),
        (3, "2", "started", "meet.coder", "bob"),
        (5, "1", "started", "code.coder", "bob"),
        (6, "2", "started", "code.coder", "bob"),
    ]


def test_lost_context_raises_the_odds_of_the_next_decision_and_is_then_forgotten():
    """The crossing into `code` tells on the decision after `check`; there the second time nothing has been lost."""
    steps = {
        "frame": {"effort": 1, "shared_by": {"analyst": 1}},
        "code": {"effort": 2, "shared_by": {"coder": 1}},
        "check": {"effort": 1, "shared_by": {"coder": 1}},
    }
    scenario = house(
        {"ann": "analyst", "bob": "coder"},
        steps,
        teams={"a": ["ann"], "b": ["bob"]},
        rework={"again": {"after": "check", "back_to": "check", "chance": RARE}},
        handover={"between_teams": {"context_loss": FAR}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  1  finished  frame.analyst  ann
        1  1  handover began  code
        1  1  crossed teams  code.coder
        1  1  handover ended  code
        1  1  queued  code.coder
        1  1  started  code.coder  bob
        3  1  finished  code.coder  bob
        3  1  queued  check.coder
        3  1  started  check.coder  bob
        4  1  finished  check.coder  bob
        4  1  sent back  again
        4  1  queued  check.coder
        4  1  started  check.coder  bob
        5  1  finished  check.coder  bob
        5  1  ended  done
    """)


def test_without_a_crossing_no_context_is_lost():
    steps = {"frame": {"effort": 1, "shared_by": {"analyst": 1}}, "code": {"effort": 1, "shared_by": {"coder": 1}}}
    scenario = house(
        {"ann": "analyst coder"}, steps,
        rework={"again": {"after": "code", "back_to": "code", "chance": RARE}},
        handover={"same_team": {"context_loss": FAR}, "between_teams": {"context_loss": FAR}},
    )  # fmt: skip
    assert "sent back" not in {row[2] for row in told(scenario)}


def test_who_decided_alone_is_likely_to_do_it_again():
    steps = {"frame": {"effort": 1, "shared_by": {"analyst": 1}, "asks": {"legal": "question"}}}
    answered, alone = (
        house(
            {"ann": "analyst"}, steps, calls={"question": {"delay": 3, "patience": patience, "alone": FAR}},
            rework={"again": {"after": "frame", "back_to": "frame", "chance": RARE, "at_most": 1}},
        )
        for patience in (4, 2)
    )  # fmt: skip
    assert [row[0] for row in told(answered) if row[2] == "ended" and row[1] == "1"] == [4]
    assert [(row[0], row[2]) for row in told(alone) if row[1] == "1" and row[2] in ("sent back", "ended")] == [
        (3, "sent back"), (6, "ended"),
    ]  # fmt: skip


def test_a_duty_of_each_person_waits_for_that_person():
    """Bob is at work on item 1 until day 5, so his duty of day 3 waits although ben is free."""
    steps = {"code": {"effort": 5, "shared_by": {"coder": 1}}, "rest": {"waits": {"w": {"delay": 1.5}}}}
    duties = {"learn": {"effort": 1, "per_person": "coder", "every": 3}}
    rows = told(house({"bob": "coder", "ben": "coder"}, steps, duties=duties))
    worked = sorted((row[0], row[2], row[-1]) for row in rows if row[2] in ("started", "finished"))
    assert worked == [
        (0, "started", "bob"),
        (3, "started", "ben"),
        (4, "finished", "ben"),
        (5, "finished", "bob"),
        (5, "started", "bob"),
        (6, "finished", "bob"),
        (6, "started", "ben"),
        (6, "started", "bob"),
    ]


def test_what_is_left_of_a_stint_is_kept_as_effort():
    """Bob, twice as skilled, has done 4 of 6 days' work in two; sue needs two days for the rest."""
    people = {"bob": {"roles": {"coder": 2}, "leaves": 2, "hands_back": True}, "sue": "coder"}
    rows = told(house(people, {"code": {"effort": 6, "shared_by": {"coder": 1}}}, teams={"n": ["bob"], "s": ["sue"]}))
    assert rows[-2:] == [(4, "1", "ended", "done"), (4, "1", "finished", "code.coder", "sue")]


def test_an_interruption_takes_the_last_in_rank_not_the_last_in_line():
    """By class, item 2 ranks behind item 1 although it is older and was begun first."""
    kinds = {"great": {"priority": 1}, "minor": {"priority": 2}, "fire": {"urgent": True}}
    requests = [{"at": 1, "kind": "great"}, {"at": 0, "kind": "minor"}, {"at": 2, "kind": "fire"}]
    scenario = house(
        {"bob": "coder", "cal": "coder"}, {"code": {"effort": 4, "shared_by": {"coder": 1}}}, requests,
        demand={"kinds": kinds}, flow={"discipline": "by_class"},
    )  # fmt: skip
    rows = told(scenario)
    assert [row for row in rows if row[2] in ("paused", "resumed")] == [
        (2, "1", "paused", "code.coder", "bob"),
        (5, "1", "resumed", "code.coder", "cal"),
    ]


def test_who_has_fewer_items_in_hand_goes_first():
    people = {name: {"roles": "coder", "carries": 2} for name in ("bob", "ben")}
    rows = told(house(people, {"code": {"effort": 4, "shared_by": {"coder": 1}}}, [0, 0, 1]))
    assert [row[1] + row[-1] for row in rows if row[2] == "started"] == ["1bob", "2ben", "3bob"]


def test_parts_are_due_before_sources_of_the_same_instant():
    """Day 6: the crossing of the successor asks for coordination before the live item asks for its upkeep."""
    steps = {
        "frame": {"effort": 2, "shared_by": {"analyst": 1}},
        "code": {"effort": 2, "shared_by": {"coder": 1}, "mark": "live"},
    }
    scenario = house(
        {"ann": "analyst", "pam": "project_manager", "bob": "coder"},
        steps,
        [],
        teams={"a": ["ann", "pam"], "b": ["bob"]},
        study={"type": "flow", "warm_up": 0, "intake": 8, "horizon": 8, "full_horizon": True, "opening": {"live": 1}},
        handover={"between_teams": {"coordination": 0.5}},
        operation={
            "drift": {"every": 4, "remedies": {"rebuild": {"back_to": "frame"}}},
            "upkeep": {"patch": {"effort": 1, "shared_by": {"project_manager": 1}, "every": 6}},
        },
    )
    rows = told(scenario)
    assert [(row[0], row[1]) for row in rows if row[2] == "started" and row[-1] == "pam"] == [
        (6, "1: standard: coordination"), (6.5, "1: patch"),
    ]  # fmt: skip


def test_who_goes_on_the_day_on_which_a_stint_ends_has_done_it():
    """The rate changes first, but no work is left: the stint is due at that instant, not paused."""
    scenario = house(
        {"bob": {"roles": "coder", "absent": [[4, 6]]}}, {"code": {"effort": 4, "shared_by": {"coder": 1}}}
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        4  1  finished  code.coder  bob
        4  1  ended  done
    """)

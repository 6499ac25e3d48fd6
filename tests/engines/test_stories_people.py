"""Stories of people: workshops, urgent work, several items in hand, leaving, absence, stand-ins, who is asked."""

import pytest

from tests.engines.telling import house, story, told

MEET_OR_WORK = {  # each kind of item needs one of these steps
    "code": {"effort": 6, "shared_by": {"coder": 1}, "only_for": ["coding"]},
    "draw": {"effort": 1, "shared_by": {"analyst": 1}, "only_for": ["drawing"]},
    "meeting": {
        "effort": 2,
        "shared_by": {"analyst": 0.5, "coder": 0.5},
        "together": True,
        "only_for": ["meeting"],
    },
}
KINDS = {"kinds": {"coding": {}, "drawing": {}, "meeting": {}}}


def in_order_meetings(steps):
    return {**steps, "meeting": {**steps["meeting"], "convene": "in_order"}}


def request(at, kind, size=1.0):
    return {"at": at, "kind": kind, "size": size}


# -- workshops --------------------------------------------------------------------------------------------------------


def test_a_workshop_interrupts_what_ranks_last_and_the_same_person_resumes_it():
    """Item 2 ranks behind item 1, so cal puts it down; bob is free from day 2.5 on and leaves it to cal."""
    scenario = house(
        {"ann": "analyst", "bob": "coder", "cal": "coder"},
        MEET_OR_WORK,
        [request(1, "coding", 0.25), request(1, "coding"), request(2, "meeting")],
        demand=KINDS,
    )
    assert told(scenario) == story("""
        1  1  requested
        1  1  queued  code.coder
        1  1  started  code.coder  bob
        1  2  requested
        1  2  queued  code.coder
        1  2  started  code.coder  cal
        2  3  requested
        2  3  queued  meeting.analyst
        2  3  queued  meeting.coder
        2  2  paused  code.coder  cal
        2  3  started  meeting.analyst  ann
        2  3  started  meeting.coder  cal
        2.5  1  finished  code.coder  bob
        2.5  1  ended  done
        3  3  finished  meeting.analyst  ann
        3  3  finished  meeting.coder  cal
        3  3  ended  done
        3  2  resumed  code.coder  cal
        8  2  finished  code.coder  cal
        8  2  ended  done
    """)


def test_a_workshop_needs_one_seat_filled_by_somebody_free():
    scenario = house(
        {"ann": "analyst", "bob": "coder"},
        MEET_OR_WORK,
        [request(0, "drawing", 3), request(0, "coding"), request(1, "meeting")],
        demand=KINDS,
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  draw.analyst
        0  1  started  draw.analyst  ann
        0  2  requested
        0  2  queued  code.coder
        0  2  started  code.coder  bob
        1  3  requested
        1  3  queued  meeting.analyst
        1  3  queued  meeting.coder
        3  1  finished  draw.analyst  ann
        3  1  ended  done
        3  3  started  meeting.analyst  ann
        3  2  paused  code.coder  bob
        3  3  started  meeting.coder  bob
        4  3  finished  meeting.analyst  ann
        4  3  finished  meeting.coder  bob
        4  3  ended  done
        4  2  resumed  code.coder  bob
        7  2  finished  code.coder  bob
        7  2  ended  done
    """)


def test_nobody_leaves_a_workshop_for_another_one():
    """Cal, free all the time, is the analyst of the second meeting: free for longer than ann, who had not met."""
    scenario = house(
        {"ann": "analyst", "bob": "coder", "cal": "analyst"},
        MEET_OR_WORK,
        [request(0, "meeting", 2), request(1, "meeting")],
        demand=KINDS,
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  meeting.analyst
        0  1  queued  meeting.coder
        0  1  started  meeting.analyst  ann
        0  1  started  meeting.coder  bob
        1  2  requested
        1  2  queued  meeting.analyst
        1  2  queued  meeting.coder
        2  1  finished  meeting.analyst  ann
        2  1  finished  meeting.coder  bob
        2  1  ended  done
        2  2  started  meeting.analyst  cal
        2  2  started  meeting.coder  bob
        3  2  finished  meeting.analyst  cal
        3  2  finished  meeting.coder  bob
        3  2  ended  done
    """)


def test_a_workshop_convened_in_order_withholds_people_until_all_are_free():
    scenario = house(
        {"ann": "analyst", "bob": "coder"},
        in_order_meetings(MEET_OR_WORK),
        [request(0, "coding"), request(1, "meeting"), request(2, "drawing")],
        demand=KINDS,
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        1  2  requested
        1  2  queued  meeting.analyst
        1  2  queued  meeting.coder
        2  3  requested
        2  3  queued  draw.analyst
        6  1  finished  code.coder  bob
        6  1  ended  done
        6  2  started  meeting.analyst  ann
        6  2  started  meeting.coder  bob
        7  2  finished  meeting.analyst  ann
        7  2  finished  meeting.coder  bob
        7  2  ended  done
        7  3  started  draw.analyst  ann
        8  3  finished  draw.analyst  ann
        8  3  ended  done
    """)


def test_who_was_withheld_in_vain_takes_what_waits_elsewhere():
    """Pat is withheld as the analyst; on day 4 ann, who has fewer roles, takes that seat and pat is free to write."""
    steps = {
        **in_order_meetings(MEET_OR_WORK),
        "write": {"effort": 1, "shared_by": {"writer": 1}, "only_for": ["writing"]},
    }
    scenario = house(
        {"ann": "analyst", "pat": "analyst writer", "quinn": "coder"},
        steps,
        [request(0, "drawing", 4), request(0, "coding", 4 / 6), request(1, "meeting"), request(2, "writing")],
        demand={"kinds": {**KINDS["kinds"], "writing": {}}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  draw.analyst
        0  1  started  draw.analyst  ann
        0  2  requested
        0  2  queued  code.coder
        0  2  started  code.coder  quinn
        1  3  requested
        1  3  queued  meeting.analyst
        1  3  queued  meeting.coder
        2  4  requested
        2  4  queued  write.writer
        4  1  finished  draw.analyst  ann
        4  1  ended  done
        4  2  finished  code.coder  quinn
        4  2  ended  done
        4  3  started  meeting.analyst  ann
        4  3  started  meeting.coder  quinn
        4  4  started  write.writer  pat
        5  3  finished  meeting.analyst  ann
        5  3  finished  meeting.coder  quinn
        5  3  ended  done
        5  4  finished  write.writer  pat
        5  4  ended  done
    """)


def test_one_person_does_two_shares_of_a_workshop_in_turn():
    scenario = house({"pat": "analyst coder"}, MEET_OR_WORK, [request(0, "meeting", 2)], demand=KINDS)
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  meeting.analyst
        0  1  queued  meeting.coder
        0  1  started  meeting.analyst  pat
        2  1  finished  meeting.analyst  pat
        2  1  started  meeting.coder  pat
        4  1  finished  meeting.coder  pat
        4  1  ended  done
    """)


def test_two_seats_of_one_role_need_two_people():
    steps = {"meeting": {"effort": 2, "shared_by": {"coder": {"share": 1, "people": 2}}, "together": True},
             "code": {"effort": 2, "shared_by": {"coder": 1}}}  # fmt: skip
    scenario = house({"bob": "coder", "cal": {"roles": "coder", "joins": 1}}, steps)
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  meeting.coder 1
        0  1  queued  meeting.coder 2
        1  1  started  meeting.coder 1  bob
        1  1  started  meeting.coder 2  cal
        2  1  finished  meeting.coder 1  bob
        2  1  finished  meeting.coder 2  cal
        2  1  queued  code.coder
        2  1  started  code.coder  bob
        4  1  finished  code.coder  bob
        4  1  ended  done
    """)


# -- urgent work and several items in hand ----------------------------------------------------------------------------

CODE = {"code": {"effort": 4, "shared_by": {"coder": 1}}}


def test_an_urgent_request_interrupts_what_ranks_last_and_somebody_else_resumes_it():
    scenario = house(
        {"bob": "coder", "cal": "coder"},
        CODE,
        [request(0, "normal"), request(1, "normal"), request(2, "fire", 0.75)],
        demand={"kinds": {"normal": {}, "fire": {"urgent": True}}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        1  2  requested
        1  2  queued  code.coder
        1  2  started  code.coder  cal
        2  3  requested
        2  3  queued  code.coder
        2  2  paused  code.coder  cal
        2  3  started  code.coder  cal
        4  1  finished  code.coder  bob
        4  1  ended  done
        4  2  resumed  code.coder  bob
        5  3  finished  code.coder  cal
        5  3  ended  done
        7  2  finished  code.coder  bob
        7  2  ended  done
    """)


def test_urgent_work_interrupts_neither_urgent_work_nor_workshops():
    steps = {**MEET_OR_WORK, "fix": {"effort": 1, "shared_by": {"coder": 1}, "only_for": ["fire"]}}
    scenario = house(
        {"ann": "analyst", "bob": "coder"},
        steps,
        [request(0, "meeting", 3), request(1, "fire"), request(2, "fire")],
        demand={"kinds": {**KINDS["kinds"], "fire": {"urgent": True}}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  meeting.analyst
        0  1  queued  meeting.coder
        0  1  started  meeting.analyst  ann
        0  1  started  meeting.coder  bob
        1  2  requested
        1  2  queued  fix.coder
        2  3  requested
        2  3  queued  fix.coder
        3  1  finished  meeting.analyst  ann
        3  1  finished  meeting.coder  bob
        3  1  ended  done
        3  2  started  fix.coder  bob
        4  2  finished  fix.coder  bob
        4  2  ended  done
        4  3  started  fix.coder  bob
        5  3  finished  fix.coder  bob
        5  3  ended  done
    """)


PRESSING = {"usual": {}, "pressing": {"urgent": True}}


def test_coordination_of_an_urgent_item_is_urgent_too():
    """On day 2.5 the usual item has half of its coordination, five days, behind it; the pressing one interrupts it."""
    scenario = house(
        {"ann": "a", "ben": "b", "pam": "project_manager"},
        {"one": {"effort": 1, "shared_by": {"a": 1}}, "two": {"effort": 1, "shared_by": {"b": 1}}},
        [{"at": 0, "kind": "usual"}, {"at": 1.5, "kind": "pressing"}],
        teams={"red": ["ann"], "blue": ["ben", "pam"]},
        demand={"kinds": PRESSING},
        handover={"between_teams": {"coordination": 5}},
    )
    ends = {row[1]: row[0] for row in told(scenario) if row[2] == "ended"}
    assert ends["2"] == 8.5
    assert ends["1"] == 12


@pytest.mark.parametrize("asked", ["before the work", "after it"])
def test_calls_and_questions_of_an_urgent_item_are_urgent_too(asked):
    """Kim has a long answer in hand for the usual item, which what is asked for the pressing one interrupts."""
    step = {"effort": 1, "shared_by": {"a": 1}}
    ask = {"waits": {"key": {"call": "key"}}} if asked == "before the work" else {"asks": {"key": "key"}}
    scenario = house(
        {"ann": "a", "kim": "keeper"}, {"one": {**step, **ask}},
        [{"at": 0, "kind": "usual"}, {"at": 1.5, "kind": "pressing"}], demand={"kinds": PRESSING},
        calls={"key": {"effort": 10, "shared_by": {"keeper": 1}}},
    )  # fmt: skip
    ends = {row[1]: row[0] for row in told(scenario) if row[2] == "ended"}
    assert ends["2"] == 12.5
    assert ends["2: key"] < ends["1: key"]


def test_two_items_in_hand_share_the_person_less_what_switching_costs():
    """Alone for a day, then at (1 - 0.2) / 2 each: item 1 needs 3 / 0.4 = 7.5 days more, item 2 is 1 behind it."""
    scenario = house({"bob": {"roles": "coder", "carries": 2, "switching_loss": 0.2}}, CODE, [0, 1, 2])
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        1  2  requested
        1  2  queued  code.coder
        1  2  started  code.coder  bob
        2  3  requested
        2  3  queued  code.coder
        8.5  1  finished  code.coder  bob
        8.5  1  ended  done
        8.5  3  started  code.coder  bob
        11  2  finished  code.coder  bob
        11  2  ended  done
        14  3  finished  code.coder  bob
        14  3  ended  done
    """)


# -- coming and going -------------------------------------------------------------------------------------------------

NORTH_AND_SOUTH = {"north": ["bob"], "south": ["sue"]}


def test_who_leaves_finishes_what_is_in_hand_and_the_requests_are_routed_again():
    scenario = house({"bob": {"roles": "coder", "leaves": 3}, "sue": "coder"}, CODE, [0, 1, 3.5], teams=NORTH_AND_SOUTH)
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        1  2  requested
        1  2  queued  code.coder
        3  2  started  code.coder  sue
        3.5  3  requested
        3.5  3  queued  code.coder
        4  1  finished  code.coder  bob
        4  1  ended  done
        7  2  finished  code.coder  sue
        7  2  ended  done
        7  3  started  code.coder  sue
        11  3  finished  code.coder  sue
        11  3  ended  done
    """)


def test_who_leaves_handing_back_returns_what_is_left_to_the_queue_at_its_old_place():
    scenario = house(
        {"bob": {"roles": "coder", "leaves": 3, "hands_back": True}, "sue": "coder"},
        CODE,
        [0, 1],
        teams=NORTH_AND_SOUTH,
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        1  2  requested
        1  2  queued  code.coder
        3  1  paused  code.coder  bob
        3  1  resumed  code.coder  sue
        4  1  finished  code.coder  sue
        4  1  ended  done
        4  2  started  code.coder  sue
        8  2  finished  code.coder  sue
        8  2  ended  done
    """)


def test_what_nobody_is_there_for_is_asked_of_the_first_who_joins():
    scenario = house(
        {"bob": {"roles": "coder", "leaves": 3}, "sue": {"roles": "coder", "joins": 6}},
        CODE,
        [0, 1, 4],
        teams=NORTH_AND_SOUTH,
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        1  2  requested
        1  2  queued  code.coder
        4  1  finished  code.coder  bob
        4  1  ended  done
        4  3  requested
        4  3  queued  code.coder
        6  2  started  code.coder  sue
        10  2  finished  code.coder  sue
        10  2  ended  done
        10  3  started  code.coder  sue
        14  3  finished  code.coder  sue
        14  3  ended  done
    """)


def test_the_interrupted_stint_comes_back_after_the_meeting_even_if_a_hand_is_free_before():
    """Two items in hand run at half speed. Item 1 is done on day 6; item 2, put down on day 4, resumes on day 7."""
    scenario = house(
        {"ann": "analyst", "bob": {"roles": "coder", "carries": 2}},
        MEET_OR_WORK,
        [request(0, "coding", 0.5), request(0, "coding"), request(4, "meeting", 2)],
        demand=KINDS,
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        0  2  requested
        0  2  queued  code.coder
        0  2  started  code.coder  bob
        4  3  requested
        4  3  queued  meeting.analyst
        4  3  queued  meeting.coder
        4  2  paused  code.coder  bob
        4  3  started  meeting.analyst  ann
        4  3  started  meeting.coder  bob
        6  1  finished  code.coder  bob
        6  1  ended  done
        6  3  finished  meeting.analyst  ann
        7  3  finished  meeting.coder  bob
        7  3  ended  done
        7  2  resumed  code.coder  bob
        11  2  finished  code.coder  bob
        11  2  ended  done
    """)


def test_absence_suspends_what_is_in_hand_and_nothing_new_is_taken():
    scenario = house({"bob": {"roles": "coder", "absent": [[2, 5]]}}, CODE, [0, 3])
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        2  1  paused  code.coder  bob
        3  2  requested
        3  2  queued  code.coder
        5  1  resumed  code.coder  bob
        7  1  finished  code.coder  bob
        7  1  ended  done
        7  2  started  code.coder  bob
        11  2  finished  code.coder  bob
        11  2  ended  done
    """)


def test_who_joins_takes_what_waits_and_comes_up_to_speed_in_steps():
    """Half speed on the first day, full speed after four days in two steps: 0.625 for two days, then 0.875."""
    ramp = {"starts_at": 0.5, "takes": 4, "steps": 2}
    scenario = house(
        {"bob": {"roles": "coder", "joins": 2}}, CODE, [0], roles={"coder": {"group": "delivery", "ramp": ramp}}
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        2  1  started  code.coder  bob
        7  1  finished  code.coder  bob
        7  1  ended  done
    """)


def test_a_role_that_nobody_holds_is_stood_in_for_at_a_lower_skill():
    scenario = house(
        {"bob": "coder"},
        {"train": {"effort": 2, "shared_by": {"ml_engineer": 1}}},
        roles={"ml_engineer": {"group": "delivery", "stand_in": {"coder": 0.5}}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  train.ml_engineer
        0  1  started  train.ml_engineer  bob
        4  1  finished  train.ml_engineer  bob
        4  1  ended  done
    """)


def test_who_stands_in_works_at_the_stand_in_skill_times_the_own_one():
    """Coding of 3 days by an analyst of skill 0.5 who is worth 0.6 of a coder takes 3 / 0.3 days."""
    scenario = house(
        {"ann": {"roles": {"analyst": 0.5}}}, {"code": {"effort": 3, "shared_by": {"coder": 1}}},
        roles={"coder": {"group": "delivery", "stand_in": {"analyst": 0.6}}},
    )  # fmt: skip
    assert (10.0, "1", "ended", "done") in told(scenario)


def test_the_best_who_can_stand_in_counts_by_own_skill_too():
    """A slow analyst who is a good tester stands in as a tester: 0.4 x 2 is more than 0.6 x 0.5."""
    scenario = house(
        {"ann": {"roles": {"analyst": 0.5, "tester": 2}}}, {"code": {"effort": 4, "shared_by": {"coder": 1}}},
        roles={"coder": {"group": "delivery", "stand_in": {"analyst": 0.6, "tester": 0.4}}},
    )  # fmt: skip
    assert (5.0, "1", "ended", "done") in told(scenario)


def test_skill_shortens_a_stint_and_part_time_and_focus_stretch_it():
    """4 days of effort at skill 2 are 2 days of work, at half time and focus 0.8 they take 2 / 0.4 days."""
    scenario = house(
        {"bob": {"roles": {"coder": 2}, "fte": 0.5}}, CODE, roles={"coder": {"group": "delivery", "focus": 0.8}}
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        5  1  finished  code.coder  bob
        5  1  ended  done
    """)


# -- who is asked, and who takes it -----------------------------------------------------------------------------------


def test_the_team_that_serves_fewest_domains_is_asked_even_if_another_is_idle():
    scenario = house(
        {"cid": "coder", "sam": "coder"},
        CODE,
        [{"at": 0, "domain": "retail"}, {"at": 0, "domain": "retail"}, {"at": 1, "domain": "finance"}],
        teams={"center": ["cid"], "shop (retail)": ["sam"]},
        demand={"domains": {"retail": 0.5, "finance": 0.5}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  sam
        0  2  requested
        0  2  queued  code.coder
        1  3  requested
        1  3  queued  code.coder
        1  3  started  code.coder  cid
        4  1  finished  code.coder  sam
        4  1  ended  done
        4  2  started  code.coder  sam
        5  3  finished  code.coder  cid
        5  3  ended  done
        8  2  finished  code.coder  sam
        8  2  ended  done
    """)


def test_a_team_that_worked_on_the_last_step_is_asked_before_any_other():
    """The center framed it, so its own coder is asked although the shop serves fewer domains."""
    scenario = house(
        {"ann": "analyst", "cid": "coder", "sam": "coder"},
        {"frame": {"effort": 1, "shared_by": {"analyst": 1}}, **CODE},
        [{"at": 0, "domain": "retail"}],
        teams={"center": ["ann", "cid"], "shop (retail)": ["sam"]},
        demand={"domains": {"retail": 0.5, "finance": 0.5}},
        handover={"between_teams": {"delay": 5}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  1  finished  frame.analyst  ann
        1  1  handover began  code
        1  1  passed on  code.coder
        1  1  handover ended  code
        1  1  queued  code.coder
        1  1  started  code.coder  cid
        5  1  finished  code.coder  cid
        5  1  ended  done
    """)


def test_who_prefers_the_role_goes_before_who_knows_the_item():
    scenario = house(
        {"gen": "coder analyst", "ann": "analyst"},
        {"code": CODE["code"], "frame": {"effort": 1, "shared_by": {"analyst": 1}}},
        handover={"same_team": {"delay": 3}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  code.coder
        0  1  started  code.coder  gen
        4  1  finished  code.coder  gen
        4  1  queued  frame.analyst
        4  1  started  frame.analyst  ann
        5  1  finished  frame.analyst  ann
        5  1  ended  done
    """)


def test_who_has_fewer_roles_then_who_is_free_for_longest_then_the_lower_number_goes_first():
    """Day 0: ann and bea before pat with two roles; day 5: bea is free since day 4, ann since day 5."""
    scenario = house(
        {"pat": "analyst writer", "ann": "analyst", "bea": "analyst"},
        {"frame": {"effort": 1, "shared_by": {"analyst": 1}}},
        [{"at": 0, "size": 5}, {"at": 0, "size": 4}, {"at": 0, "size": 2}, {"at": 5}, {"at": 6}],
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  queued  frame.analyst
        0  2  started  frame.analyst  bea
        0  3  requested
        0  3  queued  frame.analyst
        0  3  started  frame.analyst  pat
        2  3  finished  frame.analyst  pat
        2  3  ended  done
        4  2  finished  frame.analyst  bea
        4  2  ended  done
        5  1  finished  frame.analyst  ann
        5  1  ended  done
        5  4  requested
        5  4  queued  frame.analyst
        5  4  started  frame.analyst  bea
        6  4  finished  frame.analyst  bea
        6  4  ended  done
        6  5  requested
        6  5  queued  frame.analyst
        6  5  started  frame.analyst  ann
        7  5  finished  frame.analyst  ann
        7  5  ended  done
    """)

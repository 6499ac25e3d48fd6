"""Stories of the route: handover, bounce, coordination, rework, redo, waits and gates, told row by row."""

from tests.engines.telling import house, story, told

ALONE = {"ann": "analyst"}
APART = {"a": ["ann"], "b": ["bob"]}
FRAME_THEN_CODE = {
    "frame": {"effort": 3, "shared_by": {"analyst": 1}},
    "code": {"effort": 4, "shared_by": {"coder": 1}, "mark": "live"},
}


def test_a_handover_to_another_team_takes_its_delay_again_each_time_it_bounces():
    scenario = house(
        {"ann": "analyst", "bob": "coder"},
        FRAME_THEN_CODE,
        teams=APART,
        handover={"between_teams": {"delay": 2, "bounce": 1}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        3  1  finished  frame.analyst  ann
        3  1  handover began  code
        3  1  crossed teams  code.coder
        5  1  bounced  code.coder
        7  1  bounced  code.coder
        9  1  handover ended  code
        9  1  queued  code.coder
        9  1  started  code.coder  bob
        13  1  finished  code.coder  bob
        13  1  marked  live
        13  1  ended  done
    """)


def test_the_same_person_hands_nothing_over_and_the_same_team_less_than_another():
    scenario = house(
        {"ann": "analyst", "ada": "analyst", "abe": "writer", "bob": "coder"},
        {
            "frame": {"effort": 2, "shared_by": {"analyst": 1}},
            "refine": {"effort": 1, "shared_by": {"analyst": 1}},
            "write": {"effort": 1, "shared_by": {"writer": 1}},
            "code": {"effort": 2, "shared_by": {"coder": 1}},
        },
        teams={"a": ["ann", "ada", "abe"], "b": ["bob"]},
        handover={"same_team": {"delay": 1}, "between_teams": {"delay": 4}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        2  1  finished  frame.analyst  ann
        2  1  queued  refine.analyst
        2  1  started  refine.analyst  ann
        3  1  finished  refine.analyst  ann
        3  1  handover began  write
        3  1  passed on  write.writer
        4  1  handover ended  write
        4  1  queued  write.writer
        4  1  started  write.writer  abe
        5  1  finished  write.writer  abe
        5  1  handover began  code
        5  1  crossed teams  code.coder
        9  1  handover ended  code
        9  1  queued  code.coder
        9  1  started  code.coder  bob
        11  1  finished  code.coder  bob
        11  1  ended  done
    """)


def test_each_participant_is_handed_to_by_itself_and_all_wait_for_the_longest():
    """The analyst goes on alone, the coder of the other team needs the item handed over: work starts after that."""
    steps = {
        "frame": {"effort": 2, "shared_by": {"analyst": 1}},
        "build": {"effort": 2, "shared_by": {"coder": 0.5, "analyst": 0.5}},
    }
    people = {"ann": "analyst", "bob": "coder"}
    scenario = house(people, steps, teams=APART, handover={"between_teams": {"delay": 2}})
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        2  1  finished  frame.analyst  ann
        2  1  handover began  build
        2  1  crossed teams  build.coder
        4  1  handover ended  build
        4  1  queued  build.coder
        4  1  queued  build.analyst
        4  1  started  build.coder  bob
        4  1  started  build.analyst  ann
        5  1  finished  build.coder  bob
        5  1  finished  build.analyst  ann
        5  1  ended  done
    """)


def test_coordination_grows_with_size_and_comes_once_before_the_crossing_and_its_bounces():
    scenario = house(
        {"ann": "analyst", "pam": "project_manager", "bob": "coder"},
        FRAME_THEN_CODE,
        [{"at": 0, "size": 2}],
        teams={"a": ["ann", "pam"], "b": ["bob"]},
        handover={"between_teams": {"delay": 1, "bounce": 1, "coordination": 0.5}, "bounces_at_most": 1},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        6  1  finished  frame.analyst  ann
        6  1  handover began  code
        6  1: coordination  requested
        6  1: coordination  queued  project_manager
        6  1: coordination  started  project_manager  pam
        7  1: coordination  finished  project_manager  pam
        7  1: coordination  ended  done
        7  1  crossed teams  code.coder
        8  1  bounced  code.coder
        9  1  handover ended  code
        9  1  queued  code.coder
        9  1  started  code.coder  bob
        17  1  finished  code.coder  bob
        17  1  marked  live
        17  1  ended  done
    """)


def test_without_a_project_manager_the_first_participant_asked_coordinates():
    scenario = house(
        {"ann": "analyst", "bob": "coder"},
        FRAME_THEN_CODE,
        teams=APART,
        roles={"project_manager": {"group": "delivery", "stand_in": {"first_participant": 0.5}}},
        handover={"between_teams": {"delay": 1, "coordination": 0.5}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        3  1  finished  frame.analyst  ann
        3  1  handover began  code
        3  1: coordination or coder  requested
        3  1: coordination or coder  queued  project_manager
        3  1: coordination or coder  started  project_manager  bob
        4  1: coordination or coder  finished  project_manager  bob
        4  1: coordination or coder  ended  done
        4  1  crossed teams  code.coder
        5  1  handover ended  code
        5  1  queued  code.coder
        5  1  started  code.coder  bob
        9  1  finished  code.coder  bob
        9  1  marked  live
        9  1  ended  done
    """)


def test_rework_repeats_a_share_of_every_step_it_passes_again_and_stops_at_its_cap():
    scenario = house(
        ALONE,
        {"frame": {"effort": 2, "shared_by": {"analyst": 1}}, "check": {"effort": 4, "shared_by": {"analyst": 1}}},
        rework={"again": {"after": "check", "back_to": "frame", "chance": 1, "at_most": 2, "repeats": 0.5}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        2  1  finished  frame.analyst  ann
        2  1  queued  check.analyst
        2  1  started  check.analyst  ann
        6  1  finished  check.analyst  ann
        6  1  sent back  again
        6  1  queued  frame.analyst
        6  1  started  frame.analyst  ann
        7  1  finished  frame.analyst  ann
        7  1  queued  check.analyst
        7  1  started  check.analyst  ann
        9  1  finished  check.analyst  ann
        9  1  sent back  again
        9  1  queued  frame.analyst
        9  1  started  frame.analyst  ann
        9.5  1  finished  frame.analyst  ann
        9.5  1  queued  check.analyst
        9.5  1  started  check.analyst  ann
        10.5  1  finished  check.analyst  ann
        10.5  1  ended  done
    """)


def test_rework_is_handed_over_backward_too():
    scenario = house(
        {"ann": "analyst", "bob": "coder"},
        {"frame": {"effort": 2, "shared_by": {"analyst": 1}}, "code": {"effort": 4, "shared_by": {"coder": 1}}},
        teams=APART,
        rework={"again": {"after": "code", "back_to": "frame", "chance": 1, "at_most": 1, "repeats": 0.5}},
        handover={"between_teams": {"delay": 3}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        2  1  finished  frame.analyst  ann
        2  1  handover began  code
        2  1  crossed teams  code.coder
        5  1  handover ended  code
        5  1  queued  code.coder
        5  1  started  code.coder  bob
        9  1  finished  code.coder  bob
        9  1  sent back  again
        9  1  handover began  frame
        9  1  crossed teams  frame.analyst
        12  1  handover ended  frame
        12  1  queued  frame.analyst
        12  1  started  frame.analyst  ann
        13  1  finished  frame.analyst  ann
        13  1  handover began  code
        13  1  crossed teams  code.coder
        16  1  handover ended  code
        16  1  queued  code.coder
        16  1  started  code.coder  bob
        18  1  finished  code.coder  bob
        18  1  ended  done
    """)


def test_reviews_side_by_side_each_have_their_own_loop():
    scenario = house(
        {"lea": "lawyer", "bob": "coder"},
        {
            "review": {
                "parallel": {
                    "legal": {
                        "effort": 1,
                        "shared_by": {"lawyer": 1},
                        "redo": {"chance": 1, "at_most": 2, "repeats": 0.5},
                    },
                    "tech": {"effort": 2, "shared_by": {"coder": 1}, "redo": {"chance": 1, "at_most": 1}},
                }
            }
        },
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  review.legal.lawyer
        0  1  started  review.legal.lawyer  lea
        0  1  queued  review.tech.coder
        0  1  started  review.tech.coder  bob
        1  1  finished  review.legal.lawyer  lea
        1  1  redone  review.legal
        1  1  queued  review.legal.lawyer
        1  1  started  review.legal.lawyer  lea
        1.5  1  finished  review.legal.lawyer  lea
        1.5  1  redone  review.legal
        1.5  1  queued  review.legal.lawyer
        1.5  1  started  review.legal.lawyer  lea
        1.75  1  finished  review.legal.lawyer  lea
        2  1  finished  review.tech.coder  bob
        2  1  redone  review.tech
        2  1  queued  review.tech.coder
        2  1  started  review.tech.coder  bob
        4  1  finished  review.tech.coder  bob
        4  1  ended  done
    """)


def test_a_gate_takes_its_delay_and_then_waits_for_the_next_meeting():
    """Papers ready on day 6 and on day 10 are both decided on day 10, those of day 14 on day 15."""
    scenario = house(
        ALONE,
        {"frame": {"effort": 4, "shared_by": {"analyst": 1}, "mark": "live"}},
        [0, 3, 5],
        gates={"board": {"delay": 2, "meet_every": 5}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        3  2  requested
        3  2  queued  frame.analyst
        4  1  finished  frame.analyst  ann
        4  1  gate began  frame
        4  2  started  frame.analyst  ann
        5  3  requested
        5  3  queued  frame.analyst
        8  2  finished  frame.analyst  ann
        8  2  gate began  frame
        8  3  started  frame.analyst  ann
        10  1  gate ended  frame
        10  1  marked  live
        10  1  ended  done
        10  2  gate ended  frame
        10  2  marked  live
        10  2  ended  done
        12  3  finished  frame.analyst  ann
        12  3  gate began  frame
        15  3  gate ended  frame
        15  3  marked  live
        15  3  ended  done
    """)


def test_a_gate_stops_at_the_first_passage_only():
    """From day 4 on the gate stops everything: item 2 at once, item 1 not when it comes there again."""
    scenario = house(
        ALONE,
        {"frame": {"effort": 2, "shared_by": {"analyst": 1}}, "code": {"effort": 2, "shared_by": {"analyst": 1}}},
        [0, 8],
        rework={"again": {"after": "code", "back_to": "frame", "chance": 1, "at_most": 1}},
        gates={"board": {"after": "frame", "stops": {3: 0, 4: 1}}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        2  1  finished  frame.analyst  ann
        2  1  gate began  frame
        2  1  gate ended  frame
        2  1  queued  code.analyst
        2  1  started  code.analyst  ann
        4  1  finished  code.analyst  ann
        4  1  sent back  again
        4  1  queued  frame.analyst
        4  1  started  frame.analyst  ann
        6  1  finished  frame.analyst  ann
        6  1  gate began  frame
        6  1  gate ended  frame
        6  1  queued  code.analyst
        6  1  started  code.analyst  ann
        8  1  finished  code.analyst  ann
        8  1  ended  done
        8  2  requested
        8  2  queued  frame.analyst
        8  2  started  frame.analyst  ann
        10  2  finished  frame.analyst  ann
        10  2  gate began  frame
        10  2  gate ended  frame
        10  2  ended  stopped
    """)


def test_a_wait_comes_at_every_visit_unless_once_and_is_shorter_again_where_it_says_so():
    """Size 4: the papers take 1 x 4^0.5 = 2 days; effort is scaled by size, other waits are not."""
    waits = {
        "access": {"delay": 3, "once": True},
        "review": {"delay": 2, "again": 0.5},
        "papers": {"delay": 1, "grows": 0.5},
    }
    scenario = house(
        ALONE,
        {"frame": {"effort": 0.5, "shared_by": {"analyst": 1}, "waits": waits}},
        [{"at": 0, "size": 4}],
        rework={"again": {"after": "frame", "back_to": "frame", "chance": 1, "at_most": 1}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  wait began  frame.access
        0  1  wait began  frame.review
        0  1  wait began  frame.papers
        2  1  wait ended  frame.review
        2  1  wait ended  frame.papers
        3  1  wait ended  frame.access
        3  1  queued  frame.analyst
        3  1  started  frame.analyst  ann
        5  1  finished  frame.analyst  ann
        5  1  sent back  again
        5  1  wait began  frame.review
        5  1  wait began  frame.papers
        6  1  wait ended  frame.review
        7  1  wait ended  frame.papers
        7  1  queued  frame.analyst
        7  1  started  frame.analyst  ann
        9  1  finished  frame.analyst  ann
        9  1  ended  done
    """)


def test_a_step_that_is_not_for_the_kind_is_passed_without_a_trace():
    scenario = house(
        ALONE,
        {
            "frame": {"effort": 1, "shared_by": {"analyst": 1}, "only_for": ["heavy"]},
            "code": {"effort": {"by": "kind", "heavy": 2, "otherwise": 1}, "shared_by": {"analyst": 1}},
        },
        [{"at": 0, "kind": "heavy"}, {"at": 5, "kind": "light"}],
        demand={"kinds": {"heavy": {}, "light": {}}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  1  finished  frame.analyst  ann
        1  1  queued  code.analyst
        1  1  started  code.analyst  ann
        3  1  finished  code.analyst  ann
        3  1  ended  done
        5  2  requested
        5  2  queued  code.analyst
        5  2  started  code.analyst  ann
        6  2  finished  code.analyst  ann
        6  2  ended  done
    """)

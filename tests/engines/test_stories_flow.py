"""Stories of the flow: ties, limits, opening stock, live items, calls, patience; told row by row."""

from tests.engines.telling import house, story, told

FRAME = {"frame": {"effort": 2, "shared_by": {"analyst": 1}}}


# -- one instant ------------------------------------------------------------------------------------------------------


def test_at_one_instant_people_come_and_parts_end_and_requests_arrive_before_work_is_handed_out():
    """Day 2: cal joins, items 1 and 2 are done, 4 and 5 arrive; only then the three go to item 3 (the oldest), 4, 5."""
    people = {"ann": "analyst", "ben": "analyst", "cal": {"roles": "analyst", "joins": 2}}
    scenario = house(people, FRAME, [0, 0, 0, 2, 2])
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  queued  frame.analyst
        0  2  started  frame.analyst  ben
        0  3  requested
        0  3  queued  frame.analyst
        2  1  finished  frame.analyst  ann
        2  1  ended  done
        2  2  finished  frame.analyst  ben
        2  2  ended  done
        2  4  requested
        2  4  queued  frame.analyst
        2  5  requested
        2  5  queued  frame.analyst
        2  3  started  frame.analyst  ann
        2  4  started  frame.analyst  ben
        2  5  started  frame.analyst  cal
        4  3  finished  frame.analyst  ann
        4  3  ended  done
        4  4  finished  frame.analyst  ben
        4  4  ended  done
        4  5  finished  frame.analyst  cal
        4  5  ended  done
    """)


def test_requests_of_one_instant_go_by_the_order_in_which_their_sources_are_written():
    """Demand stands before duties, so item 1 goes first; duties in their order. The study ends with its last item."""
    duty = {"effort": 1, "shared_by": {"analyst": 1}, "every": 2}
    scenario = house({"ann": "analyst"}, FRAME, [2], duties={"tidy": duty, "archive": duty})
    assert told(scenario) == story("""
        2  1  requested
        2  1  queued  frame.analyst
        2  1  started  frame.analyst  ann
        2  tidy  requested
        2  tidy  queued  tidy.analyst
        2  archive  requested
        2  archive  queued  archive.analyst
        4  1  finished  frame.analyst  ann
        4  1  ended  done
        4  tidy (2)  requested
        4  tidy (2)  queued  tidy.analyst
        4  archive (2)  requested
        4  archive (2)  queued  archive.analyst
        4  tidy  started  tidy.analyst  ann
    """)


def test_what_an_event_causes_at_its_instant_is_due_before_work_is_handed_out():
    """Item 2's wait of no length ends on day 2 before ann, free since then, is given to item 3."""
    steps = {
        "frame": {
            "effort": 2,
            "shared_by": {"analyst": 1},
            "waits": {"access": {"delay": {"discrete": {"values": [0], "shares": [1]}}, "only_for": ["slow"]}},
        }
    }
    requests = [{"at": 0, "kind": "fast"}, {"at": 2, "kind": "slow"}, {"at": 2, "kind": "fast"}]
    scenario = house({"ann": "analyst"}, steps, requests, demand={"kinds": {"fast": {}, "slow": {}}})
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        2  1  finished  frame.analyst  ann
        2  1  ended  done
        2  2  requested
        2  2  wait began  frame.access
        2  3  requested
        2  3  queued  frame.analyst
        2  2  wait ended  frame.access
        2  2  queued  frame.analyst
        2  2  started  frame.analyst  ann
        4  2  finished  frame.analyst  ann
        4  2  ended  done
        4  3  started  frame.analyst  ann
        6  3  finished  frame.analyst  ann
        6  3  ended  done
    """)


def test_events_at_exactly_the_horizon_happen():
    scenario = house({"ann": "analyst"}, FRAME, [0, 1, 4], study={"horizon": 4})
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  2  requested
        1  2  queued  frame.analyst
        2  1  finished  frame.analyst  ann
        2  1  ended  done
        2  2  started  frame.analyst  ann
        4  2  finished  frame.analyst  ann
        4  2  ended  done
        4  3  requested
        4  3  queued  frame.analyst
        4  3  started  frame.analyst  ann
    """)


# -- limits -----------------------------------------------------------------------------------------------------------


def test_a_stage_limit_holds_until_the_gate_of_the_stage_has_decided():
    """Item 2 is admitted on day 5, although nothing but item 1's wait begins at that instant."""
    stages = {
        "define": {"limit": 1, "steps": FRAME, "gates": {"board": {"delay": 3}}},
        "build": {"steps": {"code": {"effort": 1, "shared_by": {"analyst": 1}, "waits": {"access": {"delay": 1}}}}},
    }
    assert told(house({"ann": "analyst"}, stages=stages, requests=[0, 0])) == story("""
        0  1  requested
        0  1  held  frame
        0  1  admitted  frame
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  held  frame
        2  1  finished  frame.analyst  ann
        2  1  gate began  frame
        5  1  gate ended  frame
        5  1  wait began  code.access
        5  2  admitted  frame
        5  2  queued  frame.analyst
        5  2  started  frame.analyst  ann
        6  1  wait ended  code.access
        6  1  queued  code.analyst
        7  2  finished  frame.analyst  ann
        7  2  gate began  frame
        7  1  started  code.analyst  ann
        8  1  finished  code.analyst  ann
        8  1  ended  done
        10  2  gate ended  frame
        10  2  wait began  code.access
        11  2  wait ended  code.access
        11  2  queued  code.analyst
        11  2  started  code.analyst  ann
        12  2  finished  code.analyst  ann
        12  2  ended  done
    """)


def test_the_portfolio_limit_holds_until_live():
    steps = {
        **FRAME,
        "ship": {"effort": 1, "shared_by": {"analyst": 1}, "mark": "live"},
        "use": {"effort": 3, "shared_by": {"analyst": 1}, "mark": "in_use"},
    }
    assert told(house({"ann": "analyst"}, steps, [0, 0], flow={"portfolio_limit": 1})) == story("""
        0  1  requested
        0  1  held  frame
        0  1  admitted  frame
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  held  frame
        2  1  finished  frame.analyst  ann
        2  1  queued  ship.analyst
        2  1  started  ship.analyst  ann
        3  1  finished  ship.analyst  ann
        3  1  marked  live
        3  1  queued  use.analyst
        3  2  admitted  frame
        3  2  queued  frame.analyst
        3  1  started  use.analyst  ann
        6  1  finished  use.analyst  ann
        6  1  marked  in_use
        6  1  ended  done
        6  2  started  frame.analyst  ann
        8  2  finished  frame.analyst  ann
        8  2  queued  ship.analyst
        8  2  started  ship.analyst  ann
        9  2  finished  ship.analyst  ann
        9  2  marked  live
        9  2  queued  use.analyst
        9  2  started  use.analyst  ann
        12  2  finished  use.analyst  ann
        12  2  marked  in_use
        12  2  ended  done
    """)


def test_what_has_been_in_a_stage_before_is_counted_there_again_but_never_held():
    stages = {
        "define": {"limit": 1, "steps": FRAME},
        "build": {
            "steps": {"check": {"effort": 1, "shared_by": {"analyst": 1}}},
            "rework": {"again": {"after": "check", "back_to": "frame", "chance": 1, "at_most": 1}},
        },
    }
    assert told(house({"ann": "analyst", "ben": "analyst"}, stages=stages, requests=[0, 0])) == story("""
        0  1  requested
        0  1  held  frame
        0  1  admitted  frame
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  held  frame
        2  1  finished  frame.analyst  ann
        2  1  queued  check.analyst
        2  1  started  check.analyst  ann
        2  2  admitted  frame
        2  2  queued  frame.analyst
        2  2  started  frame.analyst  ben
        3  1  finished  check.analyst  ann
        3  1  sent back  again
        3  1  queued  frame.analyst
        3  1  started  frame.analyst  ann
        4  2  finished  frame.analyst  ben
        4  2  queued  check.analyst
        4  2  started  check.analyst  ben
        5  1  finished  frame.analyst  ann
        5  1  queued  check.analyst
        5  1  started  check.analyst  ann
        5  2  finished  check.analyst  ben
        5  2  sent back  again
        5  2  queued  frame.analyst
        5  2  started  frame.analyst  ben
        6  1  finished  check.analyst  ann
        6  1  ended  done
        7  2  finished  frame.analyst  ben
        7  2  queued  check.analyst
        7  2  started  check.analyst  ben
        8  2  finished  check.analyst  ben
        8  2  ended  done
    """)


def test_a_held_item_counts_in_the_portfolio_it_has_entered_and_in_no_stage():
    """Item 1 holds a place in the portfolio while it is held before `build`, so item 3 stays out until day 10."""
    stages = {
        "define": {"steps": {"frame": {"effort": 1, "shared_by": {"analyst": 1}}}},
        "build": {"limit": 1, "steps": {"code": {"effort": {"by": "kind", "slow": 9, "otherwise": 2},
                                                 "shared_by": {"coder": 1}}}},
    }  # fmt: skip
    scenario = house(
        {"ann": "analyst coder", "ben": "analyst coder"},
        stages=stages,
        requests=[{"at": 0, "kind": "slow"}, {"at": 1, "kind": "fast"}, {"at": 1, "kind": "fast"}],
        demand={"kinds": {"slow": {}, "fast": {}}},
        flow={"portfolio_limit": 2},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  held  frame
        0  1  admitted  frame
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  1  finished  frame.analyst  ann
        1  1  held  code
        1  1  admitted  code
        1  1  queued  code.coder
        1  1  started  code.coder  ann
        1  2  requested
        1  2  held  frame
        1  2  admitted  frame
        1  2  queued  frame.analyst
        1  2  started  frame.analyst  ben
        1  3  requested
        1  3  held  frame
        2  2  finished  frame.analyst  ben
        2  2  held  code
        10  1  finished  code.coder  ann
        10  1  ended  done
        10  2  admitted  code
        10  2  queued  code.coder
        10  2  started  code.coder  ben
        10  3  admitted  frame
        10  3  queued  frame.analyst
        10  3  started  frame.analyst  ann
        11  3  finished  frame.analyst  ann
        11  3  held  code
        12  2  finished  code.coder  ben
        12  2  ended  done
        12  3  admitted  code
        12  3  queued  code.coder
        12  3  started  code.coder  ann
        14  3  finished  code.coder  ann
        14  3  ended  done
    """)


# -- opening stock, and what is live ----------------------------------------------------------------------------------


def test_the_opening_stock_waits_before_the_first_step_stands_along_the_route_or_is_live():
    steps = {name: {"effort": 1, "shared_by": {"analyst": 1}} for name in ("s1", "s2", "s3", "s4")}
    steps["s4"]["mark"] = "live"
    people = {"ann": "analyst", "ben": "analyst", "cal": "analyst"}
    scenario = house(people, steps, [], study={"opening": {"waiting": 1, "in_progress": 2, "live": 1}})
    assert told(scenario) == story("""
        0  1  requested
        0  1  marked  live
        0  1  marked  in_use
        0  1  ended  done
        0  2  requested
        0  2  queued  s2.analyst
        0  2  started  s2.analyst  ann
        0  3  requested
        0  3  queued  s4.analyst
        0  3  started  s4.analyst  ben
        0  4  requested
        0  4  queued  s1.analyst
        0  4  started  s1.analyst  cal
        1  2  finished  s2.analyst  ann
        1  2  queued  s3.analyst
        1  2  started  s3.analyst  ann
        1  3  finished  s4.analyst  ben
        1  3  marked  live
        1  3  ended  done
        1  4  finished  s1.analyst  cal
        1  4  queued  s2.analyst
        1  4  started  s2.analyst  cal
        2  2  finished  s3.analyst  ann
        2  2  queued  s4.analyst
        2  2  started  s4.analyst  ann
        2  4  finished  s2.analyst  cal
        2  4  queued  s3.analyst
        2  4  started  s3.analyst  cal
        3  2  finished  s4.analyst  ann
        3  2  marked  live
        3  2  ended  done
        3  4  finished  s3.analyst  cal
        3  4  queued  s4.analyst
        3  4  started  s4.analyst  cal
        4  4  finished  s4.analyst  cal
        4  4  marked  live
        4  4  ended  done
    """)


CODE = {"code": {"effort": 5, "shared_by": {"coder": 1}, "mark": "live"}}
REPAIR = {"effort": 2, "shared_by": {"coder": 1}, "urgent": True}
TO_DAY_25 = {"type": "flow", "warm_up": 0, "intake": 25, "horizon": 25, "full_horizon": True, "opening": {"live": 1}}


def test_a_drift_is_repaired_urgently_and_the_next_one_is_counted_from_the_repair_on():
    scenario = house(
        {"bob": "coder"}, CODE, [8], study=TO_DAY_25, operation={"drift": {"every": 10, "remedies": {"repair": REPAIR}}}
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  marked  live
        0  1  marked  in_use
        0  1  ended  done
        8  2  requested
        8  2  queued  code.coder
        8  2  started  code.coder  bob
        10  1: repair  requested
        10  1: repair  queued  drift.repair.coder
        10  2  paused  code.coder  bob
        10  1: repair  started  drift.repair.coder  bob
        12  1: repair  finished  drift.repair.coder  bob
        12  1: repair  ended  done
        12  2  resumed  code.coder  bob
        15  2  finished  code.coder  bob
        15  2  marked  live
        15  2  ended  done
        22  1: repair (2)  requested
        22  1: repair (2)  queued  drift.repair.coder
        22  1: repair (2)  started  drift.repair.coder  bob
        24  1: repair (2)  finished  drift.repair.coder  bob
        24  1: repair (2)  ended  done
        25  2: repair  requested
        25  2: repair  queued  drift.repair.coder
        25  2: repair  started  drift.repair.coder  bob
    """)


def test_retirement_ends_the_clocks_of_drift_and_upkeep():
    operation = {
        "drift": {"every": 10, "remedies": {"repair": REPAIR}},
        "upkeep": {"patch": {"effort": 1, "shared_by": {"coder": 1}, "every": 6}},
        "retire": {"after": 15},
    }
    assert told(house({"bob": "coder"}, CODE, [], study=TO_DAY_25, operation=operation)) == story("""
        0  1  requested
        0  1  marked  live
        0  1  marked  in_use
        0  1  ended  done
        6  1: patch  requested
        6  1: patch  queued  upkeep.patch.coder
        6  1: patch  started  upkeep.patch.coder  bob
        7  1: patch  finished  upkeep.patch.coder  bob
        7  1: patch  ended  done
        10  1: repair  requested
        10  1: repair  queued  drift.repair.coder
        10  1: repair  started  drift.repair.coder  bob
        12  1: repair  finished  drift.repair.coder  bob
        12  1: repair  ended  done
        12  1: patch (2)  requested
        12  1: patch (2)  queued  upkeep.patch.coder
        12  1: patch (2)  started  upkeep.patch.coder  bob
        13  1: patch (2)  finished  upkeep.patch.coder  bob
        13  1: patch (2)  ended  done
        15  1  marked  retired
    """)


def test_a_drift_may_send_a_successor_back_into_the_route_past_limits_and_handed_over_once():
    """The redevelopment is an item of its own: no handover into its first step, and its marks are not set again."""
    stages = {
        "build": {
            "limit": 1,
            "steps": {
                "code": {"effort": 2, "shared_by": {"coder": 1}},
                "ship": {"effort": 1, "shared_by": {"shipper": 1}, "mark": "live"},
            },
        }
    }
    study = {**TO_DAY_25, "opening": {}, "horizon": 16}
    scenario = house(
        {"bob": "coder", "sue": "shipper"},
        stages=stages,
        requests=[0],
        teams={"a": ["bob"], "b": ["sue"]},
        study=study,
        handover={"between_teams": {"delay": 1}},
        operation={"drift": {"every": 10, "remedies": {"rebuild": {"back_to": "code"}}}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  held  code
        0  1  admitted  code
        0  1  queued  code.coder
        0  1  started  code.coder  bob
        2  1  finished  code.coder  bob
        2  1  handover began  ship
        2  1  crossed teams  ship.shipper
        3  1  handover ended  ship
        3  1  queued  ship.shipper
        3  1  started  ship.shipper  sue
        4  1  finished  ship.shipper  sue
        4  1  marked  live
        4  1  ended  done
        14  1: standard  requested
        14  1: standard  queued  code.coder
        14  1: standard  started  code.coder  bob
        16  1: standard  finished  code.coder  bob
        16  1: standard  handover began  ship
        16  1: standard  crossed teams  ship.shipper
    """)


# -- calls and patience -----------------------------------------------------------------------------------------------

ASK_THEN_SHIP = {
    "frame": {"effort": 1, "shared_by": {"analyst": 1}, "asks": {"legal": "question"}},
    "ship": {"effort": 2, "shared_by": {"analyst": 1}},
}


def question(**more):
    return {"question": {"effort": 3, "shared_by": {"lawyer": 1}, **more}}


def test_who_asks_waits_for_the_answer():
    scenario = house({"ann": "analyst", "lea": "lawyer"}, ASK_THEN_SHIP, calls=question(delay=1))
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  1  finished  frame.analyst  ann
        1  1  wait began  frame.legal
        1  1: question  requested
        1  1: question  wait began  question.delay
        2  1: question  wait ended  question.delay
        2  1: question  queued  question.lawyer
        2  1: question  started  question.lawyer  lea
        5  1: question  finished  question.lawyer  lea
        5  1: question  ended  done
        5  1  wait ended  frame.legal
        5  1  queued  ship.analyst
        5  1  started  ship.analyst  ann
        7  1  finished  ship.analyst  ann
        7  1  ended  done
    """)


def test_who_loses_patience_with_a_question_goes_on_alone_and_the_answer_still_comes():
    scenario = house({"ann": "analyst", "lea": "lawyer"}, ASK_THEN_SHIP, calls=question(patience=2))
    assert told(scenario) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  1  finished  frame.analyst  ann
        1  1  wait began  frame.legal
        1  1: question  requested
        1  1: question  queued  question.lawyer
        1  1: question  started  question.lawyer  lea
        3  1  wait ended  frame.legal
        3  1  queued  ship.analyst
        3  1  started  ship.analyst  ann
        4  1: question  finished  question.lawyer  lea
        4  1: question  ended  done
        5  1  finished  ship.analyst  ann
        5  1  ended  done
    """)


def test_data_of_other_domains_take_one_call_for_each_of_them():
    steps = {"frame": {"effort": 1, "shared_by": {"analyst": 1}, "waits": {"data": {"call": "access"}}}}
    scenario = house(
        {"ann": "analyst", "ret": "owner", "fin": "owner", "sup": "owner"},
        steps,
        [{"at": 0, "domain": "finance"}],
        teams={"t": ["ann"], "r (retail)": ["ret"], "f (finance)": ["fin"], "s (supply)": ["sup"]},
        demand={"domains": {"retail": 0.4, "finance": 0.3, "supply": 0.3}},
        calls={"access": {"effort": 2, "shared_by": {"owner": 1}, "foreign": 1}},
    )
    assert told(scenario) == story("""
        0  1  requested
        0  1  wait began  frame.data from retail
        0  1  wait began  frame.data from supply
        0  1: access  requested
        0  1: access  queued  access.owner
        0  1: access  started  access.owner  ret
        0  1: access (2)  requested
        0  1: access (2)  queued  access.owner
        0  1: access (2)  started  access.owner  sup
        2  1: access  finished  access.owner  ret
        2  1: access  ended  done
        2  1: access (2)  finished  access.owner  sup
        2  1: access (2)  ended  done
        2  1  wait ended  frame.data from retail
        2  1  wait ended  frame.data from supply
        2  1  queued  frame.analyst
        2  1  started  frame.analyst  ann
        3  1  finished  frame.analyst  ann
        3  1  ended  done
    """)


def test_an_item_that_queues_longer_than_its_patience_is_withdrawn():
    """Patience ends before work is handed out: item 3 goes on day 5, at the very instant at which ann is free."""
    steps = {"frame": {"effort": 5, "shared_by": {"analyst": 1}, "patience": 3}}
    assert told(house({"ann": "analyst"}, steps, [0, 1, 2, 2.5])) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        1  2  requested
        1  2  queued  frame.analyst
        2  3  requested
        2  3  queued  frame.analyst
        2.5  4  requested
        2.5  4  queued  frame.analyst
        4  2  withdrawn  frame.analyst
        4  2  ended  withdrawn
        5  1  finished  frame.analyst  ann
        5  1  ended  done
        5  3  withdrawn  frame.analyst
        5  3  ended  withdrawn
        5  4  started  frame.analyst  ann
        10  4  finished  frame.analyst  ann
        10  4  ended  done
    """)


def test_a_withdrawn_item_gives_up_what_waits_beside_and_its_place_in_the_portfolio():
    """Ben has begun with item 2 and finishes his stint on day 9; nothing follows from it."""
    steps = {
        "both": {
            "parallel": {
                "x": {"effort": 8, "shared_by": {"analyst": 1}, "patience": 3},
                "y": {"effort": 6, "shared_by": {"coder": 1}},
                "z": {"effort": 8, "shared_by": {"analyst": 1}},
            }
        }
    }
    scenario = house(
        {"ann": "analyst", "amy": "analyst", "bob": "coder", "ben": "coder"},
        steps, [0, 3, 3], flow={"portfolio_limit": 2}, study={"horizon": 9},
    )  # fmt: skip
    assert told(scenario) == story("""
        0  1  requested
        0  1  held  both
        0  1  admitted  both
        0  1  queued  both.x.analyst
        0  1  queued  both.y.coder
        0  1  queued  both.z.analyst
        0  1  started  both.x.analyst  ann
        0  1  started  both.y.coder  bob
        0  1  started  both.z.analyst  amy
        3  2  requested
        3  2  held  both
        3  2  admitted  both
        3  2  queued  both.x.analyst
        3  2  queued  both.y.coder
        3  2  queued  both.z.analyst
        3  2  started  both.y.coder  ben
        3  3  requested
        3  3  held  both
        6  1  finished  both.y.coder  bob
        6  2  withdrawn  both.x.analyst
        6  2  withdrawn  both.z.analyst
        6  2  ended  withdrawn
        6  3  admitted  both
        6  3  queued  both.x.analyst
        6  3  queued  both.y.coder
        6  3  queued  both.z.analyst
        6  3  started  both.y.coder  bob
        8  1  finished  both.x.analyst  ann
        8  1  finished  both.z.analyst  amy
        8  1  ended  done
        8  3  started  both.x.analyst  ann
        8  3  started  both.z.analyst  amy
        9  2  finished  both.y.coder  ben
    """)

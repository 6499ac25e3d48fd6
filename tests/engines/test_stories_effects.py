"""Stories of the effects: platform, project management, people and demand over time, decisions; told row by row."""

import json

from sim.scenario import Scenario, loads
from tests.engines.telling import house, story, told

FRAME = {"frame": {"effort": 2, "shared_by": {"analyst": 1}}}


# -- the platform -----------------------------------------------------------------------------------------------------


def platform(**written: float) -> Scenario:
    """Half a day of administration every four days: for each service, each pair of them, each user."""
    duties = {
        each: {"effort": 0.5, "shared_by": {"architect": 1}, "every": 4, "times_each": each}
        for each in ("service", "pair", "user")
    }
    people = {"pat": "architect", "ann": "analyst"}
    return house(people, FRAME, [8], platform=written, duties=duties, study={"horizon": 13})


def self_managed() -> Scenario:
    return platform(services=6, managed=0.5, users=4)


def all_managed() -> Scenario:
    return platform(services=6, managed=1)


def provisioning() -> Scenario:
    steps = {**FRAME, "frame": {**FRAME["frame"], "waits": {"room": {"call": "provisioning", "once": True}}}}
    return house(
        {"pat": "architect", "ann": "analyst", "amy": "analyst"},
        steps,
        [5, 5],
        platform={"services": 3},
        duties={"tidy": {"effort": 1, "shared_by": {"architect": 1}, "every": 4, "times_each": "service"}},
        calls={"provisioning": {"effort": 1, "shared_by": {"architect": 1}}},
    )


def federated(whose: str) -> Scenario:
    """Two requests of one of two domains, each domain with an architect."""
    written = {
        "opmodel": 1,
        "name": "federated",
        "study": {"type": "portfolio", "horizon": 100},
        "organization": {"form": "federated", "platform": whose},
        "people": {"analyst": {"per_domain": 1}, "architect": {"per_domain": 1}},
        "roles": {"analyst": {"group": "delivery"}, "architect": {"group": "platform"}},
        "demand": {"domains": {"retail": 0.5, "finance": 0.5}, "planned": [{"at": 0, "count": 2, "domain": "retail"}]},
        "handover": {"same_team": {"delay": 1}, "between_teams": {"delay": 3}},
        "stages": {"work": {"steps": {
            "frame": {"effort": 1, "shared_by": {"analyst": 1}}, "fit": {"effort": 4, "shared_by": {"architect": 1}},
        }}},
    }  # fmt: skip
    return loads(json.dumps(written))


def own_platform() -> Scenario:
    return federated("own")


def shared_platform() -> Scenario:
    return federated("shared")


def test_services_pairs_and_users_ask_for_work_again_and_again_and_nobody_for_what_is_managed():
    """Three services of one's own are 3 times half a day, their three pairs as much, four users two days."""
    assert told(self_managed()) == story("""
        4  service  requested
        4  service  queued  service.architect
        4  service  started  service.architect  pat
        4  pair  requested
        4  pair  queued  pair.architect
        4  user  requested
        4  user  queued  user.architect
        5.5  service  ended  done
        5.5  service  finished  service.architect  pat
        5.5  pair  started  pair.architect  pat
        7  pair  ended  done
        7  pair  finished  pair.architect  pat
        7  user  started  user.architect  pat
        8  1  requested
        8  1  queued  frame.analyst
        8  1  started  frame.analyst  ann
        8  service (2)  requested
        8  service (2)  queued  service.architect
        8  pair (2)  requested
        8  pair (2)  queued  pair.architect
        8  user (2)  requested
        8  user (2)  queued  user.architect
        9  service (2)  started  service.architect  pat
        9  user  ended  done
        9  user  finished  user.architect  pat
        10  1  finished  frame.analyst  ann
        10  1  ended  done
    """)


def test_managed_services_take_the_work_of_services_and_pairs_away():
    assert told(all_managed()) == story("""
        8  1  requested
        8  1  queued  frame.analyst
        8  1  started  frame.analyst  ann
        10  1  finished  frame.analyst  ann
        10  1  ended  done
    """)


def test_who_administers_services_lets_requests_for_provisioning_wait():
    """Both requests come on day 5, while pat administers three services until day 7; each takes a day of pat's."""
    assert told(provisioning()) == story("""
        4  tidy  requested
        4  tidy  queued  tidy.architect
        4  tidy  started  tidy.architect  pat
        5  1  requested
        5  1  wait began  frame.room
        5  1: provisioning  requested
        5  1: provisioning  queued  provisioning.architect
        5  2  requested
        5  2  wait began  frame.room
        5  2: provisioning  requested
        5  2: provisioning  queued  provisioning.architect
        7  1: provisioning  started  provisioning.architect  pat
        7  tidy  ended  done
        7  tidy  finished  tidy.architect  pat
        8  1  wait ended  frame.room
        8  1  queued  frame.analyst
        8  1  started  frame.analyst  ann
        8  1: provisioning  ended  done
        8  1: provisioning  finished  provisioning.architect  pat
        8  2: provisioning  started  provisioning.architect  pat
        8  tidy (2)  requested
        8  tidy (2)  queued  tidy.architect
        9  2  wait ended  frame.room
        9  2  queued  frame.analyst
        9  2  started  frame.analyst  amy
        9  2: provisioning  ended  done
        9  2: provisioning  finished  provisioning.architect  pat
        9  tidy (2)  started  tidy.architect  pat
        10  1  ended  done
        10  1  finished  frame.analyst  ann
        11  2  ended  done
        11  2  finished  frame.analyst  amy
    """)


def test_a_platform_of_ones_own_is_near_but_has_no_second_pair_of_hands():
    """A day to the architect of the same team; item 2 waits for that one, while finance's has nothing to do."""
    assert told(own_platform()) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  analyst retail
        0  2  requested
        0  2  queued  frame.analyst
        1  1  finished  frame.analyst  analyst retail
        1  1  handover began  fit
        1  1  passed on  fit.architect
        1  2  started  frame.analyst  analyst retail
        2  1  handover ended  fit
        2  1  queued  fit.architect
        2  1  started  fit.architect  architect retail
        2  2  finished  frame.analyst  analyst retail
        2  2  handover began  fit
        2  2  passed on  fit.architect
        3  2  handover ended  fit
        3  2  queued  fit.architect
        6  1  ended  done
        6  1  finished  fit.architect  architect retail
        6  2  started  fit.architect  architect retail
        10  2  ended  done
        10  2  finished  fit.architect  architect retail
    """)


def test_a_shared_platform_is_farther_away_but_whoever_is_free_helps():
    assert told(shared_platform()) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  analyst retail
        0  2  requested
        0  2  queued  frame.analyst
        1  1  finished  frame.analyst  analyst retail
        1  1  handover began  fit
        1  1  crossed teams  fit.architect
        1  2  started  frame.analyst  analyst retail
        2  2  finished  frame.analyst  analyst retail
        2  2  handover began  fit
        2  2  crossed teams  fit.architect
        4  1  handover ended  fit
        4  1  queued  fit.architect
        4  1  started  fit.architect  architect retail
        5  2  handover ended  fit
        5  2  queued  fit.architect
        5  2  started  fit.architect  architect finance
        8  1  ended  done
        8  1  finished  fit.architect  architect retail
        9  2  ended  done
        9  2  finished  fit.architect  architect finance
    """)


# -- project management at gates --------------------------------------------------------------------------------------


def decisions(people: dict[str, str], **more: object) -> Scenario:
    return house(people, FRAME, [0, 0], **more)


def prepared() -> Scenario:
    gate = {"board": {"delay": 1, "meet_every": 5, "coordination": 3}}
    return decisions({"ann": "analyst", "pam": "project_manager"}, gates=gate)


def prepared_by_a_stand_in() -> Scenario:
    roles = {"project_manager": {"group": "delivery", "stand_in": {"first_participant": 0.5}}}
    return decisions({"ann": "analyst"}, gates={"board": {"delay": 1, "coordination": 1}}, roles=roles)


def test_a_decision_is_coordinated_first_then_delayed_and_then_waits_for_the_board():
    """One project manager: item 2's papers wait for those of item 1; both are ready for the meeting on day 10."""
    assert told(prepared()) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  queued  frame.analyst
        2  1  gate began  frame
        2  1  finished  frame.analyst  ann
        2  1: coordination of work board  requested
        2  1: coordination of work board  queued  project_manager
        2  1: coordination of work board  started  project_manager  pam
        2  2  started  frame.analyst  ann
        4  2  gate began  frame
        4  2  finished  frame.analyst  ann
        4  2: coordination of work board  requested
        4  2: coordination of work board  queued  project_manager
        5  1: coordination of work board  ended  done
        5  1: coordination of work board  finished  project_manager  pam
        5  2: coordination of work board  started  project_manager  pam
        8  2: coordination of work board  ended  done
        8  2: coordination of work board  finished  project_manager  pam
        10  1  gate ended  frame
        10  1  ended  done
        10  2  gate ended  frame
        10  2  ended  done
    """)


def test_without_a_project_manager_the_first_participant_prepares_the_decision_beside_the_work():
    """Ann needs two days for what a project manager does in one, and item 2 has waited longer than item 1's papers."""
    assert told(prepared_by_a_stand_in()) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  queued  frame.analyst
        2  1  gate began  frame
        2  1  finished  frame.analyst  ann
        2  1: coordination of work board or analyst  requested
        2  1: coordination of work board or analyst  queued  project_manager
        2  2  started  frame.analyst  ann
        4  1: coordination of work board or analyst  started  project_manager  ann
        4  2  gate began  frame
        4  2  finished  frame.analyst  ann
        4  2: coordination of work board or analyst  requested
        4  2: coordination of work board or analyst  queued  project_manager
        6  1: coordination of work board or analyst  ended  done
        6  1: coordination of work board or analyst  finished  project_manager  ann
        6  2: coordination of work board or analyst  started  project_manager  ann
        7  1  gate ended  frame
        7  1  ended  done
        8  2: coordination of work board or analyst  ended  done
        8  2: coordination of work board or analyst  finished  project_manager  ann
        9  2  gate ended  frame
        9  2  ended  done
    """)


# -- people, dials and demand over time -------------------------------------------------------------------------------


def role_mix() -> Scenario:
    people = {
        "ann": "analyst",
        "bob until 3": {"roles": "analyst", "leaves": 3},
        "bob from 3": {"roles": "coder", "joins": 3},
    }
    return house(people, {**FRAME, "code": {"effort": 2, "shared_by": {"coder": 1}}}, [0, 0, 0])


def dial_path() -> Scenario:
    effort = {"by": "mlops", "low": 8, "mid": 4, "high": 2}
    steps = {"frame": {"effort": effort, "shared_by": {"analyst": 1}}}
    return house({"ann": "analyst"}, steps, [0, 10, 30]).changed({"maturity.mlops": {0: 0, 10: 0.5, 30: 1}})


def cadence() -> Scenario:
    return house({"ann": "analyst"}, FRAME, [], demand={"batch": {"size": 2, "every": 5}, "at_most": 4})


def test_the_mix_of_roles_changes_on_a_given_day():
    """On day 3 one of two analysts becomes a coder, whom two items await since day 2."""
    assert told(role_mix()) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  queued  frame.analyst
        0  2  started  frame.analyst  bob until 3
        0  3  requested
        0  3  queued  frame.analyst
        2  1  finished  frame.analyst  ann
        2  1  handover began  code
        2  1  handover ended  code
        2  1  passed on  code.coder
        2  1  queued  code.coder
        2  2  finished  frame.analyst  bob until 3
        2  2  handover began  code
        2  2  handover ended  code
        2  2  passed on  code.coder
        2  2  queued  code.coder
        2  3  started  frame.analyst  ann
        3  1  started  code.coder  bob from 3
        4  3  finished  frame.analyst  ann
        4  3  handover began  code
        4  3  handover ended  code
        4  3  passed on  code.coder
        4  3  queued  code.coder
        5  1  ended  done
        5  1  finished  code.coder  bob from 3
        5  2  started  code.coder  bob from 3
        7  2  ended  done
        7  2  finished  code.coder  bob from 3
        7  3  started  code.coder  bob from 3
        9  3  ended  done
        9  3  finished  code.coder  bob from 3
    """)


def test_the_same_work_takes_less_as_a_dial_rises():
    assert told(dial_path()) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        8  1  finished  frame.analyst  ann
        8  1  ended  done
        10  2  requested
        10  2  queued  frame.analyst
        10  2  started  frame.analyst  ann
        14  2  finished  frame.analyst  ann
        14  2  ended  done
        30  3  requested
        30  3  queued  frame.analyst
        30  3  started  frame.analyst  ann
        32  3  finished  frame.analyst  ann
        32  3  ended  done
    """)


def test_requests_of_a_planning_cadence_come_together_and_queue_behind_one_another():
    assert told(cadence()) == story("""
        5  1  requested
        5  1  queued  frame.analyst
        5  1  started  frame.analyst  ann
        5  2  requested
        5  2  queued  frame.analyst
        7  1  finished  frame.analyst  ann
        7  1  ended  done
        7  2  started  frame.analyst  ann
        9  2  finished  frame.analyst  ann
        9  2  ended  done
        10  3  requested
        10  3  queued  frame.analyst
        10  3  started  frame.analyst  ann
        10  4  requested
        10  4  queued  frame.analyst
        12  3  finished  frame.analyst  ann
        12  3  ended  done
        12  4  started  frame.analyst  ann
        14  4  finished  frame.analyst  ann
        14  4  ended  done
    """)


# -- questions and decisions ------------------------------------------------------------------------------------------


def question() -> Scenario:
    steps = {
        "frame": {"effort": 1, "shared_by": {"analyst": 1}, "asks": {"scope": "decision"}},
        "build": {"effort": 1, "shared_by": {"analyst": 1}},
    }
    return house(
        {"ann": "analyst", "sue": "sponsor"},
        steps,
        [0, 0],
        calls={"decision": {"effort": 3, "shared_by": {"sponsor": 1}, "patience": 4, "alone": 1e12}},
        rework={"wrong": {"after": "build", "back_to": "frame", "chance": 1e-9, "at_most": 1}},
    )


def test_who_asks_turns_to_something_else_and_who_decides_alone_is_sent_back():
    """Sue answers item 1 in time, and ann frames item 2 meanwhile; item 2's time is up on day 6, and it goes wrong."""
    assert told(question()) == story("""
        0  1  requested
        0  1  queued  frame.analyst
        0  1  started  frame.analyst  ann
        0  2  requested
        0  2  queued  frame.analyst
        1  1  finished  frame.analyst  ann
        1  1  wait began  frame.scope
        1  1: decision  requested
        1  1: decision  queued  decision.sponsor
        1  1: decision  started  decision.sponsor  sue
        1  2  started  frame.analyst  ann
        2  2  finished  frame.analyst  ann
        2  2  wait began  frame.scope
        2  2: decision  requested
        2  2: decision  queued  decision.sponsor
        4  1  wait ended  frame.scope
        4  1  queued  build.analyst
        4  1  started  build.analyst  ann
        4  1: decision  ended  done
        4  1: decision  finished  decision.sponsor  sue
        4  2: decision  started  decision.sponsor  sue
        5  1  ended  done
        5  1  finished  build.analyst  ann
        6  2  wait ended  frame.scope
        6  2  queued  build.analyst
        6  2  started  build.analyst  ann
        7  2  queued  frame.analyst
        7  2  started  frame.analyst  ann
        7  2  sent back  wrong
        7  2  finished  build.analyst  ann
        7  2: decision  ended  done
        7  2: decision  finished  decision.sponsor  sue
        8  2  finished  frame.analyst  ann
        8  2  wait began  frame.scope
        8  2: decision (2)  requested
        8  2: decision (2)  queued  decision.sponsor
        8  2: decision (2)  started  decision.sponsor  sue
        11  2  wait ended  frame.scope
        11  2  queued  build.analyst
        11  2  started  build.analyst  ann
        11  2: decision (2)  ended  done
        11  2: decision (2)  finished  decision.sponsor  sue
        12  2  ended  done
        12  2  finished  build.analyst  ann
    """)

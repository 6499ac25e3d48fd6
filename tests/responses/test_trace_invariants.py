"""Each identity, broken once on purpose, is reported by name."""

import numpy as np
import pytest
from written_traces import FIRST, FOURTH, REQUESTED, SECOND, THIRD, E, O, blueprint, four_items, trace

from sim.responses import InvariantError, check_invariants

ALL = FIRST + SECOND + THIRD + FOURTH


def broken(rows, **changes):
    with pytest.raises(InvariantError) as caught:
        check_invariants(trace(rows, REQUESTED, end=20.0), blueprint(**changes))
    return caught.value.name


def without(row):
    return [each for each in ALL if each != row]


def test_the_story_keeps_them_all():
    check_invariants(four_items(), blueprint())


def test_an_empty_trace_keeps_them_all():
    check_invariants(trace([], [], end=20.0), blueprint())


def test_time_must_not_go_back():
    story = four_items()
    time = story.time.copy()
    time[3] = 19.0
    other = type(story)(
        time, *(getattr(story, n) for n in ("item", "step", "part", "visit", "event", "person", "items", "end"))
    )
    with pytest.raises(InvariantError, match="event times never decrease"):
        check_invariants(other, blueprint())


def test_an_item_ends_once():
    assert broken([*ALL, (17, 0, E.ENDED, 0, O.DONE)]) == "items requested are done or gone or in progress"


def test_a_stint_finishes_once():
    assert broken([*ALL, (18, 0, E.FINISHED, 1, 2, 1, 1)]) == "every start has one finish"


def test_a_stint_does_not_start_unasked():
    assert broken(without((2, 1, E.QUEUED, 0, 0))) == "every start has one finish"


def test_what_is_in_hand_at_the_end_of_an_item_is_missed():
    assert broken(without((17, 0, E.FINISHED, 1, 2, 1, 1))) == "every start has one finish"


def test_nobody_works_on_two_things_at_once():
    rows = [*ALL, (7, 3, E.QUEUED, 1, 2), (7, 3, E.STARTED, 1, 2, 0, 1), (9, 3, E.FINISHED, 1, 2, 0, 1)]
    assert broken(rows) == "nobody carries more than they can"
    check_invariants(trace(rows, REQUESTED, end=20.0), blueprint(person_carries=np.array([1, 2])))
    check_invariants(trace(rows, REQUESTED, end=20.0), blueprint(queueing=False))


def test_nobody_works_while_away():
    name = broken(
        ALL, rate_start=np.array([0, 1, 4]), rate_day=np.array([0.0, 0.0, 9.0, 9.5]),
        rate_slope=np.array([1.0, 1.0, 0.0, 1.0]), rate_presence=np.array([2, 2, 1, 2]),
    )  # fmt: skip
    assert name == "only people who are there are busy"


def test_an_item_is_always_in_some_state():
    assert broken(without((6, 0, E.WAIT_BEGAN, 1, 1))) == "time split adds up"
    hole = [row for row in ALL if row[:3] not in {(6, 0, E.WAIT_BEGAN), (8, 0, E.WAIT_ENDED)}]
    assert broken(hole) == "time split adds up"


def test_a_stopped_item_has_no_later_work():
    assert broken([*ALL, (9.5, 1, E.SENT_BACK, 0, 0)]) == "what has ended has no later work"

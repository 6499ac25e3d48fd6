"""Calendars, changing capacity and deterministic flow lines, worked out on paper: cases V18 and V19."""

import numpy as np
import pytest

from tests.verification.cases import read
from tests.verification.reading import Floats

EXACT = {"rtol": 1e-9, "atol": 1e-12}


def ends(engine: str, scenario: str) -> Floats:
    """Day on which each request ends, in the order of requests."""
    ended: Floats = read(engine, scenario).ended
    return ended


# -- V18: calendars and changing capacity ----------------------------------------------------------------------------


def office(people: str, planned: str, effort: str, *, roles: str = "{}", flow: str = "") -> str:
    return f"""
opmodel: 1
name: by hand
people: {people}
roles: {{worker: {{group: delivery}}{roles[1:-1] and ", " + roles[1:-1]}}}
demand: {{planned: {planned}, kinds: {{standard: {{}}, second: {{}}}}}}
study: {{type: portfolio, horizon: 1000}}
stages: {{only: {{steps: {{work: {{effort: {effort}, shared_by: {{worker: 1}}}}}}}}}}
{flow}
"""


WEEKS = "{" + ", ".join(f"{7 * week}: 1, {7 * week + 5}: 0" for week in range(6)) + "}"


@pytest.mark.parametrize(("start", "effort", "end"), [(0, 12, 16), (3, 12, 19), (5.5, 1, 8), (4.5, 1, 7.5)])
def test_work_rests_on_the_weekend(engine: str, start: float, effort: float, end: float) -> None:
    # worked on Monday to Friday of weeks of seven days; in a run's own calendar of working days there are no weekends
    text = office(f"{{worker: {{count: 1, rates: {WEEKS}}}}}", f"[{{at: {start}, kind: standard}}]", str(effort))
    np.testing.assert_allclose(ends(engine, text), [end], **EXACT)


def test_an_absence_written_as_absent_is_the_same_as_a_speed_of_zero(engine: str) -> None:
    windows = "[" + ", ".join(f"[{7 * week + 5}, {7 * week + 7}]" for week in range(6)) + "]"
    for start, end in ((0, 16), (3, 19)):
        people = f"{{worker: {{count: 1, absent: {windows}}}}}"
        text = office(people, f"[{{at: {start}, kind: standard}}]", "12")
        np.testing.assert_allclose(ends(engine, text), [end], **EXACT)


def test_sixty_percent_of_a_person_take_ten_days_for_six(engine: str) -> None:
    text = office("{worker: {count: 1, fte: 0.6}}", "[{kind: standard}]", "6")
    np.testing.assert_allclose(ends(engine, text), [10.0], **EXACT)


def test_two_items_in_hand_at_half_speed_each_end_together(engine: str) -> None:
    text = office("{worker: {count: 1, carries: 2}}", "[{count: 2, kind: standard}]", "4")
    np.testing.assert_allclose(ends(engine, text), [8.0, 8.0], **EXACT)


def test_two_items_one_after_the_other_end_one_after_the_other(engine: str) -> None:
    text = office("{worker: 1}", "[{count: 2, kind: standard}]", "4")
    np.testing.assert_allclose(ends(engine, text), [4.0, 8.0], **EXACT)


def test_a_second_person_who_joins_takes_what_waits(engine: str) -> None:
    people = "{worker: 1, late: {count: 1, roles: {worker: 1}, joins: 10}}"
    found = ends(engine, office(people, "[{count: 6, kind: standard}]", "5"))
    np.testing.assert_allclose(found, [5, 10, 15, 15, 20, 20], **EXACT)
    np.testing.assert_allclose(found.mean(), 85 / 6, **EXACT)


@pytest.mark.parametrize(("hands_back", "last"), [("false", 10.0), ("true", 13.0)])
def test_a_leaver_finishes_or_hands_back(engine: str, hands_back: str, last: float) -> None:
    people = f"{{worker: 1, leaver: {{count: 1, roles: {{worker: 1}}, leaves: 7, hands_back: {hands_back}}}}}"
    found = ends(engine, office(people, "[{count: 4, kind: standard}]", "5"))
    np.testing.assert_allclose(np.sort(found), [5, 5, 10, last], **EXACT)


def test_work_stands_still_at_capacity_zero_and_speeds_up_at_two(engine: str) -> None:
    text = office("{worker: {count: 1, rates: {0: 1, 5: 0, 8: 2}}}", "[{kind: standard}]", "20")
    np.testing.assert_allclose(ends(engine, text), [15.5], **EXACT)


def test_a_newcomer_is_slow_at_first(engine: str) -> None:
    text = office("{worker: {count: 1, rates: {0: 0.5, 10: 1}}}", "[{at: 4, kind: standard}]", "8")
    np.testing.assert_allclose(ends(engine, text), [15.0], **EXACT)


def test_a_ramp_in_one_step_is_half_way_up(engine: str) -> None:
    # joins on day 4 at 0.2, full speed after 6 days: 0.6 in between, 3.6 done by day 10, 4.4 left
    people = "{worker: 0, late: {count: 1, roles: {newcomer: 1, worker: 1}, joins: 4}}"
    ramp = "{newcomer: {group: delivery, ramp: {starts_at: 0.2, takes: 6, steps: 1}}}"
    np.testing.assert_allclose(ends(engine, office(people, "[{kind: standard}]", "8", roles=ramp)), [14.4], **EXACT)


def test_interrupted_work_waits_for_its_owner(engine: str) -> None:
    people = "{worker: {count: 1, absent: [[2, 6]]}, other: {count: 1, roles: {worker: 1}}}"
    np.testing.assert_allclose(ends(engine, office(people, "[{count: 2, kind: standard}]", "5")), [9, 5], **EXACT)


# -- V19: a deterministic flow line ---------------------------------------------------------------------------------


def line(
    second: int = 1, handover: str = "0", planned: str = "[{count: 5}]", work: tuple[str, ...] = ("2", "5", "3"),
    kinds: str = "{standard: {}}", more: str = "", rework: str = "{}",
) -> str:  # fmt: skip
    return f"""
opmodel: 1
name: flow line
people: {{one: 1, two: {second}, three: 1}}
roles: {{one: {{group: delivery}}, two: {{group: delivery}}, three: {{group: delivery}}}}
organization:
  form: custom
  teams: {{red: {{members: {{one: 1}}}}, green: {{members: {{two: {second}}}}}, blue: {{members: {{three: 1}}}}}}
demand: {{planned: {planned}, kinds: {kinds}}}
study: {{type: portfolio, horizon: 1000}}
handover: {{between_teams: {{delay: {handover}}}}}
stages:
  a: {{steps: {{first: {{effort: {work[0]}, shared_by: {{one: 1}}}}}}}}
  b: {{steps: {{second: {{effort: {work[1]}, shared_by: {{two: 1}}}}}}}}
  c: {{steps: {{third: {{effort: {work[2]}, shared_by: {{three: 1}}}}}}, rework: {rework}}}
{more}
"""


def test_one_person_per_stage_finishes_every_five_days(engine: str) -> None:
    np.testing.assert_allclose(ends(engine, line()), [10, 15, 20, 25, 30], **EXACT)


def test_two_people_at_the_bottleneck_move_it_to_the_last_stage(engine: str) -> None:
    np.testing.assert_allclose(ends(engine, line(second=2)), [10, 13, 16, 19, 22], **EXACT)


def test_a_constant_handover_shifts_every_item(engine: str) -> None:
    np.testing.assert_allclose(ends(engine, line(handover="1.5")), [13, 18, 23, 28, 33], **EXACT)


def test_work_that_differs_by_item_is_done_in_the_order_of_arrival(engine: str) -> None:
    planned = "[{at: 0, kind: w}, {at: 1, kind: x}, {at: 1, kind: y}, {at: 4, kind: z}]"
    work = ("{by: kind, w: 3, x: 1, y: 4, z: 2}", "{by: kind, w: 2, x: 6, y: 1, z: 3}", "0")
    kinds = "{w: {}, x: {}, y: {}, z: {}}"
    np.testing.assert_allclose(ends(engine, line(planned=planned, work=work, kinds=kinds)), [5, 11, 12, 15], **EXACT)


@pytest.mark.parametrize(
    ("discipline", "expected"), [("first_come", [36, 16, 21, 26, 31]), ("by_class", [21, 16, 26, 31, 36])]
)
def test_rework_joins_the_back_of_the_queue_or_its_front(engine: str, discipline: str, expected: list[float]) -> None:
    text = line(
        planned="[{kind: unlucky}, {count: 4, kind: standard}]",
        work=("2", "5", "4"),
        kinds="{standard: {priority: 1}, unlucky: {priority: 0}}",
        rework="{again: {after: third, back_to: second, chance: 1, at_most: 1, only_for: [unlucky]}}",
        more=f"flow: {{discipline: {discipline}}}",
    )
    np.testing.assert_allclose(ends(engine, text), expected, **EXACT)

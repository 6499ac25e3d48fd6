"""Whole sample paths against recursions: given the same intervals and the same work, every single wait is known.

No statistics: the draws are read off the trace, and a recursion that has nothing in common with the engines says when
each request must have started. So the queueing is tested to rounding, and the laws of the draws by the other cases.
"""

import heapq

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.verification.cases import read
from tests.verification.classes import V06, V07, V08_CONSTANT
from tests.verification.crews import V13B, both, two_domains
from tests.verification.networks import V12C, exponential, three_teams
from tests.verification.queues import poisson, queue
from tests.verification.reading import Floats, Ints, Reading

CLOSE = {"rtol": 1e-9, "atol": 1e-8}  # differences of days around 10,000


def lindley(intervals: Floats, work: Floats) -> Floats:
    """Waits of a single person's queue: W(k+1) = max(0, W(k) + S(k) - A(k+1))."""
    steps = np.concatenate([[0.0], np.cumsum(work[:-1] - intervals[1:])])
    return steps - np.minimum.accumulate(steps)


def starts_in_order(asked: Floats, work: Floats, people: int) -> Floats:
    """Starts of a pool that serves in the order of asking (Kiefer and Wolfowitz)."""
    free = [0.0] * people
    started = np.empty(len(asked))
    for k in np.argsort(asked, kind="stable"):
        started[k] = max(asked[k], free[0])
        heapq.heapreplace(free, started[k] + work[k])
    return started


def starts_by_class(asked: Floats, work: Floats, klass: Ints, people: int) -> Floats:
    """Starts of a pool that takes the lowest class first and never interrupts."""
    free, waiting, started = [0.0] * people, [], np.empty(len(asked))
    order, k = list(np.argsort(asked, kind="stable")), 0
    while k < len(order) or waiting:
        now = free[0] if waiting else max(free[0], asked[order[k]])
        while k < len(order) and asked[order[k]] <= now:
            heapq.heappush(waiting, (klass[order[k]], k, order[k]))
            k += 1
        _, _, first = heapq.heappop(waiting)
        started[first] = now
        heapq.heapreplace(free, now + work[first])
    return started


def ends_when_urgent_work_interrupts(asked: Floats, work: Floats, urgent: NDArray[np.bool_]) -> Floats:
    """Ends on one person who leaves what is in hand for urgent requests and takes it up again where it stopped."""
    left, ended, waiting = work.copy(), np.empty(len(asked)), []
    now = 0.0
    for k in [*range(len(asked)), -1]:
        until = asked[k] if k >= 0 else np.inf
        while waiting and now < until:
            _, first = waiting[0]
            done = min(left[first], until - now)
            left[first] -= done
            now += done
            if left[first] > 0.0 and now >= until:
                break
            ended[first] = now
            heapq.heappop(waiting)
        if k >= 0:
            now = max(now, until)
            heapq.heappush(waiting, (not urgent[k], k))
    return ended


def starts_of_singles_and_pairs(asked: Floats, work: Floats, seats: Ints) -> Floats:
    """Starts on two people in strict order: nobody overtakes, a pair waits for both."""
    free, started, last = [0.0, 0.0], np.empty(len(asked)), 0.0
    for k, need in enumerate(seats):
        free.sort()
        started[k] = last = max(asked[k], last, free[need - 1])
        free[:need] = [last + work[k]] * need
    return started


LAWS = {
    "V01 exponential": (0.8, "{exponential: 1}"),
    "V04a lognormal": (0.35, "{lognormal: {mean: 2, cv: 1.5}}"),
    "V04b triangular": (0.25, "{triangular: {min: 1, mode: 2, max: 6}}"),
    "V05 constant": (0.8, "1"),
}


@pytest.mark.parametrize("law", LAWS)
def test_every_wait_of_a_single_person_follows_from_lindleys_recursion(engine: str, law: str) -> None:
    rate, effort = LAWS[law]
    reading = read(engine, queue(1, poisson(rate, 2000), effort))
    np.testing.assert_allclose(reading.stints.wait, lindley(reading.intervals, reading.stints.work), **CLOSE)


def test_every_wait_of_a_batch_follows_from_lindleys_recursion(engine: str) -> None:
    demand = "{interval: {exponential: 6.667}, at_most: 2000, batch: {size: {geometric: {mean: 4}}}}"
    reading = read(engine, queue(1, demand, "{exponential: 1}"))
    np.testing.assert_allclose(reading.stints.wait, lindley(reading.intervals, reading.stints.work), **CLOSE)


@pytest.mark.parametrize("people", [2, 3, 7])
def test_every_start_of_a_pool_follows_from_the_order_of_arrival(engine: str, people: int) -> None:
    reading = read(engine, queue(people, poisson(0.85 * people, 3000), "{exponential: 1}"))
    stints = reading.stints
    np.testing.assert_allclose(stints.started, starts_in_order(stints.asked, stints.work, people), **CLOSE)


def test_separate_teams_are_two_queues_and_a_team_for_both_is_one(engine: str) -> None:
    split = read(engine, two_domains(True, (0.8, 0.8), 3000))
    for domain in (0, 1):
        mine = split.trace.items.domain == domain
        expected = starts_in_order(split.stints.asked[mine], split.stints.work[mine], 1)
        np.testing.assert_allclose(split.stints.started[mine], expected, **CLOSE)
    pool = read(engine, two_domains(False, (0.8, 0.8), 3000))
    expected = starts_in_order(pool.stints.asked, pool.stints.work, 2)
    np.testing.assert_allclose(pool.stints.started, expected, **CLOSE)


def test_two_people_who_sit_in_both_teams_are_one_pool(engine: str) -> None:
    one_team = read(engine, two_domains(False, (0.8, 0.8), 3000))
    text = two_domains(True, (0.8, 0.8), 3000).replace(
        "people: {person: 2}", "people: {person: {count: 2, teams: [one, other]}}"
    )
    text = text.replace(", members: {person: 1}", "")
    both_teams = read(engine, text)
    np.testing.assert_array_equal(both_teams.stints.started, one_team.stints.started)
    np.testing.assert_array_equal(both_teams.ended, one_team.ended)


@pytest.mark.parametrize("convene", ["interrupting", "in_order"])
def test_a_pair_needed_for_every_request_works_as_one(engine: str, convene: str) -> None:
    reading = read(engine, both(convene))
    wait, work = reading.stints.wait.reshape(-1, 2)[:3000], reading.stints.work.reshape(-1, 2)[:3000]
    np.testing.assert_array_equal(wait[:, 0], wait[:, 1])
    np.testing.assert_allclose(wait[:, 0], lindley(reading.intervals[:3000], work[:, 0]), **CLOSE)


def test_stages_in_a_row_are_queues_in_a_row(engine: str) -> None:
    people = (2, 1, 3)
    text = three_teams(people, exponential(1.6, 0.8, 2.4), poisson(1.0, 2500), handover="{exponential: 3}")
    reading = read(engine, text)
    for pool, step in zip(people, ("first", "second", "third"), strict=True):
        here = reading.at(step)
        asked, work = reading.stints.asked[here], reading.stints.work[here]
        np.testing.assert_allclose(reading.stints.started[here], starts_in_order(asked, work, pool), **CLOSE)


def test_rework_joins_the_back_of_every_queue(engine: str) -> None:
    loops = "{far: {after: third, back_to: first, chance: 0.1}, near: {after: third, back_to: second, chance: 0.2}}"
    text = three_teams((2, 1, 2), exponential(1.25, 0.5, 1.0), poisson(1.0, 2500), rework=loops)
    reading: Reading = read(engine, text)
    assert len(reading.stints) > 9000
    for pool, step in zip((2, 1, 2), ("first", "second", "third"), strict=True):
        here = reading.at(step)
        asked, work = reading.stints.asked[here], reading.stints.work[here]
        np.testing.assert_allclose(reading.stints.started[here], starts_in_order(asked, work, pool), **CLOSE)


def test_a_higher_class_goes_first_and_interrupts_nobody(engine: str) -> None:
    reading = read(engine, V06.scenario.replace("at_most: 11000", "at_most: 3000"))
    stints = reading.stints
    expected = starts_by_class(stints.asked, stints.work, reading.kind, 2)
    np.testing.assert_allclose(stints.started, expected, **CLOSE)


def test_other_duties_are_taken_up_only_when_nothing_waits(engine: str) -> None:
    text = V08_CONSTANT.scenario.replace("10000", "1000").replace("count: 1700", "count: 400")
    reading = read(engine, text)
    stints, begun = reading.stints, ~np.isnan(reading.stints.finished)
    work = np.where(begun, stints.work, 3.0)
    expected = starts_by_class(stints.asked, work, reading.kind[stints.item], 1)
    known = ~np.isnan(stints.started)
    assert known.sum() > 600
    np.testing.assert_allclose(stints.started[known], expected[known], **CLOSE)


def test_urgent_work_interrupts_and_what_it_interrupts_resumes_where_it_stopped(engine: str) -> None:
    reading = read(engine, V07.scenario.replace("at_most: 11000", "at_most: 3000"))
    expected = ends_when_urgent_work_interrupts(reading.requested, reading.effort, reading.kind == 0)
    np.testing.assert_allclose(reading.ended, expected, **CLOSE)


def test_nobody_overtakes_a_pair_that_waits_for_its_second_person(engine: str) -> None:
    reading = read(engine, V13B.scenario.replace("at_most: 11000", "at_most: 3000"))
    stints = reading.stints
    seats = np.bincount(stints.item)
    first = np.append(0, np.cumsum(seats)[:-1])
    expected = starts_of_singles_and_pairs(stints.asked[first], stints.work[first], seats)
    np.testing.assert_allclose(stints.started[first], expected, **CLOSE)
    np.testing.assert_allclose(stints.started, np.repeat(expected, seats), **CLOSE)


def test_a_fork_is_two_queues_and_ends_with_the_later_branch(engine: str) -> None:
    reading = read(engine, V12C.scenario.replace("at_most: 11000", "at_most: 3000"))
    ends = []
    for branch in (0, 1):
        work = reading.stints.work.reshape(-1, 2)[:, branch]
        ends.append(reading.requested + lindley(reading.intervals, work) + work)
    np.testing.assert_allclose(reading.ended, np.maximum(*ends), **CLOSE)

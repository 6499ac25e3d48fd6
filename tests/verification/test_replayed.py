"""Whole sample paths against recursions: given the same intervals and the same work, every single wait is known.

No statistics: the draws are read off the trace, and a recursion that has nothing in common with the engines says when
each request must have started. So the queueing is tested to rounding, and the laws of the draws by the other cases.
"""

import heapq

import numpy as np
import pytest

from tests.verification.cases import read
from tests.verification.networks import exponential, three_teams
from tests.verification.queues import both, poisson, queue, two_domains
from tests.verification.reading import Floats, Reading

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
    text = two_domains(True, (0.8, 0.8), 3000).replace("people: {person: 2}", "people: {person: {count: 2, teams: [one, other]}}")
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

"""Responses about people: how busy, how much work, and how long requests queue.

Somebody with several roles counts, as to time, under the first; work counts under the role that was asked
for, whoever did it. Who sits in several teams counts in each of them in equal parts.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.responses.effort import added_up, first_role, shared
from sim.responses.observed import Observed
from sim.responses.register import RatioOfSums, response
from sim.trace import Floats

if TYPE_CHECKING:
    from sim.blueprint import Blueprint


def _by_role(study: Observed, of_person: Floats) -> Floats:  # replication, role
    """Sums by first role; a role that is nobody's first takes all who hold it."""
    return shared(of_person, _counts_for(study.blueprint))


@lru_cache(maxsize=16)
def _counts_for(blueprint: "Blueprint") -> Floats:  # person, role
    first = first_role(blueprint)
    held = np.asarray(blueprint.person_role, dtype=bool)
    preferred = first[:, None] == np.arange(held.shape[1])
    return np.where(preferred.any(axis=0), preferred, held).astype(np.float64)


def _team_shares(study: Observed) -> Floats:  # person, team
    sits = np.asarray(study.blueprint.person_team, dtype=np.float64)
    return np.asarray(sits / np.maximum(sits.sum(axis=1, keepdims=True), 1.0))


@response(unit="share of time present", better="", label="utilization", over="role")
def utilization(study: Observed) -> RatioOfSums:
    """Share of the days present, in the window, on which holders of a role have a stint in hand."""
    return RatioOfSums(_by_role(study, study.busy), _by_role(study, study.presence(study.window)[0]))


@response(unit="share of time present", better="", label="utilization of team", over="team")
def team_utilization(study: Observed) -> RatioOfSums:
    """Share of the days present, in the window, on which people of a team have a stint in hand."""
    shares = _team_shares(study)
    return RatioOfSums(shared(study.busy, shares), shared(study.presence(study.window)[0], shares))


@response(unit="working days", better="lower", label="queue wait", over="role")
def queue_wait(study: Observed) -> RatioOfSums:
    """Mean time from asking for a role to the start of the stint, of requests made in the window.

    Who waits to the very end or gives up counts with the days until then, so that the mean is then a lower bound.
    """
    queues = study.queues
    return RatioOfSums(
        queues.waited + queues.waiting_for + queues.gave_up_after, queues.served + queues.waiting + queues.gave_up
    )


@response(unit="requests", better="lower", label="still waiting", over="role")
def still_waiting(study: Observed) -> RatioOfSums:
    """Requests for a role, made in the window, that wait to the very end of observation; mean number of a run."""
    return RatioOfSums(study.queues.waiting, np.ones_like(study.queues.waiting))


@response(unit="working days", better="lower", label="waiting so far", over="role")
def waiting_so_far(study: Observed) -> RatioOfSums:
    """Mean time that requests which wait to the very end of observation have waited by then."""
    return RatioOfSums(study.queues.waiting_for, study.queues.waiting)


@response(unit="working days", better="lower", label="queue wait at team, of requests served", over="team")
def team_queue_wait(study: Observed) -> RatioOfSums:
    """Mean time from asking to the start of the stint, of requests made in the window, by the team of who took it."""
    shares = _team_shares(study)
    return RatioOfSums(shared(study.queues.waited_by, shares), shared(study.queues.served_by, shares))


@response(unit="share of effort", better="lower", label="rework")
def rework_share(study: Observed) -> RatioOfSums:
    """Share of the work on measured use cases that is done at a repeated visit."""
    return RatioOfSums(study.work.reworked, added_up(study.work.worked))


@response(unit="worked days per use case", better="lower", label="work per use case", over="role")
def work_per_use_case(study: Observed) -> RatioOfSums:
    """Days of work asked of a role by a measured use case itself, stopped ones included."""
    days = study.work.worked
    return RatioOfSums(days, np.broadcast_to(study.count(study.cohort)[:, None], days.shape))


@response(unit="worked days per year", better="lower", label="work per year", over="role")
def work_per_year(study: Observed) -> RatioOfSums:
    """Days of work asked of a role in the window per year: use cases, coordination, calls, duties, repairs, upkeep."""
    days = study.work.worked_in_window
    return RatioOfSums(days, np.broadcast_to(study.years[:, None], days.shape))

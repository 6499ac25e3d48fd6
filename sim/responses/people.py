"""Responses about people: how busy, how much work, how long requests queue, and what it costs.

Somebody with several roles counts, as to time and pay, under the first; work counts under the role that was asked
for, whoever did it. Who sits in several teams counts in each of them in equal parts.
"""

import numpy as np

from sim.responses.effort import first_role, sums
from sim.responses.observed import Observed
from sim.responses.register import RatioOfSums, response
from sim.trace import Floats, Ints


def _by_role(study: Observed, of_person: Floats) -> Floats:
    """Sums by first role; a role that is nobody's first takes all who hold it."""
    blueprint = study.blueprint
    first, many = first_role(blueprint), len(blueprint.role_names)
    own = sums(first[first >= 0], of_person[first >= 0], many)
    none = np.bincount(first[first >= 0], minlength=many) == 0
    held = np.asarray(blueprint.person_role, dtype=bool)
    return np.asarray(np.where(none, of_person @ held, own))


def _team_shares(study: Observed) -> Floats:  # person, team
    sits = np.asarray(study.blueprint.person_team, dtype=np.float64)
    return np.asarray(sits / np.maximum(sits.sum(axis=1, keepdims=True), 1.0))


@response(unit="share of time present", better="", label="utilization", over="role")
def utilization(study: Observed) -> RatioOfSums:
    """Share of the days present, in the window, on which holders of a role have a stint in hand."""
    return RatioOfSums(_by_role(study, study.effort.busy), _by_role(study, study.effort.present))


@response(unit="share of time present", better="", label="utilization of team", over="team")
def team_utilization(study: Observed) -> RatioOfSums:
    """Share of the days present, in the window, on which people of a team have a stint in hand."""
    shares = _team_shares(study)
    return RatioOfSums(study.effort.busy @ shares, study.effort.present @ shares)


def _queues(study: Observed) -> tuple[Ints, Floats]:
    effort = study.effort
    inside = study.in_window(effort.queue_requested)
    return effort.queue_row[inside], effort.queue_wait[inside]


@response(unit="working days", better="lower", label="queue wait", over="role")
def queue_wait(study: Observed) -> RatioOfSums:
    """Mean time from asking for a role to the start of the stint, of requests made in the window and served."""
    rows, waits = _queues(study)
    role = np.asarray(study.blueprint.part_role)[study.trace.part[rows]]
    many = len(study.blueprint.role_names)
    known = role >= 0
    return RatioOfSums(
        sums(role[known], waits[known], many),
        np.bincount(role[known], minlength=many).astype(np.float64),
    )


@response(unit="working days", better="lower", label="queue wait at team", over="team")
def team_queue_wait(study: Observed) -> RatioOfSums:
    """Mean time from asking to the start of the stint, by the team of who took it."""
    rows, waits = _queues(study)
    person = study.trace.person[rows]
    people = len(study.blueprint.person_names)
    shares = _team_shares(study)
    served = person >= 0
    return RatioOfSums(
        sums(person[served], waits[served], people) @ shares,
        np.bincount(person[served], minlength=people).astype(np.float64) @ shares,
    )


@response(unit="share of effort", better="lower", label="rework")
def rework_share(study: Observed) -> RatioOfSums:
    """Share of the work on measured use cases that is done at a repeated visit."""
    effort = study.effort
    ours = study.in_cohort[study.row_item[effort.rows]]
    again = ours & (study.trace.visit[effort.rows] > 0)
    return RatioOfSums(float(np.sum(effort.worked[again])), float(np.sum(effort.worked[ours])))


def _work_by_role(study: Observed, worked: Floats, rows: Ints) -> Floats:
    role = np.asarray(study.blueprint.part_role)[study.trace.part[rows]]
    known = role >= 0
    return sums(role[known], worked[known], len(study.blueprint.role_names))


@response(unit="worked days per use case", better="lower", label="work per use case", over="role")
def work_per_use_case(study: Observed) -> RatioOfSums:
    """Days of work asked of a role by a measured use case itself, stopped ones included."""
    effort = study.effort
    ours = study.in_cohort[study.row_item[effort.rows]]
    days = _work_by_role(study, effort.worked[ours], effort.rows[ours])
    return RatioOfSums(days, np.full(len(days), float(len(study.cohort))))


@response(unit="worked days per year", better="lower", label="work per year", over="role")
def work_per_year(study: Observed) -> RatioOfSums:
    """Days of work asked of a role in the window per year: use cases, coordination, calls, duties, repairs, upkeep."""
    days = _work_by_role(study, study.effort.worked_in_window, study.effort.rows)
    return RatioOfSums(days, np.full(len(days), study.years))


@response(unit="USD per live use case", better="lower", label="cost per live use case")
def cost_per_live(study: Observed) -> RatioOfSums:
    """Pay of all people in the window by use case going live in it, whatever else they do."""
    blueprint = study.blueprint
    first = first_role(blueprint)
    rate = np.where(first >= 0, np.asarray(blueprint.role_day_rate, dtype=np.float64)[first], 0.0)
    pay = float(np.sum(study.effort.employed * np.asarray(blueprint.person_fte) * rate))
    live = study.on_route & study.in_window(study.live_at)
    return RatioOfSums(pay, float(np.sum(live)))

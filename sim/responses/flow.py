"""Responses about use cases: how many go live, when, and where their time goes.

Where observation ends before some of the measured use cases do, those that are observed longer stand for them
(`sim.stats.curve`), so that shares and means are those of the curve. Without such use cases each counts once.
"""

import numpy as np
from numpy.typing import NDArray

from sim.observations import NOTHING, REWORKING, WORKING
from sim.responses.effort import added_up
from sim.responses.observed import Observed
from sim.responses.register import RatioOfSums, enter_percentiles, response
from sim.responses.walked import CROSSINGS
from sim.rules import not_after
from sim.stats.curve import LIVE, STOPPED, UNDECIDED, WITHDRAWN, redistributed
from sim.trace import Event, Floats, Ints


def _mean(study: Observed, begin: Floats, finish: Floats) -> RatioOfSums:
    """Mean of finish - begin over the cohort's items that reached both."""
    days = finish - begin
    known = study.cohort[~np.isnan(days[study.cohort])]
    counts = _counts_at(study, finish)[known]
    return RatioOfSums(study.total(days[known] * counts, known), study.total(counts, known))


def _counts_at(study: Observed, finish: Floats) -> Floats:
    """For how many requests each use case counts that reaches a mark."""
    if finish is study.live_at:
        return study.counting[0]
    there = ~np.isnan(finish)
    until = np.where(there, finish, np.where(np.isnan(study.ended[0]), study.observed_until, study.ended[0]))
    outcome = np.where(there, LIVE, np.where(np.isnan(study.ended[0]), UNDECIDED, STOPPED))
    return study.counted(until, outcome)[0]


def _share(study: Observed, which: NDArray[np.bool_]) -> RatioOfSums:
    counts, _ = study.counting
    return RatioOfSums(study.total(np.where(study.in_cohort & which, counts, 0.0)), study.count(study.cohort))


@response(unit="share of requests", better="higher", label="conversion")
def conversion(study: Observed) -> RatioOfSums:
    """Share of the measured requests that go live."""
    return _share(study, study.outcome == LIVE)


@response(unit="working days", better="lower", label="time to production", of_those_there=True)
def time_to_production(study: Observed) -> RatioOfSums:
    """Mean time from request to live, of the measured use cases that go live."""
    return _mean(study, study.requested, study.live_at)


enter_percentiles("time to production")


@response(unit="share of requests", better="higher", label="in production within the target")
def within_target(study: Observed) -> RatioOfSums:
    """Share of the measured requests that are live within the target of the goal."""
    return _share(study, _soon(study))


@response(
    unit="share of those that go live",
    better="higher",
    label="within the target, of those that go live",
    of_those_there=True,
)
def within_target_of_live(study: Observed) -> RatioOfSums:
    """Share within the target of the goal, of the measured use cases that go live."""
    soon = _share(study, _soon(study)).numerator
    return RatioOfSums(soon, _share(study, study.outcome == LIVE).numerator)


def _soon(study: Observed) -> NDArray[np.bool_]:
    days = study.live_at - study.requested
    return np.asarray(study.in_cohort & not_after(days, study.blueprint.goal_target))  # type: ignore[arg-type]


@response(unit="working days", better="lower", label="time to production", over="domain", of_those_there=True)
def time_to_production_by_domain(study: Observed) -> RatioOfSums:
    """Mean time from request to live, of the measured use cases of each domain that go live."""
    return _mean_by(study, _domains(study))


@response(unit="working days", better="lower", label="time to production", over="kind", of_those_there=True)
def time_to_production_by_kind(study: Observed) -> RatioOfSums:
    """Mean time from request to live, of the measured use cases of each kind that go live."""
    return _mean_by(study, _kinds(study))


@response(unit="share of requests", better="higher", label="conversion", over="domain", of_those_there=True)
def conversion_by_domain(study: Observed) -> RatioOfSums:
    """Share of the measured requests of each domain that go live."""
    return _live_by(study, _domains(study))


@response(unit="share of requests", better="higher", label="conversion", over="kind", of_those_there=True)
def conversion_by_kind(study: Observed) -> RatioOfSums:
    """Share of the measured requests of each kind that go live."""
    return _live_by(study, _kinds(study))


def _domains(study: Observed) -> Floats:  # use case, domain
    return _belongs(study.seen.domain, len(study.blueprint.domain_names))


def _kinds(study: Observed) -> Floats:  # use case, kind of use case
    kinds = np.flatnonzero(np.asarray(study.blueprint.kind_is_use_case, dtype=bool))
    return np.asarray(_belongs(study.seen.kind, len(study.blueprint.kind_names))[:, kinds])


def _belongs(place: Ints, many: int) -> Floats:
    belongs: Floats = (place[:, None] == np.arange(many)).astype(np.float64)
    return belongs


def _mean_by(study: Observed, belongs: Floats) -> RatioOfSums:
    live, counts = study.went_live, _counts_within(study, belongs)
    days = (study.live_at - study.requested)[live][:, None]
    return RatioOfSums(study.total(days * counts[live], live), study.total(counts[live], live))


def _live_by(study: Observed, belongs: Floats) -> RatioOfSums:
    live, asked = study.went_live, study.cohort
    counts = _counts_within(study, belongs)
    return RatioOfSums(study.total(counts[live], live), study.total(belongs[asked], asked))


def _counts_within(study: Observed, belongs: Floats) -> Floats:
    """For how many requests of its domain or kind each use case counts."""
    counts, days = np.zeros(belongs.shape), study.until - study.requested
    for column, of in zip(counts.T, belongs.T, strict=True):
        mine = study.cohort[of[study.cohort] > 0.0]
        rows = study.seen.replication[mine]
        column[mine], _ = redistributed(rows, days[mine], study.outcome[mine], len(study))
    return counts


@response(unit="working days", better="lower", label="restricted mean time to production")
def restricted_mean(study: Observed) -> RatioOfSums:
    """Mean time without being live within the target, or else within the time for which all requests are observed.

    It counts all measured requests, those that never go live too, and holds where many are undecided.
    """
    until = _followed(study)
    won = np.where(study.outcome == LIVE, np.maximum(until - (study.until - study.requested), 0.0), 0.0)
    requests = study.count(study.cohort)
    return RatioOfSums(until * requests - study.total(won * study.counting[0]), requests)


@response(unit="share of requests", better="", label="undecided by the target")
def undecided_by_target(study: Observed) -> RatioOfSums:
    """Share of the measured requests of which nothing shows whether they are live within the target."""
    until, days = _followed(study), study.until - study.requested
    seen = np.where(not_after(until, days), STOPPED, study.outcome)  # type: ignore[arg-type]
    _, left = study.counted(study.requested + np.minimum(days, until), seen)
    return RatioOfSums(left, study.count(study.cohort))


def _followed(study: Observed) -> float:
    blueprint = study.blueprint
    if blueprint.goal_target > 0.0:
        return float(blueprint.goal_target)
    taken = blueprint.warm_up + blueprint.intake if blueprint.study_type == "flow" else 0.0
    return float(
        blueprint.horizon - taken if blueprint.horizon > taken else (blueprint.horizon - blueprint.warm_up) / 2
    )


@response(unit="working days", better="lower", label="time to use", of_those_there=True)
def time_to_use(study: Observed) -> RatioOfSums:
    """Mean time from request to use in daily work, of the measured use cases that get there."""
    return _mean(study, study.requested, study.mark("in_use"))


@response(unit="working days", better="lower", label="time to defined", of_those_there=True)
def time_to_defined(study: Observed) -> RatioOfSums:
    """Mean time from request to a defined use case, of those that are defined."""
    return _mean(study, study.requested, study.mark("defined"))


@response(unit="working days", better="lower", label="time to model ready", of_those_there=True)
def time_to_model_ready(study: Observed) -> RatioOfSums:
    """Mean time from request to a model that is ready, of those that get there."""
    return _mean(study, study.requested, study.mark("model_ready"))


@response(unit="working days", better="lower", label="defined to live", of_those_there=True)
def defined_to_live(study: Observed) -> RatioOfSums:
    """Mean time from the defined use case to live, of those that go live."""
    return _mean(study, study.mark("defined"), study.live_at)


@response(unit="working days", better="lower", label="model ready to live", of_those_there=True)
def model_ready_to_live(study: Observed) -> RatioOfSums:
    """Mean time from the model that is ready to live, of those that go live."""
    return _mean(study, study.mark("model_ready"), study.live_at)


@response(unit="working days", better="lower", label="time in stage", over="stage", of_those_there=True)
def stage_time(study: Observed) -> RatioOfSums:
    """Mean time in each stage, returns to it included, of the measured use cases that go live."""
    return _mean_days(study, study.split.by_stage[:, :-1])


@response(unit="working days", better="lower", label="time", over="state", of_those_there=True)
def time_in(study: Observed) -> RatioOfSums:
    """Mean time in each state, of the measured use cases that go live; adds up to the time to production."""
    return _mean_days(study, study.split.by_state[:, :NOTHING])


def _mean_days(study: Observed, days: Floats) -> RatioOfSums:
    counts = study.counting[0][study.went_live]
    above = study.total(days[study.went_live] * counts[:, None], study.went_live)
    return RatioOfSums(above, np.broadcast_to(study.total(counts, study.went_live)[:, None], above.shape))


@response(unit="share of time", better="higher", label="flow efficiency", of_those_there=True)
def flow_efficiency(study: Observed) -> RatioOfSums:
    """Share of the time to production in which somebody works on the use case."""
    counts = study.counting[0][study.went_live]
    days = study.total(study.split.by_state[study.went_live] * counts[:, None], study.went_live)
    return RatioOfSums(days[:, WORKING] + days[:, REWORKING], added_up(days))


@response(unit="live per year", better="higher", label="throughput")
def throughput(study: Observed) -> RatioOfSums:
    """Use cases going live in the window, per year of 252 working days."""
    return RatioOfSums(study.count(study.on_route & study.in_window(study.live_at)), study.years)


@response(unit="items", better="lower", label="work in progress")
def work_in_progress(study: Observed) -> RatioOfSums:
    """Mean number of use cases requested and neither live nor ended, over the window."""
    start, end = (days[study.seen.replication] for days in study.window)
    days = np.clip(study.until, start, end) - np.clip(study.requested, start, end)
    return RatioOfSums(study.total(np.where(study.on_route, days, 0.0)), study.window[1] - study.window[0])


@response(unit="share of requests", better="", label="stopped")
def stopped(study: Observed) -> RatioOfSums:
    """Share of the measured requests that a gate stopped."""
    return _share(study, study.outcome == STOPPED)


@response(unit="share of requests", better="lower", label="withdrawn")
def withdrawn(study: Observed) -> RatioOfSums:
    """Share of the measured requests that were withdrawn for lack of patience."""
    return _share(study, study.outcome == WITHDRAWN)


@response(unit="share of requests", better="lower", label="undecided at the end")
def censored(study: Observed) -> RatioOfSums:
    """Share of the measured requests of which nobody observed longer shows whether they go live."""
    return RatioOfSums(study.counting[1], study.count(study.cohort))


@response(unit="share of items", better="", label="stopped at", over="gate")
def stopped_at(study: Observed) -> RatioOfSums:
    """Share of the measured use cases reaching a gate that the gate stops."""
    _, _, where = study.ended
    gates = len(study.blueprint.gate_names)
    out = study.cohort[(study.outcome[study.cohort] == STOPPED) & (where[study.cohort] >= 0)]
    at = np.asarray(study.blueprint.step_gate)[where[out]]
    stopped = (at[:, None] == np.arange(gates)).astype(np.float64)
    passed = study.passages.passed[study.cohort].astype(np.float64)
    return RatioOfSums(study.total(stopped, out), study.total(passed, study.cohort))


def _per_live_item(study: Observed, event: Event) -> RatioOfSums:
    crossings = study.passages.crossings[study.went_live, CROSSINGS.index(event)].astype(np.float64)
    counts = study.counting[0][study.went_live]
    return RatioOfSums(study.total(crossings * counts, study.went_live), study.total(counts, study.went_live))


@response(unit="per live use case", better="lower", label="handovers between teams", of_those_there=True)
def handovers_between_teams(study: Observed) -> RatioOfSums:
    """Crossings from one team to another on the way to live, repeats after a bounce not counted."""
    return _per_live_item(study, Event.CROSSED_TEAMS)


@response(unit="per live use case", better="lower", label="handovers within a team", of_those_there=True)
def handovers_within_team(study: Observed) -> RatioOfSums:
    """Handovers to a colleague of the same team on the way to live."""
    return _per_live_item(study, Event.PASSED_ON)


@response(unit="per live use case", better="lower", label="bounced handovers", of_those_there=True)
def bounces(study: Observed) -> RatioOfSums:
    """Handovers that come back and are repeated, on the way to live."""
    return _per_live_item(study, Event.BOUNCED)

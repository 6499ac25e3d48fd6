"""Responses about use cases: how many go live, when, and where their time goes."""

import numpy as np
from numpy.typing import NDArray

from sim.observations import NOTHING, REWORKING, WORKING
from sim.responses.effort import added_up
from sim.responses.observed import Observed
from sim.responses.register import RatioOfSums, enter_percentiles, response
from sim.responses.walked import CROSSINGS
from sim.rules import not_after
from sim.stats.curve import LIVE, STOPPED, UNDECIDED, WITHDRAWN
from sim.trace import Event, Floats, Ints


def _mean(study: Observed, begin: Floats, finish: Floats) -> RatioOfSums:
    """Mean of finish - begin over the cohort's items that reached both."""
    days = finish - begin
    known = study.cohort[~np.isnan(days[study.cohort])]
    return RatioOfSums(study.total(days[known], known), study.count(known))


def _share(study: Observed, outcome: int) -> RatioOfSums:
    return RatioOfSums(study.count(study.in_cohort & (study.outcome == outcome)), study.count(study.cohort))


@response(unit="share of requests", better="higher", label="conversion")
def conversion(study: Observed) -> RatioOfSums:
    """Share of the measured requests that go live."""
    return _share(study, LIVE)


@response(unit="working days", better="lower", label="time to production")
def time_to_production(study: Observed) -> RatioOfSums:
    """Mean time from request to live, of the measured use cases that go live."""
    return _mean(study, study.requested, study.live_at)


enter_percentiles("time to production")


@response(unit="share of requests", better="higher", label="in production within the target")
def within_target(study: Observed) -> RatioOfSums:
    """Share of the measured requests that are live within the target of the goal."""
    return RatioOfSums(study.count(_soon(study)), study.count(study.cohort))


@response(unit="share of those that go live", better="higher", label="within the target, of those that go live")
def within_target_of_live(study: Observed) -> RatioOfSums:
    """Share within the target of the goal, of the measured use cases that go live."""
    return RatioOfSums(study.count(_soon(study)), study.count(study.went_live))


def _soon(study: Observed) -> NDArray[np.bool_]:
    days = study.live_at - study.requested
    return np.asarray(study.in_cohort & not_after(days, study.blueprint.goal_target))  # type: ignore[arg-type]


@response(unit="working days", better="lower", label="time to production", over="domain")
def time_to_production_by_domain(study: Observed) -> RatioOfSums:
    """Mean time from request to live, of the measured use cases of each domain that go live."""
    return _mean_by(study, _domains(study))


@response(unit="working days", better="lower", label="time to production", over="kind")
def time_to_production_by_kind(study: Observed) -> RatioOfSums:
    """Mean time from request to live, of the measured use cases of each kind that go live."""
    return _mean_by(study, _kinds(study))


@response(unit="share of requests", better="higher", label="conversion", over="domain")
def conversion_by_domain(study: Observed) -> RatioOfSums:
    """Share of the measured requests of each domain that go live."""
    return _live_by(study, _domains(study))


@response(unit="share of requests", better="higher", label="conversion", over="kind")
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
    live = study.went_live
    days = (study.live_at - study.requested)[live][:, None]
    return RatioOfSums(study.total(days * belongs[live], live), study.total(belongs[live], live))


def _live_by(study: Observed, belongs: Floats) -> RatioOfSums:
    live, asked = study.went_live, study.cohort
    return RatioOfSums(study.total(belongs[live], live), study.total(belongs[asked], asked))


@response(unit="working days", better="lower", label="time to use")
def time_to_use(study: Observed) -> RatioOfSums:
    """Mean time from request to use in daily work, of the measured use cases that get there."""
    return _mean(study, study.requested, study.mark("in_use"))


@response(unit="working days", better="lower", label="time to defined")
def time_to_defined(study: Observed) -> RatioOfSums:
    """Mean time from request to a defined use case, of those that are defined."""
    return _mean(study, study.requested, study.mark("defined"))


@response(unit="working days", better="lower", label="time to model ready")
def time_to_model_ready(study: Observed) -> RatioOfSums:
    """Mean time from request to a model that is ready, of those that get there."""
    return _mean(study, study.requested, study.mark("model_ready"))


@response(unit="working days", better="lower", label="defined to live")
def defined_to_live(study: Observed) -> RatioOfSums:
    """Mean time from the defined use case to live, of those that go live."""
    return _mean(study, study.mark("defined"), study.live_at)


@response(unit="working days", better="lower", label="model ready to live")
def model_ready_to_live(study: Observed) -> RatioOfSums:
    """Mean time from the model that is ready to live, of those that go live."""
    return _mean(study, study.mark("model_ready"), study.live_at)


@response(unit="working days", better="lower", label="time in stage", over="stage")
def stage_time(study: Observed) -> RatioOfSums:
    """Mean time in each stage, returns to it included, of the measured use cases that go live."""
    return _mean_days(study, study.split.by_stage[:, :-1])


@response(unit="working days", better="lower", label="time", over="state")
def time_in(study: Observed) -> RatioOfSums:
    """Mean time in each state, of the measured use cases that go live; adds up to the time to production."""
    return _mean_days(study, study.split.by_state[:, :NOTHING])


def _mean_days(study: Observed, days: Floats) -> RatioOfSums:
    above = study.total(days[study.went_live], study.went_live)
    return RatioOfSums(above, np.broadcast_to(study.count(study.went_live)[:, None], above.shape))


@response(unit="share of time", better="higher", label="flow efficiency")
def flow_efficiency(study: Observed) -> RatioOfSums:
    """Share of the time to production in which somebody works on the use case."""
    days = study.total(study.split.by_state[study.went_live], study.went_live)
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
    return _share(study, STOPPED)


@response(unit="share of requests", better="lower", label="withdrawn")
def withdrawn(study: Observed) -> RatioOfSums:
    """Share of the measured requests that were withdrawn for lack of patience."""
    return _share(study, WITHDRAWN)


@response(unit="share of requests", better="lower", label="undecided at the end")
def censored(study: Observed) -> RatioOfSums:
    """Share of the measured requests that have neither gone live nor ended when observation ends."""
    return _share(study, UNDECIDED)


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
    return RatioOfSums(study.total(crossings, study.went_live), study.count(study.went_live))


@response(unit="per live use case", better="lower", label="handovers between teams")
def handovers_between_teams(study: Observed) -> RatioOfSums:
    """Crossings from one team to another on the way to live, repeats after a bounce not counted."""
    return _per_live_item(study, Event.CROSSED_TEAMS)


@response(unit="per live use case", better="lower", label="handovers within a team")
def handovers_within_team(study: Observed) -> RatioOfSums:
    """Handovers to a colleague of the same team on the way to live."""
    return _per_live_item(study, Event.PASSED_ON)


@response(unit="per live use case", better="lower", label="bounced handovers")
def bounces(study: Observed) -> RatioOfSums:
    """Handovers that come back and are repeated, on the way to live."""
    return _per_live_item(study, Event.BOUNCED)

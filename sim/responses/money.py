"""Responses about what it is worth: what time is used for, value, cost, return, and what a delay costs.

Value begins with the mark `in_use` (with `live` where no step sets that mark), is taken up along the S-curve of
`operation.adoption`, loses its share while a drift is not mended, and ends with retirement. Cost is the pay of all
people, absences included, hiring and the platform. The account runs from day 0 to its last day; the return on data
assets sets the value of whole lives against the cost of the window in which they began. What falls into the n-th year
is divided by (1 + discount) n - 1 times where a response says that it is discounted.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.observations import DUTIES, UPKEEP, account_until
from sim.responses.cases import YEAR
from sim.responses.effort import first_role, pieces, shared
from sim.responses.lives import expected_value_days, value_days, years
from sim.responses.observed import Observed
from sim.responses.register import RatioOfSums, response
from sim.trace import Floats

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

NOT_YET = 0  # of Blueprint.rate_presence


def _account(study: Observed) -> Floats:
    """Last day of the account of each replication."""
    return np.minimum(account_until(study.blueprint), study.seen.end)


def in_use_at(study: Observed) -> Floats:
    """Day from which each use case has value; not a number for those that have none."""
    names = study.blueprint.mark_names
    if "in_use" in names and (np.asarray(study.blueprint.step_mark) == names.index("in_use")).any():
        return study.mark("in_use")
    return study.live_at


def _spans(study: Observed, *, discounted: bool) -> list[tuple[float, float, float]]:
    """First day, last day and weight of each year of the account."""
    money = study.blueprint.money
    return years(0.0, account_until(study.blueprint), money.discount if discounted else 0.0)


def _spans_of_window(study: Observed) -> list[tuple[float, float, float]]:
    """First day, last day and weight of each year from the first day of the window to the horizon."""
    blueprint = study.blueprint
    first = float(blueprint.warm_up) if blueprint.study_type == "flow" else 0.0
    return years(first, float(blueprint.horizon), blueprint.money.discount)


def _begin(study: Observed) -> Floats:
    """Day from which each use case has value; infinite for those that have none."""
    begin = in_use_at(study)
    return np.where(np.isnan(begin), np.inf, begin)


def _lost(study: Observed, drifted: Floats, until: Floats) -> Floats:
    """Share of the value of each use case that drifts take until a day."""
    lifetime = np.fmax(until - study.live_at, 0.0)
    drifting = np.divide(drifted, lifetime, out=np.zeros(len(lifetime)), where=lifetime > 0.0)
    return np.asarray(study.blueprint.money.drift_loses * drifting)


def _value(study: Observed, *, discounted: bool) -> Floats:
    """Value realized by the end of the account, by replication; what was live on day 0 included."""
    until = np.fmin(study.mark("retired"), _account(study)[study.seen.replication])
    days = value_days(study.blueprint, _begin(study), until, study.on_route, _spans(study, discounted=discounted))
    return study.total(study.seen.value / YEAR * days * (1.0 - _lost(study, study.seen.drifted, until)))


def _value_of_lives(study: Observed) -> tuple[Floats, Floats]:
    """Value of what goes live in the window until it is retired, or to the horizon: in all, and what of it was seen.

    Discounted to the first day of the window. What lives on when observation ends is expected to live as long as the
    law of its life says.
    """
    blueprint, begin, live = study.blueprint, _begin(study), study.live_at
    spans = _spans_of_window(study)
    ours = np.flatnonzero(study.on_route & study.in_window(live))
    end = study.seen.end[study.seen.replication]
    until = np.fmin(study.mark("retired"), end)
    worth = study.seen.value / YEAR * (1.0 - _lost(study, study.seen.drifted_ever, until))
    seen = np.zeros(len(begin))
    seen[ours] = value_days(blueprint, begin[ours], until[ours], study.on_route[ours], spans)
    on = ours[np.isnan(study.mark("retired")[ours]) & np.isfinite(begin[ours]) & (end[ours] < blueprint.horizon)]
    whole = seen.copy()
    whole[on] = expected_value_days(blueprint, begin[on], live[on], end[on], spans)
    return study.total(worth * whole), study.total(worth * seen)


@lru_cache(maxsize=16)
def _pay_per_day(blueprint: "Blueprint") -> Floats:  # person
    first = first_role(blueprint)
    rate = np.where(first >= 0, np.asarray(blueprint.role_day_rate, dtype=np.float64)[first], 0.0)
    return np.asarray(np.asarray(blueprint.person_fte) * rate)


@lru_cache(maxsize=16)
def _joining(blueprint: "Blueprint") -> Floats:
    """Days after day 0 on which somebody joins."""
    person, start, _ = pieces(blueprint)
    there = np.asarray(blueprint.rate_presence) != NOT_YET
    first = [start[there & (person == each)] for each in range(len(blueprint.person_names))]
    return np.array([days[0] for days in first if len(days) and days[0] > 0.0])


def paid(study: Observed, window: tuple[Floats, Floats]) -> Floats:
    """Pay of all people from one day to another: employed days x share of full time x day rate of the first role."""
    _, employed = study.presence(window)
    return np.asarray(shared(employed, _pay_per_day(study.blueprint)[:, None])[:, 0])


def _cost(study: Observed, window: tuple[Floats, Floats]) -> Floats:
    """Pay, hiring and platform from one day to another, the last one not included."""
    money, (first, last) = study.blueprint.money, window
    joining = _joining(study.blueprint)
    joined = ((joining >= first[:, None]) & (joining < last[:, None])).sum(axis=1)
    return np.asarray(paid(study, window) + money.hiring * joined + money.platform * (last - first) / YEAR)


def _total_cost(study: Observed, *, discounted: bool) -> Floats:
    """Of the account."""
    return _cost_over(study, _spans(study, discounted=discounted), (np.zeros(len(study)), _account(study)))


def _cost_over(study: Observed, spans: list[tuple[float, float, float]], window: tuple[Floats, Floats]) -> Floats:
    """Cost from one day to another, each span weighted."""
    total = np.zeros(len(study))
    for first, last, weight in spans:
        total += _cost(study, (np.clip(first, *window), np.clip(last, *window))) * weight
    return total


@response(unit="share of time present", better="", label="capacity used for", over="use")
def capacity(study: Observed) -> RatioOfSums:
    """Share of the specialists' time present, in the window, that goes into each use; what is left is idle."""
    used, present = study.used[:, -1], study.modeled(study.window)
    idle = np.maximum(present - used.sum(axis=1), 0.0)
    uses = np.column_stack([used, idle])
    return RatioOfSums(uses, np.broadcast_to(present[:, None], uses.shape))


@response(unit="share of time present", better="higher", label="capacity left for new use cases")
def capacity_for_new(study: Observed) -> RatioOfSums:
    """Share of the specialists' time present, in the window, that neither what is live nor a duty takes."""
    used, present = study.used[:, -1], study.modeled(study.window)
    return RatioOfSums(np.maximum(present - used[:, UPKEEP] - used[:, DUTIES], 0.0), present)


@response(unit="USD per year", better="higher", label="value per year")
def value_per_year(study: Observed) -> RatioOfSums:
    """Value of all use cases in use, per year of the account, not discounted."""
    return RatioOfSums(_value(study, discounted=False), _account(study) / YEAR)


@response(unit="USD per year", better="lower", label="cost per year")
def cost_per_year(study: Observed) -> RatioOfSums:
    """Pay, hiring and platform per year of the account, not discounted."""
    return RatioOfSums(_total_cost(study, discounted=False), _account(study) / YEAR)


@response(unit="USD per USD", better="higher", label="return on data assets")
def return_on_data_assets(study: Observed) -> RatioOfSums:
    """Value, over its life, of what goes live in the window, for each unit of the window's cost.

    Both are discounted to the first day of the window. A life ends with retirement or at the horizon of the study, and
    where observation ends before it is as long as can be expected.
    """
    return RatioOfSums(_value_of_lives(study)[0], _cost_over(study, _spans_of_window(study), study.window))


@response(unit="share of value", better="", label="value expected after the last day observed")
def value_censored(study: Observed) -> RatioOfSums:
    """Share of the value over life, in the return on data assets, that is expected and not seen."""
    whole, seen = _value_of_lives(study)
    return RatioOfSums(np.maximum(whole - seen, 0.0), whole)


@response(unit="USD per USD", better="higher", label="cash return up to the last day of the account")
def cash_return(study: Observed) -> RatioOfSums:
    """Value of all use cases in use for each unit of cost, from day 0 to the last day of the account, both discounted.

    Most of what the account has paid for brings its value after that day.
    """
    return RatioOfSums(_value(study, discounted=True), _total_cost(study, discounted=True))


@response(unit="USD per live use case", better="lower", label="cost per live use case")
def cost_per_live(study: Observed) -> RatioOfSums:
    """Pay, hiring and platform in the window by use case going live in it, whatever else people do."""
    return RatioOfSums(_cost(study, study.window), study.count(study.on_route & study.in_window(study.live_at)))


@response(unit="USD per week", better="", label="cost of a week's delay", of_those_there=True)
def cost_of_delay(study: Observed) -> RatioOfSums:
    """Value of one week in full use, mean of the measured use cases that go live."""
    worth = study.seen.value[study.went_live] * 5.0 / YEAR
    return RatioOfSums(study.total(worth, study.went_live), study.count(study.went_live))


@response(unit="USD per live use case", better="lower", label="value forgone before production", of_those_there=True)
def value_forgone(study: Observed) -> RatioOfSums:
    """Value of a use case x its time to production, mean of the measured use cases that go live."""
    days = study.live_at - study.requested
    worth = study.seen.value[study.went_live] / YEAR * days[study.went_live]
    return RatioOfSums(study.total(worth, study.went_live), study.count(study.went_live))

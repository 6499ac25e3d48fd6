"""Responses about what it is worth: what time is used for, value, cost, return, and what a delay costs.

Value begins with the mark `in_use` (with `live` where no step sets that mark), is taken up along the S-curve of
`operation.adoption`, loses its share while a drift is not mended, and ends with retirement. Cost is the pay of all
people, absences included, hiring and the platform. Both run from day 0 to the last day of the account; what falls into
the n-th year is divided by (1 + discount) n - 1 times where a response says that it is discounted.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.observations import DUTIES, UPKEEP, account_until
from sim.responses.cases import YEAR
from sim.responses.effort import first_role, pieces, shared
from sim.responses.observed import Observed
from sim.responses.register import RatioOfSums, response
from sim.trace import Floats

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

EDGE = float(2.0 * np.log(9.0))  # on the logistic curve, from a tenth to nine tenths
NOT_YET = 0  # of Blueprint.rate_presence


def _account(study: Observed) -> Floats:
    """Last day of the account of each replication."""
    return np.minimum(account_until(study.blueprint), study.seen.end)


def _adopted(study: Observed, days: Floats) -> Floats:
    """Days at full value that so many days in use come to; what is live on day 0 has been taken up long ago."""
    money = study.blueprint.money
    if money.takes <= 0.0:
        return days
    slope = EDGE / money.takes
    start = np.logaddexp(0.0, -slope * money.half_after)
    taken_up = (np.logaddexp(0.0, slope * (days - money.half_after)) - start) / slope
    return np.where(study.on_route, taken_up, days)


def in_use_at(study: Observed) -> Floats:
    """Day from which each use case has value; not a number for those that have none."""
    names = study.blueprint.mark_names
    if "in_use" in names and (np.asarray(study.blueprint.step_mark) == names.index("in_use")).any():
        return study.mark("in_use")
    return study.live_at


def _years(study: Observed, *, discounted: bool) -> list[tuple[float, float, float]]:
    """First day, last day and weight of each year of the account; all of it at once where all years weigh the same."""
    last, rate = account_until(study.blueprint), study.blueprint.money.discount
    if not discounted or rate == 0.0:
        return [(0.0, last, 1.0)]
    return [(year * YEAR, (year + 1) * YEAR, (1.0 + rate) ** -year) for year in range(int(np.ceil(last / YEAR)))]


def _value(study: Observed, *, discounted: bool) -> Floats:
    """Value realized by the end of the account, by replication; what was live on day 0 included."""
    begin, live, account = in_use_at(study), study.live_at, _account(study)[study.seen.replication]
    begin = np.where(np.isnan(begin), np.inf, begin)
    until = np.fmin(study.mark("retired"), account)
    lifetime = np.fmax(until - live, 0.0)
    drifting = np.divide(study.seen.drifted, lifetime, out=np.zeros(len(begin)), where=lifetime > 0.0)
    lost = study.blueprint.money.drift_loses * drifting
    days = np.zeros(len(begin))
    used = np.fmax(until - begin, 0.0)
    for first, last, weight in _years(study, discounted=discounted):
        then, before = (_adopted(study, np.clip(day - begin, 0.0, used)) for day in (last, first))
        days += (then - before) * weight
    return study.total(study.seen.value / YEAR * days * (1.0 - lost))


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
    account, total = _account(study), np.zeros(len(study))
    for first, last, weight in _years(study, discounted=discounted):
        total += _cost(study, (np.minimum(first, account), np.minimum(last, account))) * weight
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
    """Value of all use cases in use for each unit of cost, over the account, both discounted."""
    return RatioOfSums(_value(study, discounted=True), _total_cost(study, discounted=True))


@response(unit="USD per live use case", better="lower", label="cost per live use case")
def cost_per_live(study: Observed) -> RatioOfSums:
    """Pay, hiring and platform in the window by use case going live in it, whatever else people do."""
    return RatioOfSums(_cost(study, study.window), study.count(study.on_route & study.in_window(study.live_at)))


@response(unit="USD per week", better="", label="cost of a week's delay")
def cost_of_delay(study: Observed) -> RatioOfSums:
    """Value of one week in full use, mean of the measured use cases that go live."""
    worth = study.seen.value[study.went_live] * 5.0 / YEAR
    return RatioOfSums(study.total(worth, study.went_live), study.count(study.went_live))


@response(unit="USD per live use case", better="lower", label="value forgone before production")
def value_forgone(study: Observed) -> RatioOfSums:
    """Value of a use case x its time to production, mean of the measured use cases that go live."""
    days = study.live_at - study.requested
    worth = study.seen.value[study.went_live] / YEAR * days[study.went_live]
    return RatioOfSums(study.total(worth, study.went_live), study.count(study.went_live))

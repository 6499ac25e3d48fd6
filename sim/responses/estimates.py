"""Estimates over replications: of one configuration, and of differences between two with the same luck."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.responses.measures import Measures
from sim.responses.register import Response, known
from sim.stats import bootstrap, multiple, percentiles
from sim.stats.bootstrap import Interval
from sim.stats.curve import MUCH, NEAR, Curves, Floats, curves
from sim.stats.pairs import Pairs, all_pairs, pair_of
from sim.stats.percentiles import curve_percentiles, percentile_difference

CONVERSION = "conversion"
WITHIN, RESTRICTED = "within_target", "restricted_mean"
UNDECIDED, BY_TARGET = "censored", "undecided_by_target"  # responses: shares of requests that are undecided
OPEN = {CONVERSION: UNDECIDED, WITHIN: BY_TARGET}  # shares that the undecided leave open
SKEWED = ("queue_wait", "team_queue_wait", "waiting_so_far")  # waits: many short ones, a few very long
NOT_TOLD = "none: too many requests are undecided"
WITH_UNDECIDED = "; from none to all of the undecided going live"


def cohort_curves(measures: Sequence[Measures]) -> Curves:
    """Cumulative incidence of live, in every replication."""
    return curves([m.duration for m in measures], [m.outcome for m in measures])


def undecided(measures: Sequence[Measures], *, by: str = UNDECIDED) -> float:
    """Share of requests of which nothing shows whether they go live, at all or `by` the target: 1 less all ends."""
    top, bottom = (float(each.sum()) for each in ratio_columns(measures, by))
    return top / bottom if bottom else 0.0


def ratio_columns(measures: Sequence[Measures], name: str) -> tuple[Floats, Floats]:
    """Numerators and denominators of a response, one of each per replication."""
    names = measures[0].names
    place = names.index(name)
    pairs = np.array([m.pairs[place if m.names is names else m.names.index(name)] for m in measures])
    return pairs[:, 0], pairs[:, 1]


def estimate(
    measures: Sequence[Measures], name: str, *, level: float = 0.95, seed: int = 0, curve: Curves | None = None
) -> Interval:
    """A response of one configuration, with its interval; `curve` spares making it again for percentiles."""
    response = known(name)
    if response.measure is None:
        curve = cohort_curves(measures) if curve is None else curve
        return curve_percentiles(curve, [response.percentile], level=level, seed=seed)[0].interval
    if not told(response, measures):
        return Interval(np.nan, np.nan, np.nan, level, NOT_TOLD, len(measures))
    if response.name in SKEWED or name == "time_in.queueing":
        return bootstrap.ratio_of_skewed_sums(*ratio_columns(measures, name), level=level)
    found = bootstrap.ratio_of_sums(*ratio_columns(measures, name), level=level)
    if name not in OPEN or undecided(measures, by=OPEN[name]) <= MUCH:
        return found
    most = bootstrap.ratio_of_sums(*_most_live(measures, name), level=level)
    return replace(found, high=most.high, method=f"{found.method}{WITH_UNDECIDED}")


def told(response: Response, *configurations: Sequence[Measures]) -> bool:
    """Whether a mean may be told: not where many of the requests that it is about are undecided."""
    by = BY_TARGET if response.name == RESTRICTED else UNDECIDED if response.of_those_there else ""
    return not by or all(undecided(measures, by=by) <= MUCH for measures in configurations)


def _comparable(response: Response, *configurations: Sequence[Measures]) -> bool:
    """Whether a difference may be told."""
    closed = response.name != WITHIN or all(undecided(each, by=BY_TARGET) <= MUCH for each in configurations)
    return closed and told(response, *configurations)


def difference(
    measures: Sequence[Measures], base: Sequence[Measures], name: str, *, level: float = 0.95, seed: int = 0
) -> Interval:
    """A response of one configuration minus that of the baseline, replication by replication the same luck."""
    response = known(name)
    _same_length(measures, base)
    if response.measure is None:
        one, other = cohort_curves(measures), cohort_curves(base)
        return percentile_difference(one, other, response.percentile, level=level, seed=seed).interval
    if not _comparable(response, measures, base):
        return Interval(np.nan, np.nan, np.nan, level, NOT_TOLD, len(measures))
    columns, against = ratio_columns(measures, name), ratio_columns(base, name)
    found = bootstrap.ratio_difference(*columns, *against, level=level)
    if name != CONVERSION or max(undecided(measures), undecided(base)) <= MUCH:
        return found
    least = bootstrap.ratio_difference(*columns, *_most_live(base, name), level=level)
    most = bootstrap.ratio_difference(*_most_live(measures, name), *against, level=level)
    return replace(found, low=least.low, high=most.high, method=f"{found.method}{WITH_UNDECIDED}")


def _most_live(measures: Sequence[Measures], name: str) -> tuple[Floats, Floats]:
    """Numerators and denominators of a share if all undecided requests go live."""
    live, requests = ratio_columns(measures, name)
    return live + ratio_columns(measures, OPEN[name])[0], requests


def family(
    configurations: Sequence[Sequence[Measures]], name: str, *, seed: int = 0, draws: int = bootstrap.DRAWS
) -> tuple[Floats, Floats]:
    """Estimates of a response in several configurations, and bootstrap draws of them with shared resampling.

    What `sim.stats.multiple` asks for; the draws have shape (draw, configuration). What many undecided requests leave
    open is not a number.
    """
    response = known(name)
    _same_length(*configurations)
    counts = bootstrap.resample_counts(len(configurations[0]), draws, seed)
    if response.measure is None:
        return _family_of_percentiles(configurations, response.percentile, counts)
    columns = [ratio_columns(measures, name) for measures in configurations]
    open_ = [not _comparable(response, measures) for measures in configurations]
    if name == CONVERSION:
        open_ = [undecided(measures) > MUCH for measures in configurations]
    return (
        np.where(open_, np.nan, [float(bootstrap.ratio(*pair)) for pair in columns]),
        np.where(open_, np.nan, np.stack([bootstrap.ratio(*pair, counts) for pair in columns], axis=1)),
    )


def pairs(configurations: Sequence[Sequence[Measures]], name: str, *, level: float = 0.95, seed: int = 0) -> Pairs:
    """The differences of every two configurations in a response, with intervals that hold together."""
    if len(configurations) == 2:
        found = difference(configurations[1], configurations[0], name, level=level, seed=seed)
        chance = multiple.p_value(found) if known(name).measure else np.nan
        return replace(pair_of(found, chance), estimates=_estimates(configurations, name))
    estimates, draws = family(configurations, name, seed=seed)
    return all_pairs(estimates, draws, n=len(configurations[0]), level=level)


def _estimates(configurations: Sequence[Sequence[Measures]], name: str) -> Floats:
    return np.array([estimate(measures, name).estimate for measures in configurations])


def _family_of_percentiles(
    configurations: Sequence[Sequence[Measures]], p: float, counts: Floats
) -> tuple[Floats, Floats]:
    found = [cohort_curves(measures) for measures in configurations]
    ends = np.array([percentiles.read(curve, [p])[0] for curve in found])  # configuration, (least, most)
    apart = np.array([curve.undecided > MUCH for curve in found]) & (
        np.abs(ends[:, 1] - ends[:, 0]) > NEAR * ends[:, 1]
    )
    apart &= np.isfinite(ends[:, 1])
    return (
        np.where(apart, np.nan, ends[:, 1]),
        np.stack([percentiles.resampled(curve, [p], counts)[0, 1] for curve in found], axis=1),
    )


def _same_length(*configurations: Sequence[Measures]) -> None:
    if len({len(measures) for measures in configurations}) > 1:
        raise ValueError("paired estimates need the same replications of every configuration")

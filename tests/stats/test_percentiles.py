"""Percentiles come from what happened: the days of events, whatever else is observed and for how long."""

import numpy as np
import pytest

from sim.stats.bootstrap import resample_counts
from sim.stats.curve import LIVE, STOPPED, UNDECIDED, curves
from sim.stats.percentiles import curve_percentiles, percentile_difference, read, resampled


def most(curve, p):
    return read(curve, [p])[0, 1]


def test_percentiles_are_of_those_that_go_live():
    found = curves([np.array([10.0, 20.0, 30.0, 40.0, 5.0])], [np.array([LIVE, LIVE, LIVE, LIVE, STOPPED])])
    assert read(found, [0.5, 0.75]).tolist() == [[20.0, 20.0], [30.0, 30.0]]


@pytest.mark.parametrize("horizon", [2.0, 100.0, 2500.0, 1e6])
def test_one_open_item_does_not_move_the_percentiles_of_the_others(horizon):
    days = [np.array([1.0] * 19 + [horizon])] * 20
    found = curve_percentiles(curves(days, [np.array([LIVE] * 19 + [UNDECIDED])] * 20), [0.5, 0.85, 0.96])
    for each in found[:2]:
        assert (each.interval.low, each.interval.estimate, each.interval.high) == (1.0, 1.0, 1.0)
    assert found[2].least.estimate == 1.0
    assert found[2].interval.estimate == np.inf  # 0.96 > 19/20


def test_a_share_that_is_reached_exactly_is_reached_whatever_the_rounding():
    """Ten in thirty replications of three, of which a third is a sum of thirds."""
    days = [np.array([1.0, 2.0, 3.0])] * 30
    found = curves(days, [np.array([LIVE] * 3)] * 30)
    for p, day in ((1 / 3, 1.0), (2 / 3, 2.0), (1.0, 3.0), (0.1 + 0.2 + 1 / 30, 1.0)):
        assert most(found, p) == day
        assert set(resampled(found, [p], resample_counts(30, 200, 1)).ravel()) == {day}


def test_undecided_requests_give_bounds_and_beyond_what_is_reached_nothing():
    days, ends = [np.array([10.0, 20.0, 50.0, 50.0])], [np.array([LIVE, LIVE, UNDECIDED, UNDECIDED])]
    found = curves(days, ends)
    assert read(found, [0.5]).tolist() == [
        [10.0, 20.0]
    ]  # one of two if none of the others goes live, two of four if all
    assert read(found, [0.51]).tolist() == [[20.0, np.inf]]
    assert read(curves(days, [np.array([LIVE, LIVE, STOPPED, STOPPED])]), [0.95]).tolist() == [[20.0, 20.0]]


def test_where_bounds_are_apart_there_is_no_estimate_and_the_interval_holds_both_intervals():
    rng = np.random.default_rng(3)
    true = rng.gamma(4.0, 25.0, size=(40, 30))
    found = curve_percentiles(
        curves(list(np.minimum(true, 160.0)), [np.where(row < 160.0, LIVE, UNDECIDED) for row in true]), [0.5]
    )[0]
    interval = found.interval
    assert found.apart
    assert np.isnan(interval.estimate)
    assert interval.low == found.least.low < found.least.estimate < found.most.estimate < found.most.high
    assert interval.high == found.most.high


def test_nothing_live_has_no_percentile():
    found = curves([np.array([5.0])] * 3, [np.array([STOPPED])] * 3)
    assert most(found, 0.5) == np.inf
    assert np.isinf(resampled(found, [0.5], resample_counts(3, 5))).all()
    nobody = curves([np.zeros(0)] * 3, [np.zeros(0, dtype=np.int8)] * 3)
    assert np.isinf(resampled(nobody, [0.5], resample_counts(3, 5))).all()


@pytest.mark.parametrize("censored", [False, True])
@pytest.mark.parametrize("size", [3, 12, 200])
def test_resampled_percentiles_are_those_of_the_resampled_replications(size, censored):
    rng = np.random.default_rng(size)
    days = [rng.gamma(2.0, 50.0, size=size) for _ in range(7)]
    ends = [rng.integers(0 if censored else 1, 3, size=size) for _ in range(7)]
    counts = resample_counts(7, 40, seed=3)
    ps = [0.1, 0.5, 0.85, 0.99]
    found = resampled(curves(days, ends), ps, counts)
    for draw in range(40):
        taken = np.repeat(np.arange(7), counts[draw].astype(int))
        again = curves([days[i] for i in taken], [ends[i] for i in taken])
        assert found[:, :, draw].tolist() == read(again, ps).tolist()


def test_staggered_requests_do_not_bias_the_median():
    """V24b: requests uniform over 240 days, observed until day 240."""
    rng = np.random.default_rng(25)
    true, observed = rng.exponential(100.0, size=(100, 1000)), rng.uniform(0.0, 240.0, size=(100, 1000))
    ends = [np.where(t < c, LIVE, UNDECIDED) for t, c in zip(true, observed, strict=True)]
    found = curves(list(np.minimum(true, observed)), ends)
    assert np.mean(np.concatenate(ends) == LIVE) == pytest.approx(0.62113248, abs=0.01)
    assert most(found, 0.5) == pytest.approx(69.314718, abs=2.0)


def test_the_median_under_a_horizon_is_that_of_the_law_and_the_last_are_refused():
    """V24a: T ~ Exp(100), horizon 120."""
    true = np.random.default_rng(24).exponential(100.0, size=(200, 500))
    found = curves(list(np.minimum(true, 120.0)), [np.where(row < 120.0, LIVE, UNDECIDED) for row in true])
    assert most(found, 0.5) == pytest.approx(69.314718, abs=5 * 100 / np.sqrt(true.size))
    assert most(found, 0.85) == np.inf


def test_the_difference_of_bounds_goes_from_the_least_to_the_most():
    rng = np.random.default_rng(5)
    true = rng.gamma(4.0, 25.0, size=(30, 30))
    cut = curves(list(np.minimum(true, 160.0)), [np.where(row < 160.0, LIVE, UNDECIDED) for row in true])
    whole = curves(list(true), [np.full(30, LIVE)] * 30)
    found = percentile_difference(cut, whole, 0.5)
    assert found.least.estimate < 0.0 <= found.most.estimate
    assert np.isnan(found.interval.estimate)
    assert found.interval.low < found.least.estimate
    assert found.most.estimate <= found.interval.high

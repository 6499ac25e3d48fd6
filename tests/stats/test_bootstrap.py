"""Intervals cover as often as they say, from 20 replications on."""

import numpy as np
import pytest

from sim.stats.bootstrap import (
    from_draws,
    influence,
    ratio,
    ratio_difference,
    ratio_difference_combinations,
    ratio_of_skewed_sums,
    ratio_of_sums,
    resample_counts,
)  # fmt: skip
from sim.stats.curve import LIVE, STOPPED, curves
from sim.stats.percentiles import curve_percentiles, percentile_difference


def replications(rng, n, *, mean=100.0):
    """About a dozen items each, with luck that a whole replication shares; conversion one half."""
    luck = rng.lognormal(-0.02, 0.2, size=n)
    sizes = rng.poisson(24, size=n) + 1
    days = [shared * mean * rng.gamma(4.0, 0.25, size=size) for shared, size in zip(luck, sizes, strict=True)]
    ends = [np.where(rng.random(len(day)) < 0.5, LIVE, STOPPED) for day in days]
    return days, ends


def sums(days, ends):
    live = [day[end == LIVE] for day, end in zip(days, ends, strict=True)]
    return np.array([day.sum() for day in live]), np.array([float(len(day)) for day in live])


def test_a_ratio_of_sums_by_hand():
    found = ratio_of_sums(np.array([2.0, 4.0, 9.0]), np.array([1.0, 2.0, 3.0]))
    # R = 15/6; z = (y - 2.5 x) / 2 = -0.25, -0.5, 0.75; sd = 0.6614; t(2) = 4.302653
    assert found.estimate == 2.5
    assert found.half_width == pytest.approx(4.30265273 * np.sqrt((0.0625 + 0.25 + 0.5625) / 2) / np.sqrt(3))


def test_an_empty_denominator_gives_no_estimate():
    found = ratio_of_sums(np.zeros(5), np.zeros(5))
    assert np.isnan(found.estimate)
    assert np.isnan(found.low)


def test_one_replication_gives_no_interval():
    assert np.isnan(ratio_of_sums(np.array([3.0]), np.array([2.0])).high)


@pytest.mark.parametrize("n", [20, 100])
def test_the_interval_of_a_ratio_covers_as_often_as_it_says(n):
    rng = np.random.default_rng(n)
    trials, hit = 1000, 0
    for _ in range(trials):
        x = rng.poisson(12, size=n).astype(float)
        luck = rng.lognormal(-0.02, 0.2, size=n)
        found = ratio_of_sums(100.0 * luck * rng.gamma(np.maximum(4.0 * x, 1e-9), 0.25), x)
        hit += found.low <= 100.0 <= found.high
    assert 0.92 <= hit / trials <= 0.975


@pytest.mark.parametrize("p", [0.5, 0.85])
def test_the_interval_of_a_percentile_covers_as_often_as_it_says(p):
    rng = np.random.default_rng(7)
    luck = rng.lognormal(-0.02, 0.2, size=400_000)
    truth = float(np.quantile(100.0 * luck * rng.gamma(4.0, 0.25, size=len(luck)), p))
    trials, hit = 200, 0
    for trial in range(trials):
        days, ends = replications(rng, 20)
        found = curve_percentiles(curves(days, ends), [p], seed=trial, draws=400)[0].interval
        hit += found.low <= truth <= found.high
    assert 0.91 <= hit / trials <= 0.985


def test_pairing_narrows_and_covers():
    rng = np.random.default_rng(11)
    trials, hit, narrower = 400, 0, 0
    for _ in range(trials):
        days, ends = replications(rng, 30)
        base, other = sums(days, ends), sums([1.1 * day for day in days], ends)
        found = ratio_difference(*other, *base)
        hit += found.low <= 10.0 <= found.high
        narrower += found.half_width < ratio_of_sums(*base).half_width / 5
    assert 0.92 <= hit / trials <= 0.98
    assert narrower == trials


def test_a_paired_percentile_difference_is_of_the_same_draws():
    rng = np.random.default_rng(12)
    days, ends = replications(rng, 30)
    base, other = curves(days, ends), curves([day + 7.0 for day in days], ends)
    found = percentile_difference(other, base, 0.5).interval
    assert found.estimate == pytest.approx(7.0, abs=1e-9)
    assert found.half_width < 1e-9


def test_a_percentile_that_is_reached_in_some_draws_only_has_no_upper_end():
    found = from_draws(5.0, np.array([4.0] * 90 + [np.inf] * 10), n=50, level=0.95, method="x")
    assert found.low == 4.0
    assert found.high == np.inf


def test_draws_are_the_same_for_the_same_seed_only():
    assert np.array_equal(resample_counts(30, 10, 1), resample_counts(30, 10, 1))
    assert not np.array_equal(resample_counts(30, 10, 1), resample_counts(30, 10, 2))
    assert np.all(resample_counts(30, 10, 1).sum(axis=1) == 30)


def test_the_linearization_agrees_with_the_bootstrap():
    rng = np.random.default_rng(3)
    y, x = sums(*replications(rng, 200))
    spread = np.std(ratio(y, x, resample_counts(200, 4000, 9)))
    assert spread == pytest.approx(np.std(influence(y, x), ddof=1) / np.sqrt(200), rel=0.06)


def four_differences(rng, n):
    """Numerators and denominators of four pairs under the same luck; true differences 5, 10, 15, 20."""
    x = rng.poisson(12, size=n)[:, None] + np.ones((1, 4))
    luck = rng.lognormal(-0.02, 0.2, size=(n, 1)) * rng.gamma(4.0 * x, 0.25) / x
    return (100.0 + np.array([5.0, 10.0, 15.0, 20.0])) * luck * x, x, 100.0 * luck * x, x


def test_a_combination_of_one_difference_is_the_difference():
    data = four_differences(np.random.default_rng(3), 25)
    found, _ = ratio_difference_combinations(*data, np.eye(4))
    assert found == tuple(
        ratio_difference(data[0][:, at], data[1][:, at], data[2][:, at], data[3][:, at]) for at in range(4)
    )


def test_combinations_add_up_and_nothing_comes_of_equal_configurations():
    one = four_differences(np.random.default_rng(4), 25)
    weights = np.array([[0.5, 0.5, 0.0, 0.0], [0.5, -0.5, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]])
    (first, second, whole), _ = ratio_difference_combinations(*one, weights)
    assert first.estimate + second.estimate == pytest.approx(whole.estimate, abs=1e-12)
    for nothing in ratio_difference_combinations(one[0], one[1], one[0], one[1], weights)[0]:
        assert (nothing.estimate, nothing.low, nothing.high) == (0.0, 0.0, 0.0)


def test_the_interval_of_a_combination_covers_and_agrees_with_the_bootstrap():
    rng = np.random.default_rng(12)
    weights = np.array([[0.25, -0.5, -0.25, 0.75]])  # of differences 5, 10, 15, 20: 7.5
    trials, hit, half, spread = 600, 0, [], []
    for trial in range(trials):
        data = four_differences(rng, 30)
        (found,), _ = ratio_difference_combinations(*data, weights)
        hit += found.low <= 7.5 <= found.high
        if trial < 20:
            counts = resample_counts(30, 1000, trial)
            draws = sum(
                weight
                * (
                    ratio(*(part[:, at] for part in data[:2]), counts)
                    - ratio(*(part[:, at] for part in data[2:]), counts)
                )
                for at, weight in enumerate(weights[0])
            )
            half.append(found.half_width)
            spread.append(2.045 * draws.std() * np.sqrt(30 / 29))
    assert 0.92 <= hit / trials <= 0.975
    assert np.mean(half) == pytest.approx(np.mean(spread), rel=0.06)


def test_waits_have_an_interval_that_is_skewed_like_them_and_none_from_few():
    rng = np.random.default_rng(5)
    x = rng.poisson(12, size=40) + 1.0
    y = x * rng.lognormal(0.0, 1.0, size=40)
    found = ratio_of_skewed_sums(y, x)
    assert found.high - found.estimate > found.estimate - found.low > 0.0
    assert found.high * found.low == pytest.approx(found.estimate**2)
    few = ratio_of_skewed_sums(y[:39], x[:39])
    assert few.estimate == pytest.approx(y[:39].sum() / x[:39].sum())
    assert np.isnan(few.low)
    nobody = ratio_of_skewed_sums(np.zeros(40), x)
    assert (nobody.estimate, nobody.low, nobody.high) == (0.0, 0.0, 0.0)


def test_waits_are_covered_more_often_on_the_scale_of_logarithms():
    rng = np.random.default_rng(6)
    trials, plain, skewed = 1500, 0, 0
    for _ in range(trials):
        y = rng.lognormal(-0.72, 1.2, size=40)
        one, other = ratio_of_sums(y, np.ones(40)), ratio_of_skewed_sums(y, np.ones(40))
        plain += one.low <= 1.0 <= one.high
        skewed += other.low <= 1.0 <= other.high
    assert skewed > plain
    assert skewed / trials > 0.88

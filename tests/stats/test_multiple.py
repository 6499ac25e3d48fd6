"""Families of comparisons keep their promise."""

import numpy as np
import pytest

from sim.stats.bootstrap import Interval, resample_counts, t_quantile
from sim.stats.multiple import at_once, may_be_best_of_many, p_value, simultaneous


def test_a_p_value_belongs_to_its_interval():
    assert p_value(Interval(2.0, 0.0, 4.0, 0.95, "", 30)) == pytest.approx(0.05)
    assert p_value(Interval(0.0, 0.0, 0.0, 0.95, "", 30)) == 1.0


def drawn(rng, n, shifts):
    """Replications of configurations that share most of their luck."""
    return rng.normal(size=(n, 1)) + 0.5 * rng.standard_t(5, size=(n, len(shifts))) + np.array(shifts)


@pytest.mark.parametrize("n", [20, 60])
def test_simultaneous_intervals_cover_all_at_once(n):
    rng = np.random.default_rng(n)
    counts = resample_counts(n, 800, 1)
    trials, hit = 500, 0
    for _ in range(trials):
        values = drawn(rng, n, [0, 0, 1, 2, 0])
        gaps = values[:, 1:] - values[:, :1]
        found = simultaneous(gaps.mean(axis=0), counts @ gaps / n, n=n)
        hit += all(each.low <= true <= each.high for each, true in zip(found, [0, 1, 2, 0], strict=True))
    assert 0.92 <= hit / trials <= 0.985


def test_of_many_the_truly_best_stays_and_those_clearly_behind_do_not():
    generator = np.random.default_rng(5)
    kept, rounds, sizes = 0, 200, []
    means = np.concatenate([[10.0, 10.0], np.linspace(10.2, 14.0, 58)])
    for _ in range(rounds):
        luck = generator.normal(0.0, 3.0, 40)  # shared by all, as with common random numbers
        items = generator.poisson(12.0, 40) + 1.0
        times = (means[:, None] + luck + generator.normal(0.0, 0.5, (60, 40))) * items
        stay = may_be_best_of_many(times, np.tile(items, (60, 1)))
        kept += 0 in stay
        sizes.append(len(stay))
        assert 59 not in stay
    assert kept / rounds >= 0.95
    assert np.mean(sizes) < 14


def test_of_many_configurations_without_a_value_are_not_best_unless_all_are():
    ones = np.ones((3, 10))
    times = np.array([[1.0], [2.0], [3.0]]) * np.ones((3, 10))
    nobody = ones.copy()
    nobody[0] = 0.0
    assert may_be_best_of_many(times, ones) == [0]
    assert may_be_best_of_many(times, ones, better="higher") == [2]
    assert may_be_best_of_many(times, nobody) == [1]
    assert may_be_best_of_many(times, np.zeros((3, 10))) == [0, 1, 2]


def test_of_many_what_differs_by_less_than_matters_is_as_good():
    times = np.array([[10.0], [10.4], [12.0]]) + np.linspace(-0.1, 0.1, 20) * np.array([[1.0], [0.9], [1.0]])
    ones = np.ones((3, 20))
    assert may_be_best_of_many(times, ones) == [0]
    assert may_be_best_of_many(times, ones, matters=1.0) == [0, 1]


@pytest.mark.parametrize("n", [20, 60])
def test_parts_that_are_told_together_hold_at_once(n):
    rng = np.random.default_rng(n)
    truth = np.array([1.0, 0.0, -2.0, 0.5, 0.0])
    trials, hit = 300, 0
    for _ in range(trials):
        values = truth + rng.normal(size=(n, 1)) + rng.normal(size=(n, 5))
        error = values.std(axis=0, ddof=1) / np.sqrt(n)
        alone = [
            Interval(e, e - t_quantile(0.95, n) * s, e + t_quantile(0.95, n) * s, 0.95, "t", n)
            for e, s in zip(values.mean(axis=0).tolist(), error.tolist(), strict=True)
        ]
        found = at_once(alone, values - values.mean(axis=0), draws=800)
        hit += all(each.low <= true <= each.high for each, true in zip(found, truth, strict=True))
    assert 0.92 <= hit / trials <= 0.985
    assert all(one.half_width > each.half_width for one, each in zip(found, alone, strict=True))

"""Families of comparisons keep their promise."""

import numpy as np
import pytest

from sim.stats.bootstrap import Interval, resample_counts
from sim.stats.multiple import holm, may_be_best, p_value, simultaneous


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == pytest.approx([1.0, 1.0])
    assert len(holm([])) == 0


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


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_the_best_stays_among_those_that_may_be_best(better):
    rng = np.random.default_rng(4)
    sign = 1 if better == "lower" else -1
    counts = resample_counts(20, 800, 1)
    trials, kept, dropped = 300, 0, 0
    for _ in range(trials):
        values = sign * drawn(rng, 20, [0, 0.0, 0.0, 2.0])
        stay = may_be_best(values.mean(axis=0), counts @ values / 20, n=20, better=better)
        kept += 0 in stay
        dropped += 3 not in stay
    assert kept / trials >= 0.92
    assert dropped == trials


def test_a_configuration_that_never_gets_there_is_not_the_best():
    draws = np.array([[1.0, np.inf], [1.1, np.inf], [0.9, 5.0]])
    assert may_be_best(np.array([1.0, np.inf]), draws, n=20) == [0]
    assert may_be_best(np.array([np.inf, np.inf]), np.full((3, 2), np.inf), n=20) == [0, 1]


def test_equal_configurations_may_both_be_best():
    draws = np.repeat(np.random.default_rng(1).normal(size=(50, 1)), 2, axis=1)
    assert may_be_best(np.array([1.0, 1.0]), draws, n=20) == [0, 1]

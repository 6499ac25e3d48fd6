"""Cumulative incidence against hand examples and known laws."""

import numpy as np
import pytest

from sim.stats.bootstrap import resample_counts
from sim.stats.curve import (
    LIVE,
    STOPPED,
    UNDECIDED,
    average,
    common_grid,
    curves,
    incidence,
    percentiles,
    restricted_mean,
    share_by,
)  # fmt: skip


def test_aalen_johansen_of_a_hand_example():
    # 6 items: live at 1, stopped at 2, live at 3 with one censored at 3, stopped at 4, live at 5
    days = np.array([1.0, 2.0, 3.0, 3.0, 4.0, 5.0])
    ends = np.array([LIVE, STOPPED, LIVE, UNDECIDED, STOPPED, LIVE])
    times, live, nothing = incidence(days, ends)
    assert times.tolist() == [1, 2, 3, 4, 5]
    # S: 5/6, 4/6, 3/6, 1/4, 0;  F: 1/6, 1/6, 1/6 + 4/6 / 4, the same, + 1/4 / 1
    assert live == pytest.approx([1 / 6, 1 / 6, 1 / 3, 1 / 3, 7 / 12])
    assert nothing == pytest.approx([5 / 6, 4 / 6, 1 / 2, 1 / 4, 0.0], abs=1e-15)
    _, stopped, _ = incidence(days, ends, cause=STOPPED)
    assert live[-1] + stopped[-1] == pytest.approx(1.0)


def test_without_censoring_the_curve_is_the_plain_share():
    rng = np.random.default_rng(1)
    days, ends = (
        [rng.gamma(2.0, 50.0, size=n) for n in (5, 12, 0, 9)],
        [rng.integers(1, 4, size=n) for n in (5, 12, 0, 9)],
    )
    found = curves(days, ends)
    share, undecided = average(found)
    pooled = np.concatenate(days)[np.concatenate(ends) == LIVE]
    assert share == pytest.approx([np.sum(pooled <= t) / 26 for t in found.grid])
    assert undecided == 0.0


def test_percentiles_are_of_those_that_go_live():
    days = [np.array([10.0, 20.0, 30.0, 40.0, 5.0])]
    ends = [np.array([LIVE, LIVE, LIVE, LIVE, STOPPED])]
    found = curves(days, ends, np.arange(0.0, 41.0))
    assert percentiles(found, 0.5) == pytest.approx([20.0])
    assert percentiles(found, 0.75) == pytest.approx([30.0])


def test_a_percentile_is_refused_where_the_undecided_could_move_it():
    days, ends = [np.array([10.0, 20.0, 50.0, 50.0])], [np.array([LIVE, LIVE, UNDECIDED, UNDECIDED])]
    found = curves(days, ends, np.arange(0.0, 51.0))
    assert percentiles(found, 0.5) == pytest.approx([20.0])  # two of four at least, if all go live
    assert percentiles(found, 0.51)[0] == np.inf
    stopped = curves(days, [np.array([LIVE, LIVE, STOPPED, STOPPED])], np.arange(0.0, 51.0))
    assert percentiles(stopped, 0.95) == pytest.approx([20.0], abs=0.2)


def test_nothing_live_has_no_percentile():
    assert percentiles(curves([np.array([5.0])], [np.array([STOPPED])]), 0.5)[0] == np.inf


def test_resampled_percentiles_are_those_of_the_resampled_replications():
    rng = np.random.default_rng(2)
    days, ends = [rng.gamma(2.0, 50.0, size=12) for _ in range(7)], [rng.integers(1, 3, size=12) for _ in range(7)]
    grid = common_grid(days)
    counts = resample_counts(7, 5, seed=3)
    found = percentiles(curves(days, ends, grid), 0.5, counts)
    for draw in range(5):
        taken = np.repeat(np.arange(7), counts[draw].astype(int))
        again = curves([days[i] for i in taken], [ends[i] for i in taken], grid)
        assert found[draw] == pytest.approx(percentiles(again, 0.5)[0])


def test_unfinished_items_at_the_horizon_do_not_bias_the_curve():
    """V24a: T ~ Exp(100), horizon 120; 5 standard errors."""
    rng = np.random.default_rng(24)
    true = rng.exponential(100.0, size=(200, 500))
    days = list(np.minimum(true, 120.0))
    ends = [np.where(row < 120.0, LIVE, UNDECIDED) for row in true]
    found = curves(days, ends, np.linspace(0.0, 120.0, 2401))
    n = true.size
    for day, survival in ((60.0, 0.54881164), (90.0, 0.40656966)):
        assert 1 - share_by(found, day) == pytest.approx(survival, abs=5 * np.sqrt(survival * (1 - survival) / n))
    assert np.mean(np.concatenate(ends) == UNDECIDED) == pytest.approx(0.30119421, abs=5 * 0.46 / np.sqrt(n))
    assert percentiles(found, 0.5)[0] == pytest.approx(69.314718, abs=5 * 100 / np.sqrt(n))
    assert percentiles(found, 0.85)[0] == np.inf
    assert restricted_mean(found, 120.0) == pytest.approx(69.880579, abs=5 * 45 / np.sqrt(n))


def test_staggered_requests_do_not_bias_the_median():
    """V24b: requests uniform over 240 days, observed until day 240."""
    rng = np.random.default_rng(25)
    true, observed = rng.exponential(100.0, size=(100, 1000)), rng.uniform(0.0, 240.0, size=(100, 1000))
    ends = [np.where(t < c, LIVE, UNDECIDED) for t, c in zip(true, observed, strict=True)]
    found = curves(list(np.minimum(true, observed)), ends, np.linspace(0.0, 240.0, 2401))
    assert np.mean(np.concatenate(ends) == LIVE) == pytest.approx(0.62113248, abs=0.01)
    assert percentiles(found, 0.5)[0] == pytest.approx(69.314718, abs=2.0)


def test_the_restricted_mean_of_certain_times_is_theirs():
    found = curves([np.array([10.0, 30.0])], [np.array([LIVE, LIVE])], np.linspace(0.0, 30.0, 30001))
    assert restricted_mean(found, 20.0) == pytest.approx(15.0, abs=0.01)

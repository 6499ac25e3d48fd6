"""Cumulative incidence against hand examples, its definition and known laws."""

import numpy as np
import pytest

from sim.stats.curve import LIVE, STOPPED, UNDECIDED, WITHDRAWN, curves, lived, restricted_mean, shares_by


def by_definition(days, ends, cause, at):
    """F(t) = sum over event times s <= t of S(s-) d(s) / n(s), and S at the end (Aalen & Johansen 1978)."""
    survival, incidence = 1.0, 0.0
    for time in np.unique(days):
        at_risk = np.sum(days >= time)
        if time <= at:
            incidence += survival * np.sum((days == time) & (ends == cause)) / at_risk
        survival *= 1.0 - np.sum((days == time) & (ends != UNDECIDED)) / at_risk
    return incidence, survival


def test_aalen_johansen_of_a_hand_example():
    # 6 items: live at 1, stopped at 2, live at 3 with one censored at 3, stopped at 4, live at 5
    days = np.array([1.0, 2.0, 3.0, 3.0, 4.0, 5.0])
    ends = np.array([LIVE, STOPPED, LIVE, UNDECIDED, STOPPED, LIVE])
    found = curves([days], [ends])
    # S: 5/6, 4/6, 3/6, 1/4, 0;  F: 1/6, 1/6, 1/6 + 4/6 / 4, the same, + 1/4 / 1
    assert shares_by(found, [1, 2, 3, 4, 5]) == pytest.approx([1 / 6, 1 / 6, 1 / 3, 1 / 3, 7 / 12])
    assert found.undecided == 0.0
    assert shares_by(curves([days], [ends], cause=STOPPED), [5])[0] == pytest.approx(5 / 12)


@pytest.mark.parametrize("seed", range(20))
def test_redistribution_to_the_right_is_aalen_johansen_ties_and_all(seed):
    rng = np.random.default_rng(seed)
    samples = [
        (np.round(rng.gamma(2.0, 5.0, size=n)), rng.integers(0, 4, size=n).astype(np.int8)) for n in (1, 4, 0, 9, 40)
    ]
    found = curves([days for days, _ in samples], [ends for _, ends in samples])
    at = [0.0, 3.0, 10.0, 40.0]
    for row, (days, ends) in enumerate(samples):
        expected = [len(days) * by_definition(days, ends, LIVE, t)[0] for t in at]
        assert lived(found, at)[row] == pytest.approx(expected, abs=1e-12)
        if len(days):
            assert found.left[row] == pytest.approx(len(days) * by_definition(days, ends, LIVE, 0.0)[1], abs=1e-12)
    total = sum(curves(*zip(*samples, strict=True), cause=end).mass.sum() for end in (LIVE, STOPPED, WITHDRAWN))
    assert total + found.left.sum() == pytest.approx(54.0)


def test_without_censoring_every_request_counts_exactly_once():
    rng = np.random.default_rng(1)
    days = [rng.gamma(2.0, 50.0, size=n) for n in (5, 12, 0, 9)]
    ends = [rng.integers(1, 4, size=n) for n in (5, 12, 0, 9)]
    found = curves(days, ends)
    at = np.array([0.0, 20.0, 300.0, 90.0])
    pooled = np.concatenate(days)[np.concatenate(ends) == LIVE]
    assert shares_by(found, at).tolist() == [np.sum(pooled <= t) / 26 for t in at]
    assert lived(found, at).sum(axis=0).tolist() == [np.sum(pooled <= t) for t in at]
    assert found.undecided == 0.0


def test_days_that_are_sums_meet_a_limit_with_a_tolerance():
    found = curves([np.array([0.1 + 0.2, 0.4])], [np.array([LIVE, LIVE])])
    assert shares_by(found, [0.3])[0] == lived(found, [0.3])[0, 0] / 2 == 0.5


def test_who_goes_live_on_the_last_day_observed_is_observed_whole():
    """The horizon cuts at 0.3, and the sum of days that ends there is a hair above it."""
    found = curves([np.array([0.1 + 0.2, 0.3])], [np.array([LIVE, UNDECIDED])])
    assert found.mass.tolist() == [1.0]
    assert found.left.tolist() == [1.0]


def test_unfinished_items_at_the_horizon_do_not_bias_the_curve():
    """V24a: T ~ Exp(100), horizon 120; 5 standard errors."""
    rng = np.random.default_rng(24)
    true = rng.exponential(100.0, size=(200, 500))
    ends = [np.where(row < 120.0, LIVE, UNDECIDED) for row in true]
    found = curves(list(np.minimum(true, 120.0)), ends)
    n = true.size
    for day, survival in ((60.0, 0.54881164), (90.0, 0.40656966)):
        assert 1 - shares_by(found, [day])[0] == pytest.approx(survival, abs=5 * np.sqrt(survival * (1 - survival) / n))
    assert found.undecided == pytest.approx(0.30119421, abs=5 * 0.46 / np.sqrt(n))
    assert restricted_mean(found, 120.0) == pytest.approx(69.880579, abs=5 * 45 / np.sqrt(n))


def test_the_restricted_mean_of_certain_times_is_theirs():
    found = curves([np.array([10.0, 30.0])], [np.array([LIVE, LIVE])])
    assert restricted_mean(found, 20.0) == 15.0

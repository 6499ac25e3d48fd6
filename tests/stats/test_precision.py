"""How many more replications a wanted half-width takes."""

import numpy as np
import pytest

from sim.stats.bootstrap import ratio_of_sums
from sim.stats.precision import half_width, more_needed, next_size, reached, replications_needed


def test_half_the_width_takes_four_times_the_replications():
    assert replications_needed(10.0, 200, 5.0) == pytest.approx(800, rel=0.02)
    assert more_needed(10.0, 200, 5.0) == pytest.approx(600, rel=0.03)


def test_what_is_narrow_enough_needs_no_more():
    assert more_needed(4.0, 20, 5.0) == 0
    assert more_needed(np.nan, 20, 5.0) == np.inf


def test_few_replications_are_credited_for_the_width_of_their_t():
    assert replications_needed(10.0, 5, 5.0) < 20


def test_the_forecast_is_kept():
    rng = np.random.default_rng(8)
    y, x = rng.gamma(4.0, 25.0, size=4000), np.ones(4000)
    now = half_width(y[:100], x[:100])
    m = int(replications_needed(now, 100, now / 4))
    assert half_width(y[:m], x[:m]) == pytest.approx(now / 4, rel=0.2)


def test_precision_is_judged_relative_to_the_estimate():
    found = ratio_of_sums(np.array([9.0, 10.0, 11.0, 10.0]), np.ones(4))
    assert reached(found, 0.2)
    assert not reached(found, 0.05)


def test_the_next_size_grows_and_stops_at_the_cap():
    assert next_size(20, 100.0, at_most=400) == 110
    assert next_size(20, np.inf, at_most=400) == 40
    assert next_size(300, 302.0, at_most=400) == 400
    assert next_size(400, 1000.0, at_most=400) == 400

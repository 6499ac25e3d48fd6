"""The whole curve lies within its band as often as the band says."""

import numpy as np

from sim.stats.band import band
from sim.stats.curve import LIVE, STOPPED, curves


def test_the_whole_curve_lies_within_its_band_as_often_as_it_says():
    rng = np.random.default_rng(6)
    days = np.arange(5.0, 400.0, 5.0)
    luck = rng.lognormal(-0.02, 0.2, size=200_000)
    sure = 100.0 * luck * rng.gamma(4.0, 0.25, size=len(luck))
    truth = 0.5 * np.searchsorted(np.sort(sure), days, side="right") / len(sure)
    trials, hit = 200, 0
    for trial in range(trials):
        shared = rng.lognormal(-0.02, 0.2, size=30)
        sizes = rng.poisson(24, size=30) + 1
        times = [one * 100.0 * rng.gamma(4.0, 0.25, size=size) for one, size in zip(shared, sizes, strict=True)]
        ends = [np.where(rng.random(len(each)) < 0.5, LIVE, STOPPED) for each in times]
        _, low, high = band(curves(times, ends), days, seed=trial % 8)
        known = truth > 0.01  # where something is live at all
        hit += bool(np.all((low <= truth) & (truth <= high), where=known))
    assert 0.88 <= hit / trials <= 0.985


def test_a_curve_that_is_the_same_in_every_replication_has_no_band():
    found = curves([np.array([3.0, 9.0])] * 5, [np.array([LIVE, STOPPED])] * 5)
    share, low, high = band(found, np.array([0.0, 5.0, 10.0]))
    assert share.tolist() == low.tolist() == high.tolist() == [0.0, 0.5, 0.5]


def test_one_replication_and_none_at_all_have_no_band():
    one = curves([np.array([3.0])], [np.array([LIVE])])
    assert band(one, np.array([5.0]))[1].tolist() == [1.0]
    nobody = curves([np.zeros(0)] * 3, [np.zeros(0, dtype=np.int8)] * 3)
    assert np.isnan(band(nobody, np.array([5.0]))[0]).all()

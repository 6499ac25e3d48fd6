"""Set, intervals and p-values of several configurations come from one family, so that none contradicts another."""

import numpy as np
import pytest

from sim.stats.bootstrap import Interval, resample_counts
from sim.stats.pairs import all_pairs, pair_of
from sim.stats.verdict import Verdict, verdict

COUNTS = {n: resample_counts(n, 400, 1) for n in (10, 20, 40)}


def drawn(rng, n, shifts):
    """Replications of configurations that share most of their luck."""
    return rng.normal(size=(n, 1)) + 0.5 * rng.standard_t(5, size=(n, len(shifts))) + np.array(shifts)


def compared(values, counts, level=0.95):
    n = len(values)
    return all_pairs(values.mean(axis=0), counts @ values / n, n=n, level=level)


def judged(rng, many):
    """A random comparison: ties, copies, near the limit and far, few runs and more."""
    n = int(rng.choice(list(COUNTS)))
    shifts = rng.choice([0.0, 0.1, 0.3, 1.0]) * rng.normal(size=many)
    values = drawn(rng, n, shifts) if rng.random() < 0.7 else rng.lognormal(shifts, 1.0, size=(n, many))
    if rng.random() < 0.2:
        values[:, -1] = values[:, 0]
    return compared(values, COUNTS[n]), float(rng.choice([0.0, 0.2, 1.0]))


def contradictions(found, matters, better):
    told = []
    best = found.may_be_best(better=better, matters=matters)
    sign = 1.0 if better == "lower" else -1.0
    first = int(np.argmin(sign * found.estimates))
    for one in range(len(found)):
        for other in range(len(found)):
            gap = found.between(one, other)
            if one != other and (gap.low > 0.0 or gap.high < 0.0) != (found.chance[one, other] < 0.05):
                told.append("p-value and interval")
        gap = found.between(one, first)
        says = verdict(gap.estimate, gap.low, gap.high, matters)
        if (one in best) == (says in (Verdict.BEATS, Verdict.BEATS_PERHAPS_LITTLE)):
            told.append("set and interval")
    if len(best) == 1 and not all(
        sign * found.between(one, best[0]).low > 0.0 or sign * found.between(one, best[0]).high > 0.0
        for one in range(len(found))
        if one != best[0]
    ):
        told.append("best alone and not ahead")
    return told


@pytest.mark.parametrize("many", [3, 5])
def test_set_interval_and_p_value_never_contradict_each_other(many):
    rng = np.random.default_rng(many)
    for _ in range(300):
        assert not contradictions(*judged(rng, many), better=str(rng.choice(["lower", "higher"])))


@pytest.mark.slow
@pytest.mark.parametrize("many", [3, 5])
def test_set_interval_and_p_value_never_contradict_each_other_in_ten_thousand(many):
    rng = np.random.default_rng(100 + many)
    for _ in range(10_000):
        assert not contradictions(*judged(rng, many), better=str(rng.choice(["lower", "higher"])))


@pytest.mark.parametrize("n", [20, 40])
def test_all_pairs_cover_at_once(n):
    rng = np.random.default_rng(n)
    shifts = np.array([0.0, 0.0, 1.0, 2.0])
    trials, hit = 500, 0
    for _ in range(trials):
        found = compared(drawn(rng, n, shifts), COUNTS[n])
        truth = shifts[:, None] - shifts[None, :]
        hit += bool(np.all((found.low <= truth) & (truth <= found.high)))
    assert 0.92 <= hit / trials <= 0.985


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_the_best_stays_among_those_that_may_be_best_and_who_is_far_behind_does_not(better):
    rng = np.random.default_rng(4)
    sign = 1 if better == "lower" else -1
    trials, kept, dropped = 300, 0, 0
    for _ in range(trials):
        stay = compared(sign * drawn(rng, 20, [0, 0.0, 0.0, 2.0]), COUNTS[20]).may_be_best(better=better)
        kept += 0 in stay
        dropped += 3 not in stay
    assert kept / trials >= 0.95
    assert dropped == trials


def test_three_engineers_a_baseline_and_its_copy():
    """The set kept two and said that the others are not; the interval said no practical difference (days, 5 matter)."""
    rng = np.random.default_rng(1)
    base = 170.0 + rng.normal(0.0, 30.0, size=40)
    three = base + rng.normal(1.0, 1.0, size=40)
    found = compared(np.stack([three, base, base], axis=1), COUNTS[40])
    gap = found.between(0, 1)
    assert verdict(gap.estimate, gap.low, gap.high, 5.0) is Verdict.BARELY
    assert found.may_be_best(better="lower", matters=5.0) == [0, 1, 2]
    assert found.may_be_best(better="lower") == [1, 2]
    same = found.between(1, 2)
    assert (same.estimate, same.low, same.high, found.chance[1, 2]) == (0.0, 0.0, 0.0, 1.0)


def test_a_configuration_that_never_gets_there_is_not_the_best():
    draws = np.array([[1.0, np.inf], [1.1, np.inf], [0.9, 5.0]])
    assert all_pairs(np.array([1.0, np.inf]), draws, n=20).may_be_best(better="lower") == [0]
    assert all_pairs(np.array([np.inf, np.inf]), np.full((3, 2), np.inf), n=20).may_be_best(better="lower") == [0, 1]


def test_one_that_is_not_known_widens_nothing_between_the_others():
    rng = np.random.default_rng(2)
    values = drawn(rng, 20, [0.0, 0.5, 1.0])
    known = compared(values, COUNTS[20])
    draws = np.column_stack([COUNTS[20] @ values / 20, np.full(400, np.nan)])
    found = all_pairs(np.append(values.mean(axis=0), np.nan), draws, n=20)
    assert np.array_equal(found.low[:3, :3], known.low)
    assert np.isnan(found.between(0, 3).low)
    assert np.isnan(found.chance[0, 3])


def test_equal_configurations_may_both_be_best():
    draws = np.repeat(np.random.default_rng(1).normal(size=(50, 1)), 2, axis=1)
    assert all_pairs(np.array([1.0, 1.0]), draws, n=20).may_be_best(better="lower") == [0, 1]


def test_a_difference_that_is_the_same_in_every_run_is_certain():
    draws = np.random.default_rng(1).integers(0, 9, size=(50, 1)) + np.array([[0.0, 2.0]])
    found = all_pairs(np.array([4.0, 6.0]), draws, n=20)
    assert (found.between(1, 0).low, found.between(1, 0).high, found.chance[1, 0]) == (2.0, 2.0, 0.0)
    assert found.may_be_best(better="lower") == [0]


def test_of_two_the_interval_stays_as_it_is():
    found = pair_of(Interval(2.0, 1.0, 3.0, 0.95, "t", 30), 0.001)
    assert found.between(1, 0) == Interval(2.0, 1.0, 3.0, 0.95, "t", 30)
    assert (found.between(0, 1).low, found.between(0, 1).high) == (-3.0, -1.0)
    assert found.may_be_best(better="lower") == [0]
    assert found.may_be_best(better="higher") == [1]

"""Release check: what is printed as a 95 % interval holds the truth in over 92 of 100 experiments, at its least n."""

from collections.abc import Sequence

import numpy as np
import pytest

from sim.experiment.design import Plan
from sim.experiment.run import LEVEL, precision_of
from sim.responses import Measures, cohort_curves, difference, estimate, pairs, undecided
from sim.stats.bootstrap import Interval
from sim.stats.curve import MUCH, lived
from sim.stats.percentiles import curve_percentiles, read
from tests.verification.coverage import covered, draws, pool, scenario, until

pytestmark = pytest.mark.slow
POOL, N = 1500, 60  # N: replications at least
LEAST = 0.92
MEANS = (
    "time_to_production", "conversion", "within_target", "restricted_mean", "throughput", "work_in_progress",
    "utilization.ml_engineer", "utilization.data_engineer", "time_in.queueing", "queue_wait.ml_engineer",
)  # fmt: skip


@pytest.mark.parametrize("name", MEANS)
def test_means_and_shares_cover(name: str) -> None:
    whole = pool("baseline", POOL)
    truth = estimate(whole, name).estimate
    assert covered(lambda some: estimate(some, name), truth, whole, N, 1000) > LEAST


@pytest.mark.parametrize("p", [0.5, 0.85])
def test_percentiles_cover(p: float) -> None:
    whole = pool("baseline", POOL)
    truth = float(read(cohort_curves(whole), [p])[0, 1])
    found = covered(lambda some: curve_percentiles(cohort_curves(some), [p])[0].interval, truth, whole, N, 400)
    assert found > LEAST - 0.01  # 400 experiments


def test_paired_differences_cover() -> None:
    ours, base = pool("coe", POOL), pool("baseline", POOL)
    places = {id(measures): place for place, measures in enumerate(ours)}
    truth = difference(ours, base, "time_to_production").estimate

    def gap(some: Sequence[Measures]) -> Interval:
        return difference(some, [base[places[id(measures)]] for measures in some], "time_to_production")

    assert covered(gap, truth, ours, N, 1000) > LEAST


def test_intervals_cover_where_the_number_of_runs_is_found() -> None:
    whole, base = pool("baseline", POOL), scenario("baseline")
    truth = estimate(whole, "time_to_production").estimate
    plan, hits = Plan(base.study.at_least, base.study.at_most), 0
    for rows in draws(POOL, plan.at_most, 1000):
        n = plan.at_least
        while True:
            some = [whole[row] for row in rows[:n]]
            precision = precision_of(some, base)
            if precision.reached or n >= plan.at_most:
                break
            n = plan.after(precision)
        found = estimate(some, "time_to_production")
        hits += found.low <= truth <= found.high
    assert hits / 1000 > LEAST


@pytest.mark.parametrize("many", [3, 8])
def test_the_best_of_equals_stays_and_all_pairs_cover(many: int) -> None:
    """Equal configurations: the common luck of one replication and a third of the luck of another one each."""
    whole = pool("baseline", POOL)
    names = whole[0].names
    place = names.index("time_to_production")
    sums = np.array([measures.pairs[place] for measures in whole])
    rng = np.random.default_rng(many)
    kept = hits = 0
    experiments = 300
    for rows in draws(POOL, N, experiments):
        shared = sums[rows]
        own = [sums[rng.permutation(POOL)[:N]] for _ in range(many)]
        group = [
            [_made(names, place, one + other / 3.0) for one, other in zip(shared, each, strict=True)] for each in own
        ]
        found = pairs(group, "time_to_production", level=LEVEL)
        kept += 0 in found.may_be_best(better="lower")
        hits += bool(np.all((found.low <= 0.0) & (found.high >= 0.0)))
    assert kept / experiments > 0.93
    assert hits / experiments > LEAST - 0.01


def _made(names: tuple[str, ...], place: int, sums: np.ndarray) -> Measures:
    filled = np.zeros((len(names), 2))
    filled[place] = sums
    filled[names.index("censored"), 1] = 1.0
    none = np.zeros(0)
    return Measures(names, filled, none, none, none.astype(np.int8), none.astype(np.float32), 0.0, none)


@pytest.mark.parametrize("horizon", [850.0, 950.0, 1050.0, 1200.0])
def test_a_study_that_is_cut_says_nothing_that_the_uncut_one_denies(horizon: float) -> None:
    whole = pool("baseline", POOL)
    cut = [until(horizon, measures) for measures in whole]
    told, open_ = estimate(cut, "conversion"), undecided(cut) > MUCH
    assert told.low <= estimate(whole, "conversion").estimate <= told.high + (0.0 if open_ else MUCH)
    before, after = cohort_curves(whole), cohort_curves(cut)
    for p in (0.5, 0.85):
        truth = float(read(before, [p])[0, 1])
        least, most = read(after, [p])[0]
        assert least <= truth + 5.0
        assert not np.isfinite(most) or most >= truth - 5.0
        if np.isfinite(most):
            found = covered(
                lambda some, p=p: curve_percentiles(cohort_curves(some), [p])[0].interval, truth, cut, N, 200
            )
            assert found > LEAST - 0.01
    days = np.array([60.0, 100.0, 150.0])
    shares = [lived(curve, days).sum(axis=0) / curve.requests.sum() for curve in (before, after)]
    assert shares[1] == pytest.approx(shares[0], abs=0.01)
    if open_:
        assert np.isnan(estimate([until(horizon, m, responses=_ALL) for m in whole], "time_to_production").estimate)
    else:
        truth = estimate(whole, "time_to_production").estimate
        told = [until(horizon, measures, responses=_ALL) for measures in whole]
        assert estimate(told, "time_to_production").estimate == pytest.approx(
            truth, rel=0.03
        )  # 1 % may be undecided, the slowest


_ALL = ("conversion", "censored", "time_to_production")

"""The judge itself: it lets pass what is right, rejects what is wrong, and does not call ignorance a pass."""

import numpy as np
import pytest

from tests.verification.cases import samples
from tests.verification.judge import judge, judge_suite, replications_for
from tests.verification.table import CASES

RNG = np.random.default_rng(20261123)


def test_an_exact_value_that_is_right_holds() -> None:
    verdict = judge("mean", RNG.normal(10.0, 1.0, 400), 10.0, alpha=1e-4, epsilon=0.02)
    assert verdict.says == "holds"


@pytest.mark.parametrize(("half_width", "at_least"), [(0.02, 0.75), (0.015, 0.97), (0.005, 1.0)])
def test_a_bias_of_five_percent_is_rejected_at_the_power_that_is_used(half_width: float, at_least: float) -> None:
    # R = 38.7 (cv / bias)^2 replications give 99 %: a half-width of 0.315 of the bias, so 1.6 % for one of 5 %
    rejected = 0
    for _ in range(300):
        means = RNG.normal(1.0, 0.2, replications_for(0.2, half_width))
        rejected += judge("mean", means, 1.05, alpha=1e-4, epsilon=0.025).says == "differs"
    assert rejected >= at_least * 300


def test_what_is_too_wide_is_inconclusive_and_not_a_pass() -> None:
    verdict = judge("mean", RNG.normal(1.0, 0.5, 50), 1.0, alpha=1e-4, epsilon=0.02)
    assert verdict.says == "inconclusive"


def test_too_few_replications_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        judge("mean", np.ones(19), 1.0, alpha=1e-4, epsilon=0.02)


def test_what_is_not_random_must_be_exact_to_nine_digits() -> None:
    assert judge("limit", np.full(20, 3.0 + 1e-12), 3.0, alpha=1e-4, epsilon=0.02).says == "holds"
    assert judge("limit", np.full(20, 3.0 + 1e-7), 3.0, alpha=1e-4, epsilon=0.02).says == "differs"


def test_controls_narrow_the_interval_and_leave_the_estimate_unbiased() -> None:
    errors = []
    for _ in range(300):
        control = RNG.normal(0.0, 1.0, (50, 1))
        means = 10.0 + control[:, 0] + RNG.normal(0.0, 0.1, 50)
        plain = judge("mean", means, 10.0, alpha=1e-4, epsilon=1.0)
        helped = judge("mean", means, 10.0, alpha=1e-4, epsilon=1.0, controls=control)
        assert helped.half_width < 0.3 * plain.half_width
        errors.append(helped.z)
    assert abs(np.mean(errors)) < 4.0 / np.sqrt(300)
    assert 0.75 < np.std(errors) < 1.25


def test_a_suite_of_scores_that_is_too_close_or_too_far_is_a_defect() -> None:
    scores = RNG.normal(0.0, 1.0, 60)
    assert judge_suite(scores).holds
    assert not judge_suite(0.3 * scores).holds
    assert not judge_suite(2.0 * scores).holds
    assert not judge_suite(np.abs(scores)).holds


@pytest.mark.parametrize("name", ["V11 rework that gets shorter", "V16a ten products, one person repairs"])
def test_an_exact_value_that_is_five_percent_off_fails_the_case(engine: str, name: str) -> None:
    case = CASES[name]
    found = samples(engine, case, "quick")
    wrong = 1.05 * case.exact[case.headline]
    assert judge(case.headline, found[case.headline], wrong, alpha=1e-4, epsilon=0.02).says == "differs"

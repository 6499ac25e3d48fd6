"""What counts as agreement with an exact answer: the rules of evidence of the verification suite.

The replication is the unit of evidence. A check compares the mean of independent replications with the exact value by
Student's t. It *differs* when the p-value is below its share of the family's budget (0.01 over all checks of the
suite); it *holds* only if, besides, the 95 % half-width is small enough to have seen a bias that matters. What is too
wide is *inconclusive*, which is not a pass.

Controls are readings whose expectation is exactly 0 (mean sampled work minus its mean, for instance); the estimate is
then the intercept of the regression on them (Lavenberg & Welch 1981), with one degree of freedom less for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr, stdtrit
from scipy.stats import chi2, kstest

Floats = NDArray[np.float64]

FAMILY_BUDGET = 0.01  # chance of a false alarm anywhere in the suite
AT_LEAST = 20  # replications
QUICK, THOROUGH = 0.02, 0.005  # 95 % half-width at most, as a share of the exact value


@dataclass(frozen=True, slots=True)
class Verdict:
    """One quantity against its exact value."""

    quantity: str
    exact: float
    estimate: float
    half_width: float  # of the 95 % interval
    z: float  # the t statistic as a standard normal score
    p: float
    n: int
    says: str  # holds, differs, inconclusive

    def __str__(self) -> str:
        width = abs(self.half_width / self.exact) if self.exact else self.half_width
        return (
            f"{self.says:12s} {self.quantity:28s} exact {self.exact:<12.8g} estimate {self.estimate:<12.8g} "
            f"z {self.z:+.2f}  half-width {100 * width:.2f} %  n {self.n}"
        )


def judge(
    quantity: str, samples: Floats, exact: float, *, alpha: float, epsilon: float, controls: Floats | None = None
) -> Verdict:
    """Replication means against the exact value; `controls` has a column for each reading with expectation 0."""
    samples = np.asarray(samples, dtype=np.float64)
    n = len(samples)
    if n < AT_LEAST:
        raise ValueError(f"{quantity}: {n} replications; at least {AT_LEAST} are needed")
    estimate, error, freedom = _mean(samples, controls)
    half = float(stdtrit(freedom, 0.975)) * error
    if error <= 1e-12 * abs(exact):  # nothing is left to chance
        t = 0.0 if abs(estimate - exact) <= 1e-9 * abs(exact) else np.inf
    else:
        t = (estimate - exact) / error
    p = float(2.0 * stdtr(freedom, -abs(t)))
    z = float(-np.sign(t) * ndtri(max(p, 1e-300) / 2.0))
    says = "differs" if p < alpha else "holds" if half <= epsilon * abs(exact) else "inconclusive"
    return Verdict(quantity, exact, estimate, half, z, p, n, says)


def _mean(samples: Floats, controls: Floats | None) -> tuple[float, float, int]:
    """Mean, its standard error and degrees of freedom; the intercept where there are controls."""
    n = len(samples)
    if controls is None or not controls.size:
        return float(samples.mean()), float(samples.std(ddof=1) / np.sqrt(n)), n - 1
    design = np.column_stack([np.ones(n), controls])
    weights, *_ = np.linalg.lstsq(design, samples, rcond=None)
    freedom = n - design.shape[1]
    variance = float(np.sum((samples - design @ weights) ** 2)) / freedom
    spread = float(np.linalg.pinv(design.T @ design)[0, 0])
    return float(weights[0]), float(np.sqrt(variance * spread)), freedom


@dataclass(frozen=True, slots=True)
class SuiteVerdict:
    """Whether the z-values of unrelated checks look like standard normal ones."""

    sum_of_squares: float
    low: float
    high: float
    p_of_shape: float  # Kolmogorov-Smirnov against N(0, 1)

    @property
    def holds(self) -> bool:
        """Neither too far from the exact values nor too close to them."""
        return self.low <= self.sum_of_squares <= self.high and self.p_of_shape >= 0.001


def judge_suite(z: Sequence[float]) -> SuiteVerdict:
    """Sum of squares within the central 99.8 % of chi-square, and the shape of the whole; one z for each case.

    Too small a sum is a defect too: standard errors inflated, or seeds used twice.
    """
    low, high = chi2.ppf([0.001, 0.999], len(z))
    return SuiteVerdict(float(np.sum(np.square(z))), float(low), float(high), float(kstest(z, "norm").pvalue))


def replications_for(cv: float, epsilon: float) -> int:
    """Replications after which the 95 % half-width is `epsilon` of the mean, from the spread of their means."""
    return int(np.ceil((1.96 * cv / epsilon) ** 2))

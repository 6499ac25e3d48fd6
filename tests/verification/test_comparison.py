"""The machinery of comparisons against differences that are known exactly (case V17, "test the machinery itself").

Two teams of one person with six requests each, against one team of both people with twelve: with exponential work of
mean m, the mean completion of n requests on c people is m + (m / c) (n - c)(n - c + 1) / (2 n). Unlike the
steady-state difference of V17 it is exact from the first day, so 400 experiments of 20 replications are affordable.
"""

import numpy as np
import pytest

from sim.blueprint import make_blueprint
from sim.responses import Measures, difference, measure
from sim.scenario import loads
from tests.verification.cases import FASTEST, simulate

REPLICATIONS = 20
EXPERIMENTS = 400
DAYS = 10.0


def mean_completion(requests: int, people: int, mean: float) -> float:
    """Exact mean completion of a backlog on a pool."""
    behind = requests - people
    return mean + mean / people * behind * (behind + 1) / (2 * requests)


SPLIT, POOL = mean_completion(6, 1, DAYS), mean_completion(12, 2, DAYS)  # 35, 32.916667


def teams(split: bool, slower: float = 1.0, name: str = "teams", seed_of_work: str = "work") -> str:
    seats = (
        "{one: {serves: [a], members: {person: 1}}, other: {serves: [b], members: {person: 1}}}"
        if split
        else "{both: {members: {person: 2}}}"
    )
    return f"""
opmodel: 1
name: {name}
people: {{person: 2}}
roles: {{person: {{group: delivery}}}}
organization: {{form: custom, teams: {seats}}}
demand: {{domains: {{a: 0.5, b: 0.5}}, planned: [{{count: 6, domain: a}}, {{count: 6, domain: b}}]}}
study: {{type: portfolio, horizon: 100000}}
stages:
  only:
    steps:
      {seed_of_work}: {{effort: {{exponential: {DAYS * slower!r}}}, shared_by: {{person: 1}}, mark: live}}
"""


def measured(engine: str, scenario: str, seed: int, replications: int = REPLICATIONS) -> list[Measures]:
    blueprint = make_blueprint(loads(scenario))
    return [measure(simulate(engine, blueprint, seed, r), blueprint) for r in range(replications)]


def compared(engine: str, seed: int, slower: float, replications: int = REPLICATIONS) -> tuple[float, float, float]:
    """Pool less split in mean time to production: estimate, low and high."""
    split = measured(engine, teams(True), seed, replications)
    pool = measured(engine, teams(False, slower), seed, replications)
    interval = difference(pool, split, "time_to_production")
    return interval.estimate, interval.low, interval.high


BREAK_EVEN = SPLIT / POOL  # 6.3 % slower


def test_two_configurations_that_differ_in_name_only_differ_by_exactly_nothing(engine: str) -> None:
    one = measured(engine, teams(True, name="one"), 3)
    other = measured(engine, teams(True, name="other name"), 3)
    for response in ("time_to_production", "conversion", "p85"):
        interval = difference(one, other, response)
        assert (interval.estimate, interval.low, interval.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("slower", "sign"), [(1.0, -1), (1.15, 1)])
def test_the_better_configuration_is_found(engine: str, slower: float, sign: int) -> None:
    estimate, low, high = compared(engine, 5, slower, 250)
    assert np.sign(low) == np.sign(high) == sign
    assert low <= POOL * slower - SPLIT <= high, estimate


def share_covered(engine: str, slower: float) -> float:
    exact = POOL * slower - SPLIT
    covered = 0
    for experiment in range(EXPERIMENTS):
        _, low, high = compared(engine, 1000 + experiment, slower)
        covered += low <= exact <= high
    return covered / EXPERIMENTS


@pytest.mark.slow
@pytest.mark.parametrize("engine", FASTEST)
def test_intervals_of_differences_cover_the_exact_one_as_often_as_they_say(engine: str) -> None:
    assert abs(share_covered(engine, 1.0) - 0.95) <= 0.033  # binomial, 0.3 % of false alarms


@pytest.mark.slow
@pytest.mark.parametrize("engine", FASTEST)
def test_at_the_break_even_no_difference_is_shown_as_often_as_promised(engine: str) -> None:
    assert abs(share_covered(engine, BREAK_EVEN) - 0.95) <= 0.033  # exact difference 0: covered is not shown


@pytest.mark.slow
@pytest.mark.parametrize("engine", FASTEST)
def test_with_other_luck_equal_configurations_are_rarely_called_different(engine: str) -> None:
    called = 0
    for experiment in range(EXPERIMENTS):
        # a step by another name draws other work, so the two share nothing but their law
        one = measured(engine, teams(True), experiment)
        other = measured(engine, teams(True, seed_of_work="labor"), experiment)
        interval = difference(one, other, "time_to_production")
        called += not interval.low <= 0.0 <= interval.high
    assert called / EXPERIMENTS <= 0.05 + 0.033

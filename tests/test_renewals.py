"""Renewals: one unit of cumulated rate, against integrals that are known in closed form."""

import math

import pytest

from sim import renewals
from sim.blueprint.amounts import AmountTable
from sim.scenario.amounts import Amount, Fixed, parse

LUCK = 1.0 - math.exp(-1.0)  # at which an exponential law gives its mean


def table(dial: object = 0) -> AmountTable:
    """Amounts beside a dial `data_foundation`; the other dials stand at 0."""
    return AmountTable((parse(dial), Fixed(0.0), Fixed(0.0)))


def records(amounts: AmountTable):
    """The tables of amounts as the rules take them."""
    return (
        amounts.law, amounts.shape, amounts.dial, amounts.scale, amounts.path, amounts.factor, amounts.path_start,
        amounts.path_day, amounts.path_value, amounts.tables.floats,
    )  # fmt: skip


def following(gap: object, now: float = 0.0, rate: object = None, *, dial: object = 0, u: float = LUCK) -> float:
    """The day on which the next one comes."""
    amounts = table(dial)
    every, divided_by = amounts.exactly(parse(gap)), -1 if rate is None else amounts.exactly(parse(rate))
    return renewals.next_day(every, divided_by, u, now, records(amounts))


@pytest.mark.parametrize(
    ("gap", "now", "day"),
    [
        ({0: 30, 100: 30, 100.0000001: 1}, 0, 30),  # nothing has moved yet
        ({0: 30, 100: 30, 100.0000001: 1}, 500, 501),  # nor will it any more
        ({0: 30, 100: 30, 100.0000001: 1}, 90, 100 + 2 / 3),  # a third at the slow rate, two thirds at the fast one
        ({0: 1, 10: 1, 10.0000001: 30}, 9.5, 10 + 30 / 2),
        ({0: 1, 100: 101}, 0, math.e - 1),  # a gap of 1 + t: its logarithm grows by one
        ({0: 1, 100: 101}, 9, 10 * math.e - 1),
        ({0: 101, 100: 1}, 0, 101 * (1 - 1 / math.e)),  # ... of 101 - t
        ({0: 50, 100: 1050}, 99, 100 + 1050 * (1 - math.log(1050 / 1040) / 10)),  # a day on the way, then as it stays
    ],
)
def test_a_path_of_gaps_is_walked_at_the_gap_of_the_moment(gap, now, day):
    assert following(gap, now) == pytest.approx(day, rel=1e-6 if 30 in gap.values() else 1e-12)


@pytest.mark.parametrize(
    ("rate", "now", "day"),
    [
        (4, 3, 3 + 2.5),
        ({0: 0, 100: 100}, 0, math.sqrt(2 * 10)),  # the rate is t
        ({0: 0, 100: 100}, 30, math.sqrt(30**2 + 2 * 10)),
        ({0: 2, 10: 4}, 0, -10 + math.sqrt(100 + 100)),  # 2 t + t²/10 = 10
        ({0: 0, 50: 0, 150: 100}, 0, 50 + math.sqrt(2 * 10)),  # nothing before day 50
        ({0: 1, 4: 1, 6: 0, 8: 0, 10: 2}, 0, 10 + (10 - 4 - 1 - 2) / 2),
        ({0: 1, 4: 1, 6: 0}, 0, math.inf),  # five of ten have come when nothing comes any more
        (0, 0, math.inf),
        ({"by": "data_foundation", "low": 0, "mid": 1, "high": 2}, 0, math.inf),
    ],
)
def test_a_path_of_rates_is_cumulated_and_nothing_comes_while_it_is_0(rate, now, day):
    assert following({"exponential": 10}, now, rate) == pytest.approx(day, rel=1e-12)


def test_by_a_dial_on_a_path_the_gap_is_the_one_between_the_levels_at_the_same_luck():
    """Gaps of 16, 4 and 1 by level: while the dial rises by 1/64 a day the gap is 16 x 2^(-t/16)."""
    gap, dial = {"by": "data_foundation", "low": 16, "mid": 4, "high": 1}, {0: 0, 64: 1}
    k = math.log(2) / 16
    assert following(gap, dial=dial) == pytest.approx(math.log(1 + 16 * k) / k, rel=1e-12)
    beyond = math.log(1 + 16 * k + 3.0) / k
    assert following({**gap, "times": {"by": "data_foundation", "low": 1, "mid": 1, "high": 1}}, dial=dial) < beyond


def test_between_laws_of_different_shape_the_gap_is_their_quantile():
    """The dial passes its middle on day 10: laws of three shapes, whose quantiles at this luck are 3, 1 and 8."""
    gap = {
        "by": "data_foundation",
        "low": {"exponential": 3},
        "mid": {"uniform": {"min": 0, "max": 1 / LUCK}},
        "high": 8,
    }
    dial = {0: 0, 20: 1}
    k, left = math.log(3) / 10, 1.0
    left -= (math.exp(k * 10) - math.exp(k * 9.5)) / (3 * k)  # from day 9.5 on
    k = math.log(8) / 10
    day = 10 - math.log(1 - left * k) / k
    assert following(gap, 9.5, dial=dial) == pytest.approx(day, rel=1e-12)


@pytest.mark.parametrize("count", [1, 7, 30])
def test_one_after_another_they_cumulate_to_their_number(count):
    """Gaps along a path of 1 + t: the n-th comes when the logarithm is n."""
    day = 0.0
    amounts = table()
    every = amounts.exactly(parse({0: 1, 1e15: 1e15}))
    for _ in range(count):
        day = renewals.next_day(every, -1, 0.5, day, records(amounts))
    assert day == pytest.approx(math.exp(count) - 1, rel=1e-10)


def test_a_gap_that_shrinks_to_nothing_is_reached_and_not_passed():
    """Gaps of 10 - t: the k-th comes at 10 (1 - exp(-k)); beyond day 10 the next one comes at once."""
    gap = {0: 10, 10: 0}
    assert following(gap, 5) == pytest.approx(10 - 5 / math.e)
    assert following(gap, 10) == 10
    assert following({0: 10, 10: 0, 20: 10}, 15) > 15


def test_factors_move_the_gap_like_its_own_path():
    gap: Amount = parse({"constant": {"value": 1}, "times": [{0: 1, 100: 101}, 2]})
    assert following(gap) == pytest.approx(math.exp(2) - 1, rel=1e-12)

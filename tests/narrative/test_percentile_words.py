"""A percentile in words: an estimate, or the bounds that undecided requests leave."""

from math import inf, nan

from sim.narrative.numbers import DAYS, scale_of
from sim.narrative.run import percentile

WEEKS = scale_of(DAYS, [100.0])


def row(**changed: float) -> dict[str, float]:
    return {"estimate": nan, "low": 140.0, "high": 170.0, "low_estimate": 145.0, "high_estimate": 155.0} | changed


def test_bounds_are_rounded_to_what_their_interval_supports() -> None:
    assert percentile(row(), WEEKS) == "29 to 31"
    assert percentile(row(estimate=150.0), WEEKS) == "30"


def test_bounds_whose_upper_end_is_not_reached_in_every_draw_are_not_told_to_the_hundredth() -> None:
    assert percentile(row(low_estimate=214.6, high_estimate=256.12, high=inf), WEEKS) == "43 to 51"


def test_bounds_that_read_alike_are_one_figure() -> None:
    assert percentile(row(low_estimate=150.2, high_estimate=150.4), WEEKS) == "30"

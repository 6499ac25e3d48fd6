"""Figures are rounded to what the interval supports, dates to a part of a month."""

from datetime import date

import pytest

from sim.narrative import dates, numbers


@pytest.mark.parametrize(
    ("half_width", "text"), [(25.0, "30"), (12.0, "34"), (3.0, "34"), (1.0, "34.3"), (0.03, "34.27"), (0.0, "34.27")]
)
def test_a_figure_has_the_digits_that_its_interval_supports(half_width: float, text: str) -> None:
    assert numbers.written([34.27], half_width)[0] == text


def test_zero_is_not_signed_and_what_is_not_zero_is_not_zero() -> None:
    assert numbers.written([-1e-9, -0.04], 3.0) == ("0.00", "-0.04")


def test_dates_are_parts_of_months() -> None:
    start = date(2027, 1, 4)
    assert dates.calendar(start, 0) == "early January 2027"
    assert dates.calendar(start, 300) == "mid March 2028"
    assert dates.full_date(start) == "4 January 2027"


def test_what_the_user_wrote_is_said_as_written() -> None:
    assert [numbers.weeks(value) for value in (130, 5, 7, 2.5)] == ["26 weeks", "1 week", "7 days", "2.5 days"]


def test_working_days_by_the_calendar_skip_weekends() -> None:
    start = date(2027, 1, 7)  # a Thursday
    assert dates.timestamp(0.5, start) == "2027-01-07T13:00:00.000"
    assert dates.timestamp(2.0, start) == "2027-01-11T09:00:00.000"
    assert dates.timestamp(0.0, date(2027, 1, 9)) == "2027-01-11T09:00:00.000"


def test_numbers_of_runs_are_rounded_up_to_two_figures() -> None:
    assert [numbers.two_figures(count) for count in (0.3, 7, 101, 2345)] == [1, 7, 110, 2400]

"""Targets as people write them: a time on average, for a percentile, or a date; or a refusal that helps."""

from datetime import date

import pytest

from sim.errors import BadInput
from sim.experiment.target import Target, target_of
from tests.experiment.tiny import tiny

STUDY = tiny().study  # begins on 4 January 2027


@pytest.mark.parametrize(
    ("written", "statistic", "days"),
    [
        ("26w", "mean", 130.0),
        ("180", "mean", 180.0),
        (180, "mean", 180.0),
        (12.5, "mean", 12.5),
        ("3.6mo", "mean", 3.6 * 21),
        (1e14, "mean", 1e14),
        (1e-9, "mean", 1e-9),
        ("mean<=6mo", "mean", 126.0),
        ("mean <= 6 mo", "mean", 126.0),
        ("Average < 180d", "mean", 180.0),
        ("p85<=26w", "p85", 130.0),
        ("P85 <= 26w", "p85", 130.0),
        ("p85=26w", "p85", 130.0),
        ("p95≤1y", "p95", 252.0),
        ("median<=100", "p50", 100.0),
    ],
)
def test_a_target_is_a_time_at_the_most_for_one_figure(written: object, statistic: str, days: float) -> None:
    found = target_of(written, STUDY)  # type: ignore[arg-type]
    assert found == Target(statistic, days)
    assert target_of(str(found), STUDY) == found


@pytest.mark.parametrize("written", ["2028-01-04", date(2028, 1, 4), "mean<=2028-1-4"])
def test_a_date_counts_working_days_from_the_first_day_of_the_study(written: object) -> None:
    found = target_of(written, STUDY)  # type: ignore[arg-type]
    assert found is not None
    assert (found.statistic, found.by) == ("mean", date(2028, 1, 4))
    assert found.days == pytest.approx(252, abs=0.5)
    assert target_of(str(found), STUDY) == found


def test_a_date_means_other_days_in_a_study_that_starts_on_another_day() -> None:
    later = STUDY.model_copy(update={"start": date(2027, 7, 5)})
    first, second = target_of("p85<=2028-01-04", STUDY), target_of("p85<=2028-01-04", later)
    assert first
    assert second
    assert second.days == pytest.approx(first.days / 2, abs=1)
    assert target_of(first, later) == second


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("soon", "not a number"),
        ("p85", "by when. Write p85<=26w"),
        ("p80<=26w", "p75, p85"),
        ("85%<=26w", 'Did you mean "p85"'),
        ("conversion<=0.3", "cannot have a target"),
        ("p85>=26w", "at the most"),
        ("26,5w", r"Write 26\.5w"),
        ("15.3.2028", "year, month and day"),
        ("2028-02-30", "calendar"),
        ("2026-12-31", "after study.start"),
        ("-4w", "above 0"),
        (0, "above 0"),
        ("", "not a number"),
        ([1, 2], "not a number"),
        (True, "not a number"),
    ],
)
def test_what_is_no_target_is_refused_with_what_to_write(written: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        target_of(written, STUDY)  # type: ignore[arg-type]


def test_a_date_without_a_first_day_is_refused() -> None:
    with pytest.raises(BadInput, match=r"needs study\.start"):
        target_of("2028-03-15", STUDY.model_copy(update={"start": None}))


def test_an_interval_decides_and_may_leave_it_open() -> None:
    target = Target("p85", 100.0)
    assert target.verdict(80, 100) == "reached"
    assert target.verdict(101, 120) == "not reached"
    assert target.verdict(101, float("inf")) == "not reached"
    assert target.verdict(90, 120) == target.verdict(float("nan"), float("nan")) == "not clear"

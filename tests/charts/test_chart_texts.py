"""Every text of every chart is whole, on the page, large enough and on top of no other."""

from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from sim import charts
from sim.charts.style import SLIDE, SMALL
from sim.charts.texts import shortened, spread, text_width, wrapped

CASES = [
    ("usual", 1),
    ("usual", 3),
    ("usual", 5),
    ("usual", 7),
    ("long names", 3),
    ("long names", 5),
    ("all zero", 3),
    ("unreached", 3),
    ("overloaded", 1),
    ("overloaded", 3),
    ("middle", 1),
    ("middle", 8),
    ("one word", 8),
]
OF_RUNS = {
    "production_curve": charts.production_curve,
    "percentile_intervals": charts.percentile_intervals,
    "time_split": charts.time_split,
    "role_utilization": charts.role_utilization,
    "work_in_progress": charts.work_in_progress,
    "capacity_by_use": charts.capacity_by_use,
}


@pytest.mark.parametrize(("case", "count"), CASES)
@pytest.mark.parametrize("name", list(OF_RUNS))
def test_texts_of_charts_of_runs_are_readable(name, case, count, runs, assert_readable):
    assert_readable(OF_RUNS[name](runs(count, case)))


@pytest.mark.parametrize(("case", "count"), [one for one in CASES if one[1] > 1])
def test_texts_of_differences_and_waterfalls_are_readable(case, count, runs, comparison, assert_readable):
    several = runs(count, case)
    assert_readable(charts.paired_differences(comparison(several)))
    assert_readable(charts.time_waterfall(several[0], several[-1]))


@pytest.mark.parametrize("target", [20.0, 130.0, 240.0, 600.0, 9000.0])
@pytest.mark.parametrize("case", ["usual", "unreached", "all zero"])
def test_the_target_is_named_without_hiding_the_percentiles(case, target, runs, assert_readable):
    assert_readable(charts.percentile_intervals(runs(3, case), target=target))


@pytest.mark.parametrize("case", ["usual", "long names", "all zero"])
def test_texts_of_the_work_by_role_are_readable(case, work, assert_readable):
    assert_readable(charts.who_is_needed(work(case)))


def test_long_titles_of_others_are_readable(runs, assert_readable):
    title = "What we found after a very long discussion with everybody involved. " * 4
    ax = charts.production_curve(runs(3), title=title, subtitle=title, footer=title)
    assert_readable(ax)


def test_a_dollar_sign_in_a_name_is_a_dollar_sign(runs, assert_readable):
    run = runs(1)[0]
    run.name = "saves $2M and costs $1M a year"
    assert_readable(charts.production_curve(run))


def test_a_page_has_the_format_of_a_slide(runs):
    figure = charts.time_split(runs(3)).get_figure(root=True)
    assert tuple(figure.get_size_inches()) == SLIDE


def test_a_chart_draws_into_axes_of_somebody_else(runs):
    figure = Figure(figsize=(12, 6))
    left, right = figure.subplots(1, 2)
    assert charts.production_curve(runs(3), ax=left) is left
    assert charts.role_utilization(runs(3), ax=right) is right
    assert left.get_title(loc="left")
    assert not figure.texts


def test_labels_are_spread_in_order_and_within_bounds():
    centers = spread([5.0, 5.0, 5.2, 40.0], [4.0, 4.0, 4.0, 4.0], 0.0, 42.0)
    assert centers == sorted(centers)
    assert all(after - before >= 4.0 - 1e-9 for before, after in pairwise(centers))
    assert min(centers) >= 2.0
    assert max(centers) <= 40.0
    assert spread([30.0], [2.0], 0.0, 42.0) == [30.0]


def test_wrapped_text_is_no_wider_than_asked():
    text = wrapped("a federated plan with Donaudampfschifffahrtsgesellschaft in it", 1.2, SMALL)
    assert all(text_width(line, SMALL) <= 1.2 for line in text.split("\n"))
    assert "…" in wrapped("a federated plan with three engineers", 1.0, SMALL, lines=1)


def test_what_is_too_long_gives_way_in_the_middle():
    assert shortened("federated plan one", 9) == "fede…one"
    assert shortened("coe", 9) == "coe"


@pytest.mark.parametrize("name", ["production_curve", "role_utilization"])
def test_twelve_configurations_are_readable_too(name, runs, assert_readable):
    assert_readable(OF_RUNS[name](runs(12, "middle")))

"""What is drawn is what the tables say."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer

from sim import charts
from sim.charts.gaps import gaps_of
from sim.charts.names import distinguishing
from sim.charts.rows import STATES, adding_up, counted, percentile, rounded, split_of
from sim.charts.saving import alt_text, texts_of, title_of
from sim.charts.style import LOOKS, STATE_COLORS
from sim.narrative.difference import figures, headline, label, sentence
from sim.scenario.amounts import Fixed


def said_on(ax):
    return [text.get_text() for text in texts_of(ax)]


@pytest.mark.parametrize("count", [1, 3, 5])
def test_parts_of_a_bar_add_up_to_the_mean(count, runs):
    several = runs(count)
    ax = charts.time_split(several)
    for place, run in enumerate(several):
        parts = [
            bar.get_width()
            for container in ax.containers
            if isinstance(container, BarContainer)
            for bar in container
            if abs(bar.get_y() + bar.get_height() / 2 - place) < 0.1
        ]
        assert len(parts) == len(STATES)
        assert sum(parts) * 5 == pytest.approx(run.time_split["days"].sum(), rel=1e-12)


def test_shown_parts_add_up_to_the_shown_total():
    rng = np.random.default_rng(3)
    for _ in range(200):
        parts = list(rng.gamma(1.0, 4.0, size=7))
        assert sum(adding_up(parts)) == pytest.approx(round(sum(parts), 1), abs=1e-6)


def test_a_step_is_rounded_like_the_difference_and_never_to_minus_zero():
    assert [rounded(one, 0) for one in (-8.0, 0.72, -0.28, 3.2)] == ["-8", "+1", "0", "+3"]
    assert rounded(-0.04, 1) == "0.0"


def test_steps_of_the_waterfall_lead_to_the_alternative(runs):
    first, _, last = runs(3)
    ax = charts.time_waterfall(first, last)
    bars = [bar for container in ax.containers for bar in container]
    totals, steps = bars[:2], bars[2:]
    assert totals[0].get_height() + sum(bar.get_height() for bar in steps) == pytest.approx(totals[1].get_height())


def test_unknown_states_are_refused(runs):
    run = runs(1)[0]
    run.time_split = pd.DataFrame({"state": ["dreaming"], "days": [3.0]})
    with pytest.raises(ValueError, match="dreaming"):
        charts.time_split(run)


def test_a_configuration_keeps_its_look_when_others_are_left_out(runs):
    several = runs(3)
    agreed = charts.looks([run.name for run in several])
    line = charts.production_curve(several[2], looks=agreed).get_lines()[0]
    assert line.get_color() == LOOKS[2].color == agreed["federated"].color


def test_looks_differ_in_color_and_marker_and_line_up_to_twelve_and_in_their_pair_beyond():
    looks = list(charts.looks(list("abcdefghijkl")).values())
    for each in ("color", "marker", "line"):
        assert len({str(getattr(look, each)) for look in looks}) == 12
    many = list(charts.looks([str(at) for at in range(100)]).values())
    assert len({(look.color, look.marker) for look in many}) == 100
    assert not {look.color for look in looks} & {to_hex(color).upper() for color in STATE_COLORS.values()}


def test_neighboring_states_differ_in_gray():
    gray = [np.dot([0.299, 0.587, 0.114], [int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in STATE_COLORS.values()]
    assert min(abs(one - other) for one, other in pairwise(gray)) > 25


def test_the_curve_ends_at_the_conversion(runs):
    run = runs(1)[0]
    ax = charts.production_curve(run)
    assert ax.get_lines()[0].get_ydata()[-1] == pytest.approx(run.curve["share"].iloc[-1] * 100, rel=0.01)
    assert any("33\u00a0% in production" in text for text in said_on(ax))


def test_percentiles_that_are_not_reached_are_not_drawn_but_named(runs):
    several = runs(3, "unreached")
    assert percentile(several[0], 85) is None
    assert sum("not reached" in text for text in said_on(charts.percentile_intervals(several))) >= 6
    assert any("P85 not reached" in text for text in said_on(charts.production_curve(several)))
    assert title_of(charts.percentile_intervals(several)) == "P85 is not reached within the horizon"


def test_percentiles_may_be_given_as_shares(runs):
    run = runs(1)[0]
    run.percentiles["p"] = run.percentiles["p"] / 100
    found = percentile(run, 85)
    assert found is not None
    assert found[0] == run.percentiles["estimate"][1]


def test_overlapping_intervals_are_not_called_a_difference(runs):
    assert "overlap" in title_of(charts.production_curve(runs(2)))
    assert "overlap" in title_of(charts.percentile_intervals(runs(2)))


def ill(run, state, *, overloaded=(), forbids=True):
    run.health = SimpleNamespace(state=state, overloaded=tuple(overloaded), forbids_means=forbids)
    return run


EVERY = (charts.production_curve, charts.percentile_intervals, charts.time_split, charts.role_utilization,
         charts.work_in_progress, charts.capacity_by_use)  # fmt: skip


@pytest.mark.parametrize("draw", EVERY)
def test_a_study_in_ill_health_says_so_on_every_chart_and_names_no_time(draw, runs, assert_readable):
    run = ill(runs(1)[0], "cannot keep up: data engineer at 107 % of what is possible", overloaded=["data_engineer"])
    ax = draw(run)
    warned = [text for text in texts_of(ax) if text.get_gid() == "state"]
    assert len(warned) == 1
    assert warned[0].get_text() == "⚠ Cannot keep up: data engineer at 107 % of what is possible"
    assert warned[0].get_weight() == "bold"
    assert "107" in alt_text(ax)
    if draw in EVERY[:3]:
        assert "weeks" not in title_of(ax)
        assert not any(text.startswith("P50 ") and "weeks" in text for text in said_on(ax))
    assert_readable(ax)


def test_a_configuration_that_cannot_keep_up_is_not_ranked(runs, assert_readable):
    three = runs(3)
    ill(three[0], "cannot keep up: data engineer at 107 %", overloaded=["data_engineer"])
    title = title_of(charts.percentile_intervals(three))
    assert "centralized cannot keep up" in title
    assert "with centralized" not in title
    assert "grows without limit" in said_on(charts.percentile_intervals(three))
    assert any("no mean" in text for text in said_on(charts.time_split(three)))
    assert_readable(charts.time_split(three))
    assert "none at the data engineer" in title_of(charts.capacity_by_use(three[0]))
    assert "cannot keep up" in title_of(charts.role_utilization(three[0]))


def test_undecided_requests_leave_bounds_of_a_percentile(runs, assert_readable):
    run = ill(runs(1)[0], "4 % of requests undecided")
    bounds = {"low_estimate": [100.0, 160.0, np.nan], "high_estimate": [120.0, 200.0, np.nan]}
    run.percentiles = run.percentiles.assign(estimate=np.nan, **bounds)
    ax = charts.percentile_intervals(run)
    assert any(text.startswith("between 20 and 24") for text in said_on(ax))
    assert title_of(ax) == "4 % of requests undecided"
    assert_readable(ax)
    assert title_of(charts.time_split(run)) == "4 % of requests undecided"


@pytest.mark.parametrize("count", [1, 3, 8])
def test_the_target_is_a_line_on_the_curve(count, runs, assert_readable):
    ax = charts.production_curve(runs(count), target=130.0)
    assert any("target: 26 weeks" in text for text in said_on(ax))
    assert_readable(ax)


def test_the_last_point_of_work_in_progress_is_before_the_horizon(runs):
    run = runs(1)[0]
    run.scenario.study = SimpleNamespace(horizon=1500.0)
    run.wip.loc[run.wip["day"] == 1500.0, "items"] = 0.0
    assert not any(text == "0 items" for text in said_on(charts.work_in_progress(run)))


def test_a_percentile_that_is_not_reached_points_to_the_horizon(runs):
    run = runs(1, "all zero")[0]
    run.scenario.study = SimpleNamespace(horizon=700.0)
    ax = charts.percentile_intervals(run)
    assert said_on(ax).count("not reached in 140 weeks") == 3
    arrows = [line for line in ax.get_lines() if line.get_marker() == ">"]
    assert {float(line.get_xdata()[0]) for line in arrows} == {140.0}


def test_the_waterfall_says_what_the_interval_says(runs, comparison):
    one, other = runs(2)
    gap = gaps_of(
        comparison([one, other]).differences, distinguishing(["coe", "centralized"]), better="lower", matters=5.0
    )[0]
    unclear = replace(gap, estimate=-12.0, low=-40.0, high=16.0, among=())
    other.time_split = one.time_split.assign(days=one.time_split["days"] + [0, 0, 20, 0, -32, 0, 0])
    title = title_of(charts.time_waterfall(one, other, gap=unclear))
    assert title == (
        "Not clear yet whether coe or centralized is faster: shorter handovers (−6) against more queueing (+4)"
    )
    clear = replace(gap, estimate=-12.0, low=-14.0, high=-10.0, among=())
    title = title_of(charts.time_waterfall(one, other, gap=clear))
    assert title == (
        "2.4 weeks faster with coe than with centralized: shorter handovers (−6.4) and more queueing (+4.0)"
    )


@pytest.mark.parametrize(
    ("middle", "half", "expected"),
    [
        (-34.0, 11.0, "7 weeks faster with coe than with centralized"),
        (-3.0, 1.5, "3.0 days faster with coe than with centralized, but less than the 5 days that matter"),
        (0.2, 0.1, "0.20 days faster with centralized than with coe, but less than the 5 days that matter"),
        (6.0, 3.0, "1.2 weeks faster with centralized than with coe; whether more than the 5 days that matter is not "
         "certain"),
        (-1.0, 3.0, "No practical difference between coe and centralized: at most 4 days either way"),
        (-9.0, 20.0, "Not clear yet whether coe or centralized is faster: coe is between 6 weeks faster and 2 weeks "
         "slower"),
        (0.0, 0.0, "coe and centralized make no difference: the same in every run"),
    ],
)  # fmt: skip
def test_title_label_and_sentence_of_a_difference_say_the_same(middle, half, expected, runs, comparison):
    pair = comparison(runs(2))
    pair.differences = pair.differences.assign(estimate=middle, low=middle - half, high=middle + half)
    ax = charts.paired_differences(pair)
    assert title_of(ax) == expected
    gap = gaps_of(pair.differences, distinguishing(["coe", "centralized"]), better="lower", matters=5.0)[0]
    assert headline(gap) == expected
    assert label(gap, unit=False) in said_on(ax)
    if gap.winner is not None:
        assert figures(gap).estimate.lstrip("-") in sentence(gap)


def test_the_best_of_several_is_that_of_the_comparison(runs, comparison):
    three = comparison(runs(3))
    three.differences = three.differences.assign(estimate=[40.0, 25.0], low=[30.0, 12.0], high=[50.0, 38.0])
    three.best, three.response = ("centralized",), "time_to_production"
    title = title_of(charts.paired_differences(three))
    assert title == "Best of 3 on average is centralized: 5 weeks faster with centralized than with federated"


def test_a_higher_figure_is_better_where_the_response_says_so(runs, comparison):
    pair = comparison(runs(2))
    pair.runs[0].summary = pair.runs[0].summary.assign(better="higher")
    pair.differences = pair.differences.assign(unit="items per year", estimate=-9.0, low=-12.0, high=-6.0)
    assert title_of(charts.paired_differences(pair)) == ("9 items per year better with centralized than with coe")


def test_more_throughput_at_another_demand_is_not_called_better(runs, comparison):
    pair = comparison(runs(2))
    pair.runs[0].summary = pair.runs[0].summary.assign(better="higher", response="throughput")
    for run, rate in zip(pair.runs, (36.0, 90.0), strict=True):
        rest = dict.fromkeys(("interval", "batch", "planned", "at_most"))
        run.scenario = SimpleNamespace(goal=run.scenario.goal, demand=SimpleNamespace(per_year=Fixed(rate), **rest))
    pair.differences = pair.differences.assign(
        response="throughput", label="throughput", unit="items per year", estimate=9.0, low=6.0, high=12.0
    )
    title = title_of(charts.paired_differences(pair, response="throughput"))
    assert "more into production than centralized, at 90 requests a year instead of 36" in title


def test_a_part_is_called_largest_only_where_it_is(runs):
    one, other = runs(2)
    other.time_split = other.time_split.assign(days=[90.0, 1.0, 2.0, 1.0, 1.0, 1.0, 0.0])
    assert "largest" in title_of(charts.time_split(runs(3)))
    assert "differs most" in title_of(charts.time_split([one, other]))


def test_a_response_without_difference_is_named(runs, comparison):
    with pytest.raises(ValueError, match="there are: time_to_production"):
        charts.paired_differences(comparison(runs(2)), response="cost")


def test_differences_may_be_a_plain_table(runs, comparison):
    ax = charts.paired_differences(comparison(runs(3)).differences)
    assert not any("does not matter" in text for text in said_on(ax))


def test_two_runs_of_one_name_are_refused(runs):
    run = runs(1)[0]
    with pytest.raises(ValueError, match="different names"):
        charts.time_split([run, run])


def test_a_figure_without_an_interval_has_one_decimal_or_none():
    assert [counted(one) for one in (0.0, -0.04, 2.0, 34.27, float("nan"))] == ["0", "0", "2.0", "34", "unknown"]


def test_states_are_always_in_one_order(runs):
    run = runs(1)[0]
    run.time_split = run.time_split.iloc[::-1]
    assert tuple(split_of(run)) == STATES


def test_bars_of_capacity_are_the_shares_of_each_period_and_add_up_to_all(runs):
    run = runs(1, "overloaded")[0]
    ax = charts.capacity_by_use(run)
    wide = run.capacity.pivot_table(index="day", columns="use", values="share")
    for container in ax.containers:
        use = container[0].get_gid()
        assert [bar.get_height() for bar in container] == pytest.approx(wide[use].tolist())
        assert [bar.get_x() * 5 for bar in container] == pytest.approx(wide.index.tolist())
    tops = np.max([[bar.get_y() + bar.get_height() for bar in container] for container in ax.containers], axis=0)
    assert tops == pytest.approx(np.ones(len(wide)))
    assert title_of(ax).replace("\u00a0", " ").startswith("Upkeep grows from 5 % to 41 % of the time")
    assert len(charts.capacity_by_use(runs(3)).child_axes) == 3


def test_times_of_days_are_drawn_and_told_in_days(runs, assert_readable):
    run = runs(1)[0]
    scaled = run.percentiles.assign(**{name: run.percentiles[name] / 100 for name in ("estimate", "low", "high")})
    run.percentiles, run.time_split = scaled, run.time_split.assign(days=run.time_split["days"] / 100)
    ax = charts.production_curve(run, target=130.0)
    assert "days" in title_of(ax)
    assert ax.get_xlabel() == "days since the request"
    assert_readable(charts.percentile_intervals(run, target=130.0))
    assert "target: 26 weeks →" in said_on(charts.percentile_intervals(run, target=130.0))
    assert charts.time_split(run).get_xlabel() == "days from request to live, mean"


def test_an_undecided_conversion_is_told_by_its_bounds(runs):
    run = ill(runs(1)[0], "20 % of requests undecided")
    run.health.undecided = 0.2
    run.summary = pd.DataFrame({"response": ["conversion"], "estimate": [0.3], "low": [0.2], "high": [0.6]})
    assert any("30 to 50\u00a0% in production" in text for text in said_on(charts.production_curve(run)))


def test_work_that_is_the_same_at_every_maturity_is_said_once(work):
    same = work()
    same["work_per_use_case"] = 2.0
    assert "at any maturity" in title_of(charts.who_is_needed(same))
    assert "at low and" in title_of(charts.who_is_needed(work()))


def test_work_that_still_rises_is_not_said_not_to_pile_up(runs):
    run = ill(runs(1)[0], "still filling up", forbids=False)
    run.wip = run.wip.assign(items=10.0 + run.wip["day"] / 1000)
    assert title_of(charts.work_in_progress(run)).startswith("Work does not pile up")
    run.health.filling = SimpleNamespace(of="work in progress")
    run.scenario.study = SimpleNamespace(warm_up=500.0, horizon=1500.0)
    assert title_of(charts.work_in_progress(run)) == "Work in progress still rises: from 32 to 34 items"
    run.health.filling.of = "time to production"
    assert title_of(charts.work_in_progress(run)).startswith("Work does not pile up")


def test_who_is_needed_names_the_configuration_it_shows(work):
    said = said_on(charts.who_is_needed(work(), of="federated"))
    assert any(text.startswith("federated: mean work by role") for text in said)

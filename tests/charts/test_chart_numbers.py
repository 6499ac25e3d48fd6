"""What is drawn is what the tables say."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer

from sim import charts
from sim.charts.rows import STATES, adding_up, percentile, said, signed, split_of, weeks, with_interval
from sim.charts.saving import texts_of, title_of
from sim.charts.steps import rounded_steps
from sim.charts.style import LOOKS, STATE_COLORS


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


def test_shown_steps_lead_from_the_shown_start_to_the_shown_end():
    rng = np.random.default_rng(4)
    for _ in range(200):
        before, after = rng.gamma(1.0, 4.0, size=7), rng.gamma(1.0, 4.0, size=7)
        shown = rounded_steps(before.sum(), after.sum(), list(after - before))
        assert sum(shown) == pytest.approx(round(after.sum(), 1) - round(before.sum(), 1), abs=1e-6)
        assert np.abs(np.array(shown) - (after - before)).max() <= 0.3


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
    title = title_of(charts.production_curve(runs(2)))
    assert "overlap" in title


@pytest.mark.parametrize(
    ("middle", "half", "expected"),
    [
        (-34.0, 11.0, "7 weeks faster with coe than with centralized"),
        (-3.0, 1.5, "0.6 weeks faster with coe than with centralized, but by less than the 1.0 weeks that matter"),
        (-1.0, 3.0, "No practical difference to centralized: at most 0.8 weeks either way"),
        (-9.0, 20.0, "Not clear yet whether anything differs from centralized: all intervals include zero"),
    ],
)
def test_the_title_goes_as_far_as_the_interval(middle, half, expected, runs, comparison):
    pair = comparison(runs(2))
    pair.differences = pair.differences.assign(estimate=middle, low=middle - half, high=middle + half)
    assert title_of(charts.paired_differences(pair)) == expected


def test_a_baseline_that_nothing_beats_is_named(runs, comparison):
    three = comparison(runs(3))
    three.differences = three.differences.assign(estimate=[40.0, 25.0], low=[30.0, 12.0], high=[50.0, 38.0])
    title = title_of(charts.paired_differences(three))
    assert title == "centralized stays ahead: 5 weeks faster than federated, the next"


def test_a_higher_figure_is_better_where_the_response_says_so(runs, comparison):
    three = comparison(runs(3))
    three.runs[0].summary = three.runs[0].summary.assign(better="higher")
    three.differences = three.differences.assign(unit="items per year")
    assert (
        title_of(charts.paired_differences(three))
        == "centralized stays ahead: 9 items per year higher than federated, the next"
    )


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


def test_numbers_are_rounded_to_what_the_interval_supports():
    assert weeks(34.27) == "6.9"
    assert weeks(34.27, 6.0) == "7"
    assert said(0.0) == "0"
    assert signed(-0.04) == "0"
    assert signed(2.0) == "+2.0"
    assert said(float("nan")) == "unknown"
    assert with_interval(-1.8, -3.2, -0.4) == ("−1.8", "−3.2", "−0.4")
    assert with_interval(-6.8, -9.0, -4.6) == ("−7", "−9", "−5")


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

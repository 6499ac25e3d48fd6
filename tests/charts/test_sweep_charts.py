"""Response curves and heat maps: readable with long names and many points, and true to their rows."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import charts
from sim.charts.saving import texts_of, title_of
from sim.scenario.load import load
from sim.scenario.spoken import spoken

LONG = "handover.between_teams.coordination_of_things_with_names.delay"
WORDS = [f"plan {number} with a name that goes on for quite a while" for number in range(1, 31)]


def rows(
    levels: Mapping[str, Sequence[Any]],
    value: Callable[..., float],
    *,
    best: float = 0.0,
    unit: str = "working days",
    better: str = "lower",
) -> pd.DataFrame:
    found = []
    for number, combination in enumerate(product(*levels.values())):
        middle = value(*combination)
        found.append(
            {"point": number}
            | dict(zip(levels, combination, strict=True))
            | {
                "response": "time_to_production", "label": "time to production", "unit": unit, "better": better,
                "estimate": middle, "low": middle * 0.9, "high": middle * 1.1, "level": 0.95, "n": 100,
                "may_be_best": bool(middle < best),
            }
        )  # fmt: skip
    return pd.DataFrame(found)


@pytest.mark.parametrize(
    ("count", "name", "best"),
    [(1, "a.b", 0.0), (2, LONG, 200.0), (7, "people.ml_engineer", 200.0), (30, LONG, 200.0), (30, "a.b", 1e9)],
)
def test_texts_of_response_curves_are_readable(count, name, best, assert_readable):
    numbers = rows({name: range(1, count + 1)}, lambda x: 150 + 900 / x, best=best)
    assert_readable(charts.response_curve(numbers, factor=name))
    words = rows({name: WORDS[:count]}, lambda text: 150.0 + len(text), best=best)
    assert_readable(charts.response_curve(words, factor=name))


@pytest.mark.parametrize(
    ("across", "up", "name", "best"),
    [(2, 2, "a.b", 1e9), (1, 3, LONG, 0.0), (7, 5, LONG, 300.0), (14, 12, "a.b", 300.0), (30, 30, LONG, 300.0)],
)
def test_texts_of_heat_maps_are_readable(across, up, name, best, assert_readable):
    factors = ("people.ml_engineer", name)
    table = rows({factors[0]: range(1, across + 1), name: np.linspace(0, 1, up).tolist()},
                 lambda x, y: 150 + 900 / x - 50 * y, best=best)  # fmt: skip
    assert_readable(charts.heat_map(table, factors=factors))
    words = rows({"organization.form": WORDS[:across], name: WORDS[:up]}, lambda x, y: 150.0, best=best)
    assert_readable(charts.heat_map(words, factors=("organization.form", name)))


def test_points_without_a_value_are_said_to_be_unknown(assert_readable):
    table = rows({"a.b": [1, 2, 3], "c.d": [1, 2]}, lambda x, y: float("nan") if x == 2 else 100.0 * x, best=150)
    drawn = charts.heat_map(table, factors=("a.b", "c.d"))
    assert_readable(drawn)
    assert "not known" in [text.get_text() for text in texts_of(drawn)]
    curve = charts.response_curve(table[table["c.d"] == 1], factor="a.b")
    assert [text.get_text() for text in texts_of(curve)].count("not known") == 1
    nothing = rows({"a.b": [1, 2], "c.d": [1, 2]}, lambda x, y: float("nan"))
    assert_readable(charts.heat_map(nothing, factors=("a.b", "c.d")))
    assert_readable(charts.response_curve(nothing[nothing["c.d"] == 1], factor="a.b"))


def test_a_curve_is_drawn_in_weeks_in_the_order_of_its_levels():
    table = rows({"people.ml_engineer": [4, 2, 3]}, lambda x: 100.0 * x, best=250)
    ax = charts.response_curve(table, factor="people.ml_engineer")
    line = next(line for line in ax.get_lines() if len(line.get_xdata()) == 3)
    assert line.get_xdata().tolist() == [2, 3, 4]
    assert line.get_ydata().tolist() == [40, 60, 80]
    assert title_of(ax) == "Time to production is best with people.ml_engineer at 2: 40 weeks, against 80 weeks at 4"


def test_cells_hold_estimate_and_half_width_and_frame_what_may_be_best():
    table = rows({"a.b": [1, 2], "c.d": [10, 20]}, lambda x, y: 100.0 * x + y, best=125)
    ax = charts.heat_map(table, factors=("a.b", "c.d"))
    shown = {text.get_text() for text in ax.texts}
    assert shown == {"22 ± 2", "24 ± 2", "42 ± 4", "44 ± 4"}
    frames = [each for each in ax.collections if each.get_gid() == "may be best"]
    assert [len(each.get_paths()) for each in frames] == [2, 2]
    assert {path.vertices[0][0] for path in frames[0].get_paths()} == {-0.46}


def test_no_level_is_called_better_where_chance_does_not_tell():
    table = rows({"a.b": [1, 2, 3]}, lambda x: 100.0 + x, best=1e9)
    assert "no level of a.b is known to be better" in title_of(charts.response_curve(table, factor="a.b"))
    grid = rows({"a.b": [1, 2], "c.d": [1, 2]}, lambda x, y: 100.0 + x, best=1e9)
    assert "no point is known to be better" in title_of(charts.heat_map(grid, factors=("a.b", "c.d")))


def ill(
    table: pd.DataFrame, where: Callable[[Any], bool], *, load: float = 1.2, undecided: float = 0.0
) -> pd.DataFrame:
    sick = table.apply(where, axis=1)
    return table.assign(offered_load=np.where(sick, load, 0.5), undecided=np.where(sick, undecided, 0.0),
                        may_be_best=table["may_be_best"] & ~sick)  # fmt: skip


def test_points_that_cannot_keep_up_have_no_time_and_no_rank(assert_readable):
    table = ill(rows({"a.b": [1, 2, 3], "c.d": [1, 2]}, lambda x, y: 100.0 * x, best=150), lambda row: row["a.b"] == 1)
    drawn = charts.heat_map(table, factors=("a.b", "c.d"), names={"a.b": "ML engineers", "c.d": "services"})
    assert_readable(drawn)
    shown = [text.get_text().replace("\n", " ") for text in texts_of(drawn)]
    assert shown.count("cannot keep up") == 3  # two cells and the key
    assert not any(text.startswith("20 ±") for text in shown)
    assert "at 2 of 6 points the team cannot keep up" in title_of(drawn)
    assert "a.b" not in title_of(drawn)
    curve = charts.response_curve(table[table["c.d"] == 1], factor="a.b", names={"a.b": "ML engineers"})
    assert_readable(curve)
    assert title_of(curve).endswith("the team cannot keep up at 1")
    late = ill(rows({"a.b": [1, 2]}, lambda x: 100.0 * x), lambda row: row["a.b"] == 2, load=0.5, undecided=0.04)
    assert "not known" in [text.get_text() for text in texts_of(charts.response_curve(late, factor="a.b"))]
    nobody = ill(rows({"a.b": [1, 2]}, lambda x: 100.0 * x), lambda row: True)
    assert title_of(charts.response_curve(nobody, factor="a.b")) == "The team cannot keep up at any level of a.b"


def test_throughput_is_told_where_the_team_cannot_keep_up():
    table = rows({"a.b": [1, 2]}, lambda x: 10.0 * x, unit="live per year", better="higher")
    curve = charts.response_curve(ill(table, lambda row: True), factor="a.b")
    assert title_of(curve) == "Time to production: 10 a year with a.b at 1, 20 a year at 2"


def test_no_title_finds_a_difference_where_intervals_overlap():
    table = rows({"a.b": [1, 2], "c.d": [1, 2]}, lambda x, y: 0.30 + 0.01 * x, unit="share of requests").drop(
        columns="may_be_best"
    )
    assert "no clear difference between points" in title_of(charts.heat_map(table, factors=("a.b", "c.d")))
    assert "no clear difference between levels" in title_of(
        charts.response_curve(table[table["c.d"] == 1], factor="a.b")
    )


def test_a_factor_without_effect_is_said_to_make_no_difference():
    table = rows({"goal.matters": [1, 2, 3]}, lambda x: 100.0, best=1e9)
    title = title_of(charts.response_curve(table, factor="goal.matters", names={"goal.matters": "the target"}))
    assert title == "The target makes no difference to time to production: 20 weeks"


def test_what_nobody_chooses_is_not_called_best():
    def value(form: str, year: int) -> float:
        return 100.0 + year + (50 if form == "coe" and year == 20 else -30 if form == "coe" else 0)

    table = rows({"organization.form": ["central", "coe"], "demand.per_year": [20, 40]}, value)
    table["may_be_best"] = [True, False, False, True]
    how = {"names": {"organization.form": "form", "demand.per_year": "requests"}, "circumstances": ["demand.per_year"]}
    drawn = charts.heat_map(table, factors=("organization.form", "demand.per_year"), **how)
    assert title_of(drawn) == "Which form may be best depends on requests: central at 20, coe at 40"
    one = table[table["organization.form"] == "coe"]
    title = title_of(charts.response_curve(one, factor="demand.per_year", **how))
    assert "best" not in title


def test_hollow_markers_only_stand_beside_filled_ones():
    table = rows({"a.b": [1, 2, 3]}, lambda x: 100.0 * x, best=250)
    for some, drawn in ((True, table), (False, table.drop(columns="may_be_best"))):
        ax = charts.response_curve(drawn, factor="a.b")
        assert any(text.get_text() == "not the best" for text in texts_of(ax)) == some
        hollow = [
            line for line in ax.get_lines() if line.get_marker() == "o" and line.get_markerfacecolor() == "#FFFFFF"
        ]
        assert any(len(line.get_xdata()) for line in hollow) == some


def test_factors_are_told_in_words():
    scenario = load("federated")
    said = {path: spoken(scenario, path) for path in (
        "people.ml_engineer", "people.security", "maturity.mlops", "demand.per_year", "handover.between_teams.delay",
        "roles.analyst.focus", "nothing.of.the.kind")}  # fmt: skip
    assert list(said.values()) == [
        "ML engineers", "people in security", "maturity of MLOps", "requests per year",
        "delay of a handover, between teams", "focused days per working day, analyst", "nothing.of.the.kind",
    ]  # fmt: skip


def test_a_response_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="there are: time_to_production"):
        charts.response_curve(rows({"a.b": [1]}, float), factor="a.b", response="p85")


def test_a_choice_is_the_best_whatever_else_only_where_every_level_of_that_is_known():
    table = rows({"a.b": [1, 2], "demand.per_year": [30, 60, 90]}, lambda x, y: 100.0 * x, best=150)
    how = {"factors": ("a.b", "demand.per_year"), "circumstances": ["demand.per_year"]}
    assert title_of(charts.heat_map(table, **how)).endswith("with a.b at 1, whatever demand.per_year")
    for offered in (0.5, 1.2):
        some = ill(table, lambda row: row["demand.per_year"] > 30, load=offered, undecided=0.2)
        assert "with a.b at 1, known only for demand.per_year at 30" in title_of(charts.heat_map(some, **how))


def test_that_a_choice_depends_on_a_circumstance_names_levels_at_which_it_differs():
    table = rows({"a.b": [1, 2], "demand.per_year": [30, 60, 90]}, lambda x, y: 100.0 * x)
    table["may_be_best"] = (table["a.b"] == 1) ^ (table["demand.per_year"] == 60)
    drawn = charts.heat_map(table, factors=("a.b", "demand.per_year"), circumstances=["demand.per_year"])
    assert title_of(drawn).endswith("1 at 30, 2 at 60")


def conversions(where: Callable[[Any], bool], **levels: Sequence[Any]) -> pd.DataFrame:
    table = rows({name.replace("_", "."): each for name, each in levels.items()}, lambda x, *_: 0.2 + x / 10,
                 unit="share", better="higher")  # fmt: skip
    return ill(table.assign(response="conversion", label="conversion"), where, load=0.5, undecided=0.09)


def test_a_conversion_that_undecided_requests_leave_open_is_a_bar_without_a_dot(assert_readable):
    drawn = charts.response_curve(conversions(lambda row: row["a.b"] == 3, a_b=[1, 2, 3]), factor="a.b",
                                  response="conversion")  # fmt: skip
    assert_readable(drawn)
    (bars,) = (each for each in drawn.collections if each.get_gid() == "undecided")
    ends = [each[:, 1].tolist() for each in bars.get_segments()]
    assert ends == [pytest.approx([50.0, 59.0])]
    dots = [y for line in drawn.lines if line.get_marker() == "o" for y in line.get_ydata() if np.isfinite(y)]
    assert max(dots) == pytest.approx(40.0)
    assert "50" not in title_of(drawn)
    said = [text.get_text().replace("\n", " ") for text in texts_of(drawn)]
    assert "⚠ More than 1\u00a0% of requests undecided at 3" in said


def test_conversions_that_are_all_open_are_told_by_their_bounds(assert_readable):
    curve = charts.response_curve(conversions(lambda row: True, a_b=[1, 2]), factor="a.b", response="conversion")
    assert_readable(curve)
    assert title_of(curve) == "Conversion is between 30 % and 49 % over all levels of a.b, as far as decided"
    table = conversions(lambda row: True, a_b=[1, 2], c_d=[1, 2])
    drawn = charts.heat_map(table, factors=("a.b", "c.d"), response="conversion")
    assert_readable(drawn)
    assert [text.get_text() for text in texts_of(drawn)].count("40 to 49") == 2
    assert title_of(drawn) == "Conversion is between 30 % and 49 % over all points, as far as decided"


@pytest.mark.parametrize("response", ["time_to_production", "throughput"])
def test_a_sweep_says_on_every_chart_where_the_team_cannot_keep_up(response, assert_readable):
    table = ill(rows({"a.b": [1, 2], "c.d": [1, 2]}, lambda x, y: 100.0 * x), lambda row: row["a.b"] == 1)
    table = table.assign(response=response, unit="working days" if response.startswith("time") else "live per year")
    drawn = charts.heat_map(table, factors=("a.b", "c.d"), response=response)
    assert_readable(drawn)
    assert "⚠ Cannot keep up at 2 of 4 points" in [text.get_text() for text in texts_of(drawn)]

"""The table of published totals, on a scenario whose clocks can be counted by hand."""

from math import inf, isnan, nan
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from sim.blueprint import make_blueprint
from sim.cli.app import app
from sim.engines.reference import simulate
from sim.experiment import published_rows
from sim.experiment.marked import markers, with_part
from sim.experiment.published import Line, Published, published, ratios, release_medians, release_ratio
from sim.experiment.published_rows import LEVELS, MIX, TOTALS, Total, citation
from sim.experiment.published_text import markdown, verdict
from sim.experiment.published_totals import (
    ACCESS,
    CALENDAR,
    DEVELOPMENT,
    ENGINEER,
    LIGHT,
    MODELING,
    MONTH,
    PREPARATION,
    Seen,
    see,
)
from sim.responses.walked import Walked
from sim.scenario import Scenario, load, loads
from sim.stats.bootstrap import Interval

BEGIN, END = markers("published")
TEXT = """
opmodel: 1
name: small
people: {data_engineer: 3, data_scientist: 3}
demand: {per_year: 40, domains: {retail: 1}}
organization: {form: centralized}
handover: {between_teams: {delay: 0}, same_team: {delay: 0}}
study: {type: flow, start: 2027-01-04, warm_up: 20, intake: 100, horizon: 400}
roles:
  data_engineer: {group: delivery, focus: 0.5}
  data_scientist: {group: delivery, focus: 0.5}
stages:
  use_case_definition:
    steps: {framing: {effort: 1, shared_by: {data_scientist: 1}, mark: defined}}
  solution_development:
    steps:
      data_preparation: {effort: 2, shared_by: {data_engineer: 1}}
      modeling: {effort: 1, shared_by: {data_scientist: 1}, mark: model_ready}
    rework: {data_loop: {after: data_preparation, back_to: data_preparation, chance: 1, at_most: 1, repeats: 0.5}}
    gates: {proof_of_concept: {after: modeling, stops: 0.4}}
  scale_and_adopt:
    steps:
      rollout:
        waits: {review: {delay: {by: mlops, low: 60, mid: 20, high: 3}}}
        effort: {exponential: {mean: 1}}
        shared_by: {data_engineer: 1}
        mark: live
"""


def small() -> Scenario:
    return loads(TEXT, name="small.yaml")


@pytest.fixture(scope="module")
def result() -> Published:
    return published(small(), replications=3, study={})


def total(accept: dict[str, tuple[float, float]], unit: str = "%") -> Total:
    return Total("V-0", "a total", "conversion", unit, accept, published_rows.FREE, ("T7",))


def line(accept: dict[str, tuple[float, float]], estimate: float, low: float, high: float, unit: str = "%") -> Line:
    return Line(total(accept, unit), dict.fromkeys(accept, Interval(estimate, low, high, 0.95, "", 9)), {})


def test_clocks_shares_and_touch_are_those_counted_by_hand() -> None:
    quiet = TEXT.replace("per_year: 40", "per_year: 1").replace("{exponential: {mean: 1}}", "1")
    quiet = quiet.replace("intake: 100, horizon: 400", "intake: 1500, horizon: 2000").replace("stops: 0.4", "stops: 0")
    blueprint = make_blueprint(loads(quiet, name="quiet.yaml"))
    seen = see(Walked(simulate(blueprint, seed=1, replication=0), blueprint))
    assert len(seen.items) > 0
    # two working days for a day of effort; preparation twice, the second time half; a wait of 20 days before roll-out
    assert np.diff(seen.clocks, axis=1) == pytest.approx(np.tile([2.0, 4.0 + 2.0 + 2.0, 22.0], (len(seen.items), 1)))
    assert set(seen.kinds) == {"standard"}

    def share(quantity: str) -> float:
        above, below = seen.ratios[quantity]
        return above / below

    assert share("defined_to_live") == pytest.approx(30.0)
    assert share("prototype_to_live") == pytest.approx(26.0)
    assert share("first_model_to_live") == pytest.approx(24.0)
    assert share("release_31_to_90") == share("within_90_days") == 1.0  # 22 working days are 30.8 calendar days
    assert share("rework") == pytest.approx(2.0 / 12.0)
    assert share("preparation") == pytest.approx(6.0 / 8.0)
    assert share("waiting") == pytest.approx(1.0 - 0.5 * 12.0 / 32.0)
    assert share("not_active") == pytest.approx(20.0 / 32.0)
    assert share("scrapped") == share("undecided") == 0.0


def test_the_table_holds_every_total_with_a_verdict(result: Published) -> None:
    table = markdown(result)
    for each in TOTALS:
        assert f"| {each.id} | {each.label} |" in table
    assert "light requests: T1→T3 within 120 days | – | – | – | – | ≥ 50 % | not measured" in table
    assert f"{sum(each.met is not None for each in result.lines)} totals lie in their accepted range" in table
    assert "{" not in table
    assert "nan" not in table


def test_a_miss_is_said_in_the_row_and_above_the_table(result: Published) -> None:
    first = next(each for each in result.lines if each.total.id == "V-1")
    assert first.met is False
    assert verdict(first).startswith("**misses by ")
    assert verdict(first).endswith("months**, too low")
    assert f"V-1 T1→T3, mean (months): {verdict(first)}" in markdown(result).split("|", 1)[0]


def test_the_mix_weights_the_levels(result: Published) -> None:
    found = ratios(result.seen, "defined_to_live")
    low, mid, high = (found[level].estimate for level in LEVELS)
    assert found[MIX].estimate == pytest.approx(0.30 * low + 0.45 * mid + 0.25 * high)
    assert low - mid == pytest.approx(40.0, abs=2.0)
    assert found[MIX].low < found[MIX].estimate < found[MIX].high
    scrapped = ratios(result.seen, "scrapped")
    assert len({scrapped[level].estimate for level in LEVELS}) == 1  # the same luck at each level


def test_medians_and_their_ratio_are_those_of_the_items() -> None:
    def of(*releases: float) -> Seen:
        clocks = np.array([[0.0, 0.0, 0.0, days] for days in releases])
        return Seen({}, np.arange(len(releases)), ("light",) * len(releases), clocks)

    seen = {"low": [of(10, 20), of(30)], "mid": [of(7), of(9, 8)], "high": [of(1), of(2, 3)]}
    medians = release_medians(seen)
    assert [medians[level].estimate for level in LEVELS] == [20.0, 8.0, 2.0]
    assert medians[MIX].estimate == 8.0  # a quarter lies at 3 or below, 0.55 at 8 or below
    assert release_ratio(seen)[MIX].estimate == 10.0


def test_the_same_comes_out_of_one_process_and_of_two(result: Published) -> None:
    other = published(small(), replications=3, jobs=2, study={})
    assert other.files() == result.files()
    assert markdown(other) == markdown(result)


def test_the_first_replications_stay_when_there_are_more(result: Published) -> None:
    fewer = published(small(), replications=2, study={})
    for level in LEVELS:
        assert [seen.ratios for seen in fewer.seen[level]] == [seen.ratios for seen in result.seen[level][:2]]


@pytest.mark.parametrize(
    ("accept", "found", "said"),
    [
        ((40, 60), (50.0, 45.0, 55.0), "in range"),
        ((40, 60), (41.0, 38.0, 44.0), "in range, not the whole interval"),
        ((40, 60), (62.0, 59.0, 65.0), "**misses by 2 points**, too high, within chance"),
        ((40, 60), (39.0, 38.0, 39.9), "**misses by 1 point**, too low"),
        ((66, 66), (65.0, 63.0, 67.0), "agrees"),
        ((66, 66), (80.0, 78.0, 82.0), "**misses by 14 points**, too high"),
        ((10, inf), (4.0, 3.0, 5.0), "**misses by 6 points**, too low"),
        ((10, inf), (nan, nan, nan), "not measured"),
    ],
)
def test_verdicts(accept: tuple[float, float], found: tuple[float, float, float], said: str) -> None:
    assert verdict(line({MIX: accept}, *found)) == said


def test_levels_are_judged_one_by_one() -> None:
    told = line({"low": (85, 100), "high": (55, 80)}, 82.0, 81.0, 83.0)
    assert verdict(told) == "low **misses by 3 points**, too low; high **misses by 2 points**, too high"
    assert told.met is False
    assert line({MIX: (0, 1)}, nan, nan, nan).met is None


def test_the_shipped_baseline_has_every_name_that_is_measured() -> None:
    blueprint = make_blueprint(load("baseline"))
    assert {PREPARATION, ACCESS, MODELING} <= set(blueprint.step_names)
    assert DEVELOPMENT in blueprint.stage_names
    assert LIGHT in blueprint.kind_names
    assert ENGINEER in blueprint.role_names
    assert {"defined", "model_ready", "live"} <= {
        blueprint.mark_names[mark] for mark in blueprint.step_mark if mark >= 0
    }


def test_calendar_and_citations() -> None:
    assert pytest.approx(365.0) == MONTH * CALENDAR * 12
    for each in TOTALS:
        assert all(citation(row) for row in each.rests_on)
        assert not isnan(sum(end for low, high in each.accept.values() for end in (low, min(high, 1e9))))


def test_the_table_goes_between_the_markers() -> None:
    page = f"# Title\n\n{BEGIN}\nold\n{END}\n\nrest\n"
    assert with_part(page, "new", "page.md") == f"# Title\n\n{BEGIN}\nnew\n{END}\n\nrest\n"
    assert with_part("", "new", "page.md") == f"{BEGIN}\nnew\n{END}\n"
    with pytest.raises(Exception, match="needs the lines"):
        with_part("# Title", "new", "page.md")


def opmodel(*words: str) -> Result:
    return CliRunner().invoke(app, ["published", "--scenario", "small.yaml", "-n", "2", "-j", "1", *words])


def test_a_page_is_written_checked_and_found_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(TEXT, encoding="utf-8")
    page = Path("page.md")
    written = opmodel("--write", "page.md")
    assert written.exit_code == 0, written.output
    assert "replications" in written.stderr
    assert sorted(path.name for path in Path("results/published/totals").iterdir()) == [
        "items.csv",
        "replications.csv",
        "totals.csv",
    ]
    again = opmodel("--check", "page.md")
    assert (again.exit_code, again.stdout) == (0, "page.md is up to date.\n")
    page.write_text(page.read_text(encoding="utf-8").replace("misses by", "hits by"), encoding="utf-8")
    stale = opmodel("--check", "page.md", "--quiet")
    assert stale.exit_code == 1
    assert "\n-| V-1 |" in stale.stdout
    assert "\n+| V-1 |" in stale.stdout
    other = opmodel("--seed", "2", "--quiet")
    assert other.exit_code == 1
    assert "Nothing was overwritten" in other.stderr
    for words in (["--check", "none.md"], ["--check", "small.yaml"], ["--check", "page.md", "--write", "page.md"]):
        assert opmodel(*words).exit_code == 2

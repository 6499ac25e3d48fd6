"""Claims: every file is well formed, equal cost is equal, verdicts come from intervals, and one goes through whole."""

import csv
import re
from functools import cache
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from sim.cli.app import app
from sim.errors import BadInput, ScenarioError
from sim.experiment import claim_files
from sim.experiment.claim_files import (
    Claim,
    Difference,
    claim_names,
    claims_directory,
    covering,
    load_claim,
    pay_per_day,
)
from sim.experiment.claims import Answered, Verdict, put_to_the_test, verdict_of
from sim.experiment.claims_text import amount, gap_of, in_order, markdown, section
from sim.experiment.marked import between_markers
from sim.experiment.published_rows import citation
from sim.scenario import load
from sim.stats.bootstrap import Interval
from tests.experiment.tiny import TEXT
from tests.test_shipped_scenarios import numbers

ROOT = Path(__file__).parents[2]
NAMES = claim_names()
SCENARIOS = sorted(path for path in claims_directory().glob("*/*.yaml") if path.name != "claim.yaml")
CLAIM = """
question: Do two engineers help?
expectation: Yes.
source: Common wisdom.
rows: [C7]
configurations: [one, two]
expects:
  - {of: two, against: one, response: time_to_production, is: lower, matters: 0.1}
  - {of: two, against: one, response: conversion, is: same, matters: 0.01}
equal_cost: [[one, two]]
absorbed: {role: data_engineer, by: data_scientist}
replications: 6
figures: [throughput, utilization.data_engineer]
rests_on: [people.data_engineer]
limits: Nothing else.
"""
SOURCES = "sources: {people.data_engineer: {basis: assumption, range: [1, 2]}}\n"


@cache
def shipped(name: str) -> Claim:
    return load_claim(name)


def opmodel(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="opmodel")


@pytest.fixture
def engineers(tmp_path: Path) -> Path:
    """A claim of one's own: one or two data engineers in the tiny scenario."""
    folder = tmp_path / "engineers"
    folder.mkdir()
    one = TEXT.replace("name: tiny", "name: One")
    (folder / "one.yaml").write_text(one + SOURCES, encoding="utf-8")
    two = "name: Two\nextends: one.yaml\npeople: {data_engineer: 2}\n"
    (folder / "two.yaml").write_text(two + SOURCES, encoding="utf-8")
    (folder / "claim.yaml").write_text(CLAIM, encoding="utf-8")
    return folder


def test_the_claims_are_there() -> None:
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_a_claim_is_well_formed(name: str) -> None:
    claim = shipped(name)
    assert claim.question.endswith("?")
    assert all(citation(row) for row in claim.rows)
    assert all(each.matters > 0 for each in claim.expects)
    assert len({claim.scenario(cell).name for cell in claim.cells}) == len(claim.scenarios)
    assert 100 <= claim.replications <= 400


@pytest.mark.parametrize("name", NAMES)
def test_equal_cost_is_equal_within_one_percent(name: str) -> None:
    claim = shipped(name)
    for group in claim.equal_cost:
        for day in (0.0, 3000.0):
            costs = [pay_per_day(claim.scenarios[each], day) for each in group]
            assert max(costs) <= 1.01 * min(costs), group


def test_pay_counts_the_first_role_the_share_of_full_time_and_who_is_there() -> None:
    baseline = load("baseline")
    specialists = 7 * 860 + 5 * 725 + 650 + 4 * 930 + 2 * 680 + 2 * 700 + 2 * 860 + 2 * 780 + 700
    assert pay_per_day(baseline) == specialists + 4 * (750 + 720 + 620)
    half = baseline.changed({"people.data_engineer.fte": 0.5, "people.operations.joins": 10})
    assert pay_per_day(baseline) - pay_per_day(half) == 7 * 860 / 2 + 700
    assert pay_per_day(half, 10.0) == pay_per_day(baseline) - 7 * 860 / 2


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_number_of_a_claims_scenario_has_a_source_in_it(path: Path) -> None:
    tree: dict[str, Any] = dict(YAML(typ="safe").load(path))
    scenario = shipped(path.parent.name).scenarios[path.stem]
    own = tree.get("sources", {})
    for written, _ in numbers(tree):
        covered = covering(written, scenario)
        assert covered in own or written == "study.start", written
        assert covered is None or scenario.sources[covered].range or scenario.sources[covered].note, written


@pytest.mark.parametrize(
    ("expected", "low", "high", "said"),
    [
        ("higher", 6, 9, Verdict.AS_EXPECTED),
        ("higher", 1, 9, Verdict.AS_EXPECTED),  # beyond 0, and perhaps beyond what matters
        ("higher", 1, 4, Verdict.CONTRARY),  # on the expected side, but too small to matter
        ("higher", -4, 4, Verdict.CONTRARY),
        ("higher", -4, 6, Verdict.UNDECIDED),
        ("higher", -6, 4, Verdict.UNDECIDED),
        ("higher", -9, -1, Verdict.CONTRARY),
        ("lower", -9, -6, Verdict.AS_EXPECTED),
        ("lower", 1, 9, Verdict.CONTRARY),
        ("lower", -6, 6, Verdict.UNDECIDED),
        ("same", -4, 5, Verdict.AS_EXPECTED),
        ("same", 0, 0, Verdict.AS_EXPECTED),
        ("same", 1, 6, Verdict.UNDECIDED),
        ("same", 6, 9, Verdict.CONTRARY),
        ("same", -9, -6, Verdict.CONTRARY),
        ("higher", nan, nan, Verdict.UNDECIDED),
        ("lower", -inf, -1, Verdict.UNDECIDED),
    ],
)
def test_a_verdict_comes_from_the_interval(expected: str, low: float, high: float, said: Verdict) -> None:
    assert verdict_of(expected, low, high, 5.0) is said


def test_a_difference_is_told_with_its_direction(engineers: Path) -> None:
    claim = load_claim(engineers)
    days, share = claim.expects

    def said(asked: Difference, *ends: float) -> str:
        return amount(gap_of(Interval(*ends, 0.95, "", 9), asked, claim))

    assert said(days, -12.0, -15.0, -9.0) == "2.4 weeks shorter (1.8 to 3.0)"
    assert said(days, 1.0, -2.0, 4.0).endswith("longer (from 2 shorter to 4 longer)")
    assert said(share, 0.0, 0.0, 0.0) == "the same in every replication"
    assert said(days, nan, nan, nan) == "not measured"


def answered(folder: Path, **options: Any) -> Answered:
    return put_to_the_test(load_claim(folder), engine="reference", **options)


def test_a_claim_goes_through_whole(engineers: Path) -> None:
    result = answered(engineers)
    faster, same = result.answers
    assert result.n == 6
    assert faster.found.method == same.found.method
    assert "simultaneous" in faster.found.method
    assert same.verdict is Verdict.AS_EXPECTED  # gates stop the same requests in both
    assert same.found.low == same.found.high == 0.0
    text = markdown(result)
    assert "Conversion, Two against One: the same in every replication. Expected no difference that matters" in text
    assert "`people.data_engineer` 1 (assumption, range 1 to 2)" in text
    table = result.table()
    assert list(table["kind"]) == ["expected"] * 2 + ["figure"] * 4
    assert list(table["verdict"][:2]) == [answer.verdict.value for answer in result.answers if answer.verdict]
    assert answered(engineers).as_csv() == result.as_csv()


def test_contrary_answers_come_first(engineers: Path) -> None:
    contrary = answered(engineers)
    sure = (
        (engineers / "claim.yaml")
        .read_text(encoding="utf-8")
        .replace("is: lower, matters: 0.1", "is: same, matters: 99")
    )
    (engineers / "claim.yaml").write_text(sure, encoding="utf-8")
    expected = answered(engineers)
    assert expected.verdict is Verdict.AS_EXPECTED
    assert contrary.verdict is not Verdict.AS_EXPECTED
    assert in_order([expected, contrary]) == [contrary, expected]
    page = section([expected, contrary])
    assert page.index("| **") < page.index("| As expected |")


def test_the_commands_keep_the_numbers_and_the_page(
    engineers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(claim_files, "claims_directory", lambda: engineers.parent)
    Path("page.md").write_text("Before\n<!-- claims:begin -->\nold\n<!-- claims:end -->\nAfter\n", encoding="utf-8")
    done = opmodel("claims", "--write", "page.md", "--engine", "reference", "--quiet")
    assert done.exit_code == 0, done.output
    assert Path("results/claims/engineers.csv").is_file()
    page = Path("page.md").read_text(encoding="utf-8")
    assert page.startswith("Before\n<!-- claims:begin -->\n1 claim, ")
    assert opmodel("claims", "--check", "page.md", "--engine", "reference", "-q").exit_code == 0
    again = opmodel("claim", "engineers", "--engine", "reference", "-q")
    assert "already there, identical" in again.stderr
    assert between_markers(page, "page.md", "claims").count(again.stdout.strip()) == 1
    Path("page.md").write_text(page.replace("Do two", "Do 2"), encoding="utf-8")
    assert opmodel("claims", "--check", "page.md", "--engine", "reference", "-q").exit_code == 1
    fewer = opmodel("claim", "engineers", "-n", "3", "--engine", "reference", "-q")
    assert "results/claims/seed-1-n-3 (written)" in fewer.stderr.replace("\\", "/")
    assert opmodel("claims", "--check", "page.md", "-n", "3").exit_code == 2


def test_a_broken_claim_is_told_whole_with_its_places(engineers: Path) -> None:
    file = engineers / "claim.yaml"
    file.write_text(
        CLAIM.replace("replications: 6", "replications: 1\nfigure: [a]").replace("limits: Nothing else.", "")
    )
    with pytest.raises(ScenarioError) as said:
        load_claim(engineers)
    assert 'Did you mean "figures"?' in str(said.value)
    assert "limits\n    is missing" in str(said.value)
    file.write_text(
        CLAIM.replace("is: lower", "is: less")
        .replace("of: two, against: one, response: conversion", "of: three, against: one, response: conversions")
        .replace("rests_on: [people.data_engineer]", "rests_on: [people.nobody]")
        .replace("[C7]", "[ZZ9]")
    )
    with pytest.raises(ScenarioError) as said:
        load_claim(engineers)
    for text in (
        'is = "less"',
        "of must name one",
        'response = "conversions"',
        "people.nobody has no source",
        '"ZZ9"',
    ):
        assert text in str(said.value), text
    assert re.search(r"claim\.yaml:7:\d", str(said.value))
    file.write_text(CLAIM.replace("rows: [C7]", "rows: C7"))
    with pytest.raises(ScenarioError, match="must be a list"):
        load_claim(engineers)
    file.write_text(CLAIM.replace("utilization.data_engineer", "utilization.data_enginer"))
    with pytest.raises(ScenarioError, match="names no role"):
        load_claim(engineers)


def test_an_unknown_claim_names_those_that_there_are() -> None:
    with pytest.raises(BadInput, match='"no_ml_enginers" is not known') as said:
        load_claim("no_ml_enginers")
    assert 'Did you mean "no_ml_engineers"?' in str(said.value)
    assert opmodel("claim", "no_ml_enginers").exit_code == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_says_what_the_stored_numbers_say(name: str) -> None:
    claim = shipped(name)
    with (ROOT / "results" / "claims" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "expected"]
    verdicts = []
    for row, asked in zip(rows, claim.expects, strict=True):
        assert (row["configuration"], row["against"]) == (asked.of.configuration, asked.against.configuration)
        assert int(row["n"]) == claim.replications
        said = Verdict(row["verdict"])
        if row["low"]:  # without an interval the state of the study decides
            said = verdict_of(asked.expected, float(row["low"]), float(row["high"]), asked.matters)
        assert row["verdict"] == said.value
        verdicts.append(said)
    overall = next(verdict for verdict in Verdict if verdict in verdicts)
    readme = between_markers((ROOT / "README.md").read_text(encoding="utf-8"), "README.md", "claims")
    line = next(line for line in readme.splitlines() if line.startswith(f"| {claim.question} |"))
    assert line.split("|")[2].strip().strip("*").lower() == overall.value


@pytest.mark.slow
def test_the_readme_is_what_the_command_prints() -> None:
    done = opmodel("claims", "--check", ROOT / "README.md", "--quiet")
    assert done.exit_code == 0, done.output

"""The commands: what they print, where, with which exit code, and what they leave on disk."""

import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli import start
from sim.cli.app import PANELS, app
from sim.experiment import work
from tests.experiment.tiny import TEXT, made_up

COMMANDS = [command.__name__ for commands in PANELS.values() for command in commands]


def opmodel(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="opmodel")


def test_help_is_grouped_and_every_command_has_an_example() -> None:
    overview = opmodel("--help").stdout
    assert [panel for panel in PANELS if f" {panel} " in overview] == list(PANELS)
    for command in COMMANDS:
        text = opmodel(command, "--help").stdout
        assert re.search(rf"Example: opmodel {command}\b", text), command


@pytest.mark.parametrize("command", ["check", "show", "diff", "new", "doctor", "schema"])
def test_the_quick_examples_run(here: Path, command: str) -> None:
    example = re.search(r"Example: opmodel (.*)", opmodel(command, "--help").stdout)
    assert example is not None
    result = opmodel(*example[1].split())
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("command", ["run", "compare", "whatif"])
def test_the_other_examples_are_understood(here: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", made_up)
    example = re.search(r"Example: opmodel (.*)", opmodel(command, "--help").stdout)
    assert example is not None
    result = opmodel(*example[1].split(), "--dry-run")
    assert result.exit_code == 0, result.output
    said = r"Would run 20 replications of .* with seed 1 on the \w+ engine, \d+ at a time: about \d+"
    assert re.search(said, result.stdout)
    assert not Path("results").exists()


def test_run_prints_the_answer_and_a_second_run_finds_it_there(here: Path) -> None:
    first = opmodel("run", "tiny.yaml", "-n", "3", "--jobs", "1")
    assert first.exit_code == 0, first.output
    assert "weeks on average" in first.stdout
    assert "time to production, mean" in first.stdout
    assert "Offered load" in first.stderr
    assert "0 of about 3 replications" in first.stderr
    assert "(written)" in first.stderr
    second = opmodel("run", "tiny.yaml", "-n", "3", "--jobs", "1", "--quiet")
    assert "already there, identical" in second.stderr
    assert "replications," not in second.stderr
    assert second.stdout == first.stdout


def test_results_that_differ_are_not_overwritten_without_force(here: Path) -> None:
    opmodel("run", "tiny.yaml", "-n", "3", "--jobs", "1")
    (summary,) = Path("results").glob("run-*/summary.csv")
    summary.write_text("changed")
    refused = opmodel("run", "tiny.yaml", "-n", "3", "--jobs", "1")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert summary.read_text() == "changed"
    assert opmodel("run", "tiny.yaml", "-n", "3", "--jobs", "1", "--force").exit_code == 0
    assert summary.read_text() != "changed"


def test_json_is_json(here: Path) -> None:
    result = opmodel("compare", "tiny.yaml", "tiny.yaml", "-n", "3", "-j", "1", "--json", "--quiet")
    told = json.loads(result.stdout)
    assert told["differences"][0]["estimate"] == 0.0
    assert [run["name"] for run in told["runs"]] == ["tiny", "tiny (2)"]


def test_a_target_that_is_not_reached_has_its_own_exit_code(here: Path) -> None:
    assert opmodel("run", "tiny.yaml", "-n", "3", "-j", "1", "--target", "1d").exit_code == 3
    assert opmodel("run", "tiny.yaml", "-n", "3", "-j", "1", "--target", "20w").exit_code == 0
    wrong = opmodel("run", "tiny.yaml", "--target", "soon")
    assert wrong.exit_code == 2
    assert 'target = "soon"' in wrong.stderr


def test_what_if_compares_with_and_without(here: Path) -> None:
    result = opmodel("whatif", "tiny.yaml", "--set", "people.data_scientist=1", "-n", "4", "-j", "1")
    assert result.exit_code == 0, result.output
    assert "tiny with people.data_scientist = 1" in result.stdout
    wrong = opmodel("whatif", "tiny.yaml", "--set", "people.data_scientst=1")
    assert wrong.exit_code == 2
    assert 'Did you mean "people.data_scientist"' in wrong.stderr


def test_all_problems_of_a_file_at_once_without_a_traceback(here: Path) -> None:
    Path("wrong.yaml").write_text(
        TEXT.replace("centralized", "centralised").replace("count", "cuont").replace("delay: 3", "delya: 3")
    )
    for command in ("check", "run", "show"):
        result = opmodel(command, "wrong.yaml")
        assert result.exit_code == 2
        assert "wrong.yaml has 2 problems" in result.stderr
        assert 'Did you mean "centralized"?' in result.stderr
        assert "Traceback" not in result.output
        assert result.stdout == ""
    missing = opmodel("check", "nowhere.yaml")
    assert missing.exit_code == 2
    assert "nowhere.yaml" in missing.stderr


def test_our_own_mistakes_take_one_line_and_say_where_to_look(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr(work, "replication", broken)
    result = opmodel("run", "tiny.yaml", "-n", "3", "-j", "1", "--quiet")
    assert result.exit_code == 1
    assert "opmodel failed: ZeroDivisionError: float division by zero" in result.stderr
    assert "--debug" in result.stderr
    monkeypatch.setattr(os, "environ", os.environ | {"OPMODEL_DEBUG": "1"})
    assert isinstance(opmodel("run", "tiny.yaml", "-n", "3", "-j", "1", "--quiet").exception, ZeroDivisionError)


def test_new_writes_a_file_that_checks_and_does_not_replace_one(here: Path) -> None:
    assert opmodel("new", "my_plan.yaml", "--from", "coe").exit_code == 0
    assert opmodel("check", "my_plan.yaml").exit_code == 0
    again = opmodel("new", "my_plan.yaml")
    assert again.exit_code == 2
    assert "--force" in again.stderr


def test_new_writes_teams_of_ones_own(here: Path) -> None:
    assert opmodel("new", "own.yaml", "--form", "custom", "--from", "coe").exit_code == 0
    assert opmodel("check", "own.yaml", "--quiet").stdout == "own.yaml: no problems\n"
    assert "factors: # what else is assumed" in Path("own.yaml").read_text()
    lost = opmodel("new", "other.yaml", "--from", "custom")
    assert lost.exit_code == 2
    assert "opmodel new my.yaml --form custom" in lost.stderr
    block = opmodel("show", "coe", "--as-custom").stdout
    assert block in Path("own.yaml").read_text()


def test_show_counts_the_sources_and_lists_them_on_demand(here: Path) -> None:
    Path("mine.yaml").write_text("extends: coe\nname: Mine\npeople: {ux_designer: 1}\n")
    told = opmodel("show", "mine.yaml").stdout
    assert (
        told.index("Front panel") < told.index("Teams, as the form coe") < told.index("Sources: 1 set here without a")
    )
    assert "Set here: people.ux_designer." in told
    assert re.search(r"people.data_owner +4 \(1 in each domain\)", told)
    assert re.search(r"people.ux_designer +set here +no source", opmodel("show", "mine.yaml", "--sources").stdout)


def test_what_was_set_without_a_source_is_set_here_in_all_that_a_run_leaves(here: Path) -> None:
    sources = "sources: {people.data_engineer: {basis: evidence, rows: [C6]}, demand.per_year: {basis: informed}}"
    Path("sourced.yaml").write_text(f"{TEXT}{sources}\n", encoding="utf-8")
    Path("mine.yaml").write_text("extends: sourced\nname: Mine\ndemand: {per_year: 50}\n", encoding="utf-8")
    assert opmodel("run", "mine.yaml", "-n", "2", "-j", "1", "--engine", "reference", "--quiet").exit_code == 0
    (folder,) = Path("results").glob("run-*")
    checklist = (folder / "STRESS.md").read_text(encoding="utf-8")
    assert "1 set here without a source of their own, 1 by evidence" in checklist
    assert "**Set here, without a source**, in Mine: demand.per_year" in checklist
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "set here" in page
    assert "basis: set here" in (folder / "scenario.resolved.yaml").read_text(encoding="utf-8")
    changed = [
        "whatif",
        "sourced.yaml",
        "--set",
        "people.data_engineer=2",
        "-n",
        "2",
        "-j",
        "1",
        "--engine",
        "reference",
    ]
    assert opmodel(*changed, "--quiet").exit_code == 0
    (folder,) = Path("results").glob("whatif-*")
    for name in ("STRESS.md", "report.html"):
        text = (folder / name).read_text(encoding="utf-8")
        assert re.search(r"without a source\W*, in tiny with people.data_engineer = 2: people.data_engineer", text)
    told = opmodel("diff", "sourced.yaml", "mine.yaml")
    assert "sources." not in told.stdout
    assert "Sources differ for 1 value:" in told.stderr


def test_show_draws_the_flow_and_prints_everything(here: Path) -> None:
    assert opmodel("show", "tiny.yaml", "--flow", "flow.svg").exit_code == 0
    assert Path("flow.svg").read_text(encoding="utf-8").count("<svg") == 1
    assert opmodel("show", "tiny.yaml", "--flow", "flow.pdf").exit_code == 2
    assert "data_scientist: 2" in opmodel("show", "tiny.yaml", "--all").stdout
    panel = opmodel("show", "tiny.yaml").stdout
    assert "organization.form" in panel
    assert "center" in panel


def test_reproduce_runs_again_and_compares(here: Path) -> None:
    opmodel("compare", "tiny.yaml", "tiny.yaml", "-n", "3", "-j", "1", "--quiet")
    (folder,) = Path("results").iterdir()
    result = opmodel("reproduce", folder, "-j", "1", "--quiet")
    assert result.exit_code == 0, result.output
    assert "Reproduced: all 12 tables" in result.stdout
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"seed": 1', '"seed": 2'))
    other = opmodel("reproduce", folder, "-j", "1", "--quiet")
    assert other.exit_code == 1
    assert "Not reproduced" in other.stderr
    nothing = opmodel("reproduce", "tiny.yaml")
    assert nothing.exit_code == 2
    assert "holds no results" in nothing.stderr


def test_diff_is_by_dotted_path(here: Path) -> None:
    Path("other.yaml").write_text(TEXT.replace("data_scientist: 2", "data_scientist: 3"), encoding="utf-8")
    assert re.search(r"people\.data_scientist +2 +3", opmodel("diff", "tiny.yaml", "other.yaml").stdout)
    assert opmodel("diff", "tiny.yaml", "tiny.yaml").stdout == "No difference.\n"


def test_the_demo_compares_what_ships(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("other.yaml").write_text(TEXT.replace("name: tiny", "name: other").replace("scientist: 2", "scientist: 3"))
    monkeypatch.setattr(start, "SHIPPED", ("tiny.yaml", "tiny.yaml", "other.yaml"))
    result = opmodel("demo", "-n", "4", "-j", "1", "--seed", "7")
    assert result.exit_code == 0, result.output
    (page,) = Path("results").glob("compare-*/report.html")
    assert str(page) in result.stderr


def test_nothing_colored_where_it_is_not_a_terminal(here: Path) -> None:
    assert "\x1b[" not in opmodel("run", "tiny.yaml", "-n", "2", "-j", "1").output


def test_compare_and_whatif_say_why_by_state_and_by_group_of_effects(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "replication", made_up)
    change = ("--set", "people.data_scientist=4", "-n", "3", "--jobs", "1")
    plain = opmodel("whatif", "tiny.yaml", *change)
    assert plain.exit_code == 0, plain.output
    assert "Weeks more (+) or less (-) than tiny in each state; they add up" in plain.stdout
    assert "Model effects" not in plain.stdout
    split = opmodel("whatif", "tiny.yaml", *change, "--why")
    assert split.exit_code == 0, split.output
    assert "handover and coordination" in split.stdout
    assert "model effect" in split.stdout
    refused = opmodel("compare", "tiny.yaml", "tiny.yaml", "--why", "--response", "p85", "-n", "3")
    assert refused.exit_code == 2
    assert "cannot be split into parts" in refused.stderr

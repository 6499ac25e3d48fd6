"""Sensible mistakes on the command line: each is told before anything runs, with what was probably meant."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app as commands
from sim.cli.app import app
from sim.cli.mistakes import NOT_YET, OTHER_WORDS

KNOWN = [command.__name__ for panel in commands.PANELS.values() for command in panel]


def opmodel(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="opmodel")


@pytest.mark.parametrize("word", NOT_YET)
def test_a_command_that_comes_later_names_what_comes_nearest_and_that_is_understood(here: Path, word: str) -> None:
    assert word not in KNOWN, "it is there now: take it out of NOT_YET"
    assert opmodel("new", "my.yaml").exit_code == 0
    told = opmodel(word, "my.yaml", "--people", "3")
    assert told.exit_code == 2
    assert "not there yet" in told.stderr
    command = told.stderr.split("What comes nearest: opmodel ")[1].split(" (")[0].strip()
    words = shlex.split(command)
    if words[0] == "new":
        words[1] = "other.yaml"
    dry = [] if words[0] == "new" else ["--dry-run", "--engine", "reference", "--jobs", "1"]
    done = opmodel(*words, *dry)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("comapre", 'Did you mean "compare"'),
        ("Compare", 'Did you mean "compare"'),
        ("what-if", 'Did you mean "whatif"'),
        ("simulate", 'Did you mean "run"'),
        ("tiny.yaml", "Did you mean: opmodel run tiny.yaml"),
        ("coe", "Did you mean: opmodel run coe"),
        ("xyzzy", "Commands: demo, new"),
        ("Optimise", "not there yet"),
    ],
)
def test_a_word_that_is_no_command_is_told_with_what_was_probably_meant(here: Path, word: str, said: str) -> None:
    told = opmodel(word)
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stdout == ""


def test_other_words_for_commands_lead_to_commands() -> None:
    assert set(OTHER_WORDS.values()) <= {*KNOWN, *NOT_YET}


FEW = ("-n", "2", "--engine", "reference", "--jobs", "1")
WRONG = [
    ("run tiny.yaml -n 1", "must be auto or a whole number"),
    ("run tiny.yaml --engine fast", "not known"),
    ("run tiny.yaml --target p80<=26w", "cannot have a target"),
    ("run tiny.yaml --target p85", "by when"),
    ("run tiny.yaml --out tiny.yaml", "Cannot write results"),
    ("run tiny.yaml --out tiny.yaml/below", "Cannot write results"),
    ("compare tiny.yaml tiny.yaml --response cost", 'Did you mean "cost_per_year"'),
    ("compare tiny.yaml tiny.yaml --response cots", 'Did you mean "cost_per_year"'),
    ("compare tiny.yaml tiny.yaml --response stopped", "cannot decide which is better"),
    ("compare tiny.yaml tiny.yaml --response P85 --why", "cannot be split"),
    ("compare tiny.yaml CoE", 'Did you mean "coe"'),
    ("compare tiny.yaml", "two scenarios or more"),
    ("whatif tiny.yaml --set people.data_scientist=x", "is not a"),
    ("whatif tiny.yaml --set people.data_scientist=2 --response p86", 'Did you mean "p85"'),
    ("sweep tiny.yaml --vary people.data_scientist=1..2 --response p86", 'Did you mean "p85"'),
    ("sweep tiny.yaml --vary people.data_scientist=1..2 --engine fast", "not known"),
    ("sweep tiny.yaml --vary people.data_scientist=1..2 --out tiny.yaml", "Cannot write results"),
    ("sweep tiny.yaml --vary people.data_scientist=0,5", "values 0 and 5; a decimal comma? Write 0.5"),
]


@pytest.mark.parametrize(("line", "said"), WRONG, ids=[line for line, _ in WRONG])
def test_a_dry_run_refuses_what_the_run_refuses_and_both_before_anything_else(here: Path, line: str, said: str) -> None:
    dry, wet = opmodel(*line.split(), "--dry-run"), opmodel(*line.split())
    for told in (dry, wet):
        assert told.exit_code == 2
        assert said in told.stderr
        assert "ffered load" not in told.stderr
        assert told.stdout == ""
    assert dry.stderr.splitlines() == [line for line in wet.stderr.splitlines() if "looking at" not in line]
    assert not Path("results").exists()


def test_a_dry_run_leaves_no_folder(here: Path) -> None:
    done = opmodel("run", "tiny.yaml", "--dry-run", "-n", "2", "--engine", "reference", "--out", "a/b")
    assert done.exit_code == 0, done.output
    assert not Path("a").exists()


def test_a_response_is_known_in_any_case_and_with_hyphens(here: Path) -> None:
    for name in ("P85", "Time-to-Production"):
        done = opmodel("compare", "tiny.yaml", "tiny.yaml", "--response", name, "--dry-run", "--engine", "reference")
        assert done.exit_code == 0, done.output


def test_an_unknown_response_is_answered_on_lines_of_readable_length(here: Path) -> None:
    told = opmodel("compare", "tiny.yaml", "tiny.yaml", "--response", "speed").stderr
    assert max(map(len, told.splitlines())) <= 110
    assert {"Time:", "Shares:", "Money:", "Counts:"} <= set(told.split())


def test_two_values_that_may_be_one_with_a_decimal_comma_are_named(here: Path) -> None:
    line = "sweep tiny.yaml --vary handover.between_teams.delay*=0,5 --dry-run --engine reference"
    done = opmodel(*line.split())
    assert done.exit_code == 0, done.output
    assert "values 0 and 5; a decimal comma? Write 0.5" in done.stderr
    assert "comma" not in opmodel(*line.replace("0,5", "1,2").split()).stderr


@pytest.mark.parametrize("moment", ["sweep_tables.summary_of", "points.points_of"])
def test_a_sweep_that_is_interrupted_says_how_to_go_on_whenever_that_was(
    here: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    line = ("sweep", "tiny.yaml", "--vary", "people.data_scientist=1..2", *FEW)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    module, name = moment.split(".")
    with monkeypatch.context() as during:
        during.setattr(f"sim.experiment.{module}.{name}", interrupted)
        if name == "points_of":
            during.setattr("sim.experiment.sweep.points_of", interrupted)
        told = opmodel(*line)
    assert told.exit_code == 1
    assert "Give the same command again to go on from there" in told.stderr
    again = opmodel(*line)
    assert again.exit_code == 0, again.output
    assert "(written)" in again.stderr
    assert [path.name for path in Path("results").iterdir() if path.name.endswith(".partial")] == []

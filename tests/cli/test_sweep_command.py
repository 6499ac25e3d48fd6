"""`opmodel sweep`: what it prints and where, with which exit code, and what it leaves on disk."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli import sweep as cli
from sim.cli.app import app

FEW = ("-n", "2", "--jobs", "1", "--engine", "reference")


def opmodel(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="opmodel")


def test_sweep_prints_a_sentence_and_a_row_for_each_point(here: Path) -> None:
    done = opmodel(
        "sweep", "tiny.yaml", "--vary", "demand.per_year=60,90", "--vary", "people.data_scientist=1..3", *FEW
    )
    assert done.exit_code == 0, done.output
    first, *others = done.stdout.splitlines()
    assert first.startswith("At 1 of 6 points the team cannot keep up")
    assert re.match(r"At demand.per_year = 60, (may be best|best|any) of ", others[0])
    lines = done.stdout.splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("demand.per_year"))
    assert len([line for line in lines[head + 2 :] if line.strip()]) == 6
    assert "of about 12 replications" in done.stderr
    assert re.search(r"Results: results/sweep-\w+ \(written\)", done.stderr)
    varied = ("--vary", "demand.per_year=60,90", "--vary", "people.data_scientist=1..3")
    again = opmodel("sweep", "tiny.yaml", *varied, *FEW, "--quiet")
    assert "already there, identical" in again.stderr
    assert "replications," not in again.stderr


def test_sweep_as_json_is_nothing_but_json(here: Path) -> None:
    done = opmodel("sweep", "tiny.yaml", "--vary", "demand.per_year=60,90", *FEW, "--response", "conversion", "--json")
    told = json.loads(done.stdout)
    assert told["factors"] == ["demand.per_year"]
    assert [row["demand.per_year"] for row in told["summary"]] == [60, 90]
    assert {row["response"] for row in told["summary"]} == {"conversion"}


def test_the_example_is_understood(here: Path) -> None:
    example = re.search(r"Example: (opmodel (?:.|\n)*?)\n\s*\n", cli.sweep.__doc__ + "\n\n")
    assert example is not None
    done = opmodel(*example[1].split()[1:], "--dry-run", "--engine", "reference", "--jobs", "1")
    assert done.exit_code == 0, done.output
    assert re.search(
        r"Would run 20 replications at each of 21 points .* with seed 1 on the reference engine", done.stdout
    )
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--vary", "people.data_scientists=1..3"), 'Did you mean "people.data_scientist"'),
        (("--vary", "people.data_scientist=0..3"), "The point people.data_scientist = 0 cannot be simulated"),
        (("--vary", "demand.per_year=0.5..2"), "Write 0.5..2/5 for five"),
        (("--vary", "demand.per_year=60,90", "--response", "p86"), 'Did you mean "p85"'),
        (("--vary", "demand.per_year=60,90", "-n", "many"), "must be a whole number"),
    ],
)
def test_a_mistake_is_told_with_exit_code_2_and_nothing_is_left(here: Path, words: tuple[str, ...], said: str) -> None:
    done = opmodel("sweep", "tiny.yaml", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert not Path("results").exists()


def test_where_there_are_too_many_points_for_a_screen_the_best_come_first(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "SHOWN", 2)
    done = opmodel("sweep", "tiny.yaml", "--vary", "people.data_scientist=1..4", *FEW)
    assert "... and 2 more points: summary.csv has all of them." in done.stdout
    assert not re.search(r"^1 ", done.stdout, flags=re.MULTILINE)

"""What `check` says of a file that can be run: first whether the team keeps up, then what is odd, then the loads."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import beforehand
from sim.cli.app import app
from sim.experiment.health import health_of
from sim.narrative.health import relieved
from sim.scenario import load

INSURER = """\
opmodel: 1
extends: baseline.yaml
name: Insurer
people: {data_engineer: 8, data_scientist: 6, project_manager: 3, operations: 2}
demand: {per_year: 40}
maturity: {data_foundation: 0.4, platform: 0.3, mlops: 0.3}
platform: {services: 30, managed: 0.1}
"""

CLERK = """\
opmodel: 1
name: clerk
people: {clerk: 1}
roles: {clerk: {group: delivery}}
demand: {per_year: 20}
study: {type: flow, warm_up: 0, intake: 20, horizon: 20}
stages: {only: {steps: {first: {effort: 1, shared_by: {clerk: 1}, mark: live}}}}
"""


@pytest.fixture
def said(here: Path) -> Callable[..., str]:
    def check(text: str, *options: str) -> str:
        (here / "mine.yaml").write_text(text, encoding="utf-8")
        done = CliRunner().invoke(app, ["check", "mine.yaml", *options])
        assert done.exit_code == 0
        return done.stdout

    return check


def test_a_team_that_cannot_keep_up_is_the_headline_with_what_relieves_it(said: Callable[..., str]) -> None:
    lines = said(INSURER).splitlines()
    assert lines[0] == "mine.yaml: can be run, but the team cannot keep up"
    assert lines[1].startswith("    Work for platform architect is 107 % of what they can do")
    assert lines[2].startswith(
        "    What would relieve it: one more platform architect (load then 71 %), "
        "half of the platform services managed (load then 7"
    )
    assert said(INSURER, "--quiet").splitlines() == lines[:3]


def test_a_file_in_order_has_no_problems_and_its_columns_are_explained(said: Callable[..., str]) -> None:
    told = said("extends: baseline.yaml\n")
    assert told.startswith("mine.yaml: no problems\n")
    assert "today" in told
    assert "after 9.9 years: day 2500, the last of the study." in told


def test_people_without_time_are_said_to_be_missing_not_loaded_without_bound(said: Callable[..., str]) -> None:
    told = said(CLERK.replace("{group: delivery}", "{group: delivery, focus: 0}"))
    assert "Nobody is there for the work of clerk" in told
    assert "inf" not in told


def test_requests_that_are_planned_only_load_nobody_by_name(said: Callable[..., str]) -> None:
    told = said(CLERK.replace("per_year: 20", "planned: [{at: 5}]"))
    assert "Nobody is asked for anything again and again; requests planned by day are not counted here." in told


def test_a_study_that_ends_before_anything_can_go_live_is_warned_of(said: Callable[..., str]) -> None:
    told = said(CLERK.replace("effort: 1,", "effort: 30,"))
    assert "    ends before anything is likely to go live: requests that count come from day 0 on and take 30 " in told


@pytest.mark.parametrize("ends", ["at_most: 10", "at_most: 10}\nstudy: {type: portfolio"])
def test_work_that_ends_is_not_said_to_grow_without_limit(said: Callable[..., str], ends: str) -> None:
    told = said(f"extends: baseline.yaml\ndemand: {{per_year: 400, {ends}}}\n")
    assert told.startswith("mine.yaml: no problems")
    assert "keep up" not in told


def test_check_and_run_tell_the_same_load_and_relief() -> None:
    scenario = load("baseline").changed({"demand.per_year": 90})
    health = health_of(scenario, (), 0.0)
    loads = beforehand.loads_of(scenario)
    assert (loads.heaviest.roles, loads.heaviest.load) == (health.overloaded, health.load)
    assert beforehand.overload(scenario, loads)[1:] == relieved("it", health.relief)
    assert health.relief


def test_the_load_told_before_a_comparison_is_the_worst_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    calm = load("baseline")
    busy = calm.changed({"demand.per_year": 90, "name": "busy"})
    for both in ([calm, busy], [busy, calm]):
        beforehand.warn_of(both, quiet=False)
        lines = [line for line in capsys.readouterr().err.splitlines() if "load" in line]
        assert len(lines) == 1
        assert lines[0].startswith("busy: offered load 173 % at the most (Data scientist); overloaded")

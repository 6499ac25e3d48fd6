"""Bounds of amounts: each refusal names the line, also where the value is inherited or an edit makes it so."""

from pathlib import Path

import pytest
from small_scenario import SMALL, small

from sim.errors import ScenarioError
from sim.scenario import load, loads
from sim.scenario.edit import edit

REFUSED = [
    ("per_year: 12", "interval: 0", "mine.yaml:5:3  demand.interval = 0\n    must be above 0"),
    (
        "per_year: 12",
        "interval: {uniform: {min: 0, max: 0}}",
        "mine.yaml:5:3  demand.interval\n    can only give 0; must be above 0",
    ),
    ("per_year: 12", "interval: {0: 1, 10: 0}", "mine.yaml:5:20  demand.interval.10 = 0\n    must be above 0"),
    (
        "per_year: 12",
        "interval: {exponential: 2, times: {by: mlops, low: 0, mid: 1, high: 1}}",
        "mine.yaml:5:49  demand.interval.times.low = 0\n    must be above 0",
    ),
    (
        "delay: 3",
        "delay: {exponential: 2, times: -1}",
        "mine.yaml:24:39  stages.define.gates.board.delay.times = -1\n    a factor must be at least 0",
    ),
    (
        "delay: 3",
        "delay: {exponential: 2, times: {by: kind, standard: -3, otherwise: 1}}",
        "mine.yaml:24:57  stages.define.gates.board.delay.times.standard = -3\n    a factor must be at least 0",
    ),
    (
        "stops: 0.1",
        "stops: {amount: 0.5, times: 3}",
        "mine.yaml:24:25  stages.define.gates.board.stops\n    must be between 0 and 1 (comes to 1.5 with its factors)",
    ),
    (
        "stops: 0.1",
        "stops: {exponential: 0.1}",
        "mine.yaml:24:25  stages.define.gates.board.stops\n"
        "    is not drawn: write a number, the same each time (it may move by level of a dial or over days)\n"
        "    A law belongs to efforts, delays and intervals.",
    ),
    (
        "per_year: 12",
        "per_year: 12\n  batch: {size: 2.5}",
        "mine.yaml:6:11  demand.batch.size = 2.5\n    must be a whole number; a law may have any mean",
    ),
    (
        "effort: 5",
        "effort: {by: mlops, low: 1, mid: {0: 1}, high: 2}",
        "mine.yaml:27:42  stages.build.steps.code.effort.mid\n"
        "    a level holds a number or a law, no path over days\n    Put it outside, as times: of the whole amount.",
    ),
    (
        "effort: 5",
        "effort: {weibull: {scale: 1, shape: 0.001}}",
        "mine.yaml:27:23  stages.build.steps.code.effort.weibull\n"
        "    weibull: its mean is above 1e+15; it is spread too far to be simulated",
    ),
    (
        "effort: 5",
        "effort: 1e20",
        "mine.yaml:27:14  stages.build.steps.code.effort = 1e20\n    is too large; numbers here go up to 1e+15",
    ),
    (
        "per_year: 12",
        "per_year: 0",
        "mine.yaml:5:3  demand.per_year\n"
        "    no work ever arrives; say per_year: how many requests a year (or interval, batch.every, planned)",
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), REFUSED, ids=[new.partition("\n")[0] for _, new, _ in REFUSED])
def test_an_amount_outside_its_bounds_is_refused_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(small(old, new), "mine.yaml")
    assert str(error.value) == f"mine.yaml has 1 problem\n\n{told}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("per_year: 12", "interval: {exponential: 2}"),
        ("per_year: 12", "interval: {uniform: {min: 0, max: 2}}"),
        ("per_year: 12", "per_year: 12\n  batch: {size: {exponential: 3}}"),
        ("per_year: 12", "per_year: 12\n  batch: {size: {amount: 2, times: 1.5}}"),
        ("per_year: 12", "per_year: {0: 0, 100: 36}"),
        (
            "stops: 0.1",
            "stops: {by: mlops, low: 0.4, mid: 0.8, high: 0.9, times: {by: mlops, low: 2, mid: 1, high: 0.5}}",
        ),
    ],
)
def test_an_amount_that_keeps_within_its_bounds_is_read(old: str, new: str) -> None:
    loads(small(old, new))


def test_an_inherited_amount_is_refused_at_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(small("per_year: 12", "interval: {0: 1, 10: 0}"), encoding="utf-8")
    (tmp_path / "child.yaml").write_text("extends: parent.yaml\nname: Child\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"parent\.yaml:5:20  demand\.interval\.10 = 0\n    must be above 0"):
        load(tmp_path / "child.yaml")


def test_an_edit_that_leaves_the_bounds_is_named() -> None:
    scenario = loads(small("per_year: 12", "interval: {exponential: 20}"))
    with pytest.raises(ScenarioError, match=r"change of Small  demand\.interval = 0\n    must be above 0"):
        edit(scenario, {"demand.interval": 0})
    with pytest.raises(ScenarioError, match=r"change of Small  demand\.interval.*\n    must be above 0"):
        edit(scenario, {"demand.interval": "*0"})
    with pytest.raises(ScenarioError, match=r"change of Small  demand\.per_year"):
        edit(loads(SMALL), {"demand.per_year": -1})


@pytest.mark.parametrize(
    ("old", "new", "path", "told"),
    [
        ("per_year: 12", "per_year: 1e9", "demand.per_year", "comes to 9.92e+09 requests"),
        ("per_year: 12", "interval: {exponential: 1e-9}", "demand.interval", "comes to 2.5e+12 requests"),
        ("per_year: 12", "interval: 0.01\n  batch: {size: 9}", "demand.interval", "comes to 2.25e+06 requests"),
        (
            "stages:",
            "duties: {d: {effort: 1, every: 1e-6, shared_by: {engineer: 1}}}\nstages:",
            "duties.d.every",
            "comes to 2.5e+09 times",
        ),
    ],
)
def test_more_than_can_ever_be_simulated_is_refused(old: str, new: str, path: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(small(old, new), "mine.yaml")
    (problem,) = error.value.problems
    assert problem.path == path
    assert problem.what == f"{told} within the study; at most 1,000,000 can be simulated"


def test_a_factor_of_an_edit_is_named_at_the_amount_itself() -> None:
    scenario = loads(small("per_year: 12", "interval: {exponential: 20}"))
    with pytest.raises(ScenarioError, match=r'demand\.interval = "\*0"\n    must be above 0 \(comes to 0\)'):
        edit(scenario, {"demand.interval": "*0"})

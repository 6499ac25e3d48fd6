"""Sources belong to values: what was changed without a source says so, wherever and however it was changed."""

import random
from pathlib import Path

import pytest
from small_scenario import small

from sim.errors import ScenarioError
from sim.scenario import Scenario, load, loads
from sim.scenario.edit import edit
from sim.scenario.resolve import dump, leaves
from sim.scenario.sources import tally

SOURCES = """
sources:
  people.engineer: {basis: evidence, rows: [C6], range: [1, 4]}
  demand: {basis: informed, note: counted}
  demand.per_year: {basis: evidence, rows: [C4]}
  stages.define.rework.again: {basis: assumption}
  handover.between_teams.delay: {basis: evidence, rows: [W4]}
  study: {basis: definition}
"""
BASE = small("people: {engineer: 2, scientist: 1}", "people: {engineer: 2, scientist: 1}") + SOURCES


def rows(scenario: Scenario) -> dict[str, tuple[str, str]]:
    return {path: (source.basis, source.note) for path, source in scenario.sources.items()}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def on_top(folder: Path, text: str, *, of: str = "base", name: str = "mine") -> Scenario:
    (folder / f"{name}.yaml").write_text(f"extends: {of}\nname: Mine\n{text}", encoding="utf-8")
    return load(folder / f"{name}.yaml")


def test_a_value_that_is_overridden_without_a_source_is_set_here(base: Path) -> None:
    mine = on_top(base, "people: {engineer: 3}\ndemand: {per_year: 30}")
    assert rows(mine)["people.engineer"] == ("set here", "no source")
    assert mine.sources["people.engineer"].rows == ()
    assert mine.sources["people.engineer"].range is None
    assert rows(mine)["demand.per_year"] == ("set here", "no source")
    assert rows(mine)["demand"] == ("informed", "counted")


@pytest.mark.parametrize(
    "text", ["people: {engineer: 2}", "people: {engineer: {count: 2}}", 'people: {engineer: "*1"}']
)
def test_the_same_value_written_again_keeps_its_source(base: Path, text: str) -> None:
    assert rows(on_top(base, text)) == rows(load(base / "base.yaml"))


def test_a_value_that_is_overridden_with_a_source_has_that_and_nothing_of_the_former(base: Path) -> None:
    mine = on_top(base, "people: {engineer: 3}\nsources: {people.engineer: {basis: informed, note: our list}}")
    own = mine.sources["people.engineer"]
    assert (own.basis, own.note, own.rows, own.range) == ("informed", "our list", (), None)
    wider = on_top(base, "demand: {per_year: 30}\nsources: {demand: {basis: assumption, note: a guess}}")
    assert rows(wider)["demand"] == ("assumption", "a guess")
    assert "demand.per_year" not in wider.sources


def test_of_a_block_whose_part_is_overridden_the_row_stays_for_the_rest(base: Path) -> None:
    mine = on_top(base, "stages: {define: {rework: {again: {chance: 0.3}}}}\nstudy: {horizon: 900}")
    assert rows(mine)["stages.define.rework.again.chance"] == ("set here", "no source")
    assert rows(mine)["stages.define.rework.again"] == ("assumption", "")
    assert rows(mine)["study.horizon"] == ("set here", "no source")
    assert rows(mine)["study"] == ("definition", "")


def test_a_row_that_speaks_of_nothing_any_more_is_gone(base: Path) -> None:
    assert (
        "people.engineer"
        not in on_top(
            base, "people: {engineer: null, scientist: {count: 3, roles: {scientist: 1, engineer: 1}}}"
        ).sources
    )
    whole = on_top(base, "demand: {per_year: 30, domains: {a: 0.5, b: 0.5}, size: 1.5}")
    assert rows(whole)["demand.domains"] == ("set here", "no source")


def test_a_scaled_value_keeps_what_its_source_cites_and_says_by_how_much(base: Path) -> None:
    mine = on_top(base, 'handover: {between_teams: {delay: "*0.5"}}')
    assert rows(mine)["handover.between_teams.delay"] == ("set here", "the source of base.yaml × 0.5")
    assert mine.sources["handover.between_teams.delay"].rows == ("W4",)
    again = on_top(base, 'handover: {between_teams: {delay: "*3"}}', of="mine", name="top")
    assert rows(again)["handover.between_teams.delay"] == ("set here", "the source of base.yaml × 0.5 × 3")


def test_what_a_middle_file_set_stays_set_there(base: Path) -> None:
    on_top(base, "people: {engineer: 3}", name="middle")
    top = on_top(base, "demand: {per_year: 30}", of="middle")
    assert rows(top)["people.engineer"] == ("set here", "no source")
    scaled = on_top(base, 'people: {engineer: "*2"}', of="middle", name="scaled")
    assert rows(scaled)["people.engineer"] == ("set here", "no source")


def test_new_numbers_have_no_source_either(base: Path) -> None:
    mine = on_top(base, "money: {discount: 0.1}\ndemand: {kinds: {standard: {}, big: {share: 0.5, value: 7}}}")
    assert rows(mine)["money.discount"] == ("set here", "no source")
    assert rows(mine)["demand.kinds.big"] == ("set here", "no source")
    assert "name" not in mine.sources


def test_an_edit_is_set_here_as_in_a_file(base: Path) -> None:
    scenario = load(base / "base.yaml")
    edits = {"people.engineer": 3, "stages.define.rework.again.chance": 0.3, "handover.between_teams.delay": "*0.5"}
    changed = edit(scenario, edits)
    assert rows(changed)["people.engineer"] == ("set here", "no source")
    assert rows(changed)["stages.define.rework.again.chance"] == ("set here", "no source")
    assert rows(changed)["handover.between_teams.delay"] == ("set here", "the source of base.yaml × 0.5")
    assert rows(edit(scenario, {"people.engineer": 2, "people.engineer.fte": 1})) == rows(scenario)
    given = edit(scenario, {"people.engineer": 3, "sources.people.engineer": {"basis": "informed"}})
    assert rows(given)["people.engineer"] == ("informed", "")


def test_it_is_written_down_with_the_scenario(base: Path) -> None:
    mine = on_top(base, 'people: {engineer: 3}\nhandover: {between_teams: {delay: "*0.5"}}')
    assert rows(loads(dump(mine))) == rows(mine)
    assert tally(mine).startswith("2 set here without a source of their own, 1 assumed")


def test_a_scenario_without_sources_gets_none() -> None:
    assert edit(loads(small("name: Small", "name: Small")), {"people.engineer": 3}).sources == {}


def test_own_numbers_on_the_baseline_do_not_cite_its_sources() -> None:
    text = """
extends: baseline
name: Insurer
people: {ux_designer: 1}
demand: {per_year: 40, domains: {claims: 0.3, life: 0.25, health: 0.2, motor: 0.15, risk: 0.1}}
"""
    insurer = loads(text)
    for path in ("people.ux_designer", "demand.per_year", "demand.domains"):
        assert rows(insurer)[path] == ("set here", "no source")


def test_no_number_of_the_baseline_keeps_its_source_under_another_value() -> None:
    baseline = load("baseline")
    numbers = [
        (path, value)
        for path, value in leaves(baseline)
        if isinstance(value, int | float) and not isinstance(value, bool) and path.partition(".")[0] != "sources"
    ]
    for path, value in random.Random(8).sample(numbers, 30):
        try:
            changed = edit(baseline, {path: value + 1 if isinstance(value, int) else value * 0.9}, checked=False)
        except ScenarioError:
            continue
        covering = path
        while covering and covering not in changed.sources:
            covering = covering.rpartition(".")[0]
        assert changed.sources[covering].basis == "set here", path
        others = {other: row for other, row in baseline.sources.items() if other != covering}
        assert {other: row for other, row in changed.sources.items() if other != covering} == others, path

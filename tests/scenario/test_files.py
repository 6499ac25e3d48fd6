"""Files: what can be wrong with a file as a whole, and how one file extends another."""

from pathlib import Path

import pytest
from small_scenario import SMALL, small

from sim.errors import ScenarioError
from sim.scenario import load, loads, places
from sim.scenario.amounts import Drawn, Fixed, Scaled


def told(path: Path) -> str:
    with pytest.raises(ScenarioError) as error:
        load(path)
    return str(error.value).replace(str(path), path.name)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.yaml"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "mine.yaml\n    is empty; start with: opmodel new my.yaml"),
        (b"# only a comment\n", "mine.yaml\n    is empty; start with: opmodel new my.yaml"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "mine.yaml\n    is not text in UTF-8; save it as plain text (UTF-8)"),
        (b"name: a\x00b", "mine.yaml\n    is not text in UTF-8; save it as plain text (UTF-8)"),
        (b"name: a\x07b", "mine.yaml\n    has a character that text must not have"),
        (b"x" * 10_000_000, "mine.yaml\n    is 10.0 MB; a scenario file has at most 1 MB"),
        (
            b"- a\n- b\n",
            "mine.yaml:1:1\n    is not a scenario: it must be a mapping such as name: ..., people: {...}",
        ),
        (
            b"just words",
            "mine.yaml:1:1\n    is not a scenario: it must be a mapping such as name: ..., people: {...}",
        ),
        (b"name: " + b"[" * 40, "mine.yaml:1:36\n    is nested deeper than 30 levels"),
        (
            b"? [a, b]\n: 1\n",
            "mine.yaml:1:3\n    a key must be a plain name, not a list or a mapping; quote it if it has brackets in it",
        ),
    ],
    ids=[
        "empty",
        "comment",
        "binary",
        "null byte",
        "bell",
        "10 MB",
        "list",
        "words",
        "deep",
        "list as a key",
    ],
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(data)
    assert told(path) == f"mine.yaml has 1 problem\n\n{message}"


def test_a_missing_file_and_a_directory_are_refused(tmp_path: Path) -> None:
    assert told(tmp_path / "none.yaml") == (
        "none.yaml has 1 problem\n\nnone.yaml\n"
        "    does not exist. Shipped scenarios: "
        "baseline, centralized, coe, federated, hub_and_squads, maintenance_trap, stretched"
    )
    assert "is a directory; name a scenario file (.yaml) in it" in told(tmp_path)


def test_an_alias_bomb_is_told_and_not_expanded(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    message = told(write(tmp_path, mine="\n".join(lines)))
    assert "anchors (&) are not allowed; write the value where it is needed" in message
    assert "aliases (*) are not allowed; write the value again" in message


def test_no_message_names_a_library(tmp_path: Path) -> None:
    for text in (SMALL + "x: [", SMALL.replace("12", "{"), "a: b: c", "\tname: x", "&a *a", "%YAML 9.9\n---\na: 1"):
        message = told(write(tmp_path, mine=text)).lower()
        assert not any(word in message for word in ("pydantic", "ruamel", "traceback", "http", "validation error"))


# -- extends ----------------------------------------------------------------------------------------------------------


def test_a_circle_of_files_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, a="extends: b.yaml\n", b="extends: c.yaml\n", c="extends: a.yaml\n")
    message = told(path)
    assert 'extends = "a.yaml"' in message
    assert "goes in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml" in message


def test_a_problem_of_an_inherited_file_is_told_with_its_own_name(tmp_path: Path) -> None:
    path = write(tmp_path, mine="extends: base.yaml\ngoal: {targett: 1}\n", base=small("bounce: 0.3", "bounce: 3"))
    assert told(path).split("\n\n", 1)[1] == (
        "mine.yaml:2:8  goal.targett\n"
        "    unknown field. Fields here: target, matters\n"
        '    Did you mean "target"?\n'
        "base.yaml:9:60  handover.between_teams.bounce = 3\n"
        "    must be between 0 and 1"
    )


def test_blocks_are_merged_and_everything_else_is_replaced(tmp_path: Path) -> None:
    mine = """\
        extends: base.yaml
        people: {engineer: {fte: 0.5}, helper: {count: 1, roles: {engineer: 1}}}
        demand: {domains: {all: 1}}
        handover: {between_teams: {delay: {exponential: 3}}}
        stages: {build: {steps: {code: {effort: 7}}}}
        """
    scenario = load(write(tmp_path, mine=mine, base=SMALL))
    assert scenario.name == "mine"  # a name is not inherited
    assert list(scenario.people) == ["engineer", "scientist", "helper"]
    assert (scenario.people["engineer"].count, scenario.people["engineer"].fte) == (2, 0.5)
    assert scenario.demand.domains == {"all": 1}
    assert scenario.demand.per_year == Fixed(12)
    assert scenario.handover.between_teams.delay == Drawn("exponential", (("mean", 3.0),))
    assert scenario.handover.between_teams.bounce == Fixed(0.3)
    assert scenario.stages["build"].steps["code"].effort == Fixed(7)
    assert list(scenario.stages["build"].steps["code"].shared_by) == ["engineer"]


def test_written_changes_scale_and_add_to_what_is_inherited(tmp_path: Path) -> None:
    mine = """\
        extends: base.yaml
        people: {engineer: "+2", scientist: "-1", helper: {count: 1, roles: {scientist: 1}}}
        demand: {per_year: "*2", kinds: {light: {share: "*0.5"}}}
        handover: {between_teams: {delay: "*0.5", bounce: "*0.5"}}
        study: {warm_up: +2w}
        """
    base = SMALL + "study: {warm_up: 100}\n"
    scenario = load(write(tmp_path, mine=mine, base=base))
    assert (scenario.people["engineer"].count, scenario.people["scientist"].count) == (4, 0)
    assert scenario.demand.per_year == Fixed(24)
    assert scenario.demand.kinds["light"].share == Fixed(0.5)
    law = Drawn("lognormal", (("median", 2.0), ("p90", 6.0)))
    assert scenario.handover.between_teams.delay == Scaled(law, (Fixed(0.5),))
    assert scenario.handover.between_teams.bounce == Fixed(0.15)
    assert scenario.study.warm_up == 110


def test_changes_that_cannot_be_are_told(tmp_path: Path) -> None:
    mine = """\
extends: base.yaml
people: {engineer: "*0.75", scientist: "-2"}
handover: {between_teams: {delay: "+2", bounce: "*4"}}
goal: {target: "*2"}
"""
    assert told(write(tmp_path, mine=mine, base=SMALL)).split("\n\n", 1)[1] == (
        'mine.yaml:2:10  people.engineer = "*0.75"\n'
        "    must be a whole number (comes to 1.5)\n"
        'mine.yaml:2:29  people.scientist = "-2"\n'
        "    must be between 0 and 10000 (comes to -1)\n"
        'mine.yaml:3:28  handover.between_teams.delay = "+2"\n'
        "    only a fixed number can be added to\n"
        '    Scale it instead, such as "*1.2".\n'
        'mine.yaml:3:41  handover.between_teams.bounce = "*4"\n'
        "    must be between 0 and 1 (comes to 1.2)\n"
        'mine.yaml:4:8  goal.target = "*2"\n'
        "    nothing is inherited here that could be changed; write the value itself"
    )


def test_null_takes_back_what_is_inherited(tmp_path: Path) -> None:
    mine = "extends: base.yaml\nstages: {define: {rework: {again: null}, gates: null}}\ngoal: null\ndemand:\n"
    scenario = load(write(tmp_path, mine=mine, base=SMALL + "goal: {target: 10}\n"))
    assert scenario.stages["define"].rework == {}
    assert scenario.stages["define"].gates == {}
    assert scenario.goal.target == 130
    assert scenario.demand.per_year == Fixed(12)  # nothing after a key takes nothing back


def test_count_and_per_domain_replace_each_other(tmp_path: Path) -> None:
    mine = "extends: base.yaml\npeople: {engineer: {per_domain: 2}, scientist: 3}\n"
    scenario = load(write(tmp_path, mine=mine, base=small("scientist: 1}\n", "scientist: {per_domain: 1}}\n")))
    assert (scenario.people["engineer"].count, scenario.people["engineer"].per_domain) == (None, 2)
    assert (scenario.people["scientist"].count, scenario.people["scientist"].per_domain) == (3, None)


def test_texts_extend_shipped_scenarios_and_no_files_of_the_disk(tmp_path: Path) -> None:
    assert loads("extends: baseline\nname: Mine\n").name == "Mine"
    with pytest.raises(ScenarioError, match="there is no such file beside this one"):
        loads(f"extends: {write(tmp_path, base=SMALL)}\n")


def test_every_value_remembers_where_it_was_written(tmp_path: Path) -> None:
    path = write(tmp_path, mine="extends: base.yaml\npeople:\n  engineer: 5\n", base=SMALL)
    known = {key: (Path(file).name, line, column) for key, (file, line, column) in places(load(path)).items()}
    assert known["people.engineer"] == ("mine.yaml", 3, 3)
    assert known["people.scientist"] == ("base.yaml", 3, 23)
    assert known["handover.between_teams.bounce"] == ("base.yaml", 9, 60)


def test_where_a_scenario_was_written_makes_no_difference(tmp_path: Path) -> None:
    first = load(write(tmp_path, a=SMALL))
    assert first == loads(SMALL.replace("opmodel: 1\n", "# a comment\n\nopmodel: 1\n"))
    assert first != loads(small("engineer: 2, scientist: 1", "scientist: 1, engineer: 2"))  # order means something


def test_a_short_name_is_a_files_own_and_fits_where_there_is_little_room(tmp_path: Path) -> None:
    path = write(tmp_path, mine="extends: above\nname: Mine", above=small("name: Small", "name: Small\nshort: S"))
    assert load(tmp_path / "above.yaml").short == "S"
    assert load(path).short == ""
    long = write(tmp_path, long="extends: above\nname: Mine\nshort: Center of excellence")
    assert "has 20 characters; write at most 12" in told(long)


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("roles: {scientist: null}", "mine.yaml:3:9 takes roles.scientist away"),
        ("stages: {define: {steps: {frame: null}}}", "mine.yaml:3:27 takes stages.define.steps.frame away"),
        ("demand: {kinds: {light: null}}", "mine.yaml:3:18 takes demand.kinds.light away"),
        ("people: {scientist: null}", "mine.yaml:3:10 takes people.scientist away"),
    ],
)
def test_what_a_file_takes_away_and_another_still_asks_for_is_told_with_the_line_that_did(
    tmp_path: Path, line: str, gone: str
) -> None:
    above = small("delay: 3, stops: 0.1", "delay: {by: kind, light: 1, otherwise: 3}, stops: 0.1")
    message = told(write(tmp_path, mine=f"extends: above\nname: Mine\n{line}", above=above))
    assert message.startswith("mine.yaml has ")
    assert gone in message

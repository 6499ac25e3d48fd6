"""The scenarios that ship: they load, every number has a source, and the forms differ in nothing but the form."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.blueprint.offered_load import offered_load, worst
from sim.scenario import Scenario, load
from sim.scenario.amounts import AmountError, number
from sim.scenario.check import check
from sim.scenario.edit import diff, edit
from sim.scenario.resolve import dump
from sim.scenario.sources import evidence

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SHIPPED = sorted(
    path.relative_to(SCENARIOS).with_suffix("").as_posix()
    for path in SCENARIOS.rglob("*.yaml")
    if path.stem not in ("sources", "claim")
)
USUAL = [name for name in SHIPPED if not name.startswith("claims/")]  # a claim may be odd, and says why
FORMS = ("centralized", "coe", "federated")
DIALS = ("data_foundation", "platform", "mlops")
PANEL = ("organization", "people", "demand", "maturity", "platform", "gates", "handover", "goal")
NOT_NUMBERS = ("opmodel", "sources", "study.start")


@cache
def shipped(name: str) -> Scenario:
    return load(SCENARIOS / f"{name}.yaml")


@cache
def written(name: str) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(SCENARIOS / f"{name}.yaml"))


def numbers(tree: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number below a node, with its dotted path."""
    if path in NOT_NUMBERS or isinstance(tree, bool) or tree is None:
        return
    if isinstance(tree, dict):
        for key, below in tree.items():
            yield from numbers(below, f"{path}.{key}" if path else str(key))
    elif isinstance(tree, list):
        for place, below in enumerate(tree):
            yield from numbers(below, f"{path}.{place}")
    elif isinstance(tree, int | float):
        yield path, float(tree)
    elif isinstance(tree, str):
        try:
            yield path, number(tree)
        except AmountError:
            return


def covering(path: str, sources: dict[str, Any]) -> str | None:
    """The most particular source that speaks of a path."""
    while path and path not in sources:
        path = path.rpartition(".")[0]
    return path or None


def at_level(name: str, form: str, level: float) -> Any:
    edits = {f"maturity.{dial}": level for dial in DIALS}
    return edit(shipped(name), {"organization.form": form, **edits})


@pytest.mark.parametrize("name", USUAL)
def test_every_shipped_scenario_loads_and_checks_without_a_word(name: str) -> None:
    assert check(shipped(name)) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_has_a_source(name: str) -> None:
    tree = written(name)
    sources = tree.get("sources", {})
    assert [path for path, _ in numbers(tree) if covering(path, sources) is None] == []


@pytest.mark.parametrize("name", USUAL)
def test_every_source_speaks_of_a_number_that_is_there(name: str) -> None:
    tree = written(name)
    sources = tree.get("sources", {})
    spoken_of = {covering(path, sources) for path, _ in numbers(tree)}
    assert [path for path in sources if path not in spoken_of] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_numbers_equal_the_rows_that_they_cite(name: str) -> None:
    tree, rows = written(name), YAML(typ="safe").load(SCENARIOS / "sources.yaml")
    sources = tree.get("sources", {})
    misses = []
    for path, value in numbers(tree):
        cited = sources[str(covering(path, sources))].get("rows", [])
        basis = sources[str(covering(path, sources))]["basis"]
        allowed = {one for row in cited for _, one in numbers(rows[row].get("numbers"))}
        if (basis == "evidence" or any(row.startswith("cal.") for row in cited)) and value not in allowed:
            misses.append((path, value, cited))
    assert misses == []


def test_an_assumption_has_a_range_or_a_row_or_splits_what_has_one() -> None:
    sources = written("baseline")["sources"]
    bare = [
        path
        for path, source in sources.items()
        if source["basis"] == "assumption" and not {"range", "rows", "note"} & set(source) and "shared_by" not in path
    ]
    assert bare == []


def test_a_range_of_one_number_contains_it() -> None:
    scenario = shipped("baseline")
    tree = dict(numbers(written("baseline")))
    for path, source in scenario.sources.items():
        if source.range is not None:
            low, high = source.range  # of the number itself, else of one factor on all that stand there
            assert low <= tree.get(path, 1.0) <= high, path


def test_rows_carry_what_reports_print() -> None:
    for row in evidence().values():
        assert row.parameter, row.id
        assert row.value, row.id
        assert row.source, row.id
        assert row.confidence, row.id
        assert row.seen, row.id


def test_figures_that_were_not_seen_anywhere_do_not_count_as_evidence() -> None:
    unseen = {name for name, row in evidence().items() if row.seen.startswith("K")}
    for path, source in shipped("baseline").sources.items():
        assert not (source.basis == "evidence" and unseen & set(source.rows)), path


def test_published_anchors_stand_in_the_baseline() -> None:
    baseline = shipped("baseline")
    assert {role.focus.value for role in baseline.roles.values()} == {0.54}  # 19.6 h of focus in 36.5 h
    stops = [gate.stops.value for stage in baseline.stages.values() for gate in stage.gates.values()]
    assert stops == [0.30, 0.10, 0.35, 0.20]
    assert (1 - stops[2]) * (1 - stops[3]) == pytest.approx(0.52)  # 0.48 to 0.54 of pilots are published
    assert (1 - stops[0]) * (1 - stops[1]) * 0.52 == pytest.approx(0.3276)  # 0.15 to 0.40 of ideas


def test_the_stops_stand_after_four_different_steps() -> None:
    baseline = shipped("baseline")
    after = [gate.after for stage in baseline.stages.values() for gate in stage.gates.values()]
    assert len(set(after)) == 4
    assert len(baseline.stages["solution_development"].gates) == 2


def test_all_participants_of_the_route_are_asked() -> None:
    baseline = shipped("baseline")
    asked = {
        role
        for stage in baseline.stages.values()
        for step in stage.steps.values()
        for activity in (step, *step.parallel.values())
        for role in activity.shared_by
    }
    assert asked == set(baseline.roles) == set(baseline.people)


def test_shares_of_kinds_add_to_one_at_every_level() -> None:
    kinds = written("baseline")["demand"]["kinds"].values()
    for level in ("low", "mid", "high"):
        shares = [kind["share"][level] if isinstance(kind["share"], dict) else kind["share"] for kind in kinds]
        assert sum(shares) == pytest.approx(1.0)


def test_the_front_panel_comes_first() -> None:
    names = [name for name in written("baseline") if name not in ("opmodel", "name", "description")]
    assert tuple(names[: len(PANEL)]) == PANEL


@pytest.mark.parametrize("form", FORMS)
def test_a_form_differs_from_the_baseline_in_nothing_but_the_form(form: str) -> None:
    baseline, own = shipped("baseline"), shipped(form)
    assert {path for path, _, _ in diff(baseline, own)} <= {"organization.form", "name", "short", "description"}
    assert own.organization.form == form
    same = edit(own, {"organization.form": "centralized", "name": "x", "short": "x", "description": "x"})
    assert dump(same) == dump(edit(baseline, {"name": "x", "short": "x", "description": "x"}))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_keeps_up_at_low_maturity(form: str) -> None:
    scenario = at_level("baseline", form, 0.0)
    for day in (0.0, scenario.study.horizon):
        assert 0.80 <= worst(offered_load(scenario, day)).load <= 0.95


@pytest.mark.parametrize("form", FORMS)
def test_the_busiest_role_is_comfortable_at_medium_maturity(form: str) -> None:
    scenario = at_level("baseline", form, 0.5)
    for day in (0.0, scenario.study.horizon):
        assert 0.62 <= worst(offered_load(scenario, day)).load <= 0.75


@pytest.mark.parametrize("form", FORMS)
def test_load_falls_with_maturity(form: str) -> None:
    loads = [worst(offered_load(at_level("baseline", form, level))).load for level in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert loads == sorted(loads, reverse=True)


def test_the_stretched_scenario_loads_its_busiest_role_to_nine_tenths() -> None:
    scenario = shipped("stretched")
    for day in (0.0, scenario.study.warm_up, scenario.study.horizon):
        assert worst(offered_load(scenario, day)).load == pytest.approx(0.90, abs=0.02)

"""Comparisons: paired, the same luck for all, and exactly 0 against a renamed copy."""

from pathlib import Path

import pytest

from sim.errors import BadInput
from sim.experiment import work
from sim.experiment.compare import called_alike, compare, distinct
from sim.experiment.differences import matters_of
from sim.experiment.forms_race import race, stating_none, without_factors
from sim.experiment.reproduce import reproduce
from sim.experiment.whatif import changes, whatif
from sim.narrative.comparison import pairs_told
from sim.narrative.difference import sentence
from sim.responses import RESPONSES, Measures
from sim.scenario import Scenario, loads
from sim.scenario.edit import diff, edit
from tests.experiment.tiny import TEXT, made_up, tiny


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", made_up)


def more(count: int) -> Scenario:
    return edit(tiny(), {"people.data_scientist": count, "name": f"{count} scientists"})


def test_a_renamed_copy_differs_by_exactly_zero_and_is_simulated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    really = work.replication

    def counted(blueprint: object, seed: int, number: int) -> Measures:
        calls.append(number)
        return really(blueprint, seed, number)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "replication", counted)
    found = compare([tiny(), tiny(name="copy"), tiny()], replications=4)
    assert calls == [0, 1, 2, 3]
    assert [run.name for run in found.runs] == ["tiny", "copy", "tiny (2)"]
    numbers = found.differences[["estimate", "low", "high"]].fillna(0.0)
    assert (numbers == 0.0).all().all()
    assert "make no difference" in found.sentence
    assert found.best == ("tiny", "copy", "tiny (2)")


def test_the_difference_is_that_of_the_estimates_and_turns_with_the_order() -> None:
    one = compare([tiny(), more(1)], replications=6)
    other = compare([more(1), tiny()], replications=6)
    gap, turned = one.gap("1 scientists"), other.gap("tiny")
    means = [(run.figure("time_to_production") or {})["estimate"] for run in one.runs]
    assert gap.estimate == pytest.approx(means[1] - means[0])
    assert turned.estimate == pytest.approx(-gap.estimate)
    assert (turned.low, turned.high) == pytest.approx((-gap.high, -gap.low))
    assert gap.winner == turned.winner == "tiny"


def test_with_more_than_two_the_intervals_hold_together_and_the_best_is_named(no_engine: None) -> None:
    found = compare([tiny(), more(3), more(4)], replications=20)
    rows = found.differences[found.differences["response"] == "time_to_production"]
    assert rows["method"].str.startswith("simultaneous").all()
    assert rows["family"].str.contains("3 differences").all()
    assert found.best == ("4 scientists",)
    assert found.sentence.startswith("Best of 3 on average is 4 scientists")


def test_the_best_of_more_than_two_is_estimated_again_by_runs_that_had_no_say(no_engine: None) -> None:
    found = compare([tiny(), more(3), more(4)], replications=20)
    longer = compare([tiny(), more(4)], replications=40)
    fresh = found.fresh
    assert fresh is not None
    assert (fresh.name, fresh.other, fresh.n) == ("4 scientists", found.runs[0].name, 20)
    table = longer.runs[1].replications
    rows = table[(table["response"] == "time_to_production") & (table["replication"] >= 20)]
    assert fresh.estimate.estimate == pytest.approx(rows["numerator"].sum() / rows["denominator"].sum())
    assert fresh.difference is not None
    assert fresh.difference.low < fresh.difference.high < 0.0
    assert any("had no say in the choice" in sentence for sentence in found.sentences)
    assert found.as_plain()["fresh"]["n"] == 20


def test_nothing_is_estimated_again_where_two_are_compared_or_nobody_is_best(no_engine: None) -> None:
    assert compare([tiny(), more(4)], replications=20).fresh is None
    assert compare([tiny(), tiny(name="copy"), tiny(name="twin")], replications=20).fresh is None


def test_any_two_configurations_have_a_difference_of_the_same_family(no_engine: None) -> None:
    found = compare([tiny(), more(3), more(4)], replications=20)
    there, back = found.pair("4 scientists", "3 scientists"), found.pair("3 scientists", "4 scientists")
    assert there.winner == back.winner == "4 scientists"
    assert (there.estimate, there.low, there.high) == (-back.estimate, -back.high, -back.low)
    gap = found.pair("4 scientists", found.runs[0].name)
    assert (gap.estimate, gap.low, gap.high) == (found.gap("4 scientists").estimate, gap.low, gap.high)
    with pytest.raises(BadInput, match="no configuration"):
        found.pair("nobody", "4 scientists")


def test_forms_are_also_compared_with_all_factors_at_one() -> None:
    plain = edit(tiny(), {"stages.solution_development.steps.building.duplicated": True, "name": "without"})
    factors = {"centralized": {"duplicated_effort": 1.5}}
    with_factors = edit(plain, {"organization.factors": factors, "name": "with factors"})
    assert without_factors(plain) is plain
    found = compare([with_factors, plain], replications=4)
    assert found.factors_at_one is not None
    assert found.gap("without").winner == "without"
    assert found.gap("without", factors_at_one=True).estimate == 0.0
    assert any(sentence.startswith("With all form factors at 1") for sentence in found.sentences)
    assert compare([with_factors, plain], replications=4, factors_at_one=False).factors_at_one is None
    assert compare([tiny(), more(3)], replications=4).factors_at_one is None


def test_the_structure_alone_is_said_only_where_nothing_but_the_organization_differs() -> None:
    factors = {"centralized": {"duplicated_effort": 1.5}, "federated": {"duplicated_effort": 1.2}}
    plain = edit(tiny(), {"stages.solution_development.steps.building.duplicated": True})
    plain = edit(plain, {"organization.factors": factors})
    spread = edit(plain, {"organization.form": "federated", "name": "spread"})
    staffed = edit(spread, {"people.data_scientist": 3, "name": "staffed"})
    found = compare([plain, spread, staffed, edit(plain, {"people.data_scientist": 3, "name": "same"})], replications=4)
    told = [text for text in found.sentences if text.startswith("With all form factors at 1")]
    assert [text.partition(":")[0].endswith("the structure alone") for text in told] == [True, False]
    assert ["spread" in told[0], "staffed" in told[1]] == [True, True]


def test_what_matters_is_said_of_times_to_production_only() -> None:
    days = {name: matters_of(each, tiny()) for name, each in RESPONSES.items() if each.unit == "working days"}
    judged = {name for name, matters in days.items() if matters > 0.0}
    of_domains = {"time_to_production_by_domain", "time_to_production_by_kind"}
    assert judged == {"time_to_production", "p50", "p85", "p95"} | of_domains
    assert days["restricted_mean"] == days["time_to_use"] == days["queue_wait"] == 0.0


def test_where_a_form_states_no_factors_the_structure_alone_decides(tmp_path: Path) -> None:
    teams = {"all": {"members": {"data_engineer": 1, "data_scientist": 2}}}
    plain = edit(tiny(), {"stages.solution_development.steps.building.duplicated": True})
    plain = edit(plain, {"organization.factors": {"centralized": {"duplicated_effort": 1.5}}})
    own = edit(plain, {"organization.form": "custom", "organization.teams": teams, "name": "own"})
    found = compare([plain, own], replications=4, engine="reference", out=tmp_path)
    assert found.stating_none == ("own",)
    assert found.gap("own").estimate == 0.0
    assert found.gap("own", with_factors=True).winner == "own"
    assert found.factors_at_one is None
    assert found.sentence.startswith("Compared with all form factors at 1, the structure alone, since own states none.")
    assert found.sentences[1].startswith("With the form factors that the others state: own beats tiny")
    assert not [path for path, *_ in diff(found.runs[0].scenario, found.runs[1].scenario) if "factors" in path]
    assert found.stored is not None
    assert reproduce(found.stored.path).different == ()
    asked = compare([plain, own], replications=4, engine="reference", factors_at_one=False)
    assert asked.gap("own").estimate == found.gap("own", with_factors=True).estimate


def test_factors_of_one_written_down_make_a_fair_race() -> None:
    plain = edit(tiny(), {"organization.factors": {"centralized": {"duplicated_effort": 1.5}}})
    federated = edit(plain, {"organization.form": "federated", "name": "federated"})
    assert stating_none([plain, federated]) == ("federated",)
    stated = edit(federated, {"organization.factors": {"federated": {"duplicated_effort": 1}}})
    assert stating_none([plain, stated]) == ()
    assert race([plain, stated], factors_at_one=True).deciding == (plain, stated)
    assert (
        stating_none([plain, edit(plain, {"organization.factors.centralized": None})]) == ()
    )  # one form, with and without


def test_the_rule_looks_at_the_paired_difference(no_engine: None) -> None:
    loose = tiny(goal=tiny().goal.model_copy(update={"matters": 50.0}))
    strict = tiny(
        goal=tiny().goal.model_copy(update={"matters": 0.0}), study=tiny().study.model_copy(update={"half_width": 1e-9})
    )
    assert compare([loose, more(3)]).runs[0].n == 4
    capped = compare([strict, more(3)])
    assert capped.runs[0].n == 12
    assert not capped.precision_reached


def test_conversion_is_an_input_unless_something_makes_it_a_result(no_engine: None) -> None:
    as_input = compare([tiny(), more(3)], replications=4)
    assert any("an input" in sentence for sentence in as_input.sentences)
    other_gate = edit(tiny(), {"stages.use_case_definition.gates.portfolio.stops": 0.2, "name": "lenient"})
    as_result = compare([tiny(), other_gate], replications=4)
    assert any(sentence.startswith("Conversion is a result here") for sentence in as_result.sentences)


def test_what_if_is_a_comparison_with_the_edited_scenario(no_engine: None) -> None:
    asked = whatif(tiny(), changes(["people.data_scientist=4"]), replications=4)
    told = compare([tiny(), more(4)], replications=4)
    assert asked.gap("tiny with people.data_scientist = 4").estimate == told.gap("4 scientists").estimate
    assert asked.run_id.startswith("whatif-")


def test_files_of_a_comparison(no_engine: None, tmp_path: Path) -> None:
    found = compare([tiny(), more(3)], replications=4, out=tmp_path)
    assert found.stored is not None
    names = {path.relative_to(found.stored.path).as_posix() for path in found.stored.path.rglob("*.*")}
    wanted = {
        "differences.csv",
        "scenario.1.resolved.yaml",
        "scenario.2.resolved.yaml",
        "replications.csv",
        "summary.csv",
    }
    assert (
        wanted | {"manifest.json", "report.html", "STRESS.md", "charts/differences.svg", "charts/differences.png"}
        <= names
    )


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(BadInput, match="two scenarios or more"):
        compare([tiny()])
    with pytest.raises(BadInput, match=r"conversoin(.|\n)*Did you mean"):
        compare([tiny(), more(3)], response="conversoin")
    with pytest.raises(BadInput, match="cannot decide which is better"):
        compare([tiny(), more(3)], response="stopped")
    with pytest.raises(BadInput, match="changed twice"):
        changes(["people.data_scientist=4", "people.data_scientist*=2"])
    with pytest.raises(BadInput, match="nothing to change"):
        whatif(tiny(), {})


def test_equal_names_are_told_apart_and_so_are_their_files() -> None:
    plans = [loads(TEXT.replace("tiny", "Plan"), name=file) for file in ("a.yaml", "b.yaml")]
    named = distinct(plans)
    assert [one.name for one in named] == ["Plan", "Plan (2)"]
    assert called_alike(plans, named) == ('2 scenarios are called Plan: "Plan" is a.yaml, "Plan (2)" is b.yaml',)
    assert called_alike([tiny(), tiny()], distinct([tiny(), tiny()])) == ()
    assert [one.short for one in distinct([tiny(short="t"), tiny(short="t"), tiny(short="u")])] == ["t", "", "u"]


def test_equal_names_get_numbers_until_none_is_taken() -> None:
    assert [scenario.name for scenario in distinct([tiny(), tiny(), tiny(name="tiny (2)")])] == [
        "tiny",
        "tiny (2)",
        "tiny (2) (2)",
    ]


def test_any_two_configurations_can_be_asked_for(no_engine: None, tmp_path: Path) -> None:
    found = compare([tiny(), more(3), more(4)], replications=20, out=tmp_path)
    gap, turned = found.gap("4 scientists", against="3 scientists"), found.gap("3 scientists", against="4 scientists")
    assert (gap.one, gap.other) == ("4 scientists", "3 scientists")
    assert gap.estimate == pytest.approx(
        found.gap("4 scientists").estimate - found.gap("3 scientists").estimate, rel=1e-9
    )
    assert (turned.low, turned.high) == pytest.approx((-gap.high, -gap.low))
    assert found.gap("4 scientists", against="tiny") == found.gap("4 scientists")
    table = found.pairs_table()
    assert list(zip(table["configuration"], table["against"], strict=True)) == [
        ("3 scientists", "tiny"), ("4 scientists", "tiny"), ("4 scientists", "3 scientists"),
    ]  # fmt: skip
    assert found.stored
    assert (found.stored.path / "differences.pairs.csv").is_file()
    assert pairs_told(found) == [sentence(gap)]
    for asked, said in (
        ({"configuration": "4 scientist"}, 'Did you mean "4 scientists"'),
        ({"configuration": "tiny"}, "compared with"),
        ({"configuration": "4 scientists", "response": "cost"}, 'Did you mean "cost_per_year"'),
        ({"configuration": "4 scientists", "against": "3 scientists", "response": "p85"}, "in time_to_production only"),
    ):
        with pytest.raises(BadInput, match=said):
            found.gap(**asked)  # type: ignore[arg-type]

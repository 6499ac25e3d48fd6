"""Why: parts by group of effects, checked where the answer is known by hand, and always adding up."""

import re
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import BadInput
from sim.experiment import why, work
from sim.experiment.compare import compare
from sim.experiment.replicate import replications_of
from sim.experiment.reproduce import reproduce
from sim.experiment.why import ALL, COMBINATIONS, REMAINS, Why, effect, explain, shapley_weights
from sim.responses import known, ratio_columns
from sim.scenario import Scenario
from sim.scenario.edit import edit
from sim.scenario.effects import GROUPS, LABELS, WITH_WHAT_THEY_CHANGE, without
from sim.scenario.schema import Switches
from sim.stats.bootstrap import ratio, resample_counts, t_quantile
from tests.experiment.tiny import made_up, tiny

CALM = {
    "demand.per_year": 6,
    "people": {"data_engineer": 9, "data_scientist": 9},
    "stages.use_case_definition.steps.framing.effort": 1,
    "stages.solution_development.steps.building.effort": 3,
    "stages.scale_and_adopt.steps.rollout.effort": 1,
}  # nobody ever queues, nothing is left to luck but who is stopped
RANDOM = {
    "handover.same_team": {"delay": {"exponential": {"mean": 2}}, "bounce": 0.3, "context_loss": 0.4},
    "stages.solution_development.rework": {"again": {"after": "building", "back_to": "framing", "chance": 0.3}},
    "stages.use_case_definition.gates.portfolio.meet_every": 5,
    "duties": {"meeting": {"effort": 0.5, "shared_by": {"data_scientist": 1}, "every": 3}},
    "name": "random",
}


def calm(**changes: object) -> Scenario:
    return edit(tiny(), CALM | {key.replace("__", "."): value for key, value in changes.items()})


def days(found: Why, configuration: str = "other") -> dict[str, float]:
    return {group: row["estimate"] for group, row in found.parts(configuration).items()}


def test_every_switch_belongs_to_one_group_but_the_form_factors_which_go_with_what_they_change() -> None:
    assigned = [switch for group in GROUPS.values() for switch in group]
    assert sorted([*assigned, *WITH_WHAT_THEY_CHANGE]) == sorted(Switches.model_fields)
    assert set(LABELS) == set(GROUPS)


def test_the_weights_are_the_average_over_all_orders() -> None:
    rng = np.random.default_rng(5)
    d = dict(zip(COMBINATIONS, rng.normal(size=len(COMBINATIONS)), strict=True))
    slow = dict.fromkeys(GROUPS, 0.0)
    orders = list(permutations(GROUPS))
    for order in orders:
        on: frozenset[str] = frozenset()
        for group in order:
            slow[group] += (d[on | {group}] - d[on]) / len(orders)
            on |= {group}
    values = np.array([d[on] for on in COMBINATIONS])
    fast = {part: float(weights @ values) for part, weights in shapley_weights().items()}
    assert {group: fast[group] for group in GROUPS} == pytest.approx(slow)
    assert sum(fast[part] for part in (*GROUPS, REMAINS)) == pytest.approx(fast[ALL], abs=1e-12)


def test_effects_that_do_not_meet_are_found_one_by_one() -> None:
    base = calm(handover__same_team={"delay": 1})
    other = calm(
        handover__same_team={"delay": 3},
        stages__use_case_definition__gates__portfolio__delay=2.5,
        stages__scale_and_adopt__steps__rollout__effort=1.75,
        name="other",
    )
    found = explain([base, other], replications=4, engine="reference")
    # one crossing within the team, from data scientist to data engineer; the scientist goes on with what is framed
    by_hand = {"handover": 2.0, "rework": 0.0, "gates": 1.5, "queueing": 0.0, "platform": 0.0, REMAINS: 0.75, ALL: 4.25}
    assert days(found) == pytest.approx(by_hand, abs=1e-9)
    parts = found.parts("other")
    assert parts["gates"]["low"] == pytest.approx(1.5)
    assert {group for group in GROUPS if parts[group]["verdict"] == "none"} == {"rework", "queueing", "platform"}
    assert parts["handover"]["share"] == pytest.approx(2.0 / 4.25)
    assert found.combinations["conversion"].nunique() == 1


def test_what_two_effects_do_together_is_halved_between_them() -> None:
    again = {"again": {"after": "rollout", "back_to": "building", "chance": 1, "at_most": 1}}
    base = calm(stages__scale_and_adopt__rework=again)
    other = calm(stages__scale_and_adopt__rework=again, handover__same_team={"delay": 2}, name="other")
    found = explain([base, other], replications=3, engine="reference")
    # without rework one crossing; with it there, back and there again: three
    assert days(found) == pytest.approx(
        {"handover": 4.0, "rework": 2.0, "gates": 0.0, "queueing": 0.0, "platform": 0.0, REMAINS: 0.0, ALL: 6.0},
        abs=1e-9,
    )


def test_parts_add_up_to_the_difference_whatever_happens() -> None:
    base = edit(tiny(), RANDOM)
    others = [edit(base, {"people.data_scientist": 3, "name": "three"}), edit(tiny(), {"name": "plain"})]
    found = compare([base, *others], replications=5, engine="reference", why=True)
    assert found.why is not None
    for name in ("three", "plain"):
        parts = days(found.why, name)
        assert sum(parts[part] for part in (*GROUPS, REMAINS)) == pytest.approx(parts[ALL], abs=1e-9)
        gaps = found.differences.set_index(["response", "configuration"])["estimate"]
        assert parts[ALL] == pytest.approx(gaps["time_to_production", name], abs=1e-9)
    assert not found.why.combinations["mean"].isna().any()
    assert found.why.combinations["conversion"].nunique() == 1


def test_days_by_state_add_up_to_the_difference_of_the_means() -> None:
    base = edit(tiny(), RANDOM)
    found = compare(
        [base, edit(base, {"people.data_scientist": 3, "name": "three"}), tiny()], replications=5, engine="reference"
    )
    for name, rows in found.by_state.groupby("configuration"):
        gap = found.gap(str(name), "time_to_production")
        assert rows["estimate"].sum() == pytest.approx(gap.estimate, abs=1e-9)
        assert (rows["low"] <= rows["estimate"]).all()


def test_all_off_is_the_critical_path_and_gates_still_stop() -> None:
    whole = edit(tiny(), CALM | RANDOM)
    bare = without(whole, list(GROUPS))
    run, with_all = (
        sim.run(bare, replications=4, engine="reference"),
        sim.run(whole, replications=4, engine="reference"),
    )
    assert (run.figure("time_to_production") or {})["estimate"] == pytest.approx(5.0)
    assert (with_all.figure("time_to_production") or {})["estimate"] > 8.0
    live = [(each.figure("conversion") or {})["estimate"] for each in (run, with_all)]
    assert 0.0 < live[0] == live[1] < 1.0
    assert without(bare, []) is bare


def test_a_renamed_copy_has_nothing_to_explain() -> None:
    found = explain(
        [edit(tiny(), RANDOM), edit(tiny(), RANDOM | {"name": "other"})], replications=3, engine="reference"
    )
    assert set(found.table["verdict"]) == {"none"}
    assert (found.table["low"] == 0.0).all()
    assert found.sentences[0] == "No difference between other and random to explain."


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ((-2.0, -3.0, -1.0), "faster"),
        ((2.0, 1.0, 3.0), "slower"),
        ((1.0, -1.0, 3.0), "not clear"),
        ((0.0, 0.0, 0.0), "none"),
        ((1.0, np.nan, np.nan), "not clear"),
        ((np.nan, np.nan, np.nan), "not clear"),
    ],
)
def test_a_part_is_said_only_where_its_interval_supports_it(interval: tuple[float, float, float], said: str) -> None:
    assert effect(*interval) == said


def test_of_a_difference_that_is_not_clear_no_share_is_given() -> None:
    base = edit(tiny(), RANDOM)
    found = explain(
        [base, edit(base, {"handover.same_team.delay": 0, "people.data_scientist": 1})],
        replications=2,
        engine="reference",
    )
    whole = found.table[found.table["group"] == ALL].iloc[0]
    assert whole["verdict"] == "not clear"
    assert found.table["share"].isna().all()
    assert "no share of it is given" in found.sentences[0]


def test_where_nothing_goes_live_nothing_is_explained() -> None:
    never = {"stages.use_case_definition.gates.portfolio.stops": 1}
    found = compare(
        [edit(tiny(), never), edit(tiny(), never | {"name": "other"})], replications=2, engine="reference", why=True
    )
    assert found.why is not None
    assert "nothing goes live" in found.why.sentences[0]


def test_replications_are_capped_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", made_up)
    monkeypatch.setattr(why, "MOST", 3)
    found = explain(
        [tiny(), edit(tiny(), {"people.data_scientist": 3, "name": "three"})], replications=5, engine="reference"
    )
    assert (found.n, found.compared) == (3, 5)
    assert any("the first 3 of 5 paired runs" in sentence for sentence in found.sentences)


def test_only_means_in_days_can_be_split() -> None:
    pair = [tiny(), tiny(name="other")]
    for response in ("p85", "conversion"):
        with pytest.raises(BadInput, match="cannot be split into parts"):
            explain(pair, response=response, replications=2, engine="reference")


def test_files_and_pictures_and_running_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(work, "replication", made_up)
    other = edit(tiny(), {"people.data_scientist": 3, "name": "three"})
    found = compare([tiny(), other], replications=4, engine="reference", why=True, out=tmp_path)
    assert found.stored is not None
    place = found.stored.path
    for name in ("why.csv", "why.combinations.csv", "differences.by-state.csv", "charts/why-2.svg"):
        assert (place / name).is_file()
    page = (place / "report.html").read_text(encoding="utf-8")
    assert re.search(r"Model effects: (days|weeks) more \(\+\) or less \(-\) than tiny by group", page)
    assert "Why three is faster than tiny" in page
    assert not reproduce(place).different


@pytest.mark.slow
def test_intervals_of_the_parts_agree_with_the_bootstrap_over_paired_replications() -> None:
    n, base = 40, edit(tiny(), RANDOM)
    pair = [base, edit(base, {"people.data_scientist": 3, "handover.same_team.bounce": 0.1, "name": "other"})]
    switched = why.switched_off(pair)
    response = known("time_to_production")
    with replications_of(switched.blueprints, seed=1, engine="reference") as them:
        found = why.why_of(switched, them, n, response)
        measured = [[them.of(meaning, n) for meaning in row] for row in switched.meanings]
    counts = resample_counts(n, 2000, 0)
    means = [np.stack([ratio(*ratio_columns(each, response.name), counts) for each in row]) for row in measured]
    compared = 0
    for part, weights in shapley_weights().items():
        row = found.parts("other")[part]
        half, drawn = (row["high"] - row["low"]) / 2, weights @ (means[1] - means[0])
        spread = t_quantile(0.95, n) * drawn.std() * np.sqrt(n / (n - 1))
        if half > 0.05:
            assert half == pytest.approx(spread, rel=0.1), part
            compared += 1
    assert compared >= 4

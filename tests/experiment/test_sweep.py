"""A sweep equals single runs to the last bit, meets the same luck everywhere, and goes on where it was stopped."""

from pathlib import Path

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import sim
from sim.engines.compiled import ready, refusal
from sim.errors import BadInput
from sim.experiment import engines
from sim.experiment.fieldwork import Fieldwork
from sim.experiment.found import Found
from sim.experiment.replicate import StoppedError
from sim.experiment.reproduce import reproduce
from sim.experiment.sweep import Sweep, sweep
from sim.experiment.work import Batch
from sim.report import pictures, sweep_files
from sim.scenario.edit import edit
from tests.experiment.tiny import tiny

N = 6
GRID = {"people.data_scientist": [1, 2, 3], "demand.per_year": [60, 90]}


@pytest.fixture(scope="module")
def prepared() -> None:
    """The compiled engine is kept here; compiled first if it has to be."""
    ready.prepare()


@pytest.fixture(scope="module")
def swept() -> Sweep:
    return sweep(tiny(), GRID, response=["time_to_production", "conversion", "utilization.data_scientist", "p85"],
                 replications=N, engine="reference")  # fmt: skip


def test_there_is_one_row_for_each_run_and_one_for_each_point_and_response(swept: Sweep) -> None:
    assert len(swept.runs) == 6 * N
    assert list(swept.runs.columns[:4]) == ["point", "people.data_scientist", "demand.per_year", "replication"]
    assert len(swept.summary) == 6 * 4
    assert swept.runs["demand.per_year"].dtype == np.int64


def test_every_point_equals_a_run_of_its_scenario_to_the_last_bit(swept: Sweep) -> None:
    for point in (swept.points[0], swept.points[3]):
        alone = sim.run(edit(tiny(), point.edits), replications=N, engine="reference")
        for name in swept.responses:
            row = swept.summary[(swept.summary["point"] == point.number) & (swept.summary["response"] == name)]
            expected = alone.figure(name)
            if expected is None:  # the table of a run has percentiles of their own
                found = alone.percentile(85)
                assert found == tuple(row[["estimate", "low", "high"]].iloc[0])
                continue
            assert [row[key].iloc[0] for key in ("estimate", "low", "high", "n")] == [
                expected[key] for key in ("estimate", "low", "high", "n")
            ]
        table = alone.replications[alone.replications["response"] == "time_to_production"]
        mine = swept.runs[swept.runs["point"] == point.number]
        assert mine["time_to_production.numerator"].tolist() == table["numerator"].tolist()
        assert mine["time_to_production.denominator"].tolist() == table["denominator"].tolist()


def test_differences_equal_those_of_a_comparison(swept: Sweep) -> None:
    one, other = (edit(tiny(), swept.points[number].edits) for number in (swept.base, 0))
    paired = sim.compare([one, other], replications=N, engine="reference", factors_at_one=False).differences
    expected = paired[paired["response"] == "time_to_production"].iloc[0]
    row = swept.summary[swept.summary["point"] == 0].iloc[0]
    assert row["difference"] == pytest.approx(expected["estimate"], rel=1e-12)
    assert row["difference_method"].startswith("simultaneous")
    assert row["difference_high"] - row["difference_low"] > expected["high"] - expected["low"]
    late = paired[paired["response"] == "p85"].iloc[0]
    alone = swept.summary[(swept.summary["point"] == 0) & (swept.summary["response"] == "p85")].iloc[0]
    assert (alone["difference_low"], alone["difference_high"]) == (late["low"], late["high"])


def test_the_base_is_the_scenario_as_it_is_where_the_grid_has_it(swept: Sweep) -> None:
    assert swept.points[swept.base].edits == {"people.data_scientist": 2, "demand.per_year": 60}
    assert (swept.summary[swept.summary["point"] == swept.base][["difference"]].iloc[:3] == 0).all().all()
    assert sweep(tiny(), {"demand.per_year": [30, 90]}, replications=2, engine="reference").base == 0


def test_points_meet_the_same_luck(swept: Sweep) -> None:
    demand = swept.runs.pivot(index="replication", columns="point", values="conversion.denominator")
    assert (demand[0] == demand[2]).all()
    assert (demand[0] == demand[4]).all()
    assert demand[0].nunique() > 1


@pytest.mark.usefixtures("prepared")
def test_engines_and_jobs_change_no_bit(swept: Sweep) -> None:
    fast = sweep(tiny(), GRID, response=swept.responses, replications=N, engine="compiled", jobs=3)
    assert_frame_equal(fast.runs, swept.runs, check_exact=True)
    assert_frame_equal(fast.summary, swept.summary, check_exact=True)
    assert fast.counted["compiled"] == 6 * N


def test_processes_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "STARTING", 0.0)
    alone, together = (
        sweep(tiny(), {"demand.per_year": [60, 90]}, replications=4, engine="reference", jobs=jobs) for jobs in (1, 2)
    )
    assert_frame_equal(alone.runs, together.runs, check_exact=True)


@pytest.mark.usefixtures("prepared")
def test_auto_changes_over_in_the_middle_of_a_sweep_when_the_fast_engine_is_ready(
    swept: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Preparation:
        asked = 0

        @property
        def state(self) -> str:
            self.asked += 1
            return "preparing" if self.asked < 30 else "ready"

        def let_go(self) -> None:
            pass

    monkeypatch.setattr(ready, "prepared", lambda: False)
    monkeypatch.setattr(ready, "expected_seconds", lambda: 0.01)
    monkeypatch.setattr(ready, "Preparation", Preparation)
    monkeypatch.setattr(engines, "LOADING", 0.0)
    notes: list[str] = []
    found = sweep(tiny(), GRID, response=swept.responses, replications=N, progress=lambda now: notes.append(now.note))
    assert found.counted["reference"] > 1
    assert found.counted["compiled"] > 1
    assert found.counted["made again on the reference engine"] == "1 of 1 identical"
    assert any("preparing the fast engine" in note for note in notes)
    assert_frame_equal(found.runs, swept.runs, check_exact=True)


@pytest.mark.usefixtures("prepared")
def test_a_point_that_the_compiled_engine_refuses_is_made_on_the_reference_engine(
    swept: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOADING", 0.0)
    monkeypatch.setattr(refusal, "refuses", lambda blueprint: "so many" if len(blueprint.person_role) > 3 else "")
    found = sweep(tiny(), GRID, response=swept.responses, replications=N)
    assert found.counted["reference"] >= 2 * N
    assert found.counted["compiled"] > 0
    assert_frame_equal(found.runs, swept.runs, check_exact=True)
    with pytest.raises(BadInput, match="cannot do so many; use the reference engine"):
        sweep(tiny(), GRID, replications=N, engine="compiled")


def test_points_in_which_the_same_happens_are_simulated_once() -> None:
    found = sweep(tiny(), {"demand.per_year": [60, 90], "goal.matters": [2, "*1"]}, replications=2, engine="reference")
    assert len(found.points) == 4
    assert found.counted["reference"] == 4
    assert found.summary["estimate"].iloc[0] == found.summary["estimate"].iloc[2]


def test_a_stopped_sweep_says_how_to_go_on_and_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    compute = Fieldwork.walked

    def counting(self: Fieldwork, batch: Batch) -> Found:
        if len(set(made)) == 2 and batch.meaning not in made:
            raise KeyboardInterrupt
        made.append(batch.meaning)
        return compute(self, batch)

    vary = {"demand.per_year": [60, 90, 120]}
    monkeypatch.setattr(Fieldwork, "walked", counting)
    with pytest.raises(StoppedError, match=r"Stopped after 2 of 3 points\.(.|\n)*Give the same command again"):
        sweep(tiny(), vary, replications=3, engine="reference", out=tmp_path)
    assert [path.name.endswith(".partial") for path in tmp_path.iterdir()] == [True]
    monkeypatch.setattr(Fieldwork, "walked", compute)
    resumed = sweep(tiny(), vary, replications=3, engine="reference", out=tmp_path)
    assert resumed.counted["from a checkpoint"] == 6
    assert resumed.counted["reference"] == 3
    whole = sweep(tiny(), vary, replications=3, engine="reference")
    assert_frame_equal(resumed.runs, whole.runs, check_exact=True)
    assert [path.name for path in tmp_path.iterdir()] == [resumed.run_id]


def test_a_damaged_checkpoint_is_as_good_as_none(tmp_path: Path) -> None:
    vary = {"demand.per_year": [60, 90]}
    folder = tmp_path / f"{sweep(tiny(), vary, replications=2, engine='reference', out=tmp_path).run_id}.partial"
    folder.mkdir()
    (folder / "00000-1.npz").write_bytes(b"half a file")
    again = sweep(tiny(), vary, replications=2, engine="reference", out=tmp_path)
    assert again.counted["from a checkpoint"] == 0
    assert again.stored is not None
    assert again.stored.status == "identical"


def test_results_are_read_back_as_they_were_in_one_line(tmp_path: Path) -> None:
    vary = {"organization.form": ["centralized", "federated"], "demand.per_year": [60.0, 90.5]}
    made = sweep(tiny(), vary, replications=2, engine="reference", out=tmp_path)
    assert made.stored is not None
    tables = sim.read_results(made.stored.path)
    assert_frame_equal(tables["runs"], made.runs, check_exact=True)
    assert_frame_equal(tables["summary"], made.summary, check_exact=True)
    files = {path.relative_to(made.stored.path).as_posix() for path in made.stored.path.rglob("*") if path.is_file()}
    assert {"runs.csv", "summary.csv", "manifest.json", "scenario.resolved.yaml", "sentences.txt"} <= files
    assert {
        f"charts/{name}.{kind}" for name in ("time-to-production", "conversion") for kind in ("svg", "png")
    } <= files


def test_levels_that_look_like_numbers_or_truth_stay_words(tmp_path: Path) -> None:
    made = sweep(tiny(), {"switches.rework": [True, False]}, replications=2, engine="reference", out=tmp_path)
    assert made.stored is not None
    assert sim.read_results(made.stored.path)["runs"]["switches.rework"].unique().tolist() == ["true", "false"]


def test_results_of_runs_and_comparisons_are_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_drawn", lambda wanted: {})  # charts have tests of their own
    made = sim.run(tiny(name="2027"), replications=2, engine="reference", out=tmp_path)
    assert made.stored is not None
    tables = sim.read_results(made.stored.path)
    assert {"summary", "replications", "percentiles", "roles", "gates"} <= set(tables)
    assert tables["summary"]["configuration"].unique().tolist() == ["2027"]
    assert tables["summary"]["estimate"].equals(made.summary["estimate"])
    with pytest.raises(BadInput, match=f"holds no results(.|\n)*Below it there are: {made.run_id}"):
        sim.read_results(tmp_path)


def test_a_sweep_is_reproduced(tmp_path: Path) -> None:
    vary = {"demand.per_year": "60..90/2", "handover.between_teams.delay": ["*0.5", "*1"]}
    made = sweep(tiny(), vary, replications=2, engine="reference", out=tmp_path)
    assert made.stored is not None
    found = reproduce(made.stored.path)
    assert set(found.same) == {"runs.csv", "summary.csv"}
    assert not found.different


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"response": "p86"}, "not known"),
        ({"response": "utilization.data_scientists"}, r'(.|\n)*Did you mean "data_scientist"'),
        ({"response": []}, "at least one response"),
        ({"replications": 1}, "from 2 to"),
        ({"replications": "auto"}, "from 2 to"),
        ({"jobs": 0}, "must be 1 or more"),
        ({"engine": "fast"}, "not known"),
    ],
)
def test_what_cannot_be_asked_for_is_told_before_anything_runs(asked: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        sweep(tiny(), {"demand.per_year": [60, 90]}, **asked)  # type: ignore[arg-type]


def test_too_many_points_for_percentiles_are_refused() -> None:
    with pytest.raises(BadInput, match="too many for percentiles"):
        sweep(tiny(), {"demand.per_year": range(1, 202)}, response="p85")


def test_more_than_two_factors_have_tables_and_no_picture() -> None:
    vary = {"demand.per_year": [60], "people.data_engineer": [1, 2], "goal.matters": [1, 2]}
    made = sweep(tiny(), vary, replications=2, engine="reference")
    assert made.charts() == {}
    with pytest.raises(BadInput, match="vary one or two at a time"):
        made.figure()


def test_a_sweep_over_forms_of_which_one_states_no_factors_says_that_the_race_is_not_fair() -> None:
    base = edit(tiny(), {"organization.factors": {"centralized": {"context_loss": 1.5}}})
    base = edit(base, {"organization.teams": {"all": {"members": {"data_engineer": 1, "data_scientist": 2}}}})
    made = sweep(base, {"organization.form": ["centralized", "custom"]}, replications=2, engine="reference")
    assert any("The form custom states no form factors and another does" in warning for warning in made.warnings)
    fair = edit(base, {"organization.factors": {"custom": {"context_loss": 1}}})
    made = sweep(fair, {"organization.form": ["centralized", "custom"]}, replications=2, engine="reference")
    assert not any("form factors" in warning for warning in made.warnings)


def test_words_too_many_to_read_have_tables_and_no_picture(swept: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    words = sweep(tiny(), {"switches.rework": [True, False]}, replications=2, engine="reference")
    assert words.charts()
    monkeypatch.setattr(sweep_files, "MOST_WORDS", 1)
    assert not words.charts()
    assert swept.factors
    assert "time-to-production" in swept.charts()


def test_the_best_point_is_estimated_again_by_runs_that_had_no_say() -> None:
    any_matters = edit(tiny(), {"goal.matters": 0})
    found = sweep(any_matters, {"people.data_scientist": [1, 2, 4]}, replications=20, engine="reference")
    fresh = found.fresh
    assert fresh is not None
    assert (fresh.name, fresh.n) == ("people.data_scientist = 4", 20)
    own = found.summary[found.summary["point"] == 2].iloc[0]["estimate"]
    assert fresh.estimate.estimate != own
    assert "had no say in the choice" in found.sentence
    as_good = sweep(tiny(), {"people.data_scientist": [1, 2, 4]}, replications=20, engine="reference")
    assert as_good.best == (1, 2)  # they differ by less than the 2 days that matter
    assert as_good.fresh is None

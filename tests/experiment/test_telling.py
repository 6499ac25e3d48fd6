"""What a run says about itself: dates, percentiles that are not reached, overload, what is unfinished."""

import pytest
from syrupy.assertion import SnapshotAssertion

from sim.experiment import work
from sim.experiment.run import run
from sim.scenario import Scenario
from sim.scenario.edit import edit
from tests.experiment.tiny import made_up, tiny


def overloaded() -> Scenario:
    return edit(tiny(), {"demand.per_year": 300, "people.data_scientist": 1, "name": "too many"})


def test_a_run_names_the_date_and_the_input(snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", made_up)
    assert run(tiny(), replications=4).sentences == snapshot


def test_an_overloaded_team_is_said_to_be_one() -> None:
    result = run(overloaded(), replications=3)
    assert result.overloaded == ("data_scientist",)
    assert "the team cannot keep up; time to production grows without limit" in result.sentences[0]
    assert any("busy 100 % of the time: waits grow with the horizon" in warning for warning in result.warnings)


def test_percentiles_beyond_the_horizon_are_refused() -> None:
    result = run(edit(overloaded(), {"study.horizon": 120}), replications=3)
    assert result.percentile(95) is None
    assert not any("P95" in sentence or "% within" in sentence for sentence in result.sentences)
    unfinished = [warning for warning in result.warnings if "of requests undecided at the horizon" in warning]
    assert len(unfinished) == 1


def test_nothing_goes_live_is_said_and_not_an_error() -> None:
    never = edit(tiny(), {"stages.use_case_definition.gates.portfolio.stops": 1, "name": "never"})
    result = run(never, replications=3)
    assert result.sentences[0] == "never: nothing goes live within 300 days."
    assert result.figure("time_to_production") is None


@pytest.mark.parametrize("word", ["significant", "p-value", "proves"])
def test_no_sentence_says(word: str) -> None:
    assert not any(word in sentence for sentence in run(tiny(), replications=3).sentences)

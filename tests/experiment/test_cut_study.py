"""A study that is cut says nothing that the uncut one denies: no mean, no date, bounds instead of estimates."""

import re

import numpy as np
import pytest

from sim.experiment.compare import compare
from sim.experiment.run import RunResult, run
from sim.scenario.edit import edit
from tests.experiment.tiny import tiny


def cut(horizon: float) -> RunResult:
    return run(edit(tiny(), {"study.horizon": horizon, "name": "cut"}), replications=40, engine="reference")


@pytest.fixture(scope="module")
def whole() -> RunResult:
    return run(tiny(), replications=40, engine="reference")


@pytest.mark.parametrize("horizon", [30, 40, 60])
def test_what_is_told_of_a_cut_study_holds_the_truth_of_the_uncut_one(horizon: float, whole: RunResult) -> None:
    found = cut(horizon)
    assert found.undecided > 0.01
    assert found.health.forbids_means
    assert found.figure("time_to_production") is None
    assert not any(re.search(r"on average \(|by (early|mid|late) ", text) for text in found.sentences)
    told, truth = found.figure("conversion"), whole.figure("conversion")
    assert told is not None
    assert truth is not None
    assert told["low"] <= truth["estimate"] <= told["high"]
    row, median = found.percentile_row(50), whole.percentile(50)
    assert row is not None
    assert median is not None
    assert np.isnan(row["estimate"])
    assert row["low"] <= median[0] <= row["high"]
    assert row["low_estimate"] <= row["high_estimate"]


def test_what_is_within_the_target_is_open_where_requests_are_followed_for_less(whole: RunResult) -> None:
    found = cut(30)
    told, truth = found.figure("within_target"), whole.figure("within_target")
    assert told is not None
    assert truth is not None
    assert told["high"] - told["low"] > found.undecided
    assert told["low"] <= truth["estimate"] <= told["high"]
    assert found.figure("restricted_mean") is None


def test_the_restricted_mean_of_a_cut_study_is_that_of_the_uncut_one_as_far_as_requests_are_followed() -> None:
    short = {"goal.target": 6, "study.horizon": 60}
    one = run(edit(tiny(), short), replications=40, engine="reference").figure("restricted_mean")
    other = run(edit(tiny(), {"goal.target": 6}), replications=40, engine="reference").figure("restricted_mean")
    assert one is not None
    assert other is not None
    assert one["low"] <= other["estimate"] <= one["high"]


def test_nobody_beats_a_copy_of_itself_that_is_only_cut() -> None:
    found = compare([edit(tiny(), {"study.horizon": 30, "name": "cut"}), tiny()], replications=30, engine="reference")
    assert not any("beats" in text or "faster" in text for text in found.sentences)
    assert np.isnan(found.gap("tiny").estimate)
    gap = found.gap("tiny", "conversion")
    assert gap.low <= 0.0 <= gap.high


def test_where_no_mean_is_told_the_runs_are_as_many_as_what_is_told_instead_takes() -> None:
    few = {"study.at_least": 4, "study.at_most": 60, "study.half_width": 0.5}
    cut_off = edit(tiny(), few | {"study.horizon": 30, "name": "cut"})
    found = compare([cut_off, edit(tiny(), few)], engine="reference")
    assert found.precision_reached
    assert found.runs[0].n < 60

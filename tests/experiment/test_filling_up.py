"""That a study is still filling up is said of a run, and not where the world itself changes."""

import pytest

from sim import run
from sim.scenario import loads

COLD = """
opmodel: 1
name: cold start
people: {clerk: 1}
roles: {clerk: {group: delivery}}
demand: {interval: {exponential: 1.1111111}}
study: {type: flow, warm_up: 0, intake: 28, horizon: 3000}
stages: {only: {steps: {work: {effort: {exponential: 1}, shared_by: {clerk: 1}, mark: live}}}}
"""


def test_a_busy_queue_measured_from_a_cold_start_says_so() -> None:
    told = run(loads(COLD), replications=60)

    assert told.health.filling is not None
    assert any("still filling up" in sentence for sentence in told.sentences)


def test_a_target_is_not_clear_and_a_date_is_the_earliest_while_the_study_fills_up() -> None:
    cold = loads(COLD).changed({"study.start": "2027-01-04"})
    for target in (1000.0, "p50<=1000d"):
        told = run(cold, replications=60, target=target)

        assert told.health.filling is not None
        assert (told.target_verdict, told.target_reached) == ("not clear", False)
        assert any("is not clear, as the study is still filling up" in sentence for sentence in told.sentences)
        assert any(sentence.endswith(" 2027 or later.") for sentence in told.sentences)


@pytest.mark.parametrize(
    "change",
    [
        {"people.clerk": {"count": 2, "leaves": 14}},
        {"demand": {"per_year": {"0": 100, "28": 240}}},
        {"demand": {"planned": [{"at": 3}, {"at": 12, "count": 4}, {"at": 20, "count": 9}]}},
    ],
)
def test_a_world_that_changes_by_itself_is_not_told_to_warm_up(change) -> None:
    told = run(loads(COLD).changed(change), replications=30)

    assert told.health.filling is None


def test_those_who_wait_to_the_very_end_are_told_beside_the_queue_they_are_in() -> None:
    text = COLD.replace("interval: {exponential: 1.1111111}", "planned: [{at: 0}, {at: 1, count: 20}]")
    text = text.replace("effort: {exponential: 1}", "effort: 1000")
    text = text.replace("intake: 28, horizon: 3000", "intake: 50, horizon: 50, full_horizon: true")
    told = run(loads(text), replications=2)

    expected = "takes at least 46.7 days of queueing on average, and 20 still wait at the end, 49 days so far"
    assert any(expected in sentence for sentence in told.sentences)
    assert "Between 0 % and 100 % of all requests are in production within 26 weeks." in told.sentences

"""Tables of results: bounds where requests are undecided, and columns whose letters are explained."""

import pytest

from sim import compare, run, sweep
from sim.report.points import points_table
from sim.report.table import legend, results_table
from sim.scenario import loads

QUEUE = """
opmodel: 1
name: queue
people: {clerk: 1}
roles: {clerk: {group: delivery}}
demand: {per_year: 100}
study: {type: flow, warm_up: 0, intake: 100, horizon: 110, full_horizon: true}
stages: {only: {steps: {work: {effort: {exponential: 4}, shared_by: {clerk: 1}, mark: live}}}}
"""


@pytest.fixture(scope="module")
def late():
    return run(loads(QUEUE), replications=4, engine="reference")


def test_a_conversion_that_undecided_requests_leave_open_is_in_the_table_by_its_bounds(late):
    assert late.undecided > 0.01
    cell = dict(map(tuple, results_table([late])[1]))["conversion, %"]
    assert f"between {cell.replace(' to ', ' % and ')} %" in " ".join(late.sentences)
    swept = sweep(loads(QUEUE), {"people.clerk": [1]}, replications=4, engine="reference")
    assert cell in points_table(swept, most=5)[1][0]


def test_times_of_a_team_that_cannot_keep_up_carry_a_note(late):
    assert late.health.overloaded
    notes = late.summary.set_index("response")["note"]
    assert all(notes[name].startswith("grows without limit") for name in ("time_to_production", "p50", "p85", "p95"))
    assert "grows" not in notes["throughput"]
    able = run(loads(QUEUE).changed({"people.clerk": 9}), replications=4, engine="reference")
    assert not able.summary["note"].str.contains("grows").any()


def test_columns_headed_by_letters_are_explained_below_the_table():
    names = [f"{at}plan-with-a-name-of-one-word-that-goes-on-for-long-{at}" for at in range(2)]
    compared = compare(*(loads(QUEUE).changed({"name": name, "people.clerk": 5}) for name in names), replications=4,
                       engine="reference")  # fmt: skip
    assert results_table(compared.runs)[0] == ["", "A", "B"]
    assert legend(compared.runs) == [f"A: {names[0]}", f"B: {names[1]}"]

"""Tables and differences over replications."""

import numpy as np
import pytest
from written_traces import FIRST, REQUESTED, E, O, blueprint, four_items, trace

from sim.responses import Measures, difference, estimate, events_table, items_table, measure, pairs, summarize


def slowed(by: float, factor: float = 1.0) -> Measures:
    """The first item alone, stretched."""
    rows = [(row[0] * factor + (by if row[0] >= 17 else 0.0), *row[1:]) for row in FIRST]
    return measure(trace(rows, [0.0], end=17.0 * factor + by), blueprint())


@pytest.fixture(scope="module")
def runs():
    luck = np.random.default_rng(5).gamma(4.0, 0.25, size=30)
    return [slowed(0.0, f) for f in luck], [slowed(2.0, f) for f in luck]


def test_tables_have_their_columns():
    tables = summarize([measure(four_items(), blueprint())] * 3, blueprint())
    assert list(tables.replications) == ["replication", "response", "numerator", "denominator", "value"]
    columns = ["response", "label", "unit", "better", "estimate", "low", "high", "level", "method", "n", "note"]
    assert list(tables.summary) == columns
    assert list(tables.curve) == ["week", "day", "share", "low", "high"]
    assert list(tables.percentiles) == ["p", "estimate", "low", "high", "reached", "low_estimate", "high_estimate"]
    assert list(tables.time_split) == ["state", "days", "share"]
    roles = [
        "role",
        "label",
        "people",
        "utilization",
        "low",
        "high",
        "queue_wait",
        "still_waiting",
        "waiting_so_far",
        "work_per_use_case",
        "work_per_year",
    ]
    assert list(tables.roles) == roles
    assert list(tables.wip) == ["day", "stage", "items"]
    assert list(tables.gates) == ["gate", "stopped_share"]
    assert tables.roles["people"].tolist() == [2, 1]
    assert tables.gates["stopped_share"].tolist() == [0.5]


def test_the_time_split_adds_up_to_the_time_to_production(runs):
    tables = summarize(runs[0], blueprint())
    mean = tables.summary.set_index("response").loc["time_to_production", "estimate"]
    assert tables.time_split["days"].sum() == pytest.approx(mean, rel=1e-12)
    assert tables.time_split["share"].sum() == pytest.approx(1.0)


def test_the_curve_ends_at_the_conversion():
    tables = summarize([measure(four_items(end=22.0), blueprint())] * 3, blueprint())
    assert tables.curve["share"].iloc[-1] == pytest.approx(0.25)


def test_a_percentile_is_refused_where_the_undecided_could_still_move_it():
    tables = summarize([measure(four_items(end=22.0), blueprint())] * 3, blueprint())
    table = tables.percentiles.set_index("p")  # a quarter live, a quarter undecided: nothing is known beyond P50
    assert table.loc[0.5, "reached"]
    assert not table.loc[0.85, "reached"]
    notes = tables.summary.set_index("response")["note"]
    assert "not reached" in notes["p85"]
    assert "undecided" in notes["time_to_production"]


def test_without_anything_live_the_tables_say_so():
    story = trace([], REQUESTED, end=20.0)
    tables = summarize([measure(story, blueprint())] * 2, blueprint())
    rows = tables.summary.set_index("response")
    assert tables.undecided == 1.0
    assert np.isnan(rows.loc["time_to_production", "estimate"])
    assert "undecided" in rows.loc["time_to_production", "note"]
    assert rows.loc["conversion", ["estimate", "low", "high"]].tolist() == [0.0, 0.0, 1.0]
    assert "nothing to measure" in rows.loc["rework_share", "note"]


def test_a_paired_difference_forgets_the_luck_that_both_share(runs):
    found = difference(runs[1], runs[0], "time_to_production")
    assert found.estimate == pytest.approx(2.0)
    assert found.half_width < 1e-9 < estimate(runs[0], "time_to_production").half_width
    late = difference(runs[1], runs[0], "p85")
    assert late.estimate == pytest.approx(2.0, abs=0.05)
    assert late.low <= 2.05
    assert late.high >= 1.95


def test_pairs_of_several_configurations_are_of_one_family(runs):
    found = pairs([*runs, runs[0]], "time_to_production")
    assert found.may_be_best(better="lower") == [0, 2]
    assert found.between(1, 0).estimate == pytest.approx(2.0)
    assert found.between(2, 0).low == found.between(2, 0).high == 0.0
    alone = pairs(runs, "time_to_production").between(1, 0)
    assert alone.half_width == difference(runs[1], runs[0], "time_to_production").half_width


def test_pairs_need_the_same_replications(runs):
    with pytest.raises(ValueError, match="same replications"):
        difference(runs[0], runs[1][:5], "p50")


def test_the_items_table_splits_every_item_exactly():
    table = items_table(four_items(), blueprint())
    states = ["working", "reworking", "queueing", "waiting", "handover", "gate", "held"]
    assert table["outcome"].tolist() == ["live", "stopped", "undecided", "withdrawn"]
    assert table[states].sum(axis=1).tolist() == pytest.approx(table["days"].tolist())
    assert table.loc[1, states].tolist() == [3, 0, 1, 0, 0, 3, 0]


def test_the_event_log_has_the_names_of_the_xes_standard_and_short_readable_ones_of_its_cases():
    log = events_table(four_items(), blueprint())
    assert set(log) >= {
        "case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource", "org:role",
        "org:group", "case:kind", "case:domain", "case:parent", "case:outcome", "replication",
    }  # fmt: skip
    assert set(log["case:concept:name"]) == {"requests-1", "requests-2", "requests-3", "requests-4"}
    made = log[(log["case:concept:name"] == "requests-1") & (log["concept:name"] == "make")]
    assert made["lifecycle:transition"].tolist() == [
        "schedule", "start", "complete", "schedule", "start", "suspend", "resume", "complete",
    ]  # fmt: skip
    assert made["org:resource"].tolist()[1] == "bob"
    assert made["org:role"].tolist()[1] == "b"
    assert made["org:group"].tolist()[1] == "blue"
    assert made["visit"].tolist() == [1, 1, 1, 2, 2, 2, 2, 2]
    assert log[log["case:concept:name"] == "requests-2"]["case:outcome"].unique().tolist() == ["stopped"]
    assert "handover between teams to build.make" in set(log["concept:name"])


def test_only_requests_are_in_the_logs_unless_everything_is_wanted_and_a_parent_is_named():
    rows = [*FIRST, (4, 1, E.QUEUED, 1, 2), (5, 1, E.STARTED, 1, 2, 0, 1), (6, 1, E.ENDED, 1, O.DONE)]
    story = trace(rows, [0.0, 4.0], end=20.0, kind=np.array([0, 1]), measurable=[True, False], parent=np.array([-1, 0]))
    assert set(events_table(story, blueprint())["case:concept:name"]) == {"requests-1"}
    assert items_table(story, blueprint())["item"].tolist() == ["requests-1"]

    log = events_table(story, blueprint(), everything=True, replication=3)
    items = items_table(story, blueprint(), everything=True, replication=3)
    assert set(log["case:concept:name"]) == {"3/requests-1", "3/requests-1.1"}
    assert set(log[log["case:concept:name"] == "3/requests-1.1"]["case:parent"]) == {"3/requests-1"}
    assert items[["replication", "item", "parent", "kind", "outcome"]].to_numpy().tolist() == [
        [3, "requests-1", "", "standard", "live"], [3, "requests-1.1", "requests-1", "upkeep", "done"],
    ]  # fmt: skip


def test_no_mean_over_those_that_go_live_is_told_while_many_are_undecided():
    """One of two is still on its way after 20 days, so neither worth nor shares of a kind are known."""
    story = trace([*FIRST, (0, 1, E.QUEUED, 0, 0)], [0.0, 0.0], end=20.0)
    undecided = [measure(story, blueprint())] * 25
    for name in (
        "cost_of_delay",
        "value_forgone",
        "conversion_by_kind.standard",
        "time_to_production_by_domain.company",
    ):
        assert np.isnan(estimate(undecided, name).estimate), name
    assert estimate(undecided, "conversion").estimate == 0.5

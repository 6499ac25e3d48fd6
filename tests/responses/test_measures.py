"""Responses on a story whose answers are worked out on paper."""

import pickle
import time

import numpy as np
import pytest
from written_traces import FIRST, LIVE, E, O, World, blueprint, four_items, trace

from sim.errors import BadInput
from sim.responses import RESPONSES, RatioOfSums, known, measure, response

EXPECTED = {
    # one is observed for 16 days only: the one that goes live on day 17 counts for it too, so for 2
    "conversion": (2, 4), "stopped": (1, 4), "withdrawn": (1, 4), "censored": (0, 4),
    "time_to_production": (34, 2), "within_target": (2, 4), "restricted_mean": (4 * 130 - 2 * (130 - 17), 4),
    "undecided_by_target": (0, 4),
    "within_target_of_live": (2, 2), "time_to_use": (0, 0),
    "time_to_production_by_domain.company": (34, 2), "time_to_production_by_kind.standard": (34, 2),
    "conversion_by_domain.company": (2, 4), "conversion_by_kind.standard": (2, 4),
    "time_to_defined": (5, 1), "time_to_model_ready": (0, 0), "defined_to_live": (24, 2), "model_ready_to_live": (0, 0),
    "stage_time.define": (14, 2), "stage_time.build": (20, 2),
    "time_in.working": (8, 2), "time_in.reworking": (6, 2), "time_in.queueing": (6, 2), "time_in.waiting": (4, 2),
    "time_in.handover": (3, 2), "time_in.gate": (5, 2), "time_in.held": (2, 2),
    "flow_efficiency": (14, 34), "throughput": (1, 20 / 252), "work_in_progress": (17 + 7 + 16 + 7, 20),
    "stopped_at.define.frame": (1, 2),
    "handovers_between_teams": (2, 2), "handovers_within_team": (2, 2), "bounces": (2, 2),
    "utilization.a": (10.5, 20), "utilization.b": (4, 20),
    "team_utilization.red": (10.5, 20), "team_utilization.blue": (4, 20),
    "queue_wait.a": (1 + 1 + 2 + 0 + 7, 5), "queue_wait.b": (0 + 1, 2),  # the last of a's was withdrawn after 7 days
    "still_waiting.a": (0, 1), "still_waiting.b": (0, 1), "waiting_so_far.a": (0, 0), "waiting_so_far.b": (0, 0),
    "team_queue_wait.red": (4, 4), "team_queue_wait.blue": (1, 2),
    "rework_share": (3, 14.5), "work_per_use_case.a": (10.5, 4), "work_per_use_case.b": (4, 4),
    "work_per_year.a": (10.5, 20 / 252), "work_per_year.b": (4, 20 / 252),
    "cost_per_live": (20 * 1.0 * 100 + 20 * 0.5 * 200, 1), "cost_per_year": (4000, 20 / 252),
    "capacity.new": (11.5, 40), "capacity.rework": (3, 40), "capacity.upkeep": (0, 40), "capacity.duties": (0, 40),
    "capacity.idle": (25.5, 40), "capacity_for_new": (40, 40),
    "value_per_year": (3 / 252, 20 / 252), "return_on_data_assets": (3 / 252, 4000),  # worth 1 a year, from day 17 on
    "cash_return": (3 / 252, 4000), "value_censored": (0, 3 / 252),
    "cost_of_delay": (5 / 252, 1), "value_forgone": (17 / 252, 1),
}  # fmt: skip


def test_every_response_of_the_story_is_as_worked_out_on_paper():
    found = measure(four_items(), blueprint())
    assert set(found.ratios) == set(EXPECTED)
    for name, pair in EXPECTED.items():
        assert found.ratios[name] == pytest.approx(pair, rel=1e-12), name


def test_the_cohort_carries_duration_and_outcome():
    found = measure(four_items(), blueprint())
    assert found.duration.tolist() == [17, 7, 16, 7]
    assert found.outcome.tolist() == [1, 2, 0, 3]


def test_items_in_each_stage_are_counted_every_fifth_day():
    found = measure(four_items(), blueprint())
    # day 0: item 0; 5: items 1, 2, 3 define, 0 build; 10: 0 sent back, 2, 3 define; 15: 2 define, 0 build; 20: none
    assert found.wip.tolist() == [[1, 0, 0], [3, 1, 0], [3, 0, 0], [1, 1, 0], [0, 0, 0]]


def test_what_is_held_before_a_limit_is_in_no_stage():
    rows = [(0, 0, E.HELD, 1), (6, 0, E.ADMITTED, 1), (6, 0, E.QUEUED, 1, 2)]
    assert measure(trace(rows, [0.0], end=10.0), blueprint()).wip.tolist() == [[0, 0, 1], [0, 0, 1], [0, 0, 0]]


def test_the_order_of_rows_within_an_instant_carries_no_meaning():
    story = four_items()
    order = np.lexsort((-story.event, -story.step, story.item, story.time))
    columns = {
        name: getattr(story, name)[order] for name in ("time", "item", "step", "part", "visit", "event", "person")
    }
    other = type(story)(**columns, items=story.items, end=story.end)
    found = measure(other, blueprint()).ratios
    for name, pair in EXPECTED.items():
        assert found[name] == pytest.approx(pair), name


def test_a_flow_study_measures_what_is_requested_in_its_window():
    found = measure(four_items(), blueprint(study_type="flow", warm_up=4.0, intake=8.0)).ratios
    assert found["conversion"] == (0, 2)  # items 2 and 3
    assert found["throughput"] == pytest.approx((0, 8 / 252))
    assert found["work_in_progress"] == pytest.approx((8 + 5 + 8 + 7, 8))
    assert found["utilization.a"] == pytest.approx((7.5, 8))
    assert found["utilization.b"] == pytest.approx((2, 8))
    assert found["queue_wait.a"] == pytest.approx((2 + 7, 3))


def test_two_stints_in_hand_share_their_person():
    rows = [
        (0, 0, E.QUEUED, 0, 0), (0, 0, E.STARTED, 0, 0, 0, 0), (4, 0, E.FINISHED, 0, 0, 0, 0),
        (2, 1, E.QUEUED, 0, 0), (2, 1, E.STARTED, 0, 0, 1, 0), (6, 1, E.FINISHED, 0, 0, 1, 0),
    ]  # fmt: skip
    found = measure(trace(rows, [0.0, 2.0], end=10.0), blueprint()).ratios
    assert found["utilization.a"] == pytest.approx((6, 10))
    assert found["rework_share"] == pytest.approx((3, 6))
    copies = measure(trace(rows, [0.0, 2.0], end=10.0), blueprint(queueing=False)).ratios
    assert copies["utilization.a"] == pytest.approx((8, 10))


def test_a_stint_in_hand_at_the_end_counts_up_to_it():
    rows = [(0, 0, E.QUEUED, 0, 0), (1, 0, E.STARTED, 0, 0, 0, 0)]
    found = measure(trace(rows, [0.0], end=10.0), blueprint()).ratios
    assert found["work_per_use_case.a"] == pytest.approx((9, 1))
    assert found["utilization.a"] == pytest.approx((9, 10))


def test_presence_ends_when_who_leaves_is_done_and_pay_goes_on_in_absence():
    world = blueprint(
        rate_start=np.array([0, 3, 6]), rate_day=np.array([0.0, 4.0, 6.0, 0.0, 5.0, 15.0]),
        rate_slope=np.array([1.0, 0.0, 1.0, 0.0, 0.5, 0.5]), rate_presence=np.array([2, 1, 2, 0, 2, 3]),
    )  # fmt: skip
    found = measure(four_items(), world).ratios
    assert found["utilization.a"][1] == pytest.approx(18)
    assert found["utilization.b"][1] == pytest.approx(12)  # from day 5 to the end of the last stint on day 17
    assert found["cost_per_live"][0] == pytest.approx(20 * 100 + 12 * 0.5 * 200)
    world = World(**{**vars(world), "rate_presence": np.array([2, 1, 2, 0, 2, 4])})
    assert measure(four_items(), world).ratios["utilization.b"][1] == pytest.approx(
        10
    )  # who hands back is gone at once


def test_the_stock_that_is_live_on_day_0_is_neither_measured_nor_work_in_progress():
    rows = [*FIRST, (0, 1, E.MARKED, -1, LIVE)]
    found = measure(
        trace(rows, [0.0, 0.0], end=20.0, measurable=[True, False], source=np.array([0, 2])), blueprint()
    ).ratios
    assert found["conversion"] == (1, 1)
    assert found["throughput"][0] == 1
    assert found["work_in_progress"] == (17, 20)


def test_opening_requests_that_wait_are_measured_in_a_portfolio_only():
    story = trace(FIRST, [0.0], end=20.0, measurable=[False], source=np.array([1]))
    assert measure(story, blueprint()).ratios["conversion"] == (1, 1)
    assert measure(story, blueprint(study_type="flow")).ratios["conversion"] == (0, 0)


def test_spawned_items_count_as_work_per_year_only():
    rows = [
        (0, 0, E.QUEUED, 1, 2),
        (0, 0, E.STARTED, 1, 2, 0, 1),
        (2, 0, E.FINISHED, 1, 2, 0, 1),
        (2, 0, E.ENDED, 1, O.DONE),
    ]
    story = trace(rows, [0.0], end=20.0, kind=np.array([1]), measurable=[False])
    found = measure(story, blueprint()).ratios
    assert found["work_per_year.b"] == pytest.approx((2, 20 / 252))
    assert found["work_per_use_case.b"] == (0, 0)
    assert found["conversion"] == (0, 0)


def test_a_route_without_the_mark_live_is_live_when_done():
    rows = [row for row in FIRST if row[2] != E.MARKED]
    assert measure(trace(rows, [0.0], end=20.0), blueprint()).ratios["time_to_production"] == (17, 1)


def test_measures_survive_pickling():
    found = measure(four_items(), blueprint())
    assert pickle.loads(pickle.dumps(found)).ratios == found.ratios


def test_a_response_is_added_by_one_function():
    @response(unit="items", better="lower", label="items asked for")
    def asked_for(study):
        """Requests in all."""
        return RatioOfSums(study.count(study.cohort), np.ones(len(study)))

    try:
        assert measure(four_items(), blueprint()).ratios["asked_for"] == (4, 1)
        assert known("asked_for").explanation == "Requests in all."
    finally:
        del RESPONSES["asked_for"]


def test_an_unknown_response_is_refused_with_a_suggestion():
    with pytest.raises(BadInput, match='Did you mean "conversion"'):
        known("convertion")
    with pytest.raises(BadInput, match=r"utilization\.<role>"):
        known("utilization")


def test_a_hundred_thousand_rows_are_measured_quickly():
    many = 3000
    rows = [(row[0] + 25.0 * i, i, *row[2:]) for i in range(many) for row in FIRST]
    story = trace(rows, [25.0 * i for i in range(many)], end=25.0 * many)
    assert len(story) > 100_000
    best = np.inf
    for _ in range(3):
        began = time.perf_counter()
        found = measure(story, blueprint(horizon=25.0 * many))
        best = min(best, time.perf_counter() - began)
    assert found.ratios["time_to_production"] == pytest.approx((17 * many, many))
    assert best < 0.5  # far above what is usual, so that a busy machine passes

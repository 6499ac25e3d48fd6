"""Switches: an effect turned off is an effect that was never written."""

import pytest
from small_scenario import SMALL

from sim.blueprint.amounts import expected
from sim.scenario import load, loads
from sim.scenario.amounts import Fixed
from sim.scenario.edit import diff, edit
from sim.scenario.resolve import digest
from sim.scenario.schema import Switches
from sim.scenario.switches import switched

FULL = (
    SMALL.replace("engineer: 2,", "engineer: {count: 2, fte: 0.8}, temp: {count: 1, roles: {engineer: 1}, joins: 9},")
    .replace("light: {share: 1}", "light: {share: 1, urgent: true}")
    .replace("per_year: 12", "per_year: 12\n  batch: {size: 2}")
    .replace("delay: 3, stops", "delay: 3, coordination: 0.1, stops")
    .replace("bounce: 0.3}", "bounce: 0.3, context_loss: 0.2, coordination: 0.1}\n  coordinated_by: scientist")
    .replace("chance: 0.2}", "chance: 0.2, includes_loss: 0.1}")
    .replace("effort: 5,", "effort: 5, redo: {chance: 0.1}, waits: {access: {delay: 3}}, asks: {owner: question},")
    .replace("  build:\n", "  build:\n    limit: 4\n")
    .replace("scientist: {group: delivery}", "scientist: {group: delivery, switching_loss: 0.1, ramp: {takes: 60}}")
    .replace("waits: {access: {delay: 3}}", "waits: {access: {delay: 3}, room: {call: grant}, data: {call: foreign}}")
    .replace("effort: 5,", "effort: 5, patience: 30,")
    + """\
calls: {question: {effort: 0.1, shared_by: {scientist: 1}}, grant: {delay: 2}, foreign: {delay: 1, foreign: 0.5}}
duties: {meeting: {effort: 0.5, shared_by: {scientist: 1}, every: 5, urgent: true}}
operation:
  retire: {after: 500}
  drift: {every: 99, loses: 0.5, remedies: {mend: {effort: 1, shared_by: {engineer: 1}}}}
  adoption: {half_after: 50, takes: 100}
money: {discount: 0.08}
flow: {portfolio_limit: 20, discipline: shortest}
maturity: {platform: {0: 0.2, 250: 0.8}}
organization: {factors: {centralized: {context_loss: 2}}}
"""
)

WRITTEN_WITHOUT = {
    "handover_delay": {"handover.between_teams.delay": 0},
    "bounce": {"handover.between_teams.bounce": 0},
    "context_loss": {"handover.between_teams.context_loss": 0, "stages.define.rework.again.includes_loss": 0},
    "coordination": {
        "handover.between_teams.coordination": None,
        "stages.define.gates.board.coordination": None,
    },
    "rework": {"stages.define.rework": None, "stages.build.steps.code.redo": None},
    "gates": {"stages.define.gates": None},
    "waits": {"stages.build.steps.code.waits": None},
    "calls": {"stages.build.steps.code.waits.room": None, "stages.build.steps.code.waits.data": None},
    "silos": {"stages.build.steps.code.waits.data": None},
    "duties": {"duties": None},
    "operation": {"operation": None},
    "limits": {"stages.build.limit": None, "flow.portfolio_limit": None},
    "questions": {"stages.build.steps.code.asks": None, "calls.question": None},
    "discipline": {"flow.discipline": None},
    "urgency": {"demand.kinds.light.urgent": False, "duties.meeting.urgent": False},
    "batches": {"demand.batch": None},
    "withdrawal": {"stages.build.steps.code.patience": None},
    "turnover": {"people.temp.count": 0, "people.temp.joins": None},
    "part_time": {"people.engineer.fte": 1},
    "dial_paths": {"maturity.platform": 0.2},
    "ramp_and_absence": {"roles.scientist.ramp": None},
    "switching_loss": {"roles.scientist.switching_loss": 0},
    "form_factors": {"organization.factors": None},
    "adoption": {"operation.adoption": None},
    "drift_loss": {"operation.drift.loses": 0},
    "discounting": {"money.discount": 0},
}


@pytest.mark.parametrize("switch", WRITTEN_WITHOUT)
def test_a_switch_off_is_the_scenario_written_without_the_block(switch: str) -> None:
    scenario = loads(FULL)
    without = edit(scenario, WRITTEN_WITHOUT[switch])
    off = switched(edit(scenario, {f"switches.{switch}": False}))
    assert diff(off, without) == []
    assert off == without
    assert digest(off) == digest(without)


def test_every_switch_but_queueing_has_its_block() -> None:
    assert set(Switches.model_fields) == {*WRITTEN_WITHOUT, "queueing"}


def test_queueing_stays_a_flag_for_the_engine() -> None:
    off = switched(edit(loads(FULL), {"switches.queueing": False, "switches.rework": False}))
    assert off.switches == Switches(queueing=False)


def test_switching_twice_changes_nothing_more() -> None:
    once = switched(edit(load("baseline"), {f"switches.{name}": False for name in WRITTEN_WITHOUT}))
    assert switched(once) == once
    assert switched(loads(FULL)) == loads(FULL)


def test_requests_of_a_cadence_come_as_often_without_it() -> None:
    quarterly = edit(load("effects/planning_cadence"), {"switches.batches": False})
    assert switched(quarterly).demand.per_year == load("baseline").demand.per_year
    every_other_day = edit(loads(FULL), {"demand.per_year": None, "demand.interval": 2, "switches.batches": False})
    assert expected(switched(every_other_day).demand.interval, ()) == 1.0


@pytest.mark.parametrize(
    ("size", "whole"),
    [
        (2, 2),
        ({"uniform": {"min": 1, "max": 2}, "times": 1.2}, 1.75),
        ({"by": "mlops", "low": 2, "mid": 3, "high": 4}, 3),
        ({0: 2.4, 1000: 2.4}, 2),
        ({"amount": {"by": "mlops", "low": 2, "mid": 3, "high": 4}, "times": {0: 2, 100: 4}}, 6),
    ],
)
def test_as_many_requests_come_one_by_one_as_came_in_whole_batches(size: object, whole: float) -> None:
    dials = [Fixed(0.5)] * 3
    edits = {"demand.per_year": None, "switches.batches": False, "maturity.mlops": 0.5}
    cadence = switched(edit(loads(FULL), {**edits, "demand.batch": {"size": size, "every": 9}})).demand
    assert expected(cadence.per_year, dials) == pytest.approx(252 / 9 * whole)
    by_chance = switched(edit(loads(FULL), {**edits, "demand.batch": {"size": size}, "demand.interval": 9})).demand
    assert expected(by_chance.interval, dials) == pytest.approx(9 / whole)


def test_without_turnover_a_role_that_only_newcomers_hold_is_there_from_the_first_day() -> None:
    people = {"engineer": {"count": 2, "leaves": 90}, "scientist": {"count": 1, "joins": 30}}
    off = switched(edit(loads(FULL), {"people": {**people, "temp": None}, "switches.turnover": False})).people
    assert [(group.count, group.joins, group.leaves) for group in off.values()] == [(2, None, None), (1, None, None)]

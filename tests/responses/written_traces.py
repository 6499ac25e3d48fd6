"""A tiny blueprint and traces written by hand, whose answers can be worked out on paper."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.blueprint.blueprint import Money
from sim.trace import Event, Items, Outcome, Trace

E, O = Event, Outcome  # noqa: E741
MARKS = ("requested", "defined", "model_ready", "live", "in_use", "retired")
LIVE = MARKS.index("live")


class World(SimpleNamespace):
    """Stands in for a blueprint; one is equal to itself only, as a blueprint is."""

    __hash__ = object.__hash__


def blueprint(**changes: Any) -> World:
    """Two stages; framing (role a, then a gate); access (delay) and building (role b). Ann holds a, Bob b and a."""
    world = {
        "stage_names": ("define", "build"), "step_names": ("define.frame", "build.make"),
        "activity_names": ("frame", "make"), "part_names": ("frame.a", "access", "make.b"),
        "role_names": ("a", "b"), "role_labels": ("Role A", "Role B"),
        "person_names": ("ann", "bob"), "person_group": ("a", "b"), "team_names": ("red", "blue"),
        "kind_names": ("standard", "upkeep"), "domain_names": ("company",), "mark_names": MARKS,
        "gate_names": ("define.frame",), "rule_names": ("make back to frame",),
        "source_names": ("requests", "opening waiting", "opening live"),
        "study_type": "portfolio", "warm_up": 0.0, "intake": 20.0, "horizon": 20.0, "queueing": True,
        "goal_target": 130.0,
        "kind_is_use_case": np.array([True, False]), "step_stage": np.array([0, 1, -1]),
        "step_gate": np.array([0, -1, -1]), "part_role": np.array([0, -1, 1]),
        "person_role": np.array([[True, False], [True, True]]), "person_team": np.array([[True, False], [False, True]]),
        "person_carries": np.array([1, 1]), "person_fte": np.array([1.0, 0.5]),
        "pool_role": np.array([0, 0, 1]), "pool_start": np.array([0, 1, 2, 3]), "pool_person": np.array([0, 1, 1]),
        "pool_preference": np.array([0, 1, 0]), "role_day_rate": np.array([100.0, 200.0]),
        "rate_start": np.array([0, 1, 2]), "rate_day": np.array([0.0, 0.0]), "rate_slope": np.array([1.0, 0.5]),
        "rate_presence": np.array([2, 2]), "step_mark": np.array([1, 3]), "person_modeled": np.array([True, True]),
        "money": Money(),
        "source_type": np.array([1, 0, 0]), "source_kind": np.array([-1, -1, -1]), "source_waits": np.zeros(3, bool),
    }  # fmt: skip
    return World(**{**world, **changes})


def trace(
    rows: list[tuple[Any, ...]],
    requested: list[float],
    *,
    end: float,
    measurable: list[bool] | None = None,
    **columns: Any,
) -> Trace:
    """Rows are (day, item, event, step, part, visit, person); trailing ones may be left out."""
    full = [row + (-1, -1, 0, -1)[len(row) - 3 :] for row in rows]
    full += [(day, number, E.REQUESTED, -1, -1, 0, -1) for number, day in enumerate(requested)]
    full.sort(key=lambda row: (row[0], row[1], row[3], row[4], row[5], row[2], row[6]))
    column = [np.array([row[place] for row in full]) for place in range(7)]
    many = len(requested)
    zeros = np.zeros(many, dtype=np.int64)
    items = Items(
        number=np.arange(many), source=columns.get("source", zeros), kind=columns.get("kind", zeros), domain=zeros,
        parent=columns.get("parent", zeros - 1), requested=np.array(requested, dtype=float), size=np.ones(many),
        value=np.ones(many), measurable=np.array([True] * many if measurable is None else measurable, dtype=bool),
    )  # fmt: skip
    time, item, event, step, part, visit, person = column
    return Trace(
        time=time.astype(float), item=item.astype(np.int64), step=step.astype(np.int64), part=part.astype(np.int64),
        visit=visit.astype(np.int64), event=event.astype(np.int64), person=person.astype(np.int64), items=items,
        end=end,
    )  # fmt: skip


FIRST = [  # goes live on day 17 by way of everything that can happen
    (0, 0, E.QUEUED, 0, 0), (1, 0, E.STARTED, 0, 0, 0, 0), (3, 0, E.FINISHED, 0, 0, 0, 0),
    (3, 0, E.GATE_BEGAN, 0), (5, 0, E.GATE_ENDED, 0), (5, 0, E.MARKED, 0, 1),
    (5, 0, E.HANDOVER_BEGAN, 1), (5, 0, E.CROSSED_TEAMS, 1, 2), (5.5, 0, E.BOUNCED, 1, 2), (6, 0, E.HANDOVER_ENDED, 1),
    (6, 0, E.WAIT_BEGAN, 1, 1), (8, 0, E.WAIT_ENDED, 1, 1),
    (8, 0, E.QUEUED, 1, 2), (8, 0, E.STARTED, 1, 2, 0, 1), (10, 0, E.FINISHED, 1, 2, 0, 1), (10, 0, E.SENT_BACK, 1, 0),
    (10, 0, E.HANDOVER_BEGAN, 0), (10, 0, E.PASSED_ON, 0, 0), (10.5, 0, E.HANDOVER_ENDED, 0),
    (10.5, 0, E.QUEUED, 0, 0, 1), (10.5, 0, E.STARTED, 0, 0, 1, 0), (11.5, 0, E.FINISHED, 0, 0, 1, 0),
    (11.5, 0, E.GATE_BEGAN, 0), (12, 0, E.GATE_ENDED, 0), (12, 0, E.MARKED, 0, 1),
    (12, 0, E.HELD, 1), (13, 0, E.ADMITTED, 1),
    (13, 0, E.QUEUED, 1, 2, 1), (14, 0, E.STARTED, 1, 2, 1, 1), (15, 0, E.PAUSED, 1, 2, 1, 1),
    (16, 0, E.RESUMED, 1, 2, 1, 1), (17, 0, E.FINISHED, 1, 2, 1, 1),
    (17, 0, E.MARKED, 1, LIVE), (17, 0, E.ENDED, 1, O.DONE),
]  # fmt: skip
SECOND = [  # stopped by the gate on day 9
    (2, 1, E.QUEUED, 0, 0), (3, 1, E.STARTED, 0, 0, 0, 0), (6, 1, E.FINISHED, 0, 0, 0, 0),
    (6, 1, E.GATE_BEGAN, 0), (9, 1, E.GATE_ENDED, 0), (9, 1, E.ENDED, 0, O.STOPPED),
]  # fmt: skip
THIRD = [  # at the gate when observation ends on day 20
    (4, 2, E.QUEUED, 0, 0), (6, 2, E.STARTED, 0, 0, 0, 0), (10.5, 2, E.FINISHED, 0, 0, 0, 0),
    (10.5, 2, E.GATE_BEGAN, 0),
]  # fmt: skip
FOURTH = [(5, 3, E.QUEUED, 0, 0), (12, 3, E.WITHDRAWN, 0, 0), (12, 3, E.ENDED, 0, O.WITHDRAWN)]
REQUESTED = [0.0, 2.0, 4.0, 5.0]


def four_items(end: float = 20.0) -> Trace:
    """The four items above."""
    return trace(FIRST + SECOND + THIRD + FOURTH, REQUESTED, end=end)

"""What lies where in the tables of what is observed, and what observing reads of a blueprint."""

from functools import lru_cache
from typing import Any

import numpy as np

from sim.blueprint.blueprint import Blueprint
from sim.engines.compiled import records as k
from sim.engines.compiled.functions import numbers
from sim.engines.compiled.tables import table
from sim.observations import (
    CLOSES,
    OPENS,
    PARTS,
    USES,
    WORKING,
    account_until,
    periods,
    uses_of_sources,
    waiting_sources,
)
from sim.trace import Event

# a use case in whole numbers; in real ones it has these, then its marks, its days by state and by stage
REPLICATION, SOURCE, KIND, MEASURABLE, HOW, WHERE, PASSED, BETWEEN_TEAMS, WITHIN_TEAM, BOUNCED = numbers(10)
CASE_INTS = 10
REQUESTED, SIZE, VALUE, ENDED, DRIFTED = numbers(5)
MARKS_AT = 5
# what is counted for each person, for each role, and for each replication
BUSY, WAITED_BY, SERVED_BY = numbers(3)
WAITED, SERVED, WORKED, IN_WINDOW = numbers(4)
END, REWORKED = numbers(2)
PERSON_COLUMNS, ROLE_COLUMNS, RUN_COLUMNS = 3, 4, 2
OURS, CLOSED = numbers(2)  # of a use case on the desk, then what is open: whether in the cohort; live or ended
OPEN_AT = 2
BIT = {part: np.int64(1 << place) for place, part in enumerate(PARTS)}
SPLIT, WIP, PEOPLE, WORK, USED = (BIT[part] for part in ("split", "wip", "people", "work", "used"))
MORE_ROWS, MORE_CASES, MORE_CELLS = np.int64(20), np.int64(21), np.int64(22)  # statuses, beside those of the kernel
case_table, person_table, role_table = table(CASE_INTS), table(PERSON_COLUMNS), table(ROLE_COLUMNS)
later_table, use_table = table(3), table(len(USES))
FAMILY_MASK: Any = np.int64((1 << k.INDEX_BITS) - 1)
INDEX_MASK: Any = np.int64((1 << (k.SOURCE_BITS - k.INDEX_BITS)) - 1)


@lru_cache(maxsize=16)
def lens(blueprint: Blueprint) -> tuple[tuple[Any, ...], tuple[int, ...], tuple[float, ...]]:
    """What the walk reads of a blueprint: arrays, whole numbers, real ones."""
    b = blueprint
    opens, closes = (np.array([what.get(event, -1) for event in Event]) for what in (OPENS, CLOSES))
    signs = (opens == WORKING).astype(np.int64) - (closes == WORKING)
    columns = (
        b.step_stage, b.step_gate, b.part_role, b.kind_is_use_case, waiting_sources(b), b.person_modeled,
        uses_of_sources(b), b.source_waits,
    )  # fmt: skip
    length, many = periods(b.horizon)
    arrays = (opens, closes, signs, *(np.array(column, dtype=np.int64) for column in columns))
    whole = (
        len(b.stage_names), len(b.mark_names), b.mark_names.index("live"), len(b.source_names),
        int(b.study_type == "flow"), int(not b.queueing), b.mark_names.index("retired"), many, len(b.role_names),
    )  # fmt: skip
    return arrays, whole, (float(b.warm_up), float(b.warm_up + b.intake), length, account_until(b))

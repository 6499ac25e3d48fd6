"""The rows that a replication leaves behind, packed as they are written, and the columns made of them at its end."""

from struct import Struct
from typing import Any

import numpy as np

from sim.trace import Event

# The events by their own names, as the story tells them: looking one up in its enum takes as long as writing a row.
(
    REQUESTED, HELD, ADMITTED, HANDOVER_BEGAN, CROSSED_TEAMS, PASSED_ON, BOUNCED, HANDOVER_ENDED, WAIT_BEGAN,
    WAIT_ENDED, QUEUED, STARTED, PAUSED, RESUMED, FINISHED, WITHDRAWN, REDONE,
    SENT_BACK, GATE_BEGAN, GATE_ENDED, MARKED, ENDED,
) = Event  # fmt: skip

ROW = np.dtype([("time", "f8"), *((name, "i8") for name in ("item", "step", "part", "visit", "event", "person"))])
packed = Struct("=d6q").pack  # a row as ROW has it: 56 bytes, and no object that has to be kept


def columns_of(rows: bytearray) -> dict[str, Any]:
    """The columns, ordered by all of them: the order of writing within an instant carries no meaning."""
    table = np.frombuffer(rows, dtype=ROW)
    columns = {name: np.ascontiguousarray(table[name]) for name in ROW.names or ()}
    order = np.lexsort([*reversed(columns.values())])
    return {name: column[order] for name, column in columns.items()}

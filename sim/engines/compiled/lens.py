"""What lies where in the tables of what is observed."""

from typing import Any

import numpy as np

from sim.engines.compiled import records as k
from sim.engines.compiled.functions import numbers
from sim.observations import PARTS

# a use case in whole numbers; in real ones it has these, then its marks, its days by state and by stage
REPLICATION, SOURCE, KIND, DOMAIN, MEASURABLE, HOW, WHERE, PASSED, BETWEEN_TEAMS, WITHIN_TEAM, BOUNCED = numbers(11)
CASE_INTS = 11
REQUESTED, SIZE, VALUE, ENDED, DRIFTED, DRIFTED_EVER = numbers(6)
MARKS_AT = 6
# what is counted for each person, for each role, and for each replication
BUSY, WAITED_BY, SERVED_BY, STAYS = numbers(4)
WAITED, SERVED, WAITING_FOR, WAITING, GAVE_UP_AFTER, GAVE_UP, WORKED, IN_WINDOW = numbers(8)
END, REWORKED = numbers(2)
PERSON_COLUMNS, ROLE_COLUMNS, RUN_COLUMNS = 4, 8, 2
OURS, CLOSED = numbers(2)  # of a use case on the desk, then what is open: whether in the cohort; live or ended
OPEN_AT = 2
BIT = {part: np.int64(1 << place) for place, part in enumerate(PARTS)}
SPLIT, WIP, QUEUES, WORK, USED = (BIT[part] for part in ("split", "wip", "queues", "work", "used"))
MORE_ROWS, MORE_CASES, MORE_CELLS = np.int64(20), np.int64(21), np.int64(22)  # statuses, beside those of the kernel
FAMILY_MASK: Any = np.int64((1 << k.INDEX_BITS) - 1)
INDEX_MASK: Any = np.int64((1 << (k.SOURCE_BITS - k.INDEX_BITS)) - 1)

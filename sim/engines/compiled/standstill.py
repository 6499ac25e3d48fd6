"""Whether time stands still: what can come again and again is counted within each moment."""

from typing import Any

from sim.engines.compiled.functions import RULES, inner

from sim.engines.compiled.records import (  # isort: skip
    STATUS, MOMENT, AGAIN, AT_SOURCE, AT_STEP, STANDS_STILL,
)  # fmt: skip

moment = RULES["moment"]


@inner
def again(source: int, step: int, times: int, now: float, w: Any) -> None:
    """Something has come that can come again and again: so many of a source (or -1), or one at a step (or -1)."""
    here = moment(now, w.horizon)
    if here != w.count[MOMENT]:
        w.count[MOMENT] = here
        w.count[AGAIN] = 0
    if w.count[AGAIN] > w.most_in_a_moment:
        w.count[STATUS] = STANDS_STILL
        w.count[AT_SOURCE] = source
        w.count[AT_STEP] = step
    w.count[AGAIN] += times

"""What is kept of one replication: a pair of numbers for each response, and the cohort for the curve."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.responses import flow, people  # noqa: F401  both fill the register, in this order
from sim.responses.observed import Observed
from sim.responses.register import RESPONSES, members
from sim.responses.split import in_stages
from sim.trace import Floats, Trace

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

WIP_EVERY = 5.0  # working days


@dataclass(frozen=True, slots=True)
class Measures:
    """One replication, measured; small enough to send between processes."""

    ratios: dict[str, tuple[float, float]]  # response, with its member: numerator, denominator
    requested: Floats  # day, of each item of the cohort
    duration: Floats  # days from request to live, end, or end of observation
    outcome: NDArray[np.int8]  # sim.stats.curve: undecided, live, stopped, withdrawn
    wip: NDArray[np.float32]  # every fifth day, stage (last column: held before a limit)
    end: float  # day on which observation ended


def measure(trace: Trace, blueprint: "Blueprint") -> Measures:
    """All responses of the register for one replication."""
    study = Observed(trace, blueprint)
    ratios: dict[str, tuple[float, float]] = {}
    for name, each in RESPONSES.items():
        if each.measure is None:
            continue
        above, below = each.measure(study)
        if not each.over:
            ratios[name] = (float(above), float(below))
            continue
        above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
        for place, member in enumerate(members(each.over, blueprint)):
            ratios[f"{name}.{member}"] = (float(above[place]), float(below[place]))
    cohort = study.cohort
    wip = in_stages(study.split, len(blueprint.stage_names), WIP_EVERY, trace.end)
    return Measures(
        ratios,
        study.requested[cohort],
        (study.until - study.requested)[cohort],
        study.outcome[cohort],
        wip.astype(np.float32),
        float(trace.end),
    )

"""What is kept of one replication: a pair of numbers for each response, and the cohort for the curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.observations import Observations, periods
from sim.responses import flow, money, people  # noqa: F401  they fill the register, in the order of `measures_of`
from sim.responses.observed import Observed
from sim.responses.register import RESPONSES, members
from sim.responses.walked import Walked
from sim.trace import Floats, Trace

if TYPE_CHECKING:
    from sim.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class Measures:
    """One replication, measured; small enough to keep and to send between processes."""

    names: tuple[str, ...]  # responses, with their members
    pairs: Floats  # response x (numerator, denominator)
    requested: Floats  # day, of each item of the cohort
    duration: Floats  # days from request to live, end, or end of observation
    outcome: NDArray[np.int8]  # sim.stats.curve: undecided, live, stopped, withdrawn
    wip: NDArray[np.float32]  # every fifth day, stage (last column: held before a limit)
    end: float  # day on which observation ended
    used: Floats  # period, use (last: present): days of people whose whole time is modeled

    def __repr__(self) -> str:
        return f"Measures({len(self.names)} responses, {len(self.duration)} requests)"

    @property
    def ratios(self) -> dict[str, tuple[float, float]]:
        """Numerator and denominator by response."""
        return dict(zip(self.names, map(tuple, self.pairs.tolist()), strict=True))


def measure(trace: Trace, blueprint: "Blueprint") -> Measures:
    """All responses of the register for one replication."""
    return measures_of(Walked(trace, blueprint).observations(), blueprint)[0]


def measures_of(seen: Observations, blueprint: "Blueprint") -> list[Measures]:
    """All responses of the register, for each of the replications seen."""
    study = Observed(seen, blueprint)
    names, pairs = ratios_of(study)
    cohort = study.cohort
    first = np.searchsorted(seen.replication[cohort], np.arange(len(seen) + 1))
    days = study.until - study.requested
    used = _used(study)
    found = []
    for each in range(len(seen)):
        mine = cohort[first[each] : first[each + 1]]
        wip = seen.wip[each] if seen.wip is not None else np.zeros((0, 0), dtype=np.float32)
        found.append(
            Measures(
                names,
                pairs[each],
                study.requested[mine],
                days[mine],
                study.outcome[mine],
                wip,
                float(seen.end[each]),
                used[each],
            )
        )
    return found


def _used(study: Observed) -> Floats:  # replication, period, use (last: present)
    """What time was used for, by period, with the time present up to the end of each replication."""
    length, many = periods(float(study.blueprint.horizon))
    start, end = np.arange(many) * length, study.seen.end[:, None]
    window = (np.minimum(start, end).ravel(), np.minimum(start + length, end).ravel())
    present = study.modeled(window).reshape(len(study), many, 1)
    return np.concatenate([study.used[:, :many], present], axis=2)


def ratios_of(study: Observed, wanted: Sequence[str] | None = None) -> tuple[tuple[str, ...], Floats]:
    """Names of responses with their members, and replication x response x (numerator, denominator).

    `wanted` names responses of the register, without members; all of them if left out.
    """
    names: list[str] = []
    columns: list[Floats] = []  # each: replication x (numerator, denominator) x member
    for name, each in RESPONSES.items():
        if each.measure is None or (wanted is not None and name not in wanted):
            continue
        pair = np.array([np.asarray(part, dtype=np.float64) for part in each.measure(study)])
        columns.append(pair.reshape(2, len(study), -1))
        names += [f"{name}.{member}" for member in members(each.over, study.blueprint)] if each.over else [name]
    return tuple(names), np.ascontiguousarray(np.concatenate(columns, axis=2).transpose(1, 2, 0))

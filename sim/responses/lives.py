"""How long use cases live, and what they are worth from the day they are in use to their end.

A run may end before what went live is retired. From its last day on a use case lives as long as can be expected: the
law of its life, given that it has lived so long already, cut at the horizon of the study.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.blueprint.blueprint import SourceType
from sim.renewals import next_day
from sim.responses.cases import YEAR
from sim.responses.effort import added_up
from sim.rules import amount_value
from sim.trace import Floats

if TYPE_CHECKING:
    from sim.blueprint import Blueprint

EDGE = float(2.0 * np.log(9.0))  # on the logistic curve, from a tenth to nine tenths
POINTS, MOVING_POINTS, AHEAD = 512, 64, 32  # quantiles of a life; fewer where it moves; of what is left of one
AMOUNTS = (
    "amount_law", "amount_shape", "amount_dial", "amount_scale", "amount_path", "amount_factor", "path_start",
    "path_day", "path_value", "tables",
)  # fmt: skip


def taken_up(blueprint: "Blueprint", days: Floats, fresh: NDArray[np.bool_]) -> Floats:
    """Days at full value that so many days in use come to; what is not fresh has been taken up long ago."""
    money = blueprint.money
    if money.takes <= 0.0:
        return days
    slope = EDGE / money.takes
    start = np.logaddexp(0.0, -slope * money.half_after)
    grown = (np.logaddexp(0.0, slope * (days - money.half_after)) - start) / slope
    return np.where(fresh, grown, days)


def years(first: float, last: float, rate: float) -> list[tuple[float, float, float]]:
    """First day, last day and weight of each year from `first` on; all of it at once where all weigh the same."""
    if rate == 0.0:
        return [(first, last, 1.0)]
    many = int(np.ceil((last - first) / YEAR))
    return [(first + year * YEAR, first + (year + 1) * YEAR, (1.0 + rate) ** -year) for year in range(many)]


def expected_ends(blueprint: "Blueprint", live: Floats, age: Floats) -> Floats:  # use case, equally likely end
    """Days on which use cases that went live on a day and have reached an age may end, by the horizon."""
    horizon = float(blueprint.horizon)
    found = np.full((len(live), AHEAD), horizon)
    days, lives = _lives(blueprint)
    if not lives.shape[1]:
        return found
    at = np.searchsorted(days, live, side="right") - 1
    middle = (np.arange(AHEAD) + 0.5) / AHEAD
    for which in np.unique(at):
        ours, law = np.flatnonzero(at == which), lives[which]
        u = (np.arange(len(law)) + 0.5) / len(law)
        reached = np.searchsorted(law, age[ours], side="right") / len(law)
        ahead = np.interp(reached[:, None] + (1.0 - reached[:, None]) * middle, u, law)
        found[ours] = np.maximum(live[ours, None] + ahead, (live + age)[ours, None])
    return np.asarray(np.minimum(found, horizon))


@lru_cache(maxsize=16)
def _lives(blueprint: "Blueprint") -> tuple[Floats, Floats]:
    """Days, and quantiles of how long what goes live from each of them on lives; none where nothing is retired."""
    retired = [
        source
        for source, name in enumerate(blueprint.source_names)
        if name == "retirement" and blueprint.source_type[source] == SourceType.LIVE
    ]
    if not retired:
        return np.zeros(1), np.zeros((1, 0))
    gap, rate = int(blueprint.source_interval[retired[0]]), int(blueprint.source_rate[retired[0]])
    records: list[Any] = [getattr(blueprint, name).tolist() for name in AMOUNTS]
    if not blueprint.source_moves[retired[0]]:
        u = (np.arange(POINTS) + 0.5) / POINTS
        return np.zeros(1), np.sort([[amount_value(gap, each, 0.0, *records) for each in u.tolist()]])
    u = (np.arange(MOVING_POINTS) + 0.5) / MOVING_POINTS
    days = np.arange(0.0, float(blueprint.horizon), YEAR)
    return days, np.sort(
        [[next_day(gap, rate, each, day, records) - day for each in u.tolist()] for day in days.tolist()]
    )


def value_days(
    blueprint: "Blueprint",
    begin: Floats,
    until: Floats,
    fresh: NDArray[np.bool_],
    spans: list[tuple[float, float, float]],
) -> Floats:
    """Days at full value from the day in use to the end (use case, or use case x possible end), each span weighted."""
    used = np.fmax(until - begin, 0.0)
    days = np.zeros(np.broadcast_shapes(begin.shape, until.shape))
    for first, last, weight in spans:
        then, before = (taken_up(blueprint, np.clip(day - begin, 0.0, used), fresh) for day in (last, first))
        days += (then - before) * weight
    return days


def expected_value_days(
    blueprint: "Blueprint", begin: Floats, live: Floats, end: Floats, spans: list[tuple[float, float, float]]
) -> Floats:
    """The same, expected, of use cases that live on when observation ends."""
    ends = expected_ends(blueprint, live, end - live)
    days = value_days(blueprint, begin[:, None], ends, np.ones((len(live), 1), dtype=bool), spans)
    return np.asarray(added_up(days) / AHEAD)

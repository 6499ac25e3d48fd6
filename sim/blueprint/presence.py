"""Who is there when: each person's speed and presence over time."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from sim.blueprint.amounts import AmountTable, expected
from sim.blueprint.blueprint import Presence
from sim.scenario.organization import SeatedPerson
from sim.scenario.schema import Scenario

READ_DIALS_EVERY = 20.0  # working days


def rates(
    scenario: Scenario, amounts: AmountTable, person: SeatedPerson, number: int, of: int
) -> list[tuple[float, float, int]]:
    """Speed and presence of a person from each day on: (day, focused days per working day, presence)."""
    role = scenario.roles[person.roles[0][0]]
    dials = [getattr(scenario.maturity, name) for name in ("data_foundation", "platform", "mlops")]
    horizon = scenario.study.horizon
    joins = person.joins or 0.0
    absent = [(float(start), float(end)) for start, end in person.absent]
    if role.absence is not None:
        first = role.absence.every * (number + 1) / (of + 1)  # staggered over the people of the group
        starts = np.arange(first, horizon, role.absence.every)
        absent.extend((float(start), float(start) + role.absence.lasts) for start in starts)
    away_from, away_until = _merged(absent)
    days = {0.0, joins, *(edge for window in absent for edge in window)}
    if person.leaves is not None:
        days.add(person.leaves)
    speeds = sorted((float(day), float(speed)) for day, speed in dict(person.rates or ()).items())
    days.update(day for day, _ in speeds)
    ramp = role.ramp if joins > 0 else None
    if ramp is not None:
        days.update(joins + ramp.takes * step / ramp.steps for step in range(1, ramp.steps + 1))
    if amounts.moves(role.focus):
        days.update(float(day) for day in np.arange(READ_DIALS_EVERY, horizon + 1.0, READ_DIALS_EVERY))

    def slope(day: float) -> float:
        speed = person.fte * expected(role.focus, dials, day)
        speed *= next((value for start, value in reversed(speeds) if start <= day), 1.0)
        if ramp is not None and day < joins + ramp.takes:
            step = int((day - joins) / ramp.takes * ramp.steps + 1e-9)
            speed *= ramp.starts_at + (1.0 - ramp.starts_at) * (step + 0.5) / ramp.steps
        return speed

    def presence(day: float) -> Presence:
        if day < joins:
            return Presence.NOT_YET
        if person.leaves is not None and day >= person.leaves:
            return Presence.LEFT_HANDING_BACK if person.hands_back else Presence.LEFT
        away = _within(day, away_from, away_until) or slope(day) <= 0.0
        return Presence.ABSENT if away else Presence.HERE

    schedule: list[tuple[float, float, int]] = []
    for day in sorted(day for day in days if day <= horizon):
        there = presence(day)
        speed = slope(day) if there in (Presence.HERE, Presence.LEFT) else 0.0
        if not schedule or schedule[-1][1:] != (speed, int(there)):
            schedule.append((day, speed, int(there)))
    return schedule


def _merged(windows: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """First days and ends of windows, those that overlap taken together, in order."""
    starts: list[float] = []
    ends: list[float] = []
    for start, end in sorted(windows):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _within(day: float, starts: Sequence[float], ends: Sequence[float]) -> bool:
    """Whether a day lies in one of the windows [start, end)."""
    place = bisect_right(starts, day) - 1
    return place >= 0 and day < ends[place]

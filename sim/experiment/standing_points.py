"""Which points of a sweep stand against which: the healthy ones under the same circumstances.

What nobody chooses, such as demand, is a circumstance: the best is named for each of its levels, never among them. A
point whose time may not be told, since its people cannot keep up or too much is undecided, is none of the best in time.
"""

from collections.abc import Sequence

from sim.experiment.found import Found, Gathered
from sim.experiment.point_family import Family, response_of
from sim.experiment.points import Point, said
from sim.experiment.sweep_tables import undecided
from sim.narrative.health import UNDECIDED
from sim.narrative.numbers import DAYS

CIRCUMSTANCES = ("demand",)  # heads of paths that nobody chooses


def is_circumstance(path: str) -> bool:
    """Whether a factor is nobody's choice: what is asked for."""
    return path.partition(".")[0] in CIRCUMSTANCES


def by_circumstance(paths: Sequence[str], points: Sequence[Point]) -> list[tuple[str, list[Point]]]:
    """Points with the same circumstances together, and these in words; all of them where only circumstances vary."""
    places = [place for place, path in enumerate(paths) if is_circumstance(path)]
    if len(places) == len(paths):
        return [("", list(points))]
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(", ".join(f"{paths[at]} = {said(point.levels[at])}" for at in places), []).append(point)
    return list(found.items())


def ill(there: Found, *, time: bool) -> bool:
    """Whether a point's times may not be told: its people cannot keep up, or too many requests are undecided."""
    return time and (there.load >= 1.0 or undecided(there) > UNDECIDED)


def best_points(paths: Sequence[str], points: Sequence[Point], found: Gathered, family: Family) -> tuple[int, ...]:
    """Numbers of the points that may be best under their circumstances."""
    if all(map(is_circumstance, paths)):
        return ()
    time = response_of(family.response).unit == DAYS
    able = [point for point in points if not ill(found[point.meaning], time=time)]
    numbers = []
    for _, each in by_circumstance(paths, able):
        stay = family.best([point.meaning for point in each])
        numbers += [point.number for point in each if point.meaning in stay]
    return tuple(sorted(numbers))

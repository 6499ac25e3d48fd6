"""The points of a sweep, compared in the response that decides: differences to the base and who may be best.

Both are read off one family of intervals, so that the headline, the table and the curves cannot contradict each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.found import Found, Gathered
from sim.experiment.points import Point
from sim.experiment.run import LEVEL
from sim.responses import RESPONSES, difference, pairs
from sim.responses.estimates import OPEN, RESTRICTED, told, undecided
from sim.responses.register import Response
from sim.stats import bootstrap, multiple
from sim.stats.bootstrap import Interval
from sim.stats.curve import MUCH
from sim.stats.pairs import METHOD, Pairs

MANY = 50  # points, from which on bootstrap draws for all pairs would take too long
BONFERRONI = "simultaneous: Student t and Bonferroni over paired replications, each point with all others"


@dataclass(frozen=True)
class Family:
    """Points of different meaning, and all that is needed to compare them in a response."""

    response: str
    meanings: tuple[str, ...]
    found: Gathered
    matters: float  # difference that matters, in the response's unit
    pairs: Pairs | None  # not with very many

    @property
    def method(self) -> str:
        """How its intervals are made."""
        return METHOD if len(self.meanings) > 2 and self.pairs else "" if self.pairs else BONFERRONI

    def gap(self, one: str, other: str) -> Interval:
        """The difference of two points, one minus other."""
        if self.pairs is not None:
            return self.pairs.between(self.meanings.index(one), self.meanings.index(other))
        level = multiple.of_one_with_all(LEVEL, len(self.meanings))
        mine, base = self.found[one], self.found[other]
        gap = gap_of(mine, base, self.response, level=level)
        return replace(gap, level=LEVEL, method=BONFERRONI)

    @property
    def equal(self) -> bool:
        """Whether no point differs from any other in any replication, which no number of runs would change."""
        gaps = [self.gap(meaning, self.meanings[0]) for meaning in self.meanings[1:]]
        return all(gap.estimate == gap.low == gap.high == 0.0 for gap in gaps)

    def best(self, among: Sequence[str] | None = None) -> frozenset[str]:
        """Meanings that may be best of some, or of all; none where neither high nor low is better, or none is known."""
        response = response_of(self.response)
        chosen = tuple(dict.fromkeys(self.meanings if among is None else among))
        if not response.better or not chosen:
            return frozenset()
        if self.pairs is not None:
            some = self.pairs.some([self.meanings.index(meaning) for meaning in chosen])
            known = bool(np.isfinite(some.estimates).any())
            stay = some.may_be_best(better=response.better, matters=self.matters)
        else:
            top, bottom = self.found.sums(chosen, self.response)
            top[[not is_closed(self.found[meaning], response) for meaning in chosen]] = np.nan
            known = bool((np.isfinite(top.sum(axis=1)) & (bottom.sum(axis=1) > 0)).any())
            stay = multiple.may_be_best_of_many(top, bottom, better=response.better, level=LEVEL, matters=self.matters)
        return frozenset(chosen[place] for place in stay) if known else frozenset()


def family_of(points: Sequence[Point], found: Gathered, response: str, *, matters: float) -> Family:
    """The family of these points."""
    meanings = tuple(dict.fromkeys(point.meaning for point in points))
    few = len(meanings) <= MANY or response_of(response).measure is None
    measured = [found[meaning].measures() for meaning in meanings] if few else []
    return Family(response, meanings, found, matters, pairs(measured, response, level=LEVEL) if few else None)


def response_of(name: str) -> Response:
    """The response of a name with or without member."""
    return RESPONSES[name.split(".")[0]]


def is_told(there: Found, response: Response) -> bool:
    """Whether the response has a value at a point, whatever is undecided there."""
    by_name = response.of_those_there or response.name == RESTRICTED
    return not by_name or told(response, there.measures())


def is_closed(there: Found, response: Response) -> bool:
    """Whether it has one value there, and is no share that undecided requests leave open."""
    by = OPEN.get(response.name)
    return is_told(there, response) and (by is None or undecided(there.measures(), by=by) <= MUCH)


def gap_of(there: Found, against: Found, name: str, *, level: float = LEVEL) -> Interval:
    """The difference of a response between two points, on its own."""
    response = response_of(name)
    careful = response.measure is None or name in OPEN
    if careful or not (is_told(there, response) and is_told(against, response)):
        return difference(there.measures(), against.measures(), name, level=level)
    return bootstrap.ratio_difference(*there.sums(name), *against.sums(name), level=level)

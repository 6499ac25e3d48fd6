"""A claim put to the test: its configurations under the same luck, and a verdict from intervals, never from estimates.

Where a claim expects several things, their intervals hold together. What is expected, the number of replications and
the difference that matters stand in the claim's file; the seed is 1 unless another is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from sim.blueprint import make_blueprint
from sim.blueprint.offered_load import Load
from sim.blueprint.overload import load_of, overloaded
from sim.experiment.claim_files import Cell, Claim, Difference, pay_per_day
from sim.experiment.replicate import Watch, replications_of
from sim.experiment.run import LEVEL, meaning_of
from sim.narrative.numbers import DAYS
from sim.responses import Measures, difference, estimate, family, known
from sim.rules import DAYS_PER_YEAR
from sim.scenario.seating import head_count
from sim.stats import multiple, verdict
from sim.stats.bootstrap import Interval

if TYPE_CHECKING:
    import pandas as pd

SMALL = (verdict.Verdict.EQUAL, verdict.Verdict.NO_DIFFERENCE, verdict.Verdict.BARELY)
UNDECIDED_SHARE = 0.01  # of the requests of a configuration, that is worth a word
COLUMNS = (
    "claim", "kind", "configuration", "against", "setting", "form_factors", "response", "unit", "estimate", "low",
    "high", "level", "method", "n", "matters", "expected", "verdict",
)  # fmt: skip


class Verdict(Enum):
    """What the intervals say of an expectation."""

    CONTRARY = "contrary"
    UNDECIDED = "undecided"
    AS_EXPECTED = "as expected"


@dataclass(frozen=True, slots=True)
class Answer:
    """A difference, with its interval and what that says of the expectation; no verdict where nothing is expected."""

    asked: Difference
    found: Interval
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A response of one configuration in one setting."""

    cell: Cell
    response: str
    found: Interval


@dataclass(frozen=True, eq=False)
class Answered:
    """A claim and its answer."""

    claim: Claim
    n: int
    seed: int
    answers: tuple[Answer, ...]
    beside: tuple[Answer, ...]
    figures: tuple[Figure, ...]
    lost: Interval | None  # share of the time of those who absorb another role's work
    overloaded: frozenset[Cell]  # those that are asked for more than they can do
    cautions: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Contrary if anything is, else undecided if anything is."""
        said = {answer.verdict for answer in self.answers}
        return next(verdict for verdict in Verdict if verdict in said)

    def table(self) -> "pd.DataFrame":
        """Every difference and every figure, one row each."""
        import pandas as pd

        rows = []
        for kind, answers in (("expected", self.answers), ("beside", self.beside)):
            for each in answers:
                asked = each.asked
                said = each.verdict.value if each.verdict else ""
                rows.append((kind, *_row(asked.of, asked.response, each.found), asked.matters, asked.expected, said))
                rows[-1] = (*rows[-1][:2], asked.against.configuration, *rows[-1][3:])
        rows += [("figure", *_row(each.cell, each.response, each.found), np.nan, "", "") for each in self.figures]
        return pd.DataFrame([(self.claim.name, *row) for row in rows], columns=list(COLUMNS))

    def as_csv(self) -> bytes:
        """The table as a file."""
        return self.table().to_csv(index=False, float_format="%.10g", lineterminator="\n").encode()


def _row(cell: Cell, response: str, found: Interval) -> tuple[object, ...]:
    factors = "at 1" if cell.without_factors else "as written"
    return (
        cell.configuration, "", cell.setting, factors, response, known(response).unit,
        found.estimate, found.low, found.high, found.level, found.method, found.n,
    )  # fmt: skip


def verdict_of(expected: str, low: float, high: float, matters: float) -> Verdict:
    """What an interval for a difference says of an expectation.

    A difference that is too small to matter contradicts whoever expects one, on whichever side of 0 it lies.
    """
    found = verdict.verdict((low + high) / 2, low, high, matters)
    if found in (verdict.Verdict.UNKNOWN, verdict.Verdict.UNCLEAR):
        return Verdict.UNDECIDED
    too_small = found in SMALL
    if expected == "same":
        if too_small:
            return Verdict.AS_EXPECTED
        return Verdict.CONTRARY if found is verdict.Verdict.BEATS else Verdict.UNDECIDED
    return Verdict.AS_EXPECTED if not too_small and verdict.ahead(low, high, expected) > 0 else Verdict.CONTRARY


def put_to_the_test(
    claim: Claim,
    *,
    replications: int | None = None,
    seed: int = 1,
    jobs: int = 1,
    engine: str = "auto",
    progress: Watch | None = None,
) -> Answered:
    """Run a claim's configurations as often as it says, and lay the answer beside what was expected.

    The result depends neither on `jobs` nor on the engine.
    """
    n = claim.replications if replications is None else replications
    scenarios = {cell: claim.scenario(cell) for cell in claim.cells}
    meanings = {cell: meaning_of(scenario) for cell, scenario in scenarios.items()}
    blueprints = {meanings[cell]: make_blueprint(scenario) for cell, scenario in scenarios.items()}
    with replications_of(blueprints, seed=seed, jobs=jobs, engine=engine, watch=progress) as them:
        them.extend(list(blueprints), n)
        measured = {cell: them.of(meaning, n) for cell, meaning in meanings.items()}
    intervals = together(claim.expects, measured)
    overloaded = frozenset(cell for cell in claim.cells if overload(claim, cell))
    return Answered(
        claim=claim,
        n=n,
        seed=seed,
        answers=tuple(
            Answer(asked, found, _verdict(asked, found, overloaded))
            for asked, found in zip(claim.expects, intervals, strict=True)
        ),
        beside=tuple(Answer(asked, _alone(asked, measured), None) for asked in claim.beside),
        figures=tuple(
            Figure(cell, response, estimate(measured[cell], response, level=LEVEL))
            for response in claim.figures
            for cell in claim.cells
            if not cell.without_factors
        ),
        lost=lost_time(claim, measured),
        overloaded=overloaded,
        cautions=tuple(cautions(claim, measured)),
    )


def _verdict(asked: Difference, found: Interval, overloaded: frozenset[Cell]) -> Verdict:
    """The verdict; of times of which one grows without limit what that says, of which both do nothing."""
    if known(asked.response).unit == DAYS:
        grow = asked.of in overloaded, asked.against in overloaded
        if all(grow):
            return Verdict.UNDECIDED
        if any(grow):
            return Verdict.AS_EXPECTED if asked.expected == ("higher" if grow[0] else "lower") else Verdict.CONTRARY
    return verdict_of(asked.expected, found.low, found.high, asked.matters)


def together(asked: Sequence[Difference], measured: Mapping[Cell, Sequence[Measures]]) -> Sequence[Interval]:
    """Intervals for all differences that a claim expects something of; several hold together."""
    alone = [_alone(each, measured) for each in asked]
    if len(asked) == 1:
        return alone
    estimates, draws = [], []
    for each in asked:
        values, shaken = family([measured[each.of], measured[each.against]], each.response)
        estimates.append(values[0] - values[1])
        draws.append(shaken[:, 0] - shaken[:, 1])
    if not np.isfinite(estimates).all():
        return [Interval(found.estimate, np.nan, np.nan, LEVEL, found.method, found.n) for found in alone]
    return multiple.simultaneous(np.array(estimates), np.stack(draws, axis=1), n=alone[0].n, level=LEVEL)


def _alone(asked: Difference, measured: Mapping[Cell, Sequence[Measures]]) -> Interval:
    return difference(measured[asked.of], measured[asked.against], asked.response, level=LEVEL)


def lost_time(claim: Claim, measured: Mapping[Cell, Sequence[Measures]]) -> Interval | None:
    """Share of all working time of those who absorb a role's work that goes into it."""
    if claim.absorbed is None:
        return None
    role, by = claim.absorbed
    cell = claim.expects[0].of
    group = claim.scenario(cell).people[by]
    found = estimate(measured[cell], f"work_per_year.{role}", level=LEVEL)
    time = head_count(claim.scenario(cell), group) * group.fte * DAYS_PER_YEAR
    return Interval(found.estimate / time, found.low / time, found.high / time, found.level, found.method, found.n)


def overload(claim: Claim, cell: Cell) -> Load | None:
    """The worst set of roles, where it is asked for more than it can do when the last measured requests come in."""
    scenario = claim.scenario(cell)
    busiest = load_of(scenario)
    return busiest if overloaded(scenario, busiest) and isfinite(busiest.load) else None


def cautions(claim: Claim, measured: Mapping[Cell, Sequence[Measures]]) -> list[str]:
    """What must be known before the figures are read: overload, and requests that did not end."""
    found = []
    for cell in claim.cells:
        if cell.without_factors:
            continue
        scenario = claim.scenario(cell)
        name = f"{scenario.name}{f' at {cell.setting}' if cell.setting else ''}"
        busiest = overload(claim, cell)
        if busiest is not None:
            who = " and ".join(scenario.roles[role].label.lower() for role in busiest.roles)
            found.append(
                f"{name}: asked for {100 * busiest.load:.0f} % of what the role {who} can do, so waits grow for as "
                "long as the study lasts and the difference in days has no fixed size"
            )
        open_ = estimate(measured[cell], "censored", level=LEVEL).estimate
        if open_ > UNDECIDED_SHARE:
            found.append(f"{name}: {100 * open_:.0f} % of the requests have not ended when observation does")
    return found


def pay(claim: Claim) -> dict[str, float]:
    """Pay of all people per day, by configuration."""
    return {name: pay_per_day(scenario) for name, scenario in claim.scenarios.items()}

"""Why: how much of a difference comes from each group of effects, by the simulation's own switches.

Both configurations are simulated with every combination of the five groups of effects on and off, 32 of them, under
the same luck. The part of a group is its Shapley value: what turning it on adds to the difference, averaged over all
orders in which the groups can be turned on (Shapley 1953, A value for n-person games). The parts and what remains when
all groups are off add up to the difference.

Each part is a weighted sum of 32 differences of means, so its interval is that of the linearized ratios, paired over
replications; those of the parts of one difference hold together. A part is a model effect: it says what the switches of
this model do, not what causes delays in the field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.blueprint import Blueprint, make_blueprint
from sim.errors import BadInput
from sim.experiment.replicate import Replications
from sim.experiment.run import LEVEL, meaning_of
from sim.narrative.difference import Gap
from sim.responses import RESPONSES, Measures, Response, estimate, ratio_columns
from sim.scenario.effects import GROUPS, LABELS, without
from sim.scenario.load import Given
from sim.scenario.schema import Scenario
from sim.stats import bootstrap, multiple
from sim.stats.curve import Floats
from sim.stats.verdict import Verdict, ahead, verdict

if TYPE_CHECKING:
    import pandas as pd

MOST = 100  # replications of each combination
REMAINS, ALL = "remains", "difference"
REST = {REMAINS: "the work itself (all of these off)", ALL: "difference"}
COMBINATIONS = tuple(frozenset(on) for many in range(len(GROUPS) + 1) for on in combinations(GROUPS, many))
CLEAR = ("faster", "slower")
UNDECIDED = 0.01  # share of requests undecided from which on the user is told
CHANGED = 0.01  # change of conversion from which on the user is told


@dataclass(frozen=True, eq=False)
class Why:
    """Differences to the baseline by group of effects."""

    table: (
        "pd.DataFrame"  # configuration, baseline, group, label, estimate (days), low, high, share, verdict, level, ...
    )
    combinations: "pd.DataFrame"  # configuration, a column for each group (on or off), mean, conversion, undecided
    response: str
    n: int  # replications of each combination
    compared: int  # replications of the comparison, of which these are the first
    sentences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def parts(self, configuration: str) -> dict[str, dict[str, Any]]:
        """The rows of one configuration, by group; what remains and the difference itself come last."""
        rows = self.table[self.table["configuration"] == configuration].to_dict("records")
        return {str(row["group"]): {str(key): value for key, value in row.items()} for row in rows}

    def __repr__(self) -> str:
        names = ", ".join(self.table["configuration"].drop_duplicates())
        return f"Why({names}: {self.response} by group of effects, n={self.n})"

    def _repr_html_(self) -> str:
        return str(self.table.to_html())

    def gap(self, configuration: str) -> Gap:
        """The whole difference in these runs, rounded together with the others."""
        whole = self.table[self.table["group"] == ALL]
        ends = tuple(whole[["estimate", "low", "high"]].itertuples(index=False, name=None))
        row = self.parts(configuration)[ALL]
        response = RESPONSES[self.response]
        return Gap(
            response=self.response,
            label=response.label,
            unit=response.unit,
            better=response.better,
            one=configuration,
            other=str(row["baseline"]),
            estimate=row["estimate"],
            low=row["low"],
            high=row["high"],
            n=self.n,
            level=row["level"],
            among=ends,
        )

    def known(self, configuration: str) -> bool:
        """Whether every part has a value: not so where nothing goes live in some combination."""
        return all(isfinite(row["estimate"]) for row in self.parts(configuration).values())

    def as_plain(self) -> dict[str, Any]:
        """Sentences and tables as plain data."""
        return {
            "response": self.response,
            "n": self.n,
            "sentences": list(self.sentences),
            "warnings": list(self.warnings),
            "table": self.table.to_dict("records"),
            "combinations": self.combinations.to_dict("records"),
        }


@dataclass(frozen=True)
class Switched:
    """Each configuration with every combination of groups on; those of equal meaning are simulated once."""

    names: tuple[str, ...]
    meanings: tuple[tuple[str, ...], ...]  # configuration, combination
    blueprints: dict[str, Blueprint]


def switched_off(scenarios: Sequence[Scenario]) -> Switched:
    """The configurations with every combination of groups, lowered."""
    blueprints: dict[str, Blueprint] = {}
    rows = []
    for scenario in scenarios:
        row = []
        for on in COMBINATIONS:
            changed = without(scenario, [group for group in GROUPS if group not in on])
            meaning = meaning_of(changed)
            if meaning not in blueprints:
                blueprints[meaning] = make_blueprint(changed)
            row.append(meaning)
        rows.append(tuple(row))
    return Switched(tuple(scenario.name for scenario in scenarios), tuple(rows), blueprints)


def explainable(response: Response) -> Response:
    """The response, if it can be explained.

    Raises:
        BadInput: for what is no mean of days, such as a percentile or a share.
    """
    if response.measure is None or response.unit != "working days":
        raise BadInput(
            f'why: response = "{response.name}"\n'
            "    cannot be split into parts. Able to: means in working days, such as time_to_production"
        )
    return response


def shapley_weights() -> dict[str, Floats]:
    """What each combination's difference counts for each part; over all parts they leave the full combination."""
    many = len(GROUPS)
    weights = {part: np.zeros(len(COMBINATIONS)) for part in (*GROUPS, REMAINS, ALL)}
    place = {on: at for at, on in enumerate(COMBINATIONS)}
    for group in GROUPS:
        for on in COMBINATIONS:
            if group not in on:
                share = factorial(len(on)) * factorial(many - len(on) - 1) / factorial(many)
                weights[group][place[on | {group}]] += share
                weights[group][place[on]] -= share
    weights[REMAINS][place[frozenset()]] = 1.0
    weights[ALL][place[frozenset(GROUPS)]] = 1.0
    return weights


def why_of(switched: Switched, them: Replications, n: int, response: Response) -> Why:
    """Simulate every combination, as often as the comparison but at most `MOST` times, and split the differences."""
    import pandas as pd

    many = min(n, MOST)
    them.extend(list(switched.blueprints), many)
    measured = [[them.of(meaning, many) for meaning in row] for row in switched.meanings]
    rows = [
        row
        for name, each in zip(switched.names[1:], measured[1:], strict=True)
        for row in _split(name, switched.names[0], each, measured[0], response)
    ]
    table = pd.DataFrame(_combination_rows(switched.names, measured, response))
    return Why(pd.DataFrame(rows), table, response.name, many, n)


def explain(scenarios: Given | Sequence[Given], *others: Given, **options: Any) -> Why:
    """How much of the differences to the first scenario comes from each group of effects.

    Args:
        scenarios: two or more, as for `compare`.
        others: further scenarios, where the first argument is one.
        options: as for `compare`: `replications=20`, `response="time_to_use"`, ...
    """
    from sim.experiment.compare import compare

    found = compare(scenarios, *others, why=True, **{"factors_at_one": False} | options).why
    assert found is not None  # noqa: S101 - for the type checker: it was asked for
    return found


def _split(
    name: str, baseline: str, measured: Sequence[list[Measures]], base: Sequence[list[Measures]], response: Response
) -> list[dict[str, Any]]:
    weights = shapley_weights()
    one, other = _columns(measured, response), _columns(base, response)
    matrix = np.array(list(weights.values()))
    alone, influences = bootstrap.ratio_difference_combinations(*one, *other, matrix, level=LEVEL)
    whole = alone[-1]
    found = [*multiple.at_once(alone[:-1], influences[:, :-1]), whole]
    known = effect(whole.estimate, whole.low, whole.high) in CLEAR
    return [
        {
            "configuration": name,
            "baseline": baseline,
            "group": part,
            "label": LABELS.get(part) or REST[part],
            "estimate": interval.estimate,
            "low": interval.low,
            "high": interval.high,
            "share": interval.estimate / whole.estimate if known else np.nan,
            "verdict": effect(interval.estimate, interval.low, interval.high),
            "level": interval.level,
            "method": interval.method,
            "n": interval.n,
        }
        for part, interval in zip(weights, found, strict=True)
    ]


def effect(estimate: float, low: float, high: float) -> str:
    """The verdict on a part, in a word: "faster", "slower", "none" for no effect at all, or "not clear"."""
    found = verdict(estimate, low, high)
    if found is Verdict.EQUAL:
        return "none"
    return {1: "faster", -1: "slower", 0: "not clear"}[ahead(low, high, "lower")]


def _columns(measured: Sequence[list[Measures]], response: Response) -> tuple[Floats, Floats]:
    """Numerators and denominators, replication x combination."""
    pairs = [ratio_columns(each, response.name) for each in measured]
    return np.stack([y for y, _ in pairs], axis=1), np.stack([x for _, x in pairs], axis=1)


def _combination_rows(
    names: Sequence[str], measured: Sequence[Sequence[list[Measures]]], response: Response
) -> list[dict[str, Any]]:
    return [
        {"configuration": name}
        | {group: group in on for group in GROUPS}
        | {
            "mean": estimate(each, response.name, level=LEVEL).estimate,
            "conversion": estimate(each, "conversion", level=LEVEL).estimate,
            "undecided": estimate(each, "censored", level=LEVEL).estimate,
        }
        for name, row in zip(names, measured, strict=True)
        for on, each in zip(COMBINATIONS, row, strict=True)
    ]

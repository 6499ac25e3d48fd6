"""A backlog worked off from day 0: cases V20 and V21."""

from collections.abc import Mapping

import numpy as np

from tests.verification.cases import Case, Measured
from tests.verification.networks import exponential, three_teams
from tests.verification.queues import queue
from tests.verification.reading import Reading


def completions(
    *ranks: tuple[str, int], by: tuple[int, ...] = (), limits: Mapping[str, float] | None = None
) -> Measured:
    """Makespan, mean completion, the k-th completion, how many are done by a day, shares of makespans."""

    def measured(reading: Reading) -> Mapping[str, float]:
        ends = np.sort(reading.ended)
        found = {
            "makespan": ends[-1],
            "makespan squared": ends[-1] ** 2,
            "mean_completion": ends.mean(),
        }
        found |= {name: ends[rank - 1] for name, rank in ranks}
        found |= {f"done_by_{day}": float(np.sum(ends <= day)) for day in by}
        return found | {name: float(ends[-1] <= limit) for name, limit in (limits or {}).items()}

    return measured


V20 = Case(
    "V20 twelve items on a pool of three",
    queue(3, "{planned: [{count: 12}]}", "{exponential: 10}"),
    {"makespan": 48.333333, "mean_completion": 22.5, "sixth": 20.0, "first": 3.3333333,
     "makespan squared": 15.365907**2 + 48.333333**2},
    completions(("first", 1), ("sixth", 6)),
    quick=2000,
    thorough=30000,
    coarse={"first": 0.02, "sixth": 0.01, "makespan squared": 0.01},
    thorough_only=("first", "sixth", "makespan squared"),
)  # fmt: skip

V21A = Case(
    "V21a six items through three stages with rework",
    three_teams((1, 2, 1), exponential(5.0, 10.0, 4.0), "{planned: [{count: 6}]}",
                rework="{back: {after: third, back_to: second, chance: 0.2}}"),
    {"makespan": 67.3087, "mean_completion": 41.410734, "P(makespan <= p50)": 0.5, "P(makespan <= p90)": 0.9,
     "P(makespan <= 80)": 0.76495968, "makespan squared": 20.613874**2 + 67.3087**2, "done_by_30": 2.0343489,
     "done_by_60": 4.8733739, "done_by_90": 5.835953},
    completions(by=(30, 60, 90), limits={
        "P(makespan <= p50)": 64.50654, "P(makespan <= p90)": 94.424896, "P(makespan <= 80)": 80.0,
    }),
    quick=1600,
    thorough=24000,
    coarse={"P(makespan <= p50)": 0.02, "P(makespan <= 80)": 0.01, "makespan squared": 0.01, "done_by_30": 0.01},
    thorough_only=("P(makespan <= p50)", "P(makespan <= 80)", "P(makespan <= p90)", "makespan squared", "done_by_30"),
)  # fmt: skip

V21B = Case(
    "V21b eight items through three pools with rework",
    three_teams((2, 2, 2), exponential(2.0, 2.5, 1.66666667), "{planned: [{count: 8}]}",
                rework="{back: {after: third, back_to: first, chance: 0.15}}"),
    {"makespan": 20.69395, "mean_completion": 11.611351, "P(makespan <= p90)": 0.9,
     "makespan squared": 6.1752193**2 + 20.69395**2},
    completions(limits={"P(makespan <= p90)": 28.793884}),
    quick=1700,
    thorough=25000,
    coarse={"makespan squared": 0.01},
    thorough_only=("P(makespan <= p90)", "makespan squared"),
)  # fmt: skip

V21C = Case(
    "V21c ten items through two people",
    """
opmodel: 1
name: two people
people: {one: 1, two: 1}
roles: {one: {group: delivery}, two: {group: delivery}}
demand: {planned: [{count: 10}]}
study: {type: portfolio, horizon: 100000000}
stages:
  a: {steps: {first: {effort: {exponential: 1}, shared_by: {one: 1}}}}
  b: {steps: {second: {effort: {exponential: 1}, shared_by: {two: 1}}}}
""",
    {"makespan": 13.523941, "mean_completion": 7.9667587, "makespan squared": 3.3325337**2 + 13.523941**2},
    completions(),
    quick=1200,
    thorough=17000,
    coarse={"makespan squared": 0.01},
    thorough_only=("makespan squared",),
)

PORTFOLIOS = (V20, V21A, V21B, V21C)

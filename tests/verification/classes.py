"""Whose turn it is: two classes with and without interruption, and other duties; cases V06, V07 and V08."""

from collections.abc import Mapping

import numpy as np

from tests.verification.cases import Case, Measured
from tests.verification.queues import controls, exponential_moments, queue
from tests.verification.reading import Reading, bursts


def two_classes(people: int, high: str, low: str, more: str, effort: str, requests: int, rate: float) -> str:
    """Two kinds of request before one pool."""
    demand = f"{{interval: {{exponential: {1 / rate!r}}}, at_most: {requests}, kinds: {{high: {high}, low: {low}}}}}"
    return queue(people, demand, effort, more=more)


def by_class(
    first: int, rate: float, shares: tuple[float, float], means: tuple[float, float], what: str, people: int = 1
) -> Measured:
    """Mean wait (or time) of each class: sums over the expected number, which has no bias of a ratio."""

    def measured(reading: Reading) -> Mapping[str, float]:
        days = reading.stints.wait if what == "Wq" else reading.time
        asked = len(days) - first
        work = reading.effort
        found: dict[str, float] = {}
        for kind, (share, mean) in enumerate(zip(shares, means, strict=True)):
            mine = reading.kind[first:] == kind
            name = ("high", "low")[kind]
            found[f"{what}_{name}"] = days[first:][mine].sum() / (asked * share)
            mean_work = (work[first:] * mine).sum() / (asked * share * mean)
            square = ((work[first:] ** 2) * mine).sum() / (asked * share * 2 * mean**2)
            found |= {f"~work {name}": mean_work - 1.0, f"~square {name}": square - 1.0}
        found["~share"] = float(np.mean(reading.kind[first:] == 0)) - shares[0]
        law = tuple(sum(s * exponential_moments(m)[p] for s, m in zip(shares, means, strict=True)) for p in range(3))
        found |= {f"{name} of all": value for name, value in controls(reading, first, rate, law, people=people).items()}
        urgent = tuple(shares[0] * moment for moment in exponential_moments(means[0]))
        found |= bursts(
            reading.effort * (reading.kind == 0),
            reading.intervals,
            urgent,
            1.0 / rate,
            first=first,
            name="of the high class",
        )
        found[f"{what}_avg"] = days[first:].mean()
        return found

    return measured


V06 = Case(
    "V06 two classes, started work is never interrupted",
    two_classes(2, "{share: 5, priority: 0}", "{share: 9, priority: 1}", "flow: {discipline: by_class}",
                "{exponential: 1}", 11000, 1.4),
    {"Wq_low": 1.2810458, "Wq_high": 0.38431373, "Wq_avg": 0.96078431},
    by_class(1000, 1.4, (5 / 14, 9 / 14), (1.0, 1.0), "Wq", people=2),
    thorough=280,
    coarse={"Wq_high": 0.01},
)  # fmt: skip

V07 = Case(
    "V07 two classes, urgent work interrupts",
    two_classes(1, "{share: 3, urgent: true}", "{share: 4}", "",
                "{by: kind, high: {exponential: 1}, low: {exponential: 1.25}}", 11000, 0.7),
    {"W_low": 8.3928571, "W_high": 1.4285714},
    by_class(1000, 0.7, (3 / 7, 4 / 7), (1.0, 1.25), "W"),
    thorough=330,
)  # fmt: skip

V07_WAITING = Case(
    "V07 the same without interruption",
    two_classes(1, "{share: 3, priority: 0}", "{share: 4, priority: 1}", "flow: {discipline: by_class}",
                "{by: kind, high: {exponential: 1}, low: {exponential: 1.25}}", 11000, 0.7),
    {"W_low": 7.8571429, "W_high": 2.3214286},
    by_class(1000, 0.7, (3 / 7, 4 / 7), (1.0, 1.25), "W"),
    thorough=250,
)  # fmt: skip


def vacations(length: str, duties: int) -> str:
    """A person who turns to a bottomless pile of other duties whenever nothing else waits."""
    return f"""
opmodel: 1
name: other duties
people: {{person: 1}}
roles: {{person: {{group: delivery}}}}
demand:
  planned: [{{count: {duties}, kind: duty}}]
  interval: {{exponential: {1 / 0.6!r}}}
  kinds: {{case: {{share: 1, priority: 0}}, duty: {{share: 1e-12, priority: 1}}}}
study: {{type: flow, warm_up: 0, intake: 10000, horizon: 10000, full_horizon: true}}
stages:
  only:
    steps: {{work: {{effort: {{by: kind, case: {{exponential: 1}}, duty: {length}}}, shared_by: {{person: 1}}}}}}
flow: {{discipline: by_class}}
"""


def beside_duties(mean: float) -> Measured:
    """Mean wait of what was requested from day 500 to 9500, over the expected number."""

    def measured(reading: Reading) -> Mapping[str, float]:
        mine = (reading.kind == 0) & (reading.requested >= 500.0) & (reading.requested < 9500.0)
        cases = mine[reading.stints.item]
        expected = 0.6 * 9000.0
        work = reading.stints.work[cases]
        return {
            "Wq": reading.stints.wait[cases].sum() / expected,
            "~number": mine.sum() / expected - 1.0,
            "~work": work.sum() / expected - mine.sum() / expected,
            "~square": np.sum(work**2 - 2.0) / expected,
        }

    return measured


V08_CONSTANT = Case(
    "V08 a person with other duties of constant length",
    vacations("3", 1700),
    {"Wq": 3.0},
    beside_duties(3.0),
    thorough=240,
)
V08_RANDOM = Case(
    "V08 a person with other duties of random length",
    vacations("{exponential: 2}", 2400),
    {"Wq": 3.5},
    beside_duties(2.0),
    thorough=320,
)

CLASSES = (V06, V07, V07_WAITING, V08_CONSTANT, V08_RANDOM)

"""One stage with people who queue work: cases V01 to V05.

Steady-state cases run `at_most` requests from an empty start and leave the first out; nothing that comes later can
change the wait of an earlier request in these queues, so they are measured to the last one.
"""

from collections.abc import Mapping

import numpy as np

from tests.verification.cases import Case, Measured
from tests.verification.reading import Floats, Reading, bursts


def queue(people: int, demand: str, effort: str, *, step: str = "", more: str = "") -> str:
    """A stage of one step with one pool."""
    return f"""
opmodel: 1
name: queue
people: {{person: {people}}}
roles: {{person: {{group: delivery}}}}
demand: {demand}
study: {{type: portfolio, horizon: 100000000}}
stages: {{only: {{steps: {{work: {{effort: {effort}, shared_by: {{person: 1}}{step}}}}}}}}}
{more}
"""


def poisson(rate: float, requests: int) -> str:
    """Poisson arrivals, so many in all."""
    return f"{{interval: {{exponential: {1 / rate!r}}}, at_most: {requests}}}"


def exponential_moments(mean: float) -> tuple[float, float, float]:
    """First three moments of an exponential law."""
    return mean, 2.0 * mean**2, 6.0 * mean**3


def controls(
    reading: Reading, first: int, rate: float, law: tuple[float, float, float], *, people: int = 1,
    load: Floats | None = None, blocks: tuple[int, ...] = (10, 30, 100, 300),
) -> dict[str, float]:  # fmt: skip
    """What is known beforehand of intervals and work (`law`: its moments), less what it is expected to be."""
    load = reading.effort if load is None else load
    found = {
        "~interval": reading.intervals[first:].mean() * rate - 1.0,
        "~variation": np.mean((reading.intervals[first:] * rate) ** 2) / 2.0 - 1.0,
        "~work": load[first:].mean() / law[0] - 1.0,
    }
    if law[1] > law[0] ** 2:
        found["~square"] = np.mean(load[first:] ** 2) / law[1] - 1.0
    shared = tuple(moment / people**power for power, moment in enumerate(law, 1))
    return found | bursts(load / people, reading.intervals, shared, 1.0 / rate, first=first, blocks=blocks)  # type: ignore[arg-type]


def waits(
    first: int, rate: float, law: tuple[float, float, float], *, people: int = 1, **shares: tuple[str, float]
) -> Measured:
    """Mean wait and mean time from the `first` request on, and shares such as P(W <= w)."""

    def measured(reading: Reading) -> Mapping[str, float]:
        seen = {"Wq": reading.stints.wait[first:], "W": reading.time[first:]}
        found = {"Wq": seen["Wq"].mean(), "W": seen["W"].mean()}
        for name, (what, limit) in shares.items():
            found[name] = float(np.mean(seen[what] <= limit))
        return {**found, **controls(reading, first, rate, law, people=people)}

    return measured


def transient(rate: float, mean: float, *lengths: int, waits_of: tuple[int, ...] = ()) -> Measured:
    """Mean wait of the first n requests, and the wait of the k-th."""

    def measured(reading: Reading) -> Mapping[str, float]:
        wait = reading.stints.wait
        found = {f"mean_first_{n}": wait[:n].mean() for n in lengths}
        found |= {f"E_D{k}": wait[k - 1] for k in waits_of}
        longest = max((*lengths, *waits_of))
        blocks = (3, 6) if longest <= 10 else (5, 15) if longest <= 25 else (10, 30, 60)
        found |= controls(reading, 0, rate, exponential_moments(mean), blocks=blocks)
        # what comes early works on more waits: the same draws, weighted by how many are still to come
        weight = np.arange(longest, 0, -1.0)[: len(wait)]
        found["~early work"] = float(weight @ (reading.stints.work / mean - 1.0)) / weight.sum()
        found["~early intervals"] = float(weight @ (reading.intervals * rate - 1.0)) / weight.sum()
        return found

    return measured


V01 = Case(
    "V01 one person, random demand",
    queue(1, poisson(0.8, 11000), "{exponential: 1}"),
    {"Wq": 4.0, "W": 5.0, "P(W <= W_p50)": 0.5, "P(W <= W_p90)": 0.9, "P(Wq <= Wq_p90)": 0.9,
     "P(W <= 10)": 1 - 0.13533528, "P(Wq <= 10)": 1 - 0.10826823},
    waits(500, 0.8, exponential_moments(1.0), **{
        "P(W <= W_p50)": ("W", 3.4657359), "P(W <= W_p90)": ("W", 11.512925), "P(Wq <= Wq_p90)": ("Wq", 10.397208),
        "P(W <= 10)": ("W", 10.0), "P(Wq <= 10)": ("Wq", 10.0),
    }),
    thorough=360,
)  # fmt: skip

V02A = Case(
    "V02a the first ten requests from an empty start",
    queue(1, poisson(1.0, 10), "{exponential: 0.5}"),
    {"mean_first_10": 0.32347517, "E_D3": 0.25925926, "E_D10": 0.45358082},
    transient(1.0, 0.5, 10, waits_of=(3, 10)),
    quick=4000,
    thorough=65000,
    coarse={"E_D3": 0.03, "E_D10": 0.03},
    thorough_only=("E_D3", "E_D10"),
)

V02A_100 = Case(
    "V02a the first hundred requests from an empty start",
    queue(1, poisson(1.0, 100), "{exponential: 0.5}"),
    {"mean_first_100": 0.48000001},
    transient(1.0, 0.5, 100),
    thorough=12000,
    coarse={"mean_first_100": 0.0075},
)

V02B = Case(
    "V02b the first 25 requests at high load",
    queue(1, poisson(0.9, 25), "{exponential: 1}"),
    {"mean_first_25": 2.3605437, "E_D10": 2.1950034},
    transient(0.9, 1.0, 25, waits_of=(10,)),
    quick=1700,
    thorough=24000,
    coarse={"E_D10": 0.02},
    thorough_only=("E_D10",),
)

V02B_100 = Case(
    "V02b the first hundred requests at high load",
    queue(1, poisson(0.9, 100), "{exponential: 1}"),
    {"mean_first_100": 4.5935384, "E_D50": 4.9984513},
    transient(0.9, 1.0, 100, waits_of=(50,)),
    thorough=12500,
    coarse={"E_D50": 0.02, "mean_first_100": 0.01},
)

V03 = Case(
    "V03 pool of three",
    queue(3, poisson(2.4, 11000), "{exponential: 1}"),
    {"W": 2.0786517, "Wq": 1.0786517, "P(Wq <= 0)": 1 - 0.64719101, "P(Wq <= 2)": 1 - 0.19493019,
     "P(Wq <= Wq_p80)": 0.8, "P(Wq <= Wq_p95)": 0.95, "P(W <= 4)": 1 - 0.13546096, "P(W <= W_p50)": 0.5,
     "P(W <= W_p90)": 0.9},
    waits(500, 2.4, exponential_moments(1.0), people=3, **{
        "P(Wq <= 0)": ("Wq", 0.0), "P(Wq <= 2)": ("Wq", 2.0), "P(Wq <= Wq_p80)": ("Wq", 1.9572069),
        "P(Wq <= Wq_p95)": ("Wq", 4.2676975), "P(W <= 4)": ("W", 4.0), "P(W <= W_p50)": ("W", 1.5788072),
        "P(W <= W_p90)": ("W", 4.5323534),
    }),
    thorough=200,
    coarse={"Wq": 0.01},
)  # fmt: skip

V04A = Case(
    "V04a lognormal work of high variation",
    queue(1, poisson(0.35, 42000), "{lognormal: {mean: 2, cv: 1.5}}"),
    {"Wq": 7.5833333, "W": 9.5833333},
    waits(2000, 0.35, (2.0, 13.0, 274.625)),
    thorough=150,
    coarse={"Wq": 0.01},
)

V04B = Case(
    "V04b triangular work",
    queue(1, poisson(0.25, 11000), "{triangular: {min: 1, mode: 2, max: 6}}"),
    {"Wq": 5.0833333, "W": 8.0833333},
    waits(500, 0.25, (3.0, 61.0 / 6.0, 38.1)),
    thorough=170,
)

V05 = Case(
    "V05 constant work",
    queue(1, poisson(0.8, 3500), "1"),
    {"W": 3.0, "Wq": 2.0, "P(Wq <= 0)": 0.2, "P(Wq <= 1)": 0.44510819, "P(Wq <= 3)": 0.76209952,
     "P(Wq <= 5.5)": 0.9189792, "P(Wq <= Wq_p90)": 0.9},
    waits(500, 0.8, (1.0, 1.0, 1.0), **{
        # a wait of exactly 0 may be 1e-12 by rounding where a request meets a person just free
        "P(Wq <= 0)": ("Wq", 1e-9), "P(Wq <= 1)": ("Wq", 1.0), "P(Wq <= 3)": ("Wq", 3.0),
        "P(Wq <= 5.5)": ("Wq", 5.5), "P(Wq <= Wq_p90)": ("Wq", 5.0115115),
    }),
    quick=36,
    thorough=680,
    thorough_only=("Wq",),
)  # fmt: skip

QUEUES = (V01, V02A, V02A_100, V02B, V02B_100, V03, V04A, V04B, V05)

"""One stage with people who queue work: cases V01 to V08, V13, V15, V17, V23a, V26 and V27a.

Steady-state cases run `at_most` requests from an empty start and leave the first out; nothing that comes later can
change the wait of an earlier request in these queues, so they are measured to the last one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tests.verification.cases import Case, Measured
from tests.verification.reading import Floats, Reading, bursts, number_within


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
    thorough=300,
)  # fmt: skip

V02A = Case(
    "V02a the first ten requests from an empty start",
    queue(1, poisson(1.0, 10), "{exponential: 0.5}"),
    {"mean_first_10": 0.32347517, "E_D3": 0.25925926, "E_D10": 0.45358082},
    transient(1.0, 0.5, 10, waits_of=(3, 10)),
    quick=4500,
    thorough=65000,
    coarse={"E_D3": 0.03, "E_D10": 0.03},
    thorough_only=("E_D3", "E_D10"),
)

V02A_100 = Case(
    "V02a the first hundred requests from an empty start",
    queue(1, poisson(1.0, 100), "{exponential: 0.5}"),
    {"mean_first_100": 0.48000001},
    transient(1.0, 0.5, 100),
    thorough=26000,
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
    thorough=36000,
    coarse={"E_D50": 0.02},
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
    thorough=150,
)  # fmt: skip

V04A = Case(
    "V04a lognormal work of high variation",
    queue(1, poisson(0.35, 42000), "{lognormal: {mean: 2, cv: 1.5}}"),
    {"Wq": 7.5833333, "W": 9.5833333},
    waits(2000, 0.35, (2.0, 13.0, 274.625)),
    thorough=300,
)

V04B = Case(
    "V04b triangular work",
    queue(1, poisson(0.25, 11000), "{triangular: {min: 1, mode: 2, max: 6}}"),
    {"Wq": 5.0833333, "W": 8.0833333},
    waits(500, 0.25, (3.0, 61.0 / 6.0, 38.1)),
    thorough=150,
)

V05 = Case(
    "V05 constant work",
    queue(1, poisson(0.8, 4500), "1"),
    {"Wq": 2.0, "W": 3.0, "P(Wq <= 0)": 0.2, "P(Wq <= 1)": 0.44510819, "P(Wq <= 3)": 0.76209952,
     "P(Wq <= 5.5)": 0.9189792, "P(Wq <= Wq_p90)": 0.9},
    waits(500, 0.8, (1.0, 1.0, 1.0), **{
        # a wait of exactly 0 may be 1e-12 by rounding where a request meets a person just free
        "P(Wq <= 0)": ("Wq", 1e-9), "P(Wq <= 1)": ("Wq", 1.0), "P(Wq <= 3)": ("Wq", 3.0),
        "P(Wq <= 5.5)": ("Wq", 5.5), "P(Wq <= Wq_p90)": ("Wq", 5.0115115),
    }),
    quick=32,
    thorough=600,
)  # fmt: skip


def two_classes(people: int, high: str, low: str, more: str, effort: str, requests: int, rate: float) -> str:
    """Two kinds of request before one pool."""
    demand = (
        f"{{interval: {{exponential: {1 / rate!r}}}, at_most: {requests}, kinds: {{high: {high}, low: {low}}}}}"
    )
    return queue(people, demand, effort, more=more)


def by_class(first: int, rate: float, shares: tuple[float, float], means: tuple[float, float], what: str, people: int = 1) -> Measured:
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
        found |= bursts(reading.effort * (reading.kind == 0), reading.intervals, urgent, 1.0 / rate, first=first,
                        name="of the high class")
        found[f"{what}_avg"] = days[first:].mean()
        return found

    return measured


V06 = Case(
    "V06 two classes, started work is never interrupted",
    two_classes(2, "{share: 5, priority: 0}", "{share: 9, priority: 1}", "flow: {discipline: by_class}",
                "{exponential: 1}", 11000, 1.4),
    {"Wq_low": 1.2810458, "Wq_high": 0.38431373, "Wq_avg": 0.96078431},
    by_class(1000, 1.4, (5 / 14, 9 / 14), (1.0, 1.0), "Wq", people=2),
    thorough=350,
)  # fmt: skip

V07 = Case(
    "V07 two classes, urgent work interrupts",
    two_classes(1, "{share: 3, urgent: true}", "{share: 4}", "",
                "{by: kind, high: {exponential: 1}, low: {exponential: 1.25}}", 11000, 0.7),
    {"W_low": 8.3928571, "W_high": 1.4285714},
    by_class(1000, 0.7, (3 / 7, 4 / 7), (1.0, 1.25), "W"),
    thorough=350,
)  # fmt: skip

V07_WAITING = Case(
    "V07 the same without interruption",
    two_classes(1, "{share: 3, priority: 0}", "{share: 4, priority: 1}", "flow: {discipline: by_class}",
                "{by: kind, high: {exponential: 1}, low: {exponential: 1.25}}", 11000, 0.7),
    {"W_low": 7.8571429, "W_high": 2.3214286},
    by_class(1000, 0.7, (3 / 7, 4 / 7), (1.0, 1.25), "W"),
    thorough=300,
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
stages: {{only: {{steps: {{work: {{effort: {{by: kind, case: {{exponential: 1}}, duty: {length}}}, shared_by: {{person: 1}}}}}}}}}}
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
    thorough=60,
)
V08_RANDOM = Case(
    "V08 a person with other duties of random length",
    vacations("{exponential: 2}", 2400),
    {"Wq": 3.5},
    beside_duties(2.0),
    thorough=60,
)

TOGETHER = ", together: true, convene: in_order"

def both(convene: str) -> str:
    """Two people, both needed for each request; an effort of 4 on average is 2 days of each."""
    text = queue(2, poisson(0.35, 11000), "{exponential: 4}", step=f", together: true, convene: {convene}")
    return text.replace("shared_by: {person: 1}", "shared_by: {person: {share: 1, people: 2}}")


def first_seats(first: int) -> Measured:
    """As `waits`, of the first of two seats that start and finish together."""

    def measured(reading: Reading) -> Mapping[str, float]:
        wait, work = reading.stints.wait.reshape(-1, 2), reading.stints.work.reshape(-1, 2)
        assert np.array_equal(wait[:, 0], wait[:, 1]), "seats of a workshop start together"
        return {
            "Wq": wait[first:, 0].mean(),
            "W": reading.time[first:].mean(),
            "P(Wq <= 5)": float(np.mean(wait[first:, 0] <= 5.0)),
            **controls(reading, first, 0.35, exponential_moments(2.0), load=work[:, 0]),
        }

    return measured


V13A = Case(
    "V13a every request needs both people",
    both("interrupting"),
    {"Wq": 4.6666667, "W": 6.6666667, "P(Wq <= 5)": 1 - 0.33065659},
    first_seats(500),
    thorough=150,
)

V13B = Case(
    "V13b singles and pairs in strict order",
    f"""
opmodel: 1
name: pairs
people: {{person: 2}}
roles: {{person: {{group: delivery}}}}
demand: {{interval: {{exponential: {1 / 0.7!r}}}, at_most: 11000, kinds: {{single: {{share: 0.6}}, pair: {{share: 0.4}}}}}}
study: {{type: portfolio, horizon: 100000000}}
stages:
  only:
    steps:
      work:
        parallel:
          alone: {{only_for: [single], effort: {{exponential: 1}}, shared_by: {{person: 1}}}}
          both: {{only_for: [pair], effort: {{exponential: 2}}, shared_by: {{person: {{share: 1, people: 2}}}}{TOGETHER}}}
""",
    {"W": 2.1679628, "Wq": 1.1679628, "mean_busy_people": 0.98},
    lambda reading: singles_and_pairs(reading, 500),
    thorough=300,
)


def singles_and_pairs(reading: Reading, first: int) -> Mapping[str, float]:
    """Waits per request (the pair's two seats have the same), and the people at work while requests arrive."""
    stints = reading.stints
    seats = np.bincount(stints.item, minlength=len(reading.requested))
    wait = np.zeros(len(seats))
    wait[stints.item] = stints.wait
    work = np.zeros(len(seats))
    work[stints.item] = stints.work
    since, until = reading.requested[first], reading.requested[-1]
    return {
        "W": reading.time[first:].mean(),
        "Wq": wait[first:].mean(),
        "mean_busy_people": number_within(stints.started, stints.finished, since, until),
        "~work per seat": work[first:].mean() - 1.0,
        "~pairs": np.mean(seats[first:] == 2) - 0.4,
        **controls(reading, first, 0.7, (1.4, 4.4, 22.8), people=2),
    }


V15 = Case(
    "V15 requests withdrawn while waiting",
    queue(4, poisson(4.0, 2700), "{exponential: 1}", step=", patience: {exponential: 2}"),
    {"Pab": 0.16292624, "Wq": 0.32585247, "P(no wait)": 1 - 0.63850742},
    lambda reading: impatient(reading, 200),
    quick=28,
    thorough=600,
    thorough_only=("Wq",),
)


def impatient(reading: Reading, first: int) -> Mapping[str, float]:
    """Share withdrawn, mean wait of all, share that starts at once."""
    stints = reading.stints
    gone = ~np.isnan(stints.withdrawn[first:])
    work = np.where(gone, 1.0, stints.work[first:])
    return {
        "Pab": gone.mean(),
        "Wq": stints.wait[first:].mean(),
        "P(no wait)": np.mean(stints.wait[first:] <= 1e-12),
        "~interval": reading.intervals[first:].mean() * 4.0 - 1.0,
        "~variation": np.mean((reading.intervals[first:] * 4.0) ** 2) / 2.0 - 1.0,
        **bursts(np.ones(len(reading.requested)), reading.intervals, (1.0, 1.0, 1.0), 0.25, first=first),
        "~work": work.mean() - 1.0,
    }


def two_domains(split: bool, rates: tuple[float, float], requests: int) -> str:
    """Two streams: each with a team of its own, or one team that serves both."""
    total = sum(rates)
    teams = (
        "{one: {serves: [a], members: {person: 1}}, other: {serves: [b], members: {person: 1}}}"
        if split
        else "{both: {members: {person: 2}}}"
    )
    demand = f"{{interval: {{exponential: {1 / total!r}}}, at_most: {requests}, domains: {{a: {rates[0] / total!r}, b: {rates[1] / total!r}}}}}"
    return queue(2, demand, "{exponential: 1}", more=f"organization: {{form: custom, teams: {teams}}}")


def two_streams(first: int, rates: tuple[float, float]) -> Measured:
    """Mean time in system: of all, and of each stream over its expected number."""

    def measured(reading: Reading) -> Mapping[str, float]:
        time, work = reading.time[first:], reading.stints.work[first:]
        found = {"W": time.mean()}
        domain = reading.trace.items.domain[first:]
        for d, name in enumerate(("busy", "light")):
            mine = domain == d
            expected = len(time) * rates[d] / sum(rates)
            found[f"W_{name}"] = time[mine].sum() / expected
            found[f"~work {name}"] = np.sum(work[mine] - 1.0) / expected
            found[f"~square {name}"] = np.sum(work[mine] ** 2 - 2.0) / expected
        found["~share"] = float(np.mean(domain == 0)) - rates[0] / sum(rates)
        one = exponential_moments(1.0)
        found |= controls(reading, first, sum(rates), one, people=2)
        for d, rate in enumerate(rates):
            stream = reading.effort * (reading.trace.items.domain == d)
            law = tuple(moment * rate / sum(rates) for moment in one)
            found |= bursts(stream, reading.intervals, law, 1.0 / sum(rates), first=first, name=f"of stream {d}")
        return found

    return measured


V17_SPLIT = Case(
    "V17 a team for each stream",
    two_domains(True, (0.8, 0.8), 11000),
    {"W": 5.0},
    two_streams(1000, (0.8, 0.8)),
    thorough=200,
)
V17_POOL = Case(
    "V17 one pool for both streams",
    two_domains(False, (0.8, 0.8), 11000),
    {"W": 2.7777778},
    two_streams(1000, (0.8, 0.8)),
    thorough=120,
)
V17_UNEQUAL = Case(
    "V17 one pool for unequal streams",
    two_domains(False, (0.9, 0.5), 11000),
    {"W": 1.9607843},
    two_streams(1000, (0.9, 0.5)),
    thorough=80,
)
V17_FOUR = Case(
    "V17 one pool of four for four streams",
    queue(4, poisson(3.2, 11000), "{exponential: 1}"),
    {"W": 1.7455406},
    waits(1000, 3.2, exponential_moments(1.0), people=4),
    thorough=120,
)

V23A = Case(
    "V23a a board that meets every five days",
    queue(1, poisson(0.5, 400), "1", more="switches: {queueing: false}").replace(
        "stages: {only: {", "stages: {only: {gates: {board: {meet_every: 5}}, "
    ),
    {"mean_wait": 2.5, "P(wait <= 4)": 0.8, "second moment": 1.4433757**2 + 2.5**2},
    lambda reading: {
        "mean_wait": np.mean(reading.time - 1.0),
        "P(wait <= 4)": np.mean(reading.time - 1.0 <= 4.0),
        "second moment": np.mean((reading.time - 1.0) ** 2),
    },
    quick=40,
    thorough=400,
)

V26A = Case(
    "V26a intake in batches of four",
    queue(1, "{interval: {exponential: 6.666666666666667}, at_most: 20000, batch: {size: 4}}", "{exponential: 1}"),
    {"Wq": 5.25, "W": 6.25},
    lambda reading: in_batches(reading, 1000, (4.0, 20.0, 120.0)),  # Erlang
    thorough=150,
)
V26B = Case(
    "V26b intake in batches of random size",
    queue(
        1,
        "{interval: {exponential: 6.666666666666667}, at_most: 20000, batch: {size: {geometric: {mean: 4}}}}",
        "{exponential: 1}",
    ),
    {"Wq": 9.0},
    lambda reading: in_batches(reading, 1000, exponential_moments(4.0)),  # a geometric sum is exponential
    thorough=500,
)


def in_batches(reading: Reading, first: int, law: tuple[float, float, float]) -> Mapping[str, float]:
    """Waits per request; the intervals between batches are those that are not 0."""
    batch = np.cumsum(reading.intervals > 0.0) - 1
    work = np.bincount(batch, weights=reading.effort)
    since = int(batch[first]) + 1
    begins = reading.intervals > 0.0
    whole = Batches(reading.intervals[begins], work)
    return {
        "Wq": reading.stints.wait[batch >= since].mean(),
        "W": reading.time[batch >= since].mean(),
        "~work of one": reading.effort[first:].mean() - 1.0,
        **controls(whole, since, 0.15, law),  # type: ignore[arg-type]
    }


@dataclass(frozen=True)
class Batches:
    """Batches in the place of requests: the intervals between them and the work that each brings."""

    intervals: Floats
    effort: Floats


def limited(places: int, load: float, work: str) -> str:
    """So many places and no queue: who does not start at once is withdrawn."""
    return queue(places, poisson(load, 2500), work, step=", patience: 1e-9")


def refused(load: float) -> Measured:
    """Share turned away from the 500th request on."""

    def measured(reading: Reading) -> Mapping[str, float]:
        return {
            "B": float(np.mean(~np.isnan(reading.stints.withdrawn[500:]))),
            "~interval": reading.intervals[500:].mean() * load - 1.0,
        }

    return measured


V27_EXPONENTIAL = Case(
    "V27a three places, exponential work",
    limited(3, 2.4, "{exponential: 1}"),
    {"B": 0.26840634},
    refused(2.4),
    quick=20,
    thorough=300,
)
V27_CONSTANT = Case(
    "V27a three places, constant work",
    limited(3, 2.4, "1"),
    {"B": 0.26840634},
    refused(2.4),
    thorough=200,
)
V27_LOGNORMAL = Case(
    "V27a five places, lognormal work",
    limited(5, 4.0, "{lognormal: {mean: 1, cv: 1.5}}"),
    {"B": 0.19906687},
    refused(4.0),
    thorough=1200,
)

QUEUES = (
    V01, V02A, V02A_100, V02B, V02B_100, V03, V04A, V04B, V05, V06, V07, V07_WAITING, V08_CONSTANT, V08_RANDOM, V13A,
    V13B, V15, V17_SPLIT, V17_POOL, V17_UNEQUAL, V17_FOUR, V23A, V26A, V26B, V27_EXPONENTIAL, V27_CONSTANT,
    V27_LOGNORMAL,
)  # fmt: skip


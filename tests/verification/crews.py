"""Several at once, several teams, and no patience: cases V13, V15 and V17."""

from collections.abc import Mapping

import numpy as np

from tests.verification.cases import Case, Measured
from tests.verification.queues import controls, exponential_moments, poisson, queue, waits
from tests.verification.reading import Reading, bursts, number_within


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
    thorough=240,
)

V13B = Case(
    "V13b singles and pairs in strict order",
    f"""
opmodel: 1
name: pairs
people: {{person: 2}}
roles: {{person: {{group: delivery}}}}
demand:
  interval: {{exponential: {1 / 0.7!r}}}
  at_most: 11000
  kinds: {{single: {{share: 0.6}}, pair: {{share: 0.4}}}}
study: {{type: portfolio, horizon: 100000000}}
stages:
  only:
    steps:
      work:
        parallel:
          alone: {{only_for: [single], effort: {{exponential: 1}}, shared_by: {{person: 1}}}}
          both:
            only_for: [pair]
            effort: {{exponential: 2}}
            shared_by: {{person: {{share: 1, people: 2}}}}
            together: true
            convene: in_order
""",
    {"W": 2.1679628, "Wq": 1.1679628, "mean_busy_people": 0.98},
    lambda reading: singles_and_pairs(reading, 500),
    thorough=260,
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
    quick=38,
    thorough=560,
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
    domains = f"{{a: {rates[0] / total!r}, b: {rates[1] / total!r}}}"
    demand = f"{{interval: {{exponential: {1 / total!r}}}, at_most: {requests}, domains: {domains}}}"
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
    thorough=260,
)
V17_POOL = Case(
    "V17 one pool for both streams",
    two_domains(False, (0.8, 0.8), 11000),
    {"W": 2.7777778},
    two_streams(1000, (0.8, 0.8)),
    thorough=230,
)
V17_UNEQUAL = Case(
    "V17 one pool for unequal streams",
    two_domains(False, (0.9, 0.5), 11000),
    {"W": 1.9607843},
    two_streams(1000, (0.9, 0.5)),
    thorough=110,
)
V17_FOUR = Case(
    "V17 one pool of four for four streams",
    queue(4, poisson(3.2, 11000), "{exponential: 1}"),
    {"W": 1.7455406},
    waits(1000, 3.2, exponential_moments(1.0), people=4),
    thorough=150,
)

CREWS = (V13A, V13B, V15, V17_SPLIT, V17_POOL, V17_UNEQUAL, V17_FOUR)

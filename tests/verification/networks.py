"""Several stages, loops and closed populations: cases V09, V12c, V14 and V16."""

from collections.abc import Mapping

import numpy as np

from sim.trace import Event
from tests.verification.cases import Case, Measured
from tests.verification.queues import controls, exponential_moments
from tests.verification.reading import Reading, bursts, number_within

THREE_TEAMS = """
opmodel: 1
name: three stages
people: {{one: {people[0]}, two: {people[1]}, three: {people[2]}}}
roles: {{one: {{group: delivery}}, two: {{group: delivery}}, three: {{group: delivery}}}}
organization:
  form: custom
  teams:
    red: {{members: {{one: {people[0]}}}}}
    green: {{members: {{two: {people[1]}}}}}
    blue: {{members: {{three: {people[2]}}}}}
demand: {demand}
study: {study}
handover: {{between_teams: {{delay: {handover}}}}}
stages:
  a: {{steps: {{first: {{effort: {work[0]}, shared_by: {{one: 1}}}}}}}}
  b: {{steps: {{second: {{effort: {work[1]}, shared_by: {{two: 1}}}}}}}}
  c:
    steps: {{third: {{effort: {work[2]}, shared_by: {{three: 1}}}}}}
    rework: {rework}
{more}
"""


def three_teams(
    people: tuple[int, int, int], work: tuple[str, str, str], demand: str, *, handover: str = "0", rework: str = "{}",
    study: str = "{type: portfolio, horizon: 100000000}", more: str = "",
) -> str:  # fmt: skip
    """Three stages in a row, each with a team of its own."""
    return THREE_TEAMS.format(
        people=people, work=work, demand=demand, handover=handover, rework=rework, study=study, more=more
    )


def exponential(*means: float) -> tuple[str, ...]:
    """Exponential laws of these means, as written."""
    return tuple(f"{{exponential: {mean!r}}}" for mean in means)


STEPS = ("first", "second", "third")


def flow(
    first: int,
    last: int,
    rate: float,
    means: tuple[float, ...],
    visits: tuple[float, ...],
    people: tuple[int, ...],
) -> Measured:
    """Mean time of the requests `first` to `last` (others follow), time and wait per visit at each stage.

    Sums at a stage are taken over the expected number of visits; the number itself is a control.
    """

    def measured(reading: Reading) -> Mapping[str, float]:
        stints, asked = reading.stints, last - first
        found = {
            "T": reading.time[first:last].mean(),
            "~interval": reading.intervals[first:last].mean() * rate - 1.0,
            "~variation": np.mean((reading.intervals[first:last] * rate) ** 2) / 2.0 - 1.0,
        }
        mine = (stints.item >= first) & (stints.item < last)
        for i, step in enumerate(STEPS[: len(means)]):
            here = mine & reading.at(step)
            expected = asked * visits[i]
            found[f"Wq{i + 1}"] = stints.wait[here].sum() / expected
            found[f"L{i + 1}"] = (stints.wait[here].sum() + stints.work[here].sum()) / asked * rate
            found[f"~work{i + 1}"] = np.sum(stints.work[here] - means[i]) / expected
            # what a request brings to a stage over all its visits is exponential too: a geometric sum
            load = np.bincount(stints.item, weights=np.where(reading.at(step), stints.work, 0.0))[:last]
            law = tuple(m / people[i] ** p for p, m in enumerate(exponential_moments(means[i] * visits[i]), 1))
            found |= bursts(
                load / people[i],
                reading.intervals[:last],
                law,
                1.0 / rate,
                first=first,
                name=step,
                blocks=(10, 60, 300) if asked > 5000 else (10, 60),
            )
            if visits[i] != 1.0:
                found[f"~visits{i + 1}"] = here.sum() / expected - 1.0
        return found

    return measured


LOOPS = "{far: {after: third, back_to: first, chance: 0.1}, near: {after: third, back_to: second, chance: 0.2}}"
V09A_EXACT = {
    "T": 8.3333333, "L1": 2.9166667, "L2": 2.5, "L3": 2.9166667, "Wq1": 1.3020833, "Wq2": 1.25, "Wq3": 1.0416667,
}  # fmt: skip
V09A_VISITS = (8 / 7, 10 / 7, 10 / 7)

V09A = Case(
    "V09a three stages with two loops",
    three_teams((2, 1, 2), exponential(1.25, 0.5, 1.0), "{interval: {exponential: 1}, at_most: 11000}", rework=LOOPS),
    V09A_EXACT,
    flow(500, 10500, 1.0, (1.25, 0.5, 1.0), V09A_VISITS, (2, 1, 2)),
    thorough=110,
    coarse={name: 0.01 if name[0] == "L" else 0.015 for name in V09A_EXACT if name != "T"},
)
V09A_HANDOVER = Case(
    "V09a the same with a constant handover of two days on every move",
    three_teams((2, 1, 2), exponential(1.25, 0.5, 1.0), "{interval: {exponential: 1}, at_most: 11000}", rework=LOOPS,
                handover="2"),
    {"T": 14.3333333, "Wq1": 1.3020833, "Wq2": 1.25, "Wq3": 1.0416667},
    flow(500, 10500, 1.0, (1.25, 0.5, 1.0), V09A_VISITS, (2, 1, 2)),
    thorough=100,
    coarse={"Wq1": 0.015, "Wq2": 0.015, "Wq3": 0.015},
)  # fmt: skip
V09A_RANDOM_HANDOVER = Case(
    "V09a the same with a handover of two days on average",
    three_teams((2, 1, 2), exponential(1.25, 0.5, 1.0), "{interval: {exponential: 1}, at_most: 1300}", rework=LOOPS,
                handover="{lognormal: {mean: 2, cv: 1}}"),
    {"T": 14.3333333},
    flow(100, 1200, 1.0, (1.25, 0.5, 1.0), V09A_VISITS, (2, 1, 2)),
    quick=44,
    thorough=250,
)  # fmt: skip
V09B = Case(
    "V09b three single people with one loop",
    three_teams((1, 1, 1), exponential(2.0, 2.0, 1.6666666666666667),
                "{interval: {exponential: 3.3333333333333335}, at_most: 11000}",
                rework="{near: {after: third, back_to: second, chance: 0.25}}"),
    {"T": 25.0, "L1": 1.5, "L2": 4.0, "L3": 2.0},
    flow(500, 10500, 0.3, (2.0, 2.0, 5 / 3), (1.0, 4 / 3, 4 / 3), (1, 1, 1)),
    thorough=140,
    coarse={"T": 0.0075, "L2": 0.01, "L3": 0.0075},
)  # fmt: skip

V12C = Case(
    "V12c a fork into two queues",
    """
opmodel: 1
name: fork
people: {one: 1, other: 1}
roles: {one: {group: delivery}, other: {group: delivery}}
demand: {interval: {exponential: 1.4285714285714286}, at_most: 11000}
study: {type: portfolio, horizon: 100000000}
stages:
  only:
    steps:
      fork:
        parallel:
          left: {effort: {exponential: 1}, shared_by: {one: 1}}
          right: {effort: {exponential: 1}, shared_by: {other: 1}}
""",
    {"T": 4.7083333},
    lambda reading: forked(reading, 500),
    thorough=170,
)


def forked(reading: Reading, first: int) -> Mapping[str, float]:
    """Mean time until both branches are done."""
    both = reading.stints.work.reshape(-1, 2)
    work = both[first:]
    return {
        "T": reading.time[first:].mean(),
        "~right": work[:, 1].mean() - 1.0,
        **controls(reading, first, 0.7, exponential_moments(1.0), load=both[:, 0]),
        **bursts(both[:, 1], reading.intervals, exponential_moments(1.0), 1 / 0.7, first=first, name="right"),
        **bursts(both.sum(axis=1) / 2, reading.intervals, (1.0, 1.5, 3.0), 1 / 0.7, first=first, name="both"),
    }


# -- closed networks: a limit on the items in progress before a backlog that never runs dry --------------------------

CLOSED_DAYS = 2200.0


def closed(limit: int, people: tuple[int, int, int], work: tuple[str, str, str], throughput: float, **more: str) -> str:
    """So many items circulate; a new one enters the moment one is done."""
    return three_teams(
        people, work, f"{{planned: [{{count: {limit + 60}}}], interval: {0.97 / throughput!r}}}",
        study=f"{{type: flow, warm_up: 0, intake: {CLOSED_DAYS}, horizon: {CLOSED_DAYS}, full_horizon: true}}",
        more=f"flow: {{portfolio_limit: {limit}}}", **more,
    )  # fmt: skip


def circulating(
    since: float, means: tuple[float, ...], throughput: float, until: float = CLOSED_DAYS - 100.0
) -> Measured:
    """Items done per day; the days from admission to the end of those done in the window."""

    def measured(reading: Reading) -> Mapping[str, float]:
        stints = reading.stints
        admitted = reading.when(Event.ADMITTED)
        done = (reading.ended >= since) & (reading.ended < until)
        found = {
            "X": done.sum() / (until - since),
            "N": number_within(admitted, reading.ended, since, until),
        }
        for i, step in enumerate(STEPS[: len(means)]):
            here = reading.at(step) & (stints.started >= since) & (stints.started < until)
            # work of all that start in the window, by the stint's own draw; what is unfinished is left out alike
            finished = here & ~np.isnan(stints.finished)
            found[f"~work{i + 1}"] = np.sum(stints.work[finished] - means[i]) / ((until - since) * throughput)
        return found

    return measured


def closed_case(
    name: str, limit: int, throughput: float, people: tuple[int, int, int], means: tuple[float, ...], *,
    quick: int = 0, thorough: int, **more: str,
) -> Case:  # fmt: skip
    """A closed network of exponential stages."""
    return Case(
        name,
        closed(limit, people, exponential(*means), throughput, **more),
        {"X": throughput, "N": float(limit)},
        circulating(200.0, means, throughput),
        quick=quick,
        thorough=thorough,
    )


A, B = (1.0, 1.5, 0.8), (4.0, 6.0, 2.5)
CLOSED = (
    closed_case("V14a one item in progress", 1, 0.3030303, (1, 1, 1), A, thorough=30),
    closed_case("V14a three items in progress", 3, 0.52646577, (1, 1, 1), A, quick=20, thorough=40),
    closed_case("V14a eight items in progress", 8, 0.64811045, (1, 1, 1), A, thorough=30),
    closed_case("V14b four items, pools", 4, 0.2630956, (2, 3, 1), B, thorough=60),
    closed_case("V14b ten items, pools", 10, 0.36529698, (2, 3, 1), B, thorough=100),
)


def with_handover(limit: int, throughput: float, law: str, thorough: int) -> Case:
    """Two single people and a handover of six days on average between them; the third stage takes no time."""
    text = closed(limit, (1, 1, 1), (*exponential(1.0, 1.5), "0"), throughput, handover=law)
    # the second and third stages in one team: one handover only
    apart, together = "{two: 1}}\n    blue: {members: {three: 1}}", "{two: 1, three: 1}}"
    assert apart in text
    text = text.replace(apart, together)
    return Case(
        f"V14c {limit} items and a handover of {law}".replace("{", "").replace("}", ""),
        text,
        {"X": throughput},
        circulating(200.0, (1.0, 1.5), throughput),
        thorough=thorough,
    )


DELAYED = (
    with_handover(5, 0.47237952, "6", 40),
    with_handover(5, 0.47237952, "{exponential: 6}", 60),
    with_handover(12, 0.65362861, "6", 30),
    with_handover(12, 0.65362861, "{exponential: 6}", 30),
)


# -- a finite population in operation -----------------------------------------------------------------------------


def operation(people: int) -> str:
    """Ten products that drift and are repaired by a team."""
    return f"""
opmodel: 1
name: operation
people: {{person: {people}}}
roles: {{person: {{group: delivery}}}}
study: {{type: flow, warm_up: 0, intake: 4300, horizon: 4300, full_horizon: true, opening: {{live: 10}}}}
stages: {{only: {{steps: {{work: {{effort: 1, shared_by: {{person: 1}}}}}}}}}}
operation:
  drift:
    every: {{exponential: 20}}
    remedies: {{repair: {{effort: {{exponential: 2.5}}, shared_by: {{person: 1}}}}}}
"""


def repairs(since: float, until: float, per_day: float, people: int) -> Measured:
    """Products down on average, repairs per day, share of the team's time."""

    def measured(reading: Reading) -> Mapping[str, float]:
        stints = reading.stints
        done = (stints.finished >= since) & (stints.finished < until)
        started = (stints.started >= since) & (stints.started < until) & ~np.isnan(stints.finished)
        return {
            "thr": done.sum() / (until - since),
            "up": 10.0 - number_within(stints.asked, stints.finished, since, until),
            "util": number_within(stints.started, stints.finished, since, until) / people,
            "L": number_within(stints.asked, stints.finished, since, until),
            "wait": stints.wait[done].sum() / ((until - since) * per_day),
            "~work": np.sum(stints.work[started] - 2.5) / ((until - since) * per_day),
        }

    return measured


V16A = Case(
    "V16a ten products, one person repairs",
    operation(1),
    {"thr": 0.35133557, "up": 7.0267115, "util": 0.87833894, "L": 2.9732885, "wait": 5.9628166},
    repairs(200.0, 4200.0, 0.35133557, 1),
    quick=25,
    thorough=330,
    coarse={"wait": 0.01},
    thorough_only=("L", "wait"),
)
V16B = Case(
    "V16b ten products, two people repair",
    operation(2),
    {"thr": 0.43273329, "up": 8.6546659, "util": 0.54091662, "L": 1.3453341},
    repairs(200.0, 4200.0, 0.43273329, 2),
    thorough=240,
)

NETWORKS = (V09A, V09A_HANDOVER, V09A_RANDOM_HANDOVER, V09B, V12C, *CLOSED, *DELAYED, V16A, V16B)

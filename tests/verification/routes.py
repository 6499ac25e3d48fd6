"""Requests that never wait for people: cases V10, V11, V12a, V12b, V22 and V24."""

from collections.abc import Mapping

import numpy as np

from sim.responses import cohort_curves, measure
from sim.stats.curve import restricted_mean, shares_by
from tests.verification.cases import Case, Measured
from tests.verification.networks import exponential, three_teams
from tests.verification.reading import Reading, number_at

NO_QUEUES = "switches: {queueing: false}"
ALL_AT_ONCE = "{{planned: [{{count: {0}}}]}}"


def shares(limits: Mapping[str, float]) -> Measured:
    """Mean time, second moment, and the share done by each limit."""

    def measured(reading: Reading) -> Mapping[str, float]:
        time = reading.time
        found = {"mean": time.mean(), "second moment": np.mean(time**2)}
        return found | {name: float(np.mean(time <= limit + 1e-9)) for name, limit in limits.items()}

    return measured


def visits(measured: Measured) -> Measured:
    """The same and the mean number of visits of each step."""

    def more(reading: Reading) -> Mapping[str, float]:
        names = dict(zip(("visitsA", "visitsB", "visitsC"), ("first", "second", "third"), strict=True))
        count = len(reading.requested)
        return {**measured(reading), **{name: reading.entered(step) / count for name, step in names.items()}}

    return more


BACK = "{far: {after: third, back_to: first, chance: 0.05}, near: {after: third, back_to: second, chance: 0.2}}"


def loops(work: tuple[str, str, str], handover: str) -> str:
    """A -> B -> C; back to A after B, to A or B after C."""
    text = three_teams((1, 1, 1), work, ALL_AT_ONCE.format(100), handover=handover, rework=BACK, more=NO_QUEUES)
    line = f"  b: {{steps: {{second: {{effort: {work[1]}, shared_by: {{two: 1}}}}}}}}"
    assert line in text
    return text.replace(line, line[:-1] + ", rework: {again: {after: second, back_to: first, chance: 0.15}}}")


V10A = Case(
    "V10a rework without congestion, constant durations",
    loops(("10", "20", "5"), "2"),
    {"mean": 57.466667, "second moment": 30.811542**2 + 57.466667**2, "P(T <= 39)": 0.6375, "P(T <= 60)": 0.6375,
     "P(T <= 100)": 0.8870175, "visitsA": 1.3019608, "visitsB": 1.5686275, "visitsC": 1.3333333},
    visits(shares({"P(T <= 39)": 39.0, "P(T <= 60)": 60.0, "P(T <= 100)": 100.0})),
    quick=120,
    thorough=1900,
    thorough_only=("second moment",),
    coarse={"second moment": 0.01},
)  # fmt: skip
V10B = Case(
    "V10b rework without congestion, exponential durations",
    loops(exponential(10.0, 20.0, 5.0), "0"),
    {"mean": 51.058824, "second moment": 38.845389**2 + 51.058824**2, "P(T <= p50)": 0.5, "P(T <= p90)": 0.9,
     "P(T <= 60)": 0.6986491, "P(T <= 100)": 0.89591054},
    shares({"P(T <= p50)": 40.600088, "P(T <= p90)": 101.50535, "P(T <= 60)": 60.0, "P(T <= 100)": 100.0}),
    quick=190,
    thorough=3000,
    thorough_only=("second moment",),
    coarse={"second moment": 0.01},
)  # fmt: skip


def shrinking(written: str) -> str:
    """Twelve days, and again with chance 0.4, each time 0.6 as long."""
    return f"""
opmodel: 1
name: shorter each time
people: {{person: 1}}
roles: {{person: {{group: delivery}}}}
demand: {{planned: [{{count: 200}}]}}
study: {{type: portfolio, horizon: 100000000}}
switches: {{queueing: false}}
stages: {{only: {{{written}}}}}
"""


AS_RULE = (
    "steps: {{work: {{effort: 12, shared_by: {{person: 1}}}}}}, "
    "rework: {{again: {{after: work, back_to: work, chance: 0.4{0}}}}}"
)
AS_REDO = "steps: {work: {effort: 12, shared_by: {person: 1}, redo: {chance: 0.4, repeats: 0.6}}}"
V11_EXACT = {"mean": 15.789474, "second moment": 5.0163478**2 + 15.789474**2, "P(one pass)": 0.6,
             "P(T <= p80)": 0.84, "P(T <= p90)": 0.936}  # fmt: skip
V11_LIMITS = {"P(one pass)": 12.0, "P(T <= p80)": 19.2, "P(T <= p90)": 23.52}
V11 = Case(
    "V11 rework that gets shorter",
    shrinking(AS_RULE.format(", repeats: 0.6")),
    {**V11_EXACT, "mean_passes": 1.6666667},
    lambda reading: {**shares(V11_LIMITS)(reading), "mean_passes": len(reading.stints) / len(reading.requested)},
    quick=60,
    thorough=700,
)
V11_REDO = Case(
    "V11 an activity that redoes itself, shorter each time",
    shrinking(AS_REDO), V11_EXACT, shares(V11_LIMITS), quick=55, thorough=850,
)  # fmt: skip
V11_SAME = Case(
    "V11 rework as long as the first pass",
    shrinking(AS_RULE.format("")), {"mean": 20.0}, shares({}), quick=55, thorough=850,
)  # fmt: skip
V11_AT_MOST = Case(
    "V11 three passes at most",
    shrinking(AS_RULE.format(", repeats: 0.6, at_most: 2")), {"mean": 15.5712}, shares({}), quick=40, thorough=300,
)  # fmt: skip


def branches(*means: float) -> str:
    """Exponential branches side by side."""
    sides = ", ".join(
        f"branch {i}: {{effort: {law}, shared_by: {{person: 1}}}}".replace("branch ", "branch_")
        for i, law in enumerate(exponential(*means))
    )
    return f"""
opmodel: 1
name: side by side
people: {{person: 1}}
roles: {{person: {{group: delivery}}}}
demand: {{planned: [{{count: 200}}]}}
study: {{type: portfolio, horizon: 100000000}}
switches: {{queueing: false}}
stages: {{only: {{steps: {{all: {{parallel: {{{sides}}}}}}}}}}}
"""


def first_branch(reading: Reading) -> float:
    """Mean of the shortest branch."""
    stints = reading.stints
    shortest = np.full(len(reading.requested), np.inf)
    np.minimum.at(shortest, stints.item, stints.work)
    return float(shortest.mean())


V12A = Case(
    "V12a two branches side by side",
    branches(10.0, 10.0),
    {"mean": 15.0, "second moment": 11.18034**2 + 225.0, "P(T <= p90)": 0.9, "P(T <= 20)": 0.74764507, "min_mean": 5.0},
    lambda reading: {
        **shares({"P(T <= p90)": 29.69739, "P(T <= 20)": 20.0})(reading), "min_mean": first_branch(reading),
    },
    quick=75,
    thorough=1100,
    thorough_only=("second moment",),
    coarse={"second moment": 0.01},
)  # fmt: skip
V12B = Case(
    "V12b three branches side by side",
    branches(10.0, 15.0, 20.0),
    {"mean": 28.377289, "second moment": 19.480897**2 + 28.377289**2, "P(T <= p90)": 0.9},
    shares({"P(T <= p90)": 53.410549}),
    quick=40,
    thorough=900,
    thorough_only=("second moment",),
    coarse={"second moment": 0.01},
)


def intake(days: float) -> str:
    """Poisson 0.2 a day through three stages without queues; after the third 30 % go back to the second."""
    return three_teams(
        (1, 1, 1), exponential(10.0, 15.0, 5.0), "{interval: {exponential: 5}}",
        rework="{back: {after: third, back_to: second, chance: 0.3}}", more=NO_QUEUES,
        study=f"{{type: flow, warm_up: 0, intake: {days}, horizon: {days}, full_horizon: true}}",
    )  # fmt: skip


def by_day(*days: int) -> Measured:
    """How many are done and how many in progress on each day, and the product that shows them to be independent."""

    def measured(reading: Reading) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for day in days:
            asked = int(np.sum(reading.requested <= day))
            wip = number_at(reading.requested, reading.ended, day)
            found |= {f"E_done_{day}": asked - wip, f"E_wip_{day}": wip, f"E_product_{day}": (asked - wip) * wip}
            if day == 30:
                found["P0_done_30"] = float(asked == wip)
        return found

    return measured


V22_30 = Case(
    "V22 in production by day 30",
    intake(30.0),
    {"E_wip_30": 4.9274017, "E_done_30": 1.0725983, "P0_done_30": 0.34211843,
     "E_product_30": 4.9274017 * 1.0725983},
    by_day(30),
    thorough=25000,
    coarse={"E_done_30": 0.02, "P0_done_30": 0.02, "E_product_30": 0.02, "E_wip_30": 0.01},
)  # fmt: skip
V22_120 = Case(
    "V22 in production by day 60 and 120",
    intake(120.0),
    {"E_done_120": 16.35563, "E_wip_120": 7.6443699, "E_done_60": 5.1198199, "E_wip_60": 6.8801801},
    by_day(60, 120),
    quick=1500,
    thorough=20000,
    coarse={"E_done_60": 0.01, "E_wip_60": 0.01, "E_wip_120": 0.01},
    thorough_only=("E_done_60", "E_wip_60"),
)
V22_250 = Case(
    "V22 in production by day 250",
    intake(250.0),
    {"E_done_250": 42.286034, "E_wip_250": 7.7139658},
    by_day(250),
    thorough=6500,
    coarse={"E_wip_250": 0.01},
)


# -- unfinished at the horizon: what sim.responses and sim.stats.curve make of it ------------------------------------

SOME_UNFINISHED = """
opmodel: 1
name: unfinished
people: {{person: 1}}
roles: {{person: {{group: delivery}}}}
demand: {demand}
study: {{type: flow, warm_up: 0, intake: {days}, horizon: {days}, full_horizon: true}}
switches: {{queueing: false}}
stages: {{only: {{steps: {{work: {{effort: {{exponential: 100}}, shared_by: {{person: 1}}, mark: live}}}}}}}}
"""


def survival(*days: int, until: float = 0.0) -> Measured:
    """The product's own curve: share not live by a day, its median as a probability, the restricted mean."""

    def measured(reading: Reading) -> Mapping[str, float]:
        measures = measure(reading.trace, reading.blueprint)
        curve = cohort_curves([measures])
        ends = measures.duration[measures.outcome == 1]
        found = {f"S{day}": 1.0 - float(shares_by(curve, [day])[0]) for day in days}
        found["P(T <= median)"] = float(shares_by(curve, [69.314718])[0])
        found["frac_censored"] = float(np.mean(measures.outcome == 0))
        found["frac_finished"] = 1.0 - found["frac_censored"]
        found["naive_mean"] = float(ends.mean())
        found["naive_elapsed_mean"] = float(measures.duration.mean())
        found["exp_mle_limit"] = float(measures.duration.sum() / len(ends))
        if until:
            found["rmst"] = restricted_mean(curve, until)
        return found

    return measured


V24A = Case(
    "V24a unfinished items, all started at once",
    SOME_UNFINISHED.format(demand="{planned: [{count: 400}]}", days=120),
    {"rmst": 69.880579, "S60": 0.54881164, "S90": 0.40656966, "P(T <= median)": 0.5, "frac_censored": 0.30119421,
     "naive_mean": 48.278469},
    survival(60, 90, until=120.0),
    quick=70,
    thorough=1200,
)  # fmt: skip
V24B = Case(
    "V24b unfinished items, started at any time",
    SOME_UNFINISHED.format(demand="{interval: {exponential: 0.6}}", days=240),
    {"S60": 0.54881164, "P(T <= median)": 0.5, "S90": 0.40656966, "frac_finished": 0.62113248, "exp_mle_limit": 100.0},
    survival(60, 90),
    quick=90,
    thorough=1500,
    thorough_only=("exp_mle_limit",),
)

ROUTES = (
    V10A, V10B, V11, V11_REDO, V11_SAME, V11_AT_MOST, V12A, V12B, V22_30, V22_120, V22_250, V24A, V24B,
)  # fmt: skip

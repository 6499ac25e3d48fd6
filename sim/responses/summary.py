"""The tables of a run: everything estimated over its replications, as tidy frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.observations import IDLE, STATES, USES, WIP_EVERY, periods
from sim.responses.estimates import CONVERSION, NOT_TOLD, RESTRICTED, cohort_curves, estimate, undecided
from sim.responses.measures import Measures
from sim.responses.register import PERCENTILES, RESPONSES, Response, member_label, members
from sim.stats import bootstrap
from sim.stats.band import band
from sim.stats.bootstrap import Interval
from sim.stats.curve import MUCH, Curves
from sim.stats.percentiles import Bounds, curve_percentiles

if TYPE_CHECKING:
    import pandas as pd

    from sim.blueprint import Blueprint

WEEK = 5.0  # working days
CURVE_PERCENTILES = (0.1, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95)
FEW = 20  # replications below which no interval is to be leaned on


@dataclass(frozen=True, slots=True)
class Summary:
    """Tables over the replications of one configuration."""

    replications: "pd.DataFrame"  # replication, response, numerator, denominator, value
    summary: "pd.DataFrame"  # response, label, unit, better, estimate, low, high, level, method, n, note
    curve: "pd.DataFrame"  # week, day, share, low, high
    percentiles: "pd.DataFrame"  # p, estimate, low, high, reached, low_estimate, high_estimate
    time_split: "pd.DataFrame"  # state, days, share
    # role, label, people, utilization, low, high, queue_wait, still_waiting, waiting_so_far, work_per_use_case,
    # work_per_year
    roles: "pd.DataFrame"
    teams: "pd.DataFrame"  # team, people, utilization, low, high, queue_wait
    wip: "pd.DataFrame"  # day, stage, items
    gates: "pd.DataFrame"  # gate, stopped_share
    capacity: "pd.DataFrame"  # day, until, use, people, share
    undecided: float  # share of requests of which nothing shows whether they go live


def summarize(measures: Sequence[Measures], blueprint: "Blueprint", *, level: float = 0.95, seed: int = 0) -> Summary:
    """All tables of a run; replications are numbered in the order given, intervals cover chance only."""
    import pandas as pd

    measures = list(measures)
    if not measures:
        raise ValueError("nothing to summarize: no replications")
    curve = cohort_curves(measures)
    ps = sorted({*CURVE_PERCENTILES, *PERCENTILES})
    read = dict(zip(ps, curve_percentiles(curve, ps, level=level, seed=seed), strict=True))
    found = {
        name: (r, member, read[r.percentile].interval if r.measure is None else estimate(measures, name, level=level))
        for name, r, member in _all_names(blueprint)
    }
    open_ = undecided(measures)
    get = {name: interval for name, (_, _, interval) in found.items()}
    states = np.array([get[f"time_in.{state}"].estimate for state in STATES])
    total = states.sum()
    gates = blueprint.gate_names
    return Summary(
        _replications(measures),
        pd.DataFrame(
            [
                {
                    "response": name,
                    "label": f"{r.label}: {member_label(r.over, member, blueprint)}" if member else r.label,
                    "unit": r.unit,
                    "better": r.better,
                    "estimate": interval.estimate,
                    "low": bounds(r, interval)[0],
                    "high": bounds(r, interval)[1],
                    "level": level,
                    "method": interval.method,
                    "n": interval.n,
                    "note": _note(r, interval, open_),
                }
                for name, (r, member, interval) in found.items()
            ]
        ),
        _curve_table(curve, level),
        _percentile_table(read),
        pd.DataFrame({"state": STATES, "days": states, "share": states / total if total > 0 else states}),
        _roles(get, blueprint),
        _teams(get, blueprint),
        _wip(measures, blueprint),
        pd.DataFrame({"gate": gates, "stopped_share": [get[f"stopped_at.{gate}"].estimate for gate in gates]}),
        _capacity(measures, blueprint),
        open_,
    )


def _all_names(blueprint: "Blueprint") -> list[tuple[str, Response, str]]:
    names = []
    for name, response in RESPONSES.items():
        if response.over:
            names += [(f"{name}.{m}", response, m) for m in members(response.over, blueprint)]
        else:
            names.append((name, response, ""))
    return names


def bounds(response: Response, interval: Interval) -> tuple[float, float]:
    """Ends of the interval, within what the response can be at all: nothing is below 0, a share not above 1."""
    top = 1.0 if response.unit.startswith("share") and interval.estimate <= 1.0 else np.inf
    return max(interval.low, 0.0) if interval.estimate >= 0.0 else interval.low, min(interval.high, top)


def _note(response: Response, interval: Interval, undecided: float) -> str:
    notes, open_ = [], f"{100 * undecided:.2g} % of requests undecided at the end"
    if response.of_those_there and undecided > MUCH:
        notes.append(f"{open_}: no mean over those that get there")
    elif response.measure is None and np.isnan(interval.estimate):
        notes.append(f"{open_}: between the bounds in the table of percentiles")
    elif not np.isfinite(interval.estimate):
        notes.append("not reached by the end of observation" if response.measure is None else "nothing to measure")
    elif response.measure is None and not np.isfinite(interval.high):
        notes.append("upper end not reached by the end of observation")
    if response.name == RESTRICTED and interval.method == NOT_TOLD:
        notes[-1:] = ["too many requests undecided within the time it is about"]
    if response.name == CONVERSION and undecided > 0.0:
        notes.append(f"{open_} {'count in the upper end' if undecided > MUCH else 'count as not live'}")
    if interval.method == bootstrap.TOO_FEW:
        notes.append(f"skewed: no interval from fewer than {bootstrap.ENOUGH_OF_SKEWED} replications")
    if interval.n < FEW:
        notes.append(f"only {interval.n} replications")
    return "; ".join(notes)


def _replications(measures: Sequence[Measures]) -> "pd.DataFrame":
    import pandas as pd

    names = measures[0].names
    pairs = np.concatenate([m.pairs for m in measures])
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(pairs[:, 1] != 0.0, pairs[:, 0] / pairs[:, 1], np.nan)
    return pd.DataFrame(
        {
            "replication": np.repeat(np.arange(len(measures)), len(names)),
            "response": np.tile(np.array(names, dtype=object), len(measures)),
            "numerator": pairs[:, 0],
            "denominator": pairs[:, 1],
            "value": value,
        }
    )


def _curve_table(curve: Curves, level: float) -> "pd.DataFrame":
    """The averaged curve by week, the last row at its end, with a band that holds the whole of it."""
    import pandas as pd

    day = np.append(np.arange(0.0, curve.reach, WEEK), curve.reach)
    share, low, high = band(curve, day, level=level)
    return pd.DataFrame({"week": day / WEEK, "day": day, "share": share, "low": low, "high": high})


def _percentile_table(read: dict[float, Bounds]) -> "pd.DataFrame":
    """Estimates, or where undecided requests leave the percentile open the least and the most it can be."""
    import pandas as pd

    rows = []
    for p, bounds_of in read.items():
        found, least, most = bounds_of.interval, bounds_of.least.estimate, bounds_of.most.estimate
        reached = bool(np.isfinite(most))
        values = (found.estimate, found.low, found.high) if reached else (np.nan, np.nan, np.nan)
        rows.append(
            {
                "p": p,
                "estimate": values[0],
                "low": values[1],
                "high": values[2],
                "reached": reached,
                "low_estimate": least if np.isfinite(least) else np.nan,
                "high_estimate": most if reached else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _roles(get: dict[str, Interval], blueprint: "Blueprint") -> "pd.DataFrame":
    import pandas as pd

    people = np.asarray(blueprint.person_role, dtype=bool).sum(axis=0)
    rows = []
    for place, role in enumerate(blueprint.role_names):
        busy = get[f"utilization.{role}"]
        rows.append(
            {
                "role": role,
                "label": blueprint.role_labels[place],
                "people": int(people[place]),
                "utilization": busy.estimate,
                "low": max(busy.low, 0.0),
                "high": min(busy.high, max(1.0, busy.estimate)),
                "queue_wait": get[f"queue_wait.{role}"].estimate,
                "still_waiting": get[f"still_waiting.{role}"].estimate,
                "waiting_so_far": get[f"waiting_so_far.{role}"].estimate,
                "work_per_use_case": get[f"work_per_use_case.{role}"].estimate,
                "work_per_year": get[f"work_per_year.{role}"].estimate,
            }
        )
    return pd.DataFrame(rows)


def _teams(get: dict[str, Interval], blueprint: "Blueprint") -> "pd.DataFrame":
    import pandas as pd

    people = np.asarray(blueprint.person_team, dtype=bool).sum(axis=0)
    rows = []
    for place, team in enumerate(blueprint.team_names):
        busy = get[f"team_utilization.{team}"]
        rows.append(
            {
                "team": team,
                "people": int(people[place]),
                "utilization": busy.estimate,
                "low": max(busy.low, 0.0),
                "high": min(busy.high, max(1.0, busy.estimate)),
                "queue_wait": get[f"team_queue_wait.{team}"].estimate,
            }
        )
    return pd.DataFrame(rows)


def _wip(measures: Sequence[Measures], blueprint: "Blueprint") -> "pd.DataFrame":
    """Mean items by stage every fifth day, as far as every replication was observed.

    A portfolio study is empty after its end, so shorter replications count as 0 there.
    """
    import pandas as pd

    lengths = [len(m.wip) for m in measures]
    days = max(lengths) if blueprint.study_type == "portfolio" else min(lengths)
    total = np.zeros((days, len(blueprint.stage_names) + 1))
    for m in measures:
        part = m.wip[:days]
        total[: len(part)] += part
    total /= len(measures)
    stages = [*blueprint.stage_names, "held"] if total[:, -1].any() else list(blueprint.stage_names)
    day = np.arange(days) * WIP_EVERY
    return pd.DataFrame(
        {
            "day": np.tile(day, len(stages)),
            "stage": np.repeat(np.array(stages, dtype=object), days),
            "items": total[:, : len(stages)].T.ravel(),
        }
    )


def _capacity(measures: Sequence[Measures], blueprint: "Blueprint") -> "pd.DataFrame":
    """What the time present of people is used for, period by period, as far as every replication was observed.

    `people` is the mean number of people whose time a use takes, of those whose whole time is modeled.
    """
    import pandas as pd

    length, many = periods(float(blueprint.horizon))
    ends = np.array([m.end for m in measures])
    last = ends.max() if blueprint.study_type == "portfolio" else ends.min()
    seen = max(int(last / length), min(int(np.ceil(last / length)), 1)) if last > 0 else 0
    starts = np.arange(min(seen, many)) * length
    observed = np.clip(ends[:, None] - starts, 0.0, length).sum(axis=0)
    days = np.sum([m.used[: len(starts)] for m in measures], axis=0)
    present = days[:, -1]
    uses = np.column_stack([days[:, :-1], np.maximum(present - days[:, :-1].sum(axis=1), 0.0)])
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(present[:, None] > 0, uses / present[:, None], np.nan)
        people = uses / observed[:, None]
    names = (*USES, IDLE)
    return pd.DataFrame(
        {
            "day": np.repeat(starts, len(names)),
            "until": np.repeat(np.minimum(starts + length, last), len(names)),
            "use": np.tile(np.array(names, dtype=object), len(starts)),
            "people": people.ravel(),
            "share": share.ravel(),
        }
    )

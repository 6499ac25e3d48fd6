"""What one replication shows of the totals that surveys have published, and the replications of several levels.

Clocks: T0 is the request, T1 the first passage of the mark `defined`, T2 that of `model_ready`, T3 that of `live`; a
mark is passed after the gate that follows its step. Surveys count calendar days: 1.4 for each working day.
"""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.blueprint.blueprint import Blueprint, Presence
from sim.engines.compiled import ready
from sim.errors import OpmodelError
from sim.experiment.replicate import Progress, Watch
from sim.responses.cases import YEAR
from sim.responses.measures import ratios_of
from sim.responses.observed import Observed
from sim.responses.walked import Walked
from sim.stats.curve import LIVE, UNDECIDED
from sim.trace import Event, Floats, Ints, Trace

CALENDAR = 1.4  # calendar days for a working day
MONTH = 365.0 / 12.0 / CALENDAR  # in working days
DEVELOPMENT, PREPARATION, ACCESS, GRANT, MODELING = (
    "solution_development",
    "solution_development.data_preparation",
    "solution_development.access_request",
    "solution_development.access_grant",
    "solution_development.modeling",
)
ENGINEER = "data_engineer"
LIGHT = "light"
Pair = tuple[float, float]  # numerator, denominator
Count = tuple[str, int]  # level, number of a replication


@dataclass(frozen=True, slots=True)
class Seen:
    """One replication: a numerator and a denominator for each quantity, and the use cases that went live."""

    ratios: dict[str, Pair]
    items: Ints  # number of each measured use case that went live
    kinds: tuple[str, ...]  # its kind
    clocks: Floats  # item, T0 to T3 (days)


def see(study: Walked) -> Seen:
    """Everything about one replication."""
    ratios = {
        **_times(study),
        **_ends(study),
        **_efforts(study),
        **_afterwards(study),
    }
    live = study.went_live
    clocks = np.stack([study.mark(name)[live] for name in ("requested", "defined", "model_ready", "live")], axis=1)
    kinds = tuple(study.blueprint.kind_names[kind] for kind in study.trace.items.kind[live].tolist())
    return Seen(ratios, study.trace.items.number[live], kinds, clocks)


def _share(which: NDArray[np.bool_], among: NDArray[np.bool_]) -> Pair:
    return float(np.sum(which & among)), float(np.sum(among))


def _within(days: Floats, calendar_days: float) -> Pair:
    """Share of the durations that are known and no longer than this."""
    return _share(days <= calendar_days / CALENDAR, ~np.isnan(days))


def _mean(days: Floats) -> Pair:
    known = ~np.isnan(days)
    return float(np.sum(days[known])), float(np.sum(known))


def _times(study: Walked) -> dict[str, Pair]:
    defined, ready, live = (study.mark(name) for name in ("defined", "model_ready", "live"))
    cohort, won = study.cohort, study.went_live
    whole, release = (live - defined)[won], (live - ready)[won]
    development = (ready - defined)[cohort]
    light = _named(study.blueprint.kind_names, LIGHT)[study.trace.items.kind[won]]
    model = _first_work(study, MODELING)
    return {
        "defined_to_live": _mean(whole),
        "within_12_months": _within(whole, 365.0),
        "within_90_days": _within(whole, 90.0),
        "light_within_120_days": _within(whole[light], 120.0),
        "prototype_to_live": _mean((live - (defined + ready) / 2.0)[won]),
        "first_model_to_live": _mean((live - model)[won]),
        "release_within_7": _within(release, 7.0),
        "release_8_to_30": _between(release, 7.0, 30.0),
        "release_31_to_90": _between(release, 30.0, 90.0),
        "release_over_90": _between(release, 90.0, np.inf),
        "development_over_30": _between(development, 30.0, np.inf),
    }


def _between(days: Floats, above: float, up_to: float) -> Pair:
    return _share((days > above / CALENDAR) & (days <= up_to / CALENDAR), ~np.isnan(days))


def _named(names: tuple[str, ...], wanted: str) -> NDArray[np.bool_]:
    return np.array([name == wanted for name in names], dtype=bool)


def _first_work(study: Walked, step: str) -> Floats:
    """Day on which somebody first works at a step of each item; not a number where nobody does."""
    trace = study.trace
    steps = np.append(_named(study.blueprint.step_names, step), False)  # step -1 is none
    rows = np.flatnonzero((trace.event == Event.STARTED) & steps[trace.step])[::-1]
    day = np.full(len(trace.items), np.nan)
    day[study.row_item[rows]] = trace.time[rows]
    return day


def _ends(study: Walked) -> dict[str, Pair]:
    """Who reaches production: of all requests, and of those whose prototype was judged."""
    trace, blueprint = study.trace, study.blueprint
    ready = blueprint.mark_names.index("model_ready") if "model_ready" in blueprint.mark_names else -1
    judged = np.append(np.asarray(blueprint.step_mark) == ready, False) & (ready >= 0)
    rows = np.flatnonzero((trace.event == Event.GATE_BEGAN) & judged[trace.step])
    reached = ~np.isnan(study.mark("model_ready"))
    reached[study.row_item[rows]] = True
    decided = study.in_cohort & (study.outcome != UNDECIDED)
    return {
        "conversion": _share(study.outcome == LIVE, study.in_cohort),
        "scrapped": _share(study.outcome != LIVE, decided & reached),
        "undecided": _share(study.outcome == UNDECIDED, study.in_cohort),
    }


def focused_share(blueprint: Blueprint) -> float:
    """Focused work in a day that somebody spends on an item, on average over people."""
    here = np.asarray(blueprint.rate_presence) == Presence.HERE
    return float(np.mean(np.asarray(blueprint.rate_slope)[here])) if here.any() else 1.0


def _ratios(study: Walked, response: str) -> dict[str, Pair]:
    """A response of the register, by member."""
    names, pairs = ratios_of(Observed(study.observations(), study.blueprint), [response])
    return {name: (above, below) for name, (above, below) in zip(names, pairs[0].tolist(), strict=True)}


def _efforts(study: Walked) -> dict[str, Pair]:
    """Where the work on measured use cases goes up to production, and how much of their time is work at all."""
    trace, blueprint, effort = study.trace, study.blueprint, study.effort
    rows = effort.rows
    step, worked = trace.step[rows], effort.worked
    live = blueprint.mark_names.index("live") if "live" in blueprint.mark_names else -1
    marked = np.flatnonzero(np.asarray(blueprint.step_mark) == live)
    last = int(marked[0]) if live >= 0 and len(marked) else len(blueprint.step_names) - 1
    ours = study.in_cohort[study.row_item[rows]] & (step <= last)
    stage = _named(blueprint.stage_names, DEVELOPMENT)
    built = ours & np.append(stage, False)[np.asarray(blueprint.step_stage)[step]]
    at = {name: ours & _named(blueprint.step_names, name)[step] for name in (PREPARATION, ACCESS, GRANT)}

    def days(which: NDArray[np.bool_]) -> float:
        return float(np.sum(worked[which]))

    active, whole = _ratios(study, "flow_efficiency")["flow_efficiency"]
    touched = active * focused_share(blueprint)
    return {
        "waiting": (whole - touched, whole),
        "not_active": (whole - active, whole),
        "rework": (days(ours & (trace.visit[rows] > 0)), days(ours)),
        "preparation": (days(at[PREPARATION]), days(built)),
        "preparation_and_access": (days(at[PREPARATION] | at[ACCESS] | at[GRANT]), days(built)),
    }


def _afterwards(study: Walked) -> dict[str, Pair]:
    """Life, repair and upkeep of what is live, and the load of data engineering."""
    trace, blueprint, effort = study.trace, study.blueprint, study.effort
    kinds, items = blueprint.kind_names, trace.items
    years = 3.0 * YEAR
    use_case = study.use_case & (study.live_at <= trace.end - years)
    retired = study.mark("retired") - study.live_at
    repair = np.array([name.startswith("operation.drift.") for name in kinds], dtype=bool)[items.kind]
    week = 7.0 / CALENDAR
    quick = study.ended[0] - items.requested < week
    upkeep = np.array([name.startswith(("operation.upkeep.", "duties.")) for name in kinds], dtype=bool)[items.kind]
    repairs = repair | (np.asarray(blueprint.kind_is_use_case)[items.kind] & (items.parent >= 0))
    rows, days = effort.rows, effort.worked_in_window
    asked = _named(blueprint.role_names, ENGINEER)[np.asarray(blueprint.part_role)[trace.part[rows]]]
    item = study.row_item[rows]
    work = float(np.sum(days[asked]))
    found = {
        "in_use_after_3_years": _share(~(retired <= years), use_case),
        "repair_over_a_week": _share(~quick, repair & (items.requested <= trace.end - week)),
        "upkeep": (float(np.sum(days[asked & upkeep[item]])), work),
        "upkeep_and_repair": (float(np.sum(days[asked & (upkeep | repairs)[item]])), work),
        "engineers_busy": (0.0, 0.0),
    }
    if ENGINEER in blueprint.role_names:
        found["engineers_busy"] = _ratios(study, "utilization")[f"utilization.{ENGINEER}"]
    return found


def observe(
    blueprints: Mapping[str, Blueprint], *, seed: int, n: int, jobs: int = 1, watch: Watch | None = None
) -> dict[str, list[Seen]]:
    """The first n replications of each blueprint, in order; who computes them changes nothing."""
    tasks = [(level, number) for number in range(n) for level in blueprints]
    found: dict[str, list[Seen]] = {level: [] for level in blueprints}
    began = time.monotonic()
    if watch is not None:
        note = "" if ready.missing() or ready.prepared() else ready.announcement()
        watch(Progress(0, len(tasks), 0.0, None, note=note))
    for done, ((level, _), seen) in enumerate(zip(tasks, _computed(blueprints, seed, tasks, jobs), strict=True), 1):
        found[level].append(seen)
        if watch is not None:
            spent = time.monotonic() - began
            watch(Progress(done, len(tasks), spent, spent / done * (len(tasks) - done)))
    return found


def _computed(blueprints: Mapping[str, Blueprint], seed: int, tasks: Sequence[Count], jobs: int) -> Iterator[Seen]:
    if not ready.missing():
        from sim.engines.compiled import simulate

        ready.prepare()
        with ThreadPoolExecutor(jobs) as threads:
            yield from threads.map(lambda task: _replicated(simulate, blueprints[task[0]], seed, task[1]), tasks)
        return
    from sim.engines import reference

    if jobs == 1:
        yield from (_replicated(reference.simulate, blueprints[level], seed, number) for level, number in tasks)
        return
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_move_in,
        initargs=(dict(blueprints), seed),
    )
    try:
        yield from pool.map(_replicate, tasks, chunksize=2)
    except BrokenProcessPool:
        raise OpmodelError(
            "A worker process ended unexpectedly, perhaps for lack of memory. Try again with --jobs 1."
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _replicated(simulate: Callable[..., Trace], blueprint: Blueprint, seed: int, number: int) -> Seen:
    return see(Walked(simulate(blueprint, seed=seed, replication=number), blueprint))


_office: Callable[[Count], Seen]  # in a worker: makes a replication of its blueprints


def _move_in(blueprints: Mapping[str, Blueprint], seed: int) -> None:
    from sim.engines.reference import simulate

    global _office
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _office = lambda task: _replicated(simulate, blueprints[task[0]], seed, task[1])  # noqa: E731


def _replicate(task: Count) -> Seen:
    return _office(task)

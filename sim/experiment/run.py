"""A run: one configuration, as many replications as the answer takes, and the tables made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.blueprint import Blueprint, make_blueprint
from sim.blueprint.overload import load_of, overloaded
from sim.experiment import design
from sim.experiment.asking import by_name, extras, folder, name_of_response, numbers_of, processes, seed_of
from sim.experiment.checkpoint import Checkpoint
from sim.experiment.dispatch import Computed
from sim.experiment.health import Health, health_of
from sim.experiment.provenance import Order
from sim.experiment.replicate import Replications, Watch, replications_of, settle
from sim.experiment.store import Stored
from sim.experiment.target import NOT_CLEAR, REACHED, Target, target_of
from sim.narrative import line
from sim.narrative import run as voice
from sim.narrative.numbers import DAYS
from sim.responses import RESPONSES, Measures, estimate, known, ratio_columns, spelled, summarize, undecided
from sim.scenario.load import Given, as_scenario
from sim.scenario.organization import with_form_factors
from sim.scenario.resolve import meaning_digest, resolved
from sim.scenario.schema import Scenario
from sim.scenario.switches import switched
from sim.stats import bootstrap
from sim.stats.curve import MUCH

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LEVEL = 0.95
WITHOUT_LIMIT = "grows without limit: the team cannot keep up"


@dataclass(frozen=True, eq=False)
class RunResult:
    """One configuration's results as tidy tables, with all that reproduces them."""

    scenario: Scenario
    name: str
    seed: int
    n: int  # replications
    run_id: str
    meaning: str  # digest of what happens in the scenario, whatever it is called
    replications: "pd.DataFrame"  # replication, response, numerator, denominator, value
    summary: "pd.DataFrame"  # response, label, unit, better, estimate, low, high, level, method, n, note
    curve: "pd.DataFrame"  # week, day, share, low, high
    percentiles: "pd.DataFrame"  # p, estimate, low, high, reached, low_estimate, high_estimate
    time_split: "pd.DataFrame"  # state, days, share
    roles: "pd.DataFrame"  # as in `sim.responses.summary.Summary`
    teams: "pd.DataFrame"  # team, people, utilization, low, high, queue_wait
    wip: "pd.DataFrame"  # day, stage, items
    gates: "pd.DataFrame"  # gate, stopped_share
    capacity: "pd.DataFrame"  # day, until, use, people, share
    health: Health  # what stands in the way of reading the figures at their face value
    precision_reached: bool
    half_width: tuple[float, float]  # of what the number of replications depends on, and the one wanted
    target: Target | None = None
    sentences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    computed: Computed = field(default_factory=Computed)
    stored: Stored | None = None

    def figure(self, response: str) -> dict[str, Any] | None:
        """A response's row of the summary; None where it has no value.

        Raises:
            BadInput: if there is no such response.
        """
        rows = self.summary[self.summary["response"] == spelled(name_of_response(response))].to_dict("records")
        if not rows:
            known(response)
        if not rows or rows[0]["estimate"] != rows[0]["estimate"]:
            return None
        return {str(key): value for key, value in rows[0].items()}

    def percentile(self, p: float) -> tuple[float, float, float] | None:
        """Estimate, low and high of a percentile such as 85; None where it is not reached, or known by bounds only."""
        row = self.percentile_row(p)
        if row is None or not row["reached"] or row["estimate"] != row["estimate"]:
            return None
        return float(row["estimate"]), float(row["low"]), float(row["high"])

    def percentile_row(self, p: float) -> dict[str, Any] | None:
        """A percentile's row, with the least and the most it can be where many requests are undecided."""
        for row in self.percentiles.to_dict("records"):
            if abs(100 * row["p"] - p) < 1e-6:
                return {str(key): value for key, value in row.items()}
        return None

    @property
    def offered_load(self) -> float:
        """Of the worst set of roles, when the last requests that are measured come in."""
        return self.health.load

    @property
    def undecided(self) -> float:
        """Share of requests of which nothing shows whether they go live; where it is above 0.01 no mean is told."""
        return self.health.undecided

    @property
    def overloaded(self) -> tuple[str, ...]:
        """The roles that are asked for more than they can do; empty where all keep up."""
        return self.health.overloaded

    @property
    def busiest(self) -> dict[str, Any] | None:
        """The busiest role's row of the table; business roles, whose other work is not modeled, come last."""
        groups = {name: role.group for name, role in self.scenario.roles.items()}
        rows = [row for row in self.roles.to_dict("records") if row["utilization"] == row["utilization"]]
        ours = [row for row in rows if row["people"] > 0 and groups.get(str(row["role"])) != "business"]
        top = max(ours or rows, key=lambda row: row["utilization"], default=None)
        return None if top is None else {str(key): value for key, value in top.items()}

    @property
    def target_reached(self) -> bool | None:
        """Whether the whole interval of the target's figure lies within it; None without a target."""
        return None if self.target is None else self.target_verdict == REACHED

    @property
    def target_verdict(self) -> str:
        """What is known of the target: "reached", "not reached" or "not clear"; empty without one."""
        if self.target is None:
            return ""
        p = self.target.percentile
        row = self.percentile_row(p) if p else self.figure("time_to_production")
        if row is None or self.overloaded or self.health.filling is not None:
            return NOT_CLEAR  # times that grow without limit are those of the study; in one that fills up, too low
        found = self.target.verdict(row["low"], row["high"])
        late_ones_missing = not p and self.health.forbids_means
        return NOT_CLEAR if found == REACHED and late_ones_missing else found

    def charts(self) -> "dict[str, Figure]":
        """The charts of this run, by name."""
        from sim.report.pictures import of_run

        return of_run(self)

    @cached_property
    def items(self) -> "pd.DataFrame":
        """A row for each request of every replication: marks, outcome, days by state; made again from their keys."""
        from sim.experiment.logs import items_of

        return items_of(self)

    @cached_property
    def events(self) -> "pd.DataFrame":
        """The event log of the requests of the first replication, for process mining; more by `event_log`."""
        return self.event_log(1)

    def event_log(self, replications: "int | str | Iterable[int]" = 1, *, everything: bool = False) -> "pd.DataFrame":
        """The event log with the names of the XES standard.

        Args:
            replications: how many, "all", or which, numbered from 0.
            everything: whether duties, upkeep, the live stock and what requests ask for are cases too.
        """
        from sim.experiment.logs import events_of

        return events_of(self, replications=numbers_of(replications, self.n), everything=everything)

    def __repr__(self) -> str:
        return line.of_run(self)

    def _repr_html_(self) -> str:
        from sim.report.notebook import of_run

        return of_run(self)

    def as_plain(self) -> dict[str, Any]:
        """Sentences and tables as plain data."""
        tables = ("summary", "percentiles", "time_split", "roles", "gates")
        return {
            "run_id": self.run_id,
            "name": self.name,
            "seed": self.seed,
            "n": self.n,
            "health": self.health.as_plain(),
            "precision_reached": self.precision_reached,
            "target": self.target and str(self.target),
            "target_verdict": self.target_verdict,
            "sentences": list(self.sentences),
            "warnings": list(self.warnings),
            **{table: getattr(self, table).to_dict("records") for table in tables},
        }


@by_name
def run(
    scenario: Given,
    *,
    seed: int = 1,
    replications: int | str = "auto",
    jobs: int | None = None,
    engine: str = "auto",
    out: str | Path | None = None,
    progress: Watch | None = None,
    target: str | float | date | Target | None = None,
    extra: Sequence[str] = (),
    force: bool = False,
) -> RunResult:
    """Simulate a configuration until its figures are as precise as its study asks, or a fixed number of times.

    Args:
        scenario: a scenario, a shipped name, the path of a file, or what a file would say as a dict.
        seed: a whole number; another seed is other luck.
        replications: how many, or "auto": until the intervals are as narrow as the study asks.
        jobs: processes or threads; all processors by default. The result does not depend on it.
        engine: "auto", "compiled" or "reference". The result does not depend on it either.
        out: a folder; the results are written to a folder below it, named for the run. None writes nothing.
        progress: called with a `Progress` now and then.
        target: a time to production that is wanted: "26w", 130, "p85<=26w" or "2028-03-15".
        extra: "items" or "events", to be written besides.
        force: replace different results that are there already.

    Raises:
        BadInput: for what cannot be asked for.
        StoppedError: after Ctrl-C; what is finished is kept below `out`.
    """
    scenario, seed, extra, jobs = as_scenario(scenario), seed_of(seed), extras(extra), processes(jobs)
    out = folder(out)
    plan = design.plan(scenario.study, replications)
    wanted = target_of(target, scenario.study)
    options = {"target": wanted and str(wanted), "extra": list(extra)}
    order = Order("run", (resolved(scenario),), seed, _rule(replications), options)
    blueprint, meaning = make_blueprint(scenario), meaning_of(scenario)
    grows = overloaded(scenario, load_of(scenario))
    checkpoint = Checkpoint(out, order.run_id) if out is not None else None
    with replications_of(
        {meaning: blueprint}, seed=seed, jobs=jobs, engine=engine, checkpoint=checkpoint, watch=progress
    ) as them:
        n, precision = settle(them, [meaning], plan, lambda n: precision_of(them.of(meaning, n), scenario, grows=grows))
        result = result_of(scenario, blueprint, them, n, precision, seed=seed, run_id=order.run_id, target=wanted)
    if out is not None:
        from sim.report.files import save_run

        result = replace(result, stored=save_run(result, order, out, extra=extra, force=force))
    if checkpoint:
        checkpoint.clear()
    return result


def _rule(replications: int | str) -> int | str:
    return replications if replications == "auto" else int(replications)


def meaning_of(scenario: Scenario) -> str:
    """Digest of what happens; equal for scenarios that differ in names or in what has no effect only."""
    return meaning_digest(with_form_factors(switched(scenario)))


def precision_of(measures: Sequence[Measures], scenario: Scenario, *, grows: bool = False) -> design.Precision:
    """Half-widths of the time to production and of the conversion, against those that the study wants.

    For the time it is enough to be as precise as the share that the study names or as the difference that matters.
    Where it `grows` without limit no replications make it known, so that throughput is judged in its place; where too
    many requests are undecided for a mean, the conversion alone.
    """
    study = scenario.study
    if grows:
        rate = estimate(measures, "throughput", level=LEVEL)
        pair = (rate.half_width, study.half_width * abs(rate.estimate))
        return design.Precision((pair,), len(measures), LEVEL, "live a year")
    conversion = estimate(measures, "conversion", level=LEVEL)
    if undecided(measures) > MUCH:  # no mean is told, and the conversion is a pair of bounds that no run brings closer
        live = bootstrap.ratio_of_sums(*ratio_columns(measures, "conversion"), level=LEVEL)
        return design.Precision(((live.half_width, study.half_width),), len(measures), LEVEL, "of requests")
    time = estimate(measures, "time_to_production", level=LEVEL)
    wanted = max(study.half_width * abs(time.estimate), scenario.goal.matters)
    pairs = ((time.half_width, wanted), (conversion.half_width, study.half_width))
    return design.Precision(pairs, len(measures), LEVEL)


def result_of(
    scenario: Scenario,
    blueprint: Blueprint,
    them: Replications,
    n: int,
    precision: design.Precision,
    *,
    seed: int,
    run_id: str,
    target: Target | None = None,
) -> RunResult:
    """Tables, sentences and warnings over the first n replications."""
    meaning = meaning_of(scenario)
    tables = summarize(them.of(meaning, n), blueprint, level=LEVEL)
    half, wanted = precision.pairs[0]
    result = RunResult(
        scenario=scenario,
        name=scenario.name,
        seed=seed,
        n=n,
        run_id=run_id,
        meaning=meaning,
        replications=tables.replications,
        summary=tables.summary,
        curve=tables.curve,
        percentiles=tables.percentiles,
        time_split=tables.time_split,
        roles=tables.roles,
        teams=tables.teams,
        wip=tables.wip,
        gates=tables.gates,
        capacity=tables.capacity,
        health=health_of(scenario, them.of(meaning, n), tables.undecided),
        precision_reached=precision.reached,
        half_width=(float(half), float(wanted)) if tables.undecided <= MUCH else (nan, nan),
        target=target,
        computed=them.computed,
    )
    if result.health.overloaded:
        result = replace(result, summary=_noted(result.summary))
    result = replace(result, warnings=voice.warnings_of(result))
    return replace(result, sentences=voice.sentences_of(result))


def _noted(summary: "pd.DataFrame") -> "pd.DataFrame":
    """The table with a note at each time to production and percentile, which of an overloaded team are no figures."""
    heads = summary["response"].astype(str).str.partition(".")[0]
    times = heads.str.startswith("time_to_production") | heads.isin(
        [name for name, each in RESPONSES.items() if each.measure is None]
    )
    days = summary["unit"] == DAYS
    notes = [
        "; ".join(filter(None, (WITHOUT_LIMIT, note))) if time else note
        for time, note in zip(times & days, summary["note"], strict=True)
    ]
    return summary.assign(note=notes)

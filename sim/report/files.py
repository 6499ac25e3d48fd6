"""The files of a run or comparison: made in memory, then handed to the store, which writes all or none."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.charts import png, svg
from sim.charts.names import names_of
from sim.experiment import store
from sim.experiment.logs import events_of, items_of
from sim.experiment.provenance import Order
from sim.report.page import page
from sim.report.stress import stress
from sim.report.why import Titled, tables_of
from sim.report.written import as_json, csv
from sim.scenario.organization import place
from sim.scenario.resolve import dump
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiment.compare import Comparison
    from sim.experiment.run import RunResult


def save_run(
    run: "RunResult", order: Order, root: str | Path, *, extra: Sequence[str] = (), force: bool = False
) -> store.Stored:
    """Write what a run leaves behind."""
    files = _tables([run]) | _scenarios([run.scenario])
    for name in extra:
        files[f"{name}.csv"] = csv(_EXTRA[name](run))
    files |= _presented([run], run.charts(), run.sentences, run.warnings, title=_title([run]))
    return _save(files, [run], order, root, force=force)


def save_comparison(comparison: "Comparison", order: Order, root: str | Path, *, force: bool = False) -> store.Stored:
    """Write what a comparison leaves behind."""
    runs = list(comparison.runs)
    files = _tables(runs) | _scenarios(comparison.given)
    files["differences.csv"] = csv(comparison.differences)
    files["differences.by-state.csv"] = csv(comparison.by_state)
    if len(runs) > 2:
        files["differences.pairs.csv"] = csv(comparison.pairs_table())
    if comparison.why is not None:
        files |= {"why.csv": csv(comparison.why.table), "why.combinations.csv": csv(comparison.why.combinations)}
    if comparison.factors_at_one is not None:
        files["differences.factors-at-one.csv"] = csv(comparison.factors_at_one)
    if comparison.with_factors is not None:
        files["differences.with-factors.csv"] = csv(comparison.with_factors)
    files |= _presented(
        runs,
        comparison.charts(),
        comparison.sentences,
        comparison.warnings,
        title=_title(runs),
        tables=tables_of(comparison),
    )
    return _save(files, runs, order, root, force=force)


def _title(runs: Sequence["RunResult"]) -> str:
    names = list(names_of(runs).short.values()) if len(runs) > 1 else [runs[0].name]
    return " against ".join(names) if len(names) == 2 else ", ".join(names)


def _tables(runs: Sequence["RunResult"]) -> dict[str, bytes]:
    """The tidy tables, with a column for the configuration."""
    files = {}
    for name in (
        "replications",
        "summary",
        "percentiles",
        "curve",
        "time_split",
        "roles",
        "teams",
        "wip",
        "gates",
        "capacity",
    ):
        parts = [getattr(run, name).assign(configuration=run.name) for run in runs]
        table = pd.concat(parts, ignore_index=True)
        files[f"{name}.csv"] = csv(table[["configuration", *(key for key in table if key != "configuration")]])
    return files


def _scenarios(given: Sequence[Scenario]) -> dict[str, bytes]:
    """Each configuration resolved; several are numbered in the order of the comparison."""
    if len(given) == 1:
        return {"scenario.resolved.yaml": dump(given[0]).encode()}
    return {f"scenario.{place}.resolved.yaml": dump(one).encode() for place, one in enumerate(given, start=1)}


def _presented(
    runs: Sequence["RunResult"],
    figures: Mapping[str, "Figure"],
    sentences: Sequence[str],
    warnings: Sequence[str],
    *,
    title: str,
    tables: Sequence[Titled] = (),
) -> dict[str, bytes]:
    drawings = {name: svg(figure) for name, figure in figures.items()}
    footer = f"{runs[0].run_id}, seed {runs[0].seed}, {runs[0].n} replications of each configuration; model results."
    whole = page(
        runs, title=title, sentences=sentences, warnings=warnings, charts=drawings, footer=footer, tables=tables
    )
    files = {f"charts/{name}.svg": drawing.encode() for name, drawing in drawings.items()}
    files |= {f"charts/{name}.png": png(figure) for name, figure in figures.items()}
    return files | {"report.html": whole.encode(), "sentences.txt": ("\n".join(sentences) + "\n").encode()}


def _save(
    files: dict[str, bytes], runs: Sequence["RunResult"], order: Order, root: str | Path, *, force: bool
) -> store.Stored:
    seating = place(runs[0].scenario)
    meanings = [run.meaning for run in runs]
    files["STRESS.md"] = stress(
        runs, order.manifest(meanings=meanings, digests={}), people=len(seating.people), teams=len(seating.teams)
    ).encode()

    def manifest(digests: Mapping[str, str]) -> bytes:
        known = {"n": runs[0].n, "engines": runs[0].computed.as_plain()}
        return as_json(order.manifest(meanings=meanings, digests=digests) | known)

    return store.save(root, order.run_id, files, manifest=manifest, force=force)


def _first_events(run: "RunResult") -> pd.DataFrame:
    return events_of(run, replications=[0])


_EXTRA: dict[str, Callable[["RunResult"], pd.DataFrame]] = {"items": items_of, "events": _first_events}

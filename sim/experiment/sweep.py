"""A sweep: one scenario at every point of a grid of factors, under the same luck at each.

Replication r of every point meets the same requests with the same luck (common random numbers), so that points are
compared replication by replication. Points in which the same happens are simulated once. Of a replication only the
sums of the responses asked for are kept, so that sweeps of a million replications fit into a small machine.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import BadInput, did_you_mean
from sim.experiment.asking import by_name, folder, name_of_response, processes, seed_of
from sim.experiment.design import MOST
from sim.experiment.differences import matters_of
from sim.experiment.dispatch import Dispatcher, interrupted_once
from sim.experiment.fieldwork import Fieldwork
from sim.experiment.found import Found, Gathered, joined
from sim.experiment.fresh import Fresh, fresh_point
from sim.experiment.kept_points import KeptPoints
from sim.experiment.layout import layout_of
from sim.experiment.pace import Pace
from sim.experiment.points import Point, points_of
from sim.experiment.provenance import Order
from sim.experiment.replicate import Progress, StoppedError, Watch
from sim.experiment.run import meaning_of
from sim.experiment.store import Stored
from sim.experiment.vary import Factor
from sim.narrative import line
from sim.responses import RESPONSES, known, spelled, unknown
from sim.responses.register import members
from sim.scenario.load import Given, as_scenario
from sim.scenario.resolve import resolved
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.experiment.point_family import Family

HEADLINES = ("time_to_production", "conversion")
REPLICATIONS = 100
REMEMBERED = 4  # blueprints, beside one for each job: of the call that waits, and of replications made again
MOST_POINTS_OF_PERCENTILES = 200  # their cohorts are kept until the end


@dataclass(frozen=True, eq=False)
class Sweep:
    """A scenario's responses at every point of a grid, as tidy tables."""

    scenario: Scenario  # before anything is varied
    factors: tuple[str, ...]  # dotted paths
    points: tuple[Point, ...]
    responses: tuple[str, ...]  # the first is the one that decides
    base: int  # the point that differences are taken against: the scenario as it is, else the first
    seed: int
    n: int  # replications of each point
    run_id: str
    found: Gathered = field(repr=False)  # by meaning
    family: "Family" = field(repr=False)  # the points compared in the response that decides
    summary: "pd.DataFrame"  # point, factors, response, ..., estimate, low, high, difference and its interval, ...
    best: tuple[int, ...] = ()  # points that may be best in the response that decides, or as good for what matters
    fresh: Fresh | None = None  # the best of several, estimated again
    sentence: str = ""
    sentences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    counted: Mapping[str, object] = field(default_factory=dict)  # replications by engine
    stored: Stored | None = None

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """One row for each point and replication: factors by path, then each response with its two sums."""
        from sim.experiment.sweep_tables import runs_of

        return next(runs_of(self))

    def figure(self, response: str = "") -> "Figure":
        """The response curve of one factor, or the heat map of two.

        Raises:
            BadInput: with more factors, which no picture holds.
        """
        from sim.report.sweep_files import figure_of

        return figure_of(self, response or self.responses[0])

    def charts(self) -> "dict[str, Figure]":
        """The charts of this sweep, by name; none with more than two factors."""
        from sim.report.sweep_files import charts_of

        return charts_of(self)

    def __repr__(self) -> str:
        return line.of_sweep(self)

    def _repr_html_(self) -> str:
        from sim.report.notebook import of_sweep

        return of_sweep(self)

    def as_plain(self) -> dict[str, Any]:
        """Sentences and the summary as plain data."""
        return {
            "run_id": self.run_id,
            "factors": list(self.factors),
            "responses": list(self.responses),
            "points": len(self.points),
            "base": self.base,
            "best": list(self.best),
            "fresh": None if self.fresh is None else self.fresh.as_plain(),
            "seed": self.seed,
            "n": self.n,
            "sentence": self.sentence,
            "sentences": list(self.sentences),
            "warnings": list(self.warnings),
            "summary": self.summary.to_dict("records"),
        }


@by_name
def sweep(
    scenario: Given,
    vary: "Mapping[str, Any] | str | Sequence[Factor | str | Mapping[str, Any]] | pd.DataFrame",
    *,
    response: str | Sequence[str] = HEADLINES,
    replications: int | str = REPLICATIONS,
    seed: int = 1,
    jobs: int | None = None,
    engine: str = "auto",
    out: str | Path | None = None,
    progress: Watch | None = None,
    force: bool = False,
) -> Sweep:
    """Simulate the scenario at every point of a grid, or at points of one's own.

    The first response decides which points may be best. Points are checked before anything is run. With `out` the
    results are written to a folder below it, and a sweep that was stopped goes on after its last finished points. The
    result does not depend on `jobs` or `engine`.

    Args:
        scenario: a scenario, a shipped name, the path of a file, or what a file would say as a dict.
        vary: values by dotted path, whose combinations make a grid: `{"people.ml_engineer": "2..8", "maturity.mlops":
            [0, 0.5, 1]}`; or points one by one: a data frame with a column for each path, or a list of dicts, in which
            a path that is left out keeps the scenario's own value.
        response: one or several responses by name; the first decides.
        replications: how many at each point.
        seed: a whole number; another seed is other luck.
        jobs: processes or threads; all processors by default.
        engine: "auto", "compiled" or "reference".
        out: a folder; the results are written to a folder below it, named for the sweep. None writes nothing.
        progress: called with a `Progress` now and then.
        force: replace different results that are there already.

    Raises:
        BadInput: for what cannot be asked for, or naming a point that cannot be simulated.
        StoppedError: after Ctrl-C; finished points are kept below `out`.
    """
    scenario, seed, jobs = as_scenario(scenario), seed_of(seed), processes(jobs)
    out = folder(out)
    layout = layout_of(vary)
    wanted = asked_for(scenario, response)
    n = counted(replications)
    began = time.monotonic()

    def look(done: int, of: int) -> None:
        if progress:
            progress(Progress(0, of * n, time.monotonic() - began, None, note="looking at the points"))

    points = points_of(scenario, layout, tell=look)
    if len(points) > MOST_POINTS_OF_PERCENTILES and any(
        RESPONSES[name.split(".")[0]].measure is None for name in wanted
    ):
        raise BadInput(
            f"{len(points)} points are too many for percentiles, whose cases are kept to the end: "
            f"{MOST_POINTS_OF_PERCENTILES} at the most.\n    Sweep time_to_production first, then fewer points."
        )
    options = layout.as_plain() | {"response": list(wanted)}
    order = Order("sweep", (resolved(scenario),), seed, n, options)
    kept = KeptPoints(out, order.run_id) if out is not None else None
    found, made = _work(scenario, points, wanted, n, seed, jobs, engine, kept, progress)
    own = meaning_of(scenario)
    base = next((point.number for point in points if point.meaning == own), 0)
    swept = _described(scenario, layout.paths, points, wanted, base, seed, n, order.run_id, found, made)
    swept = _told(replace(swept, fresh=fresh_point(swept, jobs=jobs, engine=engine, watch=progress)))
    if out is not None:
        from sim.report.sweep_files import save_sweep

        swept = replace(swept, stored=save_sweep(swept, order, out, force=force))
    if kept:
        kept.clear()
    return swept


def counted(replications: int | str) -> int:
    """The number of replications.

    Raises:
        BadInput: if it is none, or below 2, since one replication says nothing about chance.
    """
    text = str(replications)
    if isinstance(replications, bool) or not text.isdigit() or not 2 <= int(text) <= MOST:
        raise BadInput(f'replications = "{text[:40]}"\n    must be a whole number from 2 to {MOST} for a sweep')
    return int(text)


def asked_for(scenario: Scenario, response: str | Sequence[str]) -> tuple[str, ...]:
    """The responses by name, each once.

    Raises:
        BadInput: for one that is not known.
    """
    listed = list(response) if isinstance(response, Iterable) and not isinstance(response, str) else [response]
    names = tuple(dict.fromkeys(spelled(name_of_response(name)) for name in listed))
    if not names:
        raise BadInput(unknown("", RESPONSES.values(), "name at least one response"))
    for name in names:
        over = known(name).over
        if over and over != "team":  # teams differ from form to form
            from sim.blueprint import make_blueprint

            member, there = name.split(".", 1)[1], members(over, make_blueprint(scenario))
            if member not in there:
                hint = did_you_mean(member, there)
                raise BadInput(
                    f'response = "{name}"\n    no such {over}. Known: {", ".join(there)}\n    {hint}'.rstrip()
                )
    return names


def _work(
    scenario: Scenario,
    points: Sequence[Point],
    wanted: Sequence[str],
    n: int,
    seed: int,
    jobs: int,
    engine: str,
    kept: KeptPoints | None,
    progress: Watch | None,
) -> tuple[Gathered, dict[str, object]]:
    """Every meaning once: from the checkpoint, or simulated."""
    edits = {point.meaning: point.edits for point in reversed(points)}
    found = Gathered(len(edits), n)
    for meaning, there in kept.kept(n) if kept else ():
        if meaning in edits:
            found.add(meaning, there)
    resumed = made = len(found) * n
    total, began, pace = len(edits) * n, time.monotonic(), Pace()
    todo = {point.meaning: range(n) for point in points if point.meaning not in found}
    parts = defaultdict[str, dict[int, Found]](dict)  # of points under way, by number of the first replication

    def tell() -> None:
        if progress:
            spent = time.monotonic() - began
            left = None if pace.each is None else pace.each * (total - made)
            progress(Progress(made, total, spent, left, note=dispatcher.note))

    work = Fieldwork(scenario, edits, seed, wanted, jobs + REMEMBERED)
    with interrupted_once(), Dispatcher(work, engine=engine, jobs=jobs, kept=resumed) as dispatcher:
        try:
            tell()
            for piece in dispatcher.compute(todo, tell=tell):
                made += piece.batch.size
                pace.count(piece.batch.size, piece.engine)
                meaning = piece.batch.meaning
                parts[meaning][piece.batch.first] = piece.made
                if sum(len(part.pairs) for part in parts[meaning].values()) == n:
                    there = joined([part for _, part in sorted(parts.pop(meaning).items())])
                    found.add(meaning, there)
                    if kept:
                        kept.keep(meaning, there)
                tell()
        except KeyboardInterrupt:
            raise StoppedError(_goodbye(len(found), len(edits), kept)) from None
        finally:
            if kept:
                kept.flush()
    return found, dispatcher.computed.as_plain()


def _goodbye(done: int, of: int, kept: KeptPoints | None) -> str:
    said = f"Stopped after {done} of {of} points."
    if kept is None:
        return f"{said}\n    Nothing is kept: there was no folder for results."
    if not done:
        return f"{said}\n    No point was finished, so nothing is kept."
    return f"{said}\n    They are kept in {kept.folder}. Give the same command again to go on from there."


def _described(
    scenario: Scenario,
    paths: tuple[str, ...],
    points: tuple[Point, ...],
    wanted: tuple[str, ...],
    base: int,
    seed: int,
    n: int,
    run_id: str,
    found: Gathered,
    made: Mapping[str, object],
) -> Sweep:
    from sim.experiment.point_family import family_of, response_of
    from sim.experiment.standing_points import best_points
    from sim.experiment.sweep_tables import summary_of

    family = family_of(points, found, wanted[0], matters=matters_of(response_of(wanted[0]), scenario))
    best = best_points(paths, points, found, family)
    return Sweep(
        scenario=scenario,
        factors=paths,
        points=points,
        responses=wanted,
        base=base,
        seed=seed,
        n=n,
        run_id=run_id,
        found=found,
        summary=summary_of(scenario, paths, points, found, wanted, base, family, best),
        family=family,
        best=best,
        counted=made,
    )


def _told(swept: Sweep) -> Sweep:
    from sim.experiment import sweep_telling

    swept = replace(swept, warnings=sweep_telling.warnings_of(swept))
    sentences = sweep_telling.sentences_of(swept)
    return replace(swept, sentence=sentences[0], sentences=sentences)

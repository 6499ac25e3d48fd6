"""The charts and files of a sweep; the store writes all or none."""

from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import charts
from sim.errors import BadInput
from sim.experiment import store
from sim.experiment.provenance import Order
from sim.experiment.results import WORDS
from sim.experiment.standing_points import is_circumstance
from sim.experiment.sweep_tables import runs_of
from sim.report.written import as_json, csv_pieces
from sim.scenario.resolve import dump
from sim.scenario.spoken import spoken_all

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.experiment.sweep import Sweep

ROWS_AT_ONCE = 5_000
MOST_DRAWN = 2_500  # points, whose cells would take more memory than all results
MOST_WORDS = 100  # levels that are not numbers, each with a name at the axis


def charts_of(swept: "Sweep") -> "dict[str, Figure]":
    """A chart for each response, by name; none with more than two factors, or of more points than can be seen."""
    words = max((swept.summary[path].nunique() for path in swept.factors if _in_words(swept, path)), default=0)
    if len(swept.factors) > 2 or len(swept.points) > MOST_DRAWN or words > MOST_WORDS or not _gridded(swept):
        return {}
    return {name.replace("_", "-"): figure_of(swept, name) for name in swept.responses}


def _gridded(swept: "Sweep") -> bool:
    """Whether every combination of levels is there once, as pictures have it."""
    return (
        prod(len({point.levels[at] for point in swept.points}) for at in range(len(swept.factors)))
        == len({point.levels for point in swept.points})
        == len(swept.points)
    )


def figure_of(swept: "Sweep", response: str) -> "Figure":
    """The response curve of one factor, or the heat map of two."""
    if response not in swept.responses:
        raise BadInput(f'response = "{response}"\n    not in this sweep. There are: {", ".join(swept.responses)}')
    footer = f"{swept.scenario.name} · run {swept.run_id} · seed {swept.seed} · model results"
    table = swept.summary
    if response != swept.responses[0]:
        table = table.drop(columns="may_be_best")  # that is said of the response that decides
    if len(swept.factors) < 3 and not _gridded(swept):
        raise BadInput("the points make no grid, so there is no picture; draw from the summary")
    drawn: Axes
    how: dict[str, Any] = {
        "response": response,
        "footer": footer,
        "names": spoken_all(swept.scenario, swept.factors),
        "circumstances": [path for path in swept.factors if is_circumstance(path)],
    }
    if len(swept.factors) == 1:
        drawn = charts.response_curve(table, factor=swept.factors[0], **how)
    elif len(swept.factors) == 2:
        drawn = charts.heat_map(table, factors=swept.factors, **how)
    else:
        raise BadInput(
            f"no picture holds {len(swept.factors)} factors; vary one or two at a time, or draw from the summary"
        )
    return drawn.get_figure(root=True)  # type: ignore[return-value]


def save_sweep(swept: "Sweep", order: Order, root: str | Path, *, force: bool = False) -> store.Stored:
    """Write what a sweep leaves behind."""
    told = "\n".join([*swept.sentences, *(f"Warning: {warning}" for warning in swept.warnings)])
    files: dict[str, store.Content] = {
        "runs.csv": csv_pieces(runs_of(swept, at_once=max(1, ROWS_AT_ONCE // swept.n))),
        "summary.csv": csv_pieces(
            swept.summary[at : at + ROWS_AT_ONCE] for at in range(0, len(swept.summary), ROWS_AT_ONCE)
        ),
        "scenario.resolved.yaml": dump(swept.scenario).encode(),
        "sentences.txt": f"{told}\n".encode(),
    }
    for name, figure in swept.charts().items():
        files |= {f"charts/{name}.svg": charts.svg(figure).encode(), f"charts/{name}.png": charts.png(figure)}

    meanings = list(dict.fromkeys(point.meaning for point in swept.points))  # found in any order

    def manifest(digests: Mapping[str, str]) -> bytes:
        known = {
            "n": swept.n,
            "base": swept.base,
            "best": {"points": list(swept.best), "method": swept.family.method},
            WORDS: [path for path in swept.factors if _in_words(swept, path)],
            "engines": dict(swept.counted),
        }
        return as_json(order.manifest(meanings=meanings, digests=digests) | known)

    return store.save(root, order.run_id, files, manifest=manifest, force=force)


def _in_words(swept: "Sweep", path: str) -> bool:
    return swept.summary[path].dtype.kind not in "if"

"""Results as a notebook shows them: the decision in words above, the table below; everything escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from sim.report.points import points_table
from sim.report.table import results_table

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.run import RunResult
    from sim.experiment.sweep import Sweep

MOST = 30  # points of a sweep


def of_run(run: "RunResult") -> str:
    """One configuration."""
    return _html(run.sentences[:3], *results_table([run]), run.warnings)


def of_comparison(comparison: "Comparison") -> str:
    """Several beside each other."""
    return _html(comparison.sentences[:3], *results_table(comparison.runs), comparison.warnings)


def of_sweep(swept: "Sweep") -> str:
    """The first points of a sweep, with intervals and differences."""
    header, rows = points_table(swept, most=MOST)
    more = f"{len(swept.points) - MOST} more points: see .summary" if len(swept.points) > MOST else ""
    return _html(swept.sentences[:2], header, rows[:MOST], (*swept.warnings, *filter(None, [more])))


def _html(sentences: Sequence[str], header: Sequence[str], rows: Iterable[Sequence[str]], notes: Iterable[str]) -> str:
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    small = "".join(f"<p><small>{escape(note)}</small></p>" for note in notes)
    return f"{told}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{small}"

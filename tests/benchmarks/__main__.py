"""All measurements, or those whose names contain one of the words given: `python -m tests.benchmarks [WORD ...]`.

Lines are printed as they are measured. Without words, the whole table is written to results/published/benchmarks.csv
and .md, and its short form between the markers of a page with `--write README.md`.
"""

import argparse
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from sim.experiment.marked import with_part
from tests.benchmarks import engines, footprint, scaling  # noqa: F401  they fill MEASUREMENTS, in this order
from tests.benchmarks.table import MEASUREMENTS, MissingError, Row, machine

FOLDER = Path(__file__).parents[2] / "results" / "published"
COMMAND = "python -m tests.benchmarks"
COLUMNS = (
    "topic", "what", "against", "unit", "median", "low", "high", "rounds", "must", "aim", "verdict", "seconds",
    "seconds_against", "per",
)  # fmt: skip
PART = "benchmarks"  # of the page
Table = list[tuple[str, Row]]  # topic, row


def main() -> None:
    """Measure, print and, where all is measured, write."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").split("\n")[0])
    parser.add_argument("words", nargs="*", metavar="WORD", help=f"part of a name: {', '.join(MEASUREMENTS)}")
    parser.add_argument("--write", type=Path, metavar="README.md", help="put the short table into this page")
    asked = parser.parse_args()
    chosen = {name: one for name, one in MEASUREMENTS.items() if not asked.words or any(w in name for w in asked.words)}
    if not chosen:
        parser.error(f"no such measurement; there are {', '.join(MEASUREMENTS)}")
    began, table = perf_counter(), Table()
    print(machine())
    for name, one in chosen.items():
        topic = (one.__doc__ or name).strip()
        print(f"\n{topic} [{name}, {perf_counter() - began:.0f} s]", flush=True)
        try:
            for row in one():
                print(f"  {row}", flush=True)
                table.append((topic, row))
        except MissingError as missing:
            print(f"  left out: {missing}", flush=True)
    missed = sum(row.verdict == "missed" for _, row in table)
    print(f"\n{len(table)} lines in {perf_counter() - began:.0f} s; the bar is missed in {missed}.")
    if not asked.words:
        FOLDER.joinpath("benchmarks.csv").write_text(as_csv(table), encoding="utf-8")
        FOLDER.joinpath("benchmarks.md").write_text(as_markdown(table), encoding="utf-8")
        if asked.write:
            page = asked.write.read_text(encoding="utf-8")
            text = as_markdown(table, short=True)
            asked.write.write_text(with_part(page, text, str(asked.write), PART), encoding="utf-8")


def as_csv(table: Table) -> str:
    """Tidy rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for topic, row in table:
        values = [f"{value:.5g}" for value in (median(row.values), min(row.values), max(row.values))]
        seconds = [f"{value:.4g}" for value in row.seconds or ()] or ["", ""]
        bar = ["" if value is None else f"{value:g}" for value in (row.must, row.aim)]
        line = [topic, row.what, row.against, row.unit, *values, len(row.values), *bar, row.verdict, *seconds, row.per]
        writer.writerow(line)
    return text.getvalue()


def as_markdown(table: Table, *, short: bool = False) -> str:
    """The table as people read it: all of it with a heading for each topic, or the lines that matter most."""
    says = f"Measured on: {machine()}. Medians of interleaved rounds, in brackets the lowest and the highest."
    if short:
        return f"{says}\n\n{_lines([row for _, row in table if row.verdict or row.shown])}"
    topics = dict.fromkeys(topic for topic, _ in table)
    parts = [f"## {topic}\n\n{_lines([row for its, row in table if its == topic])}" for topic in topics]
    return "\n\n".join([f"# Benchmarks\n\n{says}\n\n`{COMMAND}` makes this file anew.", *parts]) + "\n"


def _lines(rows: Sequence[Row]) -> str:
    head = "| what | against | measured | must | aim | verdict |\n| --- | --- | --- | --- | --- | --- |"
    cells = [(r.what, r.against, r.measured, r.bar(r.must), r.bar(r.aim), r.verdict) for r in rows]
    shown = [tuple("**missed**" if cell == "missed" else cell for cell in line) for line in cells]
    return "\n".join([head, *(f"| {' | '.join(line)} |" for line in shown)])


if __name__ == "__main__":
    main()

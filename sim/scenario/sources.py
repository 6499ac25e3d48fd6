"""Sources: the evidence rows that scenarios cite, and whether what a scenario cites is there."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.errors import BadInput
from sim.scenario.check import Findings, place_of
from sim.scenario.document import Unreadable, compose, plain, read_text
from sim.scenario.inherit import shipped_directory
from sim.scenario.schema import Scenario
from sim.scenario.set_here import SET_HERE

BASES = (SET_HERE, "assumption", "informed", "evidence", "definition")  # from the weakest


@dataclass(frozen=True, slots=True)
class Row:
    """One row of evidence."""

    id: str
    parameter: str = ""
    value: str = ""
    source: str = ""  # the citation
    confidence: str = ""
    seen: str = ""  # when and how the source was looked at
    year: str = ""
    n: str = ""  # size of the sample


@cache
def evidence() -> dict[str, Row]:
    """The rows that ship with the product, by id; empty when the file is not there.

    Raises:
        BadInput: when the file is damaged.
    """
    path = shipped_directory() / "sources.yaml"
    if not path.is_file():
        return {}
    try:
        node, problems = compose(read_text(path, file=path.name), file=path.name)
    except Unreadable as error:
        raise BadInput(str(error.problems[0])) from None
    if problems:
        raise BadInput(str(problems[0]))
    return {str(name): _row(str(name), row) for name, row in plain(node).items()}


@cache
def row_ids() -> tuple[str, ...]:
    """Ids of the rows; found without reading the whole file, since every load asks for them."""
    path = shipped_directory() / "sources.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return tuple(dict.fromkeys(re.findall(r"^(\w[\w.-]*):", text, re.MULTILINE)))


def tally(scenario: Scenario) -> str:
    """How many values have which basis; an empty text where no sources are named."""
    counts = Counter[str](source.basis for source in scenario.sources.values())
    words = {SET_HERE: "set here without a source of their own", "assumption": "assumed", "informed": "informed"}
    return ", ".join(f"{counts[basis]} {words.get(basis, f'by {basis}')}" for basis in BASES if counts[basis])


def without_source(scenarios: Iterable[Scenario]) -> dict[str, list[str]]:
    """What was set here without a source: paths by name of the scenario, for those that have any."""
    found = {
        scenario.name: [path for path, source in scenario.sources.items() if source.basis == SET_HERE]
        for scenario in scenarios
    }
    return {name: paths for name, paths in found.items() if paths}


def _row(name: str, written: Any) -> Row:
    texts = (
        {key: str(value) for key, value in written.items() if value is not None} if isinstance(written, dict) else {}
    )
    known = {
        key: texts[key] for key in ("parameter", "value", "source", "confidence", "seen", "year", "n") if key in texts
    }
    return Row(name, **known)


def check_sources(findings: Findings) -> None:
    """What a scenario gives sources for exists, and so do the rows that it cites."""
    from sim.scenario.edit import get

    scenario = findings.scenario
    own = place_of(scenario, "name")[0]
    rows = row_ids()
    for path, source in scenario.sources.items():
        here = f"sources.{path}"
        if scenario._places.get(here, ("",))[0] == own:  # an inherited source may speak of what was replaced here
            try:
                get(scenario, path)
            except BadInput as error:
                what = str(error).partition(": ")[2] or str(error)
                findings.error(here, f"gives a source for something that is not there: {what}")
        for row in source.rows:
            if rows and row not in rows:
                what = f'"{row}" is not a row of sources.yaml; cite one of its {len(rows)}, such as {rows[0]}'
                findings.error(f"{here}.rows", what)
        if source.range is not None and source.range[0] > source.range[1]:
            findings.error(f"{here}.range", "the lower end comes first")

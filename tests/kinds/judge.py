"""The judge: what must hold for any file that somebody writes, and for edits and sweeps of it.

Whatever is refused is refused in words, at a line, with exit code 2. Whatever is accepted runs on both engines within
bounded time, to the same bits and with all invariants kept, and finishes with sentences, tables, charts and a page in
which no figure is missing its number.
"""

import re
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sim
from sim.blueprint import make_blueprint
from sim.blueprint.blueprint import Blueprint
from sim.engines import compiled
from sim.errors import BadInput, OpmodelError, ScenarioError
from sim.experiment.twins import differs
from sim.responses import check_invariants
from tests.kinds.authors import Author

REFUSED, ACCEPTED, LARGE = "refused", "accepted", "too large to compare"
MOST_ROWS = 60_000  # a trace beyond this is not made again by the slower engine
COMPARED_EACH, SAVED_EACH, SWEPT_EACH = (
    8,
    30,
    10,
)  # files of which one is also compared, saved with charts and page, swept
NO_NUMBER = re.compile(r"\b(nan|inf|None|NaN)\b")


class BrokenError(Exception):
    """Something that must hold does not."""


def must(holds: object, what: str) -> None:
    """Raise what is broken unless it holds."""
    if not holds:
        raise BrokenError(what)


@dataclass(frozen=True, slots=True)
class Judgment:
    """How one file came out; `fault` says what broke, and while doing what."""

    number: int
    outcome: str
    fault: str = ""


def judge(seed: int, number: int) -> Judgment:
    """Write the file of an author, and see."""
    author = Author(seed, number)
    text = author.file()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return Judgment(number, _judged(author, text, number))
        except BaseException as error:  # whatever it is, it is the finding
            if isinstance(error, KeyboardInterrupt):
                raise
            return Judgment(number, "", _story(error))


def _judged(author: Author, text: str, number: int) -> str:
    scenario = _read(lambda: sim.loads(text, name="mine.yaml"), lines=True)
    if scenario is None:
        return REFUSED
    outcome = _simulated(make_blueprint(scenario))
    if outcome == LARGE:
        return outcome
    _told(sim.run(scenario, replications=2, engine="compiled", jobs=1))
    if number % COMPARED_EACH == 0:
        _compared(author, scenario)
    if number % SAVED_EACH == 0:
        with tempfile.TemporaryDirectory() as folder:
            sim.run(scenario, replications=3, engine="compiled", jobs=1, out=folder)
            _saved(Path(folder))
    if number % SWEPT_EACH == 0:
        _swept(author, scenario)
    return outcome


def _read(read: Callable[[], Any], *, lines: bool = False) -> Any:
    """What was read, or None where it was refused as it should be."""
    try:
        return read()
    except BadInput as error:
        must(error.exit_code == 2, f"refused with exit code {error.exit_code}")
        must(str(error).strip(), "refused without a word")
        if lines and isinstance(error, ScenarioError):
            missing = [problem for problem in error.problems if not problem.line]
            must(not missing, f"refused without a line: {missing[:1]}")
        return None


def _simulated(blueprint: Blueprint) -> str:
    """Both engines, bit for bit, and the identities of the trace."""
    try:
        trace = compiled.simulate(blueprint, seed=1, replication=0)
    except OpmodelError as error:
        must("time stands still" in str(error), f"stopped without a reason: {error}")
        return REFUSED
    if len(trace) > MOST_ROWS:
        return LARGE
    difference = differs(blueprint, 1, 0)
    must(not difference, f"the engines differ {difference}")
    check_invariants(trace, blueprint)
    return ACCEPTED


def _compared(author: Author, scenario: Any) -> None:
    edits = author.edits()
    variant = _read(lambda: sim.edit(scenario, edits))
    if variant is None or _simulated(make_blueprint(variant)) != ACCEPTED:
        return
    comparison = sim.compare([scenario, variant], replications=3, engine="compiled", jobs=1)
    _in_words(comparison.sentences)
    for figure in comparison.charts().values():
        _in_words([figure.get_label()])


def _swept(author: Author, scenario: Any) -> None:
    factors = author.sweep()
    variants = [_read(lambda edits=edits: sim.edit(scenario, edits)) for edits in _ones(factors)]
    if any(variant is not None and _simulated(make_blueprint(variant)) == LARGE for variant in variants):
        return
    sweep = _read(lambda: sim.sweep(scenario, factors, replications=2, engine="compiled", jobs=1))
    if sweep is not None:
        _in_words(sweep.sentences)


def _ones(factors: dict[str, list[Any]]) -> Iterable[dict[str, Any]]:
    return ({path: level} for path, levels in factors.items() for level in levels)


def _told(result: Any) -> None:
    _in_words(result.sentences)
    _in_words(result.warnings)
    must(len(result.summary) and len(result.replications), "no tables")


def _saved(folder: Path) -> None:
    page = next(folder.rglob("report.html")).read_text(encoding="utf-8")
    must("<script>alert" not in page, "a name is a script on the page")
    must(list(folder.rglob("*.svg")), "no charts")
    _in_words(re.findall(r'alt="([^"]*)"', page))


def _in_words(texts: Iterable[str]) -> None:
    for text in texts:
        must(text.strip(), "an empty sentence")
        must(not NO_NUMBER.search(text), f"a figure without a number: {text}")


def _story(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/sim/" in frame.filename]
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name})" if frames else ""
    return f"{type(error).__name__}: {str(error)[:600]}{where}"

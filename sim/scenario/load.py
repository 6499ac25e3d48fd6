"""Loading: from a scenario file to a frozen scenario, or to every problem of the file at once."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import BadInput, Problem, ScenarioError
from sim.scenario.document import Node, Unreadable, compose, from_plain
from sim.scenario.inherit import did_you_mean_shipped, display_name, extend, read_tree, shipped, shipped_names
from sim.scenario.read import Place, Reader
from sim.scenario.schema import Scenario

Given = Scenario | str | os.PathLike[str] | Mapping[str, Any]  # whatever stands for a scenario in Python
DATA = "<dict>"  # stands for the file where a scenario is given as data


def as_scenario(given: Given) -> Scenario:
    """The scenario that is meant: itself, a shipped name, the path of a file, or what a file would say as a dict.

    Raises:
        BadInput: for anything else.
        ScenarioError: with all problems of the file or the dict.
    """
    return given if isinstance(given, Scenario) else load(given)


def load(path: Given, *, checked: bool = True) -> Scenario:
    """The scenario of a file, of a shipped name such as `baseline`, or of a dict that says what a file would say.

    Args:
        path: `"coe"`, `"my.yaml"`, `Path("my.yaml")` or `{"extends": "coe", "people": {"ml_engineer": 4}}`.
        checked: off for whoever looks for warnings afterwards, which checks it too.

    Raises:
        ScenarioError: with all problems of the file, in file order.
    """
    if isinstance(path, Scenario):
        return path
    if isinstance(path, Mapping):
        return _from_data(path, checked=checked)
    if not isinstance(path, str | os.PathLike):
        raise BadInput(
            f"scenario = {shortened(path)}\n    must be a scenario: a shipped name, the path of a file, a dict or what "
            f"sim.load returns; not {type(path).__name__}"
        )
    if isinstance(path, str) and "\n" in path:
        raise BadInput(f"scenario = {shortened(path)}\n    is the text of a file, not its name: use sim.loads(text)")
    where = Path(path)
    if not _exists(where) and len(str(path)) < 200 and (found := shipped(str(path))):
        where = found
    file = display_name(where)
    if not _exists(where):
        known = shipped_names()
        what = f"does not exist. Shipped scenarios: {', '.join(known)}"
        raise ScenarioError([Problem(file, 0, 0, "", what, did_you_mean_shipped(str(path)))])
    try:
        node, problems = read_tree(where, file=file)
    except Unreadable as error:
        raise ScenarioError(error.problems) from None
    return from_tree(node, problems, name=where.stem.replace("_", " "), checked=checked)


def _exists(where: Path) -> bool:
    try:
        return where.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def shortened(value: object) -> str:
    """A value as an error quotes it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _from_data(data: Mapping[str, Any], *, checked: bool) -> Scenario:
    try:
        node, problems = extend(from_plain({"opmodel": 1, **data}, file=DATA), [], directory=Path.cwd())
    except Unreadable as error:
        raise ScenarioError(error.problems) from None
    above = data.get("extends")
    name = f"{Path(above).stem.replace('_', ' ')}, changed" if isinstance(above, str) else "scenario"
    return from_tree(node, problems, name=name, checked=checked)


def loads(text: str, name: str = "<text>", *, directory: Path | None = None) -> Scenario:
    """The scenario of a text; `extends` finds shipped scenarios, and files of `directory` if it is given.

    Raises:
        ScenarioError: with all problems of the text, in order.
    """
    if not isinstance(text, str):
        raise BadInput(f"text = {shortened(text)}\n    must be the text of a scenario file; a dict is for sim.load")
    try:
        node, problems = compose(text, file=name)
        node, problems = extend(node, problems, directory=directory)
    except Unreadable as error:
        raise ScenarioError(error.problems) from None
    return from_tree(node, problems, name=Path(name.strip("<>")).stem.replace("_", " "))


def from_tree(node: Node, problems: list[Problem], *, name: str = "", checked: bool = True) -> Scenario:
    """The scenario of a tree that is merged already, without the problems found on the way to it.

    Raises:
        ScenarioError: with all problems.
    """
    from sim.scenario.check import check, strangers

    if name and "name" not in node.value:
        node.value["name"] = Node(name, node.file, node.line, node.column, name)
    reader = Reader()
    scenario = reader.read(node)
    if scenario is not None:
        remember_places(scenario, reader.places, gone=reader.gone)
    if problems or reader.problems:
        ordered = [((p.line, p.column), p) for p in problems] + reader.problems
        if scenario is not None and not reader.unsure:
            ordered += [((p.line, p.column), p) for p in strangers(scenario, dropped=reader.dropped)]
        ordered.sort(key=lambda entry: (entry[1].file != node.file, entry[1].file, entry[0]))
        raise ScenarioError([problem for _, problem in ordered])
    assert isinstance(scenario, Scenario)  # noqa: S101 - for the type checker
    if checked:
        check(scenario)
    return scenario


def remember_places(scenario: Scenario, places: dict[str, Place], *, gone: dict[str, Place]) -> None:
    """Keep where each dotted path was written, or taken away from what is inherited."""
    for kept, found in ((scenario._places, places), (scenario._gone, gone)):
        kept.clear()
        kept.update(found)


def places(scenario: Scenario) -> dict[str, Place]:
    """Where each dotted path of the scenario was written: file, line and column of its key."""
    return dict(scenario._places)

"""Loading: from a scenario file to a frozen scenario, or to every problem of the file at once."""

from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.scenario.document import Node, Unreadable, compose
from sim.scenario.inherit import did_you_mean_shipped, display_name, extend, read_tree, shipped, shipped_names
from sim.scenario.read import Place, Reader
from sim.scenario.schema import Scenario


def load(path: str | Path, *, checked: bool = True) -> Scenario:
    """The scenario of a file, or of a shipped name such as `baseline`; unchecked for whoever checks it for warnings.

    Raises:
        ScenarioError: with all problems of the file, in file order.
    """
    where = Path(path)
    if not where.exists() and (found := shipped(str(path))):
        where = found
    file = display_name(where)
    if not where.exists():
        known = shipped_names()
        what = f"does not exist. Shipped scenarios: {', '.join(known)}"
        raise ScenarioError([Problem(file, 0, 0, "", what, did_you_mean_shipped(str(path)))])
    try:
        node, problems = read_tree(where, file=file)
    except Unreadable as error:
        raise ScenarioError(error.problems) from None
    return from_tree(node, problems, name=where.stem.replace("_", " "), checked=checked)


def loads(text: str, name: str = "<text>", *, directory: Path | None = None) -> Scenario:
    """The scenario of a text; `extends` finds shipped scenarios, and files of `directory` if it is given.

    Raises:
        ScenarioError: with all problems of the text, in order.
    """
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
        remember_places(scenario, reader.places)
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


def remember_places(scenario: Scenario, places: dict[str, Place]) -> None:
    """Keep where each dotted path was written."""
    scenario._places.clear()
    scenario._places.update(places)


def places(scenario: Scenario) -> dict[str, Place]:
    """Where each dotted path of the scenario was written: file, line and column of its key."""
    return dict(scenario._places)

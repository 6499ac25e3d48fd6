"""Claims as files: a folder with the question, what is expected and why, and the scenarios that answer it.

All of it is written, and kept under version control, before the first run; running a claim changes none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import BadInput, Problem, ScenarioError, did_you_mean
from sim.narrative.numbers import DAYS
from sim.responses import known
from sim.scenario.document import Node, Unreadable, compose, plain, read_text
from sim.scenario.edit import edit
from sim.scenario.inherit import display_name, shipped_directory
from sim.scenario.load import load, places
from sim.scenario.schema import Scenario
from sim.scenario.seating import persons, roles_held
from sim.scenario.sources import row_ids

FILE = "claim.yaml"
EXPECTATIONS = ("higher", "lower", "same")
TEXTS = ("question", "expectation", "source", "limits")
NEEDED = (*TEXTS, "rows", "configurations", "expects", "replications", "figures", "rests_on")
FIELDS = (*NEEDED, "added", "settings", "beside", "equal_cost", "absorbed")
SHAPES = {
    **dict.fromkeys(("rows", "configurations", "expects", "figures", "rests_on", "beside", "equal_cost"), list),
    **dict.fromkeys(("settings", "absorbed"), dict),
}
OF_A_DIFFERENCE = ("of", "against", "at", "response", "is", "matters", "without_factors")


@dataclass(frozen=True, slots=True)
class Cell:
    """One configuration, in one setting."""

    configuration: str  # file beside the claim, without its ending
    setting: str = ""
    without_factors: bool = False  # all form factors at 1


@dataclass(frozen=True, slots=True)
class Difference:
    """A paired difference that is asked for, and what is expected of it."""

    of: Cell
    against: Cell
    response: str
    expected: str = ""  # higher, lower, same; nothing where it is told for orientation only
    matters: float = 0.0  # smallest difference that matters, in the response's unit


@dataclass(frozen=True, eq=False)
class Claim:
    """A question, what is expected and why, and all that its answer is computed from."""

    name: str
    question: str
    expectation: str
    source: str
    limits: str
    added: str  # what was added after the first run, if anything was; it decides nothing
    rows: tuple[str, ...]  # of evidence, for the expectation
    scenarios: Mapping[str, Scenario]  # the configurations by file name; the first is the one to start from
    settings: Mapping[str, Mapping[str, Any]]  # changes made to every configuration; "" alone for none
    expects: tuple[Difference, ...]  # these decide, together
    beside: tuple[Difference, ...]  # these are told for orientation
    equal_cost: tuple[tuple[str, ...], ...]  # configurations that cost the same
    absorbed: tuple[str, str] | None  # role whose work others absorb, and who they are
    replications: int
    figures: tuple[str, ...]  # responses told for each configuration
    rests_on: tuple[str, ...]  # dotted paths with their sources
    own: Mapping[str, tuple[str, ...]]  # paths whose sources are written in the claim's own scenarios, by configuration

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every configuration in every setting as written, then those with form factors at 1."""
        plain_cells = [Cell(name, setting) for setting in self.settings for name in self.scenarios]
        asked = [cell for each in (*self.expects, *self.beside) for cell in (each.of, each.against)]
        return tuple(dict.fromkeys([*plain_cells, *asked]))

    def scenario(self, cell: Cell) -> Scenario:
        """What is run for a configuration in a setting."""
        from sim.experiment.forms_race import without_factors

        scenario = self.scenarios[cell.configuration]
        changes = self.settings[cell.setting]
        changed = edit(scenario, changes) if changes else scenario
        return without_factors(changed) if cell.without_factors else changed


def claims_directory() -> Path:
    """Where the claims that come with the product lie."""
    return shipped_directory() / "claims"


def claim_names() -> tuple[str, ...]:
    """Names of the claims that come with the product."""
    return tuple(sorted(path.parent.name for path in claims_directory().glob(f"*/{FILE}")))


def pay_per_day(scenario: Scenario, day: float = 0.0) -> float:
    """What all people employed on a day are paid for it; somebody with several roles is paid for the first."""
    total = 0.0
    for name, group in scenario.people.items():
        if (group.joins or 0.0) <= day and (group.leaves is None or day < group.leaves):
            role = scenario.roles[roles_held(name, group)[0][0]]
            total += sum(group.fte * role.day_rate for _ in persons(scenario, name, group))
    return total


def load_claim(name: str | Path) -> Claim:
    """The claim of a shipped name, or of a folder.

    Raises:
        BadInput: for a claim that is not there.
        ScenarioError: with all problems of the claim's file, or of the first scenario that has some.
    """
    folder = Path(name)
    if not (folder / FILE).is_file():
        folder = claims_directory() / str(name)
    if not str(name) or not (folder / FILE).is_file():
        names = claim_names()
        hint = did_you_mean(str(name), names)
        raise BadInput(f'claim "{name}" is not known. Known: {", ".join(names)}. {hint}'.rstrip())
    file = display_name(folder / FILE)
    try:
        node, problems = compose(read_text(folder / FILE, file=file), file=file)
    except Unreadable as error:
        raise ScenarioError(error.problems) from None
    return _Reader(folder, file, node, problems).claim()


class _Reader:
    """Reads one claim, and keeps all that is wrong with it."""

    def __init__(self, folder: Path, file: str, node: Node, problems: list[Problem]) -> None:
        self.folder, self.file, self.node, self.problems = folder, file, node, list(problems)
        self.data: dict[str, Any] = plain(node) if isinstance(node.value, dict) else {}

    def wrong(self, path: str, what: str, remedy: str = "") -> None:
        """Note a problem at the place of a field."""
        place = self.node.value.get(path.split(".")[0]) if isinstance(self.node.value, dict) else None
        line, column = (place.line, place.column) if place else (0, 0)
        self.problems.append(Problem(self.file, line, column, path, what, remedy))

    def claim(self) -> Claim:
        """The claim, or every problem."""
        for field in self.data:
            if field not in FIELDS:
                self.wrong(field, f"unknown field. Fields here: {', '.join(FIELDS)}", did_you_mean(field, FIELDS))
        for field in NEEDED:
            if not self.data.get(field):
                self.wrong(field, "is missing")
        for field, kind in SHAPES.items():
            if self.data.get(field) and not isinstance(self.data[field], kind):
                self.wrong(field, f"must be a {'list' if kind is list else 'mapping'}")
        self.stop()
        for field in TEXTS:
            if not isinstance(self.data[field], str):
                self.wrong(field, "must be a text")
        n = self.data["replications"]
        if not isinstance(n, int) or isinstance(n, bool) or n < 2:
            self.wrong("replications", f"must be a whole number of 2 or more, not {n}")
        scenarios = self.scenarios()
        settings = self.settings()
        self.stop()
        expects = self.differences("expects", scenarios, settings)
        beside = self.differences("beside", scenarios, settings)
        first = next(iter(scenarios.values()))
        for path in self.names("rests_on"):
            if covering(path, first) is None:
                self.wrong("rests_on", f"{path} has no source in {first.name}")
        for row in self.names("rows"):
            if row not in row_ids():
                self.wrong("rows", f'"{row}" is not a row of sources.yaml')
        for response in self.names("figures"):
            self.response("figures", response, first)
        self.stop()
        equal = tuple(tuple(map(str, group)) for group in self.data.get("equal_cost", ()))
        for name in {name for group in equal for name in group} - set(scenarios):
            self.wrong("equal_cost", f"{name} is not one of the configurations: {', '.join(scenarios)}")
        absorbed = self.data.get("absorbed")
        if absorbed is not None and not (absorbed.get("role") in first.roles and absorbed.get("by") in first.people):
            self.wrong("absorbed", "needs role, whose work is absorbed, and by, the group of people who do it")
        self.stop()
        return Claim(
            name=self.folder.resolve().name,
            **{field: " ".join(self.data[field].split()) for field in TEXTS},
            added=" ".join(str(self.data.get("added", "")).split()),
            rows=self.names("rows"),
            scenarios=scenarios,
            settings=settings,
            expects=expects,
            beside=beside,
            equal_cost=equal,
            absorbed=None if absorbed is None else (str(absorbed["role"]), str(absorbed["by"])),
            replications=n,
            figures=self.names("figures"),
            rests_on=self.names("rests_on"),
            own={name: self.own(name, scenario) for name, scenario in scenarios.items()},
        )

    def stop(self) -> None:
        """Raise what was found so far."""
        if self.problems:
            raise ScenarioError(self.problems)

    def names(self, field: str) -> tuple[str, ...]:
        """A list of words."""
        return tuple(str(each) for each in self.data.get(field, ()))

    def scenarios(self) -> dict[str, Scenario]:
        """The configurations, each a scenario file beside the claim."""
        found = {}
        for name in self.names("configurations"):
            path = self.folder / f"{name}.yaml"
            if path.is_file():
                found[name] = load(path)
            else:
                self.wrong("configurations", f"there is no {name}.yaml beside this file")
        if len(found) < 2:
            self.wrong("configurations", "must be two or more")
        return found

    def settings(self) -> dict[str, dict[str, Any]]:
        """Changes that are made to every configuration, by name of the setting."""
        written = self.data.get("settings") or {"": {}}
        return {
            str(name): {str(path): value for path, value in (changes or {}).items()}
            for name, changes in written.items()
        }

    def response(self, field: str, name: str, scenario: Scenario) -> str:
        """The unit of a response."""
        try:
            found = known(name)
            member = name.partition(".")[2]
            if found.over == "role" and member not in scenario.roles:
                self.wrong(field, f'"{name}" names no role', did_you_mean(member, scenario.roles))
            return found.unit
        except BadInput as error:
            self.wrong(field, str(error))
            return ""

    def differences(
        self, field: str, scenarios: Mapping[str, Scenario], settings: Mapping[str, Any]
    ) -> tuple[Difference, ...]:
        """What is asked for, each with what is expected."""
        found = []
        first = next(iter(scenarios.values()))
        for place, written in enumerate(self.data.get(field, ())):
            path = f"{field}.{place}"
            if not isinstance(written, dict):
                self.wrong(path, f"must be a mapping of {', '.join(OF_A_DIFFERENCE)}")
                continue
            for key in set(written) - set(OF_A_DIFFERENCE):
                self.wrong(path, f'unknown field "{key}". Fields here: {", ".join(OF_A_DIFFERENCE)}')
            setting = str(written.get("at", next(iter(settings))))
            if setting not in settings:
                self.wrong(path, f'at = "{setting}"\n    is not a setting: {", ".join(settings)}')
            bare = bool(written.get("without_factors", False))
            cells = []
            for side in ("of", "against"):
                if written.get(side) not in scenarios:
                    self.wrong(path, f"{side} must name one of the configurations: {', '.join(scenarios)}")
                cells.append(Cell(str(written.get(side)), setting, bare))
            unit = self.response(path, str(written.get("response", "")), first)
            expected = str(written.get("is", ""))
            if field == "expects" and expected not in EXPECTATIONS:
                self.wrong(path, f'is = "{expected}"\n    must be one of {", ".join(EXPECTATIONS)}')
            matters = written.get("matters")
            if matters is None and unit == DAYS:
                matters = first.goal.matters
            if matters is None:
                self.wrong(path, f"needs matters: the smallest difference that matters, in {unit or 'its unit'}")
            found.append(Difference(cells[0], cells[1], str(written.get("response")), expected, float(matters or 0.0)))
        return tuple(found)

    def own(self, name: str, scenario: Scenario) -> tuple[str, ...]:
        """Paths whose source the configuration's own file gives."""
        file = display_name(self.folder / f"{name}.yaml")
        there = places(scenario)
        return tuple(path for path in scenario.sources if there.get(f"sources.{path}", ("",))[0] == file)


def covering(path: str, scenario: Scenario) -> str | None:
    """The most particular path with a source that speaks of this one."""
    while path and path not in scenario.sources:
        path = path.rpartition(".")[0]
    return path or None


__all__ = ["Cell", "Claim", "Difference", "claim_names", "covering", "load_claim", "pay_per_day"]

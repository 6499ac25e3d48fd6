"""Checks: whether a scenario that is written correctly also makes sense."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario.schema import Scenario


@dataclass(slots=True)
class Findings:
    """What the checks find: errors, which stop, and warnings, which are told."""

    scenario: Scenario
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    strangers: list[tuple[str, Problem]] = field(default_factory=list)  # names that do not exist; errors too

    def error(self, path: str, what: str, remedy: str = "", *, value: object = None) -> None:
        """Something that cannot be simulated."""
        self.errors.append(self._problem(path, what, remedy, value))

    def warn(self, path: str, what: str, remedy: str = "", *, value: object = None) -> None:
        """Something legal but odd."""
        self.warnings.append(self._problem(path, what, remedy, value))

    def unknown(
        self, path: str, name: str, known: Iterable[str], noun: str, *, also: Mapping[str, str] | None = None
    ) -> None:
        """A name that does not exist; `also` are other words for those that do."""
        names = list(known)
        listed = ", ".join(names) or "none"
        remedy = self._taken_away(path, name) or did_you_mean(name, names, also=also)
        self.error(path, f"not a known {noun}. Known: {listed}", remedy, value=name)
        self.strangers.append((name, self.errors[-1]))

    def _taken_away(self, path: str, name: str) -> str:
        """Where a file took away what a file below it still speaks of."""
        for gone, (file, line, column) in self.scenario._gone.items():
            if gone.endswith(f".{name}") and not path.startswith(gone):
                return f"{file}:{line}:{column} takes {gone} away; change what still asks for it, too."
        return ""

    def _problem(self, path: str, what: str, remedy: str, value: object) -> Problem:
        file, line, column = place_of(self.scenario, path)
        shown = path if value is None or path.endswith(f".{value}") else f"{path} = {_quoted(value)}"
        return Problem(file, line, column, shown, what, remedy)


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def place_of(scenario: Scenario, path: str) -> tuple[str, int, int]:
    """File, line and column at which a dotted path was written, or else the nearest one above it, or the first line."""
    known = scenario._places
    while path and path not in known:
        path = path.rpartition(".")[0]
    return known.get(path) or next(((file, 1, 1) for file, _, _ in known.values()), ("scenario", 0, 0))


def check(scenario: Scenario) -> list[Problem]:
    """The warnings about a scenario, in file order.

    Raises:
        ScenarioError: with everything that keeps it from being simulated.
    """
    findings = _findings(scenario)
    main = place_of(scenario, "name")[0]
    if findings.errors:
        raise ScenarioError(in_file_order(findings.errors, main=main), file=main)
    return in_file_order(findings.warnings, main=main)


def strangers(scenario: Scenario, *, dropped: Iterable[str]) -> list[Problem]:
    """Names that do not exist, in a scenario of which parts were left out because they have problems."""
    lost = set(dropped)
    return [problem for name, problem in _findings(scenario).strangers if name not in lost]


def _findings(scenario: Scenario) -> Findings:
    from sim.scenario import check_clocks, check_days, check_demand, check_people, check_route, sources

    findings = Findings(scenario)
    checks: tuple[Callable[[Findings], None], ...] = (
        *check_people.CHECKS,
        *check_demand.CHECKS,
        *check_route.CHECKS,
        *check_days.CHECKS,
        *check_clocks.CHECKS,
        sources.check_sources,
        *check_people.LAST_CHECKS,
    )
    for one in checks:
        one(findings)
    return findings


def in_file_order(problems: Iterable[Problem], *, main: str) -> list[Problem]:
    """Problems of the file itself first, then those of files that it extends; each once."""
    ordered = sorted(problems, key=lambda problem: (problem.file != main, problem.file, problem.line, problem.column))
    return list(dict.fromkeys(ordered))

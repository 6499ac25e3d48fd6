"""The register of responses: one decorated function adds one to tables, charts, comparisons and the app.

A response takes what was observed in some replications and returns a numerator and a denominator for each; the
estimate over replications is the ratio of their sums. With `over` it returns tables with a column for each stage, role,
team, gate, state, use, domain or kind, and is known as `name.member`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.errors import BadInput, did_you_mean
from sim.observations import IDLE, STATES, USES

if TYPE_CHECKING:
    from sim.blueprint import Blueprint
    from sim.responses.observed import Observed

PERCENTILES = (0.5, 0.85, 0.95)


class RatioOfSums(NamedTuple):
    """What each replication adds to numerator and denominator: replication, or replication x member."""

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]


Measure = Callable[["Observed"], RatioOfSums]
M = TypeVar("M", bound=Measure)


@dataclass(frozen=True, slots=True)
class Response:
    """What tables, charts and sentences need to know of a response."""

    name: str
    label: str
    unit: str
    better: str  # "lower", "higher", or "" where neither is better in itself
    over: str  # "", or what it has a value for each of
    explanation: str  # first line of the docstring
    measure: Measure | None  # None for percentiles, which are read off the averaged curve
    percentile: float = 0.0
    of_those_there: bool = False  # a mean over the use cases that get there: unknown while many are undecided


RESPONSES: dict[str, Response] = {}
GROUPS: dict[str, Callable[[str], bool]] = {  # by which a list of responses is read, by their unit
    "Time": lambda unit: unit == "working days",
    "Shares": lambda unit: unit.startswith("share"),
    "Money": lambda unit: unit.startswith("USD"),
    "Counts": lambda unit: True,
}


def response(
    *, unit: str, better: str = "", label: str = "", over: str = "", of_those_there: bool = False
) -> Callable[[M], M]:
    """Enter a function into the register under its own name."""

    def enter(measure: M) -> M:
        name = measure.__name__
        first = (measure.__doc__ or "").strip().splitlines()
        RESPONSES[name] = Response(
            name,
            label or name.replace("_", " "),
            unit,
            better,
            over,
            first[0] if first else "",
            measure,
            of_those_there=of_those_there,
        )
        return measure

    return enter


def enter_percentiles(of: str) -> None:
    """Enter the percentiles of those that go live, which are read off the averaged curve."""
    for p in PERCENTILES:
        name, label = f"p{round(p * 100)}", f"P{round(p * 100)} of {of}"
        first = f"Day by which {round(p * 100)} % of those that go live are live."
        RESPONSES[name] = Response(name, label, "working days", "lower", "", first, None, p)


def members(over: str, blueprint: "Blueprint") -> tuple[str, ...]:
    """What a response has a value for each of, by name."""
    if over == "state":
        return STATES
    if over == "use":
        return (*USES, IDLE)
    if over == "kind":  # what follows use cases, such as upkeep, is of a kind of its own
        ours = zip(blueprint.kind_names, blueprint.kind_is_use_case, strict=True)
        return tuple(name for name, use_case in ours if use_case)
    return tuple(getattr(blueprint, f"{over}_names"))


def member_label(over: str, member: str, blueprint: "Blueprint") -> str:
    """A member as tables and charts call it."""
    if over == "role":
        return str(blueprint.role_labels[blueprint.role_names.index(member)])
    return member.replace("_", " ")


def known(name: str) -> Response:
    """The response of a name such as `conversion`, `p85` or `utilization.ml_engineer`.

    Raises:
        BadInput: if there is none; those that there are come with it.
    """
    head, _, member = name.partition(".")
    found = RESPONSES.get(head)
    if found is None:
        raise BadInput(unknown(name, RESPONSES.values()))
    if bool(found.over) != bool(member):
        hint = f"write {head}.<{found.over}>" if found.over else f"has no parts; write {head}"
        raise BadInput(f'response = "{name[:60]}"\n    {hint}')
    return found


def spelled(name: str) -> str:
    """The name as the register has it, whatever the case and the hyphens: `P85` is `p85`."""
    head, dot, member = name.strip().partition(".")
    plain = head.casefold().replace("-", "_").replace(" ", "_")
    return f"{plain if plain in RESPONSES else head}{dot}{member}"


def unknown(name: str, able: Iterable[Response], what: str = "not known") -> str:
    """That a name is none of these responses; the likely one, and all of them by unit, on lines of readable length."""
    every = list(able)
    lines = [f'response = "{name[:60]}"', f"    {what}. {did_you_mean(name, [each.name for each in every])}".rstrip()]
    for title, belongs in GROUPS.items():
        names = [each.name + (f".<{each.over}>" if each.over else "") for each in every if belongs(each.unit)]
        every = [each for each in every if not belongs(each.unit)]
        if names:
            lines += wrap(f"{title}: {', '.join(names)}", 110, initial_indent="    ", subsequent_indent="        ")
    return "\n".join(lines)

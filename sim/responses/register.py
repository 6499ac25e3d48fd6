"""The register of responses: one decorated function adds one to tables, charts, comparisons and the app.

A response takes what was observed in some replications and returns a numerator and a denominator for each; the
estimate over replications is the ratio of their sums. With `over` it returns tables with a column for each stage, role,
team, gate or state, and is known as `name.member`.
"""

from collections.abc import Callable
from dataclasses import dataclass
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


RESPONSES: dict[str, Response] = {}


def response(*, unit: str, better: str = "", label: str = "", over: str = "") -> Callable[[M], M]:
    """Enter a function into the register under its own name."""

    def enter(measure: M) -> M:
        name = measure.__name__
        first = (measure.__doc__ or "").strip().splitlines()
        RESPONSES[name] = Response(
            name, label or name.replace("_", " "), unit, better, over, first[0] if first else "", measure
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
    return tuple(getattr(blueprint, f"{over}_names"))


def member_label(over: str, member: str, blueprint: "Blueprint") -> str:
    """A member as tables and charts call it."""
    if over == "role":
        return str(blueprint.role_labels[blueprint.role_names.index(member)])
    return member.replace("_", " ")


def known(name: str) -> Response:
    """The response of a name such as `conversion`, `p85` or `utilization.ml_engineer`."""
    head = name.split(".", 1)[0]
    found = RESPONSES.get(head)
    if found is None or bool(found.over) != ("." in name):
        hint = did_you_mean(name, RESPONSES) if found is None else f"Write {head}.<{found.over}>." if found.over else ""
        raise BadInput(f'response "{name}" is not known. Known: {", ".join(RESPONSES)}. {hint}'.strip())
    return found

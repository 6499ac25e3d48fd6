"""The shape of a scenario: what may be written, in which unit, within which bounds.

This module has the scenario as a whole; its larger blocks stand in `schema_people` and `schema_route`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import PrivateAttr

from sim.scenario import amounts
from sim.scenario.fields import AnAmount, Block, Number, say
from sim.scenario.schema_people import (
    Batch,
    Demand,
    Every,
    FormFactors,
    Group,
    Kind,
    Organization,
    Planned,
    Ramp,
    Role,
    Team,
)
from sim.scenario.schema_route import (
    Activity,
    Adoption,
    Call,
    Crossing,
    Drift,
    Duty,
    Gate,
    Gates,
    Handover,
    Operation,
    Platform,
    Redo,
    Remedy,
    Retire,
    Rework,
    Share,
    Stage,
    Step,
    Upkeep,
    Wait,
)

# -- study and goal -------------------------------------------------------------------------------------------------


class Opening(Block):
    """Work items that are there on day 0."""

    waiting: int = say("requests waiting on day 0", unit="items", low=0, scale="count", default=0)
    in_progress: int = say("items in progress on day 0, spread along the route", unit="items", low=0, default=0)
    live: int = say("items live on day 0", unit="items", low=0, default=0)
    expected: bool = say(
        "instead of these numbers, the state expected under the scenario's own load (Little's law, step by step)",
        default=False,
    )


class Study(Block):
    """What is simulated for how long, and which requests are measured."""

    type: Literal["flow", "portfolio"] = say("kind of study", default="flow")
    start: date | None = say("first day, for dates in sentences", default=None)
    warm_up: Number = say("warm-up, deleted", unit="working days", low=0, usual=(250, 1000), default=500)
    intake: Number = say("time in which the measured cohort is requested", unit="working days", low=1, default=500)
    horizon: Number = say("last day simulated at most", unit="working days", low=0, default=2500)
    full_horizon: bool = say("go on to the horizon when the whole cohort has ended", default=False)
    opening: Opening = Opening()
    at_least: int = say("replications at least", low=2, high=100000, default=60)
    at_most: int = say("replications at most", low=2, high=1000000, default=400)
    half_width: Number = say(
        "wanted half-width of the interval, as a share of the estimate", low=0, high=1, default=0.05
    )


class Goal(Block):
    """What counts as good, and which difference matters."""

    target: Number = say(
        "time to production wanted", unit="working days", low=0, usual=(60, 250), default=130, panel=True
    )
    matters: Number = say(
        "smallest difference that matters", unit="working days", low=0, usual=(2, 15), default=5, panel=True
    )


class Money(Block):
    """How value and cost are added up; day rates stand with the roles, services with the platform."""

    until: Number | None = say(
        "last day of the account; unless given, the end of the intake, or the horizon of a portfolio",
        unit="working days", low=1, usual=(252, 2520), default=None,
    )  # fmt: skip
    discount: Number = say(
        "discount per year of value and cost", low=0, high=1, usual=(0, 0.15), scale="share", default=0
    )
    hiring: Number = say(
        "cost of finding somebody who joins after day 0", unit="USD per person", low=0, usual=(0, 60000),
        scale="factor", default=0,
    )  # fmt: skip


class Flow(Block):
    """Who goes first, and how much is in progress."""

    discipline: str | Mapping[str, Number] = say("queue discipline, by name or as weights", default="first_come")
    portfolio_limit: int | None = say("items from the first step until live, at most", low=1, default=None)


class Switches(Block):
    """Effects that can be turned off for all, one by one."""

    handover_delay: bool = True
    bounce: bool = True
    context_loss: bool = True
    coordination: bool = True
    rework: bool = True
    gates: bool = True
    waits: bool = True
    calls: bool = True
    silos: bool = True
    queueing: bool = True
    duties: bool = True
    operation: bool = True
    limits: bool = True
    discipline: bool = True
    urgency: bool = True
    batches: bool = True
    withdrawal: bool = True
    questions: bool = True
    turnover: bool = True
    part_time: bool = True
    ramp_and_absence: bool = True
    switching_loss: bool = True
    dial_paths: bool = True
    form_factors: bool = True
    adoption: bool = True
    drift_loss: bool = True
    discounting: bool = True


class Source(Block):
    """Where a value comes from."""

    basis: Literal["evidence", "informed", "assumption", "definition", "set here"]
    rows: tuple[str, ...] = ()
    range: tuple[Number, Number] | None = None
    note: str = ""


def _dial(label: str) -> Any:
    return say(label, low=0, high=1, drawn=False, kinds=False, levels=False, default=amounts.Fixed(0.5), panel=True)


class Maturity(Block):
    """The three dials, from 0 (low) to 1 (high): numbers, or paths over days."""

    data_foundation: AnAmount = _dial("maturity of the data foundation")
    platform: AnAmount = _dial("maturity of the platform")
    mlops: AnAmount = _dial("maturity of MLOps")


class Scenario(Block):
    """A configuration of teams, demand and maturity, whole and frozen; a variant is a new object."""

    opmodel: Literal[1] = say("format version", default=1)
    name: str = say("name in tables and charts")
    short: str = say("short name, for charts with little room", longest=12, default="")
    description: str = say("what it is for, in a sentence or two", default="")
    organization: Organization = Organization()
    people: Mapping[str, Group]
    demand: Demand = Demand()
    maturity: Maturity = Maturity()
    platform: Platform = Platform()
    gates: Gates = Gates()
    handover: Handover = Handover()
    goal: Goal = Goal()
    study: Study = Study()
    roles: Mapping[str, Role]
    stages: Mapping[str, Stage]
    calls: Mapping[str, Call] = say("calls to other teams", default={})
    duties: Mapping[str, Duty] = say("recurring work beside the items", default={})
    operation: Operation = Operation()
    money: Money = Money()
    flow: Flow = Flow()
    switches: Switches = Switches()
    sources: Mapping[str, Source] = say("where each value comes from", default={})

    _places: dict[str, tuple[str, int, int]] = PrivateAttr(default_factory=dict)  # dotted path: file, line, column
    _gone: dict[str, tuple[str, int, int]] = PrivateAttr(default_factory=dict)  # of what null took away

    def changed(self, edits: Mapping[str, Any]) -> "Scenario":
        """A variant with these values at these dotted paths, written as a file would: 4, "*0.5", "+2", None."""
        from sim.scenario.edit import edit

        return edit(self, edits)

    def __repr__(self) -> str:
        from sim.scenario.organization import place

        return f"Scenario({self.name}: {self.organization.form}, {len(place(self).people)} people)"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from sim.scenario.panel import as_html

        return as_html(self)

    def __eq__(self, other: object) -> bool:
        """Same content in the same order, wherever it was written."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.model_dump_json() == other.model_dump_json()

    def __hash__(self) -> int:
        return hash(self.model_dump_json())


__all__ = [
    "Activity",
    "Adoption",
    "Batch",
    "Block",
    "Call",
    "Crossing",
    "Demand",
    "Drift",
    "Duty",
    "Every",
    "Flow",
    "FormFactors",
    "Gate",
    "Gates",
    "Goal",
    "Group",
    "Handover",
    "Kind",
    "Maturity",
    "Money",
    "Opening",
    "Operation",
    "Organization",
    "Planned",
    "Platform",
    "Ramp",
    "Redo",
    "Remedy",
    "Retire",
    "Rework",
    "Role",
    "Scenario",
    "Share",
    "Source",
    "Stage",
    "Step",
    "Study",
    "Switches",
    "Team",
    "Upkeep",
    "Wait",
]

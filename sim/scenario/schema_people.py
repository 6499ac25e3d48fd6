"""Schema, first part: people, organization and demand."""

from collections.abc import Mapping
from typing import Any, Literal

from sim.scenario import amounts
from sim.scenario.fields import AnAmount, Block, Number, say

# -- people ---------------------------------------------------------------------------------------------------------


class Every(Block):
    """A recurring absence."""

    every: Number = say("from one absence to the next", unit="working days", low=1)
    lasts: Number = say("length of an absence", unit="working days", low=0)


class Ramp(Block):
    """How a newcomer comes up to speed."""

    starts_at: Number = say("share of full speed on the first day", low=0.01, high=1, default=0.3)
    takes: Number = say("time to full speed", unit="working days", low=0, default=126)
    steps: int = say("steps on the way", low=1, high=100, default=6)


class Role(Block):
    """A skill that activities ask for."""

    label: str = say("name in tables and charts", default="")
    group: Literal["business", "delivery", "specialist", "platform"] = say("decides where a form seats it")
    day_rate: Number = say("cost of a paid day", unit="USD per working day", low=0, default=0, scale="factor")
    focus: AnAmount = say(
        "focused days per working day", low=0, high=1, scale="share", kinds=False, default=amounts.Fixed(1.0)
    )
    carries: int = say("items in hand at once", low=1, high=20, default=1)
    switching_loss: Number = say("loss for each further item in hand", low=0, high=0.9, default=0.0)
    stand_in: Mapping[str, Number] | None = say("who does it where nobody holds it, with which skill", default=None)
    absence: Every | None = None
    ramp: Ramp | None = None
    specialist: bool | None = say(
        "scaled by the form factor specialist_skill; unless given, the group specialist and security", default=None
    )


class Group(Block):
    """Several people alike."""

    count: int | None = say(
        "how many", unit="people", low=0, high=10000, usual=(1, 12), scale="count", default=None, panel=True
    )
    per_domain: int | None = say("how many in each domain", unit="people", low=0, default=None)
    roles: Mapping[str, Number] | None = say("roles held, with skill; the first is preferred", default=None)
    fte: Number = say("share of full time", low=0.01, high=1, default=1.0)
    carries: int | None = say("items in hand at once", low=1, high=20, default=None)
    switching_loss: Number | None = say("loss for each further item in hand", low=0, high=0.9, default=None)
    joins: Number | None = say("first day", unit="working days", low=0, default=None)
    leaves: Number | None = say("last day", unit="working days", low=0, default=None)
    hands_back: bool = say("a leaver hands back what is in hand", default=False)
    absent: tuple[tuple[Number, Number], ...] = say("days from and to which nobody of the group works", default=())
    rates: Mapping[Any, Number] | None = say("speed from each day named on, times all else", default=None)
    teams: tuple[str, ...] | None = say("teams they sit in, under a custom organization", default=None)


class Team(Block):
    """A team of a custom organization."""

    EXAMPLE = "{serves: all, members: {ml_engineer: all}}"
    serves: tuple[str, ...] | Literal["all"] = say(
        "domains it serves, or all", example="[retail, finance]", default="all"
    )
    members: Mapping[str, int | Literal["all"] | tuple[int, ...]] = say(
        "people by group that sit here: how many, all, or which by number", low=0, high=10000,
        example="{ml_engineer: all, data_engineer: 2, analyst: [1]}", default={},
    )  # fmt: skip


class FormFactors(Block):
    """What else is assumed to differ between forms; all assumptions, all switchable."""

    context_loss: Number = say("context loss between teams", low=0, high=10, scale="factor", default=1.0)
    duplicated_effort: Number = say("preparation and packaging effort", low=0, high=10, scale="factor", default=1.0)
    specialist_skill: Number = say("skill of specialists", low=0.01, high=10, scale="factor", default=1.0)
    governance_delay: Number = say("delay of reviews and gates", low=0, high=10, scale="factor", default=1.0)
    acceptance_loop: Number = say("odds of the acceptance loop", low=0, high=10, scale="factor", default=1.0)


class Organization(Block):
    """Who sits where."""

    form: str = say("organization form", default="centralized", panel=True)
    platform: Literal["shared", "own"] = say("platform people in federated form", default="shared", panel=True)
    teams: Mapping[str, Team] = say(
        "teams of a custom organization",
        example="{hub: {serves: all, members: {ml_engineer: all}}, retail: {serves: [retail]}}", default={},
    )  # fmt: skip
    factors: Mapping[str, FormFactors] = say("form factors, by form", default={})


# -- demand ---------------------------------------------------------------------------------------------------------


class Kind(Block):
    """A class of use cases."""

    share: AnAmount = say(
        "share of requests, relative to the other kinds", low=0, scale="share", kinds=False, default=amounts.Fixed(1.0)
    )
    smallest: bool = say("takes the smallest requests of the share", default=False)
    urgent: bool = say("goes before all others and interrupts", default=False)
    priority: int = say("class in the queue discipline by class; lower goes first", low=0, default=0)
    value: AnAmount | None = say("value, where it differs from the demand's", kinds=False, default=None)
    cost_of_delay: Number = say("cost of delay in the queue discipline", low=0, default=1.0)


class Planned(Block):
    """Requests known by day."""

    at: Number = say("day of the request", unit="working days", low=0, default=0)
    count: int = say("how many", low=1, high=1000000, default=1)
    kind: str | None = say("kind, if given", default=None)
    domain: str | None = say("domain, if given", default=None)
    size: Number | None = say("size factor, if given", low=0, default=None)


class Batch(Block):
    """Requests that come together."""

    size: AnAmount = say("requests per batch", unit="items", low=1, whole=True, kinds=False, default=amounts.Fixed(1.0))
    every: Number | None = say("planning cadence; batches come at these intervals exactly", low=0.01, default=None)


class Demand(Block):
    """Which requests arrive."""

    per_year: AnAmount | None = say(
        "requests per year of 252 working days", unit="per year", low=0, usual=(10, 100), drawn=False, kinds=False,
        default=None, panel=True,
    )  # fmt: skip
    interval: AnAmount | None = say(
        "time between arrivals, instead of per_year", unit="working days", low=0, above_low=True, kinds=False,
        default=None,
    )  # fmt: skip
    batch: Batch | None = None
    planned: tuple[Planned, ...] = say("requests known by day", default=())
    at_most: int | None = say("arrivals in all at most", low=0, default=None)
    domains: Mapping[str, Number] = say("domains and their shares of demand", default={"company": 1.0}, panel=True)
    kinds: Mapping[str, Kind] = say("kinds of use case", default={"standard": Kind()})
    size: AnAmount = say(
        "size of a use case, a factor on its effort", scale="factor", kinds=False, default=amounts.Fixed(1.0)
    )
    value: AnAmount = say("value of a live use case per year", unit="USD", default=amounts.Fixed(0.0))

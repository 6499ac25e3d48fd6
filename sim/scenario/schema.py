"""The shape of a scenario: what may be written, in which unit, within which bounds.

Every field declares once its label, unit, bounds and usual range; errors, templates, tables, charts and sliders all
read them here. Models are frozen and refuse unknown keys.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PrivateAttr

from sim.scenario import amounts

AnAmount = Annotated[Any, BeforeValidator(amounts.parse), PlainSerializer(amounts.plain)]
Number = Annotated[float, BeforeValidator(amounts.number)]


def say(
    label: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    usual: tuple[float, float] | None = None,
    scale: Literal["duration", "factor", "chance", "count", "share"] = "duration",
    default: Any = ...,
    panel: bool = False,
) -> Any:
    """Declare a field: its label, unit, bounds and usual range; `panel` marks the front panel's levers."""
    extra: Any = {"unit": unit, "usual": usual, "scale": scale, "low": low, "high": high, "panel": panel}
    if isinstance(default, dict | list):
        return Field(default_factory=lambda: type(default)(default), title=label, json_schema_extra=extra)
    return Field(default, title=label, json_schema_extra=extra)


class Block(BaseModel):
    """A part of a scenario: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


# -- study and goal -------------------------------------------------------------------------------------------------


class Opening(Block):
    """Work items that are there on day 0."""

    waiting: int = say("requests waiting on day 0", unit="items", low=0, scale="count", default=0)
    in_progress: int = say("items in progress on day 0, spread along the route", unit="items", low=0, default=0)
    live: int = say("items live on day 0", unit="items", low=0, default=0)


class Study(Block):
    """What is simulated for how long, and which requests are measured."""

    type: Literal["flow", "portfolio"] = say("kind of study", default="flow")
    start: date | None = say("first day, for dates in sentences", default=None)
    warm_up: Number = say("warm-up, deleted", unit="working days", low=0, usual=(250, 1000), default=500)
    intake: Number = say("time in which the measured cohort is requested", unit="working days", low=1, default=500)
    horizon: Number = say("last day simulated at most", unit="working days", low=0, default=2500)
    full_horizon: bool = say("go on to the horizon when the whole cohort has ended", default=False)
    opening: Opening = Opening()
    at_least: int = say("replications at least", low=2, high=100000, default=20)
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
    focus: AnAmount = say("focused days per working day", low=0, high=1, scale="share", default=amounts.Fixed(1.0))
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

    serves: tuple[str, ...] | Literal["all"] = say("domains it serves", default="all")
    members: Mapping[str, int] = say("people by group that sit here", default={})


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
    teams: Mapping[str, Team] = say("teams of a custom organization", default={})
    factors: Mapping[str, FormFactors] = say("form factors, by form", default={})


# -- demand ---------------------------------------------------------------------------------------------------------


class Kind(Block):
    """A class of use cases."""

    share: AnAmount = say(
        "share of requests, relative to the other kinds", low=0, scale="share", default=amounts.Fixed(1.0)
    )
    smallest: bool = say("takes the smallest requests of the share", default=False)
    urgent: bool = say("goes before all others and interrupts", default=False)
    priority: int = say("class in the queue discipline by class; lower goes first", low=0, default=0)
    value: AnAmount | None = say("value, where it differs from the demand's", default=None)
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

    size: AnAmount = say("requests per batch", unit="items", low=1, default=amounts.Fixed(1.0))
    every: Number | None = say("planning cadence; batches come at these intervals exactly", low=0.01, default=None)


class Demand(Block):
    """Which requests arrive."""

    per_year: AnAmount | None = say(
        "requests per year of 252 working days", unit="per year", low=0, usual=(10, 100), default=None, panel=True
    )
    interval: AnAmount | None = say("time between arrivals, instead of per_year", unit="working days", default=None)
    batch: Batch | None = None
    planned: tuple[Planned, ...] = say("requests known by day", default=())
    at_most: int | None = say("arrivals in all at most", low=0, default=None)
    domains: Mapping[str, Number] = say("domains and their shares of demand", default={"company": 1.0}, panel=True)
    kinds: Mapping[str, Kind] = say("kinds of use case", default={"standard": Kind()})
    size: AnAmount = say("size of a use case, a factor on its effort", scale="factor", default=amounts.Fixed(1.0))
    value: AnAmount = say("value of a live use case per year", unit="USD", default=amounts.Fixed(0.0))


# -- the route ------------------------------------------------------------------------------------------------------


class Share(Block):
    """One role's part in an activity."""

    share: Number = say("share of the effort", low=0, high=1, scale="share")
    people: int = say("people who do the share side by side, in equal parts", low=1, high=50, default=1)


class Wait(Block):
    """Time nobody of the team works, or a call to another team, before an activity."""

    delay: AnAmount | None = say("elapsed time", unit="working days", low=0, default=None)
    call: str | None = say("call that must be answered", default=None)
    once: bool = say("only at the first visit", default=False)
    again: AnAmount = say("factor on repeated visits", low=0, scale="factor", default=amounts.Fixed(1.0))
    grows: Number = say("grows with size to this power", low=0, high=2, scale="share", default=0.0)
    governance: bool = say("a review: scaled by the form factor governance_delay", default=False)
    only_for: tuple[str, ...] | None = say("kinds that wait", default=None)


class Redo(Block):
    """An activity that repeats itself before its step is done."""

    chance: AnAmount = say("chance that it is done again", low=0, high=1, scale="chance")
    repeats: Number = say("share of the effort done again", low=0, scale="share", default=1.0)
    fade: Number = say("factor on the chance each time", low=0, high=1, scale="factor", default=1.0)
    at_most: int | None = say("times at most", low=0, default=None)


class Activity(Block):
    """A unit of work with its participants."""

    label: str = say("name in tables and charts", default="")
    effort: AnAmount | None = say(
        "effort, split over the participants", unit="focused person-days", low=0, default=None
    )
    shared_by: Mapping[str, Share] = say("roles and their shares; shares add to 1", default={})
    together: bool = say("a workshop: all at once", default=False)
    convene: Literal["interrupting", "in_order"] = say("how a workshop finds its people", default="interrupting")
    waits: Mapping[str, Wait] = say("waits before the work, side by side", default={})
    asks: Mapping[str, str] = say("calls after the work, awaited side by side", default={})
    redo: Redo | None = None
    patience: AnAmount | None = say("the item is withdrawn after queueing this long", low=0, default=None)
    duplicated: bool = say("scaled by the form factor duplicated_effort", default=False)
    only_for: tuple[str, ...] | None = say("kinds that need it", default=None)


class Step(Activity):
    """One activity, or several side by side."""

    parallel: Mapping[str, Activity] = say("activities side by side", default={})
    mark: str | None = say("mark set when the step is passed: defined, model_ready, live, in_use", default=None)


class Rework(Block):
    """A rule that sends the item back after a step."""

    after: str = say("step that decides")
    back_to: str = say("step to which the item goes back")
    chance: AnAmount = say("chance", low=0, high=1, scale="chance")
    includes_loss: Number = say(
        "average context loss already in the chance; removed on the odds scale where it is simulated",
        low=0, scale="share", default=0.0,
    )  # fmt: skip
    fade: Number = say("factor on the chance for each time it fired", low=0, high=1, scale="factor", default=1.0)
    at_most: int | None = say("times it fires per item at most", low=0, default=None)
    repeats: Number = say("share of the effort done again", low=0, scale="share", default=1.0)
    acceptance: bool = say("scaled by the form factor acceptance_loop", default=False)
    only_for: tuple[str, ...] | None = say("kinds it applies to", default=None)


class Gate(Block):
    """A decision that takes time and may stop an item."""

    label: str = say("name in tables and charts", default="")
    after: str | None = say("step it follows; the stage's last one unless named", default=None)
    delay: AnAmount = say("time to the decision", unit="working days", low=0, default=amounts.Fixed(0.0))
    meet_every: Number | None = say(
        "days between meetings; 0: on demand; the front panel's unless given", unit="working days", low=0, default=None
    )
    stops: AnAmount = say(
        "chance that the item is stopped at its first passage", scale="chance", default=amounts.Fixed(0.0)
    )
    grows: Number = say("delay grows with size to this power", low=0, high=2, scale="share", default=0.0)
    only_for: tuple[str, ...] | None = say("kinds it applies to", default=None)


class Stage(Block):
    """A phase of the route: steps in order, rework rules, gates, a limit."""

    label: str = say("name in tables and charts", default="")
    steps: Mapping[str, Step] = say("steps in order")
    rework: Mapping[str, Rework] = say("rework rules; those of one step are alternatives", default={})
    gates: Mapping[str, Gate] = say("gates", default={})
    limit: int | None = say("items in the stage at most", unit="items", low=1, scale="count", default=None)


class Gates(Block):
    """What all gates share."""

    meet_every: Number = say(
        "working days between board meetings; 0: on demand",
        unit="working days",
        low=0,
        usual=(0, 21),
        default=0,
        panel=True,
    )


class Crossing(Block):
    """A handover of one relation."""

    delay: AnAmount = say("delay of a handover", unit="working days", low=0, default=amounts.Fixed(0.0))
    bounce: AnAmount = say("chance that it comes back and is repeated", scale="chance", default=amounts.Fixed(0.0))
    context_loss: AnAmount = say(
        "raises the odds of rework at the next decision", scale="share", default=amounts.Fixed(0.0)
    )
    coordination: AnAmount | None = say(
        "project management for a step with a crossing", unit="focused person-days", default=None
    )


class Handover(Block):
    """What it costs to pass work on."""

    same_team: Crossing = Crossing()
    between_teams: Crossing = Crossing()
    coordinated_by: str = say("role that coordinates", default="project_manager")
    bounces_at_most: int = say("a handover is repeated at most this often", low=0, high=10, default=2)


class Call(Block):
    """A child item that another team answers."""

    label: str = say("name in tables and charts", default="")
    effort: AnAmount | None = say("effort", unit="focused person-days", low=0, default=None)
    shared_by: Mapping[str, Share] = say("roles and their shares", default={})
    delay: AnAmount | None = say("elapsed time before the work", unit="working days", low=0, default=None)
    urgent: bool = say("goes before all others and interrupts", default=False)
    awaited: bool = say("the asker waits for the answer", default=True)
    patience: AnAmount | None = say("the asker goes on alone after this long", unit="working days", default=None)
    alone: Number = say("raises the odds of rework when decided alone", low=0, scale="share", default=0.0)
    chance: AnAmount = say("chance that the call is needed", scale="chance", default=amounts.Fixed(1.0))
    foreign: AnAmount | None = say("chance for each other domain that one such call goes to it", default=None)


# -- duties and operation -------------------------------------------------------------------------------------------


class Duty(Block):
    """Recurring work beside the items."""

    label: str = say("name in tables and charts", default="")
    effort: AnAmount = say("effort each time", unit="focused person-days", low=0)
    shared_by: Mapping[str, Share] = say("roles and their shares", default={})
    every: AnAmount = say("from one time to the next", unit="working days", low=0.01)
    times_each: Literal["once", "service", "pair", "user", "domain"] = say(
        "effort is multiplied by their number", default="once"
    )
    per_person: str | None = say("each person of this role has the duty", default=None)
    urgent: bool = say("goes before all others and interrupts", default=False)


class Platform(Block):
    """Services that the teams run themselves or have managed for them."""

    services: Number = say("services in use", unit="services", low=0, usual=(4, 30), default=0, panel=True)
    managed: Number = say(
        "share of services managed by a provider", low=0, high=1, scale="share", default=0.0, panel=True
    )
    users: Number = say("people who use the platform", unit="people", low=0, default=0)


class Upkeep(Block):
    """Recurring work for each live item."""

    effort: AnAmount = say("effort each time", unit="focused person-days", low=0)
    shared_by: Mapping[str, Share] = say("roles and their shares")
    every: AnAmount = say("from one time to the next", unit="working days", low=0.01)


class Remedy(Block):
    """One way in which a drift ends."""

    share: AnAmount = say("share of drifts", scale="chance", default=amounts.Fixed(1.0))
    effort: AnAmount | None = say("effort of the repair", unit="focused person-days", low=0, default=None)
    shared_by: Mapping[str, Share] = say("roles and their shares", default={})
    delay: AnAmount | None = say("time to detection, before the work", unit="working days", low=0, default=None)
    back_to: str | None = say("step of the route at which the redevelopment starts", default=None)
    urgent: bool = say("goes before all others and interrupts", default=False)


class Drift(Block):
    """Loss of quality of a live item, again and again."""

    ever: AnAmount = say("share of live items that drift at all", scale="chance", default=amounts.Fixed(1.0))
    every: AnAmount = say("time in good order until the next drift", unit="working days")
    remedies: Mapping[str, Remedy] = say("ways in which it ends")


class Retire(Block):
    """End of a live item's life."""

    after: AnAmount = say("time from live to retirement", unit="working days")


class Operation(Block):
    """What a live item keeps asking for."""

    drift: Drift | None = None
    upkeep: Mapping[str, Upkeep] = say("recurring work for each live item", default={})
    retire: Retire | None = None


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
    queueing: bool = True
    duties: bool = True
    operation: bool = True
    limits: bool = True
    questions: bool = True
    ramp_and_absence: bool = True
    switching_loss: bool = True
    form_factors: bool = True


class Source(Block):
    """Where a value comes from."""

    basis: Literal["evidence", "informed", "assumption", "definition"]
    rows: tuple[str, ...] = ()
    range: tuple[Number, Number] | None = None
    note: str = ""


class Maturity(Block):
    """The three dials, from 0 (low) to 1 (high): numbers, or paths over days."""

    data_foundation: AnAmount = say(
        "maturity of the data foundation", low=0, high=1, default=amounts.Fixed(0.5), panel=True
    )
    platform: AnAmount = say("maturity of the platform", low=0, high=1, default=amounts.Fixed(0.5), panel=True)
    mlops: AnAmount = say("maturity of MLOps", low=0, high=1, default=amounts.Fixed(0.5), panel=True)


class Scenario(Block):
    """A configuration of teams, demand and maturity, whole and frozen; a variant is a new object."""

    opmodel: Literal[1] = say("format version", default=1)
    name: str = say("name in tables and charts")
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
    flow: Flow = Flow()
    switches: Switches = Switches()
    sources: Mapping[str, Source] = say("where each value comes from", default={})

    _places: dict[str, tuple[str, int, int]] = PrivateAttr(default_factory=dict)  # dotted path: file, line, column

    def changed(self, edits: Mapping[str, Any]) -> "Scenario":
        """A variant with these values at these dotted paths, written as a file would: 4, "*0.5", "+2", None."""
        from sim.scenario.edit import edit

        return edit(self, edits)

    def __eq__(self, other: object) -> bool:
        """Same content in the same order, wherever it was written."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.model_dump_json() == other.model_dump_json()

    def __hash__(self) -> int:
        return hash(self.model_dump_json())

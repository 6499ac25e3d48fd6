"""Schema, second part: the route, what it costs to pass work on, and what follows after live."""

from collections.abc import Mapping
from typing import Literal

from sim.scenario import amounts
from sim.scenario.fields import AnAmount, Block, Number, say

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
    again: AnAmount = say(
        "factor on repeated visits", low=0, scale="factor", drawn=False, kinds=False, default=amounts.Fixed(1.0)
    )
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

    EXAMPLE = "{effort: 2, shared_by: {data_engineer: 1}}"
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
    patience: AnAmount | None = say(
        "the item is withdrawn after queueing this long", unit="working days", low=0, above_low=True, default=None
    )
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

    EXAMPLE = "{delay: 5, stops: 0.2}"
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
    coordination: AnAmount | None = say(
        "project management for each decision, before its delay", unit="focused person-days", default=None
    )
    only_for: tuple[str, ...] | None = say("kinds it applies to", default=None)


class Stage(Block):
    """A phase of the route: steps in order, rework rules, gates, a limit."""

    EXAMPLE = "{steps: {build: {effort: 2, shared_by: {data_engineer: 1}, mark: live}}}"
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


class TeamCrossing(Crossing):
    """A handover between teams, which project management coordinates."""

    coordination: AnAmount | None = say(
        "project management for a step with a crossing", unit="focused person-days", default=None
    )


class Handover(Block):
    """What it costs to pass work on."""

    same_team: Crossing = Crossing()
    between_teams: TeamCrossing = TeamCrossing()
    coordinated_by: str = say("role that coordinates", default="project_manager")
    bounces_at_most: int = say("a handover is repeated at most this often", low=0, high=10, default=2)


class Call(Block):
    """A child item that another team answers."""

    EXAMPLE = "{effort: 0.5, shared_by: {data_owner: 1}}"
    label: str = say("name in tables and charts", default="")
    effort: AnAmount | None = say("effort", unit="focused person-days", low=0, kinds=False, default=None)
    shared_by: Mapping[str, Share] = say("roles and their shares", default={})
    delay: AnAmount | None = say("elapsed time before the work", unit="working days", low=0, kinds=False, default=None)
    urgent: bool = say("goes before all others and interrupts", default=False)
    awaited: bool = say("the asker waits for the answer", default=True)
    patience: AnAmount | None = say(
        "the asker goes on alone after this long", unit="working days", low=0, above_low=True, default=None
    )
    alone: Number = say("raises the odds of rework when decided alone", low=0, scale="share", default=0.0)
    chance: AnAmount = say("chance that the call is needed", scale="chance", default=amounts.Fixed(1.0))
    foreign: AnAmount | None = say(
        "chance for each other domain that one such call goes to it", scale="chance", default=None
    )


# -- duties and operation -------------------------------------------------------------------------------------------


class Duty(Block):
    """Recurring work beside the items."""

    label: str = say("name in tables and charts", default="")
    effort: AnAmount = say("effort each time", unit="focused person-days", low=0, kinds=False)
    shared_by: Mapping[str, Share] = say("roles and their shares", default={})
    every: AnAmount = say("from one time to the next", unit="working days", low=0, above_low=True, kinds=False)
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
    cost_own: Number = say(
        "cost of a service that the teams run themselves, beside their work",
        unit="USD per year", low=0, usual=(0, 100000), scale="factor", default=0,
    )  # fmt: skip
    cost_managed: Number = say(
        "cost of a service managed by a provider", unit="USD per year", low=0, usual=(0, 100000), scale="factor",
        default=0,
    )  # fmt: skip


class Upkeep(Block):
    """Recurring work for each live item."""

    effort: AnAmount = say("effort each time", unit="focused person-days", low=0, kinds=False)
    shared_by: Mapping[str, Share] = say("roles and their shares")
    every: AnAmount = say("from one time to the next", unit="working days", low=0, above_low=True, kinds=False)


class Remedy(Block):
    """One way in which a drift ends."""

    share: AnAmount = say("share of drifts", scale="chance", kinds=False, default=amounts.Fixed(1.0))
    effort: AnAmount | None = say("effort of the repair", unit="focused person-days", low=0, kinds=False, default=None)
    shared_by: Mapping[str, Share] = say("roles and their shares", default={})
    delay: AnAmount | None = say(
        "time to detection, before the work", unit="working days", low=0, kinds=False, default=None
    )
    back_to: str | None = say("step of the route at which the redevelopment starts", default=None)
    urgent: bool = say("goes before all others and interrupts", default=False)


class Drift(Block):
    """Loss of quality of a live item, again and again."""

    ever: AnAmount = say(
        "share of live items that drift at all", scale="chance", kinds=False, default=amounts.Fixed(1.0)
    )
    every: AnAmount = say(
        "time in good order until the next drift", unit="working days", low=0, above_low=True, kinds=False
    )
    remedies: Mapping[str, Remedy] = say("ways in which it ends")
    loses: Number = say(
        "share of the value that is lost from the drift to the end of its mending", low=0, high=1, scale="share",
        default=0.0,
    )  # fmt: skip


class Retire(Block):
    """End of a live item's life."""

    after: AnAmount = say("time from live to retirement", unit="working days", low=0, above_low=True, kinds=False)


class Adoption(Block):
    """How the users of a system take it up: an S-curve (logistic) from the mark in_use on."""

    half_after: Number = say("from in use to half of the value", unit="working days", low=0, usual=(21, 252))
    takes: Number = say("from a tenth of the value to nine tenths", unit="working days", low=1, usual=(21, 504))


class Operation(Block):
    """What a live item keeps asking for, and how it is taken up."""

    drift: Drift | None = None
    upkeep: Mapping[str, Upkeep] = say("recurring work for each live item", default={})
    retire: Retire | None = None
    adoption: Adoption | None = None

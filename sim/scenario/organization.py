"""Organization: who sits in which teams, by form.

A form is one function from a scenario to its seating, registered with `@organization("name")`. People are never cut
and never changed: two forms differ only in the teams in which each person sits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sim.errors import BadInput, did_you_mean
from sim.scenario.change import times, times_odds
from sim.scenario.schema import Every, Group, Ramp, Scenario, Stage

TOLERANCE = 1e-9  # of the line of demand shares


@dataclass(frozen=True, slots=True)
class SeatedTeam:
    """A team and the domains that it serves, in the order of demand."""

    name: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatedPerson:
    """One person: what it can do, when it is there, and the teams in which it sits."""

    name: str  # "data_engineer 2", "data_owner retail"
    group: str
    roles: tuple[tuple[str, float], ...]  # role, skill; the preferred role first
    teams: tuple[str, ...]
    fte: float = 1.0
    carries: int = 1
    switching_loss: float = 0.0
    joins: float | None = None
    leaves: float | None = None
    hands_back: bool = False
    absent: tuple[tuple[float, float], ...] = ()
    rates: tuple[tuple[float, float], ...] = ()  # day, speed from then on
    absence: Every | None = None  # of the first role
    ramp: Ramp | None = None  # of the first role


@dataclass(frozen=True, slots=True)
class Seating:
    """Teams as the form sets them up, and people in the order of `people`, then by number."""

    teams: tuple[SeatedTeam, ...]
    people: tuple[SeatedPerson, ...]


Form = Callable[[Scenario], Seating]
FORMS: dict[str, Form] = {}


def organization(name: str) -> Callable[[Form], Form]:
    """Register a form under the name by which scenarios ask for it."""

    def keep(form: Form) -> Form:
        FORMS[name] = form
        return form

    return keep


def place(scenario: Scenario) -> Seating:
    """Everybody in the teams of the scenario's form.

    Raises:
        BadInput: for a form that is not known.
    """
    name = scenario.organization.form
    if name not in FORMS:
        remedy = did_you_mean(name, FORMS)
        raise BadInput(f'"{name}" is not a known form. Known: {", ".join(FORMS)}. {remedy}'.rstrip())
    return FORMS[name](scenario)


# -- the forms ------------------------------------------------------------------------------------------------------


@organization("centralized")
def centralized(scenario: Scenario) -> Seating:
    """Business people by domain, everybody else in one center."""
    return _seat(scenario, {"delivery": "center", "specialist": "center", "platform": "center"})


@organization("coe")
def coe(scenario: Scenario) -> Seating:
    """Delivery people by domain, specialists and platform people in one hub."""
    return _seat(scenario, {"specialist": "hub", "platform": "hub"})


@organization("federated")
def federated(scenario: Scenario) -> Seating:
    """Everybody by domain; the platform is shared by all domains, or each has its own."""
    shared = scenario.organization.platform == "shared"
    return _seat(scenario, {"platform": "platform"} if shared else {})


@organization("custom")
def custom(scenario: Scenario) -> Seating:
    """Teams and members as written; of a group that no team names, each person sits where its domain is served."""
    domains = tuple(scenario.demand.domains)
    teams = tuple(
        SeatedTeam(name, domains if team.serves == "all" else tuple(d for d in domains if d in team.serves))
        for name, team in scenario.organization.teams.items()
    )
    seats: dict[str, list[str]] = {name: [] for name in scenario.people}
    for name, team in scenario.organization.teams.items():
        for group, count in team.members.items():
            seats.setdefault(group, []).extend([name] * count)
    people = []
    for group, members in scenario.people.items():
        for number, (person, served) in enumerate(_persons(scenario, group, members)):
            if members.teams is not None:
                where = members.teams
            elif seats[group]:
                where = (seats[group][number],) if number < len(seats[group]) else ()
            else:
                where = tuple(dict.fromkeys(_closest(teams, domain) for domain in served))
            people.append(_person(scenario, person, group, members, tuple(t for t in where if t)))
    return Seating(teams, tuple(people))


def _closest(teams: tuple[SeatedTeam, ...], domain: str) -> str:
    """The team serving the domain that serves the fewest, the first written of these."""
    serving = [team for team in teams if domain in team.domains]
    return min(serving, key=lambda team: len(team.domains)).name if serving else ""


def _seat(scenario: Scenario, shared: dict[str, str]) -> Seating:
    """Everybody by domain, but for the role groups that share one team of the name given."""
    domains = tuple(scenario.demand.domains)
    people = []
    for group, members in scenario.people.items():
        first = _roles(group, members)[0][0]
        role = scenario.roles.get(first)
        team = shared.get(role.group) if role else None
        for person, served in _persons(scenario, group, members):
            people.append(_person(scenario, person, group, members, (team,) if team else served))
    seated = {team for person in people for team in person.teams}
    teams = [SeatedTeam(domain, (domain,)) for domain in domains]
    teams += [SeatedTeam(name, domains) for name in dict.fromkeys(shared.values())]
    return Seating(tuple(team for team in teams if team.name in seated), tuple(people))


# -- people ---------------------------------------------------------------------------------------------------------


def head_count(scenario: Scenario, group: Group) -> int:
    """How many people the group has."""
    return (group.count or 0) + (group.per_domain or 0) * len(scenario.demand.domains)


def _persons(scenario: Scenario, name: str, group: Group) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and domains of each person of a group: one after the other on the line of demand shares."""
    for number, served in enumerate(on_the_line(scenario.demand.domains, group.count or 0)):
        yield f"{name} {number + 1}", served
    for domain in scenario.demand.domains:
        for number in range(group.per_domain or 0):
            yield f"{name} {domain}" + (f" {number + 1}" if group.per_domain != 1 else ""), (domain,)


def on_the_line(shares: Any, count: int) -> list[tuple[str, ...]]:
    """Domains of each of `count` people laid one after the other on the line of cumulative demand shares."""
    total = sum(shares.values())
    served: list[tuple[str, ...]] = []
    for person in range(count):
        start, end = person / count, (person + 1) / count
        reached, domains = 0.0, []
        for domain, share in shares.items():
            begins, reached = reached, reached + share
            if min(end, reached / total) - max(start, begins / total) > TOLERANCE:
                domains.append(domain)
        served.append(tuple(domains))
    return served


def _roles(name: str, group: Group) -> tuple[tuple[str, float], ...]:
    return tuple((group.roles or {name: 1.0}).items())


def _person(scenario: Scenario, name: str, group: str, members: Group, teams: tuple[str, ...]) -> SeatedPerson:
    roles = _roles(group, members)
    first = scenario.roles.get(roles[0][0])
    return SeatedPerson(
        name=name,
        group=group,
        roles=roles,
        teams=teams,
        fte=members.fte,
        carries=members.carries if members.carries is not None else first.carries if first else 1,
        switching_loss=(
            members.switching_loss if members.switching_loss is not None else first.switching_loss if first else 0.0
        ),
        joins=members.joins,
        leaves=members.leaves,
        hands_back=members.hands_back,
        absent=members.absent,
        rates=tuple(sorted((float(day), rate) for day, rate in (members.rates or {}).items())),
        absence=first.absence if first else None,
        ramp=first.ramp if first else None,
    )


# -- what else differs between forms --------------------------------------------------------------------------------


def with_form_factors(scenario: Scenario) -> Scenario:
    """The scenario with the factors of its form applied to its numbers, and no factors left."""
    factors = scenario.organization.factors.get(scenario.organization.form)
    organization_ = scenario.organization.model_copy(update={"factors": {}})
    if factors is None:
        return scenario.model_copy(update={"organization": organization_})
    between = scenario.handover.between_teams
    loss = {"context_loss": times(between.context_loss, factors.context_loss)}
    handover = scenario.handover.model_copy(update={"between_teams": between.model_copy(update=loss)})

    def activity(written: Any) -> Any:
        update: dict[str, Any] = {}
        if written.duplicated and written.effort is not None:
            update["effort"] = times(written.effort, factors.duplicated_effort)
        if any(wait.governance for wait in written.waits.values()):
            update["waits"] = {name: _slower(wait, factors.governance_delay) for name, wait in written.waits.items()}
        if getattr(written, "parallel", None):
            update["parallel"] = {name: activity(side) for name, side in written.parallel.items()}
        return written.model_copy(update=update) if update else written

    def stage(written: Stage) -> Stage:
        update: dict[str, Any] = {"steps": {name: activity(step) for name, step in written.steps.items()}}
        update["gates"] = {
            name: gate.model_copy(update={"delay": times(gate.delay, factors.governance_delay)})
            for name, gate in written.gates.items()
        }
        update["rework"] = {
            name: rule.model_copy(update={"chance": times_odds(rule.chance, factors.acceptance_loop)})
            if rule.acceptance
            else rule
            for name, rule in written.rework.items()
        }
        return written.model_copy(update=update)

    return scenario.model_copy(
        update={
            "organization": organization_,
            "handover": handover,
            "stages": {name: stage(written) for name, written in scenario.stages.items()},
            "people": _reskilled(scenario, factors.specialist_skill),
        }
    )


def _slower(wait: Any, factor: float) -> Any:
    if not wait.governance or wait.delay is None:
        return wait
    return wait.model_copy(update={"delay": times(wait.delay, factor)})


def _reskilled(scenario: Scenario, factor: float) -> dict[str, Group]:
    special = {
        name
        for name, role in scenario.roles.items()
        if role.specialist or (role.specialist is None and (role.group == "specialist" or name == "security"))
    }
    people = {}
    for name, group in scenario.people.items():
        roles = dict(_roles(name, group))
        if factor != 1 and special & set(roles):
            scaled = {role: skill * factor if role in special else skill for role, skill in roles.items()}
            people[name] = group.model_copy(update={"roles": scaled})
        else:
            people[name] = group
    return people


__all__ = [
    "FORMS",
    "SeatedPerson",
    "SeatedTeam",
    "Seating",
    "head_count",
    "on_the_line",
    "organization",
    "place",
    "with_form_factors",
]

"""Organization: who sits in which teams, by form.

A form is one function from a scenario to its seating, registered with `@organization("name")`. People are never cut
and never changed: two forms differ only in the teams in which each person sits.
"""

from collections.abc import Callable

from sim.errors import BadInput, did_you_mean
from sim.scenario import own_form
from sim.scenario.form_factors import with_form_factors
from sim.scenario.schema import Scenario
from sim.scenario.seating import (
    OTHER_NAMES,
    SeatedPerson,
    SeatedTeam,
    Seating,
    head_count,
    on_the_line,
    persons,
    roles_held,
    seated,
)

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
        remedy = did_you_mean(name, FORMS, also=OTHER_NAMES)
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
    """Teams and members as the scenario writes them."""
    return own_form.seat(scenario)


def _seat(scenario: Scenario, shared: dict[str, str]) -> Seating:
    """Everybody by domain, but for the role groups that share one team of the name given."""
    domains = tuple(scenario.demand.domains)
    people = []
    for group, members in scenario.people.items():
        first = roles_held(group, members)[0][0]
        role = scenario.roles.get(first)
        team = shared.get(role.group) if role else None
        for person, served in persons(scenario, group, members):
            people.append(seated(scenario, person, group, members, (team,) if team else served))
    occupied = {team for person in people for team in person.teams}
    teams = [SeatedTeam(domain, (domain,)) for domain in domains]
    teams += [SeatedTeam(name, domains) for name in dict.fromkeys(shared.values())]
    return Seating(tuple(team for team in teams if team.name in occupied), tuple(people))


def as_custom(scenario: Scenario) -> str:
    """The block `organization` that seats everybody as the scenario's form does, under the form custom."""
    return own_form.block(scenario, place(scenario))


__all__ = [
    "FORMS",
    "SeatedPerson",
    "SeatedTeam",
    "Seating",
    "as_custom",
    "head_count",
    "on_the_line",
    "organization",
    "place",
    "with_form_factors",
]

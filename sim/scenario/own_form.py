"""One's own form: teams and members as a scenario writes them, and any seating written out in this way.

`members: {data_engineer: 3}` seats the next three data engineers in one team and in no other, `all` each of them,
however many there are; `[3, 4]` seats those with these numbers, who may be named in further teams and sit in each.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sim.scenario.schema import FormFactors, Scenario, Team
from sim.scenario.seating import SeatedTeam, Seating, head_count, persons, seated

FORM = "custom"
ALL = "all"
_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
_NO_NAMES = ("null", "true", "false", "yes", "no", "on", "off")
_COMMENTS = 46  # column
_HEADER = """\
# Your own form: who sits in which team. It begins as {form} seats everybody; move people between the teams.
#   serves: the domains whose requests a team takes, as a list; all: every one
#   members: data_engineer: 3 seats three of them here and nowhere else, all each of them however many there are;
#     data_engineer: [3, 4] seats those with these numbers, and whoever is named in two teams sits in both.
#     Everybody sits somewhere: people are never cut.
#   A group that no team names sits in the teams that serve its domains.
# A request goes to the team that worked on the item's last step, else to the one that serves the fewest domains."""


def seat(scenario: Scenario) -> Seating:
    """Teams and members as written; of a group that no team names, each person sits where its domain is served."""
    domains = tuple(scenario.demand.domains)
    teams = tuple(
        SeatedTeam(name, domains if team.serves == "all" else tuple(d for d in domains if d in team.serves))
        for name, team in scenario.organization.teams.items()
    )
    people = []
    for group, members in scenario.people.items():
        seats = seats_of(scenario.organization.teams, group, head_count(scenario, members))
        for number, (person, served) in enumerate(persons(scenario, group, members), start=1):
            if members.teams is not None:
                where = members.teams
            elif seats is not None:
                where = tuple(seats.get(number, ()))
            else:
                where = tuple(dict.fromkeys(_closest(teams, domain) for domain in served))
            people.append(seated(scenario, person, group, members, tuple(t for t in where if t)))
    return Seating(teams, tuple(people))


def seats_of(teams: Mapping[str, Team], group: str, people: int) -> dict[int, list[str]] | None:
    """Teams of each person of a group of so many, by number from 1; None when no team names the group."""
    found: dict[int, list[str]] = {}
    named = False
    for name, team in teams.items():
        written = team.members.get(group)
        if written is None:
            continue
        named = True
        for number in _numbers(written, people, len(found) + 1):
            found.setdefault(number, []).append(name)
    return found if named else None


def _numbers(written: int | str | tuple[int, ...], people: int, first: int) -> Iterable[int]:
    """The persons of a group whom a team names, from `first` on where it says only how many."""
    if isinstance(written, int):
        return range(first, first + written)
    return range(1, people + 1) if isinstance(written, str) else dict.fromkeys(written)


def _closest(teams: tuple[SeatedTeam, ...], domain: str) -> str:
    """The team serving the domain that serves the fewest, the first written of these."""
    serving = [team for team in teams if domain in team.domains]
    return min(serving, key=lambda team: len(team.domains)).name if serving else ""


# -- any form, written out --------------------------------------------------------------------------------------------


def teams_of(scenario: Scenario, seating: Seating) -> dict[str, dict[str, Any]]:
    """The teams of a seating as a file writes them; under the form custom they seat everybody as it does.

    Groups that name their teams themselves are left out, and so are those that a form of one's own names nowhere.
    """
    organization = scenario.organization
    teams: dict[str, dict[str, Any]] = {
        team.name: {"serves": _serves(scenario, team.domains), "members": {}} for team in seating.teams
    }
    for group, written in scenario.people.items():
        numbered = [person for person in seating.people if person.group == group]
        unnamed = organization.form == FORM and all(group not in team.members for team in organization.teams.values())
        if written.teams is not None or unnamed:
            continue
        numbers = {name: [n for n, p in enumerate(numbered, start=1) if name in p.teams] for name in teams}
        in_order = [n for those in numbers.values() for n in those] == list(range(1, len(numbered) + 1))
        for name, those in numbers.items():
            if those:
                whole = len(those) == len(numbered)
                teams[name]["members"][group] = ALL if whole else len(those) if in_order else those
    return teams


def _serves(scenario: Scenario, domains: tuple[str, ...]) -> str | list[str]:
    return "all" if domains == tuple(scenario.demand.domains) and len(domains) > 1 else list(domains)


def block(scenario: Scenario, seating: Seating) -> str:
    """The block `organization` that seats everybody as a seating does, with comments for whoever edits it."""
    form = scenario.organization.form
    lines = [*_HEADER.format(form=f"the form {form}").splitlines(), "organization:", f"  form: {FORM}", "  teams:"]
    for name, team in teams_of(scenario, seating).items():
        lines.append(f"    {_key(name)}:")
        lines.append(f"      serves: {_flow(team['serves'])}")
        if team["members"]:
            lines.append("      members:")
            lines += [_member(seating, name, group, who) for group, who in team["members"].items()]
    return "\n".join([*lines, *_factors(scenario)]) + "\n"


def _member(seating: Seating, team: str, group: str, who: str | int | list[int]) -> str:
    """The line of a group in a team; who sits elsewhere as well is said beside it."""
    text = f"        {_key(group)}: {who}"
    people = [person.teams for person in seating.people if person.group == group]
    here = {number: [t for t in teams if t != team] for number, teams in enumerate(people, start=1) if team in teams}
    shared = [f"{number} also in {' and '.join(others)}" for number, others in here.items() if others]
    if not shared and not isinstance(who, list):
        return text
    return f"{text:<{_COMMENTS}} # " + "; ".join([f"of {len(people)}", *([", ".join(shared)] if shared else [])])


def _factors(scenario: Scenario) -> list[str]:
    """What else is assumed to differ between forms: as the present form has it, to be edited."""
    form = scenario.organization.form
    own = scenario.organization.factors.get(form)
    values = _flow((own or FormFactors()).model_dump())
    if own is None:
        return [
            "  # What else your form changes, as factors; without it forms are compared at factors 1 first:",
            f"  # factors: {{{FORM}: {values}}}",
        ]
    return [
        f"  factors: # what else is assumed to differ between forms, here as for {form}; 1: no difference",
        f"    {FORM}: {values}",
    ]


def _key(name: str) -> str:
    return name if _PLAIN.fullmatch(name) and name.lower() not in _NO_NAMES else json.dumps(name, ensure_ascii=False)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(name)}: {inner:g}" for name, inner in value.items()) + "}"
    return "[" + ", ".join(_key(name) for name in value) + "]" if isinstance(value, list) else str(value)

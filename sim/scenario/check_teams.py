"""Checks of one's own form: its teams fit the people and the domains, and each domain reaches whom it needs."""

from collections.abc import Sequence

from sim.scenario.check import Findings, place_of
from sim.scenario.own_form import FORM, seats_of
from sim.scenario.schema import Group, Scenario
from sim.scenario.seating import Seating, head_count

NEVER_CUT = (
    "People are never cut: seat everybody, or leave the group out of all teams: each then sits where its domain is."
)


def own_teams(findings: Findings) -> None:
    """Teams and members name domains and people that exist, and everybody has a seat."""
    scenario = findings.scenario
    teams, domains = scenario.organization.teams, scenario.demand.domains
    if not teams:
        findings.error(
            "organization.teams", f"is missing; the form {FORM} needs them, such as {_example(scenario)}", _START
        )
        return
    for name, team in teams.items():
        path = f"organization.teams.{name}"
        for domain in () if team.serves == "all" else team.serves:
            if domain not in domains:
                findings.unknown(f"{path}.serves", domain, [*domains, "all"], "domain", also=_ALL)
        for group in team.members:
            if group not in scenario.people:
                findings.unknown(f"{path}.members.{group}", group, scenario.people, "group of people")
    for group, members in scenario.people.items():
        _seats(findings, group, members)
    for domain in () if findings.strangers else domains:
        if not any(team.serves == "all" or domain in team.serves for team in teams.values()):
            remedy = "Add it to serves: of a team, or write serves: all."
            findings.error("organization.teams", f'no team serves the domain "{domain}"', remedy)


_START = "opmodel new my.yaml --form custom writes the teams of today as a file to edit."
_ALL = {"everything": "all", "everyone": "all", "every": "all", "any": "all", "*": "all"}


def _example(scenario: Scenario) -> str:
    """A whole example with the scenario's own domains and people."""
    group, domain = next(iter(scenario.people), "analyst"), next(iter(scenario.demand.domains))
    return f"teams: {{hub: {{serves: all, members: {{{group}: all}}}}, squad: {{serves: [{domain}]}}}}"


def _seats(findings: Findings, group: str, members: Group) -> None:
    """Each person of a group that the teams name sits in one of them at least, and there are no others."""
    scenario = findings.scenario
    teams = scenario.organization.teams
    for team in members.teams or ():
        if team not in teams:
            findings.unknown(f"people.{group}.teams", team, teams, "team")
    naming = [name for name, team in teams.items() if group in team.members]
    if not naming:
        return
    if members.teams is not None:
        findings.error(f"people.{group}.teams", "is a member of a team already; keep either teams: or members:")
        return
    path = f"organization.teams.{naming[-1]}.members.{group}"
    written = [teams[name].members[group] for name in naming]
    counts = [count for count in written if isinstance(count, int)]
    people = head_count(scenario, members)
    if counts and len(counts) < len(written):
        what = "how many in one team, and all or which by number in another; write the same for a group everywhere"
        findings.error(path, what, f"By number they are 1 to {people}, such as {group}: [1, {max(people, 2)}].")
    elif counts and sum(counts) != people:
        what = f"the teams have {sum(counts)} of them as members, but there are {people}"
        fits = counts[-1] + people - sum(counts)
        remedy = f"Write {path}: {fits if fits >= 0 else people}, or {group}: all in one team. People are never cut."
        findings.error(_where(scenario, path, f"people.{group}"), what, remedy)
    elif not counts:
        _numbered(findings, path, group, people)


def _where(scenario: Scenario, members: str, people: str) -> str:
    """The path whose line is to blame: of the file itself or of an edit, rather than of a file that it extends."""
    main, changed = place_of(scenario, "name")[0], place_of(scenario, people)
    return people if not changed[1] or (changed[0] == main and place_of(scenario, members)[0] != main) else members


def _numbered(findings: Findings, path: str, group: str, people: int) -> None:
    seats = seats_of(findings.scenario.organization.teams, group, people) or {}
    beyond = [number for number in seats if not 1 <= number <= people]
    without = [number for number in range(1, people + 1) if number not in seats]
    if beyond:
        where = _where(findings.scenario, path, f"people.{group}")
        findings.error(where, f"there is no {group} {beyond[0]}, whom the teams name; by number they are 1 to {people}")
    elif without:
        listed = ", ".join(map(str, without[:8])) + (" and more" if len(without) > 8 else "")
        where = _where(findings.scenario, path, f"people.{group}")
        findings.error(where, f"no team names {group} {listed}, of {people}", NEVER_CUT)


def seat_nobody_takes(findings: Findings) -> None:
    """Warn of teams that nothing reads, and of those where nobody sits."""
    from sim.scenario.organization import FORMS, place

    scenario = findings.scenario
    organization = scenario.organization
    path = "organization.teams"
    own = place_of(scenario, path)[0] == place_of(scenario, "name")[0]
    if organization.teams and organization.form != FORM and organization.form in FORMS and own:
        findings.warn(path, f"is read only under the form {FORM}; the form is {organization.form}")
    if organization.form == FORM and not findings.errors:
        taken = {team for person in place(scenario).people for team in person.teams}
        for name in organization.teams:
            if name not in taken:
                findings.warn(f"{path}.{name}", "nobody sits in this team")


def out_of_reach(findings: Findings, seating: Seating, role: str, domains: Sequence[str], asked_by: str) -> bool:
    """Say at the user's own teams that a role sits where some domains are not served; False if nobody holds it."""
    holders = [person for person in seating.people if role in dict(person.roles)]
    teams = list(dict.fromkeys(team for person in holders for team in person.teams))
    if not teams:
        return False
    served = {team.name: team.domains for team in seating.teams}
    one, group = len(holders) == 1, holders[0].group
    serving = " and ".join(f"{team} (serves {', '.join(served[team])})" for team in teams)
    what = f"no {role} serves {' or '.join(domains)}, and {asked_by} asks for one in every domain"
    whose = "the only one sits" if one else "they all sit"
    able = [team for team in seating.teams if set(domains) <= set(team.domains)]
    other = min(able, key=lambda team: len(team.domains), default=None)
    remedies = [f"let {teams[0]} serve all (serves: all)"]
    if other is None:
        remedies.append(f"put one {role} into a team that serves {domains[0]}")
    elif one:
        number = [person for person in seating.people if person.group == group].index(holders[0]) + 1
        remedies.append(f"seat {group} {number} in {other.name} as well: {group}: [{number}] among the members of both")
    else:
        remedies.append(f"put one {role} into {other.name}")
    text = ", or ".join(remedies)
    findings.error(
        f"organization.teams.{teams[0]}.serves", f"{what}; {whose} in {serving}", f"{text[0].upper()}{text[1:]}."
    )
    return True

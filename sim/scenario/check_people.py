"""Checks of people, roles and the organization."""

from collections.abc import Mapping

from sim.scenario.asked import Asked, asked, coordinated
from sim.scenario.check import Findings
from sim.scenario.check_teams import out_of_reach, own_teams, seat_nobody_takes
from sim.scenario.organization import FORMS, SeatedPerson, Seating, head_count, place
from sim.scenario.own_form import FORM
from sim.scenario.schema import Group, Scenario, Share
from sim.scenario.seating import OTHER_NAMES

COORDINATION = "the coordination of handovers or gates"
FIRST = "first_participant"  # stands in for a role: the first other participant of the activity
SHARED_TEAMS = ("center", "hub", "platform")


def groups(findings: Findings) -> None:
    """People hold roles that exist, and there is a number of them."""
    scenario = findings.scenario
    for name, group in scenario.people.items():
        path = f"people.{name}"
        if group.count is None and group.per_domain is None:
            findings.error(path, "needs count: how many there are, or per_domain: how many in each domain")
        if group.count is not None and group.per_domain is not None:
            findings.error(f"{path}.per_domain", "count and per_domain exclude each other; keep one")
        if group.roles is None and name not in scenario.roles:
            findings.unknown(path, name, scenario.roles, "role; name one, or say roles: {...}")
        if group.roles is not None and not group.roles:
            findings.error(f"{path}.roles", "is empty; name the roles that they hold")
        for role, skill in (group.roles or {}).items():
            if role not in scenario.roles:
                findings.unknown(f"{path}.roles.{role}", role, scenario.roles, "role")
            elif skill <= 0:
                findings.error(f"{path}.roles.{role}", "a skill must be above 0", value=skill)
        _presence(findings, path, group)


def _presence(findings: Findings, path: str, group: Group) -> None:
    if group.joins is not None and group.leaves is not None and group.leaves <= group.joins:
        findings.error(f"{path}.leaves", f"must be after joins ({group.joins:g})", value=group.leaves)
    for start, end in group.absent:
        if end <= start:
            findings.error(f"{path}.absent", f"ends on day {end:g}, before it starts on day {start:g}")
    for day, rate in (group.rates or {}).items():
        if rate < 0 or float(day) < 0:
            findings.error(f"{path}.rates.{day}", "days and speeds must be at least 0", value=rate)
    if group.teams is not None and findings.scenario.organization.form != "custom":
        findings.warn(f"{path}.teams", "is read only under the form custom")


def stand_ins(findings: Findings) -> None:
    """Who stands in for a role exists."""
    for name, role in findings.scenario.roles.items():
        for other, skill in (role.stand_in or {}).items():
            path = f"roles.{name}.stand_in.{other}"
            if other == name:
                findings.error(path, "a role cannot stand in for itself")
            elif other != FIRST and other not in findings.scenario.roles:
                findings.unknown(path, other, [*findings.scenario.roles, FIRST], "role")
            elif skill <= 0:
                findings.error(path, "a skill must be above 0", value=skill)


def organization_form(findings: Findings) -> None:
    """The form exists; the teams of a custom one fit people and domains."""
    scenario, form = findings.scenario, findings.scenario.organization.form
    if form not in FORMS:
        findings.unknown("organization.form", form, FORMS, "form", also=OTHER_NAMES)
    for name in scenario.organization.factors:
        if name not in FORMS:
            findings.unknown(f"organization.factors.{name}", name, FORMS, "form", also=OTHER_NAMES)
    if form == FORM:
        own_teams(findings)
    else:
        for domain in scenario.demand.domains:
            if domain in SHARED_TEAMS:
                findings.error(
                    f"demand.domains.{domain}", f'"{domain}" is the name of a team; call the domain otherwise'
                )


# -- who can do what is asked -----------------------------------------------------------------------------------------


Servers = Mapping[tuple[str, str], dict[str, list[SeatedPerson]]]


def servers(seating: Seating) -> Servers:
    """Holders of a role by team, for the teams that serve a domain: by role and domain."""
    served = {team.name: team.domains for team in seating.teams}
    holders: dict[tuple[str, str], dict[str, list[SeatedPerson]]] = {}
    for person in seating.people:
        for role, _ in person.roles:
            for team in person.teams:
                for domain in served[team]:
                    holders.setdefault((role, domain), {}).setdefault(team, []).append(person)
    return holders


def server_teams(
    scenario: Scenario, holders: Servers, role: str, domain: str, shared_by: Mapping[str, Share]
) -> dict[str, list[SeatedPerson]]:
    """Those who do a role's share for a domain, by team: its holders, or else whoever stands in."""
    found = holders.get((role, domain), {})
    written = scenario.roles.get(role)
    if found or written is None:
        return found
    for other in written.stand_in or {}:
        helper = first_held(holders, role, shared_by) if other == FIRST else other
        found = holders.get((helper, domain), {})
        if found:
            return found
    return {}


def first_held(holders: Servers, role: str, shared_by: Mapping[str, Share]) -> str:
    """The first participant but `role` whose role somebody holds, for whatever domain; "" if there is none."""
    held = {name for name, _ in holders}
    return next((other for other in shared_by if other != role and other in held), "")


def everybody_needed_is_there(findings: Findings) -> None:
    """For every domain somebody holds, or stands in for, every role that is asked for; workshops can be seated."""
    scenario = findings.scenario
    if findings.errors:  # the seating would only repeat them
        return
    seating = place(scenario)
    holders = servers(seating)
    lacking: dict[str, tuple[list[str], str]] = {}
    work = list(asked(scenario))
    manager = scenario.handover.coordinated_by
    if coordinated(scenario):
        work += [Asked(COORDINATION, None, {manager: Share(share=1), **those}) for those in _steps_asked(scenario)]
    for piece in work:
        roles = [manager] if piece.path == COORDINATION else list(piece.shared_by)
        for role in (role for role in roles if role in scenario.roles):
            served = {
                domain: server_teams(scenario, holders, role, domain, piece.shared_by)
                for domain in scenario.demand.domains
            }
            without = [domain for domain, teams in served.items() if not teams]
            if piece.together:
                _seats(findings, piece, role, served)
            if without and (piece.of_items or len(without) == len(scenario.demand.domains)):
                lacking.setdefault(role, (without, piece.path))
    for role, (domains, path) in lacking.items():
        if scenario.organization.form == FORM and out_of_reach(findings, seating, role, domains, path):
            continue
        where = "nobody" if len(domains) == len(scenario.demand.domains) else f"nobody who serves {', '.join(domains)}"
        what = f"{where} holds this role and nobody stands in, but {path} asks for it"
        helper = _who_may_stand_in(scenario, role, {name for name, _ in holders})
        stand_in = f"say who stands in: roles.{role}: {{stand_in: {{{helper}: 0.5}}}}"
        if f"people.{role}" in scenario._gone:
            file, line, column = scenario._gone[f"people.{role}"]
            stand_in = f"{file}:{line}:{column} takes people.{role} away: leave that out, or {stand_in}."
            findings.error(f"roles.{role}", what, stand_in)
        elif role in scenario.people and not head_count(scenario, scenario.people[role]):
            findings.error(f"people.{role}", what.replace("holds this role", "is there"), f"Give it 1, or {stand_in}.")
        else:
            findings.error(f"roles.{role}", what, f"Add people.{role}: 1, or {stand_in}.")


def _who_may_stand_in(scenario: Scenario, role: str, held: set[str]) -> str:
    """A role that somebody holds, of the same group if there is one."""
    others = [other for other in scenario.roles if other in held and other != role]
    alike = [other for other in others if scenario.roles[other].group == scenario.roles[role].group]
    return next(iter([*alike, *others]), "another_role")


def _steps_asked(scenario: Scenario) -> list[Mapping[str, Share]]:
    """Who takes part in each step, all its activities together, for each set of kinds that it may be asked for."""
    found: list[Mapping[str, Share]] = []
    for stage in scenario.stages.values():
        for step in stage.steps.values():
            for kind in scenario.demand.kinds:
                together: dict[str, Share] = {}
                for each in (step, *step.parallel.values()):
                    if each.only_for is None or kind in each.only_for:
                        together |= each.shared_by
                if together and together not in found:
                    found.append(together)
    return found


def _seats(findings: Findings, piece: Asked, role: str, served: Mapping[str, Mapping[str, list[SeatedPerson]]]) -> None:
    """A workshop finds enough people of the role in whichever team is asked."""
    needed = piece.shared_by[role].people
    for domain, teams in served.items():
        for team, people in teams.items():
            if len(people) < needed:
                what = (
                    f"the workshop needs {needed} people of this role, "
                    f'but for {domain} the team "{team}" has {len(people)}'
                )
                own = findings.scenario.organization.form == FORM
                findings.error(
                    f"organization.teams.{team}" if own else f"{piece.path}.shared_by.{role}",
                    f"{what}: {piece.path} asks for them" if own else what,
                )
                return


def idle(findings: Findings) -> None:
    """Warn of roles that nobody asks for and of people who are never asked."""
    scenario = findings.scenario
    wanted = {role for piece in asked(scenario) for role in piece.shared_by}
    if coordinated(scenario):
        wanted.add(scenario.handover.coordinated_by)
    helpers = {other for role in wanted & set(scenario.roles) for other in scenario.roles[role].stand_in or {}}
    for name in scenario.roles:
        if name not in wanted | helpers:
            findings.warn(f"roles.{name}", "nothing asks for this role")
    for name, group in scenario.people.items():
        if head_count(scenario, group) and not set(group.roles or {name: 1}) & (wanted | helpers):
            findings.warn(f"people.{name}", "these people are never asked: nothing asks for their roles")


CHECKS = (groups, stand_ins, organization_form)
LAST_CHECKS = (everybody_needed_is_there, idle, seat_nobody_takes)

"""Seating: which people there are, and the line of demand shares along which they are laid."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.scenario.schema import Every, Group, Ramp, Scenario

OTHER_NAMES = {  # what people also call the forms that ship
    "central": "centralized",
    "centralised": "centralized",
    "center": "centralized",
    "center_of_excellence": "coe",
    "centre_of_excellence": "coe",
    "hub": "coe",
    "hub_and_spoke": "coe",
    "decentralized": "federated",
    "decentralised": "federated",
    "embedded": "federated",
    "mesh": "federated",
    "own": "custom",
    "hybrid": "custom",
    "matrix": "custom",
    "squads": "custom",
}
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


def head_count(scenario: Scenario, group: Group) -> int:
    """How many people the group has."""
    return (group.count or 0) + (group.per_domain or 0) * len(scenario.demand.domains)


def persons(scenario: Scenario, name: str, group: Group) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and domains of each person of a group: one after the other on the line of demand shares."""
    for number, served in enumerate(on_the_line(scenario.demand.domains, group.count or 0)):
        yield f"{name} {number + 1}", served
    for domain in scenario.demand.domains:
        for number in range(group.per_domain or 0):
            yield f"{name} {domain}" + (f" {number + 1}" if group.per_domain != 1 else ""), (domain,)


def on_the_line(shares: Mapping[str, float], count: int) -> list[tuple[str, ...]]:
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


def roles_held(name: str, group: Group) -> tuple[tuple[str, float], ...]:
    """Roles with skills of a group; unless it names some, the role of its own name."""
    return tuple((group.roles or {name: 1.0}).items())


def seated(scenario: Scenario, name: str, group: str, members: Group, teams: tuple[str, ...]) -> SeatedPerson:
    """A person of a group in these teams, with what its first role says where the group says nothing."""
    roles = roles_held(group, members)
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

"""Who is asked: people, teams and pools lowered from the seating."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sim.errors import BadInput
from sim.scenario.organization import Seating
from sim.scenario.schema import Scenario

FIRST_PARTICIPANT = "first_participant"
STAND_INS_PREFER = 100  # a stand-in prefers every role of his or her own


@dataclass
class Pool:
    """Those of one team who serve one role, with their skill and how much they prefer it."""

    team: int
    role: int
    people: list[tuple[int, float, int]] = field(default_factory=list)  # person, skill, preference


class People:
    """Collects pools and asks; an ask is a role together with who stands in for it.

    Who stands in works at the stand-in skill times the own skill in the role that is held.
    """

    def __init__(self, scenario: Scenario, seating: Seating, role_names: Sequence[str]) -> None:
        self.scenario, self.seating, self.role_names = scenario, seating, list(role_names)
        self.domains = list(scenario.demand.domains)
        self.team_names = [team.name for team in seating.teams]
        self.serves = [{self.domains.index(domain) for domain in team.domains} for team in seating.teams]
        self.pools: list[Pool] = []
        self.ask_role: list[int] = []
        self.option_start = [0]
        self.option_pool: list[int] = []
        self.option_stands_in: list[bool] = []
        self._pools: dict[tuple[int, int, tuple[tuple[str, float], ...]], int] = {}
        self._asks: dict[tuple[str, str], int] = {}
        self._held = {role for person in seating.people for role, _ in person.roles}
        self._members = [
            [p for p, person in enumerate(seating.people) if team.name in person.teams] for team in seating.teams
        ]

    def ask(self, role: str, first_other: str = "") -> int:
        """Index of the ask for a role; `first_other` is the first other participant, who may stand in."""
        stand_in = dict(self.scenario.roles[role].stand_in or {})
        skill = stand_in.pop(FIRST_PARTICIPANT, None)
        if skill is not None and first_other:
            stand_in.setdefault(first_other, skill)
        key = (role, ",".join(f"{name}={skill!r}" for name, skill in stand_in.items()))
        if key not in self._asks:
            self._asks[key] = self._new_ask(role)
            for domain in range(len(self.domains)):
                held = self._ordered(role, domain, ())
                helped = self._ordered(role, domain, tuple(stand_in.items())) if stand_in else []
                self._options(held, helped)
        return self._asks[key]

    def first_other(self, roles: Iterable[str], role: str) -> str:
        """The first participant but `role` whose role somebody holds: who may stand in as first participant."""
        return next((other for other in roles if other != role and other in self._held), "")

    def ask_person(self, person: int, role: str) -> int:
        """Index of an ask that only one person can take."""
        seated = self.seating.people[person]
        self.pools.append(Pool(self.team_names.index(seated.teams[0]), self.role_names.index(role), [(person, 1.0, 0)]))
        ask = self._new_ask(role)
        for _ in self.domains:
            self._options([len(self.pools) - 1], [])
        return ask

    def require(self, ask: int, where: str) -> None:
        """Refuse an ask that in some domain nobody could ever take."""
        for domain, name in enumerate(self.domains):
            place = ask * len(self.domains) + domain
            if self.option_start[place] == self.option_start[place + 1]:
                role = self.role_names[self.ask_role[ask]]
                raise BadInput(f"{where}: nobody serving {name} holds {role} and nobody stands in for it")

    def holders(self, role: str) -> list[int]:
        """People who really hold a role."""
        return [p for p, person in enumerate(self.seating.people) if role in dict(person.roles)]

    def _new_ask(self, role: str) -> int:
        self.ask_role.append(self.role_names.index(role))
        return len(self.ask_role) - 1

    def _options(self, held: list[int], helped: list[int]) -> None:
        self.option_pool.extend([*held, *helped])
        self.option_stands_in.extend([False] * len(held) + [True] * len(helped))
        self.option_start.append(len(self.option_pool))

    def _ordered(self, role: str, domain: int, stand_in: tuple[tuple[str, float], ...]) -> list[int]:
        """Pools that serve the domain: fewest domains first, then most people, then first written."""
        found = [
            (len(self.serves[team]), -len(self.pools[pool].people), team, pool)
            for team in range(len(self.team_names))
            if domain in self.serves[team] and (pool := self._pool(team, role, stand_in)) >= 0
        ]
        return [pool for *_, pool in sorted(found)]

    def _pool(self, team: int, role: str, stand_in: tuple[tuple[str, float], ...]) -> int:
        key = (team, self.role_names.index(role), stand_in)
        if key not in self._pools:
            people = [(p, *serves) for p in self._members[team] if (serves := self._serves_as(p, role, stand_in))]
            if people:
                self.pools.append(Pool(team, key[1], people))
            self._pools[key] = len(self.pools) - 1 if people else -1
        return self._pools[key]

    def _serves_as(self, person: int, role: str, stand_in: tuple[tuple[str, float], ...]) -> tuple[float, int] | None:
        held = dict(self.seating.people[person].roles)
        if not stand_in:
            return (held[role], list(held).index(role)) if role in held else None
        skills = [skill * held[name] for name, skill in stand_in if name in held]
        return (max(skills), STAND_INS_PREFER) if skills and role not in held else None

"""The staff: who is there when, at which speed, and who is asked."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.blueprint.blueprint import Presence
from sim.engines.reference.clock import RATE_CHANGE
from sim.engines.reference.items import Item
from sim.engines.reference.people import Person
from sim.engines.reference.pools import Pool
from sim.engines.reference.rows import PAUSED, RESUMED

if TYPE_CHECKING:
    from sim.engines.reference.office import Office


class Staff:
    """People and pools of one replication; people join, leave, are absent and change speed."""

    def __init__(self, office: "Office") -> None:
        self.office = office
        b = office.blueprint_lists
        self.people = [
            Person(number, carries, loss, roles, copies=not b.queueing)
            for number, (carries, loss, roles) in enumerate(
                zip(b.person_carries, b.person_loss, b.person_roles, strict=True)
            )
        ]
        self.pools = [Pool(team) for team in b.pool_team]
        for number, pool in enumerate(self.pools):
            for place in range(b.pool_start[number], b.pool_start[number + 1]):
                pool.add(self.people[b.pool_person[place]], b.pool_skill[place], b.pool_preference[place])
        self._domains = len(b.domain_names)
        self._options: list[list[tuple[Pool, bool]]] = [
            [(self.pools[b.option_pool[place]], b.option_stands_in[place]) for place in range(first, last)]
            for first, last in pairwise(b.option_start)
        ]

    def start(self) -> None:
        """Everybody begins the working life; what changes later is set on the clock."""
        b = self.office.blueprint_lists
        for person in self.people:
            for place in range(b.rate_start[person.number], b.rate_start[person.number + 1]):
                self._schedule_rate(person, b.rate_day[place], b.rate_slope[place], b.rate_presence[place])
            person.start_working(self.office)

    def _schedule_rate(self, person: Person, day: float, slope: float, presence: int) -> None:
        def change(_: Any = None) -> None:
            self._change_rate(person, slope, Presence(presence))

        if day <= 0.0:
            change()
        else:
            self.office.clock.due(day, RATE_CHANGE, change, person.number)

    def _change_rate(self, person: Person, slope: float, presence: Presence) -> None:
        """A person joins, leaves, is absent or changes speed; stints in hand are re-rated."""
        now, was = self.office.clock.now, person.presence
        person.reach(now)
        stood_still = person.speed <= 0.0
        person.speed, person.presence = slope, presence
        if presence == Presence.LEFT_HANDING_BACK:
            self._hand_back(person, stood_still)
        for stint in person.hands:
            if stood_still != (slope <= 0.0) and not person.is_due(stint):
                self.office.log_stint(RESUMED if stood_still else PAUSED, stint, person.number)
        joined = was == Presence.NOT_YET and presence in (Presence.HERE, Presence.ABSENT)
        left = was in (Presence.HERE, Presence.ABSENT) and presence >= Presence.LEFT
        if joined:
            person.free_since = now
        for pool in person.pools:
            pool.present += int(joined) - int(left)
        person.look_up()
        person.tell(self.office.clock)
        self.office.handout.stir(person)
        if joined or left:  # requests are routed again where the last has left, or waited for somebody to join
            for pool in self.pools if joined else person.pools:
                if pool.present == 0:
                    self._route_again(pool)
        self.office.settle_soon()

    def _hand_back(self, person: Person, paused: bool) -> None:
        """What is left returns to the queue at its old rank; `paused`: who leaves was absent already."""
        for stint in [*person.hands, *person.aside]:
            if stint in person.hands:
                if person.is_due(stint):
                    continue
                person.let_go(stint, self.office.clock.now)
                if not paused:
                    self.office.log_stint(PAUSED, stint, person.number)
            stint.in_workshop = False
            self.office.handout.ask(stint)
        person.aside.clear()

    def _route_again(self, pool: Pool) -> None:
        """Nobody of the role is in the team: its requests are asked of another one."""
        waiting = [stint for _, stint in pool.queue if not stint.gone]
        pool.queue.clear()
        seats = [seat for workshop in self.office.handout.workshops for seat in workshop.seats if seat.pool is pool]
        for stint in (*waiting, *seats):
            stint.pool = self.asked_pool(stint.item, stint.ask)
            self.office.handout.stirred.add(stint.pool)
        for stint in waiting:
            self.office.handout.ask(stint)

    def asked_pool(self, item: Item, ask: int) -> Pool:
        """Who is asked: a team that worked on the item's last step, else the first by fewest domains, most people.

        Those who stand in are asked where nobody holding the role is there any more.
        """
        options = self._options[ask * self._domains + item.domain]
        if len(options) == 1:
            return options[0][0]
        first: Pool | None = None
        helper: Pool | None = None
        for pool, stands_in in options:
            if pool.present == 0:
                continue
            if stands_in:
                if first is not None:
                    break
                if pool.team in item.last_teams:
                    return pool
                helper = helper or pool
            else:
                if pool.team in item.last_teams:
                    return pool
                first = first or pool
        return first or helper or options[0][0]

"""Hand-out: who is asked, who waits in which order, and who takes what.

A request is asked of one pool (those of one team who serve one role). At settle the highest-ranked request that
somebody free can serve goes first, to the person who ranks best for it, until nothing can start.
"""

from collections.abc import Callable
from heapq import heappop, heappush

from sim.blueprint.blueprint import Presence
from sim.engines.reference.items import Item
from sim.engines.reference.people import Person, Stint, Workshop


class Pool:
    """Those of one team who serve one role, and the requests that wait for them."""

    __slots__ = ("members", "preference", "present", "queue", "skill", "team")

    def __init__(self, team: int) -> None:
        self.team = team
        self.members: list[Person] = []
        self.skill: dict[int, float] = {}
        self.preference: dict[int, int] = {}
        self.present = 0  # members who have joined and not left
        self.queue: list[tuple[tuple[int, float, float, int, int], Stint]] = []

    def add(self, person: Person, skill: float, preference: int) -> None:
        """Seat a person in the pool."""
        self.members.append(person)
        self.skill[person.number] = skill
        self.preference[person.number] = preference
        person.pools.append(self)

    def first(self) -> Stint | None:
        """The request that ranks first; withdrawn ones are dropped on the way."""
        queue = self.queue
        while queue and queue[0][1].gone:
            heappop(queue)
        return queue[0][1] if queue else None

    def best_free(self, stint: Stint, but_for: "set[Person] | None" = None) -> Person | None:
        """Who of those free takes the request: see `suits`."""
        found = [person for person in self.members if person.free and not (but_for and person in but_for)]
        if len(found) <= 1:
            return found[0] if found else None
        return min(found, key=lambda person: self.suits(person, stint))

    def suits(self, person: Person, stint: Stint) -> tuple[int, bool, int, int, float, int]:
        """The smallest goes: role preferred, has worked on the item, fewer roles, less in hand, free for longest."""
        return (
            self.preference[person.number],
            person.number not in stint.item.workers,
            person.roles,
            len(person.hands),
            person.free_since,
            person.number,
        )

    def interruptible(self, but_for: "set[Person]") -> Stint | None:
        """The single, non-urgent stint in hand of a member that ranks last (then started last, then higher number)."""
        last = None
        for person in self.members:
            if person.presence != Presence.HERE or person in but_for:
                continue
            for stint in person.hands:
                if stint.urgent or stint.in_workshop:
                    continue
                key = (stint.rank, stint.started, person.number)
                if last is None or key > last[0]:
                    last = (key, stint)
        return None if last is None else last[1]


class HandOut:
    """What waits in all pools, and the settle that hands it out."""

    def __init__(self, start: Callable[[Stint, Person], None], put_down: Callable[[Stint, Person], None]) -> None:
        self.start, self.put_down, self.now = start, put_down, 0.0
        self.stirred: set[Pool] = set()  # pools with a new request, or whose members' hands have changed
        self.workshops: list[Workshop] = []
        self.withheld: set[Person] = set()  # kept for a workshop convened in order, until this settle ends

    def ask(self, stint: Stint) -> None:
        """A request begins to wait, or waits again, at its rank; it stirs nothing where all are busy."""
        heappush(stint.pool.queue, (stint.rank, stint))
        if stint.urgent or self.workshops or self._anybody(stint.pool):
            self.stirred.add(stint.pool)

    def convene(self, workshop: Workshop) -> None:
        """A workshop begins to wait for its people."""
        self.workshops.append(workshop)
        self.stirred.update(seat.pool for seat in workshop.seats)

    def stir(self, person: Person) -> None:
        """A person's hands have changed: look at what waits where he or she sits."""
        for pool in person.pools:
            if pool.queue or self.workshops:
                self.stirred.add(pool)

    def withdraw(self, item: Item, pools: list[Pool]) -> list[Stint]:
        """Take everything that waits for an item out of the queues."""
        waiting = [stint for pool in pools for _, stint in pool.queue if stint.item is item and not stint.gone]
        for workshop in [workshop for workshop in self.workshops if workshop.seats[0].item is item]:
            waiting.extend(workshop.seats)
            self.workshops.remove(workshop)
        for stint in waiting:
            stint.gone = True  # dropped from the heap when it comes to the top
            self.stirred.add(stint.pool)
        return waiting

    def hand_out(self, now: float) -> None:
        """The highest-ranked request that can start goes first; repeat until nothing can start."""
        self.now = now
        looked_at: set[Workshop] = set()
        while True:
            stint = self._first_single()
            workshop = self._first_workshop(looked_at) if self.workshops else None
            if workshop is not None and (stint is None or workshop.rank < stint.rank):
                looked_at.add(workshop)
                self._try(workshop)
            elif stint is not None:
                self._serve(stint)
            else:
                break
        self.stirred.clear()
        if self.withheld:  # may be free for other work at the next settle
            self.stirred.update(pool for person in self.withheld for pool in person.pools)
            self.withheld.clear()

    def _first_single(self) -> Stint | None:
        best = None
        for pool in self.stirred:
            stint = pool.first() if pool.queue else None
            if stint is None or (best is not None and best.rank < stint.rank):
                continue
            if self._anybody(pool) or (stint.urgent and pool.interruptible(self.withheld)):
                best = stint
        return best

    def _anybody(self, pool: Pool) -> bool:
        for person in pool.members:  # noqa: SIM110 - a plain loop is faster, and this is asked at every settle
            if person.free and person not in self.withheld:
                return True
        return False

    def _serve(self, stint: Stint) -> None:
        heappop(stint.pool.queue)
        if stint.is_too_late(self.now):
            self.workshops.append(Workshop([stint], False))  # it waits with those that nobody convenes
            return
        person = stint.pool.best_free(stint, self.withheld)
        if person is None:
            victim = stint.pool.interruptible(self.withheld)
            person = victim.person if victim is not None else None
            if victim is None or person is None:
                raise RuntimeError("a request was chosen that nobody can serve")
            self.put_down(victim, person)
            self.ask(victim)  # at its old rank; anybody may resume it
        self.start(stint, person)

    def _first_workshop(self, looked_at: set[Workshop]) -> Workshop | None:
        best = None
        for workshop in self.workshops:
            if workshop in looked_at or (best is not None and best.rank < workshop.rank):
                continue
            if workshop.in_order or any(seat.pool in self.stirred for seat in workshop.seats):
                best = workshop
        return best

    def _try(self, workshop: Workshop) -> None:
        """Seat the workshop if it can be; withhold people for it where it is convened in order."""
        if workshop.seats[0].is_too_late(self.now):
            return
        seated = self._seat_in_order(workshop) if workshop.in_order else self._seat(workshop)
        if seated is None:
            return
        self.workshops.remove(workshop)
        taken: set[Person] = set()
        for seat, person, victim in seated:
            if victim is not None:
                self.put_down(victim, person)
                person.aside.append(victim)  # a meeting interrupts; he or she resumes it afterwards
            if person in taken and not person.copies:
                continue
            taken.add(person)
            if not person.copies:
                turns = [other for other, whose, _ in seated if whose is person]
                person.aside.extend(reversed(turns[1:]))  # both shares in turn
            self.start(seat, person)

    def _seat(self, workshop: Workshop) -> list[tuple[Stint, Person, Stint | None]] | None:
        """Fill the seats in written order; at least one by somebody free, others may put down what they do."""
        seated: list[tuple[Stint, Person, Stint | None]] = []
        nobody: set[Person] = set(self.withheld)
        free = False
        for seat in workshop.seats:
            person = seat.pool.best_free(seat, nobody)
            victim = None
            if person is not None:
                free = True
            else:
                victim = seat.pool.interruptible(nobody)
                person = victim.person if victim is not None else self._in_turn(seat, seated)
            if person is None:
                return None
            if not person.copies:
                nobody.add(person)
            seated.append((seat, person, victim))
        return seated if free else None

    def _in_turn(self, seat: Stint, seated: list[tuple[Stint, Person, Stint | None]]) -> Person | None:
        """Somebody already seated who holds this role too, for seats of other roles only."""
        for _, person, _ in seated:
            others = [other for other, whose, _ in seated if whose is person]
            if person in seat.pool.members and all(other.ask != seat.ask for other in others):
                return person
        return None

    def _seat_in_order(self, workshop: Workshop) -> list[tuple[Stint, Person, Stint | None]] | None:
        """Fill the seats with free people only; whoever is found is withheld from requests further back.

        Both shares in turn does only who is seated already where nobody else of the team holds the role.
        """
        seated: list[tuple[Stint, Person, Stint | None]] = []
        nobody = set(self.withheld)
        for seat in workshop.seats:
            person = seat.pool.best_free(seat, nobody)
            if person is None and not any(other.is_member and other not in nobody for other in seat.pool.members):
                person = self._in_turn(seat, seated)
            if person is not None:
                if not person.copies:
                    nobody.add(person)
                seated.append((seat, person, None))
        if len(seated) == len(workshop.seats):
            return seated
        self.withheld = nobody
        return None

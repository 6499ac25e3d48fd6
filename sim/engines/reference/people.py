"""People: each is one SimPy process that takes work, does it and hands it on."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim import rules
from sim.blueprint.blueprint import Presence
from sim.engines.reference.clock import PART, Clock, Moment

if TYPE_CHECKING:
    from sim.engines.reference.items import Item, Story
    from sim.engines.reference.office import Office
    from sim.engines.reference.pools import Pool

HERE = Presence.HERE
Rank = tuple[int, float, float, int, int]  # urgent first, discipline, request time, item number, part


class Workshop:
    """Stints with one start; `seats` in written order."""

    __slots__ = ("in_order", "rank", "seats")

    def __init__(self, seats: "list[Stint]", in_order: bool) -> None:
        self.seats, self.in_order = seats, in_order
        self.rank = seats[0].rank


class Patience:
    """How long stints that are asked for together wait for the first of them to begin."""

    __slots__ = ("begun", "until")

    def __init__(self, until: float) -> None:
        self.until, self.begun = until, False

    def is_over(self, now: float) -> bool:
        """It ends now, or did so a hair ago, before anybody has begun."""
        return not self.begun and rules.not_after(self.until, now)


class Stint:
    """One person's share of a visit, from the request until it is finished."""

    __slots__ = (
        "ask", "gone", "in_workshop", "item", "part", "patience", "person", "pool", "rank", "skill", "started", "step",
        "story", "target", "urgent", "visit", "work",
    )  # fmt: skip

    def __init__(
        self, item: "Item", step: int, part: int, ask: int, visit: int, work: float, rank: Rank, pool: "Pool",
        story: "Story",
    ) -> None:  # fmt: skip
        self.item, self.step, self.part, self.ask, self.visit = item, step, part, ask, visit
        self.work, self.rank, self.pool, self.story = work, rank, pool, story  # work: effort still to do
        self.urgent = rank[0] == 0
        self.person: Person | None = None
        self.target = self.skill = 0.0
        self.started = -1.0  # day on which it was last taken in hand
        self.patience: Patience | None = None  # of all that were asked for together
        self.gone = False
        self.in_workshop = False

    def is_too_late(self, now: float) -> bool:
        """Patience ends now, or did so a hair ago, before anybody has begun: it is not begun any more."""
        return self.patience is not None and self.patience.is_over(now)


class Person:
    """One role agent: the stints in hand, the work clock that drives them, and what was put down for a workshop."""

    def __init__(self, number: int, carries: int, loss: float, roles: int, copies: bool) -> None:
        self.number, self.carries, self.loss, self.roles, self.copies = number, carries, loss, roles, copies
        self.hands: list[Stint] = []
        self.aside: list[Stint] = []  # put down or waiting for its turn; the last comes first
        self.pools: list[Pool] = []
        self.clock = 0.0  # focused work that each stint in hand has received
        self.since = 0.0  # day of the clock's last update
        self.speed = 0.0
        self.presence = Presence.NOT_YET
        self.free_since = 0.0
        self.free = False
        self._process: simpy.Process | None = None
        self._end: Moment | None = None  # what the process waits for
        self._finishing: Stint | None = None  # whose end that is; None: of the stint that comes next
        self._told = False

    # -- the work clock --------------------------------------------------------------------------------------------

    def slope(self) -> float:
        """Speed of the work clock."""
        if len(self.hands) == 1:
            return self.speed
        return self.speed * rules.share_of_attention(len(self.hands), self.loss, self.copies)

    def bring_up_to_date(self, now: float) -> None:
        """Advance the work clock; before every change of its slope and never otherwise."""
        if self.hands:
            self.clock = rules.clock_after(self.clock, self.since, now, self.slope())
        else:
            self.clock = 0.0
        self.since = now

    def take(self, stint: Stint, now: float) -> None:
        """Take a stint in hand."""
        self.bring_up_to_date(now)
        stint.person, stint.started = self, now
        if stint.patience is not None:
            stint.patience.begun = True
        stint.skill = stint.pool.skill[self.number]
        stint.target = rules.clock_target(self.clock, stint.work, stint.skill)
        self.hands.append(stint)
        self.look_up()

    def let_go(self, stint: Stint, now: float) -> None:
        """Put an unfinished stint out of the hands; what is left is kept as effort."""
        self.bring_up_to_date(now)
        stint.work = rules.work_left(self.clock, stint.target, stint.skill)
        self._drop(stint, now)

    def complete(self, stint: Stint, now: float) -> None:
        """A stint is done: the clock stands exactly at its target."""
        self.clock, self.since = stint.target, now
        self._drop(stint, now)

    def _drop(self, stint: Stint, now: float) -> None:
        self.hands.remove(stint)
        self.free_since = now
        self.look_up()

    @property
    def is_member(self) -> bool:
        """Has joined and not left."""
        return self.presence in (Presence.ABSENT, Presence.HERE)

    def look_up(self) -> None:
        """Whether more work can be taken."""
        self.free = self.presence == HERE and (self.copies or len(self.hands) < self.carries)

    def next_to_finish(self) -> Stint | None:
        """The stint in hand that ends first; None for empty hands or while nothing advances."""
        if not self.hands:
            return None
        first = self.hands[0]
        if len(self.hands) > 1:
            first = min(self.hands, key=lambda stint: (stint.target, stint.item.number, stint.part))
        return first if self.speed > 0.0 or self.is_due(first) else None

    def is_due(self, stint: Stint) -> bool:
        """Done at this very instant, also by somebody who goes; what was put down would have to wait behind it."""
        return stint.target <= self.clock and not self.aside

    def reach(self, now: float) -> None:
        """Bring the clock up to date at a change of rate; what is due at this very instant is done, not paused."""
        first = self.next_to_finish()
        done = first is not None and rules.not_after(
            rules.finish_time(self.since, self.clock, first.target, self.slope()), now
        )
        self.bring_up_to_date(now)
        if done and first is not None and self.clock < first.target:
            self.clock = first.target

    # -- the process -------------------------------------------------------------------------------------------------

    def start_working(self, office: "Office") -> None:
        """Begin the working life."""
        self._process = office.clock.process(working_life(self, office))

    def next_end(self, clock: Clock) -> Moment:
        """The end of the stint in hand that ends first; a moment without a time while there is none."""
        self._told = False
        self._end = Moment(clock)
        self._look_ahead(clock, self._end)
        return self._end

    def _look_ahead(self, clock: Clock, end: Moment) -> None:
        stint = self.next_to_finish()
        if stint is not None:
            at = rules.finish_time(clock.now, self.clock, stint.target, self.slope())
            clock.set(end, at, PART, stint.item.number, stint.part)
        end._value = self._finishing = stint  # the value of an event is what SimPy hands to the process

    def tell(self, clock: Clock) -> None:
        """Hands or speed have changed: who waited for work now knows its end, others look again what ends first."""
        if self._process is None or self._end is None or clock.active_process is self._process:
            return
        if self._finishing is None:
            self._look_ahead(clock, self._end)
        elif not self._told:
            self._told = True
            self._process.interrupt()


def working_life(person: Person, office: "Office") -> Generator[Moment, Any, None]:
    """One role agent: takes what the hand-out gives, works, passes it on."""
    while True:
        try:
            stint = yield person.next_end(office.clock)
            office.finish(person, stint)
        except simpy.Interrupt:
            pass  # given more, interrupted, absent, faster or slower

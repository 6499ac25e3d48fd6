"""The office: one replication of a blueprint, from day 0 to its end."""

import gc
from collections.abc import Callable
from typing import Any

import numpy as np

from sim import draws, rules
from sim.blueprint.blueprint import Blueprint
from sim.engines.reference.clock import ADMIT, HAND_OUT, PART, STOP, Clock
from sim.engines.reference.items import Item, Story
from sim.engines.reference.journey import journey
from sim.engines.reference.limits import Limits
from sim.engines.reference.people import Person, Rank, Stint, Workshop
from sim.engines.reference.plan import Step, plan_of
from sim.engines.reference.pools import HandOut
from sim.engines.reference.sources import Sources
from sim.engines.reference.staff import Staff
from sim.engines.standstill import most_in_a_moment, standstill
from sim.trace import Event, Items, Outcome, Trace

from sim.engines.reference.rows import (  # isort: skip
    ENDED, FINISHED, MARKED, PAUSED, REQUESTED, RESUMED, STARTED, WITHDRAWN, columns_of, packed,
)  # fmt: skip

LIVE_MARKS = ("live", "in_use")


def simulate(blueprint: Blueprint, seed: int = 1, replication: int = 0) -> Trace:
    """Simulate one replication; a pure function of its arguments."""
    collecting = gc.isenabled()
    gc.disable()  # a replication makes no circles of objects that nobody needs: looking for them costs time for nothing
    try:
        return Office(blueprint, draws.run_key(seed, replication)).run()
    finally:
        if collecting:
            gc.enable()


class Office:
    """People, items and the clock of one replication."""

    def __init__(self, blueprint: Blueprint, key: int) -> None:
        self.blueprint, self.key = blueprint, key
        self.plan = plan_of(blueprint)
        b = self.blueprint_lists = self.plan.lists
        self.clock = Clock(blueprint.horizon)
        self.rows = bytearray()
        self.items: list[Item] = []
        self.handout = HandOut(self.start, self.put_down)
        self.staff = Staff(self)
        self.limits = Limits(b.limit_capacity)
        self.sources = Sources(self)
        self.first_come = not any(b.weights)
        self._admitting = self._handing_out = False
        self._closing = False
        self._unfinished = 0  # use cases that keep the study open
        self._moment, self._again, self._most = -1, 0, most_in_a_moment(blueprint)
        self._window_end = blueprint.warm_up + blueprint.intake

    def run(self) -> Trace:
        """From day 0 to the horizon, or until the whole cohort has ended."""
        self.staff.start()
        self.sources.start()
        self.clock.due(self.blueprint.horizon, STOP, self._close)
        if self.blueprint.study_type == "flow" and self._window_end < self.blueprint.horizon:
            self.clock.due(self._window_end, STOP, lambda _: self._stop_if_done())
        step = self.clock.step
        while not self._closing:
            step()
        return self._trace()

    # -- telling what happens ------------------------------------------------------------------------------------

    def log(self, event: Event, item: Item, step: int = -1, part: int = -1, visit: int = 0, person: int = -1) -> None:
        """Leave a row in the trace."""
        self.rows += packed(self.clock._now, item.number, step, part, visit, event, person)

    def log_stint(self, event: Event, stint: Stint, person: int = -1) -> None:
        """Leave a row about a stint."""
        self.rows += packed(self.clock._now, stint.item.number, stint.step, stint.part, stint.visit, event, person)

    def after(self, at: float, item: Item, part: int, then: Callable[[], None]) -> None:
        """Something of an item's step is due at a time, unless the item is over by then."""

        def due(_: Any) -> None:
            if item.outcome is None:
                then()

        self.clock.due(at, PART, due, item.number, part)

    # -- items ---------------------------------------------------------------------------------------------------

    def begin(self, item: Item) -> None:
        """An item comes into being and its story begins."""
        self.items.append(item)
        self.log(REQUESTED, item)
        if self._keeps_open(item):
            self._unfinished += 1
        Story(lambda story: journey(item, story, self)).go_on()

    def open_live(self, item: Item) -> None:
        """An item that is live on day 0: its story is over, its clocks run."""
        self.items.append(item)
        self.log(REQUESTED, item)
        for mark in LIVE_MARKS:
            self._mark(item, self.blueprint.mark_names.index(mark), -1)
        self.log(ENDED, item, part=Outcome.DONE)
        item.outcome = Outcome.DONE
        self.sources.go_live(item)

    def spawn(
        self, parent: Item, kind: int, key: int, *, source: int | None = None, domain: int | None = None,
        first_step: int = -1, urgent: bool | None = None, when_over: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """Make a child item: it takes domain, size and last teams of its parent and is never measured.

        What is asked for on the way of an urgent item is urgent too; for what a clock makes it is said.
        """
        b = self.blueprint_lists
        if urgent is None:
            urgent = parent.urgent or b.kind_urgent[kind]
        self.begin(
            Item(
                number=parent.next_child_number(), key=key, source=parent.source if source is None else source,
                kind=kind, domain=parent.domain if domain is None else domain, size=parent.size, value=0.0,
                requested=self.clock.now, parent=parent, urgent=urgent,
                measurable=False, first_step=max(first_step, b.kind_first_step[kind]), last_step=b.kind_last_step[kind],
                last_teams=parent.last_teams, when_over=when_over,
            )
        )  # fmt: skip

    def pass_mark(self, item: Item, step: Step) -> None:
        """The step is passed; what is live starts its clocks."""
        if step.mark >= 0 and item.parent is None and step.mark not in item.marks:
            self._mark(item, step.mark, step.number)
            if self.blueprint.mark_names[step.mark] == "live":
                self.sources.go_live(item)

    def retire(self, item: Item) -> None:
        """The end of a live item's clocks."""
        item.retired = True
        self._mark(item, self.blueprint.mark_names.index("retired"), -1)

    def _mark(self, item: Item, mark: int, step: int) -> None:
        item.marks.add(mark)
        self.log(MARKED, item, step, mark)

    def end(self, item: Item, outcome: Outcome, step: int) -> None:
        """The item's story is over; whoever waited for it goes on."""
        self.log(ENDED, item, step, outcome)
        item.outcome = outcome
        self.leave(item, item.spans)
        if self._keeps_open(item):
            self._unfinished -= 1
            self._stop_if_done()
        if item.when_over is not None:
            item.when_over()

    # -- the end of the study ------------------------------------------------------------------------------------

    def _keeps_open(self, item: Item) -> bool:
        """Whether the study waits for the item: a flow study for its cohort, a portfolio for every use case."""
        if item.parent is not None or not self.blueprint_lists.kind_is_use_case[item.kind]:
            return False
        if self.blueprint.study_type == "portfolio":
            return True
        return item.measurable and rules.in_window(item.requested, self.blueprint.warm_up, self._window_end)

    def _stop_if_done(self) -> None:
        if self.blueprint.full_horizon or self._unfinished > 0:
            return
        flow = self.blueprint.study_type == "flow"
        if (self.clock.now >= self._window_end) if flow else self.sources.exhausted():
            self.clock.due(self.clock.now, STOP, self._close)

    def _close(self, _: Any) -> None:
        self._closing = True

    def again(self, source: int = -1, step: int = -1, times: int = 1) -> None:
        """Something has come that can come again and again: so many of a source, or one at a step."""
        moment = rules.moment(self.clock.now, self.blueprint.horizon)
        if moment != self._moment:
            self._moment, self._again = moment, 0
        if self._again > self._most:
            raise standstill(self.blueprint, self.clock.now, source, step)
        self._again += times

    # -- stints --------------------------------------------------------------------------------------------------

    def rank(self, item: Item, step: int, part: int, expected: float) -> Rank:
        """Place of a request in the order of hand-out; fixed when it is made."""
        b, now = self.blueprint_lists, self.clock._now
        value = 0.0
        if not self.first_come:
            value = rules.rank_value(
                b.weights, b.kind_class[item.kind], now, expected, b.kind_cost_of_delay[item.kind],
                b.step_closeness[step],
            )  # fmt: skip
        return (0 if item.urgent else 1, value, now, item.number, part)

    def request(self, stint: Stint) -> None:
        """A single stint begins to wait."""
        self.handout.ask(stint)
        self.settle_soon()

    def convene(self, workshop: Workshop) -> None:
        """A workshop begins to wait."""
        for seat in workshop.seats:
            seat.in_workshop = True
        self.handout.convene(workshop)
        self.settle_soon()

    def start(self, stint: Stint, person: Person) -> None:
        """A person takes a stint in hand, first or after an interruption."""
        event = STARTED if stint.started < 0.0 else RESUMED
        person.take(stint, self.clock.now)
        item = stint.item
        item.workers.add(person.number)
        item.people_here.add(person.number)
        item.teams_here.add(stint.pool.team)
        self.log_stint(event, stint, person.number)
        person.tell(self.clock)

    def put_down(self, stint: Stint, person: Person) -> None:
        """A stint in hand is interrupted; what is left of it is kept."""
        person.let_go(stint, self.clock.now)
        self.log_stint(PAUSED, stint, person.number)
        person.tell(self.clock)

    def finish(self, person: Person, stint: Stint) -> None:
        """A person has done a stint: after a workshop what was put down comes back to hand; the item goes on."""
        person.complete(stint, self.clock.now)
        self.log_stint(FINISHED, stint, person.number)
        while stint.in_workshop and person.aside:
            after = person.aside.pop()
            if after.started >= 0.0 or after.item.outcome is None:  # a turn of a withdrawn item never begins
                self.start(after, person)
                break
        self.handout.stir(person)
        self.settle_soon()
        if stint.item.outcome is None:
            stint.story.done()

    def lose_patience(self, item: Item, stints: list[Stint]) -> None:
        """Nobody has begun with the request in time: the item is withdrawn, and all that waits for it.

        What is in hand for it elsewhere is finished and leads nowhere.
        """
        if any(stint.started >= 0.0 for stint in stints):
            return
        for stint in self.handout.withdraw(item, self.staff.pools):
            self.log_stint(WITHDRAWN, stint)
        self.end(item, Outcome.WITHDRAWN, stints[0].step)
        self.settle_soon()

    # -- settle --------------------------------------------------------------------------------------------------

    def leave(self, item: Item, spans: int) -> None:
        """An item leaves spans; there may be room for one that is held."""
        if spans:
            self.limits.leave(item, spans)
            self.settle_soon()

    def hold(self, item: Item, step: Step, wanted: int, story: Story) -> None:
        """An item waits before a limit; admission comes when nothing else is due."""
        self.limits.hold(self.rank(item, step.number, -1, 0.0), item, wanted, story)
        self.settle_soon()

    def settle_soon(self) -> None:
        """Admit held items and hand out work once nothing else is due at this instant."""
        if self.limits.held and not self._admitting:
            self._admitting = True
            self.clock.due(self.clock.now, ADMIT, self._admit)
        if self.handout.stirred and not self._handing_out:
            self._handing_out = True
            self.clock.due(self.clock.now, HAND_OUT, self._hand_out)

    def _admit(self, _: Any) -> None:
        self._admitting = False
        for story in self.limits.admit():
            story.done()

    def _hand_out(self, _: Any) -> None:
        self._handing_out = False
        self.handout.hand_out(self.clock.now)

    # -- what is left behind -------------------------------------------------------------------------------------

    def _trace(self) -> Trace:
        items = sorted(self.items, key=lambda item: item.number)
        return Trace(**columns_of(self.rows), items=_items(items), end=float(self.clock.now))


def _items(items: list[Item]) -> Items:
    def ints(values: Any) -> Any:
        return np.fromiter(values, dtype=np.int64, count=len(items))

    def floats(values: Any) -> Any:
        return np.fromiter(values, dtype=np.float64, count=len(items))

    return Items(
        number=ints(item.number for item in items),
        source=ints(item.source for item in items),
        kind=ints(item.kind for item in items),
        domain=ints(item.domain for item in items),
        parent=ints(-1 if item.parent is None else item.parent.number for item in items),
        requested=floats(item.requested for item in items),
        size=floats(item.size for item in items),
        value=floats(item.value for item in items),
        measurable=np.fromiter((item.measurable for item in items), dtype=np.bool_, count=len(items)),
    )

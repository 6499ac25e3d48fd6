"""A work item's story, told in the order in which things happen.

Limits, handover, the work of the step with its waits, the rework decision, the gate, the mark; then the next step.
"""

import math
from typing import TYPE_CHECKING

from sim import draws, rules
from sim.blueprint.blueprint import IN_ORDER
from sim.engines.reference.handover import coordinate, hand_over
from sim.engines.reference.items import Item, Story, Tale
from sim.engines.reference.people import Patience, Stint, Workshop
from sim.engines.reference.plan import Gate, Pause, Step, Task
from sim.trace import Outcome

from sim.engines.reference.rows import (  # isort: skip
    ADMITTED, GATE_BEGAN, GATE_ENDED, HELD, QUEUED, REDONE, SENT_BACK, WAIT_BEGAN, WAIT_ENDED,
)  # fmt: skip

if TYPE_CHECKING:
    from sim.engines.reference.office import Office


def journey(item: Item, story: Story, office: "Office") -> Tale:
    """One work item, from its first step to its end."""
    number = item.first_step
    while number <= item.last_step:
        step = office.plan.steps[number][item.kind]
        if step.limits != item.spans:
            yield from enter(item, step, story, office)
        arrival = item.arrivals.get(number, 0)
        item.arrivals[number] = arrival + 1
        if step.tasks:
            if number != item.first_step or arrival > 0:
                yield from hand_over(item, step, arrival, story, office)
            yield from carry_out(item, step, story, office)
        if step.rules:
            back_to = rework(item, step, arrival, office)
            if back_to >= 0:
                number = back_to
                continue
        if step.gate is not None:
            yield from pass_gate(item, step, step.gate, arrival, story, office)
            if stopped(item, step.gate, office):
                office.end(item, Outcome.STOPPED, number)
                return
        office.pass_mark(item, step)
        number += 1
    office.end(item, Outcome.DONE, item.last_step)


def enter(item: Item, step: Step, story: Story, office: "Office") -> Tale:
    """Give back the limits whose span is left, and take those that are entered; wait where one is full."""
    office.leave(item, item.spans & ~step.limits)
    wanted = step.limits & ~item.spans
    if not wanted:
        return
    if item.parent is not None or wanted & ~item.been == 0:
        office.limits.take(item, wanted)  # counted but never held: nothing can deadlock
        return
    office.log(HELD, item, step.number)
    story.open += 1
    office.hold(item, step, wanted, story)
    yield
    office.log(ADMITTED, item, step.number)


# -- the work of a step -----------------------------------------------------------------------------------------------


def carry_out(item: Item, step: Step, story: Story, office: "Office") -> Tale:
    """The activities of a step side by side; done when all are."""
    if len(step.tasks) == 1:
        yield from perform(item, step.tasks[0], story, office)
    else:
        story.open += len(step.tasks)
        for task in step.tasks:
            start_branch(item, task, story, office)
        if story.open:
            yield
    if item.people_here:
        item.last_people, item.people_here = item.people_here, set()
        item.last_teams, item.teams_here = item.teams_here, set()


def start_branch(item: Item, task: Task, whole: Story, office: "Office") -> None:
    """One of several activities, with a story of its own that counts down the step's."""

    def branch(story: Story) -> Tale:
        yield from perform(item, task, story, office)
        whole.done()

    Story(branch).go_on()


def perform(item: Item, task: Task, story: Story, office: "Office") -> Tale:
    """One activity: waits, then work, then questions asked of others; and again while it redoes itself."""
    redone, times = 1.0, 0
    while True:
        visit = item.visits.get(task.activity, 0)
        item.visits[task.activity] = visit + 1
        if task.waits:
            for pause in task.waits:
                begin_pause(item, task, pause, visit, story, office)
            if story.open:
                yield
        if task.seats:
            request(item, task, visit, redone, story, office)
            if story.open:
                yield
        if task.asks:
            for pause in task.asks:
                begin_pause(item, task, pause, visit, story, office)
            if story.open:
                yield
        if task.redo < 0 or times == task.redo_at_most:
            return
        chance = rules.faded(office.plan.level(task.redo, office.clock.now), task.redo_fade, times)
        if draws.uniform(item.key, task.redo_stream, visit, 0) >= chance:
            return
        office.log(REDONE, item, task.step, task.activity, visit)
        office.again(step=task.step)
        times += 1
        redone *= task.redo_repeats


def begin_pause(item: Item, task: Task, pause: Pause, visit: int, story: Story, office: "Office") -> None:
    """A delay, or a call to another team."""
    if pause.once and visit > 0:
        return
    if pause.is_call:
        call(item, task, pause, visit, story, office)
        return
    now = office.clock.now
    drawn = office.plan.value(pause.amount, item.key, pause.stream, visit, now)
    again = 1.0 if visit == 0 or pause.again < 0 else office.plan.level(pause.again, now)
    office.log(WAIT_BEGAN, item, task.step, pause.part, visit)

    def over() -> None:
        office.log(WAIT_ENDED, item, task.step, pause.part, visit)
        story.done()

    story.open += 1
    office.after(now + rules.delay(drawn, item.size, pause.grows, again), item, pause.part, over)


def call(item: Item, task: Task, pause: Pause, visit: int, story: Story, office: "Office") -> None:
    """A child item that another team answers; when patience ends first, the asker decides alone."""
    if pause.domain == item.domain:
        return  # the domain's own data needs no call
    if draws.uniform(item.key, pause.stream, visit, 0) >= office.plan.level(pause.amount, office.clock.now):
        return
    key = draws.child_key(item.key, pause.stream, visit)
    domain = item.domain if pause.domain < 0 else pause.domain
    if not pause.awaited:
        office.spawn(item, pause.call, key, domain=domain)
        return
    waiting, until = [True], math.inf
    office.log(WAIT_BEGAN, item, task.step, pause.part, visit)
    story.open += 1

    def answered() -> None:
        if waiting and item.outcome is None:
            waiting.clear()
            if rules.not_after(until, office.clock.now):  # too late by a hair, or not yet here: the asker decides alone
                item.odds *= 1.0 + pause.alone
            office.log(WAIT_ENDED, item, task.step, pause.part, visit)
            story.done()

    if pause.patience >= 0:
        days = office.plan.value(pause.patience, item.key, pause.stream, visit + (1 << 20), office.clock.now)
        until = office.clock.now + days
        office.after(until, item, pause.part, answered)
    office.spawn(item, pause.call, key, domain=domain, when_over=answered)


def request(item: Item, task: Task, visit: int, redone: float, story: Story, office: "Office") -> None:
    """Ask for the people of an activity, each for a share of one draw of its effort."""
    plan, now = office.plan, office.clock.now
    drawn = plan.value(task.effort, item.key, task.stream, visit, now)
    factor = item.factors.get(task.step, 1.0)
    stints = []
    for seat in task.seats:
        work = rules.effort(drawn, item.size, factor, redone, seat.share)
        expected = 0.0 if office.first_come else rules.effort(task.mean, item.size, factor, redone, seat.share)
        pool = office.staff.asked_pool(item, seat.ask)
        rank = office.rank(item, task.step, seat.part, expected)
        stints.append(Stint(item, task.step, seat.part, seat.ask, visit, work, rank, pool, story))
        office.log(QUEUED, item, task.step, seat.part, visit)
    story.open += len(stints)
    if task.together and len(stints) > 1:
        office.convene(Workshop(stints, task.together == IN_ORDER))
    else:
        for stint in stints:
            office.request(stint)
    if task.patience >= 0:
        until = now + plan.value(task.patience, item.key, task.patience_stream, visit, now)
        patience = Patience(until)
        for stint in stints:
            stint.patience = patience
        office.after(until, item, task.seats[0].part, lambda: office.lose_patience(item, stints))


# -- decisions ----------------------------------------------------------------------------------------------------


def rework(item: Item, step: Step, arrival: int, office: "Office") -> int:
    """The step to which the item is sent back, or -1: alternatives under one draw, raised by lost context."""
    plan, now = office.plan, office.clock.now
    reached, total = [], 0.0
    for rule in step.rules:
        fired = item.fired.get(rule.number, 0)
        if rule.at_most < 0 or fired < rule.at_most:
            total += rules.faded(plan.level(rule.chance, now), rule.fade, fired)
        reached.append(total)
    raised = rules.with_loss(total, item.odds)
    item.odds = 1.0
    if total <= 0.0:
        return -1
    u = draws.uniform(item.key, step.rule_stream, arrival, 0)
    if u >= raised:
        return -1  # as most often
    for rule, so_far in zip(step.rules, reached, strict=True):
        if u < raised * (so_far / total):
            item.fired[rule.number] = item.fired.get(rule.number, 0) + 1
            if rule.repeats != 1.0:
                for again in range(rule.target, step.number + 1):
                    item.factors[again] = item.factors.get(again, 1.0) * rule.repeats
            office.log(SENT_BACK, item, step.number, rule.number, arrival)
            office.again(step=step.number)
            return rule.target
    return -1


def pass_gate(item: Item, step: Step, gate: Gate, arrival: int, story: Story, office: "Office") -> Tale:
    """The time a decision takes: its coordination, its delay, then the next meeting of the board."""
    office.log(GATE_BEGAN, item, step.number, visit=arrival)
    yield from coordinate(item, gate.coordination, gate.coordination_stream, arrival, story, office)
    now = ready = office.clock.now
    if gate.delay >= 0:
        drawn = office.plan.value(gate.delay, item.key, gate.stream, arrival, now)
        ready = now + rules.delay(drawn, item.size, gate.grows, 1.0)
    if gate.meet_every > 0.0:
        ready = rules.next_meeting(ready, gate.meet_every)
    if gate.delay >= 0 or gate.meet_every > 0.0:
        story.open += 1
        office.after(ready, item, 0, story.done)
        yield
    office.log(GATE_ENDED, item, step.number, visit=arrival)


def stopped(item: Item, gate: Gate, office: "Office") -> bool:
    """Whether the gate stops the item; only at its first passage, and never a spawned one."""
    first = gate.number not in item.passed
    item.passed.add(gate.number)
    if not first or item.parent is not None or gate.stops < 0:
        return False
    return draws.uniform(item.key, gate.verdict_stream, 0, 0) < office.plan.level(gate.stops, office.clock.now)

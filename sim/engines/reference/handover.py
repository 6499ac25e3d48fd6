"""The handover into a step: coordination, then one crossing for each participant, side by side."""

from typing import TYPE_CHECKING

from sim import draws
from sim.engines.reference.items import Item, Story, Tale
from sim.engines.reference.plan import Seat, Step
from sim.engines.reference.pools import Pool
from sim.engines.reference.rows import BOUNCED, CROSSED_TEAMS, HANDOVER_BEGAN, HANDOVER_ENDED, PASSED_ON

if TYPE_CHECKING:
    from sim.engines.reference.office import Office

SAME_PERSON, SAME_TEAM, OTHER_TEAM = -1, 0, 1  # relations, near to far


def hand_over(item: Item, step: Step, arrival: int, story: Story, office: "Office") -> Tale:
    """Pass the item on from the teams of the last step to those asked now: coordination, then the crossings."""
    if not item.last_teams:
        return
    crossings, farthest = [], SAME_PERSON
    for seat in step.participants:
        near = relation(item, office.staff.asked_pool(item, seat.ask))
        if near != SAME_PERSON:
            crossings.append((seat, near))
            farthest = near if near > farthest else farthest
    if not crossings:
        return
    office.log(HANDOVER_BEGAN, item, step.number, visit=arrival)
    if farthest == OTHER_TEAM:
        yield from coordinate(item, step.coordination, step.coordination_stream, arrival, story, office)
    for seat, near in crossings:
        office.log(CROSSED_TEAMS if near == OTHER_TEAM else PASSED_ON, item, step.number, seat.part, arrival)
        cross(item, step, seat, near, arrival, 0, story, office)
    if story.open:
        yield
    office.log(HANDOVER_ENDED, item, step.number, visit=arrival)
    loss = office.blueprint_lists.handover_loss[farthest][item.kind]
    if loss >= 0:
        item.odds *= 1.0 + office.plan.level(loss, office.clock.now)


def coordinate(item: Item, kind: int, stream: int, arrival: int, story: Story, office: "Office") -> Tale:
    """Project management for a crossing or a decision: a small item of its own, which is waited for."""
    if kind < 0:
        return
    story.open += 1
    office.spawn(item, kind, draws.child_key(item.key, stream, arrival), when_over=story.done)
    if story.open:
        yield


def relation(item: Item, pool: Pool) -> int:
    """How near the asked team is: the same person could go on, the same team, or another one."""
    for person in pool.members:
        if person.number in item.last_people:
            return SAME_PERSON
    return SAME_TEAM if pool.team in item.last_teams else OTHER_TEAM


def cross(
    item: Item, step: Step, seat: Seat, near: int, arrival: int, attempt: int, story: Story, office: "Office"
) -> None:
    """One crossing: its delay, then with the bounce chance the delay again, a limited number of times."""
    lists = office.blueprint_lists
    delay, now = lists.handover_delay[near][item.kind], office.clock.now
    if delay < 0:
        return
    attempts = lists.bounces_at_most + 1
    days = office.plan.value(delay, item.key, seat.handover_stream, arrival * attempts + attempt, now)

    def over() -> None:
        chance = lists.handover_bounce[near][item.kind]
        if attempt + 1 < attempts and chance >= 0:
            u = draws.uniform(item.key, seat.bounce_stream, arrival, attempt)
            if u < office.plan.level(chance, office.clock.now):
                office.log(BOUNCED, item, step.number, seat.part, arrival)
                story.open += 1
                cross(item, step, seat, near, arrival, attempt + 1, story, office)
                story.open -= 1
                return
        story.done()

    if attempt == 0:
        story.open += 1
    office.after(now + days, item, seat.part, over)

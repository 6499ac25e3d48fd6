"""Sources: what makes items by the clock."""

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim import draws, rules
from sim.blueprint.blueprint import LIVE_FROM_START, RETIREMENT, SourceType
from sim.engines.reference.clock import SOURCE
from sim.engines.reference.items import Item, number_of

if TYPE_CHECKING:
    from sim.engines.reference.office import Office

DRY = -1


class Sources:
    """The sources of one replication, in the order in which they are written."""

    def __init__(self, office: "Office") -> None:
        self.office = office
        self.b = office.blueprint_lists
        self.made = [0] * len(self.b.source_type)  # items
        self.fired = [0] * len(self.b.source_type)  # batches; DRY when no further one will come

    def start(self) -> None:
        """Set every clock that does not depend on a live item."""
        for source, source_type in enumerate(self.b.source_type):
            if source_type == SourceType.PLANNED:
                for entry in range(self.b.planned_start[source], self.b.planned_start[source + 1]):
                    self._due(self.b.planned_day[entry], source, entry, partial(self._planned, source, entry))
            elif source_type == SourceType.RENEWAL:
                self._next_batch(source)

    def exhausted(self) -> bool:
        """Whether no further use case will come."""
        for source, source_type in enumerate(self.b.source_type):
            if source_type == SourceType.PLANNED:
                if self.made[source] < self.b.planned_start[source + 1] - self.b.planned_start[source]:
                    return False
            elif source_type == SourceType.RENEWAL and self.b.source_kind[source] < 0:
                limit = self.b.source_at_most[source]
                if self.fired[source] != DRY and (limit < 0 or self.made[source] < limit):
                    return False
        return True

    # -- by the clock ----------------------------------------------------------------------------------------------

    def _due(self, at: float, source: int, order: int, callback: Callable[[], None]) -> None:
        self.office.clock.due(at, SOURCE, lambda _: callback(), source << 63 | order)

    def _planned(self, source: int, entry: int) -> None:
        self._make(source, self.b.planned_kind[entry], self.b.planned_domain[entry], self.b.planned_size[entry],
                   self.b.planned_step[entry])  # fmt: skip

    def _next_batch(self, source: int) -> None:
        office, fired = self.office, self.fired[source]
        limit = self.b.source_at_most[source]
        if 0 <= limit <= self.made[source]:
            return
        at = office.plan.next_of(source, office.key, fired, office.clock.now)
        if at < math.inf:
            self._due(at, source, 0, lambda: self._batch(source))
        else:
            self.fired[source] = DRY

    def _batch(self, source: int) -> None:
        office, fired = self.office, self.fired[source]
        amount, limit, person = self.b.source_batch[source], self.b.source_at_most[source], self.b.source_person[source]
        size = (
            1 if person < 0 or office.staff.people[person].is_member else 0
        )  # a duty of who is not there yet, or left
        if amount >= 0:
            drawn = office.plan.value(amount, office.key, self.b.batch_stream[source], fired, office.clock.now)
            size = int(drawn + 0.5)
        if limit >= 0:
            size = min(size, limit - self.made[source])
        self.fired[source] += 1
        office.again(source, times=size + 1)
        for _ in range(size):
            self._make(source, self.b.source_kind[source])
        self._next_batch(source)

    def _make(self, source: int, kind: int, domain: int = -1, size: float = math.nan, step: int = -1) -> None:
        """One item of a source; what is not given is drawn under the item's own key."""
        office, b = self.office, self.b
        index = self.made[source]
        self.made[source] += 1
        key = draws.child_key(office.key, b.source_stream[source], index)
        day = office.clock.now
        use_case = kind < 0 or b.kind_is_use_case[kind]
        if use_case and math.isnan(size):
            size = office.plan.value(b.size_amount[0], key, b.size_stream[0], 0, day)
        if kind < 0:
            kind = self._kind(key, day)
        if domain < 0:
            domain = self._fastest(key, b.domain_stream, b.domain_share)
        value = 0.0
        if use_case and b.kind_value[kind] >= 0:
            value = office.plan.value(b.kind_value[kind], key, b.value_stream[0], 0, day)
        item = Item(
            number=number_of(source, index), key=key, source=source, kind=kind, domain=domain,
            size=size if use_case else 1.0, value=value, requested=day, parent=None, urgent=b.kind_urgent[kind],
            measurable=b.source_measurable[source], first_step=max(step, b.kind_first_step[kind]),
            last_step=b.kind_last_step[kind], last_teams=set(),
        )  # fmt: skip
        if step == LIVE_FROM_START:
            office.open_live(item)
        else:
            office.begin(item)

    def _kind(self, key: int, day: float) -> int:
        """Kind of a use case: the smallest requests for kinds that take them, a race among the others."""
        office, b = self.office, self.b
        if any(b.kind_smallest):
            u = draws.uniform(key, b.size_stream[0], 0, 0)
            reached = 0.0
            for kind, smallest in enumerate(b.kind_smallest):
                if smallest:
                    reached += office.plan.level(b.kind_share[kind], day)
                    if u < reached:
                        return kind
        shares = [
            0.0 if b.kind_smallest[kind] else office.plan.level(b.kind_share[kind], day)
            for kind, use_case in enumerate(b.kind_is_use_case)
            if use_case
        ]
        return self._fastest(key, b.kind_stream, shares)

    def _fastest(self, key: int, streams: list[int], shares: list[float]) -> int:
        """Winner of an exponential race: a new category takes only its own share."""
        best, winner = math.inf, 0
        if len(shares) == 1:
            return winner
        for category, share in enumerate(shares):
            if share > 0.0:
                time = rules.race(draws.uniform(key, streams[category], 0, 0), share)
                if time < best:
                    best, winner = time, category
        return winner

    # -- clocks of live items --------------------------------------------------------------------------------------

    def go_live(self, item: Item) -> None:
        """Start the clocks of a live item: drift, upkeep, retirement."""
        for source, source_type in enumerate(self.b.source_type):
            if source_type != SourceType.LIVE:
                continue
            ever = self.b.source_ever[source]
            if ever >= 0:
                u = draws.uniform(item.key, self.b.ever_stream[source], 0, 0)
                if u >= self.office.plan.level(ever, self.office.clock.now):
                    continue
            self._next_for(item, source)

    def _next_for(self, item: Item, source: int) -> None:
        office, made = self.office, item.children.get(source, 0)
        if item.retired or 0 <= self.b.source_at_most[source] <= made:
            return
        at = office.plan.next_of(source, item.key, made, office.clock.now)
        if at < math.inf:
            self._due(at, source, item.number, lambda: self._ring(item, source))

    def _ring(self, item: Item, source: int) -> None:
        if item.retired:
            return
        office, b = self.office, self.b
        made = item.children.get(source, 0)
        item.children[source] = made + 1
        office.again(source)
        key = draws.child_key(item.key, b.source_stream[source], made)
        first, last = b.remedy_start[source], b.remedy_start[source + 1]
        shares = [
            office.plan.level(b.remedy_share[r], office.clock.now) if b.remedy_share[r] >= 0 else 1.0
            for r in range(first, last)
        ]
        remedy = first + self._fastest(key, b.remedy_stream[first:last], shares)
        kind = b.remedy_kind[remedy]
        if kind == RETIREMENT:
            office.retire(item)
            return
        waits = b.source_waits[source]
        again = (lambda: self._next_for(item, source)) if waits else None
        office.spawn(
            item, item.kind if kind < 0 else kind, key, source=source, first_step=b.remedy_step[remedy],
            urgent=b.remedy_urgent[remedy] or (kind >= 0 and b.kind_urgent[kind]), when_over=again,
        )  # fmt: skip
        if not waits:
            self._next_for(item, source)

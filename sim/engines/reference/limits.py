"""Limits on the items in a stage or in the portfolio, and the items held before them."""

from collections.abc import Iterator, Sequence
from heapq import heappush

from sim.engines.reference.items import Item, Story
from sim.engines.reference.people import Rank


class Limits:
    """Counters taken on entering a span of the route and given back on leaving it."""

    def __init__(self, capacity: Sequence[int]) -> None:
        self.capacity = capacity
        self.count = [0] * len(capacity)
        self.held: list[tuple[Rank, Item, int, Story]] = []

    def take(self, item: Item, spans: int) -> None:
        """Count the item in these spans, also above capacity."""
        for limit in _bits(spans):
            self.count[limit] += 1
        item.spans |= spans
        item.been |= spans

    def leave(self, item: Item, spans: int) -> None:
        """Give back what the item holds of these spans."""
        for limit in _bits(spans):
            self.count[limit] -= 1
        item.spans &= ~spans

    def hold(self, rank: Rank, item: Item, wanted: int, story: Story) -> None:
        """Let the item wait until all it wants is free at once."""
        heappush(self.held, (rank, item, wanted, story))

    def admit(self) -> list[Story]:
        """Admit in the discipline's order to all at once or not at all, passing over what does not fit."""
        admitted, held = [], []
        for entry in sorted(self.held):
            _, item, wanted, story = entry
            if item.outcome is not None:
                continue
            full = [limit for limit in _bits(wanted & ~item.been) if self.count[limit] >= self.capacity[limit]]
            if full:
                held.append(entry)
            else:
                self.take(item, wanted)
                admitted.append(story)
        self.held = held
        return admitted


def _bits(spans: int) -> Iterator[int]:
    limit = 0
    while spans:
        if spans & 1:
            yield limit
        spans >>= 1
        limit += 1

"""Work items and the thread of their story."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from sim.trace import Outcome

Tale = Generator[None, None, None]
SOURCE_BITS, INDEX_BITS = 52, 24  # an item's number orders items: source, index, then order among its family


class Story:
    """A story that is told until it waits for something; whoever ends the last wait tells on.

    `open` counts what it waits for. Parts that end before the story has come to its next wait only count down.
    """

    __slots__ = ("_tale", "asleep", "open")

    def __init__(self, tell: "Callable[[Story], Tale]") -> None:
        self._tale = tell(self)
        self.open = 0
        self.asleep = False

    def go_on(self) -> None:
        """Tell the story up to its next wait, or to its end."""
        self.asleep = False
        for _ in self._tale:
            self.asleep = True
            return

    def done(self) -> None:
        """One of the things waited for has come."""
        self.open -= 1
        if self.open == 0 and self.asleep:
            self.go_on()


@dataclass(eq=False, slots=True)
class Item:
    """Anything that wants attention, and what is remembered of its way."""

    number: int
    key: int
    source: int
    kind: int
    domain: int
    size: float
    value: float
    requested: float
    parent: "Item | None"
    urgent: bool
    measurable: bool
    first_step: int
    last_step: int
    last_teams: set[int]  # teams that worked on its last step
    last_people: set[int] = field(default_factory=set)
    teams_here: set[int] = field(default_factory=set)  # those at work on the step it is in
    people_here: set[int] = field(default_factory=set)
    workers: set[int] = field(default_factory=set)  # everybody who has worked on it
    odds: float = 1.0  # lost context: multiplies the odds of rework at the next decision
    visits: dict[int, int] = field(default_factory=dict)  # activity: visits begun
    arrivals: dict[int, int] = field(default_factory=dict)  # step: times entered
    factors: dict[int, float] = field(default_factory=dict)  # step: what rework repeats of its effort
    fired: dict[int, int] = field(default_factory=dict)  # rule: times it sent the item back
    passed: set[int] = field(default_factory=set)  # gates that have decided
    marks: set[int] = field(default_factory=set)
    spans: int = 0  # bits of the limits it counts in
    been: int = 0  # bits of the limits it has counted in
    family: int = 0  # items spawned under the same root
    children: dict[int, int] = field(default_factory=dict)  # live clock: items made
    retired: bool = False
    outcome: Outcome | None = None
    when_over: "Callable[[], None] | None" = None  # an awaited child, a clock that waits

    @property
    def root(self) -> "Item":
        """The item that a source made, under which this one was spawned."""
        item = self
        while item.parent is not None:
            item = item.parent
        return item

    def next_child_number(self) -> int:
        """Number of the next item spawned in this family."""
        root = self.root
        root.family += 1
        return root.number + root.family


def number_of(source: int, index: int) -> int:
    """Number of the `index`-th item of a source."""
    return source << SOURCE_BITS | index << INDEX_BITS

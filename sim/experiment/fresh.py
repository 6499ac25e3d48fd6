"""The best of several, estimated again: replications that had no say in the choice.

What is picked as the best of many looks better than it is, since luck had a part in its being picked. Replications n to
2n - 1 of it and of the baseline are free of that.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.dispatch import Dispatcher, interrupted_once
from sim.experiment.fieldwork import Fieldwork
from sim.experiment.found import Found, joined
from sim.experiment.point_family import response_of
from sim.experiment.replicate import Progress, StoppedError, Watch
from sim.experiment.run import LEVEL
from sim.experiment.standing_points import ill
from sim.narrative.numbers import DAYS
from sim.responses import Measures, difference, estimate
from sim.stats.bootstrap import Interval

if TYPE_CHECKING:
    from sim.experiment.sweep import Sweep


@dataclass(frozen=True, slots=True)
class Fresh:
    """The configuration or point that was found best, with figures of fresh replications."""

    name: str
    other: str  # the baseline
    response: str
    estimate: Interval
    difference: Interval | None  # the best minus the baseline; None where the baseline is the best

    @property
    def n(self) -> int:
        """Fresh replications; as many as the choice was made with, which precede them."""
        return self.estimate.n

    def as_plain(self) -> dict[str, Any]:
        """The same as plain data."""
        found = {"estimate": self.estimate, "difference": self.difference}
        return {"name": self.name, "baseline": self.other, "response": self.response, "n": self.n} | {
            key: each and {"estimate": each.estimate, "low": each.low, "high": each.high, "method": each.method}
            for key, each in found.items()
        }


def fresh_of(name: str, other: str, response: str, best: Sequence[Measures], base: Sequence[Measures] | None) -> Fresh:
    """The figures of these replications; no `base` where it is the best itself."""
    again = None if base is None else difference(best, base, response, level=LEVEL)
    return Fresh(name, other, response, estimate(best, response, level=LEVEL), again)


def fresh_point(swept: "Sweep", *, jobs: int, engine: str, watch: Watch | None) -> Fresh | None:
    """The best point of a sweep again, where several differ and one is best.

    Raises:
        StoppedError: after Ctrl-C.
    """
    best = [swept.points[number] for number in swept.best]
    if len(swept.family.meanings) < 3 or len({point.meaning for point in best}) != 1:
        return None
    base = swept.points[swept.base]
    healthy = not ill(swept.found[base.meaning], time=response_of(swept.responses[0]).unit == DAYS)
    edits = {point.meaning: point.edits for point in ([base] if healthy else []) + best}
    mine, other = _again(swept, edits, best[0].meaning, jobs, engine, watch)
    return fresh_of(best[0].name, base.name, swept.responses[0], mine, other)


def _again(
    swept: "Sweep", edits: Mapping[str, Any], best: str, jobs: int, engine: str, watch: Watch | None
) -> tuple[list[Measures], list[Measures] | None]:
    """The fresh replications of the best point, and of the other one if there is one."""
    work = Fieldwork(swept.scenario, edits, swept.seed, swept.responses[:1], jobs + len(edits))
    parts = defaultdict[str, dict[int, Found]](dict)  # by number of the first replication
    with interrupted_once(), Dispatcher(work, engine=engine, jobs=jobs) as dispatcher:

        def tell() -> None:
            if watch:
                done = len(swept.points) * swept.n
                watch(Progress(done, done, 0.0, None, note=dispatcher.note or "the best point again, with fresh runs"))

        try:
            for piece in dispatcher.compute(dict.fromkeys(edits, range(swept.n, 2 * swept.n)), tell=tell):
                parts[piece.batch.meaning][piece.batch.first] = piece.made
        except KeyboardInterrupt:
            raise StoppedError("Stopped while the best point was estimated again.") from None
    found = {meaning: joined([part for _, part in sorted(each.items())]).measures() for meaning, each in parts.items()}
    return found[best], next((found[meaning] for meaning in found if meaning != best), None)

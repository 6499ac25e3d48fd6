"""The dispatcher: has replications made, each once, by whoever is quickest for what is left, and a few twice."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Generic, Self

from sim.errors import BadInput
from sim.experiment.engines import Chooser
from sim.experiment.twins import Sample
from sim.experiment.work import Agenda, M, Piece, Work, refused


@dataclass(frozen=True, slots=True)
class Computed:
    """How many replications each engine made, and how many of the compiled one's were made again and compared."""

    compiled: int = 0
    reference: int = 0
    checked: int = 0
    kept: int = 0  # from a checkpoint

    def as_plain(self) -> dict[str, object]:
        """For the manifest."""
        return {
            "compiled": self.compiled,
            "reference": self.reference,
            "from a checkpoint": self.kept,
            "made again on the reference engine": f"{self.checked} of {self.checked} identical",
        }


class Dispatcher(Generic[M]):
    """Has a kind of work done; a context that lets the workers go, in the middle of a replication if anything fails."""

    def __init__(self, work: Work[M], *, engine: str, jobs: int, kept: int = 0) -> None:
        if isinstance(jobs, bool) or jobs < 1:
            raise BadInput(f"jobs = {jobs}\n    must be 1 or more")
        self._work = work
        self._chooser = Chooser(engine, work, jobs)
        self._sample = Sample(work)
        self.computed = Computed(kept=kept)

    @property
    def note(self) -> str:
        """What the user should know while waiting."""
        return self._chooser.note

    def compute(
        self,
        todo: Mapping[str, Sequence[int]],
        *,
        ahead: Callable[[int], int] = lambda left: left,
        tell: Callable[[], None] = lambda: None,
    ) -> Iterator[Piece[M]]:
        """Numbers of replications by meaning: pieces as they come, the replications of a piece in order.

        `ahead` says how many are probably still to be made if so many of these are left; `tell` is called while nothing
        can be made.
        """
        agenda = Agenda(todo)
        if agenda.left:
            self._chooser.prepare(tell)
        while agenda.left:
            crew = self._chooser.crew(ahead(agenda.left))
            if crew.engine == "compiled":
                self._sample.draw(agenda)
            with closing(crew.compute(agenda)) as pieces:
                for piece in pieces:
                    agenda.left -= piece.batch.size
                    self._count(piece)
                    yield piece
                    if agenda.left and self._chooser.better_than(crew, ahead(agenda.left)):
                        break
        self._sample.settle()
        self.computed = replace(self.computed, checked=self._sample.size)

    def _count(self, piece: Piece[M]) -> None:
        if self._chooser.engine == "compiled" != piece.engine:
            from sim.engines.compiled.refusal import refusal

            raise BadInput(refusal(refused(self._work.blueprint(piece.batch.meaning))))
        made = getattr(self.computed, piece.engine) + piece.batch.size
        self.computed = replace(self.computed, **{piece.engine: made})

    def close(self, *, at_once: bool = False) -> None:
        """Let the workers go, `at_once` in the middle of a replication."""
        self._chooser.close(at_once=at_once)
        self._sample.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(at_once=kind is not None)


@contextmanager
def interrupted_once() -> Iterator[None]:
    """Within, Ctrl-C raises KeyboardInterrupt once; pressed again it does not disturb the tidying up."""
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def once(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)

"""Which engine computes, and when to change over: both give the same results to the last bit.

`auto` begins on the reference engine. After its first replication it is known how long the rest would take; the
compiled engine takes over where that is longer than loading it. Where it is not there yet, it is prepared beside the
work if the rest takes long enough, and takes over in the middle of a run, or is ready for the next one.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Generic

from sim.errors import BadInput, did_you_mean
from sim.experiment.crews import Alone, Crew, Lanes
from sim.experiment.work import M, Work

if TYPE_CHECKING:
    from sim.engines.compiled.ready import Preparation

ENGINES = ("auto", "compiled", "reference")
LOADING = 0.5  # seconds that loading the compiled engine takes from the cache
STARTING = 2.0  # seconds of work from which on processes are worth starting
INVESTED = 0.25  # share of the time to prepare the compiled engine that a run must take to begin with it


def engine_called(name: str) -> str:
    """The engine of that name.

    Raises:
        BadInput: if there is none of that name.
    """
    if not isinstance(name, str) or name not in ENGINES:
        remedy = did_you_mean(str(name), ENGINES)
        raise BadInput(
            f'engine = "{str(name)[:40]}"\n    not known. Known: {", ".join(ENGINES)}\n    {remedy}'.rstrip()
        )
    return name


class Chooser(Generic[M]):
    """Chooses who computes, as long as there is something to compute."""

    def __init__(self, engine: str, work: Work[M], jobs: int) -> None:
        self.engine = engine_called(engine)
        self._work, self._jobs = work, jobs
        self._crew: Crew[M] = Alone(work)
        self._preparation: Preparation | None = None
        self._said = ""
        if self.engine == "compiled" and self.why_not:
            raise BadInput(self.why_not)

    @cached_property
    def why_not(self) -> str:
        """What keeps the compiled engine from this work; "" for nothing."""
        from sim.engines.compiled import ready

        if missing := ready.missing():
            return missing
        from sim.engines.compiled.refusal import refusal

        refused = self._work.refused()
        return refusal(refused) if refused else ""

    @property
    def note(self) -> str:
        """What the user should know while waiting."""
        if self._preparing:
            from sim.engines.compiled.ready import announcement

            return announcement()
        return self._said

    @property
    def _preparing(self) -> bool:
        return self._preparation is not None and self._preparation.state == "preparing"

    def crew(self, left: int) -> Crew[M]:
        """Who computes the next of the `left` replications."""
        if self.engine == "compiled":
            return self._change("compiled")
        each = self._crew.seconds_each
        if self._crew.engine == "compiled" or each is None:
            return self._crew
        seconds = each * left / self._jobs
        if self.engine == "auto" and seconds > LOADING and self._ready(seconds):
            return self._change("compiled")
        if self._crew.jobs > 1 or seconds > STARTING:
            return self._change("reference", max(1, self._jobs - self._preparing))
        return self._crew

    def better_than(self, crew: Crew[M], left: int) -> bool:
        """Whether somebody else should go on; asked after each result of the reference engine."""
        return crew.engine == "reference" and self.crew(left) is not crew

    def _ready(self, seconds: float) -> bool:
        """Whether the compiled engine can be used now; its preparation begins where that is worth while."""
        from sim.engines.compiled import ready

        if self.why_not:
            self._said = f"the reference engine does it: {self.why_not.splitlines()[0]}"
            return False
        if self._preparation is None:
            if ready.prepared():
                return True
            if seconds > INVESTED * ready.expected_seconds():
                self._preparation = ready.Preparation()
        return self._preparation is not None and self._preparation.state == "ready"

    def likely(self) -> Crew[M]:
        """Who would do the most of a long run if it began now, for an estimate of its time."""
        from sim.engines.compiled import ready

        fast = self.engine != "reference" and ready.prepared() and not self.why_not
        return self._change("compiled" if fast else "reference")

    def prepare(self, tell: Callable[[], None]) -> None:
        """Where the compiled engine is asked for by name: wait until it is there."""
        from sim.engines.compiled import ready

        if self.engine != "compiled" or ready.prepared():
            return
        self._preparation = ready.Preparation()
        while self._preparation.wait(0.2) == "preparing":
            tell()
        if self._preparation.state == "failed":
            ready.prepare()  # here, and for this time only

    def _change(self, engine: str, jobs: int = 1) -> Crew[M]:
        each = self._crew.seconds_each
        if self._crew.engine == engine and (engine == "compiled" or self._crew.jobs == jobs):
            return self._crew
        self._crew.close(at_once=True)
        if engine == "compiled":
            self._crew = Lanes(self._work, engine, self._jobs)
        elif jobs > 1:
            self._crew = Lanes(self._work, engine, jobs, each)
        else:
            self._crew = Alone(self._work)
        return self._crew

    def close(self, *, at_once: bool = False) -> None:
        """Let all go; a preparation that is under way ends in its own time, unless the user has stopped the run."""
        self._crew.close(at_once=at_once)
        if self._preparation is not None:
            if at_once:
                self._preparation.stop()
            else:
                self._preparation.let_go()

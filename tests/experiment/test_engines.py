"""Which engine computes changes how long it takes, and nothing else."""

import threading
import time
from collections.abc import Iterator

import pytest

from sim.blueprint import make_blueprint
from sim.engines import compiled
from sim.engines.compiled import ready
from sim.errors import BadInput, OpmodelError
from sim.experiment import engines, twins, work
from sim.experiment.compare import compare
from sim.experiment.crews import Alone, Lanes
from sim.experiment.engines import Chooser
from sim.experiment.replicate import Progress, StoppedError
from sim.experiment.run import RunResult, run
from sim.experiment.work import Agenda, Batch, Measuring
from sim.responses import Measures
from tests.experiment.tiny import tiny


def same(one: Measures, other: Measures) -> bool:
    return all(
        getattr(one, name).tobytes() == getattr(other, name).tobytes()
        for name in ("pairs", "duration", "outcome", "wip")
    )


@pytest.fixture(scope="module")
def plain() -> RunResult:
    return run(tiny(), seed=3, replications=12, engine="reference")


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_threads_in_the_compiled_engine_give_the_results_of_the_reference_engine(plain: RunResult, jobs: int) -> None:
    fast = run(tiny(), seed=3, replications=12, engine="compiled", jobs=jobs)
    assert fast.replications.equals(plain.replications)
    assert fast.summary.equals(plain.summary)
    assert fast.wip.equals(plain.wip)
    assert (fast.computed.compiled, fast.computed.reference, fast.computed.checked) == (12, 0, 1)
    assert fast.computed.as_plain()["made again on the reference engine"] == "1 of 1 identical"


def test_a_comparison_mixes_blueprints_in_threads() -> None:
    other = tiny(name="other").model_copy(update={"name": "other"})
    one = compare([tiny(), other], replications=6, engine="compiled", jobs=2)
    two = compare([tiny(), other], replications=6, engine="reference")
    assert one.differences.equals(two.differences)


@pytest.fixture
def slow_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference engine that takes its time, so that `auto` has a reason to change over."""
    really = work.replication

    def slowly(*given: object) -> Measures:
        time.sleep(0.05)
        return really(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "replication", slowly)


class Preparing:
    """Stands in for a preparation: ready when it has been asked a few times."""

    def __init__(self, asked: int = 12, end: str = "ready") -> None:
        self._left, self._end, self.gone = asked, end, ""

    @property
    def state(self) -> str:
        self._left -= 1
        return "preparing" if self._left > 0 else self._end

    def let_go(self) -> None:
        self.gone = "let go"

    def stop(self) -> None:
        self.gone = "stopped"


def test_auto_begins_on_the_reference_engine_and_changes_over_where_the_rest_takes_longer(
    plain: RunResult, slow_reference: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "prepared", lambda: True)
    monkeypatch.setattr(engines, "LOADING", 0.3)
    found = run(tiny(), seed=3, replications=12)
    assert (found.computed.reference, found.computed.compiled) == (1, 11)
    assert found.replications.equals(plain.replications)


def test_auto_stays_where_little_is_left(plain: RunResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LOADING", 1e9)
    found = run(tiny(), seed=3, replications=12)
    assert (found.computed.reference, found.computed.compiled) == (12, 0)
    assert found.replications.equals(plain.replications)


@pytest.mark.parametrize("end", ["ready", "failed"])
def test_the_fast_engine_is_prepared_beside_the_work_and_takes_over_when_it_is_ready(
    plain: RunResult, slow_reference: None, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    preparation = Preparing(end=end)
    monkeypatch.setattr(ready, "prepared", lambda: False)
    monkeypatch.setattr(ready, "expected_seconds", lambda: 1.0)
    monkeypatch.setattr(ready, "Preparation", lambda: preparation)
    monkeypatch.setattr(engines, "LOADING", 0.0)
    seen: list[Progress] = []
    found = run(tiny(), seed=3, replications=12, progress=seen.append)
    assert found.replications.equals(plain.replications)
    assert any("preparing the fast engine, once, about 1 s" in each.note for each in seen)
    assert (found.computed.compiled > 0) == (end == "ready")
    assert found.computed.reference > 1
    assert preparation.gone == "let go"


def test_a_preparation_ends_with_a_run_that_is_stopped(slow_reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    preparation = Preparing(asked=10_000)
    monkeypatch.setattr(ready, "prepared", lambda: False)
    monkeypatch.setattr(ready, "Preparation", lambda: preparation)
    monkeypatch.setattr(ready, "expected_seconds", lambda: 1.0)
    monkeypatch.setattr(engines, "LOADING", 0.0)

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(StoppedError, match="Stopped after 3"):
        run(tiny(), replications=12, progress=stop)
    assert preparation.gone == "stopped"


def test_without_numba_auto_runs_on_the_reference_engine_and_says_so(
    plain: RunResult, slow_reference: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "missing", lambda: "The compiled engine needs numba.\n    Install it.")
    monkeypatch.setattr(engines, "LOADING", 0.0)
    seen: list[Progress] = []
    found = run(tiny(), seed=3, replications=12, progress=seen.append)
    assert found.replications.equals(plain.replications)
    assert found.computed.compiled == 0
    assert "the reference engine does it: The compiled engine needs numba." in {each.note for each in seen}
    with pytest.raises(BadInput, match=r"needs numba\.\n    Install it"):
        run(tiny(), replications=2, engine="compiled")


def test_what_the_compiled_engine_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.engines.compiled import refusal

    monkeypatch.setattr(refusal, "MOST_BITS", 1)
    with pytest.raises(BadInput, match=r"cannot do more than 1 marks; use the reference engine"):
        run(tiny(), replications=2, engine="compiled")


def test_a_difference_between_the_engines_stops_the_run_and_is_located(monkeypatch: pytest.MonkeyPatch) -> None:
    really = compiled.simulate

    def another(blueprint: object, seed: int, replication: int) -> object:
        trace = really(blueprint, seed, replication)  # type: ignore[arg-type]
        trace.time[5:] += 1e-13
        return trace

    monkeypatch.setattr(compiled, "simulate", another, raising=False)
    with pytest.raises(OpmodelError, match=r"differ in replication \d+: from day .* \(row 5\)"):
        run(tiny(), replications=4, engine="compiled")


def test_a_difference_in_the_sums_is_noticed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    really = twins.measures_of

    def another(*given: object) -> list[Measures]:
        found = really(*given)  # type: ignore[arg-type]
        found[0].pairs[3, 0] += 1e-9
        return found

    monkeypatch.setattr(twins, "measures_of", another)
    name = run(tiny(), replications=2, engine="reference").replications["response"][3]
    assert twins.differs(make_blueprint(tiny()), 1, 0) == f"in {name}"


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_calls_follow_one_another_and_grow_with_what_was_learned(engine: str) -> None:
    measuring = Measuring({"a": make_blueprint(tiny()), "b": make_blueprint(tiny())}, 1)
    crew = Lanes(measuring, engine, 1)
    pieces = list(crew.compute(Agenda({meaning: [0, 1, 2, 5, 6] for meaning in "ab"})))
    crew.close()
    done = {(at.meaning, at.first + place): each for at, made, *_ in pieces for place, each in enumerate(made)}
    assert sorted(done) == [(meaning, number) for meaning in "ab" for number in (0, 1, 2, 5, 6)]
    assert len(pieces) < len(done)
    assert {piece.engine for piece in pieces} == {engine}
    assert crew.seconds_each is not None
    assert same(done["a", 5], done["b", 5])
    assert not same(done["a", 5], done["a", 6])


def test_what_a_crew_leaves_undone_is_on_the_agenda_for_the_next() -> None:
    measuring = Measuring({"a": make_blueprint(tiny()), "b": make_blueprint(tiny())}, 1)
    agenda = Agenda({"a": range(8), "b": range(8)})
    done = []
    for crew in (Alone(measuring), Lanes(measuring, "compiled", 2), Alone(measuring)):
        pieces = crew.compute(agenda)
        for piece in pieces:
            done += [(piece.batch.meaning, piece.batch.first + place) for place in range(piece.batch.size)]
            if len(done) in (3, 5):
                break
        pieces.close()
        crew.close()
    assert sorted(done) == [(meaning, number) for meaning in "ab" for number in range(8)]


def test_a_lane_stays_with_its_blueprint_and_then_helps_where_most_is_left() -> None:
    agenda = Agenda({"a": range(4), "b": range(9), "c": [0, 2, 3]})
    assert agenda.left == 16
    assert list(agenda.at([15, 0, 4])) == [("a", 0), ("b", 0), ("c", 3)]
    assert agenda.take("", 2) == Batch("a", 0, 2)
    assert agenda.take("", 2) == Batch("b", 0, 2)
    assert agenda.take("a", 9) == Batch("a", 2, 2)
    assert agenda.take("a", 9) == Batch("c", 0, 1)
    assert agenda.take("x", 3) == Batch("b", 2, 3)
    agenda.back(Batch("b", 2, 3))
    assert agenda.take("b", 4) == Batch("b", 2, 4)
    assert [agenda.take("c", 9), agenda.take("c", 9), agenda.take("c", 9)] == [Batch("c", 2, 2), Batch("b", 6, 3), None]


def test_ctrl_c_leaves_threads_at_the_end_of_their_batches(tmp_path: object) -> None:
    def stop(progress: Progress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(StoppedError, match="of about 400 replications"):
        run(tiny(), replications=400, engine="compiled", jobs=2, progress=stop)
    assert threading.active_count() == before


def crews_chosen(jobs: int, each: float, left: int, **more: object) -> Iterator[str]:
    chooser = Chooser("auto", Measuring({}, 1), jobs)
    yield type(chooser.crew(left)).__name__
    chooser._crew.seconds_each = each
    yield f"{type(chooser.crew(left)).__name__} {chooser.crew(left).engine}"
    chooser.close()


@pytest.mark.parametrize(
    ("prepared", "jobs", "each", "left", "expected"),
    [
        (True, 2, 0.4, 100, "Lanes compiled"),
        (True, 2, 0.001, 100, "Alone reference"),
        (False, 2, 0.4, 8, "Alone reference"),
        (False, 2, 0.1, 100, "Lanes reference"),
    ],
)
def test_the_break_even_decides(
    monkeypatch: pytest.MonkeyPatch, prepared: bool, jobs: int, each: float, left: int, expected: str
) -> None:
    monkeypatch.setattr(engines, "LOADING", 0.5)
    monkeypatch.setattr(ready, "prepared", lambda: prepared)
    monkeypatch.setattr(ready, "missing", lambda: "")
    monkeypatch.setattr(ready, "expected_seconds", lambda: 1000.0)
    monkeypatch.setattr(ready, "Preparation", lambda: pytest.fail("not worth while"))
    assert list(crews_chosen(jobs, each, left)) == ["Alone", expected]

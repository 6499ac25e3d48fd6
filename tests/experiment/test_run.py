"""A run: the same for any number of processes, in any order, interrupted or not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.blueprint import Blueprint
from sim.errors import BadInput, OpmodelError
from sim.experiment import work
from sim.experiment.checkpoint import Checkpoint
from sim.experiment.replicate import Progress, StoppedError
from sim.experiment.run import RunResult, run
from sim.responses import Measures
from tests.experiment.tiny import TEXT, made_up, tiny


def same(one: RunResult, other: RunResult) -> bool:
    tables = ("replications", "summary", "curve", "percentiles", "time_split", "roles", "teams", "wip", "gates")
    return one.n == other.n and all(getattr(one, table).equals(getattr(other, table)) for table in tables)


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "times.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_number_of_processes_changes_nothing_to_the_last_byte(tmp_path: Path) -> None:
    alone = run(tiny(), replications=6, jobs=1, out=tmp_path / "one", extra=["items", "events"])
    both = run(tiny(), replications=6, jobs=2, out=tmp_path / "two", extra=["events", "items"])
    assert same(alone, both)
    assert alone.stored
    assert both.stored
    assert alone.stored.path.name == both.stored.path.name == alone.run_id
    one, two = content(alone.stored.path), content(both.stored.path)
    assert one == two
    assert {"manifest.json", "report.html", "STRESS.md", "items.csv", "events.csv", "charts/production.svg"} <= set(one)
    again = run(tiny(), replications=6, out=tmp_path / "one", extra=["items", "events"])
    assert again.stored is not None
    assert again.stored.status == "identical"


def test_the_first_replications_of_many_are_those_of_few() -> None:
    few, many = run(tiny(), replications=3), run(tiny(), replications=5)
    table = many.replications
    assert table[table["replication"] < 3].equals(few.replications)


def test_another_seed_is_other_luck() -> None:
    one, other = run(tiny(), replications=3, seed=1), run(tiny(), replications=3, seed=2)
    assert not one.replications.equals(other.replications)


def test_auto_stops_at_the_half_width_or_at_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", made_up)
    study = tiny().study
    loose = tiny(study=study.model_copy(update={"half_width": 0.5}))
    strict = tiny(
        study=study.model_copy(update={"half_width": 1e-6}), goal=tiny().goal.model_copy(update={"matters": 0.0})
    )
    assert (run(loose).n, run(loose).precision_reached) == (4, True)
    capped = run(strict)
    assert (capped.n, capped.precision_reached) == (12, False)
    assert any("not reached in 12 runs" in sentence for sentence in capped.sentences)


def test_progress_comes_from_second_zero_with_time_left_and_half_width() -> None:
    seen: list[Progress] = []
    run(tiny(), replications="auto", progress=seen.append)
    assert (seen[0].done, seen[0].left) == (0, None)
    assert seen[-1].done == seen[-1].expected
    assert seen[-1].left is not None
    assert any(each.half_width is not None for each in seen)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ZeroDivisionError])
def test_a_stopped_run_goes_on_from_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    whole = run(tiny(), replications=6)
    done: list[int] = []
    really = work.replication

    def until_the_fourth(blueprint: Blueprint, seed: int, number: int) -> Measures:
        if number == 3:
            raise stop
        done.append(number)
        return really(blueprint, seed, number)

    monkeypatch.setattr(work, "replication", until_the_fourth)
    with pytest.raises((StoppedError, ZeroDivisionError)) as error:
        run(tiny(), replications=6, out=tmp_path)
    if stop is KeyboardInterrupt:
        assert "Stopped after 3 of about 6" in str(error.value)
        assert "same command" in str(error.value)
    assert [path.suffix for path in tmp_path.iterdir()] == [".partial"]

    def the_rest(blueprint: Blueprint, seed: int, number: int) -> Measures:
        done.append(number)
        return really(blueprint, seed, number)

    monkeypatch.setattr(work, "replication", the_rest)
    resumed = run(tiny(), replications=6, out=tmp_path)
    assert done == [0, 1, 2, 3, 4, 5]
    assert same(whole, resumed)
    assert [path.name for path in tmp_path.iterdir()] == [resumed.run_id]


def test_without_a_folder_nothing_is_kept_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(blueprint: Blueprint, seed: int, number: int) -> Measures:
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "replication", stopped)
    with pytest.raises(StoppedError, match="Nothing is kept"):
        run(tiny(), replications=2)


def test_a_damaged_checkpoint_is_as_good_as_none(tmp_path: Path) -> None:
    first = run(tiny(), replications=3)
    checkpoint = Checkpoint(tmp_path, first.run_id)
    checkpoint.folder.mkdir()
    (checkpoint.folder / "00000-1.npz").write_bytes(b"PK\x03\x04 no archive")
    (checkpoint.folder / "00001-1.npz").write_bytes(b"")
    assert checkpoint.kept() == {}
    assert same(first, run(tiny(), replications=3, out=tmp_path))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"engine": "refrence"}, 'Did you mean "reference"'), ({"jobs": 0}, "jobs = 0"), ({"replications": 1}, "auto or")],
)
def test_what_cannot_be_asked_for_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        run(tiny(), **wrong)  # type: ignore[arg-type]


def test_an_unwritable_folder_is_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(OpmodelError, match="Cannot write results"):
        run(tiny(), replications=2, out=tmp_path / "results")


def test_the_target_is_reached_only_where_the_whole_interval_is() -> None:
    assert run(tiny(), replications=4, target=1000.0).target_reached is True
    assert run(tiny(), replications=4, target=0.1).target_reached is False
    assert run(tiny(), replications=4).target_reached is None


def test_a_target_for_a_percentile_is_judged_by_the_interval_of_that_percentile() -> None:
    low, high = (run(tiny(), replications=4).percentile(85) or ())[1:]
    for days, said in ((high + 0.1, "reached"), (low - 0.1, "not reached"), ((low + high) / 2, "not clear")):
        result = run(tiny(), replications=4, target=f"p85<={days:.6f}")
        assert result.target_verdict == said
        assert result.target_reached is (said == "reached")
        assert any(said in sentence and "85 of 100" in sentence for sentence in result.sentences)


def test_a_target_by_date_is_told_as_that_date_and_stands_in_plain_data() -> None:
    result = run(tiny(), replications=4, target="p85<=2027-06-30", jobs=1)
    said = "target of 30 June 2027 for a request of 4 January 2027 (85 of 100 that go live)"
    assert any(said in sentence for sentence in result.sentences)
    plain = result.as_plain()
    assert (plain["target"], plain["target_verdict"]) == ("p85<=2027-06-30", "reached")


def test_times_by_state_add_up_to_the_mean() -> None:
    result = run(tiny(), replications=4)
    mean = result.figure("time_to_production")
    assert mean is not None
    assert result.time_split["days"].sum() == pytest.approx(mean["estimate"], rel=1e-9)


def test_ctrl_c_ends_a_run_with_two_processes_at_once_however_often_it_is_pressed(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "sim", "run", "tiny.yaml", "-n", "100000", "-j", "2", "--engine", "reference"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # in the background Ctrl-C is ignored
    )  # fmt: skip
    assert run.stderr is not None
    said = ""
    while "left" not in said:  # the second line of progress, so replications are being made
        said = run.stderr.readline()
        assert said, "ended before anything was done"
    try:
        for _ in range(3):
            os.killpg(run.pid, signal.SIGINT)
        _, rest = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 1
    assert "Stopped after" in rest
    assert "Give the same command again" in rest
    assert "Traceback" not in rest
    assert list(tmp_path.glob("results/*.partial/*.npz"))


def test_the_engine_makes_no_difference() -> None:
    one, other = (run(tiny(), replications=3, engine=engine) for engine in ("reference", "compiled"))
    pd.testing.assert_frame_equal(one.replications, other.replications, check_exact=True)

"""Results are whole or not there, never quietly overwritten, and failures to write say what to do."""

import errno
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sim.experiment.provenance import digest
from sim.experiment.store import MANIFEST, TIMES, StoreError, UnwritableError, save, usable

FILES = {"summary.csv": b"a,b\n1,2\n", "charts/one.svg": b"<svg/>", MANIFEST: b'{"environment": {"python": "3.11"}}'}


def test_a_second_run_finds_identical_results(tmp_path: Path) -> None:
    assert save(tmp_path, "run-1", FILES).status == "written"
    again = save(tmp_path, "run-1", FILES)
    assert again.status == "identical"
    assert "already there, identical" in str(again)
    assert {path.name for path in (tmp_path / "run-1").iterdir()} == {"summary.csv", "charts", MANIFEST, TIMES}


def test_other_versions_of_libraries_do_not_make_results_different(tmp_path: Path) -> None:
    save(tmp_path, "run-1", FILES)
    assert save(tmp_path, "run-1", FILES | {MANIFEST: b'{"environment": {"python": "3.13"}}'}).status == "identical"


def test_different_results_are_refused_without_force(tmp_path: Path) -> None:
    save(tmp_path, "run-1", FILES)
    other = FILES | {"summary.csv": b"a,b\n1,3\n"}
    with pytest.raises(StoreError, match=r"summary\.csv(.|\n)*--force"):
        save(tmp_path, "run-1", other)
    assert (tmp_path / "run-1" / "summary.csv").read_bytes() == FILES["summary.csv"]
    assert save(tmp_path, "run-1", other, force=True).status == "replaced"
    assert (tmp_path / "run-1" / "summary.csv").read_bytes() == other["summary.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["run-1"]


def disk_full_after(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match=r"No space left on device(.|\n)*--out") as told:
        save(tmp_path, "run-1", FILES | {"runs.csv": disk_full_after(b"a,b\n", b"1,")})
    assert told.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_results_that_cannot_be_replaced_stay_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, "run-1", FILES)
    with pytest.raises(UnwritableError):
        save(tmp_path, "run-1", FILES | {"summary.csv": disk_full_after(b"a,b\n")}, force=True)
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if target.name == "run-1" and not self.name.endswith("-old"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(UnwritableError):
        save(tmp_path, "run-1", FILES | {"summary.csv": b""}, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["run-1"]
    assert (tmp_path / "run-1" / "summary.csv").read_bytes() == FILES["summary.csv"]


def test_whatever_stops_the_writing_leaves_nothing_half_written(tmp_path: Path) -> None:
    def stopped() -> Iterator[bytes]:
        yield b"a,b\n"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, "run-1", {"runs.csv": stopped()})
    assert list(tmp_path.iterdir()) == []


def test_a_file_may_come_piece_by_piece_and_its_digest_is_that_of_the_whole(tmp_path: Path) -> None:
    def manifest(digests: Mapping[str, str]) -> bytes:
        return json.dumps(digests).encode()

    pieces = [b"a,b\n", *(b"%d,1\n" % row for row in range(300_000))]
    stored = save(tmp_path, "run-1", {"runs.csv": iter(pieces)}, manifest=manifest)
    whole = b"".join(pieces)
    assert (stored.path / "runs.csv").read_bytes() == whole
    assert json.loads((stored.path / MANIFEST).read_text()) == {"runs.csv": digest(whole)}
    assert save(tmp_path, "run-1", {"runs.csv": iter(pieces)}, manifest=manifest).status == "identical"
    with pytest.raises(StoreError, match=r"manifest\.json, runs\.csv"):
        save(tmp_path, "run-1", {"runs.csv": iter(pieces[:-1])}, manifest=manifest)


def test_a_folder_that_cannot_be_is_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Cannot write results to"):
        usable(tmp_path / "file" / "results")

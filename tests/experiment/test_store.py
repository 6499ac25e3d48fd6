"""Results are whole or not there, never quietly overwritten, and failures to write say what to do."""

import errno
from pathlib import Path

import pytest

from sim.experiment.store import MANIFEST, TIMES, StoreError, save, usable

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


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.suffix == ".svg":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError, match=r"No space left on device(.|\n)*--out"):
        save(tmp_path, "run-1", FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Cannot write results to"):
        usable(tmp_path / "file" / "results")

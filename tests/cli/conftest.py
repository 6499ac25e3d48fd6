"""A folder of one's own with a small scenario; one chart instead of eight, since charts have tests of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.report import pictures
from tests.experiment.tiny import TEXT


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def one_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = pictures._drawn

    def first(wanted: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        return draw(dict([next(iter(wanted.items()))]))

    monkeypatch.setattr(pictures, "_drawn", first)

"""What holds in all tests."""

from math import inf

import pytest

from sim.experiment import engines


@pytest.fixture(autouse=True)
def auto_stays_on_the_reference_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """How busy the machine is must not decide which engine a test runs on, nor begin to compile one beside it."""
    monkeypatch.setattr(engines, "LOADING", inf)

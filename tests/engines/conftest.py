"""Every story is told of both engines, by name."""

import pytest

from sim.engines import compiled, reference
from tests.engines import telling

ENGINES = {"reference": reference.simulate, "compiled": compiled.simulate}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if ".test_stories_" in metafunc.module.__name__:
        metafunc.fixturenames.append("told_of")
        metafunc.parametrize("told_of", ENGINES, indirect=True)


@pytest.fixture
def told_of(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine whose trace is told."""
    monkeypatch.setattr(telling, "simulate", ENGINES[request.param])
    return str(request.param)

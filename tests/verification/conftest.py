"""The engine under test, by name."""

import pytest

from tests.verification.cases import ENGINES


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)

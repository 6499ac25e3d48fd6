"""The bar as tests: `pytest -m benchmark tests/benchmarks -k sweep`; `python -m tests.benchmarks` makes the table."""

import pytest

from tests.benchmarks import __main__  # noqa: F401  fills the register
from tests.benchmarks.table import MEASUREMENTS, MissingError

pytestmark = pytest.mark.benchmark


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_what_must_be_reached_is(name: str) -> None:
    try:
        rows = list(MEASUREMENTS[name]())
    except MissingError as missing:
        pytest.skip(str(missing))
    assert not [str(row) for row in rows if row.verdict == "missed"]

"""What people might write is refused in words, or runs on both engines to sentences, charts and a page."""

import pytest

from tests.kinds.authors import Author
from tests.kinds.court import Verdicts, try_files
from tests.kinds.judge import ACCEPTED, REFUSED

SEED = 1
FIRST, LONG = 500, 20_000


def holds(verdicts: Verdicts, count: int) -> None:
    assert not verdicts.faults, "\n".join(f"file {fault.number}: {fault.fault}" for fault in verdicts.faults)
    assert verdicts.total == count
    assert verdicts.outcomes[ACCEPTED] > 0.2 * count
    assert verdicts.outcomes[REFUSED] > 0.2 * count


def test_an_author_writes_the_same_file_again():
    assert Author(SEED, 7).file() == Author(SEED, 7).file() != Author(SEED, 8).file()


def test_the_first_files_are_refused_in_words_or_run_to_their_end():
    holds(try_files(SEED, range(FIRST), jobs=2), FIRST)


@pytest.mark.slow
def test_very_many_files_are_refused_in_words_or_run_to_their_end():
    holds(try_files(SEED, range(FIRST, FIRST + LONG), jobs=2), LONG)

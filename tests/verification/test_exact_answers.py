"""Every case of the table against its exact answers: the quick level by default, the thorough one when asked for."""

import pytest

from tests.verification.cases import FASTEST, Level, verdicts
from tests.verification.judge import judge_suite
from tests.verification.table import CASES

QUICK = [name for name, case in CASES.items() if case.quick]
THOROUGH = [name for name, case in CASES.items() if case.thorough]


def agrees(engine: str, name: str, level: Level) -> None:
    found = verdicts(engine, name, level)
    print(*found, sep="\n")  # noqa: T201  shown by -s and with a failure
    wrong = [str(verdict) for verdict in found if verdict.says != "holds"]
    assert not wrong, "\n".join([name, *wrong])


@pytest.mark.parametrize("name", QUICK)
def test_the_simulation_agrees_with_the_exact_answer(engine: str, name: str) -> None:
    agrees(engine, name, "quick")


def test_the_cases_together_are_neither_too_far_from_the_exact_answers_nor_too_close(engine: str) -> None:
    together(engine, QUICK, "quick")


@pytest.mark.slow
@pytest.mark.parametrize("engine", FASTEST)  # the twin tests hold that all engines leave the same traces
@pytest.mark.parametrize("name", THOROUGH)
def test_the_simulation_agrees_with_the_exact_answer_to_half_a_percent(engine: str, name: str) -> None:
    agrees(engine, name, "thorough")


@pytest.mark.slow
@pytest.mark.parametrize("engine", FASTEST)
def test_the_cases_together_are_neither_too_far_nor_too_close_in_long_runs(engine: str) -> None:
    together(engine, THOROUGH, "thorough")


def together(engine: str, names: list[str], level: Level) -> None:
    suite = judge_suite([verdicts(engine, name, level)[0].z for name in names])  # the headline of each case
    assert suite.holds, suite

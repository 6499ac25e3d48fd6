"""Planted errors are noticed by the twin tests, and by how many of their parts.

    pytest -m slow tests/engines/test_planted_errors.py

shows the table: each error, the first row that differs, and the scenarios and grids on which it is caught. It takes a
quarter of an hour, half of it to compile a kernel for each error that is planted there.
"""

import sys

import pytest

from tests.engines.planted import (
    IN_THE_KERNEL,
    IN_THE_REFERENCE,
    IN_WHAT_THEY_SHARE,
    copy_of_the_program,
    planted,
    stories,
    twins,
)

ERRORS = {error.name: error for error in (*IN_THE_REFERENCE, *IN_THE_KERNEL)}
MISREAD = {error.name: error for error in IN_WHAT_THEY_SHARE}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copy_of_the_program(tmp_path_factory.mktemp("copy"))


def test_there_are_many_errors_each_of_its_own_name():
    assert len(ERRORS) == len(IN_THE_REFERENCE) + len(IN_THE_KERNEL)
    assert len(IN_THE_REFERENCE) >= 14
    assert len(IN_THE_KERNEL) >= 4


@pytest.mark.parametrize("name", MISREAD)
def test_a_rule_misread_by_both_engines_is_noticed_by_stories(name, copy):
    with planted(MISREAD[name], copy):
        assert stories(copy, MISREAD[name].stories)


@pytest.mark.parametrize("error", [*ERRORS.values(), *MISREAD.values()], ids=lambda error: error.name)
def test_the_text_that_an_error_replaces_occurs_exactly_once(error):
    assert error.occurrences() == 1, f"{error.name}: look at {error.path} and write its text anew"


def test_a_planted_error_is_noticed_on_a_grid(copy):
    with planted(ERRORS["the highest number goes first"], copy):
        verdict = twins(copy, "the_same_trace_in_both_engines and 1.0")
    assert verdict.differ, verdict.output


@pytest.mark.slow
def test_a_copy_without_an_error_leaves_the_same_traces(copy):
    verdict = twins(copy)
    assert " passed" in verdict.output
    assert not verdict.differ
    assert not verdict.broken


@pytest.mark.slow
@pytest.mark.parametrize("name", ERRORS)
def test_planted_errors_are_noticed(name, copy, capsys):
    with planted(ERRORS[name], copy):
        verdict = twins(copy)
    with capsys.disabled():
        sys.stdout.write(f"\n{name:<65} {verdict}\n")
    assert verdict.differ, verdict.output

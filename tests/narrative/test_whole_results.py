"""Whole results at random, in good and in ill health: sentences, line, tables and plain data never disagree."""

import re
from typing import Any

import numpy as np
import pytest

from sim.blueprint import Blueprint
from sim.experiment import work
from sim.experiment.compare import Comparison, compare
from sim.narrative.difference import label
from sim.report.table import results_table
from sim.report.why import tables_of
from sim.responses import Measures
from sim.scenario.edit import edit
from tests.experiment.tiny import made_up, tiny
from tests.narrative.reading import CERTAIN, EQUAL, PERHAPS, read, read_label

TIMES = re.compile(r"\d (weeks|days) |on average|by (early|mid|late) \w+ 20|P\d\d|% within")
SPREAD = re.compile(r"beats|faster|better|No practical|Not clear|make no difference")


def cut(blueprint: Blueprint, seed: int, number: int) -> Measures:
    """As `made_up`, with a third of all requests undecided."""
    found = made_up(blueprint, seed, number)
    pairs = found.pairs.copy()
    place = found.names.index("censored")
    pairs[place] = (7.0, 20.0)
    outcome = found.outcome.copy()
    outcome[:7] = 0
    return Measures(**{**{name: getattr(found, name) for name in found.__slots__}, "pairs": pairs, "outcome": outcome})


def compared(seed: int, **changes: Any) -> Comparison:
    luck = np.random.default_rng(seed)
    base = edit(tiny(), {"goal.matters": float(luck.choice([0, 2, 10])), "study.at_least": 4, **changes})
    people = luck.choice([1, 2, 3, 4], size=int(luck.integers(1, 4)))
    others = [
        edit(base, {"people.data_scientist": int(many), "name": f"{word}"})
        for word, many in zip(("bravo", "charlie", "delta"), people, strict=False)
    ]
    return compare([edit(base, {"name": "alpha"}), *others], replications=int(luck.choice([4, 12])), seed=seed + 1)


def numbers_of(comparison: Comparison) -> None:
    """Each sentence about a time, the label in one line and the last row of the table of states say one number."""
    last = tables_of(comparison)[0][2][-1][1:]
    for at, run in enumerate(comparison.runs[1:]):
        gap = comparison.gap(run.name)
        text = next(each for each in comparison.sentences if run.name in each and SPREAD.search(each))
        tag, cell = read_label(label(gap)), last[at].replace("-", "−")
        assert cell == label(gap, unit=False) or gap.estimate == 0.0
        heard = read(text.split("paired runs). ", 1)[-1] if text.startswith(("Best of", "May be", "Any of")) else text)
        if heard.certainty == EQUAL or tag is None:
            assert tag is None
        elif heard.size is not None and run.name in (heard.winner, heard.loser):
            assert heard.size == pytest.approx(max(abs(tag[0]), 0.0))
        if heard.certainty in (CERTAIN, PERHAPS) and run.name in (heard.winner, heard.loser):
            assert heard.winner == gap.winner


@pytest.mark.parametrize("seed", range(6))
def test_in_good_health_every_place_names_one_number_and_one_winner(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", made_up)
    found = compared(seed)
    if not found.health.overloaded:
        assert found.health.state in ("",) or "filling" in found.health.state
        numbers_of(found)
    best = found.as_plain()["best"]
    assert set(best) <= {run.name for run in found.runs}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("ill", ["overloaded", "undecided"])
def test_in_ill_health_no_time_is_printed_anywhere(seed: int, ill: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", cut if ill == "undecided" else made_up)
    found = compared(seed, **({"demand.per_year": 900} if ill == "overloaded" else {}))
    assert found.health.forbids_means
    assert ("keep up" in found.sentence) == (ill == "overloaded")
    assert ill == "overloaded" or found.sentence.startswith("Not known yet")
    told = [text for text in (*found.sentences, repr(found), *(repr(run) for run in found.runs))]
    for text in told:
        assert not TIMES.search(text) or "restricted" in text or "target" in text, text
    header, rows = results_table(found.runs)
    assert len(header) == len(found.runs) + 1
    assert not [row for row in rows if "mean" in row[0] and re.search(r"\d", "".join(row[1:]))]
    assert tables_of(found) == []
    assert found.as_plain()["best"] == []
    assert all(run.as_plain()["health"]["forbids_means"] for run in found.runs)

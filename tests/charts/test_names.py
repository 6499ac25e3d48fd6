"""Short names tell configurations apart, in whole words, whatever they are called."""

from types import SimpleNamespace

import pytest

from sim import charts
from sim.charts.names import MOST, distinguishing, names_of
from sim.charts.saving import texts_of
from tests.charts.conftest import some_runs

LONG = "The operating model of the insurer's data and AI teams in Munich, {}, after the merger and its draft"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["insurer", "insurer_coe", "insurer_federated"], ["insurer", "insurer_coe", "insurer_federated"]),
        ([LONG.format("with a hub"), LONG.format("without one")], ["with a hub", "without one"]),
        ([LONG.format(f"plan {at}") for at in "123"], ["plan 1", "plan 2", "plan 3"]),
        (["insurer_of_the_whole_country_and_beyond_coe", "insurer_of_the_whole_country_and_beyond_federated"],
         ["coe", "federated"]),
        (["Hybrid of risk lines with a hub and customer lines C", "Centralized team at headquarters in Munich", "B"],
         ["Hybrid of risk lines with a hub…", "Centralized team…", "B"]),
        (["a" * 40, "A"], ["B", "A"]),
        (["x" * 100], ["A"]),
    ],
)  # fmt: skip
def test_what_differs_is_kept_and_no_word_is_cut(names, expected):
    found = distinguishing(names)
    assert [found[name] for name in names] == expected
    assert found.key == tuple((short, name) for short, name in zip(expected, names, strict=True) if len(short) == 1 and
                              len(name) > MOST)  # fmt: skip


def test_what_a_scenario_calls_itself_in_short_goes_first():
    runs = [SimpleNamespace(name=LONG.format(one), scenario=SimpleNamespace(short=one)) for one in ("North", "South")]
    assert list(names_of(runs).short.values()) == ["North", "South"]
    twice = [SimpleNamespace(name=LONG.format(one), scenario=SimpleNamespace(short="Plan")) for one in ("x y", "z w")]
    assert len(set(names_of(twice).short.values())) == 2


@pytest.mark.parametrize("count", [2, 8, 30, 60])
def test_names_are_always_different_and_short(count):
    for names in (
        [LONG.format(f"variant {at} of {count}") for at in range(count)],
        [f"{'word' * 20}{at}{'end' * 10}" for at in range(count)],
        [f"{at} {LONG.format('')}" for at in range(count)],
    ):
        short = list(distinguishing(names).short.values())
        assert len(set(short)) == count
        assert max(map(len, short)) <= MOST


@pytest.mark.parametrize("case", ["middle", "one word"])
def test_eight_configurations_of_a_hundred_characters_are_told_apart_on_every_chart(case):
    runs = some_runs(8, case)
    called = names_of(runs)
    for draw in (charts.production_curve, charts.percentile_intervals, charts.time_split, charts.role_utilization,
                 charts.work_in_progress, charts.capacity_by_use):  # fmt: skip
        said = " ".join(" ".join(text.get_text().split()) for text in texts_of(draw(runs)))
        assert all(called[run.name] in said for run in runs)
        assert all(name.replace(" ", "") in said.replace(" ", "") for _, name in called.key)

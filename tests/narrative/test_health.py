"""A study in ill health says so first, and what its state forbids is neither in a sentence nor in a table."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from sim.blueprint.offered_load import Load
from sim.blueprint.overload import overloaded
from sim.experiment.compare import Comparison, compare
from sim.experiment.health import Health
from sim.experiment.run import RunResult, run
from sim.narrative import health, numbers
from sim.narrative.alike import demands
from sim.narrative.comparison import pairs_told
from sim.narrative.difference import headline, sentence
from sim.report.table import results_table
from sim.report.why import tables_of
from sim.scenario.edit import edit
from sim.stats.initial_bias import Filling
from tests.experiment.tiny import tiny

MEANS = re.compile(r"on average|by (early|mid|late) \w+ \d{4}|beats .* (weeks|days)|P\d\d|\d+ % within")


@pytest.fixture(scope="module")
def crowded() -> RunResult:
    """More is asked for than the people can do."""
    return run(edit(tiny(), {"demand.per_year": 300, "people.data_scientist": 1, "name": "crowded"}), replications=4)


@pytest.fixture(scope="module")
def both() -> Comparison:
    """Two that cannot keep up."""
    first = edit(tiny(), {"demand.per_year": 300, "people.data_scientist": 1, "name": "crowded"})
    return compare([first, edit(first, {"handover.between_teams.delay": 0, "name": "near"})], replications=4)


@pytest.fixture(scope="module")
def cut() -> Comparison:
    """One of two is observed too shortly."""
    long = edit(tiny(), {"stages.use_case_definition.gates.portfolio.delay": {"exponential": {"mean": 60}}})
    return compare([edit(long, {"study.horizon": 85, "name": "short"}), long], replications=6)


def test_an_overloaded_run_says_first_that_it_cannot_keep_up_and_no_mean_or_date(crowded: RunResult) -> None:
    assert crowded.health.forbids_means
    assert crowded.sentences[0].startswith("crowded: the team cannot keep up; time to production grows without limit")
    assert "data scientist is 369 %" in crowded.sentences[0]
    assert any(text.startswith("crowded puts ") for text in crowded.sentences)
    assert not any(MEANS.search(text.replace("queueing on average", "")) for text in crowded.sentences)
    assert crowded.health.state == "cannot keep up: data scientist at 369 % of what is possible"


@pytest.mark.parametrize("ends", [{"demand.at_most": 6}, {"demand.at_most": 6, "study.type": "portfolio"}])
def test_work_that_ends_overloads_nobody_for_good_and_its_times_are_told(ends: dict[str, object]) -> None:
    scenario = edit(
        tiny(), {"demand.per_year": 300, "people.data_scientist": 1, "study.warm_up": 0, "study.horizon": 2000, **ends}
    )
    found = run(scenario, replications=6)
    assert (found.overloaded, found.health.relief, found.health.state) == ((), (), "")
    assert found.health.load > 1.0
    assert "on average" in found.sentences[0]
    assert not any("keep up" in text or "at a load of" in text for text in found.sentences)


def test_nobody_there_is_an_overload_of_work_that_ends_too() -> None:
    gone = edit(tiny(), {"demand.at_most": 6})
    assert overloaded(gone, Load("set", ("data_scientist",), "", 1.0, 0.0))
    assert not overloaded(gone, Load("set", ("data_scientist",), "", 2.0, 1.0))


def test_tables_of_an_overloaded_run_hold_no_time(crowded: RunResult) -> None:
    times = [row[1] for row in results_table([crowded])[1] if re.search("mean|P50|P85|P95", row[0])]
    assert set(times) == {"grows without limit"}


def test_overloaded_configurations_are_compared_in_throughput_with_an_interval(both: Comparison) -> None:
    assert both.sentence.startswith("Neither can keep up: crowded (data scientist, 369 %) and near")
    assert any("in throughput" in text for text in both.sentences[1:])
    assert not any(MEANS.search(text) for text in both.sentences)
    assert tables_of(both) == []
    assert both.as_plain()["health"]["state"].startswith("all: cannot keep up")
    assert both.as_plain()["best"] == []


def test_with_undecided_requests_nobody_beats_anybody_in_days(cut: Comparison) -> None:
    assert cut.health.undecided > 0.01
    assert cut.sentence.startswith("Not known yet how long it takes")
    assert not any(MEANS.search(text) for text in cut.sentences if "tiny by" not in text)
    assert any(text.startswith("Conversion is not known yet: between") for text in cut.sentences)


def test_conversion_with_undecided_requests_is_no_input(cut: Comparison) -> None:
    assert not any("an input" in text for text in (*cut.sentences, *cut.runs[0].sentences))


def test_a_study_that_still_fills_up_says_so_with_the_warm_up_that_would_do() -> None:
    study = SimpleNamespace(warm_up=0.0, intake=28.0)
    for warm_up, remedy in (
        (40.0, "a warm-up of 40 days would do, where the study has 0"),
        (None, "no warm-up within"),
    ):
        filling = Filling("work in progress", 0.6, 0.3, 0.9, warm_up)
        cold = SimpleNamespace(name="cold", health=Health(filling=filling), scenario=SimpleNamespace(study=study))
        text = health.still_filling(cold)
        assert text.startswith(
            "cold: still filling up, so times are too low: work in progress rises by 60 % (30 to 90 %)"
        )
        assert remedy in text
    assert health.state(Health(filling=filling), SimpleNamespace()) == "still filling up"


def test_days_that_are_measured_are_named_at_a_heavy_load(crowded: RunResult) -> None:
    assert any(
        text.startswith("Measured are requests of working days 20 to 80, at a load") for text in crowded.sentences
    )
    assert not any("Measured are" in text for text in run(tiny(), replications=3).sentences)


def test_what_is_not_said_of_conversion_unless_it_is_true() -> None:
    open_gate = {"stages.use_case_definition.gates.portfolio.stops": 0.0}
    assert (
        "100 % of requests go live: nothing stops any of them."
        in run(edit(tiny(), open_gate), replications=3).sentences
    )
    by_dial = {"stages.use_case_definition.gates.portfolio.stops": {"by": "mlops", "low": 0.5, "mid": 0.3, "high": 0.1}}
    told = run(edit(tiny(), by_dial), replications=3).sentences
    assert any("it follows from the chances at the gates and checks, which move with mlops" in text for text in told)


def test_nothing_asked_for_is_not_the_same_as_nothing_that_goes_live() -> None:
    never = edit(tiny(), {"demand.planned": [{"at": 250}], "demand.per_year": None, "name": "later"})
    assert run(never, replications=3).sentences[0] == "later: nothing is asked for in the days that are measured."


@pytest.fixture(scope="module")
def mixed() -> Comparison:
    """Two in good health, and one that cannot keep up with a larger demand."""
    slow = edit(tiny(), {"stages.solution_development.steps.building.effort": 4, "name": "slow"})
    return compare([tiny(), slow, edit(tiny(), {"demand.per_year": 400, "name": "asked"})], replications=6)


def test_two_in_good_health_are_told_by_time_and_only_a_pair_with_a_sick_one_by_throughput(mixed: Comparison) -> None:
    assert mixed.sentence.startswith("asked (")
    of_slow = [text for text in mixed.sentences if "slow" in text and "tiny" in text and "paired runs" in text]
    assert len(of_slow) == 1
    assert "on average, of those that go live" in of_slow[0]
    of_asked = [text for text in mixed.sentences if "asked" in text and "paired runs" in text]
    assert len(of_asked) == 1
    assert "days" not in of_asked[0]
    assert pairs_told(mixed) == ["No pair is told: the state of health forbids to compare times."]


def test_more_throughput_at_a_larger_demand_beats_nobody(mixed: Comparison) -> None:
    gap = mixed.gap("asked", "throughput")
    ahead = replace(gap, estimate=2.2, low=0.8, high=3.7, among=())
    assert "beats" not in sentence(ahead)
    more = "asked puts 2.2 a year more into production than tiny"
    asked = f"at 400 requests a year instead of {gap.demands[1]:g}"  # type: ignore[index]
    assert sentence(ahead).startswith(f"{more} (95 % interval")
    assert sentence(ahead).endswith(f"{asked}.")
    assert headline(ahead) == f"{more}, {asked}"
    assert sentence(replace(ahead, demands=())).endswith("paired runs), with another demand.")
    assert mixed.gap("slow", "throughput").demands is None
    assert demands(tiny(), edit(tiny(), {"demand.at_most": 3})) == ()


def test_the_restricted_mean_explains_itself_once_and_no_difference_in_it_is_said_to_matter(cut: Comparison) -> None:
    told = [text for text in cut.sentences if "restricted mean" in text]
    assert len(told) == 1
    days = numbers.days(cut.runs[0].scenario.goal.target)
    assert f"in restricted mean (all requests counted, at most {days} each)" in told[0]
    assert "you said matter" not in told[0]

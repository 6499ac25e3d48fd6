"""From Python: scenarios as people have them at hand, options that exist, and a plain word where something does not."""

import contextlib
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import BadInput, OpmodelError
from sim.experiment import work
from tests.experiment.tiny import TEXT, made_up, tiny


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(work, "replication", made_up)


ALTERNATIVE = {"extends": "tiny.yaml", "people": {"data_scientist": np.int64(3)}}
GIVEN: list[Any] = ["tiny.yaml", Path("tiny.yaml"), ALTERNATIVE, tiny()]
FEW: dict[str, Any] = {"replications": 2, "engine": "reference"}


@pytest.mark.parametrize("given", GIVEN, ids=["name", "path", "dict", "scenario"])
def test_a_scenario_by_name_path_dict_or_itself_wherever_one_is_taken(given: Any) -> None:
    name = sim.load(given).name
    assert sim.run(given, **FEW).name == name
    assert sim.compare([given, tiny(name="base")], **FEW).runs[0].name == name
    assert sim.compare(tiny(name="base"), given, **FEW).runs[1].name == name
    assert sim.whatif(given, "people.data_scientist=4", **FEW).runs[0].name == name
    assert sim.whatif(given, {"people.data_scientist": 4}, **FEW).runs[0].name == name
    assert sim.sweep(given, {"people.data_scientist": [1, 2]}, **FEW).scenario.name == name
    assert sim.edit(given, {"people.data_scientist": 4}).people["data_scientist"].count == 4
    assert sim.diff(given, given) == []
    assert list(sim.who_is_needed(given)["role"])
    assert sim.explain(given, tiny(name="base"), **FEW).response == "time_to_production"
    blueprint = sim.make_blueprint(given)
    assert sim.simulate(given, replication=1).end == sim.simulate(blueprint, replication=1).end


WRONG: list[tuple[Any, str]] = [
    (lambda: sim.run("CeO"), 'Did you mean "coe"'),
    (lambda: sim.run([1, 2]), "must be a scenario"),
    (lambda: sim.run(None), "must be a scenario"),
    (lambda: sim.run(3), "not int"),
    (lambda: sim.run(TEXT), r"sim\.loads"),
    (lambda: sim.load({"peple": {}}), 'Did you mean "people"'),
    (lambda: sim.load({"extends": "coe", "people": {"ml_engineer": {1, 2}}}), "no set"),
    (lambda: sim.compare("coe"), "two scenarios or more"),
    (lambda: sim.compare(["coe", 3]), "must be a scenario"),
    (lambda: sim.compare(3), "must be a scenario"),
    (lambda: sim.run("coe", seed=[1, 2]), "more replications"),
    (lambda: sim.run("coe", seed=-1), "from 0 on"),
    (lambda: sim.run("coe", seed="one"), "whole number"),
    (lambda: sim.run("coe", seed=1.5), "whole number"),
    (lambda: sim.run("coe", seed=True), "whole number"),
    (lambda: sim.run("coe", jobs="many"), "jobs"),
    (lambda: sim.run("coe", replications=[1]), "auto or a whole number"),
    (lambda: sim.run("coe", engine=None), 'engine = "None"'),
    (lambda: sim.run("coe", out=3), "path of a folder"),
    (lambda: sim.run("coe", extra=("nonsense",)), "Known: items, events"),
    (lambda: sim.run("coe", extra="event"), 'Did you mean "events"'),
    (lambda: sim.run("coe", extra=3), "list of names"),
    (lambda: sim.run("coe", target="p85"), "by when"),
    (lambda: sim.run("coe", replicatons=3), 'Did you mean "replications"'),
    (lambda: sim.run("coe", 20), "options by name"),
    (lambda: sim.run(), "options by name"),
    (lambda: sim.compare("coe", "federated", verb="whatif"), "unknown option"),
    (lambda: sim.compare(["coe", "federated"], response=["p85"]), "name of one response"),
    (lambda: sim.compare(["coe", "federated"], response="cost"), 'Did you mean "cost_per_year"'),
    (lambda: sim.whatif("coe", 3), "by dotted path"),
    (lambda: sim.whatif("coe", {3: 4}), "by dotted path"),
    (lambda: sim.whatif("coe", "people.ml_engineer=4", respnse="p85"), 'Did you mean "response"'),
    (lambda: sim.edit("coe", {3: 4}), "by dotted path"),
    (lambda: sim.edit("coe", {"people.ml_engineer": {1, 2}}), "people.ml_engineer: .*no set"),
    (lambda: sim.edit("coe", {"people.ml_engineer": np.array([1, 2])}), "tolist"),
    (lambda: sim.sweep("coe", {"people.ml_engineer": [3, 4]}, response=3), "response"),
    (lambda: sim.sweep("coe", {"people.ml_engineer": [3, 4]}, replications=None), "whole number"),
    (lambda: sim.sweep("coe", 3), "nothing to vary|by dotted path"),
    (lambda: sim.explain("coe", "federated", whi=True), "unknown option"),
    (lambda: sim.loads({"extends": "coe"}), "sim.load"),
    (lambda: sim.read_results(3), "path of a folder"),
    (lambda: sim.read_results(None), "name a folder"),
    (lambda: sim.run(tiny(), **FEW).figure("cost"), 'Did you mean "cost_per_year"'),
    (lambda: sim.run(tiny(), **FEW).figure(3), "name of one response"),
    (lambda: sim.simulate(3), "must be a scenario"),
    (lambda: sim.simulate("coe", seed="one"), "whole number"),
    (lambda: sim.simulate("coe", replication=-1), "replication"),
]


@pytest.mark.parametrize(("call", "said"), WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_meant_is_refused_in_our_own_words(call: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        call()


def test_a_script_needs_no_guard_for_several_processes() -> None:
    """Workers are started afresh: they must not begin with the user's script."""
    Path("script.py").write_text(
        "import sim\nprint('begins')\n"
        "print(sim.run('tiny.yaml', replications=400, engine='reference', jobs=2).computed.reference)\n"
    )
    known = {"PYTHONPATH": str(Path(sim.__file__).parents[1])}
    done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, env=known)
    assert done.stdout.split() == ["begins", "400"], done.stderr


def test_every_argument_of_the_public_functions_is_described() -> None:
    for name in ("run", "compare", "sweep", "whatif", "explain", "edit", "diff", "simulate", "load", "who_is_needed"):
        function = getattr(sim, name)
        text = inspect.getdoc(function) or ""
        for argument in inspect.signature(function).parameters:
            assert f"{argument}:" in text, f"{name}({argument}=)"


def test_items_and_events_of_a_result_are_frames_made_again_from_their_keys() -> None:
    result = sim.run(tiny(), replications=3, engine="reference", jobs=1)
    items, events = result.items, result.events
    assert set(items["replication"]) == {0, 1, 2}
    assert {"item", "kind", "domain", "parent", "requested", "live", "outcome", "days", "queueing"} <= set(items)
    assert set(events["replication"]) == {0}
    assert {"case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource"} <= set(
        events
    )
    assert events["case:concept:name"].nunique() == (items["replication"] == 0).sum()
    assert events["case:concept:name"].str.len().max() < 16
    assert result.items is items
    assert set(result.event_log("all")["replication"]) == {0, 1, 2}
    assert set(result.event_log([2])["replication"]) == {2}
    assert result.event_log(1, everything=True)["case:concept:name"].nunique() >= events["case:concept:name"].nunique()
    for wrong in (0, 4, "some", [3], [], None):
        with pytest.raises(BadInput, match='number from 1 to 3, "all"'):
            result.event_log(wrong)  # type: ignore[arg-type]


ODD: list[Any] = [None, 3, 1.5, "x", [], ["x"], {}, {1: 2}, object(), True, np.array([1, 2]), pd.DataFrame({"a": [1]})]
USED: dict[str, tuple[Any, ...]] = {
    "run": (tiny(),),
    "compare": ([tiny(), tiny()],),
    "whatif": (tiny(), {"people.data_scientist": 3}),
    "sweep": (tiny(), {"people.data_scientist": [1, 2]}),
    "simulate": (tiny(),),
    "measure": (sim.simulate(tiny()), tiny()),
    "diff": (tiny(), tiny()),
    "who_is_needed": (tiny(),),
}


@pytest.mark.parametrize("name", USED)
def test_whatever_is_handed_to_a_public_function_works_or_is_refused_in_our_own_words(name: str) -> None:
    function, given = getattr(sim, name), USED[name]
    options = set(inspect.signature(function).parameters)
    few = {key: value for key, value in {**FEW, "jobs": 1}.items() if key in options}
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    for odd in ODD:
        calls += [((*given[:at], odd, *given[at + 1 :]), few) for at in range(len(given))]
        worth_trying = options & OPTIONS - ({"out"} if isinstance(odd, str) else set())  # that is a folder
        calls += [(given, few | {option: odd}) for option in sorted(worth_trying)]
    for words, named in calls:
        with contextlib.suppress(OpmodelError):
            function(*words, **named)


OPTIONS = {
    "seed", "replications", "jobs", "engine", "out", "progress", "target", "extra", "force", "response", "why",
    "factors_at_one", "replication",
}  # fmt: skip

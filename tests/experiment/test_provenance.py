"""The run id is a hash of everything that goes in, and of nothing else."""

from sim.experiment import provenance
from sim.experiment.provenance import Order
from sim.scenario.resolve import resolved
from tests.experiment.tiny import tiny


def order(**changes: object) -> Order:
    given = {
        "verb": "run",
        "scenarios": (resolved(tiny()),),
        "seed": 1,
        "replications": "auto",
        "options": {"target": None},
    }
    return Order(**(given | changes))  # type: ignore[arg-type]


def test_all_that_goes_in_changes_the_id() -> None:
    others = [
        order(verb="compare"),
        order(scenarios=(resolved(tiny(name="other")),)),
        order(seed=2),
        order(replications=20),
        order(options={"target": 130.0}),
    ]
    assert len({order().run_id, *(each.run_id for each in others)}) == 6
    assert order().run_id == order().run_id


def test_an_edited_program_gives_another_id(monkeypatch: object) -> None:
    before = order().run_id
    monkeypatch.setattr(provenance, "source_hash", lambda: "edited")  # type: ignore[attr-defined]
    assert order().run_id != before


def test_the_manifest_holds_what_is_needed_and_no_clock_time() -> None:
    manifest = order().manifest(meanings=["m"], digests={"summary.csv": "12ab"})
    assert set(manifest) == {"run_id", "software", "parameters", "environment", "resources"}
    assert manifest["parameters"]["seed"] == 1
    assert manifest["resources"] == {"summary.csv": "12ab"}
    assert {"python", "numpy", "scipy", "simpy"} <= set(manifest["environment"])


def test_digests_cannot_run_into_each_other() -> None:
    assert provenance.digest("ab", "c") != provenance.digest("a", "bc")

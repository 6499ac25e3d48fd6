"""Schema, templates and sources: what helps to write a scenario file."""

import json
import subprocess
import sys
from typing import Any

import pytest
from small_scenario import SMALL, small

from sim.errors import BadInput, ScenarioError
from sim.scenario import json_schema, load, loads
from sim.scenario.document import compose, plain
from sim.scenario.inherit import effect_names, shipped_directory, shipped_names
from sim.scenario.resolve import resolved
from sim.scenario.sources import Row, evidence, row_ids
from sim.scenario.template import template


def test_the_schema_on_disk_is_current() -> None:
    path = shipped_directory() / "schema.json"
    if not path.is_file():
        pytest.skip("scenarios/schema.json is not written yet: python -m sim schema")
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema()


def test_every_field_of_the_schema_says_what_it_is() -> None:
    schema = json_schema()
    for name, block in schema["$defs"].items():
        for field, written in block.get("properties", {}).items():
            assert written.get("description"), f"{name}.{field}"
    assert schema["$defs"]["Platform"]["properties"]["services"]["description"] == "services in use; usually 4 to 30"


def test_references_in_the_schema_lead_somewhere() -> None:
    schema = json_schema()

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for inner in part.values() for found in references(inner)]
        return [found for inner in part for found in references(inner)] if isinstance(part, list) else []

    assert {found.removeprefix("#/$defs/") for found in references(schema)} <= set(schema["$defs"])


@pytest.mark.parametrize("name", [*shipped_names(), *effect_names()])
def test_shipped_files_fit_the_schema(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.Draft202012Validator(json_schema())
    text = (shipped_directory() / f"{name}.yaml").read_text(encoding="utf-8")
    for data in (plain(compose(text, file=name)[0]), resolved(load(name))):
        assert [error.message[:200] for error in checker.iter_errors(json.loads(json.dumps(data)))] == []


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.Draft202012Validator(json_schema())
    for old, new in (("per_year", "per_yaer"), ("bounce: 0.3", "bounce: 1.3"), ("pert", "perd"), ("delivery", "x")):
        assert not checker.is_valid(json.loads(json.dumps(plain(compose(small(old, new), file="")[0])))), new
    assert checker.is_valid(json.loads(json.dumps(plain(compose(SMALL, file="")[0]))))


@pytest.mark.parametrize("name", [*shipped_names(), effect_names()[0]])
def test_a_template_loads_and_says_what_it_extends(name: str) -> None:
    text = template(name)
    assert text.startswith("# yaml-language-server: $schema=./schema.json\n")
    scenario, below = loads(text), load(name)
    assert scenario.name == "My plan"
    for block in ("people", "demand", "maturity", "organization", "stages", "handover", "goal"):
        assert getattr(scenario, block) == getattr(below, block)


def test_a_template_shows_unit_and_usual_range() -> None:
    text = template("federated")
    assert "form: federated" in text
    assert "# services in use; usually 4 to 30" in text
    assert "# time to production wanted, in working days; usually 60 to 250" in text


def test_a_template_of_nothing_that_is_shipped_is_refused() -> None:
    with pytest.raises(BadInput, match=r'"federatd" is not a shipped scenario. .* Did you mean "federated"?'):
        template("federatd")
    with pytest.raises(BadInput, match=r'Did you mean "effects/silos"?'):
        template("silo")


def test_evidence_rows_are_read() -> None:
    rows = evidence()
    if not rows:
        pytest.skip("scenarios/sources.yaml is not written yet")
    assert tuple(rows) == row_ids()
    assert all(isinstance(row, Row) and row.id == name and row.parameter for name, row in rows.items())


def test_sources_name_what_is_there_and_cite_rows_that_exist() -> None:
    if not evidence():
        pytest.skip("scenarios/sources.yaml is not written yet")
    sources = "sources:\n  demand.per_yaer: {basis: evidence, rows: [ZZ99], range: [3, 1]}\n"
    with pytest.raises(ScenarioError) as error:
        loads(SMALL + sources, "mine.yaml")
    first = next(iter(evidence()))
    assert str(error.value).split("\n\n", 1)[1] == (
        "mine.yaml:30:3  sources.demand.per_yaer\n"
        "    gives a source for something that is not there: unknown path. Fields of demand: per_year, interval, "
        'batch, planned, at_most, domains, kinds, size, value. Did you mean "demand.per_year"?\n'
        "mine.yaml:30:38  sources.demand.per_yaer.rows\n"
        f'    "ZZ99" is not a row of sources.yaml; cite one of its {len(evidence())}, such as {first}\n'
        "mine.yaml:30:52  sources.demand.per_yaer.range\n"
        "    the lower end comes first"
    )


def test_reading_scenarios_needs_no_heavy_library() -> None:
    code = (
        "import sys, sim.scenario; sim.scenario.load('baseline');"
        "heavy = {'scipy', 'pandas', 'numpy', 'matplotlib', 'numba', 'simpy'} & set(sys.modules);"
        "print(', '.join(sorted(heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")

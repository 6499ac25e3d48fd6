"""What a notebook shows of a result: one line, or a table with its words; never a flood, never a tag of the user's."""

import pandas as pd
import pytest

import sim
from sim.experiment import work
from sim.scenario.edit import edit
from tests.experiment.tiny import made_up, tiny

NAME = "<b>wide</b> & co"


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "replication", made_up)


def other(**edits: object) -> sim.Scenario:
    return edit(tiny(name=NAME), {"people.data_scientist": 4, **edits})


def test_results_are_one_line_each() -> None:
    few = {"replications": 12, "engine": "reference"}
    run = sim.run(tiny(), **few)  # type: ignore[arg-type]
    both = sim.compare(tiny(), other(), **few)  # type: ignore[arg-type]
    four = sim.compare([tiny()] * 5, **few)  # type: ignore[arg-type]
    swept = sim.sweep(tiny(), {"people.data_scientist": [1, 2, 3]}, replications=4, engine="reference")
    assert repr(run).startswith("RunResult(tiny: ")
    assert repr(run).endswith("% go live, n=12)")
    assert repr(both).startswith(f"Comparison({NAME} vs tiny: −")
    assert repr(both).endswith(", n=12)")
    assert "; 1 more, n=12)" in repr(four)
    assert repr(swept).startswith("Sweep(people.data_scientist: 3 points, n=4")
    assert repr(tiny()) == str(tiny()) == "Scenario(tiny: centralized, 3 people)"
    for shown in (run, both, four, swept, tiny(), sim.make_blueprint(tiny()), sim.simulate(tiny())):
        assert len(repr(shown)) < 300
        assert "\n" not in repr(shown)


def test_the_line_gives_the_state_of_health_where_that_forbids_a_mean() -> None:
    over = edit(tiny(name="over"), {"demand.per_year": 400})
    run = sim.run(over, replications=4, engine="reference")
    assert repr(run) == f"RunResult(over: {run.health.state}, n=4)"
    assert "days" not in repr(sim.compare(tiny(), over, replications=4, engine="reference"))


def test_tables_for_notebooks_are_escaped() -> None:
    few = {"replications": 4, "engine": "reference"}
    shown = [
        sim.run(other(), **few),  # type: ignore[arg-type]
        sim.compare(tiny(), other(), **few),  # type: ignore[arg-type]
        sim.sweep(other(), {"people.data_scientist": [1, 2]}, **few),  # type: ignore[arg-type]
        other(),
    ]
    for each in shown:
        text = each._repr_html_()
        assert "<table>" in text
        assert "<b>" not in text
    assert "&lt;b&gt;wide&lt;/b&gt; &amp; co" in shown[0]._repr_html_()


def test_a_table_of_points_has_units_thousands_and_one_rounding() -> None:
    wanted = ("cost_per_year", "time_to_production")
    swept = sim.sweep("coe", {"people.ml_engineer": [3, 4]}, response=wanted, replications=2, engine="reference")
    text = swept._repr_html_()
    cells = pd.Series(text.split("<td>")).str.split("</td>").str[0]
    costs = [cell for cell in cells if cell.replace(",", "").isdigit() and "," in cell]
    assert costs, text
    assert "USD per year" in text
    assert ".00" not in text

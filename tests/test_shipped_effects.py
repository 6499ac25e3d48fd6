"""The shipped scenarios that show one effect each: what they say can be seen, and the switch takes it away."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.blueprint import make_blueprint
from sim.blueprint.offered_load import offered_load, worst
from sim.engines import compiled, reference
from sim.responses import difference, measures_of
from sim.responses.measures import Measures
from sim.scenario import Scenario, load
from sim.scenario.check import check
from sim.scenario.edit import edit
from sim.scenario.inherit import effect_names
from sim.scenario.schema import Switches

REPLICATIONS = 24


class Effect(NamedTuple):
    """What turns an effect off, and which response is then lower (or higher) by its mechanism."""

    off: dict[str, Any]
    response: str
    with_it: str  # "more" or "less" of the response than without

    @property
    def said(self) -> str:
        """The edit as the description writes it."""
        ((path, value),) = self.off.items()
        return f"`{path}={str(value).lower()}`"


def switch(name: str, response: str, with_it: str) -> Effect:
    return Effect({f"switches.{name}": False}, response, with_it)


EFFECTS = {
    "absence": switch("ramp_and_absence", "time_to_production", "more"),
    "changing_roles": switch("turnover", "utilization.data_engineer", "more"),
    "deciding_alone": switch("questions", "rework_share", "more"),
    "discipline": switch("discipline", "p50", "less"),
    "impatient_sponsors": switch("withdrawal", "conversion", "less"),
    "limited_work": switch("limits", "time_in.held", "more"),
    "managed_services": Effect({"platform.managed": 0}, "queue_wait.platform_architect", "less"),
    "maturing": switch("dial_paths", "time_to_production", "less"),
    "no_project_managers": switch("coordination", "time_in.handover", "more"),
    "own_platforms": Effect({"organization.platform": "shared"}, "handovers_between_teams", "less"),
    "part_time": switch("part_time", "queue_wait.ml_engineer", "more"),
    "planning_cadence": switch("batches", "time_to_defined", "more"),
    "platform_requests": switch("calls", "time_to_model_ready", "more"),
    "platform_users": switch("duties", "queue_wait.operations", "more"),
    "project_management": switch("coordination", "time_in.handover", "more"),
    "questions": switch("questions", "time_to_production", "more"),
    "ramp_up": switch("ramp_and_absence", "time_to_model_ready", "more"),
    "self_managed_services": switch("duties", "queue_wait.platform_architect", "more"),
    "several_at_once": switch("switching_loss", "time_to_production", "more"),
    "silos": switch("silos", "time_to_model_ready", "more"),
    "turnover": switch("turnover", "queue_wait.ml_engineer", "more"),
    "urgent_kind": switch("urgency", "flow_efficiency", "less"),  # what is interrupted queues; by kind below
}
SHORT = {"study.warm_up": 60, "study.intake": 60, "study.horizon": 240}  # enough for a trace of everything


@cache
def scenario_of(name: str) -> Scenario:
    return load(f"effects/{name}")


@cache
def measured(name: str, edits: tuple[tuple[str, Any], ...] = ()) -> list[Measures]:
    """The first replications of a shipped effect, as changed; the luck is the same every time."""
    blueprint = make_blueprint(edit(scenario_of(name), dict(edits)))
    return measures_of(compiled.observations(blueprint, seed=1, first=0, count=REPLICATIONS), blueprint)


def test_every_shipped_effect_is_looked_at_here() -> None:
    assert {f"effects/{name}" for name in EFFECTS} == set(effect_names())


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_says_what_to_look_at_and_what_turns_it_off(name: str) -> None:
    scenario = scenario_of(name)
    assert "Look at" in scenario.description or "look at" in scenario.description
    assert EFFECTS[name].said in scenario.description
    assert check(scenario) == []


@pytest.mark.parametrize("name", EFFECTS)
def test_without_the_effect_its_response_changes_the_way_the_mechanism_says(name: str) -> None:
    effect = EFFECTS[name]
    gap = difference(measured(name), measured(name, tuple(effect.off.items())), effect.response)
    assert (gap.low > 0) if effect.with_it == "more" else (gap.high < 0)


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_leaves_the_same_trace_in_both_engines(name: str) -> None:
    blueprint = make_blueprint(edit(scenario_of(name), SHORT))
    assert compiled.simulate(blueprint, 1, 0).same_as(reference.simulate(blueprint, 1, 0))


def test_the_readme_tells_of_every_effect_and_of_every_switch() -> None:
    told = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8").split("## How it works", 1)[1]
    named = [*effect_names(), *Switches.model_fields]
    assert [name for name in named if f"`{name}`" not in told] == []


def test_every_switch_of_an_effect_is_tried_here() -> None:
    tried = {path.removeprefix("switches.") for effect in EFFECTS.values() for path in effect.off}
    elsewhere = {"handover_delay", "bounce", "context_loss", "rework", "gates", "waits", "queueing", "operation",
                 "form_factors", "adoption", "drift_loss", "discounting"}  # fmt: skip
    assert set(Switches.model_fields) - elsewhere <= tried


# -- what the scenarios are about, beyond one response -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "more_people"),
    [("platform_requests", "people.platform_architect"), ("project_management", "people.project_manager")],
)
def test_an_overloaded_team_that_all_depend_on_delays_everybody(name: str, more_people: str) -> None:
    relieved = measured(name, ((more_people, "+2"),))
    assert difference(measured(name), relieved, "time_to_production").low > 0


def test_managed_services_take_the_recurring_work_away() -> None:
    own, managed = measured("self_managed_services"), measured("managed_services")
    assert difference(own, managed, "work_per_year.platform_architect").low > 0
    assert difference(own, managed, "queue_wait.platform_architect").low > 0


def test_platforms_of_ones_own_are_reached_sooner_and_help_nobody_else() -> None:
    own = measured("own_platforms")
    shared = measured("own_platforms", (("organization.platform", "shared"),))
    assert difference(own, shared, "time_in.handover").high < 0
    assert difference(own, shared, "queue_wait.platform_architect").low > 0


def test_urgent_requests_get_through_sooner_and_the_others_later() -> None:
    def days(edits: dict[str, Any]) -> dict[bool, float]:
        blueprint = make_blueprint(edit(scenario_of("urgent_kind"), edits))
        seen = compiled.observations(blueprint, seed=1, first=0, count=REPLICATIONS)
        urgent = np.asarray(blueprint.kind_names)[seen.kind] == "pressing"
        took = seen.marks[:, blueprint.mark_names.index("live")] - seen.requested
        return {which: float(np.nanmean(took[urgent == which])) for which in (True, False)}

    on, off = days({}), days({"switches.urgency": False})
    assert on[True] < off[True]
    assert on[False] > off[False]


def test_who_decides_alone_waits_less_and_works_more_at_repeated_visits() -> None:
    alone, patient = measured("deciding_alone"), measured("deciding_alone", (("calls.decision.patience", 30),))
    assert difference(alone, patient, "time_in.waiting").high < 0
    assert difference(alone, patient, "rework_share").low > 0


def test_the_measured_load_is_heavy_only_where_the_effect_is_one_of_load() -> None:
    """Nothing shipped is hopeless on day 0: an effect shown at a load above 1 would grow with the horizon."""
    assert [name for name in EFFECTS if worst(offered_load(scenario_of(name), 0.0)).load >= 0.96] == []

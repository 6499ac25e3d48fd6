"""The shipped scenarios that show one effect each: what they say can be seen, and the switch takes it away."""

from functools import cache
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

REPLICATIONS = 40


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
    "urgent_kind": switch("urgency", "p95", "more"),
}

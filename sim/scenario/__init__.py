"""What a person writes: scenario files, their meaning, their variants."""

from sim.scenario.json_schema import json_schema
from sim.scenario.load import Given, as_scenario, load, loads, places
from sim.scenario.schema import Scenario

__all__ = ["Given", "Scenario", "as_scenario", "json_schema", "load", "loads", "places"]

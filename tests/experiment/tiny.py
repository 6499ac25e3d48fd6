"""A scenario small enough that hundreds of replications take a moment: three people, a step in each stage."""

import numpy as np

from sim.blueprint import Blueprint
from sim.observations import USES, periods
from sim.responses import RESPONSES, Measures
from sim.responses.register import members
from sim.scenario import Scenario, loads

TEXT = """
opmodel: 1
name: tiny
people: {data_engineer: 1, data_scientist: 2}
demand: {per_year: 60, domains: {retail: 0.6, finance: 0.4}}
organization: {form: centralized}
handover: {between_teams: {delay: 3}}
goal: {target: 20d, matters: 2}
study: {type: flow, start: 2027-01-04, warm_up: 20, intake: 60, horizon: 300, at_least: 4, at_most: 12}
roles:
  data_engineer: {group: specialist}
  data_scientist: {group: delivery}
stages:
  use_case_definition:
    steps: {framing: {effort: {exponential: {mean: 1}}, shared_by: {data_scientist: 1}}}
    gates: {portfolio: {delay: 1, stops: 0.3}}
  solution_development:
    steps: {building: {effort: {exponential: {mean: 3}}, shared_by: {data_scientist: 1}}}
  scale_and_adopt:
    steps: {rollout: {effort: {exponential: {mean: 1}}, shared_by: {data_engineer: 1}, mark: live}}
"""


def tiny(**changes: object) -> Scenario:
    """The scenario, with changes to its own fields such as `name`."""
    return loads(TEXT, name="tiny.yaml").model_copy(update=changes)


def made_up(blueprint: Blueprint, seed: int, number: int) -> Measures:
    """Measures without an engine: times fall with the number of people, luck depends on seed and number only."""
    luck = np.random.default_rng([seed, number])
    requests = 20
    pace = 60.0 / len(blueprint.person_names)
    duration = pace * luck.gamma(4.0, 0.25, requests)
    outcome = np.where(luck.random(requests) < 0.3, 2, 1).astype(np.int8)
    live = outcome == 1
    ratios = {}
    for name, each in RESPONSES.items():
        if each.measure is None:
            continue
        names = [f"{name}.{member}" for member in members(each.over, blueprint)] if each.over else [name]
        ratios |= dict.fromkeys(names, (0.5, 1.0))
    ratios["time_to_production"] = (float(duration[live].sum()), float(live.sum()))
    ratios |= {f"time_in.{state}": (0.0, float(live.sum())) for state in members("state", blueprint)}
    ratios["time_in.queueing"] = ratios["time_to_production"]
    ratios["conversion"] = (float(live.sum()), float(requests))
    ratios["censored"] = ratios["undecided_by_target"] = (0.0, float(requests))
    wip = np.zeros((61, len(blueprint.stage_names) + 1), dtype=np.float32)
    pairs = np.array(list(ratios.values()))
    used = np.ones((periods(300.0)[1], len(USES) + 1))
    return Measures(tuple(ratios), pairs, np.linspace(20, 80, requests), duration, outcome, wip, 300.0, used)

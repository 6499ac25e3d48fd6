"""Invariants and identities on traces of the reference engine, with every effect at work in one small house."""

import numpy as np
import pytest

from sim.blueprint import make_blueprint
from sim.engines.reference import simulate
from sim.responses import check_invariants, events_table, items_table, measure, summarize
from sim.scenario import loads

HOUSE = """
opmodel: 1
name: everything at once
study: {type: flow, warm_up: 50, intake: 200, horizon: 500, opening: {waiting: 3, in_progress: 3, live: 2}}
organization:
  form: custom
  teams:
    red: {serves: all, members: {a: 2}}
    blue: {serves: all, members: {b: 2, c: 1}}
roles:
  a: {group: delivery, label: A, day_rate: 100, carries: 2, switching_loss: 0.1, absence: {every: 20, lasts: 3}}
  b: {group: delivery, label: B, day_rate: 200, absence: {every: 15, lasts: 2}}
people:
  a: {count: 2, roles: {a: 1.0}}
  b: {count: 2, roles: {b: 1.0, a: 0.5}}
  c: {count: 1, roles: {b: 1.0}, leaves: 120, hands_back: true, absent: [[118, 130]]}
demand: {per_year: 90, size: {lognormal: {mean: 1, cv: 0.5}}}
stages:
  one:
    limit: 4
    steps:
      frame: {effort: {exponential: {mean: 2}}, shared_by: {a: 0.5, b: 0.5}, together: true, mark: defined}
      many:
        parallel:
          x: {effort: {exponential: {mean: 3}}, shared_by: {a: 1}, patience: 3}
          y: {effort: {exponential: {mean: 3}}, shared_by: {b: 1}, redo: {chance: 0.3, at_most: 2}}
    rework: {r: {after: many, back_to: frame, chance: 0.2, at_most: 2}}
    gates: {g: {delay: {exponential: {mean: 2}}, stops: 0.2}}
  two:
    steps:
      build:
        effort: {exponential: {mean: 3}}
        shared_by: {b: 0.5, a: 0.5}
        waits: {w: {delay: 2}}
        mark: model_ready
      ship: {effort: {exponential: {mean: 1}}, shared_by: {a: 1}, mark: live}
      use: {effort: 1, shared_by: {b: 1}, mark: in_use}
handover:
  same_team: {delay: {exponential: {mean: 0.3}}, bounce: 0.2}
  between_teams: {delay: {exponential: {mean: 1}}, bounce: 0.3, context_loss: 0.2}
  coordinated_by: a
operation:
  drift:
    every: {exponential: {mean: 60}}
    remedies:
      repair: {effort: 1, shared_by: {b: 1}, urgent: true, share: 0.7}
      redo: {back_to: build, share: 0.3}
"""


@pytest.fixture(scope="module")
def blueprint():
    return make_blueprint(loads(HOUSE))


def test_the_invariants_hold_with_every_effect_at_work(blueprint):
    for replication in range(20):
        check_invariants(simulate(blueprint, seed=1, replication=replication), blueprint)


def test_the_invariants_hold_without_queues():
    blueprint = make_blueprint(loads(HOUSE + "switches: {queueing: false}\n"))
    for replication in range(5):
        trace = simulate(blueprint, seed=1, replication=replication)
        check_invariants(trace, blueprint)


def test_every_request_of_the_cohort_has_one_outcome(blueprint):
    gone = 0.0
    for replication in range(5):
        found = measure(simulate(blueprint, seed=2, replication=replication), blueprint).ratios
        outcomes = [found[name] for name in ("conversion", "stopped", "withdrawn", "censored")]
        assert sum(above for above, _ in outcomes) == pytest.approx(outcomes[0][1], rel=1e-12)
        gone += found["withdrawn"][0]
    assert gone > 0


def test_the_split_of_the_cohort_adds_up_to_its_time_to_production():
    blueprint = make_blueprint(loads(HOUSE.replace("horizon: 500", "horizon: 5000")))
    runs = [measure(simulate(blueprint, seed=2, replication=r), blueprint) for r in range(20)]
    tables = summarize(runs, blueprint)
    mean = tables.summary.set_index("response").loc["time_to_production", "estimate"]
    assert tables.time_split["days"].sum() == pytest.approx(mean, rel=1e-9)
    stages = tables.summary[tables.summary["response"].str.startswith("stage_time.")]["estimate"]
    assert stages.sum() == pytest.approx(mean, rel=1e-9)
    assert np.all(tables.roles["utilization"] <= 1.0)


def test_the_logs_cover_the_whole_trace(blueprint):
    trace = simulate(blueprint, seed=2)
    log = events_table(trace, blueprint, everything=True)
    assert len(log) == len(trace)
    assert log["case:concept:name"].nunique() == len(trace.items)
    assert log["case:concept:name"].str.len().max() < 40
    requests = events_table(trace, blueprint)
    assert set(requests["case:concept:name"]) == set(items_table(trace, blueprint)["item"])
    assert set(requests["case:kind"]) <= set(blueprint.kind_names)
    items = items_table(trace, blueprint)
    states = ["working", "reworking", "queueing", "waiting", "handover", "gate", "held"]
    assert items[states].sum(axis=1).to_numpy() == pytest.approx(items["days"].to_numpy(), rel=1e-9)

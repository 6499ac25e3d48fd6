"""An item that is live, was sent back and then given up stays live: its clocks go on until it retires."""

import sim
from sim.blueprint import make_blueprint
from sim.engines import reference
from sim.responses import check_invariants
from sim.trace import Event

GIVEN_UP = """\
opmodel: 1
name: given up after it went live
people: {clerk: 1, other: 1}
roles: {clerk: {group: delivery}, other: {group: delivery}}
demand: {planned: [{at: 0}], kinds: {standard: {}}}
study: {type: flow, warm_up: 0, intake: 10, horizon: 100, full_horizon: true}
duties: {busy: {effort: 30, shared_by: {clerk: 1}, every: 12}}
stages:
  only:
    steps:
      make: {effort: 1, shared_by: {clerk: 1}, patience: 5}
      release: {effort: 12, shared_by: {other: 1}, mark: live}
      adopt: {effort: 1, shared_by: {other: 1}, mark: in_use}
    rework: {change: {after: adopt, back_to: make, chance: 1, at_most: 1}}
operation: {retire: {after: 40}}
"""


def test_what_is_given_up_after_it_went_live_retires_like_any_other() -> None:
    blueprint = make_blueprint(sim.loads(GIVEN_UP))
    trace = reference.simulate(blueprint, 1, 0)
    mine = trace.event[trace.item == trace.items.number[0]].tolist()
    assert mine[-1] == Event.MARKED
    assert Event.WITHDRAWN in mine
    check_invariants(trace, blueprint)

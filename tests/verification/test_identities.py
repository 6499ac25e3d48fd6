"""What must hold in every run, without statistics: case V28, by counting that is not the product's own."""

import numpy as np
import pytest

from sim.responses import check_invariants
from sim.trace import Event, Outcome
from tests.verification.cases import read
from tests.verification.judge import Floats
from tests.verification.reading import Reading, number_within
from tests.verification.table import CASES

EVERYTHING = """
opmodel: 1
name: a bit of everything
people:
  analyst: {count: 2, absent: [[40, 55]]}
  builder: {count: 3, carries: 2, switching_loss: 0.1}
  helper: {count: 1, roles: {builder: 0.7, analyst: 0.8}, joins: 30, leaves: 300, hands_back: true}
roles: {analyst: {group: delivery}, builder: {group: specialist}}
organization: {form: coe}
demand:
  interval: {exponential: 6}
  at_most: 60
  domains: {retail: 0.6, finance: 0.4}
  kinds: {standard: {share: 0.8}, pressing: {share: 0.2, urgent: true}}
  size: {lognormal: {mean: 1, cv: 0.4}}
study: {type: portfolio, horizon: 100000, opening: {waiting: 3}}
handover:
  same_team: {delay: 0.5, bounce: 0.1}
  between_teams: {delay: {exponential: 2}, bounce: 0.3, context_loss: 0.2}
flow: {portfolio_limit: 12}
stages:
  define:
    steps:
      talk:
        effort: {exponential: 4}
        shared_by: {analyst: 0.5, builder: 0.5}
        together: true
        waits: {access: {delay: 3}}
      sketch: {effort: {exponential: 3}, shared_by: {analyst: 1}, patience: {exponential: 60}}
    gates: {board: {delay: {exponential: 2}, meet_every: 10, stops: 0.2}}
  build:
    limit: 6
    steps:
      make:
        parallel:
          code: {effort: {exponential: 8}, shared_by: {builder: 1}, redo: {chance: 0.3, repeats: 0.5}}
          text: {effort: {exponential: 3}, shared_by: {analyst: 1}}
      test: {effort: {exponential: 2}, shared_by: {builder: 0.6, analyst: 0.4}}
    rework:
      fix: {after: test, back_to: make, chance: 0.25, repeats: 0.5}
      rethink: {after: test, back_to: sketch, chance: 0.1}
"""


@pytest.mark.parametrize("name", ["everything", *CASES])
def test_every_run_keeps_the_identities(engine: str, name: str) -> None:
    scenario = EVERYTHING if name == "everything" else shorter(CASES[name].scenario)
    reading = read(engine, scenario, seed=7)
    check_invariants(reading.trace, reading.blueprint)
    event_times_never_decrease(reading)
    items_are_done_or_gone_or_in_progress_at_every_event(reading)
    number_in_the_system_adds_up_to_the_times_in_it(reading)
    busy_people_are_those_who_work_on_items(reading)
    durations_are_not_negative(reading)


def shorter(scenario: str) -> str:
    """The same with fewer requests, so that it takes a moment."""
    for long in ("at_most: 42000", "at_most: 21000", "at_most: 20000", "at_most: 11000", "at_most: 8500"):
        scenario = scenario.replace(long, "at_most: 600")
    for long in ("4300", "2200.0", "10000"):
        scenario = scenario.replace(f"intake: {long}, horizon: {long}", "intake: 400, horizon: 400")
    return scenario


def event_times_never_decrease(reading: Reading) -> None:
    time = reading.trace.time
    assert np.all(np.diff(time) >= 0.0)
    assert time[0] >= 0.0
    assert time[-1] <= reading.trace.end


def items_are_done_or_gone_or_in_progress_at_every_event(reading: Reading) -> None:
    """Created = finished + stopped + withdrawn + in progress, by kind and in total, after every instant."""
    trace = reading.trace
    ended = reading.when(Event.ENDED)
    for kind in np.unique(reading.kind):
        mine = reading.kind[reading.place] == kind
        created = np.cumsum(mine & (trace.event == Event.REQUESTED))
        gone = [np.cumsum(mine & (trace.event == Event.ENDED) & (trace.part == outcome)) for outcome in Outcome]
        instant = np.append(np.diff(trace.time) > 0.0, True)
        days = trace.time[instant][:: max(1, len(trace) // 200)]
        inside = np.array([np.sum((reading.requested <= d) & ~(ended <= d) & (reading.kind == kind)) for d in days])
        at = np.searchsorted(trace.time, days, side="right") - 1
        np.testing.assert_array_equal(created[at] - sum(gone)[at], inside)


def number_in_the_system_adds_up_to_the_times_in_it(reading: Reading) -> None:
    """The integral of N(t) is the sum of the times in the system (Little's law on the path)."""
    trace = reading.trace
    change = (trace.event == Event.REQUESTED).astype(float) - (trace.event == Event.ENDED)
    area = float(np.sum(np.cumsum(change)[:-1] * np.diff(trace.time))) + change.sum() * (trace.end - trace.time[-1])
    until = np.where(np.isnan(reading.ended), trace.end, reading.ended)
    np.testing.assert_allclose(area, np.sum(until - reading.requested), rtol=1e-9)
    inside = number_within(reading.requested, reading.ended, 0.0, trace.end) * trace.end
    np.testing.assert_allclose(inside, area, rtol=1e-9)


def busy_people_are_those_who_work_on_items(reading: Reading) -> None:
    """Work logged on items is work logged by people, role by role; never more in hand than they carry."""
    trace, blueprint = reading.trace, reading.blueprint
    begins = (trace.event == Event.STARTED) | (trace.event == Event.RESUMED)
    ends = (trace.event == Event.FINISHED) | (trace.event == Event.PAUSED)
    sign = begins.astype(float) - ends
    working = begins | ends
    left = sign[working].sum()  # stints in hand at the end, closed there
    by_item = -np.bincount(reading.place, weights=sign * trace.time, minlength=len(trace.items)).sum()
    person = trace.person[working]
    hands: Floats = np.zeros(len(blueprint.person_names))
    busy = 0.0
    for p in np.unique(person):
        mine = person == p
        in_hand = np.cumsum(sign[working][mine])
        days = trace.time[working][mine]
        until = np.append(days[1:], trace.end)
        assert in_hand[until > days].min(initial=0) >= 0
        hands[p] = in_hand[until > days].max(initial=0)
        busy += float(np.sum(in_hand * (until - days)))
    np.testing.assert_allclose(busy, by_item + left * trace.end, rtol=1e-9, atol=1e-6)
    if blueprint.queueing:
        assert np.all(hands <= blueprint.person_carries)


def durations_are_not_negative(reading: Reading) -> None:
    stints = reading.stints
    for days in (stints.wait, stints.work, reading.time):
        assert np.nanmin(days, initial=0.0) >= 0.0

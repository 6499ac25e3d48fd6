"""The two models that every engine of the benchmarks simulates, as scenarios and with what theory says of them.

M1: five people serve requests that come at rate 4, with exponential work of mean 1. M2: three stations with 3, 4 and
3 people, exponential work of mean 1.6, 1.9 and 1.6, requests at rate 1, chance 0.2 to redo and 0.1 to go back a
station, handover 0.5 on every move between stations. First come, first served everywhere.
"""

from functools import cache
from math import factorial
from pathlib import Path

import sim
from sim import Blueprint, Scenario

HERE = Path(__file__).parent
INTERVAL = {"m1": 0.25, "m2": 1.0}
PEOPLE = {"m1": (5,), "m2": (3, 4, 3)}
WORK = {"m1": (1.0,), "m2": (1.6, 1.9, 1.6)}
REDO, BACK, HANDOVER = 0.2, 0.1, 0.5  # of M2
VISITS = {"m1": (1.0,), "m2": (285 / 196, 80 / 49, 10 / 7)}  # what comes in at each station, per request
MOVES = {"m1": 0.0, "m2": 128 / 49}  # between stations, per item


def exact_mean_time(model: str) -> float:
    """Mean time of an item from request to end: a Jackson network, so each station is an M/M/c queue."""
    stations = zip(VISITS[model], PEOPLE[model], WORK[model], strict=True)
    rate = 1 / INTERVAL[model]
    return (
        sum(visits * _mmc(rate * visits, people, work) for visits, people, work in stations) + MOVES[model] * HANDOVER
    )


def _mmc(rate: float, people: int, work: float) -> float:
    """Mean time in an M/M/c queue, service included (Erlang C)."""
    load = rate * work
    others = sum(load**n / factorial(n) for n in range(people))
    full = load**people / factorial(people) / (1 - load / people)
    return full / (others + full) * work / (people - load) + work


@cache
def scenario(model: str, items: int = 5000) -> Scenario:
    """M1 or M2 with a number of requests."""
    return sim.edit(sim.load(HERE / f"{model}.yaml"), {"demand.at_most": items})


@cache
def blueprint(model: str, items: int = 5000) -> Blueprint:
    return sim.make_blueprint(scenario(model, items))


@cache
def shipped(name: str) -> Blueprint:
    return sim.make_blueprint(sim.load(name))


@cache
def crowded(people: int, items: int = 20_000) -> Blueprint:
    """M2 with `people` in place of its ten, and as many more requests."""
    times = people // 10
    edits = {f"people.{role}": times * each for role, each in zip(("one", "two", "three"), PEOPLE["m2"], strict=True)}
    organization = {
        f"organization.teams.{team}.members.{role}": times * each
        for team, role, each in zip("abc", ("one", "two", "three"), PEOPLE["m2"], strict=True)
    }
    demand = {"demand.at_most": items, "demand.interval": {"exponential": 1 / times}}
    return sim.make_blueprint(sim.edit(scenario("m2"), {**edits, **organization, **demand}))


@cache
def long(stages: int, items: int = 20_000) -> Blueprint:
    """A row of stages like the first of M2, each with three people of its own."""
    names = [f"s{number:02}" for number in range(1, stages + 1)]
    steps = "".join(
        f"  {name}:\n"
        f"    steps: {{{name}: {{effort: {{exponential: 1.6}}, shared_by: {{{name}: 1}}}}}}\n"
        f"    rework: {{redo: {{after: {name}, back_to: {name}, chance: 0.2}}}}\n"
        for name in names
    )
    teams = ", ".join(f"t{name}: {{members: {{{name}: 3}}}}" for name in names)
    return sim.make_blueprint(
        sim.loads(
            f"opmodel: 1\nname: {stages} stages\nstudy: {{type: portfolio, horizon: 10000000}}\n"
            f"organization: {{form: custom, teams: {{{teams}}}}}\n"
            f"people: {{{', '.join(f'{name}: 3' for name in names)}}}\n"
            f"demand: {{interval: {{exponential: 1.0}}, at_most: {items}}}\n"
            "handover: {between_teams: {delay: 0.5}}\n"
            f"roles: {{{', '.join(f'{name}: {{group: delivery}}' for name in names)}}}\n"
            f"stages:\n{steps}"
        )
    )

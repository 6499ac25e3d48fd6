"""A run whose time stands still is stopped by both engines with one sentence, in bounded time, whatever let it in."""

import re
from dataclasses import replace

import pytest

from sim.blueprint import Blueprint, make_blueprint
from sim.engines import compiled, reference
from sim.engines.standstill import StandstillError, most_in_a_moment
from sim.laws import CONSTANT
from tests.engines.telling import house

ENGINES = {"reference": reference.simulate, "compiled": compiled.simulate}
CODE = {"code": {"effort": 0, "shared_by": {"coder": 1}, "mark": "live"}}
STUDY = {"type": "flow", "warm_up": 0, "intake": 20, "horizon": 20, "full_horizon": True}


def without_gaps(blueprint: Blueprint, name: str, gap: float = 0.0) -> Blueprint:
    """The same, where what one source makes comes without time in between, which no file may say."""
    shape, law = blueprint.amount_shape.copy(), blueprint.amount_law.copy()
    amount = blueprint.source_interval[blueprint.source_names.index(name)]
    law[3 * amount : 3 * amount + 3] = CONSTANT
    shape[12 * amount : 12 * amount + 12] = [gap, 0.0, 0.0, 1.0] * 3
    return replace(blueprint, amount_shape=shape, amount_law=law)


def shrinking() -> Blueprint:
    """Requests whose gaps shrink from 5 days to nothing on day 10, which no file may say."""
    one = blueprint(demand={"interval": {0: 5, 10: 1}})
    values = one.path_value.copy()
    values[one.path_start[one.amount_path[one.source_interval[one.source_names.index("requests")]]] + 1] = 1e-9
    return replace(one, path_value=values)


def blueprint(**blocks) -> Blueprint:
    return make_blueprint(house({"ann": "coder"}, CODE, [1], study=STUDY, **blocks))


def live(**operation) -> Blueprint:
    study = {**STUDY, "opening": {"live": 1}}
    return make_blueprint(house({"ann": "coder"}, CODE, [1], study=study, operation=operation))


def loop(**activity) -> Blueprint:
    """An item that is done again for ever, in no time."""
    redo = {"chance": 0.5, "repeats": 1}
    steps = {"code": {"effort": 0, "shared_by": {"coder": 1}, "redo": redo, **activity}}
    one = make_blueprint(house({"ann": "coder"}, steps, [1.5], study={"horizon": 20}))
    shape = one.amount_shape.copy()
    shape[12 * one.activity_redo[0, 0] : 12 * one.activity_redo[0, 0] + 12] = [1.0, 0.0, 0.0, 1.0] * 3
    return replace(one, amount_shape=shape)


def sent_back() -> Blueprint:
    rework = {"again": {"after": "code", "back_to": "code", "chance": 0.5}}
    one = make_blueprint(house({"ann": "coder"}, CODE, [1.5], rework=rework, study={"horizon": 20}))
    shape = one.amount_shape.copy()
    shape[12 * one.rule_chance[0, 0] : 12 * one.rule_chance[0, 0] + 12] = [1.0, 0.0, 0.0, 1.0] * 3
    return replace(one, amount_shape=shape)


DUTY = {"effort": 0, "shared_by": {"coder": 1}, "every": 5}
STILL = {
    "requests without time between them": (without_gaps(blueprint(demand={"interval": 3}), "requests"), 0, "requests"),
    "requests with next to no time between them": (
        without_gaps(blueprint(demand={"interval": 3}), "requests", 1e-12), 0, "requests",
    ),
    "batches without time between them": (
        without_gaps(blueprint(demand={"interval": 3, "batch": {"size": 500}}), "requests"), 0, "requests",
    ),
    "gaps that shrink to nothing": (shrinking(), 10, "requests"),
    "a duty without time between": (without_gaps(blueprint(duties={"tidy": DUTY}), "tidy"), 0, "tidy"),
    "upkeep without time between": (without_gaps(live(upkeep={"patch": DUTY}), "upkeep patch"), 0, "upkeep patch"),
    "drift without time between": (
        without_gaps(live(drift={"every": 5, "ever": 1, "remedies": {
            "mend": {"effort": 0, "shared_by": {"coder": 1}, "share": 1}}}), "drift"), 0, "drift",
    ),
    "an activity done again for ever": (loop(), 1.5, "work.code"),
    "an item sent back for ever": (sent_back(), 1.5, "work.code"),
}  # fmt: skip


@pytest.mark.parametrize("name", STILL)
def test_a_run_that_would_never_end_is_stopped_by_both_engines_in_the_same_words(name):
    still, day, where = STILL[name]
    said = []
    for simulate in ENGINES.values():
        with pytest.raises(StandstillError) as stopped:
            simulate(still, 1, 0)
        said.append(str(stopped.value))
    assert said[0] == said[1]
    told = re.match(r"Time stands still on day (\S+):", said[0])
    assert told
    assert float(told[1]) == pytest.approx(day, abs=1e-3)
    assert f'"{where}"' in said[0]


def test_a_stopped_run_has_the_exit_code_of_failures():
    assert StandstillError.exit_code == 1


@pytest.mark.parametrize("name", ENGINES)
def test_many_items_at_one_instant_that_are_done_again_now_and_then_are_no_standstill(name):
    redo = {"chance": 0.5, "repeats": 1}
    steps = {f"s{n}": {"effort": 0, "shared_by": {"coder": 1}, "redo": redo} for n in range(4)}
    many = make_blueprint(house({"ann": "coder"}, steps, [{"at": 2, "count": 1000}], study={"horizon": 20}))
    trace = ENGINES[name](many, 1, 0)
    assert trace.end == 2
    assert most_in_a_moment(many) == 150_000

"""Every form of an amount at every field: either `check` refuses it, or both engines read it and agree.

Fields are found in the schema, so that a new one is tried as soon as it exists.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sim.blueprint import make_blueprint
from sim.blueprint.offered_load import offered_load
from sim.engines import compiled, reference
from sim.errors import ScenarioError
from sim.responses import check_invariants
from sim.scenario import Scenario, loads
from sim.scenario.edit import edit
from sim.scenario.shape import ROOT, Blocks, Either, Field, Items, Leaf, Names, Shape

EVERYTHING = """
opmodel: 1
name: every amount
people: {clerk: 2, helper: 1, project_manager: 1}
roles:
  clerk: {group: delivery, focus: 0.9}
  helper: {group: delivery}
  project_manager: {group: delivery}
organization: {form: custom, teams: {red: {members: {clerk: 2}}, blue: {members: {helper: 1, project_manager: 1}}}}
demand:
  per_year: 50
  batch: {size: 1}
  domains: {here: 0.5, there: 0.5}
  kinds: {light: {share: 1, value: 5}, standard: {share: 2}}
  size: 1
  value: 10
maturity: {data_foundation: 0.5, platform: 0.5, mlops: {0: 0.2, 60: 0.9}}
study: {type: flow, warm_up: 0, intake: 60, horizon: 80, opening: {live: 3}}
handover:
  same_team: {delay: 0.1, bounce: 0.1, context_loss: 0.1}
  between_teams: {delay: 0.2, bounce: 0.1, context_loss: 0.2, coordination: 0.1}
calls:
  answer: {effort: 0.1, delay: 0.1, shared_by: {helper: 1}, patience: 3, chance: 0.5}
  silo: {effort: 0.1, shared_by: {helper: 1}, foreign: 0.5}
stages:
  only:
    steps:
      first:
        effort: 1
        shared_by: {clerk: 1}
        waits: {slow: {delay: 0.5, again: 0.5}, asked: {call: answer}}
        asks: {more: silo}
        redo: {chance: 0.2, at_most: 2}
        patience: 50
      second: {effort: 1, shared_by: {helper: 1}, mark: live}
    rework: {again: {after: second, back_to: first, chance: 0.2, at_most: 3, includes_loss: 0.1}}
    gates: {board: {after: first, delay: 1, stops: 0.1, coordination: 0.1}}
duties: {tidy: {effort: 0.1, every: 5, shared_by: {clerk: 1}}}
operation:
  drift:
    ever: 0.9
    every: 20
    remedies:
      repair: {share: 0.5, effort: 0.2, delay: 0.2, shared_by: {clerk: 1}}
      return: {share: 0.5, back_to: second}
  upkeep: {patch: {effort: 0.1, every: 10, shared_by: {clerk: 1}}}
  retire: {after: 50}
"""

LEVELS = {"by": "mlops", "low": 0.5, "mid": 0.4, "high": 0.3}
KINDS = {"by": "kind", "light": 0.5, "otherwise": 0.25}
PATH = {0: 0.3, 40: 0.6}
LAW = {"uniform": {"min": 0.1, "max": 0.9}}
FORMS: dict[str, Any] = {
    "fixed": 0.5,
    "whole": 1,
    "nothing": 0,
    "negative": -1,
    "law": LAW,
    "law without an end": {"exponential": 0.5},
    "law of nothing": {"uniform": {"min": 0, "max": 0}},
    "constant law": {"constant": {"value": 1}},
    "whole law": {"discrete": {"values": [1, 2], "shares": [1, 1]}},
    "by level": LEVELS,
    "laws by level": {"by": "platform", "low": LAW, "mid": 0.5, "high": {"exponential": 0.5}},
    "whole by level": {"by": "mlops", "low": 1, "mid": 2, "high": 4},
    "by kind": KINDS,
    "laws and levels by kind": {"by": "kind", "light": LAW, "standard": LEVELS},
    "over time": PATH,
    "nothing, then something": {0: 0, 40: 0.5},
    "whole over time": {0: 1, 40: 2},
    "scaled": {"amount": 0.5, "times": 0.5},
    "scaled to a whole number": {"amount": 2, "times": 0.5},
    "law times a path": {"amount": LAW, "times": PATH},
    "law times levels": {"amount": LAW, "times": [LEVELS, 2]},
    "level times a path and a kind": {"amount": LEVELS, "times": [PATH, KINDS]},
    "law times a law": {"amount": LAW, "times": LAW},
    "path times a path": {"amount": PATH, "times": {10: 1, 60: 0.5}},
    "times nothing": {"amount": 0.5, "times": 0},
    "times a negative": {"amount": 0.5, "times": -1},
    "times a negative by kind": {"amount": 0.5, "times": {"by": "kind", "light": -1, "otherwise": 1}},
    "scaled in a level": {"by": "mlops", "low": {"amount": LAW, "times": 0.5}, "mid": 0.5, "high": 0.5},
    "path in a level": {"by": "mlops", "low": PATH, "mid": 0.5, "high": 0.5},
    "kind in a level": {"by": "mlops", "low": KINDS, "mid": 0.5, "high": 0.5},
    "level in a level": {"by": "mlops", "low": LEVELS, "mid": 0.5, "high": 0.5},
    "scaled by a path in a level": {"by": "mlops", "low": {"amount": 1, "times": PATH}, "mid": 0.5, "high": 0.5},
    "scaled twice": {"amount": {"amount": 0.5, "times": LEVELS}, "times": PATH},
}  # fmt: skip


def amount_fields(shape: Shape, seen: tuple[type, ...] = ()) -> Iterator[tuple[type, str]]:
    """Every field of the schema that holds an amount, as block and name."""
    match shape:
        case Blocks(model):
            if model not in seen:
                for name, field in shape.fields.items():
                    if field.shape == Leaf("amount"):
                        yield model, name
                    yield from amount_fields(field.shape, (*seen, model))
        case Names(of) | Items(of):
            yield from amount_fields(of, seen)
        case Either(_, longer):
            yield from amount_fields(longer, seen)


def written_amounts(value: Any, shape: Shape, path: str = "") -> Iterator[tuple[str, type, str]]:
    """Every amount field of a scenario by its dotted path, whether it is written or not."""
    if value is None:
        return
    match shape:
        case Blocks(model):
            for name, field in shape.fields.items():
                below = f"{path}.{name}" if path else name
                if field.shape == Leaf("amount"):
                    yield below, model, name
                yield from written_amounts(getattr(value, name), field.shape, below)
        case Names(of):
            for key, inner in value.items():
                yield from written_amounts(inner, of, f"{path}.{key}")
        case Items(of):
            for number, inner in enumerate(value):
                yield from written_amounts(inner, of, f"{path}.{number}")


@cache
def everything() -> Scenario:
    return loads(EVERYTHING, "everything.yaml")


PATHS = {(model, name): path for path, model, name in reversed(list(written_amounts(everything(), ROOT)))}


def test_the_scenario_writes_every_amount_field_of_the_schema() -> None:
    inherited = {"Activity", "Crossing"}  # their fields are tried in the blocks that extend them
    fields = {found for found in amount_fields(ROOT) if found[0].__name__ not in inherited}
    assert fields <= set(PATHS)


def _edits(path: str, form: Any) -> dict[str, Any]:
    if path == "demand.interval":
        return {path: form, "demand.per_year": None}
    if path == "calls.answer.foreign":
        return {path: form, "calls.answer.chance": None}
    return {path: form}


def _read(path: str, form: Any) -> Scenario | None:
    """The scenario with this form at a path; None where it is refused there, and only there."""
    try:
        return edit(everything(), _edits(path, form))
    except ScenarioError as error:
        if all(problem.path.startswith(path.rpartition(".")[0]) for problem in error.problems):
            return None
        raise


@pytest.mark.parametrize("path", PATHS.values())
def test_every_form_of_an_amount_is_refused_with_its_line_or_read_by_both_engines(path: str) -> None:
    read = 0
    for name, form in FORMS.items():
        scenario = _read(path, form)
        if scenario is None:
            continue
        blueprint = make_blueprint(scenario)
        loads_ = [load for day in (0.0, 80.0) for load in offered_load(scenario, day)]
        assert all(0.0 <= load.work < 1e12 and load.load >= 0.0 for load in loads_), name
        trace = reference.simulate(blueprint, 1, 0)
        check_invariants(trace, blueprint)
        assert compiled.simulate(blueprint, 1, 0).same_as(trace), name
        read += 1
    assert read >= 3


@pytest.mark.parametrize("path", PATHS.values())
def test_no_amount_may_come_below_zero(path: str) -> None:
    for name in ("negative", "times a negative", "times a negative by kind"):
        with pytest.raises(ScenarioError):
            edit(everything(), _edits(path, FORMS[name]))


def _field(path: str) -> Field:
    model, name = next(key for key, value in PATHS.items() if value == path)
    return Blocks(model).fields[name]


@pytest.mark.parametrize("path", [path for path in PATHS.values() if _field(path).bounds.above_low])
def test_what_must_be_above_zero_is_refused_where_it_can_only_give_zero(path: str) -> None:
    for form in (0, {"uniform": {"min": 0, "max": 0}}, {0: 1, 10: 0}, {"exponential": 1, "times": 0}):
        with pytest.raises(ScenarioError, match="must be above 0"):
            edit(everything(), _edits(path, form))
    edit(everything(), _edits(path, {"exponential": 3}))

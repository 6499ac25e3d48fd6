"""A rehearsal: each compiled function that Python calls is called once, in a company where nothing happens.

That compiles all of it, or loads what is kept, in the types in which any other blueprint will use it.
"""

from dataclasses import fields
from typing import Any

import numpy as np

from sim.blueprint import Blueprint
from sim.blueprint.blueprint import MARKS, Flags, Floats, Ints, Keys
from sim.engines.compiled import engine

TYPES: dict[Any, Any] = {Ints: np.int64, Keys: np.uint64, Floats: np.float64, Flags: np.bool_}


def rehearse() -> None:
    """Call them all: whoever adds an `@entry` adds its call here."""
    company = empty_company()
    engine.simulate(company)
    engine.observations(company, seed=1, first=0, count=1)
    engine.events_of(company, seed=1, first=0, count=1)


def empty_company() -> Blueprint:
    """Nobody, nothing to do, and no time to do it."""
    given: dict[str, Any] = {
        "mark_names": MARKS,
        "study_type": "portfolio",
        "path_start": np.arange(4),  # the three dials, all at zero
        "path_day": np.zeros(3),
        "path_value": np.zeros(3),
        "size_amount": np.zeros(1, np.int64),
    }
    for field in fields(Blueprint):
        if field.name not in given:
            dtype, one = TYPES.get(field.type), field.name.endswith("_start")
            given[field.name] = field.type() if dtype is None else np.zeros(int(one), dtype)  # type: ignore[operator]
    return Blueprint(**given)

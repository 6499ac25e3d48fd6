"""Replay: a replication made again from its key, as the trace that nobody had to keep."""

from typing import TYPE_CHECKING

from sim.blueprint import Blueprint, make_blueprint
from sim.errors import BadInput
from sim.experiment.asking import by_name, quoted, seed_of, whole
from sim.experiment.engines import engine_called
from sim.scenario.load import Given, as_scenario

if TYPE_CHECKING:
    from sim.trace import Trace


@by_name
def simulate(scenario: Given | Blueprint, *, seed: int = 1, replication: int = 0, engine: str = "reference") -> "Trace":
    """Simulate one replication and keep all that happens in it.

    Args:
        scenario: a scenario, a shipped name, the path of a file, a dict, or a blueprint that is made already.
        seed: a whole number; another seed is other luck.
        replication: which one, from 0.
        engine: "reference" or "compiled", which give the same to the last bit; "auto" is the reference engine here.

    Raises:
        BadInput: for what cannot be asked for.
    """
    blueprint = scenario if isinstance(scenario, Blueprint) else make_blueprint(as_scenario(scenario))
    number = whole(replication)
    if number is None or number < 0:
        raise BadInput(f"replication = {quoted(replication)}\n    must be a whole number from 0 on")
    if engine_called(engine) == "compiled":
        from sim.engines.compiled import simulate as compiled

        return compiled(blueprint, seed_of(seed), number)
    from sim.engines.reference import simulate as reference

    return reference(blueprint, seed_of(seed), number)

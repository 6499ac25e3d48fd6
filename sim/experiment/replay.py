"""Replay: a replication made again from its key, as the trace that nobody had to keep, and its measures."""

from typing import TYPE_CHECKING

from sim.blueprint import Blueprint, make_blueprint
from sim.errors import BadInput
from sim.experiment.asking import by_name, quoted, seed_of, whole
from sim.experiment.engines import engine_called
from sim.scenario.load import Given, as_scenario

if TYPE_CHECKING:
    from sim.responses import Measures
    from sim.trace import Trace


@by_name
def measure(trace: "Trace", scenario: Given | Blueprint) -> "Measures":
    """All responses of one replication.

    Args:
        trace: what `simulate` returns.
        scenario: what was simulated: a scenario, a shipped name, the path of a file, a dict, or a blueprint.

    Raises:
        BadInput: for what is no trace or no scenario.
    """
    from sim.responses import measure as measured
    from sim.trace import Trace

    if not isinstance(trace, Trace):
        raise BadInput(f"trace = {quoted(trace)}\n    must be what sim.simulate returns")
    return measured(trace, _blueprint(scenario))


def _blueprint(scenario: Given | Blueprint) -> Blueprint:
    return scenario if isinstance(scenario, Blueprint) else make_blueprint(as_scenario(scenario))


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
    blueprint = _blueprint(scenario)
    number = whole(replication)
    if number is None or number < 0:
        raise BadInput(f"replication = {quoted(replication)}\n    must be a whole number from 0 on")
    if engine_called(engine) == "compiled":
        from sim.engines.compiled import simulate as compiled

        return compiled(blueprint, seed_of(seed), number)
    from sim.engines.reference import simulate as reference

    return reference(blueprint, seed_of(seed), number)

"""How should the teams for data & AI be set up to reach production sooner, and how sure is the answer?

Scenario files are loaded, run and compared; everything that the command line does is a function here. Names are
imported when they are used, so that `import sim` takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.blueprint import Blueprint, make_blueprint
    from sim.errors import BadInput, OpmodelError, ScenarioError
    from sim.experiment.compare import Comparison, compare
    from sim.experiment.needs import who_is_needed
    from sim.experiment.replay import measure, simulate
    from sim.experiment.results import read_results
    from sim.experiment.run import RunResult, run
    from sim.experiment.sweep import Sweep, sweep
    from sim.experiment.whatif import whatif
    from sim.experiment.why import Why, explain
    from sim.responses import Measures
    from sim.scenario.edit import diff, edit
    from sim.scenario.load import load, loads
    from sim.scenario.schema import Scenario
    from sim.trace import Event, Trace

_HOMES = {
    "BadInput": "sim.errors",
    "Blueprint": "sim.blueprint",
    "Comparison": "sim.experiment.compare",
    "Event": "sim.trace",
    "Measures": "sim.responses",
    "OpmodelError": "sim.errors",
    "RunResult": "sim.experiment.run",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.errors",
    "Sweep": "sim.experiment.sweep",
    "Trace": "sim.trace",
    "Why": "sim.experiment.why",
    "compare": "sim.experiment.compare",
    "diff": "sim.scenario.edit",
    "edit": "sim.scenario.edit",
    "explain": "sim.experiment.why",
    "load": "sim.scenario",
    "loads": "sim.scenario",
    "make_blueprint": "sim.blueprint",
    "measure": "sim.experiment.replay",
    "read_results": "sim.experiment.results",
    "run": "sim.experiment.run",
    "simulate": "sim.experiment.replay",
    "sweep": "sim.experiment.sweep",
    "whatif": "sim.experiment.whatif",
    "who_is_needed": "sim.experiment.needs",
}

__all__ = [
    "BadInput",
    "Blueprint",
    "Comparison",
    "Event",
    "Measures",
    "OpmodelError",
    "RunResult",
    "Scenario",
    "ScenarioError",
    "Sweep",
    "Trace",
    "Why",
    "compare",
    "diff",
    "edit",
    "explain",
    "load",
    "loads",
    "make_blueprint",
    "measure",
    "read_results",
    "run",
    "simulate",
    "sweep",
    "whatif",
    "who_is_needed",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

"""The compiled engine: the event rules of the reference engine as one numba kernel; the same traces to the last bit.

Names are imported when they are used: whether it is ready can be asked without loading numba.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engines.compiled.engine import observations, refuses, simulate

__all__ = ["observations", "refuses", "simulate"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("sim.engines.compiled.engine"), name)

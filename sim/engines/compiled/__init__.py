"""The compiled engine: the event rules of the reference engine as one numba kernel; the same traces to the last bit."""

from sim.engines.compiled.engine import refuses, simulate

__all__ = ["refuses", "simulate"]

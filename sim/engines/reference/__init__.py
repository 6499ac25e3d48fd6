"""The reference engine: SimPy, written to be read; it is the specification."""

from sim.engines.reference.office import Office, simulate

__all__ = ["Office", "simulate"]

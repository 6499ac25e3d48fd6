"""Responses: what is measured in a trace, estimated over replications, and laid out in tables."""

from sim.responses.estimates import cohort_curves, difference, estimate, family, ratio_columns
from sim.responses.invariants import InvariantError, check_invariants
from sim.responses.logs import events_table, items_table
from sim.responses.measures import Measures, measure
from sim.responses.register import RESPONSES, STATES, RatioOfSums, Response, known, response
from sim.responses.summary import Summary, summarize

__all__ = [
    "RESPONSES",
    "STATES",
    "InvariantError",
    "Measures",
    "RatioOfSums",
    "Response",
    "Summary",
    "check_invariants",
    "cohort_curves",
    "difference",
    "estimate",
    "events_table",
    "family",
    "items_table",
    "known",
    "measure",
    "ratio_columns",
    "response",
    "summarize",
]

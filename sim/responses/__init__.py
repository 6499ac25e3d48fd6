"""Responses: what is measured in a trace, estimated over replications, and laid out in tables."""

from sim.observations import STATES, Observations
from sim.responses.estimates import cohort_curves, difference, estimate, family, pairs, ratio_columns, undecided
from sim.responses.invariants import InvariantError, check_invariants
from sim.responses.logs import events_table, items_table
from sim.responses.measures import Measures, measure, measures_of, ratios_of
from sim.responses.register import RESPONSES, RatioOfSums, Response, known, response, spelled, unknown
from sim.responses.summary import Summary, summarize

__all__ = [
    "RESPONSES",
    "STATES",
    "InvariantError",
    "Measures",
    "Observations",
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
    "measures_of",
    "pairs",
    "ratio_columns",
    "ratios_of",
    "response",
    "spelled",
    "summarize",
    "undecided",
    "unknown",
]

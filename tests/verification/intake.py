"""Meetings, batches and places without a queue: cases V23a, V26 and V27a."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tests.verification.cases import Case, Measured
from tests.verification.queues import controls, exponential_moments, poisson, queue
from tests.verification.reading import Floats, Reading

V23A = Case(
    "V23a a board that meets every five days",
    queue(1, poisson(0.5, 400), "1", more="switches: {queueing: false}").replace(
        "stages: {only: {", "stages: {only: {gates: {board: {meet_every: 5}}, "
    ),
    {"mean_wait": 2.5, "P(wait <= 4)": 0.8, "second moment": 1.4433757**2 + 2.5**2},
    lambda reading: {
        "mean_wait": np.mean(reading.time - 1.0),
        "P(wait <= 4)": np.mean(reading.time - 1.0 <= 4.0),
        "second moment": np.mean((reading.time - 1.0) ** 2),
    },
    quick=40,
    thorough=400,
)

V26A = Case(
    "V26a intake in batches of four",
    queue(1, "{interval: {exponential: 6.666666666666667}, at_most: 20000, batch: {size: 4}}", "{exponential: 1}"),
    {"Wq": 5.25, "W": 6.25},
    lambda reading: in_batches(reading, 1000, (4.0, 20.0, 120.0)),  # Erlang
    thorough=130,
)
V26B = Case(
    "V26b intake in batches of random size",
    queue(
        1,
        "{interval: {exponential: 6.666666666666667}, at_most: 20000, batch: {size: {geometric: {mean: 4}}}}",
        "{exponential: 1}",
    ),
    {"Wq": 9.0},
    lambda reading: in_batches(reading, 1000, exponential_moments(4.0)),  # a geometric sum is exponential
    thorough=170,
)


def in_batches(reading: Reading, first: int, law: tuple[float, float, float]) -> Mapping[str, float]:
    """Waits per request; the intervals between batches are those that are not 0."""
    batch = np.cumsum(reading.intervals > 0.0) - 1
    work = np.bincount(batch, weights=reading.effort)
    since = int(batch[first]) + 1
    begins = reading.intervals > 0.0
    whole = Batches(reading.intervals[begins], work)
    return {
        "Wq": reading.stints.wait[batch >= since].mean(),
        "W": reading.time[batch >= since].mean(),
        "~work of one": reading.effort[first:].mean() - 1.0,
        **controls(whole, since, 0.15, law),  # type: ignore[arg-type]
    }


@dataclass(frozen=True)
class Batches:
    """Batches in the place of requests: the intervals between them and the work that each brings."""

    intervals: Floats
    effort: Floats


def limited(places: int, load: float, work: str) -> str:
    """So many places and no queue: who does not start at once is withdrawn, after more than a hair of these days."""
    return queue(places, poisson(load, 2500), work, step=", patience: 1e-5")


def refused(load: float) -> Measured:
    """Share turned away from the 500th request on."""

    def measured(reading: Reading) -> Mapping[str, float]:
        return {
            "B": float(np.mean(~np.isnan(reading.stints.withdrawn[500:]))),
            "~interval": reading.intervals[500:].mean() * load - 1.0,
        }

    return measured


V27_EXPONENTIAL = Case(
    "V27a three places, exponential work",
    limited(3, 2.4, "{exponential: 1}"),
    {"B": 0.26840634},
    refused(2.4),
    quick=30,
    thorough=420,
)
V27_CONSTANT = Case(
    "V27a three places, constant work",
    limited(3, 2.4, "1"),
    {"B": 0.26840634},
    refused(2.4),
    thorough=100,
)
V27_LOGNORMAL = Case(
    "V27a five places, lognormal work",
    limited(5, 4.0, "{lognormal: {mean: 1, cv: 1.5}}"),
    {"B": 0.19906687},
    refused(4.0),
    thorough=300,
    coarse={"B": 0.01},
)

INTAKE = (V23A, V26A, V26B, V27_EXPONENTIAL, V27_CONSTANT, V27_LOGNORMAL)

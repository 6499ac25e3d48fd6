"""Foresight: how long a question would take, from one replication of what it simulates."""

import time
from collections.abc import Mapping

from sim.blueprint.blueprint import Blueprint
from sim.experiment.engines import Chooser
from sim.experiment.work import Agenda, Measuring

SAMPLE = 12  # blueprints that are tried; of more, so many spread evenly stand for all


def seconds_of_one(blueprints: Mapping[str, Blueprint], seed: int, engine: str) -> tuple[str, float]:
    """The engine that would do the most, and a processor's seconds for one replication of every blueprint."""
    if not blueprints:
        return "", 0.0
    meanings = list(blueprints)
    tried = meanings[:: -(-len(meanings) // SAMPLE)]
    chooser = Chooser(engine, Measuring({meaning: blueprints[meaning] for meaning in tried}, seed), 1)
    crew = chooser.likely()
    list(crew.compute(Agenda({tried[0]: [0]})))  # so that imports are not timed
    began = time.perf_counter()
    list(crew.compute(Agenda({meaning: [1] for meaning in tried})))
    seconds = time.perf_counter() - began
    chooser.close()
    return crew.engine, seconds * len(meanings) / len(tried)

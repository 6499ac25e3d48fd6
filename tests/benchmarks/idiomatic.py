"""M2 in plain idiomatic SimPy, the yardstick of the reference engine.

Three stations with 3, 4 and 3 people, exponential work of mean 1.6, 1.9 and 1.6, chance 0.2 to redo and 0.1 to go
back a station, handover 0.5 on every move between stations.
"""

import random
from collections.abc import Generator
from typing import Any

import simpy

CAPACITY, MEAN = (3, 4, 3), (1.6, 1.9, 1.6)
REDO, BACK, HANDOVER = 0.2, 0.1, 0.5


def mean_time(items: int, seed: int) -> float:
    """Mean time of an item from arrival to its end."""
    draw = random.Random(seed)
    clock = simpy.Environment()
    stations = [simpy.Resource(clock, capacity) for capacity in CAPACITY]
    times = []

    def item() -> Generator[simpy.Event, Any, None]:
        began, station = clock.now, 0
        while True:
            with stations[station].request() as turn:
                yield turn
                yield clock.timeout(draw.expovariate(1 / MEAN[station]))
            u = draw.random()
            if u < REDO:
                continue
            station += -1 if u < REDO + BACK and station > 0 else 1
            if station == len(stations):
                break
            yield clock.timeout(HANDOVER)
        times.append(clock.now - began)

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for _ in range(items):
            yield clock.timeout(draw.expovariate(1.0))
            clock.process(item())

    clock.process(arrivals())
    clock.run()
    return sum(times) / items

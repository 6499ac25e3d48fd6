"""M1 and M2 in other simulation libraries and as C++ loops: what the engines are measured against.

Each yardstick takes a model, a number of items and a seed, and returns the mean time of an item and the seconds taken.
"""

import atexit
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from tests.benchmarks.models import BACK, HANDOVER, HERE, INTERVAL, PEOPLE, REDO, WORK
from tests.benchmarks.table import MissingError

FLAGS = ("-O2", "-std=c++17", "-ffp-contract=off")


class Timed(NamedTuple):
    """One run of a yardstick."""

    mean_time: float  # of an item, from request to end
    seconds: float


def timed(call: Callable[[], float]) -> Timed:
    began = perf_counter()
    mean_time = call()
    return Timed(mean_time, perf_counter() - began)


def simpy(model: str, items: int, seed: int) -> Timed:
    """As its documentation writes it: a process per item, a resource per station."""
    return timed(lambda: _simpy(model, items, seed))


def _simpy(model: str, items: int, seed: int) -> float:
    import simpy

    draw = random.Random(seed)
    clock = simpy.Environment()
    stations = [simpy.Resource(clock, people) for people in PEOPLE[model]]
    work = WORK[model]
    redo, back = (REDO, BACK) if model == "m2" else (0.0, 0.0)
    times = []

    def item() -> Generator[simpy.Event, Any, None]:
        began, station = clock.now, 0
        while True:
            with stations[station].request() as turn:
                yield turn
                yield clock.timeout(draw.expovariate(1 / work[station]))
            if redo:
                u = draw.random()
                if u < redo:
                    continue
                station += -1 if u < redo + back and station > 0 else 1
            else:
                station += 1
            if station == len(stations):
                break
            yield clock.timeout(HANDOVER)
        times.append(clock.now - began)

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for _ in range(items):
            yield clock.timeout(draw.expovariate(1 / INTERVAL[model]))
            clock.process(item())

    clock.process(arrivals())
    clock.run()
    return sum(times) / items


def ciw(model: str, items: int, seed: int) -> Timed:
    """Stations and handovers as nodes of a network; a handover is a node with as many servers as it takes."""
    try:
        import ciw
    except ImportError:
        raise MissingError("pip install ciw") from None
    ciw.seed(seed)
    law, pause = ciw.dists.Exponential, ciw.dists.Deterministic(HANDOVER)
    servers, work, n = list(PEOPLE[model]), [law(1 / mean) for mean in WORK[model]], len(PEOPLE[model])
    routes = [(station, station + 1, round(1 - REDO - (BACK if station else 0), 9)) for station in range(n - 1)]
    routes += [(station, station - 1, BACK) for station in range(1, n)]
    chances = [[0.0] * (n + len(routes)) for _ in range(n + len(routes))]
    for place, (origin, target, chance) in enumerate(routes, start=n):
        chances[origin][place], chances[place][target] = chance, 1.0
    if n > 1:
        for station in range(n):
            chances[station][station] = REDO
    network = ciw.create_network(
        arrival_distributions=[law(1 / INTERVAL[model])] + [None] * (n + len(routes) - 1),
        service_distributions=work + [pause] * len(routes),
        number_of_servers=servers + [float("inf")] * len(routes),
        routing=chances,
    )
    began = perf_counter()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(items, method="Finish")
    seconds = perf_counter() - began
    asked: dict[int, float] = {}
    ended: dict[int, float] = {}
    for record in simulation.get_all_records():
        who = record.id_number
        asked[who] = min(record.arrival_date, asked.get(who, record.arrival_date))
        if record.destination == -1:
            ended[who] = record.exit_date
    return Timed(sum(ended[who] - asked[who] for who in ended) / len(ended), seconds)


def cimba(model: str, items: int, seed: int) -> Timed:
    """Its Python package: classes compiled onto the C library, a process per item."""
    process = _cimba_process()
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{model} {items} {seed}\n")
    process.stdin.flush()
    mean_time, seconds = process.stdout.readline().split()
    return Timed(float(mean_time), float(seconds))


@cache
def _cimba_process() -> "subprocess.Popen[str]":
    if find_spec("cimba") is None:
        raise MissingError("pip install cimba")
    words = [sys.executable, "-m", "tests.benchmarks.cimba_models"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1])
    atexit.register(process.communicate)  # its input ends, so it does
    return process


def specialized(model: str, items: int, seed: int, replications: int = 1) -> Timed:
    """A C++ loop that can do M1 and M2 only (specialized.cpp); seconds are those of the loop."""
    mean_time, seconds, _ = started(model, items, seed, replications).communicate()[0].split()
    return Timed(float(mean_time), float(seconds))


def started(model: str, items: int, seed: int, replications: int) -> "subprocess.Popen[str]":
    """The specialized loop, under way in a process of its own."""
    words = [str(compiled(HERE / "specialized.cpp")), model, str(items), str(replications), str(seed)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


@cache
def compiled(source: Path) -> Path:
    """The executable of a C++ source, compiled on the spot."""
    compiler = shutil.which("g++")
    if compiler is None:
        raise MissingError("no g++ here")
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    executable = Path(folder) / source.stem
    subprocess.run([compiler, *FLAGS, str(source), "-o", str(executable)], check=True)
    return executable


Yardstick = Callable[[str, int, int], Timed]  # model, items, seed
YARDSTICKS: dict[str, Yardstick] = {
    "idiomatic SimPy": simpy,
    "Ciw": ciw,
    "Cimba (Python)": cimba,
    "specialized C++ loop": specialized,
}

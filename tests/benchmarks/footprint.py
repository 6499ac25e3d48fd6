"""What it takes before anything is simulated, and how much memory: fresh processes, with caches of their own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from tests.benchmarks.models import HERE
from tests.benchmarks.table import MissingError, Row, beside, clocked, interleaved, measurement

SEVERAL = 7
CACHES = ("OPMODEL_CACHE", "NUMBA_CACHE_DIR")  # where compiled code is kept: ours, and numba's own
FIRST_USE = """
from time import perf_counter
began = perf_counter()
import numba
imported = perf_counter()
import sim
from tests.benchmarks import models
blueprint = models.blueprint("m2", 10)
there = perf_counter()
from sim.engines.compiled import engine
engine.observations(blueprint, 1, 0, 1)
print(perf_counter() - there, imported - began)
"""
PEAK = """
import re, sys
from pathlib import Path

def peak():  # MiB; what getrusage tells begins with that of the parent process
    found = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024
"""
MANY = """
from array import array
from tests.benchmarks import models, ours
blueprint, total, at_once = models.blueprint("m2", 20), int(sys.argv[1]), 1000
kept = array("d")
for first in range(0, total, at_once):
    for measures in ours.measured(blueprint, min(at_once, total - first), first):
        kept.extend(measures.ratios["time_to_production"])
assert len(kept) == 2 * total
print(peak())
"""
RUN = """
import sim
from tests.benchmarks import models
sim.run(models.scenario("m2", 20), replications=int(sys.argv[1]), engine="compiled")
print(peak())
"""


def _python(*words: str, places: Mapping[str, str] | None = None) -> str:
    """What a fresh process prints; `places` says where it finds and keeps what is compiled."""
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        cwd=HERE.parents[1],
        env={**os.environ, **(places or {})},
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


def _peak(program: str, replications: int) -> float:
    """Peak memory of a program in MiB."""
    if not Path("/proc/self/status").exists():
        raise MissingError("no /proc here")
    return float(_python("-c", PEAK + program, str(replications)))


@measurement
def start_up() -> Iterator[Row]:
    """Start-up"""
    with tempfile.TemporaryDirectory() as bytecode:  # there before the first round, as pip leaves it for all programs
        places = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        bare = partial(_python, str(HERE / "bare.py"), places=places)
        for words in (("--help",), ("check", "baseline")):
            ours, other = f"opmodel {' '.join(words)}", "bare typer program"
            times = interleaved(
                {
                    ours: lambda _, words=words: clocked(partial(_python, "-m", "sim", *words, places=places)),
                    other: lambda _, words=words: clocked(partial(bare, *words)),
                },
                rounds=SEVERAL,
            )
            yield from beside(times, ours, other, per="start", must=2, aim=1.5)


@measurement
def first_compile() -> Iterator[Row]:
    """First compile, and load from the cache"""
    with tempfile.TemporaryDirectory() as cold:
        places = dict.fromkeys(CACHES, cold)
        first = float(_python("-c", FIRST_USE, places=places).split()[0])
        yield Row("first use of the compiled engine, nothing compiled yet", "", "s", (first,), must=30, aim=10)
        later = [[float(word) for word in _python("-c", FIRST_USE, places=places).split()] for _ in range(SEVERAL)]
    loaded, imported = zip(*later, strict=True)
    yield Row("first use in a process, loaded from the cache", "", "s", loaded, must=1, aim=0.4)
    yield Row("import of numba before that", "", "s", imported)


@measurement
def memory() -> Iterator[Row]:
    """Peak memory: M2 with 20 items, in batches of 1,000 replications of which one response is kept"""
    for total, rounds in ((10_000, 3), (100_000, 1), (1_000_000, 1)):
        peaks = tuple(_peak(MANY, total) for _ in range(rounds))
        bar = {"must": 400, "aim": 220} if total == 1_000_000 else {}
        yield Row(f"peak memory of {total:,} replications", "", "MiB", peaks, **bar)


@measurement
def memory_of_a_run() -> Iterator[Row]:
    """Peak memory of `sim.run`, which keeps every replication"""
    few, many = 1000, 10_000
    peaks = {total: _peak(RUN, total) for total in (few, many)}
    each = (peaks[many] - peaks[few]) * 1024 / (many - few)
    yield Row(f"peak memory of a run of {many:,} replications", "", "MiB", (peaks[many],))
    yield Row("of it for each replication", "", "KiB", (each,))

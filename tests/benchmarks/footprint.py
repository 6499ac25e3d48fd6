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
SWEEP = """
from tempfile import TemporaryDirectory
import sim
from tests.benchmarks import models
points = int(sys.argv[1]) // 100
efforts = [{"exponential": 1.9 - 0.0001 * number} for number in range(points)]
with TemporaryDirectory() as out:
    swept = sim.sweep(models.scenario("m2", 20), {"stages.second.steps.two.effort": efforts}, replications=100, jobs=2,
                      engine="compiled", out=out)
    assert swept.counted["compiled"] == 100 * points
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
    """Peak memory of `sim.sweep`: M2 with 20 items, 100 replications of each configuration, all tables written"""
    for total in (100_000, 1_000_000):
        bar = {"must": 400, "aim": 220} if total == 1_000_000 else {}
        yield Row(f"peak memory of a sweep of {total:,} replications", "", "MiB", (_peak(SWEEP, total),), **bar)


@measurement
def memory_of_a_run() -> Iterator[Row]:
    """Peak memory of `sim.run`, which keeps every replication"""
    few, many = 1000, 10_000
    peaks = {total: _peak(RUN, total) for total in (few, many)}
    each = (peaks[many] - peaks[few]) * 1024 / (many - few)
    yield Row(f"peak memory of a run of {many:,} replications", "", "MiB", (peaks[many],))
    yield Row("of it for each replication", "", "KiB", (each,))

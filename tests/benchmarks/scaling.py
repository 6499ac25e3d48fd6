"""How the cost of the compiled engine grows with people, items, stages, replications and cores."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter

import sim
from sim import Blueprint, Scenario
from sim.experiment.fieldwork import Fieldwork
from sim.experiment.points import points_of
from sim.experiment.sweep import HEADLINES
from sim.experiment.vary import factors_of
from sim.experiment.work import Batch
from tests.benchmarks import models, ours, yardsticks
from tests.benchmarks.engines import by_same_rules
from tests.benchmarks.table import FASTER, Row, Runner, beside, clocked, interleaved, measurement

WITHIN = {"must": 2.0, "aim": 1.3}
CONFIGURATIONS, REPLICATIONS, ITEMS = 100, 100, 200  # of the 10,000 configurations of the bar; the rest is the same
CORES = 2
LOOP = "specialized C++ loop on two cores"
SAME_RULES = "C++ loop with the same rules on two cores"


@measurement
def people() -> Iterator[Row]:
    """From 10 to 1,000 people"""
    runners = {f"{n:,} people": ours.per_row(models.crowded(n), 5) for n in (10, 30, 100, 300, 1000)}
    yield from _growth(runners, bar=WITHIN)


@measurement
def items() -> Iterator[Row]:
    """From 1,000 to 1,000,000 items"""
    sizes = {n: max(1, 20_000 // n) for n in (1000, 10_000, 100_000, 1_000_000)}
    runners = {f"{n:,} items": ours.per_row(models.blueprint("m2", n), times) for n, times in sizes.items()}
    yield from _growth(runners, rounds=3, bar=WITHIN)


@measurement
def stages() -> Iterator[Row]:
    """From 1 to 12 stages"""
    runners = {f"{n} stages" if n > 1 else "1 stage": ours.per_row(models.long(n), 5) for n in (1, 3, 6, 12)}
    yield from _growth(runners)


def _growth(runners: Mapping[str, Runner], *, rounds: int = 7, bar: Mapping[str, float] | None = None) -> Iterator[Row]:
    """Each size beside the smallest; the bar is for the largest."""
    times = interleaved(runners, rounds)
    smallest, *others = times
    for other in others:
        limits = bar if bar and other == others[-1] else {}
        yield from beside(times, other, smallest, on="cost per event", per="event", **limits)


@measurement
def replications_per_call() -> Iterator[Row]:
    """From 1 to 1,000 replications in one call"""
    blueprint = models.blueprint("m2", ITEMS)

    def run(at_once: int) -> float:
        total = max(200, at_once)
        return clocked(lambda: [ours.observed(blueprint, at_once, n) for n in range(0, total, at_once)]) / total

    sizes = (1, 10, 100, 1000)
    names = {n: f"{n:,} replications a call" if n > 1 else "1 replication a call" for n in sizes}
    times = interleaved({names[n]: lambda _, n=n: run(n) for n in sizes})
    for n in sizes[1:]:
        yield from beside(times, names[n], names[1], on="cost per replication", per="replication")


Task = Callable[[int], object]  # what is done for the configuration of a number


def _observed(number: int, blueprints: Sequence[Blueprint]) -> object:
    """Replications of a blueprint that is there, in one call, with what all responses need of them."""
    return ours.observed(blueprints[number], REPLICATIONS)


def _bare(number: int, blueprints: Sequence[Blueprint]) -> object:
    """The same, nothing kept: all that a C++ loop does."""
    return ours.rows(blueprints[number], REPLICATIONS)


def _all_of_it(number: int, work: Fieldwork) -> object:
    """A point of a sweep: looked at, then made and simulated, and its responses summed up in all replications."""
    _look(models.scenario("m2", ITEMS), _edits(number))
    return work.piece(Batch(str(number), 0, REPLICATIONS), "compiled")


def _look(scenario: Scenario, edits: Mapping[str, object]) -> None:
    """What is done for each point before anything is run."""
    points_of(scenario, factors_of({path: [written] for path, written in edits.items()}))


def _configuration(number: int) -> Blueprint:
    """M2 with a mean effort of its own at the second station."""
    return sim.make_blueprint(sim.edit(models.scenario("m2", ITEMS), _edits(number)))


def _edits(number: int) -> dict[str, object]:
    return {"stages.second.steps.two.effort": {"exponential": 1.9 - 0.002 * number}}


def _fieldwork() -> Fieldwork:
    """The points of a sweep, with the responses that it has if none are named; few of them are remembered."""
    points = {str(number): _edits(number) for number in range(CONFIGURATIONS)}
    return Fieldwork(models.scenario("m2", ITEMS), points, ours.SEED, HEADLINES, 2)


def _seconds(task: Task, threads: int) -> float:
    """Seconds for all configurations on some threads."""
    gc.collect()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(int, range(threads)))  # they are there
        began = perf_counter()
        list(pool.map(task, range(CONFIGURATIONS)))
        return perf_counter() - began


def _loop(round_: int) -> float:
    """The C++ loop on two cores: half of the replications each, the slower half counts."""
    replications = CONFIGURATIONS * REPLICATIONS // CORES
    under_way = [yardsticks.started("m2", ITEMS, CORES * round_ + core, replications) for core in range(CORES)]
    return max(float(process.communicate()[0].split()[1]) for process in under_way)


def _same_rules(round_: int, blueprints: Sequence[Blueprint]) -> float:
    """The C++ loop with the same rules, half of the replications on each core, of one configuration each."""
    each = CONFIGURATIONS * REPLICATIONS // CORES
    with ThreadPoolExecutor(CORES) as pool:
        return each * max(pool.map(lambda blueprint: by_same_rules(blueprint, each)(round_), blueprints[:CORES]))


@measurement
def sweep() -> Iterator[Row]:
    """A sweep: 100 of 10,000 configurations of M2 on two cores, 100 replications of 200 items each"""
    blueprints = [_configuration(number) for number in range(CONFIGURATIONS)]
    observed, bare = partial(_observed, blueprints=blueprints), partial(_bare, blueprints=blueprints)
    one, two, observed_one, observed_two, bare_two, making = (
        "sweep on one core", "sweep on two cores", "simulated and observed for all responses on one core",
        "simulated and observed for all responses on two cores", "only simulated on two cores",
        "making the blueprints of a sweep",
    )  # fmt: skip
    times = interleaved(
        {
            one: lambda _: _seconds(partial(_all_of_it, work=_fieldwork()), 1),
            two: lambda _: _seconds(partial(_all_of_it, work=_fieldwork()), CORES),
            observed_one: lambda _: _seconds(observed, 1),
            observed_two: lambda _: _seconds(observed, CORES),
            bare_two: lambda _: _seconds(bare, CORES),
            making: lambda _: _seconds(_configuration, 1),
            LOOP: _loop,
            SAME_RULES: partial(_same_rules, blueprints=blueprints),
        },
        rounds=5,
    )
    times = {name: seconds / CONFIGURATIONS for name, seconds in times.items()}
    yield from beside(times, two, LOOP, per="configuration", must=3, aim=1.5)
    yield from beside(times, two, SAME_RULES, per="configuration", shown=True)
    yield from beside(times, observed_two, LOOP, per="configuration")
    yield from beside(times, bare_two, LOOP, per="configuration")
    yield from beside(times, making, one, per="configuration")
    yield from beside(times, two, one, FASTER, per="configuration", must=1.8, aim=1.93)
    yield from beside(times, observed_two, observed_one, FASTER, per="configuration")


@measurement
def question() -> Iterator[Row]:
    """A question of the size of a slider: 100 replications of the center of excellence on two cores"""
    scenario, at_once = sim.load("coe"), REPLICATIONS // 10

    def seconds(responses: Sequence[str], round_: int) -> float:
        edits = {"people.ml_engineer": 2 + round_ % 3}
        work = Fieldwork(scenario, {"": edits}, ours.SEED, responses, 1)

        def part(first: int) -> object:
            return work.piece(Batch("", first, at_once), "compiled")

        with ThreadPoolExecutor(CORES) as pool:
            return clocked(
                lambda: [_look(scenario, edits), work.blueprint(""), *pool.map(part, range(0, REPLICATIONS, at_once))]
            )

    for responses in (("time_to_production",), ("p85", "conversion", "utilization.ml_engineer")):
        times = [seconds(responses, round_) for round_ in range(9)]
        yield Row(f"from the edited scenario to {', '.join(responses)}", "", "s", tuple(times[2:]), must=0.5)

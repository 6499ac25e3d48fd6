"""M1, M2 and the shipped scenarios: the engines against each other, other libraries and C++ loops."""

from collections.abc import Iterator

from sim import Blueprint
from tests.benchmarks import models, same_rules, yardsticks
from tests.benchmarks.ours import SEED, per, reference, with_trace, without_trace
from tests.benchmarks.table import FASTER, MissingError, Row, Runner, beside, interleaved, measurement

ITEMS, FEW, MANY = 5000, 1000, 20  # items of a replication; for a slow yardstick; replications for fast ones
REFERENCE, COMPILED, TRACED = "reference engine", "compiled engine, trace off", "compiled engine, with trace"
SIMPY, CIW, CIMBA, SPECIALIZED = yardsticks.YARDSTICKS
SAME_RULES = "C++ loop with the same rules"
SHIPPED = ("baseline", "centralized", "coe", "federated", "stretched")


def by_same_rules(blueprint: Blueprint, replications: int) -> Runner:
    """The C++ loop with the same rules (hand-out, states, keyed draws), rows counted only; seconds per replication."""

    def run(_: int) -> float:
        executable = same_rules.build()
        if executable is None:
            raise MissingError("no g++ here")
        return same_rules.seconds(blueprint, SEED, replications, executable, rows=False)[0] / replications

    return run


@measurement
def m1() -> Iterator[Row]:
    """M1: five people and one queue"""
    yield from _libraries("m1")


@measurement
def m2() -> Iterator[Row]:
    """M2: three stations with redo, steps back and handovers"""
    yield from _libraries("m2")


def _libraries(model: str) -> Iterator[Row]:
    blueprint, name, is_m2 = models.blueprint(model, ITEMS), model.upper(), model == "m2"

    def others(yardstick: yardsticks.Yardstick, items: int) -> Runner:
        return lambda round_: yardstick(model, items, round_).seconds / items

    shared_rules = by_same_rules(blueprint, MANY)
    times = interleaved(
        {
            REFERENCE: per(ITEMS, lambda: reference(blueprint)),
            COMPILED: per(ITEMS, lambda: without_trace(blueprint, MANY)),
            TRACED: per(ITEMS, lambda: with_trace(blueprint, MANY)),
            SIMPY: others(yardsticks.simpy, ITEMS),
            CIW: others(yardsticks.ciw, FEW),
            CIMBA: others(yardsticks.cimba, 10 * ITEMS),
            SPECIALIZED: others(yardsticks.specialized, 5 * MANY * ITEMS),
            SAME_RULES: lambda round_: shared_rules(round_) / ITEMS,
        }
    )
    bar = {"must": 4, "aim": 2} if is_m2 else {}
    yield from beside(times, REFERENCE, SIMPY, on=name, per="item", **bar)
    yield from beside(times, REFERENCE, CIW, FASTER, on=name, per="item")
    for other in (REFERENCE, SIMPY, CIW, CIMBA):
        yield from beside(times, COMPILED, other, FASTER, on=name, per="item", shown=is_m2)
    yield from beside(times, TRACED, REFERENCE, FASTER, on=name, per="item")
    bar = {"must": 6, "aim": 3} if is_m2 else {}
    yield from beside(times, COMPILED, SPECIALIZED, on=name, per="item", **bar)
    bar = {"must": 2, "aim": 1.3} if is_m2 else {}
    yield from beside(times, COMPILED, SAME_RULES, on=name, per="item", **bar)


@measurement
def short_runs() -> Iterator[Row]:
    """M2 in many short replications"""
    blueprint, items, replications = models.blueprint("m2", 200), 200, 100
    loop = by_same_rules(blueprint, replications)
    times = interleaved(
        {
            COMPILED: per(items, lambda: without_trace(blueprint, replications)),
            SPECIALIZED: lambda round_: (
                yardsticks.specialized("m2", items, round_, replications).seconds / items / replications
            ),
            SAME_RULES: lambda round_: loop(round_) / items,
        }
    )
    for other in (SPECIALIZED, SAME_RULES):
        yield from beside(times, COMPILED, other, on=f"M2, {items} items × {replications}", per="item")


@measurement
def shipped() -> Iterator[Row]:
    """The shipped scenarios"""
    for name in SHIPPED:
        blueprint = models.shipped(name)
        times = interleaved(
            {
                REFERENCE: lambda _, it=blueprint: reference(it),
                COMPILED: lambda _, it=blueprint: without_trace(it, 5),
                TRACED: lambda _, it=blueprint: with_trace(it, 5),
                **({SAME_RULES: by_same_rules(blueprint, 5)} if name == "baseline" else {}),
            }
        )
        yield from beside(times, COMPILED, REFERENCE, FASTER, on=name, per="replication", must=40, aim=100)
        yield from beside(times, TRACED, REFERENCE, FASTER, on=name, per="replication")
        yield from beside(times, COMPILED, SAME_RULES, on=name, per="replication", must=2, aim=1.3)

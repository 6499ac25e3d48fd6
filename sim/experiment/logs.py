"""The replications of a run made again and spelled out: its work items, and its event log."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sim.narrative.dates import timestamp

if TYPE_CHECKING:
    import pandas as pd

    from sim.blueprint import Blueprint
    from sim.experiment.run import RunResult
    from sim.trace import Trace


def items_of(
    run: "RunResult", *, replications: Iterable[int] | None = None, everything: bool = False
) -> "pd.DataFrame":
    """A row for each request of the replications (all of the run's if left out): marks, outcome, days by state.

    With `everything` duties, upkeep, the live stock and what requests ask for are there too.
    """
    from sim.responses.logs import items_table

    def table(trace: "Trace", blueprint: "Blueprint", number: int) -> "pd.DataFrame":
        return items_table(trace, blueprint, replication=number, everything=everything)

    return _together(run, replications, table)


def events_of(
    run: "RunResult", *, replications: Iterable[int] | None = None, everything: bool = False
) -> "pd.DataFrame":
    """The event log of the replications' requests, or of everything, with the names of the XES standard."""
    from sim.responses.logs import events_table

    start = run.scenario.study.start

    def table(trace: "Trace", blueprint: "Blueprint", number: int) -> "pd.DataFrame":
        return events_table(
            trace,
            blueprint,
            replication=number,
            everything=everything,
            timestamp=lambda day: timestamp(day, start),
        )

    return _together(run, replications, table)


def _together(
    run: "RunResult", replications: Iterable[int] | None, table: "Callable[[Trace, Blueprint, int], pd.DataFrame]"
) -> "pd.DataFrame":
    import pandas as pd

    from sim.blueprint import make_blueprint

    blueprint = make_blueprint(run.scenario)
    simulate = _engine(run)
    numbers = range(run.n) if replications is None else replications
    tables = [table(simulate(blueprint, run.seed, number), blueprint, number) for number in numbers]
    return pd.concat(tables, ignore_index=True)


def _engine(run: "RunResult") -> "Callable[[Blueprint, int, int], Trace]":
    """The engine that made the run's replications; both leave the same trace."""
    if run.computed.compiled:
        from sim.engines import compiled

        return compiled.simulate
    from sim.engines import reference

    return reference.simulate

"""A run whose time stands still cannot end: it is stopped, with a sentence.

What can come again and again without an end is counted: what a renewal or a clock makes, and items that are sent back
or done again. A replication has a thousand moments from day 0 to its horizon. If more comes within one of them than any
company could bear, the run would need hundreds of millions of events, or never get on at all.
"""

from sim import rules
from sim.blueprint.blueprint import Blueprint
from sim.errors import OpmodelError

MOST = 50_000  # within one moment
MOST_EACH = 100  # for each planned request more: many items may begin at one instant, and each may be sent back


class StandstillError(OpmodelError):
    """Time stands still."""


def most_in_a_moment(blueprint: Blueprint) -> int:
    """How often something may come again within one moment."""
    return MOST + MOST_EACH * len(blueprint.planned_day)


def standstill(blueprint: Blueprint, day: float, source: int, step: int) -> StandstillError:
    """What is told of a run that is stopped on a day, at a source (or -1) or a step (or -1)."""
    moment = blueprint.horizon / rules.MOMENTS
    what, remedy = (
        (f'"{blueprint.source_names[source]}" comes', "Let more time pass in between.")
        if source >= 0
        else (
            f'items are done again at "{blueprint.step_names[step]}"',
            "Let it take some time, or say at_most.",
        )
    )
    return StandstillError(
        f"Time stands still on day {day:g}: {what} more than {most_in_a_moment(blueprint):,} times within "
        f"{moment:g} days, so the run would never end.\n    {remedy}"
    )

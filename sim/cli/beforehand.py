"""What can be said of a scenario before anything is run: what is odd, and how heavily its people are loaded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.cli import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.blueprint.offered_load import Load
    from sim.errors import Problem
    from sim.scenario.schema import Scenario

WHOLE_YEAR = 0.05  # of years that are said to be whole


@dataclass(frozen=True, slots=True)
class Loads:
    """The offered load today, on the last day of the study, and of the worst set of roles on the day that counts."""

    first: "list[Load]"
    last: "list[Load]"
    horizon: float
    heaviest: "Load"
    day: float  # when the last requests that are measured come in, as after a run
    over: bool  # whether it grows without limit


def loads_of(scenario: "Scenario") -> Loads:
    """The offered load of a scenario."""
    from sim.blueprint.offered_load import offered_load
    from sim.blueprint.overload import day_of, load_of, overloaded

    horizon, heaviest = float(scenario.study.horizon), load_of(scenario)
    return Loads(
        first=offered_load(scenario),
        last=offered_load(scenario, horizon),
        horizon=horizon,
        heaviest=heaviest,
        day=float(day_of(scenario)),
        over=overloaded(scenario, heaviest),
    )


def warnings_of(scenario: "Scenario") -> "list[Problem]":
    """What is legal but odd."""
    from sim.blueprint.shortest import too_short
    from sim.scenario.check import check as look_at

    return [*look_at(scenario), *too_short(scenario)]


def overload(scenario: "Scenario", loads: Loads) -> list[str]:
    """That the team cannot keep up, why, and what would relieve it; nothing where it can."""
    heaviest = loads.heaviest
    if not loads.over:
        return []
    from sim.blueprint.relief import relief
    from sim.narrative import health

    who = health.roles(scenario, heaviest.roles)
    why = f"work for {who} is {health.share(heaviest.load)} of what they can do"
    if not heaviest.capacity:
        why = f"nobody is there for the work of {who}"
    when = "" if loads.day == 0.0 else f" on day {loads.day:g}"
    found = relief(scenario, loads.day)
    return [f"{why[:1].upper()}{why[1:]}{when}; time to production grows without limit.",
            *health.relieved("it", found)]  # fmt: skip


def show_loads(scenario: "Scenario", loads: Loads) -> None:
    """The table of offered load by role, what its columns say, and the set that is loaded worst."""
    later = _years(loads.horizon)
    rows = [
        [_named(scenario, now.roles), _percent(now), _percent(then), f"{now.work:.2f}", f"{now.capacity:.2f}"]
        for now, then in zip(loads.first, loads.last, strict=True)
        if now.scope == "role"
    ]
    screen.say()
    header = ["role", "today", later, "asked for a day", "can do a day"]
    screen.table(header, rows, title="Offered load: the work that people are asked for, of what they can do")
    screen.say(
        f"\ntoday: day 0; {later}: day {loads.horizon:g}, the last of the study. Asked for and can do: days of "
        "undivided work, today, for each working day."
    )
    heaviest = loads.heaviest
    if not heaviest.roles:
        screen.say("Nobody is asked for anything again and again; requests planned by day are not counted here.")
        return
    where = f" in team {heaviest.team}" if heaviest.team else ""
    when = f" on day {loads.day:g}, when the last requests that are measured come in" if loads.day else ""
    screen.say(f"Loaded most: {_named(scenario, heaviest.roles)}{where}, {_percent(heaviest)}{when}.")


def _years(days: float) -> str:
    from sim.rules import DAYS_PER_YEAR

    years = days / DAYS_PER_YEAR
    if abs(years - round(years)) < WHOLE_YEAR and years >= 1.0:
        return f"after {round(years)} year{'s' if round(years) != 1 else ''}"
    return f"after {years:.1f} years" if years >= 1.0 else f"after {days:g} days"


def _percent(load: "Load") -> str:
    return f"{100 * load.load:.0f} %" if load.capacity or not load.work else "nobody there"


def _named(scenario: "Scenario", roles: tuple[str, ...]) -> str:
    return " + ".join(scenario.roles[role].label or role.replace("_", " ") for role in roles)


def warn_of(scenarios: "Sequence[Scenario]", *, quiet: bool) -> None:
    """Before a run, on standard error: what is odd but legal, and the heaviest load of all configurations."""
    for text in dict.fromkeys(str(warning) for scenario in scenarios for warning in warnings_of(scenario)):
        screen.note(f"Warning: {text}")
    if quiet:
        return
    from sim.blueprint.overload import load_of, overloaded

    found = [(scenario, load_of(scenario)) for scenario in scenarios]
    ranked = [(overloaded(*each), each[1].load, -place) for place, each in enumerate(found)]
    over, _, place = max(ranked)
    scenario, heaviest = found[-place]
    of = f"{scenario.name}: offered" if len({each.name for each in scenarios}) > 1 else "Offered"
    if not heaviest.roles:
        screen.note(f"{of} load 0 %: nobody is asked for anything again and again.")
        return
    named = _named(scenario, heaviest.roles)
    if heaviest.load >= 1.0 and not over:
        screen.note(f"Most asked for at first: {named}; the work ends, so that it is no overload.")
        return
    screen.note(f"{of} load {_percent(heaviest)} at the most ({named}){'; overloaded' if over else ''}.")

"""What can be said of a scenario before anything is run: what is odd, and how heavily its people are loaded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.cli import screen

if TYPE_CHECKING:
    from sim.blueprint.offered_load import Load
    from sim.errors import Problem
    from sim.scenario.schema import Scenario

WHOLE_YEAR = 0.05  # of years that are said to be whole


@dataclass(frozen=True, slots=True)
class Loads:
    """The offered load today and on the last day of the study."""

    first: "list[Load]"
    last: "list[Load]"
    horizon: float

    @property
    def heaviest(self) -> "Load":
        """The set of roles that is loaded worst on either day."""
        from sim.blueprint.offered_load import worst

        return max((worst(self.first), worst(self.last)), key=lambda load: load.load)

    @property
    def day(self) -> float:
        """The day on which that is so."""
        from sim.blueprint.offered_load import worst

        return 0.0 if worst(self.first).load >= worst(self.last).load else self.horizon


def loads_of(scenario: "Scenario") -> Loads:
    """The offered load of a scenario."""
    from sim.blueprint.offered_load import offered_load

    horizon = float(scenario.study.horizon)
    return Loads(offered_load(scenario), offered_load(scenario, horizon), horizon)


def warnings_of(scenario: "Scenario") -> "list[Problem]":
    """What is legal but odd."""
    from sim.blueprint.shortest import too_short
    from sim.scenario.check import check as look_at

    return [*look_at(scenario), *too_short(scenario)]


def overload(scenario: "Scenario", loads: Loads) -> list[str]:
    """That the team cannot keep up, why, and what would relieve it; nothing where it can."""
    heaviest = loads.heaviest
    if heaviest.load < 1.0:
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
    screen.say(f"Loaded most: {_named(scenario, heaviest.roles)}{where}, {_percent(heaviest)}.")


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


def warn_of(scenario: "Scenario", *, quiet: bool, named: bool) -> None:
    """Before a run, on standard error: what is odd but legal, and the heaviest load."""
    for warning in warnings_of(scenario):
        screen.note(f"Warning: {warning}")
    if quiet:
        return
    heaviest = loads_of(scenario).heaviest
    of = f"{scenario.name}: offered" if named else "Offered"
    if not heaviest.roles:
        screen.note(f"{of} load 0 %: nobody is asked for anything again and again.")
        return
    over = "; overloaded" if heaviest.load >= 1.0 else ""
    screen.note(f"{of} load {_percent(heaviest)} at the most ({_named(scenario, heaviest.roles)}){over}.")

"""What can be said of a scenario before anything is run: what is odd, and how heavily its people are loaded."""

from typing import TYPE_CHECKING

from sim.cli import screen

if TYPE_CHECKING:
    from sim.errors import Problem
    from sim.scenario.schema import Scenario


def warnings_of(scenario: "Scenario") -> "list[Problem]":
    """What is legal but odd."""
    from sim.scenario.check import check as look_at

    return look_at(scenario)


def show_loads(scenario: "Scenario") -> None:
    """The table of offered load by role, and the set that is loaded worst."""
    from sim.blueprint.offered_load import offered_load, worst

    first, last = offered_load(scenario), offered_load(scenario, scenario.study.horizon)
    rows = [
        [
            _named(scenario, now.roles),
            f"{100 * now.load:.0f} %",
            f"{100 * later.load:.0f} %",
            f"{now.work:.2f}",
            f"{now.capacity:.2f}",
        ]
        for now, later in zip(first, last, strict=True)
        if now.scope == "role"
    ]
    screen.say()
    header = ["role", "day 0", f"day {scenario.study.horizon:g}", "work per day", "can do"]
    screen.table(header, rows, title="Offered load: work that is asked for, of what they can do (focused person-days)")
    heaviest = max((worst(first), worst(last)), key=lambda load: load.load)
    where = f" in team {heaviest.team}" if heaviest.team else ""
    screen.say(f"\nLoaded most: {_named(scenario, heaviest.roles)}{where}, {100 * heaviest.load:.0f} %.")
    if heaviest.load >= 1.0:
        screen.say("Overloaded: the team cannot keep up; time to production grows without limit.")


def _named(scenario: "Scenario", roles: tuple[str, ...]) -> str:
    return " + ".join(scenario.roles[role].label or role.replace("_", " ") for role in roles)


def warn_of(scenario: "Scenario", *, quiet: bool, named: bool) -> None:
    """Before a run, on standard error: what is odd but legal, and the heaviest load."""
    from sim.blueprint.offered_load import offered_load, worst

    for warning in warnings_of(scenario):
        screen.note(f"Warning: {warning}")
    if quiet:
        return
    heaviest = max(
        (worst(offered_load(scenario, day)) for day in (0.0, scenario.study.horizon)), key=lambda one: one.load
    )
    of = f"{scenario.name}: offered" if named else "Offered"
    over = "; overloaded" if heaviest.load >= 1.0 else ""
    screen.note(f"{of} load {100 * heaviest.load:.0f} % at the most ({_named(scenario, heaviest.roles)}){over}.")

"""Explore: what a scenario says, and what differs between two."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options, screen

if TYPE_CHECKING:
    from sim.scenario import Scenario


LISTED = 12  # paths in one line


def show(
    scenario: options.File,
    flow: Annotated[
        Path | None, typer.Option("--flow", metavar="FILE.svg", help="Draw the flow into this file (SVG or PNG).")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every number, as resolved YAML.")] = False,
    sources: Annotated[bool, typer.Option("--sources", help="Where each value comes from, one by one.")] = False,
    as_custom: Annotated[
        bool, typer.Option("--as-custom", help="The present teams as a block to edit, under the form custom.")
    ] = False,
) -> None:
    """What does it say? The front panel with everything inherited, teams as placed, how many values have a source.

    Example: opmodel show coe
    """
    from sim.scenario import load

    chosen = load(scenario)
    if flow is not None:
        _draw(chosen, flow)
        screen.say(f"{flow} written.")
        return
    if all_:
        from sim.scenario.resolve import dump

        screen.say(dump(chosen).rstrip("\n"))
        return
    if as_custom:
        from sim.scenario.organization import as_custom as written_out

        screen.say(written_out(chosen).rstrip("\n"))
        return
    screen.say(f"{chosen.name}\n{chosen.description}".rstrip())
    if sources:
        _sources(chosen)
        return
    _panel(chosen)
    _teams(chosen)
    _tally(chosen, scenario)


def _panel(scenario: "Scenario") -> None:
    from sim.report.table import said
    from sim.scenario.panel import panel

    rows = [[path, said(value), unit] for path, value, unit in panel(scenario)]
    screen.say()
    screen.table(["path", "value", "unit"], rows, title="Front panel")


def _teams(scenario: "Scenario") -> None:
    from sim.scenario.organization import place

    seating = place(scenario)
    rows = []
    for team in seating.teams:
        members = Counter(person.group for person in seating.people if team.name in person.teams)
        shared = {person.group for person in seating.people if team.name in person.teams and len(person.teams) > 1}
        listed = ", ".join(
            f"{count} {group}{' (shared)' if group in shared else ''}" for group, count in members.items()
        )
        rows.append([team.name, ", ".join(team.domains), listed])
    screen.say()
    screen.table(
        ["team", "serves", "people"], rows, title=f"Teams, as the form {scenario.organization.form} seats them"
    )


def _tally(scenario: "Scenario", asked: str) -> None:
    """How many values have which basis, and which were set here."""
    from sim.scenario.set_here import SET_HERE
    from sim.scenario.sources import tally

    screen.say()
    if not scenario.sources:
        screen.say("Sources: none named, so every number is an assumption.")
        return
    screen.say(f"Sources: {tally(scenario)} (one by one: opmodel show {asked} --sources).")
    here = [path for path, source in scenario.sources.items() if source.basis == SET_HERE]
    if here:
        more = f" and {len(here) - LISTED} more" if len(here) > LISTED else ""
        screen.say(f"Set here: {', '.join(here[:LISTED])}{more}.")


def _sources(scenario: "Scenario") -> None:
    from sim.report.table import shortened
    from sim.scenario.sources import evidence

    screen.say()
    if not scenario.sources:
        screen.say("Sources: none named.")
        return
    known = evidence()
    rows = []
    for path, source in scenario.sources.items():
        cited = [f"{row} {known[row].source}" if row in known else row for row in source.rows]
        rows.append([path, source.basis, shortened("; ".join([*cited, *([source.note] if source.note else [])]), 100)])
    screen.table(["path", "basis", "source"], rows, title="Sources")


def _draw(scenario: "Scenario", target: Path) -> None:
    from sim.charts import flow_picture, png, svg
    from sim.errors import BadInput, OpmodelError
    from sim.scenario.organization import place

    kinds = {".svg": lambda ax: svg(ax).encode(), ".png": png}
    draw = kinds.get(target.suffix.lower())
    if draw is None:
        raise BadInput(f"--flow {target}\n    must end in .svg or .png")
    content = draw(flow_picture(scenario, seating=place(scenario)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise OpmodelError(f"Cannot write {target}: {error.strerror or error}.") from None


def diff(
    one: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a shipped name.")],
    other: Annotated[str, typer.Argument(metavar="SCENARIO", help="Another.")],
) -> None:
    """What differs? By dotted path, everything inherited included.

    Example: opmodel diff centralized coe
    """
    from sim.report.table import said
    from sim.scenario import load
    from sim.scenario.edit import diff as differences

    every = differences(load(one), load(other))
    found = [row for row in every if not row[0].startswith("sources.")]
    sourced = len({path.rpartition(".")[0] for path, *_ in every if path.startswith("sources.")})
    if sourced:
        many = "1 value" if sourced == 1 else f"{sourced} values"
        screen.note(f"Sources differ for {many}: opmodel show SCENARIO --sources lists them.")
    if not found:
        screen.say("No difference." if not every else "No difference but in sources.")
        return
    screen.table(["path", one, other], [[path, said(left), said(right)] for path, left, right in found])

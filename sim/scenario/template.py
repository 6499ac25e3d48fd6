"""Templates: a commented scenario file to start from, the front panel first."""

from typing import Any

from sim.errors import BadInput, did_you_mean
from sim.scenario.edit import edit, field_at, get
from sim.scenario.inherit import did_you_mean_shipped, shipped, shipped_names
from sim.scenario.json_schema import describe
from sim.scenario.load import load
from sim.scenario.organization import FORMS, as_custom
from sim.scenario.own_form import FORM
from sim.scenario.schema import Scenario
from sim.scenario.seating import OTHER_NAMES
from sim.scenario.shape import ROOT, Blocks, Names, Shape

WIDTH = 40  # column of the comments
_HEADINGS = {
    "organization": "Who sits where: the form rewrites who sits in which team; people stay the same",
    "people": "Head count by role (a person who holds several roles: see opmodel show)",
    "demand": "What arrives",
    "maturity": "Three dials, from 0 (low) to 1 (high); a path over days is {0: 0.3, 250: 0.7}",
    "platform": "Services that the teams run or have managed",
    "gates": "Decisions",
    "handover": "Passing work on; a factor on what is inherited, written in quotes",
    "goal": "What counts as good",
}


def template(above: str = "baseline", *, name: str = "My plan", form: str = "") -> str:
    """A scenario file on top of a shipped one: its front panel with unit and usual range, the rest inherited.

    With another form than the shipped one has, people sit as that form says; the form custom writes out, team by team,
    how the shipped one seats them.

    Raises:
        BadInput: when no shipped scenario, or no form, has this name.
    """
    scenario = load(_known(above))
    if form and form not in FORMS:
        remedy = did_you_mean(form, FORMS, also=OTHER_NAMES)
        raise BadInput(f'"{form}" is not a known form. Known: {", ".join(FORMS)}. {remedy}'.rstrip())
    own = as_custom(scenario) if form == FORM else ""
    if form and form != FORM:
        scenario = edit(scenario, {"organization.form": form})
    lines = [
        "# yaml-language-server: $schema=./schema.json",
        f"# A plan on top of {above}.yaml. Change any number below; delete a line to inherit it again.",
        "# Everything else is inherited: `opmodel show` prints it, `opmodel check` says whether this file is right.",
        "# Durations: 10 or 10d are working days, 2w weeks of 5 of them, 3mo months of 21, 1y years of 252.",
        "opmodel: 1",
        f"name: {name}",
        f"extends: {above}.yaml",
    ]
    for block, heading in _HEADINGS.items():
        if block == "organization" and own:
            lines += ["", own.rstrip("\n")]
            continue
        body = list(_panel(scenario, block, ROOT.fields[block].shape))
        if block == "handover":
            body = [
                _line("  between_teams:", ""),
                _line('    delay: "*1"', 'factor on the delay between teams; "*0.5" halves it and keeps its spread'),
            ]
        if body:
            lines += ["", f"# {heading}", f"{block}:", *body]
    lines += [
        "",
        "# Where your numbers come from; basis is evidence, informed, assumption or definition",
        "# sources:",
        "#   platform.services: {basis: assumption, range: [4, 30]}",
    ]
    return "\n".join(lines) + "\n"


def _known(above: str) -> str:
    """The name of a shipped scenario."""
    if shipped(above) is not None:
        return above
    known = ", ".join(shipped_names()) or "none"
    remedy = did_you_mean_shipped(above)
    if above == FORM or OTHER_NAMES.get(above.casefold()) == FORM:
        remedy = "For teams of your own: opmodel new my.yaml --form custom --from federated"
    raise BadInput(f'"{above}" is not a shipped scenario. Shipped: {known}. {remedy}'.rstrip())


def _panel(scenario: Scenario, path: str, shape: Shape) -> list[str]:
    """Lines for the levers of the front panel below a path."""
    if path == "people":
        groups = ((name, get(scenario, f"people.{name}")) for name in scenario.people)
        return [_line(f"  {name}: {_flow(value)}", _people_comment(value)) for name, value in groups]
    lines = []
    for name, field in shape.fields.items() if isinstance(shape, Blocks) else ():
        if not field.about.get("panel"):
            continue
        value = get(scenario, f"{path}.{name}")
        if value is None or (isinstance(field.shape, Names) and not value):
            continue
        known = field_at(scenario, f"{path}.{name}")
        comment = describe(known) if known else ""
        if path == "organization" and name == "form":
            comment += ": " + ", ".join(FORMS)
        if path == "organization" and name == "platform":
            comment += ": shared, own"
        lines.append(_line(f"  {name}: {_flow(value)}", comment))
    return lines


def _people_comment(value: Any) -> str:
    return "people" if isinstance(value, int) else "in each domain" if list(value) == ["per_domain"] else ""


def _line(text: str, comment: str) -> str:
    return f"{text:<{WIDTH}} # {comment}" if comment else text


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return "null" if value is None else str(value)

"""Relief: what would let the people keep up, each change with the offered load after it.

Candidates are what a strategist can move: people of the roles that are asked for too much, services managed by
others, a dial, and last the demand itself. Each is made and its load worked out anew; those that bring the worst set
of roles below what it can do are told, cheapest first.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.blueprint.offered_load import Load, offered_load, worst
from sim.errors import BadInput
from sim.scenario.amounts import DIALS, Fixed
from sim.scenario.edit import edit
from sim.scenario.schema import Demand, Group, Scenario

FEW = 3  # that are told
MOST_LOAD = 5.0  # beyond it no hiring is proposed
MOST_PEOPLE = 12  # steps in which people are added
HALVINGS = 7  # of what is kept of the demand
MARGIN = 0.98  # load at the most that is left by less demand, as people are told a number that they can keep
MOST_GROUPS = 6  # to which they are added
FIELDS = ("ity", "ions", "ance", "ing", "ment", "ics", "form", "gal")  # endings of words for a field, not a person
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Relief:
    """A change after which the people keep up."""

    text: str  # "one more platform architect"
    edits: Mapping[str, Any]  # dotted path: what a file would write there
    load_after: float  # of the set of roles that is then loaded worst


def relief(scenario: Scenario, day: float = 0.0) -> tuple[Relief, ...]:
    """The cheapest few changes that bring the worst load of a day below 1; none where nobody is overloaded."""
    known: dict[Any, Any] = {}
    heaviest = worst(offered_load(scenario, day, known=known))
    if heaviest.load < 1.0:
        return ()
    found = [_hire(scenario, day, heaviest, known)]
    found += [_after(scenario, day, *change) for change in (*_managed(scenario), *_dials(scenario))]
    enough = [one for one in found if one is not None]
    if len(enough) < FEW:
        enough += _less_demand(scenario, day, known)
    return tuple(enough[:FEW])


def _after(scenario: Scenario, day: float, text: str, edits: Mapping[str, Any]) -> Relief | None:
    """The change with its load, where it relieves enough."""
    changed = _changed(scenario, edits)
    load = math.inf if changed is None else worst(offered_load(changed, day)).load
    return Relief(text, edits, load) if load < 1.0 else None


def _changed(scenario: Scenario, edits: Mapping[str, Any]) -> Scenario | None:
    try:
        return edit(scenario, edits)
    except BadInput:
        return None


# -- people -------------------------------------------------------------------------------------------------------


def _hire(scenario: Scenario, day: float, heaviest: Load, known: dict[Any, Any]) -> Relief | None:
    """The fewest more people, one after the other where they bring most."""
    if heaviest.load > MOST_LOAD and heaviest.capacity > 0.0:
        return None
    more: dict[str, int] = {}
    for _ in range(MOST_PEOPLE):
        best: tuple[float, str, int, Load] | None = None
        for role in heaviest.roles:
            group = _group_of(scenario, role)
            if group is None:
                continue
            step = _missing(scenario, group, heaviest)
            changed = _changed(scenario, _people(scenario, {**more, group: more.get(group, 0) + step}))
            if changed is None:
                continue
            then = worst(offered_load(changed, day, known=known))
            if best is None or then.load < best[0]:
                best = (then.load, group, step, then)
        if best is None or len({*more, best[1]}) > MOST_GROUPS:
            return None
        load, group, step, heaviest = best
        more[group] = more.get(group, 0) + step
        if load < 1.0:
            return Relief(_told(scenario, more), _people(scenario, more), load)
    return None


def _group_of(scenario: Scenario, role: str) -> str | None:
    """The people who are hired for a role: those whose first role it is, else who hold it."""
    holding = [name for name, group in scenario.people.items() if role in (group.roles or {name: 1.0})]
    first = [name for name in holding if next(iter(scenario.people[name].roles or {name: 1.0})) == role]
    return next(iter([*first, *holding]), None)


def _missing(scenario: Scenario, group: str, heaviest: Load) -> int:
    """How many at once: one, or as many as a load far above 1 surely needs."""
    there = _number(scenario.people[group])
    short = there * (min(heaviest.load, MOST_LOAD) - 1.0) / max(len(heaviest.roles), 1)
    return max(1, math.floor(short))


def _number(group: Group) -> int:
    return (group.count if group.count is not None else group.per_domain) or 0


def _people(scenario: Scenario, more: Mapping[str, int]) -> dict[str, Any]:
    """Edits that add people to groups; in a custom form they join the team where most of them sit."""
    edits: dict[str, Any] = {}
    for name, number in more.items():
        group = scenario.people[name]
        field = "count" if group.count is not None else "per_domain"
        edits[f"people.{name}.{field}"] = _number(group) + number
        members = {team: one.members.get(name, 0) for team, one in scenario.organization.teams.items()}
        seats = {team: who for team, who in members.items() if who and who != "all"}  # all: whoever joins is among them
        if scenario.organization.form == "custom" and seats:
            team = max(seats, key=lambda each: _seated(seats[each]))
            edits[f"organization.teams.{team}.members.{name}"] = _seats(seats[team], _number(group), number)
    return edits


def _seated(members: int | tuple[int, ...]) -> int:
    return members if isinstance(members, int) else len(members)


def _seats(members: int | tuple[int, ...], there: int, more: int) -> int | list[int]:
    """Who sits in a team, by how many or by their numbers in the group, with more who come last in it."""
    return members + more if isinstance(members, int) else [*members, *range(there + 1, there + more + 1)]


def _told(scenario: Scenario, more: Mapping[str, int]) -> str:
    """People in words: "one more platform architect and two more analysts"."""
    parts = []
    for name, number in more.items():
        count = WORDS[number] if number < len(WORDS) else str(number)
        label = _label(scenario, name)
        per = " in each domain" if scenario.people[name].count is None else ""
        if label.endswith(FIELDS):
            label = f"{'person' if number == 1 else 'people'} for {label}"
        elif number > 1:
            label += "s"
        parts.append(f"{count} more {label}{per}")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _label(scenario: Scenario, name: str) -> str:
    role = next(iter(scenario.people[name].roles or {name: 1.0}))
    label = scenario.roles[role].label or name.replace("_", " ") if role in scenario.roles else name
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


# -- services, dials, demand --------------------------------------------------------------------------------------


def _managed(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """More of the platform's services managed by a provider."""
    platform = scenario.platform
    if not platform.services or not any(duty.times_each in ("service", "pair") for duty in scenario.duties.values()):
        return
    if platform.managed < 0.5:
        yield "half of the platform services managed", {"platform.managed": 0.5}
    elif platform.managed < 1.0:
        yield "all platform services managed", {"platform.managed": 1}


def _dials(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each dial a notch up: to the next level that amounts are written for."""
    for name in DIALS:
        written = getattr(scenario.maturity, name)
        if isinstance(written, Fixed) and written.value < 1.0:
            to = 0.5 if written.value < 0.5 else 1.0
            label = {"mlops": "MLOps"}.get(name, name.replace("_", " "))
            yield f"{label} at {to:g} instead of {written.value:g}", {f"maturity.{name}": to}


def _less_demand(scenario: Scenario, day: float, known: dict[Any, Any]) -> list[Relief]:
    """As many requests as the people can do, where that is any."""
    low, high, found = 0.0, 1.0, None
    for _ in range(HALVINGS):
        kept = (low + high) / 2.0
        less = _kept(scenario.demand, kept)
        changed = _changed(scenario, less[1]) if less else None
        load = math.inf if changed is None else worst(offered_load(changed, day, known=known)).load
        if less and load <= MARGIN:
            found, low = Relief(*less, load), kept
        elif less:
            high = kept
        else:  # too little to be told
            low = kept
    return [] if found is None else [found]


def _kept(demand: Demand, kept: float) -> tuple[str, dict[str, Any]] | None:
    """What is told of a smaller demand and the edit of just that number, rounded down; None where nothing is left."""
    per_year = demand.per_year
    if isinstance(per_year, Fixed):
        number = math.floor(per_year.value * kept)
        told = f"at most {number} requests a year instead of {per_year.value:g}"
        return (told, {"demand.per_year": number}) if number else None
    percent = math.floor(100.0 * kept)
    if not percent or (per_year is None and demand.interval is None):
        return None
    told = f"at most {percent} % of the requests"
    if per_year is None:
        return told, {"demand.interval": f"*{100.0 / percent:.9f}"}
    return told, {"demand.per_year": f"*{percent / 100.0:g}"}

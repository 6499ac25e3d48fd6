"""A trace told as readable tuples, and small houses to tell about.

`house(...)` writes a scenario in a few words: people with the roles they hold, teams, steps, days of requests.
`told(scenario)` simulates one replication and tells every row of its trace as a tuple
`(day, item, event, where, who)`; what a row does not have is left out.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.blueprint import Blueprint, make_blueprint
from sim.engines.reference import simulate
from sim.scenario import loads
from sim.scenario.schema import Scenario
from sim.trace import Event, Outcome, Trace

Row = tuple[Any, ...]


def house(
    people: Mapping[str, str | Mapping[str, Any]],
    steps: Mapping[str, Any] | None = None,
    requests: Iterable[Any] = (0,),
    *,
    teams: Mapping[str, Sequence[str]] | None = None,
    roles: Mapping[str, Any] | None = None,
    stages: Mapping[str, Any] | None = None,
    rework: Mapping[str, Any] | None = None,
    gates: Mapping[str, Any] | None = None,
    limit: int | None = None,
    study: Mapping[str, Any] | None = None,
    demand: Mapping[str, Any] | None = None,
    **blocks: Any,
) -> Scenario:
    """A scenario of one stage `work` (or several `stages`), everybody in one team unless `teams` say otherwise.

    A person is written as the roles he or she holds ("analyst coder", the first is preferred), or as a group.
    A request is a day, or an entry of `demand.planned`.
    """
    groups = {name: _group(written) for name, written in people.items()}
    held = {role: None for group in groups.values() for role in group["roles"]}
    seats = teams or {"team": list(people)}
    members = {team: {name: groups[name].get("count", 1) for name in names} for team, names in seats.items()}
    stage = {"steps": steps or {}, "rework": rework or {}, "gates": gates or {}}
    planned = [{"at": entry} if isinstance(entry, int | float) else dict(entry) for entry in requests]
    written = {
        "opmodel": 1,
        "name": "house",
        "study": {"type": "portfolio", "horizon": 1000, **(study or {})},
        "organization": {"form": "custom", "teams": _teams(members)},
        "people": groups,
        "roles": {**{role: {"group": "delivery"} for role in held}, **(roles or {})},
        "demand": {"planned": planned, **(demand or {})},
        "stages": stages or {"work": {**stage, **({"limit": limit} if limit else {})}},
        **blocks,
    }
    return loads(json.dumps(written), name="house")


def _group(written: str | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(written, str):
        written = {"roles": written}
    roles = written["roles"]
    skills = dict.fromkeys(roles.split(), 1) if isinstance(roles, str) else dict(roles)
    return {"count": 1, **written, "roles": skills}


def _teams(members: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Teams serve all domains, or those written in brackets behind their names: `north (retail, finance)`."""
    teams = {}
    for written, seats in members.items():
        name, _, domains = written.partition(" (")
        serves = domains.rstrip(")").split(", ") if domains else "all"
        teams[name] = {"serves": serves, "members": seats}
    return teams


def told(scenario: Scenario, seed: int = 1, replication: int = 0) -> list[Row]:
    """The whole trace of one replication as tuples, in their order of `in_order`."""
    blueprint = make_blueprint(scenario)
    return tell(simulate(blueprint, seed, replication), blueprint)


def tell(trace: Trace, blueprint: Blueprint) -> list[Row]:
    """Every row of a trace as a tuple, in their order of `in_order`."""
    names = item_names(trace, blueprint)
    rows = zip(trace.time, trace.item, trace.step, trace.part, trace.event, trace.person, strict=True)
    return in_order(_row(blueprint, names[item], *row) for row in rows for item in [row[1]])


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by day and item; within an instant their order carries no meaning, so the alphabet decides."""
    return sorted(rows, key=lambda row: (row[0], *map(str, row[1:])))


def item_names(trace: Trace, blueprint: Blueprint) -> dict[int, str]:
    """Requests are 1, 2, 3; what they spawn is `1: coordination`, the second time `1: coordination (2)`."""
    names: dict[int, str] = {}
    taken: dict[str, int] = {}
    requests = 0
    for number, kind, parent in zip(trace.items.number, trace.items.kind, trace.items.parent, strict=True):
        own = blueprint.kind_names[kind].split(".")[-1]
        if parent >= 0:
            name = f"{names[parent]}: {own}"
        elif blueprint.kind_is_use_case[kind]:
            requests += 1
            name = str(requests)
        else:
            name = own
        taken[name] = taken.get(name, 0) + 1
        repeated = parent >= 0 or not blueprint.kind_is_use_case[kind]
        names[number] = f"{name} ({taken[name]})" if repeated and taken[name] > 1 else name
    return names


def _row(b: Blueprint, item: str, day: float, _: int, step: int, part: int, event: int, person: int) -> Row:
    where = ""
    if event == Event.MARKED:
        where = b.mark_names[part]
    elif event == Event.ENDED:
        where = Outcome(part).name.lower()
    elif event == Event.SENT_BACK:
        where = b.rule_names[part].split(".")[-1]
    elif event == Event.REDONE:
        where = b.activity_names[part].split(".", 1)[-1]
    elif part >= 0:
        where = b.part_names[part].split(".", 1)[-1]
    elif step >= 0:
        where = b.step_names[step].split(".", 1)[-1]
    who = _person(b, person) if person >= 0 else ""
    return (round(float(day), 9), item, Event(event).name.lower().replace("_", " "), *([where] if where else []),
            *([who] if who else []))  # fmt: skip


def _person(b: Blueprint, person: int) -> str:
    """Groups of one are called by their group."""
    group = b.person_group[person]
    return group if b.person_group.count(group) == 1 else b.person_names[person]


def story(text: str) -> list[Row]:
    """Rows written down one a line, `day  item  event  where  who`, columns two blanks apart; in their order."""
    rows = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines() if line.strip()]
    return in_order((float(day), *rest) for day, *rest in rows)

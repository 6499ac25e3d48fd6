"""Generated scenarios in which all primitives meet: for invariants, and for twins of engines.

A world is plain data, as a scenario file would hold it, so that a counterexample can be read and kept. `worlds(grid)`
draws durations from a grid of 0.25 or 1 day (multiples of it, 0 among them: everything ties) or, on a grid of 0, from
continuous laws as they are. Every world is subcritical and its use cases can all end, so a `portfolio` that does not
end before its horizon has a deadlock.
"""

import json
import re
from typing import Any

from hypothesis import strategies as st

from sim.scenario import loads
from sim.scenario.schema import Scenario

World = dict[str, Any]
Draw = st.DrawFn
HORIZON = 5000.0
GRIDS = (0.0, 0.25, 1.0)  # days to which durations are rounded; 0: not at all
ROLES = ("a", "b", "c")
DISCIPLINES = ("first_come", "by_class", "shortest", "cost_of_delay", "finish_first", {"class": 5, "effort": 1})


def scenario_of(world: World) -> Scenario:
    """The scenario of a world."""
    days_as_numbers = re.sub(r'"([0-9.]+)":', r"\1:", json.dumps(world))
    return loads(days_as_numbers, name="world")


@st.composite
def worlds(draw: Draw, grid: float | None = None, study: str = "portfolio") -> World:
    """A small world; `study` is "portfolio" (runs until all is done) or "flow" (cut off at a horizon)."""
    grid = grid or 0.0
    domains = draw(st.sampled_from([{"retail": 1.0}, {"retail": 0.6, "finance": 0.4}]))
    kinds = draw(_kinds())
    teams, people = draw(_people(grid, tuple(domains)))
    stages = draw(_stages(grid, tuple(kinds), all("roles" not in group for group in people.values())))
    world: World = {
        "opmodel": 1,
        "name": "world",
        "study": draw(_study(study)),
        "organization": {"form": "custom", "teams": teams},
        "people": people,
        "roles": draw(_roles()),
        "demand": {**draw(_demand(grid, tuple(kinds), tuple(domains))), "domains": domains, "kinds": kinds},
        "maturity": {"platform": draw(st.sampled_from([0.3, {0: 0, 40: 1}]))},
        "stages": stages,
        "calls": draw(_calls(grid)),
        "handover": draw(_handover(grid)),
        "duties": draw(_duties()),
        "operation": draw(_operation(grid, next(iter(stages["first"]["steps"])))),
        "flow": {"discipline": draw(st.sampled_from(DISCIPLINES))},
    }
    if draw(st.booleans()):
        world["flow"]["portfolio_limit"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 7)) == 0:
        world["switches"] = {"queueing": False}
    return world


# -- amounts ----------------------------------------------------------------------------------------------------------


def laws(mean: float) -> World:
    """Continuous laws with about this mean: closed forms, and one that is read from a table."""
    return {
        "exponential": mean,
        "lognormal": {"mean": mean, "cv": 1},
        "uniform": {"min": 0, "max": 2 * mean},
        "triangular": {"min": 0, "mode": mean, "max": 2 * mean},
        "weibull": {"shape": 2, "scale": mean},
        "gamma": {"mean": mean, "cv": 0.5},
    }


def days(mean: float, grid: float, *, least: float = 0.0) -> st.SearchStrategy[Any]:
    """An amount with about this mean: on a grid, or continuous."""
    if not grid:
        written = {law: {law: given} for law, given in laws(mean).items()}
        by_level = {"by": "platform", "low": written["exponential"], "mid": mean, "high": written["lognormal"]}
        moving = {**written["exponential"], "times": {0: 1, 40: 2}}
        return st.sampled_from([mean, *written.values(), by_level, moving])
    count = max(1, round(2 * mean / grid))
    values = sorted({max(least, grid * round(i * count / 3)) for i in range(4)})
    fixed = max(least, grid * round(mean / grid))
    return st.sampled_from([fixed, {"discrete": {"values": values, "shares": [1] * len(values)}}])


def chance(*chances: float) -> st.SearchStrategy[Any]:
    """A chance, fixed or by level of a dial."""
    by_level = {"by": "platform", "low": chances[0], "mid": chances[0], "high": chances[-1]}
    return st.sampled_from([*chances, by_level])


# -- blocks -----------------------------------------------------------------------------------------------------------


@st.composite
def _study(draw: Draw, study: str) -> World:
    opening = {name: draw(st.integers(0, 2)) for name in ("waiting", "in_progress", "live")}
    if study == "portfolio":
        return {"type": "portfolio", "horizon": HORIZON, "opening": opening}
    return {"type": "flow", "warm_up": 5, "intake": 15, "horizon": 40, "full_horizon": draw(st.booleans()),
            "opening": opening}  # fmt: skip


@st.composite
def _kinds(draw: Draw) -> World:
    kinds: World = {"plain": {"share": 2}}
    if draw(st.booleans()):
        kinds["fire"] = {"share": 1, "urgent": True, "cost_of_delay": 3, "value": 10}
    if draw(st.booleans()):
        kinds["light"] = {"share": 0.3, "smallest": True, "priority": 2, "cost_of_delay": 2}
    return kinds


@st.composite
def _demand(draw: Draw, grid: float, kinds: tuple[str, ...], domains: tuple[str, ...]) -> World:
    planned: list[World] = [
        {"at": at, "count": draw(st.integers(1, 2))} for at in draw(st.lists(st.integers(0, 6), max_size=3))
    ]
    for entry in planned[:1]:
        entry |= draw(st.sampled_from([{}, {"kind": kinds[-1], "domain": domains[-1], "size": 0.5}]))
    size = draw(st.sampled_from([1, {"discrete": {"values": [0.5, 1, 2], "shares": [1, 2, 1]}}]))
    demand: World = {"planned": planned, "interval": draw(days(2, grid, least=grid or 0)), "size": size,
                     "at_most": draw(st.integers(1, 6)),
                     "value": draw(st.sampled_from([1, {"exponential": 9}]))}  # fmt: skip
    if draw(st.booleans()):
        demand["batch"] = {"size": {"discrete": {"values": [1, 3], "shares": [1, 1]}}}
        if draw(st.booleans()):
            demand["batch"]["every"] = 2
            del demand["interval"]
    return demand


@st.composite
def _roles(draw: Draw) -> World:
    roles: World = {name: {"group": "delivery"} for name in ROLES}
    roles["a"] |= {"carries": draw(st.integers(1, 3)), "switching_loss": draw(st.sampled_from([0, 0.2, 0.5]))}
    if draw(st.booleans()):
        roles["b"]["absence"] = {"every": 8, "lasts": 2}
    if draw(st.booleans()):
        roles["c"]["focus"] = {"by": "platform", "low": 0.5, "mid": 0.5, "high": 1}
    if draw(st.booleans()):
        roles["b"]["ramp"] = {"starts_at": 0.5, "takes": 8, "steps": 2}
    roles["d"] = {"group": "delivery", "stand_in": {"c": 0.5, "a": 1}}  # held by temps at most
    roles["project_manager"] = {"group": "delivery", "stand_in": {"first_participant": 0.5, "a": 0.5}}
    return roles


@st.composite
def _people(draw: Draw, grid: float, domains: tuple[str, ...]) -> tuple[World, World]:
    """A center, or a team for each role, that hold every role at all times; perhaps teams of people who come and go."""
    people: World = {name: {"count": draw(st.integers(1, 2))} for name in ROLES}
    if draw(st.booleans()):
        people["c"]["roles"] = {"c": 1, "b": 0.5}
    if draw(st.booleans()):
        people["a"]["absent"] = [[3, 5], [9, 9.5]]
    if draw(st.booleans()):
        people["b"]["rates"] = {0: 1, 4: 0.5, 6: 0, 7.5: 1}
    if draw(st.booleans()):
        people["pm"] = {"count": 1, "roles": {"project_manager": 1}}
    seats = {name: group["count"] for name, group in people.items()}
    teams: World = {"center": {"serves": "all", "members": seats}}
    if draw(st.booleans()):
        teams = {f"team of {name}": {"serves": "all", "members": {name: count}} for name, count in seats.items()}
    for number in range(draw(st.integers(0, 2))):
        name = f"temps {number + 1}"
        roles = draw(st.lists(st.sampled_from([*ROLES, "d"]), min_size=1, max_size=3, unique=True))
        comes = draw(st.integers(0, 6))
        people[name] = {
            "count": draw(st.integers(1, 2)),
            "roles": {role: draw(st.sampled_from([1, 0.5, 2])) for role in roles},
            "fte": draw(st.sampled_from([1, 0.5])),
            "carries": draw(st.integers(1, 2)),
            "joins": comes,
            "hands_back": draw(st.booleans()),
        }
        if draw(st.booleans()):
            people[name]["leaves"] = comes + draw(st.integers(1, 9))
        serves = draw(st.sampled_from(["all", [domains[-1]]]))
        team = f"team {number + 1}"
        teams[team] = {"serves": serves, "members": {name: people[name]["count"]}}
        if draw(st.integers(0, 2)) == 0:  # each sits in two teams
            people[name]["teams"], teams[team]["members"] = [next(iter(teams)), team], {}
    return teams, people


@st.composite
def _stages(draw: Draw, grid: float, kinds: tuple[str, ...], in_order: bool) -> World:
    stages: World = {}
    names: list[str] = []
    for name in ("first", "second")[: draw(st.integers(1, 2))]:
        steps: World = {}
        for number in range(draw(st.integers(1, 3))):
            steps[f"{name} {number + 1}"] = draw(_step(grid, kinds, in_order))
        stage: World = {"steps": steps, "rework": {}}
        names += steps
        if draw(st.booleans()):
            stage["limit"] = draw(st.integers(1, 3))
        after = list(steps)[-1]
        for rule in range(draw(st.integers(0, 2))):
            stage["rework"][f"back {rule + 1}"] = {
                **draw(st.sampled_from([{}, {"only_for": [kinds[0]]}])),
                "after": after,
                "back_to": draw(st.sampled_from(names)),
                "chance": draw(chance(0.2, 0.45)),
                "repeats": draw(st.sampled_from([1, 0.5])),
                "fade": draw(st.sampled_from([1, 0.5])),
                "at_most": draw(st.integers(1, 3)),
            }
        if draw(st.booleans()):
            gate = {"delay": draw(days(1, grid)), "meet_every": draw(st.sampled_from([0, 2, 5])),
                    "stops": draw(chance(0.2, 0.4)), "grows": draw(st.sampled_from([0, 1]))}  # fmt: skip
            if draw(st.booleans()):
                effort = draw(days(0.5, grid))
                gate["coordination"] = draw(
                    st.sampled_from([effort, {"by": "kind", kinds[-1]: effort, "otherwise": 0}])
                )
            stage["gates"] = {"board": gate | draw(st.sampled_from([{}, {"only_for": [kinds[-1]]}]))}
        stages[name] = stage
    marked = list(stages[name]["steps"].values())
    marked[-1]["mark"] = "live"
    if len(marked) > 1 and draw(st.booleans()):  # its clocks run while it is on its way still
        marked[-2]["mark"], marked[-1]["mark"] = "live", "in_use"
    return stages


@st.composite
def _step(draw: Draw, grid: float, kinds: tuple[str, ...], in_order: bool) -> World:
    if draw(st.integers(0, 2)):
        return draw(_activity(grid, kinds, in_order))
    return {"parallel": {name: draw(_activity(grid, kinds, in_order)) for name in ("x", "y")}}


@st.composite
def _activity(draw: Draw, grid: float, kinds: tuple[str, ...], in_order: bool) -> World:
    """One activity; a workshop is convened in order only where every seat has somebody of its own in every team."""
    roles = draw(st.lists(st.sampled_from([*ROLES, "d"]), min_size=1, max_size=3, unique=True))
    split = {1: (1.0,), 2: (0.5, 0.5), 3: (0.5, 0.25, 0.25)}[len(roles)]
    shares: World = dict(zip(roles, split, strict=True))
    effort = draw(days(2, grid))
    if draw(st.integers(0, 3)) == 0:
        effort = {"by": "kind", kinds[0]: effort, "otherwise": draw(days(1, grid))}
    activity: World = {"effort": effort, "shared_by": shares}
    if draw(st.booleans()):
        activity["together"] = True
        if in_order and "d" not in roles:
            activity["convene"] = draw(st.sampled_from(["interrupting", "in_order"]))
    elif draw(st.booleans()):
        shares[roles[0]] = {"share": split[0], "people": 2}
    if draw(st.booleans()):
        wait: World = {"delay": draw(days(1, grid)), "once": draw(st.booleans()), "again": 0.5,
                       "grows": 1 if grid else 0.5}  # fmt: skip
        activity["waits"] = {"w": wait, **({"v": {"call": "access"}} if draw(st.booleans()) else {})}
    if draw(st.integers(0, 3)) == 0:
        activity["asks"] = {"q": "question"}
    if draw(st.integers(0, 2)) == 0:
        activity["redo"] = {"chance": draw(chance(0.3, 0.6)), "repeats": 0.5, "fade": 0.5, "at_most": 2}
    if draw(st.integers(0, 2)) == 0:
        activity["patience"] = draw(days(2, grid, least=grid or 0))
    if len(kinds) > 1 and draw(st.integers(0, 3)) == 0:
        activity["only_for"] = [draw(st.sampled_from(kinds))]
    return activity


@st.composite
def _calls(draw: Draw, grid: float) -> World:
    access: World = {"effort": draw(days(0.5, grid)), "shared_by": {"b": 1}, "urgent": draw(st.booleans())}
    if draw(st.booleans()):
        access["foreign"] = 0.5
    question: World = {"effort": draw(days(0.5, grid)), "shared_by": {"c": 0.5, "a": 0.5}, "delay": draw(days(1, grid)),
                       "chance": 0.7, "awaited": draw(st.booleans()), "alone": 0.5}  # fmt: skip
    if draw(st.booleans()):
        question["patience"] = draw(days(2, grid))
    return {"access": access, "question": question}


@st.composite
def _handover(draw: Draw, grid: float) -> World:
    between: World = {"delay": draw(days(1, grid)), "bounce": draw(chance(0.3, 0.5)), "context_loss": 0.5}
    if draw(st.booleans()):
        between["coordination"] = draw(days(0.5, grid))
    same = {"delay": draw(days(0.25, grid)), "bounce": 0.2, "context_loss": 0.1}
    return {"same_team": same, "between_teams": between, "bounces_at_most": draw(st.integers(0, 2))}


@st.composite
def _duties(draw: Draw) -> World:
    duties: World = {}
    if draw(st.booleans()):
        duties["tidy"] = {"effort": 0.25, "shared_by": {"c": 1}, "every": 4, "urgent": draw(st.booleans())}
    if draw(st.booleans()):
        duties["learn"] = {"effort": 0.25, "per_person": "a", "every": 5}
    return duties


@st.composite
def _operation(draw: Draw, grid: float, first_step: str) -> World:
    if draw(st.integers(0, 2)) == 0:
        return {}
    repair = {"effort": draw(days(0.5, grid)), "shared_by": {"b": 1}, "delay": draw(days(0.5, grid)),
              "urgent": draw(st.booleans()), "share": 0.8}  # fmt: skip
    operation: World = {
        "drift": {
            "every": draw(days(12, grid, least=1)),
            "ever": 0.8,
            "remedies": {"repair": repair, "rebuild": {"back_to": first_step, "share": 0.2}},
        },
        "retire": {"after": draw(days(20, grid, least=1))},
    }
    if draw(st.booleans()):
        operation["upkeep"] = {"patch": {"effort": 0.25, "shared_by": {"c": 1}, "every": 7}}
    return operation

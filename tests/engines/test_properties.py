"""Properties of the reference engine: critical paths, switches, levers, processes, memory, luck that stays put."""

import copy
import gc
import itertools

import numpy as np
import pytest
import simpy

from sim import draws
from sim.blueprint import make_blueprint
from sim.engines.reference import Office, rows, simulate
from sim.scenario import load
from sim.scenario.schema import Goal, Scenario, Switches
from sim.trace import Event
from tests.engines.telling import house, item_names, tell, told
from tests.engines.worlds import scenario_of

ALL_OFF = {"switches": {name: False for name in Switches.model_fields}}


def times(scenario: Scenario, replication: int = 0) -> np.ndarray:
    """Days from request to end, by item."""
    trace = simulate(make_blueprint(scenario), 1, replication)
    ended = trace.event == Event.ENDED
    return trace.time[ended][np.argsort(trace.item[ended])] - trace.items.requested


# -- with every switch off an item's time is its critical path ---------------------------------------------------------

WORK = {"effort": 3, "shared_by": {"coder": 1}}


def work(effort, **more):
    return {"effort": effort, "shared_by": {"coder": 1}, **more}


SHAPES = {
    "a line": ({"one": work(3), "two": work(4)}, {}, 7.0),
    "the longest side of a parallel step": (
        {"one": work(1), "both": {"parallel": {"x": work(2), "y": work(5)}}, "two": work(1)}, {}, 7.0,
    ),
    "the longest share of an activity": (
        {"one": {"effort": 8, "shared_by": {"coder": 0.75, "tester": 0.25}}}, {}, 6.0,
    ),
    "the longest seat of a workshop": (
        {"one": {"effort": 8, "shared_by": {"coder": 0.25, "tester": 0.75}, "together": True}}, {}, 6.0,
    ),
    "no waits, redoing, rework, gates or crossings": (
        {
            "one": work(3, waits={"w": {"delay": 5}}, redo={"chance": 1, "at_most": 2}),
            "two": {"effort": 2, "shared_by": {"tester": 1}, "asks": {"q": "question"}},
        },
        {
            "teams": {"a": ["ann"], "b": ["bob"]},
            "rework": {"back": {"after": "two", "back_to": "one", "chance": 1, "at_most": 3}},
            "gates": {"board": {"delay": 4, "meet_every": 10, "stops": 1}},
            "calls": {"question": {"delay": 9}},
            "handover": {"between_teams": {"delay": 3, "bounce": 1, "coordination": 2},
                         "coordinated_by": "coder"},
            "limit": 1,
        },
        5.0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_with_every_switch_off_an_items_time_is_its_critical_path(shape):
    """However many come at once: a copy of the person works on each."""
    steps, more, expected = SHAPES[shape]
    scenario = house({"ann": "coder", "bob": "tester"}, steps, [0, 0, 0.5, 2], **more, **ALL_OFF)
    assert times(scenario) == pytest.approx([expected] * 4, rel=1e-12)


def test_without_queueing_skill_and_speed_still_count():
    off = {**ALL_OFF["switches"], "part_time": True}
    scenario = house({"ann": {"roles": {"coder": 0.5}, "fte": 0.5}}, {"one": work(3)}, [0, 0, 1], switches=off)
    assert times(scenario) == pytest.approx([12.0] * 3, rel=1e-12)


# -- a switch off is the scenario without its block --------------------------------------------------------------------

EVERYTHING = {
    "opmodel": 1,
    "name": "everything",
    "study": {"type": "flow", "warm_up": 0, "intake": 60, "horizon": 90, "opening": {"live": 3, "waiting": 2}},
    "organization": {
        "form": "federated",
        "factors": {"federated": {"context_loss": 2, "duplicated_effort": 1.5, "specialist_skill": 0.5,
                                  "governance_delay": 2, "acceptance_loop": 1.5}},
    },
    "people": {
        "analyst": {"per_domain": 1, "switching_loss": 0.3},
        "coder": {"count": 3, "joins": 2, "fte": 0.8},
        "tester_later": {"count": 1, "roles": {"tester": 1}, "joins": 9, "leaves": 50},
        "tester_sooner": {"count": 1, "roles": {"tester": 1}, "rates": {0: 1, 20: 0.5}},
        "tester": {"count": 1, "absent": [[10, 13]]},
        "project_manager": 1,
    },
    "roles": {
        "analyst": {"group": "business", "carries": 2, "absence": {"every": 12, "lasts": 2}},
        "coder": {"group": "specialist", "carries": 2, "switching_loss": 0.2, "ramp": {"takes": 20}},
        "tester": {"group": "platform"},
        "project_manager": {"group": "delivery"},
    },
    "maturity": {"platform": {0: 0, 60: 1}},
    "demand": {"per_year": 120, "domains": {"retail": 0.7, "finance": 0.3}, "batch": {"size": 2},
               "kinds": {"plain": {"share": 3}, "fire": {"share": 1, "urgent": True}},
               "size": {"lognormal": {"mean": 1, "cv": 1}}},
    "stages": {
        "first": {
            "limit": 4,
            "steps": {
                "frame": {"effort": {"exponential": 1}, "shared_by": {"analyst": 0.5, "coder": 0.5}, "together": True,
                          "waits": {"review": {"delay": 1, "governance": True}, "access": {"call": "access"},
                                    "room": {"call": "room"}}},
                "look": {"parallel": {
                    "x": {"effort": 1, "shared_by": {"coder": 1}, "redo": {"chance": 0.4}, "duplicated": True,
                          "patience": 6},
                    "y": {"effort": 1, "shared_by": {"tester": 1}, "asks": {"q": "question"}},
                }},
            },
            "rework": {"again": {"after": "look", "back_to": "frame", "chance": 0.3, "includes_loss": 0.2,
                                 "acceptance": True}},
            "gates": {"board": {"delay": 1, "stops": 0.2, "coordination": 0.1}},
        },
        "second": {
            "steps": {"code": {"effort": {"exponential": 2}, "shared_by": {"coder": 1}, "patience": 6},
                      "test": {"effort": 1, "shared_by": {"tester": 1}, "mark": "live"}},
            "rework": {"fix": {"after": "test", "back_to": "code", "chance": 0.3, "includes_loss": 0.1}},
        },
    },
    "calls": {"access": {"effort": 0.5, "shared_by": {"analyst": 1}, "foreign": 0.5},
              "room": {"effort": 0.2, "shared_by": {"tester": 1}},
              "question": {"delay": 1, "patience": 0.5, "alone": 0.4, "chance": 0.7}},
    "handover": {
        "same_team": {"delay": {"exponential": 0.3}, "bounce": 0.2, "context_loss": 0.1},
        "between_teams": {"delay": {"exponential": 1}, "bounce": 0.4, "context_loss": 0.5, "coordination": 0.2},
    },
    "duties": {"tidy": {"effort": {"by": "platform", "low": 0.5, "mid": 0.3, "high": 0.1},
                        "shared_by": {"tester": 1}, "every": 4}},
    "operation": {"drift": {"every": {"exponential": 20}, "remedies": {
        "repair": {"effort": 1, "shared_by": {"coder": 1}, "urgent": True}}}},
    "flow": {"portfolio_limit": 9, "discipline": {"effort": -1}},
}  # fmt: skip


def without(world, *paths):
    """The world without what stands at these dotted paths; `*` stands for every name."""
    world = copy.deepcopy(world)
    for path in paths:
        *way, last = path.split(".")
        places = [world]
        for part in way:
            places = [
                inner for place in places for name, inner in place.items() if part in ("*", name)
                and isinstance(inner, dict)
            ]  # fmt: skip
        for place in places:
            place.pop(last, None)
    return world


PLACES = ("stages.*.steps.*", "stages.*.steps.*.parallel.*")
BLOCKS = {
    "handover_delay": ["handover.*.delay"],
    "bounce": ["handover.*.bounce"],
    "context_loss": ["handover.*.context_loss", "stages.*.rework.*.includes_loss"],
    "coordination": ["handover.*.coordination", "stages.*.gates.*.coordination"],
    "rework": ["stages.*.rework", "stages.*.steps.*.redo", "stages.*.steps.*.parallel.*.redo"],
    "gates": ["stages.*.gates"],
    "waits": ["stages.*.steps.*.waits", "stages.*.steps.*.parallel.*.waits"],
    "calls": [f"{where}.waits.{call}" for where in PLACES for call in ("access", "room")],
    "silos": [f"{where}.waits.access" for where in PLACES],
    "duties": ["duties"],
    "operation": ["operation"],
    "limits": ["stages.*.limit", "flow.portfolio_limit"],
    "discipline": ["flow.discipline"],
    "urgency": ["demand.kinds.*.urgent", "operation.drift.remedies.*.urgent"],
    "batches": ["demand.batch"],
    "withdrawal": [f"{where}.patience" for where in PLACES],
    "questions": ["stages.*.steps.*.asks", "stages.*.steps.*.parallel.*.asks", "calls.question"],
    "turnover": ["people.coder.joins", "people.tester_later"],
    "part_time": ["people.*.fte"],
    "ramp_and_absence": ["roles.*.ramp", "roles.*.absence", "people.*.absent", "people.*.rates"],
    "switching_loss": ["roles.*.switching_loss", "people.*.switching_loss"],
    "dial_paths": [],
    "form_factors": ["organization.factors"],
}


INSTEAD = {"dial_paths": {"maturity": {"platform": 0}}}  # where nothing is written a dial is at 0.5


def trace_of(world, seed=1, replication=0):
    return simulate(make_blueprint(scenario_of(world)), seed, replication)


ACCOUNTS = ("adoption", "drift_loss", "discounting")  # what things are worth, not what happens


def test_every_switch_is_tried_here():
    assert {*BLOCKS, *ACCOUNTS, "queueing"} == set(Switches.model_fields)


def test_what_things_are_worth_changes_nothing_of_what_happens():
    worth = copy.deepcopy(EVERYTHING)
    worth["operation"] |= {"adoption": {"half_after": 9, "takes": 20}, "retire": {"after": 400}}
    worth["operation"]["drift"]["loses"] = 0.5
    worth["money"] = {"discount": 0.08}
    plain = trace_of(worth)
    assert plain.same_as(trace_of({**worth, "switches": dict.fromkeys(ACCOUNTS, False)}))


@pytest.mark.parametrize("switch", BLOCKS)
def test_a_switch_off_leaves_the_trace_of_the_scenario_without_its_block(switch):
    off = trace_of({**EVERYTHING, "switches": {switch: False}})
    assert off.same_as(trace_of({**without(EVERYTHING, *BLOCKS[switch]), **INSTEAD.get(switch, {})}))
    assert not off.same_as(trace_of(EVERYTHING))


def test_all_switches_but_queueing_off_is_the_scenario_without_all_blocks():
    off = trace_of({**EVERYTHING, "switches": dict.fromkeys(BLOCKS, False)})
    blocks = itertools.chain.from_iterable(BLOCKS.values())
    instead = {name: block for blocks_of in INSTEAD.values() for name, block in blocks_of.items()}
    assert off.same_as(trace_of({**without(EVERYTHING, *blocks), **instead}))


def test_without_queueing_nobody_ever_waits_for_somebody_who_is_there():
    """Queueing remains only where nobody has joined yet, so none here."""
    world = without(EVERYTHING, "people.*.joins", *BLOCKS["ramp_and_absence"], *BLOCKS["limits"])
    blueprint = make_blueprint(scenario_of({**world, "switches": {"queueing": False}}))
    trace = simulate(blueprint)
    rows = np.isin(trace.event, [Event.QUEUED, Event.STARTED])
    stints = np.stack([trace.item[rows], trace.part[rows], trace.visit[rows]])
    _, which = np.unique(stints, axis=1, return_inverse=True)
    spread = np.zeros(which.max() + 1)
    np.add.at(spread, which.ravel(), np.where(trace.event[rows] == Event.STARTED, 1, -1) * trace.time[rows])
    assert np.all(spread == 0.0)


# -- levers ------------------------------------------------------------------------------------------------------------

BASELINE = {"study.warm_up": 0, "study.intake": 80, "study.horizon": 120}
LEVERS = {
    "people.data_engineer": (1, 12),
    "organization.form": ("centralized", "coe", "federated"),
    "organization.platform": ("shared", "own"),
    "demand.per_year": (10, 100),
    "demand.domains": ({"retail": 1}, {"retail": 0.5, "finance": 0.5}),
    "maturity.data_foundation": (0, 1),
    "maturity.platform": (0, 1),
    "maturity.mlops": (0, 1),
    "platform.services": (4, 30),
    "platform.managed": (0, 1),
    "gates.meet_every": (0, 21),
    "goal.target": (60, 250),
    "goal.matters": (2, 15),
}


def panel(model=Scenario, path=""):
    """Dotted paths of the fields that the schema puts on the front panel, as far as they have names of their own."""
    for name, field in model.model_fields.items():
        below = f"{path}.{name}" if path else name
        if (field.json_schema_extra or {}).get("panel"):
            yield below
        elif hasattr(field.annotation, "model_fields"):
            yield from panel(field.annotation, below)


@pytest.fixture(scope="module")
def baseline():
    return load("baseline").changed(BASELINE)


def test_every_lever_of_the_front_panel_is_tried_here():
    assert set(panel()) | {"people.data_engineer"} == set(LEVERS)


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_changes_what_happens_and_a_goal_does_not(baseline, lever):
    form = {"organization.form": "federated"} if lever == "organization.platform" else {}
    first, *others = (simulate(make_blueprint(baseline.changed({**form, lever: value}))) for value in LEVERS[lever])
    changes = [not first.same_as(other) for other in others]
    assert all(changes) if not lever.startswith("goal.") else not any(changes)
    assert hasattr(Goal(), lever.split(".")[1]) == lever.startswith("goal.")


# -- people are processes ----------------------------------------------------------------------------------------------


def test_every_person_is_one_process_and_nobody_else_is(monkeypatch):
    begun = []
    begin = simpy.events.Process.__init__

    def counted(self, env, generator):
        begun.append(generator.__name__)
        begin(self, env, generator)

    monkeypatch.setattr(simpy.events.Process, "__init__", counted)
    blueprint = make_blueprint(scenario_of(EVERYTHING))
    simulate(blueprint)
    assert begun == ["working_life"] * len(blueprint.person_names)


# -- nothing piles up --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["everything", "baseline", "stretched", "effects/impatient_sponsors"])
def test_a_replication_leaves_no_garbage_that_only_the_collector_finds(name):
    scenario = scenario_of(EVERYTHING) if name == "everything" else load(name)
    office = Office(make_blueprint(scenario), draws.run_key(1, 0))
    gc.collect()
    gc.disable()
    try:
        trace = office.run()
        found = gc.collect()
    finally:
        gc.enable()
    assert len(trace) > 100
    assert found == 0


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_as_it_was_after_a_replication_and_after_one_that_fails(collecting, monkeypatch):
    blueprint = make_blueprint(scenario_of(EVERYTHING))
    try:
        (gc.enable if collecting else gc.disable)()
        simulate(blueprint)
        assert gc.isenabled() == collecting
        monkeypatch.setattr(Office, "run", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            simulate(blueprint)
        assert gc.isenabled() == collecting
    finally:
        gc.enable()


def test_rows_call_every_event_by_its_own_name():
    assert [getattr(rows, event.name) for event in Event] == list(Event)


# -- luck stays put ----------------------------------------------------------------------------------------------------


def test_the_same_seed_leaves_the_same_trace_and_another_one_another():
    blueprint = make_blueprint(scenario_of(EVERYTHING))
    trace = simulate(blueprint, seed=4, replication=2)
    assert trace.same_as(simulate(blueprint, seed=4, replication=2))
    assert trace.same_as(trace_of(EVERYTHING, 4, 2))
    assert not trace.same_as(simulate(blueprint, seed=5, replication=2))
    assert not trace.same_as(simulate(blueprint, seed=4, replication=3))


def test_replications_do_not_depend_on_which_others_run_or_in_which_order():
    blueprint = make_blueprint(scenario_of(EVERYTHING))
    forward = [simulate(blueprint, 1, r) for r in range(4)]
    backward = [simulate(blueprint, 1, r) for r in reversed(range(6))][::-1]
    assert all(one.same_as(other) for one, other in zip(forward, backward[:4], strict=True))


def test_renaming_the_scenario_or_a_label_changes_nothing():
    renamed = copy.deepcopy(EVERYTHING) | {"name": "another", "description": "as before"}
    renamed["roles"]["coder"]["label"] = "Engineer"
    assert trace_of(renamed).same_as(trace_of(EVERYTHING))


UNCROWDED = without(EVERYTHING, "flow", "stages.*.limit", "stages.*.steps.*.patience") | {
    "study": {"type": "flow", "warm_up": 0, "intake": 40, "horizon": 60, "full_horizon": True},
    "switches": dict.fromkeys(
        ("queueing", "switching_loss", "ramp_and_absence", "part_time", "turnover", "withdrawal"), False
    ),
}


def efforts(world, replication=0):
    """Days of work by (request, activity and role, visit): the first stint in hand until it is finished."""
    blueprint = make_blueprint(scenario_of(world))
    trace = simulate(blueprint, 1, replication)
    names = item_names(trace, blueprint)
    began, found = {}, {}
    rows = zip(trace.time, trace.item, trace.part, trace.visit, trace.event, strict=True)
    for day, item, part, visit, event in rows:
        name = names[item]
        if event in (Event.STARTED, Event.FINISHED) and name.isdigit():
            key = (name, blueprint.part_names[part], int(visit))
            if event == Event.STARTED:
                began[key] = day
            else:
                found[key] = float(day - began[key])
    return found


def with_more(world, path, **entries):
    """The world with more entries at a dotted path."""
    world = copy.deepcopy(world)
    place = world
    for part in path.split("."):
        place = place.setdefault(part, {})
    before = dict(place)
    place.clear()
    place.update(entries)  # in front: position must not matter either
    place.update(before)
    return world


ADDED = {
    "a role and people who hold it": lambda w: with_more(
        with_more(w, "roles", writer={"group": "delivery"}), "people", writer={"per_domain": 1}
    ),
    "an activity": lambda w: with_more(
        w, "stages.first.steps.look.parallel", z={"effort": {"exponential": 1}, "shared_by": {"analyst": 1}}
    ),
    "a step": lambda w: with_more(
        w, "stages.second.steps", plan={"effort": {"exponential": 1}, "shared_by": {"coder": 1}}
    ),
    "a duty": lambda w: with_more(w, "duties", learn={"effort": 1, "per_person": "coder", "every": {"exponential": 5}}),
    "a call": lambda w: with_more(
        with_more(w, "calls", check={"delay": {"exponential": 1}}), "stages.second.steps.code.asks", c="check"
    ),
    "a rework rule": lambda w: with_more(
        w, "stages.second.rework", polish={"after": "code", "back_to": "code", "chance": 0.2, "at_most": 1}
    ),
    "planned requests": lambda w: with_more(w, "demand", planned=[{"at": 1, "count": 3}]),
    "opening stock": lambda w: with_more(w, "study", opening={"waiting": 2, "live": 2}),
    "upkeep": lambda w: with_more(w, "operation.upkeep", patch={
        "effort": {"exponential": 1}, "shared_by": {"coder": 1}, "every": 5}),
}  # fmt: skip


@pytest.mark.parametrize("what", ADDED)
def test_adding_moves_no_draw_of_the_others(what):
    """Without queues a stint takes as long as its effort, so the efforts of every request can be read off."""
    before, after = efforts(UNCROWDED), efforts(ADDED[what](UNCROWDED))
    in_front = {"planned requests": 3, "opening stock": 4}.get(what, 0)  # these are numbered before the others
    after = {(str(int(name) - in_front), *rest): days for (name, *rest), days in after.items()}
    shared = before.keys() & after.keys()
    assert len(shared) > 0.7 * len(before)
    for key in shared:
        assert after[key] == pytest.approx(before[key], rel=1e-9, abs=1e-9), key


def test_a_new_kind_and_a_new_domain_take_only_their_own_share():
    """An exponential race by name: who is not of the new kind keeps the old one."""
    world = without(EVERYTHING, "study.opening", "demand.kinds", *BLOCKS["operation"])
    old = with_more(world, "demand", kinds={"light": {"share": 1}, "standard": {"share": 2}})
    new = with_more(world, "demand", kinds={"light": {"share": 1}, "odd": {"share": 1}, "standard": {"share": 2}})
    new["demand"]["domains"] = {"retail": 0.7 / 1.3, "supply": 0.3 / 1.3, "finance": 0.3 / 1.3}
    pairs = []
    for replication in range(8):
        lists = []
        for one in (old, new):
            blueprint = make_blueprint(scenario_of(one))
            items = simulate(blueprint, 1, replication).items
            use_cases = (items.parent < 0) & blueprint.kind_is_use_case[items.kind]
            lists.append([
                (blueprint.kind_names[k], blueprint.domain_names[d])
                for k, d in zip(items.kind[use_cases], items.domain[use_cases], strict=True)
            ])  # fmt: skip
        pairs += list(zip(*lists, strict=False))
    kinds = [(a[0], b[0]) for a, b in pairs]
    domains = [(a[1], b[1]) for a, b in pairs]
    assert all(b in (a, "odd") for a, b in kinds)
    assert all(b in (a, "supply") for a, b in domains)
    assert 0.15 < np.mean([b == "odd" for _, b in kinds]) < 0.35
    assert 0.12 < np.mean([b == "supply" for _, b in domains]) < 0.34


def test_the_day_of_requests_does_not_depend_on_who_works():
    """More people, another form: the same requests on the same days with the same sizes."""
    many = copy.deepcopy(EVERYTHING)
    many["people"]["coder"]["count"] = 9
    many["organization"]["form"] = "centralized"
    one, other = trace_of(EVERYTHING).items, trace_of(many).items
    mine, theirs = one.measurable, other.measurable
    shared = min(mine.sum(), theirs.sum())
    assert shared > 20
    assert one.requested[mine][:shared].tobytes() == other.requested[theirs][:shared].tobytes()
    assert one.size[mine][:shared].tobytes() == other.size[theirs][:shared].tobytes()


def test_what_is_told_is_the_whole_trace():
    scenario = house({"ann": "coder"}, {"one": WORK})
    blueprint = make_blueprint(scenario)
    assert len(told(scenario)) == len(tell(simulate(blueprint), blueprint)) == len(simulate(blueprint)) == 5

"""The blueprint: names turned into indices, amounts into records, people into pools and rates."""

import dataclasses
import json

import numpy as np
import pytest

from sim import rules
from sim.blueprint import make_blueprint
from sim.blueprint.blueprint import PartType, Presence, SourceType
from sim.errors import BadInput
from sim.scenario import load, loads
from tests.engines.telling import house

CODE = {"code": {"effort": 4, "shared_by": {"coder": 1}}}


def value(blueprint, amount, u=0.5, day=0.0):
    """Value of an amount of the blueprint."""
    b = blueprint
    return rules.amount_value(
        amount, u, day, b.amount_law.ravel(), b.amount_shape.ravel(), b.amount_dial, b.amount_scale, b.amount_path,
        b.amount_factor, b.path_start, b.path_day, b.path_value, b.tables,
    )  # fmt: skip


def rates(scenario, person=0):
    b = make_blueprint(scenario)
    rows = slice(b.rate_start[person], b.rate_start[person + 1])
    names = [Presence(int(p)).name.lower() for p in b.rate_presence[rows]]
    return list(zip(b.rate_day[rows].tolist(), b.rate_slope[rows].tolist(), names, strict=True))


def options(blueprint, role, domain):
    """Teams asked for a role, in order; stand-ins in brackets."""
    b = blueprint
    ask = list(b.ask_role).index(b.role_names.index(role))
    place = ask * len(b.domain_names) + b.domain_names.index(domain)
    span = range(b.option_start[place], b.option_start[place + 1])
    names = [b.team_names[b.pool_team[b.option_pool[o]]] for o in span]
    return [f"({name})" if b.option_stands_in[o] else name for name, o in zip(names, span, strict=True)]


# -- the route --------------------------------------------------------------------------------------------------------


def test_steps_of_the_route_come_first_and_those_of_what_is_spawned_after():
    steps = {
        "frame": {"effort": 1, "shared_by": {"coder": 1}, "asks": {"q": "question"}},
        "both": {"parallel": {"x": {"effort": 1, "shared_by": {"coder": 1}}, "y": {"waits": {"w": {"delay": 2}}}}},
    }
    b = make_blueprint(
        house({"ann": "coder"}, steps, calls={"question": {"delay": 1}},
              duties={"tidy": {"effort": 1, "shared_by": {"coder": 1}, "every": 5}})
    )  # fmt: skip
    assert b.step_names == ("work.frame", "work.both", "duties.tidy", "calls.question")
    assert b.step_stage.tolist() == [0, 0, -1, -1]
    assert b.activity_names[:3] == ("work.frame", "work.both.x", "work.both.y")
    assert b.part_names[:4] == ("work.frame.coder", "work.frame.q", "work.both.x.coder", "work.both.y.w")
    assert b.part_type[:4].tolist() == [PartType.STINT, PartType.CALL, PartType.STINT, PartType.DELAY]
    assert b.kind_is_use_case.tolist() == [True, False, False]
    spans = dict(zip(b.kind_names, zip(b.kind_first_step, b.kind_last_step, strict=True), strict=True))
    assert spans == {"standard": (0, 1), "duties.tidy": (2, 2), "calls.question": (3, 3)}


def test_a_share_of_several_people_is_split_in_equal_parts():
    steps = {"meet": {"effort": 6, "shared_by": {"coder": {"share": 0.5, "people": 2}, "tester": 0.5}}}
    b = make_blueprint(house({"ann": {"roles": "coder", "count": 2}, "bob": "tester"}, steps))
    assert b.part_names == ("work.meet.coder 1", "work.meet.coder 2", "work.meet.tester")
    assert b.part_share.tolist() == [0.25, 0.25, 0.5]


def test_limits_span_their_stage_and_the_portfolio_up_to_live():
    one = {"effort": 1, "shared_by": {"coder": 1}}
    stages = {
        "first": {"steps": {"a": one, "b": one}, "limit": 2},
        "second": {"steps": {"c": {**one, "mark": "live"}, "d": one}},
    }
    b = make_blueprint(house({"ann": "coder"}, stages=stages, flow={"portfolio_limit": 5}))
    assert b.limit_capacity.tolist() == [2, 5]
    assert b.step_limits.tolist() == [0b11, 0b11, 0b10, 0]


def test_gates_meet_as_the_front_panel_says_unless_they_say_it_themselves():
    stages = {
        "first": {"steps": {"a": CODE["code"], "b": CODE["code"]},
                  "gates": {"one": {"after": "a"}, "two": {"meet_every": 0, "delay": 2}}},
    }  # fmt: skip
    scenario = house({"ann": "coder"}, stages=stages)
    assert make_blueprint(scenario).gate_meet_every.tolist() == [0, 0]
    b = make_blueprint(scenario.changed({"gates.meet_every": 10}))
    assert b.gate_meet_every.tolist() == [10, 0]
    assert b.step_gate.tolist() == [0, 1]


def test_a_published_chance_is_relieved_of_the_context_loss_that_it_contains():
    rework = {"again": {"after": "code", "back_to": "code", "chance": 0.4, "includes_loss": 0.25}}
    b = make_blueprint(house({"ann": "coder"}, CODE, rework=rework))
    chance = value(b, b.rule_chance[0, 0])
    assert chance / (1 - chance) == pytest.approx(0.4 / 0.6 / 1.25, rel=1e-12)


def test_rules_are_stored_by_step_in_written_order():
    one = {"effort": 1, "shared_by": {"coder": 1}}
    rework = {
        "z": {"after": "b", "back_to": "b", "chance": 0.1},
        "y": {"after": "a", "back_to": "a", "chance": 0.2},
        "x": {"after": "b", "back_to": "a", "chance": 0.3},
    }
    b = make_blueprint(house({"ann": "coder"}, {"a": one, "b": one}, rework=rework))
    assert b.rule_names == ("work.y", "work.z", "work.x")
    assert b.step_rule_start.tolist() == [0, 1, 3]
    assert b.rule_target.tolist() == [0, 1, 0]


def test_what_is_not_for_a_kind_is_absent_for_it():
    steps = {"code": {"effort": {"by": "kind", "light": 1, "otherwise": 3}, "shared_by": {"coder": 1}},
             "test": {"effort": 1, "shared_by": {"coder": 1}, "only_for": ["standard"]}}  # fmt: skip
    b = make_blueprint(house({"ann": "coder"}, steps, demand={"kinds": {"light": {}, "standard": {}}}))
    assert [value(b, amount) for amount in b.activity_effort[0]] == [1, 3]
    assert b.activity_for.tolist() == [[True, True], [False, True]]


def test_equal_amounts_share_a_record_and_zero_is_absent():
    steps = {
        name: {"effort": {"exponential": 2}, "shared_by": {"coder": 1}, "waits": {"w": {"delay": 0}}} for name in "abc"
    }
    b = make_blueprint(house({"ann": "coder"}, steps))
    assert len({*b.activity_effort[:, 0].tolist()}) == 1
    assert {*b.part_amount[b.part_type == PartType.DELAY, 0].tolist()} == {-1}


# -- who is asked -----------------------------------------------------------------------------------------------------


def test_teams_are_asked_in_the_order_of_fewest_domains_then_most_people_then_first_written():
    people = {"cid": "coder", "rea": "coder", "duo": {"roles": "coder", "count": 2}, "all": "coder"}
    teams = {"all": ["all"], "center": ["cid"], "shop (retail)": ["rea"], "store (retail)": ["duo"]}
    b = make_blueprint(house(people, CODE, teams=teams, demand={"domains": {"retail": 0.5, "finance": 0.5}}))
    assert options(b, "coder", "retail") == ["store", "shop", "all", "center"]
    assert options(b, "coder", "finance") == ["all", "center"]


def test_stand_ins_come_after_those_who_hold_the_role_at_the_stand_in_skill_times_their_own():
    roles = {"ml": {"group": "delivery", "stand_in": {"coder": 0.5}}}
    steps = {"train": {"effort": 1, "shared_by": {"ml": 1}}, **CODE}
    people = {"ann": {"roles": {"coder": 2}}, "mia": {"roles": {"ml": 0.8}}}
    teams = {"a": ["ann"], "m (retail)": ["mia"]}
    b = make_blueprint(house(people, steps, teams=teams, roles=roles, demand={"domains": {"retail": 1}}))
    assert options(b, "ml", "retail") == ["m", "(a)"]
    skills = dict(zip(zip(b.pool_role.tolist(), b.pool_person.tolist(), strict=True), b.pool_skill, strict=True))
    assert skills[b.role_names.index("ml"), 0] == 0.5 * 2
    assert skills[b.role_names.index("ml"), 1] == 0.8


def test_somebody_in_two_teams_is_in_the_pools_of_both():
    scenario = loads(json.dumps({
        "opmodel": 1, "name": "shared", "organization": {"form": "coe"},
        "people": {"coder": 1}, "roles": {"coder": {"group": "delivery"}},
        "demand": {"per_year": 12, "domains": {"retail": 0.5, "finance": 0.5}},
        "stages": {"work": {"steps": {"code": {"effort": 1, "shared_by": {"coder": 1}}}}},
    }))  # fmt: skip
    b = make_blueprint(scenario)
    assert b.team_names == ("retail", "finance")
    assert b.pool_person.tolist() == [0, 0]
    assert b.person_team.tolist() == [[True, True]]
    assert (options(b, "coder", "retail"), options(b, "coder", "finance")) == (["retail"], ["finance"])


# -- rates ------------------------------------------------------------------------------------------------------------


def test_joining_absence_and_leaving_follow_each_other():
    group = {"roles": "coder", "joins": 2, "absent": [[5, 7]], "leaves": 20, "fte": 0.5}
    assert rates(house({"ann": group}, CODE)) == [
        (0, 0, "not_yet"), (2, 0.5, "here"), (5, 0, "absent"), (7, 0.5, "here"), (20, 0.5, "left"),
    ]  # fmt: skip


def test_a_leaver_who_hands_back_stops_at_once():
    group = {"roles": "coder", "leaves": 3, "hands_back": True}
    assert rates(house({"ann": group}, CODE)) == [(0, 1, "here"), (3, 0, "left_handing_back")]


def test_a_newcomer_comes_up_to_speed_in_the_middle_of_each_step():
    roles = {"coder": {"group": "delivery", "ramp": {"starts_at": 0.2, "takes": 8, "steps": 2}}}
    found = rates(house({"ann": {"roles": "coder", "joins": 10}}, CODE, roles=roles))
    assert [day for day, _, _ in found] == [0, 10, 14, 18]
    assert [speed for _, speed, _ in found] == pytest.approx([0, 0.4, 0.8, 1])
    assert rates(house({"ann": "coder"}, CODE, roles=roles)) == [(0, 1, "here")]  # who was there before knows it all


def test_recurring_absences_of_a_group_do_not_coincide():
    roles = {"coder": {"group": "delivery", "absence": {"every": 12, "lasts": 2}}}
    scenario = house({"ann": {"roles": "coder", "count": 2}}, CODE, roles=roles, study={"horizon": 30})
    away = [[day for day, _, presence in rates(scenario, person) if presence == "absent"] for person in (0, 1)]
    assert away == [[4, 16, 28], [8, 20]]


def test_a_dial_that_moves_is_read_every_20_days():
    roles = {"coder": {"group": "delivery", "focus": {"by": "platform", "low": 0.2, "mid": 0.4, "high": 0.6}}}
    maturity = {"platform": {0: 0, 40: 1}}
    found = rates(house({"ann": "coder"}, CODE, roles=roles, maturity=maturity, study={"horizon": 100}))
    assert [day for day, _, _ in found] == [0, 20, 40]
    assert [speed for _, speed, _ in found] == pytest.approx([0.2, 0.4, 0.6])


# -- sources ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "effort"), [("once", 0.5), ("service", 4.5), ("pair", 18), ("user", 20), ("domain", 1)]
)
def test_a_duty_is_multiplied_by_what_there_is_of_its_kind(times, effort):
    """12 services of which a quarter is managed: 9 of one's own and 36 pairs of them; 40 users, 2 domains."""
    scenario = house(
        {"ann": "coder"}, CODE, platform={"services": 12, "managed": 0.25, "users": 40},
        duties={"tidy": {"effort": 0.5, "shared_by": {"coder": 1}, "every": 5, "times_each": times}},
        demand={"domains": {"retail": 0.5, "finance": 0.5}},
    )  # fmt: skip
    b = make_blueprint(scenario)
    kind = b.kind_names.index("duties.tidy")
    assert value(b, b.activity_effort[b.activity_names.index("duties.tidy"), kind]) == pytest.approx(effort)


def test_a_personal_duty_has_a_source_and_a_pool_of_one_for_each_person():
    people = {"ann": {"roles": "coder", "count": 2}, "bob": "tester coder", "cal": "tester"}
    b = make_blueprint(house(people, CODE, duties={"learn": {"effort": 1, "per_person": "coder", "every": 5}}))
    who = ["ann 1", "ann 2", "bob"]
    learning = [name for name in b.source_names if name.startswith("learn")]
    assert len(learning) == 3
    assert all(name.startswith(f"learn of {one}") for name, one in zip(learning, who, strict=True))
    own = b.pool_start[-4:]
    assert np.diff(own).tolist() == [1, 1, 1]
    assert b.pool_person[own[0] :].tolist() == [0, 1, 2]


def test_sources_stand_in_written_order_with_the_opening_stock_first():
    operation = {
        "drift": {"every": 20, "remedies": {"repair": {"effort": 1, "shared_by": {"coder": 1}}}},
        "retire": {"after": 100},
    }
    scenario = house(
        {"ann": "coder"}, CODE, [3, 1], study={"type": "flow", "opening": {"waiting": 1, "in_progress": 2, "live": 3}},
        demand={"per_year": 126}, operation=operation,
        duties={"tidy": {"effort": 1, "shared_by": {"coder": 1}, "every": 5}},
    )  # fmt: skip
    b = make_blueprint(scenario)
    assert b.source_names == (
        "opening live", "opening in progress", "opening waiting", "planned requests", "requests", "tidy", "drift",
        "retirement",
    )  # fmt: skip
    planned, renewal, live = SourceType.PLANNED, SourceType.RENEWAL, SourceType.LIVE
    assert b.source_type.tolist() == [planned] * 4 + [renewal] * 2 + [live] * 2
    assert b.source_measurable.tolist() == [False, False, False, True, True, False, False, False]
    assert b.planned_day[-2:].tolist() == [1, 3]
    requests = b.source_names.index("requests")
    mean = -value(b, b.source_interval[requests], u=0.5) / np.log(0.5)
    assert mean == pytest.approx(2.0, rel=1e-12)  # 126 a year of 252 days


def test_data_of_other_domains_are_one_part_each():
    steps = {"code": {**CODE["code"], "waits": {"data": {"call": "access"}}}}
    b = make_blueprint(
        house({"ann": "coder"}, steps, calls={"access": {"delay": 2, "foreign": 0.5}},
              demand={"domains": {"retail": 0.5, "finance": 0.5}})
    )  # fmt: skip
    calls = b.part_type == PartType.CALL
    assert b.part_domain[calls].tolist() == [0, 1]
    assert [value(b, amount) for amount in b.part_amount[calls, 0]] == [0.5, 0.5]


# -- refusals, and the object itself ----------------------------------------------------------------------------------


def test_a_discipline_that_would_change_with_waiting_is_refused():
    with pytest.raises(BadInput, match="waiting"):
        make_blueprint(house({"ann": "coder"}, CODE, flow={"discipline": {"waiting": 1}}))


def test_an_unknown_discipline_is_refused_with_those_that_are_known():
    with pytest.raises(BadInput, match="first_come"):
        make_blueprint(house({"ann": "coder"}, CODE, flow={"discipline": "random"}))


def test_a_blueprint_is_read_only():
    b = make_blueprint(house({"ann": "coder"}, CODE))
    with pytest.raises(ValueError, match="read-only"):
        b.rate_slope[0] = 2.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        b.horizon = 3.0


def test_a_blueprint_depends_on_nothing_but_the_meaning_of_its_scenario():
    scenario = load("baseline")
    one, other = make_blueprint(scenario), make_blueprint(scenario.model_copy(update={"name": "another"}))
    for field in dataclasses.fields(one):
        left, right = getattr(one, field.name), getattr(other, field.name)
        same = left.tobytes() == right.tobytes() if isinstance(left, np.ndarray) else left == right
        assert same, field.name


@pytest.mark.parametrize("form", ["centralized", "coe", "federated"])
def test_a_form_moves_people_between_teams_and_nothing_else(form):
    """With form factors off: efforts, delays, chances and everybody's speed stay the same bytes."""
    base = load("baseline").changed({"switches.form_factors": False})
    one, other = make_blueprint(base), make_blueprint(base.changed({"organization.form": form}))
    assert one.person_names == other.person_names
    for name in (
        "rate_day", "rate_slope", "person_carries", "person_fte", "person_role", "domain_share", "amount_shape",
        "activity_effort", "rule_chance", "handover_delay", "part_share", "source_interval",
    ):  # fmt: skip
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name

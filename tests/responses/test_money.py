"""Value, cost, return and what time is used for, worked out on paper."""

from math import exp, log, log1p

import numpy as np
import pytest

import sim
from sim.blueprint import make_blueprint
from sim.engines.reference import simulate
from sim.errors import ScenarioError
from sim.experiment.run import run
from sim.observations import IDLE, USES, periods
from sim.responses import measure, summarize
from sim.responses.lives import expected_ends
from sim.responses.walked import Walked
from tests.engines.telling import house

YEAR = 252.0
STEPS = {
    "build": {"effort": 10, "shared_by": {"maker": 1}, "mark": "live"},
    "adopt": {"effort": 2, "shared_by": {"buyer": 1}, "mark": "in_use"},
}
STUDY = {"type": "flow", "warm_up": 0, "intake": 504, "horizon": 504, "full_horizon": True}
ROLES = {"maker": {"group": "delivery", "day_rate": 100}, "buyer": {"group": "business", "day_rate": 200}}


def world(**more):
    """Three use cases worth 252,000 a year: live on days 10, 20, 110, in use two days later; one maker, one buyer."""
    blocks = {"roles": ROLES, "study": STUDY, "demand": {"value": 252000}, **more}
    return house({"max": "maker", "bea": {"roles": "buyer", "fte": 0.5}}, STEPS, [0, 0, 100], **blocks)


def ratios(scenario):
    blueprint = make_blueprint(scenario)
    return measure(simulate(blueprint, 1, 0), blueprint).ratios


def test_value_and_cost_of_three_use_cases_are_as_worked_out_on_paper():
    """Bea works half time, so adoption takes her four days: in use on days 14, 24, 114, until day 504."""
    found = ratios(world())
    assert found["value_per_year"] == pytest.approx((1000 * (490 + 480 + 390), 2))
    assert found["cost_per_year"] == pytest.approx((504 * (100 + 0.5 * 200), 2))
    assert found["return_on_data_assets"] == pytest.approx((1_360_000, 100_800))
    assert found["cost_per_live"] == pytest.approx((100_800, 3))
    assert found["cost_of_delay"] == pytest.approx((3 * 5000, 3))
    assert found["value_forgone"] == pytest.approx((1000 * (10 + 20 + 10), 3))


def test_what_falls_into_the_second_year_is_discounted_once():
    """Each is in use for all 252 days of the second year."""
    found = ratios(world(money={"discount": 0.25}))
    first = 1000 * (238 + 228 + 138)
    assert found["return_on_data_assets"] == pytest.approx((first + 756_000 / 1.25, 50_400 + 50_400 / 1.25))
    assert found["value_per_year"] == pytest.approx((1_360_000, 2))
    off = ratios(world(money={"discount": 0.25}, switches={"discounting": False}))
    assert off["return_on_data_assets"] == pytest.approx((1_360_000, 100_800))


def test_the_return_sets_whole_lives_against_the_cost_of_the_window_in_which_they_began():
    """Live on days 10, 20 and 110, in use four days later, retired 300 days after going live; window from 0 to 100."""
    study = {**STUDY, "intake": 100}
    found = ratios(world(study=study, operation={"retire": {"after": 300}}))
    assert found["return_on_data_assets"] == pytest.approx((1000 * 2 * 296, 100 * 200))
    assert found["value_censored"] == pytest.approx((0, 1000 * 2 * 296))
    assert found["cash_return"] == pytest.approx((1000 * (86 + 76), 100 * 200))
    assert found["cost_per_live"] == pytest.approx((100 * 200, 2))


def test_value_and_cost_of_a_window_are_discounted_to_its_first_day():
    """Live on day 110 of a window from 105 on, in use from day 114 for 296 days, 53 of which lie in the second year."""
    study = {**STUDY, "warm_up": 105, "intake": 100}
    found = ratios(world(study=study, money={"discount": 0.25}, operation={"retire": {"after": 300}}))
    assert found["return_on_data_assets"] == pytest.approx((1000 * (243 + 53 / 1.25), 100 * 200))


@pytest.mark.parametrize("life", [300, {"constant": {"value": 300}}, 2000])
def test_a_life_that_goes_on_when_observation_ends_is_as_long_as_its_law_says(life):
    """The same as if the run went on to the horizon, and the part that is not seen is said."""
    study = {**STUDY, "intake": 101}
    whole = world(study=study, operation={"retire": {"after": life}}, money={"discount": 0.25, "until": 101})
    short = ratios(whole.changed({"study.full_horizon": False}))
    assert short["return_on_data_assets"] == pytest.approx(ratios(whole)["return_on_data_assets"])
    assert 0.5 < short["value_censored"][0] / short["value_censored"][1] < 0.9
    assert ratios(whole)["value_censored"][0] == 0


def test_what_is_expected_of_lives_is_what_they_come_to_on_average():
    study = {"type": "flow", "warm_up": 0, "intake": 100, "horizon": 3000}
    law = {"retire": {"after": {"gamma": {"mean": 400, "cv": 0.7}}}, "adoption": {"half_after": 100, "takes": 100}}
    plan = list(range(0, 100, 5))
    makers = {f"max{number}": "maker" for number in range(20)}
    scenario = house(makers, {"build": STEPS["build"]}, plan, roles=ROLES, study=study, operation=law,
                     demand={"value": 252000}, money={"discount": 0.1})  # fmt: skip
    blueprint, longer = (make_blueprint(scenario.changed({"study.full_horizon": full})) for full in (False, True))
    pairs = [
        [measure(simulate(each, 1, n), each).ratios["return_on_data_assets"][0] for n in range(40)]
        for each in (blueprint, longer)
    ]
    gap = np.array(pairs[0]) - np.array(pairs[1])
    assert abs(gap.mean()) < 3 * gap.std(ddof=1) / np.sqrt(len(gap))


def test_what_is_left_of_a_life_depends_on_its_age_as_its_law_says():
    """An exponential one has always as much ahead; a uniform one from 100 to 300 has 150 to 300 left of it at 150."""

    def ahead(law, age):
        operation = {"retire": {"after": law}}
        blueprint = make_blueprint(world(study={**STUDY, "horizon": 90000}, operation=operation))
        return expected_ends(blueprint, np.array([10.0]), np.array([age]))[0] - 10.0 - age

    for age in (0.0, 200.0, 800.0):
        assert ahead({"exponential": 400}, age).mean() == pytest.approx(400, rel=0.03)
    uniform = {"uniform": {"min": 100, "max": 300}}
    assert ahead(uniform, 0.0).mean() == pytest.approx(200, rel=0.01)
    assert ahead(uniform, 150.0).mean() == pytest.approx(75, rel=0.01)
    assert (ahead(uniform, 300.0) == 0.0).all()


def test_a_life_that_moves_with_a_dial_is_expected_as_from_the_day_of_going_live():
    operation = {"retire": {"after": {"by": "mlops", "low": 100, "mid": 100, "high": 1000}}}
    maturity = {"mlops": {0: 0.0, 2500: 0.0, 2600: 1.0}}
    blueprint = make_blueprint(world(study={**STUDY, "horizon": 9000}, operation=operation, maturity=maturity))
    early, late = expected_ends(blueprint, np.array([50.0, 3000.0]), np.array([20.0, 20.0])).mean(axis=1)
    assert early == pytest.approx(150)
    assert late == pytest.approx(4000)


def test_adoption_is_an_s_curve_from_the_day_in_use():
    """Half of the value after 100 days, a tenth at 50 and nine tenths at 150: the area under the logistic curve."""
    scenario = world(operation={"adoption": {"half_after": 100, "takes": 100}})
    slope = 2 * log(9) / 100
    assert 1 / (1 + exp(slope * 50)) == pytest.approx(0.1)
    area = sum((log1p(exp(slope * (d - 100))) - log1p(exp(-slope * 100))) / slope for d in (490, 480, 390))
    assert ratios(scenario)["value_per_year"][0] == pytest.approx(1000 * area)
    assert ratios(scenario.changed({"switches.adoption": False}))["value_per_year"][0] == pytest.approx(1_360_000)


def test_what_was_live_on_day_0_has_been_taken_up_long_ago():
    study = {**STUDY, "opening": {"live": 1}}
    scenario = house({"max": "maker", "bea": "buyer"}, STEPS, [], roles=ROLES, study=study, demand={"value": 252000},
                     operation={"adoption": {"half_after": 100, "takes": 100}})  # fmt: skip
    assert ratios(scenario)["value_per_year"] == pytest.approx((504_000, 2))


def test_the_account_ends_on_the_day_that_the_scenario_names():
    found = ratios(world(money={"until": 126}))
    assert found["value_per_year"] == pytest.approx((1000 * (112 + 102 + 12), 0.5))
    assert found["cost_per_year"] == pytest.approx((126 * 200, 0.5))


@pytest.mark.parametrize(
    ("money", "study", "what"),
    [
        ({"until": 600}, {}, "lies after the horizon of the study, day 504"),
        ({"until": 500}, {"intake": 300, "full_horizon": False}, "a study may end on day 300"),
    ],
)
def test_an_account_beyond_what_is_simulated_is_refused(money, study, what):
    with pytest.raises(ScenarioError, match=what):
        sim.scenario.check.check(world(money=money, study={**STUDY, **study}))


def test_hiring_and_platform_are_paid_beside_people():
    """Half of 4 services managed: 2 x 1,000 + 2 x 3,000 a year; who joins on day 252 costs 5,000 once and then pay."""
    people = {"max": "maker", "bea": "buyer", "new": {"roles": "maker", "joins": 252}}
    platform = {"services": 4, "managed": 0.5, "cost_own": 1000, "cost_managed": 3000}
    scenario = house(people, STEPS, [0], roles=ROLES, study=STUDY, platform=platform, money={"hiring": 5000})
    assert ratios(scenario)["cost_per_year"] == pytest.approx((504 * 300 + 252 * 100 + 5000 + 2 * 8000, 2))


@pytest.mark.parametrize("name", ["baseline", "federated", "maintenance_trap"])
def test_total_cost_is_what_people_are_paid_and_the_platform(name):
    """Sum over people of working days x share of full time x day rate, written out of the scenario."""
    scenario = sim.load(name)
    blueprint = make_blueprint(scenario)
    trace = simulate(blueprint, 1, 0)
    days = min(scenario.study.warm_up + scenario.study.intake, trace.end)
    domains = len(scenario.demand.domains)
    paid = sum(
        scenario.roles[name].day_rate * group.fte * (domains if group.per_domain else group.count) * days
        for name, group in scenario.people.items()
    )
    platform = 6 * 15000 + 6 * 40000
    cost, years = measure(trace, blueprint).ratios["cost_per_year"]
    assert cost == pytest.approx(paid + platform * days / YEAR, rel=1e-12)
    assert years == days / YEAR


# -- what time is used for --------------------------------------------------------------------------------------------


def test_new_work_rework_upkeep_and_duties_are_told_apart():
    """Max: build 0 to 10, sent back once and half of it again; care every 20 days from live on; a duty every 30."""
    scenario = house(
        {"max": "maker"},
        {"build": {"effort": 10, "shared_by": {"maker": 1}, "mark": "live"}},
        [0],
        rework={"again": {"after": "build", "back_to": "build", "chance": 1, "at_most": 1, "repeats": 0.5}},
        duties={"tidy": {"effort": 2, "shared_by": {"maker": 1}, "every": 30}},
        operation={"upkeep": {"care": {"effort": 1, "shared_by": {"maker": 1}, "every": 20}}},
        study={"type": "flow", "warm_up": 0, "intake": 80, "horizon": 80, "full_horizon": True},
    )
    found = ratios(scenario)  # live on day 15; care on days 35, 55, 75; tidy on days 30 and 60
    assert [found[f"capacity.{use}"][0] for use in (*USES, IDLE)] == pytest.approx([10, 5, 3, 4, 58])
    assert found["capacity_for_new"] == pytest.approx((73, 80))
    blueprint = make_blueprint(scenario)
    table = summarize([measure(simulate(blueprint, 1, 0), blueprint)], blueprint).capacity
    assert periods(80.0) == (8.0, 11)
    by_period = table.pivot_table(index="day", columns="use", values="people")
    assert by_period["new"].tolist() == pytest.approx([1, 0.25, 0, 0, 0, 0, 0, 0, 0, 0])
    assert by_period["rework"].tolist() == pytest.approx([0, 0.625, 0, 0, 0, 0, 0, 0, 0, 0])
    assert by_period["duties"].tolist() == pytest.approx([0, 0, 0, 0.25, 0, 0, 0, 0.25, 0, 0])
    assert by_period["upkeep"].tolist() == pytest.approx([0, 0, 0, 0, 0.125, 0, 0.125, 0, 0, 0.125])
    assert table.groupby("day")["share"].sum().tolist() == pytest.approx([1.0] * 10)


def test_a_return_to_the_route_is_upkeep_and_so_is_what_it_asks_for():
    """The redevelopment crosses teams, which project management coordinates for it."""
    scenario = house(
        {"max": "maker", "pam": "project_manager", "sue": "shipper"},
        {
            "build": {"effort": 4, "shared_by": {"maker": 1}},
            "ship": {"effort": 2, "shared_by": {"shipper": 1}, "mark": "live"},
        },
        [0],
        teams={"a": ["max", "pam"], "b": ["sue"]},
        handover={"between_teams": {"coordination": 1}},
        operation={"drift": {"every": 50, "remedies": {"rebuild": {"back_to": "build"}}}},
        study={"type": "flow", "warm_up": 0, "intake": 90, "horizon": 90, "full_horizon": True},
    )
    found = ratios(scenario)
    assert found["capacity.new"][0] == pytest.approx(4 + 1 + 2)
    assert found["capacity.upkeep"][0] == pytest.approx(4 + 1 + 2)


@pytest.mark.parametrize("name", ["coe", "stretched"])
def test_uses_add_up_to_the_time_in_which_people_have_something_in_hand(name):
    blueprint = make_blueprint(sim.load(name))
    walked = Walked(simulate(blueprint, 1, 0), blueprint)
    seen = walked.observations()
    modeled = np.asarray(blueprint.person_modeled)
    assert seen.used[0, -1].sum() == pytest.approx(seen.busy[0][modeled].sum(), rel=1e-12)
    assert seen.drifted.max() > 0


def test_the_maintenance_trap_emerges_from_what_piles_up_alive():
    """In the last two years upkeep takes a multiple of what it takes in the first two, and new work gets less time."""
    scenario = sim.load("maintenance_trap")
    trap, none = (
        run(each, replications=6, engine="compiled").capacity.pivot_table(index="day", columns="use", values="share")
        for each in (scenario, scenario.changed({"switches.operation": False}))
    )
    early, late = trap.iloc[:8], trap.iloc[-8:]
    assert late["upkeep"].mean() > 3 * early["upkeep"].mean()
    assert late["upkeep"].mean() > late["new"].mean() + late["rework"].mean()
    assert late["new"].mean() < 0.9 * early["new"].mean()
    assert none["upkeep"].max() == 0
    assert none.iloc[-8:]["new"].mean() > 1.1 * late["new"].mean()


@pytest.mark.parametrize("unused", [{"delay": 5}, {"effort": 5, "shared_by": {"maker": 1}}])
def test_a_number_without_effect_on_a_return_to_the_route_is_refused(unused):
    with pytest.raises(ScenarioError, match="has no effect on a return to the route"):
        world(operation={"drift": {"every": 50, "remedies": {"rebuild": {"back_to": "build", **unused}}}})

"""The picture of a route: complete, on one slide, nothing on top of anything."""

from types import SimpleNamespace

import pytest

from sim import charts
from sim.charts import arrange
from sim.charts.route import abbreviations, rows_of, share
from sim.charts.saving import texts_of
from sim.charts.style import SLIDE
from sim.scenario.amounts import parse
from sim.scenario.schema import Scenario


def test_three_stages_and_twelve_roles_fit_on_a_slide(route, assert_readable):
    ax = charts.flow_picture(route)
    assert tuple(ax.get_figure(root=True).get_size_inches()) == SLIDE
    assert_readable(ax, tolerance=1.5)


@pytest.mark.parametrize("footer", ["run 3f9a61c2", "run 3f9a61c2, " * 6])
def test_the_run_id_stands_at_the_foot(route, footer, assert_readable):
    ax = charts.flow_picture(route, footer=footer)
    assert "3f9a61c2" in next(text for text in texts_of(ax) if text.get_gid() == "footer").get_text()
    assert_readable(ax, tolerance=1.5)


def test_every_activity_gate_mark_and_role_is_named(route):
    said = " ".join(" ".join(text.get_text().split()) for text in texts_of(charts.flow_picture(route)))
    for stage in route.stages.values():
        assert stage.label in said
        for step in stage.steps.values():
            for part in (step.parallel or {"": step}).values():
                assert part.label in said
            assert step.mark is None or step.mark.replace("_", " ") in said
        for gate in stage.gates.values():
            assert gate.label in said
    for role in route.roles.values():
        assert role.label in said


def test_roles_are_colored_by_the_team_that_is_asked(route, assert_readable):
    teams = tuple(SimpleNamespace(name=name, domains=domains) for name, domains in
                  (("retail", ("retail",)), ("finance", ("finance",)), ("hub", ("retail", "finance"))))  # fmt: skip
    people = tuple(
        SimpleNamespace(roles=((role, 1.0),), teams=("hub",) if spec.group == "specialist" else ("retail", "finance"))
        for role, spec in route.roles.items()
    )
    ax = charts.flow_picture(route, seating=SimpleNamespace(teams=teams, people=people))
    said = [text.get_text() for text in texts_of(ax)]
    assert "hub" in said
    assert "domain teams" in said
    assert "specialists" not in said
    assert_readable(ax, tolerance=1.5)


def test_a_longer_route_grows_the_page_instead_of_overlapping(route, assert_readable):
    written = route.model_dump()
    stages = {
        f"{name}_{at}": stage | {"label": f"{stage['label']} of the second kind, round {at}"}
        for at in range(2)
        for name, stage in written["stages"].items()
    }
    ax = charts.flow_picture(Scenario.model_validate(written | {"stages": stages}))
    assert ax.get_figure(root=True).get_size_inches()[1] > SLIDE[1]
    assert_readable(ax, tolerance=1.5)


def test_one_step_of_one_role_is_a_picture_too(assert_readable):
    scenario = Scenario.model_validate(
        {
            "name": "smallest",
            "people": {"maker": {"count": 1}},
            "roles": {"maker": {"group": "delivery"}},
            "stages": {
                "only": {
                    "steps": {"make": {"effort": 1, "shared_by": {"maker": {"share": 1}}}},
                    "rework": {"again": {"after": "make", "back_to": "make", "chance": 0.2}},
                }
            },
        }
    )
    ax = charts.flow_picture(scenario)
    assert "20 % again" in [text.get_text().replace("\xa0", " ") for text in texts_of(ax)]
    assert_readable(ax, tolerance=1.5)


def test_parallel_activities_stand_above_one_another_where_there_is_room(route):
    rows = rows_of(route)
    tall = arrange.arrange(rows, 11.8, 20.0)
    assert rows[0].stacked
    flat = arrange.arrange(rows, 11.8, 1.0)
    assert not rows[0].stacked
    assert flat < tall


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (0.3, "30 %"),
        ({"by": "mlops", "low": 0.4, "mid": 0.2, "high": 0.08}, "8–40 %"),
        ({"by": "kind", "light": 0.0, "otherwise": 0.3}, "0–30 %"),
        ({0: 0.1, 250: 0.4}, "10–40 %"),
        ({"lognormal": {"median": 6, "p90": 12}}, ""),
    ],
)
def test_chances_are_said_as_a_share_or_a_range(written, expected):
    assert share(parse(written)).replace("\xa0", " ") == expected


def test_abbreviations_are_short_and_different():
    labels = {
        "a": "Data engineer", "b": "Design expert", "c": "ML engineer", "d": "Security and privacy", "e": "Security",
        "f": "Sensing",
    }  # fmt: skip
    made = abbreviations(labels)
    assert made["a"] == "DE"
    assert made["c"] == "MLE"
    assert len(set(made.values())) == len(labels)


def _many(count: int, *, side_by_side: bool = False) -> Scenario:
    """One stage with so many activities of 26 roles whose labels begin alike, and work that goes back far."""
    roles = [f"senior_enterprise_data_governance_{at}" for at in range(26)]
    work = {
        f"step_{at}": {"label": f"Step {at + 1}", "effort": 1, "shared_by": {roles[at % 26]: {"share": 1}}}
        for at in range(count)
    }
    steps = {"all": {"parallel": work, "mark": "live"}} if side_by_side else work
    last = list(steps)[-1]
    return Scenario.model_validate(
        {
            "name": "many",
            "people": {role: {"count": 1} for role in roles},
            "roles": {role: {"group": "delivery", "label": f"{role.replace('_', ' ')} of the group"} for role in roles},
            "stages": {
                "only": {
                    "steps": steps | {last: steps[last] | {"mark": "live"}},
                    "rework": {"far": {"after": last, "back_to": next(iter(steps)), "chance": 0.2}},
                    "gates": {"board": {"stops": 0.1}},
                }
            },
        }
    )


@pytest.mark.parametrize("side_by_side", [False, True])
@pytest.mark.parametrize("count", [14, 30, 60])
def test_a_stage_of_many_steps_is_drawn_whole(count, side_by_side, assert_readable):
    ax = charts.flow_picture(_many(count, side_by_side=side_by_side))
    said = [text.get_text() for text in texts_of(ax)]
    assert all(f"Step {at + 1}" in said for at in range(count))
    assert any("back to Step 1" in text or "20\u00a0% again" in text for text in said)
    assert_readable(ax, tolerance=1.5)
    for text in texts_of(ax):
        if text.get_text().startswith("Step "):
            assert text.get_position()[0] < ax.get_xlim()[1] - 0.9


def test_badges_stay_inside_their_boxes_when_labels_begin_alike():
    made = abbreviations({f"role_{at}": f"Senior enterprise data governance expert number {at}" for at in range(40)})
    assert len(set(made.values())) == 40
    assert max(map(len, made.values())) <= 5
    same = abbreviations({f"role_{at}": "Expert" for at in range(30)})
    assert len(set(same.values())) == 30
    assert max(map(len, same.values())) <= 5

"""Broken files: what is written wrong, each with the whole message that its writer reads."""

from textwrap import dedent

import pytest
from small_scenario import small

from sim.errors import ScenarioError
from sim.scenario import loads

# ruff: noqa: E501 - messages are shown as they are read

CASES = [
    (
        "unknown key at the top",
        "demand:\n",
        "demnad:\n",
        """\
        mine.yaml has 1 problem

        mine.yaml:4:1  demnad
            unknown field. Fields here: extends, opmodel, name, short, description, organization, people, demand, maturity, platform, gates, handover, goal, study, roles, stages, calls, duties, operation, money, flow, switches, sources
            Did you mean "demand"?
        """,
    ),
    (
        "unknown key in a block",
        "per_year: 12",
        "per_yaer: 12",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:3  demand.per_yaer
            unknown field. Fields here: per_year, interval, batch, planned, at_most, domains, kinds, size, value
            Did you mean "per_year"?
        """,
    ),
    (
        "unknown key in a mapping of blocks",
        "engineer: {group: delivery}",
        "engineer: {groop: delivery}",
        """\
        mine.yaml has 2 problems

        mine.yaml:11:14  roles.engineer.groop
            unknown field. Fields here: label, group, day_rate, focus, carries, switching_loss, stand_in, absence, ramp, specialist
            Did you mean "group"?
        mine.yaml:11:3  roles.engineer.group
            is missing; it needs one of business, delivery, specialist, platform (decides where a form seats it)
        """,
    ),
    (
        "unknown key in a step",
        "mark: live}",
        "marc: live}",
        """\
        mine.yaml has 1 problem

        mine.yaml:28:54  stages.build.steps.release.marc
            unknown field. Fields here: label, effort, shared_by, together, convene, waits, asks, redo, patience, duplicated, only_for, parallel, mark
            Did you mean "mark"?
        """,
    ),
    (
        "unknown key deep below",
        "delay: {lognormal: {median: 2, p90: 6}}",
        "delay_dayz: 3",
        """\
        mine.yaml has 1 problem

        mine.yaml:9:19  handover.between_teams.delay_dayz
            unknown field. Fields here: delay, bounce, context_loss, coordination
            Did you mean "delay"?
        """,
    ),
    (
        "unknown law",
        "{pert: {min: 1, mode: 2, max: 5}}",
        "{perd: {min: 1, mode: 2, max: 5}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:18:18  stages.define.steps.check.effort.perd
            "perd" is not a known law. Known: constant, discrete, empirical, erlang, exponential, gamma, geometric, lognormal, pert, triangular, uniform, weibull; or by: with levels
            Did you mean "pert"?
        """,
    ),
    (
        "unknown parameter of a law",
        "{median: 2, p90: 6}",
        "{meedian: 2, p90: 6}",
        """\
        mine.yaml has 1 problem

        mine.yaml:9:39  handover.between_teams.delay.lognormal.meedian = 2
            lognormal takes {median, p90} or {mean, cv} or {median, sigma}; unknown meedian
            Did you mean "median"?
        """,
    ),
    (
        "parameters that a law refuses",
        "{median: 2, p90: 6}",
        "{median: 6, p90: 2}",
        """\
        mine.yaml has 1 problem

        mine.yaml:9:27  handover.between_teams.delay.lognormal
            lognormal: p90 must be above the median
        """,
    ),
    (
        "missing level",
        "chance: 0.2",
        "chance: {by: mlops, low: 0.3, high: 0.1}",
        """\
        mine.yaml has 1 problem

        mine.yaml:22:45  stages.define.rework.again.chance
            level mid is missing; low, mid and high are needed
        """,
    ),
    (
        "unknown dial",
        "chance: 0.2",
        "chance: {by: mlopps, low: 0.3, mid: 0.2, high: 0.1}",
        """\
        mine.yaml has 1 problem

        mine.yaml:22:54  stages.define.rework.again.chance.by = "mlopps"
            is not a dial. Known: data_foundation, platform, mlops, kind
            Did you mean "mlops"?
        """,
    ),
    (
        "unknown level",
        "chance: 0.2",
        "chance: {by: mlops, low: 0.3, mid: 0.2, hi: 0.1}",
        """\
        mine.yaml has 1 problem

        mine.yaml:22:85  stages.define.rework.again.chance.hi = 0.1
            unknown level. Levels: low, mid, high
            Did you mean "high"?
        """,
    ),
    (
        "word instead of a number",
        "per_year: 12",
        "per_year: dozen",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:3  demand.per_year = "dozen"
            is not a number, a law or an amount by level
        """,
    ),
    (
        "word instead of a count",
        "engineer: 2",
        "engineer: two",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:10  people.engineer = "two"
            is not a whole number
        """,
    ),
    (
        "list instead of a block",
        "  engineer: {group: delivery}",
        "  engineer: [delivery]",
        """\
        mine.yaml has 1 problem

        mine.yaml:11:3  roles.engineer
            must be a block. Fields here: label, group, day_rate, focus, carries, switching_loss, stand_in, absence, ramp, specialist
        """,
    ),
    (
        "truth instead of a number",
        "stops: 0.1",
        "stops: true",
        """\
        mine.yaml has 1 problem

        mine.yaml:24:25  stages.define.gates.board.stops = true
            is not a number, a law or an amount by level
        """,
    ),
    (
        "choice that is not there",
        "{group: delivery}\n  sci",
        "{group: delivry}\n  sci",
        """\
        mine.yaml has 1 problem

        mine.yaml:11:14  roles.engineer.group = "delivry"
            not known here. Known: business, delivery, specialist, platform
            Did you mean "delivery"?
        """,
    ),
    (
        "chance above 1",
        "bounce: 0.3",
        "bounce: 1.3",
        """\
        mine.yaml has 1 problem

        mine.yaml:9:60  handover.between_teams.bounce = 1.3
            must be between 0 and 1
        """,
    ),
    (
        "level out of range",
        "stops: 0.1",
        "stops: {by: platform, low: 0.1, mid: -0.1, high: 0}",
        """\
        mine.yaml has 1 problem

        mine.yaml:24:57  stages.define.gates.board.stops.mid = -0.1
            must be between 0 and 1
        """,
    ),
    (
        "half a person",
        "engineer: 2",
        "engineer: 2.5",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:10  people.engineer = 2.5
            must be a whole number
        """,
    ),
    (
        "negative effort",
        "effort: 5",
        "effort: -5",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:14  stages.build.steps.code.effort = -5
            must be at least 0
        """,
    ),
    (
        "not a number in YAML's words",
        "per_year: 12",
        "per_year: .nan",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:3  demand.per_year = .nan
            is not a finite number
        """,
    ),
    (
        "endless number",
        "per_year: 12",
        "per_year: .inf",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:3  demand.per_year = .inf
            is not a finite number
        """,
    ),
    (
        "number too large to hold",
        "per_year: 12",
        "per_year: 1e999",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:3  demand.per_year = 1e999
            is not a finite number
        """,
    ),
    (
        "not a date",
        "name: Small",
        "name: Small\nstudy: {start: 4 January}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:9  study.start = "4 January"
            is not a date; write year-month-day, such as 2027-01-04
        """,
    ),
    (
        "key defined twice",
        "stages:\n",
        "people: {engineer: 3}\nstages:\n",
        """\
        mine.yaml has 1 problem

        mine.yaml:13:1  people
            defined twice (first on line 3). Merge the two blocks.
        """,
    ),
    (
        "key defined twice in flow style",
        "effort: 5,",
        "effort: 5, effort: 6,",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:25  stages.build.steps.code.effort
            defined twice (first on line 27). Merge the two blocks.
        """,
    ),
    (
        "empty value",
        "  per_year: 12",
        "  per_year:",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:3  demand.per_year
            is empty; it needs a number, a law or an amount by level (requests per year of 252 working days), or leave the field out
        """,
    ),
    (
        "empty required value",
        "people: {engineer: 2, scientist: 1}",
        "people:",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:1  people
            is empty; it needs names such as {some_name: 2}
        """,
    ),
    (
        "name with a dot",
        "frame: {effort",
        "fr.ame: {effort",
        """\
        mine.yaml has 2 problems

        mine.yaml:16:7  stages.define.steps.fr.ame
            is not a name; use letters, digits, _ and -
        mine.yaml:22:29  stages.define.rework.again.back_to = "frame"
            not a known step. Known: check, code, release
        """,
    ),
    (
        "nothing inherited to scale",
        "per_year: 12",
        'per_year: "*0.5"',
        """\
        mine.yaml has 1 problem

        mine.yaml:5:3  demand.per_year = "*0.5"
            nothing is inherited here that could be changed; write the value itself
        """,
    ),
    (
        "tab for indentation",
        "  per_year: 12",
        "\tper_year: 12",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:1
            cannot be read as YAML: a tab stands where text is expected
            Indent with spaces, not with tabs.
        """,
    ),
    (
        "unquoted factor",
        "bounce: 0.3",
        "bounce: *0.5",
        """\
        mine.yaml has 1 problem

        mine.yaml:9:68  handover.between_teams.bounce
            aliases (*) are not allowed; write the value again
            To scale what is inherited, quote it: "*0.5".
        """,
    ),
    (
        "anchor",
        "per_year: 12",
        "per_year: &n 12",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:13  demand.per_year
            anchors (&) are not allowed; write the value where it is needed
        """,
    ),
    (
        "tag",
        "per_year: 12",
        "per_year: !!float 12",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:13  demand.per_year
            tags (!!float) are not allowed; write the plain value
        """,
    ),
    (
        "bracket that is never closed",
        "{engineer: 2, scientist: 1}",
        "{engineer: 2, scientist: 1",
        """\
        mine.yaml has 1 problem

        mine.yaml:4:7
            cannot be read as YAML: expected ',' or '}', but got ':'
            Check the indentation and the brackets.
        """,
    ),
    (
        "unknown base",
        "name: Small",
        "name: Small\nextends: basline.yaml",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:1  extends = "basline.yaml"
            there is no such file beside this one. Shipped: baseline, centralized, coe, federated, hub_and_squads, maintenance_trap, stretched
            Did you mean "baseline"?
        """,
    ),
    (
        "second document",
        "stages:\n",
        "---\nstages:\n",
        """\
        mine.yaml has 1 problem

        mine.yaml:13:1
            a second document starts here; a scenario file has only one
        """,
    ),
    (
        "nothing but a name",
        "people: {engineer: 2, scientist: 1}\ndemand:\n  per_year: 12\n  domains: {retail: 0.6, finance: 0.4}\n  kinds: {light: {share: 1}, standard: {share: 3}}\nhandover:\n  between_teams: {delay: {lognormal: {median: 2, p90: 6}}, bounce: 0.3}\nroles:\n  engineer: {group: delivery}\n  scientist: {group: delivery}\nstages:\n  define:\n    steps:\n      frame: {effort: 2, shared_by: {scientist: 1}}\n      check:\n        effort: {pert: {min: 1, mode: 2, max: 5}}\n        shared_by: {engineer: 0.5, scientist: 0.5}\n        mark: defined\n    rework:\n      again: {after: check, back_to: frame, chance: 0.2}\n    gates:\n      board: {delay: 3, stops: 0.1}\n  build:\n    steps:\n      code: {effort: 5, shared_by: {engineer: 1}}\n      release: {effort: 1, shared_by: {engineer: 1}, mark: live}\n",
        "",
        """\
        mine.yaml has 3 problems

        mine.yaml:1:1  people
            is missing; it needs names such as {some_name: 2}
            Write it, or inherit it: extends: baseline.yaml
        mine.yaml:1:1  roles
            is missing; it needs names such as {some_name: {group: business}}
            Write it, or inherit it: extends: baseline.yaml
        mine.yaml:1:1  stages
            is missing; it needs names such as {some_name: {steps: {build: {effort: 2, shared_by: {data_engineer: 1}, mark: live}}}}
            Write it, or inherit it: extends: baseline.yaml
        """,
    ),
    (
        "too many unknown fields",
        "name: Small",
        "name: Small\nk0: 0\nk1: 1\nk2: 2\nk3: 3\nk4: 4\nk5: 5\nk6: 6\nk7: 7\nk8: 8\nk9: 9\nk10: 10\nk11: 11\nk12: 12\nk13: 13\nk14: 14\nk15: 15\nk16: 16\nk17: 17\nk18: 18\nk19: 19\nk20: 20\nk21: 21\nk22: 22",
        """\
        mine.yaml has 20 problems

        mine.yaml:3:1  k0
            unknown field. Fields here: extends, opmodel, name, short, description, organization, people, demand, maturity, platform, gates, handover, goal, study, roles, stages, calls, duties, operation, money, flow, switches, sources
        mine.yaml:4:1  k1
            unknown field. Fields here: extends, opmodel, name, short, description, organization, people, demand, maturity, platform, gates, handover, goal, study, roles, stages, calls, duties, operation, money, flow, switches, sources
        mine.yaml:5:1  k2
            unknown field. Fields here: extends, opmodel, name, short, description, organization, people, demand, maturity, platform, gates, handover, goal, study, roles, stages, calls, duties, operation, money, flow, switches, sources
        mine.yaml:6:1  k3
            unknown field
        mine.yaml:7:1  k4
            unknown field
        mine.yaml:8:1  k5
            unknown field
        mine.yaml:9:1  k6
            unknown field
        mine.yaml:10:1  k7
            unknown field
        mine.yaml:11:1  k8
            unknown field
        mine.yaml:12:1  k9
            unknown field
        mine.yaml:13:1  k10
            unknown field
        mine.yaml:14:1  k11
            unknown field
        mine.yaml:15:1  k12
            unknown field
        mine.yaml:16:1  k13
            unknown field
        mine.yaml:17:1  k14
            unknown field
        mine.yaml:18:1  k15
            unknown field
        mine.yaml:19:1  k16
            unknown field
        mine.yaml:20:1  k17
            unknown field
        mine.yaml:21:1  k18
            unknown field
        mine.yaml:22:1  k19
            unknown field; 3 more follow
        """,
    ),
    (
        "several at once",
        "per_year: 12\n  domains: {retail: 0.6, finance: 0.4}",
        "per_yaer: 12\n  domains: {retail: many, finance: 0.4}\n  size: {lognormal: {median: 2}}",
        """\
        mine.yaml has 3 problems

        mine.yaml:5:3  demand.per_yaer
            unknown field. Fields here: per_year, interval, batch, planned, at_most, domains, kinds, size, value
            Did you mean "per_year"?
        mine.yaml:6:13  demand.domains.retail = "many"
            is not a number
        mine.yaml:7:10  demand.size.lognormal
            lognormal takes {median, p90} or {mean, cv} or {median, sigma}
        """,
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_written_wrong_is_told_where_what_and_how_to_mend_it(old: str, new: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(small(old, new), "mine.yaml")
    assert str(error.value) == dedent(told).rstrip("\n")

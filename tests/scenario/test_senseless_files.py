"""Files that are written correctly and make no sense, each with the whole message that their writer reads."""

from textwrap import dedent

import pytest
from small_scenario import small

from sim.errors import ScenarioError
from sim.scenario import loads

# ruff: noqa: E501 - messages are shown as they are read

CASES = [
    (
        "unknown form",
        "name: Small",
        "name: Small\norganization: {form: federatd}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:16  organization.form = "federatd"
            not a known form. Known: centralized, coe, federated, custom
            Did you mean "federated"?
        """,
    ),
    (
        "unknown role in a share",
        "{engineer: 0.5, scientist: 0.5}",
        "{enginer: 0.5, scientist: 0.5}",
        """\
        mine.yaml has 1 problem

        mine.yaml:19:21  stages.define.steps.check.shared_by.enginer
            not a known role. Known: engineer, scientist
            Did you mean "engineer"?
        """,
    ),
    (
        "people of an unknown role",
        "scientist: 1}\ndem",
        "scientist: 1, anlyst: 1}\ndem",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:37  people.anlyst
            not a known role; name one, or say roles: {...}. Known: engineer, scientist
        """,
    ),
    (
        "unknown role of a group",
        "scientist: 1}\ndem",
        "scientist: {count: 1, roles: {scientst: 1}}}\ndem",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:53  people.scientist.roles.scientst
            not a known role. Known: engineer, scientist
            Did you mean "scientist"?
        """,
    ),
    (
        "role nobody holds",
        "engineer: 2, scientist: 1}",
        "engineer: 2}",
        """\
        mine.yaml has 1 problem

        mine.yaml:12:3  roles.scientist
            nobody holds this role and nobody stands in, but stages.define.steps.frame asks for it
            Add people.scientist: 1, or say who stands in: roles.scientist: {stand_in: {engineer: 0.5}}.
        """,
    ),
    (
        "role nobody in a domain holds",
        "people: {engineer: 2, scientist: 1}",
        "organization: {form: custom, teams: {a: {serves: retail, members: {engineer: 2}}, b: {members: {scientist: 1}}}}\npeople: {engineer: 2, scientist: 1}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:42  organization.teams.a.serves
            no engineer serves finance, and stages.define.steps.check asks for one in every domain; they all sit in a (serves retail)
            Let a serve all (serves: all), or put one engineer into b.
        """,
    ),
    (
        "unknown stand-in",
        "scientist: {group: delivery}",
        "scientist: {group: delivery, stand_in: {enginer: 0.5}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:12:43  roles.scientist.stand_in.enginer
            not a known role. Known: engineer, scientist, first_participant
            Did you mean "engineer"?
        """,
    ),
    (
        "shares that do not add up",
        "{engineer: 0.5, scientist: 0.5}",
        "{engineer: 0.5, scientist: 0.4}",
        """\
        mine.yaml has 1 problem

        mine.yaml:19:9  stages.define.steps.check.shared_by
            the shares add to 0.9, not to 1
        """,
    ),
    (
        "domains that do not add up",
        "finance: 0.4",
        "finance: 0.5",
        """\
        mine.yaml has 1 problem

        mine.yaml:6:3  demand.domains
            the shares add to 1.1, not to 1
        """,
    ),
    (
        "effort without anybody",
        "shared_by: {scientist: 1}}",
        "}",
        """\
        mine.yaml has 1 problem

        mine.yaml:16:7  stages.define.steps.frame
            has effort but nobody to do it; add shared_by: {role: 1}
        """,
    ),
    (
        "participants without effort",
        "{effort: 2, shared_by",
        "{shared_by",
        """\
        mine.yaml has 1 problem

        mine.yaml:16:15  stages.define.steps.frame.shared_by
            names participants but there is no effort to share; add effort:
        """,
    ),
    (
        "rework to a later step",
        "back_to: frame",
        "back_to: code",
        """\
        mine.yaml has 1 problem

        mine.yaml:22:29  stages.define.rework.again.back_to = "code"
            comes after "check"; rework goes back to an earlier step or to the step itself
        """,
    ),
    (
        "rework to an unknown step",
        "back_to: frame",
        "back_to: fram",
        """\
        mine.yaml has 1 problem

        mine.yaml:22:29  stages.define.rework.again.back_to = "fram"
            not a known step. Known: frame, check, code, release
            Did you mean "frame"?
        """,
    ),
    (
        "rework after an unknown step",
        "after: check",
        "after: chek",
        """\
        mine.yaml has 1 problem

        mine.yaml:22:15  stages.define.rework.again.after = "chek"
            not a known step of the stage "define". Known: frame, check
            Did you mean "check"?
        """,
    ),
    (
        "certain rework without a cap",
        "chance: 0.2",
        "chance: 1",
        """\
        mine.yaml has 1 problem

        mine.yaml:22:45  stages.define.rework.again.chance
            the chance can reach 1, so this never ends; say at_most: how many times
        """,
    ),
    (
        "rework chances that add up to certainty",
        "      again:",
        "      more: {after: check, back_to: check, chance: {by: mlops, low: 0.9, mid: 0.1, high: 0}}\n      again:",
        """\
        mine.yaml has 1 problem

        mine.yaml:21:5  stages.define.rework
            the chances of the rework rules after check add to 1.1; they must add to less than 1
        """,
    ),
    (
        "certain repetition without a cap",
        "{effort: 5,",
        "{effort: 5, redo: {chance: 1},",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:32  stages.build.steps.code.redo.chance
            the chance can reach 1, so this never ends; say at_most: how many times
        """,
    ),
    (
        "gate after an unknown step",
        "board: {",
        "board: {after: chekc, ",
        """\
        mine.yaml has 1 problem

        mine.yaml:24:15  stages.define.gates.board.after = "chekc"
            not a known step of the stage "define". Known: frame, check
            Did you mean "check"?
        """,
    ),
    (
        "unknown call",
        "{effort: 5,",
        "{effort: 5, waits: {access: {call: acess}}, asks: {owner: nobody},",
        """\
        mine.yaml has 2 problems

        mine.yaml:27:42  stages.build.steps.code.waits.access.call = "acess"
            not a known call. Known: none
        mine.yaml:27:64  stages.build.steps.code.asks.owner = "nobody"
            not a known call. Known: none
        """,
    ),
    (
        "wait for nothing",
        "{effort: 5,",
        "{effort: 5, waits: {access: {once: true}},",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:33  stages.build.steps.code.waits.access
            needs either delay: how long, or call: what must be answered
        """,
    ),
    (
        "unknown kind",
        "{effort: 5,",
        "{effort: 5, only_for: [lite],",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:25  stages.build.steps.code.only_for = "lite"
            not a known kind. Known: light, standard
            Did you mean "light"?
        """,
    ),
    (
        "amount for an unknown kind",
        "effort: 5,",
        "effort: {by: kind, lite: 3, otherwise: 4},",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:14  stages.build.steps.code.effort.lite
            not a known kind. Known: light, standard
            Did you mean "light"?
        """,
    ),
    (
        "kind without an amount",
        "effort: 5,",
        "effort: {by: kind, light: 3},",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:14  stages.build.steps.code.effort
            says nothing for the kind "standard"; add it, or otherwise:
        """,
    ),
    (
        "unknown mark",
        "mark: live",
        "mark: alive",
        """\
        mine.yaml has 1 problem

        mine.yaml:28:54  stages.build.steps.release.mark = "alive"
            not a known mark. Known: requested, defined, model_ready, live, in_use, retired
            Did you mean "live"?
        """,
    ),
    (
        "mark set twice",
        "effort: 5,",
        "effort: 5, mark: defined,",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:25  stages.build.steps.code.mark = "defined"
            is set by the step check already
        """,
    ),
    (
        "step name taken",
        "      code:",
        "      frame:",
        """\
        mine.yaml has 1 problem

        mine.yaml:27:7  stages.build.steps.frame
            the name is taken by a step of the stage "define"; step names are unique
        """,
    ),
    (
        "custom organization without teams",
        "name: Small",
        "name: Small\norganization: {form: custom}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:1  organization.teams
            is missing; the form custom needs them, such as teams: {hub: {serves: all, members: {engineer: all}}, squad: {serves: [retail]}}
            opmodel new my.yaml --form custom writes the teams of today as a file to edit.
        """,
    ),
    (
        "custom teams that cut people",
        "name: Small",
        "name: Small\norganization: {form: custom, teams: {one: {members: {engineer: 1}}}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:54  organization.teams.one.members.engineer
            the teams have 1 of them as members, but there are 2
            Write organization.teams.one.members.engineer: 2, or engineer: all in one team. People are never cut.
        """,
    ),
    (
        "domain that no team serves",
        "name: Small",
        "name: Small\norganization: {form: custom, teams: {one: {serves: [retail, fin]}}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:44  organization.teams.one.serves = "fin"
            not a known domain. Known: retail, finance, all
            Did you mean "finance"?
        """,
    ),
    (
        "workshop that cannot be seated",
        "{engineer: 0.5, scientist: 0.5}",
        "{engineer: {share: 0.5, people: 3}, scientist: 0.5}\n        together: true",
        """\
        mine.yaml has 1 problem

        mine.yaml:19:21  stages.define.steps.check.shared_by.engineer
            the workshop needs 3 people of this role, but for retail the team "center" has 2
        """,
    ),
    (
        "unknown discipline",
        "name: Small",
        "name: Small\nflow: {discipline: first_com}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:8  flow.discipline = "first_com"
            not a known discipline (weights would be a mapping). Known: first_come, by_class, shortest, cost_of_delay, finish_first
            Did you mean "first_come"?
        """,
    ),
    (
        "discipline that changes with waiting",
        "name: Small",
        "name: Small\nflow: {discipline: {waiting: 1, class: 2}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:21  flow.discipline.waiting
            cannot order a queue: a rank is fixed when the request is made, and nothing in it may change with waiting. Weights over: class, requested, effort, cost_of_delay, closeness
        """,
    ),
    (
        "no demand",
        "  per_year: 12\n",
        "",
        """\
        mine.yaml has 1 problem

        mine.yaml:4:1  demand
            no work ever arrives; say per_year: how many requests a year (or interval, batch.every, planned)
        """,
    ),
    (
        "two paces of demand",
        "per_year: 12",
        "per_year: 12\n  interval: 20",
        """\
        mine.yaml has 1 problem

        mine.yaml:6:3  demand.interval
            per_year and interval say the same thing; keep one
        """,
    ),
    (
        "portfolio without end",
        "name: Small",
        "name: Small\nstudy: {type: portfolio}",
        """\
        mine.yaml has 1 problem

        mine.yaml:5:1  demand.at_most
            a portfolio study runs a backlog to its end; say at_most: how many arrivals in all
        """,
    ),
    (
        "plan for unknown kinds and domains",
        "per_year: 12",
        "planned: [{kind: lite, domain: retial}]",
        """\
        mine.yaml has 2 problems

        mine.yaml:5:14  demand.planned.0.kind = "lite"
            not a known kind. Known: light, standard
            Did you mean "light"?
        mine.yaml:5:26  demand.planned.0.domain = "retial"
            not a known domain. Known: retail, finance
            Did you mean "retail"?
        """,
    ),
    (
        "source for nothing",
        "name: Small",
        "name: Small\nsources: {demand.per_yer: {basis: assumption}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:11  sources.demand.per_yer
            gives a source for something that is not there: unknown path. Fields of demand: per_year, interval, batch, planned, at_most, domains, kinds, size, value. Did you mean "demand.per_year"?
        """,
    ),
    (
        "dial by a dial",
        "name: Small",
        "name: Small\nmaturity: {mlops: {by: platform, low: 0, mid: 0.5, high: 1}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:12  maturity.mlops
            a dial is a number from 0 to 1, or a path over days such as {0: 0.3, 250: 0.7}
        """,
    ),
    (
        "path without days",
        "name: Small",
        "name: Small\nmaturity: {mlops: {start: 0.3, 250: 0.7}}",
        """\
        mine.yaml has 1 problem

        mine.yaml:3:20  maturity.mlops.start = 0.3
            is not a known law. Known: constant, discrete, empirical, erlang, exponential, gamma, geometric, lognormal, pert, triangular, uniform, weibull; or by: with levels
            Did you mean "constant"?
        """,
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_makes_no_sense_is_told_where_what_and_how_to_mend_it(old: str, new: str, told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(small(old, new), "mine.yaml")
    assert str(error.value) == dedent(told).rstrip("\n")


def test_absences_come_so_often_only_that_they_can_be_simulated() -> None:
    text = small("engineer: {group: delivery}", "engineer: {group: delivery, absence: {every: 1, lasts: 0.5}}")
    with pytest.raises(ScenarioError, match=r"absence\.every\n.*comes to 4e\+06 absences within the study"):
        loads(f"{text}study: {{horizon: 2000000}}\n")

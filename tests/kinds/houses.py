"""Scenarios to begin with: one that uses everything once, a plain one, a portfolio, and one with a hub of its own."""

from typing import Any

House = dict[Any, Any]

EVERYTHING: House = {
    "opmodel": 1,
    "name": "house",
    "study": {
        "type": "flow", "start": "2027-01-04", "warm_up": 20, "intake": 40, "horizon": 120,
        "opening": {"waiting": 1, "in_progress": 2, "live": 2},
    },
    "goal": {"target": 30, "matters": 2},
    "organization": {
        "form": "coe", "factors": {"coe": {"context_loss": 0.5, "specialist_skill": 1.2, "governance_delay": 1.5}},
    },
    "people": {
        "engineer": {"count": 3, "roles": {"engineer": 1, "scientist": 0.5}},
        "scientist": {"count": 2, "fte": 0.8},
        "operator": {"count": 1},
        "owner": {"per_domain": 1},
        "project_manager": {"count": 1},
        "temp": {"count": 1, "roles": {"engineer": 0.7}, "joins": 15, "leaves": 70, "hands_back": True},
    },
    "roles": {
        "engineer": {"group": "delivery", "day_rate": 800, "carries": 2, "switching_loss": 0.1},
        "scientist": {"group": "delivery", "day_rate": 900, "focus": 0.8, "ramp": {"starts_at": 0.5, "takes": 20}},
        "operator": {"group": "platform", "absence": {"every": 30, "lasts": 3}},
        "owner": {"group": "business"},
        "project_manager": {"group": "delivery", "stand_in": {"first_participant": 0.5}},
        "tester": {"group": "specialist", "stand_in": {"engineer": 0.6}},
    },
    "demand": {
        "per_year": 60,
        "domains": {"retail": 0.6, "finance": 0.4},
        "kinds": {
            "light": {"share": 0.3, "smallest": True},
            "standard": {"share": 1, "priority": 1},
            "pressing": {"share": 0.2, "urgent": True, "cost_of_delay": 3, "value": 5000},
        },
        "size": {"lognormal": {"mean": 1, "cv": 0.5}},
        "value": {"exponential": 20000},
        "planned": [{"at": 5, "count": 2, "kind": "standard"}],
        "batch": {"size": 2},
    },
    "maturity": {"data_foundation": 0.3, "platform": {0: 0.2, 60: 0.8}, "mlops": 0.5},
    "platform": {"services": 4, "managed": 0.5, "users": 10, "cost_own": 1000, "cost_managed": 3000},
    "gates": {"meet_every": 5},
    "handover": {
        "same_team": {"delay": 0.2, "bounce": 0.1, "context_loss": 0.05},
        "between_teams": {
            "delay": {"by": "platform", "low": 3, "mid": 2, "high": 1},
            "bounce": 0.3, "context_loss": 0.3, "coordination": 0.2,
        },
    },
    "stages": {
        "define": {
            "limit": 6,
            "steps": {
                "frame": {"effort": {"pert": {"min": 1, "mode": 2, "max": 4}}, "together": True,
                          "shared_by": {"owner": 0.5, "scientist": 0.5}},
                "look": {"parallel": {
                    "data": {"effort": 1, "shared_by": {"engineer": 1}, "waits": {"access": {"call": "access"}}},
                    "risk": {"effort": 0.5, "shared_by": {"owner": 1}, "only_for": ["standard"]},
                }, "mark": "defined"},
            },
            "rework": {"again": {"after": "look", "back_to": "frame", "chance": 0.2, "at_most": 2, "repeats": 0.5}},
            "gates": {"board": {"delay": {"exponential": 2}, "stops": 0.2, "coordination": 0.1}},
        },
        "build": {
            "steps": {
                "make": {"effort": {"by": "kind", "light": 2, "otherwise": {"gamma": {"mean": 5, "cv": 0.5}}},
                         "shared_by": {"engineer": 0.5, "scientist": 0.5}, "asks": {"unsure": "question"},
                         "redo": {"chance": 0.2, "repeats": 0.5, "at_most": 2}, "patience": {"exponential": 60}},
                "test": {"effort": 1, "shared_by": {"tester": 1}, "mark": "model_ready",
                         "waits": {"quiet": {"delay": 1, "grows": 0.3, "governance": True}}},
            },
            "rework": {
                "faulty": {"after": "test", "back_to": "make", "fade": 0.5,
                           "chance": {"by": "mlops", "low": 0.3, "mid": 0.2, "high": 0.1}},
                "unclear": {"after": "test", "back_to": "frame", "chance": 0.05},
            },
        },
        "scale": {
            "steps": {
                "release": {"effort": 1, "shared_by": {"operator": 1}, "mark": "live"},
                "adopt": {"effort": 0.5, "shared_by": {"owner": 1}, "mark": "in_use"},
            },
            "rework": {
                "change": {"after": "adopt", "back_to": "make", "chance": 0.1, "at_most": 1, "acceptance": True},
            },
        },
    },
    "calls": {
        "access": {"effort": 0.3, "shared_by": {"operator": 1}, "delay": 1, "foreign": 0.3},
        "question": {"effort": 0.2, "shared_by": {"owner": 1}, "patience": 2, "chance": 0.5, "alone": 0.5},
    },
    "duties": {
        "platform": {"effort": 0.2, "shared_by": {"operator": 1}, "every": 5, "times_each": "service"},
        "learn": {"effort": 0.5, "per_person": "engineer", "every": 10},
    },
    "operation": {
        "drift": {
            "every": {"exponential": 40}, "ever": 0.8, "loses": 0.3,
            "remedies": {
                "repair": {"share": 0.8, "effort": 1, "shared_by": {"scientist": 1}, "delay": 2, "urgent": True},
                "rebuild": {"share": 0.2, "back_to": "make"},
            },
        },
        "upkeep": {"patch": {"effort": 0.2, "shared_by": {"operator": 1}, "every": 20}},
        "retire": {"after": {"weibull": {"shape": 2, "scale": 80}}},
        "adoption": {"half_after": 10, "takes": 20},
    },
    "money": {"discount": 0.1, "hiring": 10000},
    "flow": {"discipline": "by_class", "portfolio_limit": 12},
}  # fmt: skip

PLAIN: House = {
    "opmodel": 1,
    "name": "plain",
    "study": {"warm_up": 10, "intake": 50, "horizon": 100},
    "people": {"clerk": 2},
    "roles": {"clerk": {"group": "delivery"}},
    "demand": {"interval": {"exponential": 4}},
    "stages": {"only": {"steps": {"work": {"effort": 3, "shared_by": {"clerk": 1}, "mark": "live"}}}},
}

PORTFOLIO: House = {
    **PLAIN,
    "name": "portfolio",
    "study": {"type": "portfolio", "horizon": 150, "opening": {"waiting": 4, "live": 1}},
    "demand": {"planned": [{"at": 0, "count": 5}, {"at": 10, "size": 2}]},
    "stages": {
        "first": {
            "steps": {"one": {"effort": 2, "shared_by": {"clerk": 1}}, "two": {"effort": 1, "shared_by": {"clerk": 1}}},
            "gates": {"board": {"meet_every": 7, "stops": 0.3}},
        },
        "second": {
            "steps": {"three": {"effort": {"uniform": {"min": 0, "max": 4}}, "shared_by": {"clerk": 1}, "mark": "live"}}
        },
    },
}

OWN_FORM: House = {
    **EVERYTHING,
    "name": "own form",
    "organization": {
        "form": "custom",
        "teams": {
            "hub": {
                "serves": "all",
                "members": {"engineer": 1, "operator": 1, "project_manager": 1, "temp": 1, "scientist": 1, "owner": 2},
            },
            "squad": {"serves": ["retail"], "members": {"engineer": 2, "scientist": 1}},
        },
    },
    "people": {**EVERYTHING["people"], "owner": {"count": 2}},
}  # fmt: skip

INHERITED: House = {  # what most people write: a few levers on top of what ships, over fewer days
    "opmodel": 1,
    "extends": "baseline.yaml",
    "name": "my plan",
    "study": {"warm_up": 60, "intake": 100, "horizon": 300},
    "demand": {"per_year": 40},
    "people": {"ml_engineer": 3},
    "maturity": {"mlops": 0.3, "platform": {0: 0.3, 200: 0.7}},
    "organization": {"form": "federated"},
    "platform": {"services": 12, "managed": 0.5},
    "goal": {"target": "26w"},
}

HOUSES = (EVERYTHING, PLAIN, PORTFOLIO, OWN_FORM, INHERITED)
CHANCES = (8, 3, 3, 5, 3)

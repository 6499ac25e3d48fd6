"""Tidy tables as an experiment leaves them, made by hand, and a route like that of the article."""

from collections.abc import Callable
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.charts.style import SMALL
from sim.scenario.schema import Scenario

ROLES = {
    "business_stakeholder": "Business stakeholder", "data_owner": "Data owner", "end_user": "End user",
    "data_engineer": "Data engineer", "data_scientist": "Data scientist", "analyst": "Analyst",
    "ux_designer": "UX designer", "project_manager": "Project manager", "ml_engineer": "ML engineer",
    "platform_architect": "Platform architect", "security": "Security and privacy", "operations": "Operations",
}  # fmt: skip
STATES = ("working", "reworking", "queueing", "waiting", "handover", "gate", "held")
SPLIT = np.array([38.0, 17.3, 61.2, 21.9, 26.4, 14.8, 2.1])
MIDDLE = ("centralized", "a center of excellence", "federated", "our hybrid", "two hubs", "three hubs",
          "a hub with squads", "the teams as they are", "no hub", "four hubs", "one squad", "two squads")  # fmt: skip
LONG = "A federated plan with three ML engineers in retail, variant "  # 60 characters
NAMES = ("centralized", "coe", "federated", "our own plan", "federated, own platform", "coe with two more", "as is")


def a_run(
    name: str = "centralized", place: int = 0, *, overloaded: bool = False, zero: bool = False, unreached: bool = False
) -> Any:
    week = np.arange(0.0, 261.0)
    conversion = 0.0 if zero else (0.06 if overloaded else 0.33 + 0.015 * place)
    pace = 95.0 if overloaded else 31.0 - 2.4 * place
    share = conversion * (1 - np.exp(-((week / pace) ** 1.7)))
    curve = pd.DataFrame({"week": week, "share": share, "low": share * 0.9, "high": share * 1.1})
    days = 5 * pace
    estimates = np.array([days * 0.8, days * 1.45, days * 1.9])
    reached = np.array([not zero and not (overloaded and p > 0) and not (unreached and p > 0) for p in range(3)])
    percentiles = pd.DataFrame(
        {
            "p": [50, 85, 95],
            "estimate": np.where(reached, estimates, np.nan),
            "low": np.where(reached, estimates * 0.92, np.nan),
            "high": np.where(reached, estimates * 1.09, np.nan),
            "reached": reached,
        }
    )
    parts = (
        SPLIT
        * (0.0 if zero else 1.0)
        * (1 - 0.07 * place)
        * np.where(np.arange(7) == 2, 4.0 if overloaded else 1.0, 1.0)
    )
    total = parts.sum()
    split = pd.DataFrame({"state": STATES, "days": parts, "share": parts / total if total else parts})
    busy = np.array([0.21, 0.44, 0.10, 0.93, 0.81, 0.35, 0.52, 0.61, 0.88, 0.57, 0.79, 0.30])
    busy = busy * (0.0 if zero else 1 - 0.03 * place)
    if overloaded:
        busy = np.minimum(busy * 1.12, 1.0)
    roles = pd.DataFrame(
        {
            "role": list(ROLES), "label": list(ROLES.values()), "people": [4, 4, 8, 6, 4, 2, 1, 2, 2, 1, 1, 1],
            "utilization": busy, "low": busy * 0.97, "high": np.minimum(busy * 1.03, 1.0),
            "queue_wait": np.minimum(busy**3 / (1.001 - busy), 900.0),
            "work_per_use_case": busy * 12, "work_per_year": busy * 380,
        }
    )  # fmt: skip
    day = np.arange(0.0, 1501.0, 5.0)
    growth = day / 30 if overloaded else 1.5 * np.sin(day / 90)
    stages = {"use_case_definition": 9.0, "solution_development": 14.0 + growth, "scale_and_adopt": 6.0}
    wip = pd.concat(
        [
            pd.DataFrame({"day": day, "stage": stage, "items": np.broadcast_to(0.0 if zero else items, day.shape)})
            for stage, items in stages.items()
        ],
        ignore_index=True,
    )
    summary = pd.DataFrame({"response": ["time_to_production"], "better": ["lower"], "level": [0.95]})
    return SimpleNamespace(
        name=name, n=400, seed=20261123, run_id="3f9a61c2", summary=summary, curve=curve, percentiles=percentiles,
        time_split=split, roles=roles, wip=wip, capacity=a_capacity(zero=zero, trap=overloaded),
        scenario=SimpleNamespace(goal=SimpleNamespace(matters=5.0)),
    )  # fmt: skip


def a_capacity(*, zero: bool, trap: bool) -> Any:
    """What time is used for over ten years, by quarter."""
    day = np.arange(0.0, 2520.0, 63.0)
    grown = 1 - np.exp(-day / 700)
    busy = 0.0 if zero else 1.0
    parts = {
        "new": busy * (0.34 - 0.1 * grown), "rework": busy * (0.11 - 0.03 * grown),
        "upkeep": busy * (0.42 if trap else 0.15) * grown, "duties": np.full(len(day), busy * 0.06),
    }  # fmt: skip
    parts["idle"] = 1.0 - sum(parts.values())
    tables = [
        pd.DataFrame({"day": day, "until": day + 63.0, "use": use, "people": 26 * part, "share": part})
        for use, part in parts.items()
    ]
    return pd.concat(tables, ignore_index=True)


def some_runs(count: int, case: str = "usual") -> list[Any]:
    """Runs of several configurations; the case says what is unusual about them."""
    names = {
        "long names": [LONG[:58] + f" {at}" for at in range(count)],
        "middle": [f"The insurer's <data & AI> teams in Munich with {one} after the merger, draft" for one in MIDDLE],
        "one word": [f"Operating/model{'x' * 85}{at}{'y' * 20}" for at in range(count)],
    }.get(case, list(NAMES))[:count]
    made = []
    for place, name in enumerate(names):
        overloaded = case == "overloaded" and place == count - 1
        made.append(a_run(name, place, overloaded=overloaded, zero=case == "all zero", unreached=case == "unreached"))
        if case in ("middle", "one word"):
            made[-1].roles = many_roles(26, place)
    return made


def many_roles(count: int, place: int) -> pd.DataFrame:
    """Roles whose labels begin and end alike."""
    busy = np.linspace(0.97, 0.05, count) * (1 - 0.02 * place)
    return pd.DataFrame(
        {
            "role": [f"senior_enterprise_data_governance_{at}" for at in range(count)],
            "label": [f"Senior enterprise data governance expert {at} of the group" for at in range(count)],
            "people": 1, "utilization": busy, "low": busy * 0.97, "high": np.minimum(busy * 1.03, 1.0),
            "queue_wait": busy**3 / (1.001 - busy),
        }
    )  # fmt: skip


def a_comparison(runs: list[Any]) -> Any:
    """Paired differences to the first run, in the shape of a comparison."""
    others = runs[1:]
    middle = np.resize([-34.0, -9.0, 3.0, -2.0, 21.0, 1.0], len(others))
    half = np.resize([11.0, 7.0, 9.0, 2.0, 14.0, 3.0], len(others))
    if all(run.curve["share"].max() == 0 for run in runs):
        middle, half = middle * np.nan, half * np.nan
    differences = pd.DataFrame(
        {
            "response": "time_to_production", "label": "time to production", "unit": "working days",
            "configuration": [run.name for run in others], "baseline": runs[0].name, "estimate": middle,
            "low": middle - half, "high": middle + half, "level": 0.95, "method": "paired bootstrap", "n": 400,
            "family": "2 differences in time to production together",
        }
    )  # fmt: skip
    return SimpleNamespace(runs=tuple(runs), differences=differences)


def some_work(case: str = "usual") -> pd.DataFrame:
    """Work by role at three levels of maturity."""
    base = dict(zip(ROLES, [1.9, 2.2, 1.1, 14.1, 11.8, 1.2, 1.6, 3.4, 7.9, 2.4, 3.1, 1.0], strict=True))
    people = dict(zip(ROLES, [4, 4, 8, 6, 4, 2, 1, 2, 2, 1, 1, 1], strict=True))
    rows = []
    for role, days in base.items():
        for level, factor in {"low": 1.6, "mid": 1.0, "high": 0.62}.items():
            each = 0.0 if case == "all zero" else days * (factor if days > 3 else factor**0.3)
            label = ROLES[role] if case != "long names" else f"{ROLES[role]} {LONG}"[:60]
            rows.append((role, label, level, each, each * 36, people[role]))
    return pd.DataFrame(rows, columns=["role", "label", "level", "work_per_use_case", "work_per_year", "people"])


SHARED = {
    "review": {"security": 0.6, "ml_engineer": 0.2, "data_owner": 0.2},
    "integration": {"ml_engineer": 0.6, "platform_architect": 0.2, "operations": 0.2},
    "acceptance": {"end_user": 0.3, "business_stakeholder": 0.3, "ux_designer": 0.2, "project_manager": 0.2},
}
GROUPS = ["business"] * 3 + ["delivery"] * 5 + ["specialist"] + ["platform"] * 3


def article_route() -> dict[str, Any]:
    """Three stages with twelve roles, after the activities of the article."""

    def work(label: str, low: float, mode: float, high: float, **shares: float) -> dict[str, Any]:
        parts = {role: {"share": share} for role, share in shares.items()}
        return {"label": label, "effort": {"pert": {"min": low, "mode": mode, "max": high}}, "shared_by": parts}

    definition = {
        "business_framing": work(
            "Business framing", 1, 2, 5, business_stakeholder=0.4, data_scientist=0.3, project_manager=0.3
        ),
        "feasibility": {
            "parallel": {
                "data_need": work(
                    "Data need and feasibility", 1, 2.5, 6, data_owner=0.3, data_engineer=0.3, data_scientist=0.4
                ),
                "platform_fit": work("Platform fit", 0.5, 1, 3, platform_architect=0.8, security=0.2),
                "screening": work("Security and privacy screening", 0.5, 1, 2.5, security=0.7, data_owner=0.3),
                "sketch": work(
                    "UX and solution sketch", 0.5, 1.5, 5, ux_designer=0.6, business_stakeholder=0.2, end_user=0.2
                ),
            },
            "mark": "defined",
        },
    }
    development = {
        "access": work(
            "Access and provisioning", 0.3, 0.8, 2.5, data_owner=0.3, platform_architect=0.4, data_engineer=0.3
        )
        | {"waits": {"data_access": {"delay": {"lognormal": {"median": 3, "p90": 12}}}}},
        "ingestion": work("Ingestion and preparation", 1.5, 4, 12, data_engineer=0.7, data_scientist=0.3),
        "exploration": work(
            "Exploration and features", 0.4, 1.2, 3.5, data_scientist=0.6, analyst=0.2, data_engineer=0.2
        ),
        "experiments": work("Modeling and experiments", 0.6, 1.5, 5, data_scientist=1.0)
        | {"redo": {"chance": {"by": "mlops", "low": 0.3, "mid": 0.25, "high": 0.2}, "at_most": 4}},
        "validation": work(
            "Validation with owner and business",
            0.3,
            0.7,
            2,
            data_scientist=0.5,
            business_stakeholder=0.3,
            data_owner=0.2,
        ),
        "packaging": work(
            "Packaging, tests, pipeline", 0.5, 2, 6, ml_engineer=0.6, data_engineer=0.2, data_scientist=0.2
        )
        | {"mark": "model_ready"},
    }
    adopt = {
        "release": {
            "parallel": {
                "review": work("Security and compliance review", 1, 2.5, 5, **SHARED["review"]),
                "integration": work("Deployment and integration", 0.5, 1.5, 5, **SHARED["integration"]),
            }
        },
        "acceptance": work("Acceptance, training, roll-out", 1, 2, 6, **SHARED["acceptance"]),
        "handing_over": work("Go-live", 0.2, 0.5, 1, operations=0.6, ml_engineer=0.4) | {"mark": "live"},
    }  # fmt: skip

    def back(after: str, to: str, low: float, mid: float, high: float, most: int) -> dict[str, Any]:
        chance = {"by": "mlops", "low": low, "mid": mid, "high": high}
        return {"after": after, "back_to": to, "chance": chance, "repeats": 0.6, "at_most": most}

    return {
        "name": "centralized",
        "people": {role: {"count": 2} for role in ROLES},
        "roles": {
            role: {"label": label, "group": group}
            for (role, label), group in zip(ROLES.items(), GROUPS, strict=True)
        },
        "demand": {"per_year": 36, "domains": {"retail": 0.6, "finance": 0.4}},
        "stages": {
            "use_case_definition": {
                "label": "Use Case Definition", "steps": definition,
                "rework": {"again": back("feasibility", "business_framing", 0.4, 0.35, 0.3, 3)},
                "gates": {"portfolio": {"label": "Portfolio board", "stops": 0.3}},
            },
            "solution_development": {
                "label": "Solution Development", "steps": development,
                "rework": {
                    "data": back("exploration", "ingestion", 0.5, 0.4, 0.3, 4),
                    "model": back("validation", "experiments", 0.6, 0.55, 0.5, 6),
                    "tests": back("packaging", "packaging", 0.5, 0.4, 0.25, 4),
                },
                "gates": {"poc": {"label": "PoC value", "after": "validation", "stops": 0.35}},
            },
            "scale_and_adopt": {
                "label": "Scale & Adopt", "steps": adopt,
                "rework": {
                    "release": back("release", "release", 0.4, 0.2, 0.08, 3),
                    "returned": back("acceptance", "release", 0.4, 0.35, 0.25, 3),
                },
                "gates": {"change": {"label": "Change board", "after": "acceptance", "stops": 0.2, "meet_every": 10}},
            },
        },
    }  # fmt: skip


def is_readable(ax: Axes, tolerance: float = 1.0) -> None:
    """Every text that is drawn lies whole on the page, is large enough, and lies on no other."""
    figure = ax.get_figure(root=True)
    drawn: list[Text] = []
    draw = Text.draw

    def remember(text: Text, renderer: Any) -> None:
        drawn.append(text)
        draw(text, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", remember)
        FigureCanvasAgg(figure).draw()
    boxes = []
    for text in drawn:
        said, box = text.get_text(), text.get_window_extent()
        if not text.get_visible() or not said.strip():
            continue
        assert text.get_fontsize() >= SMALL, said
        assert box.x0 >= 0, f"{said!r} is cut off at the left"
        assert box.y0 >= 0, f"{said!r} is cut off below"
        assert box.x1 <= figure.bbox.x1, f"{said!r} is cut off at the right"
        assert box.y1 <= figure.bbox.y1, f"{said!r} is cut off above"
        boxes.append((said, box))
    assert len(boxes) > 4
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        along = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= tolerance or along <= tolerance, f"{one!r} lies on {other!r}"


@pytest.fixture
def assert_readable() -> Callable[..., None]:
    return is_readable


@pytest.fixture
def runs() -> Callable[..., list[Any]]:
    return some_runs


@pytest.fixture
def comparison() -> Callable[[list[Any]], Any]:
    return a_comparison


@pytest.fixture
def work() -> Callable[..., pd.DataFrame]:
    return some_work


@pytest.fixture
def route() -> Scenario:
    return Scenario.model_validate(article_route())

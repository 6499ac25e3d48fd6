"""What a sweep says: the set of points that may be best, the best against the base, and what cannot be said."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.forms_race import stating_none
from sim.experiment.point_family import response_of
from sim.experiment.points import said
from sim.experiment.run import LEVEL
from sim.experiment.sweep_tables import label_of, undecided
from sim.narrative import numbers
from sim.narrative.difference import Gap, sentence
from sim.narrative.numbers import DAYS, DAYS_PER_WEEK
from sim.narrative.run import MODEL_RUN

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.sweep import Sweep

UNFINISHED = 0.01
FORM = "organization.form"
NAMED = 5  # points that a sentence names


def sentences_of(swept: "Sweep") -> tuple[str, ...]:
    """The headline, the best against the base, and what kind of result it is."""
    return tuple(text for text in (_headline(swept), _against_base(swept), MODEL_RUN) if text)


def warnings_of(swept: "Sweep") -> tuple[str, ...]:
    """What stands in the way of reading the table at its face value."""
    over = [point.number for point in swept.points if swept.found[point.meaning].load >= 1.0]
    told = []
    if over:
        where = "every point" if len(over) == len(swept.points) else f"{len(over)} of {len(swept.points)} points"
        named = "" if len(over) == len(swept.points) else f": {_listed(swept, over, 'and')}"
        told.append(
            f"At {where} the team cannot keep up, so time to production grows without limit there; compare "
            f"throughput{named}."
        )
    told += _unfair(swept)
    late = [point.number for point in swept.points if undecided(swept.found[point.meaning]) > UNFINISHED]
    if late and any(response_of(name).unit == DAYS for name in swept.responses):
        told.append(
            f"At {len(late)} of {len(swept.points)} points more than {100 * UNFINISHED:g} % of requests are undecided "
            f"at the end, so no mean time is told there: {_listed(swept, late, 'and')}."
        )
    for name in swept.responses:
        table = _table(swept, name)
        missing = table["point"][~np.isfinite(table["estimate"])].tolist()
        if missing and len(missing) < len(table):
            told.append(
                f"{_named(swept, name)} is not known at {len(missing)} of {len(table)} points: "
                f"{_listed(swept, missing, 'and')}."
            )
    return tuple(told)


def _unfair(swept: "Sweep") -> list[str]:
    """Whether forms that state no form factors race against forms that do."""
    if FORM not in swept.factors:
        return []
    place, organization = swept.factors.index(FORM), swept.scenario.organization
    names = dict.fromkeys(str(point.levels[place]) for point in swept.points)
    forms = [organization.model_copy(update={"form": name}) for name in names]
    without = stating_none(
        [swept.scenario.model_copy(update={"name": form.form, "organization": form}) for form in forms]
    )
    if not without:
        return []
    return [
        f"The form {' and '.join(without)} states no form factors and another does, so the race is not fair: state "
        f"organization.factors.{without[0]}, or write switches: {{form_factors: false}} for the structure alone."
    ]


def _headline(swept: "Sweep") -> str:
    name = swept.responses[0]
    ends = _ends(swept, name)
    label = _named(swept, name)
    many = len(swept.points)
    if ends is None:
        within = numbers.days(swept.scenario.study.horizon)
        return f"{label} has no value at any of the {many} points: it is not reached within {within}."
    low, high = ends
    if many > 1 and swept.family.equal and response_of(name).better:
        return f"The {many} points make no difference in {label}: the same in each of {swept.n} paired runs."
    if many == 1:
        return f"{label} is {_with_interval(swept, low)} at {_point(swept, low)}."
    better = response_of(name).better
    if not better:
        return (
            f"{label} lies between {_with_interval(swept, low)} at {_point(swept, low)} and "
            f"{_with_interval(swept, high)} at {_point(swept, high)}; neither is better in itself."
        )
    first, last = (low, high) if better == "lower" else (high, low)
    chance = f"{100 * LEVEL:g} %, chance only; {swept.n} paired runs"
    if len(swept.best) == 1:
        return (
            f"Best of {many} points in {label} is {_point(swept, first)}: {_with_interval(swept, first)}; "
            "the others are not."
        )
    spread = f"Estimates go from {_value(first)} at {_point(swept, first)} to {_value(last)} at {_point(swept, last)}."
    if len(swept.best) == many:
        return (
            f"Any of the {many} points may be best in {label}: {swept.n} paired runs do not tell ({chance}). {spread}"
        )
    return (
        f"May be best of {many} points in {label}: {_listed(swept, swept.best, 'or')}; the others are not ({chance}). "
        f"{spread}"
    )


def _against_base(swept: "Sweep") -> str:
    """The best estimate against the base, with an interval that allows for having picked it among all points."""
    name = swept.responses[0]
    response = response_of(name)
    if not response.better or not swept.best or len(swept.best) == len(swept.points):
        return ""
    ends = _ends(swept, name)
    if ends is None:
        return ""
    first = ends[0] if response.better == "lower" else ends[1]
    mine, base = swept.points[int(first["point"])].meaning, swept.points[swept.base].meaning
    found = swept.family.gap(mine, base)
    grows = any(swept.found[swept.points[number].meaning].load >= 1.0 for number in (int(first["point"]), swept.base))
    if mine == base or not isfinite(found.half_width) or (grows and response.unit == DAYS):
        return ""
    gap = Gap(
        response=name,
        label=label_of(name, swept.scenario),
        unit=response.unit,
        better=response.better,
        one=_point(swept, first),
        other=swept.points[swept.base].name,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        n=swept.n,
        matters=swept.scenario.goal.matters if response.unit == DAYS else 0.0,
        level=LEVEL,
        simultaneous=True,
    )
    return sentence(gap)


def _table(swept: "Sweep", name: str) -> "pd.DataFrame":
    return swept.summary[swept.summary["response"] == name]


def _ends(swept: "Sweep", name: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The rows of the lowest and of the highest estimate; None where none is known."""
    table = _table(swept, name)
    known = table["estimate"][np.isfinite(table["estimate"])]
    if known.empty:
        return None
    low, high = (
        {str(key): value for key, value in row.items()}
        for row in table.loc[[known.idxmin(), known.idxmax()]].to_dict("records")
    )
    return low, high


def _point(swept: "Sweep", row: dict[str, Any]) -> str:
    return swept.points[int(row["point"])].name


def _named(swept: "Sweep", name: str) -> str:
    return label_of(name, swept.scenario)


def _listed(swept: "Sweep", numbers: Sequence[int], word: str) -> str:
    """Points in words; of one factor only the levels."""
    points = [swept.points[number] for number in numbers]
    if len(swept.factors) == 1:
        names, head = [said(point.levels[0]) for point in points], f"{swept.factors[0]} = "
    else:
        names, head = [f"({point.name})" if len(points) > 1 else point.name for point in points], ""
    if len(names) > NAMED + 1:
        names = [*names[:NAMED], f"{len(names) - NAMED} more"]
    return head + (f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else names[0])


def unit_of(unit: str) -> tuple[float, str]:
    """What a response is divided by to be read, and the unit's sign: weeks for days, per cent for shares."""
    if unit == DAYS:
        return DAYS_PER_WEEK, " weeks"
    return (0.01, " %") if unit.startswith("share") else (1.0, f" {unit}" if unit else "")


def _value(row: dict[str, Any]) -> str:
    divisor, unit = unit_of(str(row["unit"]))
    half = (row["high"] - row["low"]) / 2 / divisor
    return numbers.written([row["estimate"] / divisor], half, limits=())[0] + unit


def _with_interval(swept: "Sweep", row: dict[str, Any]) -> str:
    divisor, unit = unit_of(str(row["unit"]))
    if not (isfinite(row["low"]) and isfinite(row["high"])):
        return f"{_value(row)} (interval unknown)"
    half = (row["high"] - row["low"]) / 2 / divisor
    value, low, high = numbers.written([row[key] / divisor for key in ("estimate", "low", "high")], half, limits=())
    return f"{value}{unit} ({100 * row['level']:g} % interval {low} to {high}, chance only; {swept.n} runs)"

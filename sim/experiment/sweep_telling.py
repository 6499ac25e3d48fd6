"""What a sweep says: which points cannot be judged, the set that may be best, the best against the base.

What nobody chooses, such as demand, is a circumstance: the best is named for each of its levels, never among them.
"""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.differences import matters_of
from sim.experiment.forms_race import stating_none
from sim.experiment.point_family import response_of
from sim.experiment.points import said
from sim.experiment.run import LEVEL
from sim.experiment.standing_points import by_circumstance, ill, is_circumstance
from sim.experiment.sweep_tables import label_of
from sim.narrative import numbers
from sim.narrative.difference import Gap, sentence
from sim.narrative.health import UNDECIDED
from sim.narrative.numbers import DAYS, Scale, Written, scale_of, with_interval
from sim.narrative.run import FEW, MODEL_RUN
from sim.narrative.standing import again

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.points import Point
    from sim.experiment.sweep import Sweep

FORM = "organization.form"
NAMED = 5  # points that a sentence names


def sentences_of(swept: "Sweep") -> tuple[str, ...]:
    """The state of health, the headline, the best against the base, and what kind of result it is."""
    told = [*_health(swept), *_headlines(swept), _against_base(swept), MODEL_RUN]
    return tuple(text for text in told if text)


def warnings_of(swept: "Sweep") -> tuple[str, ...]:
    """What stands in the way of reading the table at its face value."""
    told = _unfair(swept)
    for name in swept.responses:
        table = _table(swept, name)
        missing = table["point"][~np.isfinite(table["estimate"])].tolist()
        if missing and len(missing) < len(table):
            told.append(
                f"{_named(swept, name)} is not known at {len(missing)} of {len(table)} points: "
                f"{_listed(swept, missing, 'and')}."
            )
    if swept.n < FEW:
        told.append(f"only {swept.n} replications of each point: intervals from so few are not to be leaned on")
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


def _health(swept: "Sweep") -> list[str]:
    """Which points cannot keep up, and at which too many requests are undecided: no time is told of either."""
    if not any(response_of(name).unit == DAYS for name in swept.responses):
        return []
    many, told = len(swept.points), []
    over = [point.number for point in swept.points if swept.found[point.meaning].load >= 1.0]
    if over:
        where = "every point" if len(over) == many else f"{len(over)} of {many} points"
        named = "" if len(over) == many else f": {_listed(swept, over, 'and')}"
        told.append(
            f"At {where} the team cannot keep up, so time to production grows without limit there; compare "
            f"throughput{named}."
        )
    late = [
        point.number
        for point in swept.points
        if point.number not in over and ill(swept.found[point.meaning], time=True)
    ]
    if late:
        told.append(
            f"At {len(late)} of {many} points more than {100 * UNDECIDED:g} % of requests are undecided at the end, so "
            f"times are not known there: {_listed(swept, late, 'and')}."
        )
    return told


# -- which is best ---------------------------------------------------------------------------------------------------


def _headlines(swept: "Sweep") -> list[str]:
    """One headline, or one for each circumstance where there are several."""
    judged = _judged(swept)
    if not judged:
        if len(_health(swept)) and response_of(swept.responses[0]).unit == DAYS:
            return []
        within = numbers.days(swept.scenario.study.horizon)
        label = _named(swept, swept.responses[0])
        return [f"{label} has no value at any of the {len(swept.points)} points: it is not reached within {within}."]
    if len(swept.points) > 1 and len(judged) == len(swept.points) and swept.family.equal:
        return [_no_difference(swept)]
    return [_headline(swept, where, points) for where, points in by_circumstance(swept.factors, judged)]


def _judged(swept: "Sweep") -> list["Point"]:
    """Points whose figure may be told."""
    name, table = swept.responses[0], _table(swept, swept.responses[0])
    known = set(table["point"][np.isfinite(table["estimate"])].tolist())
    time = response_of(name).unit == DAYS
    return [point for point in swept.points if point.number in known and not ill(swept.found[point.meaning], time=time)]


def _no_difference(swept: "Sweep") -> str:
    label, row = _named(swept, swept.responses[0]), _rows(swept, swept.points[:1])[0]
    what, make = numbers.listed(swept.factors), "makes" if len(swept.factors) == 1 else "make"
    return (
        f"{what} {make} no difference in {label}: the same at each of the {len(swept.points)} points in each of "
        f"{swept.n} paired runs, {_with_interval(swept, row)}."
    )


def _headline(swept: "Sweep", where: str, points: "Sequence[Point]") -> str:
    label = _named(swept, swept.responses[0])
    rows, better = _rows(swept, points), response_of(swept.responses[0]).better
    at, head = (f"At {where}, ", str.lower) if where else ("", str)
    first, last = sorted((rows[0], rows[-1]), key=lambda row: row["estimate"], reverse=better == "higher")
    if len(points) == 1:
        return f"{label} is {_with_interval(swept, first)} at {_point(swept, first)}."
    if not better or all(map(is_circumstance, swept.factors)):
        why = "" if better else "; neither is better in itself"
        return (
            f"{label} lies between {_with_interval(swept, rows[0])} at {_point(swept, rows[0])} and "
            f"{_with_interval(swept, rows[-1])} at {_point(swept, rows[-1])}{why}."
        )
    best = [point.number for point in points if point.number in swept.best]
    chance = f"{100 * LEVEL:g} %, chance only; {swept.n} paired runs"
    of = f"of {len(points)} points in {label}"
    if len(best) == 1:
        said = f"{at}{head('Best')} {of} is {_choice(swept, first)}"
        return f"{said}: {_with_interval(swept, first)}." if swept.fresh is None else f"{said}. {_again(swept)}"
    ends = [f"{_value(swept, row)} at {_choice(swept, row)}" for row in (first, last)]
    spread = f"Estimates go from {ends[0]} to {ends[1]}."
    if len(best) == len(points):
        return f"{at}{head('Any')} {of} may be best: {swept.n} paired runs do not tell ({chance}). {spread}"
    return f"{at}{head('May')} be best {of}: {_listed(swept, best, 'or')}; the others are not ({chance}). {spread}"


def _again(swept: "Sweep") -> str:
    """What is picked as best, estimated again; its figure of the same runs would be too good."""
    if swept.fresh is None:
        return ""
    name, response = _named(swept, swept.responses[0]), response_of(swept.responses[0])
    return again(swept.fresh, name, response.unit, response.better, matters_of(response, swept.scenario))


def _against_base(swept: "Sweep") -> str:
    """The best estimate against the base, with an interval that allows for having picked it among all points."""
    name = swept.responses[0]
    response = response_of(name)
    judged = _judged(swept)
    if swept.fresh is not None:  # told with it
        return ""
    if not response.better or len(swept.best) in (0, len(judged)) or any(map(is_circumstance, swept.factors)):
        return ""
    rows = _rows(swept, judged)
    first = rows[0] if response.better == "lower" else rows[-1]
    mine, base = swept.points[int(first["point"])], swept.points[swept.base]
    found = swept.family.gap(mine.meaning, base.meaning)
    if mine.meaning == base.meaning or not isfinite(found.half_width) or base not in judged:
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
        matters=matters_of(response, swept.scenario),
        level=LEVEL,
        simultaneous=True,
    )
    return sentence(gap)


# -- rows and words --------------------------------------------------------------------------------------------------


def _table(swept: "Sweep", name: str) -> "pd.DataFrame":
    return swept.summary[swept.summary["response"] == name]


def _rows(swept: "Sweep", points: "Sequence[Point]") -> list[dict[str, Any]]:
    """Rows of the response that decides, the lowest estimate first."""
    wanted, table = {point.number for point in points}, _table(swept, swept.responses[0])
    found = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    return sorted((row for row in found if int(row["point"]) in wanted), key=lambda row: float(row["estimate"]))


def _point(swept: "Sweep", row: dict[str, Any]) -> str:
    return swept.points[int(row["point"])].name


def _choice(swept: "Sweep", row: dict[str, Any]) -> str:
    """A point by what is chosen at it, without the circumstances."""
    point = swept.points[int(row["point"])]
    chosen = [
        f"{path} = {said(level)}"
        for path, level in zip(point.paths, point.levels, strict=True)
        if not is_circumstance(path)
    ]
    return ", ".join(chosen) or point.name


def _named(swept: "Sweep", name: str) -> str:
    return label_of(name, swept.scenario)


def _listed(swept: "Sweep", chosen: Sequence[int], word: str) -> str:
    """Points in words; of one factor only the levels."""
    points = [swept.points[number] for number in chosen]
    if len(swept.factors) == 1:
        names, head = [said(point.levels[0]) for point in points], f"{swept.factors[0]} = "
    else:
        names, head = [f"({point.name})" if len(points) > 1 else point.name for point in points], ""
    if len(names) > NAMED + 1:
        names = [*names[:NAMED], f"{len(names) - NAMED} more"]
    return head + numbers.listed(names, word)


def figure_of(swept: "Sweep", row: dict[str, Any]) -> tuple[Scale, Written]:
    """A response at a point, with the unit and the rounding of its whole table."""
    table, time = _table(swept, str(row["response"])), str(row["unit"]) == DAYS
    sick = {point.number for point in swept.points if ill(swept.found[point.meaning], time=time)}
    table = table[~table["point"].isin(sick)]
    scale = scale_of(str(row["unit"]), table["estimate"].tolist())
    half = ((table["high"] - table["low"]) / 2).to_numpy(dtype=float)
    widest = float(half[np.isfinite(half)].max()) if np.isfinite(half).any() else 0.0
    return scale, with_interval(row["estimate"], row["low"], row["high"], scale=scale, widest=widest)


def _value(swept: "Sweep", row: dict[str, Any]) -> str:
    scale, found = figure_of(swept, row)
    return scale.of(found.estimate)


def _with_interval(swept: "Sweep", row: dict[str, Any]) -> str:
    scale, found = figure_of(swept, row)
    if not (isfinite(row["low"]) and isfinite(row["high"])):
        return f"{scale.of(found.estimate)} (interval unknown)"
    if found.estimate == found.low == found.high:
        return f"{scale.of(found.estimate)} in each of {swept.n} runs"
    return (
        f"{scale.of(found.estimate)} ({100 * row['level']:g} % interval {found.low} to {found.high}, chance only; "
        f"{swept.n} runs)"
    )

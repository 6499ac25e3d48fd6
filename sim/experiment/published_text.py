"""The table of published totals as text: Markdown between two markers of a page."""

from collections.abc import Mapping
from math import isfinite, isinf

from sim.experiment.published import Line, Published
from sim.experiment.published_rows import (
    FREE,
    INDEPENDENCE,
    KNOWN,
    LEVELS,
    MIX,
    NOT_MEASURED,
    WEIGHTS,
    Range,
    Total,
    citation,
)
from sim.narrative.numbers import written
from sim.stats.bootstrap import Interval

HALF_WIDTH = {"%": 2.0, "months": 0.2, "days": 2.0, "x": 0.2}  # that a reader needs: ones, or tenths
UNIT = {"%": " points", "months": " months", "days": " days", "x": ""}
HEADER = ("", "total", *LEVELS, MIX, "accepted", "verdict", "independence", "rests on")


def markdown(result: Published) -> str:
    """The table with what is needed to read it."""
    weights = ", ".join(f"{weight:.2f} {level}" for level, weight in WEIGHTS.items())
    dials = ", ".join(f"{value:g}" for value in LEVELS.values())
    rows = [HEADER, tuple("---" for _ in HEADER), *(cells(line) for line in result.lines)]
    cited = dict.fromkeys(row for line in result.lines for row in line.total.rests_on)
    paragraphs = [
        f"`{result.name}` with all three dials at {dials} (low, mid, high), {result.n} replications each, seed "
        f"{result.seed}; measured are the requests of working days {result.window[0]:g} to {result.window[1]:g}, when "
        f"the load has settled. The mix is {weights} (an assumption, P6). T0 request, T1 defined, T2 model ready, T3 "
        "live, each at its first passage; days are calendar days. In brackets 95 % intervals over replications: chance "
        "only, not what is uncertain in the inputs.",
        summary(result),
        "\n".join("| " + " | ".join(row) + " |" for row in rows),
        "Independence: " + "; ".join(f"*{word}* {meaning}" for word, meaning in INDEPENDENCE.items()) + ".",
        _undecided(result),
        "\n".join(f"- {line.total.id}, {line.total.label}: {note(line)}." for line in result.lines if line.total.note),
        "Not measured here: " + "; ".join(f"{name}, {why}" for name, why in NOT_MEASURED.items()) + ".",
        "Rests on: " + "; ".join(f"{row} {citation(row)}" for row in cited) + ".",
    ]
    return "\n\n".join(text for text in paragraphs if text)


def summary(result: Published) -> str:
    """How many totals are met and which are missed, in one sentence."""
    known = [line for line in result.lines if line.met is not None]
    missed = [f"{line.total.id} {line.total.label}: {verdict(line)}" for line in known if not line.met]
    weighty = [line for line in known if line.total.independence in (FREE, KNOWN)]
    head = (
        f"{len(known) - len(missed)} of {len(known)} totals lie in their accepted range; of the {len(weighty)} that "
        f"are neither set nor fitted, {sum(line.met is True for line in weighty)} do"
    )
    return f"{head}. Missed: {'; '.join(missed)}." if missed else f"{head}."


def _undecided(result: Published) -> str:
    if not result.undecided:
        return ""
    return (
        f"Up to {100 * result.undecided:.2g} % of the requests of a level are neither live nor ended when observation "
        "ends; they are left out of times and of V-5, and count as not live in V-6."
    )


def cells(line: Line) -> tuple[str, ...]:
    """One row of the table."""
    total = line.total
    accepted = " / ".join(dict.fromkeys(accepted_text(accept, total.unit) for accept in total.accept.values()))
    return (
        total.id,
        total.label,
        *(figure(line.figures.get(place), total, place) for place in (*LEVELS, MIX)),
        accepted,
        verdict(line),
        total.independence,
        ", ".join(total.rests_on),
    )


def figure(found: Interval | None, total: Total, place: str) -> str:
    """An estimate, with its interval where it is judged; rounding never moves it across an end of its range."""
    if found is None or not isfinite(found.estimate):
        return "–"
    limits = [end for end in total.accept.get(place, ()) if isfinite(end)]
    values = [found.estimate]
    if place in total.accept and isfinite(found.low) and isfinite(found.high):
        values += [max(found.low, 0.0), min(found.high, 100.0) if total.unit == "%" else found.high]
    texts = written(values, HALF_WIDTH[total.unit], limits=limits)
    text = f"{texts[0]} ({texts[1]}–{texts[2]})" if len(texts) > 1 else texts[0]
    return f"{text} %" if total.unit == "%" else text


def accepted_text(accept: Range, unit: str) -> str:
    """A range as its source gives it."""
    low, high = accept
    sign = " %" if unit == "%" else ""
    if low == high:
        return f"{low:g}{sign}"
    if isinf(high) or (unit == "%" and high >= 100):
        return f"{'>' if isinf(high) else '≥'} {low:g}{sign}"
    return f"{low:g}–{high:g}{sign}"


def verdict(line: Line) -> str:
    """In range, or by how much it misses, for each level that has a range."""
    told = {place: _judged(line, place) for place in line.total.accept}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return "; ".join(f"{place} {text}" for place, text in told.items())


def _judged(line: Line, place: str) -> str:
    found, (low, high) = line.figures[place], line.total.accept[place]
    gap = line.gap(place)
    if gap != gap:
        return "not measured"
    if gap:
        size = written([abs(gap)], HALF_WIDTH[line.total.unit])[0]
        unit = UNIT[line.total.unit].removesuffix("s") if size == "1" else UNIT[line.total.unit]
        reaches = found.low <= high and found.high >= low
        return f"**misses by {size}{unit}**, too {'high' if gap > 0 else 'low'}" + (
            ", within chance" if reaches else ""
        )
    if low < high and not low <= found.low <= found.high <= high:
        return "in range, not the whole interval"
    return "in range" if low < high else "agrees"


def note(line: Line) -> str:
    """The note of a row, with its figures."""
    total = line.total
    places = tuple(total.accept)
    told: dict[str, str] = {}
    for quantity, figures in line.beside.items():
        told[quantity] = " / ".join(_plain(figures, place, total.unit) for place in places)
        told[quantity] += " %" if total.unit == "%" else f"{UNIT[total.unit]}"
    return total.note.format(**told)


def _plain(figures: Mapping[str, Interval], place: str, unit: str) -> str:
    estimate = figures[place].estimate
    return written([estimate], HALF_WIDTH[unit])[0] if isfinite(estimate) else "–"

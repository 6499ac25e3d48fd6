"""What a chart of a sweep says: figures rounded alike, points that cannot be told, the title as far as intervals go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.charts.rows import column
from sim.charts.texts import shortened
from sim.narrative.numbers import DAYS, Scale, listed, percent, scale_of, typeset, value_of, written

CANNOT, UNKNOWN = "cannot keep up", "not known"
CONVERSION = "conversion"
UNDECIDED = 0.01  # share of requests above which a point's times are not known
NAMED = 4  # levels that a title lists


@dataclass(frozen=True, slots=True)
class Points:
    """One response at all points of a sweep, in the order of its rows, in the unit in which it is read."""

    label: str
    scale: Scale
    values: Any
    lows: Any
    highs: Any
    texts: list[str]  # estimates, rounded to what the widest interval supports
    halves: list[str]
    best: Any  # which may be best; nowhere where that is not asked
    ill: list[str]  # why a point has no figure; empty where it has one
    better: str
    spans: list[tuple[float, float] | None]  # the least and the most that an open share can come to, as drawn

    @property
    def known(self) -> Any:
        """Points with a figure that may be told."""
        return np.isfinite(self.values) & np.array([not one for one in self.ill], dtype=bool)

    @property
    def unit(self) -> str:
        """The unit as an axis has it."""
        return self.scale.unit

    def of(self, at: int) -> str:
        """A figure with its unit."""
        unit = self.scale.unit
        return f"{self.texts[at]}\u00a0%" if unit == "%" else self.scale.of(self.texts[at])

    def span(self, at: int) -> str:
        """The least and the most of an open share, without unit."""
        ends = self.spans[at] or (np.nan, np.nan)
        return " to ".join(dict.fromkeys(percent(end / 100, 0.02).removesuffix("%").rstrip() for end in ends))

    def ends(self) -> tuple[int, int]:
        """The best and the worst known point, by estimate; without a better and worse the least and the largest."""
        places = np.flatnonzero(self.known)
        least, most = places[np.argmin(self.values[places])], places[np.argmax(self.values[places])]
        return (int(most), int(least)) if self.better == "higher" else (int(least), int(most))

    def clear(self) -> bool:
        """Whether the intervals of the two ends leave no doubt that they differ."""
        low, high = sorted(self.ends(), key=lambda at: float(self.values[at]))
        return bool(self.highs[low] < self.lows[high])


def points_of(rows: pd.DataFrame) -> Points:
    """The rows of one response, seen and judged."""
    unit = str(rows["unit"].iloc[0])
    estimate, low, high = (column(rows, name) for name in ("estimate", "low", "high"))
    spans = _spans(rows, estimate)
    ill = [why or UNKNOWN if span else why for why, span in zip(_ill(rows, unit == DAYS), spans, strict=True)]
    healthy = np.isfinite(estimate) & np.array([not one for one in ill], dtype=bool)
    scale = scale_of(unit, estimate[healthy].tolist() or [100.0])
    values, lows, highs = (each / scale.divisor for each in (estimate, low, high))
    half = (highs - lows) / 2
    finite = healthy & np.isfinite(half)
    widest = float(half[finite].max()) if finite.any() else 0.0
    if widest == 0.0 and healthy.any():
        widest = float(np.abs(values[healthy]).max()) / 10
    texts = [_written(value, widest) for value in values.tolist()]
    best = np.zeros(len(rows), dtype=bool)
    if "may_be_best" in rows:
        best = rows["may_be_best"].to_numpy(dtype=bool)
    halves = [_half(one, widest) for one in half.tolist()]
    better = str(rows["better"].iloc[0])
    return Points(str(rows["label"].iloc[0]), scale, values, lows, highs, texts, halves, best, ill, better, spans)


def _ill(rows: pd.DataFrame, time: bool) -> list[str]:
    """Why the time at a point may not be told; throughput and shares may."""
    if not time or "offered_load" not in rows:
        return [""] * len(rows)
    pairs = zip(column(rows, "offered_load"), column(rows, "undecided"), strict=True)
    return [CANNOT if load >= 1.0 else UNKNOWN if open_ > UNDECIDED else "" for load, open_ in pairs]


def _spans(rows: pd.DataFrame, estimate: Any) -> list[tuple[float, float] | None]:
    """Of a conversion that undecided requests leave open: from none to all of them going live, in per cent."""
    if "undecided" not in rows or rows["response"].iloc[0] != CONVERSION:
        return [None] * len(rows)
    pairs = zip(estimate.tolist(), column(rows, "undecided").tolist(), strict=True)
    return [(100 * least, 100 * min(1.0, least + more)) if more > UNDECIDED else None for least, more in pairs]


def state_of_points(rows: pd.DataFrame, names: Sequence[str] = ()) -> str:
    """Where the team cannot keep up and where too much is undecided, in one line; levels where there are `names`."""
    why = _ill(rows, time=True)
    found = []
    for one, text in ((CANNOT, "cannot keep up"), (UNKNOWN, "more than 1\u00a0% of requests undecided")):
        which = np.array([each == one for each in why], dtype=bool)
        if which.any():
            where = f"at {_several(names, which, 'and')}" if names else f"at {which.sum()} of {len(why)} points"
            found.append(f"{text} {where}")
    return _capital("; ".join(found))


def _written(value: float, widest: float) -> str:
    return typeset(written([value], widest, limits=())[0]) if np.isfinite(value) else "unknown"


def _half(half: float, widest: float) -> str:
    """A half-width; never written as zero where it is not."""
    if not np.isfinite(half):
        return ""
    text = written([half], widest, limits=())[0]
    if half > 0 and value_of(text) == 0.0:
        step = written([10.0 ** np.floor(np.log10(widest / 2))], widest, limits=())[0]
        return f"<{step}"
    return text


def level_text(level: Any) -> str:
    """A level as an axis has it."""
    return f"{level:.6g}" if isinstance(level, int | float) else str(level)


def curve_title(points: Points, factor: str, names: Sequence[str], *, circumstance: bool) -> str:
    """What may be best and what it comes to; of a circumstance and without a better one, where it is least and most."""
    label = _capital(points.label)
    known = points.known
    if not known.any() and any(points.spans):
        return f"{label} is {_between(points)} over all levels of {factor}, as far as decided"
    if not known.any():
        return f"The team cannot keep up at any level of {factor}" if CANNOT in points.ill else (
            f"{label} is known at no level of {factor}"
        )  # fmt: skip
    tail = _tail(points, names)
    first, last = points.ends()
    if known.sum() == 1:
        return f"{label}: {points.of(first)} with {factor} at {names[first]}{tail}"
    if _equal(points):
        return f"{_capital(factor)} makes no difference to {points.label}: {points.of(first)}{tail}"
    best = points.best & known
    if best.any() and not circumstance:
        if best.sum() == known.sum():
            return f"{label}: no level of {factor} is known to be better; {_span(points, first, last)}{tail}"
        word = "is" if best.sum() == 1 else "may be"
        return (
            f"{label} {word} best with {factor} at {_several(names, best)}: {points.of(first)}, "
            f"against {points.of(last)} at {names[last]}{tail}"
        )
    if not points.clear():
        return f"{label}: no clear difference between levels of {factor}; {_span(points, first, last)}{tail}"
    one, other = sorted((first, last))
    return f"{label}: {points.of(one)} with {factor} at {names[one]}, {points.of(other)} at {names[other]}{tail}"


def map_title(
    points: Points, levels: Sequence[Sequence[str]], factors: Sequence[str], *, circumstances: Sequence[bool]
) -> str:
    """As for a curve, over two factors; `levels` are those of each point; what is best is told by circumstance."""
    label = _capital(points.label)
    known = points.known
    if not known.any() and any(points.spans):
        return f"{label} is {_between(points)} over all points, as far as decided"
    if not known.any():
        return "The team cannot keep up at any point" if CANNOT in points.ill else f"{label} is known at no point"
    many = points.ill.count(CANNOT)
    tail = f"; at {many} of {len(points.ill)} points the team cannot keep up" if many else ""
    first, last = points.ends()

    def at(place: int) -> str:
        return ", ".join(f"{name} {shortened(level, 40)}" for name, level in zip(factors, levels[place], strict=True))

    if known.sum() > 1 and _equal(points):
        return f"{_capital(listed(factors))} make no difference to {points.label}: {points.of(first)}{tail}"
    best = points.best & known
    if best.any() and any(circumstances) and not all(circumstances):
        return _by_circumstance(points, best, levels, factors, circumstances) + tail
    if best.any() and not any(circumstances):
        if best.sum() == known.sum():
            return f"{label}: no point is known to be better; {_span(points, first, last)}{tail}"
        if best.sum() == 1:
            return f"{label} is best at {at(first)}: {points.of(first)}, against {points.of(last)} at {at(last)}{tail}"
        return (
            f"{label}: {best.sum()} of {len(points.ill)} points may be best, about {points.of(first)}; "
            f"{points.of(last)} at {at(last)}{tail}"
        )
    if not points.clear():
        return f"{label}: no clear difference between points; {_span(points, first, last)}{tail}"
    return f"{label}: {points.of(first)} at {at(first)}, {points.of(last)} at {at(last)}{tail}"


def _between(points: Points) -> str:
    """The least and the most of all open shares."""
    ends = [span for span in points.spans if span]
    least, most = min(low for low, _ in ends), max(high for _, high in ends)
    return f"between {percent(least / 100, 0.02)} and {percent(most / 100, 0.02)}"


def _by_circumstance(
    points: Points, best: Any, levels: Sequence[Sequence[str]], factors: Sequence[str], circumstances: Sequence[bool]
) -> str:
    """Which choice may be best at each level of what nobody chooses."""
    given, chosen = (0, 1) if circumstances[0] else (1, 0)
    found: dict[str, list[str]] = {}
    numeric = all(_is_number(pair[given]) for pair in levels)
    places = np.flatnonzero(best).tolist()
    for place in sorted(places, key=lambda at: float(levels[at][given])) if numeric else places:
        found.setdefault(levels[place][given], []).append(levels[place][chosen])
    what, where = factors[chosen], factors[given]
    sets = {level: listed([shortened(one, 30) for one in each], "or") for level, each in found.items()}
    (low, one), every = next(iter(sets.items())), {pair[given] for pair in levels}
    others = [(level, each) for level, each in sets.items() if each != one]
    if others:
        high, other = others[-1]
        return f"Which {what} may be best depends on {where}: {one} at {low}, {other} at {high}"
    told = f"{_capital(points.label)} may be best with {what} at {one}"
    if every == set(sets) and UNKNOWN not in points.ill:
        return f"{told}, whatever {where}"
    return f"{told}, known only for {where} at {_several(list(sets), np.ones(len(sets), dtype=bool), 'and')}"


def all_alike(points: Points) -> bool:
    """Whether nothing that can be told differs between points, so that shades would tell what is not there."""
    known = points.known
    alike = len({text for text, there in zip(points.texts, known, strict=True) if there}) < 2
    return alike or not ((points.best & known).any() or points.clear())


def _equal(points: Points) -> bool:
    known = points.known
    return bool(np.ptp(points.values[known]) == 0.0 and np.ptp(points.lows[known]) == 0.0)


def _tail(points: Points, names: Sequence[str]) -> str:
    over = np.array([one == CANNOT for one in points.ill], dtype=bool)
    return f"; the team cannot keep up at {_several(names, over, 'and')}" if over.any() else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _span(points: Points, one: int, other: int) -> str:
    low, high = sorted((one, other), key=lambda at: float(points.values[at]))
    if points.texts[low] == points.texts[high]:
        return f"about {points.of(low)}"
    return f"{points.texts[low]} to {points.of(high)}"


def _several(names: Sequence[str], which: Any, word: str = "or") -> str:
    """Levels in words; a run of them by its ends."""
    places = np.flatnonzero(which).tolist()
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1 and all(_is_number(name) for name in names):
        return f"{names[places[0]]} to {names[places[-1]]}"
    chosen = [shortened(names[place], 40) for place in places]
    if len(chosen) > NAMED:
        return f"{', '.join(chosen[:3])} {word} {len(chosen) - 3} others"
    return listed(chosen, word)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


def words_of(factor: str, names: Mapping[str, str] | None) -> str:
    """What a factor is called: in words where they are given, else by its path."""
    return (names or {}).get(factor, factor)

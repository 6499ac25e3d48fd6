"""What an explanation says: which groups of effects make the difference, and which of them are not clear."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.experiment.why import ALL, CHANGED, CLEAR, REMAINS, UNDECIDED, Why
from sim.narrative import difference, numbers
from sim.scenario.effects import GROUPS

Row = dict[str, Any]


def with_words(why: Why, names: Sequence[str]) -> Why:
    """The explanation with its sentences and warnings; the baseline is the first of the names."""
    told = [_sentence(why, name, names[0]) for name in names[1:]]
    method = [_method(why)] if any(why.known(name) for name in names[1:]) else []
    return replace(why, sentences=(*told, *method), warnings=tuple(_warnings(why)))


def _sentence(why: Why, one: str, other: str) -> str:
    parts = why.parts(one)
    whole = parts[ALL]
    if not why.known(one):
        return f"Why {one} and {other} differ cannot be said: in some combination of switches nothing goes live."
    effects = [parts[group] for group in GROUPS]
    unclear = [part for part in effects if part["verdict"] == "not clear"]
    doubt = f" Not clear: {numbers.listed([_range(part) for part in unclear])}." if unclear else ""
    if whole["verdict"] == "none" and not any(part["verdict"] in CLEAR for part in effects):
        return f"No difference between {one} and {other} to explain.{doubt}"
    if whole["verdict"] not in CLEAR:
        clear = [part for part in (*effects, parts[REMAINS]) if part["verdict"] in CLEAR]
        known = numbers.listed([f"{part['label']} {_days(part)}" for part in clear])
        balance = f" Days that {one} takes more (+) or less (-): {known}.{doubt}" if clear else doubt
        return (
            f"Why {one} differs from {other}: the difference itself is not clear ({_limits(whole)}), so no share of it "
            f"is given.{balance}"
        )
    return _of_a_difference(why, one, other, parts) + doubt


def _of_a_difference(why: Why, one: str, other: str, parts: dict[str, Row]) -> str:
    whole = why.gap(one)
    first, second = (one, other) if whole.estimate < 0 else (other, one)
    sign = -1.0 if whole.estimate < 0 else 1.0
    scale, half = difference.scale(whole), difference.half_of(whole)

    def amount(part: Row) -> str:
        return numbers.written([abs(part["estimate"]) / scale.divisor], half / scale.divisor)[0]

    effects = [parts[group] for group in GROUPS if parts[group]["verdict"] in CLEAR]
    gains = sorted((p for p in effects if sign * p["estimate"] > 0), key=lambda p: -abs(p["estimate"]))
    losses = sorted((p for p in effects if sign * p["estimate"] < 0), key=lambda p: -abs(p["estimate"]))
    come = numbers.listed([f"{amount(part)} from {part['label']}" for part in gains])
    come = f"about {come}" if gains else "from none of the groups"
    go = numbers.listed([f"{amount(part)} for {part['label']}" for part in losses])
    go = f", less {go}" if losses else ""
    rest = parts[REMAINS]
    remains = ""
    if rest["verdict"] in CLEAR:
        ahead = one if rest["verdict"] == "faster" else other
        remains = f" With all of these off, {ahead} is {scale.of(amount(rest))} faster: the work itself."
    size = scale.of(difference.sizes(whole).estimate)
    some = f", by {size} in these {why.n} runs" if why.n < why.compared else f", by {size}"
    return (
        f"Why {first} is faster than {second}{some} on average: {come}{go} "
        f"(model effect: what the simulation's own switches explain, not a cause in the field).{remains}"
    )


def _method(why: Why) -> str:
    some = f"the first {why.n} of {why.compared}" if why.n < why.compared else f"{why.n}"
    return (
        f"These parts are Shapley averages over {2 ** len(GROUPS)} combinations of switches, {some} paired runs of "
        "each, 95 % intervals that hold together; with what remains they add up to the difference in these runs. A "
        "part is all that its effect brings about, waits elsewhere included; the time by state says where it was spent."
    )


def _range(part: Row) -> str:
    return f"{part['label']} ({_limits(part)})"


def _limits(part: Row) -> str:
    low, high = numbers.written([part["low"], part["high"]], (part["high"] - part["low"]) / 2, limits=())
    return f"{low} to {high} days"


def _days(part: Row) -> str:
    half = (part["high"] - part["low"]) / 2
    middle, low, high = numbers.written([part["estimate"], part["low"], part["high"]], half)
    return f"{'+' if part['estimate'] > 0 else ''}{middle} ({low} to {high})"


def _warnings(why: Why) -> list[str]:
    """Where the items that go live are not the same in all combinations, parts are about other items as well."""
    table, found = why.combinations, []
    open_ = float(table["undecided"].max())
    if open_ >= UNDECIDED:
        many = int((table["undecided"] >= UNDECIDED).sum())
        found.append(
            f"why: up to {100 * open_:.0f} % of requests are undecided at the horizon in {many} of {len(table)} "
            "configurations with switches off: left out, so parts may be too small"
        )
    for name, rows in table.groupby("configuration", sort=False):
        spread = float(rows["conversion"].max() - rows["conversion"].min())
        if spread >= CHANGED and open_ < UNDECIDED:
            found.append(
                f"why: the share that goes live differs by {100 * spread:.0f} percentage points between combinations "
                f"of switches for {name}: parts compare other requests as well"
            )
    return found

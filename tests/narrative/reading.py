"""A little reader of sentences, titles, labels and claims, written apart from what writes them."""

import re
from dataclasses import dataclass

UNITS = {"week": 5.0, "weeks": 5.0, "day": 1.0, "days": 1.0, "percentage": 0.01, "a": 1.0, "USD": 1.0, "": 1.0}
NUMBER = r"[-−+]?[\d,]+(?:\.\d+)?"
CERTAIN, PERHAPS, BARELY, NONE, UNCLEAR, EQUAL, UNKNOWN = (
    "ahead", "ahead, perhaps by too little", "ahead by too little", "no difference", "unclear", "equal", "unknown",
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What a reader takes from a text."""

    certainty: str
    winner: str | None = None
    loser: str | None = None
    size: float | None = None  # of the difference, without sign, in the response's unit
    ends: tuple[float, float] | None = None  # of the interval: the smaller one first; of `one` better and worse


def number(text: str) -> float:
    """A number as it is typeset."""
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


def amount(text: str, unit: str) -> float:
    """A number with a unit, in the response's own unit."""
    return number(text) * UNITS[unit.split(" ")[0] if unit else ""]


def read(text: str) -> Read:
    """A sentence or a title about two configurations."""
    if "make no difference" in text:
        return Read(EQUAL)
    if "cannot be compared" in text or "is known" in text:
        return Read(UNKNOWN)
    if found := re.search(rf"No practical difference between (\w+) and (\w+).*?at most ({NUMBER}) (\w+)", text):
        return Read(NONE, size=amount(found[3], found[4]))
    if found := re.search(
        rf"Not clear yet whether (\w+) or \w+ .*?\1 is between ({NUMBER}) ?(\w*)[\w ]*? (?:faster|better) and "
        rf"({NUMBER}) ?(\w*)[\w ]*? (?:slower|worse)",
        text,
    ):
        return Read(UNCLEAR, found[1], ends=(amount(found[2], found[3]), amount(found[4], found[5])))
    return _ahead(text)


def _ahead(text: str) -> Read:
    certainty = PERHAPS if "not certain" in text else BARELY if re.search(r"but (by )?less than", text) else CERTAIN
    found = re.search(
        rf"(\w+) (?:beats|is faster than|is better than) (\w+)(?:,.*?:|) by ({NUMBER}) (\w+).*?"
        rf"\((?:95 % (?:simultaneous )?interval ({NUMBER}) to ({NUMBER}),|the same)",
        text,
    )
    if found:
        size = amount(found[3], found[4])
        ends = (amount(found[5], found[4]), amount(found[6], found[4])) if found[5] else (size, size)
        return Read(certainty, found[1], found[2], size, ends)
    found = re.search(rf"({NUMBER}) (\w+)[\w ]*? (?:faster|better)[\w ]*? with (\w+) than with (\w+)", text)
    assert found, f"nobody can read: {text}"
    return Read(certainty, found[3], found[4], amount(found[1], found[2]))


def read_label(text: str) -> tuple[float, float, float, float] | None:
    """A label: the difference with its sign, both ends, and what its unit is worth; None where there is no number."""
    if text in ("no difference", "not known"):
        return None
    found = re.fullmatch(rf"({NUMBER})(?: \(({NUMBER}) to ({NUMBER})\))? ?([\w ]*)", text)
    assert found, f"nobody can read: {text}"
    worth = UNITS[found[4].split(" ")[0]]
    middle = number(found[1]) * worth
    return middle, *((number(found[2]) * worth, number(found[3]) * worth) if found[2] else (middle, middle)), worth


def read_claim(text: str) -> tuple[float, tuple[float, float]] | None:
    """A claim's amount: the difference with its sign and the ends of its interval; None where there is no number."""
    if text in ("the same in every replication", "not measured"):
        return None
    words = "longer|shorter|more|less"
    found = re.fullmatch(
        rf"({NUMBER}) ?([a-zA-Z ]*?) ({words}) \((?:from )?({NUMBER}) ?({words})? to ({NUMBER}) ?({words})?\)", text
    )
    assert found, f"nobody can read: {text}"
    worth = UNITS[found[2].split(" ")[0]]
    sign = {"longer": 1.0, "more": 1.0, "shorter": -1.0, "less": -1.0}
    ends = [number(found[at]) * worth * sign[found[at + 1] or found[3]] for at in (4, 6)]
    return number(found[1]) * worth * sign[found[3]], (min(ends), max(ends))

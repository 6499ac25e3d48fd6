"""Meant: what somebody surely meant who wrote a number in another way, with a comma, a percent sign or a word."""

import re
from collections.abc import Iterable

LEVEL_WORDS = {
    "low": "0", "lowest": "0", "none": "0", "mid": "0.5", "middle": "0.5", "medium": "0.5", "average": "0.5",
    "high": "1", "highest": "1", "full": "1",
}  # fmt: skip
NO_LAWS = {  # laws that cannot stand here, and what can instead
    "normal": "goes below 0, which no amount here may; write lognormal or gamma: {mean: ..., cv: ...}",
    "poisson": "counts from 0; write geometric: mean for a count, or exponential: mean for the time between",
    "beta": "needs ends; write pert: {min: ..., mode: ..., max: ...}",
    "choice": "is called discrete: {values: [...], shares: [...]} here",
}  # fmt: skip
OTHER_LAWS = {
    "gaussian": "normal", "gauss": "normal", "norm": "normal", "truncated_normal": "normal", "truncnorm": "normal",
    "categorical": "choice", "choices": "choice", "custom": "choice",
}  # fmt: skip
_COMMA = re.compile(r"([-+*]?\d+),(\d+)((?:\s*(?:d|w|mo|y|%))?)")
_THOUSANDS = re.compile(r"(\d{1,3})(,\d{3})+")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")


def whole_meant(written: object) -> str:
    """What to write instead of something that is not a whole number, or an empty string."""
    text = str(written).strip()
    if _THOUSANDS.fullmatch(text):
        return f"Write {text.replace(',', '')}."
    comma = _COMMA.fullmatch(text)
    if comma and not comma[3] and comma[1].isdigit():
        return f"Write a whole number, such as {comma[1]} or {int(comma[1]) + 1}."
    return "Write a whole number." if comma or _PERCENT.fullmatch(text) else ""


def number_meant(written: object, *, dial: bool = False) -> str:
    """What to write instead of something that is not a number, or an empty string."""
    text = str(written).strip()
    if _THOUSANDS.fullmatch(text):
        return thousands_or_decimals(*text.split(",", 1))
    if comma := _COMMA.fullmatch(text):
        pointed = f"{comma[1]}.{comma[2]}{comma[3]}"
        return f"A decimal comma? Write {_share(pointed) or pointed}."
    if share := _share(text):
        return f"Write {share}."
    if text.lower() in LEVEL_WORDS:
        number = LEVEL_WORDS[text.lower()]
        return f"Write {number}; a dial goes from 0 (low) to 1 (high)." if dial else ""
    return ""


def thousands_or_decimals(before: str, after: str) -> str:
    """What to write for digits with a comma between them: a whole number with its thousands, or decimals."""
    if len(after.split(",")[0]) == 3 and before.lstrip("-+*") not in ("", "0"):
        return f"Write {before}{after.replace(',', '')}, or {before}.{after.replace(',', '')} if it is a decimal comma."
    return f"A decimal comma? Write {before}.{after}."


def law_meant(name: str, known: Iterable[str]) -> str:
    """Why a law is not known here and what to write instead, or an empty string."""
    plain = re.sub(r"[ -]+", "_", name.strip().lower())
    plain = OTHER_LAWS.get(plain, plain)
    if plain in NO_LAWS:
        return f"A {plain} law {NO_LAWS[plain]}."
    joined = {law.replace("_", ""): law for law in known}
    return f'Did you mean "{joined[plain.replace("_", "")]}"?' if plain.replace("_", "") in joined else ""


def _share(text: str) -> str:
    """A share for what is written in per cent."""
    written = _PERCENT.fullmatch(text)
    return f"{float(written[1]) / 100:.12g}" if written else ""

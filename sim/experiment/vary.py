"""Factors: what a sweep varies, as typed (`people.ml_engineer=2..8`) or as given in Python, and the grid they span."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import prod
from typing import Any

from sim.errors import BadInput
from sim.scenario.edit import parse_assignment

MOST_POINTS = 100_000
FORMS = "Write a range of whole numbers (2..8), evenly spaced points (0..1/5) or a list (0,0.5,1)."
_ASSIGNMENT = re.compile(r"\s*([^=]*?)\s*([*+]?=)\s*(.*?)\s*", re.DOTALL)
_NUMBER = r"(-?(?:\d+(?:\.\d+)?|\.\d+))"
_RANGE = re.compile(rf"{_NUMBER}(d|w|mo|y)?\s*\.\.\s*{_NUMBER}(d|w|mo|y)?(?:\s*/\s*(\d+))?")
_OPENING, _CLOSING = "[{", "]}"


@dataclass(frozen=True, slots=True)
class Factor:
    """One dotted path and what is written there, level by level."""

    path: str
    levels: tuple[Any, ...]
    typed: str = field(default="", compare=False)  # the values as somebody typed them

    @property
    def doubt(self) -> str:
        """What to say where two values may have been meant as one number."""
        if not re.fullmatch(r"-?\d+,\d+", self.typed):
            return ""
        one, other = self.typed.split(",")
        if float(one) != 0.0 and float(one) < float(other):  # as a list of levels is written
            return ""
        return f"values {one} and {other}; a decimal comma? Write {one}.{other}"


def parse_factors(texts: Iterable[str]) -> tuple[Factor, ...]:
    """Factors as typed: `path=values`, or `path*=values` and `path+=values` for changes of what is there.

    Raises:
        BadInput: for what is none of these.
    """
    return checked([parse_factor(text) for text in texts])


def parse_factor(text: str) -> Factor:
    """One factor as typed.

    Raises:
        BadInput: when it is none.
    """
    match = _ASSIGNMENT.fullmatch(text)
    if match is None or not match[1] or not match[3]:
        raise BadInput(f'"{text}" names no path and values.\n    {FORMS[:-1]} after path=')
    path, sign, values = match.groups()
    levels: list[Any] = []
    for item in _items(values):
        for one in _spanned(item, text):
            levels.append(parse_assignment(f"{path}{sign}{one}")[1])
    return Factor(path, tuple(levels), values)


def factors_of(values: Mapping[str, Any]) -> tuple[Factor, ...]:
    """Factors as given in Python: by path a list, a range, an array, or a text such as "2..8".

    Raises:
        BadInput: for a value that is no list of levels.
    """
    found = []
    for path, given in values.items():
        if isinstance(given, str):
            found.append(parse_factor(f"{path}={given}"))
        elif isinstance(given, Mapping) or not isinstance(given, Iterable):
            raise BadInput(f"{path} = {given!r}\n    not a list of values. {FORMS}")
        else:
            found.append(Factor(path, tuple(each.item() if hasattr(each, "item") else each for each in given)))
    return checked(found)


def checked(factors: Iterable[Factor]) -> tuple[Factor, ...]:
    """The factors, if they make a grid.

    Raises:
        BadInput: without any factor or level, for a path or a level given twice, or for too many points.
    """
    found = tuple(factors)
    if not found:
        raise BadInput("nothing to vary: give at least one path and its values, such as people.ml_engineer=2..8")
    apart([factor.path for factor in found])
    for factor in found:
        if not factor.levels:
            raise BadInput(f"{factor.path}: no values. {FORMS}")
        twice = next((each for at, each in enumerate(factor.levels) if each in factor.levels[:at]), None)
        if twice is not None:
            raise BadInput(f"{factor.path}: the value {twice} is given twice")
    many = prod(len(factor.levels) for factor in found)
    if many > MOST_POINTS:
        sizes = " x ".join(str(len(factor.levels)) for factor in found)
        raise BadInput(f"{sizes} values make {many} points; a grid has {MOST_POINTS} at the most. Vary less at a time.")
    return found


def apart(paths: Iterable[str]) -> None:
    """Make sure that no path is varied twice, by itself or within another.

    Raises:
        BadInput: if one is.
    """
    for one, other in pairwise(sorted(paths)):
        if one == other:
            raise BadInput(f"{one}: varied twice. Give it one list of values.")
        if other.startswith(f"{one}."):
            raise BadInput(f"{other}: lies within {one}, which is varied too. Vary one of them.")


def grid(factors: Iterable[Factor]) -> list[dict[str, Any]]:
    """What is written at each point; the last factor changes fastest."""
    every = tuple(factors)
    paths = [factor.path for factor in every]
    return [dict(zip(paths, levels, strict=True)) for levels in product(*(factor.levels for factor in every))]


def _items(text: str) -> list[str]:
    """Parts between commas, those within brackets or quotes left alone."""
    parts, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        else:
            depth += (sign in _OPENING) - (sign in _CLOSING)
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    found = [part.strip() for part in parts]
    if not all(found):
        raise BadInput(f'"{text}": a value between two commas is missing')
    return found


def _spanned(item: str, text: str) -> list[str]:
    """A range written out; any other value as it is."""
    if ".." not in item or item[0] in "\"'{[":
        return [item]
    match = _RANGE.fullmatch(item)
    if match is None:
        raise BadInput(f'"{text}": {item} is not a range. {FORMS}')
    low, unit, high, unit_too, count = match.groups()
    if (unit or "") != (unit_too or "") and unit:
        raise BadInput(f'"{text}": both ends of {item} need the same unit')
    start, end, unit = float(low), float(high), unit_too or ""
    if end <= start:
        raise BadInput(f'"{text}": the range {item} must go up, such as 2..8')
    if count is None:
        if not (start.is_integer() and end.is_integer()):
            raise BadInput(f'"{text}": how many points from {low} to {high}? Write {item}/5 for five.')
        if end - start >= MOST_POINTS:
            raise BadInput(f'"{text}": {item} has more than {MOST_POINTS} values')
        return [f"{value}{unit}" for value in range(int(start), int(end) + 1)]
    if not 2 <= int(count) <= MOST_POINTS:
        raise BadInput(f'"{text}": {item} must ask for 2 points or more')
    steps = int(count) - 1
    return [f"{start + (end - start) * at / steps:.12g}{unit}" for at in range(steps + 1)]

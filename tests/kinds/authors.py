"""Authors: people who write scenario files, edits and sweeps; each is known by a seed and a number.

An author takes one of the houses, leaves parts of it out, and writes values at places of the schema, found by looking
at the schema itself: a field that is added is written from then on. Most values are such as a person would write; some
are at the bounds, beyond them, or of the wrong form.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from sim.laws import LAWS
from sim.scenario.shape import ROOT, Blocks, Either, Field, Items, Leaf, Names, Shape
from tests.kinds.houses import CHANCES, HOUSES, House

NASTY = (
    "a name with spaces",
    "Zürich & Söhne",
    "<script>alert(1)</script>",
    "=1+1",
    "x" * 100,
    "null",
    "1",
    "ünï/cødé",
    "-",
    "",
)
NEW_NAMES = ("second", "Zürich", "x" * 60, "no_1", "a-b")
DAYS = (0, 0.25, 1, 2.5, 5, 12, 40, 200)
PER_YEAR = (0, 2, 12, 60, 252)
GAPS = (0.5, 1, 4, 12, 60, 500)  # days from one time to the next: they decide how many items there are
FACTORS = (0, 0.3, 0.5, 1, 2, 3)
CHANCES_OF = (0, 0.05, 0.3, 0.5, 0.9, 1)
FORMS = ("fixed", "law", "level", "kind", "path", "times", "duration")
OFTEN, OFTEN_INSIDE = (4, 3, 2, 1, 2, 2, 0.5), (3, 2, 0, 0, 1, 0, 0)
SMALL_COUNTS = (0, 1, 2, 3, 5, 8)
WRONG = (-1, -0.5, "x", True, [], {}, None, "2,5", "70%", "high", 1e12, "2w", [1, 2])
NEW = "one more"  # instead of a name: an entry that the author adds
GAP_FIELDS = ("every", "interval", "after")
NO_MORE_THAN = {"count": 12, "per_domain": 3, "at_most": 60, "people": 4, "carries": 5, "steps": 6, "live": 8,
                "in_progress": 8, "waiting": 8, "users": 40, "services": 20, "at_least": 4, "intake": 80, "warm_up": 60,
                "horizon": 200, "until": 120}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where something may be written: a container of the file, the key in it, and what the schema says of it."""

    path: str
    container: dict[Any, Any]
    key: Any
    shape: Shape
    field: Field | None


class Author:
    """Writes one file, edits of it and sweeps of it."""

    def __init__(self, seed: int, number: int) -> None:
        self.dice = Random(f"{seed} {number}")
        self.house: House = {}

    # -- a file -----------------------------------------------------------------------------------------------------

    def file(self) -> str:
        """The text of a scenario file."""
        self.house = deepcopy(self.dice.choices(HOUSES, CHANCES)[0])
        for _ in range(self.dice.choice((0, 0, 0, 1, 2))):
            self._leave_out()
        for _ in range(self.dice.choices((0, 1, 2, 3, 5, 8), (1, 4, 4, 3, 2, 1))[0]):
            self._write_something()
        return text_of(self.house)

    def _leave_out(self) -> None:
        """Take back something that was written; what is required mostly stays."""
        there = [place for place in self.places() if place.key in place.container]
        free = [p for p in there if p.field is None or not p.field.required] if self.dice.random() < 0.95 else there
        place = self.dice.choice(free)
        del place.container[place.key]

    def _write_something(self) -> None:
        place = self.dice.choice(list(self.places()))
        key = self._name(place.path.split(".")[-2]) if place.key is NEW else place.key
        place.container[key] = self.value(place)

    def places(self) -> Iterator[Place]:
        """Every place of the file, also where nothing is written yet."""
        yield from self._inside(self.house, ROOT, "")

    def _inside(self, written: Any, shape: Shape, path: str) -> Iterator[Place]:
        if not isinstance(written, dict):
            return
        if isinstance(shape, Either):
            shape = shape.longer
        if isinstance(shape, Blocks):
            for name, field in shape.fields.items():
                if path or name not in ("opmodel", "sources", "switches"):
                    yield Place(_below(path, name), written, name, field.shape, field)
                    yield from self._inside(written.get(name), field.shape, _below(path, name))
        elif isinstance(shape, Names):
            for name in list(written):
                yield Place(_below(path, name), written, name, shape.of, None)
                yield from self._inside(written[name], shape.of, _below(path, name))
            yield Place(_below(path, NEW), written, NEW, shape.of, None)

    # -- values -----------------------------------------------------------------------------------------------------

    def value(self, place: Place) -> Any:
        """What the author writes at a place."""
        if self.dice.random() < 0.06:
            return self.dice.choice(WRONG)
        return self._of_shape(place.shape, place.field, str(place.key), 0)

    def _of_shape(self, shape: Shape, field: Field | None, name: str, depth: int) -> Any:
        match shape:
            case Leaf("amount"):
                return self.amount(field, name)
            case Leaf("number"):
                return self._number(field, name)
            case Leaf("int"):
                return self._count(field, name)
            case Leaf("bool"):
                return self.dice.random() < 0.5
            case Leaf("choice", choices):
                return self.dice.choice(choices)
            case Leaf("date"):
                return self.dice.choice(("2027-01-04", "2024-02-29", "2030-12-31"))
            case Leaf("text"):
                return self._text(name)
            case Blocks():
                return self._block(shape, depth)
            case Names(of, days):
                keys = self.dice.sample((0, 1, 5, 20, 60), 2) if days else [self._name(name) for _ in range(2)]
                return {key: self._of_shape(of, field, str(key), depth + 1) for key in keys[: self.dice.choice((1, 2))]}
            case Items(of, size):
                many = size or self.dice.choice((0, 1, 1, 2, 3))
                listed = [self._of_shape(of, field, name, depth + 1) for _ in range(many)]
                return sorted(listed) if size == 2 and all(isinstance(one, int | float) for one in listed) else listed
            case Either(plain, longer):
                return self._of_shape(self.dice.choice((plain, longer)), field, name, depth)
        raise AssertionError(f"a shape that nobody can write: {shape}")

    def _block(self, shape: Blocks, depth: int) -> Any:
        if shape.shorthand and self.dice.random() < 0.5:
            return self._of_shape(
                shape.fields[shape.shorthand].shape, shape.fields[shape.shorthand], shape.shorthand, depth
            )
        chance = 0.3 if depth < 3 else 0.05
        return {
            name: self._of_shape(field.shape, field, name, depth + 1)
            for name, field in shape.fields.items()
            if field.required or self.dice.random() < chance
        }

    def amount(self, field: Field | None, name: str, depth: int = 0) -> Any:
        """Any form of an amount: fixed, drawn, by level, by kind, over time, times others, one within another."""
        values = self._usual(field, name)
        form = self.dice.choices(FORMS, OFTEN if depth < 2 else OFTEN_INSIDE)[0]
        match form:
            case "law":
                return self._law(values, chance=_is_chance(field))
            case "level":
                dial = self.dice.choice(("data_foundation", "platform", "mlops"))
                return {"by": dial, **{level: self.amount(field, name, depth + 1) for level in ("low", "mid", "high")}}
            case "kind":
                kinds = [*self._known("kinds"), "otherwise"]
                some = self.dice.sample(kinds, self.dice.randint(1, len(kinds)))
                return {"by": "kind", **{kind: self.amount(field, name, depth + 1) for kind in some}}
            case "path":
                days = sorted(self.dice.sample((0, 10, 30, 31, 60, 100, 500), self.dice.choice((1, 2, 2, 3))))
                return {day: self.dice.choice(values) for day in days}
            case "times":
                inner = self.amount(field, name, depth + 1)
                factor = self._factor()
                many = [factor, self._factor()] if self.dice.random() < 0.2 else factor
                return (
                    {**inner, "times": many}
                    if isinstance(inner, dict) and "times" not in inner
                    else {"amount": inner, "times": many}
                )
            case "duration":
                return self.dice.choice(("2d", "1w", "0.5mo"))
        return self.dice.choice(values)

    def _factor(self) -> Any:
        plain = self.dice.choice(FACTORS if self.dice.random() < 0.95 else (-1, "x"))
        if self.dice.random() < 0.5:
            return plain
        if self.dice.random() < 0.5:
            return {0: self.dice.choice(FACTORS), 40: plain}
        return {
            "by": self.dice.choice(("platform", "mlops")),
            "low": plain,
            "mid": self.dice.choice(FACTORS),
            "high": 1,
        }

    def _law(self, values: tuple[float, ...], *, chance: bool) -> Any:
        law = LAWS[self.dice.choice(sorted(LAWS))]
        form = self.dice.choice(law.forms)
        middle = self.dice.choice(values) or 1
        low, high = (0.0, 1.0) if chance else (middle * self.dice.choice((0, 0.5)), middle * self.dice.choice((1, 2)))
        given = {
            "value": middle, "mean": middle, "median": middle, "scale": middle,
            "min": low, "mode": (low + high) / 2, "max": high, "values": [low, middle, high], "shares": [1, 2, 1],
            "p90": middle * 2, "sigma": 0.5, "cv": self.dice.choice((0.2, 1, 2)), "phases": self.dice.choice((1, 3)),
            "shape": self.dice.choice((0.7, 2)),
        }  # fmt: skip
        if form == ("mean",) and self.dice.random() < 0.5:
            return {law.name: middle}
        return {law.name: {name: given[name] for name in form}}

    def _usual(self, field: Field | None, name: str) -> tuple[float, ...]:
        if _is_chance(field):
            return CHANCES_OF
        if name in GAP_FIELDS:
            return GAPS
        if name == "per_year":
            return PER_YEAR
        scale = field.about.get("scale") if field is not None else ""
        if scale == "factor":
            return FACTORS
        return DAYS if scale == "duration" else SMALL_COUNTS

    def _number(self, field: Field | None, name: str) -> Any:
        if name in GAP_FIELDS:
            return self.dice.choice(GAPS)
        low, high = self._bounds(field, name)
        edge = self.dice.random()
        if edge < 0.2:
            return low
        if edge < 0.35:
            return high
        value = low + (high - low) * self.dice.random()
        return self.dice.choice((round(value), round(value, 1), value))

    def _count(self, field: Field | None, name: str) -> int:
        low, high = self._bounds(field, name)
        return self.dice.randint(int(low), max(int(high), int(low)))

    def _bounds(self, field: Field | None, name: str) -> tuple[float, float]:
        low = (field.low if field is not None else None) or 0.0
        high = (field.high if field is not None else None) or max(low, 100.0)
        return low, max(low, min(high, NO_MORE_THAN.get(name, 100.0)))

    def _text(self, name: str) -> str:
        """A name: mostly one that means something there."""
        wanted = {
            "call": "calls", "asks": "calls", "kind": "kinds", "only_for": "kinds", "domain": "domains",
            "serves": "domains", "back_to": "steps", "after": "steps", "per_person": "roles", "teams": "teams",
            "coordinated_by": "roles",
        }.get(name)  # fmt: skip
        if name == "mark":
            return self.dice.choice(("defined", "model_ready", "live", "in_use"))
        if name == "form":
            return self.dice.choice(("centralized", "coe", "federated", "custom", "CoE", "hub"))
        if name == "discipline":
            return self.dice.choice(
                ("first_come", "by_class", "shortest", "cost_of_delay", "finish_first", "last_come")
            )
        known = self._known(wanted) if wanted else []
        return self.dice.choice(known) if known and self.dice.random() < 0.95 else self.dice.choice(NASTY)

    def _name(self, block: str) -> str:
        """A key of a mapping: mostly one that means something there, sometimes a new one."""
        wanted = {"shared_by": "roles", "stand_in": "roles", "people": "roles", "members": "people"}.get(block, block)
        known = [*self._known(wanted), *(["first_participant"] if block == "stand_in" else [])]
        if known and self.dice.random() < 0.6:
            return self.dice.choice(known)
        return self.dice.choice(NEW_NAMES if self.dice.random() < 0.9 else NASTY)

    def _known(self, block: str) -> list[str]:
        """Names of a block wherever it stands."""
        found: list[str] = []

        def look(written: Any) -> None:
            if isinstance(written, dict):
                for key, inner in written.items():
                    if key in (block, "people" if block == "roles" else block) and isinstance(inner, dict):
                        found.extend(str(name) for name in inner)
                    look(inner)

        look(self.house)
        return sorted(set(found)) or {"kinds": ["standard"], "domains": ["company"]}.get(block, [])

    # -- edits and sweeps --------------------------------------------------------------------------------------------

    def edits(self) -> dict[str, Any]:
        """Changes by dotted path, as typed after `--set`."""
        return {path: values[0] for path, values in self._levels(self.dice.choice((1, 1, 2)), 1).items()}

    def sweep(self) -> dict[str, list[Any]]:
        """Values by dotted path, as given to a sweep."""
        return self._levels(self.dice.choice((1, 1, 2)), self.dice.choice((2, 3)))

    def _levels(self, paths: int, levels: int) -> dict[str, list[Any]]:
        plain = [p for p in self.places() if isinstance(p.shape, Leaf | Blocks) and "." in p.path and p.key is not NEW]
        chosen = self.dice.sample(plain, paths)
        return {place.path: [self._change(place) for _ in range(levels)] for place in chosen}

    def _change(self, place: Place) -> Any:
        if self.dice.random() < 0.3:
            return self.dice.choice(("*0.5", "*2", "+1", "-1", "*0", "*-1"))
        if isinstance(place.shape, Blocks) and place.shape.shorthand:
            return self.dice.choice(SMALL_COUNTS)
        return self.value(place)


def _is_chance(field: Field | None) -> bool:
    return field is not None and (field.high == 1.0 or field.about.get("scale") == "chance")


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def text_of(house: House) -> str:
    """The file: what JSON writes is YAML too; days are numbers there."""
    return re.sub(r'"(-?[0-9.]+)":', r"\1:", json.dumps(house, indent=1, ensure_ascii=False))

"""Amounts of a scenario lowered to records: law by level x path x factor."""

from collections.abc import Callable, Sequence

from sim import rules
from sim.errors import BadInput
from sim.laws import CONSTANT, LAWS, Tables
from sim.scenario.amounts import (
    DIALS,
    Amount,
    ByKind,
    ByLevel,
    Drawn,
    Fixed,
    OverTime,
    Scaled,
    for_kind,
)

Level = tuple[int, float, float, float, float]  # law code, a, b, c, multiplier


class AmountTable:
    """Collects the amounts of a scenario; equal amounts share a record."""

    def __init__(self, dials: Sequence[Amount]) -> None:
        self.tables = Tables()
        self.path_start = [0]
        self.path_day: list[float] = []
        self.path_value: list[float] = []
        self.law: list[int] = []
        self.shape: list[float] = []
        self.dial: list[int] = []
        self.scale: list[int] = []
        self.path: list[int] = []
        self.factor: list[int] = []
        self._known: dict[tuple[Amount, int, int], int] = {}
        for dial in dials:
            self._add_path(dial)

    def add(self, amount: Amount | None, scale: int = rules.GEOMETRIC, kind: str | None = None) -> int:
        """Index of the amount's record; -1 for an amount that is not there or is always 0."""
        if amount is not None and kind is not None:
            amount = for_kind(amount, kind)
        if amount is None or is_zero(amount):
            return -1
        return self._record(amount, scale, -1)

    def exactly(self, amount: Amount, scale: int = rules.GEOMETRIC, kind: str | None = None) -> int:
        """Index of the amount's record, also of one that is 0."""
        chosen = amount if kind is None else for_kind(amount, kind)
        return -1 if chosen is None else self._record(chosen, scale, -1)

    def _record(self, amount: Amount, scale: int, factor: int) -> int:
        if isinstance(amount, Scaled):
            for one in reversed(amount.factors):
                factor = self._record(one, rules.GEOMETRIC, factor)
            return self._record(amount.amount, scale, factor)
        key = (amount, scale, factor)
        if key not in self._known:
            self._known[key] = self._store(amount, scale, factor)
        return self._known[key]

    def _store(self, amount: Amount, scale: int, factor: int) -> int:
        dial = path = -1
        levels: list[Level]
        match amount:
            case ByLevel(name, low, mid, high):
                dial = DIALS.index(name)
                levels = [self._level(level) for level in (low, mid, high)]
            case OverTime():
                path = self._add_path(amount)
                levels = [(CONSTANT, 1.0, 0.0, 0.0, 1.0)] * 3
            case ByKind():
                raise BadInput("an amount by kind stands where kinds make no difference")
            case _:
                levels = [self._level(amount)] * 3
        for code, *shape in levels:
            self.law.append(code)
            self.shape.extend(shape)
        self.dial.append(dial)
        self.scale.append(scale)
        self.path.append(path)
        self.factor.append(factor)
        return len(self.dial) - 1

    def _level(self, amount: Amount) -> Level:
        match amount:
            case Fixed(value):
                return CONSTANT, value, 0.0, 0.0, 1.0
            case Drawn(law, parameters):
                return (*LAWS[law].prepare(dict(parameters), self.tables), 1.0)
            case Scaled(inner, factors) if all(isinstance(factor, Fixed) for factor in factors):
                code, a, b, c, multiplier = self._level(inner)
                for factor in factors:
                    multiplier *= factor.value  # type: ignore[union-attr]
                return code, a, b, c, multiplier
        raise BadInput(f"an amount by level holds fixed numbers and laws, no further {type(amount).__name__} inside")

    def _add_path(self, amount: Amount) -> int:
        match amount:
            case Fixed(value):
                points = [(0.0, value)]
            case OverTime(days, values):
                points = list(zip(days, values, strict=True))
            case _:
                raise BadInput("a dial is a number or a path over days")
        self.path_day.extend(day for day, _ in points)
        self.path_value.extend(value for _, value in points)
        self.path_start.append(len(self.path_day))
        return len(self.path_start) - 2

    def moves(self, amount: Amount) -> bool:
        """Whether the amount changes over time."""
        match amount:
            case OverTime(days):
                return len(days) > 1
            case ByLevel(name, low, mid, high):
                first = DIALS.index(name)
                return self.path_start[first + 1] - self.path_start[first] > 1 or any(map(self.moves, (low, mid, high)))
            case Scaled(inner, factors):
                return any(map(self.moves, (inner, *factors)))
        return False


def is_zero(amount: Amount) -> bool:
    """Whether the amount is 0 at all levels and times."""
    match amount:
        case Fixed(value):
            return value == 0.0
        case Drawn(law, parameters):
            return law == "constant" and dict(parameters)["value"] == 0.0
        case ByLevel(_, low, mid, high):
            return all(map(is_zero, (low, mid, high)))
        case OverTime(_, values):
            return not any(values)
        case Scaled(inner, factors):
            return any(map(is_zero, (inner, *factors)))
    return False


def expected(amount: Amount, dials: Sequence[Amount], day: float = 0.0, scale: int = rules.GEOMETRIC) -> float:
    """Mean of an amount (without `by: kind` in it) on a day; between levels the means are interpolated."""
    match amount:
        case Fixed(value):
            return value
        case Drawn(law, parameters):
            return LAWS[law].mean(dict(parameters))
        case ByLevel(name, low, mid, high):
            level = expected(dials[DIALS.index(name)], dials, day)
            means = [expected(one, dials, day) for one in (low, mid, high)]
            return rules.by_level(means[0], means[1], means[2], level, scale)
        case OverTime(days, values):
            return rules.path_value(0, day, (0, len(days)), days, values)
        case Scaled(inner, factors):
            product = expected(inner, dials, day, scale)
            for factor in factors:
                product *= expected(factor, dials, day)
            return product
    raise BadInput("an amount by kind stands where kinds make no difference")


def each_fixed(amount: Amount, change: Callable[[float], float]) -> Amount:
    """The amount with every fixed number in it changed: levels of a dial and days of a path included, factors not."""
    match amount:
        case Fixed(value):
            return Fixed(change(value))
        case Scaled(inner, factors):
            return Scaled(each_fixed(inner, change), factors)
        case ByLevel(dial, low, mid, high):
            return ByLevel(dial, *(each_fixed(level, change) for level in (low, mid, high)))
        case OverTime(days, values):
            return OverTime(days, tuple(map(change, values)))
    return amount

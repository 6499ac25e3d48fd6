"""Changes of amounts: scaled, added to, moved on the odds scale, looked into."""

import math
from collections.abc import Callable, Iterator

from sim.errors import BadInput
from sim.scenario import amounts
from sim.scenario.amounts import Amount, AmountError


def changed_number(value: float, operation: str, by: float) -> float:
    """A number times, plus or minus another."""
    return value * by if operation == "*" else value + by if operation == "+" else value - by


def changed_amount(amount: Amount, operation: str, by: float) -> Amount:
    """An amount times a factor (its spread is kept), or a fixed one or a path over time plus or minus a number.

    Raises:
        AmountError: for adding to anything that is drawn or differs by level or kind.
    """
    if (operation, by) in (("*", 1.0), ("+", 0.0), ("-", 0.0)):
        return amount
    if isinstance(amount, amounts.Fixed):
        return amounts.Fixed(changed_number(amount.value, operation, by))
    if isinstance(amount, amounts.OverTime):
        return amounts.OverTime(amount.days, tuple(changed_number(value, operation, by) for value in amount.values))
    if operation != "*":
        raise AmountError("only a fixed number can be added to", remedy='Scale it instead, such as "*1.2".')
    if isinstance(amount, amounts.Scaled):
        return amounts.Scaled(amount.amount, (*amount.factors, amounts.Fixed(by)))
    return amounts.Scaled(amount, (amounts.Fixed(by),))


def times(amount: Amount, factor: float) -> Amount:
    """The amount times a factor; the same object when the factor is 1."""
    return changed_amount(amount, "*", factor)


def fixed_levels(amount: Amount, where: str = "") -> list[tuple[str, float]]:
    """Every fixed number that the amount can take, with the place below it where it is written."""

    def below(key: str, inner: Amount | None) -> Iterator[tuple[str, float]]:
        if inner is not None:
            yield from fixed_levels(inner, f"{where}.{key}" if where else key)

    match amount:
        case amounts.Fixed(value):
            return [(where, value)]
        case amounts.ByLevel(_, low, mid, high):
            return [*below("low", low), *below("mid", mid), *below("high", high)]
        case amounts.ByKind(kinds, otherwise):
            return [*(p for kind, inner in kinds for p in below(kind, inner)), *below("otherwise", otherwise)]
        case amounts.OverTime(days, values):
            return [(f"{where}.{day:g}".lstrip("."), value) for day, value in zip(days, values, strict=True)]
        case amounts.Scaled(inner, factors) if all(isinstance(factor, amounts.Fixed) for factor in factors):
            product = math.prod(factor.value for factor in factors if isinstance(factor, amounts.Fixed))
            return [(where, level * product) for _, level in fixed_levels(inner)]
    return []


def times_odds(chance: Amount, factor: float) -> Amount:
    """The chance with its odds multiplied; exact by level too, since levels are interpolated on the odds scale.

    Raises:
        BadInput: for a chance that is drawn or that is scaled by anything but a number.
    """
    return chance if factor == 1 else _each_number(chance, lambda p: _odds_times(p, factor))


def _odds_times(p: float, factor: float) -> float:
    return 1.0 if p >= 1.0 else p * factor / (1.0 - p + p * factor)


def _each_number(amount: Amount, change: Callable[[float], float]) -> Amount:
    match amount:
        case amounts.Fixed(value):
            return amounts.Fixed(change(value))
        case amounts.ByLevel(dial, low, mid, high):
            return amounts.ByLevel(dial, *(_each_number(level, change) for level in (low, mid, high)))
        case amounts.ByKind(kinds, otherwise):
            rest = None if otherwise is None else _each_number(otherwise, change)
            return amounts.ByKind(tuple((kind, _each_number(inner, change)) for kind, inner in kinds), rest)
        case amounts.OverTime(days, values):
            return amounts.OverTime(days, tuple(change(value) for value in values))
        case amounts.Scaled(inner, (*first, amounts.Fixed(by))):
            rest_of = amounts.Scaled(inner, tuple(first)) if first else inner
            if not first:
                return _each_number(inner, lambda p: change(p * by))
            return _each_number(rest_of, lambda p: change(p * by))
    raise BadInput("the odds of a chance can be scaled only if it is written in numbers: fixed, by level or by kind")

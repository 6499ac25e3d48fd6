"""Bounds: whether an amount stays within what its field may be, in whatever form it is written.

A field declares once how low and how high it may be, whether it must be above 0 or whole, and in which forms it is
read (drawn, by kind, by level). Fixed numbers, levels, kinds, paths, factors and laws are all held to it: a law by
what it can give, a product at every setting of the dials it turns on and on every day that its paths name.
"""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.laws import LAWS
from sim.rules import path_value
from sim.scenario.amounts import LEVELS, Amount, ByKind, ByLevel, Drawn, Fixed, OverTime, Scaled

Where = tuple[str, ...]
CLOSE = 1e-9  # relative; a product may miss a bound by rounding


@dataclass(frozen=True, slots=True)
class Fault:
    """What an amount may not be: where below it, what is wrong and what to write instead."""

    where: Where
    what: str
    remedy: str = ""
    value: float | None = None  # the number that is outside, where it is one number


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number or an amount at one field may be, and in which forms an amount is read there."""

    low: float | None = None
    high: float | None = None
    above_low: bool = False  # low itself is not allowed
    whole: bool = False  # one plain number must be whole
    drawn: bool = True  # from a law
    kinds: bool = True  # by kind of work item
    levels: bool = True  # by level of a dial, or scaled

    @property
    def words(self) -> str:
        """The bounds in words."""
        low, high = self.low, self.high
        if low is not None and high is not None:
            return f"above {low:g} and at most {high:g}" if self.above_low else f"between {low:g} and {high:g}"
        if low is not None:
            return f"above {low:g}" if self.above_low else f"at least {low:g}"
        return f"at most {high:g}"

    def refuse(self, value: float) -> bool:
        """Whether a plain number lies outside."""
        low, high = self.low, self.high
        below = low is not None and (value < low or (self.above_low and value == low))
        return below or (high is not None and value > high)

    def fault(self, amount: Amount) -> Fault | None:
        """The first thing in which an amount is not what it may be here."""
        return _unread(amount, self) or _part(amount, self) or _product(amount, self)


# -- forms --------------------------------------------------------------------------------------------------------


def _unread(amount: Amount, bounds: Bounds, where: Where = (), level: bool = False) -> Fault | None:
    """A form that is not read at this field, or not inside another one."""
    below: list[tuple[Amount, str, bool]] = []
    if not bounds.levels and not isinstance(amount, Fixed | OverTime):
        return Fault(where, "a dial is a number from 0 to 1, or a path over days such as {0: 0.3, 250: 0.7}")
    match amount:
        case Drawn() if not bounds.drawn:
            what = "is not drawn: write a number, the same each time (it may move by level of a dial or over days)"
            return Fault(where, what, "A law belongs to efforts, delays and intervals.")
        case ByKind(named, otherwise):
            if not bounds.kinds:
                return Fault(where, "cannot differ by kind: no item of any kind is there when it is read")
            rest = [] if otherwise is None else [(otherwise, "otherwise", level)]
            below = [*((inner, kind, level) for kind, inner in named), *rest]
        case ByLevel() if level:
            return Fault(where, "a level holds a number or a law, no further levels")
        case ByLevel(_, low, mid, high):
            below = [(low, "low", True), (mid, "mid", True), (high, "high", True)]
        case OverTime() if level:
            return Fault(where, "a level holds a number or a law, no path over days", _OUTSIDE)
        case Scaled(inner, factors):
            if level and not all(isinstance(factor, Fixed) for factor in factors):
                return Fault((*where, "times"), "a level is scaled by plain numbers only", _OUTSIDE)
            below = [(inner, "amount", level)]
            below += [(factor, f"times.{number}", level) for number, factor in enumerate(factors)]
    found = (_unread(inner, bounds, (*where, *key.split(".")), deep) for inner, key, deep in below)
    return next((one for one in found if one is not None), None)


_OUTSIDE = "Put it outside, as times: of the whole amount."


# -- parts --------------------------------------------------------------------------------------------------------


def parts(amount: Amount, where: Where = (), factor: bool = False) -> Iterator[tuple[Where, Amount, bool]]:
    """Every number, law and path of an amount: where it is written below it, and whether it is a factor."""
    match amount:
        case ByLevel(_, low, mid, high):
            for level, inner in (("low", low), ("mid", mid), ("high", high)):
                yield from parts(inner, (*where, level), factor)
        case ByKind(named, otherwise):
            for kind, inner in named:
                yield from parts(inner, (*where, kind), factor)
            if otherwise is not None:
                yield from parts(otherwise, (*where, "otherwise"), factor)
        case Scaled(inner, factors):
            yield from parts(inner, (*where, "amount"), factor)
            for number, one in enumerate(factors):
                yield from parts(one, (*where, "times", str(number)), True)
        case OverTime(days, values):
            for day, value in zip(days, values, strict=True):
                yield (*where, f"{day:.15g}"), Fixed(value), factor
        case _:
            yield where, amount, factor


def gives(amount: Amount) -> tuple[float, float]:
    """The least and the most that a number or a law can give."""
    if isinstance(amount, Drawn):
        return LAWS[amount.law].gives(dict(amount.parameters))
    assert isinstance(amount, Fixed)  # noqa: S101 - for the type checker
    return amount.value, amount.value


def _part(amount: Amount, bounds: Bounds) -> Fault | None:
    """A number, law or factor that is outside by itself."""
    if isinstance(amount, Fixed):
        return Fault((), f"must be {bounds.words}", value=amount.value) if bounds.refuse(amount.value) else None
    product = isinstance(amount, Scaled)
    for where, part, factor in parts(amount):
        least, most = gives(part)
        if factor and bounds.low is not None and least < 0.0:
            return Fault(where, "a factor must be at least 0", value=least)
        if bounds.low == 0.0 and (least < 0.0 or (bounds.above_low and most <= 0.0)):
            only = "can only give 0; " if isinstance(part, Drawn) else ""
            return Fault(where, f"{only}must be {'above 0' if factor else bounds.words}", value=most)
        if not product and _leaves(least, most, bounds, isinstance(part, Drawn)):
            return Fault(where, _told(part, bounds), value=None if isinstance(part, Drawn) else most)
    return None


def _leaves(least: float, most: float, bounds: Bounds, drawn: bool) -> bool:
    """Whether a range leaves the bounds; a law need only be able to come up to the lower one."""
    low, high = bounds.low, bounds.high
    if high is not None and most > high * (1.0 + CLOSE):
        return True
    return low is not None and (most if drawn else least) < low * (1.0 - CLOSE)


def _told(part: Amount, bounds: Bounds) -> str:
    if not isinstance(part, Drawn):
        return f"must be {bounds.words}"
    _, most = gives(part)
    end = "any number above that" if math.isinf(most) else f"{most:g}"
    return f"must be {bounds.words}, but the law can give {end}"


# -- products -----------------------------------------------------------------------------------------------------


def _product(amount: Amount, bounds: Bounds) -> Fault | None:
    """A product that is outside at some setting of the dials, for some kind, on some day; or that is not whole."""
    if bounds.whole and not varies(amount) and not float(_fixed(amount)).is_integer():
        return Fault((), f"must be a whole number; a law may have any mean{_comes_to(amount, _fixed(amount))}")
    if not isinstance(amount, Scaled) or (bounds.high is None and not bounds.low):
        return None
    drawn = any(isinstance(part, Drawn) for _, part, _ in parts(amount))
    for least, most in ranges(amount):
        if _leaves(least, most, bounds, drawn):
            worst = most if bounds.high is not None and most > bounds.high else least
            return Fault((), f"must be {bounds.words} (comes to {worst:g} with its factors)")
    return None


def varies(amount: Amount) -> bool:
    """Whether an amount is anything but one number."""
    match amount:
        case Fixed():
            return False
        case Scaled(inner, factors):
            return any(map(varies, (inner, *factors)))
        case Drawn(law, _):
            return law != "constant"
    return True


def _fixed(amount: Amount) -> float:
    return next(ranges(amount))[0]


def _comes_to(amount: Amount, value: float) -> str:
    return f" (comes to {value:g})" if isinstance(amount, Scaled) else ""


def ranges(amount: Amount) -> Iterator[tuple[float, float]]:
    """Least and most for each kind, at each setting of the levels that it turns on, on each day of its paths."""
    whole = list(inside(amount))
    dials = sorted({one.dial for one in whole if isinstance(one, ByLevel)})
    kinds = {kind for one in whole if isinstance(one, ByKind) for kind, _ in one.amounts}
    named = sorted({day for one in whole if isinstance(one, OverTime) for day in one.days}) or [0.0]
    days = sorted({*named, *((a + b) / 2 for a, b in itertools.pairwise(named))})
    for kind, day in itertools.product([*sorted(kinds), ""], days):
        for levels in itertools.product(LEVELS, repeat=len(dials)):
            found = _range(amount, dict(zip(dials, levels, strict=True)), kind, day)
            if found is not None:
                yield found


def at_means(amount: Amount) -> Amount:
    """The amount with every law replaced by its mean."""
    match amount:
        case Drawn(law, parameters):
            return Fixed(LAWS[law].mean(dict(parameters)))
        case ByLevel(dial, low, mid, high):
            return ByLevel(dial, at_means(low), at_means(mid), at_means(high))
        case ByKind(named, otherwise):
            rest = None if otherwise is None else at_means(otherwise)
            return ByKind(tuple((kind, at_means(inner)) for kind, inner in named), rest)
        case Scaled(inner, factors):
            return Scaled(at_means(inner), tuple(map(at_means, factors)))
    return amount


def inside(amount: Amount) -> Iterator[Amount]:
    """An amount and all amounts in it."""
    yield amount
    match amount:
        case ByLevel(_, low, mid, high):
            inner: tuple[Amount, ...] = (low, mid, high)
        case ByKind(named, otherwise):
            inner = tuple(one for _, one in named) + (() if otherwise is None else (otherwise,))
        case Scaled(first, factors):
            inner = (first, *factors)
        case _:
            inner = ()
    for one in inner:
        yield from inside(one)


def _range(amount: Amount, levels: Mapping[str, str], kind: str, day: float) -> tuple[float, float] | None:
    match amount:
        case ByLevel(dial):
            return _range(getattr(amount, levels[dial]), levels, kind, day)
        case ByKind(named, otherwise):
            chosen = dict(named).get(kind, otherwise)
            return None if chosen is None else _range(chosen, levels, kind, day)
        case OverTime(days, values):
            value = path_value(0, day, (0, len(days)), days, values)
            return value, value
        case Scaled(inner, factors):
            found = [_range(one, levels, kind, day) for one in (inner, *factors)]
            known = [one for one in found if one is not None]
            if len(known) < len(found):
                return None
            return math.prod(least for least, _ in known), _most(most for _, most in known)
    return gives(amount)


def _most(numbers: Iterator[float]) -> float:
    """The product, where nothing times without an end is nothing."""
    given = list(numbers)
    return 0.0 if 0.0 in given else math.prod(given)

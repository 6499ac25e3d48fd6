"""Amounts: a number as a scenario writes it, fixed or drawn, by level of a dial, by kind, over time, scaled.

| written | read as |
| --- | --- |
| `3`, `3d`, `26w`, `2mo` | fixed; durations are in working days, a week has 5 and a month 21 of them |
| `{lognormal: {median: 6, p90: 12}}` | drawn from a law |
| `{by: mlops, low: 0.40, mid: 0.20, high: 0.08}` | by level of a dial, interpolated between 0, 0.5 and 1 |
| `{by: kind, light: 0.45, otherwise: 1}` | by kind of work item |
| `{0: 0.3, 250: 0.7}` | over time: linear between the days named, constant before and after |
| `{pert: {...}, times: {by: mlops, ...}}` | any of these, times one or several others |
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import did_you_mean
from sim.laws import LAWS
from sim.rules import DAYS_PER_YEAR
from sim.scenario.meant import law_meant

DIALS = ("data_foundation", "platform", "mlops")
LEVELS = {"low": 0.0, "mid": 0.5, "high": 1.0}
DAYS_PER = {"d": 1.0, "w": 5.0, "mo": 21.0, "y": DAYS_PER_YEAR}
LARGEST = 1e15  # so that sums and products of amounts stay finite
_DURATION = re.compile(r"(-?\d+(?:\.\d+)?)\s*(d|w|mo|y)")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A plain number; durations in working days."""

    value: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A law of `sim.laws` with its parameters."""

    law: str
    parameters: tuple[tuple[str, Any], ...]  # name, number or tuple of numbers


@dataclass(frozen=True, slots=True)
class ByLevel:
    """Three amounts between which a dial interpolates."""

    dial: str
    low: "Amount"
    mid: "Amount"
    high: "Amount"


@dataclass(frozen=True, slots=True)
class ByKind:
    """An amount for each kind of work item; `otherwise` for kinds not named."""

    amounts: tuple[tuple[str, "Amount"], ...]
    otherwise: "Amount | None"


@dataclass(frozen=True, slots=True)
class OverTime:
    """Linear between the days named, constant before the first and after the last."""

    days: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scaled:
    """An amount times other amounts."""

    amount: "Amount"
    factors: "tuple[Amount, ...]"


Amount = Fixed | Drawn | ByLevel | ByKind | OverTime | Scaled


class AmountError(ValueError):
    """What is wrong with a written amount; `where` is the key below it, `remedy` a suggestion."""

    def __init__(self, what: str, *, where: tuple[str, ...] = (), remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.remedy = what, where, remedy

    def below(self, key: str) -> "AmountError":
        """The same error, seen from one level up."""
        return AmountError(self.what, where=(key, *self.where), remedy=self.remedy)


def number(written: object) -> float:
    """A plain number, or a duration with its unit (`26w`), in working days."""
    if isinstance(written, bool) or written is None:
        raise AmountError(f"{_quoted(written)} is not a number")
    if isinstance(written, int | float):
        value = float(written)
        if value != value or value in (float("inf"), float("-inf")):
            raise AmountError("is not a finite number")
        if abs(value) > LARGEST:
            raise AmountError(f"is too large; numbers here go up to {LARGEST:g}")
        return value
    if isinstance(written, str):
        match = _DURATION.fullmatch(written.strip())
        if match:
            return number(float(match[1]) * DAYS_PER[match[2]])
        raise AmountError(f'"{written[:60]}" is not a number; write 10, 10d, 2w, 3mo or 1y')
    raise AmountError(f"{_quoted(written)} is not a number")


def parse(written: object) -> Amount:
    """Read a written amount.

    Raises:
        AmountError: with the place below the amount, what is allowed and a suggestion.
    """
    if isinstance(written, Fixed | Drawn | ByLevel | ByKind | OverTime | Scaled):
        return written
    if not isinstance(written, Mapping):
        return Fixed(number(written))
    if not written:
        raise AmountError("is empty; write a number, a law or an amount by level")
    if "times" in written:
        rest = {key: value for key, value in written.items() if key != "times"}
        inner = rest["amount"] if set(rest) == {"amount"} else rest
        factors = written["times"] if isinstance(written["times"], list | tuple) else [written["times"]]
        return Scaled(parse(inner), tuple(_below("times", factor) for factor in factors))
    if "by" in written:
        return _by_kind(written) if written["by"] == "kind" else _by_level(written)
    if all(_is_day(key) for key in written):
        days = tuple(sorted(number(key if not isinstance(key, str) else _plain(key)) for key in written))
        values = {number(_plain(key) if isinstance(key, str) else key): value for key, value in written.items()}
        return OverTime(days, tuple(_number_below(str(day), values[day]) for day in days))
    return _drawn(written)


def _drawn(written: Mapping[Any, Any]) -> Drawn:
    name = next(iter(written))
    if name not in LAWS:
        known = ", ".join(sorted(LAWS))
        raise AmountError(
            f'"{name}" is not a known law. Known: {known}; or by: with levels',
            where=(str(name),),
            remedy=law_meant(str(name), LAWS) or did_you_mean(str(name), [*LAWS, "by", "times"]),
        )
    if len(written) > 1:
        extra = [str(key) for key in written if key != name]
        raise AmountError(f"a law stands alone or with times:; unexpected {', '.join(extra)}", where=(extra[0],))
    law, given = LAWS[name], written[name]
    if not isinstance(given, Mapping):
        if law.short and isinstance(given, list | tuple) == (law.short in law.lists):
            given = {law.short: given}
        else:
            raise AmountError(f"{name} needs {_forms(law.forms)}", where=(name,))
    names = set(given)
    if not any(names == set(form) for form in law.forms):
        unknown = sorted(str(key) for key in names - {key for form in law.forms for key in form})
        what = f"{name} takes {_forms(law.forms)}" + (f"; unknown {', '.join(unknown)}" if unknown else "")
        remedy = did_you_mean(unknown[0], [key for form in law.forms for key in form]) if unknown else ""
        raise AmountError(what, where=(name, *unknown[:1]), remedy=remedy)
    parameters: dict[str, Any] = {}
    for key, value in given.items():
        if key in law.lists:
            if not isinstance(value, list | tuple):
                raise AmountError("must be a list of numbers", where=(name, key))
            parameters[key] = tuple(_number_below(key, one) for one in value)
        else:
            try:
                parameters[key] = number(value)
            except AmountError as error:
                raise error.below(key).below(name) from None
    fault = law.fault(parameters) or _endless(name, parameters)
    if fault:
        raise AmountError(f"{name}: {fault}", where=(name,))
    return Drawn(name, tuple(parameters.items()))


def _endless(name: str, parameters: Mapping[str, Any]) -> str:
    """What is wrong with a law whose mean cannot be counted with."""
    try:
        mean = LAWS[name].mean(parameters)
    except OverflowError:
        mean = float("inf")
    return "" if mean <= LARGEST else f"its mean is above {LARGEST:g}; it is spread too far to be simulated"


def _by_level(written: Mapping[Any, Any]) -> ByLevel:
    dial = written["by"]
    if dial not in DIALS:
        raise AmountError(
            f"{_quoted(dial)} is not a dial. Known: {', '.join(DIALS)}, kind",
            where=("by",),
            remedy=did_you_mean(str(dial), [*DIALS, "kind"]),
        )
    unknown = [str(key) for key in written if key not in ("by", *LEVELS)]
    if unknown:
        raise AmountError(
            "unknown level. Levels: low, mid, high", where=(unknown[0],), remedy=did_you_mean(unknown[0], LEVELS)
        )
    missing = [level for level in LEVELS if level not in written]
    if missing:
        raise AmountError(f"level {missing[0]} is missing; low, mid and high are needed")
    return ByLevel(dial, *(_below(level, written[level]) for level in LEVELS))


def _by_kind(written: Mapping[Any, Any]) -> ByKind:
    otherwise = _below("otherwise", written["otherwise"]) if "otherwise" in written else None
    amounts = tuple((str(key), _below(str(key), written[key])) for key in written if key not in ("by", "otherwise"))
    if not amounts:
        raise AmountError("by: kind needs at least one kind")
    return ByKind(amounts, otherwise)


def _below(key: str, written: object) -> Amount:
    try:
        return parse(written)
    except AmountError as error:
        raise error.below(key) from None


def _number_below(key: str, written: object) -> float:
    try:
        return number(written)
    except AmountError as error:
        raise error.below(key) from None


def _is_day(key: object) -> bool:
    return (isinstance(key, int | float) and not isinstance(key, bool)) or (
        isinstance(key, str) and re.fullmatch(r"\d+(\.\d+)?", key) is not None
    )


def _plain(key: str) -> float:
    return float(key)


def _forms(forms: tuple[tuple[str, ...], ...]) -> str:
    return " or ".join("{" + ", ".join(form) + "}" for form in forms)


def _quoted(written: object) -> str:
    text = str(written)
    return f'"{text[:60]}"'


def for_kind(amount: Amount, kind: str) -> Amount | None:
    """The amount as it is for one kind of item, without any `by: kind` in it; None where it has none."""
    match amount:
        case ByKind(amounts, otherwise):
            chosen = dict(amounts).get(kind, otherwise)
            return for_kind(chosen, kind) if chosen is not None else None
        case ByLevel(_, low, mid, high):
            levels = [chosen for level in (low, mid, high) if (chosen := for_kind(level, kind)) is not None]
            return ByLevel(amount.dial, *levels) if len(levels) == 3 else None
        case Scaled(inner, factors):
            parts = [for_kind(part, kind) for part in (inner, *factors)]
            return None if None in parts else Scaled(parts[0], tuple(parts[1:]))  # type: ignore[arg-type]
        case _:
            return amount


def plain(amount: Amount) -> Any:
    """The amount as plain YAML data; `parse(plain(amount)) == amount`."""
    match amount:
        case Fixed(value):
            return int(value) if value == int(value) and abs(value) < 1e15 else value
        case Drawn(law, parameters):
            return {law: {name: list(value) if isinstance(value, tuple) else value for name, value in parameters}}
        case ByLevel(dial, low, mid, high):
            return {"by": dial, "low": plain(low), "mid": plain(mid), "high": plain(high)}
        case ByKind(amounts, otherwise):
            rest = {} if otherwise is None else {"otherwise": plain(otherwise)}
            return {"by": "kind", **{kind: plain(inner) for kind, inner in amounts}, **rest}
        case OverTime(days, values):
            return {(int(day) if day == int(day) else day): value for day, value in zip(days, values, strict=True)}
        case Scaled(inner, factors):
            return {"amount": plain(inner), "times": [plain(factor) for factor in factors]}

"""Laws of random numbers, each a quantile function: what a scenario may write instead of a fixed number.

A law turns the uniform draw `u` in (0, 1) into a value. Laws with a closed form are scalar arithmetic with the
functions of `math`; the others are read from quantile tables that scipy fills once, so that both engines give the
same bits. To add a law: write its `prepare` function below and register it; its parameter names are the YAML keys.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

Parameters = Mapping[str, Any]
Row = tuple[int, float, float, float]  # code, a, b, c: what `quantile` reads

CONSTANT, UNIFORM, TRIANGULAR, EXPONENTIAL, LOGNORMAL, WEIBULL, GEOMETRIC, TABLE, STEPS = range(9)

OCTAVES = 40  # of the tail probability, [2**-(j+2), 2**-(j+1)), on each side
CELLS = 32  # equal cells per octave, a cubic polynomial in each
SIDE = OCTAVES * CELLS * 4  # floats per side of a table
NORMAL = 0  # offset of the standard normal table, first in every set of tables
P90_OF_NORMAL = 1.2815515655446004


# -- evaluation: scalar functions, compiled as they stand ---------------------------------------------------------


def read_table(u: float, offset: int, tables: Sequence[float]) -> float:
    """Quantile at `u` from the table at `offset`: relative error below 1e-7 down to tails of 1e-9 (gamma: cv to 2)."""
    if u < 0.5:
        tail = u
        place = offset
    else:
        tail = 1.0 - u
        place = offset + SIDE
    mantissa, exponent = math.frexp(tail)
    octave = -exponent - 1
    if octave < 0:  # exactly one half
        cell = CELLS - 1
        x = 1.0
    elif octave >= OCTAVES:  # beyond 4.5e-13 the edge value stands
        place += (OCTAVES - 1) * CELLS * 4
        cell = 0
        x = 0.0
    else:
        place += octave * CELLS * 4
        position = (mantissa - 0.5) * (2 * CELLS)
        cell = int(position)
        x = position - cell
    place += cell * 4
    return tables[place] + x * (tables[place + 1] + x * (tables[place + 2] + x * tables[place + 3]))


def read_steps(u: float, offset: int, tables: Sequence[float]) -> float:
    """Smallest listed value whose cumulative probability reaches `u`."""
    count = int(tables[offset])
    low = 0
    high = count - 1
    while low < high:
        middle = (low + high) // 2
        if tables[offset + 1 + middle] >= u:
            high = middle
        else:
            low = middle + 1
    return tables[offset + 1 + count + low]


def quantile(u: float, code: int, a: float, b: float, c: float, tables: Sequence[float]) -> float:
    """Value of the law (code, a, b, c) at the uniform draw `u`."""
    if code == CONSTANT:
        return a
    if code == EXPONENTIAL:
        return -a * math.log(1.0 - u)
    if code == LOGNORMAL:
        return math.exp(a + b * read_table(u, NORMAL, tables))
    if code == TABLE:
        return a + b * read_table(u, int(c), tables)
    if code == UNIFORM:
        return a + b * u
    if code == TRIANGULAR:  # a = min, b = mode, c = max
        share = (b - a) / (c - a)
        if u < share:
            return a + math.sqrt(u * (c - a) * (b - a))
        return c - math.sqrt((1.0 - u) * (c - a) * (c - b))
    if code == WEIBULL:
        return a * math.pow(-math.log(1.0 - u), b)
    if code == GEOMETRIC:
        return math.floor(math.log(1.0 - u) / a) + 1.0
    return read_steps(u, int(a), tables)


# -- preparation: from a scenario's parameters to the four numbers and the tables ---------------------------------


class Tables:
    """Quantile tables of one blueprint, filled once per shape; the standard normal comes first."""

    def __init__(self) -> None:
        self.floats: list[float] = list(_normal_table())
        self._offsets: dict[tuple[Any, ...], int] = {}

    def offset(self, name: str, *shape: float) -> float:
        """Where the table of this shape starts; it is filled on first use."""
        return self._keep((name, *shape), lambda: _SHAPES[name](*shape))

    def steps(self, values: Sequence[float], shares: Sequence[float]) -> float:
        """Where the list of values with their cumulative shares starts."""
        pairs = sorted(zip(values, shares, strict=True))
        total = math.fsum(shares)
        reached, cumulative = 0.0, []
        for _, share in pairs:
            reached += share
            cumulative.append(reached / total)
        cumulative[-1] = 1.0
        floats = (float(len(pairs)), *cumulative, *(value for value, _ in pairs))
        return self._keep(("steps", *floats), lambda: floats)

    def _keep(self, key: tuple[Any, ...], fill: Callable[[], Sequence[float]]) -> float:
        if key not in self._offsets:
            self._offsets[key] = len(self.floats)
            self.floats.extend(fill())
        return float(self._offsets[key])


def _fit(lower: Callable[[Any], Any], upper: Callable[[Any], Any]) -> tuple[float, ...]:
    """Cubic cells through the lower and the upper quantile function of the tail probability.

    The nodes are those of Chebyshev and Lobatto: both ends are among them, so cells meet and quantiles never step down.
    """
    import numpy as np

    nodes = np.array([0.0, 0.25, 0.75, 1.0])
    octaves = 2.0 ** -(np.arange(OCTAVES) + 2.0)
    position = (np.arange(CELLS)[:, None] + nodes[None, :]) / CELLS
    tails = octaves[:, None, None] * (1.0 + position[None, :, :])  # octave, cell, node
    powers = np.vander(nodes, 4, increasing=True)
    sides = [np.linalg.solve(powers, side(tails)[..., None])[..., 0].ravel() for side in (lower, upper)]
    return tuple(float(x) for x in np.concatenate(sides))


@cache
def _normal_table() -> tuple[float, ...]:
    from scipy.special import ndtri

    return _fit(ndtri, lambda s: -ndtri(s))


@cache
def _beta_table(alpha: float, beta: float) -> tuple[float, ...]:
    from scipy.special import betainccinv, betaincinv

    return _fit(lambda s: betaincinv(alpha, beta, s), lambda s: betainccinv(alpha, beta, s))


@cache
def _gamma_table(shape: float) -> tuple[float, ...]:
    from scipy.special import gammainccinv, gammaincinv

    return _fit(lambda s: gammaincinv(shape, s) / shape, lambda s: gammainccinv(shape, s) / shape)


_SHAPES: dict[str, Callable[..., tuple[float, ...]]] = {"beta": _beta_table, "gamma": _gamma_table}


# -- the register ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Law:
    """One law: the parameter sets it may be written with, what is wrong with them, its mean and its row."""

    name: str
    forms: tuple[tuple[str, ...], ...]  # alternative sets of parameter names
    fault: Callable[[Parameters], str]  # "" when the parameters are fine
    mean: Callable[[Parameters], float]
    prepare: Callable[[Parameters, Tables], Row]
    gives: Callable[[Parameters], tuple[float, float]]  # the least and the most that can be drawn

    @property
    def lists(self) -> tuple[str, ...]:
        """Parameters that are lists of numbers."""
        return ("values", "shares") if self.name in ("discrete", "empirical") else ()

    @property
    def short(self) -> str:
        """The parameter that stands for all of them, where there is only one: 3 for {mean: 3}."""
        return self.forms[0][0] if len(self.forms) == 1 and len(self.forms[0]) == 1 else ""


LAWS: dict[str, Law] = {}


def _register(
    name: str,
    *forms: tuple[str, ...],
    fault: Callable[[Parameters], str],
    mean: Callable[[Parameters], float],
    gives: Callable[[Parameters], tuple[float, float]] = lambda p: (0.0, math.inf),
) -> Callable[[Callable[[Parameters, Tables], Row]], Callable[[Parameters, Tables], Row]]:
    def keep(prepare: Callable[[Parameters, Tables], Row]) -> Callable[[Parameters, Tables], Row]:
        LAWS[name] = Law(name, forms, fault, mean, prepare, gives)
        return prepare

    return keep


def _positive(*names: str) -> Callable[[Parameters], str]:
    def fault(p: Parameters) -> str:
        wrong = [name for name in names if name in p and not p[name] > 0]
        return f"{wrong[0]} must be above 0" if wrong else ""

    return fault


@_register(
    "constant",
    ("value",),
    fault=lambda p: "" if p["value"] >= 0 else "value must not be negative",
    mean=lambda p: float(p["value"]),
    gives=lambda p: (float(p["value"]), float(p["value"])),
)
def _constant(p: Parameters, tables: Tables) -> Row:
    return CONSTANT, float(p["value"]), 0.0, 0.0


@_register(
    "uniform",
    ("min", "max"),
    fault=lambda p: "" if 0 <= p["min"] <= p["max"] else "needs 0 <= min <= max",
    mean=lambda p: 0.5 * (p["min"] + p["max"]),
    gives=lambda p: (float(p["min"]), float(p["max"])),
)
def _uniform(p: Parameters, tables: Tables) -> Row:
    return UNIFORM, float(p["min"]), float(p["max"]) - float(p["min"]), 0.0


def _three_points(p: Parameters) -> str:
    return "" if 0 <= p["min"] <= p["mode"] <= p["max"] > p["min"] else "needs 0 <= min <= mode <= max and min < max"


@_register(
    "triangular",
    ("min", "mode", "max"),
    fault=_three_points,
    mean=lambda p: (p["min"] + p["mode"] + p["max"]) / 3.0,
    gives=lambda p: (float(p["min"]), float(p["max"])),
)
def _triangular(p: Parameters, tables: Tables) -> Row:
    return TRIANGULAR, float(p["min"]), float(p["mode"]), float(p["max"])


@_register(
    "pert",
    ("min", "mode", "max"),
    fault=_three_points,
    mean=lambda p: (p["min"] + 4.0 * p["mode"] + p["max"]) / 6.0,
    gives=lambda p: (float(p["min"]), float(p["max"])),
)
def _pert(p: Parameters, tables: Tables) -> Row:
    """Beta law with shape 4 (Clark 1962): alpha = 1 + 4 (mode - min) / (max - min)."""
    low, mode, high = float(p["min"]), float(p["mode"]), float(p["max"])
    alpha = 1.0 + 4.0 * (mode - low) / (high - low)
    return TABLE, low, high - low, tables.offset("beta", alpha, 6.0 - alpha)


@_register("exponential", ("mean",), fault=_positive("mean"), mean=lambda p: float(p["mean"]))
def _exponential(p: Parameters, tables: Tables) -> Row:
    return EXPONENTIAL, float(p["mean"]), 0.0, 0.0


@_register("gamma", ("mean", "cv"), fault=_positive("mean", "cv"), mean=lambda p: float(p["mean"]))
def _gamma(p: Parameters, tables: Tables) -> Row:
    return TABLE, 0.0, float(p["mean"]), tables.offset("gamma", 1.0 / float(p["cv"]) ** 2)


@_register(
    "erlang",
    ("mean", "phases"),
    fault=lambda p: (
        _positive("mean")(p)
        or ("" if p["phases"] >= 1 and p["phases"] == int(p["phases"]) else "phases must be a whole number from 1")
    ),
    mean=lambda p: float(p["mean"]),
)
def _erlang(p: Parameters, tables: Tables) -> Row:
    return TABLE, 0.0, float(p["mean"]), tables.offset("gamma", float(p["phases"]))


def _lognormal_parameters(p: Parameters) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm."""
    if "cv" in p:
        variance = math.log1p(float(p["cv"]) ** 2)
        return math.log(p["mean"]) - 0.5 * variance, math.sqrt(variance)
    middle = math.log(p["median"])
    if "sigma" in p:
        return middle, float(p["sigma"])
    return middle, (math.log(p["p90"]) - middle) / P90_OF_NORMAL


def _lognormal_mean(p: Parameters) -> float:
    mu, sigma = _lognormal_parameters(p)
    return math.exp(mu + 0.5 * sigma * sigma)


def _lognormal_fault(p: Parameters) -> str:
    return _positive("mean", "cv", "median", "p90", "sigma")(p) or (
        "p90 must be above the median" if "p90" in p and p["p90"] <= p["median"] else ""
    )


@_register(
    "lognormal", ("median", "p90"), ("mean", "cv"), ("median", "sigma"), fault=_lognormal_fault, mean=_lognormal_mean
)
def _lognormal(p: Parameters, tables: Tables) -> Row:
    mu, sigma = _lognormal_parameters(p)
    return LOGNORMAL, mu, sigma, 0.0


@_register(
    "weibull",
    ("scale", "shape"),
    fault=_positive("scale", "shape"),
    mean=lambda p: float(p["scale"]) * math.gamma(1.0 + 1.0 / float(p["shape"])),
)
def _weibull(p: Parameters, tables: Tables) -> Row:
    return WEIBULL, float(p["scale"]), 1.0 / float(p["shape"]), 0.0


@_register(
    "geometric",
    ("mean",),
    fault=lambda p: "" if p["mean"] >= 1 else "mean must be at least 1 (the counts are 1, 2, 3, ...)",
    mean=lambda p: float(p["mean"]),
    gives=lambda p: (1.0, 1.0 if p["mean"] == 1 else math.inf),
)
def _geometric(p: Parameters, tables: Tables) -> Row:
    if p["mean"] == 1:
        return CONSTANT, 1.0, 0.0, 0.0
    return GEOMETRIC, math.log1p(-1.0 / float(p["mean"])), 0.0, 0.0


def _shares_fault(p: Parameters) -> str:
    values, shares = p["values"], p.get("shares", [1.0] * len(p["values"]))
    if not values:
        return "needs at least one value"
    if min(values) < 0:
        return "values must not be negative"
    if len(values) != len(shares):
        return f"has {len(values)} values and {len(shares)} shares"
    return "" if min(shares) > 0 else "shares must be above 0"


@_register(
    "discrete",
    ("values", "shares"),
    fault=_shares_fault,
    mean=lambda p: math.fsum(v * s for v, s in zip(p["values"], p["shares"], strict=True)) / math.fsum(p["shares"]),
    gives=lambda p: (float(min(p["values"])), float(max(p["values"]))),
)
def _discrete(p: Parameters, tables: Tables) -> Row:
    return STEPS, tables.steps([float(v) for v in p["values"]], [float(s) for s in p["shares"]]), 0.0, 0.0


@_register(
    "empirical",
    ("values",),
    fault=_shares_fault,
    mean=lambda p: math.fsum(p["values"]) / len(p["values"]),
    gives=lambda p: (float(min(p["values"])), float(max(p["values"]))),
)
def _empirical(p: Parameters, tables: Tables) -> Row:
    return STEPS, tables.steps([float(v) for v in p["values"]], [1.0] * len(p["values"])), 0.0, 0.0

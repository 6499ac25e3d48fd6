"""The shared scalar functions, compiled as they stand."""

import os

os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")  # its logarithms differ from math's in the last bit

from types import FunctionType, ModuleType  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
from numba import njit  # noqa: E402

from sim import draws, laws, rules  # noqa: E402


@njit(inline="always")
def _as_word(number: int) -> Any:
    return np.uint64(number)


def compiled(module: ModuleType, names: tuple[str, ...], given: dict[str, Any]) -> dict[str, Any]:
    """The named functions of a module compiled in order; `given` replaces names that they use."""
    scope = dict(vars(module))
    scope.update(given)
    for name in names:
        plain = vars(module)[name]
        scope[name] = njit(FunctionType(plain.__code__, scope, name, plain.__defaults__))
    return {name: scope[name] for name in names}


DRAWS = compiled(draws, ("mix", "child_key", "uniform"), {"as_word": _as_word})
LAWS = compiled(laws, ("read_table", "read_steps", "quantile"), {})
RULES = compiled(
    rules,
    (
        "path_value", "between", "by_level", "amount_value", "effort", "delay", "next_meeting", "share_of_attention",
        "clock_after", "clock_target", "finish_time", "work_left", "race", "faded", "with_loss", "rank_value",
    ),
    {"quantile": LAWS["quantile"]},
)  # fmt: skip

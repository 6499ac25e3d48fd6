"""How functions are compiled; and the scalar functions shared with the other engine, compiled as they stand."""

import os
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")  # its logarithms differ from those of `math` in the last bit

import numba
import numpy as np

from sim import draws, laws, renewals, rules
from sim.engines.compiled.kept import keep

F = TypeVar("F", bound=Callable[..., Any])
compiler: Any = numba.njit
# Nothing is allocated in compiled code: counting references to arrays would take two thirds of the time. What is not
# said of a function is taken over from the first one that calls it.
OPTIONS = {"_nrt": False, "error_model": "numpy", "forceinline": False}
ENTRIES: list[Any] = []  # the compiled functions that Python calls


def inner(function: F) -> F:
    """Compile a function that only compiled code calls."""
    compiled: F = compiler(**OPTIONS, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return compiled


def inlined(function: F) -> F:
    """Compile a function into those that call it, since a call would cost more than what it does."""
    options = {**OPTIONS, "forceinline": True}
    compiled: F = compiler(**options, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return compiled


def entry(function: F) -> F:
    """Compile a function that Python calls: threads run side by side in it, it is kept, and `rehearsal.py` calls it."""
    compiled: Any = compiler(**OPTIONS, nogil=True)(function)
    if hasattr(compiled, "py_func"):  # nothing is compiled where NUMBA_DISABLE_JIT is set
        keep(compiled)
        ENTRIES.append(compiled)
    return cast(F, compiled)


def numbers(count: int) -> tuple[Any, ...]:
    """Names for 0, 1, 2, ...: typed, since the compiler makes another function for each plain number it is given."""
    return tuple(np.int64(number) for number in range(count))


@inner
def _as_word(number: int) -> Any:
    return np.uint64(number)


def _compiled(module: ModuleType, names: tuple[str, ...], given: dict[str, Any]) -> dict[str, Any]:
    """The named functions of a module compiled in order; `given` replaces names that they use."""
    scope = {**vars(module), **given}
    for name in names:
        plain = vars(module)[name]
        scope[name] = inner(FunctionType(plain.__code__, scope, name, plain.__defaults__))
    return {name: scope[name] for name in names}


DRAWS = _compiled(draws, ("mix", "child_key", "uniform"), {"as_word": _as_word})
LAWS = _compiled(laws, ("read_table", "read_steps", "quantile"), {})
RULES = _compiled(
    rules,
    (
        "not_after", "in_window", "happens_at", "moment", "path_value", "between", "by_level", "amount_value",
        "effort", "delay", "next_meeting", "share_of_attention", "clock_after", "clock_target", "finish_time",
        "work_left", "race", "faded", "with_loss", "rank_value",
    ),
    {"quantile": LAWS["quantile"]},
)  # fmt: skip
RENEWALS = _compiled(
    renewals,
    ("pace", "bend_of_path", "bend_of_dial", "bend", "two_paces", "cumulated", "day_within", "next_day"),
    {name: RULES[name] for name in ("amount_value", "path_value")},
)

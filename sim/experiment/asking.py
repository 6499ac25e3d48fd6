"""Asking: what a user may hand to an experiment, made strict at the door, so that a slip is told at once."""

import inspect
import os
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sim.errors import BadInput, did_you_mean

P = ParamSpec("P")
R = TypeVar("R")

EXTRAS = ("items", "events")  # tables that a run writes on request
LARGEST_SEED = 2**63 - 1


def by_name(function: Callable[P, R]) -> Callable[P, R]:
    """A function that says which options it has where it is called with others.

    Its calls raise BadInput where Python's own TypeError would only name the wrong word.
    """
    signature = inspect.signature(function)
    names = [name for name, one in signature.parameters.items() if one.kind is not inspect.Parameter.VAR_POSITIONAL]
    open_ended = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in signature.parameters.values())

    @wraps(function)
    def checked(*given: P.args, **options: P.kwargs) -> R:
        unknown = [] if open_ended else [name for name in options if name not in names]
        if unknown:
            raise BadInput(
                f"{function.__name__}(..., {unknown[0]}=...)\n    unknown option. Known: {', '.join(names)}\n    "
                f"{did_you_mean(unknown[0], names)}".rstrip()
            )
        try:
            signature.bind(*given, **options)
        except TypeError as error:
            called = f"{function.__name__}({', '.join(names)})"
            raise BadInput(f"{function.__name__}: {error}\n    Write {called}, options by name.") from None
        for name, value in options.items():
            _fits(signature.parameters.get(name), name, value)
        return function(*given, **options)

    return checked


def _fits(parameter: inspect.Parameter | None, name: str, value: object) -> None:
    """Flags are True or False, and what is called with progress can be called."""
    if parameter is not None and isinstance(parameter.default, bool) and not isinstance(value, bool):
        raise BadInput(f"{name} = {quoted(value)}\n    must be True or False")
    if name == "progress" and value is not None and not callable(value):
        raise BadInput(f"progress = {quoted(value)}\n    must be a function that takes a Progress, or None")


def processes(jobs: int | None) -> int:
    """The number asked for, or as many as this program may use.

    Raises:
        BadInput: if it is no number of processes.
    """
    if jobs is None:
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    found = whole(jobs)
    if found is None or found < 1:
        raise BadInput(f"jobs = {quoted(jobs)}\n    must be 1 or more, or None for all processors")
    return found


def seed_of(seed: object) -> int:
    """A seed: a whole number from 0 on.

    Raises:
        BadInput: if it is none.
    """
    found = whole(seed)
    if found is None or not 0 <= found <= LARGEST_SEED:
        several = isinstance(seed, Iterable) and not isinstance(seed, str)
        hint = "\n    One seed has all the luck there is: ask for more replications instead." * several
        raise BadInput(f"seed = {quoted(seed)}\n    must be a whole number from 0 on{hint}")
    return found


def extras(extra: object) -> tuple[str, ...]:
    """Tables to be written besides, by name.

    Raises:
        BadInput: for one that there is not.
    """
    if isinstance(extra, str):
        extra = (extra,)
    if not isinstance(extra, Iterable):
        raise BadInput(f"extra = {quoted(extra)}\n    must be a list of names. Known: {', '.join(EXTRAS)}")
    for name in (found := tuple(extra)):
        if name not in EXTRAS:
            hint = did_you_mean(str(name), EXTRAS)
            raise BadInput(f"extra = {quoted(name)}\n    not known. Known: {', '.join(EXTRAS)}\n    {hint}".rstrip())
    return tuple(sorted(set(found)))


def numbers_of(replications: object, n: int) -> tuple[int, ...]:
    """Numbers of replications, given as how many, as "all" of n, or one by one.

    Raises:
        BadInput: if that is none of these, or beyond n.
    """
    many = n if replications == "all" else whole(replications)
    if many is not None and 1 <= many <= n:
        return tuple(range(many))
    listed = isinstance(replications, Iterable) and not isinstance(replications, str)
    found = [whole(each) for each in replications] if listed else []  # type: ignore[attr-defined]
    if not found or not all(each is not None and 0 <= each < n for each in found):
        raise BadInput(
            f'replications = {quoted(replications)}\n    must be a number from 1 to {n}, "all", or a list of numbers '
            f"from 0 to {n - 1}"
        )
    return tuple(each for each in found if each is not None)


def folder(out: object) -> Path | None:
    """Where results are to be written; None for nowhere.

    Raises:
        BadInput: if that is no path.
    """
    if out is None or (isinstance(out, str | os.PathLike) and str(out)):
        return None if out is None else Path(out)
    raise BadInput(f'out = {quoted(out)}\n    must be the path of a folder, such as "results"')


def name_of_response(response: object) -> str:
    """One response, by name.

    Raises:
        BadInput: if that is no name.
    """
    if isinstance(response, str):
        return response
    raise BadInput(f"response = {quoted(response)}\n    must be the name of one response, such as time_to_production")


def quoted(value: Any) -> str:
    """A value as an error quotes it."""
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def whole(value: object) -> int | None:
    """A whole number of Python, of numpy, or written as 3.0."""
    value = value.item() if hasattr(value, "item") and getattr(value, "shape", None) == () else value
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value % 1 != 0:
        return None
    return int(value)

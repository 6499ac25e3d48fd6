"""Plain values read into the arrays of a blueprint."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def ints(values: Iterable[int]) -> Array:
    """Read into an array of integers."""
    return np.fromiter(values, dtype=np.int64)


def floats(values: Iterable[float]) -> Array:
    """Read into an array of floats."""
    return np.fromiter(values, dtype=np.float64)


def flags(values: Iterable[bool]) -> Array:
    """Read into an array of truth values."""
    return np.fromiter(values, dtype=np.bool_)


def keys(values: Iterable[int]) -> Array:
    """Read into an array of stream keys."""
    return np.array(list(values), dtype=np.uint64)


def starts(counts: Iterable[int]) -> Array:
    """Where each entry of a ragged list begins, and where the last ends."""
    return np.concatenate([[0], np.cumsum(list(counts), dtype=np.int64)]).astype(np.int64)


def grid(rows: Sequence[Sequence[Any]], width: int, dtype: Any = np.int64) -> Array:
    """Read rows into a table, also when there are none."""
    return np.array(rows, dtype=dtype).reshape(len(rows), width)

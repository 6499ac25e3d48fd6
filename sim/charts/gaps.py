"""Differences as charts tell them: the narrative's gaps, with short names, so that title, label and sentence agree."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import pandas as pd

from sim.charts.names import Names
from sim.charts.rows import column
from sim.narrative.difference import Gap, is_time_to_production


def gaps_of(rows: pd.DataFrame, called: Names, *, better: str, matters: float) -> list[Gap]:
    """One gap for each row of a table of differences in one response."""
    ends = [tuple(float(one) for one in each) for each in zip(*(column(rows, c) for c in ENDS), strict=True)]
    known = tuple((e, low, high) for e, low, high in ends if isfinite(e))
    return [
        Gap(
            response=str(row["response"]),
            label=str(row["label"]),
            unit=str(row["unit"]),
            better=better,
            one=called[str(row["configuration"])],
            other=called[str(row["baseline"])],
            estimate=estimate,
            low=low,
            high=high,
            n=int(row["n"]),
            matters=matters if is_time_to_production(str(row["response"])) else 0.0,
            level=float(row["level"]),
            simultaneous=str(row.get("method", "")).startswith("simultaneous"),
            among=known,
        )
        for row, (estimate, low, high) in zip(rows.to_dict("records"), ends, strict=True)
    ]


ENDS = ("estimate", "low", "high")


def named(gap: Gap, called: Names) -> Gap:
    """The same difference between configurations by their short names."""
    return replace(gap, one=called[gap.one], other=called[gap.other])


def best_of(comparison: Any, response: str, called: Names) -> list[str]:
    """Which configurations may be best in the response that decides; empty for another one."""
    if isinstance(comparison, pd.DataFrame) or getattr(comparison, "response", response) != response:
        return []
    best: Sequence[str] = getattr(comparison, "best", ())
    return [called[name] for name in best]

"""Charts of tidy rows: each draws what it is given and returns its axes.

Nothing here imports matplotlib until a chart is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.charts.capacity import capacity_by_use
    from sim.charts.differences import paired_differences
    from sim.charts.flow import flow_picture
    from sim.charts.page import state_of
    from sim.charts.percentiles import percentile_intervals
    from sim.charts.production import production_curve
    from sim.charts.progress import work_in_progress
    from sim.charts.roles import role_utilization, who_is_needed
    from sim.charts.saving import alt_text, png, save, svg
    from sim.charts.style import Look, looks
    from sim.charts.sweeps import heat_map, response_curve
    from sim.charts.time_use import time_split, time_waterfall
    from sim.charts.why import why_waterfall

_HOMES = {
    "Look": "style",
    "alt_text": "saving",
    "capacity_by_use": "capacity",
    "flow_picture": "flow",
    "heat_map": "sweeps",
    "looks": "style",
    "paired_differences": "differences",
    "percentile_intervals": "percentiles",
    "png": "saving",
    "production_curve": "production",
    "response_curve": "sweeps",
    "role_utilization": "roles",
    "save": "saving",
    "state_of": "page",
    "svg": "saving",
    "time_split": "time_use",
    "time_waterfall": "time_use",
    "who_is_needed": "roles",
    "why_waterfall": "why",
    "work_in_progress": "progress",
}

__all__ = [
    "Look",
    "alt_text",
    "capacity_by_use",
    "flow_picture",
    "heat_map",
    "looks",
    "paired_differences",
    "percentile_intervals",
    "png",
    "production_curve",
    "response_curve",
    "role_utilization",
    "save",
    "state_of",
    "svg",
    "time_split",
    "time_waterfall",
    "who_is_needed",
    "why_waterfall",
    "work_in_progress",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"sim.charts.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

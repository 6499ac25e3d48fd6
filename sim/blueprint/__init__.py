"""What an engine needs: a scenario lowered to seven primitives.

Names are imported when they are used: the offered load, which every check of a file tells, needs no arrays.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.blueprint.blueprint import Blueprint
    from sim.blueprint.make import make_blueprint

_HOMES = {"Blueprint": "sim.blueprint.blueprint", "make_blueprint": "sim.blueprint.make"}

__all__ = ["Blueprint", "make_blueprint"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

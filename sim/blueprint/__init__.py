"""What an engine needs: a scenario lowered to seven primitives."""

from sim.blueprint.blueprint import Blueprint
from sim.blueprint.make import make_blueprint

__all__ = ["Blueprint", "make_blueprint"]

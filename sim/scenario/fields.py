"""Fields: how a block of a scenario declares what may be written in it.

Every field declares once its label, unit, bounds and usual range; errors, templates, tables, charts and sliders all
read them here. Blocks are frozen and refuse unknown keys.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from sim.scenario import amounts

AnAmount = Annotated[Any, BeforeValidator(amounts.parse), PlainSerializer(amounts.plain)]
Number = Annotated[float, BeforeValidator(amounts.number)]


def say(
    label: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    above_low: bool = False,
    whole: bool = False,
    drawn: bool | None = None,
    kinds: bool = True,
    levels: bool = True,
    usual: tuple[float, float] | None = None,
    scale: Literal["duration", "factor", "chance", "count", "share"] = "duration",
    default: Any = ...,
    panel: bool = False,
    longest: int | None = None,
    example: str = "",
) -> Any:
    """Declare a field: its label, unit, bounds and usual range; `panel` marks the front panel's levers.

    `above_low`: it must be above its lower bound (0 unless given). `whole`: one plain number must be whole. An amount
    is read in the forms that are not switched off: `drawn` from a law (no chance and no share is), by kind of item
    (`kinds`), by level of a dial (`levels`). `longest` is how many characters a text may have.
    `example` is shown where something else was written.
    """
    extra: Any = {
        "unit": unit, "usual": usual, "scale": scale, "low": low, "high": high, "panel": panel,
        "above_low": above_low, "whole": whole, "kinds": kinds, "levels": levels,
        "drawn": scale not in ("chance", "share") if drawn is None else drawn,
    }  # fmt: skip
    if longest is not None:
        extra["longest"] = longest
    if example:
        extra["example"] = example
    if isinstance(default, dict | list):
        return Field(default_factory=lambda: type(default)(default), title=label, json_schema_extra=extra)
    return Field(default, title=label, json_schema_extra=extra)


class Block(BaseModel):
    """A part of a scenario: frozen, unknown keys refused."""

    EXAMPLE: ClassVar[str] = ""  # of a whole block, for messages
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

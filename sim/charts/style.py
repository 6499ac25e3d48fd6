"""How charts look: one color, marker and line style per configuration, colors of states, stages and levels, sizes.

Configurations and states share no color. Neighbors differ in lightness as well as hue, so a gray print and color-blind
readers lose nothing; nothing opposes red to green.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import matplotlib as mpl
from matplotlib.typing import LineStyleType

from sim.charts.rows import STATES

SLIDE = (13.333, 7.5)  # inches
TITLE, SUBTITLE, BODY, SMALL = 22.0, 14.0, 13.0, 12.0  # points; nothing is smaller than SMALL
INK, MUTED, FAINT, PAPER = "#1C2430", "#5A6472", "#D5DAE0", "#FFFFFF"
ZONE = "#ECEFF2"
ALARM = "#A3161B"  # always in bold and with a sign, so that a gray print says it too
LESS, MORE = "#2F6F8F", "#B98B4E"  # time saved, time added

STATE_COLORS: Mapping[str, str] = dict(
    zip(STATES, ("#0E5A63", "#6FB1B3", "#8C5A2B", "#DDBB8E", "#4A4A68", "#A9A9C4", "#D9D9D9"), strict=True)
)
USE_COLORS: Mapping[str, str] = {
    "new": "#0E5A63", "rework": "#6FB1B3", "upkeep": "#8C5A2B", "duties": "#DDBB8E", "idle": "#ECEFF2",
}  # fmt: skip
STAGE_COLORS = ("#0E5A63", "#6FB1B3", "#CFE3E2", "#4A4A68", "#A9A9C4", "#8C5A2B", "#DDBB8E")
LEVEL_COLORS: Mapping[str, str] = {"low": "#DDBB8E", "mid": "#6FB1B3", "high": "#0E5A63"}
LEVEL_MARKERS: Mapping[str, str] = {"low": "v", "mid": "o", "high": "s"}

HOUSE: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine sets the same text
    "font.size": BODY,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": BODY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.titlesize": BODY + 1,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
    "hatch.linewidth": 0.9,
    "legend.fontsize": SMALL,
    "figure.dpi": 100.0,
    "svg.hashsalt": "opmodel",
    "svg.fonttype": "path",
    "path.simplify": True,
    "text.parse_math": False,  # a name may contain a dollar sign
}


@dataclass(frozen=True, slots=True)
class Look:
    """How one configuration is drawn, in every chart."""

    color: str
    marker: str
    line: LineStyleType


LOOKS = (
    Look("#14305C", "o", "-"),
    Look("#E07F16", "s", (0.0, (6.0, 2.0))),
    Look("#8A3D86", "^", (0.0, (2.0, 1.4))),
    Look("#3E8FC0", "D", (0.0, (8.0, 2.0, 2.0, 2.0))),
    Look("#948235", "v", (0.0, (1.0, 1.0))),
    Look("#B5484F", "P", (0.0, (10.0, 3.0))),
    Look("#5FA35B", "X", (0.0, (4.0, 1.0, 1.0, 1.0))),
    Look("#1F5B3A", "<", (0.0, (3.0, 3.0))),
    Look("#E39BB8", ">", (0.0, (8.0, 1.5, 1.5, 1.5, 1.5, 1.5))),
    Look("#6B4C1E", "*", (0.0, (1.0, 3.0))),
    Look("#8E94D6", "p", (0.0, (12.0, 2.0, 4.0, 2.0))),
    Look("#4D0F2E", "h", (0.0, (5.0, 5.0))),
)


def looks(names: Sequence[str]) -> dict[str, Look]:
    """One look per configuration, by its place in the list.

    Make it once from all configurations of a study and pass it to every chart, so that a chart of a few of them keeps
    their colors.
    """
    made: dict[str, Look] = {}
    for name in names:
        at = len(made)
        if name not in made:
            turn, place = divmod(at, len(LOOKS))
            first, other = LOOKS[place], LOOKS[(place + turn) % len(LOOKS)]  # no pair of color and marker twice
            made[name] = Look(first.color, other.marker, other.line)
    return made


def look_of(name: str, known: Mapping[str, Look] | None, names: Sequence[str]) -> Look:
    """The look of a configuration: the one that was agreed, else by its place among `names`."""
    if known is not None and name in known:
        return known[name]
    return looks(names)[name]


def paler(color: str, by: float = 0.75) -> str:
    """A color mixed with the paper."""
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * by):02X}" for part in parts)


def ink_on(color: str) -> str:
    """Dark or white text, whichever reads better on a color."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else PAPER


def house() -> AbstractContextManager[None]:
    """The house style for as long as it lasts, whatever the settings outside."""
    return mpl.rc_context(cast(Any, HOUSE))


P = ParamSpec("P")
R = TypeVar("R")


def chart(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw in the house style, whatever the settings outside; they are left as they were."""

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> R:
        with house():
            return draw(*args, **kwargs)

    return styled

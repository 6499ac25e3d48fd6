"""Results read back: the tables of a folder as pandas frames, with the columns and types they had."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import BadInput
from sim.experiment import asking
from sim.experiment.store import MANIFEST

if TYPE_CHECKING:
    import pandas as pd

EXACT_BY_ITSELF = (3, 1)  # version of pandas from which on figures are read to the last bit unasked
WORDS = "words"  # key of the manifest: columns of a sweep whose levels are texts, even if they look like numbers
TEXTS = (
    "configuration", "baseline", "against", "response", "label", "unit", "better", "method", "difference_method",
    "note",
    "family", "state", "stage", "role", "team", "gate", "item", "parent", "source", "kind", "domain", "outcome",
    "case:concept:name", "concept:name", "lifecycle:transition", "time:timestamp", "org:resource", "org:role",
    "org:group", "case:kind", "case:domain", "case:source", "case:parent", "case:outcome",
)  # fmt: skip


def read_results(folder: str | Path) -> "dict[str, pd.DataFrame]":
    """The tables of a folder of results by name: `sim.read_results("results/sweep-0123456789ab")["runs"]`.

    Raises:
        BadInput: if the folder holds no results; those below it are named.
    """
    import pandas as pd

    place = asking.folder(folder)
    if place is None:
        raise BadInput("name a folder of results, such as results/run-0123456789ab")
    manifest = _manifest(place)
    texts = dict.fromkeys([*TEXTS, *manifest.get(WORDS, [])], str)
    exactly: Any = {} if _numbers(pd.__version__) >= EXACT_BY_ITSELF else {"float_precision": "round_trip"}
    found = {}
    for path in sorted(place.glob("*.csv")):
        header = pd.read_csv(path, nrows=0).columns
        table = pd.read_csv(
            path,
            dtype={name: kind for name, kind in texts.items() if name in header},
            keep_default_na=False,
            na_values={name: ["", "nan"] for name in header if name not in texts},
            **exactly,
        )
        found[path.name.removesuffix(".csv")] = table
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def _manifest(place: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((place / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        below = sorted(path.parent.name for path in place.glob(f"*/{MANIFEST}"))
        hint = f"\n    Below it there are: {', '.join(below[:8])}" + (" ..." if len(below) > 8 else "") if below else ""
        raise BadInput(f"{place} holds no results: there is no {MANIFEST} that can be read{hint}") from None

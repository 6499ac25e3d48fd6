"""Tables and manifests as the bytes of files, with nothing that draws or lays out a page."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def csv(table: "pd.DataFrame") -> bytes:
    """A table as CSV, to the last digit and with the same bytes everywhere."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def csv_pieces(tables: "Iterable[pd.DataFrame]") -> Iterator[bytes]:
    """Tables that follow one another as one CSV, which is never whole in memory."""
    for place, table in enumerate(tables):
        yield table.to_csv(index=False, header=not place, lineterminator="\n").encode()


def as_json(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as a file."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False, default=str) + "\n").encode()

"""Tables collected column by column while a scenario is lowered."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Kind:
    """A kind of item and the steps it passes."""

    name: str
    use_case: bool = False
    first_step: int = 0
    last_step: int = -1
    urgent: bool = False
    klass: float = 0.0
    cost_of_delay: float = 1.0


@dataclass
class Columns:
    """Rows of one table, collected column by column."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, **row: Any) -> int:
        """Append a row; its index."""
        self.rows.append(row)
        return len(self.rows) - 1

    def __getitem__(self, column: str) -> list[Any]:
        return [row[column] for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

"""What the compiled engine cannot do, by name; asked before it is loaded."""

from sim.blueprint.blueprint import Blueprint

MOST_BITS = 62  # gates, marks and limits of an item are kept as bits of one word
MOST_SOURCES = 2047  # the number of an item begins with that of its source


def refuses(blueprint: Blueprint) -> str:
    """What the compiled engine cannot do of this blueprint; "" if it can do it all."""
    for name, count in (
        ("gates", len(blueprint.gate_names)),
        ("marks", len(blueprint.mark_names)),
        ("limits", len(blueprint.limit_capacity)),
    ):
        if count > MOST_BITS:
            return f"more than {MOST_BITS} {name}"
    if len(blueprint.source_names) > MOST_SOURCES:
        return f"more than {MOST_SOURCES} sources"
    return ""


def refusal(refused: str) -> str:
    """What a user is told of it."""
    return f"The compiled engine cannot do {refused}; use the reference engine."

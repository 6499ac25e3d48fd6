"""Whatever stands in a file, it is read or refused in words; nothing else happens."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scenario import SMALL

from sim.errors import BadInput
from sim.scenario import loads
from sim.scenario.check import check
from sim.scenario.document import Node, compose, from_plain
from sim.scenario.load import from_tree

STRANGE = (
    None,
    True,
    -1,
    0.5,
    "",
    "x",
    "*0.5",
    "+2",
    [],
    [1, "x"],
    {},
    {"by": "kind", "x": 1},
    {0: 1},
    {"x": {"y": 1}},
)


def _nodes(node: Node) -> Iterator[tuple[Any, Any]]:
    """Every container with a key in it."""
    items = node.value.items() if isinstance(node.value, dict) else ()
    for key, child in list(items):
        yield node.value, key
        yield from _nodes(child)


@pytest.mark.parametrize("strange", STRANGE, ids=repr)
def test_a_strange_value_anywhere_is_read_or_refused(strange: Any) -> None:
    for place in range(sum(1 for _ in _nodes(compose(SMALL, file="x")[0]))):
        root, _ = compose(SMALL, file="x")
        container, key = list(_nodes(root))[place]
        container[key] = from_plain(strange, file="x")
        with suppress(BadInput):
            check(from_tree(root, [], name="x"))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(SMALL)), st.integers(0, 30), st.text(st.sampled_from("{}[]:,-*&!|>'\"\n\t #?%@x1."), max_size=4)
)
def test_a_damaged_text_is_read_or_refused(start: int, length: int, text: str) -> None:
    with suppress(BadInput):
        loads(SMALL[:start] + text + SMALL[start + length :])

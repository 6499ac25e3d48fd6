"""Prose: pages in Markdown, as a terminal shows them; as they are where they go to a file or another program."""

import re
import shutil
import sys
from textwrap import fill

from sim.cli import screen

_TAGS = re.compile(r"</?(details|summary)>")
_RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
_LISTED = re.compile(r"(\s*- )")


def show(markdown: str) -> None:
    """Print a page: plain text and tables on a terminal, Markdown elsewhere."""
    if not sys.stdout.isatty():
        screen.say(markdown)
        return
    for block in re.split(r"\n{2,}", _TAGS.sub("", markdown).strip()):
        lines = block.splitlines()
        if len(lines) > 1 and _RULE.fullmatch(lines[1]):
            header, _, *rows = lines
            screen.table(_cells(header), [_cells(row) for row in rows])
        else:
            width = min(110, shutil.get_terminal_size().columns)
            screen.say("\n".join(_wrapped(line, width) for line in lines))
        screen.say()


def _cells(row: str) -> list[str]:
    return [_plain(cell.strip()) for cell in row.strip().strip("|").split("|")]


def _wrapped(line: str, width: int) -> str:
    point = _LISTED.match(line)
    indent = " " * len(point[1]) if point else ""
    return fill(_plain(line), width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _plain(text: str) -> str:
    """Without the signs of Markdown."""
    text = re.sub(r"^#+ ", "", text)
    return re.sub(r"\*\*(.+?)\*\*|\*(\w[^*]*?)\*|`([^`]+)`", lambda found: next(filter(None, found.groups())), text)

"""Documents: the text of a scenario file as a tree of nodes that know where they stand.

Strict YAML 1.2 (core schema): a key may stand once, there are no anchors, aliases, tags or second documents, and
numbers are finite. Every node keeps file, line and column, so that whatever is wrong later can say where.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sim.errors import BadInput, Problem
from sim.scenario.meant import number_meant, whole_meant

LARGEST = 1_000_000  # bytes of a scenario file
DEEPEST = 30  # levels of nesting

_SCALARS = (str, int, float, type(None))
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?\d+")
WHOLE = ("count", "per_domain", "at_least", "at_most")  # fields that are whole numbers wherever they stand
_DECIMALS = re.compile(r"\d+\s*(d|w|mo|y|%)?")  # what follows a decimal comma
_REAL = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(slots=True)
class Node:
    """A written value: a scalar, a list of nodes or a mapping of names to nodes; and where it stands."""

    value: Any
    file: str = ""
    line: int = 0  # of the key, or of the value itself in a list and at the top; from 1
    column: int = 0
    text: str = ""  # of a scalar, as written
    inherited: "Node | None" = field(default=None, repr=False)  # what a change such as "*0.5" starts from
    broken: bool = False  # said to be wrong already
    short: bool = False  # written for the block around it, as 6 for {count: 6}
    gone: "dict[Any, Node]" = field(default_factory=dict, repr=False)  # where null took away what was inherited

    def copy(self) -> "Node":
        """The same tree anew, as it was read."""
        value = self.value
        if isinstance(value, dict):
            value = {name: child.copy() for name, child in value.items()}
        elif isinstance(value, list):
            value = [child.copy() for child in value]
        return Node(value, self.file, self.line, self.column, self.text, broken=self.broken)

    def below(self, where: tuple[str, ...]) -> "Node":
        """The deepest node found on the way along these keys."""
        node = self
        for key in where:
            if isinstance(node.value, dict):
                found = next((child for name, child in node.value.items() if same_key(name, key)), None)
            elif isinstance(node.value, list) and key.isdigit() and int(key) < len(node.value):
                found = node.value[int(key)]
            else:
                found = None
            if found is None:
                return node
            node = found
        return node


def same_key(written: Any, key: str) -> bool:
    """Whether a written key (a name, or a day as a number) is the one meant."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        try:
            return float(key) == float(written)
        except ValueError:
            return False
    return str(written) == key


def plain(node: Node) -> Any:
    """The written data without places."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def from_plain(data: Any, *, file: str = "") -> Node:
    """Data as nodes without places, as if it had been written in a file of this name."""
    if isinstance(data, Mapping):
        return Node({key: from_plain(value, file=file) for key, value in data.items()}, file)
    if isinstance(data, list | tuple):
        return Node([from_plain(value, file=file) for value in data], file)
    if not isinstance(data, _SCALARS):
        data = _scalar(data)
    return Node(data, file, text="null" if data is None else data if isinstance(data, str) else "")


def _scalar(data: Any) -> Any:
    """What a file would say of a single value: numbers of numpy as numbers, dates and paths as texts."""
    if hasattr(data, "item") and getattr(data, "shape", None) == ():
        return data.item()
    if isinstance(data, date | PurePath):
        return str(data)
    if hasattr(data, "tolist") and getattr(data, "ndim", None):
        raise BadInput(f"a scenario holds no {type(data).__name__}; give a list: .tolist()")
    raise BadInput(f"a scenario holds numbers, texts, lists and mappings, no {type(data).__name__}: {data!r:.40}")


class Unreadable(Exception):  # noqa: N818 - a message to the loader, told to the user as its problems
    """A file that cannot be taken further than its problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def read_text(path: Path, *, file: str) -> str:
    """The text of a scenario file, which must be UTF-8 and below a megabyte."""

    def refuse(what: str, remedy: str = "") -> Unreadable:
        return Unreadable(Problem(file, 0, 0, "", what, remedy))

    try:
        if path.is_dir():
            raise refuse("is a directory; name a scenario file (.yaml) in it")
        if path.stat().st_size > LARGEST:
            raise refuse(f"is {path.stat().st_size / 1e6:.1f} MB; a scenario file has at most 1 MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise refuse("does not exist") from None
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror or 'the system refuses'}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("is not text in UTF-8; save it as plain text (UTF-8)") from None
    if "\0" in text:
        raise refuse("is not text in UTF-8; save it as plain text (UTF-8)")
    return text


def compose(text: str, *, file: str) -> tuple[Node, list[Problem]]:
    """The tree of a YAML text and what is wrong with its writing; a text that was read before is not read again.

    Raises:
        Unreadable: when there is no tree to go on with.
    """
    root, problems = _composed(text, file)
    return root.copy(), list(problems)


@lru_cache(maxsize=8)
def _composed(text: str, file: str) -> tuple[Node, tuple[Problem, ...]]:
    if len(text.encode()) > LARGEST:
        size = len(text.encode()) / 1e6
        raise Unreadable(Problem(file, 0, 0, "", f"is {size:.1f} MB; a scenario file has at most 1 MB"))
    root = _without_problems(text, file)
    if root is not None:
        return root, ()
    composer = _Composer(file)
    try:
        root = composer.document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what, remedy = _syntax(error, text.splitlines(), line)
        raise Unreadable(*composer.problems, Problem(file, line, column, "", what, remedy)) from None
    except YAMLError as error:
        what = "has a character that text must not have" if "special characters" in str(error) else "is not YAML"
        raise Unreadable(*composer.problems, Problem(file, 0, 0, "", what)) from None
    if root is None or root.value is None:
        raise Unreadable(*composer.problems, Problem(file, 0, 0, "", "is empty; start with: opmodel new my.yaml"))
    if not isinstance(root.value, dict):
        what = "is not a scenario: it must be a mapping such as name: ..., people: {...}"
        raise Unreadable(*composer.problems, Problem(file, root.line, root.column, "", what))
    return root, tuple(composer.problems)


def _without_problems(text: str, file: str) -> Node | None:
    """The tree by the parser written in C, a dozen times as fast; None where there is anything to say about the text.

    What is to be said is left to the other parser, whose messages do not depend on what is installed.
    """
    if find_spec("_ruamel_yaml") is None:
        return None
    composer = _Composer(file)
    try:
        root = composer.document(YAML(typ="safe", pure=False).parse(text))
    except (YAMLError, Unreadable):
        return None
    return None if composer.problems or root is None or not isinstance(root.value, dict) else root


def _syntax(error: MarkedYAMLError, lines: list[str], line: int) -> tuple[str, str]:
    told = error.problem or error.context or "not understood"
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    remedy = ""
    if "\t" in written and "\\t" in told:
        return "cannot be read as YAML: a tab stands where text is expected", "Indent with spaces, not with tabs."
    if "mapping values are not allowed" in told:
        told = "a second colon is not expected here"
        remedy = "Check the indentation, and quote texts that contain a colon."
    elif "alias" in told or "alias" in (error.context or ""):
        remedy = 'To scale what is inherited, quote it: "*0.5".'
    elif "<block end>" in told or "',' or" in told:
        remedy = "Check the indentation and the brackets."
    return f"cannot be read as YAML: {told}", remedy


class _Composer:
    """Builds nodes from the events of the YAML parser; collects problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = iter(())

    def document(self, events: Iterator[Any]) -> Node | None:
        self._events = events
        root, documents = None, 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem(event, (), "a second document starts here; a scenario file has only one")
                    raise Unreadable(*self.problems)
            elif isinstance(event, NodeEvent):
                root = self._node(event, None, ())
        return root

    def _problem(self, event: Any, path: tuple[str, ...], what: str, remedy: str = "") -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, ".".join(path), what, remedy))

    def _node(self, event: Any, key: Any, path: tuple[str, ...]) -> Node:
        mark = (key or event).start_mark
        line, column = mark.line + 1, mark.column + 1
        if isinstance(event, AliasEvent):
            remedy = f'To scale what is inherited, quote it: "*{event.anchor}".'
            numeric = _REAL.fullmatch(str(event.anchor))
            self._problem(event, path, "aliases (*) are not allowed; write the value again", remedy if numeric else "")
            return Node(None, self.file, line, column, broken=True)
        if event.anchor is not None:
            self._problem(event, path, "anchors (&) are not allowed; write the value where it is needed")
        if event.tag is not None and str(event.tag) != "!":
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._problem(event, path, f"tags ({tag}) are not allowed; write the plain value")
        if isinstance(event, ScalarEvent):
            return Node(self._scalar(event, path), self.file, line, column, event.value)
        if len(path) >= DEEPEST:
            place = Problem(self.file, line, column, "", f"is nested deeper than {DEEPEST} levels")
            raise Unreadable(*self.problems, place)
        if isinstance(event, SequenceStartEvent):
            return Node(self._list(path), self.file, line, column)
        return Node(self._mapping(path), self.file, line, column)

    def _list(self, path: tuple[str, ...]) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            items.append(self._node(event, None, (*path, str(len(items)))))
        return items

    def _mapping(self, path: tuple[str, ...]) -> dict[Any, Node]:
        entries: dict[Any, Node] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                what = "a key must be a plain name, not a list or a mapping; quote it if it has brackets in it"
                self._problem(event, path, what)
                raise Unreadable(*self.problems)
            self._node(event, None, path)  # says what is wrong with the key itself
            key = event.value if isinstance(event, ScalarEvent) else f"*{event.anchor}"
            name = self._scalar(event, path) if isinstance(event, ScalarEvent) else key
            if name is None or isinstance(name, bool):
                name = key
            child = self._node(next(self._events), event, (*path, str(key)))
            if self._is_rest_of_a_number(entries, child, str(key)):
                self._decimal_comma(entries, str(key), path)
            elif name in entries:
                what = f"defined twice (first on line {entries[name].line}). Merge the two blocks."
                self._problem(event, (*path, str(key)), what)
                if isinstance(child.value, dict) and isinstance(entries[name].value, dict):
                    entries[name].value = {**child.value, **entries[name].value}  # so that its names are known
            else:
                entries[name] = child
        return entries

    def _is_rest_of_a_number(self, entries: dict[Any, Node], child: Node, key: str) -> bool:
        """Whether digits without a value follow a number: `{effort: 2,5}` has a decimal comma."""
        if not entries or child.value is not None or child.text or not _DECIMALS.fullmatch(key):
            return False
        before = next(reversed(entries.values()))
        return isinstance(before.value, int) and not isinstance(before.value, bool) and not before.broken

    def _decimal_comma(self, entries: dict[Any, Node], rest: str, path: tuple[str, ...]) -> None:
        name, number = next(reversed(entries.items()))
        written = f"{number.text},{rest}"
        place = ".".join((*path, str(name)))
        whole = path == ("people",) or name in WHOLE
        remedy = whole_meant(written) if whole else number_meant(written)
        self.problems.append(
            Problem(self.file, number.line, number.column, f'{place} = "{written}"', "is not a number", remedy)
        )
        number.broken = True

    def _scalar(self, event: ScalarEvent, path: tuple[str, ...]) -> Any:
        text: str = event.value
        if event.style:  # quoted or a block of text
            return text
        if text in _NULL:
            return None
        if text in _TRUTH:
            return _TRUTH[text]
        if text.startswith("+") and _REAL.fullmatch(text):
            return text  # means: more than what is inherited
        if _WHOLE.fullmatch(text):
            return int(text) if len(text) < 300 else float("inf")
        if _REAL.fullmatch(text):
            return float(text)
        if _ENDLESS.fullmatch(text):
            return float(text.lower().replace(".", ""))
        return text

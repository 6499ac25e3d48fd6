"""What can go wrong by a user's hand, said so that the user can mend it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

SHORTEST = 3  # letters from which on the beginning of a word stands for it


class OpmodelError(Exception):
    """Base of every error that is told to a user without a traceback."""

    exit_code = 1


class BadInput(OpmodelError):  # noqa: N818 - named for what the user did, not for us
    """Something the user wrote cannot be used; the message says what is allowed."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place of a file: where, what, and how to mend it."""

    file: str
    line: int  # from 1; 0 when the place is the whole file
    column: int
    path: str  # dotted path, with the user's own value where that helps
    what: str  # what is wrong and what is allowed, one or two sentences
    remedy: str = ""  # "Did you mean ...?"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        head = f"{place}  {self.path}".rstrip()
        return "\n".join([head, *(f"    {text}" for text in (self.what, self.remedy) if text)])


class ScenarioError(BadInput):
    """A scenario file with problems; all of them, in file order. Some may stand in files that it extends."""

    def __init__(self, problems: Sequence[Problem], *, file: str = "") -> None:
        self.problems = tuple(problems)
        name = file or (self.problems[0].file if self.problems else "scenario")
        count = len(self.problems)
        title = f"{name} has {count} problem{'s' if count != 1 else ''}"
        super().__init__("\n\n".join([title, "\n".join(str(problem) for problem in self.problems)]))


def did_you_mean(word: str, known: Iterable[str], *, also: Mapping[str, str] | None = None) -> str:
    """A suggestion for a misspelt word, or an empty string: in another case, of other letters, or cut short.

    `also` has other words for what is known, spelled exactly.
    """
    plain = {_plain(name): name for name in reversed(list(known))}
    wanted = _plain(word)
    if also and wanted in also and wanted not in plain:
        return f'Did you mean "{also[wanted]}"?'
    close = [wanted] if wanted in plain else get_close_matches(wanted, list(plain), n=1, cutoff=0.6)
    if not close and len(wanted) >= SHORTEST:
        close = [name for name in reversed(plain) if name.startswith(wanted)][:1] or _by_first_word(wanted, plain)
    return f'Did you mean "{plain[close[0]]}"?' if close else ""


def _by_first_word(wanted: str, names: Iterable[str]) -> list[str]:
    first = {name.split("_")[0]: name for name in names if "_" in name}
    return [first[close] for close in get_close_matches(wanted, list(first), n=1, cutoff=0.75)]


def _plain(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")

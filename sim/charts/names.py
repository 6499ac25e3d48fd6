"""Short names of configurations: what tells them apart, whole words only, letters with a key where that fails."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

MOST = 32  # characters; a name that long fits into every title, label and table header
FEWEST = 3  # characters; less says nothing
ENDS = " \t\n_,;:(&/-"
_WORD = re.compile(r"[^\s_]*[\s_]*")


@dataclass(frozen=True, slots=True)
class Names:
    """How each configuration is called on a chart, and what the letters stand for where letters are used."""

    short: Mapping[str, str]
    key: tuple[tuple[str, str], ...] = ()  # letter and whole name

    def __getitem__(self, name: str) -> str:
        return self.short.get(name, name)


def names_of(runs: Sequence[object]) -> Names:
    """Short names for runs; what a scenario calls itself in short goes before what is found."""
    names = [str(getattr(run, "name", "")) for run in runs]
    given = {
        name: str(short)
        for name, run in zip(names, runs, strict=True)
        if (short := getattr(getattr(run, "scenario", None), "short", None))
    }
    return distinguishing(names, given=given)


def distinguishing(names: Sequence[str], *, given: Mapping[str, str] | None = None, most: int = MOST) -> Names:
    """Names of at most `most` characters, all different.

    Whole names where they are short; else the words by which they differ; else either of them up to the end of a word;
    else letters with a key.
    """
    given = {name: short for name, short in (given or {}).items() if len(short) <= most}
    ways: tuple[Callable[[Sequence[str]], list[str]], ...] = (
        list,
        _differing,
        lambda them: [_cut(name, most) for name in them],
        lambda them: [_cut(name, most) for name in _differing(them)],
    )
    for way in ways:
        found = [given.get(name, short) for name, short in zip(names, way(names), strict=True)]
        if all(0 < len(short) <= most for short in found) and len(set(map(str.casefold, found))) == len(found):
            return Names(dict(zip(names, found, strict=True)))
    fitting = {name for name in names if len(name) <= most}
    free = (letter for at in range(2 * len(names)) if (letter := _letter(at)) not in fitting)
    letters = {name: name if name in fitting else next(free) for name in names}
    return Names(letters, tuple((letters[name], name) for name in names if name not in fitting))


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels of roles, those that are too long by the words in which they differ; equal ones by their key."""
    every = list(labels.values())
    whole = {role: role.replace("_", " ") if every.count(label) > 1 else label for role, label in labels.items()}
    short = distinguishing(list(whole.values()))
    return {role: label if short.key else short[label] for role, label in whole.items()}


def _differing(names: Sequence[str]) -> list[str]:
    """Each name without the words at both ends that all share; one of them stays where too little would be left."""
    if len(names) < 2:
        return list(names)
    words = [_WORD.findall(name) for name in names]
    words = [[word for word in each if word] for each in words]
    first = _shared(words)
    last = _shared([[word.strip(ENDS) for word in reversed(each[first:])] for each in words])
    found = ["".join(each[first : len(each) - last]).strip(ENDS) for each in words]
    if first and min(map(len, found)) < FEWEST:
        found = ["".join(each[first - 1 : len(each) - last]).strip(ENDS) for each in words]
    return found


def _shared(words: Sequence[Sequence[str]]) -> int:
    """How many first words all have in common."""
    count = 0
    for them in zip(*words, strict=False):
        if len(set(them)) > 1:
            break
        count += 1
    return count


def _cut(name: str, most: int) -> str:
    """The name up to the last word that fits; empty where the first does not."""
    if len(name) <= most:
        return name
    kept = ""
    for word in _WORD.findall(name):
        if len((kept + word).rstrip(ENDS)) > most - 1:
            break
        kept += word
    kept = re.sub(r"([\s_](a|an|and|at|by|for|in|of|on|or|the|to|with))+$", "", kept.rstrip(ENDS), flags=re.IGNORECASE)
    return f"{kept.rstrip(ENDS)}…" if kept else ""


def _letter(at: int) -> str:
    """A to Z, then A2, B2 and on."""
    turn, place = divmod(at, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")

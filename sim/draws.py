"""Keyed draws: every random number is a pure function of what it is for.

A draw depends on (seed, replication, item, stream name, visit, sub-index) and on nothing else, so no engine
owns a generator: adding a role, an item or a visit moves no other number, and configurations are compared on
common random numbers. The hash chains the splitmix64 finalizer (Steele, Lea & Flood 2014, constants of
Stafford's variant 13).

The scalar functions are written to be compiled as they stand: in Python the masks keep numbers at 64 bits,
compiled they are unsigned 64-bit words already and the masks vanish. Only `as_word` differs between the two.
"""

from hashlib import blake2b

WORD = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB
TO_UNIT = 2.0**-52


def as_word(number: int) -> int:
    """A count (0 or more) as a 64-bit word; the compiled engine puts a conversion to unsigned here."""
    return number


def mix(word: int) -> int:
    """One splitmix64 step: a bijection of the 64-bit words without visible structure."""
    word = (word + GOLDEN) & WORD
    word = ((word ^ (word >> 30)) * FIRST) & WORD
    word = ((word ^ (word >> 27)) * SECOND) & WORD
    return word ^ (word >> 31)


def child_key(parent: int, stream: int, index: int) -> int:
    """Key of the `index`-th thing (item, replication) that `stream` makes under `parent`."""
    return mix(mix(mix(parent ^ stream) ^ as_word(index)) ^ parent)


def uniform(key: int, stream: int, visit: int, sub: int) -> float:
    """Uniform draw in the open interval (0, 1) for one purpose; `visit` and `sub` are below 2**31."""
    word = ((key ^ stream) + GOLDEN) & WORD  # mix(mix(key ^ stream) ^ count), written out: every draw comes here
    word = ((word ^ (word >> 30)) * FIRST) & WORD
    word = ((word ^ (word >> 27)) * SECOND) & WORD
    word = ((word ^ (word >> 31) ^ as_word((visit << 32) | sub)) + GOLDEN) & WORD
    word = ((word ^ (word >> 30)) * FIRST) & WORD
    word = ((word ^ (word >> 27)) * SECOND) & WORD
    return (((word ^ (word >> 31)) >> 12) + 0.5) * TO_UNIT


def stream_key(name: str) -> int:
    """Stable 64-bit key of a stream's name; the same on every machine and in every version of Python."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def run_key(seed: int, replication: int) -> int:
    """Key under which one replication makes its items. The seed is hashed too, so seeds 1 and 2 share nothing."""
    return child_key(mix(seed & WORD), stream_key("replication"), replication)

"""Titles that several charts share: how long it takes by a percentile, and what a study in ill health lets one say."""

from collections.abc import Sequence
from math import isfinite

from sim.charts.names import Names
from sim.charts.rows import Run, column, may_tell_means, overloaded, percentile, state, widest_half
from sim.narrative.numbers import DAYS, Scale, listed, scale_of, with_interval

SHARE = {50: "Half of what goes live is there", 85: "85 of 100 that go live are there"}


def scale_for(runs: Sequence[Run], *more: float) -> Scale:
    """Weeks where any percentile or mean is that long, else days."""
    found = [one[1] for run in runs for p in (50, 85, 95) if (one := percentile(run, p)) is not None]
    split = [float(column(run.time_split, "days").sum()) for run in runs if len(run.time_split)]
    unreached = not any(isfinite(one) and one > 0 for one in (*found, *split))
    return scale_of(DAYS, [DAYS_WHERE_NOTHING_IS_KNOWN] if unreached else [*found, *split, *more])


DAYS_WHERE_NOTHING_IS_KNOWN = 100.0  # an axis to the horizon is read in weeks


def time_text(found: tuple[float, float, float], scale: Scale, widest: float = 0.0) -> str:
    """A time as sentences and tables write it, without unit."""
    return with_interval(*found, scale=scale, limits=(0.0,), widest=widest).estimate


def by_percentile(runs: Sequence[Run], called: Names, scale: Scale, p: int) -> str:
    """After how long that part is there; configurations are ranked only where their intervals do not overlap."""
    found = [(run, one) for run in runs if (one := percentile(run, p)) is not None]
    missing = [called[run.name] for run in runs if percentile(run, p) is None and not overloaded(run)]
    cannot = [called[run.name] for run in runs if overloaded(run)]
    if not found:
        ill = ill_title(runs, called)
        return ill or f"P{p} is not reached within the horizon" + (f" with {missing[0]}" if len(runs) == 1 else "")
    widest = widest_half(one for _, one in found)
    found.sort(key=lambda pair: pair[1][0])
    (first, quick), (last, slow) = found[0], found[-1]
    a, b = (time_text(one, scale, widest) for one in (quick, slow))
    tail = f"; P{p} is not reached with {_who(missing)}" if missing else ""
    tail += f"; {_who(cannot)} cannot keep up" if cannot else ""
    if len(runs) == 1:
        return f"{SHARE[p]} within {scale.of(a)}"
    if len(found) == 1:
        return f"{SHARE[p]} within {scale.of(a)} with {called[first.name]}{tail}"
    if isfinite(quick[2]) and isfinite(slow[1]) and quick[2] < slow[1] and a != b:
        return f"{SHARE[p]} within {scale.of(a)} with {called[first.name]}, {b} with {called[last.name]}{tail}"
    span = scale.of(a) if a == b else f"{a} to {scale.of(b)}"
    return f"{SHARE[p]} within {span}; the intervals overlap{tail}"


def ill_title(runs: Sequence[Run], called: Names) -> str:
    """The title where none of the runs may have a time; empty where one of them may."""
    if any(may_tell_means(run) for run in runs):
        return ""
    if len(runs) == 1:
        text = state(runs[0])
        return text[:1].upper() + text[1:]
    if all(overloaded(run) for run in runs):
        who = "Neither" if len(runs) == 2 else f"None of the {len(runs)}"
        return f"{who} keeps up: time to production grows without limit, so compare throughput"
    cannot = [called[run.name] for run in runs if overloaded(run)]
    return "Not known yet how long it takes" + (f"; {_who(cannot)} cannot keep up" if cannot else "")


def _who(names: Sequence[str]) -> str:
    return listed(list(names)) if len(names) <= 2 else f"{len(names)} of them"

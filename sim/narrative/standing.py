"""Of several configurations: the set that may be best, as a sentence and as a title."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.narrative.difference import Gap, headline, place, runs, sentence
from sim.narrative.numbers import scale_of, with_interval
from sim.stats.verdict import Verdict

if TYPE_CHECKING:
    from sim.experiment.fresh import Fresh


def headline_of(gaps: Sequence[Gap], best: Sequence[str]) -> str:
    """The title of several differences to one baseline; `best` are the configurations that may be best."""
    if len(gaps) == 1:
        return headline(gaps[0])
    known = [gap for gap in gaps if gap.verdict is not Verdict.UNKNOWN]
    if not known or not best:
        return f"No difference to {gaps[0].other} is known"
    if all(gap.verdict is Verdict.EQUAL for gap in gaps):
        return f"None of the {len(gaps) + 1} makes a difference {place(gaps[0])}"
    head = _of_best(gaps, best)
    if len(best) > 1:
        return head
    of_best = [gap for gap in known if gap.winner == best[0]]
    if not of_best:
        return head
    next_ = min(of_best, key=lambda gap: abs(gap.estimate))
    return f"{head}: {headline(next_)}"


def _of_best(gaps: Sequence[Gap], best: Sequence[str]) -> str:
    many, where = len(gaps) + 1, place(gaps[0])
    if len(best) == 1:
        return f"Best of {many} {where} is {best[0]}"
    listed = f"{', '.join(best[:-1])} or {best[-1]}"
    if len(best) == many:
        return f"Any of the {many} may be best {where}: {listed}"
    return f"May be best of {many} {where}: {listed}"


def standing(gaps: Sequence[Gap], best: Sequence[str]) -> str:
    """Of more than two: the set that may be best, by simultaneous intervals."""
    if all(gap.verdict is Verdict.EQUAL for gap in gaps):
        return f"None of the {len(gaps) + 1} makes a difference {place(gaps[0])}: the same in each of {runs(gaps[0])}."
    level = f"{100 * gaps[0].level:g} % simultaneous intervals, {runs(gaps[0])}"
    rest = "; the others are not" if 1 < len(best) <= len(gaps) else ""
    return f"{_of_best(gaps, best)}{rest} ({level})."


def again(fresh: "Fresh", label: str, unit: str, better: str, matters: float) -> str:
    """The best, estimated again with runs that had no say in its being picked."""
    found, scale = fresh.estimate, scale_of(unit, [fresh.estimate.estimate])
    figures = with_interval(found.estimate, found.low, found.high, scale=scale, limits=(0.0,))
    told = (
        f"Estimated again with {fresh.n} fresh runs, which had no say in the choice: {label} is "
        f"{scale.of(figures.estimate)} with {fresh.name} ({100 * found.level:g} % interval {figures.low} to "
        f"{figures.high}, chance only)."
    )
    if fresh.difference is None:
        return told
    gap = Gap(
        response=fresh.response,
        label=label,
        unit=unit,
        better=better,
        one=fresh.name,
        other=fresh.other,
        estimate=fresh.difference.estimate,
        low=fresh.difference.low,
        high=fresh.difference.high,
        n=fresh.n,
        matters=matters,
        level=fresh.difference.level,
    )
    return f"{told} In them {sentence(gap)}"

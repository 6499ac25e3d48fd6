"""A difference in words: its sentence, its title and its label, made of one verdict and one rounding.

Which wording applies is `sim.stats.verdict`'s to say; no sentence is written by hand for a result. All texts of one
difference quote the same figures, so that none of them names another number, winner or certainty than the next.
"""

from dataclasses import dataclass
from math import isfinite

from sim.narrative import numbers
from sim.narrative.numbers import DAYS, Scale, Written, scale_of, typeset, with_interval
from sim.stats.verdict import Verdict, advantage, ahead, snapped, verdict

LIVE = ("time_to_production",)  # responses of those that go live only
STATISTICS = {"time_to_production": "on average"}
PLACES = {"within_target": "in the share of requests in production within the target"}
CHANCE_OF_TELLING = 0.8
POWER = ((1.96 + 0.84) / 1.96) ** 2  # more runs than for even chances; normal quantiles of 95 % and 80 %
Ends = tuple[float, float, float]  # estimate, low, high


@dataclass(frozen=True, slots=True)
class Gap:
    """A paired difference, one configuration minus another, with all that its sentence needs."""

    response: str
    label: str
    unit: str
    better: str  # "lower" or "higher"
    one: str  # name of the configuration
    other: str  # name of what it is compared with
    estimate: float  # one minus other
    low: float
    high: float
    n: int
    matters: float = 0.0  # in the response's unit; 0: no such difference was stated
    level: float = 0.95
    simultaneous: bool = False
    demands: tuple[float, ...] | None = None  # requests a year of one and other; None: the same demand
    among: tuple[Ends, ...] = ()  # the differences told together with this one, which share its unit and rounding

    @property
    def advantage(self) -> Ends:
        """Estimate, low and high of how much better `one` is; above 0 where it is better."""
        return advantage(self.estimate, self.low, self.high, self.better)

    @property
    def verdict(self) -> Verdict:
        """Which of the wordings applies."""
        return verdict(self.estimate, self.low, self.high, self.matters)

    @property
    def winner(self) -> str | None:
        """The better one, where the interval says which."""
        return {1: self.one, -1: self.other, 0: None}[ahead(self.low, self.high, self.better)]

    @property
    def loser(self) -> str | None:
        """The worse one, where the interval says which."""
        return {1: self.other, -1: self.one, 0: None}[ahead(self.low, self.high, self.better)]


# -- figures: the one rounding ----------------------------------------------------------------------------------------


def scale(gap: Gap) -> Scale:
    """Weeks for long times, percentage points for shares; the same for all that is told together."""
    sizes = [gap.estimate, *(estimate for estimate, _, _ in gap.among)]
    return scale_of(gap.unit, sizes, difference=True)


def figures(gap: Gap) -> Written:
    """The difference, one minus other, and its interval; each on its side of 0 and of what matters."""
    limits = (0.0, gap.matters, -gap.matters) if gap.matters else (0.0,)
    ends = (snapped(gap.estimate), snapped(gap.low), snapped(gap.high))
    return with_interval(*ends, scale=scale(gap), limits=limits, widest=widest(gap))


def label(gap: Gap, *, unit: bool = True) -> str:
    """The signed difference with its interval, for charts and tables: "−3.9 (−5.0 to −2.9) weeks"."""
    found = figures(gap)
    if gap.verdict is Verdict.UNKNOWN:
        return "not known"
    if gap.verdict is Verdict.EQUAL:
        return "no difference"
    text = typeset(str(Written(*(numbers.signed(one) for one in (found.estimate, found.low, found.high)))))
    return f"{text} {scale(gap).unit}".strip() if unit else text


def widest(gap: Gap) -> float:
    """Half-width of the widest interval that is told together with this one."""
    halves = ((high - low) / 2 for _, low, high in gap.among)
    return max((half for half in halves if isfinite(half)), default=0.0)


def half_of(gap: Gap) -> float:
    """Half-width by which the difference and its parts are rounded."""
    own = (gap.high - gap.low) / 2
    return max(own if isfinite(own) else 0.0, widest(gap))


def sizes(gap: Gap) -> Written:
    """How much the winner is ahead, as figures without sign, the smaller end first."""
    found = figures(gap)
    ends = sorted((found.low, found.high), key=lambda text: abs(numbers.value_of(text)))
    return Written(*(text.lstrip("-") for text in (found.estimate, *ends)))


def _ends_of_one(gap: Gap) -> tuple[str, str]:
    """How much better and how much worse than the other `one` may be, where the interval holds 0."""
    found = figures(gap)
    low, high = (max(0.0, -gap.low), found.low), (max(0.0, gap.high), found.high)
    more, less = (low, high) if gap.better == "lower" else (high, low)
    return tuple("0" if value == 0.0 else text.lstrip("-") for value, text in (more, less))  # type: ignore[return-value]


def _most(gap: Gap) -> str:
    """The larger end, without sign."""
    found = figures(gap)
    return max((found.low, found.high), key=lambda text: abs(numbers.value_of(text))).lstrip("-")


# -- words ------------------------------------------------------------------------------------------------------------


def place(gap: Gap) -> str:
    """What is compared: "on average", "at P85", "in conversion"."""
    if gap.response in STATISTICS:
        return STATISTICS[gap.response]
    if _is_percentile(gap):
        return f"at {gap.response.upper()}"
    return PLACES.get(gap.response, f"in {gap.label or gap.response}")


def _is_percentile(gap: Gap) -> bool:
    return gap.response[:1] == "p" and gap.response[1:].isdigit()


def is_time_to_production(response: str) -> bool:
    """Whether a response, named without what it is by, is a time to production, of which the user says what matters."""
    name = response.partition(".")[0]
    return name.startswith("time_to_production") or (name[:1] == "p" and name[1:].isdigit())


def _those(gap: Gap) -> str:
    return ", of those that go live" if gap.response in LIVE or _is_percentile(gap) else ""


def _interval(gap: Gap, low: str, high: str) -> str:
    kind = "simultaneous " if gap.simultaneous else ""
    return f"({100 * gap.level:g} % {kind}interval {low} to {high}, chance only; {runs(gap)})"


def runs(gap: Gap) -> str:
    """How many paired runs it rests on."""
    return f"{gap.n} paired run{'' if gap.n == 1 else 's'}"


def matter(gap: Gap) -> str:
    """The difference that matters, as the user wrote it."""
    if gap.unit == DAYS:
        return numbers.days(gap.matters)
    found = scale(gap)
    return found.of(numbers.plain(gap.matters / found.divisor))


def _who_says(gap: Gap) -> str:
    return "you said matter" if gap.unit == DAYS else "worth telling"


def _faster(gap: Gap) -> str:
    return "faster" if gap.unit == DAYS else "better"


def _slower(gap: Gap) -> str:
    return "slower" if gap.unit == DAYS else "worse"


def sentence(gap: Gap, *, seconds_per_run: float | None = None) -> str:
    """Which of two is better and by how much, or why that cannot be said."""
    where, found = f"{place(gap)}{_those(gap)}", gap.verdict
    chance = f"{100 * gap.level:g} %, chance only; {runs(gap)}"
    if found is Verdict.UNKNOWN:
        return f"{gap.one} and {gap.other} cannot be compared {where}: the difference has no interval."
    if found is Verdict.EQUAL:
        return f"{gap.one} and {gap.other} make no difference {place(gap)}: the same in each of {runs(gap)}."
    unit = scale(gap)
    if gap.winner is not None:
        size = sizes(gap)
        interval = _interval(gap, size.low, size.high)
        if size.estimate == size.low == size.high and snapped(gap.high - gap.low) == 0.0:
            interval = f"(the same in each of {runs(gap)})"
        if _more_is_asked(gap):
            return f"{_into_production(gap, unit.of(size.estimate))} {interval}, {_asked(gap)}."
        said = f"by {unit.of(size.estimate)} {where} {interval}"
        if found is Verdict.BEATS:
            return f"{gap.winner} beats {gap.loser} {said}."
        if found is Verdict.BARELY:
            return (
                f"{gap.winner} is {_faster(gap)} than {gap.loser}, but by less than the {matter(gap)} "
                f"{_who_says(gap)}: {said}."
            )
        return (
            f"{gap.winner} beats {gap.loser} {said}; whether by more than the {matter(gap)} {_who_says(gap)} is "
            "not certain."
        )
    if found is Verdict.NO_DIFFERENCE:
        return (
            f"No practical difference between {gap.one} and {gap.other} {where}: at most {unit.of(_most(gap))} either "
            f"way ({chance})."
        )
    more = numbers.two_figures(runs_needed(gap) - gap.n)
    time = f" (about {numbers.about(more * seconds_per_run)})" if seconds_per_run else ""
    return (
        f"Not clear yet whether {gap.one} or {gap.other} is {_faster(gap)} {where}: {_between(gap)} ({chance}). About "
        f"{more:,} more paired runs{time} have a chance of {100 * CHANCE_OF_TELLING:g} % of telling."
    )


def _between(gap: Gap) -> str:
    better, worse = _ends_of_one(gap)
    unit = scale(gap)
    return f"{gap.one} is between {unit.of(better)} {_faster(gap)} and {unit.of(worse)} {_slower(gap)}"


def _more_is_asked(gap: Gap) -> bool:
    """Whether the throughputs of two differ with a different demand, so that more is not better in itself."""
    return gap.response == "throughput" and gap.demands is not None


def _into_production(gap: Gap, size: str) -> str:
    return f"{gap.winner} puts {size.replace(' a year', '')} a year more into production than {gap.loser}"


def _asked(gap: Gap) -> str:
    """The demand of the winner beside that of the loser."""
    if not gap.demands:
        return "with another demand"
    one, other = gap.demands
    ours, theirs = (one, other) if gap.winner == gap.one else (other, one)
    return f"at {numbers.plain(ours)} requests a year instead of {numbers.plain(theirs)}"


def headline(gap: Gap) -> str:
    """The same as a title, without the interval, which a chart shows."""
    found, unit = gap.verdict, scale(gap)
    where = "" if gap.response in STATISTICS else f" {place(gap)}"
    if found is Verdict.UNKNOWN:
        return f"No difference between {gap.one} and {gap.other}{where} is known"
    if found is Verdict.EQUAL:
        return f"{gap.one} and {gap.other} make no difference{where}: the same in every run"
    if found is Verdict.NO_DIFFERENCE:
        most = unit.of(_most(gap))
        return f"No practical difference between {gap.one} and {gap.other}{where}: at most {most} either way"
    if found is Verdict.UNCLEAR:
        return f"Not clear yet whether {gap.one} or {gap.other} is {_faster(gap)}{where}: {_between(gap)}"
    size = unit.of(sizes(gap).estimate)
    if _more_is_asked(gap):
        return f"{_into_production(gap, size)}, {_asked(gap)}"
    said = f"{size} {_faster(gap)}{where} with {gap.winner} than with {gap.loser}"
    if found is Verdict.BARELY:
        return f"{said}, but less than the {matter(gap)} that matter"
    if found is Verdict.BEATS_PERHAPS_LITTLE:
        return f"{said}; whether more than the {matter(gap)} that matter is not certain"
    return said


def runs_needed(gap: Gap) -> float:
    """Paired runs that tell with a chance of 80 %, as the interval shrinks with 1 / sqrt(n)."""
    estimate, low, high = gap.advantage
    half = (high - low) / 2
    wanted = max(abs(estimate), gap.matters - abs(estimate), half / 100)
    return max(gap.n * POWER * (half / wanted) ** 2, gap.n + 1)

"""Where the time goes: a bar of seven states per configuration, and the steps from one configuration to another."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from matplotlib.axes import Axes
from matplotlib.text import Text

from sim.charts.gaps import named
from sim.charts.names import Names, names_of
from sim.charts.page import Sign, axes_for, finish, footed, state_of
from sim.charts.rows import (
    STATES,
    Run,
    adding_up,
    as_runs,
    decimals,
    may_tell_means,
    mean_of,
    overloaded,
    sample,
    split_of,
    widest_half,
)
from sim.charts.steps import KEY, draw_steps
from sim.charts.style import PAPER, SLIDE, SMALL, STATE_COLORS, Look, chart, ink_on, look_of
from sim.charts.texts import text_width
from sim.charts.titles import ill_title, scale_for, time_text
from sim.narrative.difference import Gap, figures, headline, label
from sim.narrative.difference import scale as scale_of_gap
from sim.narrative.numbers import Scale, value_of
from sim.narrative.states import FEWER
from sim.stats.verdict import Verdict

ROW = 0.36  # inches a bar needs


@chart
def time_split(
    runs: Run | Sequence[Run],
    *,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Mean time to production by state, one bar per configuration; the parts add up to the mean.

    The numbers shown are rounded so that they, too, add up to the total shown.
    """
    several = as_runs(runs)
    called = names_of(several)
    ax, own = axes_for(ax, names=called, height=max(SLIDE[1], 2.6 + len(several) * ROW))
    scale = scale_for(several)
    means = {run.name: mean_of(run) for run in several}
    widest = widest_half(means.values())
    inside: list[tuple[Text, float]] = []
    longest = 0.0
    for place, run in enumerate(several):
        if not may_tell_means(run):
            why = "no mean: cannot keep up" if overloaded(run) else "no mean: too much is undecided"
            ax.text(0.0, place, f"  {why}", ha="left", va="center", size=SMALL + 1, weight="bold", clip_on=False)
            continue
        parts = {state: days / scale.divisor for state, days in split_of(run).items()}
        total = _total(means[run.name], parts, scale, widest)
        shown = adding_up(list(parts.values()), decimals(total))
        left = 0.0
        for (state, width), number in zip(parts.items(), shown, strict=True):
            color = STATE_COLORS[state]
            ax.barh(place, width, left=left, height=0.62, color=color, edgecolor=PAPER, linewidth=1.2, gid=state)
            text = f"{number:.{decimals(total)}f}"
            put = ax.text(left + width / 2, place, text, ha="center", va="center", size=SMALL, color=ink_on(color))
            inside.append((put, width))
            left += width
        longest = max(longest, left)
        text = f"  {scale.of(total)}" if left > 0 else "  nothing goes live"
        ax.text(left, place, text, ha="left", va="center", size=SMALL + 1, weight="bold", clip_on=False)
    ax.set_xlim(0, longest * 1.001 if longest > 0 else 10.0)
    ax.set_ylim(*((len(several) - 0.45, -0.55) if len(several) > 1 else (0.9, -0.9)))
    ax.set_yticks(range(len(several)), [called[run.name] for run in several])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    ax.set_xlabel(f"{scale.unit} from request to live, mean")
    key = [Sign(state, STATE_COLORS[state]) for state in STATES]
    return finish(
        ax,
        own,
        title=title or _split_title(several, called, scale, widest),
        subtitle=subtitle
        or f"Mean {scale.unit} to production of those that go live, by what happens meanwhile; "
        f"{sample(several, intervals=False)}",
        footer=footed(several, footer),
        alt=alt,
        key=key,
        then=[_drop_narrow(ax, inside)],
        names=called,
        ill=state_of(several, called),
    )


def _total(mean: tuple[float, float, float] | None, parts: Mapping[str, float], scale: Scale, widest: float) -> str:
    """The mean as sentences and tables write it; to one decimal where its interval is not given."""
    return time_text(mean, scale, widest) if mean is not None else f"{sum(parts.values()):.1f}"


def _drop_narrow(ax: Axes, labels: Sequence[tuple[Text, float]]) -> Callable[[], None]:
    """A number that does not fit into its part is left out; the table has it."""

    def drop() -> None:
        low, high = ax.get_xlim()
        inches = ax.get_window_extent().width / ax.figure.dpi
        for number, width in labels:
            if width / (high - low) * inches < text_width(number.get_text(), SMALL) + 0.06:
                number.set_visible(False)

    return drop


def _split_title(runs: Sequence[Run], called: Names, scale: Scale, widest: float) -> str:
    splits = [(run, split_of(run)) for run in runs if may_tell_means(run)]
    splits = [(run, split) for run, split in splits if sum(split.values()) > 0]
    if not splits:
        return ill_title(runs, called) or "Nothing goes live, so there is no time to split"
    run, split = splits[0]
    state = max(STATES, key=lambda one: sum(each[one] for _, each in splits))
    if len(splits) == 1:
        parts = [days / scale.divisor for days in split.values()]
        total = _total(mean_of(run), dict(zip(split, parts, strict=True)), scale, widest)
        part = adding_up(parts, decimals(total))[list(split).index(state)]
        where = f" with {called[run.name]}" if len(runs) > 1 else ""
        return f"{state.capitalize()} is the largest part: {part:.{decimals(total)}f} of {scale.of(total)}{where}"
    same = all(max(STATES, key=lambda one: each[one]) == state for _, each in splits)
    if not same:
        state = max(STATES, key=lambda one: max(each[one] for _, each in splits) - min(each[one] for _, each in splits))
    shares = sorted((each[state] / sum(each.values()), one.name) for one, each in splits)
    (low, small), (high, large) = shares[0], shares[-1]
    what = f"{state.capitalize()} is the largest part" if same else f"{state.capitalize()} differs most"
    if f"{low:.0%}" == f"{high:.0%}":
        return f"{what}: {low:.0%} of the time everywhere".replace("%", "\u00a0%")
    return (f"{what}: {low:.0%} of the time with {called[small]}, {high:.0%} with {called[large]}").replace(
        "%", "\u00a0%"
    )


@chart
def time_waterfall(
    baseline: Run,
    alternative: Run,
    *,
    gap: Gap | None = None,
    looks: Mapping[str, Look] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """From the baseline's mean time to the alternative's, state by state; rounded steps, which add up.

    `gap` is their paired difference: it says which is faster, and its interval stands on the alternative's bar.
    """
    both = as_runs([baseline, alternative])
    names = [run.name for run in both]
    called = names_of(both)
    if gap is not None:
        gap = named(gap, called)
    first, second = (called[name] for name in names)
    ax, own = axes_for(ax, names=called)
    before, after = split_of(baseline), split_of(alternative)
    scale = scale_for(both)
    if gap is not None and gap.verdict is not Verdict.EQUAL:
        scale = scale_of_gap(gap)
    days = [after[state] - before[state] for state in STATES]
    ends = [sum(split.values()) / scale.divisor for split in (before, after)]
    means = [mean_of(run) for run in both]
    widest = widest_half(means)
    difference = figures(gap).estimate if gap is not None else f"{ends[1] - ends[0]:.1f}"
    digits = decimals(difference)
    numbers = draw_steps(
        ax,
        (ends[0], ends[1]),
        [one / scale.divisor for one in days],
        STATES,
        names=(first, second),
        colors=[look_of(run.name, looks, names).color for run in both],
        totals=(_total(means[0], {"": ends[0]}, scale, widest), _total(means[1], {"": ends[1]}, scale, widest)),
        digits=digits,
        whole=(gap.low / scale.divisor, gap.high / scale.divisor) if gap is not None and isfinite(gap.low) else None,
        said=label(gap, unit=False).replace(" (", "\n(") if gap is not None else "",
    )
    ax.set_ylabel(f"mean {scale.unit} from request to live")
    return finish(
        ax,
        own,
        title=title or _waterfall_title(gap, (first, second), dict(zip(STATES, numbers, strict=True))),
        subtitle=subtitle
        or f"Mean {scale.unit} to production, from {first} to {second}; {sample(both, intervals=False)}",
        footer=footed(both, footer),
        alt=alt,
        key=KEY,
        names=called,
        ill=state_of(both, called),
    )


def _waterfall_title(gap: Gap | None, names: Sequence[str], steps: Mapping[str, str]) -> str:
    """What the interval of the difference says, then what shortens and what lengthens it most."""
    size = {state: value_of(number) for state, number in steps.items()}
    less, more = min(size, key=lambda state: size[state]), max(size, key=lambda state: size[state])
    parts = [f"{FEWER[less][0]} ({steps[less]})"] if size[less] < 0 else []
    parts += [f"{FEWER[more][1]} ({steps[more]})"] if size[more] > 0 else []
    if gap is None:
        return f"From {names[0]} to {names[1]}: {' and '.join(parts) or 'no state differs'}"
    if not parts or gap.verdict in (Verdict.EQUAL, Verdict.NO_DIFFERENCE, Verdict.UNKNOWN):
        return headline(gap)
    if gap.winner is None:
        against = " against ".join(parts)
        return f"Not clear yet whether {names[1]} or {names[0]} is faster: {against}"
    if gap.winner != names[1]:
        parts = parts[::-1]
    return f"{headline(gap)}: {' and '.join(parts)}"

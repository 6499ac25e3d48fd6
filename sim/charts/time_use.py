"""Where the time goes: a bar of seven states per configuration, and the steps from one configuration to another."""

from collections.abc import Callable, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.text import Text

from sim.charts.names import Names, names_of
from sim.charts.page import Sign, axes_for, finish, footed, state_of
from sim.charts.rows import DAYS_PER_WEEK, STATES, Run, adding_up, as_runs, said, sample, signed, split_of
from sim.charts.steps import KEY, draw_steps
from sim.charts.style import PAPER, SLIDE, SMALL, STATE_COLORS, Look, chart, ink_on, look_of
from sim.charts.texts import text_width

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
    inside: list[tuple[Text, float]] = []
    longest = 0.0
    for place, run in enumerate(several):
        parts = {state: days / DAYS_PER_WEEK for state, days in split_of(run).items()}
        shown = adding_up(list(parts.values()))
        left = 0.0
        for (state, width), number in zip(parts.items(), shown, strict=True):
            color = STATE_COLORS[state]
            ax.barh(place, width, left=left, height=0.62, color=color, edgecolor=PAPER, linewidth=1.2, gid=state)
            label = ax.text(
                left + width / 2, place, f"{number:.1f}", ha="center", va="center", size=SMALL, color=ink_on(color)
            )
            inside.append((label, width))
            left += width
        longest = max(longest, left)
        ax.text(
            left,
            place,
            f"  {sum(shown):.1f} weeks" if left > 0 else "  nothing goes live",
            ha="left",
            va="center",
            size=SMALL + 1,
            weight="bold",
            clip_on=False,
        )
    ax.set_xlim(0, longest * 1.001 if longest > 0 else 10.0)
    ax.set_ylim(*((len(several) - 0.45, -0.55) if len(several) > 1 else (0.9, -0.9)))
    ax.set_yticks(range(len(several)), [called[run.name] for run in several])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    ax.set_xlabel("weeks from request to live, mean")
    key = [Sign(state, STATE_COLORS[state]) for state in STATES]
    return finish(
        ax,
        own,
        title=title or _split_title(several, called),
        subtitle=subtitle
        or f"Mean weeks to production of those that go live, by what happens meanwhile; "
        f"{sample(several, intervals=False)}",
        footer=footed(several, footer),
        alt=alt,
        key=key,
        then=[_drop_narrow(ax, inside)],
        names=called,
        state=state_of(several, called),
    )


def _drop_narrow(ax: Axes, labels: Sequence[tuple[Text, float]]) -> Callable[[], None]:
    """A number that does not fit into its part is left out; the table has it."""

    def drop() -> None:
        low, high = ax.get_xlim()
        inches = ax.get_window_extent().width / ax.figure.dpi
        for label, width in labels:
            if width / (high - low) * inches < text_width(label.get_text(), SMALL) + 0.06:
                label.set_visible(False)

    return drop


def _split_title(runs: Sequence[Run], called: Names) -> str:
    splits = [(run, split_of(run)) for run in runs]
    splits = [(run, split) for run, split in splits if sum(split.values()) > 0]
    if not splits:
        return "Nothing goes live, so there is no time to split"
    split = splits[0][1]
    state = max(STATES, key=lambda one: sum(each[one] for _, each in splits))
    total = sum(split.values())
    if len(runs) == 1:
        part, whole = said(split[state] / DAYS_PER_WEEK), said(total / DAYS_PER_WEEK)
        return f"{state.capitalize()} is the largest part: {part} of {whole} weeks"
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
    looks: Mapping[str, Look] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    footer: str | None = None,
    alt: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """From the baseline's mean time to the alternative's, state by state; the steps add up to the difference."""
    both = as_runs([baseline, alternative])
    names = [run.name for run in both]
    called = names_of(both)
    first, second = (called[name] for name in names)
    ax, own = axes_for(ax, names=called)
    before, after = split_of(baseline), split_of(alternative)
    steps = [(after[state] - before[state]) / DAYS_PER_WEEK for state in STATES]
    start, end = (sum(split.values()) / DAYS_PER_WEEK for split in (before, after))
    colors = [look_of(run.name, looks, names).color for run in both]
    numbers = draw_steps(ax, (start, end), steps, STATES, names=(first, second), colors=colors)
    ax.set_ylabel("mean weeks from request to live")
    return finish(
        ax,
        own,
        title=title or _waterfall_title((first, second), start, end, numbers),
        subtitle=subtitle or f"Mean weeks to production, from {first} to {second}; {sample(both, intervals=False)}",
        footer=footed(both, footer),
        alt=alt,
        key=KEY,
        names=called,
        state=state_of(both, called),
    )


def _waterfall_title(names: Sequence[str], start: float, end: float, steps: Sequence[float]) -> str:
    gap = round(end, 1) - round(start, 1)
    first, second = names
    if abs(gap) < 0.05:
        return f"The same time on average with {second} as with {first}"
    toward = [(step, state) for step, state in zip(steps, STATES, strict=True) if step * gap > 0]
    if not toward:
        return f"{said(abs(gap))} weeks {'less' if gap < 0 else 'more'} with {second} than with {first} on average"
    most, state = max(toward, key=lambda pair: abs(pair[0]))
    word = "less" if gap < 0 else "more"
    return (
        f"{said(abs(gap))} weeks {word} with {second} than with {first} on average; most of it {state} ({signed(most)})"
    )

"""Where a difference comes from, by the states of the time to production."""

from collections.abc import Mapping

from sim.narrative.difference import Gap, half_of, scale
from sim.narrative.numbers import DAYS, value_of, written

FEWER = {
    "working": ("less work", "more work"),
    "reworking": ("less rework", "more rework"),
    "queueing": ("less queueing", "more queueing"),
    "waiting": ("shorter waits", "longer waits"),
    "handover": ("shorter handovers", "longer handovers"),
    "gate": ("quicker gates", "slower gates"),
    "held": ("less holding back", "more holding back"),
}


def because(gap: Gap, split: Mapping[str, float]) -> str:
    """Where the difference comes from; `split` is one minus other by state in days and sums to the difference."""
    if gap.winner is None or gap.unit != DAYS:
        return ""
    found, sign = scale(gap), -1.0 if gap.winner == gap.one else 1.0
    half = half_of(gap) / found.divisor
    gains = {state: sign * value / found.divisor for state, value in split.items()}
    helped = [state for state in sorted(gains, key=lambda state: -gains[state]) if _shows(gains[state], half)][:2]
    hurt = [state for state in sorted(gains, key=lambda state: gains[state]) if _shows(-gains[state], half)][:1]
    if not helped:
        return ""
    parts = [f"{written([gains[state]], half)[0]} from {FEWER[state][0]}" for state in helped]
    parts[0] = parts[0].replace(" from ", f" {found.unit} come from " if hurt else " of them come from ", 1)
    lost = "".join(f"; {written([-gains[state]], half)[0]} go to {FEWER[state][1]}" for state in hurt)
    return f"About {', '.join(parts)}{lost}."


def _shows(value: float, half_width: float) -> bool:
    return value_of(written([value], half_width, limits=())[0]) > 0

"""What a comparison says: the decision first, then why, what about conversion, and what it rests on."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from sim.narrative import dates, numbers
from sim.narrative.conversion import INPUT, conversion_is_input
from sim.narrative.difference import Gap, sentence
from sim.narrative.run import overload, reached
from sim.narrative.standing import standing
from sim.narrative.states import because

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison

MODEL_RESULT = (
    "This is a model result: there is no published measurement of central against federated delivery time, "
    "so it rests on the assumptions listed with it."
)


def sentences_of(comparison: "Comparison", *, seconds_per_run: float | None = None) -> tuple[str, ...]:
    """What a comparison says: the decision first, then why, what about conversion, and what it rests on."""
    gaps = [comparison.gap(run.name) for run in comparison.runs[1:]]
    told = _decisions(comparison, gaps, seconds_per_run)
    if comparison.with_factors is not None:
        told[0] = f"{_structure_first(comparison.stating_none)} {told[0]}"
        stated = [comparison.gap(run.name, with_factors=True) for run in comparison.runs[1:]]
        told += [f"With the form factors that the others state: {_decided(comparison, gap)}" for gap in stated]
    told += comparison.why.sentences if comparison.why else ()
    told += [overload(run) for run in comparison.runs if run.overloaded]
    told += _conversions(comparison)
    if comparison.factors_at_one is not None:
        bare = [comparison.gap(run.name, factors_at_one=True) for run in comparison.runs[1:]]
        told += [f"With all form factors at 1, the structure alone: {_decided(comparison, gap)}" for gap in bare]
    told += _dates(comparison)
    told += [reached(run) for run in comparison.runs if run.target is not None]
    if not comparison.precision_reached:
        half, wanted = comparison.runs[0].half_width
        if isfinite(half) and gaps[0].unit == numbers.DAYS:
            told.append(
                f"The wanted precision was not reached in {gaps[0].n} paired runs: "
                f"± {half:.2g} days where {wanted:.2g} were wanted."
            )
    if len({run.scenario.organization.form for run in comparison.runs}) > 1:
        told.append(MODEL_RESULT)
    return tuple(told)


def _structure_first(names: Sequence[str]) -> str:
    who = " and ".join(names)
    state = "states" if len(names) == 1 else "state"
    return f"Compared with all form factors at 1, the structure alone, since {who} {state} none."


def _decisions(comparison: "Comparison", gaps: Sequence[Gap], seconds: float | None) -> list[str]:
    """One sentence for each difference; of more than two the best comes first, after the set that may be best."""
    told = {}
    for gap in gaps:
        text = _decided(comparison, gap, seconds)
        if gap.response == "time_to_production" and isfinite(gap.estimate):
            text = f"{text} {because(gap, split_of(comparison, gap.one))}".strip()
        told[gap.one] = text
    if len(gaps) == 1 or not all(isfinite(gap.estimate) for gap in gaps):
        return list(told.values())
    first = next((name for name in comparison.best if name in told), gaps[0].one)
    return [f"{standing(gaps, comparison.best)} {told.pop(first)}", *told.values()]


def _decided(comparison: "Comparison", gap: Gap, seconds: float | None = None) -> str:
    if all(isfinite(value) for value in (gap.estimate, gap.low, gap.high)):
        return sentence(gap, seconds_per_run=seconds)
    runs = {run.name: run for run in comparison.runs}
    missing = [name for name in (gap.one, gap.other) if runs[name].figure(gap.response) is None]
    missing = missing or [
        name for name in (gap.one, gap.other) if not isfinite((runs[name].figure(gap.response) or {})["estimate"])
    ]
    if gap.response.startswith("p") and gap.response[1:].isdigit():
        horizon = numbers.days(runs[gap.one].scenario.study.horizon)
        who = " and ".join(missing) or f"{gap.one} or {gap.other}"
        unsure = "" if missing else " in some draws, so the difference has no interval"
        return f"{gap.response.upper()} is not reached within {horizon} by {who}{unsure}."
    return f"{gap.one} and {gap.other} cannot be compared in {gap.label}: there is nothing to measure."


def split_of(comparison: "Comparison", configuration: str) -> dict[str, float]:
    """Days by state of a configuration minus those of the baseline; they add up to the difference of the means."""
    runs = {run.name: run for run in comparison.runs}
    one, base = runs[configuration].time_split, comparison.runs[0].time_split
    return {
        str(state): float(days - other)
        for state, days, other in zip(one["state"], one["days"], base["days"], strict=True)
    }


def _conversions(comparison: "Comparison") -> list[str]:
    gaps = [comparison.gap(run.name, "conversion") for run in comparison.runs[1:]]
    if comparison.response == "conversion" or not all(isfinite(gap.estimate) for gap in gaps):
        return []
    shares = [(run.figure("conversion") or {})["estimate"] for run in comparison.runs]
    texts = [numbers.percent(share, 0.02) for share in shares]
    if conversion_is_input([run.scenario for run in comparison.runs]):
        if len(set(texts)) == 1:
            return [f"Conversion is {texts[0]} in each: {INPUT}."]
        listed = ", ".join(f"{run.name} {text}" for run, text in zip(comparison.runs, texts, strict=True))
        return [f"Conversion ({listed}) differs only by what is unfinished at the horizon; otherwise it is {INPUT}."]
    return [f"Conversion is a result here: {sentence(gap)}" for gap in gaps]


def _dates(comparison: "Comparison") -> list[str]:
    told = []
    for run in comparison.runs:
        row, start = run.figure("time_to_production"), run.scenario.study.start
        if row is not None and start is not None and not run.overloaded:
            told.append(f"{run.name} by {dates.calendar(start, row['estimate'])}")
    start = comparison.runs[0].scenario.study.start
    if not told or start is None:
        return []
    return [f"A request of {dates.full_date(start)} that goes live is in production, on average: {'; '.join(told)}."]

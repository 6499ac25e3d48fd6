"""What a comparison says: its health, the decision, why, what about conversion, and what it rests on."""

from collections.abc import Sequence
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from sim.narrative import dates, health, numbers
from sim.narrative.alike import only_organization_differs, same_form
from sim.narrative.conversion import INPUT, conversion_is_input, what_it_is
from sim.narrative.difference import Gap, sentence
from sim.narrative.numbers import DAYS
from sim.narrative.run import FEW, between_of, reached
from sim.narrative.standing import again, standing
from sim.narrative.states import because

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.scenario.schema import Scenario

MODEL_RESULT = (
    "This is a model result: there is no published measurement of central against federated delivery time, "
    "so it rests on the assumptions listed with it."
)
INSTEAD = {True: ("throughput",), False: ("within_target", "restricted_mean")}  # of times, whether overloaded or not


def sentences_of(comparison: "Comparison", *, seconds_per_run: float | None = None) -> tuple[str, ...]:
    """What a comparison says; what its health forbids is not said."""
    forbidden = forbidden_in(comparison)
    told = health.together(comparison.runs)
    if forbidden:
        told += _each_as_allowed(comparison)
    else:
        decided = _decisions(comparison, seconds_per_run)
        if comparison.with_factors is not None:
            decided[0] = f"{_structure_first(comparison)} {decided[0]}"
        told += decided
    told += _with_other_factors(comparison)
    if not forbidden:
        told += comparison.why.sentences if comparison.why else ()
    told += _conversions(comparison)
    told += _dates(comparison)
    told += [reached(run) for run in comparison.runs if run.target is not None]
    told += [] if forbidden else _precision(comparison)
    if len({run.scenario.organization.form for run in comparison.runs}) > 1:
        told.append(MODEL_RESULT)
    return tuple(_restricted_explained(told, comparison))


def _restricted_explained(told: list[str], comparison: "Comparison") -> list[str]:
    """The same sentences; the first about the restricted mean says what it is, and the others call it by its name."""
    targets = {run.scenario.goal.target for run in comparison.runs}
    most = next(iter(targets)) if len(targets) == 1 else 0.0
    each = f", at most {numbers.days(most)} each" if most > 0.0 else ""
    long, short = "in restricted mean time to production", "in restricted mean"
    found = next((at for at, text in enumerate(told) if long in text), None)
    named = [text.replace(long, short) for text in told]
    if found is not None:
        named[found] = named[found].replace(short, f"{short} (all requests counted{each})", 1)
    return named


def _each_as_allowed(comparison: "Comparison") -> list[str]:
    """Two in good health are told by time as usual, and a pair with a sick one by what may be compared instead."""
    told = []
    for run in comparison.runs[1:]:
        for gap in _gaps_allowed(comparison, run.name):
            text = _decided(comparison, gap)
            if gap.response == "time_to_production":
                text = f"{text} {because(gap, split_of(comparison, gap.one))}".strip()
            told.append(text)
    return told


def _gaps_allowed(comparison: "Comparison", name: str, *, most: int | None = None, **factors: Any) -> list[Gap]:
    """What may be told of a configuration against the baseline; of what is told instead of times `most` at most."""
    base = comparison.runs[0].name
    if not forbidden_between(comparison, name, base):
        gap = comparison.gap(name, **factors)
        return [gap] if isfinite(gap.estimate) or not factors else []
    responses = instead_of(comparison, (name, base))[:most]
    gaps = [comparison.gap(name, response, **factors) for response in responses]
    return [gap for gap in gaps if isfinite(gap.estimate)]


def forbidden_between(comparison: "Comparison", one: str, other: str) -> bool:
    """Whether the health of one of two forbids to compare them in the time that decides."""
    sick = any(run.health.forbids_means for run in comparison.runs if run.name in (one, other))
    return sick and forbidden_in(comparison)


def pairs_told(comparison: "Comparison") -> list[str]:
    """One sentence for every two configurations that are not the baseline, whose differences are told already."""
    base = comparison.runs[0].name
    others = [gap for gap in comparison.every_pair() if base not in (gap.one, gap.other)]
    told = [_decided(comparison, gap) for gap in others if not forbidden_between(comparison, gap.one, gap.other)]
    if len(told) == len(others):
        return told
    which = "No other pair" if told else "No pair"
    return [*told, f"{which} is told: the state of health forbids to compare times."]


def forbidden_in(comparison: "Comparison") -> bool:
    """Whether the response that decides is a time that the state of health forbids to compare."""
    gap = comparison.gap(comparison.runs[1].name)
    return comparison.health.forbids_means and gap.unit == DAYS and gap.response != "restricted_mean"


def instead_of(comparison: "Comparison", names: Sequence[str] = ()) -> list[str]:
    """What is compared instead of times: throughput where a team cannot keep up, else the share live by the target.

    Where a team is overloaded is asked of the configurations named, or of all.
    """
    there = set(comparison.differences["response"])
    asked = [run for run in comparison.runs if not names or run.name in names]
    return [name for name in INSTEAD[any(run.health.overloaded for run in asked)] if name in there]


def _structure_first(comparison: "Comparison") -> str:
    names, alone = comparison.stating_none, ", the structure alone" if _structure_alone(comparison) else ""
    state = "states" if len(names) == 1 else "state"
    return f"Compared with all form factors at 1{alone}, since {numbers.listed(names)} {state} none."


def _structure_alone(comparison: "Comparison") -> bool:
    """Whether all that is compared differs in nothing but the organization."""
    base, *others = comparison.given
    return all(only_organization_differs(other, base) for other in others)


def _with_other_factors(comparison: "Comparison") -> list[str]:
    """The differences with other form factors; none of two with one form and factors, which say nothing new."""
    told = []
    base, *others = comparison.given
    for table, key in ((comparison.with_factors, "with_factors"), (comparison.factors_at_one, "factors_at_one")):
        for given, run in zip(others, comparison.runs[1:], strict=True):
            if table is None or same_form(given, base):
                continue
            gaps = _gaps_allowed(comparison, run.name, most=1, **{key: True})
            told += [f"{_head_of(key, given, base)}: {_decided(comparison, gap)}" for gap in gaps]
    return told


def _head_of(key: str, one: "Scenario", other: "Scenario") -> str:
    if key == "with_factors":
        return "With the form factors that the others state"
    alone = ", the structure alone" if only_organization_differs(one, other) else ""
    return f"With all form factors at 1{alone}"


def _decisions(comparison: "Comparison", seconds: float | None) -> list[str]:
    """One sentence for each difference; of more than two the best comes first, after the set that may be best."""
    gaps = [comparison.gap(run.name) for run in comparison.runs[1:]]
    told = {}
    for gap in gaps:
        text = _decided(comparison, gap, seconds)
        if gap.response == "time_to_production" and isfinite(gap.estimate):
            text = f"{text} {because(gap, split_of(comparison, gap.one))}".strip()
        told[gap.one] = text
    if len(gaps) == 1 or not all(isfinite(gap.estimate) for gap in gaps):
        return list(told.values())
    first = next((name for name in comparison.best if name in told), gaps[0].one)
    head = f"{standing(gaps, comparison.best)} {told.pop(first)}"
    return [head, *_again(comparison, gaps[0]), *_next_best(comparison), *told.values()]


def _next_best(comparison: "Comparison") -> list[str]:
    """The two best against each other, where neither is the baseline, whose differences are told already."""
    base, better = comparison.runs[0].name, comparison.gap(comparison.runs[1].name).better
    figures = {run.name: (run.figure(comparison.response) or {"estimate": nan})["estimate"] for run in comparison.runs}
    ordered = sorted(figures, key=lambda name: figures[name], reverse=better == "higher")
    one, other = ordered[:2]
    return [] if base in (one, other) else [_decided(comparison, comparison.gap(one, against=other))]


def _again(comparison: "Comparison", gap: Gap) -> list[str]:
    fresh = comparison.fresh
    return [] if fresh is None else [again(fresh, gap.label, gap.unit, gap.better, gap.matters)]


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
        who = numbers.listed(missing) or f"{gap.one} or {gap.other}"
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
    if comparison.health.undecided > health.UNDECIDED:
        between = [f"{between_of(run)} with {run.name}" for run in comparison.runs]
        return [f"Conversion is not known yet: {numbers.listed(between)}."]
    shares = [(run.figure("conversion") or {})["estimate"] for run in comparison.runs]
    texts = [numbers.percent(share, 0.02) for share in shares]
    if conversion_is_input([run.scenario for run in comparison.runs]):
        if len(set(texts)) == 1:
            run = comparison.runs[0]
            kind = what_it_is(run.scenario, live=min(shares), undecided=comparison.health.undecided)
            return [f"Conversion is {texts[0]} in each: {kind}."]
        listed = ", ".join(f"{run.name} {text}" for run, text in zip(comparison.runs, texts, strict=True))
        return [f"Conversion ({listed}) differs by chance and by what is undecided only; it is {INPUT}."]
    return [f"Conversion is a result here: {sentence(gap)}" for gap in gaps]


def _dates(comparison: "Comparison") -> list[str]:
    told = []
    for run in comparison.runs:
        row, start = run.figure("time_to_production"), run.scenario.study.start
        if row is not None and start is not None and not run.health.forbids_means:
            later = " or later" if run.health.filling is not None else ""
            told.append(f"{run.name} by {dates.calendar(start, row['estimate'])}{later}")
    start = comparison.runs[0].scenario.study.start
    if not told or start is None:
        return []
    return [f"A request of {dates.full_date(start)} that goes live is in production, on average: {'; '.join(told)}."]


def _precision(comparison: "Comparison") -> list[str]:
    gap, (half, wanted) = comparison.gap(comparison.runs[1].name), comparison.runs[0].half_width
    if comparison.precision_reached or not isfinite(half) or gap.unit != DAYS:
        return []
    return [
        f"The wanted precision was not reached in {gap.n} paired runs: ± {half:.2g} days where {wanted:.2g} were "
        "wanted."
    ]


def warnings_of(comparison: "Comparison") -> tuple[str, ...]:
    """The warnings of each configuration, and what holds for all of them."""
    few = f"only {comparison.runs[0].n} replications"
    told = [f"{run.name}: {text}" for run in comparison.runs for text in run.warnings if not text.startswith(few)]
    if comparison.runs[0].n < FEW:
        told.append(f"{few}: intervals from so few are not to be leaned on")
    return (*told, *(comparison.why.warnings if comparison.why else ()))

"""Telling: which sentences a run or a comparison gets, in which order, each made from its tables."""

from collections.abc import Sequence
from math import floor, isfinite
from typing import TYPE_CHECKING

from sim.experiment import figures, sentences
from sim.experiment.conversion import conversion_is_input
from sim.experiment.figures import DAYS_PER_WEEK
from sim.experiment.sentences import Gap
from sim.experiment.target import NOT_CLEAR

if TYPE_CHECKING:
    from sim.experiment.compare import Comparison
    from sim.experiment.run import RunResult

BUSY = 0.985  # shown as 99 %
UNFINISHED = 0.01
PERCENTILES = (50, 85, 95)


def of_run(run: "RunResult") -> tuple[str, ...]:
    """What a run says: when, how sure, how many, where the time goes, who is busiest."""
    told = [_headline(run), _percentiles(run), _conversion(run), _target(run), _where_time_goes(run), _busiest(run)]
    if run.overloaded:
        told.insert(0, overload(run))
    return tuple(text for text in (*told, _precision(run), sentences.MODEL_RUN) if text)


def overload(run: "RunResult") -> str:
    """The wording for work that exceeds what the people can do."""
    roles = " and ".join(_label(run, role) for role in run.overloaded)
    return (
        f"{run.name}: the team cannot keep up; time to production grows without limit, so compare throughput "
        f"(work for {roles} is {100 * run.offered_load:.0f} % of what they can do)."
    )


def _headline(run: "RunResult") -> str:
    row = run.figure("time_to_production")
    if row is None:
        return f"{run.name}: nothing goes live within {figures.days(run.scenario.study.horizon)}."
    if not (isfinite(row["low"]) and isfinite(row["high"])):
        return f"{run.name}: time to production is {row['estimate']:.0f} days on average; the interval is unknown."
    half = (row["high"] - row["low"]) / 2
    mean, low, high = figures.written(
        [row[key] / DAYS_PER_WEEK for key in ("estimate", "low", "high")], half / DAYS_PER_WEEK
    )
    start = run.scenario.study.start
    dated = ""
    if start is not None:
        dated = f": a request of {figures.full_date(start)} by {figures.calendar(start, row['estimate'])}"
    return (
        f"{run.name}: a request that goes live is in production after {mean} weeks on average "
        f"({100 * row['level']:g} % interval {low} to {high}, chance only; {run.n} runs){dated}."
    )


def _percentiles(run: "RunResult") -> str:
    parts, missing = [], []
    for p in PERCENTILES:
        found = run.percentile(p)
        if found is None:
            missing.append(f"P{p} is not reached within {figures.days(run.scenario.study.horizon)}")
        else:
            half = (found[2] - found[1]) / 2
            text = figures.written([found[0] / DAYS_PER_WEEK], half / DAYS_PER_WEEK, limits=())[0]
            parts.append(f"{p} % within {text} weeks")
    known = f"Of those that go live, {', '.join(parts)}." if parts else ""
    return " ".join([*([known] if known else []), *(f"{text}." for text in missing)])


def _conversion(run: "RunResult") -> str:
    row = run.figure("conversion")
    if row is None:
        return ""
    share, low, high = figures.written(
        [100 * row[key] for key in ("estimate", "low", "high")], 50 * (row["high"] - row["low"]), limits=()
    )
    kind = sentences.INPUT if conversion_is_input([run.scenario]) else "a result: requests are withdrawn or held up"
    return f"{share} % of requests go live ({low} to {high} %): {kind}."


def _target(run: "RunResult") -> str:
    goal = run.scenario.goal
    row = run.figure("within_target")
    text = ""
    if row is not None:
        share = figures.percent(row["estimate"], (row["high"] - row["low"]) / 2)
        text = f"{share} of requests are in production within {figures.weeks(goal.target)}."
    if run.target is not None:
        text = f"{text} {_reached(run)}".strip()
    return text


def _reached(run: "RunResult") -> str:
    target = run.target
    if target is None:
        return ""
    by = f" by {figures.full_date(target.by)}" if target.by else ""
    figure = f"{target.percentile} of 100 that go live" if target.percentile else "on average"
    wanted = f"target of {figures.weeks(round(target.days, 1))}{by} ({figure})"
    if run.target_verdict == NOT_CLEAR:
        return f"Whether {run.name} reaches the {wanted} is not clear yet."
    return f"The {wanted} is {run.target_verdict} by {run.name}."


def _where_time_goes(run: "RunResult") -> str:
    shares = dict(zip(run.time_split["state"], run.time_split["share"], strict=True))
    if not any(isfinite(share) and share > 0 for share in shares.values()):
        return ""
    words = {
        "working": "work",
        "reworking": "rework",
        "queueing": "queues",
        "waiting": "waits",
        "handover": "handovers",
        "gate": "gates",
        "held": "holding back",
    }
    largest = sorted(shares, key=lambda state: -shares[state])
    parts = [f"{words[state]} {100 * shares[state]:.0f} %" for state in largest if round(100 * shares[state]) > 0]
    return f"Where that time goes: {', '.join(parts)}."


def _busiest(run: "RunResult") -> str:
    role = run.busiest
    if role is None:
        return ""
    wait = role["queue_wait"]
    queue = f"; asking for one takes {wait:.1f} days of queueing on average" if isfinite(wait) else ""
    return f"Busiest: {role['label']}, {100 * role['utilization']:.0f} % of the time{queue}."


def _precision(run: "RunResult") -> str:
    if run.precision_reached or not isfinite(run.half_width[0]):
        return ""
    half, wanted = run.half_width
    return (
        f"The wanted precision was not reached in {run.n} runs: ± {half:.2g} days where {wanted:.2g} were wanted."
        if half > wanted
        else f"The wanted precision of the conversion was not reached in {run.n} runs."
    )


def _label(run: "RunResult", role: str) -> str:
    return run.scenario.roles[role].label or role.replace("_", " ")


def warnings_of(run: "RunResult") -> tuple[str, ...]:
    """After a run: who is busy all the time, and how much is unfinished."""
    found = [
        f"{row['role']} is busy {100 * row['utilization']:.0f} % of the time: waits grow with the horizon"
        for row in run.roles.to_dict("records")
        if row["people"] > 0 and row["utilization"] >= BUSY
    ]
    unfinished, conversion = run.figure("censored"), run.figure("conversion")
    if unfinished and conversion and unfinished["estimate"] >= UNFINISHED:
        live, open_ = conversion["estimate"], unfinished["estimate"]
        last = floor(100 * live / (live + open_))
        found.append(
            f"{100 * open_:.0f} % of items unfinished at the horizon: percentiles beyond P{last} are not known"
        )
    return tuple(found)


# -- comparisons ----------------------------------------------------------------------------------------------------


def of_comparison(comparison: "Comparison", *, seconds_per_run: float | None = None) -> tuple[str, ...]:
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
    told += [_reached(run) for run in comparison.runs if run.target is not None]
    if not comparison.precision_reached:
        half, wanted = comparison.runs[0].half_width
        if isfinite(half) and gaps[0].unit == sentences.DAYS:
            told.append(
                f"The wanted precision was not reached in {gaps[0].n} paired runs: "
                f"± {half:.2g} days where {wanted:.2g} were wanted."
            )
    if len({run.scenario.organization.form for run in comparison.runs}) > 1:
        told.append(sentences.MODEL_RESULT)
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
            text = f"{text} {sentences.because(gap, split_of(comparison, gap.one))}".strip()
        told[gap.one] = text
    if len(gaps) == 1 or not all(isfinite(gap.estimate) for gap in gaps):
        return list(told.values())
    names = [run.name for run in comparison.runs]
    first = next((name for name in comparison.best if name in told), gaps[0].one)
    standing = sentences.standing(gaps, comparison.best, names)
    return [f"{standing} {told.pop(first)}", *told.values()]


def _decided(comparison: "Comparison", gap: Gap, seconds: float | None = None) -> str:
    if all(isfinite(value) for value in (gap.estimate, gap.low, gap.high)):
        return sentences.decision(gap, seconds_per_run=seconds)
    runs = {run.name: run for run in comparison.runs}
    missing = [name for name in (gap.one, gap.other) if runs[name].figure(gap.response) is None]
    missing = missing or [
        name for name in (gap.one, gap.other) if not isfinite((runs[name].figure(gap.response) or {})["estimate"])
    ]
    if gap.response.startswith("p") and gap.response[1:].isdigit():
        horizon = figures.days(runs[gap.one].scenario.study.horizon)
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
    texts = [figures.percent(share, 0.02) for share in shares]
    if conversion_is_input([run.scenario for run in comparison.runs]):
        if len(set(texts)) == 1:
            return [f"Conversion is {texts[0]} in each: {sentences.INPUT}."]
        listed = ", ".join(f"{run.name} {text}" for run, text in zip(comparison.runs, texts, strict=True))
        return [
            f"Conversion ({listed}) differs only by what is unfinished at the horizon; "
            f"otherwise it is {sentences.INPUT}."
        ]
    return [f"Conversion is a result here: {sentences.decision(gap)}" for gap in gaps]


def _dates(comparison: "Comparison") -> list[str]:
    told = []
    for run in comparison.runs:
        row, start = run.figure("time_to_production"), run.scenario.study.start
        if row is not None and start is not None and not run.overloaded:
            told.append(f"{run.name} by {figures.calendar(start, row['estimate'])}")
    start = comparison.runs[0].scenario.study.start
    if not told or start is None:
        return []
    return [f"A request of {figures.full_date(start)} that goes live is in production, on average: {'; '.join(told)}."]

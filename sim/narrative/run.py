"""What a run says: when, how sure, how many, where the time goes, who is busiest, and what kind of result it is."""

from math import floor, isfinite
from typing import TYPE_CHECKING

from sim.narrative import dates, numbers
from sim.narrative.conversion import INPUT, conversion_is_input
from sim.narrative.numbers import DAYS_PER_WEEK

if TYPE_CHECKING:
    from sim.experiment.run import RunResult

MODEL_RUN = "This is a model result, as good as the assumptions listed with it."
BUSY = 0.985  # shown as 99 %
UNFINISHED = 0.01
PERCENTILES = (50, 85, 95)


def sentences_of(run: "RunResult") -> tuple[str, ...]:
    """What a run says: when, how sure, how many, where the time goes, who is busiest."""
    told = [_headline(run), _percentiles(run), _conversion(run), _target(run), _where_time_goes(run), _busiest(run)]
    if run.overloaded:
        told.insert(0, overload(run))
    return tuple(text for text in (*told, _precision(run), MODEL_RUN) if text)


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
        return f"{run.name}: nothing goes live within {numbers.days(run.scenario.study.horizon)}."
    if not (isfinite(row["low"]) and isfinite(row["high"])):
        return f"{run.name}: time to production is {row['estimate']:.0f} days on average; the interval is unknown."
    half = (row["high"] - row["low"]) / 2
    mean, low, high = numbers.written(
        [row[key] / DAYS_PER_WEEK for key in ("estimate", "low", "high")], half / DAYS_PER_WEEK
    )
    start = run.scenario.study.start
    dated = ""
    if start is not None:
        dated = f": a request of {dates.full_date(start)} by {dates.calendar(start, row['estimate'])}"
    return (
        f"{run.name}: a request that goes live is in production after {mean} weeks on average "
        f"({100 * row['level']:g} % interval {low} to {high}, chance only; {run.n} runs){dated}."
    )


def _percentiles(run: "RunResult") -> str:
    parts, missing = [], []
    for p in PERCENTILES:
        found = run.percentile(p)
        if found is None:
            missing.append(f"P{p} is not reached within {numbers.days(run.scenario.study.horizon)}")
        else:
            half = (found[2] - found[1]) / 2
            text = numbers.written([found[0] / DAYS_PER_WEEK], half / DAYS_PER_WEEK, limits=())[0]
            parts.append(f"{p} % within {text} weeks")
    known = f"Of those that go live, {', '.join(parts)}." if parts else ""
    return " ".join([*([known] if known else []), *(f"{text}." for text in missing)])


def _conversion(run: "RunResult") -> str:
    row = run.figure("conversion")
    if row is None:
        return ""
    share, low, high = numbers.written(
        [100 * row[key] for key in ("estimate", "low", "high")], 50 * (row["high"] - row["low"]), limits=()
    )
    kind = INPUT if conversion_is_input([run.scenario]) else "a result: requests are withdrawn or held up"
    return f"{share} % of requests go live ({low} to {high} %): {kind}."


def _target(run: "RunResult") -> str:
    goal = run.scenario.goal
    row = run.figure("within_target")
    text = ""
    if row is not None:
        share = numbers.percent(row["estimate"], (row["high"] - row["low"]) / 2)
        text = f"{share} of requests are in production within {numbers.weeks(goal.target)}."
    if run.target is not None:
        text = f"{text} {reached(run)}".strip()
    return text


def reached(run: "RunResult") -> str:
    """Whether the target is met, as far as the interval of its figure says."""
    target = run.target
    if target is None:
        return ""
    by = f" by {dates.full_date(target.by)}" if target.by else ""
    figure = f"{target.percentile} of 100 that go live" if target.percentile else "on average"
    wanted = f"target of {numbers.weeks(round(target.days, 1))}{by} ({figure})"
    if run.target_verdict == "not clear":
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

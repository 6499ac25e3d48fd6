"""What a run says: its health, when, how sure, how many, where the time goes, who is busiest."""

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.narrative import dates, health, numbers
from sim.narrative.conversion import what_it_is
from sim.narrative.numbers import DAYS, PER_CENT, Scale, Written, scale_of, with_interval
from sim.responses.estimates import WITH_UNDECIDED

if TYPE_CHECKING:
    from sim.experiment.run import RunResult

MODEL_RUN = "This is a model result, as good as the assumptions listed with it."
BUSY = 0.985  # shown as 99 %
FEW = 10  # replications below which no interval is to be leaned on
A_FEW = 1.0  # requests that still wait at the end of a run, on average, from which on they are said
PERCENTILES = (50, 85, 95)
STATES = {
    "working": "work",
    "reworking": "rework",
    "queueing": "queues",
    "waiting": "waits",
    "handover": "handovers",
    "gate": "gates",
    "held": "holding back",
}


def sentences_of(run: "RunResult") -> tuple[str, ...]:
    """What a run says; what its health forbids is not said."""
    told = health.first(run)
    ill = run.health.forbids_means
    told += [_throughput(run) if run.health.overloaded else "" if ill else _headline(run)]
    told += ["" if run.health.overloaded else _percentiles(run), _conversion(run), _target(run)]
    told += ["" if ill else _where_time_goes(run), _busiest(run), health.measured_days(run), _precision(run)]
    return tuple(text for text in (*told, MODEL_RUN) if text)


def warnings_of(run: "RunResult") -> tuple[str, ...]:
    """After a run: who is busy all the time, and how much is unfinished."""
    found = [
        f"{row['role']} is busy {100 * row['utilization']:.0f} % of the time: waits grow with the horizon"
        for row in run.roles.to_dict("records")
        if row["people"] > 0 and row["utilization"] >= BUSY
    ]
    if run.health.undecided > health.UNDECIDED:
        found.append(
            f"{health.share(run.health.undecided)} of requests undecided at the horizon: no mean, and percentiles by "
            "bounds only"
        )
    if run.n < FEW:
        found.append(f"only {run.n} replications: intervals from so few are not to be leaned on")
    return tuple(found)


# -- when and how many -------------------------------------------------------------------------------------------------


def _headline(run: "RunResult") -> str:
    row = run.figure("time_to_production")
    if row is None:
        if run.figure("conversion") is None:
            return f"{run.name}: nothing is asked for in the days that are measured."
        return f"{run.name}: nothing goes live within {numbers.days(run.scenario.study.horizon)}."
    scale, found = time_of(row)
    start = run.scenario.study.start
    dated = ""
    if start is not None:
        dated = f": a request of {dates.full_date(start)} by {dates.calendar(start, row['estimate'])}"
        dated += " or later" if run.health.filling is not None else ""
    return (
        f"{run.name}: a request that goes live is in production after {scale.of(found.estimate)} on average "
        f"({_interval(row, found)}; {_runs(run)}){dated}."
    )


def time_of(row: dict[str, Any]) -> tuple[Scale, Written]:
    """A time with its interval, in weeks where it is long."""
    scale = scale_of(DAYS, [row["estimate"]])
    return scale, with_interval(row["estimate"], row["low"], row["high"], scale=scale, limits=(0.0,))


def _interval(row: dict[str, Any], found: Written) -> str:
    if found.low == numbers.UNKNOWN:
        return "interval unknown"
    return f"{100 * row['level']:g} % interval {found.low} to {found.high}, chance only"


def _runs(run: "RunResult") -> str:
    return f"{run.n} run{'' if run.n == 1 else 's'}"


def _percentiles(run: "RunResult") -> str:
    rows = {p: row for p in PERCENTILES if (row := percentile_row(run, p)) is not None}
    scale = scale_of(DAYS, [row["high"] for row in rows.values()])
    parts = [f"{p} % within {scale.of(percentile(row, scale))}" for p, row in rows.items()]
    horizon = numbers.days(run.scenario.study.horizon)
    missing = [f"P{p}" for p in PERCENTILES if p not in rows]
    told = f"{numbers.listed(missing)} {'is' if len(missing) == 1 else 'are'} not reached within {horizon}."
    known = f"Of those that go live, {numbers.listed(parts)}." if parts else ""
    return " ".join(filter(None, (known, told if missing else "")))


def percentile_row(run: "RunResult", p: int) -> dict[str, Any] | None:
    """A percentile's row, where it is reached."""
    row = run.percentile_row(p)
    return row if row is not None and row["reached"] else None


def percentile(row: dict[str, Any], scale: Scale) -> str:
    """The percentile, or its two bounds where undecided requests leave it open: "22", "20 to 31"."""
    if isfinite(row["estimate"]):
        return with_interval(row["estimate"], row["low"], row["high"], scale=scale, limits=(0.0,)).estimate
    ends = [row["low_estimate"] / scale.divisor, row["high_estimate"] / scale.divisor]
    wide = (row["high"] - row["low"]) / scale.divisor
    half = (wide if isfinite(wide) else ends[1] - ends[0]) / 2  # an end may not be reached in every draw
    return " to ".join(dict.fromkeys(numbers.written(ends, half)))


def _throughput(run: "RunResult") -> str:
    row = run.figure("throughput")
    if row is None:
        return ""
    found = with_interval(row["estimate"], row["low"], row["high"], limits=(0.0,))
    return f"{run.name} puts {found.estimate} a year into production ({_interval(row, found)}; {_runs(run)})."


def _conversion(run: "RunResult") -> str:
    row, open_ = run.figure("conversion"), run.health.undecided
    if row is None:
        return ""
    if open_ > health.UNDECIDED:
        return f"Of all requests, {between_of(run)} go live; {health.share(open_)} are undecided."
    found = with_interval(row["estimate"], row["low"], row["high"], scale=PER_CENT, limits=(0.0, 1.0))
    kind = what_it_is(run.scenario, live=row["estimate"], undecided=open_)
    ends = f" ({found.low} to {found.high} %)" if found.low != found.high else ""
    return f"{found.estimate} % of requests go live{ends}: {kind}."


def between_of(run: "RunResult") -> str:
    """The conversion as far as it is known: from none to all of the undecided going live."""
    ends = ends_of((run.figure("conversion") or {"estimate": 0.0})["estimate"], run.health.undecided)
    return ends[0] if ends[0] == ends[1] else f"between {ends[0]} and {ends[1]}"


def ends_of(least: float, undecided: float) -> tuple[str, str]:
    """The least and the most that a conversion can come to."""
    return health.share(least), health.share(min(1.0, least + undecided))


def bounds_cell(least: float, undecided: float) -> str:
    """The same for a column in per cent: `26 to 35`, which is no interval of chance."""
    return " to ".join(dict.fromkeys(end.removesuffix("%").rstrip() for end in ends_of(least, undecided)))


def _target(run: "RunResult") -> str:
    row, wanted = run.figure("within_target"), numbers.weeks(run.scenario.goal.target)
    of_live = run.figure("within_target_of_live")
    text = ""
    if row is not None:
        share = numbers.percent(row["estimate"], (row["high"] - row["low"]) / 2)
        text = f"{share} of all requests are in production within {wanted}."
        if row["method"].endswith(WITH_UNDECIDED):
            least, most = (health.share(row[end]) for end in ("low", "high"))
            text = f"Between {least} and {most} of all requests are in production within {wanted}."
        if of_live is not None and not run.health.forbids_means:
            those = numbers.percent(of_live["estimate"], (of_live["high"] - of_live["low"]) / 2)
            text = f"Of those that go live, {those} are in production within {wanted}; that is {share} of all requests."
    return f"{text} {reached(run)}".strip()


def reached(run: "RunResult") -> str:
    """Whether the target is met, as far as the interval of its figure says."""
    target = run.target
    if target is None:
        return ""
    start, by = run.scenario.study.start, target.by
    figure = f"{target.percentile} of 100 that go live" if target.percentile else "on average"
    wanted = f"target of {numbers.weeks(target.days)} ({figure})"
    if by is not None and start is not None:
        wanted = f"target of {dates.full_date(by)} for a request of {dates.full_date(start)} ({figure})"
    if run.health.overloaded:
        return f"Whether {run.name} reaches the {wanted} cannot be said, as the team cannot keep up."
    if run.health.filling is not None:
        return f"Whether {run.name} reaches the {wanted} is not clear, as the study is still filling up."
    if run.target_verdict == "not clear":
        return f"Whether {run.name} reaches the {wanted} is not clear yet."
    return f"The {wanted} is {run.target_verdict} by {run.name}."


# -- where the time goes -----------------------------------------------------------------------------------------------


def _where_time_goes(run: "RunResult") -> str:
    shares = dict(zip(run.time_split["state"], run.time_split["share"], strict=True))
    if not any(isfinite(share) and share > 0 for share in shares.values()):
        return ""
    largest = sorted(shares, key=lambda state: -shares[state])
    parts = [f"{STATES[state]} {100 * shares[state]:.0f} %" for state in largest if round(100 * shares[state]) > 0]
    return f"Where that time goes: {', '.join(parts)}."


def _busiest(run: "RunResult") -> str:
    role = run.busiest
    if role is None:
        return ""
    wait, waiting = role["queue_wait"], role.get("still_waiting", 0.0)
    still = waiting >= A_FEW
    least = "at least " if still else ""
    queue = f"; asking for one takes {least}{wait:.1f} days of queueing on average" if isfinite(wait) else ""
    if still:
        many, so_far = numbers.written([waiting], waiting / 10)[0], numbers.days(round(role["waiting_so_far"]))
        queue += f", and {many} still wait at the end, {so_far} so far"
    return f"Busiest: {role['label']}, {100 * role['utilization']:.0f} % of the time{queue}."


def _precision(run: "RunResult") -> str:
    half, wanted = run.half_width
    if run.precision_reached or not isfinite(half) or run.health.forbids_means:
        return ""
    return (
        f"The wanted precision was not reached in {_runs(run)}: ± {half:.2g} days where {wanted:.2g} were wanted."
        if half > wanted
        else f"The wanted precision of the conversion was not reached in {_runs(run)}."
    )

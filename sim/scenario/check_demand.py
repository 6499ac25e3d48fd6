"""Checks of demand, study, queue discipline, and of amounts that differ by kind or over time."""

import math
from collections.abc import Iterator
from typing import Any

from sim.scenario import amounts
from sim.scenario.amounts import Amount
from sim.scenario.bounds import ranges
from sim.scenario.change import fixed_levels
from sim.scenario.check import Findings
from sim.scenario.disciplines import DISCIPLINES, WEIGHTS
from sim.scenario.schema import Scenario
from sim.scenario.shape import ROOT, Blocks, Items, Leaf, Names, Shape


def arrivals(findings: Findings) -> None:
    """There is work, and a portfolio ends."""
    demand, study = findings.scenario.demand, findings.scenario.study
    cadence = demand.batch is not None and demand.batch.every is not None
    if demand.per_year is not None and demand.interval is not None:
        findings.error("demand.interval", "per_year and interval say the same thing; keep one")
    if cadence and (demand.per_year is not None or demand.interval is not None):
        rival = "per_year" if demand.per_year is not None else "interval"
        findings.error("demand.batch.every", f"batches come at this cadence, so drop {rival}")
    comes = demand.per_year is not None and any(most > 0.0 for _, most in ranges(demand.per_year))
    endless = comes or demand.interval is not None or cadence
    opening = study.opening.waiting + study.opening.in_progress + study.opening.live
    if not endless and not demand.planned and not opening:
        what = "no work ever arrives; say per_year: how many requests a year (or interval, batch.every, planned)"
        findings.error("demand" if demand.per_year is None else "demand.per_year", what)
    if study.type == "portfolio" and endless and demand.at_most is None:
        what = "a portfolio study runs a backlog to its end; say at_most: how many arrivals in all"
        findings.error("demand.at_most", what)
    for number, planned in enumerate(demand.planned):
        if planned.kind is not None and planned.kind not in demand.kinds:
            findings.unknown(f"demand.planned.{number}.kind", planned.kind, demand.kinds, "kind")
        if planned.domain is not None and planned.domain not in demand.domains:
            findings.unknown(f"demand.planned.{number}.domain", planned.domain, demand.domains, "domain")


def account(findings: Findings) -> None:
    """Value and cost are added up over days that every replication is sure to simulate."""
    money, study = findings.scenario.money, findings.scenario.study
    if money.until is None:
        return
    if money.until > study.horizon:
        findings.error("money.until", f"lies after the horizon of the study, day {study.horizon:g}", value=money.until)
    elif study.type == "flow" and money.until > study.warm_up + study.intake and not study.full_horizon:
        what = f"a study may end on day {study.warm_up + study.intake:g}, when its cohort has ended"
        findings.error("money.until", what, "Write study.full_horizon: true.", value=money.until)


def shares(findings: Findings) -> None:
    """Domains add to 1; kinds have something to share."""
    demand = findings.scenario.demand
    for domain, share in demand.domains.items():
        if share <= 0:
            findings.error(f"demand.domains.{domain}", "must be above 0; leave the domain out instead", value=share)
    total = math.fsum(demand.domains.values())
    if not demand.domains:
        findings.error("demand.domains", "is empty; name at least one domain, such as {company: 1}")
    elif abs(total - 1.0) > 1e-6:
        findings.error("demand.domains", f"the shares add to {total:.6g}, not to 1")
    if not demand.kinds:
        findings.error("demand.kinds", "is empty; name at least one kind, such as {standard: {}}")
    for name, kind in demand.kinds.items():
        levels = [value for _, value in fixed_levels(kind.share)]
        if kind.smallest and any(value > 1 for value in levels):
            findings.error(f"demand.kinds.{name}.share", "of the smallest requests at most all (1) can be taken")
        if not kind.smallest and any(value <= 0 for value in levels):
            findings.error(f"demand.kinds.{name}.share", "must be above 0 at every level; leave the kind out instead")
    if demand.kinds and all(kind.smallest for kind in demand.kinds.values()):
        findings.error("demand.kinds", "at least one kind must not be smallest: it takes the other requests")


def study(findings: Findings) -> None:
    """The study is long enough and its numbers fit each other."""
    study_ = findings.scenario.study
    if study_.at_most < study_.at_least:
        findings.error("study.at_most", f"must be at least at_least ({study_.at_least})", value=study_.at_most)
    wanted = study_.warm_up + study_.intake
    if study_.type == "flow" and study_.horizon <= study_.warm_up:
        what = f"must be after the warm-up ({study_.warm_up:g}), or nothing is measured"
        findings.error("study.horizon", what, value=study_.horizon)
    elif study_.type == "flow" and study_.horizon < wanted:
        what = f"ends before warm_up + intake ({wanted:g}): late requests of the cohort are not simulated at all"
        findings.warn("study.horizon", what, value=study_.horizon)


def discipline(findings: Findings) -> None:
    """The queue discipline keeps a request's rank while it waits."""
    written = findings.scenario.flow.discipline
    if isinstance(written, str):
        if written not in DISCIPLINES:
            findings.unknown("flow.discipline", written, DISCIPLINES, "discipline (weights would be a mapping)")
        return
    if not written:
        findings.error("flow.discipline", f"is empty; name a discipline or weights over {', '.join(WEIGHTS)}")
    for name in written:
        if name not in WEIGHTS:
            what = (
                f"cannot order a queue: a rank is fixed when the request is made, and nothing in it may change with "
                f"waiting. Weights over: {', '.join(WEIGHTS)}"
            )
            findings.error(f"flow.discipline.{name}", what)


# -- amounts ----------------------------------------------------------------------------------------------------------


def kinds(findings: Findings) -> None:
    """Kinds that are named exist; an amount by kind says something for every kind it is asked for."""
    known = findings.scenario.demand.kinds
    for path, written, only_for in _amounts(findings.scenario, ROOT, "", tuple(known)):
        if isinstance(written, tuple):
            for kind in written:
                if kind not in known:
                    findings.unknown(path, kind, known, "kind")
            continue
        _by_kind(findings, path, written, only_for)


def _by_kind(findings: Findings, path: str, amount: Amount, only_for: tuple[str, ...]) -> None:
    known = findings.scenario.demand.kinds
    named = list(dict.fromkeys(_kinds_in(amount)))
    if not named:
        return
    for kind in named:
        if kind not in known:
            findings.unknown(f"{path}.{kind}", kind, known, "kind")
    for kind in only_for:
        if kind in known and amounts.for_kind(amount, kind) is None:
            findings.error(path, f'says nothing for the kind "{kind}"; add it, or otherwise:')
            return


def _kinds_in(amount: Amount | None) -> Iterator[str]:
    match amount:
        case amounts.ByKind(named, otherwise):
            for kind, inner in named:
                yield kind
                yield from _kinds_in(inner)
            yield from _kinds_in(otherwise)
        case amounts.ByLevel(_, low, mid, high):
            for level in (low, mid, high):
                yield from _kinds_in(level)
        case amounts.Scaled(inner, factors):
            for part in (inner, *factors):
                yield from _kinds_in(part)


def _amounts(value: Any, shape: Shape, path: str, only_for: tuple[str, ...]) -> Iterator[tuple[str, Any, Any]]:
    """Every amount with its path and the kinds it is read for; and every `only_for` itself."""
    if value is None:
        return
    match shape:
        case Leaf("amount"):
            yield path, value, only_for
        case Blocks():
            own = getattr(value, "only_for", None)
            if own is not None:
                yield f"{path}.only_for", own, ()
            for name, field in shape.fields.items():
                below = f"{path}.{name}" if path else name
                yield from _amounts(getattr(value, name), field.shape, below, own or only_for)
        case Names(of):
            for key, inner in value.items():
                yield from _amounts(inner, of, f"{path}.{key}", only_for)
        case Items(of):
            for number, inner in enumerate(value):
                yield from _amounts(inner, of, f"{path}.{number}", only_for)


def amounts_in(scenario: Scenario) -> Iterator[tuple[str, Amount]]:
    """Every amount of a scenario with its dotted path."""
    for path, written, _ in _amounts(scenario, ROOT, "", ()):
        if not isinstance(written, tuple):
            yield path, written


CHECKS = (arrivals, account, shares, study, discipline, kinds)

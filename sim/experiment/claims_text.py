"""Claims as text: what the simulation says, contrary and undecided answers first, and what each answer rests on."""

from collections.abc import Sequence
from math import isfinite

from sim.experiment.claim_files import Cell, Claim, Difference, covering
from sim.experiment.claims import SMALL, Answer, Answered, Verdict, pay
from sim.experiment.published_rows import citation
from sim.narrative.difference import Gap, figures, matter, scale
from sim.narrative.numbers import DAYS, PER_CENT, PLAIN, UNKNOWN, plain, value_of, with_interval, written
from sim.responses import RESPONSES, known
from sim.scenario.amounts import Fixed
from sim.scenario.edit import get
from sim.scenario.schema import Scenario, Source
from sim.scenario.set_here import SET_HERE
from sim.stats.bootstrap import Interval
from sim.stats.verdict import Verdict as Heard

PART = "claims"  # of the README
SAID = {Verdict.CONTRARY: "**Contrary**", Verdict.UNDECIDED: "**Undecided**", Verdict.AS_EXPECTED: "As expected"}
IS = {"higher": "higher", "lower": "lower", "same": "no difference that matters"}


def section(results: Sequence[Answered]) -> str:
    """All claims: how to read them, one line each, then each in full; contrary and undecided ones first."""
    ordered = in_order(results)
    count = {verdict: sum(each.verdict is verdict for each in ordered) for verdict in Verdict}
    tally = ", ".join(f"{count[verdict]} {verdict.value}" for verdict in Verdict)
    many = f"{len(ordered)} claim{'' if len(ordered) == 1 else 's'}"
    lines = ["| question | verdict | answer (model results) |", "| --- | --- | --- |"]
    for each in ordered:
        answer = "; ".join(short(found, each) for found in each.answers)
        lines.append(f"| {each.claim.question} | {SAID[each.verdict]} | {answer} |")
    cited = dict.fromkeys(row for each in ordered for row in rows_of(each.claim))
    return "\n\n".join(
        [
            f"{many}, each written down with its parameters before its first run: {tally}. All are model results: what "
            "follows from the assumptions named with each answer, not measurements. In brackets 95 % intervals, chance "
            "only; where a claim expects several things they hold together. *As expected*: the whole interval lies on "
            "the expected side of 0 and reaches beyond what matters (5 working days, unless said); where no difference "
            "is expected, it lies within what matters. *Contrary*: it lies on the other side, or within what matters "
            "though a difference was expected. *Undecided*: anything else. A claim is contrary if any part of it is.",
            "\n".join(lines),
            *(folded(each) for each in ordered),
            "Evidence: " + "; ".join(f"{row} {citation(row)}" for row in cited) + ". Rows that begin with cal. are the "
            "calibration proposed from such sources.",
        ]
    )


def in_order(results: Sequence[Answered]) -> list[Answered]:
    """Contrary answers, then undecided ones, then those that are as expected."""
    ranks = list(Verdict)
    return sorted(results, key=lambda each: (ranks.index(each.verdict), each.claim.name))


def folded(tested: Answered) -> str:
    """One claim in full, behind a line that opens it."""
    summary = f"<summary>{tested.claim.question} {tested.verdict.value.capitalize()}.</summary>"
    return f"<details>{summary}\n\n{markdown(tested)}\n\n</details>"


def markdown(tested: Answered) -> str:
    """One claim in full."""
    claim = tested.claim
    found = [f"  - {sentence(each, tested)}" for each in tested.answers]
    beside = [f"  - {sentence(each, tested)}" for each in tested.beside]
    points = [
        f"- Expected: {claim.expectation} Source: {claim.source} ({', '.join(claim.rows)})",
        "- Found:\n" + "\n".join(found),
        *(["- For orientation, each on its own:\n" + "\n".join(beside)] if beside else []),
        *([f"- {lost(tested)}"] if tested.lost else []),
        *(f"- Caution: {caution}." for caution in tested.cautions),
        *([f"- {equal_cost(claim)}"] if claim.equal_cost else []),
        f"- Rests on: {rests_on(claim)}.",
        f"- Not in it: {claim.limits}",
        *([f"- Added after the first run: {claim.added}"] if claim.added else []),
        f"- `opmodel claim {claim.name}`: {tested.n} paired replications of each configuration, seed {tested.seed}.",
    ]
    parts = [f"#### {claim.question}", f"{SAID[tested.verdict]}.", "\n".join(points)]
    return "\n\n".join([*parts, table(tested)] if tested.figures else parts)


def name_of(cell: Cell, claim: Claim) -> str:
    """A configuration as tables and sentences call it."""
    return claim.scenarios[cell.configuration].name


def where(asked: Difference, claim: Claim) -> str:
    """The setting, and whether form factors are at 1."""
    parts = [f"at {asked.of.setting}"] if asked.of.setting else []
    parts += ["form factors at 1"] if asked.of.without_factors else []
    return ", ".join(parts)


def short(found: Answer, tested: Answered) -> str:
    """A difference in one line of a table."""
    asked, claim = found.asked, tested.claim
    place = where(asked, claim)
    said = f"{told(found, tested)}"
    mark = "" if found.verdict is Verdict.AS_EXPECTED or found.verdict is None else f" ({found.verdict.value})"
    label = "" if asked.response == "time_to_production" else f"{label_of(asked.response, claim)}: "
    pair = f"{name_of(asked.of, claim)} against {name_of(asked.against, claim)}"
    return f"{label}{pair}{f', {place}' if place else ''}: {said}{mark}"


def sentence(found: Answer, tested: Answered) -> str:
    """A difference with what was expected of it."""
    asked, claim = found.asked, tested.claim
    place = where(asked, claim)
    gap = gap_of(found.found, asked, claim)
    head = (
        f"{label_of(asked.response, claim)}, {name_of(asked.of, claim)} against {name_of(asked.against, claim)}"
        f"{f', {place}' if place else ''}: {told(found, tested)}"
    )
    if found.verdict is None:
        return f"{head}."
    reason = f", less than the {matter(gap)} that matter" if gap.verdict in SMALL and asked.expected != "same" else ""
    return f"{head}{reason}. Expected {IS[asked.expected]}: {found.verdict.value}."


def told(found: Answer, tested: Answered) -> str:
    """The difference, or that it has no fixed size where time to production grows for as long as it is looked at."""
    asked = found.asked
    slow = [cell for cell in (asked.of, asked.against) if cell in tested.overloaded]
    if not slow or unit_of(asked) != DAYS:
        return amount(gap_of(found.found, asked, tested.claim))
    if len(slow) == 2:
        return "no difference of any size, as neither can keep up"
    word = "longer" if slow[0] == asked.of else "shorter"
    return f"{word} without limit, as {name_of(slow[0], tested.claim)} cannot keep up"


def unit_of(asked: Difference) -> str:
    """The unit of what is compared."""
    return known(asked.response).unit


def gap_of(found: Interval, asked: Difference, claim: Claim) -> Gap:
    """The difference as sentences tell it."""
    return Gap(
        response=asked.response,
        label=label_of(asked.response, claim),
        unit=unit_of(asked),
        better="lower",
        one=name_of(asked.of, claim),
        other=name_of(asked.against, claim),
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        n=found.n,
        matters=asked.matters,
        level=found.level,
    )


def amount(gap: Gap) -> str:
    """A difference with its interval: 2.4 weeks longer (1.8 to 3.0)."""
    if gap.verdict is Heard.UNKNOWN:
        return "not measured"
    if gap.verdict is Heard.EQUAL:
        return "the same in every replication"
    more, less = ("longer", "shorter") if gap.unit == DAYS else ("more", "less")
    found, unit = figures(gap), scale(gap)
    word = less if found.estimate.startswith("-") else more
    middle, *ends = (text.lstrip("-") for text in (found.estimate, found.low, found.high))
    if gap.winner is None:
        ends = [f"{ends[0]} {less}", f"{ends[1]} {more}"]
        ends = ends[::-1] if word == less else ends
        return f"{unit.of(middle)} {word} (from {ends[0]} to {ends[1]})"
    near, far = sorted(ends, key=value_of)
    return f"{unit.of(middle)} {word} ({near} to {far})"


def label_of(response: str, claim: Claim) -> str:
    """A response as tables call it, with its role."""
    head, _, member = response.partition(".")
    scenario = next(iter(claim.scenarios.values()))
    role = scenario.roles[member].label if member in scenario.roles else member.replace("_", " ")
    label = RESPONSES[head].label
    label = label[:1].upper() + label[1:] if label[:1].islower() else label
    return f"{label}, {role.lower() if not role.startswith(('ML', 'UX')) else role}" if member else label


def table(tested: Answered) -> str:
    """Figures by configuration: a row for each response and setting."""
    claim = tested.claim
    names = list(claim.scenarios)
    rows = [["", *(claim.scenarios[name].name for name in names)], ["---", *("---" for _ in names)]]
    for response in claim.figures:
        for setting in claim.settings:
            cells = {
                each.cell.configuration: each.found
                for each in tested.figures
                if each.response == response and each.cell.setting == setting
            }
            label = f"{label_of(response, claim)} ({unit_text(response)})"
            place = f", at {setting}" if setting else ""
            rows.append([f"{label}{place}", *(figure(cells[name], response) for name in names)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def unit_text(response: str) -> str:
    """The unit of a figure; shares are percentages."""
    unit = known(response).unit
    return f"% of {unit.removeprefix('share of ')}" if unit.startswith("share") else unit


def figure(found: Interval, response: str) -> str:
    """An estimate with its interval."""
    if not isfinite(found.estimate):
        return "–"
    read = PER_CENT if known(response).unit.startswith("share") else PLAIN
    texts = with_interval(found.estimate, found.low, found.high, scale=read, limits=(0.0,))
    return texts.estimate if texts.low == UNKNOWN or texts.low == texts.high else str(texts)


def lost(tested: Answered) -> str:
    """How much of their time those who absorb a role's work lose to it."""
    claim, share = tested.claim, tested.lost
    if share is None or claim.absorbed is None:
        return ""
    cell = claim.expects[0].of
    roles = claim.scenarios[cell.configuration].roles
    texts = written([100 * value for value in (share.estimate, share.low, share.high)], 100 * share.half_width)
    role, by = (roles[name].label for name in claim.absorbed)
    return (
        f"Time lost: in {name_of(cell, claim)} each {by.lower()} spends {texts[0]} % ({texts[1]} to {texts[2]}) of all "
        f"working time on the absorbed work of the role {role}."
    )


def equal_cost(claim: Claim) -> str:
    """The arithmetic: pay of all people per day."""
    costs = pay(claim)
    groups = []
    for group in claim.equal_cost:
        first = costs[group[0]]
        groups.append(
            ", ".join(
                f"{claim.scenarios[name].name} {costs[name]:,.0f}"
                + (f" ({100 * (costs[name] / first - 1):+.1f} %)" if costs[name] != first else "")
                for name in group
            )
        )
    return f"Equal cost, pay of all people in USD a day: {'; '.join(groups)}."


def rests_on(claim: Claim) -> str:
    """The values that the answer turns on, each with its basis, range and rows."""
    first = next(iter(claim.scenarios.values()))
    told = {path: _source(path, first) for path in claim.rests_on}
    for name, paths in claim.own.items():
        scenario = claim.scenarios[name]
        for path in paths:
            if scenario.sources[path].basis in ("assumption", SET_HERE):
                told.setdefault(path, _source(path, scenario, set_here=True))
    return "; ".join(f"`{path}` {text}" for path, text in told.items())


def _source(path: str, scenario: Scenario, *, set_here: bool = False) -> str:
    covered = covering(path, scenario)
    source = scenario.sources[covered] if covered else Source(basis="assumption")
    value = _value(path, scenario)
    unsourced = source.basis == SET_HERE
    parts = [f"set here as an {source.basis}" if set_here and not unsourced else source.basis]
    if source.range is not None:
        low, high = (plain(end) for end in source.range)
        parts.append(f"range {low} to {high}" if value else f"× {low} to {high}")
    parts += [*source.rows, *([source.note] if source.note and (set_here or unsourced) else [])]
    return f"{value} ({', '.join(parts)})".lstrip()


def _value(path: str, scenario: Scenario) -> str:
    found = get(scenario, path)
    if isinstance(found, Fixed):
        found = found.value
    if isinstance(found, bool) or not isinstance(found, int | float):
        found = getattr(found, "count", None)
    return "" if found is None else plain(float(found))


def rows_of(claim: Claim) -> tuple[str, ...]:
    """All rows of evidence that a claim names; those of the proposed calibration are left out."""
    first = next(iter(claim.scenarios.values()))
    found = dict.fromkeys(claim.rows)
    for path in claim.rests_on:
        covered = covering(path, first)
        found.update(dict.fromkeys(first.sources[covered].rows if covered else ()))
    for name, paths in claim.own.items():
        for path in paths:
            found.update(dict.fromkeys(claim.scenarios[name].sources[path].rows))
    return tuple(row for row in found if not row.startswith("cal."))

"""A comparison: several configurations under the same luck, and paired differences against the first of them.

Replication r of every configuration meets the same requests with the same luck (common random numbers), so
differences are taken replication by replication. With more than two, the intervals of the response that decides hold
together, and the set that may be best is named; the differences in all other responses are one by one, for orientation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.blueprint import Blueprint, make_blueprint
from sim.blueprint.overload import load_of, overloaded
from sim.errors import BadInput, did_you_mean
from sim.experiment import design
from sim.experiment.asking import by_name, folder, name_of_response, processes, seed_of
from sim.experiment.checkpoint import Checkpoint
from sim.experiment.differences import by_state, differences_of, matters_of, precision_of
from sim.experiment.forms_race import Race, race
from sim.experiment.fresh import Fresh, fresh_of
from sim.experiment.health import Health, together
from sim.experiment.provenance import Order
from sim.experiment.replicate import Replications, Watch, replications_of, settle
from sim.experiment.run import LEVEL, RunResult, meaning_of, result_of
from sim.experiment.store import Stored
from sim.experiment.target import Target, target_of
from sim.experiment.why import MOST, Switched, Why, explainable, switched_off, why_of
from sim.experiment.why_told import with_words
from sim.narrative import comparison as voice
from sim.narrative import line
from sim.narrative.alike import demands
from sim.narrative.difference import Gap
from sim.narrative.numbers import DAYS
from sim.responses import RESPONSES, Response, pairs, spelled, unknown
from sim.scenario.check import place_of
from sim.scenario.load import Given, as_scenario
from sim.scenario.resolve import resolved
from sim.scenario.schema import Scenario
from sim.stats.pairs import Pairs

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Comparison:
    """Configurations compared with the first, by paired differences."""

    runs: tuple[RunResult, ...]  # the first is the baseline
    response: str  # what decides
    run_id: str
    differences: (
        "pd.DataFrame"  # response, label, unit, configuration, baseline, estimate, low, high, level, method, ...
    )
    by_state: "pd.DataFrame"  # configuration, baseline, state, estimate, low, high; adds up to the difference in days
    best: tuple[str, ...]  # configurations that may be best in the response, or as good for what matters
    pairs: Pairs  # differences of every two configurations in the response, by place in `runs`
    factors_at_one: "pd.DataFrame | None"  # the same differences with all form factors at 1
    with_factors: "pd.DataFrame | None"  # where some form states no factors and those at 1 decide: with those stated
    stating_none: tuple[str, ...]  # configurations whose form states no factors while another's does
    given: tuple[Scenario, ...]  # as asked for, factors included
    precision_reached: bool
    fresh: Fresh | None = None  # the best of more than two, estimated again
    seconds_per_run: float | None = None  # by the clock, all configurations together
    sentence: str = ""  # the decision
    sentences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    why: Why | None = None  # the differences by group of effects, where asked for
    stored: Stored | None = None

    @property
    def target_reached(self) -> bool | None:
        """Whether any configuration reaches the target; None without one."""
        reached = [run.target_reached for run in self.runs]
        return None if reached[0] is None else any(reached)

    def gap(
        self,
        configuration: str,
        response: str = "",
        *,
        against: str = "",
        factors_at_one: bool = False,
        with_factors: bool = False,
    ) -> Gap:
        """The paired difference of a configuration against the baseline, or another one, as sentences need it.

        Args:
            configuration: by name; the difference is this one minus the other.
            response: which one, if not the one that decides.
            against: the other one by name, if not the baseline; in the response that decides.
            factors_at_one: the difference with all form factors at 1, where those stated decide.
            with_factors: the difference with the factors stated, where those at 1 decide.
        """
        if against and against != self.runs[0].name:
            if response and spelled(response) != self.response:
                raise BadInput(f"pairs without {self.runs[0].name} are compared in {self.response} only")
            return self.pair(configuration, against)
        table = self.factors_at_one if factors_at_one else self.with_factors if with_factors else self.differences
        if table is None:
            raise BadInput("the comparison has no figures with other form factors than those that decide")
        response = spelled(response) if response else self.response
        rows = table[(table["response"] == response) & (table["configuration"] == configuration)].to_dict("records")
        if not rows:
            self._known(configuration)
            if configuration == self.runs[0].name:
                raise BadInput(f"{configuration} is what the others are compared with; name one of them")
            raise BadInput(unknown(response, [RESPONSES[name] for name in dict.fromkeys(table["response"])]))
        row = rows[0]
        return Gap(
            response=response,
            label=str(row["label"]),
            unit=str(row["unit"]),
            better=RESPONSES[response.split(".")[0]].better,
            one=configuration,
            other=str(row["baseline"]),
            estimate=row["estimate"],
            low=row["low"],
            high=row["high"],
            n=int(row["n"]),
            matters=matters_of(RESPONSES[response.split(".")[0]], self.runs[0].scenario),
            level=row["level"],
            simultaneous=str(row["method"]).startswith("simultaneous"),
            demands=self._demands(configuration, str(row["baseline"])),
            among=_ends(table[table["response"] == response]),
        )

    def pair(self, one: str, other: str) -> Gap:
        """The paired difference of any two configurations in the response that decides, of one family with the rest."""
        places = {run.name: place for place, run in enumerate(self.runs)}
        for name in (one, other):
            self._known(name)
        found, response = self.pairs.between(places[one], places[other]), RESPONSES[self.response]
        return Gap(
            response=self.response,
            label=response.label,
            unit=response.unit,
            better=response.better,
            one=one,
            other=other,
            estimate=found.estimate,
            low=found.low,
            high=found.high,
            n=found.n,
            matters=matters_of(response, self.runs[0].scenario),
            level=found.level,
            simultaneous=len(self.runs) > 2,
            demands=self._demands(one, other),
            among=_ends(self.differences[self.differences["response"] == self.response]),
        )

    def _demands(self, one: str, other: str) -> tuple[float, ...] | None:
        scenarios = {run.name: run.scenario for run in self.runs}
        return demands(scenarios[one], scenarios[other])

    def _known(self, name: str) -> None:
        names = [run.name for run in self.runs]
        if name not in names:
            hint = did_you_mean(name, names)
            raise BadInput(f'no configuration "{name}"\n    There are: {", ".join(names)}\n    {hint}'.rstrip())

    def every_pair(self) -> "tuple[Gap, ...]":
        """The differences of every two configurations in the response that decides, each against an earlier one."""
        names = [run.name for run in self.runs]
        return tuple(self.pair(one, other) for at, one in enumerate(names) for other in names[:at])

    def pairs_table(self) -> "pd.DataFrame":
        """The same as a table: configuration, against, estimate, low, high, ..., better (the winner, or nobody)."""
        import pandas as pd

        place = {run.name: at for at, run in enumerate(self.runs)}
        rows = [
            {
                "response": gap.response,
                "unit": gap.unit,
                "configuration": gap.one,
                "against": gap.other,
                "estimate": gap.estimate,
                "low": gap.low,
                "high": gap.high,
                "level": gap.level,
                "p_value": float(self.pairs.chance[place[gap.one], place[gap.other]]),
                "better": gap.winner or "",
                "n": gap.n,
            }
            for gap in self.every_pair()
        ]
        return pd.DataFrame(rows)

    @property
    def health(self) -> Health:
        """The health of all configurations together."""
        return together([run.health for run in self.runs], [run.name for run in self.runs])

    def told(self) -> tuple[str, ...]:
        """The sentences for a terminal: with the time that more runs would take on this machine."""
        return voice.sentences_of(self, seconds_per_run=self.seconds_per_run)

    def charts(self) -> "dict[str, Figure]":
        """The charts of this comparison, by name."""
        from sim.report.pictures import of_comparison

        return of_comparison(self)

    def __repr__(self) -> str:
        return line.of_comparison(self)

    def _repr_html_(self) -> str:
        from sim.report.notebook import of_comparison

        return of_comparison(self)

    def as_plain(self) -> dict[str, Any]:
        """Sentences and tables as plain data."""
        at_one, stated = self.factors_at_one, self.with_factors
        return {
            "run_id": self.run_id,
            "response": self.response,
            "health": self.health.as_plain(),
            "best": [] if voice.forbidden_in(self) else list(self.best),
            "fresh": None if self.fresh is None else self.fresh.as_plain(),
            "precision_reached": self.precision_reached,
            "sentence": self.sentence,
            "sentences": list(self.sentences),
            "warnings": list(self.warnings),
            "differences": self.differences.to_dict("records"),
            "by_state": self.by_state.to_dict("records"),
            "why": None if self.why is None else self.why.as_plain(),
            "factors_at_one": None if at_one is None else at_one.to_dict("records"),
            "with_factors": None if stated is None else stated.to_dict("records"),
            "stating_none": list(self.stating_none),
            "runs": [run.as_plain() for run in self.runs],
        }


def _ends(rows: "pd.DataFrame") -> tuple[tuple[float, float, float], ...]:
    return tuple(rows[["estimate", "low", "high"]].itertuples(index=False, name=None))


@by_name
def compare(
    scenarios: Given | Sequence[Given],
    *others: Given,
    response: str = "time_to_production",
    seed: int = 1,
    replications: int | str = "auto",
    jobs: int | None = None,
    engine: str = "auto",
    out: str | Path | None = None,
    progress: Watch | None = None,
    target: str | float | date | Target | None = None,
    factors_at_one: bool = True,
    why: bool = False,
    force: bool = False,
) -> Comparison:
    """Compare configurations with the first under the same luck, until the difference is precise enough.

    The rule for stopping looks at the half-width of the paired differences in `response`. Where forms are compared and
    one of them has factors other than 1, the same replications are also made with all factors at 1, unless
    `factors_at_one` is off; where another form states none (as one's own often does), those at 1 decide and the others
    stand beside. With `why` they are also made with groups of effects off, to split the differences.

    Args:
        scenarios: two or more, as a list or one after the other; the first is the baseline. Each is a scenario, a
            shipped name, the path of a file, or what a file would say as a dict.
        others: further scenarios, where the first argument is one.
        response: what decides, such as "time_to_production", "p85" or "cost_per_year".
        seed: a whole number; another seed is other luck.
        replications: how many of each, or "auto": until the interval is as narrow as the first one's study asks.
        jobs: processes or threads; all processors by default. The result does not depend on it.
        engine: "auto", "compiled" or "reference". The result does not depend on it either.
        out: a folder; the results are written to a folder below it, named for the comparison. None writes nothing.
        progress: called with a `Progress` now and then.
        target: a time to production that is wanted: "26w", 130, "p85<=26w" or "2028-03-15".
        factors_at_one: whether forms are also compared with all form factors at 1.
        why: whether the differences are split by groups of effects.
        force: replace different results that are there already.

    Raises:
        BadInput: for fewer than two scenarios, an unknown response, or one that cannot be split.
        StoppedError: after Ctrl-C; what is finished is kept below `out`.
    """
    return compared(
        "compare",
        several(scenarios, *others),
        response=response,
        seed=seed,
        replications=replications,
        jobs=jobs,
        engine=engine,
        out=out,
        progress=progress,
        target=target,
        factors_at_one=factors_at_one,
        why=why,
        force=force,
    )


def several(scenarios: Given | Sequence[Given], *others: Given) -> list[Scenario]:
    """The scenarios of a comparison, given as a list or one after the other.

    Raises:
        BadInput: for fewer than two of them.
    """
    given: Any = scenarios
    if isinstance(given, Scenario | str | Mapping) or not isinstance(given, Iterable):
        given = [given]
    found = [as_scenario(each) for each in (*given, *others)]
    if len(found) < 2:
        raise BadInput("a comparison takes two scenarios or more; the first is the baseline")
    return found


@dataclass(frozen=True)
class Lineup:
    """All that a comparison simulates."""

    runners: Race
    of: tuple[str, ...]  # meanings of those that decide
    of_again: tuple[str, ...]  # and of the same with other form factors
    blueprints: dict[str, Blueprint]  # of both, by meaning
    switched: Switched  # with groups of effects off, where the differences are to be split


def lined_up(scenarios: Sequence[Scenario], *, factors_at_one: bool, why: bool) -> Lineup:
    """What a comparison of these simulates; what has one meaning is simulated once."""
    runners = race(scenarios, factors_at_one=factors_at_one)
    every = [*runners.deciding, *runners.again]
    meanings = [meaning_of(scenario) for scenario in every]
    blueprints = {meaning: make_blueprint(scenario) for meaning, scenario in zip(meanings, every, strict=True)}
    many = len(runners.deciding)
    switched = switched_off(runners.deciding) if why else Switched((), (), {})
    return Lineup(runners, tuple(meanings[:many]), tuple(meanings[many:]), blueprints, switched)


def compared(
    verb: str,
    scenarios: Sequence[Scenario],
    *,
    response: str,
    seed: int,
    replications: int | str,
    jobs: int | None,
    engine: str,
    out: str | Path | None,
    progress: Watch | None,
    target: str | float | date | Target | None,
    factors_at_one: bool,
    why: bool,
    force: bool,
) -> Comparison:
    """A comparison under the name of the command that asks for it, which is in the name of its folder."""
    seed, jobs, out = seed_of(seed), processes(jobs), folder(out)
    decides = deciding(response, why=why)
    named = distinct(scenarios)
    lineup = lined_up(named, factors_at_one=factors_at_one, why=why)
    runners, of, of_again, blueprints = lineup.runners, lineup.of, lineup.of_again, lineup.blueprints
    plan = design.plan(named[0].study, replications)
    rule = replications if replications == "auto" else int(replications)
    targets = [target_of(target, scenario.study) for scenario in named]
    options = {
        "response": decides.name,
        "target": targets[0] and str(targets[0]),
        "factors_at_one": factors_at_one and bool(runners.again),
    }
    options |= {"why": True} if why else {}
    order = Order(verb, tuple(resolved(scenario) for scenario in named), seed, rule, options)
    grows = decides.unit == DAYS and any(overloaded(each, load_of(each)) for each in runners.deciding)
    judged = RESPONSES["throughput"] if grows else decides
    checkpoint = Checkpoint(out, order.run_id) if out is not None else None
    switched = lineup.switched
    further = len(switched.blueprints.keys() - blueprints.keys())
    with replications_of(
        blueprints | switched.blueprints, seed=seed, jobs=jobs, engine=engine, checkpoint=checkpoint, watch=progress
    ) as them:
        n, precision = settle(
            them,
            list(blueprints),
            plan,
            lambda n: precision_of([them.of(m, n) for m in of], judged, named[0]),
            lambda n: further * min(n, MOST),
        )
        each = them.seconds_each
        parts = with_words(why_of(switched, them, n, decides), switched.names) if why else None
        comparison = _comparison_of(
            runners,
            of,
            of_again,
            blueprints,
            them,
            n,
            precision,
            decides,
            parts,
            seed=seed,
            run_id=order.run_id,
            targets=targets,
        )
    comparison = replace(
        comparison,
        seconds_per_run=None if each is None else each * len(blueprints),
        warnings=(*called_alike(scenarios, named), *comparison.warnings),
    )
    if out is not None:
        from sim.report.files import save_comparison

        comparison = replace(comparison, stored=save_comparison(comparison, order, out, force=force))
    if checkpoint:
        checkpoint.clear()
    return comparison


def deciding(response: str, *, why: bool = False) -> Response:
    """The response that decides which is better; with `why` one that can be split into parts.

    Raises:
        BadInput: for one that cannot.
    """
    name = name_of_response(response)
    found = RESPONSES.get(spelled(name).partition(".")[0])
    if found is None or not found.better or found.over:
        able = [each for each in RESPONSES.values() if each.better and not each.over]
        raise BadInput(unknown(name, able, "cannot decide which is better" if found else "not known"))
    return explainable(found) if why else found


def distinct(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios under names that differ: a second "coe" is called "coe (2)", and has no short name of the first."""
    taken: set[str] = set()
    named = []
    for scenario in scenarios:
        name, number = scenario.name, 1
        while name in taken:
            number += 1
            name = f"{scenario.name} ({number})"
        short = "" if scenario.short in taken else scenario.short
        taken |= {name, short} - {""}
        same = (name, short) == (scenario.name, scenario.short)
        named.append(scenario if same else scenario.model_copy(update={"name": name, "short": short}))
    return named


def called_alike(scenarios: Sequence[Scenario], named: Sequence[Scenario]) -> tuple[str, ...]:
    """Which file is which, where scenarios of several files have one name and were told apart by a number."""
    told = []
    for name in dict.fromkeys(scenario.name for scenario in scenarios):
        those = [
            (one.name, place_of(one, "name")[0]) for own, one in zip(scenarios, named, strict=True) if own.name == name
        ]
        if len({file for _, file in those}) > 1:
            told.append(
                f"{len(those)} scenarios are called {name}: " + ", ".join(f'"{one}" is {file}' for one, file in those)
            )
    return tuple(told)


def _comparison_of(
    runners: Race,
    of: Sequence[str],
    of_again: Sequence[str],
    blueprints: Mapping[str, Blueprint],
    them: Replications,
    n: int,
    precision: design.Precision,
    response: Response,
    why: Why | None,
    *,
    seed: int,
    run_id: str,
    targets: Sequence[Target | None],
) -> Comparison:
    runs = tuple(
        result_of(scenario, blueprints[meaning], them, n, precision, seed=seed, run_id=run_id, target=target)
        for scenario, meaning, target in zip(runners.deciding, of, targets, strict=True)
    )
    names = [run.name for run in runs]
    measured = [them.of(meaning, n) for meaning in of]
    family, again = pairs(measured, response.name, level=LEVEL), None
    best = family.may_be_best(better=response.better, matters=matters_of(response, runs[0].scenario))
    if of_again:
        once_more = [them.of(meaning, n) for meaning in of_again]
        again = differences_of(names, once_more, response, pairs(once_more, response.name, level=LEVEL))
    comparison = Comparison(
        runs=runs,
        response=response.name,
        run_id=run_id,
        pairs=family,
        differences=differences_of(names, measured, response, family),
        by_state=by_state(names, measured),
        best=tuple(names[place] for place in best),
        factors_at_one=None if runners.stating_none else again,
        with_factors=again if runners.stating_none else None,
        stating_none=runners.stating_none,
        given=runners.again if runners.stating_none else runners.deciding,
        precision_reached=precision.reached,
        why=why,
    )
    comparison = replace(comparison, fresh=_fresh(comparison, of, them, n))
    comparison = replace(comparison, warnings=voice.warnings_of(comparison))
    sentences = voice.sentences_of(comparison)
    return replace(comparison, sentence=sentences[0], sentences=sentences)


def _fresh(comparison: Comparison, of: Sequence[str], them: Replications, n: int) -> Fresh | None:
    """The best again, where more than two were compared and one is best."""
    if len(of) < 3 or len(comparison.best) != 1 or voice.forbidden_in(comparison):
        return None
    names = [run.name for run in comparison.runs]
    best, base = of[names.index(comparison.best[0])], of[0]
    them.extend([best] if best == base else [best, base], 2 * n)
    again = [them.of(meaning, 2 * n)[n:] for meaning in (best, base)]
    other = None if best == base else again[1]
    return fresh_of(comparison.best[0], names[0], comparison.response, again[0], other)

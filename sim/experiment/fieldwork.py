"""Fieldwork: what a sweep makes of the replications of its points, of which only sums are kept.

A point's blueprint is made where its replications are, and forgotten when others are wanted.
"""

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from sim.blueprint import Blueprint, make_blueprint
from sim.blueprint.overload import load_of
from sim.experiment.found import UNDECIDED, Found, joined
from sim.experiment.work import Batch, Work, refused
from sim.observations import PARTS
from sim.responses import ratios_of
from sim.responses.estimates import BY_TARGET, RESTRICTED, WITHIN
from sim.responses.observed import NotObservedError, Observed
from sim.responses.register import RESPONSES
from sim.scenario.edit import edit
from sim.scenario.schema import Scenario

Edits = Mapping[str, Any]
ALL = frozenset(PARTS)
_READ: dict[tuple[str, ...], frozenset[str]] = {}  # parts of what happens that these responses were seen to read


class Site:
    """A point of a sweep: its blueprint and its offered load, each made by the first thread that asks for it."""

    def __init__(self, scenario: Scenario, edits: Edits) -> None:
        self._scenario, self._edits = scenario, edits
        self._making, self._weighing = threading.Lock(), threading.Lock()

    def blueprint(self) -> Blueprint:
        """What is simulated."""
        with self._making:
            return self._blueprint

    def load(self) -> float:
        """Of those who are loaded worst; while it is worked out, others simulate."""
        with self._weighing:
            return self._load

    @cached_property
    def _edited(self) -> Scenario:
        return edit(self._scenario, self._edits, checked=False)

    @cached_property
    def _blueprint(self) -> Blueprint:
        return make_blueprint(self._edited)

    @cached_property
    def _load(self) -> float:
        return float(load_of(self._edited).load)


class Fieldwork(Work[Found]):
    """The sums of the responses asked for, at points given by their meaning, each looked at before.

    The last few points are remembered.
    """

    def __init__(
        self, scenario: Scenario, points: Mapping[str, Edits], seed: int, responses: Sequence[str], remembers: int
    ) -> None:
        self._given = (scenario, points, seed, tuple(responses), remembers)
        self._scenario, self._points, self.seed = scenario, points, seed
        self._wanted = tuple(name for name in responses if RESPONSES[name.split(".")[0]].measure)
        self._cohorts = len(self._wanted) < len(responses)
        early = [BY_TARGET] if {WITHIN, RESTRICTED} & set(self._wanted) else []
        self._wanted = tuple(dict.fromkeys([*self._wanted, UNDECIDED, *early]))
        self._heads = tuple(dict.fromkeys(name.split(".")[0] for name in self._wanted))
        self._remembers = remembers
        self._sites: dict[str, Site] = {}
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return Fieldwork, self._given

    def refused(self) -> str:
        """Of the scenario before anything is varied."""
        return refused(make_blueprint(self._scenario))

    def blueprint(self, meaning: str) -> Blueprint:
        """A point's blueprint."""
        return self._site(meaning).blueprint()

    def _site(self, meaning: str) -> Site:
        """A point, made once as long as it is remembered."""
        with self._lock:
            if meaning not in self._sites:
                self._sites[meaning] = Site(self._scenario, self._points[meaning])
            while len(self._sites) > self._remembers:
                del self._sites[next(iter(self._sites))]
            return self._sites[meaning]

    def summed(self, batch: Batch) -> Found:
        """By the compiled engine, which looks at no more than the responses read of the points before."""
        from sim.engines.compiled import observations

        site = self._site(batch.meaning)
        blueprint = site.blueprint()

        def looking_at(parts: frozenset[str]) -> Found:
            seen = observations(blueprint, self.seed, batch.first, batch.size, parts=parts)
            study = Observed(seen, blueprint)
            found = self._measured(study, site.load())
            _READ[self._heads] = _READ.get(self._heads, frozenset()) | study.read
            return found

        try:
            return looking_at(_READ.get(self._heads, ALL))
        except NotObservedError:  # here they read something else
            return looking_at(ALL)

    def walked(self, batch: Batch) -> Found:
        """By the reference engine."""
        from sim.engines.reference import simulate
        from sim.responses.walked import Walked

        site = self._site(batch.meaning)
        blueprint, load = site.blueprint(), site.load()
        parts = []
        for number in range(batch.first, batch.first + batch.size):
            trace = simulate(blueprint, seed=self.seed, replication=number)
            parts.append(self._measured(Observed(Walked(trace, blueprint).observations(), blueprint), load))
        return joined(parts)

    def _measured(self, study: Observed, load: float) -> Found:
        pairs = np.full((len(study), len(self._wanted), 2), np.nan)
        names, every = ratios_of(study, self._heads)
        for place, name in enumerate(self._wanted):
            if name in names:  # teams differ from form to form
                pairs[:, place] = every[:, names.index(name)]
        cohort = study.cohort if self._cohorts else study.cohort[:0]
        return Found(
            self._wanted,
            pairs,
            load,
            np.bincount(study.seen.replication[cohort], minlength=len(study)),
            (study.until - study.requested)[cohort],
            study.outcome[cohort],
        )

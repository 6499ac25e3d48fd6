"""The simulation beside published totals: a baseline at three levels of maturity, mixed as organizations are.

Every total is measured as its survey would, given the range that was accepted beforehand, and told as it comes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.blueprint import make_blueprint
from sim.experiment.published_rows import LEVELS, MIX, TOTALS, WEIGHTS, Total
from sim.experiment.published_totals import CALENDAR, MONTH, Seen, observe
from sim.experiment.replicate import Watch
from sim.scenario.edit import edit
from sim.scenario.schema import Scenario
from sim.stats import bootstrap, percentiles
from sim.stats.bootstrap import Interval
from sim.trace import Floats

if TYPE_CHECKING:
    import pandas as pd

DIALS = ("data_foundation", "platform", "mlops")
REPLICATIONS = 40
STEADY = {"study.warm_up": 1250, "study.intake": 750, "study.horizon": 3500}  # load and live stock grow for years
LEVEL = 0.95
SCALE = {"%": 100.0, "months": 1.0 / MONTH, "days": CALENDAR, "x": 1.0}
READY, LIVE = 2, 3  # of Seen.clocks: T2, T3
METHOD = "Student t, linearized ratios of sums, mixed by replication"


@dataclass(frozen=True, slots=True)
class Line:
    """A published total and what came out, in its unit."""

    total: Total
    figures: dict[str, Interval]  # level or mix
    beside: dict[str, dict[str, Interval]]  # what the note tells, by quantity

    def gap(self, place: str) -> float:
        """How far the estimate lies outside of the range; 0 inside, not a number where there is none."""
        low, high = self.total.accept[place]
        found = self.figures[place]
        if low == high and found.low <= low <= found.high:
            return 0.0
        return float(found.estimate - np.clip(found.estimate, low, high))

    @property
    def met(self) -> bool | None:
        """Whether it lies in its range wherever there is one; None where it cannot be measured."""
        gaps = [self.gap(place) for place in self.total.accept]
        return None if any(np.isnan(gap) for gap in gaps) else not any(gaps)


@dataclass(frozen=True, eq=False)
class Published:
    """All totals, and the replications they come from."""

    name: str  # of the scenario
    seed: int
    n: int  # replications at each level
    lines: tuple[Line, ...]
    window: tuple[float, float]  # working days within which the measured requests are made
    undecided: float  # largest share, over levels, of requests neither live nor ended at the end of observation
    seen: Mapping[str, Sequence[Seen]]  # level

    def totals(self) -> "pd.DataFrame":
        """Every figure: id, total, unit, where, estimate, low, high, accepted range, gap."""
        import pandas as pd

        rows = []
        for line in self.lines:
            for place, found in line.figures.items():
                accept = line.total.accept.get(place)
                rows.append(
                    {
                        "id": line.total.id,
                        "total": line.total.label,
                        "unit": line.total.unit,
                        "at": place,
                        "estimate": found.estimate,
                        "low": found.low,
                        "high": found.high,
                        "accept_low": accept[0] if accept else np.nan,
                        "accept_high": accept[1] if accept else np.nan,
                        "misses_by": line.gap(place) if accept else np.nan,
                    }
                )
        return pd.DataFrame(rows)

    def replications(self) -> "pd.DataFrame":
        """What each replication adds: level, replication, quantity, numerator, denominator."""
        import pandas as pd

        return pd.DataFrame(
            [
                (level, number, quantity, *pair)
                for level, replications in self.seen.items()
                for number, seen in enumerate(replications)
                for quantity, pair in seen.ratios.items()
            ],
            columns=["level", "replication", "quantity", "numerator", "denominator"],
        )

    def items(self) -> "pd.DataFrame":
        """Every measured use case that went live, with its clocks."""
        import pandas as pd

        return pd.DataFrame(
            [
                (level, number, item, kind, *clocks)
                for level, replications in self.seen.items()
                for number, seen in enumerate(replications)
                for item, kind, clocks in zip(seen.items.tolist(), seen.kinds, seen.clocks.tolist(), strict=True)
            ],
            columns=["level", "replication", "item", "kind", "requested", "defined", "model_ready", "live"],
        )

    def files(self) -> dict[str, bytes]:
        """The tables as CSV, by file name."""
        tables = {"totals": self.totals(), "replications": self.replications(), "items": self.items()}
        return {
            f"totals/{name}.csv": table.to_csv(index=False, float_format="%.10g", lineterminator="\n").encode()
            for name, table in tables.items()
        }


def published(
    scenario: Scenario,
    *,
    replications: int = REPLICATIONS,
    seed: int = 1,
    jobs: int = 1,
    study: Mapping[str, float] = STEADY,
    progress: Watch | None = None,
) -> Published:
    """Run a scenario at three levels of all dials, whatever its own are, and lay it beside the published totals.

    `study` are changes to the scenario's own, which may measure a younger organization than surveys do. The
    result does not depend on `jobs`.
    """
    levels = {
        name: make_blueprint(edit(scenario, {**study, **{f"maturity.{dial}": level for dial in DIALS}}))
        for name, level in LEVELS.items()
    }
    seen = observe(levels, seed=seed, n=replications, jobs=jobs, watch=progress)
    undecided = max(found.estimate for found in ratios(seen, "undecided").values())
    any_level = levels["low"]
    window = (any_level.warm_up, any_level.warm_up + any_level.intake)
    return Published(scenario.name, seed, replications, lines(seen), window, undecided, seen)


def lines(seen: Mapping[str, Sequence[Seen]]) -> tuple[Line, ...]:
    """All totals, estimated from the replications of each level."""
    return tuple(
        Line(
            total,
            _scaled(_figures(seen, total.quantity), SCALE[total.unit], levels=total.levels),
            {
                quantity: _scaled(ratios(seen, quantity), SCALE[total.unit])
                for quantity in seen["low"][0].ratios
                if "{" + quantity + "}" in total.note
            },
        )
        for total in TOTALS
    )


def _figures(seen: Mapping[str, Sequence[Seen]], quantity: str) -> dict[str, Interval]:
    if quantity == "release_median":
        return release_medians(seen)
    return release_ratio(seen) if quantity == "release_ratio" else ratios(seen, quantity)


def _scaled(figures: dict[str, Interval], by: float, *, levels: bool = True) -> dict[str, Interval]:
    return {
        place: Interval(f.estimate * by, f.low * by, f.high * by, f.level, f.method, f.n)
        for place, f in figures.items()
        if levels or place == MIX
    }


def ratios(seen: Mapping[str, Sequence[Seen]], quantity: str) -> dict[str, Interval]:
    """A ratio of sums at each level, and their weighted mean, by replication: levels meet the same luck."""
    found: dict[str, Interval] = {}
    n = len(seen["low"])
    estimate, influences = 0.0, np.zeros(n)
    for level, weight in WEIGHTS.items():
        pairs = np.array([each.ratios[quantity] for each in seen[level]], dtype=np.float64)
        found[level] = bootstrap.ratio_of_sums(pairs[:, 0], pairs[:, 1], level=LEVEL)
        estimate += weight * found[level].estimate
        influences += weight * bootstrap.influence(pairs[:, 0], pairs[:, 1])
    half = bootstrap.t_quantile(LEVEL, n) * float(np.std(influences, ddof=1)) / np.sqrt(n) if n > 1 else np.nan
    found[MIX] = Interval(estimate, estimate - half, estimate + half, LEVEL, METHOD, n)
    return found


def release_medians(seen: Mapping[str, Sequence[Seen]]) -> dict[str, Interval]:
    """Median of T2→T3 at each level and of their mix."""
    found = {level: _interval(_medians(seen, {level: 1.0}), len(seen[level])) for level in LEVELS}
    return {**found, MIX: _interval(_medians(seen, WEIGHTS), len(seen["low"]))}


def release_ratio(seen: Mapping[str, Sequence[Seen]]) -> dict[str, Interval]:
    """Median of T2→T3 at low maturity over that at high."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return {MIX: _interval(_medians(seen, {"low": 1.0}) / _medians(seen, {"high": 1.0}), len(seen["low"]))}


def _interval(draws: Floats, n: int) -> Interval:
    return bootstrap.from_draws(float(draws[0]), draws[1:], n=n, level=LEVEL, method=percentiles.METHOD)


def _medians(seen: Mapping[str, Sequence[Seen]], weights: Mapping[str, float]) -> Floats:
    """Median release of the mix: as observed, then with replications resampled, the same ones at every level."""
    n = len(seen["low"])
    taken = np.vstack([np.ones(n), bootstrap.resample_counts(n)])  # draw, replication
    days, shares = [], []
    for level, weight in weights.items():
        clocks = np.concatenate([each.clocks for each in seen[level]])
        many = np.array([len(each.clocks) for each in seen[level]])
        which = ~np.isnan(clocks[:, READY])
        place = np.repeat(np.arange(n), many)[which]
        counts = taken[:, place]
        with np.errstate(invalid="ignore"):
            shares.append(weight * counts / counts.sum(axis=1, keepdims=True))
        days.append((clocks[:, LIVE] - clocks[:, READY])[which])
    release, share = np.concatenate(days), np.concatenate(shares, axis=1)
    if not len(release):
        return np.full(len(taken), np.nan)
    order = np.argsort(release, kind="stable")
    passed = np.cumsum(share[:, order], axis=1)
    return np.asarray(release[order][np.argmax(passed >= 0.5 * passed[:, -1:], axis=1)])

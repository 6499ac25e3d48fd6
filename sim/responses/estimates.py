"""Estimates over replications: of one configuration, and of differences between two with the same luck."""

from collections.abc import Sequence

import numpy as np

from sim.responses.measures import Measures
from sim.responses.register import Response, known
from sim.stats import bootstrap
from sim.stats.bootstrap import Interval
from sim.stats.curve import Curves, Floats, common_grid, curves, percentiles


def cohort_curves(measures: Sequence[Measures], *, grid: Floats | None = None) -> Curves:
    """Cumulative incidence of live, one row per replication."""
    return curves([m.duration for m in measures], [m.outcome for m in measures], grid)


def ratio_columns(measures: Sequence[Measures], name: str) -> tuple[Floats, Floats]:
    """Numerators and denominators of a response, one of each per replication."""
    names = measures[0].names
    place = names.index(name)
    pairs = np.array([m.pairs[place if m.names is names else m.names.index(name)] for m in measures])
    return pairs[:, 0], pairs[:, 1]


def estimate(
    measures: Sequence[Measures], name: str, *, level: float = 0.95, seed: int = 0, curve: Curves | None = None
) -> Interval:
    """A response of one configuration, with its interval; `curve` spares making it again for percentiles."""
    response = known(name)
    if response.measure is None:
        curve = cohort_curves(measures) if curve is None else curve
        return bootstrap.curve_percentile(curve, response.percentile, level=level, seed=seed)
    return bootstrap.ratio_of_sums(*ratio_columns(measures, name), level=level)


def difference(
    measures: Sequence[Measures], base: Sequence[Measures], name: str, *, level: float = 0.95, seed: int = 0
) -> Interval:
    """A response of one configuration minus that of the baseline, replication by replication the same luck."""
    response = known(name)
    _same_length(measures, base)
    if response.measure is not None:
        return bootstrap.ratio_difference(*ratio_columns(measures, name), *ratio_columns(base, name), level=level)
    grid = _shared_grid([measures, base])
    one, other = cohort_curves(measures, grid=grid), cohort_curves(base, grid=grid)
    return bootstrap.curve_percentile_difference(one, other, response.percentile, level=level, seed=seed)


def family(
    configurations: Sequence[Sequence[Measures]], name: str, *, seed: int = 0, draws: int = bootstrap.DRAWS
) -> tuple[Floats, Floats]:
    """Estimates of a response in several configurations, and bootstrap draws of them with shared resampling.

    What `sim.stats.multiple` asks for; the draws have shape (draw, configuration).
    """
    response = known(name)
    _same_length(*configurations)
    counts = bootstrap.resample_counts(len(configurations[0]), draws, seed)
    if response.measure is None:
        return _family_of_percentiles(configurations, response, counts)
    columns = [ratio_columns(measures, name) for measures in configurations]
    return (
        np.array([float(bootstrap.ratio(*pair)) for pair in columns]),
        np.stack([bootstrap.ratio(*pair, counts) for pair in columns], axis=1),
    )


def _family_of_percentiles(
    configurations: Sequence[Sequence[Measures]], response: Response, counts: Floats
) -> tuple[Floats, Floats]:
    grid = _shared_grid(configurations)
    found = [cohort_curves(measures, grid=grid) for measures in configurations]
    return (
        np.array([float(percentiles(curve, response.percentile)[0]) for curve in found]),
        np.stack([percentiles(curve, response.percentile, counts) for curve in found], axis=1),
    )


def _shared_grid(configurations: Sequence[Sequence[Measures]]) -> Floats:
    return common_grid([m.duration for measures in configurations for m in measures])


def _same_length(*configurations: Sequence[Measures]) -> None:
    if len({len(measures) for measures in configurations}) > 1:
        raise ValueError("paired estimates need the same replications of every configuration")

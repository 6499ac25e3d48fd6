"""Paired differences: the table of a comparison, and how precise the difference that decides is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.design import Precision
from sim.experiment.run import LEVEL
from sim.responses import RESPONSES, STATES, Measures, Response, difference, estimate, family
from sim.scenario.schema import Scenario
from sim.stats import multiple
from sim.stats.bootstrap import Interval

if TYPE_CHECKING:
    import pandas as pd

ALONE = "each difference on its own"


def precision_of(configurations: Sequence[Sequence[Measures]], response: Response, baseline: Scenario) -> Precision:
    """Half-widths of the differences to the baseline against the difference that matters.

    Without such a difference it is the share of the baseline's figure that the study wants for a half-width.
    """
    base = configurations[0]
    wanted = baseline.study.half_width * abs(estimate(base, response.name, level=LEVEL).estimate)
    if response.unit == "working days":
        wanted = max(wanted, baseline.goal.matters)
    found = [difference(each, base, response.name, level=LEVEL).half_width for each in configurations[1:]]
    pairs = tuple((half, wanted) for half in sorted(found, reverse=True))
    return Precision(pairs, len(base), LEVEL, "days" if response.unit == "working days" else response.unit)


def differences_of(names: Sequence[str], measured: Sequence[Sequence[Measures]], response: Response) -> "pd.DataFrame":
    """Paired differences against the first configuration in every response that has a better and a worse."""
    import pandas as pd

    together = f"{len(names) - 1} differences in {response.label} together" if len(names) > 2 else ALONE
    rows = []
    for name, each in RESPONSES.items():
        if each.over or not (each.better or name == "conversion"):
            continue
        alone = [difference(one, measured[0], name, level=LEVEL) for one in measured[1:]]
        decides = name == response.name
        shown = _together(measured, name, alone) if decides and len(names) > 2 else alone
        chances = [multiple.p_value(interval) if each.measure else np.nan for interval in alone]
        adjusted = multiple.holm(chances) if decides and each.measure else np.array(chances)
        for configuration, interval, chance in zip(names[1:], shown, adjusted.tolist(), strict=True):
            rows.append(
                {
                    "response": name,
                    "label": each.label,
                    "unit": each.unit,
                    "configuration": configuration,
                    "baseline": names[0],
                    "estimate": interval.estimate,
                    "low": interval.low,
                    "high": interval.high,
                    "level": interval.level,
                    "method": interval.method,
                    "n": interval.n,
                    "family": together if decides else ALONE,
                    "p_value": chance,
                }
            )
    return pd.DataFrame(rows)


def by_state(names: Sequence[str], measured: Sequence[Sequence[Measures]]) -> "pd.DataFrame":
    """Days of the difference to the first configuration in each state of the time to production.

    They add up to the difference of the means exactly, since every instant of an item's way is in one state.
    """
    import pandas as pd

    rows = []
    for configuration, each in zip(names[1:], measured[1:], strict=True):
        for state in STATES:
            interval = difference(each, measured[0], f"time_in.{state}", level=LEVEL)
            rows.append(
                {
                    "configuration": configuration,
                    "baseline": names[0],
                    "state": state,
                    "estimate": interval.estimate,
                    "low": interval.low,
                    "high": interval.high,
                    "level": interval.level,
                    "method": interval.method,
                    "n": interval.n,
                }
            )
    return pd.DataFrame(rows)


def _together(measured: Sequence[Sequence[Measures]], name: str, alone: Sequence[Interval]) -> Sequence[Interval]:
    """Intervals that hold together; one by one where a percentile is not reached everywhere."""
    estimates, draws = family(measured, name)
    if not np.isfinite(estimates).all():
        return alone
    return multiple.simultaneous(
        estimates[1:] - estimates[0], draws[:, 1:] - draws[:, [0]], n=len(measured[0]), level=LEVEL
    )

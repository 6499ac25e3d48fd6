"""Paired differences: the table of a comparison, and how precise the difference that decides is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.design import Precision
from sim.experiment.run import LEVEL
from sim.narrative.difference import is_time_to_production
from sim.responses import RESPONSES, STATES, Measures, Response, difference, estimate, pairs
from sim.scenario.schema import Scenario
from sim.stats import multiple
from sim.stats.pairs import Pairs

if TYPE_CHECKING:
    import pandas as pd

DAYS = "working days"
WORTH_TELLING = 0.001  # of a share: a tenth of a percentage point
ALONE = "each difference on its own"


def precision_of(configurations: Sequence[Sequence[Measures]], response: Response, baseline: Scenario) -> Precision:
    """Half-widths of the differences to the baseline, as they are told, against the difference that matters.

    Without such a difference it is the share of the baseline's figure that the study wants for a half-width.
    """
    for judged in (response, RESPONSES["restricted_mean"], RESPONSES["throughput"]):  # the first that may be told
        family = pairs(configurations, judged.name, level=LEVEL)
        if response.measure is None or np.isfinite(family.low).all():
            break
    halves = sorted((family.between(place, 0).half_width for place in range(1, len(family))), reverse=True)
    wanted = baseline.study.half_width * abs(estimate(configurations[0], judged.name, level=LEVEL).estimate)
    if judged.unit == DAYS:
        wanted = max(wanted, baseline.goal.matters)
    unit = "days" if judged.unit == DAYS else judged.unit
    return Precision(tuple((half, wanted) for half in halves), len(configurations[0]), LEVEL, unit)


def matters_of(response: Response, scenario: Scenario) -> float:
    """The difference in a response that matters: in times to production the user's, in shares what is worth telling.

    The restricted mean and other days have none: what matters was said of times to production.
    """
    if is_time_to_production(response.name):
        return float(scenario.goal.matters)
    return WORTH_TELLING if response.unit.startswith("share") else 0.0


def differences_of(
    names: Sequence[str], measured: Sequence[Sequence[Measures]], response: Response, family: Pairs
) -> "pd.DataFrame":
    """Paired differences against the first configuration in every response that has a better and a worse.

    Those of the response that decides are of the family; the others stand one by one.
    """
    import pandas as pd

    rows = []
    for name, each in RESPONSES.items():
        if each.over or not (each.better or name == "conversion"):
            continue
        decides = name == response.name
        for place, configuration in enumerate(names[1:], start=1):
            if decides:
                interval, chance = family.between(place, 0), float(family.chance[place, 0])
            else:
                interval = difference(measured[place], measured[0], name, level=LEVEL)
                chance = multiple.p_value(interval) if each.measure else np.nan
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
                    "family": together(names, response) if decides else ALONE,
                    "p_value": chance,
                }
            )
    return pd.DataFrame(rows)


def together(names: Sequence[str], response: Response) -> str:
    """The family in words."""
    many = len(names) * (len(names) - 1) // 2
    return f"{many} differences in {response.label} together" if len(names) > 2 else ALONE


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

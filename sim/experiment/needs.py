"""Who is needed: the expected work of each role at low, mid and high maturity, with the head count beside it."""

from typing import TYPE_CHECKING

from sim.blueprint.averages import Averages
from sim.blueprint.offered_load import offered_load
from sim.rules import DAYS_PER_YEAR
from sim.scenario import Given, as_scenario
from sim.scenario.amounts import DIALS, LEVELS
from sim.scenario.edit import edit
from sim.scenario.organization import place

if TYPE_CHECKING:
    import pandas as pd


def who_is_needed(scenario: Given) -> "pd.DataFrame":
    """Expected work by role with all three dials at one level, on day 0; nothing is simulated.

    Columns: role, label, level (low, mid, high), work_per_use_case (focused person-days per request for the use case
    itself, coordination and calls included; duties and operation are not), work_per_year (focused person-days with
    everything asked for) and people (those who hold the role first). Empty where no requests keep arriving.

    Args:
        scenario: a scenario, a shipped name, the path of a file, or what a file would say as a dict.
    """
    import pandas as pd

    scenario = as_scenario(scenario)

    head_count = [person.roles[0][0] for person in place(scenario).people]
    rows = []
    for level, value in LEVELS.items():
        whole = edit(scenario, {f"maturity.{dial}": value for dial in DIALS})
        requests = Averages(whole, 0.0).requests
        alone = edit(whole, {"switches.duties": False, "switches.operation": False})
        own = {load.roles[0]: load.work for load in offered_load(alone) if load.scope == "role"}
        for load in offered_load(whole):
            if load.scope == "role" and requests > 0.0:
                role = load.roles[0]
                rows.append(
                    {
                        "role": role,
                        "label": scenario.roles[role].label or role.replace("_", " "),
                        "level": level,
                        "work_per_use_case": own.get(role, 0.0) / requests,
                        "work_per_year": load.work * DAYS_PER_YEAR,
                        "people": head_count.count(role),
                    }
                )
    return pd.DataFrame(rows, columns=["role", "label", "level", "work_per_use_case", "work_per_year", "people"])

"""The waterfall of an explanation: what is drawn is the table, whatever the names, and doubt is written on it."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim import charts
from sim.charts.saving import texts_of, title_of

GROUPS = ("handover", "rework", "gates", "queueing", "platform")
LABELS = ("handover and coordination", "rework and context", "gates and waits", "queueing",
          "platform, duties and operation", "the work itself (all of these off)", "difference")  # fmt: skip
USUAL = (-29.7, -5.0, -3.0, 13.0, 5.7, 0.8)


def explained(days=USUAL, half=1.5, names=("Centralized", "Center of excellence"), mean=175.0):
    values = np.array([*days, sum(days)])
    half = half if np.any(values) else 0.0
    verdicts = [
        "none" if v == half == 0 else "faster" if v < -half else "slower" if v > half else "not clear" for v in values
    ]
    table = pd.DataFrame(
        {
            "configuration": names[1], "baseline": names[0], "group": [*GROUPS, "remains", "difference"],
            "label": LABELS, "estimate": values, "low": values - half, "high": values + half, "verdict": verdicts,
            "level": 0.95,
        }
    )  # fmt: skip
    rows = [{"configuration": names[0], **dict.fromkeys(GROUPS, on), "mean": mean} for on in (False, True)]
    return SimpleNamespace(table=table, combinations=pd.DataFrame(rows), n=47)


def test_steps_lead_from_the_baseline_to_the_alternative():
    ax = charts.why_waterfall(explained(), "Center of excellence")
    bars = [bar for container in ax.containers for bar in container]
    totals, steps = bars[:2], bars[2:]
    assert totals[0].get_height() == pytest.approx(35.0)
    assert [bar.get_height() * 5 for bar in steps] == pytest.approx(USUAL)
    assert totals[0].get_height() + sum(bar.get_height() for bar in steps) == pytest.approx(totals[1].get_height())
    assert title_of(ax.figure) == (
        "3.6 weeks faster with Center of excellence than with Centralized; "
        "the largest effect is handover and coordination (−5.9 weeks)"
    )


def test_doubt_is_written_on_the_step_and_the_title_names_only_what_is_clear():
    doubtful = charts.why_waterfall(explained((0.5, -4.0, 0.0, 1.0, 0.2, 0.1)), "Center of excellence")
    assert sum("(not clear)" in text.get_text() for text in texts_of(doubtful.figure)) == 5
    assert "rework and context" in title_of(doubtful.figure)
    balanced = charts.why_waterfall(explained((-10.0, 4.0, 0.0, 5.0, 1.5, 0.1)), "Center of excellence")
    assert title_of(balanced.figure) == (
        "Not clear whether Center of excellence or Centralized is faster; "
        "the largest effect is handover and coordination (−10.0 days)"
    )
    unknown = charts.why_waterfall(explained(half=50.0), "Center of excellence")
    assert title_of(unknown.figure).startswith("Not clear which effects")
    equal = charts.why_waterfall(explained((0.0,) * 6), "Center of excellence")
    assert title_of(equal.figure) == "Nothing makes Center of excellence differ from Centralized"


LONG = "A federated plan with three ML engineers in retail, variant "


@pytest.mark.parametrize(
    "days", [USUAL, (0.0,) * 6, (0.5, -4.0, 0.0, 1.0, 0.2, 0.1), (90.0, 60.0, 40.0, 90.0, 9.0, 9.0)]
)
@pytest.mark.parametrize("names", [("Centralized", "Center of excellence"), (LONG + "one", LONG + "two")])
def test_texts_are_readable(days, names, assert_readable):
    assert_readable(charts.why_waterfall(explained(days, names=names), names[1]))


def test_what_is_not_known_is_refused():
    with pytest.raises(ValueError, match="no explanation"):
        charts.why_waterfall(explained(), "somebody else")
    with pytest.raises(ValueError, match="not known"):
        charts.why_waterfall(explained((np.nan,) * 6), "Center of excellence")

"""The published totals: what surveys report, what counts as agreement, and how independent each is of the scenario.

Ranges were fixed before the simulation was run. A range whose ends are equal is a single published value, met where
the interval covers it. In a note, a quantity in braces stands for its figure in the unit of the row.
"""

from dataclasses import dataclass, field
from math import inf

from sim.scenario.sources import evidence

LEVELS = {"low": 0.0, "mid": 0.5, "high": 1.0}  # all three dials
WEIGHTS = {"low": 0.30, "mid": 0.45, "high": 0.25}
MIX = "mix"
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Total:
    """One published total beside what measures it here."""

    id: str
    label: str
    quantity: str  # of published_totals, or a median
    unit: str  # %, months, days, x
    accept: dict[str, Range]  # level or mix: what counts as agreement, in the unit
    independence: str
    rests_on: tuple[str, ...]
    note: str = ""
    levels: bool = field(default=True)  # whether there is a figure for each level


FREE, KNOWN, FITTED, SET = "free", "known", "fitted", "set"
INDEPENDENCE = {
    FREE: "not used when values were chosen",
    KNOWN: "not fitted, but known when values were chosen",
    FITTED: "aimed at by the calibration, which had no queues",
    SET: "follows nearly directly from a number in the scenario",
}

TOTALS = (
    Total(
        "V-1", "T1→T3, mean (months)", "defined_to_live", "months", {MIX: (4.5, 7.5)}, KNOWN, ("T6", "T10"),
        "1.4 calendar days a working day, so a month has 21.7 working days; with the 21 of the scenario files means "
        "would be 3.5 % longer",
    ),
    Total("V-2", "T1→T3 within 12 months", "within_12_months", "%", {MIX: (85, 95)}, KNOWN, ("T7",)),
    Total(
        "V-3", "early prototype to live, mean (months)", "prototype_to_live", "months", {MIX: (4, 9)}, KNOWN, ("T5",),
        "the survey does not define an early prototype; taken is the middle between T1 and T2, as in the calibration. "
        "From the first work on a model it is {first_model_to_live}",
    ),
    Total(
        "V-4", "T1→T3 within 90 days", "within_90_days", "%", {MIX: (20, 45)}, FREE, ("T8", "T9"),
        "no survey has it; the range is an expectation",
    ),
    Total(
        "V-4", "light requests: T1→T3 within 120 days", "light_within_120_days", "%", {MIX: (50, 100)}, FREE, ("T8",),
        '"most" is read as more than half',
    ),
    Total(
        "V-5", "PoCs scrapped before production", "scrapped", "%", {MIX: (40, 52)}, SET, ("G3", "G1", "G2"),
        "of the requests whose prototype is judged; what the two gates after it stop decides it. Levels meet the same "
        "luck, so they are equal, and the interval is chance only",
    ),
    Total(
        "V-6", "requests reaching production", "conversion", "%", {MIX: (15, 40)}, SET, ("G4", "G5", "G10"),
        "of requests accepted for definition (T0), not of first ideas; four gates set it",
    ),
    Total(
        "V-7", "time spent waiting, touch definition", "waiting", "%",
        {"low": (85, 100), "mid": (75, 90), "high": (55, 80)}, FREE, ("W17", "C1"),
        "of T0→T3 of those that go live. Touched is only focused work: days on which somebody works × the focus factor "
        "of C1. If all such days counted as touched it would be {not_active}. The ranges are practitioners' claims",
    ),
    Total(
        "V-8", "rework share of effort", "rework", "%", {"low": (20, 45), "mid": (20, 45), "high": (20, 45)}, FREE,
        ("E7",), "days worked at repeated visits up to T3, stopped requests included",
    ),
    Total(
        "V-9", "data preparation in development effort", "preparation", "%", {MIX: (40, 60)}, SET, ("E1", "E4", "E2"),
        "days worked at ingestion and preparation, of all from the access request to packaging, rework included; with "
        "the access request counted as data work {preparation_and_access}. Efforts follow E1, loops add to them",
    ),
    Total(
        "V-10", "T2→T3, median at low : at high", "release_ratio", "x", {MIX: (10, inf)}, FREE, ("T12",),
        "T12 is about releases of software, not of models; the medians stand below, in a row of T4", levels=False,
    ),
    Total(
        "V-11", "in use after 3 years", "in_use_after_3_years", "%", {"low": (20, 20), "high": (45, 45)}, SET, ("M3",),
        "years of 252 working days; what is live on day 0 counts from there, as lives are exponential",
    ),
    Total(
        "V-12", "repairs taking a week or longer", "repair_over_a_week", "%", {"mid": (20, 30)}, SET, ("M2",),
        "from the drift to the end of a retraining, queues included; returns to development are not counted",
    ),
    Total(
        "V-15", "utilization of data engineers", "engineers_busy", "%", {"low": (85, 95)}, KNOWN, ("C4",),
        "share of days present with work in hand; requests a year and head count decide it, and both are assumptions",
    ),
    Total(
        "V-17", "upkeep in data engineers' work", "upkeep", "%", {MIX: (40, 60)}, SET, ("C2",),
        "duties and upkeep of what is live; with repairs and returns to development {upkeep_and_repair}",
    ),
    Total("T4", "T2→T3 up to 7 days", "release_within_7", "%", {MIX: (11, 17)}, FITTED, ("T1", "T2", "T3"),
          "surveys ask organizations for their usual time, here each use case counts; the ranges span the two surveys, "
          "answers \"unsure\" left out"),
    Total("T4", "T2→T3 8 to 30 days", "release_8_to_30", "%", {MIX: (25, 34)}, FITTED, ("T1", "T2", "T3")),
    Total("T4", "T2→T3 31 to 90 days", "release_31_to_90", "%", {MIX: (27, 34)}, FITTED, ("T1", "T2", "T3")),
    Total("T4", "T2→T3 over 90 days", "release_over_90", "%", {MIX: (22, 30)}, FITTED, ("T1", "T2", "T3")),
    Total(
        "T4", "T2→T3, median (calendar days)", "release_median", "days", {MIX: (37, 37)}, FITTED, ("T1", "T2", "T3"),
        "of a log-normal law laid through the buckets",
    ),
    Total(
        "T3", "T1→T2 over 30 days", "development_over_30", "%", {MIX: (66, 66)}, KNOWN, ("T3",),
        "of those that reach T2",
    ),
)  # fmt: skip

NOT_MEASURED = {
    "V-13": "conversion of central against decentralized teams: gates stop the same requests in every form, so "
    "conversion is an input here, not a result",
    "V-14": "teams four to five times as large: not run here",
    "V-16": "actual against planned duration: nobody plans in the simulation",
}

# rows of evidence that no scenario cites; the others are in sources.yaml
_CITED = {
    "T1": "Algorithmia, 2020 State of Enterprise ML (n = 745), as reported by The New Stack, 19 Dec 2019",
    "T2": "the same survey in Paleyes, Urma & Lawrence, Challenges in Deploying ML (2020)",
    "T3": "Algorithmia, 2021 Enterprise Trends in ML (n = 403), as reported by L. Hecht",
    "T5": "Gartner, survey of Q4 2023 (n = 644)",
    "T6": "Comet, ML Practitioner Survey (2022/23, n about 500), as summarized by Weights & Biases",
    "T7": "IDC for Microsoft, The Business Opportunity of AI (2023, n = 2,109)",
    "T8": "McKinsey Global Survey on AI, May 2024",
    "T9": "MIT Project NANDA, The GenAI Divide (2025; preliminary)",
    "T10": "Ravon Group, Scale-Up AI Implementation Benchmarks (2026, n not given)",
    "G5": "Deloitte, State of AI 2026 (n = 3,235)",
    "E2": "CrowdFlower, Data Science Report (2017)",
    "E7": "Boehm & Basili, Software Defect Reduction Top 10 List, IEEE Computer 34(1), 2001",
    "W17": "flow efficiency in glossaries of lean practitioners; no primary data set found",
}


def citation(row: str) -> str:
    """The source of a row of evidence."""
    known = evidence()
    return known[row].source if row in known else _CITED[row]

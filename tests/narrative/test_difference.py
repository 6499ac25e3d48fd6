"""Sentences say what the numbers say: read back, they give the same direction, side of zero and size."""

import re

from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from sim.narrative.difference import Gap, headline, label, runs_needed, sentence
from sim.narrative.standing import standing
from sim.narrative.states import because
from sim.stats.verdict import Verdict

BEATS = (
    r"(alpha|omega) (?:beats|is (?:faster|better) than) (alpha|omega).*?by ([\d.]+) (\w+)"
    r".*?interval ([\d.]+) to ([\d.]+),"
)
FORBIDDEN = ("significant", "p-value", "proves")


def gap(estimate: float, low: float, high: float, **other: object) -> Gap:
    given = {
        "response": "time_to_production",
        "label": "time to production",
        "unit": "working days",
        "better": "lower",
        "one": "coe",
        "other": "centralized",
        "n": 400,
        "matters": 5.0,
    }
    return Gap(estimate=estimate, low=low, high=high, **(given | other))  # type: ignore[arg-type]


SITUATIONS = {
    "beats": gap(-34.27, -40.6, -27.9),
    "beats, seen from the other": gap(34.27, 27.9, 40.6),
    "barely": gap(-2.2, -3.4, -1.0),
    "perhaps little": gap(-9.0, -16.0, -2.0),
    "no difference": gap(0.8, -2.6, 4.2),
    "unclear": gap(-4.0, -16.0, 8.0),
    "equal": gap(0.0, 0.0, 0.0),
    "conversion": gap(
        0.031,
        0.012,
        0.05,
        response="conversion",
        label="conversion",
        unit="share of requests",
        better="higher",
        matters=0.0,
    ),
    "P85": gap(-61.0, -88.0, -34.0, response="p85", label="P85 of time to production"),
    "simultaneous": gap(-34.27, -40.6, -27.9, simultaneous=True),
}


def test_the_wordings(snapshot: SnapshotAssertion) -> None:
    assert {name: sentence(each) for name, each in SITUATIONS.items()} == snapshot


def test_an_unclear_answer_says_how_long_more_runs_take() -> None:
    text = sentence(gap(-4.0, -16.0, 8.0), seconds_per_run=0.5)
    assert text.endswith("(about 58 min) have a chance of 80 % of telling.")


def test_where_the_difference_comes_from(snapshot: SnapshotAssertion) -> None:
    split = {"working": 1.0, "queueing": -12.0, "handover": -30.0, "gate": 0.0, "reworking": 6.73}
    assert [because(gap(-34.27, -40.6, -27.9), split), because(gap(-4.0, -16.0, 8.0), split)] == snapshot


def test_of_three_the_set_that_may_be_best_is_named(snapshot: SnapshotAssertion) -> None:
    gaps = [gap(-34.0, -40.0, -28.0), gap(-30.0, -38.0, -22.0, one="federated")]
    names = ["centralized", "coe", "federated"]
    sets = (["coe"], ["coe", "federated"], names)
    assert [standing(gaps, best) for best in sets] == snapshot


def test_small_figures_are_never_rounded_to_the_other_side() -> None:
    assert "interval 0 to" not in sentence(gap(-10.0, -19.96, -0.04, matters=0.0))
    assert gap(-10.0, -15.0, -5.0000021).verdict is Verdict.BEATS


def test_what_is_small_is_no_0_in_any_place_and_what_is_not_certain_is_so_in_the_title_too() -> None:
    small = gap(0.2, 0.1, 0.3, matters=0.0)
    assert sentence(small).startswith("centralized beats coe by 0.20 days on average")
    assert headline(small) == "0.20 days faster with centralized than with coe"
    assert label(small) == "+0.20 (+0.10 to +0.30) days"
    perhaps = gap(-6.0, -9.0, -3.0)
    assert headline(perhaps).endswith("; whether more than the 5 days that matter is not certain")


def test_percentiles_whose_intervals_overlap_are_not_ranked() -> None:
    title = headline(gap(-10.0, -80.0, 60.0, response="p85"))
    assert title.startswith("Not clear yet whether coe or centralized is faster at P85: coe is between 16")


def test_without_spread_a_difference_is_exact_or_none() -> None:
    assert "(the same in each of 400 paired runs)" in sentence(gap(-8.0, -8.0, -8.0))
    assert (
        sentence(gap(0.0, 0.0, 0.0))
        == "coe and centralized make no difference on average: the same in each of 400 paired runs."
    )


def test_more_runs_are_needed_where_it_is_not_clear() -> None:
    assert runs_needed(gap(-4.0, -16.0, 8.0)) > 400


DAYS = st.floats(-400, 400, allow_nan=False).map(lambda x: round(x, 4))


@st.composite
def gaps(draw: st.DrawFn) -> Gap:
    low, estimate, high = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    shares = draw(st.booleans())
    kind: dict[str, object] = {"one": "alpha", "other": "omega", "n": draw(st.integers(2, 5000))}
    if shares:
        kind |= {"response": "conversion", "label": "conversion", "unit": "share of requests", "better": "higher"}
        low, estimate, high = low / 400, estimate / 400, high / 400
    return gap(
        estimate, low, high, **(kind | {"matters": 0.0 if shares else draw(st.sampled_from([0.0, 1.0, 5.0, 20.0]))})
    )


@given(gaps())
def test_a_sentence_never_disagrees_with_the_numbers(each: Gap) -> None:
    text = sentence(each)
    estimate, low, high = each.advantage
    assert not any(word in text for word in FORBIDDEN)
    assert f"{each.n} paired runs" in text
    if found := re.search(BEATS, text):
        first, _, d, unit, lo, hi = found.groups()
        assert each.winner == first
        scale = {"week": 5.0, "weeks": 5.0, "day": 1.0, "days": 1.0, "percentage": 0.01}[unit]
        d, lo, hi = (float(value) * scale for value in (d, lo, hi))
        near, far = sorted((abs(low), abs(high)))
        half = (far - near) / 2
        tolerance = max(half / 2, 0.005 * scale) + 1e-9
        assert 0 < lo <= d <= hi
        assert abs(d - abs(estimate)) <= tolerance
        assert abs(lo - near) <= tolerance
        assert abs(hi - far) <= tolerance
        if each.matters:
            assert ("you said matter:" in text) == (hi < each.matters)
            if "not certain" not in text and "you said matter:" not in text:
                assert lo > each.matters
    elif "No practical difference" in text:
        most, unit = re.search(r"at most ([\d.]+) (\w+)", text).groups()  # type: ignore[union-attr]
        assert low <= 0 <= high
        assert float(most) * {"week": 5.0, "weeks": 5.0, "day": 1.0, "days": 1.0}[unit] <= each.matters
    elif "Not clear yet" in text:
        assert low <= 0 <= high
        assert max(-low, high) > each.matters
        assert int(re.search(r"About ([\d,]+) more", text)[1].replace(",", "")) >= 1  # type: ignore[index]
    else:
        assert "the same in each" in text
        assert high - low < 1e-5
        if "make no difference" in text:
            assert max(abs(low), abs(high)) < 1e-5


def test_a_share_that_differs_by_less_than_a_tenth_of_a_point_is_said_to_be_not_worth_telling() -> None:
    small = gap(
        1.9e-5, 1.0e-5, 2.8e-5, response="conversion", label="conversion", unit="share of requests", better="higher",
        matters=0.001,
    )  # fmt: skip
    assert small.verdict is Verdict.BARELY
    assert "by less than the 0.1 percentage points worth telling" in sentence(small)

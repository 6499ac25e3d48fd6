"""One voice: over random results no two texts name another winner, another number or another certainty.

Texts are read by `tests.narrative.reading`, which shares nothing with what writes them.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.charts.differences import _title
from sim.experiment import claims
from sim.experiment.claims_text import amount as claimed
from sim.experiment.why import effect
from sim.narrative.difference import Gap, headline, label, sentence
from sim.narrative.standing import headline_of, standing
from sim.stats.pairs import all_pairs
from tests.narrative import reading
from tests.narrative.reading import (
    BARELY,
    CERTAIN,
    EQUAL,
    NONE,
    PERHAPS,
    UNCLEAR,
    UNKNOWN,
    read,
    read_claim,
    read_label,
)

NAMES = ("alpha", "bravo", "charlie", "delta", "echo")
SIZES = st.one_of(st.floats(-400, 400), st.floats(-6, 6), st.floats(-0.05, 0.05), st.just(0.0)).map(
    lambda x: round(x, 5)
)
KINDS: dict[str, dict[str, Any]] = {
    "time_to_production": {"label": "time to production", "unit": "working days", "better": "lower"},
    "p85": {"label": "P85 of time to production", "unit": "working days", "better": "lower"},
    "conversion": {"label": "conversion", "unit": "share of requests", "better": "higher"},
    "throughput": {"label": "throughput", "unit": "live per year", "better": "higher"},
    "cost_per_year": {"label": "cost per year", "unit": "USD per year", "better": "lower"},
}


@st.composite
def gaps(draw: st.DrawFn) -> Gap:
    """A difference: long, short, tiny, exact, without interval; alone or told together with others."""
    response = draw(st.sampled_from(list(KINDS)))
    low, estimate, high = sorted(draw(st.tuples(SIZES, SIZES, SIZES)))
    if draw(st.integers(0, 9)) == 0:
        low = high = estimate
    if draw(st.integers(0, 19)) == 0:
        low = high = float("nan")
    worth = {"conversion": 1 / 400, "throughput": 0.05, "cost_per_year": 20_000.0}.get(response, 1.0)
    matters = draw(st.sampled_from([0.0, 1.0, 5.0, 20.0])) if worth == 1.0 else 0.0
    others = draw(st.lists(st.tuples(SIZES, SIZES, SIZES).map(sorted), max_size=3))
    among = tuple((b * worth, a * worth, c * worth) for a, b, c in others)
    ends = (estimate * worth, low * worth, high * worth)
    n = draw(st.integers(2, 5000))
    return Gap(
        response, **KINDS[response], one="alpha", other="bravo", estimate=ends[0], low=ends[1], high=ends[2], n=n,
        matters=matters, simultaneous=bool(among), among=(*among, ends) if among else (),
    )  # fmt: skip


def meant(gap: Gap) -> tuple[str, str | None]:
    """What the interval says, worked out here: how certain, and who is ahead."""
    ends = [0.0 if abs(end) < 1e-6 else end for end in (gap.low, gap.high)]
    if not all(map(np.isfinite, ends)):
        return UNKNOWN, None
    near, far = sorted(map(abs, ends))
    if far == 0.0:
        return EQUAL, None
    if ends[0] <= 0.0 <= ends[1]:
        return (NONE if far <= gap.matters else UNCLEAR), None
    ahead = gap.one if (ends[1] < 0.0) == (gap.better == "lower") else gap.other
    if not gap.matters or near > gap.matters:
        return CERTAIN, ahead
    return (BARELY if far <= gap.matters else PERHAPS), ahead


def near_enough(said: float, exact: float, gap: Gap) -> bool:
    """Whether a rounded number is as close as the widest interval beside it allows, and on the right side of 0."""
    halves = [(high - low) / 2 for _, low, high in (*gap.among, (0, gap.low, gap.high)) if np.isfinite(high - low)]
    scale = {"conversion": 0.01, "cost_per_year": 100.0}.get(gap.response, 5.0)
    return abs(said - exact) <= max([*halves, scale / 50]) / 4 + 1e-6 and (said == 0.0 or said * exact > 0.0)


@settings(max_examples=400, deadline=None)
@given(gaps())
def test_sentence_and_title_name_the_winner_and_the_certainty_that_the_interval_has(gap: Gap) -> None:
    certainty, winner = meant(gap)
    for text in (sentence(gap), headline(gap)):
        heard = read(text)
        assert heard.certainty == certainty, text
        if certainty in (CERTAIN, PERHAPS, BARELY):
            assert (heard.winner, heard.loser) == (winner, ({gap.one, gap.other} - {winner}).pop()), text


@settings(max_examples=400, deadline=None)
@given(gaps())
def test_sentence_title_label_and_claim_give_one_number(gap: Gap) -> None:
    told, title, tag = read(sentence(gap)), read(headline(gap)), read_label(label(gap))
    claim = read_claim(claimed(gap))
    assert (told.size, told.certainty) == (title.size, title.certainty)
    if tag is None or claim is None:
        assert tag is claim is None
        assert told.certainty in (EQUAL, UNKNOWN)
        return
    middle, low, high, _ = tag
    assert claim[0] == pytest.approx(middle)
    assert claim[1] == pytest.approx((low, high))
    assert near_enough(middle, gap.estimate, gap)
    assert low <= middle <= high
    if told.certainty == NONE:
        assert told.size == pytest.approx(max(abs(low), abs(high)))
    elif told.certainty == UNCLEAR:
        better, worse = (-low, high) if gap.better == "lower" else (high, -low)
        assert told.ends == title.ends == pytest.approx((better, worse))
    else:
        assert told.size == pytest.approx(abs(middle))
        assert told.ends is not None
        assert sorted(told.ends) == pytest.approx(sorted((abs(low), abs(high))))


@settings(max_examples=400, deadline=None)
@given(gaps())
def test_no_text_says_more_than_its_interval(gap: Gap) -> None:
    told = read(sentence(gap))
    if told.certainty in (CERTAIN, PERHAPS, BARELY):
        assert told.ends is not None
        near, far = sorted(told.ends)
        assert 0 < near <= (told.size or 0.0) <= far
        if gap.matters:
            assert {CERTAIN: near > gap.matters, BARELY: far <= gap.matters, PERHAPS: True}[told.certainty]
    elif told.certainty == NONE:
        assert (told.size or 0.0) <= gap.matters


@settings(max_examples=400, deadline=None)
@given(gaps())
def test_what_claims_and_explanations_judge_is_the_same_verdict(gap: Gap) -> None:
    certainty, _ = meant(gap)
    word = effect(gap.estimate, gap.low, gap.high)
    sign = {"faster": -1, "slower": 1, "none": 0, "not clear": None}[word]
    if certainty in (CERTAIN, PERHAPS, BARELY):
        assert sign == np.sign(gap.low + gap.high)
    else:
        assert sign == (0 if certainty == EQUAL else None)
    same = claims.verdict_of("same", gap.low, gap.high, gap.matters)
    wanted = {
        EQUAL: "as expected", NONE: "as expected", BARELY: "as expected", CERTAIN: "contrary", PERHAPS: "undecided",
        UNCLEAR: "undecided", UNKNOWN: "undecided",
    }  # fmt: skip
    assert same.value == wanted[certainty]


@st.composite
def races(draw: st.DrawFn) -> tuple[list[Gap], list[list[Gap]], list[str]]:
    """Up to five configurations under common luck: gaps to the baseline, those of all pairs, and who may be best."""
    many, n = draw(st.integers(3, 5)), draw(st.sampled_from([5, 20, 60]))
    luck = np.random.default_rng(draw(st.integers(0, 10_000)))
    level = draw(st.sampled_from([0.0, 0.3, 3.0, 20.0]))
    means = 100.0 + luck.normal(0.0, level, many)
    if draw(st.booleans()):
        means[-1] = means[0]
    values = (
        luck.normal(0.0, 30.0, (n, 1)) + luck.normal(0.0, draw(st.sampled_from([0.0, 1.0, 10.0])), (n, many)) + means
    )
    resampled = luck.integers(0, n, (400, n))
    matters = draw(st.sampled_from([0.0, 5.0]))
    family = all_pairs(values.mean(axis=0), values[resampled].mean(axis=1), n=n)
    ends = [family.between(place, 0) for place in range(1, many)]
    among = tuple((each.estimate, each.low, each.high) for each in ends)
    shared: dict[str, Any] = KINDS["time_to_production"] | {
        "n": n,
        "matters": matters,
        "simultaneous": True,
        "among": among,
    }

    def gap(one: int, other: int) -> Gap:
        found = family.between(one, other)
        return Gap(
            "time_to_production", one=NAMES[one], other=NAMES[other],
            estimate=found.estimate, low=found.low, high=found.high, **shared,
        )  # fmt: skip

    square = [[gap(one, other) for other in range(many) if other != one] for one in range(many)]
    best = [NAMES[place] for place in family.may_be_best(better="lower", matters=matters)]
    return [gap(one, 0) for one in range(1, many)], square, best


@settings(max_examples=150, deadline=None)
@given(races())
def test_the_set_that_may_be_best_and_the_sentences_of_every_pair_never_contradict(
    race: tuple[list[Gap], list[list[Gap]], list[str]],
) -> None:
    to_base, square, best = race
    beaten = {
        read(sentence(gap)).loser
        for row in square
        for gap in row
        if read(sentence(gap)).certainty in (CERTAIN, PERHAPS) and gap.one in best
    }
    for text in (standing(to_base, best), headline_of(to_base, best), _title(to_base, best)):
        if "makes a difference" in text:
            assert all(read(sentence(gap)).certainty == EQUAL for gap in to_base)
            continue
        named = [name for name in NAMES if name in text.split(":" if ":" in text else "(")[0]]
        named = named or [name for name in NAMES if name in text.split(":")[1]]
        assert set(best) == set(named), text
        if text.startswith("Best of"):
            assert beaten == {row[0].one for row in square} - set(best), text
        if "the others are not" in text:
            assert {row[0].one for row in square} - set(best) <= beaten
        if ": " in text and text.startswith("Best of"):
            assert read(text.split(": ", 1)[1].replace("(", "")).winner in (best[0], None)


def test_the_reader_reads() -> None:
    heard = read(
        "coe beats base by 3.9 weeks on average, of those that go live (95 % interval 2.9 to 5.0, chance only)"
    )
    assert (heard.certainty, heard.winner, heard.size) == (CERTAIN, "coe", pytest.approx(19.5))
    assert reading.read_label("−3.9 (−5.0 to −2.9) weeks") == pytest.approx((-19.5, -25.0, -14.5, 5.0))

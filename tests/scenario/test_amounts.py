"""Amounts: what can be written comes back as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import BadInput
from sim.scenario import amounts
from sim.scenario.amounts import Amount, AmountError, ByKind, ByLevel, Drawn, Fixed, OverTime, Scaled, parse, plain
from sim.scenario.change import changed_amount, fixed_levels, times, times_odds

NUMBERS = st.floats(0.001, 1e6, allow_nan=False)
FIXED = st.builds(Fixed, NUMBERS)
DRAWN = st.one_of(
    st.builds(lambda mean: Drawn("exponential", (("mean", mean),)), NUMBERS),
    st.builds(
        lambda median, more: Drawn("lognormal", (("median", median), ("p90", median + more))), NUMBERS, NUMBERS
    ).filter(lambda drawn: 1 < dict(drawn.parameters)["p90"] / dict(drawn.parameters)["median"] < 100),
    st.builds(
        lambda a, b, c: Drawn("pert", (("min", a), ("mode", a + b), ("max", a + b + c))), NUMBERS, NUMBERS, NUMBERS
    ),
    st.builds(lambda values: Drawn("empirical", (("values", tuple(values)),)), st.lists(NUMBERS, min_size=1)),
)
PATHS = st.dictionaries(st.integers(0, 5000), NUMBERS, min_size=1, max_size=5).map(
    lambda path: OverTime(tuple(float(day) for day in sorted(path)), tuple(path[day] for day in sorted(path)))
)
KINDS = st.sampled_from(["light", "standard", "regulated"])


def _deeper(inner: st.SearchStrategy[Amount]) -> st.SearchStrategy[Amount]:
    return st.one_of(
        st.builds(ByLevel, st.sampled_from(amounts.DIALS), inner, inner, inner),
        st.builds(
            ByKind, st.dictionaries(KINDS, inner, min_size=1).map(lambda by: tuple(by.items())), st.none() | inner
        ),
        st.builds(Scaled, inner, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    )


AMOUNTS: st.SearchStrategy[Amount] = st.recursive(st.one_of(FIXED, DRAWN, PATHS), _deeper, max_leaves=8)


@given(AMOUNTS)
def test_an_amount_written_out_reads_back_as_itself(amount: Amount) -> None:
    assert parse(plain(amount)) == amount


@given(AMOUNTS, NUMBERS)
def test_scaling_multiplies_every_fixed_level_and_keeps_laws(amount: Amount, factor: float) -> None:
    scaled = times(amount, factor)
    if isinstance(amount, Drawn):
        assert scaled == (Scaled(amount, (Fixed(factor),)) if factor != 1 else amount)
    before, after = fixed_levels(amount), fixed_levels(scaled)
    assert [value for _, value in after] == pytest.approx([value * factor for _, value in before])


def test_scaling_by_one_changes_nothing() -> None:
    law = parse({"exponential": 3})
    assert times(law, 1.0) is law


@pytest.mark.parametrize(
    ("written", "days"), [(3, 3), ("3d", 3), ("26w", 130), ("2mo", 42), ("1y", 252), ("0.5 w", 2.5)]
)
def test_durations_are_in_working_days(written: object, days: float) -> None:
    assert parse(written) == Fixed(days)


def test_days_of_a_path_may_be_written_in_any_order() -> None:
    assert parse({250: 0.7, 0: 0.3}) == OverTime((0.0, 250.0), (0.3, 0.7))


@pytest.mark.parametrize(
    ("written", "where", "what"),
    [
        ({}, (), "is empty; write a number, a law or an amount by level"),
        ("many", (), '"many" is not a number; write 10, 10d, 2w, 3mo or 1y'),
        ({"by": "mlops", "low": 1, "mid": 2}, (), "level high is missing; low, mid and high are needed"),
        ({"pert": {"min": 3, "mode": 2, "max": 1}}, ("pert",), "pert: needs 0 <= min <= mode <= max and min < max"),
        ({"pert": {"min": 1}, "cap": 3}, ("cap",), "a law stands alone or with times:; unexpected cap"),
        ({"exponential": 2, "times": "x"}, ("times",), '"x" is not a number; write 10, 10d, 2w, 3mo or 1y'),
        ({"by": "kind"}, (), "by: kind needs at least one kind"),
    ],
)
def test_what_is_wrong_with_an_amount_is_told_with_its_place(
    written: object, where: tuple[str, ...], what: str
) -> None:
    with pytest.raises(AmountError) as error:
        parse(written)
    assert (error.value.where, error.value.what) == (where, what)


def test_odds_are_scaled_level_by_level() -> None:
    chance = parse({"by": "mlops", "low": 0.5, "mid": 0.2, "high": 0})
    assert [value for _, value in fixed_levels(times_odds(chance, 2))] == pytest.approx([2 / 3, 1 / 3, 0])
    scaled = Scaled(Fixed(0.5), (Fixed(0.4),))
    assert [value for _, value in fixed_levels(times_odds(scaled, 2))] == pytest.approx([1 / 3])
    with pytest.raises(BadInput, match="odds"):
        times_odds(parse({"uniform": {"min": 0, "max": 1}}), 2)


def test_only_a_fixed_number_can_be_added_to() -> None:
    assert changed_amount(Fixed(3), "-", 1) == Fixed(2)
    with pytest.raises(AmountError, match="only a fixed number can be added to"):
        changed_amount(parse({"exponential": 3}), "+", 1)

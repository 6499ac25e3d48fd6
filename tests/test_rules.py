"""Rules: a table of cases for each scalar function."""

import math

import pytest

from sim import rules
from sim.laws import CONSTANT, LAWS, UNIFORM, Tables

STARTS, DAYS, VALUES = (0, 1, 3, 6), (0, 0, 250, 0, 10, 20), (0.4, 0.3, 0.7, 1, 2, 0)


@pytest.mark.parametrize(
    ("day", "limit", "expected"),
    [
        (0.1 + 0.2, 0.3, True), (0.2 + 4.4 + 0.4, 5, True), (1000.0000000001588, 1000, True), (5, 5, True),
        (0, 0, True), (4, 5, True), (5 + 1e-8, 5, False), (1e-12, 0, False), (math.inf, 5, False), (5, math.inf, True),
    ],
)  # fmt: skip
def test_a_sum_of_days_is_not_after_a_limit_that_it_misses_by_a_hair(day, limit, expected):
    assert rules.not_after(day, limit) is expected


@pytest.mark.parametrize(
    ("day", "inside"),
    [(0, False), (sum([0.1] * 10), True), (1.0, True), (2.5, True), (0.99, False), (3, False), (3 - 1e-12, False)],
)
def test_a_window_begins_and_ends_a_hair_early(day, inside):
    assert rules.in_window(day, 1, 3) is inside


@pytest.mark.parametrize(("due", "day"), [(4, 4), (5, 5), (0.2 + 4.4 + 0.4, 5), (5.001, 5.001), (math.inf, math.inf)])
def test_what_is_due_a_hair_after_the_horizon_happens_on_it(due, day):
    assert rules.happens_at(due, 5) == day


@pytest.mark.parametrize(
    ("path", "day", "value"),
    [
        (0, 0, 0.4), (0, 999, 0.4),  # one point: the same for ever
        (1, 0, 0.3), (1, 125, 0.5), (1, 250, 0.7), (1, 400, 0.7),
        (2, -1, 1), (2, 5, 1.5), (2, 10, 2), (2, 15, 1), (2, 20, 0), (2, 21, 0),
    ],
)  # fmt: skip
def test_a_path_is_linear_between_its_days_and_constant_outside(path, day, value):
    assert rules.path_value(path, day, STARTS, DAYS, VALUES) == pytest.approx(value)


@pytest.mark.parametrize(
    ("low", "high", "share", "scale", "value"),
    [
        (2, 8, 0.5, rules.GEOMETRIC, 4),
        (2, 8, 0.5, rules.LINEAR, 5),
        (0, 8, 0.5, rules.GEOMETRIC, 4),  # linear where a level is 0
        (8, 0, 0.25, rules.GEOMETRIC, 6),
        (0.2, 0.8, 0.5, rules.ODDS, 0.5),  # odds 1/4 and 4: their geometric mean is 1
        (0.5, 0.9, 0.5, rules.ODDS, 0.75),  # odds 1 and 9: 3
        (0, 0.8, 0.5, rules.ODDS, 0.4),  # linear where a level is 0 or 1
        (0.2, 1, 0.5, rules.ODDS, 0.6),
        (3, 7, 0, rules.GEOMETRIC, 3), (3, 7, -1, rules.GEOMETRIC, 3),
        (3, 7, 1, rules.GEOMETRIC, 7), (3, 7, 2, rules.GEOMETRIC, 7),
    ],
)  # fmt: skip
def test_between_two_levels(low, high, share, scale, value):
    assert rules.between(low, high, share, scale) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("level", "value"), [(0, 1), (0.25, 2), (0.5, 4), (0.75, 8), (1, 16), (-0.1, 1), (1.1, 16)])
def test_three_levels_stand_at_0_and_a_half_and_1(level, value):
    assert rules.by_level(1, 4, 16, level, rules.GEOMETRIC) == pytest.approx(value, rel=1e-12)


def amount(number, u, day=0.0):
    """Amounts: 0 fixed 3; 1 uniform 1 to 3; 2 by a dial that rises over days; 3 times path 2; 4 uniform times 3."""
    fixed, flat = [CONSTANT] * 3, [UNIFORM] * 3
    shapes = {
        0: [3, 0, 0, 1] * 3,
        1: [1, 2, 0, 1] * 3,
        2: [10, 0, 0, 1, 20, 0, 0, 1, 20, 0, 0, 2],
        3: [5, 0, 0, 1] * 3,
        4: [1, 2, 0, 2] * 3,
    }
    law = [*fixed, *flat, *fixed, *fixed, *flat]
    shape = [x for values in shapes.values() for x in values]
    return rules.amount_value(
        number, u, day, law, shape, [-1, -1, 1, -1, -1], [rules.LINEAR] * 5, [-1, -1, -1, 2, -1],
        [-1, -1, -1, -1, 3], STARTS, DAYS, VALUES, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "u", "day", "value"),
    [
        (0, 0.9, 0, 3),
        (1, 0.25, 0, 1.5),
        (2, 0.5, 0, 16),  # level 0.3: 0.6 of the way from 10 to 20
        (2, 0.5, 250, 28),  # level 0.7: 0.4 of the way from 20 to 20 x 2
        (3, 0.5, 5, 7.5),
        (4, 0.25, 10, 3 * 10),  # (1 + 2 x 0.25) x 2, times 5 x 2
        (-1, 0.5, 0, 1),
    ],
)
def test_an_amount_is_its_law_by_level_times_its_path_times_its_factors(number, u, day, value):
    assert amount(number, u, day) == pytest.approx(value, rel=1e-12)


def test_a_distribution_by_level_interpolates_its_quantiles_at_the_same_draw():
    tables = Tables()
    rows = [LAWS["lognormal"].prepare({"median": m, "sigma": 0.5}, tables) for m in (8, 4, 1)]
    shape = [x for _, *abc in rows for x in (*abc, 1.0)]
    law = [code for code, *_ in rows]
    value = rules.amount_value(
        0, 0.9, 0.0, law, shape, [0], [rules.GEOMETRIC], [-1], [-1], (0, 1), (0,), (0.75,), tables.floats
    )
    assert value == pytest.approx(2 * math.exp(0.5 * 1.2815515655446004), rel=1e-7)


def test_effort_is_a_fresh_draw_times_size_rework_redoing_and_share():
    assert rules.effort(3.0, 2.0, 0.5, 0.25, 0.4) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("drawn", "size", "grows", "again", "value"),
    [(4, 9, 0, 1, 4), (4, 9, 0.5, 1, 12), (4, 9, 0, 0.5, 2), (4, 1, 2, 1, 4)],
)
def test_a_delay_grows_with_size_only_where_it_says_so(drawn, size, grows, again, value):
    assert rules.delay(drawn, size, grows, again) == pytest.approx(value)


@pytest.mark.parametrize(
    ("ready", "every", "meeting"), [(0, 5, 5), (3, 5, 5), (5, 5, 5), (5.001, 5, 10), (10, 5, 10), (20.5, 21, 21)]
)
def test_the_next_meeting_is_the_first_not_before_the_papers_are_ready(ready, every, meeting):
    assert rules.next_meeting(ready, every) == meeting


def test_the_next_meeting_waits_a_hair_for_papers_and_never_lies_before_they_are_ready():
    assert rules.next_meeting(0.1 + 0.2, 0.3) == 0.1 + 0.2
    assert rules.next_meeting(0.3 * (1 + 1e-8), 0.3) == 0.6
    assert all(rules.next_meeting(0.1 * n, 0.1) == pytest.approx(0.1 * n, rel=1e-12) for n in range(1, 10_000))
    assert all(rules.next_meeting(0.1 * n, 0.1) >= 0.1 * n for n in range(1, 10_000))


@pytest.mark.parametrize(
    ("in_hand", "loss", "copies", "share"),
    [(0, 0.5, False, 1), (1, 0.5, False, 1), (2, 0, False, 0.5), (2, 0.2, False, 0.4), (3, 0.5, False, 1 / 12),
     (3, 0.5, True, 1)],
)  # fmt: skip
def test_the_share_of_attention_of_each_item_in_hand(in_hand, loss, copies, share):
    assert rules.share_of_attention(in_hand, loss, copies) == pytest.approx(share, rel=1e-12)


def test_the_work_clock_advances_by_its_slope_and_ends_where_the_stint_does():
    clock = rules.clock_after(2.0, 10.0, 14.0, 0.5)
    assert clock == 4.0
    target = rules.clock_target(clock, 3.0, 2.0)
    assert target == 5.5
    assert rules.finish_time(14.0, clock, target, 0.5) == 17.0
    assert rules.work_left(clock, target, 2.0) == 3.0


def test_a_clock_at_or_past_its_target_ends_now_with_nothing_left():
    assert rules.finish_time(14.0, 5.5, 5.5, 0.0) == 14.0
    assert rules.finish_time(14.0, 6.0, 5.5, 0.5) == 14.0
    assert rules.work_left(6.0, 5.5, 2.0) == 0.0


def test_a_race_is_won_in_proportion_to_the_shares():
    """Exponential arrivals: with shares 3 and 1 the first wins three times in four, on a grid of both draws."""
    grid = [(i + 0.5) / 200 for i in range(200)]
    first, second = ([rules.race(u, share) for u in grid] for share in (3.0, 1.0))
    wins = sum(a < b for a in first for b in second)
    assert wins / 200**2 == pytest.approx(0.75, abs=0.005)
    assert rules.race(0.5, 0.0) == math.inf
    assert rules.race(math.exp(-2), 4.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("chance", "fade", "fired", "value"),
    [(0.4, 0.5, 0, 0.4), (0.4, 0.5, 1, 0.2), (0.4, 0.5, 3, 0.05), (0.4, 1, 9, 0.4), (0.4, 0, 1, 0)]
)  # fmt: skip
def test_a_chance_fades_each_time_it_fired(chance, fade, fired, value):
    assert rules.faded(chance, fade, fired) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("chance", "factor", "value"),
    [(0.5, 1, 0.5), (0.5, 3, 0.75), (0.2, 1.2, 0.3 / 1.3), (0, 5, 0), (1, 5, 1), (0.75, 1 / 3, 0.5)],
)
def test_lost_context_multiplies_the_odds(chance, factor, value):
    assert rules.with_loss(chance, factor) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("chance", "loss"), [(0.35, 0.2), (0.99, 0.05), (0.01, 3), (0.4, 0)])
def test_the_average_loss_comes_out_as_it_goes_in(chance, loss):
    bare = rules.without_loss(chance, loss)
    assert bare / (1 - bare) == pytest.approx(chance / (1 - chance) / (1 + loss), rel=1e-12)
    assert rules.with_loss(bare, 1 + loss) == pytest.approx(chance, rel=1e-12)


def test_a_rank_weighs_the_known_fields():
    known = (2.0, 10.0, 3.0, 5.0, 0.25)  # class, requested, effort, cost of delay, closeness
    for field, value in enumerate(known):
        weights = [0.0] * 5
        weights[field] = -2.0
        assert rules.rank_value(weights, *known) == -2.0 * value
    assert rules.rank_value([1.0] * 5, *known) == sum(known)


def test_whole_exponents_are_powers_of_the_library_not_products() -> None:
    """Compiled, a whole exponent would be multiplied out, which differs in the last bit from the fourth power on."""
    assert rules.share_of_attention(5, 0.1, False) == math.pow(0.9, 4.0) / 5
    assert rules.faded(0.8, 0.9, 7) == 0.8 * math.pow(0.9, 7.0)

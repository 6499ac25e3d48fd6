"""Laws: quantile functions against scipy, their means and ways of writing them, tables down to tails of 1e-9."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import integrate, stats

from sim.draws import run_key, stream_key, uniform
from sim.laws import CELLS, LAWS, NORMAL, OCTAVES, SIDE, Tables, quantile, read_table

NORMAL_P90 = 1.2815515655446004
STATED = 1e-7  # relative error of tables, down to tails of 1e-9


def lognormal(median, sigma):
    return stats.lognorm(s=sigma, scale=median)


SHAPES = {
    "lognormal of cv 0.5": (
        "lognormal", {"mean": 3, "cv": 0.5}, lognormal(3 / math.sqrt(1.25), math.sqrt(math.log(1.25))),
    ),
    "lognormal of cv 3": ("lognormal", {"mean": 1, "cv": 3}, lognormal(0.1**0.5, math.sqrt(math.log(10)))),
    "lognormal of median and p90": (
        "lognormal", {"median": 6, "p90": 12}, lognormal(6, math.log(2) / NORMAL_P90),
    ),
    "lognormal of median and sigma": ("lognormal", {"median": 1, "sigma": 0.85}, lognormal(1, 0.85)),
    "gamma of cv 2": ("gamma", {"mean": 2, "cv": 2}, stats.gamma(0.25, scale=8)),
    "gamma of cv 0.2": ("gamma", {"mean": 5, "cv": 0.2}, stats.gamma(25, scale=0.2)),
    "erlang of 3 phases": ("erlang", {"mean": 6, "phases": 3}, stats.gamma(3, scale=2)),
    "pert": ("pert", {"min": 1, "mode": 2, "max": 5}, stats.beta(2, 4, loc=1, scale=4)),
    "pert from 0": ("pert", {"min": 0, "mode": 2, "max": 5}, stats.beta(2.6, 3.4, loc=0, scale=5)),
    "pert with the mode at an end": ("pert", {"min": 2, "mode": 2, "max": 4}, stats.beta(1, 5, loc=2, scale=2)),
    "exponential": ("exponential", {"mean": 4}, stats.expon(scale=4)),
    "weibull": ("weibull", {"scale": 3, "shape": 1.5}, stats.weibull_min(1.5, scale=3)),
    "uniform": ("uniform", {"min": 1, "max": 4}, stats.uniform(1, 3)),
    "triangular": ("triangular", {"min": 1, "mode": 2, "max": 5}, stats.triang(0.25, loc=1, scale=4)),
    "triangular, mode last": ("triangular", {"min": 1, "mode": 5, "max": 5}, stats.triang(1, loc=1, scale=4)),
    "geometric": ("geometric", {"mean": 4}, stats.geom(0.25)),
}  # fmt: skip
TAILS = np.concatenate([np.geomspace(1e-9, 0.5, 4001), 2.0 ** -np.arange(1, 30), 1.0 / np.arange(2, 200)])
CONTINUOUS = [name for name in SHAPES if name != "geometric"]


def prepared(law, parameters):
    tables = Tables()
    row = LAWS[law].prepare(parameters, tables)
    return lambda u: quantile(float(u), *row, tables.floats)


@pytest.mark.parametrize("shape", CONTINUOUS)
def test_quantiles_are_those_of_scipy_down_to_tails_of_1e_9(shape):
    law, parameters, reference = SHAPES[shape]
    value = prepared(law, parameters)
    lower = np.array([value(s) for s in TAILS])
    assert np.max(np.abs(lower / reference.ppf(TAILS) - 1)) < STATED
    upper = TAILS[TAILS > 2e-9]
    exact = np.array([float(1 - Fraction(1 - s)) for s in upper])  # what 1 - u is, once u is a float
    assert np.max(np.abs(np.array([value(1 - s) for s in upper]) / reference.isf(exact) - 1)) < STATED


def test_counts_of_the_geometric_law_are_those_of_scipy():
    law, parameters, reference = SHAPES["geometric"]
    value = prepared(law, parameters)
    u = np.linspace(0.001, 0.9991, 997)
    assert np.array_equal([value(x) for x in u], reference.ppf(u))


@pytest.mark.parametrize(
    "shape", ["lognormal of cv 3", "gamma of cv 2", "gamma of cv 0.2", "pert", "erlang of 3 phases"]
)
def test_tables_rise_across_every_border_of_their_cells(shape):
    """Just below, at and just above each border, on both sides of a half; and within each cell."""
    value = prepared(*SHAPES[shape][:2])
    borders = [2.0 ** -(o + 2) * (1 + c / CELLS) for o in range(OCTAVES) for c in range(CELLS)]
    near = sorted({u for s in borders for t in (s, 1 - s) for u in (math.nextafter(t, 0), t, math.nextafter(t, 1))})
    inside = sorted({s * (1 + k / 40 / CELLS) for s in borders[: 30 * CELLS] for k in range(0, 40, 3)})
    for points in (near, inside, [0.5 - 2**-54, 0.5, 0.5 + 2**-53]):
        values = np.array([value(u) for u in points if 0 < u < 1])
        rises = np.diff(values) / values[1:]
        assert rises.min() >= -4e-16  # rounding of the last bit


def test_cells_meet_at_their_borders():
    cells = np.array(Tables().floats).reshape(2, OCTAVES, CELLS, 4)
    right_end, left_end = cells.sum(axis=-1), cells[..., 0]
    assert np.max(np.abs(right_end[:, :, :-1] / left_end[:, :, 1:] - 1)) < 1e-15
    assert np.max(np.abs(right_end[:, 1:, -1] / left_end[:, :-1, 0] - 1)) < 1e-15  # and at those of octaves


@pytest.mark.parametrize("u", [1e-13, 1e-300, 5e-324, 1 - 2**-53])
def test_beyond_the_last_octave_the_edge_value_stands(u):
    floats = Tables().floats
    edge = stats.norm.isf(2.0 ** -(OCTAVES + 1))
    assert read_table(u, NORMAL, floats) == pytest.approx(-edge if u < 0.5 else edge, rel=1e-6)
    assert len(floats) == 2 * SIDE


@pytest.mark.parametrize("shape", SHAPES)
def test_the_mean_that_a_law_states_is_its_mean(shape):
    law, parameters, reference = SHAPES[shape]
    assert LAWS[law].mean(parameters) == pytest.approx(reference.mean(), rel=1e-9)


@pytest.mark.parametrize("shape", CONTINUOUS)
def test_draws_have_the_mean_and_the_spread_of_the_law(shape):
    """The integral of the quantile function, by octaves of the tail."""
    law, parameters, reference = SHAPES[shape]
    value = prepared(law, parameters)
    x, w = np.polynomial.legendre.leggauss(12)
    moments = np.zeros(2)
    for octave in range(1, 38):
        low, high = 2.0 ** -(octave + 1), 2.0**-octave
        s = low + (high - low) * (x + 1) / 2
        for u in (s, 1 - s):
            values = np.array([value(one) for one in u])
            moments += 0.5 * (high - low) * np.array([w @ values, w @ values**2])
    assert moments[0] == pytest.approx(reference.mean(), rel=1e-5)
    assert moments[1] == pytest.approx(reference.moment(2), rel=1e-3)


def test_a_lognormal_may_be_written_in_three_ways():
    mean, cv = 3.0, 0.8
    sigma = math.sqrt(math.log(1 + cv**2))
    median = mean / math.sqrt(1 + cv**2)
    p90 = median * math.exp(NORMAL_P90 * sigma)
    ways = [{"mean": mean, "cv": cv}, {"median": median, "sigma": sigma}, {"median": median, "p90": p90}]
    rows = [LAWS["lognormal"].prepare(way, Tables()) for way in ways]
    for row in rows[1:]:
        assert row == pytest.approx(rows[0], rel=1e-12)
    assert [LAWS["lognormal"].mean(way) for way in ways] == pytest.approx([mean] * 3, rel=1e-12)
    value = prepared("lognormal", ways[2])
    assert (value(0.5), value(0.9)) == pytest.approx((median, p90), rel=STATED)


def test_a_discrete_law_takes_each_value_on_its_share():
    value = prepared("discrete", {"values": [5, 1, 3], "shares": [1, 2, 1]})
    assert [value(u) for u in (0.01, 0.5, 0.51, 0.75, 0.76, 0.999)] == [1, 1, 3, 3, 5, 5]
    counts = [value((n + 0.5) / 4000) for n in range(4000)]
    assert (counts.count(1), counts.count(3), counts.count(5)) == (2000, 1000, 1000)


def test_an_empirical_law_takes_every_observation_equally_often():
    value = prepared("empirical", {"values": [4, 2, 2, 8]})
    assert [value(u) for u in (0.1, 0.3, 0.6, 0.9)] == [2, 2, 4, 8]
    assert LAWS["empirical"].mean({"values": [4, 2, 2, 8]}) == 4


@pytest.mark.parametrize(
    ("law", "parameters", "constant"),
    [("constant", {"value": 3}, 3.0), ("geometric", {"mean": 1}, 1.0), ("uniform", {"min": 2, "max": 2}, 2.0)],
)
def test_laws_without_spread_are_constant(law, parameters, constant):
    assert {prepared(law, parameters)(u) for u in (1e-9, 0.5, 1 - 1e-9)} == {constant}


@pytest.mark.parametrize(
    ("law", "parameters"),
    [
        ("constant", {"value": -1}),
        ("uniform", {"min": 3, "max": 2}),
        ("triangular", {"min": 1, "mode": 6, "max": 5}),
        ("pert", {"min": 2, "mode": 2, "max": 2}),
        ("exponential", {"mean": 0}),
        ("gamma", {"mean": 1, "cv": 0}),
        ("erlang", {"mean": 1, "phases": 1.5}),
        ("lognormal", {"median": 3, "p90": 3}),
        ("weibull", {"scale": 1, "shape": 0}),
        ("geometric", {"mean": 0.5}),
        ("discrete", {"values": [1, 2], "shares": [1]}),
        ("discrete", {"values": [1, -2], "shares": [1, 1]}),
        ("empirical", {"values": []}),
    ],
)
def test_impossible_parameters_are_named(law, parameters):
    assert LAWS[law].fault(parameters)


@pytest.mark.parametrize("shape", SHAPES)
def test_possible_parameters_are_not_faulted(shape):
    law, parameters, _ = SHAPES[shape]
    assert LAWS[law].fault(parameters) == ""
    assert any(set(parameters) == set(form) for form in LAWS[law].forms)


def test_equal_shapes_share_a_table():
    tables = Tables()
    first = LAWS["pert"].prepare({"min": 1, "mode": 2, "max": 5}, tables)
    again = LAWS["pert"].prepare({"min": 10, "mode": 20, "max": 50}, tables)
    other = LAWS["pert"].prepare({"min": 1, "mode": 3, "max": 5}, tables)
    assert first[3] == again[3] != other[3]
    assert len(tables.floats) == 3 * 2 * SIDE


def test_sampled_laws_pass_kolmogorov_and_smirnov():
    """Drawn as the engine draws them."""
    key, stream = run_key(3, 0), stream_key("test of laws")
    u = [uniform(key, stream, n, 0) for n in range(4000)]
    for shape in CONTINUOUS:
        law, parameters, reference = SHAPES[shape]
        value = prepared(law, parameters)
        assert stats.kstest([value(x) for x in u], reference.cdf).pvalue > 1e-3, shape


def test_integration_agrees_with_scipy_for_one_law_to_be_sure_of_the_test_above():
    value = prepared("pert", {"min": 1, "mode": 2, "max": 5})
    assert integrate.quad(value, 0, 1, limit=200)[0] == pytest.approx(14 / 6, rel=1e-6)

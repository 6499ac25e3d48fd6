"""Draws: uniform, independent of their neighbors, and each a pure function of what it is for."""

import itertools

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.draws import child_key, run_key, stream_key, uniform

COUNT = 20_000
KEY = run_key(1, 0)
EFFORT = stream_key("effort of framing")
ITEMS = [child_key(KEY, stream_key("items of requests"), index) for index in range(COUNT)]

FAMILIES = {  # along what the draws run
    "items": lambda: [uniform(key, EFFORT, 0, 0) for key in ITEMS],
    "visits": lambda: [uniform(ITEMS[0], EFFORT, visit, 0) for visit in range(COUNT)],
    "sub-indices": lambda: [uniform(ITEMS[0], EFFORT, 0, sub) for sub in range(COUNT)],
    "streams": lambda: [uniform(ITEMS[0], stream_key(f"stream {n}"), 0, 0) for n in range(COUNT)],
    "replications": lambda: [uniform(run_key(1, n), EFFORT, 0, 0) for n in range(COUNT)],
    "seeds": lambda: [uniform(run_key(n, 0), EFFORT, 0, 0) for n in range(COUNT)],
    "plain counts as keys": lambda: [uniform(n, 0, 0, 0) for n in range(COUNT)],
}


@pytest.fixture(scope="module")
def drawn():
    return {name: np.array(family()) for name, family in FAMILIES.items()}


@pytest.mark.parametrize("along", FAMILIES)
def test_draws_are_uniform(drawn, along):
    """Chi-square over 200 cells and Kolmogorov-Smirnov; fixed seeds, so this passes always or never."""
    counts, _ = np.histogram(drawn[along], bins=200, range=(0, 1))
    assert 1e-4 < stats.chisquare(counts).pvalue < 1 - 1e-4
    assert stats.kstest(drawn[along], "uniform").pvalue > 1e-4


@pytest.mark.parametrize("along", FAMILIES)
def test_neighboring_draws_are_independent(drawn, along):
    """Correlation at lags 1, 2, 3 and 16 within 4 standard errors; pairs fill a 20 x 20 grid evenly."""
    u = drawn[along]
    for lag in (1, 2, 3, 16):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4 / np.sqrt(COUNT)
    counts, _, _ = np.histogram2d(u[:-1:2], u[1::2], bins=20, range=[(0, 1), (0, 1)])
    assert 1e-4 < stats.chisquare(counts.ravel()).pvalue < 1 - 1e-4


def test_what_differs_in_one_respect_only_is_independent():
    """The same items under another stream, visit, sub-index, replication or seed."""
    others = {
        "stream": [uniform(key, stream_key("effort of packaging"), 0, 0) for key in ITEMS],
        "visit": [uniform(key, EFFORT, 1, 0) for key in ITEMS],
        "sub": [uniform(key, EFFORT, 0, 1) for key in ITEMS],
        "replication": _items_of(1, 1),
        "seed": _items_of(2, 0),
    }
    reference = np.array([uniform(key, EFFORT, 0, 0) for key in ITEMS])
    for name, other in others.items():
        assert abs(np.corrcoef(reference, other)[0, 1]) < 4 / np.sqrt(COUNT), name
        assert not np.any(reference == np.array(other)), name


def _items_of(seed: int, replication: int) -> list[float]:
    key, stream = run_key(seed, replication), stream_key("items of requests")
    return [uniform(child_key(key, stream, index), EFFORT, 0, 0) for index in range(COUNT)]


def test_no_draw_is_zero_or_one_and_the_extremes_are_near_them(drawn):
    everything = np.concatenate(list(drawn.values()))
    assert 0.0 < everything.min() < 1e-4
    assert 1 - 1e-4 < everything.max() < 1.0
    tiny, most = (0 + 0.5) * draws.TO_UNIT, ((draws.WORD >> 12) + 0.5) * draws.TO_UNIT
    assert 0.0 < tiny < most < 1.0


def test_keys_do_not_collide():
    keys = [run_key(seed, replication) for seed in range(40) for replication in range(40)]
    keys += ITEMS + [child_key(ITEMS[0], stream_key("question"), index) for index in range(1000)]
    keys += [child_key(ITEMS[1], stream_key("question"), index) for index in range(1000)]
    assert len(set(keys)) == len(keys)


def test_mixing_is_a_bijection_that_flips_half_of_the_bits():
    words = [draws.mix(n) for n in range(COUNT)]
    assert len(set(words)) == COUNT
    flips = [bin(draws.mix(n) ^ draws.mix(n ^ (1 << bit))).count("1") for n in range(200) for bit in range(64)]
    assert abs(np.mean(flips) - 32) < 0.2


def test_keys_and_draws_stay_what_they_are():
    """Results are compared across versions: these numbers may never move."""
    assert draws.mix(0) == 0xE220A8397B1DCDAF  # splitmix64 from state 0: its first word
    assert draws.mix(draws.GOLDEN) == 0x6E789E6AA1B965F4  # and its second
    assert stream_key("size") == 0x3A6A097DE733342D
    unmoved = [0.9528558900913783, 0.18606923568209333, 0.1934262467767015]
    assert [uniform(run_key(1, r), stream_key("size"), 0, 0) for r in range(3)] == unmoved


def test_a_draw_is_the_chain_of_mixes_that_it_says():
    for key, visit, sub in [(ITEMS[0], 0, 0), (ITEMS[7], 3, 2), (draws.WORD, 2**31 - 1, 2**31 - 1)]:
        word = draws.mix(draws.mix(key ^ EFFORT) ^ (visit << 32 | sub))
        assert uniform(key, EFFORT, visit, sub) == ((word >> 12) + 0.5) / 2**52


def test_a_draw_depends_on_nothing_but_its_arguments():
    arguments = list(itertools.product(ITEMS[:5], [EFFORT, stream_key("size")], range(3), range(2)))
    forward = {a: uniform(*a) for a in arguments}
    backward = {a: uniform(*a) for a in reversed(arguments)}
    assert forward == backward
    assert len(set(forward.values())) == len(arguments)


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**63, 2**64 - 1])
def test_any_seed_of_64_bits_will_do(seed):
    assert 0.0 < uniform(run_key(seed, 0), EFFORT, 0, 0) < 1.0

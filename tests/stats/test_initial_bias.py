"""Whether a measured window is still filling up, on queues whose answer is known and on the shipped baseline."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.stats.curve import LIVE, UNDECIDED
from sim.stats.initial_bias import settled_after, still_filling

EVERY = 5.0


def one_queue(busy: float, *, warm_up: float, intake: float, seed: int, head_start: int = 0) -> SimpleNamespace:
    """One replication of a queue with one server and a service of one day on average, empty on day 0."""
    rng = np.random.default_rng([seed, 99])
    many = int((warm_up + intake) * busy + 10 * np.sqrt((warm_up + intake) * busy)) + 20
    asked = np.concatenate([np.zeros(head_start), np.cumsum(rng.exponential(1.0 / busy, many))])
    free, ended = 0.0, np.empty(len(asked))
    for place, (day, service) in enumerate(zip(asked.tolist(), rng.exponential(1.0, len(asked)).tolist(), strict=True)):
        free = ended[place] = max(free, day) + service
    mine = (asked >= warm_up) & (asked < warm_up + intake)
    days = np.arange(int((warm_up + intake) / EVERY) + 1) * EVERY
    items = (asked[:, None] <= days).sum(axis=0) - (ended[:, None] <= days).sum(axis=0)
    return SimpleNamespace(
        requested=asked[mine],
        duration=(ended - asked)[mine],
        outcome=np.full(mine.sum(), LIVE, dtype=np.int8),
        wip=items[:, None].astype(np.float32),
    )


def queues(many: int, busy: float, *, warm_up: float, intake: float, head_start: int = 0) -> list[SimpleNamespace]:
    """Replications with numbers of their own."""
    return [one_queue(busy, warm_up=warm_up, intake=intake, seed=n, head_start=head_start) for n in range(many)]


def test_a_busy_queue_measured_from_its_cold_start_is_said_to_fill_up() -> None:
    found = still_filling(queues(200, 0.9, warm_up=0, intake=28), warm_up=0.0, intake=28.0)

    assert found is not None
    assert found.rise > 0.3
    assert found.low > 0.0
    assert found.warm_up is None, "28 days are not enough to tell when a queue at 90 % settles"


def test_a_window_that_settles_while_it_is_observed_gets_the_warm_up_that_would_do() -> None:
    found = still_filling(queues(200, 0.8, warm_up=0, intake=400), warm_up=0.0, intake=400.0)

    assert found is not None
    assert found.warm_up is not None
    assert 10.0 <= found.warm_up <= 200.0


@pytest.mark.parametrize("many", [20, 60])
def test_a_queue_that_has_settled_is_hardly_ever_said_to_fill_up(many: int) -> None:
    pool = queues(900, 0.5, warm_up=60, intake=60)
    alarms = [
        still_filling(pool[first : first + many], warm_up=60.0, intake=60.0) is not None
        for first in range(0, len(pool), many)
    ]

    assert np.mean(alarms) <= 0.05


def test_a_window_that_empties_is_not_said_to_fill_up() -> None:
    assert still_filling(queues(60, 0.5, warm_up=0, intake=40, head_start=30), warm_up=0.0, intake=40.0) is None


def test_times_of_few_survivors_are_not_asked_whether_they_rise() -> None:
    pool = queues(40, 0.9, warm_up=0, intake=28)
    for each in pool:
        each.outcome[::5] = UNDECIDED

    found = still_filling(pool, warm_up=0.0, intake=28.0)

    assert found is not None
    assert found.of == "work in progress"


def test_nothing_is_said_of_a_few_replications_or_of_a_study_without_a_window() -> None:
    pool = queues(60, 0.9, warm_up=0, intake=28)

    assert still_filling(pool[:4], warm_up=0.0, intake=28.0) is None
    assert still_filling(pool, warm_up=0.0, intake=0.0) is None
    for each in pool:
        each.requested, each.duration, each.outcome = np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int8)
        each.wip = each.wip[:1]
    assert still_filling(pool, warm_up=0.0, intake=28.0) is None


def test_as_much_is_left_out_of_a_series_as_it_takes_to_level_off() -> None:
    ramp = np.concatenate([np.linspace(0.0, 10.0, 40), np.full(160, 10.0)])

    assert settled_after(ramp) == 40
    assert settled_after(np.full(100, 3.0)) == 0
    assert settled_after(np.arange(100.0)) is None
    assert settled_after(np.arange(3.0)) is None


def test_the_shipped_baseline_is_not_said_to_fill_up() -> None:
    numba = pytest.importorskip("numba")
    assert numba
    import sim
    from sim.blueprint import make_blueprint
    from sim.engines.compiled import observations
    from sim.responses import measures_of

    blueprint = make_blueprint(sim.load("baseline"))
    measured = measures_of(observations(blueprint, 1, 0, 60), blueprint)

    assert still_filling(measured, warm_up=float(blueprint.warm_up), intake=float(blueprint.intake)) is None

"""The band around an averaged curve, within which the whole curve lies with the level's probability.

It is share(t) +- c se(t), with the t interval's standard error of a ratio of sums and one c for all days: the quantile
of the largest |draw(t) - share(t)| / se(t) over bootstrap draws of replications (max-t). Days by which hardly anything
is live are left out of the maximum, since a share of one or two events has no use of a standard error.
"""

import numpy as np

from sim.stats.bootstrap import resample_counts
from sim.stats.curve import Curves, Floats, lived, shares_by
from sim.stats.multiple import critical

DRAWS = 500
EVENTS = 10.0  # by a day, from which on it is in the maximum


def band(curve: Curves, days: Floats, *, level: float = 0.95, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    """Share live by each day, with the lower and the upper end of the band."""
    share, n = shares_by(curve, days), len(curve)
    if n < 2 or not curve.requests.any():
        return share, share, share
    upto = lived(curve, days)  # replication, day
    parts = (upto - share * curve.requests[:, None]) * (n / curve.requests.sum())
    error = parts.std(axis=0, ddof=1) / np.sqrt(n)
    some = (error > 0.0) & (upto.sum(axis=0) >= EVENTS)
    if not some.any():
        some = error > 0.0
    if not some.any():
        return share, share, share
    counts = resample_counts(n, DRAWS, seed)
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = (counts @ upto[:, some]) / (counts @ curve.requests)[:, None]
    far = np.max(np.abs(drawn - share[some]) / (error[some] * np.sqrt((n - 1) / n)), axis=1)
    half = critical(far, n, level) / np.sqrt(n / (n - 1)) * error
    return share, np.clip(share - half, 0.0, 1.0), np.clip(share + half, 0.0, 1.0)

"""What the time of a worker goes into where bloks are compressed: laps, each added to a class of its own."""

import numpy as np

from pastix_py.atomics import clock
from pastix_py.jit import inner

CLASSES = "assembly", "dense_products", "low_rank_products", "panels", "compression"  # as reports name them
ASSEMBLY, PRODUCTS, LOW_PRODUCTS, PANELS, COMPRESSION = (np.int64(k) for k in range(len(CLASSES)))
BETWEEN = np.int64(len(CLASSES))  # tasks: waiting, and the first lap, which begins nowhere
LAST, NOW = BETWEEN + 1, BETWEEN + 2  # when the last lap ended, and room for the clock


def make_laps():
    """Return the laps of a worker, none as yet: int64 nanoseconds of each class, and what `lap` works with."""
    return np.zeros(NOW + 2, np.int64)


@inner
def lap(what, laps):
    """Add the time since the last call to a class."""
    now = clock(laps, NOW)
    laps[what] += now - laps[LAST]
    laps[LAST] = now

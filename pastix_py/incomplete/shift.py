"""Factorizations repeated with larger diagonals until no pivot breaks down.

T. A. Manteuffel, "An incomplete factorization technique for positive definite linear systems", Math. Comp. 34, 1980.
So they are where solves with the factor are not stable, which its `growth` tells.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pastix_py.incomplete.pivot import FAULT

LEAST = 1e-3  # first shift, of the size of a row
MOST = 60  # trials


class Trial(NamedTuple):
    """What came of a factorization."""

    made: Callable  # () -> `Made`, for a factor that is good
    outcome: np.ndarray  # of `pivot`
    growth: float  # see `growth`; infinite where a pivot broke down
    shift: float

    def is_good(self, n, dtype):
        """Return whether no pivot broke down and the solves with the factor are stable."""
        return self.outcome[FAULT] == n and self.growth < 1 / np.finfo(dtype).eps


def until_good(attempt, n, dtype, shift, repeat):
    """Return (the last `Trial`, how many there were) of `attempt(shift)`, which returns a `Trial`.

    It is repeated with twice the shift where a pivot breaks down, if it is to `repeat`.
    """
    trial, trials = attempt(shift), 1
    while repeat and trials < MOST and not trial.is_good(n, dtype):
        trial, trials = attempt(max(2 * trial.shift, LEAST)), trials + 1
    return trial, trials

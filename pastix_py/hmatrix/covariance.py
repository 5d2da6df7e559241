"""Covariances of points: what spatial statistics makes matrices of."""

import numpy as np

from pastix_py.errors import UsageError, instead
from pastix_py.hmatrix.entries import Entries, callback
from pastix_py.jit import inlined
from pastix_py.ordering.cluster import checked

HEAD = 5  # numbers in front of the points: √(2ν) over the length, a, b, nugget, dimension
LONGEST = 1e150  # of a correlation: distances over it, and their squares, are to be numbers
COVARIANCES = {  # kernel: 2 ν, and the coefficients a and b of (1 + a r + b r²) exp(−r), r the distance over the length
    "exponential": (1.0, 0.0, 0.0),
    "matern32": (3.0, 1.0, 0.0),
    "matern52": (5.0, 1.0, 1 / 3),
}


@inlined
def distance(i, j, data):
    """Return the distance of two points, times √(2ν) over the length."""
    d, total = int(data[4]), 0.0
    for axis in range(d):
        apart = data[HEAD + i * d + axis] - data[HEAD + j * d + axis]
        total += apart * apart
    return np.sqrt(total) * data[0]


@callback(np.float64)
def matern(m, rows, n, columns, data, out):
    """Write (1 + a r + b r²) exp(−r)."""
    for q in range(n):
        for p in range(m):
            r = distance(rows[p], columns[q], data)
            own = data[3] if rows[p] == columns[q] else 0.0
            out[p + q * m] = own + (1 + r * (data[1] + data[2] * r)) * np.exp(-r)


def covariance(points, kernel="exponential", length=0.1, nugget=0.0):
    """Return the `Entries` of the covariances of points (n, d): entry (i, j) is k(|p_i − p_j| / length).

    Parameters
    ----------
    points : (n, d), finite.
    kernel : a key of COVARIANCES: 'exponential', or Matérn's with ν = 3/2 or 5/2 (C. E. Rasmussen, C. K. I. Williams,
        "Gaussian processes for machine learning", 2006, section 4.2).
    length : that of the correlation, above 0 (1e-150 to 1e150).
    nugget : added to the diagonal, the variance of noise; finite and at least 0.

    Raises `UsageError` for a kernel, length or nugget that cannot be, `InputError` for points that are not finite.

    """
    if kernel not in COVARIANCES:
        raise UsageError(f"There is no covariance {kernel!r}; {instead(str(kernel), COVARIANCES)}")
    if not 1 / LONGEST <= length <= LONGEST:
        raise UsageError(f"The length of a covariance lies between {1 / LONGEST:g} and {LONGEST:g}, not at {length}.")
    if not 0 <= nugget < np.inf:
        raise UsageError(f"The nugget of a covariance is a number that is not negative, not {nugget}.")
    points = checked(points)
    twice, a, b = COVARIANCES[kernel]
    head = np.sqrt(twice) / length, a, b, nugget, points.shape[1]
    return Entries(len(points), np.dtype(np.float64), matern, np.concatenate([head, points.ravel()]), True)

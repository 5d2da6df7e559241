"""Least squares of a Hessenberg matrix that grows by a column at a time, for several columns side by side."""

import numpy as np

from pastix_py.jit import kernel


@kernel
def rotate(H, cosine, sine, g, j):
    """Apply the rotations of columns 0..j-1 to column j of H, make one that clears H[j+1, j], and apply it to g too.

    Parameters
    ----------
    H : (m+1, m, k), float64 or complex128; it becomes upper triangular.
    cosine, sine : (m, k), of that type.
    g : (m+1, k), the right-hand sides; |g[j+1]| is the norm of the residual then.

    """
    for q in range(H.shape[2]):
        for i in range(j):
            above, below = H[i, j, q], H[i + 1, j, q]
            H[i, j, q] = cosine[i, q] * above + sine[i, q] * below
            H[i + 1, j, q] = -np.conj(sine[i, q]) * above + cosine[i, q] * below
        above, below = H[j, j, q], H[j + 1, j, q]
        size = np.hypot(abs(above), abs(below))
        if size == 0:
            cosine[j, q], sine[j, q] = 0, 1  # the column is zero: the residual stays
        elif abs(above) == 0:
            cosine[j, q], sine[j, q] = 0, np.conj(below) / abs(below)
        else:
            cosine[j, q] = abs(above) / size
            sine[j, q] = above / abs(above) * np.conj(below) / size
        H[j, j, q] = cosine[j, q] * above + sine[j, q] * below
        H[j + 1, j, q] = 0
        g[j + 1, q] = -np.conj(sine[j, q]) * g[j, q]
        g[j, q] = cosine[j, q] * g[j, q]


@kernel
def back_substitute(H, g, m, tiny, y):
    """Write to y (m, k) what makes the residual least; directions that H maps to nothing but rounding are left out."""
    for q in range(H.shape[2]):
        largest = 0.0
        for i in range(m):
            largest = max(largest, abs(H[i, i, q]))
        for i in range(m - 1, -1, -1):
            total = g[i, q]
            for j in range(i + 1, m):
                total -= H[i, j, q] * y[j, q]
            y[i, q] = total / H[i, i, q] if abs(H[i, i, q]) > tiny * largest else 0

"""Blocks of a few long vectors: made orthonormal, dependent ones left out."""

import numpy as np

KEPT = 1e3  # unit roundoffs, of the largest, below which an eigenvalue of the inner products says: dependent


def products(Y, Z):
    """Return the inner products yᴴ z (j, k), in double precision, of the rows of Y (j, n) and Z (k, n)."""
    return (Y.conj() @ Z.T).astype(np.result_type(Y, np.float64), copy=False)


def combined(T, Y):
    """Return the vectors Σ_a T[a, b] y_a, (k, n), for T (j, k) and the rows of Y (j, n)."""
    return T.T.astype(Y.dtype, copy=False) @ Y


def orthonormal(Y):
    """Return (V, T): orthonormal rows V (w, n), w ≤ k, and T (w, k) with y_a = Σ_b T[b, a] v_b for Y (k, n).

    Twice by the eigenvectors of the inner products of the rows, each over its length: directions that are nothing but
    rounding errors are left out. A. Stathopoulos, K. Wu, SIAM J. Sci. Comput. 23, 2002.
    """
    V, first = _once(Y)
    V, second = _once(V)
    return V, second @ first


def _once(Y):
    G = products(Y, Y)
    size = np.sqrt(np.maximum(np.diag(G).real, 0))
    good = (size > 0) & np.isfinite(size)
    size, over = np.where(good, size, 0), np.where(good, 1 / np.where(good, size, 1), 0)
    scaled = np.nan_to_num(G * np.multiply.outer(over, over), posinf=0, neginf=0)
    values, U = np.linalg.eigh((scaled + scaled.conj().T) / 2)
    keep = values > KEPT * np.finfo(Y.dtype).eps * max(values.max(initial=0.0), 0.0)
    root, U = np.sqrt(values[keep]), U[:, keep]
    return combined(over[:, None] * U / root, Y), root[:, None] * U.conj().T * size

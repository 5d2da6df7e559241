"""Null spaces: what a matrix maps to nothing, by its perturbed factors, and what of b is not in its range."""

from typing import NamedTuple

import numpy as np

STEPS = 5
CLOSE = 10  # a vector v of length 1 is a null vector where ‖A v‖ is at most so many √n ε ‖A‖
GUARDS = 2  # vectors more than asked for in a subspace iteration


class NullSpace(NamedTuple):
    """Orthonormal bases of the null spaces of A and of Aᴴ."""

    right: np.ndarray  # (n, k)
    left: np.ndarray  # (n, k)

    def of(self, trans):
        """Return the null space of op(A), (n, k), for trans 'N', 'T' or 'H'."""
        return {"N": self.right, "H": self.left, "T": self.left.conj()}[trans]

    def outside(self, trans):
        """Return what is orthogonal to the range of op(A), (n, k)."""
        return {"N": self.left, "H": self.right, "T": self.right.conj()}[trans]


def null_spaces(scaled, inverse, rows, columns, dtype):
    """Return the `NullSpace` of A by the perturbed factors of its `Scaled` matrix.

    Parameters
    ----------
    scaled : `Scaled`.
    inverse : (X, trans) -> op(F)⁻¹ X for X (n, k), F near `scaled.matrix`.
    rows, columns : where F was perturbed, int64 (k,).
    dtype : of the bases.

    """
    matrix = scaled.matrix.astype(dtype)

    def basis(trans, places):
        start = np.zeros((matrix.n, places.size), dtype)
        start[places, np.arange(places.size)] = 1
        product, solve = (lambda X: matrix.matvec(X, trans)), (lambda X: inverse(X, trans))
        found = null_vectors(product, solve, start, matrix.norm_inf(trans))
        return np.linalg.qr(scaled.from_scaled(found, trans))[0]

    right = basis("N", rows)
    if not matrix.is_half:
        return NullSpace(right, basis("H", columns))
    return NullSpace(right, right if matrix.symmetry.value == "hermitian" else right.conj())


def null_vectors(product, inverse, start, norm):
    """Return an orthonormal basis (n, k) of the null space of A, of those vectors that are in it to working precision.

    The null space of A = F − Δ lies in the range of F⁻¹Δ, and F⁻¹Δ leaves it as it is: Rayleigh and Ritz's smallest
    singular values over the span of V and of V − F⁻¹ A V, a few times.

    Parameters
    ----------
    product, inverse : X (n, k) -> A X and F⁻¹ X.
    start : (n, k) unit vectors of the rows in which Δ has its entries.
    norm : ‖A‖.

    """
    V, _ = np.linalg.qr(inverse(start))
    limit = CLOSE * np.sqrt(max(len(V), 1)) * np.finfo(V.dtype).eps * norm
    sizes = np.full(V.shape[1], np.inf)
    for _ in range(STEPS):
        before, wider = sizes, np.hstack([V, V - inverse(product(V))])
        V, sizes = smallest(product, wider, V.shape[1])
        if not (sizes > limit).any() or not (sizes < before / 2)[sizes > limit].any():
            break
    return V[:, sizes <= limit]


def near_null_vectors(product, inverse, adjoint, n, k, dtype):
    """Return k orthonormal vectors (n, k) that A makes small: subspace iteration with (Aᴴ A)⁻¹ from random vectors.

    `product`, `inverse` and `adjoint` are X -> A X, F⁻¹ X and F⁻ᴴ X, F near A: each vector v is corrected by F⁻¹ A v,
    or what F makes small would be found instead.
    """
    rng = np.random.default_rng(0)
    V = rng.standard_normal((n, min(k + GUARDS, n))).astype(dtype)
    for _ in range(STEPS):
        found, _ = np.linalg.qr(inverse(np.linalg.qr(adjoint(V))[0]))
        V, _ = smallest(product, np.hstack([V, found, found - inverse(product(found))]), V.shape[1])
    return V[:, :k]


def smallest(product, span, k):
    """Return (V, sizes): k orthonormal vectors of the span of columns that A makes smallest, ‖A v‖ of each, rising."""
    basis, _ = np.linalg.qr(span[:, np.isfinite(span).all(axis=0)])
    _, sizes, turn = np.linalg.svd(product(basis), full_matrices=False)
    V = basis @ turn[::-1][:k].conj().T
    return V, sizes[::-1][:k]


def without(basis, x):
    """Return x (n, k) without its components along an orthonormal basis."""
    return x - basis @ (basis.conj().T @ x)


def share(basis, b):
    """Return the largest over the columns of b of ‖component along an orthonormal basis‖ / ‖b‖, 0/0 = 0."""
    size = abs(b).max(axis=0, initial=0.0)
    b = b / np.where(size > 0, size, 1)  # the squares of a norm are then in range
    whole = np.linalg.norm(b, axis=0)
    return float((np.linalg.norm(basis.conj().T @ b, axis=0) / np.where(whole > 0, whole, 1)).max(initial=0.0))

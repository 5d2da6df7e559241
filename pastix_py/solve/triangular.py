"""Solves with the factors: permute, forward, diagonal, backward, permute back; any number of right-hand sides."""

import numpy as np

from pastix_py.dense.blas import ADJOINT, LEFT, LOWER, NO, NON_UNIT, TRANS, UNIT, UPPER, gemm, trsm
from pastix_py.jit import kernel, wait_for
from pastix_py.runtime.blas_threads import one_blas_thread

COLUMNS = 128  # right-hand sides that go through the factor together
FEW = 4  # panels up to this many columns are multiplied without BLAS where there is one right-hand side


@kernel
def forward(n_cblk, symbol, layout, uplo, op, unit, L, P, coef, skip, X, k, work):
    """X := op(T)⁻¹ X panel by panel, T the diagonal blocks in L, with P, at offset `coef`, below them.

    Given: `uplo`, `op`, `unit` of the diagonal blocks; `skip` = 1 where the panels of P include a diagonal block; X
    column-major (n × k), in the new numbering. Work: rows below the tallest panel × k.
    """
    n = symbol.n
    for c in range(n_cblk):
        first = symbol.cblk_col[c]
        w = symbol.cblk_col[c + 1] - first
        m = layout.cblk_rows[c]
        trsm(LEFT, uplo, op, unit, w, k, L, layout.cblk_coef[c], m, X, first, n)
        below = m - w
        ld = m if skip else below
        at = coef[c] + (w if skip else 0)
        direct = k == 1 and w <= FEW
        if not direct:
            gemm(NO, NO, below, k, w, 1.0, P, at, ld, X, first, n, 0.0, work, 0, max(below, 1))
        row = 0
        for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            begin, height = symbol.blok_begin[b], symbol.blok_end[b] - symbol.blok_begin[b]
            if direct:
                for j in range(w):
                    for i in range(height):
                        X[begin + i] -= P[at + j * ld + row + i] * X[first + j]
            else:
                for q in range(k):
                    for i in range(height):
                        X[q * n + begin + i] -= work[q * below + row + i]
            row += height


@kernel
def backward(n_cblk, symbol, layout, uplo, op, unit, L, P, coef, skip, op_below, X, k, work):
    """X := op(T)⁻¹ X from the last panel on, op_below(P) to the right of the diagonal blocks; as `forward`."""
    n = symbol.n
    for c in range(n_cblk - 1, -1, -1):
        first = symbol.cblk_col[c]
        w = symbol.cblk_col[c + 1] - first
        m = layout.cblk_rows[c]
        below = m - w
        ld = m if skip else below
        at = coef[c] + (w if skip else 0)
        row = 0
        for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            begin, height = symbol.blok_begin[b], symbol.blok_end[b] - symbol.blok_begin[b]
            for q in range(k):
                for i in range(height):
                    work[q * below + row + i] = X[q * n + begin + i]
            row += height
        if below:
            gemm(op_below, NO, w, k, below, -1.0, P, at, ld, work, 0, below, 1.0, X, first, n)
        trsm(LEFT, uplo, op, unit, w, k, L, layout.cblk_coef[c], m, X, first, n)


def sweep_forward(plan, panels, X, trans, work):
    """X := L⁻¹ X, or U⁻ᵀ X where `trans` of an LU; X Fortran-ordered (n, k) in the new numbering, in place."""
    unit = NON_UNIT if plan.kind in ("llt", "llh") else UNIT
    shape = (LOWER, NO, unit, panels.L, panels.L, plan.layout.cblk_coef, 1)
    if plan.kind == "lu" and trans:
        shape = (UPPER, TRANS, NON_UNIT, panels.L, panels.U, plan.layout.cblk_coef_u, 0)
    flat = X.ravel(order="K")
    forward(plan.n_factored, plan.symbol, plan.layout, *shape, flat, X.shape[1], work)


def sweep_backward(plan, panels, X, trans, work):
    """X := L⁻ᵀ X or L⁻ᴴ X by the kind, or U⁻¹ X for an LU that is not transposed; as `sweep_forward`."""
    unit = NON_UNIT if plan.kind in ("llt", "llh") else UNIT
    op = ADJOINT if plan.kind in ("llh", "ldlh") else TRANS
    shape = (LOWER, op, unit, panels.L, panels.L, plan.layout.cblk_coef, 1, op)
    if plan.kind == "lu" and not trans:
        shape = (UPPER, NO, NON_UNIT, panels.L, panels.U, plan.layout.cblk_coef_u, 0, TRANS)
    flat = X.ravel(order="K")
    backward(plan.n_factored, plan.symbol, plan.layout, *shape, flat, X.shape[1], work)


def solve(plan, panels, b, trans="N", middle=None):
    """Return x with P A Pᵀ factored: A x = b, Aᵀ x = b or Aᴴ x = b.

    Parameters
    ----------
    plan, panels : structure and coefficients.
    b : (n, k) in the numbering of A, any dtype that fits into that of the factor.
    trans : 'N', 'T' or 'H'.
    middle : X -> X on the unknowns that are not factored (the Schur complement's), between the sweeps.

    Returns
    -------
    (n, k) in the dtype of the factor.

    """
    hermitian = plan.kind in ("llh", "ldlh")
    conjugated = panels.dtype.kind == "c" and trans == ("T" if hermitian else "H")
    transposed = plan.kind == "lu" and trans in "TH"
    x = np.empty(b.shape, panels.dtype)
    for low in range(0, b.shape[1], COLUMNS):
        columns = slice(low, low + COLUMNS)
        part = np.asfortranarray(b[plan.ordering.perm, columns], panels.dtype)
        X = part.conj() if conjugated else part
        wait_for(_sweeps, plan, panels, X, transposed, middle)
        x[plan.ordering.perm, columns] = X.conj() if conjugated else X
    return x


def _sweeps(plan, panels, X, transposed, middle):
    """Run forward, diagonal and backward on X, in place."""
    work = sweep_work(plan, X)
    with one_blas_thread():
        sweep_forward(plan, panels, X, transposed, work)
        free = int(plan.symbol.cblk_col[plan.n_factored])
        if middle:
            X[free:] = middle(X[free:])
        if plan.kind in ("ldlt", "ldlh"):
            X[:free] /= panels.diagonal(plan)[:free, None]
        sweep_backward(plan, panels, X, transposed, work)


def sweep_work(plan, X):
    """Return the work array of the sweeps on X (n, k)."""
    below = int((plan.layout.cblk_rows - np.diff(plan.symbol.cblk_col)).max(initial=0))
    return np.empty(max(below, 1) * X.shape[1], X.dtype)

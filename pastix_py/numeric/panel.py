"""Work on one panel: factor its diagonal block and solve for the rows below it."""

from pastix_py.dense.blas import ADJOINT, LOWER, NO, NON_UNIT, RIGHT, TRANS, UNIT, UPPER, potrf, trsm
from pastix_py.dense.nopiv import (
    cholesky_small,
    ldl,
    ldl_small,
    lu,
    lu_small,
    scale_by_root,
    solve_unit_small,
)
from pastix_py.jit import kernel

LLT, LLH, LDLT, LDLH, LU = range(5)  # numbers of layout.kind.KINDS inside kernels
NARROW = 8  # panels up to this many columns are factored without BLAS


@kernel
def cholesky_panel(w, below, L, at, m, threshold, symmetric, marks, first, work):
    """Factor a panel by LLᴴ, or LLᵀ of a complex symmetric one; returns pivots replaced, or −1 − the failing column."""
    if symmetric:
        replaced = ldl(w, L, at, m, not symmetric, threshold, marks, first, work)
        scale_by_root(w, L, at, m)
        trsm(RIGHT, LOWER, TRANS, NON_UNIT, below, w, L, at, m, L, at + w, m)
        return replaced
    if w <= NARROW:
        return -cholesky_small(w, L, at, m, m)
    failed = potrf(w, L, at, m)
    if failed == 0:
        trsm(RIGHT, LOWER, ADJOINT, NON_UNIT, below, w, L, at, m, L, at + w, m)
    return -failed


@kernel
def ldl_panel(w, below, L, at, m, herm, threshold, marks, first, work):
    """Factor a panel by LDLᵀ or LDLᴴ, and leave L·D of the rows below the diagonal block in `work` (below × w)."""
    if w <= NARROW:
        replaced = ldl_small(w, L, at, m, m, herm, threshold, marks, first)
        for j in range(w):
            d = L[at + j * m + j]
            for i in range(below):
                work[j * below + i] = L[at + j * m + w + i] * d
        return replaced
    replaced = ldl(w, L, at, m, herm, threshold, marks, first, work)
    trsm(RIGHT, LOWER, ADJOINT if herm else TRANS, UNIT, below, w, L, at, m, L, at + w, m)
    for j in range(w):
        inverse = 1 / L[at + j * m + j]
        for i in range(below):
            scaled = L[at + j * m + w + i]
            work[j * below + i] = scaled
            L[at + j * m + w + i] = scaled * inverse
    return replaced


@kernel
def lu_panel(w, below, L, at, m, U, au, threshold, marks, first):
    """Factor a panel by LU: L below the diagonal block, and U to its right, transposed."""
    if w <= NARROW:
        replaced = lu_small(w, L, at, m, m, threshold, marks, first)
        solve_unit_small(w, L, at, m, below, U, au, below)
        return replaced
    replaced = lu(w, L, at, m, threshold, marks, first)
    if below:
        trsm(RIGHT, UPPER, NO, NON_UNIT, below, w, L, at, m, L, at + w, m)
        trsm(RIGHT, LOWER, TRANS, UNIT, below, w, L, at, m, U, au, below)
    return replaced

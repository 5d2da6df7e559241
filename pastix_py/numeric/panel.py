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
def factor_diagonal(kind, symmetric, w, L, at, m, threshold, marks, first, work):
    """Factor a diagonal block; returns pivots replaced, or −1 − the failing column."""
    if kind == LU:
        return lu(w, L, at, m, threshold, marks, first)
    if kind == LDLT or kind == LDLH:
        return ldl(w, L, at, m, kind == LDLH, threshold, marks, first, work)
    if symmetric:
        replaced = ldl(w, L, at, m, False, threshold, marks, first, work)
        scale_by_root(w, L, at, m)
        return replaced
    return -potrf(w, L, at, m)


@kernel
def solve_rows(kind, symmetric, w, L, at, m, low, high, U, au, work):
    """Solve for rows low:high below the diagonal block, counted from the first of them."""
    if low == high:
        return
    if kind == LU:
        trsm(RIGHT, UPPER, NO, NON_UNIT, high - low, w, L, at, m, L, at + w + low, m)
        trsm(RIGHT, LOWER, TRANS, UNIT, high - low, w, L, at, m, U, au + low, m - w)
        return
    op = TRANS if kind == LDLT or symmetric else ADJOINT
    of_d = kind == LDLT or kind == LDLH
    trsm(RIGHT, LOWER, op, UNIT if of_d else NON_UNIT, high - low, w, L, at, m, L, at + w + low, m)
    if of_d:
        for j in range(w):
            inverse = 1 / L[at + j * m + j]
            for i in range(w + low, w + high):
                L[at + j * m + i] *= inverse


@kernel
def factor_panel(kind, symmetric, w, L, at, m, U, au, threshold, marks, first, work):
    """Factor a panel; returns as `factor_diagonal`."""
    if w <= NARROW:
        if kind == LU:
            replaced = lu_small(w, L, at, m, m, threshold, marks, first)
            solve_unit_small(w, L, at, m, m - w, U, au, m - w)
            return replaced
        if kind == LDLT or kind == LDLH:
            return ldl_small(w, L, at, m, m, kind == LDLH, threshold, marks, first)
        if not symmetric:
            return -cholesky_small(w, L, at, m, m)
    outcome = factor_diagonal(kind, symmetric, w, L, at, m, threshold, marks, first, work)
    if outcome >= 0:
        solve_rows(kind, symmetric, w, L, at, m, 0, m - w, U, au, work)
    return outcome

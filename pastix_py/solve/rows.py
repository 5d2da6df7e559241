"""Triangular solves with a panel on many vectors: the k entries of a row lie side by side and are computed as one.

Everywhere: entry (i, j) of A is at `at` + i · row + j · column, so a transpose is a swap of the two; row i of Y is
the k entries from y + i · k on, and likewise of X.
"""

from pastix_py.dense.blas import LOWER, NO, NON_UNIT, RIGHT, TRANS, UNIT, UPPER, gemm, trsm
from pastix_py.dense.stream import combine
from pastix_py.jit import inner

LARGE = 1 << 11  # entries of a panel that goes to BLAS


@inner
def subtract(A, at, column, w, X, x, Y, y, k):
    """Y[y : y + k] −= Σ A[at + j · column] times row j of X, j < w."""
    j = 0
    while j < w:
        g = 4 if w - j >= 4 else 2 if w - j >= 2 else 1
        combine(g, X, x + j * k, k, k, A, at + j * column, column, Y, y)
        j += g


@inner
def solve_rows(A, at, row, column, w, unit, backward, Y, k):
    """Y := T⁻¹ Y, T the lower half of the w × w matrix A, or the upper half where `backward`."""
    for i in range(w):
        p = w - 1 - i if backward else i
        r = p + 1 if backward else 0
        subtract(A, at + p * row + r * column, column, i, Y, r * k, Y, p * k, k)
        if not unit:
            pivot = A[at + p * (row + column)]
            for q in range(p * k, p * k + k):
                Y[q] /= pivot


@inner
def many_columns(L, at, ld, w, P, below, ldp, rows, solves, fused, unit, backward, Y, k):
    """Do as `columns.few_columns`, on k vectors that lie by rows."""
    along = fused != backward
    for stage in range(2):
        if stage == backward:
            if not solves:
                continue
            if w * w >= LARGE:
                uplo, op = LOWER if fused else UPPER, TRANS if along else NO
                trsm(RIGHT, uplo, op, UNIT if unit else NON_UNIT, k, w, L, at, ld, Y, 0, k)
            else:
                solve_rows(L, at, 1 if along else ld, ld if along else 1, w, unit, backward, Y, k)
        elif rows > 0:
            m, n, source, target = (w, rows, w * k, 0) if backward else (rows, w, 0, w * k)
            if rows * w >= LARGE:
                op = NO if backward else TRANS
                gemm(NO, op, k, m, n, -1.0, Y, source, k, P, below, ldp, 1.0, Y, target, k)
            else:
                row, column = (ldp, 1) if backward else (1, ldp)
                for i in range(m):
                    subtract(P, below + i * row, column, n, Y, source, Y, target + i * k, k)

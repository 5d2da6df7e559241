"""Products of two panels, subtracted from a third, row by row where they belong: what holds most of the work.

It is a Python function that specifies it, and an overload that calls the machine code of `native`.
"""

from numba.extending import overload

from pastix_py.dense.blas import block, library_call

_subtract_block = library_call("subtract_block", "nnnnnnnaaa")
_subtract_product, _subtract_widened = (
    library_call(name, "nnnnnnnnaaaaaa") for name in ("subtract_product", "subtract_widened")
)


def subtract_product(low, high, n, k, conj, above, A, ao, lda, B, bo, ldb, C, target, run_row, run_to):
    """C[target[q] + to(i)] −= Σ_p A[i, p] B[q, p] for low ≤ i < high, q < n and i ≥ above + q, at least.

    Parameters
    ----------
    low, high, n, k : rows of A, rows of B, columns of both.
    conj : 1 to conjugate B, else 0.
    above : rows above the diagonal of a symmetric target may be left alone; at most −n where there are none.
    A, ao, lda, B, bo, ldb : column-major at their offsets.
    C, target : row 0 of column q of the target, int64 (n); C may be in double precision where A and B are in single.
    run_row, run_to : rows run_row[r] : run_row[r + 1] belong to rows from run_to[r] on; int64, increasing from 0.

    """
    left, right = block(A, ao, high, k, lda), block(B, bo, n, k, ldb)
    product, run = left @ (right.conj() if conj else right).T, 0
    for i in range(low, high):
        while run_row[run + 1] <= i:
            run += 1
        for q in range(n if i >= above + n else max(i - above + 1, 0)):
            C[target[q] + run_to[run] + i - run_row[run]] -= product[i, q]


@overload(subtract_product)
def _subtract_product_overload(low, high, n, k, conj, above, A, ao, lda, B, bo, ldb, C, target, run_row, run_to):
    product = _subtract_product if A.dtype == C.dtype else _subtract_widened

    def call(low, high, n, k, conj, above, A, ao, lda, B, bo, ldb, C, target, run_row, run_to):
        product(low, high, n, k, conj, above, lda, ldb, A, ao, B, bo, C, 0, target, 0, run_row, 0, run_to, 0)

    return call


def subtract_block(m, n, k, conj, A, ao, lda, B, bo, ldb, C, co, ldc):
    """C −= A op(B)ᵀ, of m × k and n × k, column-major at their offsets; `conj` is 1 to conjugate B, else 0."""
    right = block(B, bo, n, k, ldb)
    target = block(C, co, m, n, ldc)
    target -= block(A, ao, m, k, lda) @ (right.conj() if conj else right).T


@overload(subtract_block)
def _subtract_block_overload(m, n, k, conj, A, ao, lda, B, bo, ldb, C, co, ldc):
    def call(m, n, k, conj, A, ao, lda, B, bo, ldb, C, co, ldc):
        _subtract_block(m, n, k, conj, lda, ldb, ldc, A, ao, B, bo, C, co)

    return call if A.dtype == B.dtype == C.dtype else None

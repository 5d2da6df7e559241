"""Task bodies: what a scheduler runs, one call per task."""

from pastix_py.dense.blas import ADJOINT, TRANS
from pastix_py.jit import kernel
from pastix_py.numeric.panel import LDLH, LDLT, LU, factor_panel
from pastix_py.numeric.update import update


@kernel
def panel_task(c, symbol, layout, kind, symmetric, threshold, L, U, marks, work, tile, runs):
    """Factor the panel of cblk c and send its updates; returns pivots replaced, or −1 − the failing column of the cblk.

    `kind` is a number of `numeric.panel`; `symmetric` tells LLᵀ without conjugation.
    Work: `work`, panel rows × width; `tile` and `runs` as for `update`.
    """
    first = symbol.cblk_col[c]
    w = symbol.cblk_col[c + 1] - first
    m = layout.cblk_rows[c]
    at, au = layout.cblk_coef[c], layout.cblk_coef_u[c]
    below = m - w
    A, ao, lda = L, at + w, m
    B, bo, ldb = L, at + w, m
    outcome = factor_panel(kind, symmetric, w, L, at, m, U, au, threshold, marks, first, work)
    if outcome < 0:
        return outcome
    if kind == LU:
        B, bo, ldb = U, au, below
    elif kind == LDLT or kind == LDLH:
        B, bo, ldb = work, 0, below
        for j in range(w):
            d = L[at + j * m + j]
            for i in range(below):
                work[j * below + i] = L[at + j * m + w + i] * d
    op = ADJOINT if kind == LDLH or (kind != LDLT and kind != LU and not symmetric) else TRANS
    C, coef = L, layout.cblk_coef
    for beyond in range(2 if kind == LU else 1):
        if beyond:
            A, ao, lda, B, bo, ldb = B, bo, ldb, A, ao, lda
            C, coef = U, layout.cblk_coef_u
        update(c, symbol, layout, kind == LU, beyond, A, ao, lda, B, bo, ldb, op, C, coef, tile, runs)
    return outcome

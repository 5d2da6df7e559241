"""The values of A scattered into zeroed panels."""

import numpy as np

from pastix_py.jit import kernel, wait_for
from pastix_py.matrix.matrix import Symmetry
from pastix_py.numeric.panels import Panels, zeros

LOWER_HALF, HERMITIAN_HALF, WHOLE = 0, 1, 2  # what of A is stored


@kernel
def position(i, j, symbol, layout):
    """Return the place of entry (i, j), i ≥ j, in L; numbers are new ones."""
    c = layout.col_cblk[j]
    at = layout.cblk_coef[c] + (j - symbol.cblk_col[c]) * layout.cblk_rows[c]
    if i < symbol.cblk_col[c + 1]:
        return at + i - symbol.cblk_col[c]
    low, high = symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1] - 1
    while low < high:
        middle = (low + high) // 2
        if symbol.blok_end[middle] <= i:
            low = middle + 1
        else:
            high = middle
    return at + layout.blok_row[low] + i - symbol.blok_begin[low]


@kernel
def scatter(ptr, ind, val, stored, iperm, symbol, layout, L, U):
    """Add every stored entry of A, in CSC with the user's numbering, to its place in L or U.

    A half is stored lower; an entry that the permutation carries above the diagonal is transposed (and conjugated).
    A whole matrix puts entries above the diagonal into U, or into the square diagonal block.
    """
    for column in range(ptr.size - 1):
        j = iperm[column]
        for p in range(ptr[column], ptr[column + 1]):
            i = iperm[ind[p]]
            if i >= j:
                L[position(i, j, symbol, layout)] += val[p]
            elif stored == LOWER_HALF:
                L[position(j, i, symbol, layout)] += val[p]
            elif stored == HERMITIAN_HALF:
                L[position(j, i, symbol, layout)] += np.conj(val[p])
            else:
                c = layout.col_cblk[i]
                first, width = symbol.cblk_col[c], symbol.cblk_col[c + 1] - symbol.cblk_col[c]
                if j < first + width:
                    L[layout.cblk_coef[c] + (j - first) * layout.cblk_rows[c] + i - first] += val[p]
                else:
                    skipped = layout.cblk_coef[c] + (i - first + 1) * width
                    U[layout.cblk_coef_u[c] + position(j, i, symbol, layout) - skipped] += val[p]


def assemble(plan, matrix, dtype, old=None):
    """Return `Panels` in `dtype` that hold P A Pᵀ, ready to be factored.

    Parameters
    ----------
    plan : `Plan`; a half-stored matrix is expanded first only where its kind is LU.
    matrix : `Matrix`.
    dtype : precision of the factor.
    old : `Panels` whose memory may be used again, None for none.

    """
    stored = {Symmetry.SYMMETRIC: LOWER_HALF, Symmetry.HERMITIAN: HERMITIAN_HALF, Symmetry.GENERAL: WHOLE}
    source = matrix
    if plan.kind == "lu" and matrix.symmetry is not Symmetry.GENERAL:
        source = matrix.expanded()
    L = zeros(plan.layout.cblk_coef[-1], dtype, old.L if old else None)
    U = zeros(plan.layout.cblk_coef_u[-1], dtype, old.U if old else None)
    val = np.ascontiguousarray(source.val, dtype)
    how = stored[source.symmetry]
    wait_for(scatter, source.ptr, source.ind, val, how, plan.ordering.iperm, plan.symbol, plan.layout, L, U)
    return Panels(L, U, np.zeros(plan.n, np.int8))

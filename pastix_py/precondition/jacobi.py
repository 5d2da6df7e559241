"""The diagonal of the matrix."""

import numpy as np

from pastix_py.precondition.made import Made
from pastix_py.report.text import counted


def jacobi(matrix, options, ordering=None):
    """Return M = D⁻¹, D the diagonal of A; an entry that is zero counts as 1."""
    from scipy.sparse import diags_array

    diagonal = matrix.diagonal()
    with np.errstate(all="ignore"):
        inverse = 1 / diagonal
    lost = ~np.isfinite(inverse)
    inverse = np.where(lost, 1, inverse).astype(matrix.dtype)
    positive = bool((diagonal.real > 0).all() and not diagonal.imag.any())
    told, count = "", int(np.count_nonzero(lost))
    if count:
        told = f"{counted(count, 'diagonal entry', 'diagonal entries')} of the matrix vanish, and count as 1"
    made = Made(diags_array(inverse), positive, bytes=inverse.nbytes, fill=matrix.n / max(matrix.nnz, 1), warning=told)
    made.replaced_pivots = count
    return made

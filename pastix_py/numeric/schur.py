"""The Schur complement that a factorization leaves in the last diagonal block."""

import numpy as np


def schur_block(plan, panels):
    """Return the Schur complement of the scaled matrix, dense (n_schur, n_schur)."""
    size, c = plan.n_schur, plan.symbol.n_cblk - 1
    at = plan.layout.cblk_coef[c]
    S = panels.L[at : at + size * size].reshape(size, size).T.copy()
    if plan.kind == "lu":
        return S
    other = S.conj().T if plan.kind in ("llh", "ldlh") else S.T
    return np.tril(S) + np.triu(other, 1)

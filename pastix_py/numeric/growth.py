"""How far the entries of a factor outgrow those of the matrix: what rounding errors of the elimination are to it."""

import numpy as np

from pastix_py.numeric.expanded import dense_panel


def pivot_growth(plan, panels, largest):
    """Return max|U| / max|A| of LU, max|D Lᵀ| / max|A| of the symmetric kinds (D = 1 for LLᵀ, and its root for A).

    `largest` is max|a_ij| of the matrix that was factored, scaled as it was. About 1 is as good as it gets; digits are
    lost where it is large. J. H. Wilkinson, "Error analysis of direct methods of matrix inversion", J. ACM 8, 1961.
    """
    if not largest:
        return 1.0
    if plan.kind in ("llt", "llh"):
        return float(_largest(panels.diagonal(plan)[: plan.n - plan.n_schur])) ** 2 / largest
    found, hermitian = [0.0], plan.kind == "ldlh"
    for c in range(plan.n_factored):
        panel = dense_panel(c, 0, plan, panels)
        if plan.kind == "lu":
            found += [_largest(np.triu(panel[: panel.shape[1]])), _largest(dense_panel(c, 1, plan, panels))]
        else:
            columns = slice(*plan.symbol.cblk_col[c : c + 2])
            found.append(_largest(_times_pivots(panel.T, panels.beside[columns], hermitian)))
    return max(found) / largest


def _times_pivots(columns, beside, conjugate):
    """Return D Lᵀ of a panel, of which `columns` (w, m) has D on its diagonal and L beyond it."""
    D, L = np.diagonal(columns)[:, None], np.triu(columns, 1)
    np.fill_diagonal(L, 1)
    product, s = D * L, beside[:-1, None]
    product[1:] += s * L[:-1]
    product[:-1] += (s.conj() if conjugate else s) * L[1:]
    return product


def _largest(values):
    return float(abs(values).max(initial=0.0))

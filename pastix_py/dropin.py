"""SciPy's names for the same work: `splu`, `factorized`, `spsolve`, so that one import line is all that changes."""

import numpy as np

from pastix_py.pipeline import factorize, solve


class SuperLU:
    """What `splu` returns: the attributes and the `solve` of `scipy.sparse.linalg.SuperLU`, on our factors.

    L U equals (R Π A C)[row_perm][:, col_perm], Π the row permutation of a matching, with `perm_r` and `perm_c` of
    SciPy's meaning: Pr A Pc = L U where Pr[perm_r[i], i] = 1 and Pc[i, perm_c[i]] = 1.
    """

    def __init__(self, factors):
        self.factors = factors
        self.perm_r, self.perm_c = np.argsort(factors.scaled.user_rows(factors.row_perm)), factors.plan.ordering.iperm
        self.shape = factors.shape
        self.nnz = factors.plan.nnz_factor

    def solve(self, rhs, trans="N"):
        """Return x with A x = rhs, Aᵀ x = rhs ('T') or Aᴴ x = rhs ('H')."""
        return self.factors.solve(rhs, trans)

    @property
    def L(self):
        """Unit lower triangle."""
        return self.factors.export()[0]

    @property
    def U(self):
        """Upper triangle."""
        return self.factors.export()[2]


def splu(A, permc_spec=None, diag_pivot_thresh=None, relax=None, panel_size=None, options=None):
    """Return the LU factors of A with the interface of `scipy.sparse.linalg.splu`.

    The ordering and pivoting arguments of SuperLU have no meaning here and are accepted for compatibility.
    Scaling is off, so that `L` and `U` are those of the permuted matrix itself.
    """
    return SuperLU(factorize(A, factorization="lu", scaling="none"))


def factorized(A):
    """Return a function b -> x that solves A x = b, as `scipy.sparse.linalg.factorized` does."""
    return factorize(A).solve


def spsolve(A, b, permc_spec=None, use_umfpack=None):
    """Return x with A x = b, as `scipy.sparse.linalg.spsolve` does.

    An (n, 1) b gives (n,), a sparse b with several columns a sparse x: of the class of A, for CSC and CSR.
    """
    from scipy.sparse import csc_array, issparse

    b = b if issparse(b) else np.asarray(b)
    is_vector = b.ndim == 1 or (b.ndim == 2 and b.shape[1] == 1)
    x = solve(A, b)
    if issparse(b) and not is_vector:
        return (type(A) if issparse(A) and A.format in ("csc", "csr") else csc_array)(x)
    return np.ravel(x) if is_vector else x

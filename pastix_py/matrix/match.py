"""The stage that decides whether a matrix is matched before it is ordered, and does it: `match`."""

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.matrix.matching import UNMATCHED, product_transversal
from pastix_py.matrix.pairs import pairs_of
from pastix_py.matrix.scale import largest, scale

SMALL = 0.01  # of the largest entry of its row, and of its column: a diagonal entry below is no pivot to count on
POSITIVE = ("llt", "llh")  # kinds whose pivots are as large as any: never matched
PAIRED = ("ldlt", "ldlh")  # kinds that 'auto' matches once a plan shows that pivots inside its blocks do not suffice


def match(matrix, method, kind):
    """Return (`Matching`, `Transversal` behind it or None) of a `Matrix`.

    Parameters
    ----------
    method : 'none', 'product', or 'auto', which takes `product` for LU where a diagonal entry is small.
    kind : factorization kind, one of `KINDS`.

    """
    if method == "none" or kind in POSITIVE:
        return UNMATCHED, None
    if method == "auto" and (kind in PAIRED or not small_diagonal(matrix).any()):
        return UNMATCHED, None
    transversal = product_transversal(matrix)
    perm = transversal.row_perm()
    if kind != "lu":
        scaled = scale(matrix, "product", transversal=transversal)
        pairs = wait_for(pairs_of, scaled.matrix, perm)
        return UNMATCHED._replace(method="product", pairs=pairs), transversal
    is_identity = np.array_equal(perm, np.arange(matrix.n))
    return UNMATCHED._replace(method="product", row_perm=UNMATCHED.row_perm if is_identity else perm), transversal


def small_diagonal(matrix):
    """Return which diagonal entries are zero, or SMALL beside the largest of their row and column; bool (n,)."""
    rows, columns = largest(matrix, abs(matrix.val))
    size = abs(matrix.diagonal())
    return (size < SMALL * np.minimum(rows, columns)) | (size == 0)

"""The stage that decides whether a matrix is matched before it is ordered, and does it: `match`."""

import numpy as np

from pastix_py.jit import wait_for
from pastix_py.matrix.matching import UNMATCHED, product_transversal
from pastix_py.matrix.pairs import pairs_of
from pastix_py.matrix.scale import largest, scale

MATCHED = ("lu", "ldlt", "ldlh")  # kinds of factorization that are matched where 'auto' finds their diagonal small
SMALL = 0.01  # of the largest entry of its row, and of its column: a diagonal entry below is no pivot to count on


def match(matrix, method, kind):
    """Return (`Matching`, `Transversal` behind it or None) of a `Matrix`.

    Parameters
    ----------
    method : 'none', 'product', or 'auto', which takes `product` for the kinds MATCHED with a small diagonal entry.
    kind : factorization kind, one of `KINDS`. LLᵀ and LLᴴ, whose pivots are as large as any, are never matched.

    """
    if method == "none" or kind in ("llt", "llh"):
        return UNMATCHED, None
    if method == "auto" and (kind not in MATCHED or not has_small_diagonal(matrix)):
        return UNMATCHED, None
    transversal = product_transversal(matrix)
    perm = transversal.row_perm()
    if kind != "lu":
        scaled = scale(matrix, "product", transversal=transversal)
        pairs = wait_for(pairs_of, scaled.matrix, perm)
        return UNMATCHED._replace(method="product", pairs=pairs), transversal
    is_identity = np.array_equal(perm, np.arange(matrix.n))
    return UNMATCHED._replace(method="product", row_perm=UNMATCHED.row_perm if is_identity else perm), transversal


def has_small_diagonal(matrix):
    """Return whether a diagonal entry is SMALL beside the largest of its row and of its column, or zero."""
    rows, columns = largest(matrix, abs(matrix.val))
    return bool((abs(matrix.diagonal()) < SMALL * np.minimum(rows, columns)).any())

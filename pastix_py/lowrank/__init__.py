"""Blocks of low rank, B ≈ U Vᵀ: `compress`, and `multiply` and `add` for what is compressed.

U is m × rank with orthonormal columns. V is kept transposed, Vᵀ rank × n, both column-major without gaps in flat
arrays: so all products with it, and the solves of a panel, read it as they read rows of a panel. Tolerances are
absolute, in the Frobenius norm.
"""

from typing import NamedTuple


class Method(NamedTuple):
    """A way to compress a block, or to make columns orthonormal when blocks are added."""

    number: int  # by which kernels know it
    what: str


METHODS = {
    "rqrrt": Method(0, "randomized QR with rotation: blocks of random combinations of columns; the fastest"),
    "tqrcp": Method(1, "truncated randomized QR with column pivoting: what is left is not kept up to date"),
    "rqrcp": Method(2, "randomized QR with column pivoting: pivots of a random sample, a block at a time"),
    "pqrcp": Method(3, "partial QR with column pivoting, a column at a time"),
    "svd": Method(4, "truncated singular value decomposition: the least rank, the slowest"),
}
DEFAULT = "rqrrt"

ORTHOGONALIZATIONS = {
    "partialqr": Method(0, "projections, and QR with column pivoting of what they leave, as far as it matters"),
    "cgs": Method(1, "projections, and Gram-Schmidt of what they leave"),
    "qr": Method(2, "Gram-Schmidt of all columns, also of those that are orthonormal"),
}
DEFAULT_ORTHOGONALIZATION = "cgs"

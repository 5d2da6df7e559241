"""The pivots of a factor: which were exchanged, which are 2 × 2, which were replaced."""

from typing import NamedTuple

import numpy as np

from pastix_py.jit import borrowing, inner

SAFE = 10.0  # coefficients of L in a diagonal block up to this size: the pivot is taken where it is


class Pivots(NamedTuple):
    """What a factorization decides about pivots; entries of the columns of a factor, in the new numbering.

    Rows are exchanged inside the diagonal block of a cblk alone: row j of the block with the one `exchange[j]` below
    it, in the order of j, and for LDLᵀ and LDLᴴ the columns alike.
    """

    threshold: float  # real type of the factor: smaller pivots are replaced
    substitute: float  # the size of what replaces them
    marks: np.ndarray  # (n) int8, 1 where the pivot was replaced
    exchange: np.ndarray  # (n) int32; None where rows are never exchanged
    beside: np.ndarray  # (n) dtype of the factor: D[j + 1, j] where a pivot is 2 × 2, else 0; None where none ever is


@borrowing
def safe_pivot(pivot, threshold, substitute):
    """Return (pivot, 0), or (substitute with the pivot's sign, 1) where |pivot| is below the threshold or no number."""
    size = abs(pivot)
    if size > threshold or (size == threshold and size > 0):
        return pivot, 0
    if size > 0:
        return pivot / size * substitute, 1
    return pivot * 0 + substitute if size == 0 else pivot, 1


def substitute_for(threshold):
    """Return what replaces pivots below ε^¾ max|a_ij|, a real number of the type of the factor: √ε max|a_ij|.

    One as small as the threshold would leave nothing of what it is divided into, and refinement could not repair it;
    one that is above it may well be good.
    """
    return threshold * np.finfo(threshold.dtype).eps ** -0.25


@inner
def size_of(value):
    """Return |value| for comparisons: of a complex one, the larger of its two parts."""
    return max(abs(value.real), abs(value.imag))


@inner
def swap(A, a, astep, b, bstep, count):
    """Exchange `count` entries of A, `astep` apart from a on, with those `bstep` apart from b on."""
    for i in range(count):
        p, q = a + i * astep, b + i * bstep
        A[p], A[q] = A[q], A[p]


@inner
def exchange_columns(w, rows, A, a, lda, exchange, first):
    """Exchange columns of a rows × w block as the pivots of its cblk were."""
    for j in range(w):
        other = np.int64(exchange[first + j])
        if other > 0:
            swap(A, a + j * lda, np.int64(1), a + (j + other) * lda, np.int64(1), rows)

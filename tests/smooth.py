"""Matrices whose blocks are of low rank, small, and limits of compression that are so low that they are compressed."""

import numpy as np
import pytest
from problems import PRECISIONS
from scipy.sparse import csc_array

from pastix_py.layout import layout
from pastix_py.numeric import low_rank
from pastix_py.runtime import execute

SHAPE = {"panel_width": 12, "ordering": "amd", "amalgamation": 5.0, "scaling": "none", "matching": "none"}
STRATEGIES = ("just-in-time", "during", "minimal-memory")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Let blocks of a few rows and columns be compressed, and a little work be shared."""
    monkeypatch.setattr(layout, "LEAST_WIDTH", 4)
    monkeypatch.setattr(low_rank.make_rule, "__defaults__", (3,))
    monkeypatch.setattr(execute, "WORTH", 1.0)


def smooth(kind, precision="d", n=84, zero_diagonal=False):
    """Return 1/(0.3 + |x − y|) of points x, y on a line, modified to suit the kind."""
    x = np.linspace(0.0, 3.0, n)
    A = 1 / (0.3 + abs(x[:, None] - x))
    phase = np.exp(0.7j * x) if PRECISIONS[precision]().dtype.kind == "c" else np.ones(n)
    A = A * np.multiply.outer(phase, phase if kind in ("llt", "ldlt") else phase.conj())
    if kind == "lu":
        A = A * (1.2 + 0.4 * (x[:, None] - x))
    i = np.arange(n)
    A[i, i] += np.where(i % 5 == 0, -9, 9) if kind in ("ldlt", "ldlh") else 9
    if zero_diagonal:
        A[i, i] = 0
    third = i * 3 // n
    A[(third[:, None] + third) == 1] = 0
    if kind != "lu":
        below = np.tril(A, -1)
        A = below + np.diag(A.diagonal().real if kind in ("llh", "ldlh") else A.diagonal())
        A += below.conj().T if kind in ("llh", "ldlh") else below.T
    return csc_array(A).astype(PRECISIONS[precision])


def factored(factors):
    """Return the dense matrix, in the user's numbering, that unscaled factors are those of."""
    L, D, U = (part.toarray() for part in factors.export())
    return (L @ D @ U)[np.ix_(np.argsort(factors.row_perm), np.argsort(factors.col_perm))]


def ranks_of(factors):
    """Return the ranks of all blocks of a factor that are compressed."""
    rank = factors.panels.low_rank.rank
    return rank[rank >= 0]

"""Panels factored whole and in parts, against products of their factors: every kind, precision and shape."""

import itertools
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from guarded import linux

from pastix_py.dense.block import work_size
from pastix_py.dense.pivots import Pivots
from pastix_py.numeric import panel

WIDTHS = [*range(1, 20), 24, 31, 33, 40, 64, 70, 100, 257]
KINDS = {
    "llt": (panel.LLT, False), "complex llt": (panel.LLT, True), "llh": (panel.LLH, False),
    "ldlt": (panel.LDLT, False), "ldlh": (panel.LDLH, False), "lu": (panel.LU, False),
}  # fmt: skip
PRECISIONS = {"llt": "fd", "complex llt": "FD"}
CASES = [(kind, dtype) for kind in KINDS for dtype in PRECISIONS.get(kind, "fdFD")]


class Panel:
    """A panel of `w` columns with `below` rows: what is to be factored, and the flat arrays that are."""

    def __init__(self, name, dtype, w, below, prepared=None):
        self.kind, self.symmetric = KINDS[name]
        self.name, self.w, self.m = name, w, w + below
        rng = np.random.default_rng(1000 * w + below)

        def random(*shape):
            values = rng.standard_normal(shape)
            return (values + 1j * rng.standard_normal(shape) if dtype in "FD" else values).astype(dtype)

        A = random(w, w)
        if name != "lu":
            A = (A + self.op(A)) / 2
        signs = np.where(np.arange(w) % 3 == 1, -1, 1) if name in ("ldlt", "ldlh", "lu") else np.ones(w)
        A = prepared(A) if prepared else A + np.diag(4 * w * signs)
        self.A = np.vstack([A.astype(dtype), random(below, w)])
        self.B = random(below, w)
        block = self.A.copy()
        if name != "lu":
            block[np.triu_indices(w, 1)] = np.nan  # neither read nor written
        self.L = np.concatenate([np.full(3, 7, dtype), block.ravel(order="F"), np.full(9, 7, dtype)])
        self.U = np.concatenate([np.full(2, 7, dtype), self.B.ravel(order="F"), np.full(9, 7, dtype)])
        self.work = np.full(work_size(w), np.nan, dtype)
        self.pivots = self.no_pivots(1e-30 if prepared else 1e-6)

    def no_pivots(self, threshold):
        """Return `Pivots` that nothing was done to, for columns from 2 on."""
        n, real = self.w + 2, np.finfo(self.A.dtype).dtype
        self.exchange, self.beside = np.zeros(n, np.int32), np.zeros(n, self.A.dtype)
        paired = self.name in ("ldlt", "ldlh")
        given = self.exchange if paired or self.name == "lu" else None, self.beside if paired else None
        return Pivots(*np.array([threshold, 2 * threshold], real), np.zeros(n, np.int8), *given)

    def op(self, A):
        """Return the right factor that belongs to a left one."""
        return A.conj().T if self.name in ("llh", "ldlh") else A.T

    def work_on(self, low, high, factored):
        """Call what is tested."""
        shape = self.kind, self.symmetric, self.w, self.L, 3, self.m
        codes = panel.codes_of(self.kind)
        return panel.factor_panel(*shape, low, high, self.U, 2, self.pivots, 2, self.work, factored, codes)

    def whole(self):
        """Factor in one call, and return its outcome."""
        return self.work_on(0, self.m - self.w, False)

    def in_parts(self, *cuts):
        """Factor the diagonal block, then solve for the rows between the cuts."""
        outcome = self.work_on(0, 0, False)
        rows = [0, *cuts, self.m - self.w] if outcome >= 0 else []
        for low, high in itertools.pairwise(rows):
            self.work_on(low, high, True)
        return outcome

    def check(self):
        """Compare the products of the factors with what was given."""
        w, m = self.w, self.m
        F, G = self.L[3:-9].reshape(w, m).T, self.U[2:-9].reshape(w, m - w).T
        for edge in (self.L[:3], self.L[-9:], self.U[:2], self.U[-9:]):
            assert (edge == 7).all()
        order = exchanged(self.exchange[2:])
        left = np.vstack([np.tril(F[:w]), F[w:]])
        unit = left.copy()
        np.fill_diagonal(unit, 1)
        if self.name == "lu":
            self.close(np.vstack([self.A[:w][order], self.A[w:]]), np.vstack([unit[:w], F[w:]]), np.triu(F[:w]))
            self.close(self.B[:, order], G, unit[:w].T)
            return
        assert np.isnan(F[np.triu_indices(w, 1)]).all()
        if self.name in ("ldlt", "ldlh"):
            rows = np.concatenate([order, np.arange(w, m)])
            self.close(self.A[np.ix_(rows, order)], unit, self.middle(F), self.op(unit[:w]))
        else:
            self.close(self.A, left, self.op(left[:w]))

    def middle(self, F):
        """Return D of a factored block."""
        beside = self.beside[2 : self.w + 1]
        assert not beside[1:][beside[:-1] != 0].any()
        D = np.diag(beside, -1)
        return D + self.op(D) + np.diag(np.diag(F[: self.w]))

    def close(self, wanted, *factors):
        """Compare a product within rounding."""
        most = np.linalg.multi_dot([abs(factor) for factor in factors])
        allowed = 8 * (5 + self.w**0.5) * np.finfo(wanted.dtype).eps * most
        assert (abs(np.linalg.multi_dot(factors) - wanted) <= allowed).all()


def exchanged(exchange):
    """Return the order of rows after exchanges of each with the one so many below it."""
    order = np.arange(len(exchange))
    for j, other in enumerate(exchange):
        assert j <= j + other < len(exchange)
        order[[j, j + other]] = order[[j + other, j]]
    return order


@pytest.mark.parametrize("below", [0, 1, 7, 300])
@pytest.mark.parametrize(("kind", "dtype"), CASES)
def test_factors_multiply_to_the_panel_whole_and_in_parts(kind, dtype, below):
    for w in WIDTHS if below < 300 else [1, 4, 9, 40, 130]:
        whole, parts = Panel(kind, dtype, w, below), Panel(kind, dtype, w, below)
        assert whole.whole() == 0
        assert parts.in_parts(below // 3, below // 3 + below // 50) == 0
        whole.check()
        parts.check()
        for name in ("marks", "exchange", "beside"):
            assert not getattr(whole.pivots if name == "marks" else whole, name).any()


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("value", [0.0, -1.0, np.nan])
@pytest.mark.parametrize(("w", "bad"), [(1, 0), (5, 4), (8, 0), (8, 3), (20, 8), (20, 19), (70, 37)])
def test_the_column_that_is_not_positive_is_named(w, bad, value, dtype):
    for parts in (False, True):
        case = Panel("llh", dtype, w, 5)
        case.L[3 + bad * case.m + bad] = value - 100 * w * (value == -1)
        case.L[3 : 3 + bad * case.m].reshape(bad, case.m)[:, bad] = 0
        assert (case.in_parts() if parts else case.whole()) == -1 - bad


@pytest.mark.parametrize(("kind", "dtype"), [case for case in CASES if case[0] not in ("llt", "llh")])
def test_replaced_pivots_are_those_of_the_product(kind, dtype):
    for w in (3, 8, 29):
        case = Panel(kind, dtype, w, 6)
        poor = sorted({1, w // 2, w - 1})
        for j in poor:  # nothing in the block is left of row and column j
            case.A[j] = case.A[:w, j] = 0
        block = case.A.copy()
        if kind != "lu":
            block[np.triu_indices(w, 1)] = np.nan
        case.L[3:-9] = block.ravel(order="F")
        case.pivots = case.no_pivots(0.5)
        assert case.whole() == len(poor)
        assert np.flatnonzero(case.pivots.marks[2:]).tolist() == poor
        case.A[poor, poor] = 1
        case.check()


def hollow(A):
    """Make the diagonal zero."""
    return A - np.diag(np.diag(A))


def small_first(A):
    """Let every pivot be tiny but the last ones."""
    scale = np.logspace(-12 if A.dtype.itemsize > 8 or A.dtype == float else -4, 0, len(A)).astype(A.real.dtype)
    return np.minimum.outer(scale, scale) * A


def saddle(A):
    """Return a saddle point: the last third of the diagonal block is zero."""
    A, m = A + np.diag(3 * np.ones(len(A))), len(A) - len(A) // 3
    A[m:, m:] = 0
    return A


def late(A):
    """Need no exchange in the first columns."""
    return hollow(A) + np.diag(np.where(np.arange(len(A)) < 2 * len(A) // 3, 4 * len(A), 0))


PIVOTED = [case for case in CASES if case[0] in ("ldlt", "ldlh", "lu")]
HARD = [None, hollow, small_first, saddle, late, lambda A: A]


@pytest.mark.parametrize("prepared", HARD[1:], ids=["hollow", "small_first", "saddle", "late", "random"])
@pytest.mark.parametrize(("kind", "dtype"), PIVOTED)
def test_rows_are_exchanged_where_pivots_are_small(kind, dtype, prepared):
    n_exchanged = 0
    for w, below in ((2, 3), (3, 0), (4, 9), (7, 2), (8, 20), (9, 1), (16, 3), (25, 40), (40, 11), (75, 30), (130, 9)):
        whole, parts = Panel(kind, dtype, w, below, prepared), Panel(kind, dtype, w, below, prepared)
        assert whole.whole() == 0
        n_exchanged += np.count_nonzero(whole.exchange)
        assert not whole.pivots.marks.any()
        F = whole.L[3:-9].reshape(w, w + below).T
        assert abs(np.tril(F[:w], -1)).max(initial=0) <= 10 * (1.42 if dtype in "FD" else 1.01)
        whole.check()
        assert parts.in_parts(below // 3, below // 3 + below // 50) == 0
        parts.check()
        for name in ("exchange", "beside"):
            np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    assert n_exchanged > 0


@pytest.mark.jit
@pytest.mark.parametrize(("kind", "dtype"), CASES)
def test_parts_come_out_bitwise_as_the_whole(kind, dtype):
    shapes, hard = (
        ((1, 5), (3, 20), (8, 33), (13, 40), (47, 90), (200, 170)),
        HARD if (kind, dtype) in PIVOTED else HARD[:1],
    )
    for (w, below), prepared in itertools.product(shapes, hard):
        whole, parts = Panel(kind, dtype, w, below, prepared), Panel(kind, dtype, w, below, prepared)
        whole.whole()
        parts.in_parts(below // 3, below // 3 + below // 50)
        np.testing.assert_array_equal(whole.L, parts.L)
        np.testing.assert_array_equal(whole.U, parts.U)


@pytest.mark.jit
@linux
@pytest.mark.parametrize("dtype", "dF")
def test_nothing_is_read_beyond_the_last_panel(dtype):
    code = f"""
import sys
sys.path.insert(0, "..")
from guarded import guarded
from test_panel import KINDS, PRECISIONS, Panel
for kind in KINDS:
    for w, below in ((2, 300), (5, 300), (9, 1), (13, 300), (33, 0), (46, 300), (75, 9)):
        if {dtype!r} in PRECISIONS.get(kind, "fdFD"):
            for run in (Panel.whole, lambda case: case.in_parts(case.m - case.w)):
                case = Panel(kind, {dtype!r}, w, below)
                case.L, case.U = guarded(case.L[:-9]), guarded(case.U[:-9])
                assert run(case) == 0
print("read nothing else")
"""
    folder = pathlib.Path(__file__).parent
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "read nothing else\n"), done.stderr

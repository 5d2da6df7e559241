"""Panels factored whole and in parts, against products of their factors: every kind, precision and shape."""

import itertools
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from guarded import linux

from pastix_py.dense.nopiv import work_size
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

    def __init__(self, name, dtype, w, below):
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
        self.A = np.vstack([(A + np.diag(4 * w * signs)).astype(dtype), random(below, w)])
        self.B = random(below, w)
        block = self.A.copy()
        if name != "lu":
            block[np.triu_indices(w, 1)] = np.nan  # neither read nor written
        self.L = np.concatenate([np.full(3, 7, dtype), block.ravel(order="F"), np.full(9, 7, dtype)])
        self.U = np.concatenate([np.full(2, 7, dtype), self.B.ravel(order="F"), np.full(9, 7, dtype)])
        self.marks, self.work = np.zeros(w + 2, np.int8), np.full(work_size(w), np.nan, dtype)
        self.threshold = np.finfo(dtype).dtype.type(1e-6)

    def op(self, A):
        """Return the right factor that belongs to a left one."""
        return A.conj().T if self.name in ("llh", "ldlh") else A.T

    def whole(self):
        """Factor in one call, and return its outcome."""
        shape = self.kind, self.symmetric, self.w, self.L, 3, self.m
        return panel.factor_panel(*shape, self.U, 2, self.threshold, self.marks, 2, self.work)

    def in_parts(self, *cuts):
        """Factor the diagonal block, then solve for the rows between the cuts."""
        shape = self.kind, self.symmetric, self.w, self.L, 3, self.m
        outcome = panel.factor_diagonal(*shape, self.threshold, self.marks, 2, self.work)
        rows = [0, *cuts, self.m - self.w] if outcome >= 0 else []
        for low, high in itertools.pairwise(rows):
            panel.solve_rows(*shape, low, high, self.U, 2, self.work)
        return outcome

    def check(self):
        """Compare the products of the factors with what was given."""
        w, m = self.w, self.m
        F, G = self.L[3:-9].reshape(w, m).T, self.U[2:-9].reshape(w, m - w).T
        for edge in (self.L[:3], self.L[-9:], self.U[:2], self.U[-9:]):
            assert (edge == 7).all()
        left, diagonal = np.vstack([np.tril(F[:w]), F[w:]]), np.diag(np.diag(F[:w]))
        unit = left.copy()
        np.fill_diagonal(unit, 1)
        if self.name == "lu":
            self.close(unit @ np.triu(F[:w]) if m == w else np.vstack([unit[:w], F[w:]]) @ np.triu(F[:w]), self.A)
            self.close(G @ unit[:w].T, self.B)
            return
        assert np.isnan(F[np.triu_indices(w, 1)]).all()
        if self.name in ("ldlt", "ldlh"):
            self.close(unit @ diagonal @ self.op(unit[:w]), self.A)
        else:
            self.close(left @ self.op(left[:w]), self.A)

    def close(self, found, wanted):
        """Compare within rounding."""
        scale = 40 * np.finfo(wanted.dtype).eps * abs(self.A).max()
        np.testing.assert_allclose(found, wanted, rtol=0, atol=scale)


@pytest.mark.parametrize("below", [0, 1, 7, 300])
@pytest.mark.parametrize(("kind", "dtype"), CASES)
def test_factors_multiply_to_the_panel_whole_and_in_parts(kind, dtype, below):
    for w in WIDTHS if below < 300 else [1, 4, 9, 40, 130]:
        whole, parts = Panel(kind, dtype, w, below), Panel(kind, dtype, w, below)
        assert whole.whole() == 0
        assert parts.in_parts(below // 3, below // 3 + below // 50) == 0
        whole.check()
        parts.check()
        assert not whole.marks.any()


@pytest.mark.jit
@pytest.mark.parametrize(("kind", "dtype"), CASES)
def test_parts_come_out_bitwise_as_the_whole(kind, dtype):
    for w, below in ((1, 5), (3, 20), (8, 33), (13, 40), (47, 90), (200, 170)):
        whole, parts = Panel(kind, dtype, w, below), Panel(kind, dtype, w, below)
        whole.whole()
        parts.in_parts(below // 3, below // 3 + below // 50)
        np.testing.assert_array_equal(whole.L, parts.L)
        np.testing.assert_array_equal(whole.U, parts.U)


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
        for j in poor:  # column and row j decoupled from those before, its pivot vanishes
            case.A[j, : j + 1] = case.A[: j + 1, j] = 0
        block = case.A.copy()
        if kind != "lu":
            block[np.triu_indices(w, 1)] = np.nan
        case.L[3:-9] = block.ravel(order="F")
        case.threshold = type(case.threshold)(0.5)
        assert case.whole() == len(poor)
        assert np.flatnonzero(case.marks[2:]).tolist() == poor
        case.A[poor, poor] = 0.5
        case.check()


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
    for w, below in ((2, 300), (5, 300), (9, 1), (13, 300), (33, 0), (46, 300)):
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

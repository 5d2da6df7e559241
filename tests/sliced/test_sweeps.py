"""What holds of sweeps with the orderings that they are made for: groups, threads, types, refusals."""

import numpy as np
import pytest
import scipy.sparse as sp
from sliced_runs import kinds

from pastix_py.errors import InputError, UsageError
from pastix_py.ordering.color_rcm import color_rcm
from pastix_py.ordering.graph import Graph
from pastix_py.sliced.groups import groups_of
from pastix_py.sliced.layout import NEAR_REACH, PART, Kind
from pastix_py.sliced.rows import Rows
from pastix_py.sliced.sweeps import sweeps


def grid(*shape):
    """Return A, diagonally dominant with random values, on a grid, as a `csr_array`."""
    A = sp.csr_array((1, 1))
    for n in shape:
        path = sp.diags_array([np.ones(n - 1), np.ones(n - 1)], offsets=[-1, 1])
        A = sp.kron(A, sp.eye_array(n)) + sp.kron(sp.eye_array(A.shape[0]), path)
    A = sp.csr_array(A)
    A.data = np.random.default_rng(0).uniform(-0.3, 0, A.data.size)
    return A


def halves(A, perm=None):
    """Return (L, U, inv_diag) of (I + the lower half) (D + the upper half), rows in another order."""
    A = sp.csr_array(A if perm is None else A[perm][:, perm])
    A.sort_indices()
    L, U = (
        Rows(half.indptr.astype(np.int64), half.indices.astype(np.int32), half.data)
        for half in (sp.csr_array(sp.tril(A, -1)), sp.csr_array(sp.triu(A, 1)))
    )
    return L, U, np.full(A.shape[0], 0.9)


def color(A):
    A = sp.csr_array(A)
    A.sort_indices()
    return color_rcm(Graph(A.shape[0], A.indptr.astype(np.int64), A.indices.astype(np.int64)), None)


@pytest.fixture(scope="module")
def large():
    """Return factors with four groups of many rows, and small groups between them."""
    sizes = [5000, 3, 2, 5001, 4999, 1, 6000]
    group = np.repeat(np.arange(len(sizes)), sizes)
    rng, n = np.random.default_rng(0), group.size
    row, column = np.repeat(np.arange(n), 4), rng.integers(0, n, 4 * n)
    apart = group[row] != group[column]
    return halves(sp.csr_array((rng.uniform(-0.3, 0, apart.sum()), (row[apart], column[apart])), shape=(n, n)))


def plain(L, U, inv_diag, b):
    n = inv_diag.size
    lower, upper = (sp.csr_array((half.val, half.ind, half.ptr), shape=(n, n)) for half in (L, U))
    lower, upper = sp.eye_array(n) + lower, sp.diags_array(1 / inv_diag) + upper
    return sp.linalg.spsolve_triangular(upper.tocsr(), sp.linalg.spsolve_triangular(lower.tocsr(), b), lower=False)


@pytest.mark.parametrize("order", ["color", "natural", "reversed colours", "random"])
def test_rows_of_a_group_are_independent(order):
    A = grid(9, 8, 5)
    n = A.shape[0]
    perm = {
        "color": color(A), "natural": np.arange(n), "reversed colours": color(A)[::-1],
        "random": np.random.default_rng(3).permutation(n),
    }[order]  # fmt: skip
    L, U, _ = halves(A, perm)
    groups, rows = groups_of(L, U)
    assert groups[0] == 0
    assert groups[-1] == n
    assert rows.size == 0 or np.array_equal(np.sort(rows), np.arange(n))
    group = np.empty(n, np.int64)
    group[rows if rows.size else slice(None)] = np.repeat(np.arange(groups.size - 1), np.diff(groups))
    for half, later in ((L, False), (U, True)):
        row = np.repeat(np.arange(n), np.diff(half.ptr))
        assert ((group[half.ind] > group[row]) if later else (group[half.ind] < group[row])).all()
    assert groups.size - 1 <= 2 * 21  # of the 20 steps that lead from one corner to the other


def test_groups_of_unsymmetric_patterns_keep_apart_what_either_factor_joins():
    L = Rows(np.array([0, 0, 0, 0, 1]), np.array([0], np.int32), np.ones(1))
    U = Rows(np.array([0, 0, 1, 1, 1]), np.array([2], np.int32), np.ones(1))
    groups, rows = groups_of(L, U)
    assert rows.size == 0
    assert 2 in groups
    assert set(groups) & {1, 2, 3}


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_compute_the_same_bits(large, threads, monkeypatch):
    monkeypatch.setattr("pastix_py.sliced.applied.thread_count", lambda threads: threads)
    monkeypatch.setattr("pastix_py.sliced.applied.ENOUGH", 0)
    solver = sweeps(*large)
    n = solver.shape[0]
    assert solver.applied().is_shared
    for b in (np.random.default_rng(1).standard_normal(n), np.random.default_rng(1).standard_normal((n, 6))):
        for trans in "NT":
            assert np.array_equal(solver.solve(b, trans=trans), solver.solve(b, trans=trans, threads=threads))


@pytest.mark.parametrize("length", [2 * PART, 2 * PART + 1000])
def test_rows_longer_than_what_a_thread_takes(length, monkeypatch):
    monkeypatch.setattr("pastix_py.sliced.applied.thread_count", lambda threads: threads)
    monkeypatch.setattr("pastix_py.sliced.applied.ENOUGH", 0)
    n, long = 3 * PART, 3
    A = sp.lil_array((n, n))
    A[n - long :, :length] = np.random.default_rng(0).uniform(-0.01, 0.01, (long, length))
    factors = halves(sp.csr_array(A + A.T))
    solver, b = sweeps(*factors), np.random.default_rng(1).standard_normal(n)
    assert solver.applied().is_shared
    x = solver.solve(b)
    np.testing.assert_allclose(x, plain(*factors, b), rtol=1e-10)
    for threads in (2, 3):
        assert np.array_equal(solver.solve(b, threads=threads), x)


def test_large_solve(large):
    b = np.random.default_rng(1).standard_normal(large[2].size)
    np.testing.assert_allclose(sweeps(*large).solve(b), plain(*large, b), rtol=1e-10)


def test_columns_far_away():
    n, few = NEAR_REACH + 4000, 40
    row, column = np.repeat(np.arange(n - few, n), 3), np.random.default_rng(0).integers(0, few, 3 * few)
    A = sp.csr_array((np.linspace(-0.3, 0.3, row.size), (row, column)), shape=(n, n))
    factors = halves(sp.csr_array(A + A.T))
    solver, b = sweeps(*factors), np.random.default_rng(1).standard_normal(n)
    assert Kind.FAR in kinds(solver.applied().slices.heads)
    for rhs in (b, np.stack([b] * 5, axis=1)):
        np.testing.assert_allclose(solver.solve(rhs), plain(*factors, rhs), rtol=1e-12, atol=1e-14)


def test_any_order_is_accepted():
    A = grid(30, 40)
    L, U, d = halves(A)
    solver = sweeps(L, U, d)
    assert solver.rows.size
    for shape in ((1200,), (1200, 2), (1200, 9)):
        b = np.random.default_rng(1).standard_normal(shape)
        np.testing.assert_allclose(solver.solve(b), plain(L, U, d, b), rtol=1e-10)


def test_results_go_where_they_are_wanted():
    A = grid(12, 9)
    factors = halves(A, color(A))
    solver = sweeps(*factors)
    b = np.random.default_rng(1).standard_normal(108)
    x = solver.solve(b)
    out = np.empty(108)
    assert solver.solve(b, out) is out
    assert np.array_equal(out, x)
    again = b.copy()
    assert np.array_equal(solver.solve(again, again), x)
    strided = np.empty((108, 2))[:, 0]
    assert np.array_equal(solver.solve(b, strided), x)
    frozen = b.copy()
    frozen.flags.writeable = False
    assert np.array_equal(solver.solve(frozen), x)
    assert np.array_equal(solver.solve(np.repeat(b, 2)[::2]), x)


def test_right_hand_sides_of_other_types():
    A = grid(12, 9)
    factors = halves(A, color(A))
    solver = sweeps(*factors)
    rng = np.random.default_rng(1)
    b = rng.standard_normal((108, 3)) + 1j * rng.standard_normal((108, 3))
    x = solver.solve(b)
    assert x.dtype == np.complex128
    assert np.array_equal(x, solver.solve(b.real) + 1j * solver.solve(b.imag))
    assert np.array_equal(solver.solve(b[:, 0]), x[:, 0])
    assert np.array_equal(solver.solve(np.ones(108, int)), solver.solve(np.ones(108)))
    assert solver.solve(np.ones(108, np.float32)).dtype == np.float64


def test_wrong_input_is_told():
    solver = sweeps(*halves(grid(3, 3)))
    with pytest.raises(InputError, match="9 rows"):
        solver.solve(np.ones(8))
    with pytest.raises(UsageError, match="N, T, H"):
        solver.solve(np.ones(9), trans="X")

"""Sweeps and products in every precision, compiled or not, against a loop that does one row after the other."""

import numba
import numpy as np
import pytest
import scipy.sparse as sp
from sliced_runs import kinds

from pastix_py.sliced.layout import Kind
from pastix_py.sliced.product import product
from pastix_py.sliced.rows import Rows
from pastix_py.sliced.sweeps import sweeps

DTYPES = (np.float32, np.float64, np.complex64, np.complex128)


def agree(x, expected, bitwise=True):
    """Check that x is what is expected; without the compiler, NumPy rounds products of many in a way of its own."""
    if bitwise and not numba.config.DISABLE_JIT:
        assert np.array_equal(x, expected)
    error = 1e-4 if x.real.dtype.itemsize == 4 else 1e-11
    np.testing.assert_allclose(x, expected, rtol=error, atol=error / 10)


def rows_of(A, dtype=None):
    A = sp.csr_array(A)
    A.sort_indices()
    return Rows(A.indptr.astype(np.int64), A.indices.astype(np.int32), A.data.astype(dtype or A.dtype))


def numbers(shape, dtype, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(shape)
    return (x + 1j * rng.standard_normal(shape) if np.dtype(dtype).kind == "c" else x).astype(dtype)


def patterns():
    """Return named square patterns: what comes out in bands, near and far, in lines, and with hubs."""
    n = 47
    rng = np.random.default_rng(1)
    path = sp.diags_array([np.ones(n - 1), np.ones(n - 1)], offsets=[-1, 1])
    far = sp.random_array((n, n), density=0.1, rng=rng)
    hub = sp.lil_array((n, n))
    hub[20], hub[:, 30] = 1, 1
    colours = np.kron(np.array([[0, 1], [1, 0]]), np.ones((24, 24)))
    banded = sp.diags_array([np.ones(60), np.ones(58), np.ones(60)], offsets=[-60, -62, 60], shape=(120, 120))
    return {
        "empty": sp.csr_array((n, n)),
        "none": sp.csr_array((0, 0)),
        "one": sp.csr_array((1, 1)),
        "three": sp.csr_array(np.array([[0, 1, 0], [1, 0, 1], [1, 0, 0]])),
        "path": path,
        "scattered": far,
        "hub": hub,
        "dense": sp.csr_array(np.ones((13, 13))),
        "two colours": sp.csr_array(colours * (rng.random((48, 48)) < 0.3)),
        "bands": banded,
    }


PATTERNS = patterns()


def factors(name, dtype):
    """Return (L, U, inv_diag) with random values in a pattern."""
    A = sp.csr_array(PATTERNS[name])
    A.data = numbers(A.data.size, dtype, 2) / 4
    return rows_of(sp.tril(A, -1), dtype), rows_of(sp.triu(A, 1), dtype), 1 + numbers(A.shape[0], dtype, 3) / 8


def plain(L, U, inv_diag, b):
    """Return the solution for one vector, row by row."""
    x, n = b.copy(), b.size
    for half, order in ((L, range(n)), (U, range(n - 1, -1, -1))):
        for i in order:
            total = x[i]
            for p in range(half.ptr[i], half.ptr[i + 1]):
                total = total - half.val[p] * x[half.ind[p]]
            x[i] = inv_diag[i] * total if half is U else total
    return x


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda dtype: np.dtype(dtype).char)
@pytest.mark.parametrize("name", PATTERNS)
def test_solves_are_bitwise_those_row_by_row(name, dtype):
    L, U, inv_diag = factors(name, dtype)
    n, solver = inv_diag.size, sweeps(L, U, inv_diag)
    in_place = not solver.rows.size  # renumbered rows are added up in another order
    for k in (1, 3, 19):
        b = numbers((n, k), dtype, 4)
        expected = np.array([plain(L, U, inv_diag, b[:, q]) for q in range(k)]).reshape(k, n).T
        one = np.array([solver.solve(b[:, q].copy()) for q in range(k)]).reshape(k, n).T
        for x in (solver.solve(b), one, solver.solve(np.asfortranarray(b))):
            assert x.dtype == dtype
            agree(x, expected, bitwise=in_place)


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda dtype: np.dtype(dtype).char)
def test_patterns_make_runs_of_every_kind(dtype):
    heads = [sweeps(*factors(name, dtype)).applied().slices.heads for name in PATTERNS]
    assert set.union(*map(kinds, heads)) == set(Kind) - {Kind.FAR}  # which takes more rows than are worth it here


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda dtype: np.dtype(dtype).char)
@pytest.mark.parametrize("name", ["scattered", "path", "two colours", "one"])
def test_transposed_and_adjoint(name, dtype):
    L, U, inv_diag = factors(name, dtype)
    n, solver = inv_diag.size, sweeps(L, U, inv_diag)
    lower, upper = (sp.csr_array((half.val, half.ind, half.ptr), shape=(n, n)).toarray() for half in (L, U))
    A = (np.eye(n) + lower) @ (upper + np.diag(1 / inv_diag))
    for b in (numbers(n, dtype), numbers((n, 9), dtype)):
        for trans, F in (("T", A.T), ("H", A.conj().T)):
            x = solver.solve(b, trans=trans)
            error = abs(F @ x - b).max() / abs(x).max()
            assert error < (1e-4 if x.real.dtype.itemsize == 4 else 1e-12)


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda dtype: np.dtype(dtype).char)
@pytest.mark.parametrize("name", PATTERNS)
def test_products_are_bitwise_those_row_by_row(name, dtype):
    A = rows_of(PATTERNS[name], dtype)
    A = A._replace(val=numbers(A.val.size, dtype, 5))
    f = product(A)
    for k in (1, 3, 19):
        x = numbers((A.n, k), dtype, 6)
        expected = np.zeros_like(x)
        for i, q in np.ndindex(x.shape):  # one number at a time: NumPy rounds products of many in another way
            for p in range(A.ptr[i], A.ptr[i + 1]):
                expected[i, q] += A.val[p] * x[A.ind[p], q]
        agree(f(x), expected)
        agree(f(x[:, 0].copy()), expected[:, 0])

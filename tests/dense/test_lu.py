"""Dense LU with row exchanges: factors, pivots, solves, determinants, and that no thread count shows in the bits."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import scipy.linalg

import pastix_py
from pastix_py.dense_lu import driver
from pastix_py.errors import InputError, NumericallySingular, UsageError

DTYPES = ["f", "d", "F", "D"]


def random_matrix(dtype, *shape, seed=0):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal(shape)
    return (A + 1j * rng.standard_normal(shape) if dtype in "FD" else A).astype(dtype)


def triangles(factors):
    n = factors.lu.shape[1]
    return np.tril(factors.lu, -1) + np.eye(*factors.lu.shape, dtype=factors.lu.dtype), np.triu(factors.lu[:n])


def check_factors(A, factors):
    """Π A = L U to n eps, relative to the largest of |L| |U|, and the entries of L bounded."""
    L, U = triangles(factors)
    eps = np.finfo(A.dtype).eps
    assert abs(L @ U - A[factors.perm]).max() <= eps * A.shape[1] * (abs(L) @ abs(U)).max()
    largest = abs(np.tril(factors.lu, -1)).max(initial=0)
    assert largest <= (1 if A.dtype.kind == "f" else np.sqrt(2) * (1 + 2 * eps))
    assert sorted(factors.perm) == list(range(A.shape[0]))


def getrf(A):
    return scipy.linalg.get_lapack_funcs(("getrf",), dtype=A.dtype)[0](A)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 31, 32, 33, 63, 65, 200])
def test_factors_and_pivots_are_those_of_lapack(dtype, n):
    A = random_matrix(dtype, n, n, seed=n)
    factors = pastix_py.dense.lu(A)
    check_factors(A, factors)
    expected, pivots, _ = getrf(A)
    np.testing.assert_array_equal(factors.pivots, pivots)
    np.testing.assert_allclose(factors.lu, expected, rtol=0, atol=500 * np.finfo(dtype).eps * abs(expected).max())
    assert factors.singular is None


@pytest.mark.parametrize("n", [15, 16, 17, 47, 48, 49, 80, 257])
@pytest.mark.parametrize("more", [0, 1, 40])
def test_borders_of_tiles_and_tall_matrices(n, more):
    A = random_matrix("d", n + more, n, seed=n)
    factors = pastix_py.dense.lu(A, width=16)
    check_factors(A, factors)
    np.testing.assert_array_equal(factors.pivots, getrf(A)[1])


@pytest.mark.parametrize("dtype", ["d", "F"])
@pytest.mark.parametrize("pivoting", [True, False])
def test_every_number_of_threads_gives_the_same_bits(dtype, pivoting, monkeypatch):
    A = random_matrix(dtype, 230, 230) + 300 * (not pivoting) * np.eye(230, dtype=dtype)
    monkeypatch.setattr(driver, "thread_count", lambda threads: threads)
    monkeypatch.setattr(driver, "WORTH", 1.0)
    one = pastix_py.dense.lu(A, pivoting, threads=1, width=16)
    for threads in (2, 3, 5):
        other = pastix_py.dense.lu(A, pivoting, threads=threads, width=16)
        assert one.lu.tobytes() == other.lu.tobytes()
        assert one.pivots.tobytes() == other.pivots.tobytes()


def test_without_exchanges():
    A = random_matrix("d", 150, 150) + 200 * np.eye(150)
    factors = pastix_py.dense.lu(A, pivoting=False, width=16)
    L, U = triangles(factors)
    np.testing.assert_allclose(L @ U, A, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(factors.perm, np.arange(150))
    np.testing.assert_allclose(A @ factors.solve(A[0]), A[0], atol=1e-12)


@pytest.mark.parametrize("dtype", DTYPES)
def test_zero_pivots_without_exchanges_are_told(dtype):
    A = np.array([[1, 2, 3], [2, 4, 1], [0, 1, 1]], dtype)
    with pytest.raises(NumericallySingular, match="Pivot 2 is zero"):
        pastix_py.dense.lu(A, pivoting=False)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("trans", ["N", "T", "H"])
@pytest.mark.parametrize("shape", [(60,), (60, 1), (60, 3), (60, 0)])
def test_solve(dtype, trans, shape):
    A, b = random_matrix(dtype, 60, 60), random_matrix(dtype, *shape, seed=1)
    x = pastix_py.dense.lu(A).solve(b, trans)
    assert x.shape == b.shape and x.dtype == A.dtype
    turned = {"N": A, "T": A.T, "H": A.conj().T}[trans]
    tolerance = 100 * np.finfo(dtype).eps
    assert abs(turned @ x - b).max(initial=0) <= tolerance * abs(A).sum(axis=0).max() * abs(x).max(initial=0)


def test_threads_solve_at_once():
    A, b = random_matrix("d", 60, 60), random_matrix("d", 60, 3, seed=1)
    factors = pastix_py.dense.lu(A)
    with ThreadPoolExecutor(3) as pool:
        for x in pool.map(lambda _: factors.solve(b), range(3000)):
            np.testing.assert_allclose(A @ x, b, atol=1e-10)


def test_solve_with_real_factors_and_a_complex_right_hand_side():
    A, b = random_matrix("d", 20, 20), random_matrix("D", 20, 2)
    np.testing.assert_allclose(A @ pastix_py.dense.lu(A).solve(b), b, atol=1e-12)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 2, 33])
def test_determinant(dtype, n):
    A = random_matrix(dtype, n, n, seed=n)
    sign, logarithm = pastix_py.dense.lu(A).slogdet()
    expected = np.linalg.slogdet(A)
    np.testing.assert_allclose(sign, expected[0], rtol=1e3 * np.finfo(dtype).eps)
    np.testing.assert_allclose(logarithm, expected[1], rtol=1e3 * np.finfo(dtype).eps)


def test_no_unknowns():
    factors = pastix_py.dense.lu(np.zeros((0, 0)))
    assert factors.solve(np.zeros(0)).shape == (0,)
    assert factors.slogdet() == (1.0, 0.0)
    assert factors.perm.size == 0 and factors.singular is None and factors.growth == 0
    assert pastix_py.dense.lu(np.zeros((3, 0))).perm.tolist() == [0, 1, 2]


@pytest.mark.parametrize("given", [
    np.ascontiguousarray, np.asfortranarray, lambda A: np.repeat(A, 2, axis=1)[:, ::2],
    lambda A: A.tolist(), lambda A: A.astype(int), lambda A: A.astype(">f8"),
])  # fmt: skip
def test_any_order_and_type_is_taken_and_kept(given):
    A = np.round(10 * random_matrix("d", 40, 40))
    matrix = given(A)
    before = np.array(matrix)
    check_factors(A, pastix_py.dense.lu(matrix))
    np.testing.assert_array_equal(matrix, before)


def test_overwrite():
    A = np.asfortranarray(random_matrix("d", 40, 40))
    before = A.copy()
    factors = pastix_py.dense.lu(A, overwrite=True)
    assert factors.lu is A
    check_factors(before, factors)
    A = np.ascontiguousarray(before)
    pastix_py.dense.lu(A, overwrite=True)
    np.testing.assert_array_equal(A, before)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("column", [0, 5, 47, 79])
def test_a_singular_matrix_is_factored_to_the_end_and_told(dtype, column):
    A = random_matrix(dtype, 80, 80)
    A[:, column] = 0
    factors = pastix_py.dense.lu(A, width=16)
    check_factors(A, factors)
    assert factors.singular == getrf(A)[2] - 1 == column
    assert factors.slogdet() == (0, -np.inf)
    with pytest.raises(NumericallySingular, match=f"pivot {column + 1} is zero"):
        factors.solve(A[0])


def test_the_first_zero_pivot_is_told():
    assert pastix_py.dense.lu(np.zeros((70, 70)), width=16).singular == 0
    assert pastix_py.dense.lu(np.ones((70, 70)), width=16).singular == 1
    assert pastix_py.dense.lu(np.zeros((70, 70))).growth == 0


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_bad_scales_do_no_harm(dtype, scale):
    power = 1 if dtype in "fF" else 9
    A = (random_matrix(dtype, 50, 50) * np.dtype(dtype).type(scale) ** power).astype(dtype)
    factors = pastix_py.dense.lu(A)
    check_factors(A, factors)
    np.testing.assert_array_equal(factors.pivots, getrf(A)[1])


def test_pivots_too_small_to_have_an_inverse():
    A = random_matrix("d", 30, 30) * 5e-309
    L, U = triangles(pastix_py.dense.lu(A))
    factors = pastix_py.dense.lu(A)
    np.testing.assert_allclose(L @ U, A[factors.perm], rtol=0, atol=30 * 5e-324)
    assert np.isfinite(L).all()


def test_growth():
    n = 30  # Wilkinson's matrix, whose last column doubles at each step
    A = np.eye(n) - np.tril(np.ones((n, n)), -1)
    A[:, -1] = 1
    assert pastix_py.dense.lu(A).growth == 2.0 ** (n - 1)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused_with_its_place(dtype, value):
    A = random_matrix(dtype, 9, 9)
    A[7, 3] = A[2, 6] = value
    with pytest.raises(InputError, match=r"Entry \(8, 4\)"):
        pastix_py.dense.lu(A)


def test_overflow_is_told():
    A = np.array([[1.0, 1.5e308], [-1.0, 1.5e308]])
    with pytest.raises(NumericallySingular, match="overflow at pivot 2"):
        pastix_py.dense.lu(A)


def test_large_complex_entries_are_finite():
    A = np.array([[1.2e308 + 1.2e308j]])
    assert pastix_py.dense.lu(A / 2).singular is None
    with pytest.raises(NumericallySingular, match="overflow"):  # |re| + |im| does
        pastix_py.dense.lu(A)


@pytest.mark.parametrize("A, b", [(np.eye(3) * 5e-324, np.ones(3)), (np.eye(2, dtype="f"), np.array([1e300, 1.0]))])
def test_solutions_that_overflow_are_told(A, b):
    with pytest.raises(NumericallySingular, match="leaves the range"):
        pastix_py.dense.lu(A).solve(b)


def test_masked_matrices_are_refused():
    with pytest.raises(InputError, match="masked"):
        pastix_py.dense.lu(np.ma.masked_array(np.eye(2), np.eye(2) == 0))


@pytest.mark.parametrize("A", [np.zeros((2, 3)), np.zeros(3), np.zeros((2, 2, 2)), [["a"]], [[1.0], [1.0, 2.0]]])
def test_what_is_no_matrix_is_refused(A):
    with pytest.raises(InputError):
        pastix_py.dense.lu(A)


def test_wrong_calls_are_refused():
    square, tall = pastix_py.dense.lu(np.eye(3)), pastix_py.dense.lu(np.ones((3, 1)))
    with pytest.raises(UsageError):
        square.solve(np.ones(3), trans="X")
    with pytest.raises(InputError):
        square.solve(np.ones(2))
    for call in (tall.slogdet, lambda: tall.solve(np.ones(3))):
        with pytest.raises(UsageError, match="3 × 1"):
            call()


def test_it_is_there_after_importing_the_package_alone():
    code = "import sys, pastix_py; pastix_py.dense; assert 'numpy' not in sys.modules; print(pastix_py.dense.lu)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.startswith("<function lu")
    with pytest.raises(AttributeError, match="qr"):
        _ = pastix_py.dense.qr

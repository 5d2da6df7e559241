"""Matchings: their product against SciPy and brute force, scales that let no entry exceed 1, cycles cut into pairs."""

from itertools import permutations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse.csgraph import min_weight_full_bipartite_matching, structural_rank

from pastix_py.layout.kind import KINDS
from pastix_py.matrix.check import canonical
from pastix_py.matrix.generate import generate
from pastix_py.matrix.match import match
from pastix_py.matrix.matching import UNMATCHED, _product_transversal, product_transversal
from pastix_py.matrix.matrix import Symmetry
from pastix_py.matrix.pairs import cut_cycles, pairs_of
from pastix_py.matrix.scale import permute_rows, scale

DTYPES = (np.float32, np.float64, np.complex64, np.complex128)
TINY = 1e-9  # what sums of logarithms are off by, at most


def sparse(n, density, seed, spread=3.0, symmetric=False, full_rank=False):
    """Return a random dense array with many zeros, its magnitudes over 2 `spread` decades."""
    random = np.random.default_rng(seed)
    A = (
        (random.random((n, n)) < density)
        * random.choice([-1.0, 1.0], (n, n))
        * 10 ** random.uniform(-spread, spread, (n, n))
    )
    if full_rank:
        A[random.permutation(n), np.arange(n)] = 10 ** random.uniform(-spread, spread, n)
    return np.tril(A) + np.tril(A, -1).T if symmetric else A


def logs(A):
    """Return (row, column, log2 |a|) of the entries of a `Matrix` that are no zeros."""
    found = A.full().tocoo()
    keep = found.data != 0
    wide = abs(found.data[keep].astype(np.complex128))
    return found.row[keep], found.col[keep], np.log2(wide)


def checked(A):
    """Return the transversal of a `Matrix`, which is one, with its scales, and of the structural rank."""
    found = product_transversal(A)
    rows, columns, log = logs(A)
    scaled = log + found.row_log[rows] + found.col_log[columns]
    assert scaled.max(initial=-np.inf) <= TINY
    given_to = np.full(A.n, -2)
    given_to[:] = found.row_of
    is_taken = given_to[columns] == rows
    assert_allclose(scaled[is_taken], 0, atol=TINY)
    taken = found.row_of[found.row_of >= 0]
    assert is_taken.sum() == taken.size == np.unique(taken).size
    rank = structural_rank(sp.csr_array((np.ones(rows.size), (rows, columns)), (A.n, A.n))) if rows.size else 0
    assert taken.size == rank
    assert found.free_columns.size == found.free_rows.size == A.n - rank
    assert_array_equal(np.sort(np.r_[taken, found.free_rows]), np.arange(A.n))
    assert_array_equal(np.sort(found.row_perm()), np.arange(A.n))
    return found


def best_product(A):
    """Return log2 of the largest product, by SciPy."""
    rows, columns, log = logs(A)
    cost = sp.csr_array((log.max() - log + 1, (rows, columns)), (A.n, A.n))
    cost.sum_duplicates()
    return A.n * (log.max() + 1) - cost[min_weight_full_bipartite_matching(cost)].sum()


@given(st.integers(1, 40), st.floats(0, 0.4), st.floats(0, 12), st.integers(0, 10**6), st.booleans())
def test_product_is_the_largest(n, density, spread, seed, symmetric):
    A = canonical(sp.csc_array(sparse(n, density, seed, spread, symmetric, not symmetric)))
    found = checked(A)
    if not found.free_rows.size:
        assert_allclose(-found.row_log.sum() - found.col_log.sum(), best_product(A), atol=1e-8)


def test_cancelled_search_ends():
    A = canonical(sp.csc_array(sparse(200, 0.02, 12, full_rank=True)))
    assert _product_transversal(A, np.zeros(1, np.int64)).free_rows.size == 0
    assert _product_transversal(A, np.ones(1, np.int64)).free_rows.size > 0


def test_product_by_brute_force():
    A = sparse(6, 0.7, 4, full_rank=True)
    found = checked(canonical(sp.csc_array(A)))
    best = max(abs(np.prod(A[list(p), range(6)])) for p in permutations(range(6)))
    assert abs(np.prod(A[found.row_of, range(6)])) == pytest.approx(best)


@given(st.integers(0, 30), st.floats(0, 0.15), st.integers(0, 10**6))
def test_structurally_singular(n, density, seed):
    checked(canonical(sp.csc_array(sparse(n, density, seed))))


def test_what_is_singular_in_many_columns_is_no_burden():
    n = 3000
    A = sparse(n, 0, 0)
    A[:2], A[:, 7] = 1.0, 2.0
    found = checked(canonical(sp.csc_array(A)))
    assert found.free_rows.size == n - 3


@pytest.mark.parametrize("n", [0, 1, 2])
def test_smallest(n):
    assert checked(canonical(np.zeros((n, n)))).free_rows.tolist() == list(range(n))
    assert checked(canonical(np.diag(np.full(n, 1e-300)))).row_of.tolist() == list(range(n))


def test_stored_zeros_are_none():
    stored = sp.csc_array((np.array([0.0, 2.0, 3.0]), ([0, 1, 0], [0, 0, 1])), shape=(2, 2))
    assert checked(canonical(stored)).row_of.tolist() == [1, 0]
    empty = sp.csc_array((np.zeros(2), ([0, 1], [0, 1])), shape=(2, 2))
    assert checked(canonical(empty)).free_columns.tolist() == [0, 1]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("symmetric", [False, True])
def test_types_and_the_ends_of_their_ranges(dtype, symmetric):
    info, random = np.finfo(dtype), np.random.default_rng(5)
    A = sparse(30, 0.2, 6, 2.0, symmetric, not symmetric).astype(dtype)
    A[range(30), range(30)] = random.choice([info.max / 2, info.tiny, info.smallest_subnormal, 1], 30)
    if info.dtype != dtype:
        A = A * np.exp(1j).astype(dtype)
    matrix = canonical(sp.csc_array(A))
    assert matrix.dtype == dtype and matrix.is_half == symmetric
    checked(matrix)
    scaled = scale(matrix, "product", *match(matrix, "product", "ldlt" if symmetric else "lu"))
    assert scaled.matrix.dtype == dtype
    assert abs(scaled.matrix.val).max() <= 2.001
    assert np.isfinite(scaled.row_scale.astype(info.dtype)).all() and (scaled.row_scale > 0).all()


def test_nothing_moves_where_the_diagonal_will_do():
    assert match(canonical(np.ones((5, 5))), "product", "lu")[0].row_perm.size == 0
    for spec in ("lap3:4", "convdiff3:4", "circuit:50"):
        A = generate(spec).expanded()
        if spec != "circuit:50":
            assert_array_equal(product_transversal(A).row_of, np.arange(A.n))


@pytest.mark.parametrize("spread", [0, 10, 150])
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_hidden_permutation_under_hostile_scales(spread, dtype):
    random = np.random.default_rng(7)
    n = 50
    B = np.eye(n) + sparse(n, 0.1, 8, 0.0) * 0.01
    left, right = np.exp2(np.round(random.uniform(-spread, spread, (2, n)) * np.log2(10)))
    perm = random.permutation(n)
    A = (left[:, None] * B.astype(dtype) * right)[np.argsort(perm)]
    matrix = canonical(sp.csc_array(A))
    matching, transversal = match(matrix, "product", "lu")
    assert_array_equal(matching.row_perm, np.argsort(np.argsort(perm)))
    scaled = scale(matrix, "product", matching, transversal)
    whole = scaled.matrix.full().toarray()
    assert abs(whole).max() <= 2
    assert abs(whole.diagonal()).min() >= 0.5
    assert_array_equal(whole == 0, A[matching.row_perm] == 0)


@pytest.mark.parametrize("dtype", DTYPES)
def test_scales_are_powers_of_two_without_rounding_errors(dtype):
    A = (sparse(25, 0.3, 9, 4.0, full_rank=True) * (1 + 1j if np.dtype(dtype).kind == "c" else 1)).astype(dtype)
    matrix = canonical(sp.csc_array(A))
    matching, transversal = match(matrix, "product", "lu")
    scaled = scale(matrix, "product", matching, transversal)
    R, C = scaled.row_scale, scaled.col_scale
    assert (np.frexp(R)[0] == 0.5).all() and (np.frexp(C)[0] == 0.5).all()
    whole = scaled.matrix.full().toarray()
    assert_array_equal(whole, (R[:, None] * A[matching.row_perm] * C).astype(dtype))
    size = abs(whole)
    assert size.max() <= 2 and size.diagonal().min() >= 0.5 and size.max(axis=1).min() >= 0.5
    assert scaled.method == "product"
    assert_array_equal(scaled.row_perm, matching.row_perm)


@pytest.mark.parametrize("method", ["none", "ruiz", "product"])
def test_rows_of_a_half_stored_matrix_change_places(method):
    matrix = canonical(np.array([[0, 2.0, 0], [2, 0, 0], [0, 0, 3]]))
    matching, transversal = match(matrix, "product", "lu")
    scaled = scale(matrix, method, matching, transversal)
    assert matching.row_perm.tolist() == [1, 0, 2]
    assert scaled.matrix.symmetry is Symmetry.GENERAL
    whole = scaled.matrix.full().toarray()
    assert_array_equal(whole != 0, np.eye(3, dtype=bool))
    assert scaled.sign() == -1
    assert scaled.user_rows(np.arange(3)).tolist() == [1, 0, 2]


@pytest.mark.parametrize("seed", range(5))
def test_sign_is_the_determinant_of_the_permutation(seed):
    perm = np.random.default_rng(seed).permutation(7 + seed)
    scaled = scale(canonical(np.eye(perm.size)), "none", UNMATCHED._replace(row_perm=perm))
    assert scaled.sign() == round(np.linalg.det(np.eye(perm.size)[perm]))
    assert scale(canonical(np.eye(3)), "none").sign() == 1


def test_permuted_rows_are_sorted():
    A, perm = sparse(12, 0.4, 10), np.random.default_rng(11).permutation(12)
    permuted = permute_rows(canonical(sp.csc_array(A)), perm)
    assert_array_equal(permuted.full().toarray(), A[perm])
    assert all((np.diff(permuted.ind[a:b]) > 0).all() for a, b in zip(permuted.ptr, permuted.ptr[1:], strict=False))


@given(st.integers(1, 30), st.floats(0, 0.4), st.integers(0, 10**6), st.sampled_from(["real", "complex", "hermitian"]))
def test_symmetric_matching(n, density, seed, field):
    A = sparse(n, density, seed, 5.0, symmetric=True)
    if field != "real":
        phase = np.exp(1j * np.random.default_rng(seed).uniform(0, 6, (n, n)))
        phase = np.tril(phase) + np.tril(phase, -1).T if field == "complex" else np.triu(phase, 1)
        A = A * phase if field == "complex" else A * (phase + phase.conj().T + np.eye(n))
    A[range(n), (np.arange(n) + n // 2) % n] = A[(np.arange(n) + n // 2) % n, range(n)] = 1  # full rank, mostly
    matrix = canonical(sp.csc_array(A))
    assert matrix.is_half
    matching, transversal = match(matrix, "product", "ldlh" if field == "hermitian" else "ldlt")
    scaled = scale(matrix, "product", matching, transversal)
    assert_array_equal(scaled.row_scale, scaled.col_scale)
    assert matching.row_perm.size == scaled.row_perm.size == 0
    assert scaled.matrix.is_half
    whole = abs(scaled.matrix.full().toarray())
    assert whole.max() <= 2.001
    pairs = scaled.pairs
    assert np.unique(pairs).size == pairs.size
    if not transversal.free_rows.size:
        assert whole.max(axis=0).min() >= 0.499
        assert (whole[pairs[:, 0], pairs[:, 1]] >= 0.499).all()
        alone = np.setdiff1d(np.arange(n), pairs)
        even = np.setdiff1d(np.flatnonzero(transversal.row_of == np.arange(n)), alone)
        assert even.size == 0  # who has its own row stays alone


def test_cycles_are_cut_where_the_determinants_are_largest():
    perm = np.array([1, 2, 3, 0, 4, 6, 7, 5])
    log_size = np.array([5.0, -1, 5, -1, 0, 0, 0, 0])
    diagonal = np.array([0, 0, 0, 0, 1.0, 0.1, 0.9, 0.2])
    pairs = cut_cycles(perm, log_size, diagonal)
    assert pairs.tolist() == [[0, 1], [2, 3], [5, 7]]
    assert cut_cycles(perm, -log_size, diagonal).tolist() == [[1, 2], [0, 3], [5, 7]]
    alone = [set(range(5, 8)) - set(cut_cycles(perm, log_size, np.eye(8)[k])[2]) for k in (5, 6, 7)]
    assert alone == [{5}, {6}, {7}]


@pytest.mark.parametrize(("hermitian", "wanted"), [(False, [[1, 2], [0, 3]]), (True, [[0, 1], [2, 3]])])
def test_determinants_of_pairs_are_those_of_the_symmetry(hermitian, wanted):
    A = np.zeros((4, 4), complex)
    A[1, 0], A[2, 1], A[3, 2], A[3, 0] = 1j, 0.9, 1j, 0.9
    A[range(4), range(4)] = 0.5j if not hermitian else [0.5, 0.5, 0.5, 0.5]
    A[range(4), range(4)] *= 2 if not hermitian else 0
    A += np.tril(A, -1).conj().T if hermitian else np.tril(A, -1).T
    matrix = canonical(sp.csc_array(A))
    assert matrix.symmetry is (Symmetry.HERMITIAN if hermitian else Symmetry.SYMMETRIC)
    assert pairs_of(matrix, np.array([1, 2, 3, 0])).tolist() == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_matched(kind):
    saddle, sane = generate("kkt2:3"), generate("lap2:3")
    for matrix, method in ((saddle, "none"), (saddle, "auto"), (saddle, "product"), (sane, "auto")):
        matching = match(matrix, method, kind)[0]
        takes = kind not in ("llt", "llh") and method != "none"
        wanted = takes and (method == "product" or (kind == "lu" and matrix is saddle))
        assert matching.method == ("product" if wanted else "none")
        assert (matching.pairs.size > 0) == (wanted and kind != "lu")
        assert (matching.row_perm.size > 0) == (wanted and kind == "lu")


@pytest.mark.parametrize(("diagonal", "is_small"), [(1.0, False), (0.02, False), (0.009, True), (0.0, True)])
def test_diagonal_is_small_beside_both_its_row_and_its_column(diagonal, is_small):
    A = np.eye(4)
    A[1] = [0, diagonal, 1, 0]
    assert match(canonical(A), "auto", "lu")[0].method == "none" or diagonal == 0  # it is the largest of its column
    A[2, 1] = 1
    assert (match(canonical(A), "auto", "lu")[0].method == "product") == is_small

"""Scaling: identities against dense algebra, balance, and what must not change."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py.errors import UsageError
from pastix_py.matrix.check import canonical
from pastix_py.matrix.generate import generate
from pastix_py.matrix.matrix import Symmetry
from pastix_py.matrix.scale import MOST_SWEEPS, Scaled, scale

OPERATIONS = {"N": lambda A: A, "T": lambda A: A.T, "H": lambda A: A.conj().T}


def badly_scaled(kind, n=30, seed=0, spread=8):
    random = np.random.default_rng(seed)
    A = sp.random_array((n, n), density=0.2, rng=random).toarray()
    if kind != "real":
        A = A + 1j * (A != 0) * random.standard_normal((n, n))
    if kind == "symmetric":
        A = A + A.T
    if kind == "hermitian":
        A = A + A.conj().T
    A = A + n * np.eye(n)
    left, right = 10.0 ** random.uniform(-spread, spread, (2, n))
    if kind in ("symmetric", "hermitian"):
        right = left
    return canonical(sp.csc_array(np.where(A != 0, left[:, None] * A * right, 0)))


def largest(A):
    return abs(A).max(axis=1), abs(A).max(axis=0)


def test_none_is_the_same_object():
    matrix = generate("lap2:4")
    scaled = scale(matrix, "none")
    assert scaled.matrix is matrix
    assert scaled.method == "none"
    assert scaled.row_perm.size == scaled.row_scale.size == scaled.col_scale.size == 0
    assert scaled.pairs.shape == (0, 2)
    b = np.ones(matrix.n)
    assert scaled.to_scaled(b) is b
    assert scaled.from_scaled(b, "T") is b
    assert scaled.log_det() == 0


@pytest.mark.parametrize("kind", ["real", "complex", "symmetric", "hermitian"])
def test_ruiz_balances_with_powers_of_two(kind):
    matrix = badly_scaled(kind)
    before = matrix.fingerprint
    scaled = scale(matrix, "ruiz")
    R, C = scaled.row_scale, scaled.col_scale
    assert (np.frexp(R)[0] == 0.5).all() and (np.frexp(C)[0] == 0.5).all()
    dense = scaled.matrix.full().toarray()
    assert (dense == R[:, None] * matrix.full().toarray() * C).all()
    for peaks in largest(dense):
        assert peaks.max() <= 2 and peaks.min() >= 0.5
    assert scaled.matrix.symmetry is matrix.symmetry
    if matrix.is_half:
        assert (R == C).all()
    assert scaled.matrix.pattern_fingerprint == matrix.pattern_fingerprint
    assert matrix.fingerprint == before
    assert scaled.method == "ruiz"
    assert scaled.log_det() == pytest.approx(np.log(R).sum() + np.log(C).sum())


@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("kind", ["real", "complex", "symmetric", "hermitian"])
@pytest.mark.parametrize("shape", [(), (3,), (0,)])
def test_solution_by_way_of_the_scaled_system(kind, trans, shape):
    matrix = badly_scaled(kind, spread=3)
    scaled = scale(matrix, "ruiz")
    b = np.random.default_rng(1).standard_normal((matrix.n, *shape))
    S = OPERATIONS[trans](scaled.matrix.full().toarray())
    x = scaled.from_scaled(np.linalg.solve(S, scaled.to_scaled(b, trans)), trans)
    A = OPERATIONS[trans](matrix.full().toarray())
    assert x.shape == b.shape
    assert np.allclose(x, np.linalg.solve(A, b), rtol=1e-6, atol=0)


@pytest.mark.parametrize("trans", "NTH")
def test_row_permutation_in_the_scaled_system(trans):
    matrix = badly_scaled("complex", n=12, spread=1)
    random = np.random.default_rng(2)
    perm, R, C = random.permutation(12), 2.0 ** random.integers(-3, 3, 12), 2.0 ** random.integers(-3, 3, 12)
    A = matrix.full().toarray()
    permuted = canonical(R[:, None] * A[perm] * C)
    scaled = replace(Scaled.identity(permuted), row_perm=perm, row_scale=R, col_scale=C)
    for b in (random.standard_normal(12), random.standard_normal((12, 2))):
        S = OPERATIONS[trans](permuted.full().toarray())
        x = scaled.from_scaled(np.linalg.solve(S, scaled.to_scaled(b, trans)), trans)
        assert np.allclose(OPERATIONS[trans](A) @ x, b)


def test_rows_and_columns_of_zeros_keep_scale_one():
    A = np.zeros((5, 5))
    A[0, 0], A[1, 3], A[4, 3] = 1e8, 1e-6, 1e3
    scaled = scale(canonical(A), "ruiz")
    assert (scaled.row_scale[[2, 3]] == 1).all()
    assert (scaled.col_scale[[1, 2, 4]] == 1).all()
    assert np.isfinite(scaled.matrix.val).all()
    stored_zero = canonical(sp.csc_array((np.array([0.0, 1e9]), ([0, 1], [0, 1])), shape=(2, 2)))
    assert scale(stored_zero, "ruiz").row_scale[0] == 1


def test_balanced_matrix_is_left_alone():
    matrix = canonical(np.array([[1.0, 0.5], [-1.5, 2.0]]))
    scaled = scale(matrix, "ruiz")
    assert (scaled.row_scale == 1).all() and (scaled.col_scale == 1).all()
    assert (scaled.matrix.val == matrix.val).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_values_keep_their_type_and_stay_finite_at_the_ends_of_the_range(dtype):
    info = np.finfo(dtype)
    A = np.diag(np.array([info.max / 2, info.tiny, 1, info.smallest_subnormal], dtype))
    A[0, 1] = A[1, 0] = 1
    matrix = canonical(A)
    scaled = scale(matrix, "ruiz")
    assert scaled.matrix.dtype == dtype
    assert np.isfinite(scaled.matrix.val).all()
    assert scaled.to_scaled(np.ones((4, 1), dtype)).dtype == dtype
    assert scaled.from_scaled(np.ones(4, dtype), "T").dtype == dtype
    assert np.isfinite(scaled.row_scale.astype(info.dtype)).all()


@pytest.mark.parametrize("n", [0, 1])
def test_tiny(n):
    matrix = canonical(1e10 * np.ones((n, n)))
    scaled = scale(matrix, "ruiz")
    assert scaled.row_scale.shape == (n,)
    assert scaled.to_scaled(np.ones((n, 2))).shape == (n, 2)
    assert matrix.symmetry is Symmetry.SYMMETRIC


def test_sweeps_end():
    n = 40  # a chain whose scales need many sweeps
    chain = sp.diags_array([np.ones(n), 2.0 ** (20 * np.arange(n - 1) % 300)], offsets=[0, 1], format="csc")
    scaled = scale(canonical(chain), "ruiz")
    rows, cols = largest(scaled.matrix.full().toarray())
    assert MOST_SWEEPS == 10
    assert max(rows.max(), cols.max()) <= 4 and min(rows.min(), cols.min()) >= 0.25


def test_unknown_method():
    with pytest.raises(UsageError, match="ruiz"):
        scale(generate("lap2:2"), "sideways")

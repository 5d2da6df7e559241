"""The matrix noun: products, norms and halves against dense algebra; fingerprints."""

import pickle

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py.errors import InputError
from pastix_py.matrix.check import canonical
from pastix_py.matrix.matrix import Matrix, Symmetry

OPERATIONS = {"N": lambda A: A, "T": lambda A: A.T, "H": lambda A: A.conj().T}
KINDS = {
    "general": Symmetry.GENERAL,
    "symmetric": Symmetry.SYMMETRIC,
    "hermitian": Symmetry.HERMITIAN,
    "complex": Symmetry.GENERAL,
    "complex symmetric": Symmetry.SYMMETRIC,
}


def dense(kind, n=9, seed=0):
    random = np.random.default_rng(seed)
    A = random.standard_normal((n, n)) * (random.random((n, n)) < 0.4)
    if kind not in ("general", "symmetric"):
        A = A + 1j * random.standard_normal((n, n)) * (A != 0)
    if kind == "hermitian":
        return A + A.conj().T
    return A + A.T if "symmetric" in kind else A


@pytest.fixture(params=KINDS)
def pair(request):
    A = dense(request.param)
    matrix = canonical(A)
    assert matrix.symmetry is KINDS[request.param]
    return matrix, A


@pytest.mark.parametrize("trans", "NTH")
@pytest.mark.parametrize("shape", [(), (3,), (0,)])
def test_products(pair, trans, shape):
    matrix, A = pair
    random = np.random.default_rng(1)
    x = random.standard_normal((matrix.n, *shape))
    for vector in (x, x + 1j * random.standard_normal(x.shape), np.asfortranarray(x)):
        product = matrix.matvec(vector, trans)
        assert product.shape == vector.shape
        assert np.allclose(product, OPERATIONS[trans](A) @ vector)
        assert np.allclose(matrix.abs_matvec(vector, trans), abs(OPERATIONS[trans](A)) @ abs(vector))


def test_norms_and_diagonal(pair):
    matrix, A = pair
    assert matrix.norm_inf() == pytest.approx(np.linalg.norm(A, np.inf))
    assert matrix.norm_inf("T") == matrix.norm_one() == pytest.approx(np.linalg.norm(A, 1))
    assert matrix.max_abs() == abs(A).max()
    assert (matrix.diagonal() == A.diagonal()).all()
    assert matrix.nnz == np.count_nonzero(A)
    assert np.allclose(matrix.magnitudes().full().toarray(), abs(A))


def test_whole_and_half(pair):
    matrix, A = pair
    whole = matrix.full()
    assert whole.format == "csc" and whole.nnz == matrix.nnz
    whole.check_format(full_check=True)
    assert sp.csc_array((whole.data, whole.indices, whole.indptr)).has_canonical_format
    assert (whole.toarray() == A).all()
    expanded = matrix.expanded()
    assert expanded.symmetry is Symmetry.GENERAL
    assert expanded.ptr.dtype == expanded.ind.dtype == np.int64
    assert (expanded.full().toarray() == A).all()
    assert (matrix.half().toarray() == (np.tril(A) if matrix.is_half else A)).all()


def test_stored_zeros_stay():
    half = Matrix(
        3,
        np.array([0, 2, 3, 4]),
        np.array([0, 2, 1, 2]),
        np.array([0.0, 0.0, 5.0, 1.0]),
        Symmetry.SYMMETRIC,
    )
    assert half.nnz == 5
    assert half.full().nnz == 5
    assert half.expanded().ind.tolist() == [0, 2, 1, 0, 2]
    assert canonical(half.full()).ind.tolist() == half.ind.tolist()


def test_types(pair):
    matrix, A = pair
    assert matrix.astype(matrix.dtype) is matrix
    single = matrix.astype(np.complex64)
    assert single.dtype == np.complex64
    assert np.allclose(single.full().toarray(), A, rtol=1e-6)
    assert single.matvec(np.ones(matrix.n, np.float32)).dtype == np.complex64


def test_fingerprints():
    matrix = canonical(dense("symmetric"))
    same = canonical(dense("symmetric"), name="other")
    assert matrix.fingerprint == same.fingerprint
    other_values = matrix.with_values(2 * matrix.val)
    assert other_values.pattern_fingerprint == matrix.pattern_fingerprint
    assert other_values.fingerprint != matrix.fingerprint
    assert matrix.expanded().pattern_fingerprint != matrix.pattern_fingerprint
    assert matrix.astype(np.float32).fingerprint != matrix.fingerprint
    hermitian = Matrix(matrix.n, matrix.ptr, matrix.ind, matrix.val, Symmetry.HERMITIAN)
    assert hermitian.pattern_fingerprint == matrix.pattern_fingerprint
    assert hermitian.fingerprint != matrix.fingerprint


def test_pickled_without_caches(pair):
    matrix, _ = pair
    bare = len(pickle.dumps(matrix))
    matrix.full(), matrix.fingerprint, matrix.nnz
    assert len(pickle.dumps(matrix)) == bare
    assert pickle.loads(pickle.dumps(matrix)).fingerprint == matrix.fingerprint


@pytest.mark.parametrize("n", [0, 1])
def test_tiny(n):
    matrix = canonical(np.full((n, n), 3.0))
    assert matrix.full().shape == matrix.half().shape == (n, n)
    assert matrix.nnz == n
    assert matrix.norm_inf() == matrix.norm_one() == matrix.max_abs() == 3.0 * n
    for trans in "NTH":
        assert (matrix.matvec(np.ones(n), trans) == 3.0).all()
        assert matrix.matvec(np.ones((n, 2)), trans).shape == (n, 2)
    assert matrix.diagonal().shape == (n,)
    assert matrix.expanded().n == n


def test_product_by_the_operator(pair):
    matrix, A = pair
    X = np.random.default_rng(3).standard_normal((matrix.n, 2))
    assert np.allclose(matrix @ X, A @ X)
    assert np.allclose(matrix @ X[:, 0].tolist(), A @ X[:, 0])
    with pytest.raises(InputError, match="vector has shape"):
        matrix @ X[1:]

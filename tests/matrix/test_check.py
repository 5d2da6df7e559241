"""The gate: every accepted form gives the same canonical matrix, everything else a sentence."""

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.linalg import aslinearoperator

from pastix_py.errors import InputError, MemoryLimit
from pastix_py.matrix.check import canonical
from pastix_py.matrix.dense import right_hand_side
from pastix_py.matrix.matrix import Matrix, Symmetry

FORMATS = ["csc", "csr", "coo", "bsr", "dia", "dok", "lil"]
DTYPES = [
    np.bool_,
    np.int8,
    np.uint64,
    np.int32,
    np.float32,
    np.float64,
    np.longdouble,
    np.complex64,
    np.complex128,
]
KEPT = {np.float32, np.float64, np.complex64, np.complex128}


def example(symmetry="general", n=6, seed=0):
    random = np.random.default_rng(seed)
    A = np.round(random.standard_normal((n, n)) * 4) * (random.random((n, n)) < 0.5)
    if symmetry == "hermitian":
        A = A + 1j * np.round(random.standard_normal((n, n)))
        return A + A.conj().T
    if symmetry == "symmetric":
        return A + A.T
    A[0, n - 1], A[n - 1, 0] = 1, 2
    return A


def assert_canonical(matrix, A):
    assert matrix.n == A.shape[0]
    assert matrix.ptr.dtype == matrix.ind.dtype == np.int64
    assert matrix.ptr[0] == 0 and matrix.ptr[-1] == matrix.ind.size == matrix.val.size
    columns = np.repeat(np.arange(matrix.n), np.diff(matrix.ptr))
    assert (np.diff(columns * matrix.n + matrix.ind) > 0).all()
    assert not matrix.is_half or (matrix.ind >= columns).all()
    assert matrix.val.dtype.type in KEPT
    for array in (matrix.ptr, matrix.ind, matrix.val):
        assert array.flags.c_contiguous and array.dtype.isnative
    assert (matrix.full().toarray() == A).all()


@pytest.mark.parametrize("symmetry", ["general", "symmetric", "hermitian"])
@pytest.mark.parametrize("form", [*FORMATS, "dense", "fortran", "spmatrix", "np.matrix", "lists"])
def test_forms(form, symmetry):
    A = example(symmetry)
    forms = {
        "dense": lambda: A,
        "fortran": lambda: np.asfortranarray(A),
        "spmatrix": lambda: sp.csr_matrix(A),
        "np.matrix": lambda: sp.csc_matrix(A).todense(),
        "lists": A.tolist,
    }
    given_matrix = forms[form]() if form in forms else sp.csc_array(A).asformat(form)
    matrix = canonical(given_matrix, name="it")
    assert_canonical(matrix, A)
    assert matrix.symmetry is Symmetry(symmetry)
    assert matrix.name == "it"
    assert canonical(matrix) is matrix


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("is_sparse", [False, True])
def test_types(dtype, is_sparse):
    A = abs(example()).astype(dtype)
    matrix = canonical(sp.coo_array(A) if is_sparse else A)
    assert_canonical(matrix, A.astype(matrix.dtype))
    assert matrix.dtype == (dtype if dtype in KEPT else np.float64)


@pytest.mark.parametrize("code", [">f4", ">f8", ">i4", ">c16"])
def test_foreign_byte_order(code):
    matrix = canonical(example().astype(code))
    assert_canonical(matrix, example())
    assert matrix.dtype == ("float64" if code == ">i4" else np.dtype(code).newbyteorder("="))


@pytest.mark.parametrize("index", [np.int32, np.int64])
@pytest.mark.parametrize("make", [sp.csc_array, sp.csr_array])
def test_unsorted_duplicates_are_summed_and_the_original_is_untouched(make, index):
    ptr, ind = np.array([0, 4, 4, 6], index), np.array([2, 0, 2, 1, 1, 1], index)
    val = np.array([1.0, 2.0, 3.0, 4.0, 5.0, -5.0])
    A = make((val, ind, ptr), shape=(3, 3))
    copies = [array.copy() for array in (A.data, A.indices, A.indptr)]
    matrix = canonical(A)
    assert_canonical(matrix, A.toarray())
    assert matrix.nnz == 4  # the sum that is zero stays
    for array, copy in zip((A.data, A.indices, A.indptr), copies, strict=True):
        assert (array == copy).all()
    kept = matrix.val.copy()
    val[:], ind[:], A.data[:] = 9, 0, 9
    assert (matrix.val == kept).all()


def test_duplicates_of_small_integers_do_not_wrap():
    where = (np.zeros(3, int), np.zeros(3, int))
    assert canonical(sp.coo_array((np.full(3, 100, np.int8), where), shape=(1, 1))).val.tolist() == [300.0]
    assert canonical(sp.coo_array((np.ones(3, bool), where), shape=(1, 1))).val.tolist() == [3.0]


def test_stale_flags_are_not_believed():
    A = sp.csc_array((np.array([1.0, 2.0, 3.0]), np.array([1, 0, 1]), np.array([0, 2, 3])), shape=(2, 2))
    A.has_sorted_indices = A.has_canonical_format = True
    assert canonical(A).ind.tolist() == [0, 1, 1]


def test_result_shares_nothing_with_a_canonical_original():
    A = sp.csc_array(example())
    matrix = canonical(A)
    for ours in (matrix.ptr, matrix.ind, matrix.val):
        assert not any(np.shares_memory(ours, theirs) for theirs in (A.data, A.indices, A.indptr))


def test_stored_zeros_stay():
    A = sp.csc_array((np.array([0.0, 1.0, 0.0, 0.0]), ([0, 1, 0, 1], [0, 1, 1, 0])), shape=(2, 2))
    matrix = canonical(A)
    assert matrix.symmetry is Symmetry.SYMMETRIC
    assert matrix.nnz == 4


@given(st.integers(0, 7), st.integers(0, 10**6))
def test_detection_is_exact(n, seed):
    random = np.random.default_rng(seed)
    A = random.integers(-1, 2, (n, n)) + 1j * random.integers(-1, 2, (n, n)) * random.integers(0, 2)
    A = [A, A + A.T, A + A.conj().T, A - A.T][random.integers(4)]
    A = A if A.imag.any() else A.real
    found = canonical(A).symmetry
    pattern_agrees = ((A != 0) == (A.T != 0)).all()
    if pattern_agrees and (A == A.T).all():
        assert found is Symmetry.SYMMETRIC
    elif (A == A.conj().T).all():
        assert found is Symmetry.HERMITIAN
    else:
        assert found is Symmetry.GENERAL
    assert_canonical(canonical(A), A)


def test_near_symmetry_is_general():
    A = example("symmetric").astype(float)
    row, column = np.argwhere(np.tril(A, -1))[0]
    A[row, column] = np.nextafter(A[row, column], np.inf)
    assert canonical(A).symmetry is Symmetry.GENERAL
    skew = np.triu(np.ones((3, 3)), 1)
    assert canonical(skew - skew.T).symmetry is Symmetry.GENERAL
    H = example("hermitian")
    H[1, 1] += 1e-300j
    assert canonical(H).symmetry is Symmetry.GENERAL


@pytest.mark.parametrize("symmetry", ["symmetric", "hermitian"])
@pytest.mark.parametrize("half", [np.tril, np.triu, np.asarray])
def test_given_symmetry_takes_either_half_or_both(symmetry, half):
    A = example(symmetry)
    for wanted in (symmetry, Symmetry(symmetry)):
        matrix = canonical(sp.csr_array(half(A)), symmetry=wanted)
        assert matrix.symmetry is Symmetry(symmetry)
        assert_canonical(matrix, A)


def test_given_symmetry_of_real_and_real_valued_matrices():
    A = example("symmetric")
    assert canonical(np.tril(A), symmetry=Symmetry.HERMITIAN).symmetry is Symmetry.SYMMETRIC
    assert canonical(A.astype(complex), symmetry=Symmetry.HERMITIAN).symmetry is Symmetry.HERMITIAN
    assert canonical(A, symmetry=Symmetry.GENERAL).nnz == np.count_nonzero(A)
    assert not canonical(A, symmetry="general").is_half


def test_given_symmetry_that_is_not_there():
    with pytest.raises(InputError, match="halves"):
        canonical(example(), symmetry=Symmetry.SYMMETRIC)
    with pytest.raises(InputError, match="halves"):
        canonical(example("hermitian"), symmetry=Symmetry.SYMMETRIC)
    H = np.tril(example("hermitian"))
    H[2, 2] += 1j
    with pytest.raises(InputError, match=r"\(3, 3\)"):
        canonical(H, symmetry=Symmetry.HERMITIAN)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, complex(0, np.nan)])
@pytest.mark.parametrize("is_sparse", [False, True])
def test_not_finite_names_the_entry_in_base_one(bad, is_sparse):
    A = example().astype(type(bad))
    A[2, 4] = bad
    with pytest.raises(InputError, match=r"\(3, 5\)"):
        canonical(sp.csr_array(A) if is_sparse else A)


@pytest.mark.parametrize(
    "bad",
    [
        np.ones((2, 3)),
        sp.csr_array((3, 2)),
        np.ones(4),
        np.ones((2, 2, 2)),
        np.array([[1, None], [2, 3]]),
        np.array([["a"]]),
        "lap2:3",
        None,
        3.0,
        [[1, 2], [3]],
        aslinearoperator(np.eye(2)),
        sp.coo_array(np.ones(3)),
        np.array([["2020-01-01"]], "datetime64[D]"),
        np.array([[np.longdouble("1e4000")]]),
    ],
)
def test_refused(bad):
    with pytest.raises(InputError) as caught:
        canonical(bad)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("form", ["csc", "csr", "bsr"])
@pytest.mark.parametrize(
    ("field", "value"),
    [("indices", [0, 7, 1]), ("indices", [0, -1, 1]), ("indptr", [0, 3, 2]), ("indptr", [0, 1, 9])],
)
def test_damaged_arrays_are_refused(form, field, value):
    A = sp.coo_array((np.ones(3), ([0, 0, 1], [0, 1, 1])), shape=(2, 2)).asformat(form)
    if form == "bsr":
        A = sp.bsr_array((np.ones((3, 1, 1)), np.array([0, 1, 1]), np.array([0, 2, 3])), shape=(2, 2))
    setattr(A, field, np.array(value, np.int32))
    with pytest.raises(InputError):
        canonical(A)


def test_more_rows_than_memory():
    with pytest.raises(MemoryLimit):
        canonical(sp.coo_array((10**14, 10**14)))


@pytest.mark.parametrize("n", [0, 1])
def test_tiny(n):
    for A in (np.ones((n, n)), sp.csr_array((n, n)), 1j * np.ones((n, n))):
        matrix = canonical(A)
        assert isinstance(matrix, Matrix)
        assert matrix.symmetry is Symmetry.SYMMETRIC
        assert_canonical(matrix, A.toarray() if sp.issparse(A) else A)


@pytest.mark.parametrize("shape", [(4,), (4, 1), (4, 3), (4, 0)])
@pytest.mark.parametrize("dtype", DTYPES)
def test_right_hand_side_forms(shape, dtype):
    b = np.arange(np.prod(shape), dtype=np.int8).reshape(shape).astype(dtype)
    checked = right_hand_side(b, 4)
    assert checked.shape == shape
    assert checked.dtype == (dtype if dtype in KEPT else np.float64)
    assert (checked == b).all()


def test_right_hand_side_layouts():
    b = np.arange(12.0).reshape(4, 3)
    for other in (
        np.asfortranarray(b),
        b[::-1][::-1],
        sp.csr_array(b),
        sp.csc_matrix(b),
        b.tolist(),
        b.astype(">f8"),
    ):
        checked = right_hand_side(other, 4)
        assert type(checked) is np.ndarray and checked.dtype == np.float64 and checked.dtype.isnative
        assert (checked == b).all()
    assert right_hand_side(sp.coo_array(b[:, 0]), 4).shape == (4,)
    assert right_hand_side(np.zeros((0, 2)), 0).shape == (0, 2)
    assert right_hand_side(sp.csc_matrix(b).todense(), 4).shape == (4, 3)


@pytest.mark.parametrize(
    "bad",
    [
        np.ones(3),
        np.ones((3, 4)),
        np.ones((4, 1, 1)),
        1.0,
        None,
        "b",
        [[1], [2, 3], [4], [5]],
        np.array([None] * 4),
    ],
)
def test_right_hand_side_refused(bad):
    with pytest.raises(InputError):
        right_hand_side(bad, 4)


@pytest.mark.parametrize("bad", [np.nan, -np.inf, complex(np.inf, 0)])
def test_right_hand_side_not_finite(bad):
    b = np.ones((4, 2), type(bad))
    b[2, 1] = bad
    for form in (b, b[:, 1], sp.csc_array(b)):
        with pytest.raises(InputError, match="Row 3"):
            right_hand_side(form, 4)


@pytest.mark.parametrize("form", ["csc", "csr", "bsr"])
@pytest.mark.parametrize("array", ["data", "indices", "indptr"])
@pytest.mark.parametrize("longer", [False, True])
def test_compressed_arrays_that_do_not_fit_together_are_refused(form, array, longer):
    A = sp.eye_array(6).asformat(form)
    whole = getattr(A, array)
    setattr(A, array, np.concatenate([whole, whole[-1:]]) if longer else whole[:-1])
    with pytest.raises(InputError, match="do not fit together"):
        canonical(A)


@pytest.mark.parametrize("index", [-1, 6])
def test_coordinates_outside_the_matrix_are_refused(index):
    A = sp.coo_array(np.eye(6))
    A.coords[1][2] = index
    with pytest.raises(InputError, match=r"leave the range 0\.\.5"):
        canonical(A)


def test_values_without_a_place_are_refused():
    A, D = sp.coo_array(np.eye(6)), sp.dia_array(np.eye(6))
    A.data, D.data = A.data[:-1], np.ones((2, 6))
    with pytest.raises(InputError, match="5 values"):
        canonical(A)
    with pytest.raises(InputError, match="2 diagonals"):
        canonical(D)


def test_masked_arrays_are_refused():
    with pytest.raises(InputError, match="matrix is a masked array"):
        canonical(np.ma.masked_array(np.eye(2), np.eye(2) == 0))
    with pytest.raises(InputError, match="right-hand side is a masked array"):
        right_hand_side(np.ma.masked_array(np.ones(2), [True, False]), 2)


@pytest.mark.parametrize("name", ["A.mtx", Path("A.mtx")])
def test_the_name_of_a_file_is_answered_with_how_to_read_it(name):
    with pytest.raises(InputError, match=r"'A\.mtx': read it first, by pastix_py\.read"):
        canonical(name)


def test_a_matrix_shows_what_it_is():
    assert repr(canonical(np.diag([2.0, 3.0]))) == "<Matrix 'matrix': 2 unknowns, 2 entries, symmetric, float64>"

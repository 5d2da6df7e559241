"""Incomplete factors of all types and kinds: run by `test_factor`, interpreted."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from problems import KINDS, PRECISIONS, system
from scipy.sparse import csr_array, diags_array, eye_array, kron

from pastix_py import UsageError, generate, ilu
from pastix_py.incomplete.shift import LEAST

METHODS = ("ilu", "ilut", "block")
WHOLE = {"ilu": {"level": 99}, "ilut": {"drop": 0.0, "fill": 0.0}, "block": {"level": 99}}


def product(F):
    """Return L U in the order of A, unscaled by what A was scaled with."""
    L, D, U = F.export()
    held = (L @ D @ U).toarray()
    back = np.empty_like(held)
    back[np.ix_(F.row_perm, F.col_perm)] = held
    return back


def scaled(F):
    return F.scaled.matrix.full().toarray()


def close(F, found, wanted, factor=200):
    assert_allclose(found, wanted, rtol=0, atol=factor * np.finfo(F.dtype).eps * abs(wanted).max(initial=1))


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("method", METHODS)
def test_without_dropping_it_is_the_complete_factor(kind, precision, method):
    A = system(30, kind, precision)
    F = ilu(A, method=method, factorization=kind, **WHOLE[method])
    assert F.dtype == PRECISIONS[precision]
    assert F.report.factorization["kind"] == kind
    close(F, product(F), scaled(F))
    b = np.arange(60.0).reshape(30, 2)
    for trans, op in (("N", lambda M: M), ("T", lambda M: M.T), ("H", lambda M: M.conj().T)):
        x = F.solve(b.astype(A.dtype), trans)
        close(F, op(A.toarray()) @ x, b.astype(A.dtype), 2000)
        close(F, F.aslinearoperator(trans) @ b[:, 0].astype(A.dtype), x[:, 0])


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("method", ["ilu", "block"])
def test_product_agrees_with_A_on_the_pattern(kind, precision, method):
    A = system(40, kind, precision, density=0.05)
    for level in (0, 1):
        F = ilu(A, method=method, factorization=kind, level=level, ordering="natural")
        held, wanted = product(F), scaled(F)
        L, _, U = F.export()
        pattern = ((L != 0) + (U != 0)).toarray()[np.ix_(np.argsort(F.row_perm), np.argsort(F.col_perm))]
        assert (pattern | (wanted == 0)).all()
        close(F, np.where(pattern, held, 0), wanted)
        assert abs(held - wanted).max() > 1e-4


@pytest.mark.parametrize("precision", ["d", "z"])
@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_blocks_of_exact_supernodes_are_the_scalar_factor(kind, precision):
    A = system(40, kind, precision, density=0.04)
    A = A if kind != "lu" else (A + 0.5 * A.T).tocsc()
    A = kron(A, np.eye(2), format="csc")
    for level in (0, 2, 40):
        scalar = ilu(A, factorization=kind, level=level, scaling="none")
        block = ilu(A, factorization=kind, level=level, scaling="none", method="block", amalgamation=0.0)
        assert_array_equal(scalar.row_perm, block.row_perm)
        if kind != "lu":
            assert scalar.nnz == block.nnz
        close(block, product(block), product(scalar))


@pytest.mark.parametrize("kind", ["llt", "lu"])
@pytest.mark.parametrize("method", ["ilu", "ilut"])
def test_modified_factors_keep_the_sums_of_rows(kind, method):
    A = generate("lap2:6").full() if kind == "llt" else generate("convdiff3:4").full()
    for level in (0, 1):
        F = ilu(A, method=method, level=level, modified=1.0, drop=0.2)
        assert F.report.factorization["shift"] == 0
        assert_allclose(product(F).sum(axis=1), scaled(F).sum(axis=1), atol=1e-13)


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_relaxation_adds_a_share_of_what_is_dropped(kind):
    A = generate("lap2:6").full()
    for share in (0.0, 0.4, 1.0):
        F = ilu(A, factorization=kind, modified=share)
        left = product(F) - scaled(F)
        outside = np.where(scaled(F) == 0, left, 0)
        assert_allclose(left.diagonal(), -share * outside.sum(axis=1), atol=1e-14)
        assert outside.any()


def test_ic_of_m_matrices_exists():
    rng = np.random.default_rng(0)
    for seed in range(5):
        A = -abs(system(30, "llt", density=0.2, seed=seed))
        A.setdiag(0)
        A = A + diags_array(-A.sum(axis=1) + 1e-6 * rng.random(30))
        for method in METHODS:
            F = ilu(A, method=method, ordering="natural")
            assert F.report.factorization["shift"] == 0
            assert F.report.factorization["trials"] == 1
            assert (F.inv_diag > 0).all()
            assert F.report.factorization["kind"] == "llt"


def test_the_largest_entries_are_kept():
    A = system(60, "lu", density=0.5)
    few = ilu(A, method="ilut", drop=0.0, fill=0.2, ordering="natural")
    most = int(np.ceil(0.2 * A.nnz / 120))
    assert np.diff(few.L.ptr).max() <= most
    assert np.diff(few.U.ptr).max() == most
    loose, tight = (ilu(A, method="ilut", drop=drop, fill=0.0) for drop in (1e-2, 1e-4))
    assert loose.nnz < tight.nnz < ilu(A, method="ilut", drop=0.0, fill=0.0).nnz
    errors = [abs(product(F) - scaled(F)).max() for F in (loose, tight)]
    assert errors[1] < 0.1 * errors[0]


def test_halves_give_what_the_whole_matrix_gives():
    for precision, kind in (("d", "ldlt"), ("z", "ldlh"), ("z", "ldlt")):
        A = system(40, kind, precision, density=0.05)
        for level in (0, 1):
            half = ilu(A, factorization=kind, level=level, scaling="none")
            whole = ilu(A, factorization="lu", level=level, scaling="none", matching="none")
            assert_array_equal(half.L.ind, whole.L.ind)
            close(half, product(half), product(whole))


def test_precision_and_right_hand_sides():
    A, b = system(30, "lu", "d"), np.linspace(1, 2, 30)
    F = ilu(A, level=99, precision="mixed")
    assert F.dtype == np.float32
    assert_allclose(A @ F.solve(b * 1e60), b * 1e60, rtol=1e-4)
    assert_allclose(A @ F.solve(b * (1 + 2j)), b * (1 + 2j), rtol=1e-4)
    assert F.solve(np.zeros((30, 0))).shape == (30, 0)
    assert_allclose(A @ F.solve(csr_array(b[:, None])), b[:, None], rtol=1e-4)


def test_scaled_and_matched():
    A = system(30, "lu", "d")
    A = csr_array(diags_array(10.0 ** np.arange(-15, 15)) @ A)[np.random.default_rng(0).permutation(30)]
    for method in METHODS:
        F = ilu(A, method=method, **WHOLE[method])
        b = A @ np.ones(30)
        assert F.scaled.row_perm.size == 30
        assert_allclose(F.solve(b), 1, rtol=1e-9)
        y = F.solve(b, "T")
        assert (abs(A.T @ y - b) <= 1e-14 * (abs(A.T) @ abs(y) + abs(b))).all()


@pytest.mark.parametrize("method", METHODS)
def test_small_sizes(method):
    empty = ilu(np.zeros((0, 0)), method=method)
    assert empty.solve(np.zeros(0)).shape == empty.solve(np.zeros(0, complex)).shape == (0,)
    assert (empty.aslinearoperator() @ np.zeros(0)).shape == (0,)
    assert empty.nnz == 0
    one = ilu(np.array([[4.0]]), method=method)
    assert_allclose(one.solve([2.0]), [0.5])
    assert_allclose(ilu(eye_array(3), method=method).solve(np.ones((3, 2))), 1)


def test_the_report_tells():
    F = ilu(generate("lap2:6"), level=1)
    told = F.report.as_dict()
    assert told["factorization"]["nnz"] == F.nnz == told["analysis"]["nnz_factor"]
    assert told["factorization"]["bytes"] == F.nbytes
    assert told["factorization"]["fill"] == F.nnz / generate("lap2:6").nnz
    assert told["ordering"]["method"] == "rcm"
    assert "llt" in repr(F)
    with pytest.raises(UsageError, match="mean 'level'"):
        ilu(generate("lap2:6"), levle=1)
    with pytest.raises(UsageError, match="modified"):
        ilu(generate("lap2:6"), method="block", modified=1.0)
    assert LEAST > 0

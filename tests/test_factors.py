"""`Factors`: what a user does with a factored matrix."""

import copy
import pickle
import re

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from problems import KINDS, PRECISIONS, system, tolerance
from scipy.sparse.linalg import cg, eigsh, gmres

import pastix_py
from pastix_py import Factors, factorize, generate


@pytest.mark.parametrize("a", "sdcz")
@pytest.mark.parametrize("b", ["s", "d", "c", "z", "int", "bool"])
def test_result_has_the_type_and_shape_of_numpy(a, b):
    A = system(30, "lu", a, 0.2)
    dtype = {"int": np.int64, "bool": np.bool_}.get(b) or PRECISIONS[b]
    rhs = (np.arange(60).reshape(30, 2) % 7).astype(dtype)
    F = factorize(A)
    for part in (rhs, rhs[:, 0], rhs[:, :0], np.asfortranarray(rhs), rhs[:, ::-1], rhs[::-1]):
        x = F.solve(part)
        assert x.shape == part.shape
        assert x.dtype == np.result_type(A.dtype, part.dtype if b not in ("int", "bool") else np.float64)
        if part.size:
            assert_allclose(A @ x, part, atol=tolerance(A.dtype, 1e3))


def test_sparse_right_hand_side():
    A = system(40, "llt")
    b = sp.random_array((40, 5), density=0.2, rng=np.random.default_rng(0), format="csc")
    assert_allclose(factorize(A).solve(b), np.linalg.solve(A.toarray(), b.toarray()), atol=1e-12)


def test_input_is_not_changed():
    A, b = system(40, "lu"), np.ones(40)
    held = [part.copy() for part in (A.data, A.indices, A.indptr, b)]
    factorize(A).solve(b)
    for before, after in zip(held, (A.data, A.indices, A.indptr, b), strict=True):
        assert_array_equal(before, after)


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_export_rebuilds_the_scaled_matrix(kind, precision):
    A = system(60, kind, precision, 0.1, 3)
    F = factorize(A, factorization=kind, precision=precision, scaling="ruiz")
    L, D, U = F.export()
    scaled = F.scaled.matrix.full().toarray()[np.ix_(F.row_perm, F.col_perm)]
    assert_allclose((L @ D @ U).toarray(), scaled, atol=tolerance(A.dtype) * abs(scaled).max())


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("scaling", ["none", "ruiz"])
def test_slogdet(kind, precision, scaling):
    A = system(40, kind, precision, 0.1, 8)
    sign, logarithm = factorize(A, factorization=kind, precision=precision, scaling=scaling).slogdet()
    exact = np.linalg.slogdet(A.toarray().astype(np.complex128 if A.dtype.kind == "c" else np.float64))
    assert_allclose(sign, exact[0], atol=tolerance(A.dtype, 1e3))
    assert_allclose(logarithm, exact[1], rtol=tolerance(A.dtype, 1e3))


@pytest.mark.parametrize("kind", ["ldlt", "ldlh"])
def test_inertia_counts_the_signs_of_the_eigenvalues(kind):
    A = system(50, kind, "d" if kind == "ldlt" else "z", 0.1, 4)
    eigenvalues = np.linalg.eigvalsh(A.toarray())
    wanted = (int((eigenvalues > 0).sum()), int((eigenvalues < 0).sum()), 0)
    assert factorize(A).inertia() == wanted


def test_inertia_of_an_unsymmetric_matrix_is_refused():
    with pytest.raises(pastix_py.UsageError):
        factorize(system(20, "lu")).inertia()


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_schur_complement(kind, precision):
    A = system(50, kind, precision, 0.1, 6)
    unknowns = [7, 3, 40, 11]
    F = factorize(A, schur=unknowns, factorization=kind, precision=precision)
    dense = A.toarray()
    rest = np.setdiff1d(np.arange(50), unknowns)
    eliminated = np.linalg.solve(dense[np.ix_(rest, rest)], dense[np.ix_(rest, unknowns)])
    wanted = dense[np.ix_(unknowns, unknowns)] - dense[np.ix_(unknowns, rest)] @ eliminated
    assert_allclose(F.schur, wanted, atol=tolerance(A.dtype) * abs(wanted).max())
    b = np.arange(50.0)
    for trans, turned in (("N", dense), ("T", dense.T), ("H", dense.conj().T)):
        assert_allclose(F.solve(b, trans), np.linalg.solve(turned, b), atol=tolerance(A.dtype, 1e4))
    assert_allclose(F.slogdet()[1], np.linalg.slogdet(dense)[1], rtol=tolerance(A.dtype, 1e3))


@pytest.mark.parametrize("unknowns", [[1, 1], [-1], [50], [[1, 2]], [0.5]])
def test_wrong_schur_unknowns(unknowns):
    with pytest.raises(pastix_py.UsageError):
        factorize(system(50, "llt"), schur=unknowns)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_refactorize_gives_the_factors_of_the_new_values(kind):
    A, b = system(60, kind, "d", 0.1, 1), np.ones(60)
    other = A.copy()
    other.data = A.data * 3
    F = factorize(A, factorization=kind)
    F.solve(b)
    memory = F.panels.L
    assert F.refactorize(other) is F
    assert F.panels.L is memory
    assert_array_equal(F.solve(b), factorize(other, factorization=kind).solve(b))
    assert F.report.ordering["method"]


def test_refactorize_of_symmetric_values_under_an_lu():
    A = system(40, "lu", "d", 0.1, 5)
    both = sp.csc_array(A + A.T)
    unsymmetric = both.copy()
    unsymmetric.data = unsymmetric.data * np.linspace(1, 1.1, both.nnz)
    F = factorize(unsymmetric)
    x = F.refactorize(both).solve(np.ones(40))
    assert_allclose(both @ x, np.ones(40), atol=1e-12)


def test_refactorize_refuses_another_pattern_and_keeps_the_factors():
    A = system(40, "llt")
    F = factorize(A)
    with pytest.raises(pastix_py.InputError, match="another pattern"):
        F.refactorize(sp.eye_array(40, format="csc"))
    assert_allclose(A @ F.solve(np.ones(40)), np.ones(40))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda F: pickle.loads(pickle.dumps(F))])
def test_copies_solve_alike(copied):
    A, b = system(40, "lu"), np.ones(40)
    F = factorize(A)
    x = F.solve(b)
    G = copied(F)
    F.close()
    assert_array_equal(G.solve(b), x)


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_saved_factors_solve_bitwise_alike(tmp_path, kind, precision):
    A, b = system(60, kind, precision, 0.1), np.arange(60.0)
    F = factorize(A, factorization=kind, precision=precision)
    F.save(tmp_path / "A.factors")
    G = Factors.load(tmp_path / "A.factors")
    assert_array_equal(G.solve(b), F.solve(b))
    assert G.options == F.options


def test_stages_apart_give_bitwise_the_whole(tmp_path):
    A, b = generate("convdiff3:7"), np.arange(343.0)
    ordering = pastix_py.order(A)
    ordering.save(tmp_path / "A.ord")
    plan = pastix_py.analyze(A, ordering=str(tmp_path / "A.ord"))
    plan.save(tmp_path / "A.plan")
    F = factorize(A, plan=pastix_py.Plan.load(tmp_path / "A.plan"))
    assert_array_equal(F.solve(b), pastix_py.solve(A, b))


def test_as_preconditioner_and_shift_invert():
    A = generate("lap3:8").full()
    F = factorize(A)
    x, info = gmres(A, np.ones(512), M=F.aslinearoperator(), rtol=1e-12, maxiter=3)
    assert info == 0
    assert_allclose(A @ x, np.ones(512), atol=1e-9)
    x, info = cg(A, np.ones(512), M=F.aslinearoperator(), rtol=1e-12, maxiter=3)
    assert info == 0
    shifted = factorize(A - 3.3 * sp.eye_array(512)).aslinearoperator()
    found = eigsh(A, k=4, sigma=3.3, OPinv=shifted, return_eigenvectors=False)
    exact = np.linalg.eigvalsh(A.toarray())
    assert_allclose(np.sort(found), np.sort(exact[np.argsort(abs(exact - 3.3))[:4]]))


@pytest.mark.parametrize("trans", "NTH")
def test_linear_operator_and_its_adjoint(trans):
    A = system(30, "lu", "z", 0.2)
    operator = factorize(A).aslinearoperator(trans)
    dense = {"N": A.toarray(), "T": A.toarray().T, "H": A.toarray().conj().T}[trans]
    inverse = np.linalg.inv(dense)
    assert_allclose(operator @ np.eye(30), inverse, atol=1e-12)
    b = np.arange(30) + 1j
    assert_allclose(operator.rmatvec(b), inverse.conj().T @ b, atol=1e-12)


def test_linear_operator_of_integers():
    A = generate("lap2:4").full()
    assert_allclose(A @ (factorize(A).aslinearoperator() @ np.arange(16)), np.arange(16), atol=1e-12)


def test_linear_operator_without_unknowns():
    operator = factorize(sp.csc_array((0, 0))).aslinearoperator()
    assert (operator @ np.zeros(0)).shape == (0,)
    assert operator.rmatvec(np.zeros(0)).shape == (0,)


def test_closed_factors_say_so():
    with factorize(system(20, "llt")) as F:
        assert F.shape == (20, 20)
    with pytest.raises(pastix_py.UsageError, match="closed"):
        F.solve(np.ones(20))
    assert "closed" in repr(F)


def test_repr_is_the_table():
    F = factorize(system(20, "llt"))
    assert "factorization" in repr(F)
    assert "llt" in repr(F)
    assert not re.search(r"^(total|peak memory) +0(\.0 ms| B)$", repr(F), re.M)


@pytest.mark.parametrize(
    ("b", "error"),
    [
        (np.ones(19), "shape"), (np.ones((20, 2, 2)), "shape"), (np.full(20, np.nan), "Row 1"),
        (["a"] * 20, "not numbers"), (np.array([None] * 20), "not numbers"),
    ],
)  # fmt: skip
def test_wrong_right_hand_sides(b, error):
    with pytest.raises(pastix_py.InputError, match=error):
        factorize(system(20, "llt")).solve(b)


def test_wrong_options():
    F = factorize(system(20, "llt"))
    for options in ({"trans": "X"}, {"refine": "magic"}):
        with pytest.raises(pastix_py.UsageError):
            F.solve(np.ones(20), **options)
    with pytest.raises(pastix_py.UsageError, match="no option 'speed'"):
        factorize(system(20, "llt"), speed=1)
    with pytest.raises(pastix_py.UsageError):
        factorize(system(20, "llt", "z"), precision="d")


@pytest.mark.parametrize("n", [0, 1])
def test_tiny(n):
    A = sp.csc_array(3.0 * np.eye(n))
    F = factorize(A)
    for shape in ((n,), (n, 0), (n, 2)):
        assert_allclose(F.solve(np.ones(shape)), np.ones(shape) / 3)
    assert_allclose(F.slogdet()[1], n * np.log(3))
    assert F.inertia() == (n, 0, 0)
    assert F.export()[0].shape == (n, n)


def test_mixed_factor_takes_half_the_memory():
    A = generate("lap3:8")
    assert 2 * factorize(A, precision="mixed").panels.nbytes == factorize(A).panels.nbytes


def test_progress_is_told():
    calls = []
    factorize(generate("lap3:10"), progress=lambda stage, share: calls.append((stage, share)))
    assert all(stage == "factorization" and 0 <= share <= 1 for stage, share in calls)


def test_threads_are_judged_by_their_own_result():
    from concurrent.futures import ThreadPoolExecutor

    A = np.random.default_rng(1).uniform(-1, 1, (60, 60))
    b = np.ones(60)
    F = factorize(A)
    bad = F.solve(b) * (1 + 1e-6)

    def wrong(_):
        with pytest.raises(pastix_py.AccuracyNotReached):
            F.refine(b, bad, refine="none")

    with ThreadPoolExecutor(3) as pool:
        tasks = [pool.submit(wrong if k % 3 == 0 else lambda _: F.solve(b), k) for k in range(300)]
        for task in tasks:
            task.result()


def test_threads_solve_at_once_with_a_schur_complement():
    from concurrent.futures import ThreadPoolExecutor

    A, b = generate("lap2:10"), np.ones(100)
    F = factorize(A, schur=range(40, 100))
    with ThreadPoolExecutor(3) as pool:
        for x in pool.map(lambda _: F.solve(b, refine="none", accuracy=1e-10), range(1000)):
            assert_allclose(A @ x, b, atol=1e-10)


def test_threads_escalate_once():
    from concurrent.futures import ThreadPoolExecutor

    rng = np.random.default_rng(0)
    Q = np.linalg.qr(rng.standard_normal((60, 60)))[0]
    A = Q @ np.diag(np.logspace(0, -11, 60)) @ Q.T
    A = A + A.T
    F = factorize(A, precision="mixed")
    with ThreadPoolExecutor(3) as pool:
        for task in [pool.submit(F.solve, A @ np.ones(60)) for _ in range(9)]:
            task.result()
    assert len([step for step in F.report.escalation if "full precision" in step]) == 1


def test_inertia_of_real_values_in_a_complex_factor():
    A = np.array([[1.0, 2, 0], [2, 1, 3], [0, 3, -5]])
    F = factorize(A * (1 + 1j))
    with pytest.raises(pastix_py.UsageError, match="Hermitian"):
        F.inertia()
    assert F.refactorize(A).inertia() == (1, 2, 0)


@pytest.mark.parametrize("dense", [[[2.0, 4], [1, 2]], [[1, 2.0], [2, 4]]])
def test_replaced_pivots_hide_inertia_and_determinant(dense):
    F = factorize(np.array(dense))
    assert F.report.factorization["inertia"] is None
    for ask in (F.inertia, F.slogdet):
        with pytest.raises(pastix_py.NumericallySingular, match="vanished"):
            ask()


@pytest.mark.parametrize("scale", [1e60, 1e-60])
def test_values_outside_single_precision_are_scaled_into_it(scale):
    A = generate("lap2:5").full() * scale
    F = factorize(A, precision="mixed")
    assert F.plan.kind == "llt"
    assert F.inertia() == (25, 0, 0)
    assert_allclose(F.slogdet()[1], np.linalg.slogdet(A.toarray())[1], rtol=1e-5)


@pytest.mark.parametrize("precision", ["d", "z"])
def test_schur_complement_of_a_scaled_matrix_is_that_of_the_matrix(precision):
    A = np.diag([1e6, 1, 1, 100.0, 1]) + 0.1 * np.random.default_rng(0).random((5, 5))
    A = A.astype(PRECISIONS[precision])
    wanted = factorize(A, schur=[3, 4], scaling="none").schur
    F = factorize(A, schur=[3, 4], scaling="ruiz")
    assert_allclose(F.schur, wanted, rtol=1e-12)
    assert_allclose(A @ F.solve(np.ones(5)), np.ones(5))
    assert_allclose(F.slogdet()[1], np.linalg.slogdet(A)[1])


def test_kind_must_fit_the_new_values():
    rng = np.random.default_rng(0)
    M = rng.random((6, 6)) + 1j * rng.random((6, 6))
    symmetric = M + M.T + 20 * np.eye(6)
    hermitian = M + M.conj().T + 20 * np.eye(6)
    F = factorize(hermitian)
    with pytest.raises(pastix_py.UsageError, match="Hermitian"):
        F.refactorize(symmetric)
    with pytest.raises(pastix_py.UsageError, match="Hermitian"):
        factorize(symmetric, plan=pastix_py.analyze(hermitian))
    assert_allclose(hermitian @ F.solve(np.ones(6)), np.ones(6))
    assert_allclose(hermitian.real @ F.refactorize(hermitian.real.astype(complex)).solve(np.ones(6)), np.ones(6))


def test_failed_refactorization_leaves_nothing_to_misread():
    A = generate("lap2:4").full()
    F = factorize(A, factorization="llt")
    with pytest.raises(pastix_py.NotPositiveDefinite):
        F.refactorize(-A)
    for ask in (
        F.slogdet,
        F.inertia,
        F.export,
        lambda: F.solve(np.ones(16)),
        lambda: F.aslinearoperator() @ np.ones(16),
    ):
        with pytest.raises(pastix_py.UsageError, match="closed"):
            ask()
    G = factorize(A, precision="d")
    with pytest.raises(pastix_py.UsageError, match="complex"):
        G.refactorize(A.astype(complex) * (1 + 1j))
    assert_allclose(A @ G.solve(np.ones(16)), np.ones(16))


def test_refactorization_tells_of_the_new_values():
    A = generate("lap2:4").full()
    F = factorize(A)
    F.solve(np.ones(16))
    F.refactorize(A.astype(complex))
    assert F.report.matrix["dtype"] == "complex128"
    assert F.report.componentwise_backward_error is None


def test_singular_schur_complement_is_told():
    with pytest.raises((pastix_py.NumericallySingular, pastix_py.AccuracyNotReached)):
        factorize(np.ones((2, 2)), schur=[1]).solve(np.array([1.0, 2.0]))


def test_denormal_values_do_not_divide_by_zero():
    t = 1e-313
    F = factorize(np.array([[0, t * 1j], [t * 1j, t]]), scaling="none")
    assert F.panels.replaced().size


def test_options_of_the_factors_hold_for_their_solves():
    A = system(20, "lu", "z", 0.2)
    F = factorize(A, trans="H")
    assert_allclose(A.conj().T @ F.solve(np.ones(20)), np.ones(20))
    with pytest.raises(pastix_py.UsageError):
        F.solve(np.ones(20), accuracy=-1.0)
    with pytest.raises(pastix_py.UsageError, match="cg needs"):
        F.solve(np.ones(20), refine="cg")
    assert factorize(A, panel_width=np.int64(8), accuracy=np.float32(1e-10)).options.panel_width == 8


@pytest.mark.parametrize("size", [1e-60, 1e60, 0.0])
@pytest.mark.parametrize("refine", ["auto", "classic"])
def test_mixed_precision_takes_right_hand_sides_of_any_size(size, refine):
    A = generate("lap2:5")
    F = factorize(A, precision="mixed", refine=refine)
    x = F.solve(np.full(25, size))
    assert not F.report.escalation
    assert_allclose(A.matvec(x), np.full(25, size), rtol=1e-12)

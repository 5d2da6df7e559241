"""Random small systems, most of them hard, against dense arithmetic: what is called solved is, what is refused must be.

A system is that of a seed, so that a failure is repeated by `check(seed)`.
"""

import numpy as np
import pytest
from hard_systems import equilibrated, hard_system, operator, outside_share, sizes_of_singular_values
from scipy.sparse.csgraph import structural_rank

from pastix_py import (
    AccuracyNotReached,
    NotPositiveDefinite,
    NumericallySingular,
    StructurallySingular,
    UsageError,
    factorize,
)

QUICK, ALL, SHARES = 300, 2000, 4
RELATIVE = 1e-6  # a component of a null vector that is no rounding error


@pytest.mark.parametrize("share", range(SHARES))
def test_a_few_hundred_systems(share):
    for seed in range(share, QUICK, SHARES):
        check(seed)


@pytest.mark.parametrize("seed", [2654, 2681, 4016, 4051, 4150, 5593])
def test_systems_that_were_refused_once(seed):
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_two_thousand_systems(share):
    for seed in range(QUICK + share, QUICK + ALL, SHARES):
        check(seed)


def check(seed):
    """Solve the system of a seed, and see whether what is said of it is true."""
    hard = hard_system(seed)
    A, told, factors = hard.A.toarray(), f"seed {seed}: {hard.told} {hard.options}", None
    without_zeros = hard.A.copy()
    without_zeros.eliminate_zeros()
    singular_by_structure = structural_rank(without_zeros.tocsr()) < len(A)
    try:
        factors = factorize(hard.A, **hard.options)
        x = factors.solve(hard.b)
    except StructurallySingular as error:
        assert singular_by_structure, told
        check_dense_part(A, error, told)
    except NumericallySingular as error:
        check_refusal(hard, A, error, told)
    except NotPositiveDefinite:
        assert np.linalg.eigvalsh(equilibrated(A)[0]).min() < RELATIVE, told
    except AccuracyNotReached as error:
        assert np.isfinite(error.x).all(), told
        assert is_singular(A) or "refine" in hard.options or "scaling" in hard.options, told
    else:
        assert not singular_by_structure, told
        check_solution(hard, A, x, factors, told)
        if not factors.report.factorization["perturbed_pivots"]:
            check_spectrum(A, factors, told)


def check_solution(hard, A, x, factors, told):
    """Require a small componentwise backward error, measured in extended precision."""
    matrix = operator(A, hard.options)
    assert x.shape == hard.b.shape, told
    assert np.isfinite(x).all(), told
    long = np.longdouble if x.dtype.kind == "f" and matrix.dtype.kind == "f" else np.clongdouble
    X, B = x.reshape(len(A), -1).astype(long), hard.b.reshape(len(A), -1)
    error, size = abs(B - matrix.astype(long) @ X), abs(matrix).astype(np.longdouble) @ abs(X) + abs(B)
    target = 1e-14 if np.finfo(factors.dtype).eps < 1e-10 else 1e-5
    assert (error <= 1.001 * target * size).all(), told
    if factors.report.factorization["perturbed_pivots"] and outside_share(matrix, hard.b) > RELATIVE:
        assert factors.report.warnings, told


def check_dense_part(A, error, told):
    """Require that the rows named have all their entries in the columns named, which are fewer, or are empty."""
    if len(error.rows):
        assert not np.delete(A[error.rows], error.columns, axis=1).any(), told
        assert len(error.columns) < len(error.rows) and error.row in error.rows, told
    else:
        assert not A[:, error.columns].any() and len(error.columns), told


def check_refusal(hard, A, error, told):
    """Require a matrix that is singular to working precision, or the options that forbid to do what it needs."""
    assert error.x is None or np.isfinite(error.x).all(), told
    forbidden = hard.options.get("null_pivots") == "error" or "none" in map(hard.options.get, ("scaling", "matching"))
    assert is_singular(A) or forbidden, told
    if is_singular(A) and not forbidden and "badly_scaled" not in told:  # which rows depend hangs on the scales there
        left = null_vectors(equilibrated(A)[0])
        assert np.linalg.norm(left[error.row]) > RELATIVE, told


def is_singular(A):
    """Return whether A is so to working precision however its rows and columns are scaled."""
    size = sizes_of_singular_values(equilibrated(A)[0])
    return size[-1] <= 100 * np.finfo(A.dtype).eps * size[0]


def null_vectors(A):
    """Return the left singular vectors of the smallest singular value, and of others that are as small, (n, k)."""
    left, size, _ = np.linalg.svd(A)
    return left[:, size <= max(10 * size[-1], len(A) * np.finfo(np.float32).eps * size[0] / 100)]


def check_spectrum(A, factors, told):
    """Compare determinant and inertia with dense ones."""
    scaled, rows, columns = equilibrated(A)
    size, eps = sizes_of_singular_values(scaled), np.finfo(factors.panels.dtype).eps
    if size[-1] <= 1e3 * len(A) * eps * size[0]:
        return
    sign, logarithm = np.linalg.slogdet(scaled)
    found_sign, found = factors.slogdet()
    close = 10 * len(A) * eps * size[0] / size[-1]
    assert abs(sign - found_sign) <= close, told
    scales = np.log(rows).sum() + np.log(columns).sum()
    assert abs(logarithm - scales - found) <= close + 1e-13 * abs(scales), told
    try:
        inertia = factors.inertia()
    except UsageError:
        assert factors.plan.kind == "lu" or not np.array_equal(A, A.conj().T), told
        return
    assert np.array_equal(A, A.conj().T), told
    eigenvalues = np.linalg.eigvalsh(scaled)
    assert inertia == ((eigenvalues > 0).sum(), (eigenvalues < 0).sum(), 0), told

"""P A Pᵀ, its pivots exchanged, = L Lᵀ, L Lᴴ, L D Lᵀ, L D Lᴴ, L U; what must not be read is poisoned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from problems import KINDS, PRECISIONS, system, tolerance
from scipy.sparse import csc_array

from pastix_py import analyze, generate
from pastix_py.matrix.check import canonical
from pastix_py.numeric.assemble import assemble
from pastix_py.numeric.export import triangles
from pastix_py.runtime.desk import first_failure
from pastix_py.runtime.execute import execute
from pastix_py.symbolic.reorder import ROW_ORDERS


def poison(plan, panels):
    """Put NaN above the diagonal of the diagonal blocks, which only LU may read."""
    for c in range(plan.symbol.n_cblk):
        width = plan.symbol.cblk_col[c + 1] - plan.symbol.cblk_col[c]
        at, rows = plan.layout.cblk_coef[c], plan.layout.cblk_rows[c]
        panel = panels.L[at : at + rows * width].reshape(width, rows)
        panel[np.tril_indices(width, -1)] = np.nan


def reconstructed(A, kind, dtype, **options):
    """Return (L D U in the user's numbering, perm) of the dense or sparse matrix A."""
    matrix = canonical(A)
    plan = analyze(matrix, factorization=kind, **options)
    panels = assemble(plan, matrix, dtype)[0]
    if kind != "lu":
        poison(plan, panels)
    assert first_failure(execute(plan, panels, 0.0), plan.n) == -1
    assert not panels.replaced().size
    L, D, U = (part.toarray() for part in triangles(plan, panels))
    assert not np.triu(L, 1).any()
    assert not np.tril(U, -1).any()
    rows = np.argsort(plan.ordering.perm[panels.exchanged()])
    columns = plan.ordering.iperm if kind == "lu" else rows
    return (L @ D @ U)[np.ix_(rows, columns)]


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("panel_width", [3, 256])
def test_random(kind, precision, panel_width):
    for n, density in ((1, 0.0), (2, 1.0), (30, 0.1), (90, 0.05), (60, 0.9)):
        A = system(n, kind, precision, density, seed=n)
        product = reconstructed(A, kind, PRECISIONS[precision], panel_width=panel_width)
        assert_allclose(product, A.toarray(), rtol=0, atol=tolerance(A.dtype) * abs(A).max())


@given(
    st.integers(0, 40), st.floats(0, 0.5), st.integers(0, 10**6), st.sampled_from(["natural", "amd", "rcm"]),
    st.sampled_from(["llt", "ldlt", "lu"]), st.integers(1, 20), st.sampled_from([0.0, 1.0, 5.0]),
    st.sampled_from(list(ROW_ORDERS)),
)  # fmt: skip
def test_any_structure(n, density, seed, ordering, kind, panel_width, amalgamation, row_order):
    A = system(n, kind, "d", density, seed)
    shape = {"panel_width": panel_width, "amalgamation": amalgamation, "ordering": ordering, "row_order": row_order}
    product = reconstructed(A, kind, np.float64, **shape)
    assert_allclose(product, A.toarray(), rtol=0, atol=1e-12 * n * abs(A.toarray()).max(initial=0))


def indefinite(n, kind, precision, seed, gap):
    """Return a banded matrix whose diagonal is zero but for every `gap`-th entry; its last block is full."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, n))
    if PRECISIONS[precision]().dtype.kind == "c":
        A = A + 1j * rng.standard_normal((n, n))
    if kind != "lu":
        A = A + (A.conj().T if kind == "ldlh" else A.T)
    i = np.arange(n)
    A[(abs(i[:, None] - i) > 9) & (np.minimum.outer(i, i) < n // 2)] = 0
    A[i[i % gap > 0], i[i % gap > 0]] = 0
    return A.astype(PRECISIONS[precision])


@pytest.mark.parametrize(("kind", "precision"), [case for case in KINDS if case[0] in ("lu", "ldlt", "ldlh")])
@pytest.mark.parametrize("panel_width", [5, 17, 256])
def test_with_exchanges(kind, precision, panel_width):
    for n, gap in ((9, 3), (40, 4), (120, 2)):
        A = indefinite(n, kind, precision, n, gap)
        shape = {"panel_width": panel_width, "ordering": "rcm", "amalgamation": 5.0, "matching": "none"}
        product = reconstructed(csc_array(A), kind, PRECISIONS[precision], **shape)
        assert_allclose(product, A, rtol=0, atol=tolerance(A.dtype, 1e5) * abs(A).max())


@pytest.mark.jit
@pytest.mark.parametrize(("spec", "kind"), [("elast3:8", "llt"), ("elast3:8", "ldlt"), ("elast3:8", "lu"),
                                            ("convdiff3:14", "lu"), ("helm3:12", "ldlt")])  # fmt: skip
def test_products_larger_than_a_tile(spec, kind):
    A = generate(spec)
    product = reconstructed(A, kind, A.dtype, ordering="metis")
    assert_allclose(product, A.full().toarray(), rtol=0, atol=1e-12 * A.max_abs())

"""Compressed factors of all kinds, precisions, strategies and compressors: run by `test_low_rank`, interpreted."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from problems import KINDS, system, tolerance
from scipy.sparse import csc_array
from smooth import SHAPE, STRATEGIES, factored, ranks_of, small_blocks, smooth  # noqa: F401

from pastix_py import analyze, budget, factorize, generate
from pastix_py.errors import MemoryLimit, UsageError
from pastix_py.lowrank import METHODS

BOUND = 10  # times T ‖A‖∞ is what a factor leaves out of a block of A, in the Frobenius norm, at most


def made(A, kind, precision="d", **options):
    given = {"compress": "just-in-time", "tolerance": 1e-5} | SHAPE | options
    return factorize(A, factorization=kind, precision=precision, **given)


def left_out(factors, A):
    """Return ‖A − L D U‖_F / ‖A‖∞, over the root of the number of compressed blocks, in which errors add up."""
    size = np.linalg.norm(A.toarray(), np.inf) * np.sqrt(max(1, ranks_of(factors).size))
    return np.linalg.norm(factored(factors) - A.toarray()) / size


@pytest.mark.parametrize(("kind", "precision"), KINDS)
@pytest.mark.parametrize("compress", STRATEGIES)
def test_product(kind, precision, compress):
    A, turn = smooth(kind, precision), KINDS.index((kind, precision)) + STRATEGIES.index(compress)
    for compressor, T in zip((2 * list(METHODS))[turn % len(METHODS) :][:2], (1e-3, 1e-5), strict=True):
        f = made(A, kind, precision, compress=compress, compressor=compressor, tolerance=T)
        assert left_out(f, A) <= BOUND * T + tolerance(A.dtype)
        ranks = ranks_of(f)
        assert ranks.size >= 9
        assert 0 < ranks.mean() < 4
        assert f.panels.nbytes < 0.8 * f.plan.predicted_bytes(A.dtype)


@pytest.mark.parametrize("compressor", METHODS)
def test_rank_grows_with_the_digits(compressor):
    A, ranks = smooth("llt"), []
    for T in (1e-3, 1e-6, 1e-9):
        f = made(A, "llt", compressor=compressor, tolerance=T)
        assert left_out(f, A) <= BOUND * T
        ranks.append(ranks_of(f).mean())
    assert ranks[0] < ranks[1] < ranks[2]


@pytest.mark.parametrize(("kind", "precision"), [case for case in KINDS if case[0] in ("ldlt", "ldlh")])
def test_pivots_of_two_columns(kind, precision):
    A = smooth(kind, precision, zero_diagonal=True)
    f = made(A, kind, precision, tolerance=1e-4)
    assert f.panels.beside.any()
    assert ranks_of(f).size
    assert left_out(f, A) <= 2 * BOUND * 1e-4


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_scale_does_not_matter(kind):
    A = smooth(kind)
    one = made(A, kind, tolerance=1e-3)
    for scale in (2.0**40, 2.0**-40):
        other = made(A * scale, kind, tolerance=1e-3)
        assert left_out(other, A * scale) <= BOUND * 1e-3
        assert abs(ranks_of(other).mean() - ranks_of(one).mean()) < 0.5


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_tolerance_of_each_block(kind):
    """Blocks of all sizes keep their digits, so that what a block is multiplied by changes no rank."""
    A, T = smooth(kind), 1e-3
    exact, shape = (
        factorize(A, factorization=kind, **SHAPE),
        {"tolerance": T, "tolerance_kind": "block", "clusters": "none"},
    )
    layout = exact.plan.layout
    scale = np.empty(A.shape[0])
    scale[exact.plan.ordering.perm] = 2.0 ** (-2 * layout.col_cblk)
    scaled = csc_array(A.multiply(np.outer(scale, scale)))
    ranks = []
    for matrix in (A, scaled):
        full, f = factorize(matrix, factorization=kind, **SHAPE), made(matrix, kind, **shape)
        ranks.append(f.panels.low_rank.rank)
        symbol, (L, _, U) = f.plan.symbol, (part.toarray() for part in f.export())
        (whole, _, beyond), compared = (part.toarray() for part in full.export()), 0
        for side, b in np.argwhere(ranks[-1] > 0):
            rows, c = slice(symbol.blok_begin[b], symbol.blok_end[b]), f.plan.layout.blok_cblk[b]
            columns = slice(symbol.cblk_col[c], symbol.cblk_col[c + 1])
            B, C = ((L, whole), (U.T, beyond.T))[side]
            assert np.linalg.norm((B - C)[rows, columns]) <= 2 * T * np.linalg.norm(C[rows, columns])
            compared += 1
        assert compared >= 9
    assert_array_equal(*ranks)
    coarse = made(scaled, kind, tolerance=T).panels.low_rank.rank
    assert (coarse[ranks[0] > 0] == 0).any()


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_blocks_of_zeros(kind):
    n = 48
    A = smooth(kind, n=n).toarray()
    group = np.arange(n) // 12
    A[(group[:, None] != group) & (np.maximum.outer(group, group) < 3)] = 0
    pattern = np.ones((n, n))
    pattern[A == 0] = 0
    i, j = np.indices((n, n)).reshape(2, -1)
    full = csc_array((A.ravel(), (i, j)), shape=(n, n))
    full.data[:] = A.T.ravel()
    f = made(full, kind, ordering="natural", clusters="none")
    ranks = ranks_of(f)
    assert np.count_nonzero(ranks == 0) >= 3
    assert left_out(f, full) <= BOUND * 1e-5
    assert np.allclose(f.solve(full @ np.ones(n)), 1)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
@pytest.mark.parametrize("compress", STRATEGIES)
def test_random_does_not_compress(kind, compress):
    A = system(60, kind, "d", 1.0, seed=3)
    f = made(A, kind, compress=compress, tolerance=1e-10)
    assert not ranks_of(f).size
    assert f.panels.nbytes == f.plan.predicted_bytes(A.dtype)
    assert left_out(f, A) <= tolerance(A.dtype)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
@pytest.mark.parametrize("T", [1e-300, 1e-17, 1.0, 1e300])
def test_extreme_tolerances(kind, T):
    A = smooth(kind)
    f = made(A, kind, tolerance=T)
    if T < 1e-16:
        assert left_out(f, A) <= tolerance(A.dtype)
    else:
        assert not ranks_of(f).any() or T < 1
    assert np.allclose(f.solve(A @ np.ones(A.shape[0])), 1)


@pytest.mark.parametrize("T", [-1.0, -1e-300, float("nan")])
def test_tolerances_that_are_refused(T):
    with pytest.raises(UsageError, match="tolerance must be at least 0"):
        made(smooth("llt"), "llt", tolerance=T)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
@pytest.mark.parametrize("compress", STRATEGIES)
def test_schedulers(kind, compress):
    A = smooth(kind)
    first = made(A, kind, compress=compress, scheduler="sequential", threads=1)
    again = made(A, kind, compress=compress, scheduler="sequential", threads=1)
    for name in ("rank", "at", "diagonal", "store", "n_narrow", "at_narrow", "narrow"):
        assert_array_equal(getattr(first.panels.low_rank, name), getattr(again.panels.low_rank, name))
    assert_array_equal(first.panels.L, again.panels.L)
    for scheduler in ("static", "dynamic", "deterministic"):
        for threads in (1, 2):
            other = made(A, kind, compress=compress, scheduler=scheduler, threads=threads)
            assert_array_equal(other.panels.low_rank.rank, first.panels.low_rank.rank)
            assert np.allclose(factored(other), factored(first), rtol=0, atol=1e-9)


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_memory_expected(kind):
    plans = [analyze(generate("lap3:16"), factorization=kind, compress=name) for name in STRATEGIES]
    for plan in plans:
        full, expected = plan.predicted_bytes(float), [plan.expected_bytes(float, T) for T in (0.5, 1e-2, 1e-4)]
        assert full / 20 < expected[0] < expected[1] < expected[2]
        assert plan.expected_bytes(float, 1e-300) >= full
        assert plan.without_compression().expected_bytes(float, 0.1) == full
    assert plans[1].expected_bytes(float, 1e-2) < plans[0].expected_bytes(float, 1e-2)


def test_more_memory_than_was_expected(monkeypatch):
    monkeypatch.setattr(budget, "factorization_bytes", lambda *_: 0)
    with pytest.raises(MemoryLimit, match=r"The factor took .* 10 kB are allowed by --max-memory: .* larger --tol"):
        made(smooth("lu"), "lu", max_memory="10K")


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_blocks_of_low_levels_are_left_as_they_are(kind):
    A = generate("convdiff3:7" if kind == "lu" else "lap3:7")
    found = {}
    for level in (0, 1, 2, 1000):
        found[level] = made(A, kind, tolerance=1e-3, preselect=level).panels.low_rank.rank > 0
    assert not found[1000].any()
    assert found[0].sum() > found[1].sum() > found[2].sum()
    chosen = made(A, kind, tolerance=1e-10).panels.low_rank.rank >= 0
    assert_array_equal(chosen, made(A, kind, tolerance=1e-10, preselect=1).panels.low_rank.rank >= 0)


def test_dense_blocks_are_tried_though_all_have_level_zero():
    A = smooth("llt")
    A = csc_array(np.where(A.toarray() == 0, 1e-3, A.toarray()))
    assert (made(A, "llt", tolerance=1e-9).panels.low_rank.rank >= 0).any()

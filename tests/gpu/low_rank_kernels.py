"""Kernels of bloks of low rank: the CUDA source against its twins, and what these find against NumPy."""

import emulated
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from problems import PRECISIONS, tolerance

from pastix_py.gpu.twins import low_rank
from pastix_py.gpu.twins.low_rank import work_size

SIZES = [(40, 33, 6), (7, 150, 3), (300, 20, 20), (1, 1, 1), (5, 4, 0), (12, 9, -1), (33, 17, 4)]
RANKS = 6, 3, 0, 1, 0, 4, 9  # of the bloks: the last is too high


def arena(dtype, seed=0):
    """Return (flat array with bloks in panels and room to work, table, the bloks dense)."""
    rng, bloks, table, at = np.random.default_rng(seed), [], [], 3
    for (h, w, most), r in zip(SIZES, RANKS, strict=True):
        turn = 1j * (dtype.kind == "c")
        U, V = (rng.standard_normal((n, r)) + turn * rng.standard_normal((n, r)) for n in (h, w))
        bloks.append((U @ V.T if turn else (U @ V.T).real).astype(dtype))
        table.append([at, h + 5, h, w, 0, most, len(bloks) % 2])
        at += (h + 5) * w
    for row in table:
        row[low_rank.WORK] = at
        at += int(work_size(*row[2:4], row[low_rank.MOST]))
    A = rng.standard_normal(at).astype(dtype)
    for row, blok in zip(table, bloks, strict=True):
        low_rank._block(A, row[0], *blok.shape, row[1])[:] = blok
    return A, np.array(table), bloks


def found(dtype, limits, of_block, check):
    """Return (ranks, the bloks made dense again, they themselves, arena), all kernels run by `check`."""
    A, table, bloks = arena(dtype)
    rank = np.full(len(bloks), 99)
    check("compress_bloks", len(bloks), (A, table, np.array(limits, dtype.type(0).real.dtype), of_block, rank))
    h, w = table[:, low_rank.HEIGHT], table[:, low_rank.WIDTH]
    count = np.where(rank < 0, h * w, rank * (h + w))
    A = np.concatenate([A, np.zeros(int(count.sum() + (h * w).sum()), dtype)])
    to = A.size - int(count.sum() + (h * w).sum()) + np.cumsum(count) - count
    check("pack_bloks", (len(bloks), low_rank.STRIPES), (A, table, rank, to))
    back = int(to[-1] + count[-1]) + np.cumsum(h * w) - h * w
    again = np.column_stack((to, rank, h, w, back, h))
    check("expand_bloks", (len(bloks), low_rank.STRIPES), (A, again))
    dense = [A[at : at + m * n].reshape(n, m).T for at, m, n in zip(back.tolist(), h.tolist(), w.tolist(), strict=True)]
    return rank, dense, bloks


def by_twin(name, grid, args):
    getattr(low_rank, name)(*args)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("of_block", [0, 1])
def test_errors_are_what_is_allowed(precision, of_block):
    dtype = np.dtype(PRECISIONS[precision])
    limits = (1e-3, 1e-4) if of_block else (2e-2, 1e-3)
    rank, dense, bloks = found(dtype, limits, of_block, by_twin)
    assert rank[[5, 6]].tolist() == [-1, -1]  # not tried, and too high
    assert (rank[:5] == [6, 3, 0, 1, 0]).all() or of_block == 0
    for i, (made, blok, r) in enumerate(zip(dense, bloks, rank, strict=True)):
        if r < 0:
            assert_array_equal(made, blok)
            continue
        allowed = limits[(i + 1) % 2] * (np.linalg.norm(blok) if of_block else 1)
        assert np.linalg.norm(made - blok) <= allowed + tolerance(dtype) * np.linalg.norm(blok)
        assert r <= max(np.linalg.matrix_rank(blok), 0)


def test_what_is_not_finite_is_kept():
    A, table, _ = arena(np.dtype(float))
    A[table[0, 0]], A[table[1, 0]] = np.nan, np.inf
    rank = np.zeros(len(table), np.int64)
    with np.errstate(invalid="ignore", over="ignore"):
        low_rank.compress_bloks(A, table, np.array([1e-3, 1e-3]), 0, rank)
    assert rank[:2].tolist() == [-1, -1]


def test_a_finer_tolerance_takes_more():
    x = np.linspace(0, 1, 40)
    blok, ranks = 1 / (1.2 + x[:, None] - x), []
    for limit in (1e-2, 1e-5, 1e-8, 1e-11):
        A = np.concatenate([blok.T.ravel(), np.zeros(int(work_size(40, 40, 20)))])
        table, rank = np.array([[0, 40, 40, 40, 1600, 20, 0]]), np.zeros(1, np.int64)
        low_rank.compress_bloks(A, table, np.array([limit, 0]), 0, rank)
        ranks.append(int(rank[0]))
        least = int((np.sqrt(np.cumsum(np.linalg.svd(blok)[1][::-1] ** 2)) > limit).sum())
        assert least <= ranks[-1] <= least + 2
    assert sorted(set(ranks)) == ranks


@pytest.mark.skipif(not emulated.HAS_COMPILER, reason="no g++")
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("of_block", [0, 1])
def test_against_twins(precision, of_block):
    dtype, ran = np.dtype(PRECISIONS[precision]), set()

    def check(name, grid, args):
        ran.add(name)
        emulated.check(name, grid, args, 1e3 * tolerance(dtype))

    found(dtype, (1e-2, 1e-3), of_block, check)
    assert ran == set(emulated.kernels("low_rank"))

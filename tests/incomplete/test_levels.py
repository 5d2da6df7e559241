"""Levels of fill against their definition, and the pattern of the complete factor."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.sparse import block_diag, csc_array, kron, random_array

from pastix_py import Ordering
from pastix_py.incomplete.levels import grouped_rows, level_pattern
from pastix_py.incomplete.places import places, scattered
from pastix_py.matrix.check import canonical
from pastix_py.ordering.graph import graph_of

FAR = 10**6


def brute_force(pattern):
    """Return lev(i, j) by the sum rule, dense (n, n): those of the complete factor, FAR where there is no fill."""
    level = np.where(pattern | np.eye(len(pattern), dtype=bool), 0, FAR)
    for k in range(len(level)):
        for i in range(k + 1, len(level)):
            beyond = level[i, k] + level[k, k + 1 :] + 1
            level[i, k + 1 :] = np.minimum(level[i, k + 1 :], beyond)
    return np.where(level > len(level), FAR, level)


def dense(ptr, ind):
    held = np.zeros((ptr.size - 1,) * 2, bool)
    for i in range(ptr.size - 1):
        row = ind[ptr[i] : ptr[i + 1]]
        assert (np.diff(row) > 0).all()
        held[i, row] = True
    return held


def case(n, seed, symmetric, copies=1, density=0.08):
    rng = np.random.default_rng(seed)
    A = random_array((n, n), density=density, rng=rng, data_sampler=lambda size: rng.random(size) + 0.5).tocsc()
    A = A + A.T if symmetric else A
    if copies > 1:
        A = kron(A, np.ones((copies, copies)), format="csc") + block_diag([np.ones((copies, copies))] * n, format="csc")
    perm = np.arange(A.shape[0]) if seed % 2 else rng.permutation(A.shape[0])
    return canonical(csc_array(A)), Ordering.from_perm(perm, "test")


@pytest.mark.parametrize("symmetric", [False, True])
@pytest.mark.parametrize("copies", [1, 3])
@pytest.mark.parametrize("seed", range(4))
def test_levels_are_those_of_the_sum_rule(symmetric, copies, seed):
    matrix, ordering = case(60 // copies, seed, symmetric, copies)
    A = matrix.full().toarray()[np.ix_(ordering.perm, ordering.perm)] != 0
    known = brute_force(A)
    for level in (0, 1, 2, 4, matrix.n):
        for threads in (1, 2):
            pattern = level_pattern(matrix, ordering, level, threads)
            kept = known <= level
            assert_array_equal(dense(pattern.l_ptr, pattern.l_ind), np.tril(kept, -1))
            assert_array_equal(dense(pattern.u_ptr, pattern.u_ind), np.triu(kept, 1))
        if pattern.turn is not None:
            row = np.repeat(np.arange(matrix.n), np.diff(pattern.l_ptr))
            assert_array_equal(pattern.u_ind[pattern.turn], row)
            assert_array_equal(np.searchsorted(pattern.u_ptr, pattern.turn, "right") - 1, pattern.l_ind)


@pytest.mark.parametrize("copies", [1, 3])
def test_groups_have_the_rows_of_their_members(copies):
    matrix, ordering = case(20, 1, True, copies)
    for level in (0, 2):
        begin, ptr, ind = grouped_rows(graph_of(matrix), ordering, level)
        pattern = level_pattern(matrix, ordering, level)
        if copies > 1 and level:
            assert begin.size - 1 == 20
        for g in range(begin.size - 1):
            beyond = np.concatenate(
                [np.arange(begin[h], begin[h + 1]) for h in np.sort(ind[ptr[g] : ptr[g + 1]])] or [[]]
            )
            for i in range(begin[g], begin[g + 1]):
                own = pattern.u_ind[pattern.u_ptr[i] : pattern.u_ptr[i + 1]]
                assert_array_equal(own, np.concatenate([np.arange(i + 1, begin[g + 1]), beyond]))


@pytest.mark.parametrize("symmetric", [False, True])
@pytest.mark.parametrize("level", [0, 2])
def test_entries_come_to_their_places(symmetric, level):
    matrix, ordering = case(40, 2, symmetric)
    pattern = level_pattern(matrix, ordering, level)
    values = scattered(matrix, ordering, pattern, places(matrix, ordering, pattern), np.float64)
    A = matrix.full().toarray()[np.ix_(ordering.perm, ordering.perm)]
    rows = np.repeat(np.arange(matrix.n), np.diff(pattern.u_ptr))
    assert_array_equal(values.U, A[rows, pattern.u_ind])
    assert_array_equal(values.diag, A.diagonal())
    if not symmetric:
        rows = np.repeat(np.arange(matrix.n), np.diff(pattern.l_ptr))
        assert_array_equal(values.L, A[rows, pattern.l_ind])

"""Block trees: every entry in one block, and blocks of low rank only where clusters are far apart."""

import numpy as np
import pytest

from pastix_py.errors import UsageError
from pastix_py.hmatrix.blocks import DENSE, DIVIDED, LOW_RANK, block_tree
from pastix_py.ordering.cluster import cluster
from pastix_py.ordering.graph import Graph

POINTS = np.random.default_rng(1).random((220, 3)) * [4, 2, 0.2]


def ring(n):
    neighbours = np.sort(np.stack([np.arange(n) - 1, np.arange(n) + 1], 1) % n, axis=1)
    return Graph(n, 2 * np.arange(n + 1), neighbours.ravel())


def blocks(admissibility, method="principal", eta=2.0, half=False):
    graph = ring(len(POINTS))
    tree = cluster(POINTS, graph, method, 12)
    return block_tree(tree, None, POINTS, graph, admissibility, eta, half)


@pytest.mark.parametrize("method", ["principal", "octree", "bisection"])
@pytest.mark.parametrize("admissibility", ["standard", "weak", "hodlr", "graph"])
def test_leaves_tile_the_matrix(admissibility, method):
    tree = blocks(admissibility, method)
    seen = np.zeros((len(POINTS),) * 2, int)
    for row, column, m, n in tree.places:
        seen[row : row + m, column : column + n] += 1
    assert (seen == 1).all()
    half = blocks(admissibility, method, half=True)
    seen = np.zeros((len(POINTS),) * 2, int)
    for row, column, m, n in half.places:
        seen[row : row + m, column : column + n] += 1
        assert row > column or (row == column and m == n)
    assert (np.maximum(seen, seen.T) == 1).all()


def test_blocks_hold_those_that_follow_them():
    tree = blocks("standard")
    for k in range(tree.row.size):
        inside = slice(k, tree.end[k])
        row, col = tree.row[k], tree.col[k]
        assert (tree.rows.begin[tree.row[inside]] >= tree.rows.begin[row]).all()
        assert (tree.rows.end[tree.row[inside]] <= tree.rows.end[row]).all()
        assert (tree.columns.end[tree.col[inside]] <= tree.columns.end[col]).all()
        assert (tree.end[k] == k + 1) == (tree.kind[k] != DIVIDED)
        leaves = tree.places[tree.leaf_ptr[k] : tree.leaf_ptr[tree.end[k]]]
        assert (leaves[:, 2] * leaves[:, 3]).sum() == tree.rows.size[row] * tree.columns.size[col]


@pytest.mark.parametrize("eta", [0.7, 2.0])
def test_standard_blocks_are_far_apart(eta):
    tree = blocks("standard", eta=eta)
    points = POINTS[tree.rows.perm]
    for k in np.flatnonzero(tree.kind == LOW_RANK):
        own, other = (points[tree.rows.begin[c] : tree.rows.end[c]] for c in (tree.row[k], tree.col[k]))
        apart = np.linalg.norm(own[:, None] - other[None], axis=2).min()
        sizes = [np.linalg.norm(each[:, None] - each[None], axis=2).max() for each in (own, other)]
        assert min(sizes) <= eta * apart


def test_blocks_of_a_graph_are_far_apart_in_it():
    tree, n = blocks("graph"), len(POINTS)
    assert (tree.kind == LOW_RANK).any()
    for k in np.flatnonzero(tree.kind == LOW_RANK):
        own, other = (tree.rows.perm[tree.rows.begin[c] : tree.rows.end[c]] for c in (tree.row[k], tree.col[k]))
        around = np.abs(own[:, None] - other[None])
        assert np.minimum(around, n - around).min() >= 1
        assert tree.row[k] != tree.col[k]


def test_hodlr_blocks_are_all_but_the_diagonal():
    tree = blocks("hodlr")
    assert ((tree.kind == LOW_RANK) == (tree.row != tree.col)).all()
    assert (tree.row[tree.kind == DENSE] == tree.col[tree.kind == DENSE]).all()


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"admissibility": "strong"}, "strong"),
        ({"points": POINTS, "eta": 0.0}, "above 0"),
        ({}, "coordinates"),
        ({"admissibility": "graph"}, "the graph"),
    ],
)
def test_what_is_refused(given, word):
    with pytest.raises(UsageError, match=word):
        block_tree(cluster(POINTS, None, "median"), **given)

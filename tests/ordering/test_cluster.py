"""Cluster trees: whatever the method and the points, leaves hold every unknown once, and nodes what is below them."""

import numpy as np
import pytest

from pastix_py.errors import InputError, UsageError
from pastix_py.ordering import CLUSTERINGS
from pastix_py.ordering.cluster import FULL, ClusterTree, cluster, levels
from pastix_py.ordering.curves import grid, interleaved, transposed
from pastix_py.ordering.graph import Graph
from pastix_py.ordering.mesh import Mesh

LEAF = 16


def lattice(*sides):
    return np.stack(np.meshgrid(*map(np.arange, sides), indexing="ij"), axis=-1).reshape(-1, len(sides)).astype(float)


def nearest(points, reach=1.01):
    """Graph of points no farther from each other than `reach`."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    near = (apart <= reach) & ~np.eye(len(points), dtype=bool)
    return Graph(len(points), np.concatenate([[0], near.sum(1).cumsum()]), np.nonzero(near)[1].astype(np.int64))


RANDOM = np.random.default_rng(0).standard_normal((300, 3))
CLOUDS = {
    "lattice": lattice(12, 9, 3),
    "plane": lattice(20, 17),
    "line": lattice(100) @ np.ones((1, 3)),
    "random": RANDOM,
    "flat": RANDOM * [1, 1, 0],
    "equal": np.ones((90, 3)),
    "twice": np.concatenate([RANDOM[:70], RANDOM[:70]]),
    "few": RANDOM[:5],
    "one": RANDOM[:1],
    "none": RANDOM[:0],
    "apart": np.concatenate([lattice(6, 6, 2), lattice(6, 6, 2) + 50]),
}


@pytest.fixture(params=CLOUDS, ids=str)
def cloud(request):
    return CLOUDS[request.param]


@pytest.mark.parametrize("method", CLUSTERINGS)
def test_nodes_are_made_of_their_children(cloud, method):
    tree = cluster(cloud, nearest(cloud), method, LEAF)
    n = len(cloud)
    assert np.array_equal(np.sort(tree.perm), np.arange(n))
    assert (tree.begin[0], tree.end[0], tree.level[0]) == (0, n, 0)
    for node in range(tree.n_node):
        children = range(tree.child[node], tree.child[node + 1])
        if children:
            assert np.array_equal(tree.begin[children], [tree.begin[node], *tree.end[children][:-1]])
            assert tree.end[children][-1] == tree.end[node]
            assert (tree.level[children] == tree.level[node] + 1).all()
            assert len(children) > 1
            assert (tree.size[children] > 0).all()
        else:
            assert tree.size[node] <= LEAF
    assert np.array_equal(tree.begin[tree.leaves], [*([0] * (n > 0)), *tree.end[tree.leaves][:-1]] if n else [0])


@pytest.mark.parametrize("method", [name for name, how in CLUSTERINGS.items() if how.is_even])
def test_leaves_are_even_and_at_one_depth(method):
    points = CLOUDS["lattice"]
    tree = cluster(points, nearest(points), method, LEAF)
    assert (tree.level[tree.leaves] == levels(len(points), FULL * LEAF)).all()
    mean = len(points) / tree.leaves.size
    assert tree.size[tree.leaves].max() <= max(1.05 * mean, np.ceil(mean))


@pytest.mark.parametrize("method", CLUSTERINGS)
def test_the_same_again(method):
    points = CLOUDS["random"]
    first, second = (cluster(points, nearest(points, 0.6), method, LEAF) for _ in range(2))
    assert np.array_equal(first.perm, second.perm)
    assert np.array_equal(first.begin, second.begin)


def test_clusters_of_a_graph_are_near_each_other():
    points = lattice(32, 8)
    tree = cluster(None, nearest(points), "connectivity", 32)
    for leaf in tree.leaves:
        own = points[tree.perm[tree.begin[leaf] : tree.end[leaf]]]
        assert np.linalg.norm(np.ptp(own, axis=0)) < 12


def test_pieces_of_a_level():
    tree = cluster(CLOUDS["random"], None, "median", LEAF)
    for level in range(tree.depth + 1):
        part = tree.at(level)
        assert np.array_equal(np.unique(part), np.arange(2**level))
        assert (np.diff(part[tree.perm]) >= 0).all()


def test_trees_are_saved_and_loaded(tmp_path):
    tree = cluster(CLOUDS["random"], None, "octree", LEAF)
    tree.save(tmp_path / "x.npz")
    again = ClusterTree.load(tmp_path / "x.npz")
    assert (again.method, again.depth) == ("octree", tree.depth)
    for name in ("perm", "begin", "end", "level", "child"):
        assert np.array_equal(getattr(again, name), getattr(tree, name))
    (tmp_path / "y.npz").write_bytes(b"PK")
    with pytest.raises(InputError, match="not a file written by this program"):
        ClusterTree.load(tmp_path / "y.npz")


def test_halves_of_the_median_are_apart():
    points = CLOUDS["random"]
    tree = cluster(points, None, "median", LEAF)
    axis = np.ptp(points, axis=0).argmax()
    low, high = (points[tree.perm[tree.begin[node] : tree.end[node]], axis] for node in (1, 2))
    assert low.max() <= high.min()


def test_hilbert_visits_neighbours():
    cells = lattice(8, 8, 8).astype(np.int64)
    order = np.argsort(interleaved(transposed(cells)))
    steps = np.abs(np.diff(cells[order], axis=0)).sum(axis=1)
    assert (steps == 1).all()


def test_morton_keeps_octants_together():
    points = lattice(4, 4, 4)
    order = np.argsort(interleaved(grid(points)))
    octant = (points[order] >= 2).astype(int) @ [4, 2, 1]
    assert (np.diff(octant) >= 0).all()


def test_meshes_have_graphs_of_their_elements():
    mesh = Mesh.of(np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4]]), coordinates=RANDOM[:5])
    tree = cluster(graph=mesh.dual(), leaf=1)
    assert tree.method == "graph"
    assert tree.leaves.size == 3


@pytest.mark.parametrize(
    ("given", "error", "word"),
    [
        ({"points": RANDOM, "method": "medain"}, UsageError, "median"),
        ({"points": RANDOM, "method": "graph"}, UsageError, "a graph"),
        ({"graph": nearest(RANDOM), "method": "octree"}, UsageError, "coordinates"),
        ({"points": RANDOM, "leaf": 0}, UsageError, "1 unknown"),
        ({"points": np.array([[0.0, 1], [np.nan, 2]])}, InputError, "Point 2"),
        ({"points": RANDOM * 1e200}, InputError, "Point 1 of .* larger unit"),
        ({"points": RANDOM * 1j}, InputError, "not real"),
        ({"points": np.arange(3.0)}, InputError, "one row each"),
        ({"points": [[1, 2], [3]]}, InputError, "one row each"),
        ({"points": np.zeros((3, 0))}, InputError, "one row each"),
        ({"points": RANDOM, "graph": nearest(RANDOM[:4])}, UsageError, "4 vertices"),
    ],
)
def test_what_is_refused(given, error, word):
    with pytest.raises(error, match=word):
        cluster(**given)

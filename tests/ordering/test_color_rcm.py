"""ColorRCM, orders by colours, and orders by depth."""

from collections import deque
from importlib import import_module

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py.options import OrderingOptions
from pastix_py.ordering.color_rcm import color_rcm
from pastix_py.ordering.depth import depths, groups, leveled
from pastix_py.ordering.graph import Graph
from pastix_py.ordering.hbmc import BLOCK, hbmc
from pastix_py.ordering.multicolor import multicolor
from pastix_py.ordering.stage import order

METHODS = (color_rcm, multicolor, hbmc)
NAMES = "grid", "box", "path", "three unknowns per node", "scattered", "dense scattered", "arrow", "two components",\
    "one dense row"  # fmt: skip


def neighbours(graph, v):
    return graph.ind[graph.ptr[v] : graph.ptr[v + 1]]


def sizes_of_groups(graph, perm):
    """Return the sizes of groups of vertices that follow each other in an order, and are not adjacent, from the end."""
    sizes, members = [], set()
    for v in perm[::-1]:
        if members.intersection(neighbours(graph, v).tolist()) or not members:
            sizes.append(0)
            members = set()
        members.add(int(v))
        sizes[-1] += 1
    return sizes[::-1]


def distances(graph, root):
    """Return the number of edges from a vertex to each other one."""
    found, queue = {int(root): 0}, deque([int(root)])
    while queue:
        v = queue.popleft()
        for u in neighbours(graph, v).tolist():
            if u not in found:
                found[u] = found[v] + 1
                queue.append(u)
    return np.array([found[v] for v in range(graph.n)])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_result_is_a_permutation(gallery, name, method):
    perm = method(gallery[name], None)
    assert perm.dtype == np.int64
    assert np.array_equal(np.sort(perm), np.arange(gallery[name].n))
    assert np.array_equal(perm, method(gallery[name], None))


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
@pytest.mark.parametrize("n", [0, 1, 5])
def test_without_edges(n, method):
    perm = method(Graph(n, np.zeros(n + 1, np.int64), np.zeros(0, np.int64)), None)
    assert np.array_equal(np.sort(perm), np.arange(n))


@pytest.mark.parametrize("shape", [(80, 90), (14, 15, 16)])
def test_edges_of_a_grid_point_as_in_reverse_cuthill_mckee(graph_of_pattern, shape):
    paths = [sp.diags_array([np.ones(n - 1)], offsets=[1], shape=(n, n)) for n in shape]
    pattern = paths[0]
    for path in paths[1:]:
        one, other = sp.eye_array(pattern.shape[0]), sp.eye_array(path.shape[0])
        pattern = sp.kron(pattern, other) + sp.kron(one, path)
    graph = graph_of_pattern(pattern)
    perm = color_rcm(graph, None)
    far = distances(graph, perm[-1])
    assert far.max() == sum(shape) - len(shape)  # begun in a corner
    assert (np.diff(far[perm]) <= 0).all()
    assert len(sizes_of_groups(graph, perm)) == far.max() + 1


def test_few_spans_make_groups_of_a_path_long(graph_of_pattern):
    n = 4000
    path = graph_of_pattern(sp.diags_array([np.ones(n - 1)], offsets=[1], shape=(n, n)))
    perm = color_rcm(path, None)
    sizes = sizes_of_groups(path, perm)
    assert n / len(sizes) >= 16
    place = np.argsort(perm)
    upward = np.diff(place) > 0
    turns = np.count_nonzero(upward[1:] != upward[:-1])
    assert turns <= 4 * n / len(sizes)  # ends of spans, of which half as many as a group has members are of one colour


def test_groups_are_multiples_of_lanes_where_they_can_be(graph_of_pattern):
    pattern = sp.random_array((3000, 3000), density=0.0008, rng=np.random.default_rng(0))
    sizes = np.array(sizes_of_groups(graph_of_pattern(pattern), color_rcm(graph_of_pattern(pattern), None)))
    assert np.count_nonzero(sizes % 4 == 0) > 0.6 * sizes.size


def test_hubs_come_last(graph_of_pattern):
    graph = graph_of_pattern(sp.coo_array((np.ones(399), (np.zeros(399, int), np.arange(1, 400))), shape=(400, 400)))
    assert color_rcm(graph, None)[-1] == 0
    assert len(sizes_of_groups(graph, color_rcm(graph, None))) == 2


def test_all_may_be_hubs(graph_of_pattern):
    perm = color_rcm(graph_of_pattern(np.ones((150, 150))), None)
    assert np.array_equal(np.sort(perm), np.arange(150))


def test_components_are_side_by_side(gallery):
    graph = gallery["two components"]
    assert len(sizes_of_groups(graph, color_rcm(graph, None))) <= 15


@pytest.mark.parametrize("name", NAMES)
def test_threads_find_the_same(gallery, name, monkeypatch):
    monkeypatch.setattr("pastix_py.ordering.color_rcm.LARGE", 0)
    monkeypatch.setattr("pastix_py.ordering.color_rcm.MANY", 2)
    monkeypatch.setattr("pastix_py.ordering.color_rcm.thread_count", lambda threads: threads)
    graph = gallery[name]
    for threads in (1, 2, 3):
        assert np.array_equal(color_rcm(graph, None, OrderingOptions(threads=threads)), color_rcm(graph, None))


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_few(gallery, name):
    graph = gallery[name]
    assert len(sizes_of_groups(graph, multicolor(graph, None))) <= np.diff(graph.ptr).max() + 1
    assert len(sizes_of_groups(graph, hbmc(graph, None))) <= (np.diff(graph.ptr).max() + 1) * BLOCK


@pytest.mark.parametrize("name", NAMES)
def test_groups_are_as_long_as_can_be(gallery, name):
    graph = gallery[name]
    for perm in (multicolor(graph, None), np.random.default_rng(0).permutation(graph.n)):
        group = groups(graph, np.argsort(perm))[perm]
        assert np.array_equal(np.bincount(group), sizes_of_groups(graph, perm))
        assert (np.diff(group) >= 0).all()


@pytest.mark.parametrize("threads", [1, 2])
def test_direction_of_a_grid_is_that_of_its_numbers(monkeypatch, threads):
    monkeypatch.setattr(import_module("pastix_py.ordering.color_rcm"), "LARGE", 0)
    band = sp.diags_array(np.ones((3, 40)), offsets=[-1, 0, 1], shape=(40, 40))
    near = (sp.kron(band, band) - sp.eye_array(1600)).tocsr()  # of all corners, three are as far from the first
    near.eliminate_zeros()
    graph = Graph(1600, near.indptr.astype(np.int64), near.indices.astype(np.int64))
    perm = color_rcm(graph, None, OrderingOptions(threads=threads))
    assert perm[0] == 0
    assert perm[-1] == 1599


@pytest.mark.parametrize("name", NAMES)
def test_orders_by_depth_turn_no_edge_round(gallery, name):
    graph = gallery[name]
    before = np.random.default_rng(0).permutation(graph.n)
    after = leveled(graph, before)
    row = np.repeat(np.arange(graph.n), np.diff(graph.ptr))
    old, new = np.argsort(before), np.argsort(after)
    assert np.array_equal(old[row] < old[graph.ind], new[row] < new[graph.ind])
    depth, earlier = np.empty(graph.n, np.int32), np.empty(graph.n, np.int32)
    depths(graph.ptr, graph.ind, before, depth, earlier)
    for v in range(graph.n):
        first = [u for u in neighbours(graph, v) if old[u] < old[v]]
        assert earlier[v] == len(first)
        assert depth[v] == max((depth[u] + 1 for u in first), default=0)


@pytest.mark.parametrize("method", ["colorrcm", "multicolor", "hbmc"])
def test_indistinguishable_unknowns_are_kept_apart(gallery, method):
    graph = gallery["three unknowns per node"]
    found = order(graph, method)
    assert found.method == method
    assert np.array_equal(np.sort(found.perm), np.arange(graph.n))
    assert len(sizes_of_groups(graph, found.perm)) < 0.6 * graph.n
    last = order(graph, method, last=[5, 3])
    assert last.perm[-2:].tolist() == [5, 3]
    together = order(graph, method, groups=3)
    assert (np.diff(together.perm.reshape(-1, 3), axis=1) == 1).all()

"""The unknowns of a graph, numbered so that the factor stays sparse, or put into parts.

`graph` is A + Aᵀ without diagonal, `hypergraph` has the columns of A as nets, `mesh` has graphs of its own, `structure`
makes one of the other. `stage` runs a method and returns what `ordering` is: `compress` merges indistinguishable
vertices first, `constrain` keeps unknowns last, `domains` keeps sets of them apart. `auto` (by `look`), `nd`, `metis`,
`scotch`, `kahip`, `amd`, `rcm`, `color_rcm`, `multicolor`, `hbmc`, `hyper_dissect` and `natural` are methods, `best`
runs several, `saved` reads a file; `depth` tells what can be eliminated at the same time. `kway` cuts a graph into
parts, `hyper_partition` a hypergraph, `partition` is what comes of that by any method. `cluster` puts unknowns into
clusters of clusters: `cluster_graph`, `cluster_boxes`, `cluster_points` and `curves` say how. `parts` tells of
separator trees, `export` and `vtk` write for other programs, `child` runs those of others.
"""

import importlib
from typing import NamedTuple


class Method(NamedTuple):
    """What a name stands for.

    `order` is "module:function", a function `f(graph, weight, options)`: `weight` int64 (n,) counts the unknowns behind
    each vertex. It returns `perm` int64 (n,) with `perm[new] = old`, or a `Numbering` where it knows of separators, or
    the `Choice` of another method. `partition` is the "module:function" of a partitioner
    `f(graph, weight, k, options)`, which returns the part of each vertex, '' for none. `takes` is what both are given:
    'graph', whose indistinguishable vertices are one, 'vertices' for that with all of them, or 'hypergraph'; or 'path'
    for a function `f(path, n, pattern)` that reads an `Ordering`.
    """

    order: str
    takes: str = "graph"
    partition: str = ""


METHODS = {
    "auto": Method("pastix_py.ordering.auto:auto", partition="pastix_py.ordering.kway:kway"),
    "nd": Method("pastix_py.ordering.nd:nd", partition="pastix_py.ordering.kway:kway"),
    "metis": Method("pastix_py.ordering.metis:metis", partition="pastix_py.ordering.metis:partition"),
    "scotch": Method("pastix_py.ordering.scotch:scotch", partition="pastix_py.ordering.scotch:partition"),
    "kahip": Method("pastix_py.ordering.kahip:kahip", partition="pastix_py.ordering.kahip:partition"),
    "hypergraph": Method(
        "pastix_py.ordering.hyper_dissect:hypergraph", "hypergraph", "pastix_py.ordering.hyper_partition:partition"
    ),
    "amd": Method("pastix_py.ordering.amd:amd"),
    "rcm": Method("pastix_py.ordering.rcm:rcm"),
    "colorrcm": Method("pastix_py.ordering.color_rcm:color_rcm", takes="vertices"),
    "multicolor": Method("pastix_py.ordering.multicolor:multicolor", takes="vertices"),
    "hbmc": Method("pastix_py.ordering.hbmc:hbmc", takes="vertices"),
    "natural": Method("pastix_py.ordering.natural:natural", takes="vertices"),
    "best": Method("pastix_py.ordering.best:best"),
    "file": Method("pastix_py.ordering.saved:read", takes="path"),
}
PARTITIONERS = tuple(name for name, entry in METHODS.items() if entry.partition)
FILE = "file:"  # in front of a file that has the name of a method
POINTS, GRAPH = "points", "graph"  # what a clustering cannot do without


class Clustering(NamedTuple):
    """A way to make a tree: "module:function", what it cannot do without, and whether all leaves are at one depth.

    The function is `f(points, graph, depth, options)`, `points` float64 (n, d) and a `Graph`, or None. It returns a
    function `split(ids, level)`: the parts, at least two, of unknowns int64 (k,) that make a cluster at a level.
    """

    function: str
    needs: str
    is_even: bool
    what: str


CLUSTERINGS = {
    "graph": Clustering(
        "pastix_py.ordering.cluster_graph:graph_and_boxes",
        GRAPH,
        True,
        "cut along the graph or across a direction, where that leaves small bounding boxes; as connectivity without"
        " coordinates",
    ),
    "connectivity": Clustering(
        "pastix_py.ordering.cluster_graph:connectivity",
        GRAPH,
        True,
        "few edges of the graph cut; needs no coordinates",
    ),
    "median": Clustering(
        "pastix_py.ordering.cluster_points:median", POINTS, True, "halves across the longest side of the bounding box"
    ),
    "principal": Clustering(
        "pastix_py.ordering.cluster_points:principal", POINTS, True, "halves across the principal axis"
    ),
    "bisection": Clustering(
        "pastix_py.ordering.cluster_points:bisection", POINTS, False, "the bounding box cut in its middle"
    ),
    "octree": Clustering("pastix_py.ordering.curves:octree", POINTS, False, "cubes cut into eight"),
    "morton": Clustering("pastix_py.ordering.curves:morton", POINTS, True, "equal parts of a curve of Morton's order"),
    "hilbert": Clustering("pastix_py.ordering.curves:hilbert", POINTS, True, "equal parts of Hilbert's curve"),
    "paving": Clustering(
        "pastix_py.ordering.cluster_points:paving", POINTS, True, "balls grown from the outermost point"
    ),
}


class Choice(NamedTuple):
    """The method to run instead, and why: "it has at most 10,000 unknowns"; what it `found` where it was run."""

    method: str
    reason: str
    found: object = None


def path_of(method):
    """Return the path of the file that a method names, None for a key of METHODS that needs none."""
    if not isinstance(method, str):
        return method
    if method in METHODS and METHODS[method].takes != "path":
        return None
    return method.removeprefix(FILE)


def load(method, role="order"):
    """Return the function of a key of METHODS; `role` is 'order' or 'partition'."""
    module, function = getattr(METHODS[method], role).split(":")
    return getattr(importlib.import_module(module), function)

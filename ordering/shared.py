"""The kernels of nested dissection in parts, which two processes can compile at a time; see `ahead`."""

import numpy as np

from pastix_py.ordering.bisect import bisect
from pastix_py.ordering.coarsen import NEAR, Level
from pastix_py.ordering.dissect import Node, Result, Whole, number_leaf, split
from pastix_py.ordering.hierarchy import coarsened, none_coarser
from pastix_py.ordering.levels import level_separator


def compilers():
    """Return {part: function that compiles it by calls for two vertices}, in the order of `ahead.DISSECTION`."""
    ptr, ind, ones = np.arange(3), np.array([1, 0], np.int32), np.ones(2, np.int32)
    graph, ids, state = Level(ptr, ind, ones, ones), np.arange(2, dtype=np.int32), np.ones(1, np.int64)
    whole, result = Whole(ptr, ind, ones, ones, False), Result(np.empty(2, np.int32), np.empty(2, np.int64))

    def node():
        return Node(graph, none_coarser(), ids, 0, -1, 1)

    def coarsening():
        coarsened(graph, NEAR, state)
        level_separator(graph, state)

    return {
        "leaves": lambda: number_leaf(whole, node(), np.full(2, -1, np.int32), result),
        "sides": lambda: split(whole, node(), np.array([0, 2], np.int8), none_coarser(), result),
        "bisection": lambda: bisect(graph, none_coarser(), NEAR, state),
        "coarsening": coarsening,
    }

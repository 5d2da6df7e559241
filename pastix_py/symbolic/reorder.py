"""Columns reordered inside each supernode, so that the rows of its descendants form few and long runs.

All columns of a supernode share one structure, so their order is free: it changes the number of bloks, and neither
entries nor operations.
"""

import importlib
from typing import NamedTuple

import numpy as np

from pastix_py.jit import for_each, shares
from pastix_py.symbolic.row_sets import row_sets

# Each is a kernel of the `RowSets`, the first columns, a range of supernodes, and the order, which it changes there.
ROW_ORDERS = {
    "refine": "pastix_py.symbolic.refine:refine",
    "salesman": "pastix_py.symbolic.salesman:salesman",
    "none": "",
}
NARROW = 16  # columns of a supernode that keeps its order: reordering it costs more than it saves


class RowOrder(NamedTuple):
    """What a reordering did: numbers of bloks without and with it, before wide supernodes are cut into panels."""

    method: str  # a key of ROW_ORDERS
    seconds: float
    n_blok_before: int
    n_blok: int

    def said(self):
        """Return the blocks with and without, and the time, in words."""
        if self.method == "none":
            return "none"
        counts = f"{self.n_blok:,} blocks of supernodes, {self.n_blok_before:,} without"
        return f"{self.method}: {counts}, in {self.seconds * 1e3:.1f} ms"


def reorder(method, lists, owner, begin, narrow=NARROW, threads=1):
    """Return `order` (n): the column to put at each place, each supernode permuted in itself.

    Parameters
    ----------
    method : a key of ROW_ORDERS.
    lists : `RowLists` of the supernodes.
    owner : (n) supernode of each column, or piece of a supernode: no column leaves it.
    begin : (n_super+1) first column of each.
    narrow : columns up to which a supernode keeps its order.
    threads : int; the order is the same for any number.

    """
    order = np.arange(begin[-1])
    if method == "none":
        return order
    module, function = ROW_ORDERS[method].split(":")
    permute = getattr(importlib.import_module(module), function)
    sets = row_sets(lists, owner, begin, np.int64(narrow))
    before = np.concatenate([[0], np.cumsum(sets.high - sets.low)])
    cuts = shares(before[sets.ptr], threads)
    for_each(threads, lambda k: permute(sets, begin, cuts[k], cuts[k + 1], order), range(cuts.size - 1))
    return order

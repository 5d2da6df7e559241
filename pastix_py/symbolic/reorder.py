"""Columns reordered inside each supernode, so that the rows of its descendants form few and long runs.

All columns of a supernode share one structure, so their order is free: it changes the number of bloks, and neither
entries nor operations.
"""

import importlib
from typing import NamedTuple

import numpy as np

ROW_ORDERS = {
    "refine": "pastix_py.symbolic.refine:refine",
    "salesman": "pastix_py.symbolic.salesman:salesman",
    "none": "pastix_py.symbolic.reorder:as_it_is",
}


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


def reorder(method, rows, row_ptr, stop, owner, begin):
    """Return `order` (n): the column to put at each place, each supernode permuted in itself.

    Parameters
    ----------
    method : a key of ROW_ORDERS, each a function of all other arguments.
    rows, row_ptr, stop : the rows below each supernode s, sorted, `rows[row_ptr[s]:stop[s]]`.
    owner : (n) supernode of each column.
    begin : (n_super+1) first column of each supernode.

    """
    module, function = ROW_ORDERS[method].split(":")
    return getattr(importlib.import_module(module), function)(rows, row_ptr, stop, owner, begin)


def as_it_is(rows, row_ptr, stop, owner, begin):
    """Return the order that the ordering of the unknowns left: `arange(n)`."""
    return np.arange(begin[-1])

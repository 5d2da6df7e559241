"""How unknowns are separated: the top of a separator tree, or of the elimination tree where none is known."""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import ListedColormap, Normalize

from pastix_py.ordering.parts import depths
from pastix_py.plot import tree

DOMAINS = 16  # about as many are told apart
LEVELS = 7  # of separators that have a colour


class Dissection(NamedTuple):
    """A postordered tree of parts, and its top: domains, which are whole subtrees, and the separators above them."""

    begin: np.ndarray  # (parts + 1) first place of each part
    parent: np.ndarray  # (parts) −1 at a root
    iperm: np.ndarray  # (n) place of each unknown
    columns: np.ndarray  # (parts) unknowns of the subtree
    level: np.ndarray  # (parts) separators above
    domain: np.ndarray  # (parts) number of the domain that a part belongs to, −1 for none
    roots: np.ndarray  # (domains) the part at the top of each domain
    opened: np.ndarray  # the separators between the domains, ascending
    is_known: bool  # whether the ordering told its separators

    @property
    def width(self):
        """Unknowns of each part."""
        return np.diff(self.begin)

    def colours(self, theme):
        """Return (colours, norm) of what `codes` gives."""
        shown = [*theme.separators(LEVELS), *theme.domains(self.roots.size), theme.line]
        return ListedColormap(shown), Normalize(-0.5, len(shown) - 0.5)

    def codes(self):
        """Return a number for each unknown: its level if it separates, LEVELS + its domain, or LEVELS + domains.

        The last is for small subtrees beside the domains. Where separators are known, those inside domains are told as
        well.
        """
        code = LEVELS + np.where(self.domain >= 0, self.domain, self.roots.size)
        separates = np.zeros(self.parent.size, bool)
        if self.is_known:
            separates[self.parent[self.parent >= 0]] = True
            separates &= (self.domain >= 0) & (self.level < LEVELS)
        separates[self.opened] = True
        code[separates] = np.minimum(self.level[separates], LEVELS - 1)
        return np.repeat(code, self.width)[self.iperm]


def dissection_of(ordering, plan):
    """Return the `Dissection` by the parts of an `Ordering`, or else by the elimination tree of its `Plan`."""
    is_known = ordering.part_parent.size > 1
    if is_known:
        begin, parent, iperm = ordering.part_ptr, ordering.part_parent, ordering.iperm
    else:
        whole, iperm = tree.tree_of(plan), plan.ordering.iperm
        begin, parent = tree.without_chains(whole.begin, whole.parent)
    columns = tree.subtree_sums(parent, np.diff(begin)).astype(np.int64)
    roots, opened = (np.array(sorted(nodes), np.int64) for nodes in tree.domains(parent, columns, DOMAINS))
    domain = _inherited(parent, roots)
    level = depths(parent) if is_known else _branchings(parent, roots, opened)
    return Dissection(begin, parent, iperm, columns, level, domain, roots, opened, is_known)


def _inherited(parent, roots):
    """Return for each node which of the `roots` it is or stands below, −1 for none."""
    domain, above = [-1] * parent.size, parent.tolist()
    for k, root in enumerate(roots.tolist()):
        domain[root] = k
    for node in range(parent.size - 1, -1, -1):
        if domain[node] < 0 <= above[node]:
            domain[node] = domain[above[node]]
    return np.array(domain, np.int64)


def _branchings(parent, roots, opened):
    """Return how many ancestors of each node have two children or more that are large.

    In an elimination tree small subtrees hang everywhere: the depth tells nothing there.
    """
    large = parent[np.concatenate([roots, opened])]
    branches = (np.bincount(large[large >= 0], minlength=parent.size) >= 2).astype(float)
    return tree.sums_above(parent, branches).astype(np.int64)

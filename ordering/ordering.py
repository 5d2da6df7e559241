"""A numbering of the unknowns, and its file."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pastix_py import archive
from pastix_py.errors import InputError
from pastix_py.ordering.parts import is_tree

NONE = np.zeros(0, np.int64)


class Numbering(NamedTuple):
    """What a method finds: `perm` int64 (n,) and its parts, postordered, as in an `Ordering`."""

    perm: np.ndarray
    part_ptr: np.ndarray = NONE
    part_parent: np.ndarray = NONE

    @classmethod
    def of_one_part(cls, perm):
        """Return the numbering of a permutation without separators."""
        parts = min(perm.size, 1)
        return cls(perm, np.array([0, perm.size])[: parts + 1], np.full(parts, -1))

    @classmethod
    def of_places(cls, perm, part):
        """Return the numbering where part[k] is the first place of the parent (-1 for none) if a part begins at k.

        `part` int64 (n,) is less than -1 where none begins.
        """
        begin = np.flatnonzero(part >= -1)
        above = part[begin]
        parent = np.where(above < 0, -1, np.searchsorted(begin, above))
        return cls(perm, np.append(begin, perm.size), parent)

    def within(self, vertices):
        """Return the numbering in the graph where vertex k is `vertices[k]`."""
        return self._replace(perm=vertices[self.perm])

    def followed_by(self, last):
        """Return the numbering with more vertices behind, one part that separates all others."""
        perm = np.concatenate((self.perm, last))
        if self.part_ptr.size == 0:
            return Numbering(perm)
        parts = self.part_parent.size
        return Numbering(
            perm,
            np.append(self.part_ptr, self.perm.size + last.size),
            np.append(np.where(self.part_parent < 0, parts, self.part_parent), -1),
        )

    @classmethod
    def beside(cls, numberings):
        """Return the numbering of several sets of vertices that are not adjacent, one after the other.

        A numbering without known parts counts as one part.
        """
        made = [one if one.part_ptr.size else cls.of_one_part(one.perm) for one in numberings]
        places = np.cumsum([0, *(one.perm.size for one in made)])
        parts = np.cumsum([0, *(one.part_parent.size for one in made)])
        parents = [np.where(one.part_parent < 0, -1, one.part_parent + k) for one, k in zip(made, parts, strict=False)]
        begins = [one.part_ptr[:-1] + k for one, k in zip(made, places, strict=False)]
        perm = np.concatenate([NONE, *(one.perm for one in made)])
        return cls(perm, np.concatenate((*begins, places[-1:])), np.concatenate([NONE, *parents]))

    def expanded(self, weight, group):
        """Return the numbering of the unknowns behind the vertices: `weight` counts them, `group` is their vertex."""
        if group.size == 0:
            return self
        place = inverse(self.perm)
        before = np.concatenate((np.zeros(1, np.int64), np.cumsum(weight[self.perm])))
        return Numbering(np.argsort(place[group], kind="stable"), before[self.part_ptr], self.part_parent)


@dataclass(frozen=True, eq=False)
class Ordering:
    """Row `new` of P A Pᵀ is row `perm[new]` of A.

    `perm`, `iperm` int64 (n,) are inverses of each other. `part_ptr` int64 (parts + 1,) and `part_parent`
    int64 (parts,) hold the separator tree in the new numbering, both empty where none is known. `method` made
    it, for the `reason` that 'auto' gave, '' for none; `pattern` is the fingerprint of the matrix pattern it was made
    for, '' for any.
    """

    perm: np.ndarray
    iperm: np.ndarray
    part_ptr: np.ndarray = field(default_factory=NONE.copy)
    part_parent: np.ndarray = field(default_factory=NONE.copy)
    method: str = "natural"
    pattern: str = ""
    reason: str = ""

    def __repr__(self):
        return f"<Ordering of {self.n:,} unknowns by {self.method}>"

    @property
    def n(self):
        """Number of unknowns."""
        return self.perm.size

    @classmethod
    def of(cls, numbering, method, pattern="", reason=""):
        """Return the ordering of a `Numbering`, whose permutation is known to be one."""
        perm = np.ascontiguousarray(numbering.perm, np.int64)
        return cls(perm, inverse(perm), numbering.part_ptr, numbering.part_parent, method, pattern, reason)

    @classmethod
    def from_perm(cls, perm, method, pattern="", reason=""):
        """Return the ordering of a permutation, `perm[new] = old`; raises `InputError` for any other array."""
        perm = np.asarray(perm)
        if not is_permutation(perm):
            raise InputError(f"A permutation holds each of 0..{perm.size - 1} once, as integers.")
        return cls.of(Numbering(perm), method, pattern, reason)

    def renumbered(self, order):
        """Return the ordering whose unknown k is unknown `order[k]` of this one; the tree of parts is forgotten."""
        return Ordering.of(Numbering(self.perm[order]), self.method, self.pattern, self.reason)

    def save(self, path):
        """Write the ordering to `path`; raises `OutputError`."""
        header = {"method": self.method, "pattern": self.pattern, "reason": self.reason}
        arrays = {"perm": self.perm, "part_ptr": self.part_ptr, "part_parent": self.part_parent}
        archive.write(path, "ordering", header, arrays)

    def export(self, path, matrix=None, coordinates=None):
        """Write the ordering for another program, by the suffix of `path`; see `export.writer`."""
        from pastix_py.ordering.export import writer

        writer(path, matrix, coordinates)(self)

    @classmethod
    def load(cls, path):
        """Return the ordering saved at `path`; raises `InputError` for anything else."""
        header, arrays = archive.read(path, "ordering")
        try:
            perm, part_ptr, part_parent = arrays["perm"], arrays["part_ptr"], arrays["part_parent"]
            method, pattern, reason = (str(header[key]) for key in ("method", "pattern", "reason"))
        except KeyError as missing:
            raise InputError(f"The ordering {path} is damaged: it has no {missing}; make it again.") from None
        if not is_permutation(perm):
            raise InputError(f"The ordering {path} is damaged: it is no permutation; make it again.")
        if not is_tree(part_ptr, part_parent, perm.size):
            raise InputError(f"The ordering {path} is damaged: its parts are no tree; make it again.")
        return cls(perm.astype(np.int64, copy=False), inverse(perm), part_ptr, part_parent, method, pattern, reason)


def inverse(perm):
    """Return `iperm` with iperm[perm[k]] = k, int64 (n,)."""
    iperm = np.empty(perm.size, np.int64)
    iperm[perm] = np.arange(perm.size)
    return iperm


def is_permutation(perm):
    """Return whether an array is an integer vector that holds each of 0..n-1 once."""
    if perm.ndim != 1 or perm.dtype.kind not in "iu":
        return False
    if perm.size == 0:
        return True
    if perm.min() < 0 or perm.max() >= perm.size:
        return False
    seen = np.zeros(perm.size, bool)
    seen[perm] = True
    return bool(seen.all())

"""Orderings and partitions in the files of other programs; the form follows from the suffix."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pastix_py import archive
from pastix_py.errors import UsageError
from pastix_py.ordering import vtk


class Form(NamedTuple):
    """How an ordering is written under a suffix."""

    says: str
    content: Callable | None = None  # of an ordering: the bytes of the file; None where it is written otherwise
    needs_matrix: bool = False


def lines(numbers):
    """Return numbers as text, one a line."""
    return "".join(f"{k}\n" for k in numbers.tolist()).encode()


def _numbered(numbers):
    """Scotch's way: how many there are, then each with its number."""
    pairs = "".join(f"{k}\t{number}\n" for k, number in enumerate(numbers.tolist()))
    return f"{numbers.size}\n{pairs}".encode()


def _npy(numbers):
    stream = io.BytesIO()
    np.save(stream, numbers, allow_pickle=False)
    return stream.getvalue()


FORMS = {
    ".ord": Form("the ordering as it is saved, with its separator tree; so is any other suffix"),
    ".iperm": Form("METIS: line i has the new number of unknown i", lambda ordering: lines(ordering.iperm)),
    ".scotch": Form(
        "Scotch (its own suffix is .ord too): n, then lines with an unknown and its new number",
        lambda ordering: _numbered(ordering.iperm),
    ),
    ".txt": Form("text: line k has the unknown that becomes number k", lambda ordering: lines(ordering.perm)),
    ".npy": Form("the same as a NumPy array", lambda ordering: _npy(ordering.perm)),
    ".vtu": Form("VTK, for ParaView: unknowns at their coordinates, by meshio", needs_matrix=True),
    ".vtk": Form("the same in the older format", needs_matrix=True),
}
PARTITIONS = {".map": _numbered, ".npy": _npy}  # the bytes of the file of a partition, where they are not METIS's


def suffix_of(path):
    """Return the suffix of a path that FORMS has, '' for any other."""
    suffix = Path(path).suffix.lower()
    return suffix if suffix in FORMS else ""


def holds_ordering(path):
    """Return whether a file to be read holds an ordering and no matrix, by its header, or by its suffix without one."""
    return suffix_of(path) in (".iperm", ".scotch") or archive.peek(path) == "ordering"


def takes_ordering(path):
    """Return whether the suffix of a file to be written is one of orderings alone, and of no matrix."""
    return suffix_of(path) not in ("", ".npy")


def writer(path, matrix=None, coordinates=None):
    """Return a function of an `Ordering` that writes it to `path`: what can be wrong is found before the work.

    Parameters
    ----------
    path : its suffix is one of FORMS; any other is written as `.ord`.
    matrix, coordinates : the `Matrix` and what `coordinates_of` takes, for `.vtu` and `.vtk` alone.

    Raises
    ------
    UsageError : the form needs coordinates and none are known. InputError : those that are given do not fit.
    MissingDependency : meshio is not installed. OutputError : by the function, where the file cannot be written.

    """
    form = FORMS[suffix_of(path) or ".ord"]
    if form.needs_matrix:
        write = vtk.writer(path, matrix, coordinates)
        return lambda ordering: write(vtk.values_of(ordering))
    _refuse(coordinates)
    if form.content is None:
        return lambda ordering: ordering.save(path)
    return lambda ordering: _replace(path, form.content(ordering))


def partition_writer(path, matrix=None, coordinates=None):
    """Return a function that writes the part of each unknown, int64 (n,), to `path`; all else is as for `writer`.

    The file is METIS's, line i with the part of unknown i, but for `.map`, which is Scotch's, `.npy`, and `.vtu` and
    `.vtk`, which hold the parts at the coordinates.
    """
    suffix = Path(path).suffix.lower()
    if suffix in vtk.FORMATS:
        write = vtk.writer(path, matrix, coordinates)
        return lambda part: write({"part": part})
    _refuse(coordinates)
    return lambda part: _replace(path, PARTITIONS.get(suffix, lines)(part))


def tree_writer(path, placed):
    """Return a function that writes a `ClusterTree` to `path`: what can be wrong is found before the work.

    A `.npz` file has the arrays of the tree, and is what `ClusterTree.load` reads; `.vtu` and `.vtk` have the cluster
    at each level of every unknown, written by what `placed(path)` returns, as `vtk.writer` does; any other file is one
    of parts, as of `partition_writer`, the leaf of each unknown.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".npz":
        return lambda tree: tree.save(path)
    if suffix not in vtk.FORMATS:
        return lambda tree: partition_writer(path)(tree.at(tree.depth))
    write = placed(path)
    return lambda tree: write({f"level_{k}": tree.at(k) for k in range(min(1, tree.depth), tree.depth + 1)})


def _refuse(coordinates):
    if coordinates is not None:
        raise UsageError(f"Coordinates have no effect here: only {' and '.join(vtk.FORMATS)} files hold them.")


def _replace(path, content):
    with archive.replaced(path) as aside:
        aside.write_bytes(content)

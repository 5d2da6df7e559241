"""Matrices and solutions to files; the kind follows from the suffix, and the file appears only when it is whole."""

import gzip
import io
import sys

import numpy as np

from pastix_py import archive
from pastix_py.errors import UsageError
from pastix_py.matrix import harwell
from pastix_py.matrix.dense import as_columns
from pastix_py.matrix.matrix import Matrix

DIGITS = 17  # enough to give every double back


def write(path, value):
    """Write a `Matrix` or a dense array (n,) or (n, k).

    Parameters
    ----------
    path : name ending in one of `WRITERS` (or that with .gz), or '-' for Matrix Market on standard output.
    value : what to write; symmetric matrices stay half-stored where the format knows them.

    Raises
    ------
    UsageError : another suffix, or one that does not fit the value.
    OutputError : the file cannot be written.

    """
    if str(path) == "-":
        sys.stdout.buffer.write(_market(value))
        sys.stdout.buffer.flush()
        return
    data = writer_of(path)(value)
    with archive.replaced(path) as aside:
        aside.write_bytes(gzip.compress(data, 6) if str(path).endswith(".gz") else data)


def writer_of(path):
    """Return the function that turns a value into the bytes of a file of that name; raises `UsageError`."""
    name = str(path).removesuffix(".gz")
    for suffix, writer in WRITERS.items():
        if name.endswith(suffix):
            return writer
    raise UsageError(f"{path} has a suffix that cannot be written; take one of {', '.join(WRITERS)}, or .gz after it.")


def _market(value):
    from scipy.io import mmwrite

    stream = io.BytesIO()
    if isinstance(value, Matrix):
        symmetry = value.symmetry.value
        mmwrite(stream, value.full(), comment=value.name, precision=DIGITS, symmetry=symmetry)
    else:
        dense = as_columns(np.asarray(value))
        if not dense.size:  # of which SciPy writes for ever
            field, (rows, columns) = "complex" if dense.dtype.kind == "c" else "real", dense.shape
            return f"%%MatrixMarket matrix array {field} general\n{rows} {columns}\n".encode()
        mmwrite(stream, dense, precision=DIGITS, symmetry="general")
    return stream.getvalue()


def _npz(value):
    from scipy.sparse import save_npz

    stream = io.BytesIO()
    if isinstance(value, Matrix):
        save_npz(stream, value.full())
    else:
        np.savez(stream, x=value)
    return stream.getvalue()


def _npy(value):
    stream = io.BytesIO()
    np.save(stream, value.full().toarray() if isinstance(value, Matrix) else value)
    return stream.getvalue()


def _mat(value):
    from scipy.io import savemat

    stream = io.BytesIO()
    savemat(
        stream,
        {"A": value.full()} if isinstance(value, Matrix) else {"x": value},
        do_compression=True,
        oned_as="column",
    )
    return stream.getvalue()


def _rutherford(value):
    if not isinstance(value, Matrix):
        raise UsageError("A Rutherford–Boeing file holds a matrix; write the solution as .mtx or .npy.")
    return harwell.text_of(value)


WRITERS = {".mtx": _market, ".npz": _npz, ".npy": _npy, ".mat": _mat, ".rb": _rutherford}

"""Matrices and right-hand sides from wherever a user names them; the kind of a file is read from its content."""

import codecs
import gzip
import io
import sys
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from pastix_py import archive
from pastix_py.collection.places import located
from pastix_py.errors import InputError, missing_file
from pastix_py.matrix import GENERATORS, harwell, market
from pastix_py.matrix.dense import as_columns
from pastix_py.matrix.generate import generate, is_spec

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error)


def read(source, name=None):
    """Return the `Matrix` of a path, of '-' (standard input), or of a generator spec such as 'lap3:20'.

    Files: Matrix Market, Harwell–Boeing, Rutherford–Boeing, `.npz` (sparse or dense), `.npy`, MATLAB 5; gzipped or not.
    'ss:HB/bcsstk14', or plain 'HB/bcsstk14' where no such file exists, is a matrix of the SuiteSparse collection that
    was fetched before; nothing is downloaded here.

    Raises
    ------
    InputError : missing, unreadable, malformed, not square or not finite.

    """
    source = str(source)
    path = source if source == "-" else located(source)
    if is_spec(path) and not Path(path).exists():
        return generate(path)
    if path in GENERATORS and not Path(path).exists():
        raise InputError(f"{path} needs a size after a colon, such as {path}:10.")
    made = _matrix(contents(path), path if path != "-" else "standard input")
    return replace(made, name=name or label(path))


def read_dense(source):
    """Return the dense array (n, k) of a right-hand side: Matrix Market (array or coordinate), `.npy`, `.npz`, or '-'.

    Raises `InputError` as `read` does.
    """
    return dense_of(contents(str(source)), str(source) if str(source) != "-" else "standard input")


def dense_of(text, name):
    """Return the dense array (n, k) in the bytes of a file, as `read_dense` does; `name` is for messages."""
    if text.startswith(b"%%") or text.lstrip().startswith(b"%%"):
        return market.read_array(text, name)
    values = _matlab(text, name) if text.startswith(b"MATLAB") else _numpy(text, name)
    if values is None:
        raise InputError(f"{name} is no right-hand side: a Matrix Market, .npy, .npz or .mat file is needed.")
    dense = values.toarray() if hasattr(values, "toarray") else np.atleast_1d(values)
    if dense.ndim > 2:
        raise InputError(f"{name} holds an array of {dense.ndim} dimensions: at most rows and columns are needed.")
    return as_columns(dense)


def label(source):
    """Return what reports call a source: the name of the file without its folder and suffixes."""
    return "standard input" if source == "-" else Path(source).name.split(".")[0] or source


def contents(source):
    """Return the bytes of a file or of standard input, gunzipped."""
    if not source:
        raise InputError("The name of a file is empty.")
    try:
        text = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        if text.startswith(b"\x1f\x8b"):
            text = gzip.decompress(text)
        text = text.removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        raise InputError(missing_file(source)) from None
    except IsADirectoryError:
        raise InputError(f"{source} is a folder, not a file.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{source} is a damaged gzip file: {error}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if not text.strip():
        raise InputError(f"{'Standard input' if source == '-' else source} is empty.")
    return text


def _matrix(text, name):
    """Return the `Matrix` in the bytes of a file of any kind."""
    start = text.lstrip()[:20]
    if start.startswith(b"%"):
        return market.read_matrix(text, name)
    if start.startswith(b"MATLAB"):
        return market.named(_matlab(text, name), name)
    if start.startswith(b"\x89HDF"):
        raise InputError(f"{name} is a MATLAB 7.3 (HDF5) file: save it with -v7.")
    values = _numpy(text, name)
    if values is not None:
        return market.named(values, name)
    if harwell.looks_like(text):
        return harwell.read_matrix(text, name)
    raise InputError(
        f"{name} is no matrix file that this program knows: a Matrix Market file begins with %%MatrixMarket."
    )


def _numpy(text, name):
    """Return the array of a `.npy` or `.npz` file, None for any other content."""
    is_zip = text.startswith(b"PK\x03\x04")
    if not is_zip and not text.startswith(b"\x93NUMPY"):
        return None
    if is_zip and archive.peek(io.BytesIO(text)):
        raise InputError(f"{name} holds {archive.saved(archive.peek(io.BytesIO(text)))}, not a matrix.")
    try:
        loaded = np.load(io.BytesIO(text), allow_pickle=False)
        if not is_zip:
            return loaded
        if "format" in loaded.files:
            from scipy.sparse import load_npz

            return load_npz(io.BytesIO(text))
        if len(loaded.files) == 1:
            return loaded[loaded.files[0]]
    except (ValueError, OSError, EOFError, LookupError, TypeError, AttributeError, *DAMAGED_ZIP) as error:
        raise InputError(f"{name} is a damaged NumPy file: {error}.") from None
    raise InputError(
        f"{name} holds {len(loaded.files)} arrays: one array, or what scipy.sparse.save_npz writes, is needed."
    )


def _matlab(text, name):
    """Return the first sparse matrix of a MATLAB 5 file, or its first 2-D array."""
    from scipy.io import loadmat
    from scipy.sparse import issparse

    try:
        found = loadmat(io.BytesIO(text), spmatrix=False)
    except Exception as error:  # SciPy's reader raises whatever a damaged file makes it stumble over
        raise InputError(f"{name} is a damaged MATLAB file: {error}.") from None
    values = [value for key, value in found.items() if not key.startswith("__")]
    sparse = [value for value in values if issparse(value)]
    found = sparse or [value for value in values if getattr(value, "ndim", 0) == 2]
    if len(found) == 1:
        return found[0]
    raise InputError(f"{name} holds {len(found)} matrices; save the one that is meant alone.")

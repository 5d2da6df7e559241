"""Matrix Market text: SciPy parses it, what SciPy lets pass is checked here."""

import io
import re

import numpy as np

from pastix_py.errors import InputError, MemoryLimit
from pastix_py.matrix.check import canonical
from pastix_py.matrix.dense import as_columns
from pastix_py.matrix.matrix import Symmetry
from pastix_py.matrix.scan import first_bad_line
from pastix_py.memory import available_bytes

BANNER = b"%%MatrixMarket"
SHORTEST_ENTRY = 4  # bytes: two indices, a blank and a line end
FORTRAN_NUMBER = re.compile(rb"(?<=[0-9.])[dD](?=[+-]?[0-9])|(?<=\s)\+(?=[0-9.])")


def read_matrix(text, name):
    """Return the `Matrix` of a Matrix Market file.

    A symmetric or Hermitian file keeps one half; an entry given twice is summed in a general file and refused in a
    symmetric one, where it may stand in both halves. A real "Hermitian" file is taken as symmetric.

    Parameters
    ----------
    text : the file, bytes.
    name : what messages call it.

    Raises
    ------
    InputError, MemoryLimit : with the line or entry (base 1) that is wrong.

    """
    text = with_usual_banner(text)
    shape, layout, field, stored = header(text, name)
    values = _parsed(text, name, shape, layout, field)
    if isinstance(values, np.ndarray) or stored == "general":
        return named(values, name)
    if stored == "skew-symmetric":
        return _skew(values, name)
    values = values.tocoo()
    lower = values.row >= values.col
    row, col, val = values.row[lower], values.col[lower], values.data[lower]
    _refuse_repeated(row, col, values.shape[0], name)
    half = type(values)((val, (row, col)), shape=values.shape)
    is_hermitian = stored == "hermitian" and field == "complex"
    return named(half, name, Symmetry.HERMITIAN if is_hermitian else Symmetry.SYMMETRIC)


def read_array(text, name):
    """Return the dense array (n, k) of a Matrix Market file, coordinate or array."""
    text = with_usual_banner(text)
    shape, layout, field, _ = header(text, name, square=False)
    values = _parsed(text, name, shape, layout, field)
    return as_columns(values if isinstance(values, np.ndarray) else values.toarray())


def with_usual_banner(text):
    """Return a file with the first word of its banner as SciPy wants it, in whatever case it is written."""
    if text.startswith(BANNER) or text[: len(BANNER)].lower() != BANNER.lower():
        return text
    return BANNER + text[len(BANNER) :]


def header(text, name, square=True):
    """Return (shape, layout, field, symmetry); refuses sizes that the file cannot hold or memory cannot take."""
    from scipy.io import mminfo

    if not text.lstrip().startswith(b"%%"):
        raise InputError(f"{name} has no %%MatrixMarket banner in line 1.")
    try:
        rows, cols, entries, layout, field, stored = mminfo(io.BytesIO(text))
    except (ValueError, OverflowError) as error:
        raise InputError(f"{name} has a bad Matrix Market header: {_reason(error)}.") from None
    if square and rows != cols:
        raise InputError(f"{name} is {rows} × {cols}; only square matrices can be factored.")
    if layout == "coordinate" and entries * SHORTEST_ENTRY > len(text) + SHORTEST_ENTRY:
        raise InputError(
            f"{name} claims {entries:,} entries, more than its {len(text):,} bytes can hold: it is truncated."
        )
    if max(rows, cols) * 16 > available_bytes():
        raise MemoryLimit(f"{name} claims {rows:,} rows, too many for the memory that is there.")
    if layout == "array" and rows * cols > len(text):
        raise InputError(f"{name} claims {rows} × {cols} values, more than its bytes can hold: it is truncated.")
    return (rows, cols), layout, field, stored


def _parsed(text, name, shape, layout, field):
    """Return what SciPy reads, a sparse array or an ndarray; Fortran's 1D5 and +1 are taken too."""
    from scipy.io import mmread

    begin = _body(text)
    n_number = {"complex": 2, "pattern": 0}.get(field, 1)
    bad = first_bad_line(np.frombuffer(text, np.uint8), begin, 2 if layout == "coordinate" else 0, n_number)
    if bad >= 0:
        number = text.count(b"\n", 0, begin) + bad
        line = text.splitlines()[number].decode("ascii", "replace").strip()[:40]
        raise InputError(
            f"{name} is malformed: line {number + 1} is {line!r}, not an entry of a {field} {layout} file."
        )
    if layout == "array" and 0 in shape:  # SciPy divides by the number of rows, and the process dies of that
        return np.zeros(shape)
    if FORTRAN_NUMBER.search(text, begin):
        plain = FORTRAN_NUMBER.sub(lambda m: b"" if m[0] == b"+" else b"e", text[begin:])
        text = text[:begin] + plain
    try:
        return mmread(io.BytesIO(text), spmatrix=False)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{name} is malformed: {_reason(error)}.") from None


def _body(text):
    """Return where the first line after the banner, the comments and the sizes begins."""
    at, seen = 0, 0
    while seen < 2 and at < len(text):
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].strip()
        seen += bool(line) and (seen == 0 or not line.startswith(b"%"))
        at = end + 1
    return min(at, len(text))


def _reason(error):
    text = str(error).strip().rstrip(".")
    return text[:1].lower() + text[1:] if not text.startswith("MatrixMarket") else text


def named(values, name, symmetry=None):
    """Pass values through the gate, with the file's name in front of a complaint."""
    try:
        return canonical(values, name, symmetry)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _skew(values, name):
    """Return a skew-symmetric file as a general matrix; its diagonal has to be zero."""
    diagonal = np.flatnonzero(values.diagonal())
    if diagonal.size:
        i = diagonal[0] + 1
        raise InputError(f"{name} is skew-symmetric and has a non-zero diagonal entry ({i}, {i}).")
    return named(values, name, Symmetry.GENERAL)


def _refuse_repeated(row, col, n, name):
    key = np.sort(col.astype(np.int64) * n + row)
    twice = np.flatnonzero(key[1:] == key[:-1])
    if twice.size:
        j, i = divmod(int(key[twice[0]]), n)
        raise InputError(
            f"{name} gives entry ({i + 1}, {j + 1}) of a symmetric matrix twice, or in both halves; keep one."
        )

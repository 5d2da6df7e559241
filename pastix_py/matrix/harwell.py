"""Harwell–Boeing and Rutherford–Boeing files: assembled, real, complex, pattern or integer, square.

Duff, Grimes and Lewis, "Users' guide for the Harwell-Boeing sparse matrix collection", 1992; "The Rutherford-Boeing
sparse matrix collection", 1997.
"""

import re

import numpy as np

from pastix_py.errors import InputError
from pastix_py.matrix.check import canonical
from pastix_py.matrix.matrix import Matrix, Symmetry

TYPE = re.compile(r"[RCPIQ][SUHZR][AE]", re.IGNORECASE)
FORMAT = re.compile(r"\(\s*(?:\d*\s*P\s*,?)?\s*(\d*)\s*([IEDFG])\s*(\d+)(?:\.\d+)?(?:E\d+)?\s*\)", re.IGNORECASE)


def looks_like(text):
    """Return whether the third line of a file starts with a matrix type such as RSA."""
    lines = text[:2000].split(b"\n")
    return len(lines) > 2 and TYPE.match(lines[2].decode("ascii", "replace")) is not None


def read_matrix(text, name):
    """Return the `Matrix` of a Harwell–Boeing or Rutherford–Boeing file.

    Parameters
    ----------
    text : the file, bytes.
    name : what messages call it.

    Raises
    ------
    InputError : elemental, rectangular, truncated or malformed.

    """
    lines = text.decode("ascii", "replace").splitlines()
    code, n, nnz, formats, first = _header(lines, name)
    widths = [_field(form, name) for form in formats]
    ptr, line = _numbers(lines, first, n + 1, widths[0], np.int64, name)
    ind, line = _numbers(lines, line, nnz, widths[1], np.int64, name)
    if ptr[0] != 1 or ptr[-1] != nnz + 1 or (np.diff(ptr) < 0).any():
        raise InputError(f"{name} is malformed: its column pointers do not go from 1 to {nnz + 1}.")
    if nnz and (ind.min() < 1 or ind.max() > n):
        raise InputError(f"{name} is malformed: it has a row index outside 1..{n}.")
    if code[0] == "P":
        val = np.ones(nnz)
    else:
        count = 2 * nnz if code[0] == "C" else nnz
        val, _ = _numbers(lines, line, count, widths[2], np.float64, name)
        val = val.view(np.complex128) if code[0] == "C" else val
    return _matrix(code[1], n, ptr - 1, ind - 1, val, name)


def _header(lines, name):
    """Return (type, n, entries, [three formats], first data line); takes four or five header lines."""
    try:
        code = lines[2][:3].upper()
        rows, cols, entries, elements = (int(x) for x in [*lines[2][3:].split(), "0"][:4])
        formats = [lines[3][:16], lines[3][16:32], lines[3][32:52]]
        has_rhs = int((lines[1].split() + ["0"] * 5)[4]) > 0
    except (IndexError, ValueError):
        raise InputError(f"{name} is no matrix file that this program knows, or its header is damaged.") from None
    if not TYPE.fullmatch(code):
        raise InputError(f"{name} is no matrix file that this program knows: type {code!r} in line 3.")
    if code[2] == "E" or elements:
        raise InputError(f"{name} holds an elemental (unassembled) matrix: assemble it first.")
    if rows != cols:
        raise InputError(f"{name} is {rows} × {cols}; only square matrices can be factored.")
    # Rutherford–Boeing has four header lines; Harwell–Boeing has a fifth one where right-hand sides follow.
    is_harwell = len(lines[1].split()) > 4
    return code, rows, entries, formats, 5 if is_harwell and has_rhs else 4


def _field(form, name):
    """Return (fields per line, width) of a Fortran format such as (13I6) or (1P,4D20.12)."""
    if not form.strip():
        return (0, 0)
    found = FORMAT.search(form)
    if not found:
        raise InputError(f"{name} has a number format that this program does not know: {form.strip()}.")
    return int(found[1] or 1), int(found[3])


def _numbers(lines, first, count, form, dtype, name):
    """Return (array of `count` numbers, next line).

    Blanks separate the numbers where they separate as many as there must be, for some writers (SciPy's) declare a
    wrong width; fixed columns hold where numbers touch.
    """
    per_line, width = form
    if count == 0:
        return np.zeros(0, dtype), first
    if per_line == 0:
        raise InputError(f"{name} has no format for its values.")
    n_line = -(-count // per_line)
    block = lines[first : first + n_line]
    fields = [field for line in block for field in line.split()]
    if len(fields) != count:
        fields = [line[k : k + width] for line in block for k in range(0, per_line * width, width)]
        fields = [field for field in fields if field.strip()]
    if len(fields) < count:
        raise InputError(
            f"{name} is truncated: line {len(lines)} is the last, and {count - len(fields):,} numbers are missing."
        )
    try:
        if dtype is np.float64:
            fields = [field.upper().replace("D", "E").replace(" ", "") for field in fields[:count]]
        return np.array(fields[:count]).astype(dtype), first + n_line
    except ValueError as error:
        raise InputError(f"{name} is malformed between lines {first + 1} and {first + n_line}: {error}.") from None


def _matrix(structure, n, ptr, ind, val, name):
    """Return the `Matrix` of the stored half or whole."""
    from scipy.sparse import csc_array

    stored = csc_array((val, ind, ptr), shape=(n, n))
    if structure == "S":
        return canonical(stored, name, Symmetry.SYMMETRIC)
    if structure == "H":
        return canonical(stored, name, Symmetry.HERMITIAN)
    if structure == "Z":
        return canonical(stored - stored.T, name, Symmetry.GENERAL)
    return canonical(stored, name)


def text_of(matrix: Matrix):
    """Return a matrix as the lines of a Rutherford–Boeing file, bytes."""
    letter = "C" if matrix.dtype.kind == "c" else "R"
    code = letter + {"general": "U", "symmetric": "S", "hermitian": "H"}[matrix.symmetry.value] + "A"
    val = np.ascontiguousarray(matrix.val).view(matrix.val.real.dtype)
    width = len(str(max(matrix.ind.size + 1, matrix.n))) + 1
    per_line = 80 // width
    blocks = [_lines(matrix.ptr + 1, f"%{width}d", per_line), _lines(matrix.ind + 1, f"%{width}d", per_line)]
    blocks.append(_lines(val, "%25.16E", 3))
    counts = [block.count("\n") for block in blocks]
    integers = f"({per_line}I{width})"
    head = f"{matrix.name[:72]:72}{'pastix':8}\n"
    head += "".join(f"{count:14d}" for count in (sum(counts), *counts)) + "\n"
    head += f"{code:14}" + "".join(f"{k:14d}" for k in (matrix.n, matrix.n, matrix.ind.size, 0)) + "\n"
    head += f"{integers:16}{integers:16}{'(3E25.16)':20}\n"
    return (head + "".join(blocks)).encode()


def _lines(values, form, per_line):
    """Return numbers in fixed columns, `per_line` on a line."""
    fields = [form % value for value in values.tolist()]
    return "".join("".join(fields[k : k + per_line]) + "\n" for k in range(0, len(fields), per_line))

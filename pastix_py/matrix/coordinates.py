"""Where the unknowns are: coordinates of generated problems, and those that a user gives."""

import io
import math
from pathlib import Path

import numpy as np

from pastix_py.errors import InputError
from pastix_py.matrix.generate import SIZES, generate, is_spec
from pastix_py.matrix.read import contents, dense_of

MOST_AT_A_NODE = 6  # unknowns
GRIDS = {  # points along each axis
    "lap2": lambda n: (n, n),
    **dict.fromkeys(("lap3", "lap3_27", "convdiff3", "helm3"), lambda n: (n, n, n)),
    "elast3": lambda n: (n, n + 1, n + 1),
}
BINARY = (b"%%", b"\x93NUMPY", b"PK\x03\x04", b"MATLAB")  # how what `dense_of` reads begins


def grid_shape(matrix):
    """Return the points along each axis of the grid of a generated matrix, None for any other.

    The unknowns of a point follow each other.
    """
    name, size = _generated(matrix)
    return GRIDS[name](size) if name in GRIDS else None


def coordinates_of(matrix, given=None):
    """Return the coordinates of the unknowns of a `Matrix`, float64 (n, 2) or (n, 3), None where none are known.

    `given` is an array of that shape, or of n / k points at which k unknowns follow each other (k ≤ 6), the name
    of a file with such an array (Matrix Market, `.npy`, `.npz`, `.mat`, or text with a line for each point), or a
    generated problem, whose coordinates are meant; those of `matrix` itself by default.

    Raises `InputError` for what does not fit.
    """
    if given is None or (isinstance(given, str) and given == ""):
        return _of_generated(matrix)
    if not isinstance(given, str | Path):
        return _checked(np.asarray(given), matrix.n, "The array of coordinates")
    given = str(given)
    if is_spec(given) and not Path(given).exists():
        found = _of_generated(generate(given))
        if found is None:
            raise InputError(f"The unknowns of {given} have no coordinates.")
        return _checked(found, matrix.n, f"The array of coordinates of {given}")
    return _checked(_read(given), matrix.n, f"The file of coordinates {given}")


def _read(path):
    """Return the array in a file."""
    text = contents(path)
    if text.startswith(BINARY):
        return dense_of(text, path)
    try:
        return np.loadtxt(io.BytesIO(text), comments=("#", "%"), ndmin=2)
    except ValueError as error:
        raise InputError(f"{path} cannot be read as lines of coordinates: {str(error).split(';')[0]}.") from None


def _checked(values, n, what):
    """Return coordinates as float64 (n, 2) or (n, 3)."""
    if values.ndim == 2 and n in len(values) * np.arange(2, MOST_AT_A_NODE + 1):
        values = _spread(values, n)
    if values.ndim != 2 or values.shape[0] != n or values.shape[1] not in (2, 3):
        shape = " × ".join(str(size) for size in values.shape)
        raise InputError(f"{what} has {shape} numbers: {n} × 2 or {n} × 3 are needed.")
    if values.dtype.kind not in "iuf":
        raise InputError(f"{what} does not hold real numbers.")
    wrong = np.flatnonzero(~np.isfinite(values).all(axis=1))
    if wrong.size:
        raise InputError(f"{what} has a number that is not finite, for unknown {wrong[0] + 1}.")
    return values.astype(np.float64)


def _generated(matrix):
    """Return (name, size) of a generated matrix, ('', 0) of any other."""
    name, _, size = matrix.name.partition(":")
    known = name in SIZES and size.isascii() and size.isdecimal() and SIZES[name][0](int(size)) == matrix.n
    return (name, int(size)) if known else ("", 0)


def _of_generated(matrix):
    """Return the coordinates of the unknowns of a generated matrix, None for any other."""
    name, size = _generated(matrix)
    if name in GRIDS:
        return _spread(_grid(*map(range, GRIDS[name](size))), matrix.n)
    return PLACES[name](size) if name in PLACES else None


def _grid(*axes):
    """Return the points of a grid, the last axis fastest: the last axis is x, the one before it −y."""
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1, dtype=np.float64).reshape(-1, len(axes))[:, ::-1]
    points[:, 1] *= -1
    return points


def _spread(points, n):
    """Return the coordinates of n unknowns, of which as many as there can be follow each other at each point."""
    return np.repeat(points, n // max(len(points), 1), axis=0)


def _kkt2(n):
    """Fluxes in the middle of the edges, pressures in the middle of the cells."""
    cells = np.arange(n) + 0.5
    return np.concatenate([_grid(range(n + 1), cells), _grid(cells, range(n + 1)), _grid(cells, cells)])


def _circuit(n):
    """Nodes row by row in a square."""
    side = math.isqrt(n - 1) + 1
    return _grid(range(side), range(side))[:n]


PLACES = {"kkt2": _kkt2, "circuit": _circuit}

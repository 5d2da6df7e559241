"""Products of small dense blocks, with vectors along the rows of what is computed.

Each is a Python function that specifies it, and an overload that emits it. All blocks lie in one flat array, by rows; a
row of a block that is computed or is a right factor takes whole vectors, so that none is cut.
"""

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.numpy_support import as_dtype

from pastix_py.dense.blas import LETTER
from pastix_py.dense.emit import REAL
from pastix_py.dense.lanes import INDEX, Lanes, repeat
from pastix_py.dense.native import vector_registers

VECTORS = 4  # of a row, at most
HEIGHTS = {1: (4, 3, 2, 1), 2: (4, 3, 2, 1), 3: (2, 1), 4: (2, 1)}  # rows at a time, by vectors: sums stay in registers


def lanes_of(dtype):
    """Return how many coefficients of a type a vector holds."""
    return max(vector_registers()[0] // dtype.itemsize, 1)


def subtract_products(count, right, target, vectors, coef, left, row, column, m, k):
    """C −= A B for `count` pairs of B and C, and one A: m × k, its entry (i, j) at left + i · row + j · column.

    `right`, `target`, `vectors` int64: of each pair, where B and C begin, and the vectors of a row, 1 to VECTORS.
    """
    A = _strided(coef, left, m, k, row, column)
    for e in range(count):
        ld = vectors[e] * lanes_of(coef.dtype)
        _strided(coef, target[e], m, ld, ld, 1)[:] -= A @ _strided(coef, right[e], k, ld, ld, 1)


def multiply(A, a, row, m, k, B, b, C, c, vectors):
    """C = A B, which may lie where A does: m × k at a, `row` places a row, times k rows at b; to c, where rows begin.

    `vectors` is that of rows of B and C.
    """
    ld = vectors * lanes_of(C.dtype)
    _strided(C, c, m, ld, ld, 1)[:] = _strided(A, a, m, k, row, 1) @ _strided(B, b, k, ld, ld, 1)


def _strided(A, at, m, n, row, column):
    """Return the m × n matrix with entry (i, j) at `at` + i · row + j · column of a flat array (Python only)."""
    size = A.itemsize
    return np.lib.stride_tricks.as_strided(A[at:], (m, n), (row * size, column * size))


def _by_shape(builder, vectors, m, band):
    """Emit `band(i, rows, v)` for bands of the m rows of a block whose rows have `vectors` vectors."""
    for v, heights in HEIGHTS.items():
        stop = builder.select(builder.icmp_signed("==", vectors, INDEX(v)), m, INDEX(0))
        first = INDEX(0)
        for rows in heights:
            whole = builder.sub(stop, builder.srem(builder.sub(stop, first), INDEX(rows)))
            repeat(builder, first, whole, INDEX(rows), [], lambda i, _, r=rows, v=v: band(i, r, v) or [])
            first = whole


def _product(lanes, sources, step, k, right, sums, vectors):
    """Emit sums −= A B; `sources` are the rows of A, a column of which is `step` on. Sums of a row are together."""
    corners = [INDEX(v * lanes.rows) for v in range(vectors)]

    def add(j, carried):
        row, at, *sums = carried
        taken = [lanes.factors(lanes.load(lanes.at(row, corner))) for corner in corners]
        for r, source in enumerate(sources):
            factor = lanes.coefficient(lanes.at(source, at))
            for v in range(vectors):
                sums[r * vectors + v] = lanes.subtract(sums[r * vectors + v], taken[v], factor)
        return [lanes.at(row, INDEX(vectors * lanes.rows)), lanes.builder.add(at, step), *sums]

    return repeat(lanes.builder, INDEX(0), k, INDEX(1), [right, INDEX(0), *sums], add)[2:]


def _rows(lanes, block, i, rows, step):
    """Return the addresses of rows i, i + 1, ... of a block."""
    return [lanes.at(block, lanes.builder.mul(lanes.builder.add(i, INDEX(r)), step)) for r in range(rows)]


def _emit_subtract(builder, lanes, given):
    """Emit `subtract_products`."""
    left = lanes.at(given["coef"], given["left"])

    def pair(e, _):
        right, target, vectors = (builder.load(builder.gep(given[n], [e])) for n in ("right", "target", "vectors"))
        right, target = lanes.at(given["coef"], right), lanes.at(given["coef"], target)

        def band(i, rows, vectors):
            sources = _rows(lanes, left, i, rows, given["row"])
            targets = _rows(lanes, target, i, rows, INDEX(vectors * lanes.rows))
            places = [lanes.at(row, INDEX(v * lanes.rows)) for row in targets for v in range(vectors)]
            sums = [lanes.load(place) for place in places]
            sums = _product(lanes, sources, given["column"], given["k"], right, sums, vectors)
            for value, place in zip(sums, places, strict=True):
                lanes.store(value, place)

        _by_shape(builder, vectors, given["m"], band)
        return []

    repeat(builder, INDEX(0), given["count"], INDEX(1), [], pair)


def _emit_multiply(builder, lanes, given):
    """Emit `multiply`."""
    left, right, target = (lanes.at(given[name], given[name.lower()]) for name in "ABC")

    def band(i, rows, vectors):
        sources = _rows(lanes, left, i, rows, given["row"])
        zeros = [lanes.zero] * (rows * vectors)
        sums = _product(lanes, sources, INDEX(1), given["k"], right, zeros, vectors)
        targets = _rows(lanes, target, i, rows, INDEX(vectors * lanes.rows))
        places = [lanes.at(row, INDEX(v * lanes.rows)) for row in targets for v in range(vectors)]
        for value, place in zip(sums, places, strict=True):
            lanes.store(builder.fneg(value), place)

    _by_shape(builder, given["vectors"], given["m"], band)


def _routine(names, emit):
    """Return the intrinsic of the arguments named."""

    @intrinsic
    def call(typingctx, *args):
        kinds = [types.unliteral(kind) for kind in args]

        def codegen(context, builder, signature, values):
            given, dtype = {}, next(kind.dtype for kind in kinds if getattr(kind, "dtype", None) in LETTER)
            letter = LETTER[dtype]
            for name, kind, value in zip(names, kinds, cgutils.unpack_tuple(builder, values[0]), strict=True):
                if isinstance(kind, types.Array):
                    data = context.make_array(kind)(context, builder, value).data
                    is_index = kind.dtype not in LETTER
                    given[name] = data if is_index else builder.bitcast(data, REAL[letter].as_pointer())
                else:
                    given[name] = context.cast(builder, value, kind, types.int64)
            parts = 2 if letter in "cz" else 1
            emit(builder, Lanes(builder, REAL[letter], parts, lanes_of(as_dtype(dtype))), given)
            return context.get_dummy_value()

        return types.void(types.StarArgTuple.from_types(args)), codegen

    return call


_subtract = _routine(("count", "right", "target", "vectors", "coef", "left", "row", "column", "m", "k"), _emit_subtract)
_multiply = _routine(("A", "a", "row", "m", "k", "B", "b", "C", "c", "vectors"), _emit_multiply)


@overload(subtract_products)
def _subtract_overload(count, right, target, vectors, coef, left, row, column, m, k):
    def call(count, right, target, vectors, coef, left, row, column, m, k):
        _subtract(count, right, target, vectors, coef, left, row, column, m, k)

    return call


@overload(multiply)
def _multiply_overload(A, a, row, m, k, B, b, C, c, vectors):
    def call(A, a, row, m, k, B, b, C, c, vectors):
        _multiply(A, a, row, m, k, B, b, C, c, vectors)

    return call

"""Rows of a block times a small matrix, with vectors along the columns of the block that is written.

Each is a Python function that specifies it, and an overload that emits it. A row of a block of w columns takes
`lanes` · `vectors` ≥ w places, so that no vector is cut: what is behind column w is anything.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from pastix_py.dense.blas import LETTER
from pastix_py.dense.emit import REAL
from pastix_py.dense.lanes import INDEX, Lanes, repeat
from pastix_py.dense.native import vector_registers

VECTORS = 4  # of a row, at most
HEIGHTS = {1: 6, 2: 4, 3: 3, 4: 2}  # rows that are computed together, by the vectors of each: sums stay in registers


def lanes_of(dtype):
    """Return how many coefficients of a type a vector holds."""
    return max(vector_registers()[0] // dtype.itemsize, 1)


def subtract_rows(low, high, ind, A, a, lda, w, B, vectors, W):
    """Row ind[t] of W −= row t of A times B, for low ≤ t < high: what a block contributes to another.

    Parameters
    ----------
    low, high : int64, rows of A; none is there twice.
    ind : int32.
    A, a, lda, w : row t has w coefficients from a + t · lda on.
    B : w rows of `vectors` vectors each, flat.
    vectors : int64, 1 to VECTORS.
    W : row i begins at i · `vectors` vectors, flat.

    """
    ld = vectors * lanes_of(W.dtype)
    small = B[: w * ld].reshape(w, ld)
    for t in range(low, high):
        W[ind[t] * ld : (ind[t] + 1) * ld] -= A[a + t * lda : a + t * lda + w] @ small


def multiply_rows(low, high, ind, A, a, w, B, vectors, W):
    """Row t of A = row ind[t] of W times B, for low ≤ t < high; arguments as above, with `vectors` vectors a row of A."""
    ld = vectors * lanes_of(W.dtype)
    small = B[: w * ld].reshape(w, ld)
    for t in range(low, high):
        A[a + t * ld : a + (t + 1) * ld] = W[ind[t] * ld : ind[t] * ld + w] @ small


def _emit(builder, lanes, given, update):
    """Emit a loop for each number of vectors, of which one runs."""
    for vectors, rows in HEIGHTS.items():
        wanted = builder.icmp_signed("==", given["vectors"], INDEX(vectors))
        low, high = given["low"], builder.select(wanted, given["high"], given["low"])
        whole = builder.sub(high, builder.srem(builder.sub(high, low), INDEX(rows)))
        for count, first, last in ((rows, low, whole), (1, whole, high)):

            def band(t, _, count=count, vectors=vectors):
                _band(builder, lanes, given, update, t, count, vectors)
                return []

            repeat(builder, first, last, INDEX(count), [], band)


def _band(builder, lanes, given, update, t, count, vectors):
    """Emit `count` rows from t on."""
    ld = INDEX(vectors * lanes.rows)
    corners = [INDEX(v * lanes.rows) for v in range(vectors)]
    steps = [builder.add(t, INDEX(r)) for r in range(count)]
    far = [builder.sext(builder.load(builder.gep(given["ind"], [step])), INDEX) for step in steps]
    far = [lanes.at(given["W"], builder.mul(row, ld)) for row in far]
    near = [lanes.at(given["A"], builder.mul(step, given["lda"] if update else ld)) for step in steps]
    source, target = (near, far) if update else (far, near)
    sums = [lanes.load(lanes.at(row, corner)) if update else lanes.zero for row in target for corner in corners]

    def step(k, carried):
        row, *sums = carried
        taken = [lanes.factors(lanes.load(lanes.at(row, corner))) for corner in corners]
        for r in range(count):
            factor = lanes.coefficient(lanes.at(source[r], k))
            for v in range(vectors):
                sums[r * vectors + v] = lanes.subtract(sums[r * vectors + v], taken[v], factor)
        return [lanes.at(row, ld), *sums]

    sums = repeat(builder, INDEX(0), given["w"], INDEX(1), [given["B"], *sums], step)[1:]
    for r in range(count):
        for v, corner in enumerate(corners):
            value = sums[r * vectors + v]
            lanes.store(value if update else builder.fneg(value), lanes.at(target[r], corner))


def _routine(names, update):
    """Return the intrinsic of the arguments named."""

    @intrinsic
    def call(typingctx, *args):
        kinds = [types.unliteral(kind) for kind in args]

        def codegen(context, builder, signature, values):
            values, given = cgutils.unpack_tuple(builder, values[0]), {}
            dtype = kinds[names.index("W")].dtype
            letter = LETTER[dtype]
            for name, kind, value in zip(names, kinds, values, strict=True):
                if isinstance(kind, types.Array):
                    data = context.make_array(kind)(context, builder, value).data
                    is_index = kind.dtype not in LETTER
                    given[name] = data if is_index else builder.bitcast(data, REAL[letter].as_pointer())
                else:
                    given[name] = context.cast(builder, value, kind, types.int64)
            parts = 2 if letter in "cz" else 1
            item = (4 if letter in "sc" else 8) * parts
            lanes = Lanes(builder, REAL[letter], parts, max(vector_registers()[0] // item, 1))
            given["A"] = lanes.at(given["A"], given["a"])
            _emit(builder, lanes, given, update)
            return context.get_dummy_value()

        return types.void(types.StarArgTuple.from_types(args)), codegen

    return call


_subtract = _routine(("low", "high", "ind", "A", "a", "lda", "w", "B", "vectors", "W"), True)
_multiply = _routine(("low", "high", "ind", "A", "a", "w", "B", "vectors", "W"), False)


@overload(subtract_rows)
def _subtract_overload(low, high, ind, A, a, lda, w, B, vectors, W):
    def call(low, high, ind, A, a, lda, w, B, vectors, W):
        _subtract(low, high, ind, A, a, lda, w, B, vectors, W)

    return call


@overload(multiply_rows)
def _multiply_overload(low, high, ind, A, a, w, B, vectors, W):
    def call(low, high, ind, A, a, w, B, vectors, W):
        _multiply(low, high, ind, A, a, w, B, vectors, W)

    return call
